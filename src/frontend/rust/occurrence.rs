//! Where a declaration mentions a name, and the path or the dot before it: a second, closer look at its tokens.
//!
//! The outline knows only that a name is mentioned somewhere, and every other function mentions some `new`. Whose it is
//! can be told from the path before it without parsing anything. A field of the name of a method is none.

use super::lex::{Lexer, TokenKind};
use crate::base::name::hash_text;
use crate::base::{Name, SourceFile};
use crate::ir::{Arguments, Decl, Occurrence, OccurrenceBase};

/// Every place of the declaration that mentions a wanted name, but for fields.
pub fn occurrences(file: &SourceFile, decl: &Decl, wanted: &dyn Fn(u32) -> bool) -> Vec<Occurrence> {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.start);
    let mut found = Vec::new();
    let mut path = Path::default();
    let (mut before, mut last) = (TokenKind::Eof, TokenKind::Eof);
    let mut token = lexer.next_token();
    loop {
        if token.start >= decl.end || token.kind == TokenKind::Eof {
            return found;
        }
        let next;
        match token.kind {
            TokenKind::Word => {
                let word = file.text.get(token.start as usize..token.end as usize).unwrap_or("");
                let name = hash_text(word);
                let goes_on = last == TokenKind::Path;
                next = lexer.next_token();
                let is_member = last == TokenKind::Other(b'.');
                let is_called = matches!(next.kind, TokenKind::Open(b'(') | TokenKind::Path);
                if wanted(name) && (!is_member || is_called) {
                    let in_macro = matches!((before, last), (TokenKind::Other(b'!'), TokenKind::Open(_)));
                    let base = match (is_member, in_macro) {
                        (true, _) => OccurrenceBase::Value,
                        (_, true) => OccurrenceBase::Macro,
                        _ => path.before(goes_on),
                    };
                    let arguments = match next.kind {
                        TokenKind::Open(b'(') => arguments(&file.text, next.end),
                        _ => Arguments::Unknown,
                    };
                    found.push(Occurrence { name, base, arguments });
                }
                path.word(word, goes_on);
            }
            TokenKind::Path => {
                path.colons(last);
                next = lexer.next_token();
            }
            // Type arguments inside of a path: `List::<T>::new`.
            TokenKind::Other(b'<') if last == TokenKind::Path && !path.words.is_empty() => {
                skip_arguments(&mut lexer, decl.end);
                last = TokenKind::Word;
                token = lexer.next_token();
                continue;
            }
            _ => next = lexer.next_token(),
        }
        (before, last) = (last, token.kind);
        token = next;
    }
}

/// Tokens of arguments that are looked at.
const MANY_TOKENS: usize = 64;

/// The arguments between a bracket that ends at `from` and the one that closes it. Commas of closures and of type
/// arguments are not told from others.
fn arguments(text: &str, from: u32) -> Arguments {
    let mut lexer = Lexer::new(text);
    lexer.seek(from);
    let (mut depth, mut commas, mut last) = (0usize, 0, TokenKind::Eof);
    for _ in 0..MANY_TOKENS {
        let token = lexer.next_token();
        match token.kind {
            TokenKind::Close(_) if depth == 0 => {
                let trailing = matches!(last, TokenKind::Other(b',') | TokenKind::Eof);
                return Arguments::Exactly(commas + usize::from(!trailing));
            }
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth -= 1,
            TokenKind::Other(b',') if depth == 0 => commas += 1,
            TokenKind::Other(b'|' | b'<') if depth == 0 => return Arguments::Some,
            TokenKind::Eof => return Arguments::Some,
            _ => {}
        }
        last = token.kind;
    }
    Arguments::Some
}

/// No path has more words than this.
const LONGEST: usize = 64;

/// The path that is being read.
#[derive(Default)]
struct Path<'t> {
    words: Vec<&'t str>,
    /// It begins with a type and not with a word: `<T as Trait>::`.
    of_type: bool,
}

impl<'t> Path<'t> {
    fn before(&self, goes_on: bool) -> OccurrenceBase {
        match (goes_on, self.words.as_slice()) {
            (false, _) => OccurrenceBase::Nothing,
            (true, _) if self.of_type => OccurrenceBase::Value,
            (true, []) => OccurrenceBase::Nothing,
            (true, words) if words.len() > LONGEST => OccurrenceBase::Nothing,
            (true, words) => OccurrenceBase::Path(Name::new(&words.join("::"))),
        }
    }

    fn word(&mut self, word: &'t str, goes_on: bool) {
        if !goes_on {
            self.words.clear();
            self.of_type = false;
        }
        if !self.of_type && self.words.len() <= LONGEST {
            self.words.push(word);
        }
    }

    fn colons(&mut self, last: TokenKind) {
        if last != TokenKind::Word {
            self.words.clear();
            self.of_type = last == TokenKind::Other(b'>');
        }
    }
}

/// Goes on behind the `>` that matches a `<`.
fn skip_arguments(lexer: &mut Lexer<'_>, end: u32) {
    let mut depth = 1u32;
    while depth > 0 {
        let token = lexer.next_token();
        match token.kind {
            TokenKind::Other(b'<') => depth += 1,
            TokenKind::Other(b'>') => depth -= 1,
            // No arguments, then.
            TokenKind::Eof | TokenKind::Other(b';') => return,
            _ if token.start >= end => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn bases(body: &str) -> Vec<OccurrenceBase> {
        found(body).into_iter().map(|found| found.base).collect()
    }

    fn found(body: &str) -> Vec<Occurrence> {
        let text = format!("fn f(c: T) {{\n{body}\n}}\n");
        let file = SourceFile { id: FileId(0), path: "p.rs".into(), language: Language::Rust, text };
        let outline = super::super::outline(&file);
        let hash = hash_text("new");
        occurrences(&file, &outline.decls[0], &|name| name == hash)
    }

    #[test]
    fn arguments_are_told() {
        let told = |body: &str| found(body).iter().map(|found| found.arguments).collect::<Vec<_>>();
        let (exactly, some, unknown) = (Arguments::Exactly, Arguments::Some, Arguments::Unknown);
        assert_eq!(told("c.new(); c.new( ); c.new(a); c.new(a, )"), [exactly(0), exactly(0), exactly(1), exactly(1)]);
        assert_eq!(told("c.new(f(a, b), [c, d], { e; f })"), [exactly(3)]);
        assert_eq!(told("c.new(|a, b| a); c.new(a, b::<C, D>())"), [some, some]);
        assert_eq!(told("c.new::<T>(); A::new"), [unknown, unknown]);
    }

    #[test]
    fn the_path_before_a_name_is_told() {
        let path = |words: &str| OccurrenceBase::Path(Name::new(words));
        let (value, nothing) = (OccurrenceBase::Value, OccurrenceBase::Nothing);
        assert_eq!(bases("File::new(); fs::File::new(); new()"), [path("File"), path("fs::File"), nothing]);
        assert_eq!(bases("c.new(); f().new(); c . new::<T>()"), [value, value, value]);
        assert_eq!(bases("c.new = 1; c.new.get(); c.new?"), []);
        assert_eq!(bases("::std::fs::File::new(); ::new()"), [path("std::fs::File"), nothing]);
        assert_eq!(bases("List::<T, fn() -> U>::new(); List::<List<T>>::new()"), [path("List"), path("List")]);
        assert_eq!(bases("<T as Make>::new(); <T>::Item::new(); A { x: a }; new"), [value, value, nothing]);
        assert_eq!(bases("vec![File::new()]; a < b; File::\n  new()"), [path("File"), path("File")]);
        assert_eq!(bases("syscall!(new(0)); call!(a, new())"), [OccurrenceBase::Macro, nothing]);
    }
}
