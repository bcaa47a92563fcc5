//! Tasks and what becomes of them.

use smol::Executor;

async fn work() {}

pub fn cancelled_bad() {
    let _ = smol::spawn(work()); // want dropped-at-once
}

pub async fn cancelled_by_name_bad() {
    let _ = smol::spawn(async { // want dropped-at-once
        work().await;
    });
    work().await;
}

pub fn cancelled_on_executor_bad(executor: &Executor<'_>) {
    let _ = executor.spawn(work()); // want dropped-at-once
}

pub fn detached_ok() {
    smol::spawn(work()).detach();
}

pub async fn waited_for_ok() {
    smol::spawn(work()).await;
}

pub async fn kept_ok() {
    let _task = smol::spawn(work());
    work().await;
}

pub fn returned_ok() -> smol::Task<()> {
    smol::spawn(work())
}

pub fn goes_on_by_itself_ok() {
    let _ = tokio::spawn(work());
}

use std::io;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

async fn handle(_: TcpStream) {}

pub async fn both_directions_bad() {
    let there = tokio::spawn(work()); // want task-outlives-select
    let back = tokio::spawn(work());
    tokio::select! {
        _ = there => {}
        _ = back => {}
    }
}

pub async fn both_aborted_ok() {
    let mut there = tokio::spawn(work());
    let mut back = tokio::spawn(work());
    tokio::select! {
        _ = &mut there => back.abort(),
        _ = &mut back => there.abort(),
    }
}

pub async fn abort_handles_ok() {
    let there = tokio::spawn(work());
    let back = tokio::spawn(work());
    let handles = [there.abort_handle(), back.abort_handle()];
    tokio::select! {
        _ = there => {}
        _ = back => {}
    }
    handles.iter().for_each(|handle| handle.abort());
}

pub async fn one_and_a_clock_ok() {
    let there = tokio::spawn(work());
    tokio::select! {
        _ = there => {}
        _ = tokio::time::sleep(Duration::from_secs(1)) => {}
    }
}

pub async fn plain_futures_ok() {
    let there = work();
    let back = work();
    tokio::select! {
        _ = there => {}
        _ = back => {}
    }
}

pub async fn serve_bad(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?; // want accept-error-mishandled
        tokio::spawn(handle(stream));
    }
}

pub async fn serve_until_bad(listener: TcpListener) -> io::Result<()> {
    loop {
        tokio::select! {
            accepted = listener.accept() => { // want accept-error-mishandled
                let (stream, _) = accepted?;
                tokio::spawn(handle(stream));
            }
            _ = tokio::signal::ctrl_c() => return Ok(()),
        }
    }
}

pub fn threads_bad(listener: std::net::TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept()?; // want accept-error-mishandled
        std::thread::spawn(move || drop(stream));
    }
}

pub async fn spinning_bad(listener: TcpListener) {
    loop {
        let stream = match listener.accept().await { // want accept-error-mishandled
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::error!("{error}");
                continue;
            }
        };
        tokio::spawn(handle(stream));
    }
}

pub async fn with_a_pause_ok(listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(handle(stream));
            }
            Err(error) => {
                tracing::error!("{error}");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

pub async fn by_kind_ok(listener: TcpListener) -> io::Result<()> {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(handle(stream));
            }
            Err(error) if error.kind() == io::ErrorKind::ConnectionAborted => continue,
            Err(error) => return Err(error),
        }
    }
}

pub async fn only_one_ok(listener: TcpListener) -> io::Result<()> {
    let (stream, _) = listener.accept().await?;
    tokio::spawn(handle(stream));
    Ok(())
}

pub async fn one_after_the_other_ok(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        handle(stream).await;
    }
}
