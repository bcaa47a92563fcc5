//! Methods of a type that its parent declares.

use sqlx::{Postgres, Transaction};

use super::Store;

impl Store {
    pub async fn start(&self) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
        self.pool.begin().await // want-fate returned
    }

    pub async fn finish(&self, tx: Transaction<'static, Postgres>) -> Result<(), sqlx::Error> {
        tx.commit().await
    }
}

impl super::Shared {
    pub async fn of_a_path_bad(&self) -> Result<(), sqlx::Error> {
        let pool = self.local.borrow().pool.clone();
        let mut tx = pool.begin().await?; // want unfinished-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        Ok(())
    }
}
