//! A transaction begins, a lookup finds nothing, and the function says that all went well without a commit: the
//! connection goes back to the pool only when somebody rolls back, and what was written is gone.

use std::collections::HashMap;

use sqlx::{MySql, MySqlPool, Transaction};

async fn limits(tx: &mut Transaction<'_, MySql>) -> Result<Option<HashMap<String, i64>>, sqlx::Error> {
    let rows: Vec<(String, i64)> = sqlx::query_as("SELECT name, value FROM limits").fetch_all(&mut **tx).await?;
    Ok((!rows.is_empty()).then(|| rows.into_iter().collect()))
}

pub async fn update_bad(pool: &MySqlPool, user: i64) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("UPDATE users SET seen = NOW() WHERE id = ?").bind(user).execute(&mut *tx).await?;
    let Some(limits) = limits(&mut tx).await? else {
        return Ok(false);
    };
    sqlx::query("UPDATE users SET quota = ?").bind(limits["quota"]).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(true)
}

pub async fn update_ok(pool: &MySqlPool, user: i64) -> Result<bool, sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    sqlx::query("UPDATE users SET seen = NOW() WHERE id = ?").bind(user).execute(&mut *tx).await?;
    let Some(limits) = limits(&mut tx).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    sqlx::query("UPDATE users SET quota = ?").bind(limits["quota"]).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(true)
}
