//! `use` trees as imports: one for each name that is brought in.

use super::lex::{Lexer, Token, TokenKind};
use crate::base::Name;
use crate::ir::Import;

/// Trees deeper than this are cut.
const MAX_DEPTH: u32 = 64;

/// Paths longer than this, in bytes, are no paths that anybody wrote.
const LONGEST: usize = 1000;

/// Reads what stands between `use` and the semicolon. A glob has the alias `*` and the path before it.
pub fn read_use(text: &str, imports: &mut Vec<Import>) {
    let mut lexer = Lexer::new(text);
    let token = lexer.next_token();
    let mut reader = Reader { text, lexer, token, imports };
    reader.tree(String::new(), 0);
}

/// Adds what bodies of functions import to the imports of their module. A name that has another meaning in the module,
/// or several in its functions, is left out, and so are globs.
pub fn add_inner(inner: Vec<Import>, imports: &mut Vec<Import>) {
    let outer = imports.len();
    let known = |import: &Import, list: &[Import]| list.iter().any(|other| other.alias == import.alias);
    for import in &inner {
        let glob = import.alias.is_none_or(|alias| matches!(alias.as_str(), "*" | "_"));
        let ambiguous = inner.iter().any(|other| other.alias == import.alias && other.path != import.path);
        if !glob && !ambiguous && !known(import, &imports[..outer]) && !known(import, &imports[outer..]) {
            imports.push(*import);
        }
    }
}

struct Reader<'t, 'i> {
    text: &'t str,
    lexer: Lexer<'t>,
    token: Token,
    imports: &'i mut Vec<Import>,
}

impl<'t> Reader<'t, '_> {
    fn take(&mut self) -> &'t str {
        let token = self.token;
        self.token = self.lexer.next_token();
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn tree(&mut self, mut path: String, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        loop {
            match self.token.kind {
                TokenKind::Path => {
                    self.take();
                }
                TokenKind::Word => {
                    let word = self.take();
                    if word == "as" {
                        let alias = self.take();
                        self.add(&path, alias);
                        return;
                    }
                    if word != "self" || path.is_empty() {
                        if !path.is_empty() {
                            path.push_str("::");
                        }
                        path.push_str(word.trim_start_matches("r#"));
                    }
                    let goes_on = self.token.kind == TokenKind::Path || self.is_as();
                    if !goes_on {
                        let alias = path.rsplit("::").next().unwrap_or(&path).to_owned();
                        self.add(&path, &alias);
                        return;
                    }
                }
                TokenKind::Other(b'*') => {
                    self.take();
                    self.add(&path, "*");
                    return;
                }
                TokenKind::Open(b'{') => {
                    self.take();
                    self.list(&path, depth);
                    return;
                }
                _ => return,
            }
        }
    }

    fn is_as(&self) -> bool {
        self.text.get(self.token.start as usize..self.token.end as usize) == Some("as")
    }

    fn list(&mut self, path: &str, depth: u32) {
        loop {
            match self.token.kind {
                TokenKind::Close(_) => {
                    self.take();
                    return;
                }
                TokenKind::Eof => return,
                TokenKind::Other(b',') => {
                    self.take();
                }
                _ => {
                    let before = self.token.start;
                    self.tree(path.to_owned(), depth + 1);
                    if self.token.start == before {
                        self.take();
                    }
                }
            }
        }
    }

    fn add(&mut self, path: &str, alias: &str) {
        if path.len() > LONGEST {
            return;
        }
        self.imports.push(Import { alias: Some(Name::new(alias)), path: Name::new(path) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees_are_flattened() {
        let mut imports = Vec::new();
        for tree in ["std::{fs::{self, File as F}, io, process::*}", "::x::Y", "crate::z as _"] {
            read_use(tree, &mut imports);
        }
        read_use("a::b as c", &mut imports);
        let said: Vec<String> =
            imports.iter().map(|import| format!("{}={}", import.alias.unwrap(), import.path)).collect();
        let inner = vec![imports[0], Import { alias: Some(Name::new("New")), path: Name::new("a::New") }];
        add_inner(inner, &mut imports);
        assert_eq!(imports.last().unwrap().path.as_str(), "a::New");
        assert_eq!(imports.len(), said.len() + 1);
        assert_eq!(said.join(" "), "fs=std::fs F=std::fs::File io=std::io *=std::process Y=x::Y _=crate::z c=a::b");
    }
}
