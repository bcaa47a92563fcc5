//! Writers that keep what is written to them for a while.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;

pub fn buffered_bad(path: &str) -> io::Result<()> {
    let file = File::create(path)?;
    let mut out = BufWriter::new(file); // want unflushed-writer
    out.write_all(b"text")?;
    Ok(())
}

pub fn flushed_ok(path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?); // want-fate released
    writeln!(out, "text")?;
    out.flush()?;
    Ok(())
}

pub fn flush_tail_ok(path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?); // want-fate released
    writeln!(out, "text")?;
    out.flush()
}

pub fn by_macro_bad(path: &str) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?); // want unflushed-writer
    writeln!(out, "text")?;
    Ok(())
}

pub fn unused_ok(path: &str) -> io::Result<()> {
    let _out = BufWriter::new(File::create(path)?); // want-fate released
    Ok(())
}

pub fn in_memory_ok() -> io::Result<usize> {
    let mut list = Vec::new();
    let mut out = BufWriter::new(&mut list);
    out.write_all(b"text")?;
    drop(out);
    Ok(list.len())
}

pub fn encoder_bad(path: &str) -> io::Result<()> {
    let mut out = GzEncoder::new(File::create(path)?, Compression::default()); // want unflushed-writer
    out.write_all(b"text")?;
    Ok(())
}

pub fn encoder_ok(path: &str) -> io::Result<File> {
    let mut out = GzEncoder::new(File::create(path)?, Compression::default()); // want-fate released
    out.write_all(b"text")?;
    out.finish()
}

pub async fn tokio_file_bad(path: &str) -> io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?; // want unflushed-writer
    file.write_all(b"text").await?;
    Ok(())
}

pub async fn tokio_file_ok(path: &str) -> io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?; // want-fate released
    file.write_all(b"text").await?;
    file.flush().await?;
    Ok(())
}

pub async fn tokio_file_on_error_ok(path: &str, fail: bool) -> io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?; // want-fate released
    file.write_all(b"text").await?;
    if fail {
        return Err(io::Error::other("failed"));
    }
    file.sync_all().await
}

async fn write_to(file: &mut tokio::fs::File) -> io::Result<()> {
    file.write_all(b"text").await
}

pub async fn tokio_file_in_helper_bad(path: &str) -> io::Result<()> {
    let mut file = tokio::fs::File::create(path).await?; // want unflushed-writer
    write_to(&mut file).await?;
    Ok(())
}

pub async fn buffered_socket_bad(stream: tokio::net::TcpStream) -> io::Result<()> {
    let mut stream = tokio::io::BufStream::new(stream); // want unflushed-writer
    stream.write_all(b"text").await?;
    Ok(())
}

pub async fn buffered_socket_ok(stream: tokio::net::TcpStream) -> io::Result<()> {
    let mut stream = tokio::io::BufStream::new(stream); // want-fate released
    stream.write_all(b"text").await?;
    stream.flush().await
}
