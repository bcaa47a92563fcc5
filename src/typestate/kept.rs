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
//! A release only where the call has failed says nothing: what failed has taken nothing.

use std::sync::Arc;

use crate::base::Span;
use crate::ir::{Callee, InstrId, InstrKind, Place, Projection, Root};

use super::ctx::{Ctx, Record};
use super::escape;
use super::facts::Fact;
use super::fate::Fate;
use super::finding::Shape;
use super::obligation::Obligation;
use super::state::PathState;
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
}

/// A callee gets a value and may take what it carries. Followed on where the function releases it further down.
pub fn pass(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, at: InstrId) {
    let span = ctx.body.instrs[at].span;
    if let (AbsVal::Sym(value), 0) = (value, ctx.deferred_depth) {
        for n in 0..state.obligations.len() {
            let owed = &state.obligations[n];
            if owed.is_settled()
                || !escape::carries(ctx, state, value, owed)
                || !is_released_below(ctx, state, owed, at)
            {
                continue;
            }
            let mut calls = owed.passed_on.as_ref().map(|passed| passed.calls.clone()).unwrap_or_default();
            if !calls.contains(&at) {
                calls.push(at);
            }
            let passed = PassedOn { calls, fate: fate.clone(), span };
            state.obligations[n].passed_on = Some(Arc::new(passed));
        }
    }
    escape::give_away_from(ctx, state, value, fate, span, Some(at));
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
                Projection::Index | Projection::Deref => None,
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

/// It is released by the function itself: none of the calls that got it and have not failed has taken it.
pub fn released(ctx: &mut Ctx<'_>, state: &PathState, gone: &Obligation) {
    let (Some(passed), Some(site)) = (&gone.passed_on, gone.site()) else {
        return;
    };
    for at in &passed.calls {
        let results = ctx.body.call(*at).map_or(0, |call| call.dst.len());
        let error = results.checked_sub(1).map(|last| ctx.site(*at, last));
        if error.is_none_or(|error| state.facts.get(error) != Some(Fact::NotNil)) {
            ctx.left_alone.insert((site, *at));
        }
    }
}

/// Whether all calls that got it are known to have left it alone.
pub fn is_still_owed(ctx: &Ctx<'_>, owed: &Obligation) -> bool {
    match (&owed.passed_on, owed.site()) {
        (Some(passed), Some(site)) => passed.calls.iter().all(|at| ctx.left_alone.contains(&(site, *at))),
        _ => true,
    }
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
