//! What becomes of each acquisition.

use crate::base::{Name, Span};
use crate::ir::InstrId;
use crate::rule::ResourceId;

/// One acquisition of a function and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Acquisition {
    /// The instruction that acquires.
    pub site: InstrId,
    /// What it acquires.
    pub resource: ResourceId,
    /// The acquiring call.
    pub span: Span,
    /// The callee as written: `os.Open`, `s.db.Query`.
    pub callee: String,
    /// The variable that got the handle, if any.
    pub handle: Option<Name>,
    /// What became of it; the worst of all exits.
    pub fate: Fate,
    /// Where that was decided: the release, the return, the call it was passed to.
    pub fate_span: Option<Span>,
}

/// What became of an acquisition. Several exits merge to the worst, in this order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// The acquisition failed on every path that was seen, or the process ended.
    Void,
    /// Released on the path.
    Released,
    /// Given to the caller through a result.
    Returned,
    /// Stored in something that outlives the function.
    Stored,
    /// Given to a callee, goroutine or channel that takes it.
    Passed,
    /// Gone where the engine does not follow.
    Escaped(EscapeReason),
    /// The engine gave up within its budget.
    Untracked,
    /// Lost while open.
    Leaked,
}

/// Why the engine stopped following.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EscapeReason {
    /// Passed to a callee nothing is known of.
    UnknownCallee(String),
    /// Stored in a place nothing is known of.
    UnknownStore,
    /// Captured by a function literal that releases or keeps it and runs at an unknown time.
    Captured,
    /// Its address was taken.
    AddressTaken,
    /// Mentioned by code that was not understood.
    Opaque,
}

impl Fate {
    /// One word: `released`, `escaped`, ...
    pub fn word(&self) -> &'static str {
        match self {
            Fate::Void => "void",
            Fate::Released => "released",
            Fate::Returned => "returned",
            Fate::Stored => "stored",
            Fate::Passed => "passed",
            Fate::Escaped(_) => "escaped",
            Fate::Untracked => "untracked",
            Fate::Leaked => "leaked",
        }
    }

    /// The word with its reason, if it has one.
    pub fn sentence(&self) -> String {
        match self {
            Fate::Escaped(EscapeReason::UnknownCallee(callee)) => {
                format!("escaped: passed to `{callee}`, of which nothing is known")
            }
            Fate::Escaped(EscapeReason::UnknownStore) => "escaped: stored where it is not followed".to_owned(),
            Fate::Escaped(EscapeReason::Captured) => {
                "escaped: captured by a function literal that may release or keep it".to_owned()
            }
            Fate::Escaped(EscapeReason::AddressTaken) => "escaped: its address was taken".to_owned(),
            Fate::Escaped(EscapeReason::Opaque) => "escaped: mentioned by code that was not understood".to_owned(),
            Fate::Untracked => "untracked: the function exceeded the budget of the analysis".to_owned(),
            Fate::Void | Fate::Released | Fate::Returned | Fate::Stored | Fate::Passed | Fate::Leaked => {
                self.word().to_owned()
            }
        }
    }
}
