macro_rules! open {
    ($path:expr) => {
        File::open($path)
    };
}

fn unknown(path: &str) -> io::Result<File> {
    let file = open!(path)?;
    lazy_static! { static ref TABLE: Table = Table::new(); }
    some::path::macro_with![path; file];
    fn inner(n: u8) -> u8 {
        n + 1
    }
    const LIMIT: u8 = 3;
    inner(LIMIT);
    let text = concat!("a", "b");
    let _guard = defer! { remove(text) };
    Ok(file)
}
