//! Text of functions with a call taken out, or made later: mistakes that the mutation harness puts into correct code.
//!
//! A call that is a statement, with what waits for it and asks whether it failed, goes with its statement. A call whose
//! value is used becomes one of a function that nobody knows: it may answer anything. What it is called on is made first,
//! and dropped. A statement that is made later stands at the end of its block, before the value of the block.

use super::lex::{Lexer, Token, TokenKind, closing};
use crate::base::{SourceFile, Span};
use crate::frontend::{Changed, Edit};
use crate::ir::Decl;

/// A call that may answer anything.
const ANYTHING: &str = "\u{f8}()";

/// The tokens of one declaration, at their places in the file.
struct Tokens<'f> {
    text: &'f str,
    all: Vec<Token>,
}

/// The tokens of a statement that does nothing but make a call: the first, and the semicolon.
#[derive(Clone, Copy)]
struct Statement {
    first: usize,
    semicolon: usize,
}

/// The function without some of its calls, but with what stands at `kept`. `None` if one of them is no call of the
/// function.
pub fn without_calls(file: &SourceFile, decl: &Decl, calls: &[Span], kept: Span) -> Option<Changed> {
    let tokens = Tokens::of(file, decl)?;
    let mut edits: Vec<Edit> = Vec::new();
    let mut opened: Vec<Edit> = Vec::new();
    for call in calls {
        let mut edit = tokens.removal(*call)?;
        if edit.start <= kept.start && kept.end <= edit.end {
            let text = file.text.get(kept.start as usize..kept.end as usize)?;
            // Keeps its place, so that it is found again.
            edit.text = " ".repeat((kept.start - edit.start) as usize) + text;
            edit.text.push(';');
            if tokens.statement(*call).is_none() {
                edit.text = format!("{} {ANYTHING} }})", edit.text);
                opened.push(Edit { start: edit.start, end: edit.start, text: "({ ".to_owned() });
            }
        }
        edits.push(edit);
    }
    // A call inside one that goes goes with it.
    let ranges: Vec<(u32, u32)> = edits.iter().map(|edit| (edit.start, edit.end)).collect();
    edits.retain(|edit| {
        let holds = |(start, end): &(u32, u32)| *start <= edit.start && edit.end <= *end;
        !ranges.iter().any(|range| holds(range) && *range != (edit.start, edit.end))
    });
    edits.extend(opened);
    edits.sort();
    edits.dedup();
    Changed::new(file, decl, edits)
}

/// The function with the statement of a call moved behind all exits of its block that follow it, but for the value of
/// the block. `None` if no exit lies between, the call is no statement, or what stands at `kept` would move with it.
pub fn with_call_last(file: &SourceFile, decl: &Decl, call: Span, kept: Span) -> Option<Changed> {
    let tokens = Tokens::of(file, decl)?;
    let statement = tokens.statement(call)?;
    let (start, end) = (tokens.all[statement.first].start, tokens.all[statement.semicolon].end);
    if start <= kept.start && kept.end <= end {
        return None;
    }
    let to = tokens.last_place(statement.semicolon + 1)?;
    if !tokens.all[statement.semicolon + 1..to].iter().any(|token| tokens.leaves(*token)) {
        return None;
    }
    let at = tokens.all[to - 1].end;
    let text = file.text.get(start as usize..end as usize)?;
    let edits = vec![Edit { start, end, text: String::new() }, Edit { start: at, end: at, text: format!("\n{text}") }];
    Changed::new(file, decl, edits)
}

impl<'f> Tokens<'f> {
    fn of(file: &'f SourceFile, decl: &Decl) -> Option<Tokens<'f>> {
        let text = file.text.get(..decl.end as usize)?;
        let mut lexer = Lexer::new(text);
        lexer.seek(decl.start);
        let mut all = Vec::new();
        loop {
            let token = lexer.next_token();
            if token.kind == TokenKind::Eof {
                return Some(Tokens { text, all });
            }
            all.push(token);
        }
    }

    fn kind(&self, at: usize) -> TokenKind {
        self.all.get(at).map_or(TokenKind::Eof, |token| token.kind)
    }

    fn word(&self, at: usize) -> &'f str {
        let token = self.all.get(at).filter(|token| token.kind == TokenKind::Word);
        token.and_then(|token| self.text.get(token.start as usize..token.end as usize)).unwrap_or("")
    }

    /// What to replace so that the call is not made.
    fn removal(&self, call: Span) -> Option<Edit> {
        // The end of a scope is no text.
        if call.end <= call.start {
            return None;
        }
        if let Some(statement) = self.statement(call) {
            let (start, end) = (self.all[statement.first].start, self.all[statement.semicolon].end);
            return Some(Edit { start, end, text: String::new() });
        }
        let last = self.all.iter().find(|token| token.end == call.end)?;
        let is_call = last.kind == TokenKind::Close(b')') && self.all.iter().any(|token| token.start == call.start);
        is_call.then(|| Edit { start: call.start, end: call.end, text: ANYTHING.to_owned() })
    }

    /// The statement that makes a call and does nothing with its value but ask whether it failed.
    fn statement(&self, call: Span) -> Option<Statement> {
        let mut first = self.all.iter().position(|token| token.start == call.start)?;
        let mut next = self.all.iter().position(|token| token.end == call.end)? + 1;
        // `let _ = ` and `_ = `.
        if first >= 2 && self.kind(first - 1) == TokenKind::Other(b'=') && self.word(first - 2) == "_" {
            first -= 2;
            first -= usize::from(first >= 1 && self.word(first - 1) == "let");
        }
        let before = first.checked_sub(1)?;
        if !matches!(self.kind(before), TokenKind::Other(b';') | TokenKind::Open(b'{') | TokenKind::Close(b'}')) {
            return None;
        }
        loop {
            next = match self.kind(next) {
                TokenKind::Other(b';') => return Some(Statement { first, semicolon: next }),
                TokenKind::Other(b'?') => next + 1,
                TokenKind::Other(b'.') if self.kind(next + 1) == TokenKind::Word => match self.kind(next + 2) {
                    TokenKind::Open(b'(') => self.behind_bracket(next + 2)?,
                    _ => next + 2,
                },
                _ => return None,
            };
        }
    }

    /// The token behind the bracket that closes what is opened at `open`.
    fn behind_bracket(&self, open: usize) -> Option<usize> {
        let mut awaited: Vec<u8> = Vec::new();
        for at in open..self.all.len() {
            match self.kind(at) {
                TokenKind::Open(bracket) => awaited.push(closing(bracket)),
                TokenKind::Close(bracket) if awaited.pop() != Some(bracket) => return None,
                _ => {}
            }
            if awaited.is_empty() {
                return Some(at + 1);
            }
        }
        None
    }

    /// The last place between two statements in the rest of a block, which begins at a token.
    fn last_place(&self, from: usize) -> Option<usize> {
        let (mut at, mut last) = (from, None);
        loop {
            match self.kind(at) {
                TokenKind::Close(b'}') => return last,
                TokenKind::Open(bracket) => {
                    at = self.behind_bracket(at)?;
                    // An item that ends with a brace, followed by another.
                    let goes_on = self.kind(at) != TokenKind::Word || matches!(self.word(at), "else" | "as");
                    if bracket == b'{' && !goes_on {
                        last = Some(at);
                    }
                }
                TokenKind::Close(_) | TokenKind::Eof => return None,
                kind => {
                    at += 1;
                    if kind == TokenKind::Other(b';') {
                        last = Some(at);
                    }
                }
            }
        }
    }

    /// Whether a token may leave the function.
    fn leaves(&self, token: Token) -> bool {
        let text = self.text.get(token.start as usize..token.end as usize).unwrap_or("");
        token.kind == TokenKind::Other(b'?') || matches!(text, "return" | "bail" | "ensure")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::frontend::changed::text_after;

    const TEXT: &str = "async fn f() -> Result<(), E> {
    let mut tx = pool.begin().await?;
    tx.stop().await?;
    let _ = tx.end();
    if let Err(e) = tx.commit().await {
        return Err(e);
    }
    unsafe { close(fd) };
    x(tx.last()).await
}
";

    fn changed(change: fn(&SourceFile, &Decl, Span) -> Option<Changed>, call: &str) -> Option<String> {
        text_after(TEXT, Language::Rust, change, call)
    }

    fn without(call: &str) -> String {
        let change =
            |file: &SourceFile, decl: &Decl, call| without_calls(file, decl, &[call], Span::new(file.id, 9, 9));
        changed(change, call).expect("a call")
    }

    #[test]
    fn calls_go_with_their_statements() {
        assert!(without("tx.stop()").contains(".await?;\n    \n    let _ = tx.end();"));
        assert!(without("tx.end()").contains("tx.stop().await?;\n    \n    if let"));
        assert!(without("tx.commit()").contains("if let Err(e) = \u{f8}().await {"));
        assert!(without("close(fd)").contains("unsafe { \u{f8}() };"));
        assert!(without("tx.last()").contains("x(\u{f8}()).await\n"));
    }

    #[test]
    fn what_is_kept_stays_in_its_place() {
        let keep = |file: &SourceFile, decl: &Decl, call: Span| {
            without_calls(file, decl, &[call], Span::new(file.id, call.start + 2, call.end - 1))
        };
        let kept = changed(keep, "x(tx.last())").expect("a call");
        assert!(kept.contains("\n    ({   tx.last(); \u{f8}() }).await\n"), "{kept}");
    }

    #[test]
    fn statements_move_behind_exits() {
        let late = |call| {
            let change =
                |file: &SourceFile, decl: &Decl, call| with_call_last(file, decl, call, Span::new(file.id, 9, 9));
            changed(change, call)
        };
        let moved = late("tx.stop()").expect("a statement");
        assert!(moved.contains("close(fd) };\ntx.stop().await?;\n    x(tx.last())"), "{moved}");
        assert_eq!(late("tx.last()"), None);
        assert_eq!(late("tx.commit()"), None);
    }
}
