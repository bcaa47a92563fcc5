//! Symbolic values: what a place holds on a path, named by where the value was made.
//!
//! Two places that hold the same [`Value`] are must-aliases. A value is known by its definition site, so the
//! number of values of a function is finite; a site that runs again in a loop makes the same value anew, and
//! the state forgets what it knew of the old one.

use crate::base::{Idx, IndexVec, Name};
use crate::ir::{BlockId, ClosureId, InstrId, Local};
use crate::newtype_index;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

newtype_index! {
    /// A symbolic value of one function.
    Value;
}

/// What the arguments of a call hold.
pub type Args = SmallVec<[AbsVal; 4]>;

/// How a value came to be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ValueKind {
    /// What a local held when the region began: a parameter, a captured variable.
    Init(Local),
    /// Output number `.1` of an instruction.
    Site(InstrId, u8),
    /// What a site made in the round of a loop before; kept apart while something else still holds it.
    Older(Value),
    /// What an instruction may have written through the address of its n-th argument.
    Written(InstrId, u8),
    /// Different values met here.
    Phi(BlockId, Local),
    /// A field or method value of another value.
    Field(Value, Name),
    /// A package-level name, or a package.
    Global(Name),
    /// The answer to "is it nil?".
    NilTest(Value, InstrId),
    /// The answer to "has it this dynamic type?".
    TypeTest(Value, InstrId),
    /// The answer to "are they equal?", for a value and one that is never nil.
    SentinelTest(Value, InstrId),
    /// The opposite answer.
    Not(Value),
    /// The answer of a method: `rows.Next()`.
    Answer(Value, Name, InstrId),
    /// The error of a method whose receiver is released when it is not nil.
    Failure(Value, InstrId),
    /// A boolean that can only be true if the value is not nil: `errors.Is(err, ..)`.
    Implies(Value, InstrId),
    /// As `Implies`, but a guess: an unknown predicate on an error.
    Guess(Value, InstrId),
    /// Nil exactly if the value is: `errors.Wrap(err, ..)`.
    NilLike(Value, InstrId),
}

/// Fields of a cleanup function whose content it releases begin with this.
pub const RELEASES: &str = "<releases>";

/// Fields of a function literal that hold what it captures begin with this.
pub const CAPTURES: &str = "<captures>";

/// Fields of a list that hold an element begin with this.
pub const ELEMENT: &str = "<element ";

/// Fields of an object that hold what a table says that it wraps begin with this.
pub const WRAPPED: &str = "<wrapped";

/// What a place holds on a path.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub enum AbsVal {
    /// Nothing is known, not even whether two reads agree.
    Top,
    /// Nil, or the zero value.
    Nil,
    /// Certainly not nil, and of no further interest.
    NotNil,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text.
    Str(Name),
    /// A symbolic value.
    Sym(Value),
    /// A function literal.
    Closure(ClosureId),
}

impl AbsVal {
    /// The symbolic value, if it is one.
    pub fn sym(self) -> Option<Value> {
        match self {
            AbsVal::Sym(value) => Some(value),
            _ => None,
        }
    }
}

/// All values of one function.
#[derive(Default)]
pub struct Values {
    ids: FxHashMap<ValueKind, Value>,
    kinds: IndexVec<Value, ValueKind>,
    /// First outputs of instructions.
    sites: Vec<Option<Value>>,
    /// What locals held at the start.
    initial: Vec<Option<Value>>,
}

impl Values {
    /// The local whose different values met at a block, if the value is what stands for them.
    pub fn phi_at(&self, value: AbsVal, block: BlockId) -> Option<Local> {
        match self.kind(value.sym()?) {
            ValueKind::Phi(at, local) if at == block => Some(local),
            _ => None,
        }
    }

    /// The value of this kind.
    pub fn intern(&mut self, kind: ValueKind) -> Value {
        // The two most common kinds need no hashing.
        let (list, n) = match kind {
            ValueKind::Site(at, 0) => (&mut self.sites, at.index()),
            ValueKind::Init(local) => (&mut self.initial, local.index()),
            _ => return self.look_up(kind),
        };
        if let Some(Some(known)) = list.get(n) {
            return *known;
        }
        if list.len() <= n {
            list.resize(n + 1, None);
        }
        let id = self.kinds.push(kind);
        list[n] = Some(id);
        id
    }

    fn look_up(&mut self, kind: ValueKind) -> Value {
        if let Some(&id) = self.ids.get(&kind) {
            return id;
        }
        let id = self.kinds.push(kind);
        self.ids.insert(kind, id);
        id
    }

    /// Number of values so far.
    pub fn count(&self) -> usize {
        self.kinds.len()
    }

    /// How a value came to be.
    pub fn kind(&self, value: Value) -> ValueKind {
        self.kinds[value]
    }

    /// The instruction that made the value, or the value it is derived from.
    pub fn made_at(&self, value: Value) -> Option<InstrId> {
        match self.kind(value) {
            ValueKind::Site(at, _)
            | ValueKind::Written(at, _)
            | ValueKind::NilTest(_, at)
            | ValueKind::TypeTest(_, at)
            | ValueKind::SentinelTest(_, at)
            | ValueKind::Answer(_, _, at)
            | ValueKind::Failure(_, at)
            | ValueKind::Implies(_, at)
            | ValueKind::Guess(_, at)
            | ValueKind::NilLike(_, at) => Some(at),
            ValueKind::Field(base, _) | ValueKind::Not(base) => self.made_at(base),
            ValueKind::Init(_) | ValueKind::Phi(..) | ValueKind::Global(_) | ValueKind::Older(_) => None,
        }
    }

    /// The value that another one is derived from: of `v.a.b`, of the answer to a question about `v`.
    pub fn root(&self, value: Value) -> Value {
        let mut at = value;
        loop {
            match self.kind(at) {
                ValueKind::Field(of, _)
                | ValueKind::NilTest(of, _)
                | ValueKind::TypeTest(of, _)
                | ValueKind::SentinelTest(of, _)
                | ValueKind::Not(of)
                | ValueKind::Answer(of, _, _)
                | ValueKind::Failure(of, _)
                | ValueKind::Implies(of, _)
                | ValueKind::Guess(of, _)
                | ValueKind::NilLike(of, _)
                | ValueKind::Older(of) => at = of,
                ValueKind::Init(_)
                | ValueKind::Site(..)
                | ValueKind::Written(..)
                | ValueKind::Phi(..)
                | ValueKind::Global(_) => return at,
            }
        }
    }

    /// Splits `v.a.b` into `v` and `[a, b]`.
    pub fn split_fields(&self, value: Value) -> (Value, Vec<Name>) {
        let mut fields = Vec::new();
        let mut base = value;
        while let ValueKind::Field(inner, name) = self.kind(base) {
            fields.push(name);
            base = inner;
        }
        fields.reverse();
        (base, fields)
    }

    /// The value `value.a.b`.
    pub fn with_fields(&mut self, value: Value, fields: &[Name]) -> Value {
        fields.iter().fold(value, |base, name| self.intern(ValueKind::Field(base, *name)))
    }
}
