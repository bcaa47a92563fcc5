//! The engine's verdict, without words.

use crate::base::{Name, Span};
use crate::ir::linked::FunctionId;
use crate::rule::{ResourceId, RuleId, Severity};

use super::trace::Step;

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule that is broken.
    pub rule: RuleId,
    /// The resource it is about, if it is about one.
    pub resource: Option<ResourceId>,
    /// The function it is in.
    pub function: FunctionId,
    /// The acquiring call: the primary position.
    pub span: Span,
    /// The callee as written.
    pub callee: String,
    /// The variable that got the handle.
    pub handle: Option<Name>,
    /// What to call instead, as the table says.
    pub instead: Option<Name>,
    /// What to do instead, in the words of the table.
    pub advice: Option<Name>,
    /// What kind of path.
    pub shape: Shape,
    /// From the acquisition to the exit.
    pub steps: Vec<Step>,
    /// Whether it is released on another path; then a deferred release would come twice.
    pub released_elsewhere: bool,
    /// Whether it is returned, stored or passed on on another path.
    pub ends_well_elsewhere: bool,
    /// Whether the handle is an object of the program that holds it, and not the resource itself.
    pub inside_an_object: bool,
    /// How sure the engine is.
    pub confidence: Confidence,
    /// How bad it is.
    pub severity: Severity,
}

/// What kind of path leaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shape {
    /// Left by a `return` while another path releases.
    EarlyReturn,
    /// Never released on any path.
    NeverReleased,
    /// The result that carries it is dropped at once.
    Discarded,
    /// The handle is overwritten while open, usually by the next round of a loop.
    Overwritten,
    /// It is stored where another one still is.
    Replaces,
    /// Left by an explicit panic or an exit of the goroutine.
    AbnormalExit,
    /// Released on every normal path, but something between may panic.
    PanicPath,
    /// The release is deferred in a loop.
    DeferInLoop,
    /// Used in a deferred call before its error is tested.
    BeforeErrorCheck,
    /// A second connection is taken from the pool that this one came from.
    SecondCheckout,
    /// Held while something is waited for.
    HeldAcrossWait,
    /// It is used after its release.
    UseAfterRelease,
    /// The function returns it and has deferred its release.
    ReturnedReleased,
    /// It is released once more, which fails or does harm.
    DoubleRelease,
    /// It was iterated to its end, and nobody asked whether that was an error.
    UnaskedError,
    /// It was written to, and the error of its release is dropped.
    UncheckedRelease,
    /// What it hands out is read by nobody.
    Unread,
    /// Made for each request.
    PerRequest,
    /// Made in each round of a loop.
    PerRound,
    /// Made each time a function is called that works on behalf of its caller.
    PerCall,
    /// It waits for another side without a deadline.
    NoDeadline,
    /// It is dropped in the statement that made it.
    AtOnce,
    /// It outlives its owner, which is dropped in the same statement.
    Outlives,
    /// Nobody works with it, and it is dropped with the function or before.
    NeverUsed,
    /// The process ends itself while it is there, and its destructor does not run.
    LeftAtExit,
    /// Its error ends the loop that goes round for it.
    EndsLoop,
    /// Its error makes the loop go round without a pause.
    Spins,
    /// It goes on when another one is ready first.
    LosesRace,
    /// Something slow is waited for while it is held.
    HeldAcrossSlowWait,
    /// It is dropped when the function returns, and what goes with it lives on.
    GoneAtReturn,
    /// The error it may be is dropped.
    UnreadError,
    /// Nobody waits for it, so it never runs.
    NeverRuns,
    /// A type keeps it, and nothing of the type releases it.
    Unowned,
    /// A pool without a limit.
    Unlimited,
    /// A pool with a limit that may be too small.
    LowLimit,
}

/// How sure the engine is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Confidence {
    /// A receiver was known only by its name.
    Low,
    /// A summary had to approximate.
    Medium,
    /// Types are resolved and the path depends on no guess.
    High,
}

impl Shape {
    /// Kebab-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Shape::EarlyReturn => "early-return",
            Shape::NeverReleased => "never-released",
            Shape::Discarded => "discarded",
            Shape::Overwritten => "overwritten",
            Shape::Replaces => "replaces",
            Shape::AbnormalExit => "abnormal-exit",
            Shape::PanicPath => "panic-path",
            Shape::DeferInLoop => "defer-in-loop",
            Shape::BeforeErrorCheck => "before-error-check",
            Shape::SecondCheckout => "second-checkout",
            Shape::HeldAcrossWait => "held-across-wait",
            Shape::UseAfterRelease => "use-after-release",
            Shape::ReturnedReleased => "returned-released",
            Shape::DoubleRelease => "double-release",
            Shape::UnaskedError => "unasked-error",
            Shape::UncheckedRelease => "unchecked-release",
            Shape::Unread => "unread",
            Shape::PerRequest => "per-request",
            Shape::PerRound => "per-round",
            Shape::PerCall => "per-call",
            Shape::NoDeadline => "no-deadline",
            Shape::AtOnce => "at-once",
            Shape::Outlives => "outlives",
            Shape::NeverUsed => "never-used",
            Shape::LeftAtExit => "left-at-exit",
            Shape::EndsLoop => "ends-loop",
            Shape::Spins => "spins",
            Shape::LosesRace => "loses-race",
            Shape::HeldAcrossSlowWait => "held-across-slow-wait",
            Shape::GoneAtReturn => "gone-at-return",
            Shape::UnreadError => "unread-error",
            Shape::NeverRuns => "never-runs",
            Shape::Unowned => "unowned",
            Shape::Unlimited => "unlimited",
            Shape::LowLimit => "low-limit",
        }
    }
}

impl Confidence {
    /// Lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Confidence::Low => "low",
            Confidence::Medium => "medium",
            Confidence::High => "high",
        }
    }
}
