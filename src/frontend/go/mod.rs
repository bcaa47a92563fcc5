//! Go: files to outlines, declarations to IR.
//!
//! The outline comes from a lexer of our own ([`lex`], [`outline`](mod@outline)). A declaration that is asked
//! for becomes a small syntax tree ([`syntax`], [`ast`]): by a parser of our own ([`parser`]), or, where that refuses,
//! by tree-sitter ([`parse`], [`read`]), which recovers from mistakes. The tree is lowered ([`decl`], [`stmt`],
//! [`branch`], [`expr`], [`call`]). What each of these approximates is said at its top.
//!
//! | construct | lowered to |
//! |---|---|
//! | `x := y`, `x = y`, `var x T` | `Assign`; without a value the constant `Zero` |
//! | `a, b := f()` | one `Call` with two destinations |
//! | `v, ok := x.(T)` | `TypeAssert`, and `Cond::IsType` for `ok` |
//! | `v, ok := m[k]`, `v, ok := <-c` | a read of the `Index`, and `Compute` for `ok` |
//! | `c <- v` | a write to the `Index` of `c` |
//! | `a && b`, `a \|\| b`, `!a` | branches, in conditions and elsewhere |
//! | `x == nil`, `x == y`, `x < y`, `x` | `Cond::Nil`, `Eq`, `Opaque`, `True` |
//! | `switch` | a chain of branches; `fallthrough` goes to the next body |
//! | `switch x.(type)` | a chain of `Cond::IsType`; a variable for each clause |
//! | `select` | `Switch`; each clause starts with its send or receive |
//! | `for range x` | `RangeElement`s in the body; the head asks an opaque question about `x` |
//! | `defer`, `go` | a `Call` of that mode; nested calls before it |
//! | `func() { .. }` | a `Closure` |
//! | `return a, b` | result locals are written, `RunDefers`, `Return` |
//! | `panic(x)` | the call, `RunDefers`, `Panic` |
//! | `T{..}`, `&T{..}` | `Composite` |
//! | `x[a:b]` | `x` |
//! | arithmetic | `Compute` |
//! | `[]T(x)` | `Convert`; `T(x)` is a call until it is resolved |
//! | a type declared in a function | what it stands for |

mod ast;
mod branch;
mod call;
mod change;
mod decl;
mod defined;
mod expr;
mod initializer;
pub mod lex;
mod occurrence;
mod outline;
mod paired;
mod parse;
mod parse_only;
mod parser;
mod read;
mod read_expr;
mod scan;
mod stmt;
mod success;
mod syntax;
mod types;

use crate::base::{Problem, Signature, SourceFile};
use crate::ir::{Decl, Function, Occurrence, Outline, TypeDecl, ValueDecl};

pub use change::{with_call_last, without_calls};
pub use defined::definitions;
pub use paired::plainly_paired;
pub use parse_only::parse_only;
pub use success::never_fails;
pub use syntax::{Agreement, compare};

/// Lexes a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    outline::outline(file)
}

/// What a file declares, without what its functions mention.
pub fn skim(file: &SourceFile) -> Outline {
    outline::skim(file)
}

/// What a function mentions that was skimmed.
pub fn mentions(file: &SourceFile, decl: &Decl) -> Box<[u32]> {
    outline::mentions(file, decl)
}

/// Where a declaration mentions wanted names.
pub fn occurrences(file: &SourceFile, decl: &Decl, wanted: &dyn Fn(u32) -> bool) -> Vec<Occurrence> {
    occurrence::occurrences(file, decl, wanted)
}

/// Parses and lowers one function.
pub fn lower(file: &SourceFile, decl: &Decl) -> Result<Function, Problem> {
    decl::lower(file, decl)
}

/// Parses the head of one function.
pub fn signature(file: &SourceFile, decl: &Decl) -> Option<Signature> {
    decl::signature(file, decl)
}

/// Parses a type declaration.
pub fn type_decl(file: &SourceFile, decl: &Decl) -> Option<TypeDecl> {
    decl::type_decl(file, decl)
}

/// Lowers the initial value of a package-level variable or constant.
pub fn initializer(file: &SourceFile, decl: &Decl) -> Option<Function> {
    initializer::initializer(file, decl)
}

/// Parses a package-level variable.
pub fn value_decl(file: &SourceFile, decl: &Decl) -> ValueDecl {
    decl::value_decl(file, decl)
}
