//! Whether the parser and the grammar agree, over whole trees of files.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::files::read_source;
use crate::base::{FileId, Language, LineIndex, SourceFile};
use crate::frontend::{self, go::Agreement};

/// Longest part of a tree that is shown where two differ.
const SHOWN: usize = 160;

/// What came out.
#[derive(Clone, Debug, Default)]
pub struct Agreements {
    /// Files read.
    pub files: usize,
    /// Declarations in them.
    pub declarations: usize,
    /// Those the parser accepts.
    pub accepted: usize,
    /// Those that are read in different ways, with the first difference.
    pub different: Vec<String>,
    /// Those the parser refuses.
    pub refused: Vec<String>,
    /// Those the parser accepts and the grammar finds faulty.
    pub bold: Vec<String>,
}

/// Reads every declaration of all Go files under a directory in both ways.
pub fn compare_parsers(path: &Path) -> Agreements {
    let mut files = Vec::new();
    walk(path, &mut files);
    let parts: Vec<Agreements> = files.par_iter().map(|path| compare_file(path)).collect();
    let mut whole = Agreements::default();
    for part in parts {
        whole.files += part.files;
        whole.declarations += part.declarations;
        whole.accepted += part.accepted;
        whole.different.extend(part.different);
        whole.refused.extend(part.refused);
        whole.bold.extend(part.bold);
    }
    whole
}

fn walk(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        return files.push(path.to_owned());
    }
    let mut entries: Vec<PathBuf> = std::fs::read_dir(path).into_iter().flatten().flatten().map(|e| e.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_symlink() {
            continue;
        }
        if entry.is_dir() {
            walk(&entry, files);
        } else if Language::of_path(&entry) == Some(Language::Go) {
            files.push(entry);
        }
    }
}

fn compare_file(path: &Path) -> Agreements {
    let mut result = Agreements { files: 1, ..Agreements::default() };
    let shown = path.display().to_string();
    let Ok(text) = read_source(path, &shown) else { return result };
    let file = SourceFile { id: FileId(0), path: shown, language: Language::Go, text };
    let lines = LineIndex::new(&file.text);
    for decl in &frontend::outline(&file).decls {
        result.declarations += 1;
        let place = || format!("{}:{}: `{}`", file.path, lines.line(decl.start), decl.name);
        let agreement = frontend::compare_parsers(&file, decl);
        match agreement {
            Agreement::Same => result.accepted += 1,
            Agreement::Refused | Agreement::Faulty { accepted: false } => result.refused.push(place()),
            Agreement::Faulty { accepted: true } => {
                result.accepted += 1;
                result.bold.push(place());
            }
            Agreement::Different(parser, grammar) => {
                result.accepted += 1;
                result.different.push(format!("{}\n{}", place(), difference(&parser, &grammar)));
            }
        }
    }
    result
}

/// The two texts around the place from which on they differ.
fn difference(parser: &str, grammar: &str) -> String {
    let same = parser.bytes().zip(grammar.bytes()).take_while(|(one, other)| one == other).count();
    let part = |text: &str| -> String {
        let from = text.char_indices().map(|(at, _)| at).take_while(|&at| at + SHOWN / 2 <= same).last().unwrap_or(0);
        text[from..].chars().take(SHOWN).collect()
    };
    format!("  parser:  {}\n  grammar: {}", part(parser), part(grammar))
}
