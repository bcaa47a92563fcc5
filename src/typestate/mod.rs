//! Floor 3: one function at a time.
//!
//! A path state is a few facts, what is owed on this path, and the deferred calls that wait for its exit. An
//! acquisition adds an *obligation*: a value that must be released, and a *guard*, the error or flag that
//! tells whether there is anything to release. Ten lines of Go show all of it:
//!
//! ```go
//! f, err := os.Open(name)      // owed: f, if err is nil
//! if err != nil {              // yes: nothing was acquired.  no: f is certainly open
//!     return err               // nothing owed: fine
//! }
//! if skip {
//!     return nil               // owed: f. Not returned, not stored: a leak, and the path so far explains it
//! }
//! defer f.Close()              // from here on every exit releases f
//! return copyFrom(f)           // the callee's summary says what it does to f
//! ```
//!
//! Where paths meet, states that owe the same become one and keep only what both know (`state`). Handles that
//! go where the engine does not follow end the obligation with a reason (`escape`); at exits what is left is
//! returned, held by something outside, or lost (`exit`). Everything that happens to an acquisition is
//! recorded, so that silence can be explained as well as a finding.
//!
//! What it does not do: calls have no implicit panic edge. Instead an obligation remembers the first thing
//! after its acquisition that may panic, and the panic rule reads that.

mod acquire;
mod ahead;
mod analyze;
mod apply;
mod asked;
mod assertion;
mod borrowed;
mod call;
mod chain;
mod closure;
mod combinator;
mod ctx;
mod deadline;
pub mod decider;
mod elsewhere;
mod ended;
mod escape;
mod eval;
mod events;
mod exit;
mod extract;
pub mod facts;
pub mod fate;
mod filled;
pub mod finding;
mod flow;
mod given;
mod goroutine;
mod grown;
mod guarded;
mod handover;
mod idle;
mod kept;
mod lasting;
mod later;
mod limit;
mod list;
mod literal;
mod made;
mod meanwhile;
mod misuse;
mod moved;
mod obligation;
mod outcome;
mod outgoing;
mod outside;
mod part;
mod percall;
mod pool;
mod refine;
mod replaced;
mod results;
mod rounds;
mod said;
mod scope;
mod shared;
mod site;
mod solve;
mod standin;
mod state;
pub mod summary;
mod told;
pub mod trace;
mod transfer;
mod unread;
mod value;

pub use analyze::{Callers, FunctionReport, analyze_function};
pub use ctx::{Holder, Summaries};
pub use decider::{Decider, Knowledge};
pub use fate::{Acquisition, EscapeReason, Fate, Untracked};
pub use finding::{Confidence, Finding, Shape};
pub use given::owned_resource;
pub use limit::PoolLimit;
pub use made::has_argument_by;
pub use outgoing::pointed;
pub use pool::POOL_CONNECTION;
pub use site::callee_text;
pub use summary::{ResultEffect, Summary};
pub use trace::{Step, StepKind};
