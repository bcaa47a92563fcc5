//! Functions, blocks and instructions.

use crate::base::{IndexVec, Name, Signature, Span, Type};
use crate::newtype_index;

use super::place::{Cond, Local, Operand, Place};

newtype_index! {
    /// A block of a body; block 0 is the entry.
    BlockId;
    /// An instruction of a body. An acquisition is known by the instruction that makes it.
    InstrId;
    /// A call of a body, numbered in source order; what it resolves to is recorded under this number.
    CallId;
    /// A function literal of a body.
    ClosureId;
}

/// A function or method that was lowered.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its own name.
    pub name: Name,
    /// Its receiver, for methods.
    pub receiver: Option<Receiver>,
    /// Types as written in the source.
    pub signature: Signature,
    /// The whole declaration.
    pub span: Span,
    /// The name in the declaration.
    pub name_span: Span,
    /// What it does.
    pub body: Body,
}

/// The receiver of a method.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receiver {
    /// Name of the type.
    pub type_name: Name,
    /// Whether it is taken by pointer.
    pub pointer: bool,
    /// The names its type parameters have here.
    pub type_params: Vec<Name>,
}

/// Locals, blocks, instructions and function literals of one function.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// All locals, those of its function literals included.
    pub locals: IndexVec<Local, LocalDecl>,
    /// All blocks, those of its function literals included.
    pub blocks: IndexVec<BlockId, Block>,
    /// All instructions; blocks list them by id. Ids follow source order.
    pub instrs: IndexVec<InstrId, Instr>,
    /// All function literals, outer before inner.
    pub closures: IndexVec<ClosureId, Closure>,
    /// Parameters in order; the receiver first if there is one. Unnamed ones are there too.
    pub params: Vec<Local>,
    /// One local a result, named or not.
    pub results: Vec<Local>,
    /// Number of calls; call ids are below it.
    pub call_count: u32,
}

/// A function literal: a region of its parent's body that starts at `entry` and ends in `Return`s of its own.
/// Captured variables are simply the parent's locals, so capture is by reference.
#[derive(Clone, Debug)]
pub struct Closure {
    /// First block.
    pub entry: BlockId,
    /// Types as written.
    pub signature: Signature,
    /// Parameters in order.
    pub params: Vec<Local>,
    /// One local a result.
    pub results: Vec<Local>,
    /// The literal it stands in, if any.
    pub parent: Option<ClosureId>,
    /// Locals of enclosing functions that it, or a literal inside it, mentions; sorted.
    pub captures: Vec<Local>,
    /// Whether what it captures moves into it: `move || ..`, `async move { .. }`. Whoever has the literal has that then.
    pub moves: bool,
    /// The whole literal.
    pub span: Span,
}

/// A variable, parameter, result or temporary.
#[derive(Clone, Debug)]
pub struct LocalDecl {
    /// Its name; temporaries and unnamed parameters have none.
    pub name: Option<Name>,
    /// What it is.
    pub kind: LocalKind,
    /// Its declared type as written; `Unknown` where the language infers it.
    pub ty: Type,
    /// Where it is declared.
    pub span: Span,
    /// The function literal it belongs to; `None` for the function itself.
    pub closure: Option<ClosureId>,
}

/// The kinds of [`LocalDecl`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LocalKind {
    /// The receiver of a method.
    Receiver,
    /// A parameter.
    Param,
    /// A result, named or not.
    Result,
    /// A declared variable.
    Var,
    /// A temporary of the lowering.
    Temp,
}

/// A straight run of instructions.
#[derive(Clone, Debug)]
pub struct Block {
    /// Where it comes from.
    pub kind: BlockKind,
    /// The function literal it belongs to; `None` for the function itself.
    pub closure: Option<ClosureId>,
    /// What it does.
    pub instrs: Vec<InstrId>,
    /// How it ends.
    pub terminator: Terminator,
    /// Source of the terminator: the condition, the `return` statement, the closing brace.
    pub terminator_span: Span,
}

/// What part of which statement a block is; printed as `if.then`, `loop.head`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // The names say it; `as_str` spells them.
pub enum BlockKind {
    Entry,
    IfThen,
    IfElse,
    IfDone,
    LoopHead,
    LoopBody,
    LoopPost,
    LoopDone,
    SwitchCase,
    SwitchNext,
    SwitchDone,
    SelectCase,
    SelectDone,
    AndRight,
    OrRight,
    CondDone,
    Label,
    Closure,
    Unreachable,
}

impl BlockKind {
    /// The printed name.
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Entry => "entry",
            BlockKind::IfThen => "if.then",
            BlockKind::IfElse => "if.else",
            BlockKind::IfDone => "if.done",
            BlockKind::LoopHead => "loop.head",
            BlockKind::LoopBody => "loop.body",
            BlockKind::LoopPost => "loop.post",
            BlockKind::LoopDone => "loop.done",
            BlockKind::SwitchCase => "switch.case",
            BlockKind::SwitchNext => "switch.next",
            BlockKind::SwitchDone => "switch.done",
            BlockKind::SelectCase => "select.case",
            BlockKind::SelectDone => "select.done",
            BlockKind::AndRight => "and.right",
            BlockKind::OrRight => "or.right",
            BlockKind::CondDone => "cond.done",
            BlockKind::Label => "label",
            BlockKind::Closure => "closure",
            BlockKind::Unreachable => "unreachable",
        }
    }
}

/// One instruction.
#[derive(Clone, Debug)]
pub struct Instr {
    /// What it does.
    pub kind: InstrKind,
    /// The expression or statement it stands for; a call's span is the call expression.
    pub span: Span,
}

/// The seven instructions.
#[derive(Clone, Debug)]
pub enum InstrKind {
    /// `dst = src`. Sending into a channel is a write to its `Index`.
    Assign {
        /// Written place.
        dst: Place,
        /// What is written.
        src: Rvalue,
    },
    /// A call, now, at exit, or on another thread of control.
    Call(Box<Call>),
    /// Runs what this body (or literal) has deferred, latest first.
    RunDefers,
    /// Scope end of a local (Rust).
    Drop(Place),
    /// Waits for a future (Rust).
    Await {
        /// The future.
        future: Operand,
        /// Its output.
        dst: Place,
    },
    /// Code that was not understood: everything it mentions escapes, everything it writes is unknown.
    Opaque {
        /// Mentioned values.
        uses: Vec<Operand>,
        /// Written places.
        writes: Vec<Place>,
    },
    /// Nothing; what a pass leaves where it took an instruction out.
    Nop,
}

/// A call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its number in the body.
    pub id: CallId,
    /// Who is called, as written.
    pub callee: Callee,
    /// Explicit type arguments.
    pub type_args: Vec<Type>,
    /// Arguments in order; the receiver is in the callee. `f(g())` with several results passes them one by one.
    pub args: Vec<Operand>,
    /// Whether the last argument is spread: `f(list...)`.
    pub spread: bool,
    /// Where results go, in order; `None` is the blank identifier. Shorter than the number of results when
    /// the rest is dropped, as in an expression statement.
    pub dst: Vec<Option<Place>>,
    /// When it runs.
    pub mode: CallMode,
}

/// Who is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Callee {
    /// A name or a member: `open`, `os.Open`, `f.Close`, `s.db.Query`, or a func-valued variable.
    Place(Place),
    /// A function literal called where it stands.
    Closure(ClosureId),
}

/// When a call runs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CallMode {
    /// Now.
    Normal,
    /// When the enclosing function exits; callee and arguments are evaluated now.
    Deferred,
    /// Concurrently.
    Spawned,
}

/// What an assignment writes.
#[derive(Clone, PartialEq, Debug)]
pub enum Rvalue {
    /// A plain copy.
    Use(Operand),
    /// The answer to a condition; `negated` turns it round.
    Cond {
        /// The question.
        cond: Cond,
        /// Whether the opposite is written.
        negated: bool,
    },
    /// A struct, map, slice or array literal (also behind `&`).
    Composite {
        /// Its type as written; `Unknown` where elided.
        ty: Type,
        /// Its elements.
        elements: Vec<(Element, Operand)>,
    },
    /// `x.(T)` without the ok result; with one, that is a [`Cond::IsType`] written separately.
    TypeAssert(Operand, Box<Type>),
    /// A conversion to a type literal. `T(x)` with a named `T` is a call until it is resolved.
    Convert(Operand, Box<Type>),
    /// An element met by iterating over a value; the first is the key or index.
    RangeElement {
        /// What is iterated over.
        of: Operand,
        /// 0 for the key, index or only value; 1 for the value.
        position: u8,
    },
    /// A value computed from these; never a resource itself.
    Compute(Vec<Operand>),
}

/// Where an element of a composite literal goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Element {
    /// `Name: value`. For a map literal with an identifier key this is the key; the type tells.
    Field(Name),
    /// The n-th element without a key.
    Position(u32),
    /// An element with a computed key.
    Keyed,
}

/// How a block ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Terminator {
    /// To the next block.
    Goto(BlockId),
    /// To `then` if the answer is yes.
    Branch {
        /// The question.
        cond: Box<Cond>,
        /// Next block on yes.
        then: BlockId,
        /// Next block on no.
        otherwise: BlockId,
    },
    /// To any of these.
    Switch(Vec<BlockId>),
    /// Leaves the function or literal; results are in its result locals.
    Return,
    /// Leaves by a panic.
    Panic,
    /// Never reached, or waits for ever.
    Unreachable,
}

impl Body {
    /// The closure regions and the function itself: `None` is the function.
    pub fn regions(&self) -> impl Iterator<Item = Option<ClosureId>> + '_ {
        std::iter::once(None).chain(self.closures.ids().map(Some))
    }

    /// Whether a region is another one or lies in it, at any depth; all lie in that of the function.
    pub fn is_inside(&self, region: Option<ClosureId>, outer: Option<ClosureId>) -> bool {
        let mut around = std::iter::successors(region, |closure| self.closures[*closure].parent);
        outer.is_none_or(|outer| around.any(|closure| closure == outer))
    }

    /// First block of a region.
    pub fn entry(&self, region: Option<ClosureId>) -> BlockId {
        region.map_or(BlockId(0), |id| self.closures[id].entry)
    }

    /// Result locals of a region.
    pub fn results_of(&self, region: Option<ClosureId>) -> &[Local] {
        region.map_or(&self.results, |id| &self.closures[id].results)
    }

    /// The call an instruction makes, if it is one.
    pub fn call(&self, id: InstrId) -> Option<&Call> {
        match &self.instrs[id].kind {
            InstrKind::Call(call) => Some(call),
            _ => None,
        }
    }
}

impl Terminator {
    /// Blocks that may follow, in order.
    pub fn successors(&self) -> Vec<BlockId> {
        match self {
            Terminator::Goto(next) => vec![*next],
            Terminator::Branch { then, otherwise, .. } => vec![*then, *otherwise],
            Terminator::Switch(targets) => targets.clone(),
            Terminator::Return | Terminator::Panic | Terminator::Unreachable => Vec::new(),
        }
    }
}
