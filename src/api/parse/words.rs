//! The words and marks a signature is made of, and where it goes wrong.

use super::{ParseError, Parser};

impl<'a> Parser<'a> {
    /// A word with its qualifier or import path: `Rows`, `sql.Rows`, `gopkg.in/check.v1.C`.
    pub(super) fn path_word(&mut self) -> Result<&'a str, ParseError> {
        let start = self.skip();
        let bytes = self.text.as_bytes();
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            let joins = matches!(byte, b'.' | b'/' | b'-' | b'~') && end > start;
            if is_part(byte) || (joins && bytes.get(end + 1).is_some_and(is_part)) {
                end += 1;
            } else {
                break;
            }
        }
        if end == start || bytes.get(start).is_some_and(u8::is_ascii_digit) {
            return Err(self.error(start, "expected a name"));
        }
        self.at = end;
        Ok(&self.text[start..end])
    }

    /// A plain word.
    pub(super) fn word(&mut self) -> Result<&'a str, ParseError> {
        let start = self.skip();
        let word = self.path_word()?;
        if is_word(word) { Ok(word) } else { Err(self.error(start, "expected a name without qualifier")) }
    }

    /// Steps over white space.
    pub(super) fn skip(&mut self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at
    }

    pub(super) fn peek(&mut self) -> Option<u8> {
        let at = self.skip();
        self.text.as_bytes().get(at).copied()
    }

    pub(super) fn eat(&mut self, token: &str) -> bool {
        let at = self.skip();
        let found = self.text[at..].starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub(super) fn keyword(&mut self, word: &str) -> bool {
        let at = self.skip();
        let rest = &self.text[at..];
        let ends = rest.as_bytes().get(word.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_');
        let found = rest.starts_with(word) && ends;
        if found {
            self.at += word.len();
        }
        found
    }

    pub(super) fn expect(&mut self, token: &str) -> Result<(), ParseError> {
        if self.eat(token) { Ok(()) } else { Err(self.error_here(&format!("expected `{token}`"))) }
    }

    pub(super) fn end(&mut self) -> Result<(), ParseError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.error_here("unexpected text after the end")) }
    }

    pub(super) fn error_here(&self, message: &str) -> ParseError {
        self.error(self.at, message)
    }

    pub(super) fn error(&self, at: usize, message: &str) -> ParseError {
        ParseError { at, message: message.to_owned() }
    }
}

/// Whether a text is a plain word: a name without qualifier.
pub(super) fn is_word(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80)
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80)
}
