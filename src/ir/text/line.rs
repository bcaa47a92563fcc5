//! Lines of the printed form.

use crate::base::{FileId, Span};

/// A line with something on it.
pub struct Line<'a> {
    pub text: &'a str,
    pub depth: usize,
    pub span: Span,
}

impl<'a> Line<'a> {
    pub fn all(text: &'a str) -> Vec<Line<'a>> {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let content = without_position(line.trim());
            let depth = line.len() - line.trim_start().len();
            let from = (start + depth) as u32;
            if !content.is_empty() {
                lines.push(Line {
                    text: content,
                    depth,
                    span: Span::new(FileId(0), from, from + content.len() as u32),
                });
            }
            start += line.len();
        }
        lines
    }
}

pub fn without_position(line: &str) -> &str {
    let is_position = |word: &str| {
        word.split_once(':').is_some_and(|(line, column)| {
            let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            number(line) && number(column)
        })
    };
    match line.rsplit_once("  ") {
        Some((before, last)) if is_position(last) => before.trim_end(),
        _ => line,
    }
}

/// Splits `targets = source`.
pub fn assignment(text: &str) -> Option<(&str, &str)> {
    let (targets, source) = text.split_once(" = ")?;
    let written = |c: char| c.is_alphanumeric() || "_#'@.,*()[] ".contains(c);
    targets.chars().all(written).then_some((targets, source))
}

/// Whether a function or function literal begins here; `fn` may also be a variable.
pub fn is_header(text: &str) -> bool {
    text.starts_with("func@") || (text.starts_with("fn ") && assignment(text).is_none())
}
