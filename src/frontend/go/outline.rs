//! Tokens to an outline: one pass over the file, no tree.
//!
//! Only names that declare something are interned; what a declaration mentions is left to the [`Scanner`].
//!
//! Brackets that do not match cost the declaration they are in. Which one that is shows only at the end of
//! the file, for Go allows declarations inside functions; so the first pass trusts the brackets, and from the
//! first declaration that they contradict, a keyword at the start of a line begins a declaration whatever is
//! open. Code that `gofmt` has seen then loses nothing else.

use super::lex::{Token, TokenKind};
use super::scan::{Broken, Read, Scanner, begins_declaration};
use crate::base::{Language, Name, Problem, ProblemKind, SourceFile, Span};
use crate::frontend::comment;
use crate::ir::{Decl, DeclKind, Import, Outline};

/// Reads a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    read(file, false)
}

/// Reads only what a file declares: what its functions mention is left to [`mentions`].
pub fn skim(file: &SourceFile) -> Outline {
    read(file, true)
}

/// What a function mentions that was skimmed.
pub fn mentions(file: &SourceFile, decl: &Decl) -> Box<[u32]> {
    let mut outliner = Outliner::new(file);
    outliner.scanner.go_to(decl.start);
    // What cannot be read mentions nothing.
    let read = outliner.function();
    read.ok().and_then(|()| outliner.outline.decls.pop()).map_or_else(Box::default, |decl| decl.mentions)
}

fn read(file: &SourceFile, skims: bool) -> Outline {
    let mut outliner = Outliner { skims, ..Outliner::new(file) };
    if u32::try_from(file.text.len()).is_err() {
        outliner.problem(ProblemKind::Skipped, None, "the file is larger than 4 GiB".to_owned());
        return outliner.outline;
    }
    outliner.file();
    if outliner.scanner.lexer.unclosed.is_some() && !outliner.scanner.lexer.suspicious {
        // A raw string without its end turns all later ones inside out.
        outliner = Outliner::new(file);
        outliner.scanner.lexer.suspicious = true;
        outliner.file();
    }
    outliner.outline
}

/// Whether a text has neither raw strings nor comments of several lines: only in these can a bracket at the start of a
/// line stand for something else than an end.
fn is_plain(text: &[u8]) -> bool {
    memchr::memchr(b'`', text).is_none() && memchr::memmem::find(text, b"/*").is_none()
}

struct Outliner<'a> {
    file: &'a SourceFile,
    text: &'a str,
    scanner: Scanner<'a>,
    outline: Outline,
    /// Whether bodies of functions are skipped where that is safe.
    skims: bool,
}

impl<'a> Outliner<'a> {
    fn new(file: &'a SourceFile) -> Self {
        let text = if u32::try_from(file.text.len()).is_ok() { file.text.as_str() } else { "" };
        let outline = Outline {
            language: Language::Go,
            package: Name::new(""),
            imports: Vec::new(),
            decls: Vec::new(),
            directives: Vec::new(),
            problems: Vec::new(),
            generated: false,
            modules: Vec::new(),
            is_test: false,
            only_on: None,
        };
        Outliner { file, text, scanner: Scanner::new(text), outline, skims: false }
    }

    fn file(&mut self) {
        self.package_clause();
        self.declarations();
        self.unclosed();
        self.remarks();
        self.outline.decls.shrink_to_fit();
    }

    fn kind(&self) -> TokenKind {
        self.scanner.token.kind
    }

    /// Takes a token that is a name.
    fn name(&mut self) -> Name {
        let token = self.scanner.take();
        Name::new(self.scanner.text_of(token))
    }

    fn problem(&mut self, kind: ProblemKind, span: Option<(u32, u32)>, message: String) {
        let span = span.map(|(start, end)| Span::new(self.file.id, start, end));
        self.outline.problems.push(Problem { kind, path: self.file.path.clone(), span, message });
    }

    fn package_clause(&mut self) {
        self.skip_separators();
        if self.kind() != TokenKind::Package {
            let Token { kind, start, end } = self.scanner.token;
            self.problem(ProblemKind::Syntax, Some((start, end)), "no package clause".to_owned());
            if !begins_declaration(kind) {
                self.resynchronise(start);
            }
            return;
        }
        let clause = self.scanner.take();
        self.outline.generated = self.says_generated(clause.start);
        if self.kind() == TokenKind::Ident {
            self.outline.package = self.name();
        } else {
            let span = Some((clause.start, clause.end));
            self.problem(ProblemKind::Syntax, span, "the package has no name".to_owned());
        }
    }

    fn says_generated(&self, before: u32) -> bool {
        self.scanner.lexer.remarks.iter().take_while(|(start, _)| *start < before).any(|&(start, end)| {
            let line = self.text.get(start as usize..end as usize).unwrap_or("").trim_end_matches('\r');
            line.starts_with("// Code generated ")
                && line.ends_with(" DO NOT EDIT.")
                && self.scanner.at_line_start(start)
        })
    }

    fn skip_separators(&mut self) {
        while matches!(self.kind(), TokenKind::Newline | TokenKind::Semicolon) {
            self.scanner.take();
        }
    }

    fn declarations(&mut self) {
        loop {
            self.skip_separators();
            let keyword = self.scanner.token;
            if keyword.kind == TokenKind::Eof {
                return;
            }
            let before = (self.outline.decls.len(), self.outline.imports.len());
            let Err(mut broken) = self.declaration() else { continue };
            if !self.scanner.lexer.suspicious {
                // Read this one again, now knowing that brackets cannot be trusted.
                self.scanner.lexer.suspicious = true;
                self.outline.decls.truncate(before.0);
                self.outline.imports.truncate(before.1);
                self.scanner.go_to(keyword.start);
                match self.declaration() {
                    Ok(()) => continue,
                    Err(again) => broken = again,
                }
            }
            self.report(keyword, &broken);
            self.scanner.go_to(broken.at);
            self.resynchronise(keyword.start);
        }
    }

    fn report(&mut self, keyword: Token, broken: &Broken) {
        let message = match keyword.kind {
            TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const | TokenKind::Import => {
                format!("`{}` declaration is skipped: {}", self.scanner.text_of(keyword), broken.what)
            }
            // Anything else begins no declaration.
            _ => format!("text is skipped: {}", broken.what),
        };
        let span = Some((keyword.start, broken.at.max(keyword.end)));
        self.problem(ProblemKind::Syntax, span, message);
    }

    /// Skips to a declaration keyword at the start of a line, behind `start`.
    fn resynchronise(&mut self, start: u32) {
        while self.kind() != TokenKind::Eof && !(self.scanner.token.start > start && self.scanner.at_declaration()) {
            self.scanner.token = self.scanner.lexer.next_token();
        }
    }

    fn declaration(&mut self) -> Read<()> {
        match self.kind() {
            TokenKind::Func => self.function(),
            TokenKind::Import => self.grouped(Self::import),
            TokenKind::Type => self.grouped(|this| this.specification(DeclKind::Type)),
            TokenKind::Var => self.grouped(|this| this.specification(DeclKind::Var)),
            TokenKind::Const if self.skip_group() => Ok(()),
            TokenKind::Const => self.grouped(|this| this.specification(DeclKind::Const)),
            // No other token begins a declaration.
            _ => self.scanner.broken("a declaration is expected"),
        }
    }

    /// Skips a group of constants, if that is safe: nobody asks for those of a package that is only imported, and some
    /// declare tens of thousands.
    fn skip_group(&mut self) -> bool {
        let keyword = self.scanner.token;
        let rest = self.text.as_bytes().get(keyword.end as usize..).unwrap_or(&[]);
        let opens = rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'(');
        if !opens || !self.skims || self.scanner.lexer.suspicious {
            return false;
        }
        let Some(end) = memchr::memmem::find(rest, b"\n)") else { return false };
        if !is_plain(&rest[..end]) {
            return false;
        }
        self.scanner.go_to(keyword.end + end as u32 + 1);
        self.scanner.take();
        true
    }

    /// A keyword with one specification, or with several in parentheses.
    fn grouped(&mut self, specification: impl Fn(&mut Self) -> Read<()>) -> Read<()> {
        self.scanner.take();
        if self.kind() != TokenKind::LeftParen {
            return specification(self);
        }
        self.scanner.take();
        loop {
            self.skip_separators();
            match self.kind() {
                TokenKind::RightParen => {
                    self.scanner.take();
                    return Ok(());
                }
                TokenKind::Eof => return self.scanner.broken("`(` is not closed"),
                // The specification refuses what it cannot begin with.
                _ => specification(self)?,
            }
        }
    }

    fn import(&mut self) -> Read<()> {
        let alias = match self.kind() {
            TokenKind::Ident | TokenKind::Dot => Some(self.name()),
            // Without an alias the path comes first.
            _ => None,
        };
        if self.kind() != TokenKind::String {
            return self.scanner.broken("an import path is expected");
        }
        let path = self.scanner.take();
        let quoted = self.scanner.text_of(path);
        let path = Name::new(quoted.get(1..quoted.len().max(2) - 1).unwrap_or(""));
        self.outline.imports.push(Import { alias, path });
        Ok(())
    }

    /// `a, b T = x, y` of a variable or constant, `T[P any] struct { .. }` of a type.
    fn specification(&mut self, kind: DeclKind) -> Read<()> {
        let first = self.outline.decls.len();
        let read = self.named_specification(kind, first);
        if read.is_err() {
            self.outline.decls.truncate(first);
        }
        read
    }

    fn named_specification(&mut self, kind: DeclKind, first: usize) -> Read<()> {
        self.scanner.begin();
        let start = self.scanner.token.start;
        loop {
            if self.kind() != TokenKind::Ident {
                return self.scanner.broken("a name is expected");
            }
            let (position, name) = ((self.outline.decls.len() - first) as u32, self.name());
            let mentions = Box::default();
            self.outline.decls.push(Decl {
                kind,
                name,
                position,
                receiver: None,
                start,
                end: 0,
                body: 0,
                mentions,
                skimmed: false,
            });
            if kind == DeclKind::Type || self.kind() != TokenKind::Comma {
                break;
            }
            self.scanner.take();
        }
        loop {
            match self.kind() {
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::Eof | TokenKind::RightParen => break,
                TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => self.scanner.balanced()?,
                // All else is checked by the step.
                _ => self.scanner.step()?,
            }
        }
        let end = self.scanner.last.end;
        for decl in &mut self.outline.decls[first..] {
            (decl.end, decl.body) = (end, end);
        }
        self.outline.decls[first].mentions = self.scanner.mentions();
        Ok(())
    }

    fn function(&mut self) -> Read<()> {
        self.scanner.begin();
        let start = self.scanner.take().start;
        let mut receiver = None;
        let mut kind = DeclKind::Func;
        if self.kind() == TokenKind::LeftParen {
            kind = DeclKind::Method;
            receiver = self.receiver()?;
        }
        if self.kind() != TokenKind::Ident {
            return self.scanner.broken("a name is expected");
        }
        let name = self.scanner.take();
        if self.kind() == TokenKind::LeftBracket {
            self.scanner.balanced()?;
            self.scanner.forget();
        }
        if self.kind() != TokenKind::LeftParen {
            return self.scanner.broken("parameters are expected");
        }
        self.scanner.balanced()?;
        let body = self.results_and_body()?;
        let end = self.scanner.last.end;
        let (name, mentions) = (Name::new(self.scanner.text_of(name)), self.scanner.mentions());
        let body = body.unwrap_or(end);
        self.outline.decls.push(Decl {
            kind,
            name,
            position: 0,
            receiver,
            start,
            end,
            body,
            mentions,
            skimmed: self.skims,
        });
        Ok(())
    }

    /// Reads on to the end of the function and tells where its body begins.
    fn results_and_body(&mut self) -> Read<Option<u32>> {
        loop {
            match self.kind() {
                TokenKind::LeftBrace if !matches!(self.scanner.last.kind, TokenKind::Struct | TokenKind::Interface) => {
                    let body = self.scanner.token.start;
                    self.scanner.forget();
                    match self.end_in_sight(body) {
                        Some(end) => {
                            self.scanner.go_to(end);
                            self.scanner.take();
                        }
                        None => self.scanner.balanced()?,
                    }
                    return Ok(Some(body));
                }
                TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => self.scanner.balanced()?,
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::Eof => return Ok(None),
                TokenKind::Comma => return self.scanner.broken("results need parentheses"),
                // All else is checked by the step.
                _ => self.scanner.step()?,
            }
        }
    }

    /// The bracket that ends a body which may be skipped: code that `gofmt` has seen has it at the start of a line, and
    /// nothing else but what stands in raw strings and comments.
    fn end_in_sight(&self, body: u32) -> Option<u32> {
        let rest =
            self.text.as_bytes().get(body as usize..).filter(|_| self.skims && !self.scanner.lexer.suspicious)?;
        let line = memchr::memchr(b'\n', rest)?;
        if memchr::memchr(b'}', &rest[..line]).is_some() {
            return None;
        }
        let end = line + memchr::memmem::find(&rest[line..], b"\n}")? + 1;
        is_plain(&rest[..end]).then_some(body + end as u32)
    }

    /// `(r *T[K])`: the last name outside square brackets. Go's own parser lets `()` pass.
    fn receiver(&mut self) -> Read<Option<Name>> {
        let mut depth = 0u32;
        let mut name = None;
        loop {
            match self.kind() {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth -= 1,
                TokenKind::LeftBracket => {
                    self.scanner.balanced()?;
                    continue;
                }
                TokenKind::Ident => name = Some(self.scanner.token),
                TokenKind::Star | TokenKind::Comma | TokenKind::Dot => {}
                // Nothing else can stand in a receiver.
                _ => return self.scanner.broken("the receiver is not a name of a type"),
            }
            self.scanner.take();
            if depth == 0 {
                return Ok(name.map(|name| Name::new(self.scanner.text_of(name))));
            }
        }
    }

    /// A raw string or comment that lacks its end may have cost nothing, or only the literal itself.
    fn unclosed(&mut self) {
        if let Some(start) = self.scanner.lexer.unclosed
            && self.outline.problems.is_empty()
        {
            let span = Some((start, start + 1));
            self.problem(ProblemKind::Syntax, span, "a raw string or comment is not closed".to_owned());
        }
    }

    /// Directives among the comments.
    fn remarks(&mut self) {
        for (start, end) in std::mem::take(&mut self.scanner.lexer.remarks) {
            self.outline.directives.extend(comment::directive(self.file.id, self.text, start, end));
        }
    }
}

#[cfg(test)]
mod tests;
