//! Reading: text comes in whole, as UTF-8, and below a size that no person writes.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::base::{Problem, ProblemKind};

/// Files larger than this are skipped with a problem: nothing of that size is written by hand, and a parser
/// needs a multiple of it in memory.
pub const LARGEST_FILE: u64 = 10 * 1024 * 1024;

/// Reads a file; `shown` is its path in messages.
pub fn read_source(path: &Path, shown: &str) -> Result<String, Problem> {
    let unreadable = |error: std::io::Error| Problem {
        kind: ProblemKind::Unreadable,
        path: shown.to_owned(),
        span: None,
        message: format!("cannot be read: {}", plain(&error)),
    };
    let skipped = |message: String| Problem { kind: ProblemKind::Skipped, path: shown.to_owned(), span: None, message };
    let mut file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(skipped("not a regular file".to_owned()));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(skipped(format!("larger than {} MB", LARGEST_FILE >> 20)));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // The file may grow while it is read.
    file.by_ref().take(LARGEST_FILE + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(skipped(format!("larger than {} MB", LARGEST_FILE >> 20)));
    }
    String::from_utf8(bytes)
        .map_err(|error| skipped(format!("not valid UTF-8 at byte {}", error.utf8_error().valid_up_to())))
}

/// The error without the number the system gives it.
pub fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    let end = text.find(" (os error").unwrap_or(text.len());
    let mut plain = text[..end].to_owned();
    if let Some(first) = plain.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    plain
}
