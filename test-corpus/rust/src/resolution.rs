//! What a name means, where that is not said beside it: methods implemented in another module, tuples, clones, what a
//! guard stands for, imports inside of functions.

mod jobs;
mod platform;

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use sqlx::{PgPool, Postgres, Transaction};

pub struct Store {
    pool: PgPool,
}

pub fn two(pool: PgPool) -> (PgPool, u32) {
    (pool, 1)
}

pub async fn of_a_tuple_bad(pool: PgPool) -> Result<(), sqlx::Error> {
    let (pool, _) = two(pool);
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub async fn of_a_pair_bad(pool: PgPool) -> Result<(), sqlx::Error> {
    let pair = (1, pool);
    let mut tx = pair.1.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub async fn of_a_clone_bad(store: &Store) -> Result<(), sqlx::Error> {
    let pool = store.pool.clone();
    let mut tx = pool.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub async fn of_an_element_bad(pools: &[PgPool]) -> Result<(), sqlx::Error> {
    for pool in pools.iter() {
        let mut tx = pool.begin().await?; // want unfinished-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    }
    Ok(())
}

static POOL: LazyLock<PgPool> = LazyLock::new(|| PgPool::connect_lazy("postgres://").unwrap());

pub async fn of_a_static_bad() -> Result<(), sqlx::Error> {
    let mut tx = POOL.begin().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub struct Shared {
    state: Arc<Mutex<Store>>,
    local: RefCell<Store>,
}

impl Shared {
    pub fn of_a_guard_bad(&self) -> Result<(), sqlx::Error> {
        let pool = self.state.lock().unwrap().pool.clone();
        let mut tx = futures_block_on(pool.begin())?; // known-fn unfinished-transaction "what a function given a future hands back is not known"
        futures_block_on(sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx))?;
        Ok(())
    }

    pub async fn of_a_cell_bad(&self) -> Result<(), sqlx::Error> {
        let pool = self.local.borrow().pool.clone();
        let mut tx = pool.begin().await?; // want unfinished-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        Ok(())
    }

    pub async fn of_a_lock_bad(&self) -> Result<(), sqlx::Error> {
        let pool = {
            let store = self.state.lock().unwrap();
            store.pool.clone()
        };
        let mut tx = pool.begin().await?; // want unfinished-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        Ok(())
    }
}

fn futures_block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Handle::current().block_on(future)
}

pub async fn method_of_another_module_bad(store: &Store) -> Result<(), sqlx::Error> {
    let mut tx = store.start().await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub async fn method_of_another_module_ok(store: &Store) -> Result<(), sqlx::Error> {
    let mut tx = store.start().await?; // want-fate released
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    store.finish(tx).await
}

pub async fn through_the_type_bad(store: &Store) -> Result<(), sqlx::Error> {
    let mut tx = Store::start(store).await?; // want unfinished-transaction
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    Ok(())
}

pub fn imported_inside_bad() -> io::Result<u32> {
    use std::process::Command as Program;
    let child = Program::new("true").spawn()?; // want unwaited-process
    Ok(child.id())
}

pub async fn given(mut tx: Transaction<'_, Postgres>) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await
}

pub struct Service {
    store: Store,
}

impl Service {
    pub fn store(&self) -> u32 {
        1
    }

    pub async fn field_beside_a_method_of_its_name_bad(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.store.pool.begin().await?; // want unfinished-transaction
        sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
        Ok(())
    }
}

pub mod parts {
    pub mod part {
        pub struct Part(pub std::process::Child);
    }

    pub fn part(part: &crate::resolution::parts::part::Part) -> u32 {
        part.0.id()
    }
}

pub fn module_and_function_share_a_name_bad() -> std::io::Result<u32> {
    let child = std::process::Command::new("true").spawn()?; // want unwaited-process
    let part = parts::part::Part(child);
    Ok(parts::part(&part))
}

pub fn module_and_function_share_a_name_ok() -> std::io::Result<u32> {
    let child = std::process::Command::new("true").spawn()?; // want-fate released
    let mut part = parts::part::Part(child);
    let id = parts::part(&part);
    part.0.wait()?;
    Ok(id)
}
