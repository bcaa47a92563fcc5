//! Our own source, as the tidy test looks at it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use regex::Regex;

use super::{files_with_extension, project};

/// One file of `src/`.
pub struct Source {
    /// Path below the project, forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
    /// The text without unit tests.
    pub code: String,
    /// Whether the whole file is a test.
    pub is_test: bool,
}

/// A function found by its layout, which rustfmt guarantees.
pub struct FunctionText {
    /// The line it starts on, from 1.
    pub line: usize,
    /// Its lines.
    pub lines: Vec<String>,
}

/// All files of `src/`.
pub fn sources() -> Vec<Source> {
    let root = project();
    let paths = files_with_extension(&root.join("src"), "rs");
    paths.iter().map(|path| source(&root, path)).collect()
}

fn source(root: &Path, path: &Path) -> Source {
    let text = fs::read_to_string(path).expect("source in UTF-8");
    let path = path.strip_prefix(root).expect("a path below the project").to_string_lossy().replace('\\', "/");
    let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
    Source { code: if is_test { String::new() } else { code }, path, text, is_test }
}

impl Source {
    /// The module on whose floor the file is: `report` for `src/report/explain.rs`, nothing for `lib.rs`.
    pub fn module(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split_once('/').map(|(module, _)| module)
    }

    /// Lines of code with their numbers, comments left out.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.code.lines().enumerate().map(|(n, line)| (n + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The text of string literals with their lines. Good enough for source that rustfmt has seen.
    pub fn strings(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        for (number, line) in self.code_lines() {
            let line = line.replace("'\"'", "").replace("b'\"'", "");
            let line = line.split(" // ").next().unwrap_or_default().to_owned();
            let pieces: Vec<&str> = line.split('"').collect();
            found.extend(pieces.iter().skip(1).step_by(2).map(|piece| (number, (*piece).to_owned())));
        }
        found
    }

    /// All functions, tests included.
    pub fn functions(&self) -> Vec<FunctionText> {
        let lines: Vec<&str> = self.text.lines().collect();
        let quoted = quoted_lines(&self.text);
        let mut found = Vec::new();
        for (start, line) in lines.iter().enumerate().filter(|(number, _)| !quoted.contains(number)) {
            let indent = line.len() - line.trim_start().len();
            let is_function = ["fn ", "pub fn ", "const fn ", "pub const fn ", "pub(super) fn ", "pub(crate) fn "]
                .iter()
                .any(|head| line.trim_start().starts_with(head));
            if !is_function || line.trim_end().ends_with(';') || line.trim_end().ends_with('}') {
                continue;
            }
            let close = format!("{}}}", " ".repeat(indent));
            let ends = |(n, line): (usize, &&str)| **line == close && !quoted.contains(&(start + n));
            let length = lines[start..].iter().enumerate().position(ends).map_or(0, |end| end + 1);
            let lines = lines[start..start + length].iter().map(|line| (*line).to_owned()).collect();
            found.push(FunctionText { line: start + 1, lines });
        }
        found
    }
}

/// Numbers, from 0, of the lines that begin inside a string literal. Knows comments, characters and raw strings as far
/// as rustfmt leaves them.
fn quoted_lines(text: &str) -> BTreeSet<usize> {
    let token =
        Regex::new(r##"(?s)//[^\n]*|b?'(?:\\.|[^\\'\n])'|r#".*?"#|r"[^"]*"|"(?:\\.|[^"\\])*""##).expect("valid");
    let mut quoted = BTreeSet::new();
    for literal in token.find_iter(text) {
        let first = text[..literal.start()].matches('\n').count();
        quoted.extend(first + 1..=first + literal.as_str().matches('\n').count());
    }
    quoted
}

impl FunctionText {
    /// Whether it is little more than one match with many arms.
    pub fn is_flat_match(&self) -> bool {
        self.lines.iter().filter(|line| line.contains("=>")).count() >= 15
    }
}
