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
