//! A second connection from a pool while one is held.

use sqlx::{Executor, PgPool, Row};

pub struct Store {
    pool: PgPool,
}

impl Store {
    pub async fn nested_bad(&self) -> Result<i64, sqlx::Error> {
        let mut conn = self.pool.acquire().await?; // want pool-self-deadlock
        let id: i64 = sqlx::query("SELECT 1").fetch_one(&mut *conn).await?.get(0);
        let mut other = self.pool.acquire().await?;
        sqlx::query("UPDATE t SET x = 1").execute(&mut *other).await?;
        drop(conn);
        Ok(id)
    }

    pub async fn dropped_ok(&self) -> Result<i64, sqlx::Error> {
        let mut conn = self.pool.acquire().await?; // want-fate released
        let id: i64 = sqlx::query("SELECT 1").fetch_one(&mut *conn).await?.get(0);
        drop(conn);
        let mut other = self.pool.acquire().await?; // want-fate released
        sqlx::query("UPDATE t SET x = 1").execute(&mut *other).await?;
        Ok(id)
    }

    pub async fn scoped_ok(&self) -> Result<i64, sqlx::Error> {
        let id: i64 = {
            let mut conn = self.pool.acquire().await?; // want-fate released
            sqlx::query("SELECT 1").fetch_one(&mut *conn).await?.get(0)
        };
        let mut tx = self.pool.begin().await?; // want-fate released
        sqlx::query("UPDATE t SET x = 1").execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn beside_transaction_bad(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want pool-used-inside-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        sqlx::query("INSERT INTO log VALUES (1)").execute(&self.pool).await?;
        tx.commit().await
    }

    pub async fn after_commit_ok(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want-fate released
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        tx.commit().await?;
        sqlx::query("INSERT INTO log VALUES (1)").execute(&self.pool).await?;
        Ok(())
    }

    pub async fn executor_beside_transaction_bad(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want pool-used-inside-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        self.pool.execute("INSERT INTO log VALUES (1)").await?;
        tx.commit().await
    }

    pub async fn executor_of_transaction_ok(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want-fate released
        tx.execute("INSERT INTO t VALUES (1)").await?;
        tx.fetch_all("SELECT 1").await?;
        tx.commit().await
    }

    async fn count(&self) -> Result<i64, sqlx::Error> {
        Ok(sqlx::query("SELECT count(*) FROM t").fetch_one(&self.pool).await?.get(0))
    }

    pub async fn in_method_bad(&self) -> Result<i64, sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want pool-used-inside-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        let count = self.count().await?;
        tx.commit().await?;
        Ok(count)
    }

    pub async fn other_pool_ok(&self, logs: &PgPool) -> Result<(), sqlx::Error> {
        let mut tx = self.pool.begin().await?; // want-fate released
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        sqlx::query("INSERT INTO log VALUES (1)").execute(logs).await?;
        tx.commit().await
    }
}

pub async fn deadpool_bad(pool: &deadpool_postgres::Pool) -> anyhow::Result<()> {
    let client = pool.get().await?; // want pool-self-deadlock
    let other = pool.get().await?;
    other.execute("DELETE FROM t", &[]).await?;
    client.execute("DELETE FROM t", &[]).await?;
    Ok(())
}

pub async fn deadpool_ok(pool: &deadpool_postgres::Pool) -> anyhow::Result<()> {
    pool.get().await?.execute("DELETE FROM t", &[]).await?; // want-fate released
    pool.get().await?.execute("DELETE FROM t", &[]).await?; // want-fate released
    Ok(())
}

pub fn r2d2_bad(pool: &r2d2::Pool<r2d2_sqlite::SqliteConnectionManager>) -> anyhow::Result<()> {
    let conn = pool.get()?; // want pool-self-deadlock
    let other = pool.get()?;
    other.execute("DELETE FROM t", [])?;
    conn.execute("DELETE FROM t", [])?;
    Ok(())
}

type PgBb8 = bb8::Pool<bb8_postgres::PostgresConnectionManager<tokio_postgres::NoTls>>;

pub async fn bb8_bad(pool: &PgBb8) -> anyhow::Result<()> {
    let conn = pool.get().await?; // want pool-self-deadlock
    rows_of(pool).await?;
    conn.execute("DELETE FROM t", &[]).await?;
    Ok(())
}

async fn rows_of(pool: &PgBb8) -> anyhow::Result<usize> {
    let conn = pool.get().await?; // want-fate released
    Ok(conn.query("SELECT 1", &[]).await?.len())
}

pub async fn bb8_ok(pool: &PgBb8) -> anyhow::Result<()> {
    {
        let conn = pool.get().await?; // want-fate released
        conn.execute("DELETE FROM t", &[]).await?;
    }
    rows_of(pool).await?;
    Ok(())
}

pub async fn bb8_transaction_bad(pool: &PgBb8) -> anyhow::Result<()> {
    let mut conn = pool.get().await?;
    let tx = conn.transaction().await?; // want unfinished-transaction
    tx.execute("DELETE FROM t", &[]).await?;
    Ok(())
}

pub async fn leaked_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let conn = pool.acquire().await?; // want unclosed-connection
    std::mem::forget(conn);
    Ok(())
}

pub async fn forgotten_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    std::mem::forget(tx);
    Ok(())
}

pub async fn kept_apart_ok(pool: &PgPool) -> Result<sqlx::PgConnection, sqlx::Error> {
    let conn = pool.acquire().await?; // want-fate released
    Ok(conn.detach())
}

pub async fn slot_bad(pool: &PgPool) -> Result<sqlx::PgConnection, sqlx::Error> {
    let conn = pool.acquire().await?; // want unclosed-connection
    Ok(conn.leak())
}
