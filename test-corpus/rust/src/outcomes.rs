//! What becomes of what calls hand out: permits, commits, numbers of descriptors.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::sync::Arc;

use sqlx::PgPool;
use tokio::sync::Semaphore;

async fn work() {}

pub async fn wildcard_bad(limit: &Semaphore) {
    let _ = limit.acquire().await; // want dropped-at-once
    work().await;
}

pub async fn unwrapped_bad(limit: &Semaphore) {
    let _ = limit.acquire().await.unwrap(); // want dropped-at-once
    work().await;
}

pub async fn question_bad(limit: Arc<Semaphore>) -> anyhow::Result<()> {
    let _ = limit.acquire_owned().await?; // want dropped-at-once
    work().await;
    Ok(())
}

pub async fn statement_bad(limit: &Semaphore) {
    limit.acquire().await.expect("an open semaphore"); // want dropped-at-once
    work().await;
}

pub async fn named_ok(limit: &Semaphore) {
    let _permit = limit.acquire().await;
    work().await;
}

pub async fn forgotten_ok(limit: &Semaphore) {
    limit.acquire().await.unwrap().forget();
    work().await;
}

pub async fn dropped_ok(limit: &Semaphore) {
    drop(limit.acquire().await);
    work().await;
}

pub async fn in_a_condition_ok(limit: &Semaphore) {
    if let Ok(_) = limit.acquire().await {
        work().await;
    }
}

pub async fn matched_ok(limit: &Semaphore) {
    match limit.acquire().await {
        Ok(_) => work().await,
        Err(_) => {}
    }
}

pub async fn asked_ok(limit: &Semaphore) -> bool {
    limit.acquire().await.is_ok()
}

pub async fn waited_for_ok(ready: &Semaphore, stop: &tokio::sync::Notify) {
    tokio::select! {
        _ = ready.acquire() => {}
        _ = stop.notified() => {}
    }
    work().await;
}

pub async fn nothing_to_limit_ok(ready: &Semaphore) {
    work().await;
    let _ = ready.acquire().await;
}

pub async fn all_of_them_ok(limit: &Semaphore) {
    let _ = limit.acquire_many(4).await;
    work().await;
}

pub async fn moved_ok(limit: Arc<Semaphore>) -> anyhow::Result<()> {
    let permit = limit.acquire_owned().await?;
    tokio::spawn(async move {
        work().await;
        drop(permit);
    });
    Ok(())
}

pub fn span_bad() {
    let _ = tracing::Span::current().enter(); // want dropped-at-once
    tracing::info!("outside");
}

pub fn number_bad(path: &str) -> io::Result<bool> {
    let fd = File::open(path)?.as_raw_fd(); // want dropped-at-once
    Ok(unsafe { libc::fsync(fd) } == 0)
}

pub fn returned_number_bad(path: &str) -> i32 {
    File::open(path).unwrap().as_raw_fd() // want dropped-at-once
}

pub fn kept_owner_ok(path: &str) -> io::Result<bool> {
    let file = File::open(path)?;
    let fd = file.as_raw_fd();
    Ok(unsafe { libc::fsync(fd) } == 0)
}

pub fn in_the_statement_ok(path: &str) -> io::Result<bool> {
    let done = unsafe { libc::fsync(File::open(path)?.as_raw_fd()) };
    Ok(done == 0)
}

pub struct Log {
    file: Arc<File>,
}

impl Log {
    fn file(&self) -> Arc<File> {
        Arc::clone(&self.file)
    }

    pub fn of_a_field_ok(&self) -> i32 {
        let fd = self.file().as_raw_fd();
        unsafe { libc::fsync(fd) }
    }

    pub fn of_standard_input_ok(&self) -> i32 {
        let fd = io::stdin().as_raw_fd();
        unsafe { libc::fsync(fd) }
    }
}

pub async fn commit_wildcard_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    let _ = tx.commit().await; // want unchecked-commit
    Ok(())
}

pub async fn commit_swallowed_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await.ok(); // want unchecked-commit
    Ok(())
}

#[allow(unused_must_use)]
pub async fn commit_never_runs_bad(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    let _ = tx.commit(); // want unchecked-commit
    Ok(())
}

pub fn commit_of_lite_bad(conn: &mut rusqlite::Connection) -> rusqlite::Result<()> {
    let tx = conn.transaction()?;
    tx.execute("DELETE FROM t", [])?;
    tx.commit().unwrap_or_default(); // want unchecked-commit
    Ok(())
}

pub async fn commit_checked_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await
}

pub async fn commit_question_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(())
}

pub async fn commit_logged_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    if let Err(error) = tx.commit().await {
        tracing::error!("{error}");
    }
    Ok(())
}

pub async fn commit_mapped_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tx.commit().await.map_err(|error| tracing::error!("{error}")).ok();
    Ok(())
}

pub async fn commit_later_ok(pool: &PgPool) -> Result<(), sqlx::Error> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    let done = tx.commit();
    done.await
}

pub async fn commit_in_time_ok(pool: &PgPool) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await?;
    tokio::time::timeout(std::time::Duration::from_secs(5), tx.commit()).await??;
    Ok(())
}

pub async fn commit_unwrapped_ok(pool: &PgPool) {
    let mut tx = pool.begin().await.unwrap();
    sqlx::query("INSERT INTO t VALUES (1)").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

pub fn path_of_directory_bad() -> io::Result<String> {
    let path = tempfile::tempdir()?.path().to_path_buf(); // want dropped-at-once
    std::fs::read_to_string(path)
}

pub fn path_in_directory_bad() -> io::Result<()> {
    let path = tempfile::TempDir::new()?.path().join("name"); // want dropped-at-once
    std::fs::write(&path, "text")
}

pub fn path_of_file_bad() -> io::Result<String> {
    let path = tempfile::NamedTempFile::new()?.path().to_str().unwrap().to_owned(); // want dropped-at-once
    std::fs::read_to_string(path)
}

pub fn path_of_kept_directory_ok() -> io::Result<()> {
    let dir = tempfile::tempdir()?;
    let path = dir.path().join("name");
    std::fs::write(&path, "text")
}

pub fn path_in_statement_ok() -> io::Result<bool> {
    let is_there = tempfile::tempdir()?.path().to_path_buf().exists();
    Ok(is_there)
}

pub fn only_the_name_ok() -> io::Result<()> {
    let path = tempfile::tempdir()?.path().to_path_buf();
    std::fs::create_dir_all(&path)
}
