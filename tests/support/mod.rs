//! What the harnesses share: one function each touches the API.
#![allow(dead_code, reason = "each harness uses a part of it")]

pub mod compare;
pub mod marks;
pub mod source;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use closewait::base::{SourceMap, Span};
use closewait::driver::{Account, Checked, Options, Session};

/// The directory of the project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Directories under `test-corpus` that are Go modules. The files for the IR snapshots are no part of it: they
/// show constructs, not leaks.
pub fn corpus_modules() -> Vec<PathBuf> {
    let mut modules: Vec<PathBuf> =
        files_under(&project().join("test-corpus")).into_iter().filter(|path| path.ends_with("go.mod")).collect();
    modules.iter_mut().for_each(|path| assert!(path.pop()));
    modules
}

/// All files under a directory, sorted; none if it does not exist.
pub fn files_under(directory: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(directory) = directories.pop() {
        let Ok(entries) = fs::read_dir(&directory) else { continue };
        for entry in entries {
            let path = entry.expect("a directory that can be listed").path();
            if path.is_dir() { directories.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

/// Files with this extension under a directory.
pub fn files_with_extension(directory: &Path, extension: &str) -> Vec<PathBuf> {
    files_under(directory).into_iter().filter(|path| path.extension().is_some_and(|found| found == extension)).collect()
}

/// Options that do not depend on the machine: no module cache.
pub fn isolated(root: &Path) -> Options {
    Options { module_cache: false, ..Options::new(root, [PathBuf::from(".")]) }
}

/// Checks a directory.
pub fn check(root: &Path) -> Checked {
    Session::new(isolated(root)).check(&()).expect("a check that can be made")
}

/// What became of every acquisition under a directory.
pub fn fates(root: &Path) -> (Vec<Account>, Arc<SourceMap>) {
    Session::new(isolated(root)).fates().expect("an analysis that can be made")
}

/// Path and line of a span.
pub fn place(sources: &SourceMap, span: Span) -> (String, u32) {
    let file = sources.get(span.file);
    let line = file.line_index().line(span.start);
    (file.path.clone(), line)
}
