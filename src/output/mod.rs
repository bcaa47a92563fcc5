//! Floor 6: findings for whom. Each format is one function from plain data to bytes.
//!
//! Positions are counted here and nowhere before, once for each file that has something to show. Lines and columns
//! start at 1; a column counts Unicode scalar values (a tab is one), and JSON adds the byte offset in the file.

pub mod concise;
pub mod json;
pub mod text;

use std::cell::{OnceCell, RefCell};
use std::io::{self, Write};
use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::{FileId, LineColumn, LineIndex, Problem, SourceFile, SourceMap, Span};
use crate::report::Diagnostic;

/// An output format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Source excerpts with the path as numbered labels.
    Text,
    /// One line a finding.
    Concise,
    /// The versioned JSON contract.
    Json,
}

/// What there is to print.
pub struct Report<'a> {
    /// Findings in order.
    pub findings: &'a [Diagnostic],
    /// Source that was not understood.
    pub problems: &'a [Problem],
    /// The files that findings point into.
    pub sources: &'a SourceMap,
    /// Numbers for the summary.
    pub summary: Summary,
}

/// Numbers for the summary.
#[derive(Clone, Copy, Default, Debug)]
pub struct Summary {
    /// Files that were read to be reported on.
    pub files: usize,
    /// Functions in them.
    pub functions: usize,
    /// Functions that mention a resource and were analysed.
    pub functions_analyzed: usize,
    /// Findings accepted by comments or attributes.
    pub suppressed: usize,
}

/// Prints a report.
pub fn render(report: &Report, format: Format, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::render(report, colour, out),
        Format::Concise => concise::render(report, out),
        Format::Json => json::render(report, out),
    }
}

/// Files with their line indexes, made once each and only when something points into them.
pub struct Positions<'a> {
    sources: &'a SourceMap,
    files: RefCell<FxHashMap<FileId, Rc<Indexed>>>,
}

/// A file with its line index.
pub struct Indexed {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Where its lines start.
    pub lines: LineIndex,
    /// Characters before every [`STRIDE`]th byte; made when a position far into a line is asked for.
    counts: OnceCell<Vec<u32>>,
}

/// Bytes between two entries of the table of character counts.
const STRIDE: usize = 4096;

impl<'a> Positions<'a> {
    /// No file is indexed yet.
    pub fn new(sources: &'a SourceMap) -> Self {
        Positions { sources, files: RefCell::default() }
    }

    /// The file with its index.
    pub fn file(&self, id: FileId) -> Rc<Indexed> {
        let mut files = self.files.borrow_mut();
        let indexed = files.entry(id).or_insert_with(|| {
            let file = self.sources.get(id);
            let lines = file.line_index();
            Rc::new(Indexed { file, lines, counts: OnceCell::new() })
        });
        Rc::clone(indexed)
    }

    /// Where a span starts, in Unicode scalar values.
    pub fn start(&self, span: Span) -> LineColumn {
        self.file(span.file).at(span.start)
    }
}

impl Indexed {
    /// Line and column of an offset, in Unicode scalar values. An offset outside the text counts as its end.
    pub fn at(&self, offset: u32) -> LineColumn {
        let offset = offset.min(self.file.text.len() as u32);
        let byte_column = self.lines.byte_column(offset);
        if byte_column.column as usize <= STRIDE {
            return self.lines.char_column(&self.file.text, offset);
        }
        // Thousands of findings on one line of megabytes must not each count it from its start.
        let line_start = offset + 1 - byte_column.column;
        let column = self.chars_before(offset) - self.chars_before(line_start) + 1;
        LineColumn { line: byte_column.line, column }
    }

    fn chars_before(&self, offset: u32) -> u32 {
        let bytes = self.file.text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut sum = 0;
            let strides = bytes.chunks(STRIDE).map(|chunk| {
                let before = sum;
                sum += chars_in(chunk);
                before
            });
            strides.collect()
        });
        let stride = offset as usize / STRIDE;
        let Some(&before) = counts.get(stride) else {
            return chars_in(&bytes[..offset as usize]);
        };
        before + chars_in(&bytes[stride * STRIDE..offset as usize])
    }
}

fn chars_in(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;

    #[test]
    fn far_columns_are_counted_the_same() {
        let sources = SourceMap::default();
        let text = format!("é\n{}x{}", "aé😀".repeat(3_000), "b".repeat(STRIDE));
        let file = sources.add("a.go".to_owned(), Language::Go, text.clone());
        let indexed = Positions::new(&sources).file(file.id);
        for offset in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
            let slow = (offset % 97 == 0).then(|| indexed.lines.char_column(&text, offset as u32));
            let fast = indexed.at(offset as u32);
            assert!(slow.is_none_or(|slow| slow == fast), "{offset}: {slow:?} {fast:?}");
        }
        assert_eq!(indexed.at(u32::MAX).column, 9_001 + STRIDE as u32 + 1);
    }
}
