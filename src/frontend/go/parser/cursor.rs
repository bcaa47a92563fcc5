//! Tokens as the parser wants them: each keyword and each whole operator is a kind of its own.
//!
//! The lexer tells no more apart than an outline needs. What it calls a keyword is looked up again by its first
//! bytes; what it calls an operator is one byte, which is joined with the bytes right behind it.

use crate::frontend::go::lex::{Lexer, Token, TokenKind};

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // The rest of the names say it.
pub enum Tok {
    Eof,
    /// A written `;`.
    Semicolon,
    /// A line end that ends a statement.
    Newline,
    Ident,
    /// A number or a rune.
    Literal,
    String,
    Func,
    Type,
    Var,
    Const,
    Struct,
    Interface,
    Map,
    Chan,
    If,
    Else,
    For,
    Range,
    Switch,
    Select,
    Case,
    Default,
    Return,
    Break,
    Continue,
    Fallthrough,
    Goto,
    Go,
    Defer,
    LeftParen,
    RightParen,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    Comma,
    Dot,
    Colon,
    Ellipsis,
    Assign,
    Define,
    /// `op=`.
    Update,
    /// `++` or `--`.
    Step,
    Arrow,
    Not,
    Tilde,
    OrOr,
    AndAnd,
    Equal,
    NotEqual,
    /// `<`, `<=`, `>`, `>=`.
    Order,
    Plus,
    Minus,
    Caret,
    Pipe,
    Star,
    Amp,
    /// `/`, `%`, `<<`, `>>`, `&^`.
    Multiply,
    /// Nothing that can stand in a declaration.
    Other,
}

/// Reads the tokens of a piece of text; looks at one of them.
#[derive(Clone)]
pub struct Cursor<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    /// What is looked at.
    pub kind: Tok,
    /// Its first byte.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// One past the last byte of the token before it.
    pub last_end: u32,
}

impl<'a> Cursor<'a> {
    /// Looks at the first token behind `start`. The text ends where the declaration ends.
    pub fn new(text: &'a str, start: u32) -> Self {
        let mut lexer = Lexer::new(text);
        lexer.seek(start);
        let mut cursor = Cursor { text, lexer, kind: Tok::Eof, start, end: start, last_end: start };
        cursor.advance();
        cursor
    }

    /// Goes on to the next token.
    pub fn advance(&mut self) {
        self.last_end = self.end;
        let Token { kind, start, end } = self.lexer.next_token_inline();
        (self.start, self.end) = (start, end);
        self.kind = match kind {
            TokenKind::Ident => Tok::Ident,
            TokenKind::Dot => Tok::Dot,
            TokenKind::LeftParen => Tok::LeftParen,
            TokenKind::RightParen => Tok::RightParen,
            TokenKind::Comma => Tok::Comma,
            TokenKind::Newline => Tok::Newline,
            TokenKind::Operator | TokenKind::Star => self.operator(),
            TokenKind::LeftBrace => Tok::LeftBrace,
            TokenKind::RightBrace => Tok::RightBrace,
            TokenKind::LeftBracket => Tok::LeftBracket,
            TokenKind::RightBracket => Tok::RightBracket,
            TokenKind::String => Tok::String,
            TokenKind::Literal => Tok::Literal,
            TokenKind::Control | TokenKind::Jump | TokenKind::Keyword => keyword(self.bytes(start, end)),
            TokenKind::Func => Tok::Func,
            TokenKind::Type => Tok::Type,
            TokenKind::Var => Tok::Var,
            TokenKind::Const => Tok::Const,
            TokenKind::Struct => Tok::Struct,
            TokenKind::Interface => Tok::Interface,
            TokenKind::Step => Tok::Step,
            TokenKind::Semicolon => Tok::Semicolon,
            TokenKind::Eof => Tok::Eof,
            TokenKind::Package | TokenKind::Import => Tok::Other,
        };
    }

    /// The text between two offsets.
    pub fn text(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// Whether a raw string or comment lacks its end.
    pub fn is_unclosed(&self) -> bool {
        self.lexer.unclosed.is_some()
    }

    fn bytes(&self, start: u32, end: u32) -> &'a [u8] {
        self.text.as_bytes().get(start as usize..end as usize).unwrap_or(&[])
    }

    /// Joins the operator that starts here.
    fn operator(&mut self) -> Tok {
        let at = |n: usize| self.text.as_bytes().get(self.start as usize + n).copied().unwrap_or(0);
        let (tok, length) = match (at(0), at(1), at(2)) {
            (b'.', ..) => (Tok::Ellipsis, 3),
            (b'<', b'<', b'=') | (b'>', b'>', b'=') | (b'&', b'^', b'=') => (Tok::Update, 3),
            (b'<', b'<', _) | (b'>', b'>', _) | (b'&', b'^', _) => (Tok::Multiply, 2),
            (b':', b'=', _) => (Tok::Define, 2),
            (b'=', b'=', _) => (Tok::Equal, 2),
            (b'!', b'=', _) => (Tok::NotEqual, 2),
            (b'<' | b'>', b'=', _) => (Tok::Order, 2),
            (b'<', b'-', _) => (Tok::Arrow, 2),
            (b'&', b'&', _) => (Tok::AndAnd, 2),
            (b'|', b'|', _) => (Tok::OrOr, 2),
            (b'+' | b'-' | b'*' | b'/' | b'%' | b'&' | b'|' | b'^', b'=', _) => (Tok::Update, 2),
            (b':', ..) => (Tok::Colon, 1),
            (b'=', ..) => (Tok::Assign, 1),
            (b'!', ..) => (Tok::Not, 1),
            (b'<' | b'>', ..) => (Tok::Order, 1),
            (b'&', ..) => (Tok::Amp, 1),
            (b'|', ..) => (Tok::Pipe, 1),
            (b'+', ..) => (Tok::Plus, 1),
            (b'-', ..) => (Tok::Minus, 1),
            (b'*', ..) => (Tok::Star, 1),
            (b'^', ..) => (Tok::Caret, 1),
            (b'/' | b'%', ..) => (Tok::Multiply, 1),
            (b'~', ..) => (Tok::Tilde, 1),
            // No operator of Go.
            _ => (Tok::Other, 1),
        };
        let end = self.start + length;
        self.lexer.join(end - self.end);
        self.end = end;
        tok
    }
}

fn keyword(word: &[u8]) -> Tok {
    match word {
        b"if" => Tok::If,
        b"return" => Tok::Return,
        b"for" => Tok::For,
        b"case" => Tok::Case,
        b"range" => Tok::Range,
        b"else" => Tok::Else,
        b"map" => Tok::Map,
        b"chan" => Tok::Chan,
        b"defer" => Tok::Defer,
        b"switch" => Tok::Switch,
        b"select" => Tok::Select,
        b"default" => Tok::Default,
        b"break" => Tok::Break,
        b"continue" => Tok::Continue,
        b"fallthrough" => Tok::Fallthrough,
        b"goto" => Tok::Goto,
        b"go" => Tok::Go,
        _ => Tok::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Tok> {
        let mut cursor = Cursor::new(text, 0);
        let mut kinds = Vec::new();
        while cursor.kind != Tok::Eof {
            kinds.push(cursor.kind);
            cursor.advance();
        }
        kinds
    }

    #[test]
    fn operators_are_whole() {
        use Tok::*;
        assert_eq!(
            kinds("<<= << <= <- < &^= &^ && &= &"),
            [Update, Multiply, Order, Arrow, Order, Update, Multiply, AndAnd, Update, Amp]
        );
        assert_eq!(
            kinds(":= : == = != ! >>= ... *= * ++"),
            [Define, Colon, Equal, Assign, NotEqual, Not, Update, Ellipsis, Update, Star, Step, Newline]
        );
        assert_eq!(kinds("x=-1"), [Ident, Assign, Minus, Literal, Newline]);
        assert_eq!(kinds("a /= b // c"), [Ident, Update, Ident, Newline]);
    }

    #[test]
    fn keywords_are_told_apart() {
        use Tok::*;
        assert_eq!(kinds("go goto if select switch fallthrough"), [Go, Goto, If, Select, Switch, Fallthrough, Newline]);
    }
}
