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
    /// Where it is released on some path, in source order.
    pub releases: Vec<Span>,
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
    /// The engine does not judge it.
    Untracked(Untracked),
    /// Lost while open.
    Leaked,
}

/// Why the engine does not judge an acquisition that may be open at an exit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Untracked {
    /// The table says that leaving it open does no harm worth reporting.
    LowValue,
    /// Its error went into something nothing is known of, which may have tested it.
    Guard,
    /// It is held over more than one round of a loop.
    Rounds,
    /// The code shows that it means to keep no handle, or has another one.
    LetGo,
    /// A test gets it from an interface and only looks at it.
    StandIn,
    /// The function exceeds the budget of the analysis.
    Budget,
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
            Fate::Untracked(_) => "untracked",
            Fate::Leaked => "leaked",
        }
    }

    /// Why, in a few words that name nothing of the source, for those that have a reason.
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Fate::Escaped(EscapeReason::UnknownCallee(_)) => Some("unknown callee"),
            Fate::Escaped(EscapeReason::UnknownStore) => Some("unknown store"),
            Fate::Escaped(EscapeReason::Captured) => Some("captured"),
            Fate::Escaped(EscapeReason::AddressTaken) => Some("address taken"),
            Fate::Escaped(EscapeReason::Opaque) => Some("opaque code"),
            Fate::Untracked(Untracked::LowValue) => Some("low value"),
            Fate::Untracked(Untracked::Guard) => Some("guard"),
            Fate::Untracked(Untracked::Rounds) => Some("rounds of a loop"),
            Fate::Untracked(Untracked::LetGo) => Some("let go"),
            Fate::Untracked(Untracked::StandIn) => Some("stand-in"),
            Fate::Untracked(Untracked::Budget) => Some("budget"),
            Fate::Void | Fate::Released | Fate::Returned | Fate::Stored | Fate::Passed | Fate::Leaked => None,
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
            Fate::Untracked(Untracked::LowValue) => {
                "untracked: leaving it open does no harm worth reporting".to_owned()
            }
            Fate::Untracked(Untracked::Guard) => "untracked: its error went where nothing is known of it".to_owned(),
            Fate::Untracked(Untracked::Rounds) => "untracked: it is held over several rounds of a loop".to_owned(),
            Fate::Untracked(Untracked::LetGo) => {
                "untracked: it is let go on purpose, or held by other means than its handle".to_owned()
            }
            Fate::Untracked(Untracked::StandIn) => {
                "untracked: a test gets it from an interface and only looks at it".to_owned()
            }
            Fate::Untracked(Untracked::Budget) => {
                "untracked: the function exceeds the budget of the analysis".to_owned()
            }
            Fate::Void | Fate::Released | Fate::Returned | Fate::Stored | Fate::Passed | Fate::Leaked => {
                self.word().to_owned()
            }
        }
    }
}
