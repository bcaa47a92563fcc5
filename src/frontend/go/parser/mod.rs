//! The parser: one declaration to the syntax tree, by recursive descent over the tokens of the lexer.
//!
//! It accepts Go and nothing else: at the first token it does not expect it gives up and answers `None`, and then
//! the grammar, which recovers from mistakes, reads the declaration ([`syntax`](super::syntax)). It reads each token
//! once. Only the square brackets of a type declaration are looked through beforehand, for `type T[P *Q, ..]`
//! and `type T [P * Q]int` begin alike.
//!
//! It does not check what needs no checking to be understood: that an expression is none of a type, the spelling
//! of numbers, where `break` may stand. Nesting is limited as it is for the grammar, by [`MAX_DEPTH`].

mod control;
mod cursor;
mod decl;
mod expr;
mod stmt;
mod types;

pub use decl::{function, type_spec, value_spec};

use cursor::{Cursor, Tok};

use super::ast::Ident;
use super::read::MAX_DEPTH;
use crate::base::{FileId, Name, SourceFile, Span};

/// Where the parser is, and what it knows of its surroundings.
struct Parser<'a> {
    cursor: Cursor<'a>,
    file: FileId,
    depth: u32,
    /// The greatest depth since the expression that is being read began.
    deepest: u32,
    /// Whether a `{` begins the body of a control statement rather than a literal.
    in_header: bool,
    /// Whether `.(type)` may stand here.
    takes_guard: bool,
    /// From where to where an `x.(type)` was seen.
    guard: Option<Span>,
    /// Whether there are characters outside ASCII, so that names have to be checked.
    is_wide: bool,
    /// Labels that a `goto` of the innermost body names.
    gotos: Vec<Name>,
    /// The qualifier of a name that has none.
    empty: Name,
}

impl<'a> Parser<'a> {
    /// Starts at the declaration between two offsets.
    fn new(file: &'a SourceFile, start: u32, end: u32) -> Option<Self> {
        let text = file.text.get(..end as usize)?;
        let is_wide = !text.get(start as usize..)?.is_ascii();
        Some(Parser {
            cursor: Cursor::new(text, start),
            file: file.id,
            depth: 0,
            deepest: 0,
            in_header: false,
            takes_guard: false,
            guard: None,
            is_wide,
            gotos: Vec::new(),
            empty: Name::new(""),
        })
    }

    /// What was read, if nothing is left.
    fn finish<T>(mut self, read: T) -> Option<T> {
        self.eat(Tok::Newline);
        (self.kind() == Tok::Eof && !self.cursor.is_unclosed()).then_some(read)
    }

    fn kind(&self) -> Tok {
        self.cursor.kind
    }

    /// First byte of the token that is looked at.
    fn start(&self) -> u32 {
        self.cursor.start
    }

    fn advance(&mut self) {
        self.cursor.advance();
    }

    /// Takes a token if it is there.
    fn eat(&mut self, kind: Tok) -> bool {
        let there = self.kind() == kind;
        if there {
            self.advance();
        }
        there
    }

    /// Takes a token that has to be there.
    fn take(&mut self, kind: Tok) -> Option<()> {
        self.eat(kind).then_some(())
    }

    /// From an offset to the end of the last token that was taken.
    fn span_from(&self, start: u32) -> Span {
        Span::new(self.file, start, self.cursor.last_end)
    }

    /// Takes an identifier.
    fn ident(&mut self) -> Option<Ident> {
        if self.kind() != Tok::Ident {
            return None;
        }
        let text = self.cursor.text(self.cursor.start, self.cursor.end);
        if self.is_wide && !text.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let span = Span::new(self.file, self.cursor.start, self.cursor.end);
        self.advance();
        Some(Ident { name: Name::new(text), span })
    }

    /// Begins a level of nesting.
    fn enter(&mut self) -> Option<()> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        (self.depth <= MAX_DEPTH).then_some(())
    }

    /// Ends a level of nesting.
    fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Reads what stands in brackets: there a `{` is a literal again.
    fn bracketed<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let in_header = std::mem::replace(&mut self.in_header, false);
        let read = read(self);
        self.in_header = in_header;
        read
    }

    /// Reads what stands before the `{` of a control statement.
    fn header<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let in_header = std::mem::replace(&mut self.in_header, true);
        let read = read(self);
        self.in_header = in_header;
        read
    }

    /// Takes what ends a specification or member; it may lack before the bracket that closes the list.
    fn end_of_member(&mut self, closer: Tok) -> Option<()> {
        match self.kind() {
            Tok::Semicolon | Tok::Newline => self.advance(),
            kind if kind == closer => {}
            // Something that does not belong to it.
            _ => return None,
        }
        Some(())
    }
}
