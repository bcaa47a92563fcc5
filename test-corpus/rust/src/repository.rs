//! Types of the program that hold a transaction or a guard, made by an `async fn`.

use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard};

use sqlx::{PgPool, Postgres, Transaction};

pub struct Repository {
    tx: Transaction<'static, Postgres>,
}

impl Repository {
    pub async fn open(pool: &PgPool) -> Result<Repository, sqlx::Error> {
        let tx = pool.begin().await?;
        Ok(Repository { tx })
    }

    pub async fn insert_name(&mut self, name: &str) -> Result<(), sqlx::Error> {
        sqlx::query("INSERT INTO t (name) VALUES ($1)").bind(name).execute(&mut *self.tx).await?;
        Ok(())
    }

    pub async fn save(self) -> Result<(), sqlx::Error> {
        self.tx.commit().await
    }

    pub async fn cancel(self) -> Result<(), sqlx::Error> {
        self.tx.rollback().await
    }
}

pub async fn never_saved_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut repository = Repository::open(pool).await?; // want unclosed-resource
    repository.insert_name("a").await?;
    Ok(())
}

pub async fn saved_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut repository = Repository::open(pool).await?; // want-fate released
    repository.insert_name("a").await?;
    repository.save().await
}

pub async fn saved_or_cancelled_ok(pool: &PgPool, name: &str) -> Result<(), sqlx::Error> {
    let mut repository = Repository::open(pool).await?; // want-fate released
    if repository.insert_name(name).await.is_err() {
        return repository.cancel().await;
    }
    repository.save().await
}

/// A guard of the program: what is behind it is what the lock protects.
pub struct Entry<'a>(MutexGuard<'a, Option<Slot>>);

pub enum Slot {
    Ready(Arc<String>),
    Closed,
}

impl Deref for Entry<'_> {
    type Target = Slot;

    fn deref(&self) -> &Slot {
        self.0.as_ref().unwrap()
    }
}

pub struct Cell {
    inner: Mutex<Option<Slot>>,
}

impl Cell {
    pub async fn get(&self) -> Option<Entry<'_>> {
        let inner = self.inner.lock().unwrap();
        match inner.is_some() {
            true => Some(Entry(inner)),
            false => None,
        }
    }
}

pub async fn unpoisoned_bad(counter: &Mutex<u32>) -> usize {
    let counter = match counter.lock() { // want guard-held-across-await
        Ok(counter) => counter,
        Err(poisoned) => poisoned.into_inner(),
    };
    send("a").await + *counter as usize
}

async fn send(text: &str) -> usize {
    text.len()
}

pub async fn behind_guard_ok(cell: &Cell) -> usize {
    let text = match cell.get().await { // want-fate released
        Some(entry) => match &*entry {
            Slot::Ready(text) => Arc::clone(text),
            Slot::Closed => return 0,
        },
        None => return 0,
    };
    handed_over(text).await
}

async fn handed_over(text: Arc<String>) -> usize {
    text.len()
}

pub async fn guard_kept_bad(cell: &Cell) -> usize {
    let entry = match cell.get().await { // want guard-held-across-await
        Some(entry) => entry,
        None => return 0,
    };
    let length = send("a").await;
    length + usize::from(matches!(*entry, Slot::Closed))
}
