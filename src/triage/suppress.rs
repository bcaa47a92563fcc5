//! Ignore-comments: which findings they accept, and which of them accept nothing.
//!
//! `closewait:ignore RULES` at the end of a line is about that line; alone on a line it is about the next line with
//! code. A finding is accepted when the comment is about the line of its acquisition or of its exit.
//! `closewait:file-ignore RULES` is about the whole file. A comment that names no rule accepts nothing: a blanket
//! comment would silence tomorrow's findings too.
//!
//! An attribute that allows a lint of another tool accepts the findings of a rule whose page names that lint.

use rustc_hash::FxHashMap;

use crate::base::{Directive, DirectiveKind, FileId, LineIndex, SourceMap, Span};
use crate::report::Diagnostic;
use crate::rule::Catalog;

use super::select::Selection;

/// The comment directives of one file.
#[derive(Clone, Debug)]
pub struct FileDirectives {
    /// The file.
    pub file: FileId,
    /// Its directives in order.
    pub directives: Vec<Directive>,
}

/// An ignore-comment that accepts nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnusedSuppression {
    /// The comment.
    pub span: Span,
    /// Why it has no effect: lower case, no full stop.
    pub message: String,
}

/// Marks the findings that comments accept, and returns the comments that accept nothing.
pub fn suppress(
    diagnostics: &mut [Diagnostic],
    files: &[FileDirectives],
    selection: &Selection,
    catalog: &Catalog,
    sources: &SourceMap,
) -> Vec<UnusedSuppression> {
    let mut by_file: FxHashMap<FileId, Vec<&mut Diagnostic>> = FxHashMap::default();
    for diagnostic in diagnostics.iter_mut() {
        by_file.entry(diagnostic.span.file).or_default().push(diagnostic);
    }
    let mut unused = Vec::new();
    for file in files {
        let mut findings = by_file.remove(&file.file).unwrap_or_default();
        let source = sources.get(file.file);
        let lines = source.line_index();
        for directive in &file.directives {
            let reach = reach(directive, &source.text, &lines);
            let mut used = false;
            for diagnostic in &mut findings {
                if names(directive, diagnostic, catalog) && reach.covers(diagnostic, &lines) {
                    used = true;
                    diagnostic.suppressed = Some(reason(directive));
                }
            }
            if !used && let Some(message) = why_unused(directive, selection, catalog) {
                unused.push(UnusedSuppression { span: directive.span, message });
            }
        }
    }
    unused
}

/// What a directive is about.
enum Reach {
    File,
    Range(Span),
    Line(u32),
}

impl Reach {
    fn covers(&self, diagnostic: &Diagnostic, lines: &LineIndex) -> bool {
        let line = match *self {
            Reach::File => return true,
            Reach::Range(range) => return range.start <= diagnostic.span.start && diagnostic.span.start < range.end,
            Reach::Line(line) => line,
        };
        let exit = diagnostic.steps.last().map(|step| step.span);
        let exit = exit.filter(|exit| exit.file == diagnostic.span.file);
        lines.line(diagnostic.span.start) == line || exit.is_some_and(|exit| lines.line(exit.start) == line)
    }
}

fn reach(directive: &Directive, text: &str, lines: &LineIndex) -> Reach {
    match directive.kind {
        DirectiveKind::FileIgnore => Reach::File,
        DirectiveKind::Lint => Reach::Range(directive.span),
        DirectiveKind::Ignore if directive.trailing => Reach::Line(lines.line(directive.span.start)),
        DirectiveKind::Ignore => {
            let mut line = lines.line(directive.span.end) + 1;
            while line <= lines.line_count() && is_passed_over(&text[lines.line_range(text, line)]) {
                line += 1;
            }
            Reach::Line(line)
        }
    }
}

/// Blank lines and line comments between the directive and the statement it is about.
fn is_passed_over(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with("//")
}

fn names(directive: &Directive, diagnostic: &Diagnostic, catalog: &Catalog) -> bool {
    if directive.kind == DirectiveKind::Lint {
        return directive.rules.iter().any(|lint| catalog.rule(diagnostic.rule).lints.contains(lint));
    }
    let named =
        |rule: &String| rule.eq_ignore_ascii_case(&diagnostic.code) || rule.eq_ignore_ascii_case(&diagnostic.name);
    directive.rules.iter().any(named)
}

fn reason(directive: &Directive) -> String {
    let by = if directive.kind == DirectiveKind::Lint { "allowed by an attribute" } else { "ignored by a comment" };
    directive.reason.clone().unwrap_or_else(|| by.to_owned())
}

/// `None` when the comment may well be of use, only not in this run.
fn why_unused(directive: &Directive, selection: &Selection, catalog: &Catalog) -> Option<String> {
    if directive.kind == DirectiveKind::Lint {
        return None;
    }
    if directive.rules.is_empty() {
        return Some("ignore-comment names no rule and has no effect".to_owned());
    }
    for rule in &directive.rules {
        match catalog.rule_named(rule) {
            None => return Some(format!("ignore-comment names the unknown rule `{rule}`")),
            Some(id) if !selection.is_on(id) => return None,
            Some(_) => {}
        }
    }
    Some(format!("ignore-comment for {} accepts nothing", directive.rules.join(", ")))
}
