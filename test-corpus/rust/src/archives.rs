//! Archives, tables and streams that are not complete before their end is written.

use std::fs::File;
use std::io::{self, Write};

pub fn csv_bad(path: &str) -> csv::Result<()> {
    let mut out = csv::Writer::from_path(path)?; // want unflushed-writer
    out.write_record(["a", "b"])?;
    Ok(())
}

pub fn csv_ok(path: &str) -> csv::Result<()> {
    let mut out = csv::Writer::from_path(path)?; // want-fate released
    out.write_record(["a", "b"])?;
    out.flush()?;
    Ok(())
}

pub fn csv_builder_bad(path: &str) -> csv::Result<()> {
    let mut out = csv::WriterBuilder::new().has_headers(false).from_path(path)?; // want unflushed-writer
    out.serialize(("a", 1))?;
    Ok(())
}

pub fn csv_in_memory_ok() -> csv::Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["a", "b"])?;
    out.into_inner().map_err(|error| io::Error::other(error.to_string()).into())
}

pub fn tar_bad(path: &str) -> io::Result<()> {
    let mut out = tar::Builder::new(File::create(path)?); // want unflushed-writer
    out.append_path("a")?;
    Ok(())
}

pub fn tar_ok(path: &str) -> io::Result<()> {
    let mut out = tar::Builder::new(File::create(path)?); // want-fate released
    out.append_path("a")?;
    out.finish()
}

pub fn tar_inner_ok(path: &str) -> io::Result<()> {
    let mut out = tar::Builder::new(File::create(path)?); // want-fate released
    out.append_path("a")?;
    let mut file = out.into_inner()?;
    file.flush()
}

pub fn zip_bad(path: &str) -> zip::result::ZipResult<()> {
    let mut out = zip::ZipWriter::new(File::create(path)?); // want unflushed-writer
    out.start_file("a", zip::write::SimpleFileOptions::default())?;
    out.write_all(b"text")?;
    Ok(())
}

pub fn zip_ok(path: &str) -> zip::result::ZipResult<()> {
    let mut out = zip::ZipWriter::new(File::create(path)?); // want-fate released
    out.start_file("a", zip::write::SimpleFileOptions::default())?;
    out.write_all(b"text")?;
    out.finish()?;
    Ok(())
}

pub fn zip_on_one_path_bad(path: &str, names: &[&str]) -> zip::result::ZipResult<usize> {
    let mut out = zip::ZipWriter::new(File::create(path)?); // want unflushed-writer
    for name in names {
        out.start_file(*name, zip::write::SimpleFileOptions::default())?;
        if name.is_empty() {
            return Ok(0);
        }
    }
    out.finish()?;
    Ok(names.len())
}

pub fn zstd_bad(path: &str) -> io::Result<()> {
    let mut out = zstd::Encoder::new(File::create(path)?, 3)?; // want unflushed-writer
    out.write_all(b"text")?;
    Ok(())
}

pub fn zstd_ok(path: &str) -> io::Result<()> {
    let mut out = zstd::Encoder::new(File::create(path)?, 3)?; // want-fate released
    out.write_all(b"text")?;
    out.finish()?;
    Ok(())
}

pub fn zstd_by_itself_ok(path: &str) -> io::Result<()> {
    let mut out = zstd::Encoder::new(File::create(path)?, 3)?.auto_finish(); // want-fate released
    out.write_all(b"text")
}

pub fn nested_bad(path: &str) -> io::Result<()> {
    let zipped = flate2::write::GzEncoder::new(File::create(path)?, flate2::Compression::default()); // want-fate passed
    let mut out = tar::Builder::new(zipped); // want unflushed-writer
    out.append_path("a")?;
    Ok(())
}

pub fn nested_ok(path: &str) -> io::Result<()> {
    let zipped = flate2::write::GzEncoder::new(File::create(path)?, flate2::Compression::default()); // want-fate passed
    let mut out = tar::Builder::new(zipped); // want-fate released
    out.append_path("a")?;
    out.into_inner()?.finish()?;
    Ok(())
}

pub fn read_side_ok(path: &str) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut zipped = flate2::read::GzEncoder::new(File::open(path)?, flate2::Compression::default());
    io::Read::read_to_end(&mut zipped, &mut text)?;
    Ok(text)
}

pub fn copy_bad(client: &mut postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    let mut out = client.copy_in("COPY t FROM STDIN")?; // want unflushed-writer
    out.write_all(b"1\n")?;
    Ok(())
}

pub fn copy_ok(client: &mut postgres::Client) -> Result<u64, Box<dyn std::error::Error>> {
    let mut out = client.copy_in("COPY t FROM STDIN")?; // want-fate released
    out.write_all(b"1\n")?;
    Ok(out.finish()?)
}

pub fn kept_on_error_bad(text: &[u8]) -> io::Result<()> {
    let place = tempfile::tempdir()?.keep(); // want unclosed-resource
    std::fs::write(place.join("a"), text)?;
    std::fs::remove_dir_all(&place)
}

pub fn kept_for_good_ok(text: &[u8]) -> io::Result<()> {
    let place = tempfile::tempdir()?.keep(); // want-fate untracked
    std::fs::write(place.join("a"), text)
}

pub fn kept_and_returned_ok() -> io::Result<std::path::PathBuf> {
    Ok(tempfile::tempdir()?.keep()) // want-fate returned
}
