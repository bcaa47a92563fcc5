//! What a file declares, before anything is parsed.

use super::place::Place;
use crate::base::{Directive, Language, Name, Problem, Signature, Type};

/// The outline of one file: declarations with byte ranges, and per function the names it calls, unresolved.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Language of the file.
    pub language: Language,
    /// Package name as declared (Go), or empty.
    pub package: Name,
    /// Imports in order.
    pub imports: Vec<Import>,
    /// Declarations in order.
    pub decls: Vec<Decl>,
    /// Comment directives in order.
    pub directives: Vec<Directive>,
    /// What could not be understood.
    pub problems: Vec<Problem>,
    /// Whether the file says that it is generated (`// Code generated ... DO NOT EDIT.`).
    pub generated: bool,
    /// Modules written inside the file; each is named by its `package`. Only some languages have them.
    pub modules: Vec<Outline>,
    /// Whether what it declares is only compiled for tests, by what the source says.
    pub is_test: bool,
    /// The one operating system that it is compiled for, where the source says so.
    pub only_on: Option<Name>,
}

/// One import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Import {
    /// The name given to it: an identifier, `_` or `.`.
    pub alias: Option<Name>,
    /// Import path.
    pub path: Name,
}

/// One declaration of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decl {
    /// What it declares.
    pub kind: DeclKind,
    /// Its name. `var a, b = f()` is one declaration for each name, with the same range.
    pub name: Name,
    /// Position of the name among those of the same specification.
    pub position: u32,
    /// For methods, the name of the receiver's type.
    pub receiver: Option<Name>,
    /// First byte. For functions the `func` keyword; for a type, variable or constant the specification
    /// without the keyword, so that grouped and single ones look alike.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Offset of the body's `{`; equals `end` for functions without one and for anything else.
    pub body: u32,
    /// [`hash_text`](crate::base::name::hash_text) of every name followed by `(` (type arguments between
    /// allowed), of every selected name `x.Name`, and of every name of a composite literal's type in the
    /// declaration; sorted, without repeats. If several names share a specification, they stand with the first.
    pub mentions: Box<[u32]>,
    /// The body was skipped, and [`Decl::mentions`] says nothing of it.
    pub skimmed: bool,
}

/// The kinds of [`Decl`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DeclKind {
    /// A function.
    Func,
    /// A method.
    Method,
    /// A type.
    Type,
    /// A package-level variable.
    Var,
    /// A constant.
    Const,
}

/// One place where a declaration mentions a name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// Hash of the name, as in [`Decl::mentions`].
    pub name: u32,
    /// What it is a member of.
    pub base: OccurrenceBase,
    /// What it is called with.
    pub arguments: Arguments,
}

/// How a function defines one of its variables, as told from its tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Definition {
    /// It is the receiver.
    Receiver,
    /// It is a parameter or a named result.
    Parameter,
    /// It is a result of calling a function, `name` or `base.name`.
    Result {
        /// A package or a variable.
        base: Option<Name>,
        /// The function or method.
        name: Name,
        /// Which result.
        position: usize,
    },
    /// It is a composite literal of a type, or a pointer to one.
    Literal {
        /// A package.
        base: Option<Name>,
        /// The type.
        name: Name,
    },
    /// In some other way.
    Unknown,
}

/// How many arguments a call has, as told from its tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arguments {
    /// It is not told, or there is no call.
    Unknown,
    /// Just so many.
    Exactly(usize),
    /// One or more.
    Some,
}

impl Arguments {
    /// Whether a function of so many parameters may be called with them.
    pub fn suit(self, params: usize) -> bool {
        match self {
            Arguments::Unknown => true,
            Arguments::Exactly(count) => count == params,
            Arguments::Some => params > 0,
        }
    }
}

/// What stands before a mentioned name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OccurrenceBase {
    /// Nothing: the name stands for itself.
    Nothing,
    /// A word that the declaration uses only so: a package, or a variable declared elsewhere.
    Qualifier(Name),
    /// A word that also stands alone in the declaration: a variable, or a package and a variable of its name.
    Variable(Name),
    /// The words of a path, as written, with `::` between them.
    Path(Name),
    /// A value, or a type that no path names.
    Value,
    /// What a macro makes of it: it stands first between the brackets of one.
    Macro,
}

/// A parsed type declaration; types as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeDecl {
    /// Type parameters.
    pub type_params: Vec<Name>,
    /// What it stands for.
    pub ty: Type,
    /// Whether it is an alias (`type A = B`).
    pub alias: bool,
}

/// A parsed package-level variable; types as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ValueDecl {
    /// The declared type, or the type of a composite literal or conversion.
    Typed(Type),
    /// Result number `position` of calling this place; the arguments are not kept.
    CallResult {
        /// Who is called.
        callee: Place,
        /// Which result.
        position: u32,
    },
    /// A function literal.
    Func(Signature),
    /// Another place.
    Alias(Place),
    /// Anything else.
    Unknown,
}

impl Decl {
    /// Whether this is a function or method.
    pub fn is_function(&self) -> bool {
        matches!(self.kind, DeclKind::Func | DeclKind::Method)
    }

    /// Whether a function has a body.
    pub fn has_body(&self) -> bool {
        self.body < self.end
    }

    /// Whether the declaration mentions a name with this hash.
    pub fn mentions(&self, hash: u32) -> bool {
        self.mentions.binary_search(&hash).is_ok()
    }
}
