//! Go.

mod parse_only;

use crate::base::{Language, Name, Problem, Signature, SourceFile};
use crate::ir::{Decl, Function, Outline, TypeDecl, ValueDecl};

pub use parse_only::parse_only;

/// Lexes a file into its outline.
///
/// Stand-in: reads the package clause only.
pub fn outline(file: &SourceFile) -> Outline {
    let package = file.text.lines().find_map(|line| line.strip_prefix("package ")).unwrap_or("");
    let package = package.split_whitespace().next().unwrap_or("");
    Outline {
        language: Language::Go,
        package: Name::new(package),
        imports: Vec::new(),
        decls: Vec::new(),
        directives: Vec::new(),
        problems: Vec::new(),
        generated: file.text.starts_with("// Code generated"),
    }
}

/// Parses and lowers one function.
pub fn lower(_file: &SourceFile, _decl: &Decl) -> Result<Function, Problem> {
    todo!()
}

/// Parses the head of one function.
pub fn signature(_file: &SourceFile, _decl: &Decl) -> Option<Signature> {
    todo!()
}

/// Parses a type declaration.
pub fn type_decl(_file: &SourceFile, _decl: &Decl) -> Option<TypeDecl> {
    todo!()
}

/// Parses a package-level variable.
pub fn value_decl(_file: &SourceFile, _decl: &Decl) -> ValueDecl {
    todo!()
}
