//! Go.

pub mod lex;
mod outline;
mod parse_only;
mod scan;

use crate::base::{Problem, Signature, SourceFile};
use crate::ir::{Decl, Function, Outline, TypeDecl, ValueDecl};

pub use parse_only::parse_only;

/// Lexes a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    outline::outline(file)
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
