//! Source files as the rest of the program sees them: text that is already in memory.

use std::sync::{Arc, RwLock};

use super::language::Language;
use super::line_index::LineIndex;
use crate::newtype_index;

newtype_index! {
    /// Number of a source file in this run; files under analysis come first, ordered by path.
    FileId;
}

/// One file of source text.
#[derive(Debug)]
pub struct SourceFile {
    /// Number of this file.
    pub id: FileId,
    /// Path as it is shown to users: relative where possible, forward slashes.
    pub path: String,
    /// Language, from the extension.
    pub language: Language,
    /// The whole text; valid UTF-8.
    pub text: String,
}

impl SourceFile {
    /// Builds the line index of the text. Not kept: only files with something to report need one.
    pub fn line_index(&self) -> LineIndex {
        LineIndex::new(&self.text)
    }
}

/// All files of a run. Files may be added while others are read (vendored packages are read on demand).
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
}

impl SourceMap {
    /// Adds a file and gives it the next number.
    pub fn add(&self, path: String, language: Language, text: String) -> Arc<SourceFile> {
        let mut files = self.files.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        let file = Arc::new(SourceFile { id: FileId(files.len() as u32), path, language, text });
        files.push(Arc::clone(&file));
        file
    }

    /// The file with this number.
    ///
    /// # Panics
    /// When no file has it, which only a number from another run can cause.
    pub fn get(&self, id: FileId) -> Arc<SourceFile> {
        let files = self.files.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        Arc::clone(&files[id.0 as usize])
    }

    /// Number of files.
    pub fn len(&self) -> usize {
        self.files.read().unwrap_or_else(|poisoned| poisoned.into_inner()).len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
