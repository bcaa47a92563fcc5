//! Obligations: what is owed on a path.

use std::sync::Arc;

use crate::base::{Name, Span};
use crate::ir::{InstrId, Local};
use crate::rule::ResourceId;

use super::kept::PassedOn;
use super::trace::Trace;
use super::value::Value;

/// A resource that is held on this path, or a parameter that is watched for the summary.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// What it is and where it was acquired.
    pub duty: Duty,
    /// The value that must be released. Every place that holds it, or an object that contains it, is a handle.
    pub value: Value,
    /// What tells whether the acquisition succeeded; gone once that is known.
    pub guard: Option<PathGuard>,
    /// What was done to a watched parameter, sorted.
    pub done: Vec<Done>,
    /// A watched parameter was stored, passed on or captured.
    pub kept: bool,
    /// The receiver it was acquired from, whose end may end it too.
    pub parent: Option<Value>,
    /// The context it was acquired with.
    pub context: Option<Value>,
    /// Deferred in a loop, waiting to see whether the loop goes round.
    pub deferred_in_loop: Option<Span>,
    /// First thing after the acquisition that may panic.
    pub may_panic: Option<Span>,
    /// It was acquired on a receiver that outlives the function.
    pub weak: bool,
    /// Its release is deferred to the exit, here; until then it takes its place in a pool.
    pub released_at_exit: Option<Span>,
    /// It was stored in this field of something that outlives the function, which owes it now.
    pub stored_in: Option<Value>,
    /// A callee hands it out in some of its cases only, and nothing tells which.
    pub uncertain: bool,
    /// Who has it has an object that gives no way to end it, and can only hand it on.
    pub helpless: bool,
    /// A function value of unknown origin got it, which may have taken it.
    pub lent: bool,
    /// Callees got it and may have taken it; the function releases it somewhere below.
    pub passed_on: Option<Arc<PassedOn>>,
    /// Whether there is anything to lose yet: some resources are owed only once they were used.
    pub is_due: bool,
    /// Its last owner went out of scope here, which undoes it; whether that was meant, the exit shows.
    pub undone: Option<Span>,
    /// No variable got the handle: lost at once, unless the acquisition turns out to have failed.
    pub dropped: bool,
    /// Nothing waits for it yet: losing it with an error costs nothing.
    pub idle: bool,
    /// What is written to it stays there.
    pub keeps: bool,
    /// Something was written to it, and only its release tells whether that arrived.
    pub written: bool,
    /// The path so far; no part of equality.
    pub trace: Trace,
}

/// Outputs of an acquisition from here on are fields of objects that were returned.
pub const FIRST_FIELD_OUTPUT: u8 = 16;
/// Outputs from here on are fields of what was given to the call.
pub const FIRST_FILL_OUTPUT: u8 = 80;
/// The output that stands for the receiver.
pub const RECEIVER_OUTPUT: u8 = 100;
/// The output that stands for an argument.
pub const ARGUMENT_OUTPUT: u8 = 101;

/// Outputs from here on stand for what the call writes to where its arguments point, see [`super::outgoing`].
pub const FIRST_OUTGOING: u8 = 102;

/// Outputs from here on stand for parameters that the function owns.
pub const PARAM_OUTPUT: u8 = 140;

/// What an obligation is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Duty {
    /// A resource acquired by an instruction, as its n-th output.
    Resource(InstrId, u8, ResourceId),
    /// The same, acquired in the round of a loop before.
    Older(InstrId, u8, ResourceId),
    /// A parameter of the function.
    Param(Local),
}

/// What tells whether an acquisition succeeded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PathGuard {
    /// The value to ask.
    pub value: Value,
    /// Success is nil (an error) or true (an ok flag).
    pub kind: GuardKind,
    /// The value went into a predicate nothing is known of; what it says is then unknown too.
    pub examined: bool,
    /// The handle may be live although the guard says failure.
    pub live_on_failure: bool,
}

/// How a [`PathGuard`] says yes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum GuardKind {
    /// By being nil.
    Nil,
    /// By being true.
    True,
    /// By not being nil: the handle itself.
    NotNil,
    /// By being zero.
    Zero,
    /// By being any other number than zero.
    NotZero,
}

impl GuardKind {
    /// Whether it is a number, of which functions make an answer that is not followed: an error of their own.
    pub fn is_number(self) -> bool {
        matches!(self, GuardKind::Zero | GuardKind::NotZero)
    }
}

/// Something done to a watched parameter, or to a field of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Done {
    /// A method that releases some resource was called: fields, method.
    Method(Arc<[Name]>, Name),
    /// It, or a field of it, was called as a function.
    Call(Arc<[Name]>),
    /// A method answered that it is exhausted.
    Exhausted(Arc<[Name]>, Name),
    /// A library function released it.
    Released(Arc<[Name]>),
    /// A callee nothing is known of got a reference to it, which may have released it if that needs no owner.
    Lent(Arc<[Name]>),
    /// It was given away by its owner, and its scope ended in the callee.
    Dropped,
    /// This part of it was found to be nil: there is nothing to release.
    NilPart(Arc<[Name]>),
}

impl Obligation {
    /// Equality of what matters for keeping paths apart: everything but the trace.
    pub fn same(&self, other: &Obligation) -> bool {
        self.duty == other.duty
            && self.value == other.value
            && self.guard == other.guard
            && self.done == other.done
            && self.kept == other.kept
            && self.deferred_in_loop == other.deferred_in_loop
            && self.stored_in == other.stored_in
            && self.is_due == other.is_due
            && self.undone.is_some() == other.undone.is_some()
            && self.released_at_exit == other.released_at_exit
            && self.passed_on == other.passed_on
    }

    /// Makes this one stand for `other` too, which is the same on another path; returns whether anything changed. What
    /// was done to a watched parameter on one of the paths only is not told: it is kept.
    pub fn join(&mut self, other: &Obligation) -> bool {
        let mut changed = false;
        if self.resource().is_none() && (self.kept != other.kept || self.done != other.done) {
            let known = (self.kept, self.done.len());
            self.kept = true;
            self.done.retain(|done| other.done.contains(done));
            changed = known != (true, self.done.len());
        }
        if other.trace.len() < self.trace.len() {
            self.trace = other.trace.clone();
        }
        if self.may_panic.is_none() && other.may_panic.is_some() {
            self.may_panic = other.may_panic;
            changed = true;
        }
        changed |= other.written && !self.written;
        self.written |= other.written;
        changed
    }

    /// As [`Obligation::same`], but of watched parameters whatever was done to them.
    pub fn is_alike(&self, other: &Obligation) -> bool {
        match self.duty {
            Duty::Param(_) => self.duty == other.duty && self.value == other.value,
            Duty::Resource(..) | Duty::Older(..) => self.same(other),
        }
    }

    /// The resource, unless it is a watched parameter.
    pub fn resource(&self) -> Option<ResourceId> {
        match self.duty {
            Duty::Resource(_, _, resource) | Duty::Older(_, _, resource) => Some(resource),
            Duty::Param(_) => None,
        }
    }

    /// The acquiring instruction, unless it is a watched parameter.
    pub fn site(&self) -> Option<InstrId> {
        match self.duty {
            Duty::Resource(_, output, _) if output >= PARAM_OUTPUT => None,
            Duty::Resource(site, ..) | Duty::Older(site, ..) => Some(site),
            Duty::Param(_) => None,
        }
    }

    /// Whether it sits in a field of an object that a callee returned: whoever has the object owes it.
    pub fn is_inside_an_object(&self) -> bool {
        let inside = FIRST_FIELD_OUTPUT..RECEIVER_OUTPUT;
        matches!(self.duty, Duty::Resource(_, n, _) | Duty::Older(_, n, _) if inside.contains(&n))
    }

    /// Whether nothing more has to be done for it: its release is certain, or something else owes it.
    pub fn is_settled(&self) -> bool {
        self.released_at_exit.is_some()
            || self.deferred_in_loop.is_some()
            || self.stored_in.is_some()
            || self.undone.is_some()
    }

    /// Whether it was acquired on a receiver or an argument.
    pub fn is_on_input(&self) -> bool {
        matches!(self.duty, Duty::Resource(_, output, _) if (RECEIVER_OUTPUT..FIRST_OUTGOING).contains(&output))
    }

    /// Records something done to a watched parameter.
    pub fn record(&mut self, done: Done) {
        if let Err(at) = self.done.binary_search(&done) {
            self.done.insert(at, done);
        }
    }
}
