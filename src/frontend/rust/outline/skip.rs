//! Over what is of no interest: to the end of an item, of brackets, of a line that cannot be read.

use super::Outliner;
use crate::frontend::rust::lex::{TokenKind, closing};

impl Outliner<'_> {
    /// To the next `{` outside other brackets; false at a semicolon, which is taken, and where there is neither.
    pub(super) fn until_brace(&mut self) -> bool {
        loop {
            match self.token.kind {
                TokenKind::Open(b'{') => return true,
                TokenKind::Open(_) => {
                    if !self.balanced() {
                        return false;
                    }
                }
                TokenKind::Other(b';') => {
                    self.take();
                    return false;
                }
                TokenKind::Close(_) | TokenKind::Eof => return false,
                _ => {
                    self.take();
                }
            }
        }
    }

    /// Behind the next semicolon outside brackets.
    pub(super) fn until_semicolon(&mut self) -> bool {
        loop {
            match self.token.kind {
                TokenKind::Open(_) => {
                    if !self.balanced() {
                        return false;
                    }
                }
                TokenKind::Other(b';') => {
                    self.take();
                    return true;
                }
                TokenKind::Close(_) | TokenKind::Eof => return false,
                _ => {
                    self.take();
                }
            }
        }
    }

    /// Behind an item of no interest: a semicolon, or a brace that ends it.
    pub(super) fn skip_item(&mut self) -> bool {
        let mut value = false;
        loop {
            match self.token.kind {
                TokenKind::Open(open) => {
                    if !self.balanced() {
                        return false;
                    }
                    let goes_on = value || open != b'{' || self.token.kind == TokenKind::Other(b';');
                    if !goes_on {
                        return true;
                    }
                }
                TokenKind::Other(b';') => {
                    self.take();
                    return true;
                }
                TokenKind::Other(b'=') => {
                    value = true;
                    self.take();
                }
                TokenKind::Eof => return true,
                TokenKind::Close(_) => {
                    let ends = self.last.kind != TokenKind::Eof;
                    if self.token.kind != TokenKind::Close(b'}') {
                        self.take();
                    }
                    return ends && self.token.kind == TokenKind::Close(b'}');
                }
                _ => {
                    self.take();
                }
            }
        }
    }

    /// Over a bracket and everything up to its match.
    pub(super) fn balanced(&mut self) -> bool {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.token.kind {
                TokenKind::Open(bracket) => open.push(closing(bracket)),
                TokenKind::Close(bracket) if open.pop() != Some(bracket) => return false,
                TokenKind::Eof => return false,
                _ => {}
            }
            self.take();
            if open.is_empty() {
                return true;
            }
        }
    }

    /// Goes on at a line behind `start` that begins with a keyword of an item, whatever is open.
    pub(super) fn resynchronise(&mut self, start: u32) {
        self.lexer.seek(start);
        self.take();
        self.take();
        loop {
            let at_line_start =
                self.token.start == 0 || self.file.text.as_bytes().get(self.token.start as usize - 1) == Some(&b'\n');
            let begins = matches!(
                self.word(),
                "pub" | "fn" | "impl" | "struct" | "enum" | "trait" | "mod" | "use" | "async" | "unsafe" | "static"
            );
            if self.token.kind == TokenKind::Eof
                || (self.token.start > start && at_line_start && (begins || self.token.kind == TokenKind::Other(b'#')))
            {
                return;
            }
            self.take();
        }
    }
}
