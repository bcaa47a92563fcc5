fn question(path: &str) -> io::Result<File> {
    let file = File::open(path)?;
    file.set_len(1).map_err(Error::from)?;
    Ok(file)
}

fn early(n: u8) -> Result<u8, Error> {
    if n == 0 {
        return Err(Error::new(n));
    }
    Ok(n + 1)
}

async fn waits(pool: &Pool) -> Result<(), Error> {
    let tx = pool.begin().await?;
    tx.commit().await
}
