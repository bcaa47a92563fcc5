//! Source that could not be understood. A problem is never a failure: the rest is still analysed.

use super::span::Span;

/// Something that was not read, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// What kind.
    pub kind: ProblemKind,
    /// Path of the file or directory, as shown to users.
    pub path: String,
    /// Where in the file, if it was read at all.
    pub span: Option<Span>,
    /// What happened, in words: lower case, no full stop.
    pub message: String,
}

/// The kinds of [`Problem`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProblemKind {
    /// A declaration was skipped because it does not parse.
    Syntax,
    /// A file or directory could not be read.
    Unreadable,
    /// A file was skipped: too large, not UTF-8, nested too deeply.
    Skipped,
    /// The analysis of a function gave up within its budget.
    Budget,
}

impl ProblemKind {
    /// Kebab-case name for machine formats.
    pub fn as_str(self) -> &'static str {
        match self {
            ProblemKind::Syntax => "syntax",
            ProblemKind::Unreadable => "unreadable",
            ProblemKind::Skipped => "skipped",
            ProblemKind::Budget => "budget",
        }
    }
}
