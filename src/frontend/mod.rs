//! Floor 2: text to outlines, and single declarations to IR. The only code that knows a grammar.

mod changed;
mod comment;
pub mod go;
pub mod rust;

use crate::base::{Language, Name, Problem, Signature, SourceFile, Span};
use crate::ir::{Decl, Definition, Function, Occurrence, Outline, TypeDecl, ValueDecl};

pub use changed::{Changed, Edit};

/// Reads a file once, without building a tree: what it declares and which names each declaration mentions.
pub fn outline(file: &SourceFile) -> Outline {
    match file.language {
        Language::Go => go::outline(file),
        Language::Rust => rust::outline(file),
    }
}

/// As [`outline`], but bodies of functions may be skipped: [`mentions`] tells of these on demand.
pub fn skim(file: &SourceFile) -> Outline {
    match file.language {
        Language::Go => go::skim(file),
        Language::Rust => rust::outline(file),
    }
}

/// Hashes of the names that a function mentions, sorted, whether it was skimmed or not.
pub fn mentions(file: &SourceFile, decl: &Decl) -> Box<[u32]> {
    if decl.skimmed { go::mentions(file, decl) } else { decl.mentions.clone() }
}

/// Where a declaration mentions names whose hash is wanted, and what stands before each; nothing is parsed.
pub fn occurrences(file: &SourceFile, decl: &Decl, wanted: &dyn Fn(u32) -> bool) -> Vec<Occurrence> {
    match file.language {
        Language::Go => go::occurrences(file, decl, wanted),
        Language::Rust => rust::occurrences(file, decl, wanted),
    }
}

/// How a function may define its variables, each with the hash of its name; none for Rust, whose
/// patterns do not tell. Nothing is parsed.
pub fn definitions(file: &SourceFile, decl: &Decl) -> Vec<(u32, Definition)> {
    match file.language {
        Language::Go => go::definitions(file, decl),
        Language::Rust => Vec::new(),
    }
}

/// Whether an attribute of a declaration says that it is only compiled for tests.
pub fn is_for_tests(file: &SourceFile, decl: &Decl) -> bool {
    match file.language {
        // Test files are told from their names.
        Language::Go => false,
        Language::Rust => rust::is_for_tests(file, decl),
    }
}

/// Whether what a function begins on a value it ends in plain sight, on all its paths; nothing is parsed. `ends` has the
/// hashes of the names that end what a name begins, none for any other name.
pub fn plainly_paired(file: &SourceFile, decl: &Decl, ends: &dyn Fn(u32) -> Vec<u32>) -> bool {
    match file.language {
        Language::Go => go::plainly_paired(file, decl, ends),
        Language::Rust => false,
    }
}

/// Whether a function may wait for a future while it holds what calls of some names have begun; of some of these, only
/// what is waited for hands it out. Nothing is parsed. In doubt it may.
pub fn may_wait_with(
    file: &SourceFile,
    decl: &Decl,
    begins: &dyn Fn(u32) -> bool,
    once_waited: &dyn Fn(u32) -> bool,
) -> bool {
    match file.language {
        Language::Go => true,
        Language::Rust => rust::may_wait_with(file, decl, begins, once_waited),
    }
}

/// Whether a function may drop, in the statement that makes it, what a call of one of these names answers with; nothing
/// is parsed. In doubt it may.
pub fn may_drop_at_once(file: &SourceFile, decl: &Decl, makes: &dyn Fn(u32) -> bool) -> bool {
    match file.language {
        Language::Go => true,
        Language::Rust => rust::may_drop_at_once(file, decl, makes),
    }
}

/// Whether a method gets its receiver for its own. In doubt it does.
pub fn owns_receiver(file: &SourceFile, decl: &Decl) -> bool {
    match file.language {
        Language::Go => true,
        Language::Rust => rust::owns_receiver(file, decl),
    }
}

/// Whether a result of a function may borrow, where `borrows` tells of a word whether a type of that name may.
pub fn may_lend(file: &SourceFile, decl: &Decl, borrows: &dyn Fn(&str) -> bool) -> bool {
    match file.language {
        Language::Go => true,
        Language::Rust => rust::may_lend(file, decl, borrows),
    }
}

/// Whether a function can be seen to answer with no error ever; nothing is parsed.
pub fn never_fails(file: &SourceFile, decl: &Decl) -> bool {
    match file.language {
        Language::Go => go::never_fails(file, decl),
        // An error is part of the value there.
        Language::Rust => false,
    }
}

/// Parses and lowers one function or method.
pub fn lower(file: &SourceFile, decl: &Decl) -> Result<Function, Problem> {
    match file.language {
        Language::Go => go::lower(file, decl),
        Language::Rust => rust::lower(file, decl),
    }
}

/// Parses only the head of a function or method; types as written.
pub fn signature(file: &SourceFile, decl: &Decl) -> Option<Signature> {
    match file.language {
        Language::Go => go::signature(file, decl),
        Language::Rust => rust::signature(file, decl),
    }
}

/// Parses a type declaration; types as written.
pub fn type_decl(file: &SourceFile, decl: &Decl) -> Option<TypeDecl> {
    match file.language {
        Language::Go => go::type_decl(file, decl),
        Language::Rust => rust::type_decl(file, decl),
    }
}

/// Whether a type keeps this field to itself: it is private, and the type has no parameters, no copies and no layout that
/// others rely on.
pub fn keeps_to_itself(file: &SourceFile, decl: &Decl, field: Name) -> bool {
    match file.language {
        Language::Go => false,
        Language::Rust => rust::keeps_to_itself(file, decl, field),
    }
}

/// Parses a package-level variable.
pub fn value_decl(file: &SourceFile, decl: &Decl) -> ValueDecl {
    match file.language {
        Language::Go => go::value_decl(file, decl),
        Language::Rust => rust::value_decl(file, decl),
    }
}

/// Lowers the initial value of a package-level variable or constant as a function that declares it as a local.
pub fn initializer(file: &SourceFile, decl: &Decl) -> Option<Function> {
    match file.language {
        Language::Go => go::initializer(file, decl),
        // A constant or static says its type.
        Language::Rust => None,
    }
}

/// Compares the parser with the grammar on one declaration. Nothing of the analysis needs it: it is a test of both.
pub fn compare_parsers(file: &SourceFile, decl: &Decl) -> go::Agreement {
    go::compare(file, decl)
}

/// Parses a whole file with the grammar and drops the tree; answers whether there is a tree and it has no error.
/// Nothing of the analysis needs it: it is the yardstick of the benchmark.
pub fn parse_only(file: &SourceFile) -> bool {
    match file.language {
        Language::Go => go::parse_only(file),
        Language::Rust => rust::parse_only(file),
    }
}

/// The function without some of its calls, but with what stands at `kept` if that is part of one. `None` if one of
/// them is no call of the function.
pub fn without_calls(file: &SourceFile, decl: &Decl, calls: &[Span], kept: Span) -> Option<Changed> {
    match file.language {
        Language::Go => go::without_calls(file, decl, calls, kept),
        Language::Rust => rust::without_calls(file, decl, calls, kept),
    }
}

/// The function with the statement of a call moved behind the early returns that follow it in its block. `None` if
/// there is none, the call is no statement, or what stands at `kept` would move with it.
pub fn with_call_last(file: &SourceFile, decl: &Decl, call: Span, kept: Span) -> Option<Changed> {
    match file.language {
        Language::Go => go::with_call_last(file, decl, call, kept),
        Language::Rust => rust::with_call_last(file, decl, call, kept),
    }
}
