//! What a person reads: plain data, no IR inside, and not serialisable itself.

use crate::base::{Language, Span};
use crate::rule::{RuleId, Severity};

/// One finding in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The rule.
    pub rule: RuleId,
    /// Its code: `CW1001`.
    pub code: String,
    /// Its name: `unfinished-transaction`.
    pub name: String,
    /// Level.
    pub severity: Severity,
    /// `low`, `medium`, `high`.
    pub confidence: &'static str,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// What to say at the primary span.
    pub label: String,
    /// The acquiring call; one line of it is shown.
    pub span: Span,
    /// Language of the file.
    pub language: Language,
    /// `Type.method` or `func`.
    pub function: String,
    /// Key of the resource: `database-sql.tx`; empty where it is about none.
    pub resource: String,
    /// What kind of path: `early-return`, ...
    pub shape: &'static str,
    /// The path, in order.
    pub steps: Vec<DiagnosticStep>,
    /// The cure.
    pub help: Option<String>,
    /// A change that cures it.
    pub fix: Option<Fix>,
    /// Identity that survives edits elsewhere in the file.
    pub fingerprint: String,
    /// Why it is not shown, if it is suppressed.
    pub suppressed: Option<String>,
}

/// One step of the path in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DiagnosticStep {
    /// Kebab-case kind: `acquire`, `branch-true`, `exit`, ...
    pub kind: &'static str,
    /// What happens here.
    pub message: String,
    /// Where.
    pub span: Span,
}

/// A change that cures a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// Whether it may be applied without looking.
    pub applicability: Applicability,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    /// Keeps the behaviour of correct paths.
    Safe,
    /// May change behaviour.
    Unsafe,
}

/// One replacement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}
