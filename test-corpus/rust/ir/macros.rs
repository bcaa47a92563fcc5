fn known(x: Option<u8>, tx: Tx) -> Result<(), Error> {
    println!("{} {}", x.unwrap(), name = other());
    tracing::info!(?x, count = %size(), "text");
    assert!(x.is_some(), "none");
    let list = vec![tx.a(), tx.b()];
    ensure!(list.len() > 1, "short");
    unknown_macro! { tx => list };
    if x.is_none() {
        bail!("none");
    }
    Ok(())
}

async fn selects(mut a: Receiver, b: Receiver) {
    tokio::select! {
        Some(value) = a.recv() => handle(value),
        _ = b.recv(), if ready() => {
            return;
        }
        else => {}
    }
    let (x, y) = tokio::join!(a.recv(), b.recv());
    both(x, y);
}
