//! Transactions that are begun by a command, which nothing ends but another command.

use sqlx::{Connection, PgPool};

pub async fn pooled_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    sqlx::query("BEGIN").execute(&mut *conn).await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *conn).await?;
    sqlx::query("COMMIT").execute(&mut *conn).await?;
    Ok(())
}

pub async fn pooled_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    sqlx::query("BEGIN").execute(&mut *conn).await?; // want-fate released
    let done = sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *conn).await;
    if let Err(error) = done {
        sqlx::query("ROLLBACK").execute(&mut *conn).await?;
        return Err(error);
    }
    sqlx::query("COMMIT").execute(&mut *conn).await?;
    Ok(())
}

pub async fn closed_ok(url: &str) -> Result<(), sqlx::Error> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut conn).await?;
    conn.close().await
}

pub fn lite_bad(conn: &rusqlite::Connection, names: &[String]) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?; // want unfinished-transaction
    for name in names {
        conn.execute("INSERT INTO t VALUES (?1)", [name])?;
    }
    conn.execute_batch("COMMIT")?;
    Ok(())
}

pub fn lite_ok(conn: &rusqlite::Connection, names: &[String]) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?; // want-fate released
    for name in names {
        if let Err(error) = conn.execute("INSERT INTO t VALUES (?1)", [name]) {
            conn.execute_batch("ROLLBACK")?;
            return Err(error);
        }
    }
    conn.execute_batch("COMMIT;")
}

pub fn script_ok(conn: &rusqlite::Connection) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN; DELETE FROM t; COMMIT;")
}

pub fn ended_elsewhere_ok(conn: &rusqlite::Connection) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN") // want-fate stored
}

pub async fn client_bad(client: &tokio_postgres::Client) -> Result<(), tokio_postgres::Error> {
    client.batch_execute("BEGIN").await?; // want unfinished-transaction
    client.execute("DELETE FROM t", &[]).await?;
    client.batch_execute("COMMIT").await
}

pub async fn to_savepoint_bad(pool: &deadpool_postgres::Pool, stop: bool) -> anyhow::Result<()> {
    let client = pool.get().await?;
    client.batch_execute("BEGIN").await?; // want unfinished-transaction
    if stop {
        client.batch_execute("ROLLBACK TO SAVEPOINT a").await?;
        return Ok(());
    }
    client.batch_execute("COMMIT").await?;
    Ok(())
}

pub mod by_hand {
    use diesel::connection::{AnsiTransactionManager, TransactionManager};
    use diesel::pg::PgConnection;
    use diesel::prelude::*;

    pub fn question_bad(conn: &mut PgConnection) -> QueryResult<usize> {
        AnsiTransactionManager::begin_transaction(conn)?; // want unfinished-transaction
        let count = diesel::sql_query("DELETE FROM t").execute(conn)?;
        AnsiTransactionManager::commit_transaction(conn)?;
        Ok(count)
    }

    pub fn both_ok(conn: &mut PgConnection) -> QueryResult<usize> {
        AnsiTransactionManager::begin_transaction(conn)?; // want-fate released
        match diesel::sql_query("DELETE FROM t").execute(conn) {
            Ok(count) => {
                AnsiTransactionManager::commit_transaction(conn)?;
                Ok(count)
            }
            Err(error) => {
                AnsiTransactionManager::rollback_transaction(conn)?;
                Err(error)
            }
        }
    }

    pub fn runs_it_ok(conn: &mut PgConnection) -> QueryResult<usize> {
        conn.transaction(|conn| diesel::sql_query("DELETE FROM t").execute(conn))
    }
}

pub struct Storage {
    db: rusqlite::Connection,
}

impl Storage {
    fn commit(&self) -> rusqlite::Result<()> {
        if !self.db.is_autocommit() {
            self.db.prepare_cached("commit")?.execute([])?;
        }
        Ok(())
    }

    pub fn committed_where_open_ok(path: &str, create: bool) -> rusqlite::Result<Storage> {
        let db = rusqlite::Connection::open(path)?;
        if create {
            db.execute("begin exclusive", [])?; // want-fate returned
        }
        let storage = Storage { db };
        if create {
            storage.db.execute("CREATE TABLE t (x)", [])?;
            storage.commit()?;
        }
        Ok(storage)
    }
}

pub fn closed_with_its_connection_ok(path: &str) -> rusqlite::Result<bool> {
    let storage = Storage::committed_where_open_ok(path, true)?;
    Ok(storage.db.is_busy())
}

pub async fn session_lock_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    sqlx::query("SELECT pg_advisory_lock($1)").bind(7i64).execute(&mut *conn).await?; // want unreleased-lock
    sqlx::query("DELETE FROM t").execute(&mut *conn).await?;
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(7i64).execute(&mut *conn).await?;
    Ok(())
}

pub async fn session_lock_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut conn = pool.acquire().await?;
    sqlx::query("SELECT pg_advisory_lock(7)").execute(&mut *conn).await?; // want-fate released
    let done = sqlx::query("DELETE FROM t").execute(&mut *conn).await;
    sqlx::query("SELECT pg_advisory_unlock(7)").execute(&mut *conn).await?;
    done.map(|_| ())
}

pub async fn lock_of_transaction_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("SELECT pg_advisory_xact_lock(7)").execute(&mut *tx).await?;
    sqlx::query("DELETE FROM t").execute(&mut *tx).await?;
    tx.commit().await
}

pub async fn lock_of_own_session_ok(url: &str) -> Result<(), sqlx::Error> {
    let mut conn = sqlx::PgConnection::connect(url).await?;
    sqlx::query("SELECT pg_advisory_lock(7)").execute(&mut conn).await?;
    sqlx::query("DELETE FROM t").execute(&mut conn).await?;
    sqlx::query("SELECT pg_advisory_unlock(7)").execute(&mut conn).await?;
    Ok(())
}

pub async fn client_lock_bad(pool: &deadpool_postgres::Pool) -> anyhow::Result<()> {
    let client = pool.get().await?;
    client.execute("SELECT pg_advisory_lock(7)", &[]).await?; // want unreleased-lock
    client.execute("DELETE FROM t", &[]).await?;
    client.execute("SELECT pg_advisory_unlock(7)", &[]).await?;
    Ok(())
}

pub async fn client_lock_ok(pool: &deadpool_postgres::Pool) -> anyhow::Result<()> {
    let client = pool.get().await?;
    client.execute("SELECT pg_advisory_lock(7)", &[]).await?; // want-fate released
    let done = client.execute("DELETE FROM t", &[]).await;
    client.execute("SELECT pg_advisory_unlock(7)", &[]).await?;
    done?;
    Ok(())
}

pub async fn pooled_client_ok(pool: &deadpool_postgres::Pool) -> anyhow::Result<()> {
    let client = pool.get().await?;
    client.batch_execute("BEGIN").await?; // want-fate released
    if let Err(error) = client.execute("DELETE FROM t", &[]).await {
        client.batch_execute("ROLLBACK").await?;
        return Err(error.into());
    }
    client.batch_execute("COMMIT").await?;
    Ok(())
}

pub async fn client_ok(client: &tokio_postgres::Client) -> Result<(), tokio_postgres::Error> {
    client.batch_execute("BEGIN").await?; // want-fate released
    if let Err(error) = client.execute("DELETE FROM t", &[]).await {
        client.batch_execute("ROLLBACK").await?;
        return Err(error);
    }
    client.batch_execute("COMMIT").await
}

pub fn blocking_bad(client: &mut postgres::Client, names: &[String]) -> Result<u64, postgres::Error> {
    client.batch_execute("BEGIN")?; // want unfinished-transaction
    let mut count = 0;
    for name in names {
        count += client.execute("DELETE FROM t WHERE name = $1", &[name])?;
    }
    client.batch_execute("COMMIT")?;
    Ok(count)
}

pub fn blocking_ok(client: &mut postgres::Client, names: &[String]) -> Result<u64, postgres::Error> {
    client.batch_execute("BEGIN")?; // want-fate released
    let mut count = 0;
    for name in names {
        match client.execute("DELETE FROM t WHERE name = $1", &[name]) {
            Ok(deleted) => count += deleted,
            Err(error) => {
                client.batch_execute("ROLLBACK")?;
                return Err(error);
            }
        }
    }
    client.batch_execute("COMMIT")?;
    Ok(count)
}
