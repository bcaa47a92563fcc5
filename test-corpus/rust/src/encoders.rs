//! Writers of formats that have an end, which somebody has to write.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;

use async_compression::tokio::write::{GzipEncoder, ZstdEncoder};
use bzip2::write::BzEncoder;
use lz4_flex::frame::FrameEncoder;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, WriteMultipart};
use parquet::arrow::ArrowWriter;
use tokio::io::AsyncWriteExt;
use xz2::write::XzEncoder;

pub fn xz_flushed_bad(path: &str, lines: &[String]) -> io::Result<()> {
    let file = File::create(path)?;
    let mut out = XzEncoder::new(file, 6); // want unflushed-writer
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

pub fn xz_finished_ok(path: &str, lines: &[String]) -> io::Result<()> {
    let file = File::create(path)?;
    let mut out = XzEncoder::new(file, 6); // want-fate released
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.finish()?.sync_all()
}

pub fn xz_stream_bad(path: &str, stream: xz2::stream::Stream, text: &[u8]) -> io::Result<u64> {
    let mut out = XzEncoder::new_stream(File::create(path)?, stream); // want unflushed-writer
    out.write_all(text)?;
    Ok(out.total_out())
}

pub fn bzip_bad(path: &str, input: &mut File) -> io::Result<u64> {
    let output = File::create(path)?;
    let mut out = BzEncoder::new(output, bzip2::Compression::best()); // want unflushed-writer
    out.write_all(b"header\n")?;
    let count = io::copy(input, &mut out)?;
    Ok(count)
}

pub fn bzip_ok(path: &str, input: &mut File) -> io::Result<u64> {
    let output = File::create(path)?;
    let mut out = BzEncoder::new(output, bzip2::Compression::best()); // want-fate released
    out.write_all(b"header\n")?;
    let count = io::copy(input, &mut out)?;
    out.try_finish()?;
    Ok(count)
}

pub fn frame_bad(path: &str, blocks: &[Vec<u8>], quick: bool) -> anyhow::Result<()> {
    let mut out = FrameEncoder::new(File::create(path)?); // want unflushed-writer
    for block in blocks {
        out.write_all(block)?;
    }
    if quick {
        return Ok(());
    }
    out.finish()?.sync_all()?;
    Ok(())
}

pub fn frame_ok(path: &str, blocks: &[Vec<u8>], quick: bool) -> anyhow::Result<()> {
    let mut out = FrameEncoder::new(File::create(path)?); // want-fate released
    for block in blocks {
        out.write_all(block)?;
    }
    let file = out.finish()?;
    if !quick {
        file.sync_all()?;
    }
    Ok(())
}

pub fn frame_by_itself_ok(path: &str, text: &[u8]) -> io::Result<()> {
    let mut out = FrameEncoder::new(File::create(path)?).auto_finish(); // want-fate released
    out.write_all(text)
}

pub async fn gzip_bad(path: &str, text: &[u8]) -> io::Result<()> {
    let file = tokio::fs::File::create(path).await?;
    let mut out = GzipEncoder::new(file); // want unflushed-writer
    out.write_all(text).await?;
    out.flush().await
}

pub async fn best_bad(path: &str, parts: &[Vec<u8>]) -> io::Result<usize> {
    let file = tokio::fs::File::create(path).await?;
    let mut out = GzipEncoder::with_quality(file, async_compression::Level::Best); // want unflushed-writer
    for part in parts {
        out.write_all(part).await?;
    }
    out.flush().await?;
    Ok(parts.len())
}

pub async fn unwrapped_bad(path: &str, text: &[u8]) -> io::Result<()> {
    let file = tokio::fs::File::create(path).await?;
    let mut out = GzipEncoder::new(file); // known-fn unflushed-writer "a method that takes it apart is taken to end it"
    out.write_all(text).await?;
    out.into_inner().sync_all().await
}

pub async fn zstd_ok(path: &str, text: &[u8]) -> io::Result<()> {
    let file = tokio::fs::File::create(path).await?;
    let mut out = ZstdEncoder::new(file); // want-fate released
    out.write_all(text).await?;
    out.shutdown().await
}

pub fn table_bad(path: &str, batches: &[arrow_array::RecordBatch]) -> anyhow::Result<usize> {
    let file = File::create(path)?;
    let mut writer = ArrowWriter::try_new(file, batches[0].schema(), None)?; // want unflushed-writer
    let mut rows = 0;
    for batch in batches {
        writer.write(batch)?;
        rows += batch.num_rows();
    }
    writer.flush()?;
    Ok(rows)
}

pub fn table_ok(path: &str, batches: &[arrow_array::RecordBatch]) -> anyhow::Result<i64> {
    let file = File::create(path)?;
    let mut writer = ArrowWriter::try_new(file, batches[0].schema(), None)?; // want-fate released
    for batch in batches {
        writer.write(batch)?;
    }
    let metadata = writer.close()?;
    Ok(metadata.num_rows)
}

pub async fn stored_bad(store: Arc<dyn ObjectStore>, name: &str, text: &[u8]) -> anyhow::Result<()> {
    let mut writer = BufWriter::new(store, Path::from(name)); // want unflushed-writer
    writer.write_all(b"header\n").await?;
    writer.write_all(text).await?;
    writer.flush().await?;
    Ok(())
}

pub async fn stored_ok(store: Arc<dyn ObjectStore>, name: &str, text: &[u8]) -> anyhow::Result<()> {
    let mut writer = BufWriter::with_capacity(store, Path::from(name), 1 << 20); // want-fate released
    writer.write_all(b"header\n").await?;
    if let Err(error) = writer.write_all(text).await {
        writer.abort().await?;
        return Err(error.into());
    }
    writer.shutdown().await?;
    Ok(())
}

pub async fn uploaded_bad(store: &dyn ObjectStore, name: &str, parts: &[Vec<u8>]) -> anyhow::Result<usize> {
    let upload = store.put_multipart(&Path::from(name)).await?;
    let mut writer = WriteMultipart::new(upload); // want unflushed-writer
    for part in parts {
        writer.wait_for_capacity(8).await?;
        writer.write(part);
    }
    Ok(parts.len())
}

pub async fn uploaded_ok(store: &dyn ObjectStore, name: &str, parts: &[Vec<u8>]) -> anyhow::Result<()> {
    let upload = store.put_multipart(&Path::from(name)).await?;
    let mut writer = WriteMultipart::new_with_chunk_size(upload, 5 << 20); // want-fate released
    for part in parts {
        if let Err(error) = writer.wait_for_capacity(8).await {
            writer.abort().await?;
            return Err(error.into());
        }
        writer.write(part);
    }
    writer.finish().await?;
    Ok(())
}
