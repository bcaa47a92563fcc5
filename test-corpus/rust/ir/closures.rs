fn closures(file: File) {
    let by_reference = |n: u8| file.read(n);
    by_reference(1);
    spawn(move || file.close());
}

async fn asynchronous(conn: Conn) {
    let task = async move { conn.run().await };
    spawn(task);
    async { step().await }.await;
}
