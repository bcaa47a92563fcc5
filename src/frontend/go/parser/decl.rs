//! Whole declarations: a function, a type, variables or constants.

use super::Parser;
use super::cursor::Tok;
use crate::base::SourceFile;
use crate::frontend::go::ast::{FuncDecl, Ident, TypeSpec, ValueSpec};
use crate::frontend::go::types::receiver_of;

/// The function between two offsets, or as much of its head as lies there.
pub fn function(file: &SourceFile, start: u32, end: u32) -> Option<FuncDecl> {
    let mut parser = Parser::new(file, start, end)?;
    parser.take(Tok::Func)?;
    let is_method = parser.kind() == Tok::LeftParen;
    let receiver = if is_method { receiver_of(parser.params()?.0) } else { None };
    let name = parser.ident()?;
    let generic = !is_method && parser.kind() == Tok::LeftBracket;
    let type_params = if generic { parser.type_params()? } else { Vec::new() };
    let mut ty = parser.signature()?;
    ty.type_params = type_params;
    let body = if parser.kind() == Tok::LeftBrace { Some(parser.func_body()?) } else { None };
    parser.finish(FuncDecl { name, receiver, ty, body })
}

/// The type specification between two offsets, without the keyword.
pub fn type_spec(file: &SourceFile, start: u32, end: u32) -> Option<TypeSpec> {
    let mut parser = Parser::new(file, start, end)?;
    let (_, spec) = parser.type_spec()?;
    parser.finish(spec)
}

/// The specification of variables or constants between two offsets, without the keyword.
pub fn value_spec(file: &SourceFile, start: u32, end: u32, is_const: bool) -> Option<ValueSpec> {
    let mut parser = Parser::new(file, start, end)?;
    let spec = parser.value_spec(is_const)?;
    parser.finish(spec)
}

impl Parser<'_> {
    /// `T[P any] U`, `T = U`.
    pub fn type_spec(&mut self) -> Option<(Ident, TypeSpec)> {
        let ident = self.ident()?;
        let generic = self.kind() == Tok::LeftBracket && self.holds_type_params();
        let type_params = if generic { self.type_params()? } else { Vec::new() };
        let alias = self.eat(Tok::Assign);
        let ty = self.ty()?;
        Some((ident, TypeSpec { type_params, ty, alias }))
    }
}
