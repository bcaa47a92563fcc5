//! Where a declaration defines a variable, told from its tokens: enough for the usual `db := open(t)`, so that the type
//! of `db` can be looked up without parsing the function.

use super::lex::{Token, TokenKind, tokens_between};
use crate::base::name::hash_text;
use crate::base::{Name, SourceFile};
use crate::ir::{Decl, Definition};

/// All places of a function that may define a variable, each with the hash of its name.
pub fn definitions(file: &SourceFile, decl: &Decl) -> Vec<(u32, Definition)> {
    let tokens = tokens_between(&file.text, decl.start, decl.end);
    let body = tokens.iter().position(|token| token.start >= decl.body).unwrap_or(tokens.len());
    let mut scan = Scan { text: &file.text, tokens: &tokens, own_types: false, found: Vec::new() };
    scan.own_types = scan.declares_types(body);
    scan.in_head(body);
    scan.in_body(body);
    scan.found
}

struct Scan<'t> {
    text: &'t str,
    tokens: &'t [Token],
    /// The function declares types.
    own_types: bool,
    found: Vec<(u32, Definition)>,
}

impl<'t> Scan<'t> {
    fn kind(&self, at: usize) -> TokenKind {
        self.tokens.get(at).map_or(TokenKind::Eof, |token| token.kind)
    }

    fn text(&self, at: usize) -> &'t str {
        let token = self.tokens.get(at);
        token.and_then(|token| self.text.get(token.start as usize..token.end as usize)).unwrap_or("")
    }

    /// The word at a token, if one stands there that is no member of anything.
    fn word(&self, at: usize) -> Option<u32> {
        let is_member = at.checked_sub(1).is_some_and(|before| self.kind(before) == TokenKind::Dot);
        (self.kind(at) == TokenKind::Ident && !is_member).then(|| hash_text(self.text(at)))
    }

    /// Every word between two tokens may be defined there.
    fn define_all(&mut self, from: usize, to: usize, definition: Definition) {
        for at in from..to {
            let word = self.word(at);
            self.found.extend(word.map(|word| (word, definition)));
        }
    }

    /// The head of the function: `func (receiver T) name(parameter T) (result T)`.
    fn in_head(&mut self, body: usize) {
        let has_receiver = self.kind(1) == TokenKind::LeftParen;
        let receiver_end = if has_receiver { self.closing(1) } else { 0 };
        self.define_all(0, receiver_end.min(body), Definition::Receiver);
        self.define_all(receiver_end.min(body), body, Definition::Parameter);
    }

    fn in_body(&mut self, body: usize) {
        for at in body..self.tokens.len() {
            match self.kind(at) {
                TokenKind::Func if self.kind(at + 1) == TokenKind::LeftParen => self.in_literal(at + 1),
                TokenKind::Var | TokenKind::Const => self.in_declaration(at + 1),
                TokenKind::Operator if self.text(at) == ":" && self.text(at + 1) == "=" => self.in_assignment(at),
                _ => {}
            }
        }
    }

    /// Parameters and results of a function literal, or of a function type.
    fn in_literal(&mut self, open: usize) {
        let mut end = self.closing(open);
        if self.kind(end) == TokenKind::LeftParen {
            end = self.closing(end);
        }
        self.define_all(open, end, Definition::Unknown);
    }

    /// `var a, b T`, `var ( .. )`.
    fn in_declaration(&mut self, from: usize) {
        let end = match self.kind(from) {
            TokenKind::LeftParen => self.closing(from),
            _ => (from..self.tokens.len()).find(|at| self.ends_statement(*at)).unwrap_or(self.tokens.len()),
        };
        self.define_all(from, end, Definition::Unknown);
    }

    /// `a, b := value` around its colon.
    fn in_assignment(&mut self, colon: usize) {
        let Some(mut first) = colon.checked_sub(1) else { return };
        while first >= 2 && self.kind(first - 1) == TokenKind::Comma && self.kind(first) == TokenKind::Ident {
            first -= 2;
        }
        for (position, at) in (first..colon).step_by(2).enumerate() {
            if let Some(word) = self.word(at) {
                let value = self.value(colon + 2, position);
                self.found.push((word, value));
            }
        }
    }

    /// The value that begins at a token: `f(..)`, `p.f(..)`, `T{..}`, `&p.T{..}` to the end of the statement.
    fn value(&self, from: usize, position: usize) -> Definition {
        let from = if self.text(from) == "&" { from + 1 } else { from };
        let base = (self.kind(from + 1) == TokenKind::Dot).then(|| Name::new(self.text(from)));
        let at = if base.is_some() { from + 2 } else { from };
        if self.kind(from) != TokenKind::Ident || self.kind(at) != TokenKind::Ident || self.own_types {
            return Definition::Unknown;
        }
        let name = Name::new(self.text(at));
        match self.kind(at + 1) {
            TokenKind::LeftParen if self.ends_statement(self.closing(at + 1)) => {
                Definition::Result { base, name, position }
            }
            TokenKind::LeftBrace if position == 0 && self.ends_statement(self.closing(at + 1)) => {
                Definition::Literal { base, name }
            }
            _ => Definition::Unknown,
        }
    }

    /// Whether the function declares types of its own, `x.(type)` apart.
    fn declares_types(&self, body: usize) -> bool {
        let is_declared = |at: usize| self.kind(at) == TokenKind::Type && self.kind(at - 1) != TokenKind::LeftParen;
        (body.max(1)..self.tokens.len()).any(is_declared)
    }

    fn ends_statement(&self, at: usize) -> bool {
        matches!(self.kind(at), TokenKind::Newline | TokenKind::Semicolon | TokenKind::RightBrace | TokenKind::Eof)
    }

    /// The token behind the bracket that closes the one at `open`.
    fn closing(&self, open: usize) -> usize {
        let mut depth = 0usize;
        for at in open..self.tokens.len() {
            match self.kind(at) {
                TokenKind::LeftParen | TokenKind::LeftBrace | TokenKind::LeftBracket => depth += 1,
                TokenKind::RightParen | TokenKind::RightBrace | TokenKind::RightBracket if depth <= 1 => return at + 1,
                TokenKind::RightParen | TokenKind::RightBrace | TokenKind::RightBracket => depth -= 1,
                _ => {}
            }
        }
        self.tokens.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn found(body: &str) -> Vec<Definition> {
        let text = format!("package p\n\nfunc (r *T) f(p int) (e error) {{\n{body}\n}}\n");
        let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
        of(&file, "db")
    }

    fn of(file: &SourceFile, word: &str) -> Vec<Definition> {
        let outline = super::super::outline(file);
        let found = definitions(file, &outline.decls[0]).into_iter();
        found.filter(|(name, _)| *name == hash_text(word)).map(|(_, definition)| definition).collect()
    }

    fn result(base: Option<&str>, name: &str, position: usize) -> Definition {
        Definition::Result { base: base.map(Name::new), name: Name::new(name), position }
    }

    #[test]
    fn usual_forms_are_told() {
        assert_eq!(found("db := open(t, 1)\ndb.Get()"), [result(None, "open", 0)]);
        assert_eq!(found("db, err := sql.Open(f(), `x`)"), [result(Some("sql"), "Open", 0)]);
        assert_eq!(found("if w, db := s.open(); w { }"), [result(Some("s"), "open", 1)]);
        let literal = Definition::Literal { base: Some(Name::new("p")), name: Name::new("T") };
        assert_eq!(found("db := &p.T{a: 1}\nx.db.Get()"), [literal]);
        assert_eq!(found("x := db.f()\ndb = g()\ny.db := 1"), []);
    }

    #[test]
    fn the_head_is_told() {
        let text = "package p\n\nfunc (r *T) f(p int) (e error) { r.do(p) }\n".to_owned();
        let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
        assert_eq!(of(&file, "r"), [Definition::Receiver]);
        assert_eq!(of(&file, "p"), [Definition::Parameter]);
        assert_eq!(of(&file, "e"), [Definition::Parameter]);
        assert_eq!(of(&file, "x"), []);
    }

    #[test]
    fn all_else_is_unknown() {
        for body in [
            "db := open(t).with(1)",
            "db := a + b",
            "for _, db := range all { }",
            "switch db := x.(type) { }",
            "var db *DB",
            "var (\n\ta = 1\n\tdb = 2\n)",
            "each(func(db *DB) { })",
            "each(func() (db *DB) { return nil })",
            "a, db := 1, open(t)",
            "db := open[T](t)",
        ] {
            assert_eq!(found(body), [Definition::Unknown], "{body}");
        }
        assert_eq!(found("db := open(t)\nfor db := range all { }"), [result(None, "open", 0), Definition::Unknown]);
    }
}
