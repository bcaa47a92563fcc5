//! What stands inside of other items: imports in the bodies of functions, and items in macros that choose by platform
//! or feature.

use super::{Outliner, Owner};
use crate::frontend::rust::lex::{TokenKind, closing};
use crate::frontend::rust::uses::read_use;
use crate::ir::Outline;

impl Outliner<'_> {
    /// Over the body of a function. What it imports is noted.
    pub(super) fn body(&mut self) -> bool {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.token.kind {
                TokenKind::Open(bracket) => open.push(closing(bracket)),
                TokenKind::Close(bracket) if open.pop() != Some(bracket) => return false,
                TokenKind::Eof => return false,
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
            self.take();
            if open.is_empty() {
                return true;
            }
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
