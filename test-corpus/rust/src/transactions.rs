//! Transactions of the other libraries: all of them are rolled back by their destructors.

pub mod tokio_pg {
    use tokio_postgres::{Client, Error, Transaction};

    pub async fn never_bad(client: &mut Client) -> Result<u64, Error> {
        let tx = client.transaction().await?; // want unfinished-transaction
        let changed = tx.execute("UPDATE t SET x = 1", &[]).await?;
        Ok(changed)
    }

    pub async fn commit_ok(client: &mut Client) -> Result<u64, Error> {
        let tx = client.transaction().await?; // want-fate released
        let changed = tx.execute("UPDATE t SET x = 1", &[]).await?;
        tx.commit().await?;
        Ok(changed)
    }

    pub async fn one_arm_bad(client: &mut Client, keep: Option<i32>) -> Result<(), Error> {
        let tx = client.transaction().await?; // want unfinished-transaction
        tx.execute("UPDATE t SET x = 1", &[]).await?;
        match keep {
            Some(n) if n > 0 => tx.commit().await?,
            Some(_) => tx.rollback().await?,
            None => println!("nothing to keep"),
        }
        Ok(())
    }

    pub async fn every_arm_ok(client: &mut Client, keep: Option<i32>) -> Result<(), Error> {
        let tx = client.transaction().await?; // want-fate released
        tx.execute("UPDATE t SET x = 1", &[]).await?;
        match keep {
            Some(_) => tx.commit().await,
            None => tx.rollback().await,
        }
    }

    pub async fn in_loop_bad(client: &mut Client, names: &[String]) -> Result<(), Error> {
        for name in names {
            let tx = client.transaction().await?; // want unfinished-transaction
            tx.execute("INSERT INTO t VALUES ($1)", &[name]).await?;
            if name.is_empty() {
                continue;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    pub async fn in_loop_ok(client: &mut Client, names: &[String]) -> Result<(), Error> {
        for name in names {
            let tx = client.transaction().await?; // want-fate released
            tx.execute("INSERT INTO t VALUES ($1)", &[name]).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    pub async fn builder_bad(client: &mut Client) -> Result<(), Error> {
        let tx = client.build_transaction().read_only(false).start().await?; // want unfinished-transaction
        tx.batch_execute("DELETE FROM t").await?;
        Ok(())
    }

    pub struct Unit<'a> {
        tx: Transaction<'a>,
    }

    impl<'a> Unit<'a> {
        pub async fn stored_ok(client: &'a mut Client) -> Result<Unit<'a>, Error> {
            let tx = client.transaction().await?; // want-fate returned
            tx.execute("INSERT INTO t VALUES (1)", &[]).await?;
            Ok(Unit { tx })
        }

        pub async fn save(self) -> Result<(), Error> {
            self.tx.commit().await
        }
    }

    pub async fn in_async_block_bad(client: &mut Client) -> Result<(), Error> {
        let work = async {
            let tx = client.transaction().await?; // want unfinished-transaction
            tx.execute("DELETE FROM t", &[]).await?;
            Ok(())
        };
        work.await
    }

    pub async fn given_to_task_ok(mut client: Client) {
        tokio::spawn(async move {
            let tx = client.transaction().await?; // want-fate released
            tx.execute("DELETE FROM t", &[]).await?;
            tx.commit().await
        });
    }
}

pub mod pg {
    use postgres::{Client, Error};

    pub fn never_bad(client: &mut Client) -> Result<(), Error> {
        let mut tx = client.transaction()?; // want unfinished-transaction
        tx.execute("DELETE FROM t", &[])?;
        Ok(())
    }

    pub fn rollback_ok(client: &mut Client) -> Result<u64, Error> {
        let mut tx = client.transaction()?; // want-fate released
        let count = tx.execute("DELETE FROM t", &[])?;
        tx.rollback()?;
        Ok(count)
    }

    pub fn read_ok(client: &mut Client) -> Result<usize, Error> {
        let mut tx = client.transaction()?; // want-fate released
        let rows = tx.query("SELECT 1", &[])?;
        Ok(rows.len())
    }
}

pub mod lite {
    use rusqlite::{Connection, DropBehavior, Result, TransactionBehavior};

    pub fn never_bad(conn: &mut Connection) -> Result<()> {
        let tx = conn.transaction()?; // want unfinished-transaction
        tx.execute("INSERT INTO t VALUES (1)", [])?;
        Ok(())
    }

    pub fn commit_ok(conn: &mut Connection) -> Result<()> {
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?; // want-fate released
        tx.execute("INSERT INTO t VALUES (1)", [])?;
        tx.commit()
    }

    pub fn commit_on_drop_ok(conn: &mut Connection) -> Result<()> {
        let mut tx = conn.transaction()?; // want-fate released
        tx.set_drop_behavior(DropBehavior::Commit);
        tx.execute("INSERT INTO t VALUES (1)", [])?;
        Ok(())
    }

    pub fn unchecked_bad(conn: &Connection, skip: bool) -> Result<bool> {
        let tx = conn.unchecked_transaction()?; // want unfinished-transaction
        tx.execute("DELETE FROM t", [])?;
        if skip {
            return Ok(false);
        }
        tx.commit()?;
        Ok(true)
    }

    pub fn savepoint_bad(conn: &mut Connection) -> Result<()> {
        let point = conn.savepoint_with_name("before")?; // want unfinished-transaction
        point.execute("DELETE FROM t", [])?;
        Ok(())
    }

    pub fn pooled_bad(pool: &r2d2::Pool<r2d2_sqlite::SqliteConnectionManager>) -> anyhow::Result<()> {
        let mut conn = pool.get()?;
        let tx = conn.transaction()?; // want unfinished-transaction
        tx.execute("DELETE FROM t", [])?;
        Ok(())
    }

    pub fn pooled_ok(pool: &r2d2::Pool<r2d2_sqlite::SqliteConnectionManager>) -> anyhow::Result<()> {
        let mut conn = pool.get()?;
        let tx = conn.transaction()?; // want-fate released
        tx.execute("DELETE FROM t", [])?;
        tx.commit()?;
        Ok(())
    }
}

pub mod my {
    use mysql::prelude::Queryable;
    use mysql::{Pool, Result, TxOpts};

    pub fn never_bad(pool: &Pool) -> Result<()> {
        let mut tx = pool.start_transaction(TxOpts::default())?; // want unfinished-transaction
        tx.query_drop("DELETE FROM t")?;
        Ok(())
    }

    pub fn commit_ok(pool: &Pool) -> Result<()> {
        let mut tx = pool.start_transaction(TxOpts::default())?; // want-fate released
        tx.query_drop("DELETE FROM t")?;
        tx.commit()
    }
}

pub mod my_async {
    use mysql_async::prelude::Queryable;
    use mysql_async::{Pool, Result, TxOpts};

    pub async fn never_bad(pool: &Pool) -> Result<()> {
        let mut conn = pool.get_conn().await?; // want-fate released
        let mut tx = conn.start_transaction(TxOpts::default()).await?; // want unfinished-transaction
        tx.query_drop("DELETE FROM t").await?;
        Ok(())
    }

    pub async fn commit_ok(pool: &Pool) -> Result<()> {
        let mut tx = pool.start_transaction(TxOpts::default()).await?; // want-fate released
        tx.query_drop("DELETE FROM t").await?;
        tx.commit().await
    }
}

pub mod sea {
    use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};

    pub async fn never_bad(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = db.begin().await?; // want unfinished-transaction
        tx.execute_unprepared("DELETE FROM t").await?;
        Ok(())
    }

    pub async fn commit_ok(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = db.begin().await?; // want-fate released
        tx.execute_unprepared("DELETE FROM t").await?;
        tx.commit().await
    }

    async fn insert_all(tx: &DatabaseTransaction) -> Result<(), DbErr> {
        tx.execute_unprepared("INSERT INTO t VALUES (1)").await?;
        Ok(())
    }

    pub async fn in_helper_bad(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = db.begin().await?; // want unfinished-transaction
        insert_all(&tx).await
    }

    pub async fn beside_it_bad(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = db.begin().await?; // want pool-used-inside-transaction
        tx.execute_unprepared("DELETE FROM t").await?;
        db.execute_unprepared("INSERT INTO log VALUES (1)").await?;
        tx.commit().await
    }

    pub async fn after_it_ok(db: &DatabaseConnection) -> Result<(), DbErr> {
        let tx = db.begin().await?; // want-fate released
        tx.execute_unprepared("DELETE FROM t").await?;
        tx.commit().await?;
        db.execute_unprepared("INSERT INTO log VALUES (1)").await?;
        Ok(())
    }

    pub async fn runs_it_ok(db: &DatabaseConnection) -> Result<(), sea_orm::TransactionError<DbErr>> {
        db.transaction(|tx| {
            Box::pin(async move {
                tx.execute_unprepared("DELETE FROM t").await?;
                Ok(())
            })
        })
        .await
    }
}

pub mod lmdb {
    use heed::types::Str;
    use heed::{Database, Env, Result};

    pub fn never_bad(env: &Env, table: &Database<Str, Str>) -> Result<()> {
        let mut tx = env.write_txn()?; // want unfinished-transaction
        table.put(&mut tx, "a", "b")?;
        Ok(())
    }

    pub fn commit_ok(env: &Env, table: &Database<Str, Str>) -> Result<()> {
        let mut tx = env.write_txn()?; // want-fate released
        table.put(&mut tx, "a", "b")?;
        tx.commit()
    }

    pub enum Wrong {
        Absent,
        Store(heed::Error),
    }

    impl From<heed::Error> for Wrong {
        fn from(error: heed::Error) -> Wrong {
            Wrong::Store(error)
        }
    }

    fn remove(mut tx: heed::RwTxn<'_>, table: &Database<Str, Str>) -> std::result::Result<(), Wrong> {
        if !table.delete(&mut tx, "a")? {
            return Err(Wrong::Absent);
        }
        tx.commit()?;
        Ok(())
    }

    fn remove_first(mut tx: heed::RwTxn<'_>, table: &Database<Str, Str>, really: bool) -> std::result::Result<(), Wrong> {
        table.delete(&mut tx, "a")?;
        if really {
            tx.commit()?;
        }
        Ok(())
    }

    pub fn undone_by_its_owner_ok(env: &Env, table: &Database<Str, Str>) -> std::result::Result<(), Wrong> {
        let tx = env.write_txn()?; // want-fate released
        match remove(tx, table) {
            Ok(()) => Ok(()),
            Err(Wrong::Absent) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub fn forgotten_by_its_owner_bad(env: &Env, table: &Database<Str, Str>) -> std::result::Result<(), Wrong> {
        let tx = env.write_txn()?; // want unfinished-transaction
        remove_first(tx, table, false)
    }
}

pub mod red {
    use redb::{Database, Error, TableDefinition};

    const TABLE: TableDefinition<&str, u64> = TableDefinition::new("t");

    pub fn never_bad(db: &Database) -> Result<(), Error> {
        let tx = db.begin_write()?; // want unfinished-transaction
        {
            let mut table = tx.open_table(TABLE)?;
            table.insert("a", 1)?;
        }
        Ok(())
    }

    pub fn commit_ok(db: &Database) -> Result<(), Error> {
        let tx = db.begin_write()?; // want-fate released
        {
            let mut table = tx.open_table(TABLE)?;
            table.insert("a", 1)?;
        }
        tx.commit()?;
        Ok(())
    }
}

pub mod mongo {
    use mongodb::bson::{Document, doc};
    use mongodb::error::Result;
    use mongodb::{Client, Collection};

    pub async fn never_bad(client: &Client, table: &Collection<Document>) -> Result<()> {
        let mut session = client.start_session().await?;
        session.start_transaction().await?; // want unfinished-transaction
        table.insert_one(doc! { "a": 1 }).session(&mut session).await?;
        Ok(())
    }

    pub async fn commit_ok(client: &Client, table: &Collection<Document>) -> Result<()> {
        let mut session = client.start_session().await?;
        session.start_transaction().await?; // want-fate released
        table.insert_one(doc! { "a": 1 }).session(&mut session).await?;
        session.commit_transaction().await
    }
}
