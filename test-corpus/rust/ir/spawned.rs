async fn spawned(conn: Conn, pool: Arc<Pool>) -> Result<(), Error> {
    let shared = Arc::clone(&pool);
    let task = tokio::spawn(async move {
        let other = shared.get().await?;
        other.run().await
    });
    let thread = std::thread::spawn(move || conn.run());
    tokio::spawn(work(pool.clone()));
    let (a, b) = tokio::try_join!(task, work(pool))?;
    thread.join().unwrap();
    both(a, b);
    Ok(())
}

fn scoped(list: &[Conn]) {
    std::thread::scope(|scope| {
        for conn in list {
            scope.spawn(|| conn.run());
        }
    });
}
