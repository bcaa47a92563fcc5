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

/// Show constructs to the front end, not leaks to the engine, and do not compile.
const CONSTRUCTS: [&str; 2] = ["test-corpus/go/ir", "test-corpus/rust/ir"];

/// Extensions of source files.
pub const SOURCES: [&str; 2] = ["go", "rs"];

/// Files of the corpus that are about leaks.
pub fn corpus_files() -> Vec<PathBuf> {
    let mut files = source_files(&project().join("test-corpus"));
    files.retain(|path| CONSTRUCTS.iter().all(|constructs| !path.starts_with(project().join(constructs))));
    files
}

/// Directories under `test-corpus` that are Go modules or Rust crates.
pub fn corpus_modules() -> Vec<PathBuf> {
    let is_manifest = |path: &PathBuf| path.ends_with("go.mod") || path.ends_with("Cargo.toml");
    let mut modules: Vec<PathBuf> =
        files_under(&project().join("test-corpus")).into_iter().filter(is_manifest).collect();
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

/// Source files under a directory, sorted.
pub fn source_files(directory: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        SOURCES.iter().flat_map(|extension| files_with_extension(directory, extension)).collect();
    files.sort();
    files
}

/// Options that do not depend on the machine: no module cache. Constructs are left out.
pub fn isolated(root: &Path) -> Options {
    let constructs = CONSTRUCTS.iter().map(|constructs| project().join(constructs));
    let inside = constructs.filter_map(|path| Some(format!("/{}", path.strip_prefix(root).ok()?.display())));
    let exclude = inside.collect();
    Options { module_cache: false, exclude, ..Options::new(root, [PathBuf::from(".")]) }
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
