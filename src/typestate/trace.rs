//! How it came to this: the steps of a path, from the acquisition to the exit.

use crate::base::Span;

/// One step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What happened.
    pub kind: StepKind,
    /// Where.
    pub span: Span,
}

/// The kinds of [`Step`]. Wording is left to `report`, which cuts names out of the source text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// Acquired by this call.
    Acquired,
    /// The condition in the span had this answer.
    Branch(bool),
    /// A way of a many-way choice was taken.
    Case,
    /// Passed to a callee that uses it and keeps nothing.
    Borrowed,
    /// This callee may return without releasing it.
    CalleeKeepsOpen,
    /// The next round of the loop begins with it still open.
    LoopBack,
    /// The only handle is overwritten here.
    Overwritten,
    /// The only release is deferred here, once per round of the loop.
    DeferredInLoop,
    /// Its use is deferred here, before the error is tested.
    DeferredEarly,
    /// This may panic, and nothing deferred releases it.
    MayPanic,
    /// It is released here on the normal path.
    Released,
    /// The function returns.
    Returns,
    /// The function ends.
    Ends,
    /// The function panics.
    Panics,
    /// The result that carries it is dropped.
    Discarded,
    /// The goroutine ends here (`t.Fatal`).
    GoroutineEnds,
}

impl StepKind {
    /// Kebab-case name for machine formats.
    pub fn as_str(&self) -> &'static str {
        match self {
            StepKind::Acquired => "acquire",
            StepKind::Branch(true) => "branch-true",
            StepKind::Branch(false) => "branch-false",
            StepKind::Case => "case",
            StepKind::Borrowed => "call",
            StepKind::CalleeKeepsOpen => "call",
            StepKind::LoopBack => "loop",
            StepKind::Overwritten => "overwrite",
            StepKind::DeferredInLoop | StepKind::DeferredEarly => "defer",
            StepKind::MayPanic => "may-panic",
            StepKind::Released => "release",
            StepKind::Returns | StepKind::Ends => "exit",
            StepKind::Panics => "panic",
            StepKind::Discarded => "discard",
            StepKind::GoroutineEnds => "exit",
        }
    }
}
