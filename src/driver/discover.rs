//! Which files a run is about.
//!
//! Directories are walked with `.gitignore` respected, hidden entries skipped and links not followed. Below the
//! directory that was named, [`NOT_OURS`] is skipped: such code is read for its types when something imports it,
//! and reported on only when it is named itself. Files that are named are always taken.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{WalkBuilder, WalkState};

use crate::base::{Language, Problem, ProblemKind};

use super::files::plain;
use super::manifest::{normalised, slashed};

/// Directories of code that is not the project's own, or not code at all.
pub const NOT_OURS: [&str; 3] = ["vendor", "testdata", "node_modules"];

/// Directory of what Cargo builds; it holds source too.
const BUILT: &str = "target";

/// What to look for.
#[derive(Clone, Debug)]
pub struct Search {
    /// Directory that relative paths start from and that shown paths are relative to.
    pub root: PathBuf,
    /// Files and directories.
    pub paths: Vec<PathBuf>,
    /// Globs of what to leave out, relative to `root`.
    pub exclude: Vec<String>,
    /// Whether exclusions hold for paths that are named, too.
    pub force_exclude: bool,
    /// Whether test files are wanted.
    pub tests: bool,
    /// Number of threads for the walk.
    pub threads: usize,
}

/// A file to be read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FoundFile {
    /// The path as it is shown: relative to the root where possible, forward slashes.
    pub shown: String,
    /// Where it is.
    pub path: PathBuf,
    /// Its language.
    pub language: Language,
    /// Whether it was named, not found in a directory.
    pub named: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Discovery {
    /// Files of languages that are analysed, ordered by shown path, without repeats.
    pub files: Vec<FoundFile>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Named paths that do not exist, with the reason.
    pub missing: Vec<String>,
}

/// Finds the files. Fails only for a glob that does not parse.
pub fn discover(search: &Search) -> Result<Discovery, String> {
    let exclude = exclusions(search)?;
    let mut discovery = Discovery::default();
    let mut directories = Vec::new();
    for path in &search.paths {
        let place = normalised(&search.root.join(path));
        match std::fs::metadata(&place) {
            Err(error) => discovery.missing.push(format!("{}: {}", slashed(path), plain(&error))),
            Ok(_) if search.force_exclude && is_excluded(&place, search, &exclude) => {}
            Ok(metadata) if metadata.is_dir() => directories.push(place),
            Ok(_) => discovery.files.extend(found_file(&place, search, true)),
        }
    }
    walk(directories, search, &exclude, &mut discovery);
    discovery.files.sort_by(|a, b| (&a.shown, !a.named).cmp(&(&b.shown, !b.named)));
    discovery.files.dedup_by(|later, earlier| later.shown == earlier.shown);
    discovery.problems.sort();
    discovery.problems.dedup();
    Ok(discovery)
}

fn exclusions(search: &Search) -> Result<Override, String> {
    let mut builder = OverrideBuilder::new(&search.root);
    for glob in &search.exclude {
        builder.add(&format!("!{glob}")).map_err(|error| format!("--exclude {glob}: {error}"))?;
    }
    builder.build().map_err(|error| format!("--exclude: {error}"))
}

/// Whether a named path is excluded, by a glob or by a directory it lies in.
fn is_excluded(place: &Path, search: &Search, exclude: &Override) -> bool {
    let inside = place.strip_prefix(&search.root).unwrap_or(place);
    let foreign = inside.components().any(|part| is_not_ours(part.as_os_str()));
    let by_glob = |ancestor: &Path| exclude.matched(ancestor, ancestor != place || place.is_dir()).is_ignore();
    foreign || inside.ancestors().take_while(|ancestor| *ancestor != Path::new("")).any(by_glob)
}

fn is_not_ours(name: &std::ffi::OsStr) -> bool {
    NOT_OURS.iter().any(|directory| name == *directory)
}

fn walk(directories: Vec<PathBuf>, search: &Search, exclude: &Override, discovery: &mut Discovery) {
    let mut directories = directories.into_iter();
    let Some(first) = directories.next() else {
        return;
    };
    let mut builder = WalkBuilder::new(first);
    for directory in directories {
        builder.add(directory);
    }
    let exclude = exclude.clone();
    builder.threads(search.threads.max(1)).filter_entry(move |entry| {
        let is_dir = entry.file_type().is_some_and(|kind| kind.is_dir());
        let built = || entry.file_name() == BUILT && entry.path().with_file_name("Cargo.toml").is_file();
        let foreign = is_dir && (is_not_ours(entry.file_name()) || built());
        entry.depth() == 0 || (!foreign && !exclude.matched(entry.path(), is_dir).is_ignore())
    });
    let found = Mutex::new(Discovery::default());
    builder.build_parallel().run(|| {
        Box::new(|entry| {
            match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                    if let Some(file) = found_file(entry.path(), search, false) {
                        locked(&found).files.push(file);
                    }
                }
                Ok(_) => {}
                Err(error) => locked(&found).problems.push(walk_problem(&error, search)),
            }
            WalkState::Continue
        })
    });
    let found = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    discovery.files.extend(found.files);
    discovery.problems.extend(found.problems);
}

fn locked(found: &Mutex<Discovery>) -> std::sync::MutexGuard<'_, Discovery> {
    found.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The file, if it is of a language that is analysed and wanted.
fn found_file(path: &Path, search: &Search, named: bool) -> Option<FoundFile> {
    let language = Language::of_path(path).filter(|_| is_analysed(path))?;
    let file = FoundFile { shown: shown(path, &search.root), path: path.to_owned(), language, named };
    (search.tests || !is_test_file(&file.shown)).then_some(file)
}

/// Whether a file of this name is analysed.
pub fn is_analysed(path: &Path) -> bool {
    Language::of_path(path).is_some()
}

/// Whether a path is that of a test file.
pub fn is_test_file(shown: &str) -> bool {
    Language::is_test_path(shown)
}

/// The path as it is shown.
pub fn shown(path: &Path, root: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

fn walk_problem(error: &ignore::Error, search: &Search) -> Problem {
    let path = path_of(error).map(|path| shown(path, &search.root)).unwrap_or_default();
    let message = match error.io_error() {
        Some(io) => format!("cannot be read: {}", plain(io)),
        None => format!("cannot be read: {error}"),
    };
    Problem { kind: ProblemKind::Unreadable, path, span: None, message }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::Loop { child, .. } => Some(child),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        // Errors about globs and definitions name no file that would have been walked.
        _ => None,
    }
}
