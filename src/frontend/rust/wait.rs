//! What the tokens of a function say of waiting and of what it may lend, before it is parsed.
//!
//! `m.lock().unwrap().get(k)` holds the lock to the end of the statement, `let held = m.lock().unwrap();` to the end of
//! the block or to `drop(held)`. Where nothing waits in between, nothing is held across a wait. In doubt the lock is held
//! to the end of the function.

use memchr::memmem;

use super::lex::{Lexer, Token, TokenKind};
use crate::base::SourceFile;
use crate::base::name::hash_text;
use crate::ir::Decl;

/// Methods that hand on what an `Option`, a `Result` or an entry of a map holds.
const HAND_ON: [&str; 18] = [
    "unwrap",
    "expect",
    "unwrap_or_else",
    "unwrap_unchecked",
    "map",
    "map_err",
    "and_then",
    "or_else",
    "filter",
    "inspect",
    "ok",
    "ok_or",
    "ok_or_else",
    "or_insert",
    "or_insert_with",
    "or_default",
    "or_try_insert_with",
    "into",
];

/// Tokens that are looked at in one function at most, calls times tokens.
const MANY_STEPS: usize = 1 << 22;

/// Macros that wait for what is given to them.
const WAITING_MACROS: [&str; 4] = ["select", "select_biased", "join", "try_join"];

/// Whether a function may wait for a future while it holds what calls of some names have begun; of some of these, only
/// what is waited for hands it out.
pub fn may_wait_with(
    file: &SourceFile,
    decl: &Decl,
    begins: &dyn Fn(u32) -> bool,
    once_waited: &dyn Fn(u32) -> bool,
) -> bool {
    let text = file.text.get(decl.body as usize..decl.end as usize).unwrap_or("");
    let waits = |word: &str| memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    if !waits("await") && !WAITING_MACROS.iter().any(|name| waits(name)) {
        return false;
    }
    let tokens = tokens(file, decl);
    let held = Held { text: &file.text, tokens: &tokens };
    let waits_from = |at: usize| held.waits_from(at, once_waited(hash_text(held.word(at))));
    held.calls_of(begins).is_none_or(|calls| calls.into_iter().any(waits_from))
}

/// Whether a function may drop, in the statement that makes it, what a call of one of these names answers with.
pub fn may_drop_at_once(file: &SourceFile, decl: &Decl, makes: &dyn Fn(u32) -> bool) -> bool {
    let tokens = tokens(file, decl);
    let held = Held { text: &file.text, tokens: &tokens };
    held.calls_of(makes).is_none_or(|calls| calls.into_iter().any(|at| held.is_dropped_at_once(at)))
}

fn tokens(file: &SourceFile, decl: &Decl) -> Vec<Token> {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.body);
    let mut tokens = Vec::new();
    loop {
        let token = lexer.next_token();
        if token.start >= decl.end || token.kind == TokenKind::Eof {
            return tokens;
        }
        tokens.push(token);
    }
}

struct Held<'t> {
    text: &'t str,
    tokens: &'t [Token],
}

impl<'t> Held<'t> {
    fn word(&self, at: usize) -> &'t str {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word);
        token.and_then(|token| self.text.get(token.start as usize..token.end as usize)).unwrap_or("")
    }

    fn is(&self, at: usize, kind: TokenKind) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    /// The calls of some names; `None` if it would take long to look behind each of them.
    fn calls_of(&self, begins: &dyn Fn(u32) -> bool) -> Option<Vec<usize>> {
        let calls: Vec<usize> = (0..self.tokens.len()).filter(|at| self.is_call_of(*at, begins)).collect();
        (calls.len().saturating_mul(self.tokens.len()) <= MANY_STEPS).then_some(calls)
    }

    fn is_call_of(&self, at: usize, begins: &dyn Fn(u32) -> bool) -> bool {
        let word = self.word(at);
        !word.is_empty()
            && matches!(self.tokens.get(at + 1).map(|next| next.kind), Some(TokenKind::Open(b'(') | TokenKind::Path))
            && begins(hash_text(word))
    }

    /// Whether something waits while what the call at a token has begun, or hands out once it was waited for, is held.
    fn waits_from(&self, at: usize, once_waited: bool) -> bool {
        let Some(mut next) = self.behind_call(at) else { return true };
        // What is waited for itself is no lock that blocks; so is what stands before the arrow of a `select!`.
        let is_waited_for = self.is(next, TokenKind::Other(b'.')) && self.word(next + 1) == "await";
        if is_waited_for && !once_waited || self.is_arrow(next) {
            return false;
        }
        if is_waited_for {
            next += 2;
        }
        loop {
            if self.is(next, TokenKind::Other(b'?')) {
                next += 1;
            } else if self.is(next, TokenKind::Other(b'.')) && HAND_ON.contains(&self.word(next + 1)) {
                let Some(behind) = self.behind_call(next + 1) else { return true };
                next = behind;
            } else {
                break;
            }
        }
        let to_end = |from: usize| (from..self.tokens.len()).any(|at| self.waits_at(at));
        match self.tokens.get(next).map(|token| token.kind) {
            Some(kind) if kind != TokenKind::Open(b'{') && self.may_be_extended(at) => to_end(next),
            // `let held = match m.lock() { Ok(held) => held, .. }`
            Some(TokenKind::Open(b'{')) if self.arm_hands_on(next) => match self.bound_to(at) {
                Some(name) => self.waits_before_end_of_block(next, name),
                None => to_end(next),
            },
            // A part of it is used, it is compared or assigned through, or it is looked at by a `match`.
            Some(TokenKind::Other(b'.' | b'=' | b'+' | b'-' | b'|' | b'<' | b'>') | TokenKind::Open(b'{')) => {
                self.waits_before_end_of_statement(next)
            }
            _ if self.is_lent(at) => self.waits_before_end_of_statement(next),
            Some(TokenKind::Other(b';') | TokenKind::Word) => match self.bound_to(at) {
                Some(name) => self.waits_before_end_of_block(next, name),
                None => to_end(next),
            },
            _ => to_end(next),
        }
    }

    /// Whether an arm of the `match` whose body begins here answers with no more than a variable, or what is in it.
    fn arm_hands_on(&self, body: usize) -> bool {
        let mut depth = 0u32;
        for at in body..self.tokens.len() {
            match self.tokens[at].kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) if depth <= 1 => return false,
                TokenKind::Close(_) => depth -= 1,
                _ if depth == 1 && self.is_arrow(at) && !self.word(at + 1).is_empty() => {
                    let ends = matches!(
                        self.tokens.get(at + 2).map(|token| token.kind),
                        Some(TokenKind::Other(b',') | TokenKind::Close(b'}'))
                    );
                    if ends || self.word(at + 3) == "into_inner" {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    fn is_arrow(&self, at: usize) -> bool {
        self.is(at, TokenKind::Other(b'=')) && self.tokens[at].end - self.tokens[at].start == 2
    }

    /// Whether the value of a chain of calls that ends at `at` is only borrowed or read through: `&m.lock()`.
    fn is_lent(&self, at: usize) -> bool {
        let before = self.chain_start(at).and_then(|first| first.checked_sub(1));
        before.is_some_and(|before| {
            self.word(before) == "mut" || matches!(self.tokens[before].kind, TokenKind::Other(b'&' | b'*'))
        })
    }

    /// Whether the value of a chain of calls that ends at `at`, or a part of it, is borrowed where that makes it live on:
    /// `let part = &mut m.lock().part;`, but not `f(&m.lock())`.
    fn may_be_extended(&self, at: usize) -> bool {
        let Some(first) = self.chain_start(at) else { return true };
        let is_prefix =
            |n: &usize| self.word(*n) == "mut" || matches!(self.tokens[*n].kind, TokenKind::Other(b'&' | b'*'));
        let prefixes: Vec<usize> = (0..first).rev().take_while(is_prefix).collect();
        let outer = prefixes.last().copied().unwrap_or(first);
        let is_argument = outer > 1 && self.is(outer - 1, TokenKind::Open(b'(')) && !self.word(outer - 2).is_empty();
        !is_argument && prefixes.into_iter().any(|n| self.is(n, TokenKind::Other(b'&')))
    }

    /// Whether the value of a chain of calls that ends at `at` is for nobody: it is a statement, or goes to `_`.
    fn is_dropped_at_once(&self, at: usize) -> bool {
        let Some(before) = self.chain_start(at).and_then(|first| first.checked_sub(1)) else { return true };
        match self.tokens[before].kind {
            TokenKind::Other(b';') | TokenKind::Open(b'{') | TokenKind::Close(b'}') => true,
            TokenKind::Other(b'=') => before > 1 && self.word(before - 1) == "_",
            _ => false,
        }
    }

    /// The first token of the chain of names and calls that ends at `at`.
    fn chain_start(&self, at: usize) -> Option<usize> {
        let mut first = at;
        while let Some(before) = first.checked_sub(1) {
            first = match self.tokens[before].kind {
                // What stands behind a block or a statement begins anew, unless a dot goes on with it.
                TokenKind::Close(b'}') if !self.is(first, TokenKind::Other(b'.')) => return Some(first),
                TokenKind::Close(_) => self.opening(before)?,
                TokenKind::Word if !matches!(self.word(before), "mut" | "return" | "in" | "match" | "if" | "else") => {
                    before
                }
                TokenKind::Path | TokenKind::Other(b'.' | b'?') => before,
                _ => return Some(first),
            };
        }
        Some(first)
    }

    /// The bracket that the one at `at` closes.
    fn opening(&self, at: usize) -> Option<usize> {
        let mut depth = 0u32;
        for n in (0..=at).rev() {
            match self.tokens[n].kind {
                TokenKind::Close(_) => depth += 1,
                TokenKind::Open(_) => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(n);
            }
        }
        None
    }

    /// The token behind the arguments of the call whose name stands at `at`.
    fn behind_call(&self, at: usize) -> Option<usize> {
        if !self.is(at + 1, TokenKind::Open(b'(')) {
            return None;
        }
        let mut depth = 0u32;
        for (n, token) in self.tokens.iter().enumerate().skip(at + 1) {
            match token.kind {
                TokenKind::Open(_) => depth += 1,
                TokenKind::Close(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(n + 1);
            }
        }
        None
    }

    /// The variable that a `let` before the call binds to its answer.
    fn bound_to(&self, at: usize) -> Option<&'t str> {
        let mut depth = 0u32;
        for n in (0..at).rev() {
            match self.tokens[n].kind {
                TokenKind::Close(_) => depth += 1,
                TokenKind::Open(_) if depth == 0 => return None,
                TokenKind::Open(_) => depth -= 1,
                TokenKind::Other(b';' | b',') if depth == 0 => return None,
                // The arrow of an arm.
                _ if depth == 0 && self.is_arrow(n) => return None,
                TokenKind::Word if depth == 0 && self.word(n) == "let" => {
                    let before = n.checked_sub(1).map_or("", |before| self.word(before));
                    let chained = n > 0 && self.is(n - 1, TokenKind::Other(b'&'));
                    let name = n + 1 + usize::from(self.word(n + 1) == "mut");
                    return (!matches!(before, "if" | "while") && !chained).then(|| self.word(name));
                }
                _ => {}
            }
        }
        None
    }

    /// What a statement makes and does not keep lives to its end; what a block answers with, to that of the statement
    /// around it. A word behind a closing brace begins the next one.
    fn waits_before_end_of_statement(&self, from: usize) -> bool {
        let mut depth = 0i32;
        for at in from..self.tokens.len() {
            match self.tokens[at].kind {
                TokenKind::Open(b'{') => depth += 1,
                TokenKind::Close(b'}') => {
                    depth -= 1;
                    let next = self.word(at + 1);
                    if depth <= 0 && !matches!(next, "" | "else" | "as") {
                        return false;
                    }
                }
                TokenKind::Other(b';') if depth <= 0 => return false,
                _ if self.waits_at(at) => return true,
                _ => {}
            }
        }
        false
    }

    fn waits_before_end_of_block(&self, from: usize, name: &str) -> bool {
        let mut depth = 0u32;
        for at in from..self.tokens.len() {
            match self.tokens[at].kind {
                TokenKind::Open(b'{') => depth += 1,
                TokenKind::Close(b'}') if depth == 0 => return false,
                TokenKind::Close(b'}') => depth -= 1,
                TokenKind::Word if depth == 0 && self.word(at) == "drop" && self.word(at + 2) == name => return false,
                _ if self.waits_at(at) => return true,
                _ => {}
            }
        }
        false
    }

    fn waits_at(&self, at: usize) -> bool {
        match self.word(at) {
            "await" => true,
            word => WAITING_MACROS.contains(&word) && self.is(at + 1, TokenKind::Other(b'!')),
        }
    }
}

/// Whether a method takes its receiver by value: `self`, `mut self`, and whatever else is no plain reference.
pub fn owns_receiver(file: &SourceFile, decl: &Decl) -> bool {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.start);
    let mut borrowed = false;
    loop {
        let token = lexer.next_token();
        if token.start >= decl.body || token.kind == TokenKind::Eof {
            return true;
        }
        match file.text.get(token.start as usize..token.end as usize) {
            Some("self") => return !borrowed || lexer.peek_token() == TokenKind::Other(b':'),
            Some("(") => borrowed = false,
            Some("&") => borrowed = true,
            _ => {}
        }
    }
}

/// Whether a result may borrow from something that lives in the function or before it: by a lifetime that its type
/// names, or by one of the words in it. `borrows` tells of a word whether a type of that name may.
pub fn may_lend(file: &SourceFile, decl: &Decl, borrows: &dyn Fn(&str) -> bool) -> bool {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.start);
    let mut in_result = false;
    loop {
        let token = lexer.next_token();
        if token.start >= decl.body || token.kind == TokenKind::Eof {
            return false;
        }
        let text = file.text.get(token.start as usize..token.end as usize).unwrap_or("");
        in_result |= token.kind == TokenKind::Other(b'-') && token.end - token.start == 2;
        let lends = match token.kind {
            TokenKind::Word => text == "impl" || borrows(text),
            TokenKind::Literal => text.starts_with('\'') && text != "'static",
            _ => false,
        };
        if in_result && lends {
            return true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn asked<T>(text: &str, ask: impl Fn(&SourceFile, &Decl) -> T) -> T {
        let file = SourceFile { id: FileId(0), path: "p.rs".into(), language: Language::Rust, text: text.into() };
        ask(&file, &super::super::outline(&file).decls[0])
    }

    fn waits(body: &str) -> bool {
        let text = format!("async fn f(m: &Mutex<T>) {{\n{body}\n}}\n");
        asked(&text, |file, decl| may_wait_with(file, decl, &|name| name == hash_text("lock"), &|_| false))
    }

    #[test]
    fn a_temporary_is_held_to_the_end_of_its_statement() {
        assert!(!waits("m.lock().unwrap().push(1); g().await"));
        assert!(!waits("let n = m.lock().unwrap().len(); g(n).await"));
        assert!(!waits("let n = { m.lock()?.len() }; g(n).await"));
        assert!(waits("g(m.lock().unwrap().len()).await"));
        assert!(waits("h(m.lock().unwrap().len(), g().await);"));
        assert!(waits("if let Some(a) = m.lock().unwrap().get(0) { g(a).await; }"));
        assert!(waits("match m.lock().unwrap().kind { A => g().await, B => {} }"));
        assert!(waits("m.lock().unwrap().push(select! { a = g() => a });"));
        assert!(waits("let a = match m.lock() { Ok(a) => a, Err(e) => e.into_inner() }; g().await"));
        assert!(!waits("let a = match m.lock() { Ok(a) => a.len(), Err(_) => 0 }; g().await"));
        assert!(!waits("*m.lock().unwrap() = 1; g().await"));
        assert!(!waits("*m.lock().unwrap() += 1; h(&mut a.b(c).lock().unwrap()); g().await"));
        assert!(!waits("if let A(a) = &mut *m.lock().unwrap() { h(a) } else { i() } g().await"));
        assert!(!waits("for a in m.lock().unwrap().iter() { h(a) } g().await"));
        assert!(!waits("let a = match b { B => { m.lock().unwrap().len() } C => g().await };"));
        assert!(waits("h(&m.lock().unwrap(), g().await); "));
        assert!(waits("for a in m.lock().unwrap().iter() { h(a); g().await }"));
    }

    #[test]
    fn a_variable_is_held_to_the_end_of_its_block() {
        assert!(!waits("{ let mut a = m.lock().unwrap(); a.push(1); } g().await"));
        assert!(!waits("let a = m.lock(); a.push(1); drop(a); g().await"));
        assert!(!waits("g().await; let Ok(a) = m.lock() else { return }; a.push(1);"));
        assert!(waits("let a = m.lock().map_err(|e| e)?; g().await; drop(a);"));
        assert!(waits("let a = m.lock(); if b { drop(a); return; } g().await"));
        assert!(waits("let a; a = m.lock(); g().await"));
        assert!(waits("let a = { m.lock().unwrap() }; g().await"));
        assert!(waits("let a = match b { B => m.lock(), C => return }; g().await"));
        assert!(waits("while let Ok(a) = m.lock() { g().await }"));
        assert!(waits("let a = Some(m.lock()); g().await"));
        assert!(waits("let a = &mut *m.lock().unwrap(); g().await"));
        assert!(waits("let a = &m.lock().unwrap().b; g().await"));
        assert!(waits("let a = A { b: &m.lock().unwrap() }; g().await"));
        assert!(waits("a.push(m.lock()); g().await"));
    }

    #[test]
    fn what_is_waited_for_is_no_lock_that_blocks() {
        assert!(!waits("let a = m.lock().await; g(a).await"));
        assert!(!waits("let a = m.lock(); a.push(1)"));
        assert!(!waits("let a = select! { a = m.lock() => a, b = g() => b }; g().await"));
    }

    #[test]
    fn very_many_locks_are_not_looked_behind() {
        let many = "m.lock().unwrap().push(1);\n".repeat(2000);
        assert!(waits(&format!("{many} g().await")));
    }

    #[test]
    fn what_nobody_gets_is_dropped_at_once() {
        let dropped = |body: &str| {
            let text = format!("fn f(m: &Mutex<T>) {{\n{body}\n}}\n");
            asked(&text, |file, decl| may_drop_at_once(file, decl, &|name| name == hash_text("lock")))
        };
        assert!(dropped("let _ = m.lock().await;"));
        assert!(dropped("g(); a.b(c).lock().await?;"));
        assert!(dropped("if a { g() } m.lock();"));
        assert!(dropped("if a { m::lock() }"));
        assert!(dropped("let _: A = g(); let _ = lock();"));
        assert!(!dropped("let _guard = m.lock();"));
        assert!(!dropped("g(m.lock()); *m.lock() = 1; return m.lock();"));
    }

    #[test]
    fn a_receiver_is_owned_or_borrowed() {
        assert!(asked("fn f(self) {}", owns_receiver));
        assert!(asked("fn f<A: Fn(&B)>(mut self, a: &A) {}", owns_receiver));
        assert!(asked("fn f(self: Box<Self>) {}", owns_receiver));
        assert!(asked("fn f(a: A) {}", owns_receiver));
        assert!(!asked("fn f(&self) {}", owns_receiver));
        assert!(!asked("fn f<'a>(&'a mut self, a: A) {}", owns_receiver));
    }

    #[test]
    fn what_a_result_borrows_its_type_says() {
        let lends = |text: &str| asked(text, |file, decl| may_lend(file, decl, &|word| word == "Guard"));
        assert!(lends("fn f<'a>(a: &'a A) -> View<'a> { g() }"));
        assert!(lends("fn f(a: &A) -> Option<Guard<T>> { g() }"));
        assert!(lends("fn f(a: &A) -> impl Deref { g() }"));
        assert!(!lends("fn f<'a>(a: &'a Guard) -> Result<&'static str, Error> { Guard(a) }"));
        assert!(!lends("fn f(a: Guard, b: -1) { Guard(a) }"));
    }
}
