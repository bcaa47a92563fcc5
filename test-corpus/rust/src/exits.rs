//! Functions that end the process while something is there whose destructor matters.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process;

fn run(path: &std::path::Path) -> io::Result<()> {
    std::fs::write(path.join("part"), b"text")
}

pub fn directory_bad() -> io::Result<()> {
    let dir = tempfile::tempdir()?; // want release-skipped-by-exit
    if let Err(error) = run(dir.path()) {
        eprintln!("{error}");
        process::exit(1);
    }
    Ok(())
}

pub fn directory_of_literal_bad() -> io::Result<()> {
    let dir = tempfile::Builder::new().prefix("x").tempdir()?; // want release-skipped-by-exit
    run(dir.path()).unwrap_or_else(|error| {
        eprintln!("{error}");
        process::exit(1)
    });
    Ok(())
}

pub fn directory_at_end_bad() {
    let dir = tempfile::tempdir().unwrap(); // want release-skipped-by-exit
    let code = run(dir.path()).is_err();
    process::exit(code.into());
}

pub fn directory_dropped_ok() {
    let dir = tempfile::tempdir().unwrap();
    let code = run(dir.path()).is_err();
    drop(dir);
    process::exit(code.into());
}

pub fn directory_closed_ok() {
    let dir = tempfile::tempdir().unwrap();
    let code = run(dir.path()).is_err();
    let _ = dir.close();
    process::exit(code.into());
}

pub fn directory_in_block_ok() {
    let code = {
        let dir = tempfile::tempdir().unwrap();
        run(dir.path()).is_err()
    };
    process::exit(code.into());
}

pub fn directory_made_later_ok(path: Option<&str>) -> io::Result<()> {
    let Some(_) = path else { process::exit(2) };
    let dir = tempfile::tempdir()?;
    run(dir.path())
}

fn keep(_: tempfile::TempDir) {}

pub fn directory_moved_ok() {
    let dir = tempfile::tempdir().unwrap();
    let done = run(dir.path());
    keep(dir);
    if done.is_err() {
        process::exit(1);
    }
}

pub fn directory_kept_ok() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.keep();
    if run(&path).is_err() {
        process::exit(1);
    }
}

pub fn directory_in_thread_ok() {
    let dir = tempfile::tempdir().unwrap();
    let thread = std::thread::spawn(move || run(dir.path()));
    if thread.join().is_err() {
        process::exit(1);
    }
}

pub fn writer_bad(path: &str, lines: &[&str]) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?); // want release-skipped-by-exit
    for line in lines {
        if line.is_empty() {
            process::exit(1);
        }
        writeln!(out, "{line}")?;
    }
    out.flush()
}

pub fn standard_output_bad(lines: &[&str]) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout()); // want release-skipped-by-exit
    for line in lines {
        writeln!(out, "{line}")?;
    }
    process::exit(0);
}

pub fn writer_unused_ok(path: &str, lines: &[&str]) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    if lines.is_empty() {
        process::exit(1);
    }
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()
}

pub fn writer_flushed_ok(lines: &[&str]) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout());
    for line in lines {
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    process::exit(0);
}

pub fn log_bad() {
    let (writer, _guard) = tracing_appender::non_blocking(io::stdout()); // want release-skipped-by-exit
    tracing_subscriber::fmt().with_writer(writer).init();
    if let Err(error) = run(std::path::Path::new(".")) {
        tracing::error!("{error}");
        process::exit(1);
    }
}

pub fn log_dropped_ok() {
    let (writer, guard) = tracing_appender::non_blocking(io::stdout());
    tracing_subscriber::fmt().with_writer(writer).init();
    if let Err(error) = run(std::path::Path::new(".")) {
        tracing::error!("{error}");
        drop(guard);
        process::exit(1);
    }
}
