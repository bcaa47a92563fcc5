//! Found files to outlines: read in parallel, then outlined in parallel, largest first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::base::{FileId, Language, Problem, SourceFile, SourceMap};
use crate::frontend;
use crate::ir::Outline;

use super::discover::{FoundFile, is_analysed, is_test_file, shown};
use super::files::read_source;
use super::packages::ReadFile;
use super::session::Progress;

/// Everything that was read.
#[derive(Default)]
pub struct Loaded {
    /// Files with their outlines, ordered by shown path.
    pub files: Vec<ReadFile>,
    /// Those that are reported on; the others are there for their types.
    pub reported: FxHashSet<FileId>,
    /// What could not be read or understood.
    pub problems: Vec<Problem>,
}

/// Reads and outlines. Files that are not to be reported on bring no problems either.
pub fn load(found: Vec<FoundFile>, reported: bool, sources: &SourceMap, progress: &dyn Progress) -> Loaded {
    progress.stage("reading", found.len());
    let mut loaded = Loaded::default();
    let texts = read_all(&found);
    let mut files: Vec<(FoundFile, Arc<SourceFile>)> = Vec::with_capacity(found.len());
    for (found, text) in found.into_iter().zip(texts) {
        match text {
            Ok(text) => {
                let file = sources.add(found.shown.clone(), found.language, text);
                files.push((found, file));
            }
            Err(problem) => loaded.problems.push(problem),
        }
    }
    progress.stage("outlining", files.len());
    let outlines = outline_all(&files, progress);
    for ((found, file), outline) in files.into_iter().zip(outlines) {
        if reported && (found.named || !outline.generated) {
            loaded.reported.insert(file.id);
            loaded.problems.extend(outline.problems.iter().cloned());
        }
        loaded.files.push(ReadFile { path: found.path, file, outline });
    }
    if !reported {
        loaded.problems.clear();
    }
    loaded
}

/// Reads all files; they stay in order.
pub fn read_all(found: &[FoundFile]) -> Vec<Result<String, Problem>> {
    found.par_iter().map(|file| read_source(&file.path, &file.shown)).collect()
}

/// Reads and parses each file as a whole, and answers how many bytes that were.
pub fn parse_all(found: &[FoundFile]) -> usize {
    let sizes = found.par_iter().map(|found| {
        let Ok(text) = read_source(&found.path, &found.shown) else {
            return 0;
        };
        let file = SourceFile { id: FileId(0), path: found.shown.clone(), language: found.language, text };
        frontend::parse_only(&file);
        file.text.len()
    });
    sizes.sum()
}

/// Outlines all files; they stay in order.
fn outline_all(files: &[(FoundFile, Arc<SourceFile>)], progress: &dyn Progress) -> Vec<Outline> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    // The longest task first, so that no thread starts it when the others are done.
    order.sort_by_key(|&n| Reverse(files[n].1.text.len()));
    let next = AtomicUsize::new(0);
    let shares = rayon::broadcast(|_| {
        let mut share = Vec::new();
        while let Some(&n) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            share.push((n, frontend::outline(&files[n].1)));
            progress.advance(1);
        }
        share
    });
    let mut outlined: Vec<(usize, Outline)> = shares.into_iter().flatten().collect();
    outlined.sort_by_key(|(n, _)| *n);
    outlined.into_iter().map(|(_, outline)| outline).collect()
}

/// Files that lie beside named ones: they belong to the same package, so the named ones need their types.
pub fn neighbours(found: &[FoundFile], root: &Path) -> Vec<FoundFile> {
    let known: FxHashSet<&Path> = found.iter().map(|file| file.path.as_path()).collect();
    let mut directories: BTreeMap<&Path, bool> = BTreeMap::new();
    for file in found.iter().filter(|file| file.named) {
        if let Some(directory) = file.path.parent() {
            *directories.entry(directory).or_default() |= is_test_file(&file.shown);
        }
    }
    let mut beside = Vec::new();
    for (directory, tests) in directories {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            let shown = shown(&path, root);
            let wanted = !known.contains(path.as_path()) && path.is_file() && (tests || !is_test_file(&shown));
            if let Some(language) = Language::of_path(&path).filter(|_| wanted && is_analysed(&path)) {
                beside.push(FoundFile { shown, path, language, named: false });
            }
        }
    }
    beside.sort();
    beside
}
