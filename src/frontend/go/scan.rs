//! Bracketed runs of tokens, and the names that are mentioned in them.
//!
//! Mentions are a superset: `if ok {` never counts as a literal of type `ok`, but an element `list[i](x)` does
//! count as a call of a generic `list`. They are hashed straight from the text and never interned.

use std::cell::Cell;

use super::lex::{Lexer, Token, TokenKind};
use crate::base::name::hash_text;

/// A declaration that cannot be read.
pub struct Broken {
    /// Where reading stopped.
    pub at: u32,
    /// What is wrong.
    pub what: &'static str,
}

/// A part of a declaration, if it can be read.
pub type Read<T> = Result<T, Broken>;

const NOT_CLOSED: &str = "a bracket is not closed";

/// A lexer with one token of foresight, which knows what is open and notes what is mentioned.
pub struct Scanner<'a> {
    text: &'a str,
    /// Where tokens come from.
    pub lexer: Lexer<'a>,
    /// The token to be looked at next.
    pub token: Token,
    /// The last token taken by a step.
    pub last: Token,
    before_last: TokenKind,
    /// If the last token is a square bracket that closes: the name before the one that opens.
    indexed: Option<Word>,
    /// Number of open brackets at which a control statement waits for its `{`.
    header: Option<usize>,
    buffers: Buffers,
}

/// Byte range of an identifier.
#[derive(Clone, Copy)]
struct Word {
    start: u32,
    end: u32,
}

/// Buffers of a thread, reused from file to file.
struct Buffers {
    /// Open brackets.
    open: Vec<Open>,
    /// Hashes of the declaration that is being read.
    mentions: Vec<u32>,
    /// Recent hashes by their low bits, so that most repeats are dropped early.
    recent: [u32; 64],
}

impl Default for Buffers {
    fn default() -> Self {
        Buffers { open: Vec::new(), mentions: Vec::new(), recent: [0; 64] }
    }
}

#[derive(Clone, Copy)]
struct Open {
    /// The bracket that closes this one.
    closer: TokenKind,
    /// The plain name right before it, if any.
    name: Option<Word>,
}

thread_local! {
    static BUFFERS: Cell<Buffers> = Cell::default();
}

impl Drop for Scanner<'_> {
    fn drop(&mut self) {
        BUFFERS.set(std::mem::take(&mut self.buffers));
    }
}

/// Whether such a keyword begins a declaration of a file.
pub fn begins_declaration(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const | TokenKind::Import)
}

impl<'a> Scanner<'a> {
    /// Starts before the first token. The text must be shorter than 4 GiB.
    pub fn new(text: &'a str) -> Self {
        let mut lexer = Lexer::new(text);
        let token = lexer.next_token();
        let last = Token { kind: TokenKind::Newline, start: 0, end: 0 };
        let before_last = last.kind;
        Self { text, lexer, token, last, before_last, indexed: None, header: None, buffers: BUFFERS.take() }
    }

    /// The text of a token.
    pub fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    /// Whether a line starts at this offset.
    pub fn at_line_start(&self, offset: u32) -> bool {
        let before = self.text.as_bytes().get(..offset as usize).unwrap_or(&[]);
        matches!(before.last(), None | Some(b'\n')) || before == "\u{feff}".as_bytes()
    }

    /// Whether the next token is a declaration keyword at the start of a line.
    pub fn at_declaration(&self) -> bool {
        begins_declaration(self.token.kind) && self.at_line_start(self.token.start)
    }

    /// A failure at the next token.
    pub fn broken<T>(&self, what: &'static str) -> Read<T> {
        Err(Broken { at: self.token.start, what })
    }

    /// Goes (back) to the token that starts at `offset`.
    pub fn go_to(&mut self, offset: u32) {
        self.lexer.seek(offset);
        self.token = self.lexer.next_token();
    }

    /// Begins a declaration.
    pub fn begin(&mut self) {
        self.buffers.open.clear();
        self.buffers.mentions.clear();
        self.buffers.recent = [0; 64];
        self.forget();
    }

    /// Takes a token that is no mention and has no part in one.
    pub fn take(&mut self) -> Token {
        self.last = std::mem::replace(&mut self.token, self.lexer.next_token());
        self.forget();
        self.last
    }

    /// Lets the tokens before have no part in a mention.
    pub fn forget(&mut self) {
        self.last.kind = TokenKind::Newline;
        self.header = None;
    }

    /// The hashes noted since the declaration began.
    pub fn mentions(&mut self) -> Box<[u32]> {
        let mentions = &mut self.buffers.mentions;
        mentions.sort_unstable();
        mentions.dedup();
        mentions.as_slice().into()
    }

    /// From an opening bracket to the one that closes it.
    pub fn balanced(&mut self) -> Read<()> {
        let outside = self.buffers.open.len();
        loop {
            self.step_inline()?;
            if self.buffers.open.len() == outside {
                return Ok(());
            }
        }
    }

    /// Takes one token.
    pub fn step(&mut self) -> Read<()> {
        self.step_inline()
    }

    #[inline(always)]
    fn step_inline(&mut self) -> Read<()> {
        let token = self.token;
        match token.kind {
            TokenKind::Ident => match self.last.kind {
                TokenKind::Dot => self.mention(Word { start: token.start, end: token.end }),
                // A function with a name is a declaration, so something before it was never closed.
                TokenKind::Func => return Err(Broken { at: self.last.start, what: NOT_CLOSED }),
                // After anything else it depends on what follows.
                _ => {}
            },
            TokenKind::LeftParen => {
                if let Some(word) = self.name().or(self.indexed()) {
                    self.mention(word);
                }
                self.open(TokenKind::RightParen, None);
            }
            TokenKind::LeftBracket => self.open(TokenKind::RightBracket, self.name()),
            TokenKind::LeftBrace => self.left_brace(),
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => self.close(token.kind)?,
            TokenKind::Control => self.header = Some(self.buffers.open.len()),
            TokenKind::Eof | TokenKind::Package | TokenKind::Import => return self.broken(NOT_CLOSED),
            TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const => self.check_keyword(token)?,
            TokenKind::Newline
            | TokenKind::Semicolon
            | TokenKind::Literal
            | TokenKind::String
            | TokenKind::Struct
            | TokenKind::Interface
            | TokenKind::Jump
            | TokenKind::Keyword
            | TokenKind::Comma
            | TokenKind::Dot
            | TokenKind::Star
            | TokenKind::Step
            | TokenKind::Operator => {}
        }
        self.before_last = self.last.kind;
        self.last = token;
        self.token = self.lexer.next_token_inline();
        Ok(())
    }

    fn close(&mut self, closer: TokenKind) -> Read<()> {
        match self.buffers.open.pop() {
            Some(open) if open.closer == closer => self.indexed = open.name,
            Some(_) | None => return self.broken("brackets do not match"),
        }
        if closer == TokenKind::RightBrace && self.header == Some(self.buffers.open.len()) {
            self.header = None;
        }
        Ok(())
    }

    fn mention(&mut self, word: Word) {
        let hash = hash_text(self.text.get(word.start as usize..word.end as usize).unwrap_or(""));
        let recent = &mut self.buffers.recent[hash as usize % 64];
        if *recent != hash || hash == 0 {
            *recent = hash;
            self.buffers.mentions.push(hash);
        }
    }

    /// The last token, if it is a name that was not counted yet.
    #[inline]
    fn name(&self) -> Option<Word> {
        let plain = self.last.kind == TokenKind::Ident && self.before_last != TokenKind::Dot;
        plain.then_some(Word { start: self.last.start, end: self.last.end })
    }

    #[inline]
    fn indexed(&self) -> Option<Word> {
        if self.last.kind == TokenKind::RightBracket { self.indexed } else { None }
    }

    fn open(&mut self, closer: TokenKind, name: Option<Word>) {
        self.buffers.open.push(Open { closer, name });
    }

    /// A block, or a composite literal of the type that ends here.
    fn left_brace(&mut self) {
        let in_header = self.header == Some(self.buffers.open.len());
        // Between a control keyword and its block only literals of `[]T`, `[]*T` and `map[K]V` stand bare.
        let unnamed_type = matches!(self.before_last, TokenKind::RightBracket | TokenKind::Star);
        let literal = match self.name() {
            Some(word) => Some(word).filter(|_| !in_header || unnamed_type),
            None => self.indexed().filter(|_| !in_header),
        };
        if let Some(word) = literal {
            self.mention(word);
        }
        self.open(TokenKind::RightBrace, None);
    }

    fn check_keyword(&self, token: Token) -> Read<()> {
        let nested = !self.buffers.open.is_empty();
        let statement = token.kind != TokenKind::Func;
        if (!nested && statement) || (self.lexer.suspicious && self.at_declaration()) {
            return self.broken(NOT_CLOSED);
        }
        Ok(())
    }
}
