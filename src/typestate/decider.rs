//! What is told of the call that settled what became of an acquisition.

use crate::base::{FuncPath, Span};
use crate::rule::EffectKind;

/// The call that settled what became of an acquisition.
#[derive(Clone, PartialEq, Debug)]
pub struct Decider {
    /// The callee as written: `f.Close`, `store.Keep`.
    pub callee: String,
    /// Its path, if that is known.
    pub path: Option<FuncPath>,
    /// The call.
    pub span: Span,
    /// Where the callee is declared, if that is in sight.
    pub declared: Option<Span>,
    /// Whether the call runs concurrently.
    pub spawned: bool,
    /// What is known of the callee.
    pub knowledge: Knowledge,
}

/// What the engine knows of a callee.
#[derive(Clone, PartialEq, Debug)]
pub enum Knowledge {
    /// A table names it as a way to end the resource.
    Ends,
    /// By its name it ends what its receiver holds.
    EndsByName,
    /// It does not return.
    DoesNotReturn,
    /// A table says what it does to what it is given.
    Table(Vec<EffectKind>),
    /// Its body was analysed; this is its summary.
    Summary(String),
    /// Its body is in sight and was not analysed, or was given up.
    NotAnalysed,
    /// A method of an interface: which body runs is not known.
    Interface,
    /// Its body is out of sight.
    OutOfSight,
    /// A function value: it may be any function.
    FunctionValue,
    /// A function literal.
    Literal,
    /// A predeclared function.
    Builtin,
    /// A method of a value whose type was not found.
    UnknownType,
    /// What the name stands for was not found.
    Nothing,
}
