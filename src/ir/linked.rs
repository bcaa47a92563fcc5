//! What the names in a body mean, recorded beside it: filled by `resolve`, read by the engine.

use std::sync::Arc;

use crate::base::{FuncPath, IndexVec, Language, Name, Signature, Type};
use crate::newtype_index;

use super::body::{CallId, Function};
use super::place::Local;

newtype_index! {
    /// A function or method of the program whose body is in sight.
    FunctionId;
}

/// A lowered function with the meaning of its calls and the types of its locals.
#[derive(Clone, Debug)]
pub struct LinkedBody {
    /// Its number.
    pub id: FunctionId,
    /// Language of its source.
    pub language: Language,
    /// Full path: import path, receiver, name.
    pub path: FuncPath,
    /// The function.
    pub function: Arc<Function>,
    /// Signature with resolved types.
    pub signature: Signature,
    /// Meaning of each call.
    pub targets: IndexVec<CallId, Target>,
    /// Resolved type of each local.
    pub local_types: IndexVec<Local, Type>,
    /// Locals whose type has a destructor in sight, which may release what an object holds; sorted.
    pub destructors: Vec<Local>,
    /// Types that values are asked whether they are of them.
    pub asked: Vec<AskedType>,
    /// In a test, the calls of methods of interfaces.
    pub by_interface: Vec<CallId>,
    /// Whether its package is a program.
    pub is_main_package: bool,
    /// Whether the file is a test.
    pub is_test: bool,
    /// The one operating system that the file is compiled for, where it says so.
    pub only_on: Option<Name>,
    /// Minor version of the language the module asks for: 22 for `go 1.22`; `u32::MAX` when unknown.
    pub language_version: u32,
}

/// A type that a value is asked for.
#[derive(Clone, Debug)]
pub struct AskedType {
    /// As written.
    pub written: Type,
    /// What it is.
    pub ty: Type,
    /// Whether it is a struct without fields.
    pub hollow: bool,
}

/// What a call calls.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// A function or method of the program. `path` is where it is declared, after promotion.
    Known {
        /// The function.
        id: FunctionId,
        /// Its path.
        path: FuncPath,
        /// Resolved signature, receiver's type arguments substituted.
        signature: Arc<Signature>,
        /// Embedded fields between the receiver expression and the declaring type: for a method `Close` of
        /// `*os.File` called on `struct { *os.File }` this is `[File]`.
        through: Vec<Name>,
    },
    /// A function or method of a library, or a method of an interface declared anywhere.
    External {
        /// Its path; the receiver is the declaring type or interface.
        path: FuncPath,
        /// Resolved signature, if known.
        signature: Option<Arc<Signature>>,
        /// As for `Known`.
        through: Vec<Name>,
        /// Whether it is a method of an interface.
        interface: bool,
        /// Of a method of an interface that the program declares, the only implementation beside it.
        only: Option<FunctionId>,
    },
    /// A predeclared function: `append`, `close`, `len`, `panic`, ...
    Builtin(Name),
    /// Not a call but a conversion to this type.
    Conversion(Type),
    /// A function literal of the same body, or a local that holds one; the engine follows the value.
    Value(Option<Arc<Signature>>),
    /// A method of this name on a value of unknown type.
    UnknownMethod(Name),
    /// Nothing is known.
    Unknown,
}

impl LinkedBody {
    /// Whether the process ends when this function returns, so that nothing is owed then.
    pub fn is_process_entry(&self) -> bool {
        self.path.receiver.is_none() && self.path.name.as_str() == "main" && self.is_main_package
    }
}

impl Target {
    /// The path of a known or external callee.
    pub fn path(&self) -> Option<FuncPath> {
        match self {
            Target::Known { path, .. } | Target::External { path, .. } => Some(*path),
            Target::Builtin(_)
            | Target::Conversion(_)
            | Target::Value(_)
            | Target::UnknownMethod(_)
            | Target::Unknown => None,
        }
    }

    /// The function whose body tells what is done to the receiver: the callee, or the only one that it can be.
    pub fn body(&self) -> Option<FunctionId> {
        match self {
            Target::Known { id, .. } => Some(*id),
            Target::External { only, .. } => *only,
            Target::Builtin(_)
            | Target::Conversion(_)
            | Target::Value(_)
            | Target::UnknownMethod(_)
            | Target::Unknown => None,
        }
    }

    /// The signature, if known.
    pub fn signature(&self) -> Option<&Signature> {
        match self {
            Target::Known { signature, .. } => Some(signature),
            Target::External { signature, .. } | Target::Value(signature) => signature.as_deref(),
            Target::Builtin(_) | Target::Conversion(_) | Target::UnknownMethod(_) | Target::Unknown => None,
        }
    }

    /// Embedded fields between the receiver expression and the declaring type.
    pub fn through(&self) -> &[Name] {
        match self {
            Target::Known { through, .. } | Target::External { through, .. } => through,
            Target::Builtin(_)
            | Target::Conversion(_)
            | Target::Value(_)
            | Target::UnknownMethod(_)
            | Target::Unknown => &[],
        }
    }
}
