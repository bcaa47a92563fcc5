//! The languages closewait reads.

use std::path::Path;

/// A source language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Language {
    /// Go, up to 1.26.
    Go,
    /// Rust, edition 2024 and older.
    Rust,
}

impl Language {
    /// The language of a file, by its extension.
    pub fn of_path(path: &Path) -> Option<Language> {
        match path.extension()?.to_str()? {
            "go" => Some(Language::Go),
            "rs" => Some(Language::Rust),
            _ => None,
        }
    }

    /// Whether a file of this path is only compiled for tests, as told from the path.
    pub fn is_test_path(path: &str) -> bool {
        match Language::of_path(Path::new(path)) {
            Some(Language::Go) => path.ends_with("_test.go"),
            Some(Language::Rust) => {
                let mut parts = path.split('/').rev();
                let file = parts.next().unwrap_or(path);
                let named =
                    matches!(file, "test.rs" | "tests.rs") || file.ends_with("_test.rs") || file.ends_with("_tests.rs");
                named || parts.any(|directory| matches!(directory, "tests" | "benches"))
            }
            None => false,
        }
    }

    /// Whether names are paths of modules, which need no import.
    pub fn has_paths(self) -> bool {
        self == Language::Rust
    }

    /// Whether every value has one owner, with whose scope it ends.
    pub fn has_owners(self) -> bool {
        self == Language::Rust
    }

    /// Lower-case name, as used in folders, formats and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::Go => "go",
            Language::Rust => "rust",
        }
    }
}
