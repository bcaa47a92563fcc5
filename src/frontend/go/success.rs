//! Whether a function can answer with an error at all, told from its tokens: a stub for a platform that has nothing to do
//! ends with `return nil` everywhere, and what a caller does about its error never happens.

use super::lex::{Lexer, TokenKind};
use crate::base::SourceFile;
use crate::ir::Decl;

/// Whether every `return` of a declaration ends with `nil`, those of function literals included. In doubt the answer
/// is no.
pub fn never_fails(file: &SourceFile, decl: &Decl) -> bool {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.body);
    let is = |start: u32, end: u32, word: &str| file.text.get(start as usize..end as usize) == Some(word);
    let mut any = false;
    loop {
        let token = lexer.next_token();
        if token.start >= decl.end || token.kind == TokenKind::Eof {
            return any;
        }
        if token.kind != TokenKind::Jump || !is(token.start, token.end, "return") {
            continue;
        }
        let (mut before, mut last, mut depth) = (token, token, 0u32);
        loop {
            let next = lexer.next_token();
            match next.kind {
                TokenKind::Eof => return false,
                TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
                TokenKind::Semicolon | TokenKind::Newline | TokenKind::RightBrace if depth == 0 => break,
                TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => {
                    depth = depth.saturating_sub(1);
                }
                _ => {}
            }
            (before, last) = (last, next);
        }
        let alone = matches!(before.kind, TokenKind::Jump | TokenKind::Comma);
        if !alone || !is(last.start, last.end, "nil") {
            return false;
        }
        any = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn holds(body: &str) -> bool {
        let text = format!("package p\n\nfunc f(c *T) (int, error) {body}\n");
        let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
        let outline = super::super::outline(&file);
        never_fails(&file, &outline.decls[0])
    }

    #[test]
    fn every_return_ends_with_nil() {
        assert!(holds("{ return nil }"));
        assert!(holds("{\n\tif c.ok {\n\t\treturn g(1, T{2}), nil\n\t}\n\treturn 0, nil\n}"));
        assert!(!holds("{\n\tif c.ok {\n\t\treturn 0, err\n\t}\n\treturn 0, nil\n}"));
        assert!(!holds("{ return g(nil) }"));
        assert!(!holds("{ return 0, e.nil }"));
        assert!(!holds("{ return }"));
        assert!(!holds("{ panic(c) }"));
    }
}
