//! Transactions: dropping one rolls it back.

use sqlx::{PgPool, Postgres, Transaction};

pub async fn never_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub async fn commit_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn commit_tail_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await
}

pub async fn read_only_ok(pool: &PgPool) -> Result<Option<i32>, sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    let row: Option<(i32,)> = sqlx::query_as("SELECT 1").fetch_optional(&mut *tx).await?;
    Ok(row.map(|row| row.0))
}

pub async fn early_success_bad(pool: &PgPool, skip: bool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("UPDATE t SET x = 1").execute(&mut *tx).await?;
    if skip {
        return Ok(());
    }
    tx.commit().await
}

async fn insert_row(tx: &mut Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut **tx).await?;
    Ok(())
}

pub async fn helper_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    insert_row(&mut tx).await?;
    Ok(())
}

pub async fn helper_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    insert_row(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}

async fn finish(tx: Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    tx.commit().await
}

pub async fn finished_elsewhere_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    insert_row(&mut tx).await?;
    finish(tx).await
}

pub async fn begin_for(pool: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    pool.begin().await // want-fate returned
}

pub async fn from_helper_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = begin_for(pool).await?; // want unfinished-transaction
    insert_row(&mut tx).await?;
    Ok(())
}

pub struct Store {
    pool: PgPool,
}

impl Store {
    pub async fn method_bad(&self) -> anyhow::Result<u64> {
        let mut tx = self.pool.begin().await?; // want unfinished-transaction
        let done = sqlx::query("DELETE FROM t").execute(&mut *tx).await?;
        Ok(done.rows_affected())
    }

    pub async fn explicit_rollback_ok(&self) -> anyhow::Result<u64> {
        let mut tx = self.pool.begin().await?; // want-fate released
        let done = sqlx::query("DELETE FROM t").execute(&mut *tx).await?;
        tx.rollback().await?;
        Ok(done.rows_affected())
    }
}

async fn write_to(target: &mut Vec<u8>, tx: &mut Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    target.push(1);
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut **tx).await?;
    Ok(())
}

async fn finish_or_report(mut tx: Transaction<'_, Postgres>, out: &mut Vec<u8>) -> Result<(), sqlx::Error> {
    write_to(out, &mut tx).await?;
    unknown::Sink::put(&mut tx);
    tx.commit().await?;
    Ok(())
}

pub async fn lent_then_committed_by_callee_ok(pool: &PgPool, out: &mut Vec<u8>) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate released
    insert_row(&mut tx).await?;
    finish_or_report(tx, out).await?;
    Ok(())
}

mod unknown {
    pub struct Sink;
    impl Sink {
        pub fn put<T>(value: &mut T) {
            let _ = std::mem::size_of_val(value);
        }
    }
}

async fn lend_on(tx: &mut Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    let shared = tokio::sync::RwLock::new(tx);
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut ***shared.write().await).await?;
    Ok(())
}

pub async fn lent_to_what_is_not_known_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    insert_row(&mut tx).await?;
    lend_on(&mut tx).await?;
    Ok(())
}

pub async fn handler_bad(mut tx: Transaction<'static, Postgres>) -> Result<(), sqlx::Error> { // want unfinished-transaction
    insert_row(&mut tx).await
}

pub async fn handler_ok(mut tx: Transaction<'static, Postgres>) -> Result<(), sqlx::Error> {
    insert_row(&mut tx).await?;
    tx.commit().await
}

pub async fn handler_that_hands_back_ok(
    mut tx: Transaction<'static, Postgres>,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    insert_row(&mut tx).await?;
    Ok(tx)
}

pub async fn handler_that_fails_ok(mut tx: Transaction<'static, Postgres>) -> Result<(), sqlx::Error> {
    insert_row(&mut tx).await?;
    Err(sqlx::Error::RowNotFound)
}

pub async fn handler_on_one_path_bad(
    mut tx: Transaction<'static, Postgres>, // want unfinished-transaction
    quiet: bool,
) -> Result<(), sqlx::Error> {
    insert_row(&mut tx).await?;
    if quiet {
        return Ok(());
    }
    tx.commit().await
}

pub struct Unit {
    pub tx: Transaction<'static, Postgres>,
    pub name: String,
}

impl Unit {
    pub async fn renamed_ok(pool: &PgPool, name: String) -> Result<Unit, sqlx::Error> {
        let mut tx = pool.begin().await?; // want-fate escaped
        insert_row(&mut tx).await?;
        let base = Unit { tx, name: String::new() };
        Ok(Unit { name, ..base })
    }
}

pub async fn not_waited_for_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    insert_row(&mut tx).await?;
    let _ = tx.commit(); // want unchecked-commit
    Ok(())
}

pub async fn error_dropped_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    insert_row(&mut tx).await?;
    let _ = tx.commit().await; // want unchecked-commit
    Ok(())
}

pub async fn lost_in_a_task_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    tokio::spawn(async move { sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await });
    Ok(())
}

pub async fn committed_in_a_task_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate escaped
    tokio::spawn(async move {
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        tx.commit().await
    });
    Ok(())
}

pub async fn read_in_a_task_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate escaped
    tokio::spawn(async move { sqlx::query("SELECT 1").fetch_all(&mut *tx).await });
    Ok(())
}

pub async fn handed_on_by_a_task_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want-fate escaped
    tokio::spawn(async move {
        insert_row(&mut tx).await?;
        finish(tx).await
    });
    Ok(())
}

pub async fn early_success_in_a_task_bad(pool: &PgPool, skip: bool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    insert_row(&mut tx).await?;
    let task = tokio::spawn(async move {
        if skip {
            return Ok(());
        }
        tx.commit().await
    });
    task.await.unwrap_or(Ok(()))
}
