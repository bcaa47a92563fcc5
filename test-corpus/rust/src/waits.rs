//! What others need, held while something slow is waited for.

use std::time::Duration;

use sqlx::PgPool;
use tokio::sync::{Mutex, mpsc};
use tokio::time::sleep;

pub async fn request_bad(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    let mut conn = pool.acquire().await?; // want held-across-slow-wait
    let url: String = sqlx::query_scalar("SELECT url FROM hook").fetch_one(&mut *conn).await?;
    client.post(url).send().await?;
    Ok(())
}

pub async fn transaction_bad(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?; // want held-across-slow-wait
    sqlx::query("UPDATE hook SET called = now()").execute(&mut *tx).await?;
    client.post("http://localhost").send().await?.error_for_status()?;
    tx.commit().await?;
    Ok(())
}

pub async fn retry_bad(pool: &deadpool_postgres::Pool) -> anyhow::Result<u64> {
    let client = pool.get().await?; // want held-across-slow-wait
    loop {
        if let Ok(count) = client.execute("DELETE FROM t", &[]).await {
            return Ok(count);
        }
        sleep(Duration::from_secs(1)).await;
    }
}

pub async fn before_ok(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    client.post("http://localhost").send().await?;
    let mut conn = pool.acquire().await?;
    sqlx::query("UPDATE hook SET called = now()").execute(&mut *conn).await?;
    Ok(())
}

pub async fn dropped_ok(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    let mut conn = pool.acquire().await?;
    let url: String = sqlx::query_scalar("SELECT url FROM hook").fetch_one(&mut *conn).await?;
    drop(conn);
    client.post(url).send().await?;
    Ok(())
}

pub async fn committed_ok(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    let mut tx = pool.begin().await?;
    sqlx::query("UPDATE hook SET called = now()").execute(&mut *tx).await?;
    tx.commit().await?;
    client.post("http://localhost").send().await?;
    Ok(())
}

pub async fn in_block_ok(pool: &PgPool, client: &reqwest::Client) -> anyhow::Result<()> {
    let url: String = {
        let mut conn = pool.acquire().await?;
        sqlx::query_scalar("SELECT url FROM hook").fetch_one(&mut *conn).await?
    };
    client.post(url).send().await?;
    Ok(())
}

pub async fn new_one_each_round_ok(pool: &deadpool_postgres::Pool) -> anyhow::Result<u64> {
    loop {
        {
            let client = pool.get().await?;
            if let Ok(count) = client.execute("DELETE FROM t", &[]).await {
                return Ok(count);
            }
        }
        sleep(Duration::from_secs(1)).await;
    }
}

pub struct State {
    urls: Vec<String>,
    receiver: mpsc::Receiver<u32>,
}

pub async fn lock_bad(state: &Mutex<State>, client: &reqwest::Client) -> anyhow::Result<()> {
    let state = state.lock().await; // want held-across-slow-wait
    let urls = state.urls.clone();
    for url in urls {
        client.get(url).send().await?;
    }
    Ok(())
}

pub async fn lock_while_sleeping_bad(state: &Mutex<State>) {
    loop {
        let state = state.lock().await; // want held-across-slow-wait
        if state.urls.is_empty() {
            break;
        }
        sleep(Duration::from_millis(10)).await;
    }
}

pub async fn lock_used_after_ok(state: &Mutex<State>, client: &reqwest::Client) -> anyhow::Result<()> {
    let mut state = state.lock().await;
    if state.urls.is_empty() {
        let url = client.get("http://localhost").send().await?.text().await?;
        state.urls.push(url);
    }
    Ok(())
}

pub async fn lock_of_receiver_ok(state: &Mutex<State>) -> Option<u32> {
    let mut state = state.lock().await;
    state.receiver.recv().await
}

pub async fn lock_of_client_ok(client: &Mutex<reqwest::Client>) -> anyhow::Result<()> {
    let client = client.lock().await;
    client.get("http://localhost").send().await?;
    Ok(())
}

pub async fn one_at_a_time_ok(order: &Mutex<()>, client: &reqwest::Client) -> anyhow::Result<()> {
    let _turn = order.lock().await;
    client.get("http://localhost").send().await?;
    Ok(())
}

pub async fn in_a_task_ok(state: std::sync::Arc<Mutex<State>>) {
    let guard = state.clone().lock_owned().await;
    let count = guard.urls.len();
    tokio::spawn(async move {
        drop(guard);
    });
    sleep(Duration::from_millis(count as u64)).await;
}
