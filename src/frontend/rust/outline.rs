//! Tokens to an outline: one pass over the file, no tree.
//!
//! Items are told by their keywords, and end at the brace that matches or at a semicolon. A module written inside the
//! file becomes an outline of its own under [`Outline::modules`]: it has its own names and imports. Methods are items
//! too; the header of their `impl` gives them their receiver. Methods with a body that a trait provides get a receiver
//! no type has, so that nobody takes them for what a type implements. What the body of a function imports is taken for
//! an import of the module, unless that calls something else so.
//!
//! An item whose brackets do not match costs itself: reading goes on at the next line that begins with a keyword of an
//! item.

use super::heads::{is_condition, is_for_tests, says_generated, self_type, system, system_of_import};
use super::lex::{Lexer, Token, TokenKind};
use super::uses::{add_inner, read_use};
use crate::base::name::hash_text;
use crate::base::{Directive, Language, Name, Problem, ProblemKind, SourceFile, Span};
use crate::frontend::comment;
use crate::ir::{Decl, DeclKind, Import, Outline};

/// Reads a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    let mut outliner = Outliner::new(file);
    let mut outline = empty(Name::new(""), false);
    if u32::try_from(file.text.len()).is_err() {
        outliner.problem(ProblemKind::Skipped, None, "the file is larger than 4 GiB".to_owned());
    } else {
        outliner.items(&mut outline, None, 0);
        add_inner(std::mem::take(&mut outliner.inner), &mut outline.imports);
        outliner.unclosed();
        outline.generated = says_generated(file.text.get(..2048).unwrap_or(&file.text));
        outline.directives = outliner.directives();
    }
    outline.problems = outliner.problems;
    outline
}

fn empty(package: Name, is_test: bool) -> Outline {
    Outline {
        language: Language::Rust,
        package,
        imports: Vec::new(),
        decls: Vec::new(),
        directives: Vec::new(),
        problems: Vec::new(),
        generated: false,
        modules: Vec::new(),
        is_test,
        only_on: None,
    }
}

/// Modules deeper than this are not looked into.
const MAX_DEPTH: u32 = 32;

/// What the items stand in.
#[derive(Clone, Copy)]
enum Owner {
    Type(Name),
    Trait,
}

struct Outliner<'a> {
    file: &'a SourceFile,
    lexer: Lexer<'a>,
    token: Token,
    /// The token before.
    last: Token,
    mentions: Vec<u32>,
    /// What bodies of functions of the module import.
    inner: Vec<Import>,
    /// Attributes that allow lints, with what they are about.
    allowances: Vec<Directive>,
    problems: Vec<Problem>,
}

/// What was read before the keyword of an item.
#[derive(Default)]
struct Before {
    start: u32,
    for_tests: bool,
    /// It is compiled under a condition.
    conditional: bool,
    /// The operating system it is for.
    only_on: Option<Name>,
    /// Attributes that allow lints of tools; what they are about ends with the item.
    allowing: Vec<Directive>,
    /// The same of the module around it.
    allowing_inside: Vec<Directive>,
}

impl<'a> Outliner<'a> {
    fn new(file: &'a SourceFile) -> Self {
        let text = if u32::try_from(file.text.len()).is_ok() { file.text.as_str() } else { "" };
        let mut lexer = Lexer::new(text);
        let token = lexer.next_token();
        let last = Token { kind: TokenKind::Eof, start: 0, end: 0 };
        Outliner {
            file,
            lexer,
            token,
            last,
            mentions: Vec::new(),
            inner: Vec::new(),
            allowances: Vec::new(),
            problems: Vec::new(),
        }
    }

    fn problem(&mut self, kind: ProblemKind, span: Option<(u32, u32)>, message: String) {
        let span = span.map(|(start, end)| Span::new(self.file.id, start, end));
        self.problems.push(Problem { kind, path: self.file.path.clone(), span, message });
    }

    fn text(&self, token: Token) -> &'a str {
        self.file.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn word(&self) -> &'a str {
        if self.token.kind == TokenKind::Word { self.text(self.token) } else { "" }
    }

    fn take(&mut self) -> Token {
        let taken = self.token;
        self.token = self.lexer.next_token();
        self.note_mention(taken);
        self.last = taken;
        taken
    }

    /// A word that is called, that has type arguments, or that follows `.` or `::`, is a mention.
    fn note_mention(&mut self, taken: Token) {
        if taken.kind != TokenKind::Word {
            return;
        }
        let selected = matches!(self.last.kind, TokenKind::Path | TokenKind::Other(b'.'));
        let used =
            matches!(self.token.kind, TokenKind::Open(b'(' | b'{') | TokenKind::Other(b'!' | b'<') | TokenKind::Path);
        if selected || used {
            self.mentions.push(hash_text(self.text(taken)));
        }
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let there = self.token.kind == kind;
        if there {
            self.take();
        }
        there
    }

    /// Items up to the closing brace or the end of the file.
    fn items(&mut self, outline: &mut Outline, owner: Option<Owner>, depth: u32) {
        let mut inside = Vec::new();
        loop {
            let mut before = self.before_item(outline);
            inside.append(&mut before.allowing_inside);
            match self.token.kind {
                TokenKind::Eof => break,
                TokenKind::Close(b'}') if depth > 0 => break,
                _ => self.item(outline, owner, &before, depth),
            }
            self.allow(before.allowing, self.last.end);
        }
        self.allow(inside, self.token.start);
    }

    /// Attributes and visibility.
    fn before_item(&mut self, outline: &mut Outline) -> Before {
        let mut before = Before {
            start: self.token.start,
            for_tests: outline.is_test,
            only_on: outline.only_on,
            ..Before::default()
        };
        loop {
            match self.token.kind {
                TokenKind::Other(b'#') => {
                    self.take();
                    let inner = self.eat(TokenKind::Other(b'!'));
                    let start = self.token.start;
                    self.balanced();
                    let text = self.file.text.get(start as usize..self.last.end as usize).unwrap_or("");
                    let for_tests = is_for_tests(text);
                    before.for_tests |= for_tests;
                    before.conditional |= !inner && is_condition(text);
                    before.only_on = before.only_on.or(system(text));
                    let allowing = if inner { &mut before.allowing_inside } else { &mut before.allowing };
                    allowing.extend(self.allowance(text, start));
                    outline.is_test |= inner && for_tests;
                    if inner {
                        outline.only_on = before.only_on;
                    }
                    before.start = self.token.start;
                }
                TokenKind::Word if self.word() == "pub" => {
                    self.take();
                    if self.token.kind == TokenKind::Open(b'(') {
                        self.balanced();
                    }
                }
                TokenKind::Other(b';' | b',') => {
                    self.take();
                    before.start = self.token.start;
                }
                _ => return before,
            }
        }
    }

    fn item(&mut self, outline: &mut Outline, owner: Option<Owner>, before: &Before, depth: u32) {
        self.mentions.clear();
        let keyword = self.token;
        let done = match self.word() {
            "use" => self.use_item(outline, before),
            "mod" => self.module(outline, before, depth),
            "impl" => self.implementation(outline, depth),
            "trait" => self.trait_item(outline, before, depth),
            "unsafe" | "async" | "const" | "extern" | "default" | "safe" | "auto" | "gen" | "fn" => {
                self.function_or_other(outline, owner, before, depth)
            }
            "struct" | "union" | "enum" | "type" => {
                let kind = if owner.is_some() { None } else { Some(DeclKind::Type) };
                self.plain(outline, before, kind)
            }
            "static" => self.plain(outline, before, Some(DeclKind::Var)),
            "macro_rules" | "macro" => self.skip_item(),
            word if word.starts_with("cfg_") => self.conditional(outline, owner, depth),
            _ => self.skip_item(),
        };
        if !done {
            let what = self.text(keyword).to_owned();
            let message = format!("`{what}` item is skipped: its brackets do not match");
            self.problem(ProblemKind::Syntax, Some((keyword.start, keyword.end)), message);
            self.resynchronise(keyword.start);
        }
    }

    fn use_item(&mut self, outline: &mut Outline, before: &Before) -> bool {
        self.take();
        let start = self.token.start;
        let ends = self.until_semicolon();
        let text = self.file.text.get(start as usize..self.last.start as usize).unwrap_or("");
        let known = outline.imports.len();
        read_use(text, &mut outline.imports);
        if !before.conditional {
            let named = outline.imports[known..].iter().find_map(|import| system_of_import(import.path.as_str()));
            outline.only_on = outline.only_on.or(named);
        }
        ends
    }

    /// `mod name;` is another file.
    fn module(&mut self, outline: &mut Outline, before: &Before, depth: u32) -> bool {
        self.take();
        let name = Name::new(self.word());
        self.take();
        if self.token.kind != TokenKind::Open(b'{') {
            return self.until_semicolon();
        }
        if depth >= MAX_DEPTH {
            return self.balanced();
        }
        self.take();
        let mut inner = empty(name, before.for_tests);
        inner.only_on = before.only_on;
        let outer = std::mem::take(&mut self.inner);
        self.items(&mut inner, None, depth + 1);
        add_inner(std::mem::replace(&mut self.inner, outer), &mut inner.imports);
        outline.modules.push(inner);
        self.eat(TokenKind::Close(b'}'))
    }

    fn implementation(&mut self, outline: &mut Outline, depth: u32) -> bool {
        let start = self.take().end;
        if !self.until_brace() {
            return self.last.kind == TokenKind::Other(b';');
        }
        let header = self.file.text.get(start as usize..self.token.start as usize).unwrap_or("");
        let owner = Owner::Type(Name::new(self_type(header)));
        self.take();
        if depth >= MAX_DEPTH {
            return false;
        }
        self.items(outline, Some(owner), depth + 1);
        self.eat(TokenKind::Close(b'}'))
    }

    fn trait_item(&mut self, outline: &mut Outline, before: &Before, depth: u32) -> bool {
        self.take();
        let name = Name::new(self.word());
        let at = outline.decls.len();
        outline.decls.push(self.decl(DeclKind::Type, name, None, before.start));
        if !self.until_brace() {
            outline.decls[at].end = self.last.end;
            outline.decls[at].body = self.last.end;
            return self.last.kind == TokenKind::Other(b';');
        }
        self.take();
        self.items(outline, Some(Owner::Trait), depth + 1);
        let closed = self.eat(TokenKind::Close(b'}'));
        outline.decls[at].end = self.last.end;
        outline.decls[at].body = self.last.end;
        closed
    }

    fn decl(&self, kind: DeclKind, name: Name, receiver: Option<Name>, start: u32) -> Decl {
        Decl {
            kind,
            name,
            position: 0,
            receiver,
            start,
            end: start,
            body: start,
            mentions: Box::default(),
            skimmed: false,
        }
    }

    /// Everything that may begin with `const`, `unsafe`, `extern`, ... and turn out to be a function.
    fn function_or_other(&mut self, outline: &mut Outline, owner: Option<Owner>, before: &Before, depth: u32) -> bool {
        loop {
            match self.word() {
                "fn" => return self.function(outline, owner, before),
                "impl" => return self.implementation(outline, depth),
                "trait" => return self.trait_item(outline, before, depth),
                "mod" => return self.module(outline, before, depth),
                "crate" => return self.until_semicolon(),
                "unsafe" | "async" | "extern" | "default" | "safe" | "auto" | "gen" => {
                    self.take();
                }
                "const" => {
                    self.take();
                    let qualifies = matches!(self.word(), "fn" | "unsafe" | "async" | "extern");
                    if !qualifies {
                        return self.constant(outline, owner, before);
                    }
                }
                _ if self.token.kind == TokenKind::Literal => {
                    self.take();
                }
                // `extern "C" { .. }`, and what only looks like a qualifier.
                _ => return self.skip_item(),
            }
        }
    }

    fn constant(&mut self, outline: &mut Outline, owner: Option<Owner>, before: &Before) -> bool {
        let name = Name::new(self.word());
        self.finish_plain(outline, before, name, owner.is_none().then_some(DeclKind::Const))
    }

    fn plain(&mut self, outline: &mut Outline, before: &Before, kind: Option<DeclKind>) -> bool {
        self.take();
        if self.word() == "mut" {
            self.take();
        }
        let name = Name::new(self.word());
        self.finish_plain(outline, before, name, kind)
    }

    fn finish_plain(&mut self, outline: &mut Outline, before: &Before, name: Name, kind: Option<DeclKind>) -> bool {
        let closed = self.skip_item();
        if let Some(kind) = kind.filter(|_| !name.is_empty()) {
            let mut decl = self.decl(kind, name, None, before.start);
            (decl.end, decl.body) = (self.last.end, self.last.end);
            outline.decls.push(decl);
        }
        closed
    }

    fn function(&mut self, outline: &mut Outline, owner: Option<Owner>, before: &Before) -> bool {
        self.take();
        let name = Name::new(self.word());
        self.mentions.clear();
        self.take();
        self.mentions.clear();
        let (kind, receiver) = match owner {
            None => (DeclKind::Func, None),
            Some(Owner::Type(name)) => (DeclKind::Method, Some(name)),
            Some(Owner::Trait) => (DeclKind::Method, Some(Name::new("dyn"))),
        };
        if !self.until_brace() {
            // A required method, or the declaration of a foreign function.
            return self.last.kind == TokenKind::Other(b';');
        }
        let body = self.token.start;
        if !self.body() {
            return false;
        }
        self.mentions.sort_unstable();
        self.mentions.dedup();
        let mut decl = self.decl(kind, name, receiver, before.start);
        (decl.end, decl.body) = (self.last.end, body);
        decl.mentions = self.mentions.as_slice().into();
        outline.decls.push(decl);
        true
    }

    fn unclosed(&mut self) {
        if let Some(at) = self.lexer.unclosed {
            let message = "a text or comment that begins here has no end".to_owned();
            self.problem(ProblemKind::Syntax, Some((at, at + 1)), message);
        }
    }

    fn directives(&mut self) -> Vec<crate::base::Directive> {
        let mut remarks = std::mem::take(&mut self.lexer.remarks);
        remarks.sort_unstable();
        remarks.dedup();
        let read = |(start, end)| comment::directive(self.file.id, &self.file.text, start, end);
        remarks.into_iter().filter_map(read).chain(std::mem::take(&mut self.allowances)).collect()
    }
}

mod inside;
mod skip;
#[cfg(test)]
mod tests;
