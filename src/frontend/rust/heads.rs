//! What the text before the body of an item says: attributes, the header of an `impl`.

use super::lex::{Lexer, TokenKind};
use crate::base::Name;

/// Whether the first lines of a file say that a program wrote it.
pub fn says_generated(head: &str) -> bool {
    let mut lines = head.lines().take(12).filter(|line| line.starts_with("//"));
    lines.any(|line| line.contains("@generated") || line.to_ascii_lowercase().contains("automatically generated"))
}

/// `#[cfg(test)]`, `#[test]`, `#[some::test]`.
pub fn is_for_tests(attribute: &str) -> bool {
    let inner = attribute.trim_matches(['[', ']']).trim();
    if let Some(condition) = inner.strip_prefix("cfg") {
        return condition.contains("test") && !condition.contains("not(test");
    }
    let path = inner.split('(').next().unwrap_or(inner).trim();
    path == "test" || path.ends_with("::test")
}

/// The lints of a tool that `[allow(..)]` or `[expect(..)]` names, and the reason given.
pub fn allowed(attribute: &str) -> Option<(Vec<String>, Option<String>)> {
    let inner = attribute.strip_prefix('[')?.strip_suffix(']')?.trim();
    let list = inner.strip_prefix("allow").or_else(|| inner.strip_prefix("expect"))?.trim_start();
    let list = list.strip_prefix('(')?.strip_suffix(')')?;
    let lints: Vec<String> =
        list.split(',').map(str::trim).filter(|lint| lint.starts_with("clippy::")).map(str::to_owned).collect();
    let reason = list.split_once("reason").and_then(|(_, rest)| rest.split('"').nth(1));
    (!lints.is_empty()).then(|| (lints, reason.map(str::to_owned)))
}

/// Whether an attribute says that its item is not always compiled.
pub fn is_condition(attribute: &str) -> bool {
    attribute.trim_start_matches('[').trim_start().starts_with("cfg")
}

/// `#[cfg(windows)]`, `#[cfg(target_os = "windows")]`: the operating system that an item is for.
pub fn system(attribute: &str) -> Option<Name> {
    let inner = attribute.strip_prefix('[')?.strip_suffix(']')?.trim();
    let condition = inner.strip_prefix("cfg")?.trim().strip_prefix('(')?.strip_suffix(')')?.trim();
    match condition.strip_prefix("target_os") {
        Some(rest) => Some(Name::new(rest.trim().strip_prefix('=')?.trim().strip_prefix('"')?.strip_suffix('"')?)),
        None => (condition == "windows").then(|| Name::new(condition)),
    }
}

/// The operating system that a part of the standard library is for.
pub fn system_of_import(path: &str) -> Option<Name> {
    let system = path.strip_prefix("std::os::")?.split("::").next()?;
    // Those with several systems in them say nothing.
    (!matches!(system, "unix" | "fd" | "raw")).then(|| Name::new(system))
}

/// The name of the type that `impl<..> Trait for Type<..> where ..` is about.
pub fn self_type(header: &str) -> &str {
    let mut lexer = Lexer::new(header);
    let (mut depth, mut name, mut last) = (0i32, "", TokenKind::Eof);
    loop {
        let token = lexer.next_token();
        let text = header.get(token.start as usize..token.end as usize).unwrap_or("");
        match token.kind {
            TokenKind::Eof => return name,
            TokenKind::Other(b'<') => depth += 1,
            TokenKind::Other(b'>') => depth -= 1,
            TokenKind::Word if depth == 0 => match text {
                "for" => name = "",
                "where" => return name,
                "dyn" | "mut" | "const" | "unsafe" => {}
                _ if last == TokenKind::Path || name.is_empty() => name = text,
                _ => {}
            },
            _ => {}
        }
        // Of `->` only the first byte is kept, so that it is no bracket.
        last = token.kind;
    }
}
