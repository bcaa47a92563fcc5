//! The Go lexer: token kinds with their offsets, automatic semicolons, comments that speak to closewait.
//!
//! It never fails: any text is some sequence of tokens, in time linear in its length. It knows no more than
//! an outline needs, so operators are single bytes, numbers are not validated, and every character outside
//! ASCII may be part of an identifier. A string without its end stops at the end of its line.

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
#[allow(missing_docs)] // The rest of the names say it.
pub enum TokenKind {
    /// The end of the text; returned for ever.
    Eof,
    /// A written `;`.
    Semicolon,
    /// A line end (or the end of the text) that ends a statement.
    Newline,
    Ident,
    /// A number or a rune.
    Literal,
    String,
    Package,
    Import,
    Func,
    Type,
    Var,
    Const,
    Struct,
    Interface,
    /// `if`, `for`, `switch`, `select`: what stands between it and the next `{` is no composite literal.
    Control,
    /// `break`, `continue`, `fallthrough`, `return`.
    Jump,
    /// Any other keyword.
    Keyword,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Dot,
    Star,
    /// `++` or `--`.
    Step,
    /// One byte of any other operator, and bytes that are no Go.
    Operator,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TokenKind {
    /// Whether a line end behind such a token ends the statement.
    fn ends_statement(self) -> bool {
        use TokenKind::*;
        match self {
            Ident | Literal | String | Jump | RightParen | RightBracket | RightBrace | Step => true,
            Eof | Semicolon | Newline | Package | Import | Func | Type | Var | Const | Struct | Interface | Control
            | Keyword | LeftParen | LeftBracket | LeftBrace | Comma | Dot | Star | Operator => false,
        }
    }
}

/// Reads tokens one after the other.
#[derive(Clone, Debug)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
    last: TokenKind,
    /// Byte ranges of the line comments that start like a directive or like the mark of generated code.
    pub remarks: Vec<(u32, u32)>,
    /// Whether the file is known to be broken: then a raw string over several lines that contains what looks
    /// like a function is taken for one that lacks its end.
    pub suspicious: bool,
    /// Start of the first raw string or comment that lacks its end.
    pub unclosed: Option<u32>,
    no_more_comment_ends: bool,
}

impl<'a> Lexer<'a> {
    /// Starts at the beginning; a byte order mark is skipped. The text must be shorter than 4 GiB.
    pub fn new(text: &'a str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let last = TokenKind::Newline;
        Self { text, at, last, remarks: Vec::new(), suspicious: false, unclosed: None, no_more_comment_ends: false }
    }

    /// Goes (back) to the start of a token.
    pub fn seek(&mut self, offset: u32) {
        self.at = (offset as usize).min(self.text.len());
        self.last = TokenKind::Newline;
        self.unclosed = self.unclosed.filter(|&start| start < offset);
        while self.remarks.last().is_some_and(|&(start, _)| start >= offset) {
            self.remarks.pop();
        }
    }

    /// Makes the token that was just read longer by the bytes behind it.
    pub fn join(&mut self, length: u32) {
        self.at = (self.at + length as usize).min(self.text.len());
    }

    /// The next token.
    ///
    /// Most tokens are words or single bytes; they are told apart by two table lookups. Control characters
    /// count as space.
    pub fn next_token(&mut self) -> Token {
        self.next_token_inline()
    }

    /// [`Lexer::next_token`] for the one loop that reads most of all tokens: a token that is returned in memory
    /// costs as much as finding it.
    #[inline(always)]
    pub fn next_token_inline(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        loop {
            let mut start = self.at;
            let byte = loop {
                let Some(&byte) = bytes.get(start) else {
                    self.at = start;
                    return self.end_of_text();
                };
                if byte > b' ' {
                    break byte;
                }
                start += 1;
                if byte == b'\n' && self.last.ends_statement() {
                    self.at = start;
                    self.last = TokenKind::Newline;
                    return Token { kind: TokenKind::Newline, start: start as u32 - 1, end: start as u32 };
                }
            };
            let kind = match CLASSES[byte as usize] {
                Class::Word => {
                    self.at = run_end(bytes, start + 1);
                    keyword(&bytes[start..self.at])
                }
                Class::Single => {
                    self.at = start + 1;
                    SINGLES[byte as usize]
                }
                Class::Other => {
                    self.at = start;
                    match self.other(byte) {
                        Some(kind) => kind,
                        None => continue,
                    }
                }
            };
            self.last = kind;
            return Token { kind, start: start as u32, end: self.at as u32 };
        }
    }

    /// The rarer tokens; `None` for a comment.
    fn other(&mut self, byte: u8) -> Option<TokenKind> {
        let next = self.text.as_bytes().get(self.at + 1..).unwrap_or(&[]);
        let kind = match byte {
            b'"' | b'\'' => self.quoted(byte),
            b'`' => self.raw_string(),
            b'/' => return self.slash(),
            b'.' if next.first().is_some_and(u8::is_ascii_digit) => self.number(),
            b'.' if next.starts_with(b"..") => self.advance(3, TokenKind::Operator),
            b'.' => self.advance(1, TokenKind::Dot),
            b'+' | b'-' if next.first() == Some(&byte) => self.advance(2, TokenKind::Step),
            b'+' | b'-' => self.advance(1, TokenKind::Operator),
            // What is left is digits.
            _ => self.number(),
        };
        Some(kind)
    }

    fn advance(&mut self, length: usize, kind: TokenKind) -> TokenKind {
        self.at += length;
        kind
    }

    fn end_of_text(&mut self) -> Token {
        let end = self.text.len() as u32;
        let kind = if self.last.ends_statement() { TokenKind::Newline } else { TokenKind::Eof };
        self.last = kind;
        Token { kind, start: end, end }
    }

    /// A number, with the sign of its exponent.
    fn number(&mut self) -> TokenKind {
        let bytes = self.text.as_bytes();
        let hex = matches!(bytes.get(self.at..self.at + 2), Some(b"0x" | b"0X"));
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            let is_exponent = if hex { matches!(byte, b'p' | b'P') } else { matches!(byte, b'e' | b'E') };
            let signed = is_exponent && matches!(bytes.get(self.at + 1), Some(b'+' | b'-'));
            if signed {
                self.at += 2;
            } else if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.' {
                self.at += 1;
            } else {
                break;
            }
        }
        TokenKind::Literal
    }

    /// A string or a rune, up to its quote or the end of the line.
    fn quoted(&mut self, quote: u8) -> TokenKind {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(&byte) = bytes.get(self.at) {
            if byte == b'\n' {
                break;
            }
            self.at += 1;
            if byte == quote {
                break;
            }
            if byte == b'\\' && bytes.get(self.at).is_some_and(|&escaped| escaped != b'\n') {
                self.at += 1;
            }
        }
        if quote == b'"' { TokenKind::String } else { TokenKind::Literal }
    }

    fn raw_string(&mut self) -> TokenKind {
        let inner = &self.text.as_bytes()[self.at + 1..];
        let length = match memchr::memchr(b'`', inner) {
            Some(length) if self.suspicious && memchr::memmem::find(&inner[..length], b"\nfunc ").is_some() => None,
            other => other,
        };
        self.at = match length {
            Some(length) => self.at + 1 + length + 1,
            None => {
                self.unclosed = self.unclosed.or(Some(self.at as u32));
                self.line_end()
            }
        };
        TokenKind::String
    }

    /// A comment (`None`, unless it ends a statement) or an operator.
    fn slash(&mut self) -> Option<TokenKind> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.at + 1) {
            Some(b'/') => {
                let start = self.at;
                self.at = self.line_end();
                self.remark(start);
                None
            }
            Some(b'*') => {
                let start = self.at;
                let end = if self.no_more_comment_ends {
                    None
                } else {
                    memchr::memmem::find(&bytes[start + 2..], b"*/").map(|length| start + 2 + length + 2)
                };
                if end.is_none() {
                    self.no_more_comment_ends = true;
                    self.unclosed = self.unclosed.or(Some(start as u32));
                }
                self.at = end.unwrap_or_else(|| self.line_end());
                let ends_line = self.last.ends_statement() && memchr::memchr(b'\n', &bytes[start..self.at]).is_some();
                ends_line.then_some(TokenKind::Newline)
            }
            _ => Some(self.advance(1, TokenKind::Operator)),
        }
    }

    /// Keeps a line comment that may say something to us.
    fn remark(&mut self, start: usize) {
        let bytes = &self.text.as_bytes()[start + 2..self.at];
        let skipped = bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let said = &bytes[skipped..];
        let begins = |word: &[u8]| said.starts_with(word);
        if matches!(said.first(), Some(b'c' | b'n' | b'C'))
            && (begins(b"closewait:") || begins(b"nolint:") || begins(b"Code generated "))
        {
            self.remarks.push((start as u32, self.at as u32));
        }
    }

    fn line_end(&self) -> usize {
        let rest = &self.text.as_bytes()[self.at..];
        self.at + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    }
}

#[derive(Clone, Copy)]
enum Class {
    /// Begins an identifier or keyword.
    Word,
    /// Is a token by itself.
    Single,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut table = [Class::Single; 256];
    let mut n = 0;
    while n < 256 {
        table[n] = match n as u8 {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | 0x80..=0xff => Class::Word,
            b'0'..=b'9' | b'"' | b'\'' | b'`' | b'/' | b'.' | b'+' | b'-' => Class::Other,
            // Brackets, separators, operators, and what Go does not use.
            _ => Class::Single,
        };
        n += 1;
    }
    table
};

const SINGLES: [TokenKind; 256] = {
    let mut table = [TokenKind::Operator; 256];
    table[b'(' as usize] = TokenKind::LeftParen;
    table[b')' as usize] = TokenKind::RightParen;
    table[b'[' as usize] = TokenKind::LeftBracket;
    table[b']' as usize] = TokenKind::RightBracket;
    table[b'{' as usize] = TokenKind::LeftBrace;
    table[b'}' as usize] = TokenKind::RightBrace;
    table[b',' as usize] = TokenKind::Comma;
    table[b';' as usize] = TokenKind::Semicolon;
    table[b'*' as usize] = TokenKind::Star;
    table
};

/// Whether a byte goes on an identifier.
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut n = 0;
    while n < 256 {
        table[n] = matches!(n as u8, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | 0x80..=0xff);
        n += 1;
    }
    table
};

#[inline]
fn run_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        if !WORD[byte as usize] {
            break;
        }
        at += 1;
    }
    at
}

/// All keywords by a hash that keeps them apart.
const KEYWORDS: [(&[u8], TokenKind); 64] = {
    use TokenKind::*;
    let words: [(&[u8], TokenKind); 25] = [
        (b"break", Jump),
        (b"continue", Jump),
        (b"fallthrough", Jump),
        (b"return", Jump),
        (b"if", Control),
        (b"for", Control),
        (b"switch", Control),
        (b"select", Control),
        (b"package", Package),
        (b"import", Import),
        (b"func", Func),
        (b"type", Type),
        (b"var", Var),
        (b"const", Const),
        (b"struct", Struct),
        (b"interface", Interface),
        (b"case", Keyword),
        (b"chan", Keyword),
        (b"default", Keyword),
        (b"defer", Keyword),
        (b"else", Keyword),
        (b"go", Keyword),
        (b"goto", Keyword),
        (b"map", Keyword),
        (b"range", Keyword),
    ];
    let mut table: [(&[u8], TokenKind); 64] = [(b"", Ident); 64];
    let mut n = 0;
    while n < words.len() {
        let slot = keyword_slot(words[n].0[0], words[n].0[1], words[n].0.len());
        assert!(table[slot].0.is_empty(), "two keywords in one slot");
        table[slot] = words[n];
        n += 1;
    }
    table
};

const fn keyword_slot(first: u8, second: u8, length: usize) -> usize {
    ((((first as usize) << 4) ^ second as usize) + length) % 64
}

#[inline]
fn keyword(word: &[u8]) -> TokenKind {
    let &[first, second, ..] = word else { return TokenKind::Ident };
    let (keyword, kind) = KEYWORDS[keyword_slot(first, second, word.len())];
    if keyword.len() == word.len() && keyword == word { kind } else { TokenKind::Ident }
}

/// The tokens of a text that begin from one place on and before another.
pub fn tokens_between(text: &str, from: u32, to: u32) -> Vec<Token> {
    let mut lexer = Lexer::new(text);
    lexer.seek(from);
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token();
        if token.start >= to || token.kind == TokenKind::Eof {
            return tokens;
        }
        tokens.push(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(TokenKind, &str)> {
        let mut lexer = Lexer::new(text);
        let mut tokens = Vec::new();
        loop {
            let token = lexer.next_token();
            if token.kind == TokenKind::Eof {
                return tokens;
            }
            tokens.push((token.kind, &text[token.start as usize..token.end as usize]));
        }
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        tokens(text).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn line_ends_become_semicolons_where_go_says() {
        use TokenKind::*;
        assert_eq!(kinds("x\n\ny++\nreturn\nif\n"), [Ident, Newline, Ident, Step, Newline, Jump, Newline, Control]);
        assert_eq!(kinds("x /* a\n b */ y /* c */ z // d"), [Ident, Newline, Ident, Ident, Newline]);
        assert_eq!(kinds("f(\r\n)\r\n"), [Ident, LeftParen, RightParen, Newline]);
        assert_eq!(kinds("\u{feff}x"), [Ident, Newline]);
    }

    #[test]
    fn literals_are_one_token() {
        for literal in ["0x1p-2", "1e+9", "1_000.5i", ".5", r#""a\"b\\""#, "`a\n\"`", r"'\''", "'é'"] {
            assert_eq!(tokens(literal)[0].1, literal);
            assert_eq!(tokens(literal).len(), 2, "{literal}");
        }
        // In hexadecimal an `e` is a digit, so the sign is an operator.
        assert_eq!(kinds("0xe+f").len(), 4);
        assert_eq!(kinds("xs...")[1], TokenKind::Operator);
    }

    #[test]
    fn what_lacks_its_end_stops_at_the_line_end() {
        for text in ["\"abc\nx", "'a\nx", "`abc\nx", "/* abc\nx", "\"abc\\\nx"] {
            assert_eq!(tokens(text).iter().rev().nth(1), Some(&(TokenKind::Ident, "x")), "{text:?}");
        }
    }

    #[test]
    fn words_may_be_of_any_script() {
        assert_eq!(tokens("größe世界 := func_")[0], (TokenKind::Ident, "größe世界"));
        assert_eq!(kinds("funcs func")[..2], [TokenKind::Ident, TokenKind::Func]);
    }
}
