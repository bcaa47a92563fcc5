//! Tokens of Rust, as far as an outline needs them: words, brackets, and everything between that could hide one.
//!
//! Comments nest, raw strings count their hashes, and `'a` is a lifetime where `'a'` is a character. Numbers and
//! operators come out byte by byte as punctuation; only `::`, `=>` and `->` are told apart.

/// A token with its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// The kinds of [`Token`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// A name or keyword; raw identifiers without their prefix are not told apart.
    Word,
    /// A text, character, number or lifetime.
    Literal,
    /// `::`
    Path,
    /// `(`, `[` or `{`.
    Open(u8),
    /// `)`, `]` or `}`.
    Close(u8),
    /// Any other byte, `->` and `=>`.
    Other(u8),
    /// The end of the text.
    Eof,
}

/// Splits a text.
pub struct Lexer<'t> {
    text: &'t [u8],
    at: usize,
    /// Line comments met, for directives.
    pub remarks: Vec<(u32, u32)>,
    /// A text or comment has no end.
    pub unclosed: Option<u32>,
}

impl<'t> Lexer<'t> {
    /// A lexer at the start of a text.
    pub fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text: text.as_bytes(), at: 0, remarks: Vec::new(), unclosed: None }
    }

    /// Goes on from `at`.
    pub fn seek(&mut self, at: u32) {
        self.at = at as usize;
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The kind of the next token, which stays the next one.
    pub fn peek_token(&mut self) -> TokenKind {
        let (at, remarks) = (self.at, self.remarks.len());
        let kind = self.next_token().kind;
        self.at = at;
        self.remarks.truncate(remarks);
        kind
    }

    /// The next token.
    pub fn next_token(&mut self) -> Token {
        self.skip_space();
        let start = self.at;
        let Some(&byte) = self.text.get(self.at) else {
            return Token { kind: TokenKind::Eof, start: start as u32, end: start as u32 };
        };
        let kind = match byte {
            b'"' => self.string(),
            b'\'' => self.quote(),
            b'0'..=b'9' => self.number(),
            b'(' | b'[' | b'{' => self.one(TokenKind::Open(byte)),
            b')' | b']' | b'}' => self.one(TokenKind::Close(byte)),
            b':' if self.peek(1) == b':' => self.two(TokenKind::Path),
            b'-' | b'=' if self.peek(1) == b'>' => self.two(TokenKind::Other(byte)),
            _ if is_word(byte) => self.word(),
            _ => self.one(TokenKind::Other(byte)),
        };
        Token { kind, start: start as u32, end: self.at as u32 }
    }

    fn one(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn two(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 2;
        kind
    }

    fn skip_space(&mut self) {
        loop {
            match (self.peek(0), self.peek(1)) {
                (b' ' | b'\t' | b'\r' | b'\n', _) => self.at += 1,
                (b'/', b'/') => {
                    let rest = &self.text[self.at..];
                    let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                    self.remarks.push((self.at as u32, (self.at + length) as u32));
                    self.at += length;
                }
                (b'/', b'*') => self.block_comment(),
                _ => return,
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let mut depth = 0u32;
        loop {
            let rest = &self.text[self.at..];
            let Some(next) = memchr::memchr2(b'/', b'*', rest) else {
                self.at = self.text.len();
                self.unclosed.get_or_insert(start as u32);
                return;
            };
            self.at += next;
            match (self.peek(0), self.peek(1)) {
                (b'/', b'*') => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn string(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        loop {
            let rest = self.text.get(self.at..).unwrap_or(&[]);
            let Some(next) = memchr::memchr2(b'"', b'\\', rest) else {
                self.at = self.text.len();
                self.unclosed.get_or_insert(start as u32);
                return TokenKind::Literal;
            };
            self.at += next;
            if self.peek(0) == b'"' {
                self.at += 1;
                return TokenKind::Literal;
            }
            self.at = (self.at + 2).min(self.text.len());
        }
    }

    /// `r"..."` and `r#"..."#`; the prefix has been read, `at` is on the first hash or quote.
    fn raw_string(&mut self) -> TokenKind {
        let start = self.at;
        let hashes = self.text[self.at..].iter().take_while(|byte| **byte == b'#').count();
        self.at += hashes + 1;
        let mut closing = vec![b'"'];
        closing.resize(hashes + 1, b'#');
        match memchr::memmem::find(self.text.get(self.at..).unwrap_or(&[]), &closing) {
            Some(found) => self.at += found + closing.len(),
            None => {
                self.at = self.text.len();
                self.unclosed.get_or_insert(start as u32);
            }
        }
        TokenKind::Literal
    }

    /// A character, or a lifetime.
    fn quote(&mut self) -> TokenKind {
        self.at += 1;
        if self.peek(0) == b'\\' {
            self.at += 2;
            while !matches!(self.peek(0), b'\'' | b'\n' | 0) {
                self.at += 1;
            }
            self.at += usize::from(self.peek(0) == b'\'');
            return TokenKind::Literal;
        }
        // One character, of any length in bytes, and a quote; else a lifetime.
        let width = match self.peek(0) {
            0..=0x7f => 1,
            0x80..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        if self.peek(width) == b'\'' {
            self.at += width + 1;
            return TokenKind::Literal;
        }
        while is_word(self.peek(0)) {
            self.at += 1;
        }
        TokenKind::Literal
    }

    fn number(&mut self) -> TokenKind {
        while is_word(self.peek(0)) || (self.peek(0) == b'.' && self.peek(1).is_ascii_digit()) {
            self.at += 1;
        }
        TokenKind::Literal
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        while is_word(self.peek(0)) {
            self.at += 1;
        }
        let word = &self.text[start..self.at];
        match (word, self.peek(0)) {
            (b"r" | b"br" | b"cr", b'"') => self.raw_string(),
            (b"r" | b"br" | b"cr", b'#') if self.is_raw_string() => self.raw_string(),
            (b"b" | b"c", b'"') => self.string(),
            (b"b", b'\'') => self.quote(),
            (b"r", b'#') => {
                self.at += 1;
                while is_word(self.peek(0)) {
                    self.at += 1;
                }
                TokenKind::Word
            }
            _ => TokenKind::Word,
        }
    }

    /// Whether hashes that end in a quote stand here.
    fn is_raw_string(&self) -> bool {
        self.text[self.at..].iter().find(|byte| **byte != b'#') == Some(&b'"')
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The closing bracket of an opening one.
pub fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut lexer = Lexer::new(text);
        let mut found = Vec::new();
        loop {
            let token = lexer.next_token();
            match token.kind {
                TokenKind::Eof => return found,
                TokenKind::Word => found.push(text[token.start as usize..token.end as usize].to_owned()),
                _ => {}
            }
        }
    }

    #[test]
    fn what_hides_words_is_one_token() {
        assert_eq!(words("a /* b /* c */ d */ e // f\ng"), ["a", "e", "g"]);
        assert_eq!(words(r##"a r#"b " c"# d br"e" "f \" g" h"##), ["a", "d", "h"]);
        assert_eq!(words("fn f<'a>(x: &'a str, c: 'b', d: '\\'', e: 'é') {}"), ["fn", "f", "x", "str", "c", "d", "e"]);
        assert_eq!(words("b'{' 0x1f 1.5e3 r#type"), ["r#type"]);
    }

    #[test]
    fn what_does_not_end_is_told() {
        for text in ["a /* b", "\"abc", "r#\"abc\""] {
            let mut lexer = Lexer::new(text);
            while lexer.next_token().kind != TokenKind::Eof {}
            assert!(lexer.unclosed.is_some(), "{text}");
        }
    }
}
