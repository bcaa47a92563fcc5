//! Handles that a callee got and the function goes on to release by itself.
//!
//! What a callee of which nothing is known gets may be released there, and is no longer owed. But where the function,
//! after the call has succeeded, releases it by itself, the callee has not taken it: then the paths that leave without a
//! release, such as the next return of an error, lose it.
//!
//! ```go
//! rows, err := db.Query(..)
//! users, err := library.Collect(rows)   // unknown: may have closed the rows
//! if err != nil {
//!     return err                        // a leak, because
//! }
//! rows.Close()                          // this says that Collect has not
//! ```
//!
//! A release only where the call has failed says nothing: what failed has taken nothing. A constructor that returns the
//! handle in what it made has it still, too; then the later failures of the constructor lose it. The failure of the call
//! itself does not count there, because what fails may have closed what it got.

use std::sync::Arc;

use crate::base::Span;
use crate::ir::{Callee, ClosureId, InstrId, InstrKind, Operand, Place, Projection, Root, Rvalue};

use super::borrowed;
use super::closure;
use super::ctx::{Ctx, Record};
use super::escape::{self, Taker};
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::finding::Shape;
use super::obligation::Obligation;
use super::state::PathState;
use super::trace::StepKind;
use super::value::AbsVal;

/// The calls that got a handle, and what became of it if one of them has taken it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassedOn {
    /// The calls, in the order of the path.
    pub calls: Vec<InstrId>,
    /// The fate then.
    pub fate: Fate,
    /// Where that is decided.
    pub span: Span,
    /// One of the calls has failed, as far as is known at the exit.
    pub failed: bool,
}

/// What shows that a call has not taken a handle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Proof {
    /// The function returns it all the same.
    Returned,
    /// The function releases it all the same.
    Released,
}

/// A callee gets a value and may take what it carries. Followed on where the function releases it further down.
pub fn pass(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, at: InstrId) {
    pass_to(ctx, state, value, fate, at, Taker { call: Some(at), by_method: false });
}

/// As [`pass`], for what a method is called on.
pub fn pass_receiver(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, at: InstrId) {
    pass_to(ctx, state, value, fate, at, Taker { call: Some(at), by_method: true });
}

fn pass_to(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, at: InstrId, taker: Taker) {
    let span = ctx.body.instrs[at].span;
    if let (AbsVal::Sym(value), 0) = (value, ctx.deferred_depth) {
        let held = escape::reached(state, value);
        for n in 0..state.obligations.len() {
            let owed = &state.obligations[n];
            if escape::any_carries(ctx, state, &held, owed) && !borrowed::by_method(ctx, value, owed, taker) {
                pass_one(ctx, state, n, &fate, at);
            }
        }
    }
    escape::give_away_from(ctx, state, value, fate, span, taker);
}

/// A callback usually uses what it is given and leaves the release to the function that called it; but it may take it.
/// So a path that leaves it open after that is reported only if the function releases it by itself on another path. A
/// literal it may call.
pub fn lend(ctx: &mut Ctx<'_>, state: &mut PathState, args: &[AbsVal], callee: &str, at: InstrId) {
    for arg in args {
        if let AbsVal::Closure(_) = arg {
            let span = ctx.body.instrs[at].span;
            escape::give_away(ctx, state, *arg, Fate::Escaped(EscapeReason::Captured), span);
        }
        let Some(value) = arg.sym() else { continue };
        for n in 0..state.obligations.len() {
            let owed = &state.obligations[n];
            if owed.lent || !escape::carries(ctx, state, value, owed) {
                continue;
            }
            let fate = Fate::Escaped(EscapeReason::UnknownCallee(callee.to_owned()));
            if !pass_one(ctx, state, n, &fate, at) {
                state.obligations[n].lent = true;
            }
        }
    }
}

/// Notes that a callee got what obligation `n` is about and may have taken it. Returns whether it is followed on: only
/// where the function releases or returns it further down.
fn pass_one(ctx: &mut Ctx<'_>, state: &mut PathState, n: usize, fate: &Fate, at: InstrId) -> bool {
    let owed = &state.obligations[n];
    let followed = owed.resource().is_some()
        && !owed.is_settled()
        && ctx.deferred_depth == 0
        && (is_released_below(ctx, state, owed, at) || is_returned_below(ctx, state, owed, at));
    if followed {
        let mut calls = owed.passed_on.as_ref().map(|passed| passed.calls.clone()).unwrap_or_default();
        if !calls.contains(&at) {
            calls.push(at);
        }
        let passed = PassedOn { calls, fate: fate.clone(), span: ctx.body.instrs[at].span, failed: false };
        state.obligations[n].passed_on = Some(Arc::new(passed));
    }
    followed
}

/// A literal goes to a callee that may keep it, and with it what it only uses: a handler that is called as long as a server
/// runs. What the function releases further down has stayed its own.
pub fn capture(ctx: &mut Ctx<'_>, state: &mut PathState, literal: ClosureId, fate: &Fate, at: InstrId) {
    let span = ctx.body.instrs[at].span;
    for n in (0..state.obligations.len()).rev() {
        let owed = &state.obligations[n];
        let mentioned = closure::captures_owed(ctx, state, literal, owed)
            || owed.resource().is_none() && closure::captures_value(ctx, state, literal, owed.value);
        if owed.released_at_exit.is_some() || !mentioned {
            continue;
        }
        if owed.resource().is_none() {
            state.obligations[n].kept = true;
        } else if !pass_one(ctx, state, n, fate, at) {
            let gone = state.obligations.remove(n);
            ctx.record(&gone, fate.clone(), span, Shape::NeverReleased, false);
        }
    }
}

/// Whether a call further down releases what a variable holds now.
fn is_released_below(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation, at: InstrId) -> bool {
    let Some(resource) = owed.resource() else {
        return false;
    };
    let holds =
        |place: &Place| matches!(place.root, Root::Local(local) if state.local(local) == Some(AbsVal::Sym(owed.value)));
    let releases = |place: &Place| {
        let steps: Option<Vec<_>> = place
            .projections
            .iter()
            .map(|step| match step {
                Projection::Field(name) => Some(*name),
                Projection::Index | Projection::Element(_) | Projection::Deref => None,
            })
            .collect();
        let kind = ctx.catalog.resource(resource);
        steps.is_some_and(|steps| match steps.split_last() {
            Some((name, fields)) => kind.releases.iter().any(|release| release.is_method(fields, *name)),
            None => false,
        })
    };
    ctx.body.instrs.iter_enumerated().any(|(below, instr)| match &instr.kind {
        InstrKind::Call(call) if below > at => {
            matches!(&call.callee, Callee::Place(place) if holds(place) && releases(place))
        }
        _ => false,
    })
}

/// Whether an instruction further down puts what a variable holds now into an object or returns it, and what the call
/// made of it is not released in its stead.
fn is_returned_below(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation, at: InstrId) -> bool {
    let holds = |operand: &Operand| {
        let local = operand.place().and_then(Place::as_local);
        let held = local.and_then(|local| state.local(local)?.sym());
        held.is_some_and(|held| escape::carries(ctx, state, held, owed))
    };
    let mut below = ctx.body.instrs.iter_enumerated().filter(|(below, _)| *below > at);
    let returned = below.any(|(_, instr)| match &instr.kind {
        InstrKind::Assign { src: Rvalue::Composite { elements, .. }, .. } => {
            elements.iter().any(|(_, operand)| holds(operand))
        }
        InstrKind::Assign { dst, src: Rvalue::Use(operand) } => {
            dst.as_local().is_some_and(|local| ctx.body.results.contains(&local)) && holds(operand)
        }
        _ => false,
    });
    returned && owed.resource().is_some() && !is_result_released(ctx, at)
}

/// Whether a call anywhere releases what the call at `at` has made.
fn is_result_released(ctx: &Ctx<'_>, at: InstrId) -> bool {
    let result = ctx.body.call(at).and_then(|call| call.dst.first()?.as_ref()?.as_local());
    result.is_some()
        && ctx.body.instrs.iter().any(|instr| {
            let InstrKind::Call(call) = &instr.kind else { return false };
            let Callee::Place(place) = &call.callee else { return false };
            place.root_local() == result
                && place.split_member().is_some_and(|(_, name)| ctx.catalog.is_release_name(name))
        })
}

/// It is released, or returned, by the function itself: none of the calls that got it and have not failed has taken it.
pub fn prove(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation, proof: Proof) {
    let (Some(passed), Some(site)) = (&owed.passed_on, owed.site()) else {
        return;
    };
    for at in &passed.calls {
        if !has_failed(ctx, state, *at) {
            let known = ctx.left_alone.entry((site, *at)).or_insert(proof);
            *known = proof.max(*known);
        }
    }
}

fn has_failed(ctx: &mut Ctx<'_>, state: &PathState, at: InstrId) -> bool {
    let results = ctx.body.call(at).map_or(0, |call| call.dst.len());
    let error = results.checked_sub(1).map(|last| ctx.site(at, last));
    error.is_some_and(|error| state.facts.get(error) == Some(Fact::NotNil))
}

/// The path comes to an exit: which of the calls have failed is known here, and forgotten there.
pub fn note_failed(ctx: &mut Ctx<'_>, state: &mut PathState) {
    for n in 0..state.obligations.len() {
        let Some(passed) = state.obligations[n].passed_on.clone() else { continue };
        let failed = passed.calls.iter().any(|at| has_failed(ctx, state, *at));
        if failed != passed.failed {
            state.obligations[n].passed_on = Some(Arc::new(PassedOn { failed, ..(*passed).clone() }));
        }
    }
}

/// An exit at which it is not released.
pub fn leave(ctx: &mut Ctx<'_>, owed: &Obligation, passed: &PassedOn, span: Span) {
    if !owed.is_due {
        ctx.record(owed, Fate::Released, span, Shape::NeverReleased, false);
        return;
    }
    let mut lost = owed.clone();
    lost.trace.push(StepKind::Returns, span);
    ctx.record(&lost, passed.fate.clone(), passed.span, Shape::EarlyReturn, false);
}

/// Whether all calls that got it are known to have left it alone.
pub fn is_still_owed(ctx: &Ctx<'_>, owed: &Obligation) -> bool {
    let (Some(passed), Some(site)) = (&owed.passed_on, owed.site()) else {
        return true;
    };
    passed.calls.iter().all(|at| match ctx.left_alone.get(&(site, *at)) {
        Some(Proof::Released) => true,
        Some(Proof::Returned) => !passed.failed,
        None => false,
    })
}

/// Exits without a release are leaks where the callees have taken nothing.
pub fn settle(ctx: &Ctx<'_>, records: &mut [Record]) {
    for record in records {
        let at_exit = record.obligation.passed_on.is_some() && record.shape == Shape::EarlyReturn;
        if at_exit && is_still_owed(ctx, &record.obligation) {
            record.fate = Fate::Leaked;
        }
    }
}
