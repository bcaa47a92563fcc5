//! Declarations to syntax trees: by the parser, or else by the grammar.
//!
//! The parser ([`parser`](super::parser)) is several times as fast and accepts correct Go only. What it refuses, the
//! grammar reads: it recovers from mistakes, so that a statement that is not understood costs no more than itself.

use super::ast::{FuncDecl, TypeSpec, ValueSpec};
use super::parse::{self, Field, Kind};
use super::parser;
use super::read::{Fault, Reader};
use crate::base::SourceFile;
use crate::ir::{Decl, DeclKind};

/// The function or method between two offsets, or its head.
pub fn function(file: &SourceFile, start: u32, end: u32) -> Result<FuncDecl, Fault> {
    match parser::function(file, start, end) {
        Some(function) => Ok(function),
        None => recover_function(file, start, end),
    }
}

/// A type declaration.
pub fn type_spec(file: &SourceFile, decl: &Decl) -> Option<TypeSpec> {
    parser::type_spec(file, decl.start, decl.end).or_else(|| recover_type(file, decl))
}

/// A package-level variable or constant, with those declared beside it.
pub fn value_spec(file: &SourceFile, decl: &Decl) -> Option<ValueSpec> {
    let is_const = decl.kind == DeclKind::Const;
    parser::value_spec(file, decl.start, decl.end, is_const).or_else(|| recover_value(file, decl))
}

fn recover_function(file: &SourceFile, start: u32, end: u32) -> Result<FuncDecl, Fault> {
    let parsed = parse::parse("", &file.text, start, end).ok_or(Fault::Depth)?;
    let mut reader = Reader::new(file, &parsed);
    let node = reader.declaration(&[Kind::FunctionDeclaration, Kind::MethodDeclaration]).ok_or(Fault::Syntax)?;
    let function = reader.function(node);
    match reader.fault() {
        Some(fault) => Err(fault),
        None => Ok(function),
    }
}

fn recover_type(file: &SourceFile, decl: &Decl) -> Option<TypeSpec> {
    let parsed = parse::parse("type ", &file.text, decl.start, decl.end)?;
    let mut reader = Reader::new(file, &parsed);
    let outer = reader.declaration(&[Kind::TypeDeclaration])?;
    let spec = *reader.children(outer).first()?;
    let mut type_params = Vec::new();
    for child in reader.children(spec) {
        if child.kind == Kind::TypeParameterList {
            type_params.extend(reader.type_params(child));
        }
    }
    let ty = reader.in_field(spec, Field::Type);
    let alias = spec.kind == Kind::TypeAlias;
    reader.fault().is_none().then_some(TypeSpec { type_params, ty, alias })
}

fn recover_value(file: &SourceFile, decl: &Decl) -> Option<ValueSpec> {
    let (prefix, kind) = match decl.kind {
        DeclKind::Const => ("const ", Kind::ConstDeclaration),
        DeclKind::Var | DeclKind::Func | DeclKind::Method | DeclKind::Type => ("var ", Kind::VarDeclaration),
    };
    let parsed = parse::parse(prefix, &file.text, decl.start, decl.end)?;
    let mut reader = Reader::new(file, &parsed);
    let outer = reader.declaration(&[kind])?;
    let spec = *reader.children(outer).first()?;
    let spec = reader.value_spec(spec);
    reader.fault().is_none().then_some(spec)
}

/// How the parser and the grammar read one declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// Alike.
    Same,
    /// The parser refuses what the grammar reads without an error.
    Refused,
    /// Both refuse, or the grammar has to recover.
    Faulty {
        /// Whether the parser accepts it.
        accepted: bool,
    },
    /// Not alike: the trees as text.
    Different(String, String),
}

/// Compares the two ways to read a declaration.
pub fn compare(file: &SourceFile, decl: &Decl) -> Agreement {
    let (start, end) = (decl.start, decl.end);
    let (fast, slow) = match decl.kind {
        DeclKind::Func | DeclKind::Method => (
            parser::function(file, start, end).map(|read| format!("{read:?}")),
            recover_function(file, start, end).ok().map(|read| format!("{read:?}")),
        ),
        DeclKind::Type => (
            parser::type_spec(file, start, end).map(|read| format!("{read:?}")),
            recover_type(file, decl).map(|read| format!("{read:?}")),
        ),
        DeclKind::Var | DeclKind::Const => (
            parser::value_spec(file, start, end, decl.kind == DeclKind::Const).map(|read| format!("{read:?}")),
            recover_value(file, decl).map(|read| format!("{read:?}")),
        ),
    };
    match (fast, slow) {
        (Some(fast), Some(slow)) if fast == slow => Agreement::Same,
        (fast, None) => Agreement::Faulty { accepted: fast.is_some() },
        (fast, Some(slow)) if slow.contains("Bad(") => Agreement::Faulty { accepted: fast.is_some() },
        (None, Some(_)) => Agreement::Refused,
        (Some(fast), Some(slow)) => Agreement::Different(fast, slow),
    }
}
