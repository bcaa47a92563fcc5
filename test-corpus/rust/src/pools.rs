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

pub struct Manager;

impl deadpool::managed::Manager for Manager {
    type Type = tokio::net::TcpStream;
    type Error = std::io::Error;

    async fn create(&self) -> std::io::Result<tokio::net::TcpStream> {
        tokio::net::TcpStream::connect("127.0.0.1:7000").await
    }

    async fn recycle(
        &self,
        _: &mut tokio::net::TcpStream,
        _: &deadpool::managed::Metrics,
    ) -> deadpool::managed::RecycleResult<std::io::Error> {
        Ok(())
    }
}

pub async fn managed_bad(pool: &deadpool::managed::Pool<Manager>) -> anyhow::Result<()> {
    let stream = pool.get().await?; // want pool-self-deadlock
    stream.writable().await?;
    let other = pool.get().await?;
    other.try_write(b"ping")?;
    stream.try_write(b"ping")?;
    Ok(())
}

pub async fn managed_leaked_bad(pool: &deadpool::managed::Pool<Manager>) -> anyhow::Result<()> {
    let stream = pool.get().await?; // want unclosed-connection
    stream.try_write(b"ping")?;
    std::mem::forget(stream);
    Ok(())
}

pub async fn managed_ok(pool: &deadpool::managed::Pool<Manager>) -> anyhow::Result<tokio::net::TcpStream> {
    let stream = pool.get().await?; // want-fate released
    stream.try_write(b"ping")?;
    drop(stream);
    let kept = pool.get().await?; // want-fate released
    Ok(deadpool::managed::Object::take(kept))
}

pub async fn mysql_bad(pool: &mysql_async::Pool) -> mysql_async::Result<u64> {
    use mysql_async::prelude::Queryable;
    let mut conn = pool.get_conn().await?; // want pool-self-deadlock
    let ids: Vec<u64> = conn.query("SELECT id FROM t").await?;
    let mut other = pool.get_conn().await?;
    for id in &ids {
        other.exec_drop("UPDATE t SET x = 1 WHERE id = ?", (*id,)).await?;
    }
    conn.query_drop("DELETE FROM t").await?;
    Ok(ids.len() as u64)
}

pub async fn client_transaction_bad(pool: &deadpool_postgres::Pool, names: &[String]) -> anyhow::Result<()> {
    let mut client = pool.get().await?;
    let tx = client.transaction().await?; // want unfinished-transaction
    for name in names {
        tx.execute("INSERT INTO t VALUES ($1)", &[name]).await?;
    }
    Ok(())
}

pub async fn client_transaction_ok(pool: &deadpool_postgres::Pool, names: &[String]) -> anyhow::Result<()> {
    let mut client = pool.get().await?;
    let tx = client.transaction().await?; // want-fate released
    for name in names {
        tx.execute("INSERT INTO t VALUES ($1)", &[name]).await?;
    }
    tx.commit().await?;
    Ok(())
}
