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
    /// Given to the function, which owns it.
    Given,
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
    /// What the field holds that it is stored in later is used here.
    FormerUsed,
    /// It is stored over another one that is still open.
    Replaces,
    /// The only release is deferred here, once per round of the loop.
    DeferredInLoop,
    /// Its use is deferred here, before the error is tested.
    DeferredEarly,
    /// This may panic, and nothing deferred releases it.
    MayPanic,
    /// It is released here on the normal path.
    Released,
    /// It is released here, which is not the end of the story.
    Finished,
    /// It is used here all the same.
    UsedAfter,
    /// It is returned here, and released by something deferred before the caller gets it.
    ReturnedReleased,
    /// It is released here once more.
    ReleasedAgain,
    /// The function returns and has not asked for the error.
    NotAsked,
    /// The function returns.
    Returns,
    /// The function ends.
    Ends,
    /// The function panics.
    Panics,
    /// The result that carries it is dropped.
    Discarded,
    /// Something is waited for here while it is held.
    Waits,
    /// The process ends itself here.
    Exits,
    /// The last variable that holds it goes out of scope.
    Dropped,
    /// It is kept from ever being dropped.
    Forgotten,
    /// The goroutine ends here (`t.Fatal`).
    GoroutineEnds,
    /// Another connection is taken from the same pool.
    CheckedOut,
    /// This callee takes another connection from the same pool; the functions called, outermost first.
    CheckedOutInside(Vec<crate::base::Name>),
}

impl StepKind {
    /// Kebab-case name for machine formats.
    pub fn as_str(&self) -> &'static str {
        match self {
            StepKind::Acquired | StepKind::Given => "acquire",
            StepKind::Branch(true) => "branch-true",
            StepKind::Branch(false) => "branch-false",
            StepKind::Case => "case",
            StepKind::Borrowed => "call",
            StepKind::CalleeKeepsOpen => "call",
            StepKind::LoopBack => "loop",
            StepKind::Overwritten | StepKind::Replaces => "overwrite",
            StepKind::DeferredInLoop | StepKind::DeferredEarly => "defer",
            StepKind::MayPanic => "may-panic",
            StepKind::Released | StepKind::Finished | StepKind::ReleasedAgain => "release",
            StepKind::UsedAfter | StepKind::FormerUsed => "call",
            StepKind::Returns | StepKind::Ends | StepKind::NotAsked | StepKind::ReturnedReleased => "exit",
            StepKind::Panics => "panic",
            StepKind::Discarded => "discard",
            StepKind::Dropped => "drop",
            StepKind::Forgotten => "forget",
            StepKind::Exits => "exit",
            StepKind::Waits => "wait",
            StepKind::GoroutineEnds => "exit",
            StepKind::CheckedOut | StepKind::CheckedOutInside(_) => "call",
        }
    }
}

/// A path under construction: a list that shares its beginning with other paths. It takes no part in the
/// equality of states; where states merge, the shorter one stays.
#[derive(Clone, Default, Debug)]
pub struct Trace {
    last: Option<std::sync::Arc<Node>>,
}

#[derive(Debug)]
struct Node {
    step: Step,
    length: u32,
    previous: Option<std::sync::Arc<Node>>,
}

/// Steps a trace keeps; later branches are dropped, the exit is always added.
const MAX_STEPS: u32 = 48;

impl Trace {
    /// A trace of one step.
    pub fn start(kind: StepKind, span: Span) -> Trace {
        let mut trace = Trace::default();
        trace.push(kind, span);
        trace
    }

    /// Adds a step, unless the trace is full or ends with the same step.
    pub fn push(&mut self, kind: StepKind, span: Span) {
        let step = Step { kind, span };
        if self.len() >= MAX_STEPS || self.last.as_ref().is_some_and(|node| node.step == step) {
            return;
        }
        let length = self.len() + 1;
        self.last = Some(std::sync::Arc::new(Node { step, length, previous: self.last.take() }));
    }

    /// Number of steps.
    pub fn len(&self) -> u32 {
        self.last.as_ref().map_or(0, |node| node.length)
    }

    /// Whether there is no step.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// The steps in order.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.len() as usize);
        let mut at = self.last.as_ref();
        while let Some(node) = at {
            steps.push(node.step.clone());
            at = node.previous.as_ref();
        }
        steps.reverse();
        steps
    }
}

impl Drop for Node {
    // A derived drop would recurse once for each step.
    fn drop(&mut self) {
        let mut next = self.previous.take();
        while let Some(node) = next {
            match std::sync::Arc::try_unwrap(node) {
                Ok(mut inner) => next = inner.previous.take(),
                Err(_) => break,
            }
        }
    }
}
