//! What stands inside of other items: imports in the bodies of functions, and items in macros that choose by platform
//! or feature.

use super::{Outliner, Owner};
use crate::base::{Directive, DirectiveKind, Span};
use crate::frontend::rust::heads::allowed;
use crate::frontend::rust::lex::{TokenKind, closing};
use crate::frontend::rust::uses::read_use;
use crate::ir::Outline;

impl Outliner<'_> {
    /// Over the body of a function. What it imports is noted.
    pub(super) fn body(&mut self) -> bool {
        let mut open: Vec<u8> = Vec::new();
        // What attributes of statements allow, and how deep these stand.
        let mut allowing: Vec<(usize, Directive)> = Vec::new();
        loop {
            match self.token.kind {
                TokenKind::Open(bracket) => open.push(closing(bracket)),
                TokenKind::Close(bracket) if open.pop() != Some(bracket) => return false,
                TokenKind::Eof => return false,
                TokenKind::Other(b'#') => {
                    allowing.extend(self.attribute().map(|found| (open.len(), found)));
                    continue;
                }
                TokenKind::Word if self.begins_import() => {
                    self.take();
                    let start = self.token.start;
                    if !self.until_semicolon() {
                        return false;
                    }
                    let text = self.file.text.get(start as usize..self.last.start as usize).unwrap_or("");
                    read_use(text, &mut self.inner);
                    continue;
                }
                _ => {}
            }
            let ends = matches!(self.take().kind, TokenKind::Other(b';') | TokenKind::Close(_));
            if ends && !allowing.is_empty() {
                let over = |(depth, _): &(usize, Directive)| {
                    open.len() < *depth || open.len() == *depth && self.last.kind == TokenKind::Other(b';')
                };
                let done: Vec<Directive> =
                    allowing.extract_if(.., |entry| over(entry)).map(|(_, found)| found).collect();
                self.allow(done, self.last.end);
            }
            if open.is_empty() {
                return true;
            }
        }
    }

    /// An attribute inside a body, if it allows something.
    fn attribute(&mut self) -> Option<Directive> {
        self.take();
        self.eat(TokenKind::Other(b'!'));
        let start = self.token.start;
        if self.token.kind != TokenKind::Open(b'[') || !self.balanced() {
            return None;
        }
        self.allowance(self.file.text.get(start as usize..self.last.end as usize)?, start)
    }

    /// What an attribute that begins at `start` allows; up to where is not known yet.
    pub(super) fn allowance(&self, text: &str, start: u32) -> Option<Directive> {
        let (rules, reason) = allowed(text)?;
        let span = Span::new(self.file.id, start, start);
        Some(Directive { kind: DirectiveKind::Lint, span, rules, reason, trailing: false })
    }

    /// What these allow ends here.
    pub(super) fn allow(&mut self, allowing: Vec<Directive>, end: u32) {
        for mut directive in allowing {
            directive.span.end = end;
            self.allowances.push(directive);
        }
    }

    fn begins_import(&self) -> bool {
        let at_start =
            matches!(self.last.kind, TokenKind::Open(b'{') | TokenKind::Close(b'}') | TokenKind::Other(b';'));
        at_start && self.word() == "use"
    }

    /// `cfg_net! { items }` and `cfg_if! { if #[cfg(..)] { items } else { items } }`: all of them are read.
    pub(super) fn conditional(&mut self, outline: &mut Outline, owner: Option<Owner>, depth: u32) -> bool {
        let branches = self.word() == "cfg_if";
        self.take();
        if self.token.kind != TokenKind::Other(b'!') || depth >= super::MAX_DEPTH {
            return self.skip_item();
        }
        self.take();
        if !self.eat(TokenKind::Open(b'{')) {
            return self.skip_item();
        }
        if !branches {
            self.items(outline, owner, depth + 1);
            return self.eat(TokenKind::Close(b'}'));
        }
        loop {
            match self.token.kind {
                TokenKind::Close(b'}') => return self.eat(TokenKind::Close(b'}')),
                TokenKind::Open(b'{') => {
                    self.take();
                    self.items(outline, owner, depth + 1);
                    if !self.eat(TokenKind::Close(b'}')) {
                        return false;
                    }
                }
                TokenKind::Open(_) => {
                    if !self.balanced() {
                        return false;
                    }
                }
                TokenKind::Close(_) | TokenKind::Eof => return false,
                _ => {
                    self.take();
                }
            }
        }
    }
}
