//! Comments that speak to closewait, and attributes that say the same to other tools.

use super::span::Span;

/// A comment directive as found in source; what it means is decided by whoever filters findings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Directive {
    /// Which directive.
    pub kind: DirectiveKind,
    /// The whole comment; of an attribute, all that it is about.
    pub span: Span,
    /// Rule ids named, lower case; of an attribute, the lints.
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
    /// `#[allow(clippy::LINT)]`: the item or statement that it stands before, or all around it.
    Lint,
}
