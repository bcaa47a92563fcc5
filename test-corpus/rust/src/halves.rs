//! Calls that hand out two things, one of which is of no use without the other: writers and their guards, clients and
//! their connections.

use tokio_postgres::{Client, NoTls};
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};

pub fn guard_wildcard_bad() {
    let (writer, _) = tracing_appender::non_blocking(std::io::stdout()); // want dropped-at-once
    tracing_subscriber::fmt().with_writer(writer).init();
}

pub fn guard_of_function_bad() {
    let (writer, _guard) = tracing_appender::non_blocking(std::io::stdout()); // want dropped-at-once
    tracing_subscriber::fmt().with_writer(writer).init();
}

pub fn guard_of_fallible_function_bad() -> anyhow::Result<()> {
    let file = std::fs::File::create("program.log")?;
    let (writer, _guard) = NonBlocking::new(file); // want dropped-at-once
    tracing_subscriber::fmt().with_writer(writer).try_init().map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(())
}

pub fn guard_of_global_bad() {
    let (writer, guard) = tracing_appender::non_blocking(std::io::stdout()); // want dropped-at-once
    let subscriber = tracing_subscriber::fmt().with_writer(writer).finish();
    tracing::subscriber::set_global_default(subscriber).expect("no subscriber before");
    drop(guard);
}

pub fn guard_returned_ok() -> WorkerGuard {
    let (writer, guard) = tracing_appender::non_blocking(std::io::stdout());
    tracing_subscriber::fmt().with_writer(writer).init();
    guard
}

pub fn guard_boxed_ok() -> (Vec<WorkerGuard>, bool) {
    let (writer, guard) = tracing_appender::non_blocking(std::io::stdout());
    tracing_subscriber::fmt().with_writer(writer).init();
    (vec![guard], true)
}

pub fn guard_kept_for_good_ok() {
    let (writer, guard) = tracing_appender::non_blocking(std::io::stdout());
    tracing_subscriber::fmt().with_writer(writer).init();
    std::mem::forget(guard);
}

fn work() {}

pub fn guard_of_program_ok() {
    let (writer, _guard) = tracing_appender::non_blocking(std::io::stdout());
    tracing_subscriber::fmt().with_writer(writer).init();
    work();
}

pub fn guard_under_subscriber_ok() {
    let (writer, _guard) = tracing_appender::non_blocking(std::io::stdout());
    let subscriber = tracing_subscriber::fmt().with_writer(writer).finish();
    tracing::subscriber::with_default(subscriber, work);
}

pub async fn connection_unused_bad(url: &str) -> anyhow::Result<u64> {
    let (client, _connection) = tokio_postgres::connect(url, NoTls).await?; // want undriven-connection
    Ok(client.execute("DELETE FROM t", &[]).await?)
}

pub async fn connection_wildcard_bad(url: &str) -> u64 {
    let (client, _) = tokio_postgres::connect(url, NoTls).await.unwrap(); // want undriven-connection
    client.execute("DELETE FROM t", &[]).await.unwrap()
}

pub async fn connection_of_config_bad(config: &tokio_postgres::Config) -> anyhow::Result<Client> {
    match config.connect(NoTls).await { // want undriven-connection
        Ok((client, _)) => Ok(client),
        Err(error) => Err(error.into()),
    }
}

pub async fn connection_spawned_ok(url: &str) -> anyhow::Result<u64> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::error!("{error}");
        }
    });
    Ok(client.execute("DELETE FROM t", &[]).await?)
}

pub async fn connection_selected_ok(url: &str) -> anyhow::Result<u64> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::pin!(connection);
    tokio::select! {
        done = client.execute("DELETE FROM t", &[]) => Ok(done?),
        _ = &mut connection => anyhow::bail!("closed"),
    }
}

pub async fn connection_joined_ok(url: &str) -> anyhow::Result<()> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let (_, _) = tokio::join!(client.execute("DELETE FROM t", &[]), connection);
    Ok(())
}

pub async fn connection_returned_ok(url: &str) -> anyhow::Result<(Client, impl Future<Output = ()>)> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    Ok((client, async move {
        let _ = connection.await;
    }))
}

pub async fn probe_ok(url: &str) -> bool {
    tokio_postgres::connect(url, NoTls).await.is_ok()
}

pub async fn probe_with_names_ok(url: &str) -> bool {
    match tokio_postgres::connect(url, NoTls).await {
        Ok((_client, _connection)) => true,
        Err(_) => false,
    }
}

pub async fn polled_by_hand_ok(url: &str) -> anyhow::Result<u64> {
    let (client, mut connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(async move {
        while let Some(message) = std::future::poll_fn(|context| connection.poll_message(context)).await {
            tracing::info!("{}", message.is_ok());
        }
    });
    Ok(client.execute("DELETE FROM t", &[]).await?)
}

pub async fn handshake_bad<T>(io: T, request: hyper::Request<String>) -> hyper::Result<u16>
where
    T: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (mut sender, _connection) = hyper::client::conn::http1::handshake(io).await?; // want undriven-connection
    Ok(sender.send_request(request).await?.status().as_u16())
}

pub async fn handshake_ok<T>(io: T, request: hyper::Request<String>) -> hyper::Result<u16>
where
    T: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await?;
    tokio::spawn(connection);
    Ok(sender.send_request(request).await?.status().as_u16())
}
