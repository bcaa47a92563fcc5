//! Rust: files to outlines, declarations to IR.
//!
//! The outline comes from a lexer of our own ([`lex`], [`outline`](mod@outline)). A declaration that is asked for is
//! parsed by itself with syn and lowered ([`decl`], [`lower`], [`stmt`], [`expr`], [`branch`], [`pattern`], [`call`],
//! [`macros`]). [`change`] takes calls out of its text.
//!
//! An `Option` or `Result` and what it holds are one value: `None` and `Err(..)` are nil, and the payload is the value
//! seen through a `Deref`. So `?`, `if let`, `match` and `is_some()` are questions whether a value is nil, the same that
//! other languages ask.
//!
//! | construct | lowered to |
//! |---|---|
//! | `Some(x)`, `Ok(x)` | `x`; `None`, `Err(e)` are nil, and what `e` holds goes where it is not followed |
//! | `x?` | a branch on `x` being nil, which sets the result to nil, drops, and returns; else `*x` |
//! | `let Some(x) = e else { .. }`, `if let`, `while let`, `match`, `matches!` | branches on `Nil`, `IsType`, `Eq` or opaque questions; bindings are assignments |
//! | the end of a scope, `return`, `?`, `break`, `continue` | `Drop` of each variable and temporary, latest first |
//! | `drop(x)` | `Drop` |
//! | neighbours under conditions that exclude each other | `Switch` |
//! | a statement | its temporaries are dropped at its end |
//! | `x.await` | `Await` |
//! | `\|x\| e`, `async { .. }` | a `Closure`, which says whether it moves what it captures |
//! | `S { a: x }`, `S(x)`, `(x, y)` | `Composite`; positions are fields `0`, `1`, ..; if `S` is a function, that becomes a call where names are looked up |
//! | `x[2]` | the element of that number; with any other index, any element |
//! | `for x in e` | `RangeElement`s in the body; the head asks an opaque question about `e` |
//! | `x < 0`, `x == -1`, `x.is_null()` | is `x` nil? That is how foreign functions say that there is nothing |
//! | `select!` | `Switch`; each arm starts with its `Await` |
//! | a macro that is not known | `Opaque` with everything it mentions |

mod alternatives;
mod branch;
mod call;
mod change;
mod decl;
mod expr;
mod extent;
mod heads;
pub mod lex;
mod lower;
mod macros;
mod occurrence;
mod outline;
mod pattern;
mod stmt;
mod types;
mod uses;
mod wait;

pub use change::{with_call_last, without_calls};
pub use wait::{may_drop_at_once, may_lend, may_wait_with, owns_receiver};

use crate::base::{Name, Problem, Signature, SourceFile};
use crate::ir::{Decl, Function, Occurrence, Outline, TypeDecl, ValueDecl};

/// Lexes a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    outline::outline(file)
}

/// Where a declaration mentions wanted names, and what stands before them.
pub fn occurrences(file: &SourceFile, decl: &Decl, wanted: &dyn Fn(u32) -> bool) -> Vec<Occurrence> {
    occurrence::occurrences(file, decl, wanted)
}

/// Whether an attribute that stands on the lines before a declaration is `#[test]` or the like.
pub fn is_for_tests(file: &SourceFile, decl: &Decl) -> bool {
    let before = file.text.get(..decl.start as usize).unwrap_or("");
    let lines = before.lines().rev().map(str::trim).skip_while(|line| line.is_empty());
    let mut attributes = lines.take_while(|line| line.starts_with("#[") && line.ends_with(']'));
    attributes.any(|attribute| heads::is_for_tests(attribute.trim_start_matches('#')))
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

/// Whether a type keeps this field to itself.
pub fn keeps_to_itself(file: &SourceFile, decl: &Decl, field: Name) -> bool {
    let before = file.text.get(..decl.start as usize).unwrap_or("");
    let lines = before.lines().rev().map(str::trim).take_while(|line| !line.is_empty() && !line.ends_with('}'));
    let mut attributes = lines.filter(|line| line.starts_with("#["));
    let copied = |line: &str| ["Clone", "Copy", "repr("].iter().any(|word| line.contains(word));
    !attributes.any(copied) && decl::is_private(file, decl, field)
}

/// Parses a constant or static.
pub fn value_decl(file: &SourceFile, decl: &Decl) -> ValueDecl {
    decl::value_decl(file, decl)
}

/// Parses a whole file and drops the tree; answers whether it parses.
pub fn parse_only(file: &SourceFile) -> bool {
    let parsed = syn::parse_file(&file.text).is_ok();
    proc_macro2::extra::invalidate_current_thread_spans();
    parsed
}
