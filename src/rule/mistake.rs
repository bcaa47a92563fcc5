//! What is wrong with a table or page, and where: said once, with line and column, and with a hint if there is one.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong with a rule file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The file, as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
    /// What was probably meant, or what is allowed.
    pub hint: Option<String>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// Collects the mistakes of one file.
pub(super) struct Mistakes<'a> {
    file: &'a str,
    text: &'a str,
    list: Vec<Mistake>,
}

impl<'a> Mistakes<'a> {
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Mistakes { file, text, list: Vec::new() }
    }

    pub fn add(&mut self, at: usize, message: impl Into<String>) {
        self.add_with(at, message, None);
    }

    pub fn add_with(&mut self, at: usize, message: impl Into<String>, hint: Option<String>) {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let before = &self.text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        self.list.push(Mistake {
            file: self.file.to_owned(),
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            hint,
        });
    }

    /// Byte offset of the first character inside a quoted value.
    pub fn inside(&self, span: &Range<usize>) -> usize {
        let quoted = self.text.get(span.clone()).unwrap_or("");
        let quotes = if quoted.starts_with("\"\"\"") || quoted.starts_with("'''") { 3 } else { 1 };
        span.start + quotes
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The mistakes in order of their places.
    pub fn finish(mut self) -> Vec<Mistake> {
        self.list.sort_by_key(|mistake| (mistake.line, mistake.column));
        self.list
    }
}

/// The word of `known` that `word` was probably meant to be.
pub(super) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<String> {
    let limit = word.chars().count().max(3) / 3;
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| format!("did you mean `{candidate}`?"))
}

/// Edit distance (insert, delete, replace).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (n, from) in a.chars().enumerate() {
        let mut diagonal = n;
        let mut left = n + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = *cell;
            left = replaced.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
        row[0] = n + 1;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_hints() {
        let mut mistakes = Mistakes::new("a.toml", "x = 1\nä = 2\n");
        mistakes.add(10, "two");
        mistakes.add_with(0, "one", nearest("releese", ["release", "resource"]));
        let shown: Vec<String> = mistakes.finish().iter().map(Mistake::to_string).collect();
        assert_eq!(shown, ["a.toml:1:1: one (did you mean `release`?)", "a.toml:2:4: two"]);
        assert_eq!(nearest("xyz", ["release"]), None);
        assert_eq!((distance("", "abc"), distance("kitten", "sitting")), (3, 3));
    }
}
