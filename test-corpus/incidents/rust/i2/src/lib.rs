//! A handler holds one connection of the pool and asks for a second. When as many handlers do that as the pool has
//! connections, none of them goes on.

use sqlx::PgPool;

pub struct Service {
    pool: PgPool,
}

impl Service {
    pub async fn report_bad(&self) -> Result<(), sqlx::Error> {
        let mut conn = self.pool.acquire().await?; // want pool-self-deadlock
        let rows: Vec<(i64,)> = sqlx::query_as("SELECT id FROM jobs").fetch_all(&mut *conn).await?;
        for (id,) in rows {
            let mut other = self.pool.acquire().await?;
            sqlx::query("UPDATE jobs SET seen = true WHERE id = $1").bind(id).execute(&mut *other).await?;
        }
        drop(conn);
        Ok(())
    }

    pub async fn report_ok(&self) -> Result<(), sqlx::Error> {
        let mut conn = self.pool.acquire().await?; // want-fate released
        let rows: Vec<(i64,)> = sqlx::query_as("SELECT id FROM jobs").fetch_all(&mut *conn).await?;
        drop(conn);
        for (id,) in rows {
            let mut other = self.pool.acquire().await?; // want-fate released
            sqlx::query("UPDATE jobs SET seen = true WHERE id = $1").bind(id).execute(&mut *other).await?;
        }
        Ok(())
    }
}
