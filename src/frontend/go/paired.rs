//! Whether what a declaration begins on a value it plainly ends: `mu.Lock()` with `defer mu.Unlock()` after it, or with
//! `mu.Unlock()` after it and nothing between that could leave the way.
//!
//! That is the usual form of a critical section. It is told from the tokens, so that nothing has to be parsed for it.

use super::lex::{Token, TokenKind, tokens_between};
use crate::base::SourceFile;
use crate::base::name::hash_text;
use crate::ir::Decl;

/// Whether every call of a method that begins something is paired in plain sight with one that ends it. `ends` has the
/// hashes of the names that end what a name begins; none for any other name. In doubt the answer is no.
pub fn plainly_paired(file: &SourceFile, decl: &Decl, ends: &dyn Fn(u32) -> Vec<u32>) -> bool {
    let tokens = tokens_between(&file.text, decl.body, decl.end);
    Pairs { text: &file.text, tokens: &tokens, at: 0, ends, open: Vec::new(), all_ends: Vec::new(), looped: false }
        .run()
}

struct Pairs<'t> {
    text: &'t str,
    tokens: &'t [Token],
    at: usize,
    ends: &'t dyn Fn(u32) -> Vec<u32>,
    open: Vec<Open<'t>>,
    /// Every name that ends anything begun so far.
    all_ends: Vec<u32>,
    /// A loop stands before: what is deferred in it waits for more than its round.
    looped: bool,
}

/// Something begun, and not ended yet.
struct Open<'t> {
    receiver: &'t str,
    ends: Vec<u32>,
    /// Braces opened since, of composite literals.
    depth: u32,
}

/// A statement `receiver.Method()`.
struct Call<'t> {
    receiver: &'t str,
    method: u32,
    /// Number of its tokens.
    length: usize,
}

impl<'t> Pairs<'t> {
    fn run(mut self) -> bool {
        let mut begins_statement = true;
        while let Some(token) = self.tokens.get(self.at) {
            let deferred = begins_statement && self.word(token) == "defer";
            let call = if begins_statement { self.call(self.at + usize::from(deferred)) } else { None };
            let known = call.as_ref().is_some_and(|call| self.all_ends.contains(&call.method));
            match call {
                Some(call) if known => {
                    if deferred && self.looped || !self.close(&call) {
                        return false;
                    }
                    self.at += call.length + usize::from(deferred);
                }
                Some(call) if !deferred && !(self.ends)(call.method).is_empty() => {
                    let ends = (self.ends)(call.method);
                    self.all_ends.extend(&ends);
                    self.open.push(Open { receiver: call.receiver, ends, depth: 0 });
                    self.at += call.length;
                }
                _ => {
                    if !self.step(*token) {
                        return false;
                    }
                    self.at += 1;
                }
            }
            begins_statement = self.at > 0 && ends_statement(self.text, &self.tokens[self.at - 1]);
        }
        self.open.is_empty()
    }

    /// Ends the latest one begun on the same words.
    fn close(&mut self, call: &Call<'_>) -> bool {
        let same = |open: &Open<'_>| open.receiver == call.receiver && open.ends.contains(&call.method);
        match self.open.iter().rposition(same) {
            Some(at) if self.open[at].depth == 0 => {
                self.open.remove(at);
                true
            }
            _ => false,
        }
    }

    /// A token that is no part of a pair; false if it may lead away from the end of something, or be one.
    fn step(&mut self, token: Token) -> bool {
        let word = self.word(&token);
        self.looped |= word == "for";
        if token.kind == TokenKind::Ident {
            let hash = hash_text(word);
            return !self.all_ends.contains(&hash) && (self.ends)(hash).is_empty() && word != "recover";
        }
        for open in &mut self.open {
            match token.kind {
                TokenKind::LeftBrace => open.depth += 1,
                TokenKind::RightBrace if open.depth > 0 => open.depth -= 1,
                TokenKind::RightBrace | TokenKind::Jump | TokenKind::Control | TokenKind::Func | TokenKind::Keyword => {
                    return false;
                }
                _ => {}
            }
        }
        true
    }

    /// The statement `a.b.Method()` that begins at a token, if it is one.
    fn call(&self, from: usize) -> Option<Call<'t>> {
        let kind = |n: usize| self.tokens.get(n).map(|token| token.kind);
        let mut last = from;
        while kind(last) == Some(TokenKind::Ident) && kind(last + 1) == Some(TokenKind::Dot) {
            last += 2;
        }
        let is_call = last > from
            && kind(last) == Some(TokenKind::Ident)
            && kind(last + 1) == Some(TokenKind::LeftParen)
            && kind(last + 2) == Some(TokenKind::RightParen)
            && self.tokens.get(last + 3).is_none_or(|token| {
                matches!(token.kind, TokenKind::Newline | TokenKind::Semicolon | TokenKind::RightBrace)
            });
        if !is_call {
            return None;
        }
        let receiver = self.text.get(self.tokens[from].start as usize..self.tokens[last - 1].start as usize)?;
        Some(Call { receiver, method: hash_text(self.word(&self.tokens[last])), length: last + 3 - from })
    }

    fn word(&self, token: &Token) -> &'t str {
        match token.kind {
            TokenKind::Ident | TokenKind::Keyword | TokenKind::Control => {
                self.text.get(token.start as usize..token.end as usize).unwrap_or("")
            }
            _ => "",
        }
    }
}

/// Whether a statement may begin after a token: the end of a line, a brace, the colon of a case.
fn ends_statement(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Newline | TokenKind::Semicolon | TokenKind::LeftBrace => true,
        TokenKind::Operator => text.get(token.start as usize..token.end as usize) == Some(":"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn paired(body: &str) -> bool {
        let text = format!("package p\n\nfunc f(c *T) {{\n{body}\n}}\n");
        let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
        let outline = super::super::outline(&file);
        let (lock, unlock) = (hash_text("Lock"), hash_text("Unlock"));
        plainly_paired(&file, &outline.decls[0], &|name| if name == lock { vec![unlock] } else { Vec::new() })
    }

    #[test]
    fn usual_forms_are_plain() {
        assert!(paired("c.mu.Lock()\ndefer c.mu.Unlock()\nif c.bad { return }\nwork()"));
        assert!(paired("c.mu.Lock()\nc.n = T{1, f{2}}\nc.mu.Unlock()\nfor { return }"));
        assert!(paired(
            "if c.on {\n\tc.mu.Lock(); c.n++; c.mu.Unlock()\n}\ngo func() {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n}()"
        ));
        assert!(paired("c.mu.Lock()\nd.mu.Lock()\nd.mu.Unlock()\nc.mu.Unlock()"));
        assert!(paired("work()"));
    }

    #[test]
    fn doubtful_forms_are_not() {
        assert!(!paired("c.mu.Lock()\nif c.bad { return }\nc.mu.Unlock()"), "a way out between");
        assert!(!paired("c.mu.Lock()\nwork()"), "no end");
        assert!(!paired("c.mu.Lock()\nc.mu.Unlock()\nc.mu.Unlock()"), "two ends");
        assert!(!paired("c.mu.Lock()\nd.mu.Unlock()"), "the end of another one");
        assert!(!paired("c.mu.Unlock()\nc.mu.Lock()"), "the other way round");
        assert!(!paired("for range c.all {\n\tc.mu.Lock()\n\tdefer c.mu.Unlock()\n}"), "deferred in a loop");
        assert!(!paired("c.mu.Lock()\n{\n\tc.mu.Unlock()\n}"), "deeper");
        assert!(!paired("{\n\tc.mu.Lock()\n}\nc.mu.Unlock()"), "less deep");
        assert!(!paired("if ok := c.Lock(); ok {\n\tc.Unlock()\n}"), "an answer");
        assert!(!paired("c.all[0].Lock()\nc.all[0].Unlock()"), "more than words");
        assert!(!paired("c.mu.Lock()\nf := c.mu.Unlock\nf()"), "a method value");
        assert!(!paired("c.mu.Lock()\ncall(func() { work() })\nc.mu.Unlock()"), "a literal between");
        assert!(
            !paired("defer func() { recover() }()\nc.mu.Lock()\nwork()\nc.mu.Unlock()"),
            "it goes on after a panic"
        );
    }
}
