//! Comments that speak to closewait.

use super::span::Span;

/// A comment directive as found in source; what it means is decided by whoever filters findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// Which directive.
    pub kind: DirectiveKind,
    /// The whole comment.
    pub span: Span,
    /// Rule ids named, lower case.
    pub rules: Vec<String>,
    /// The reason given, if any.
    pub reason: Option<String>,
    /// Whether code stands before the comment on its line.
    pub trailing: bool,
}

/// The kinds of [`Directive`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DirectiveKind {
    /// `closewait:ignore RULES -- reason`: this line, or the next statement.
    Ignore,
    /// `closewait:file-ignore RULES -- reason`: the whole file.
    FileIgnore,
}
