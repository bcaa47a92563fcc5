//! The compact text form of an exported API, one section a package.
//!
//! ```text
//! package database/sql
//! import context
//! import driver database/sql/driver
//! const LevelDefault, LevelSnapshot IsolationLevel
//! var ErrNoRows error
//! type Row struct{}
//! func Open(string, string) (*DB, error)
//! func (*DB) Begin() (*Tx, error)
//! ```
//!
//! A section ends where the next begins. The text is cut into sections with a search for their first lines;
//! a section is only read when somebody asks for its package.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::parse::{ParseError, parse_signature, parse_type};
use super::table::{ApiType, PackageApi};
use crate::base::{Name, Type};

const HEADER: &str = "package ";

/// Where the section of each package lies in the text, without its first line.
pub fn sections(text: &str) -> FxHashMap<&str, Range<usize>> {
    let mut found: FxHashMap<&str, Range<usize>> = FxHashMap::default();
    let mut open: Option<(&str, usize)> = None;
    let starts = text.starts_with(HEADER).then_some(0);
    let later = memchr::memmem::find_iter(text.as_bytes(), b"\npackage ").map(|at| at + 1);
    for at in starts.into_iter().chain(later) {
        if let Some((path, from)) = open {
            found.insert(path, from..at);
        }
        let line = text[at..].lines().next().unwrap_or("");
        open = Some((line[HEADER.len()..].trim(), (at + line.len() + 1).min(text.len())));
    }
    if let Some((path, from)) = open {
        found.insert(path, from..text.len());
    }
    found
}

/// Reads one section. Lines that cannot be read are left out; the list names them.
pub fn read_section(path: &str, section: &str) -> (PackageApi, Vec<ParseError>) {
    let mut reader = Reader { own: Name::new(path), imports: Vec::new(), api: PackageApi::new(path) };
    let mut errors = Vec::new();
    for line in section.lines() {
        if let Err(error) = reader.line(line) {
            errors.push(ParseError { at: error.at, message: format!("{} in `{line}`", error.message) });
        }
    }
    (reader.api, errors)
}

struct Reader {
    own: Name,
    imports: Vec<(String, Name)>,
    api: PackageApi,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), ParseError> {
        let (keyword, rest) = line.split_once(' ').unwrap_or((line, ""));
        match keyword {
            "import" => {
                let (qualifier, path) = rest.split_once(' ').unwrap_or((last_element(rest), rest));
                self.imports.push((qualifier.to_owned(), Name::new(path)));
                Ok(())
            }
            "const" | "var" => self.values(rest),
            "func" => self.function(rest),
            "type" => self.type_line(rest),
            // Blank lines and remarks.
            _ => Ok(()),
        }
    }

    fn parse_type(&self, text: &str) -> Result<Type, ParseError> {
        parse_type(text, &|word| qualifier(&self.imports, word), self.own)
    }

    /// `A, B, C T`.
    fn values(&mut self, rest: &str) -> Result<(), ParseError> {
        let mut names = Vec::new();
        let mut left = rest;
        while let Some((name, after)) = left.split_once(", ").filter(|(name, _)| is_word(name)) {
            names.push(name);
            left = after;
        }
        let (name, ty) = left.split_once(' ').unwrap_or((left, ""));
        names.push(name);
        let ty = self.parse_type(ty)?;
        self.api.values.extend(names.into_iter().map(|name| (Name::new(name), ty.clone())));
        Ok(())
    }

    fn function(&mut self, rest: &str) -> Result<(), ParseError> {
        let parsed = parse_signature(rest, &|word| qualifier(&self.imports, word), self.own)?;
        let signature = Arc::new(parsed.signature);
        match parsed.path.receiver {
            Some(receiver) => self.api.methods.insert((receiver, parsed.path.name), signature),
            None => self.api.functions.insert(parsed.path.name, signature),
        };
        Ok(())
    }

    /// `Name[T any] type` or `Name = type`.
    fn type_line(&mut self, rest: &str) -> Result<(), ParseError> {
        let declared = if let Some((name, aliased)) = rest.split_once(" = ") {
            let ty = self.parse_type(aliased)?;
            (Name::new(name), ApiType { type_params: Vec::new(), ty, alias: true, complete: true })
        } else {
            // Read as the header of a function from the type's parameters and what it stands for.
            let end = head_end(rest);
            let header = format!("{}({})", &rest[..end], &rest[end..]);
            let parsed = parse_signature(&header, &|word| qualifier(&self.imports, word), self.own)?;
            let type_params = parsed.signature.type_params.iter().filter_map(|param| param.name).collect();
            let ty = parsed.signature.params.into_iter().next().map_or(Type::Unknown, |param| param.ty);
            (parsed.path.name, ApiType { type_params, ty, alias: false, complete: true })
        };
        self.api.types.insert(declared.0, Arc::new(declared.1));
        Ok(())
    }
}

/// Where the name of a declared type and its type parameters end: at the first space outside brackets.
fn head_end(rest: &str) -> usize {
    let mut depth = 0;
    for (at, c) in rest.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            ' ' if depth == 0 => return at,
            _ => {}
        }
    }
    rest.len()
}

fn qualifier(imports: &[(String, Name)], word: &str) -> Option<Name> {
    imports.iter().find(|(qualifier, _)| qualifier == word).map(|(_, path)| *path)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The last element of an import path.
pub fn last_element(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "package a/b\nimport q c/d\ntype T[P any] struct { q.E; F P }\nfunc (*T[P]) Get() P\nvar A, B *T\n\
        broken\nfunc broken\npackage c/d\ntype E = int\n";

    #[test]
    fn sections_are_found_and_read() {
        let found = sections(TEXT);
        let (api, errors) = read_section("a/b", &TEXT[found["a/b"].clone()]);
        assert_eq!(errors.len(), 1);
        assert_eq!(api.methods[&(Name::new("T"), Name::new("Get"))].to_string(), "() P");
        assert_eq!(api.values[&Name::new("B")].to_string(), "*a/b.T");
        let Type::Struct(fields) = &api.types[&Name::new("T")].ty else { panic!() };
        assert_eq!(fields[0].ty.to_string(), "c/d.E");
        assert_eq!(fields[1].ty, Type::Param(Name::new("P")));
        let (api, _) = read_section("c/d", &TEXT[found["c/d"].clone()]);
        assert!(api.types[&Name::new("E")].alias);
    }
}
