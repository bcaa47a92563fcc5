//! Combinators: library functions that call a literal where a value is there, or where it is not.
//!
//! `open(p).and_then(|f| f.len()).map_err(|e| wrap(e))` asks the same questions as nested `match`es, so it is followed as
//! they are: the path forks into the one on which the receiver is there and the one on which it is not.

use crate::ir::{Callee, ClosureId};
use crate::rule::CallsWhere;

use super::acquire;
use super::call::{Bound, assign};
use super::closure;
use super::ctx::Ctx;
use super::escape;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::refine;
use super::scope;
use super::state::PathState;
use super::value::AbsVal;

/// The literal that a combinator calls, if the call is one whose receiver is known to be what it seems.
pub fn literal(bound: &Bound<'_>) -> Option<ClosureId> {
    match bound.args.first() {
        Some(AbsVal::Closure(literal)) if bound.target.signature().is_some() => Some(*literal),
        _ => None,
    }
}

/// Runs a combinator.
pub fn run(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    bound: &Bound<'_>,
    calls: CallsWhere,
    literal: ClosureId,
    out: &mut Vec<PathState>,
) {
    acquire::begin(ctx, &mut state, bound.at);
    for fact in [Fact::NotNil, Fact::Nil] {
        let mut fork = state.clone();
        if !refine::assume_fact(ctx, &mut fork, bound.receiver, fact) {
            continue;
        }
        let there = fact == Fact::NotNil;
        let called = there == (calls == CallsWhere::Present);
        if !called {
            let value = if there { bound.receiver } else { AbsVal::Nil };
            assign(ctx, &mut fork, bound.call, bound.at, 0, value);
            out.push(fork);
            continue;
        }
        let args = if there { vec![bound.receiver] } else { Vec::new() };
        for (mut after, result) in called_here(ctx, fork, bound, literal, &args) {
            let value = if calls == CallsWhere::Failed { AbsVal::Nil } else { result };
            assign(ctx, &mut after, bound.call, bound.at, 0, value);
            out.push(after);
        }
    }
}

/// What a literal gets is its own where an owner decides: it ends with the literal, unless something still holds it, as
/// the result does, or a variable that was only looked at.
fn ends_inside(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, given: AbsVal) {
    let Callee::Place(place) = &bound.call.callee else { return };
    let receiver = place.split_member().and_then(|(base, _)| base.as_local());
    let (Some(receiver), Some(value)) = (receiver, given.sym()) else { return };
    if !ctx.linked.language.has_owners() || state.obligations.is_empty() {
        return;
    }
    let before = state.local(receiver);
    state.set_local(receiver, AbsVal::Top);
    if escape::is_held(state, value) {
        state.set_local(receiver, before.unwrap_or(AbsVal::Top));
    } else {
        scope::ended_in_callee(ctx, state, given, ctx.body.instrs[bound.at].span);
    }
}

/// The states after the literal, each with what it returned.
fn called_here(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    bound: &Bound<'_>,
    literal: ClosureId,
    args: &[AbsVal],
) -> Vec<(PathState, AbsVal)> {
    let site = AbsVal::Sym(ctx.site(bound.at, 0));
    let result = ctx.body.closures[literal].results.first().copied();
    let Some(states) = closure::run_in_line(ctx, state.clone(), literal, args, closure::Results::Used) else {
        let (span, fate) = (ctx.body.instrs[bound.at].span, Fate::Escaped(EscapeReason::Captured));
        for value in args.iter().copied().chain([AbsVal::Closure(literal)]) {
            escape::give_away(ctx, &mut state, value, fate.clone(), span);
        }
        return vec![(state, site)];
    };
    let mut after = Vec::with_capacity(states.len());
    for mut state in states {
        let value = result.and_then(|local| state.local(local)).unwrap_or(site);
        for given in args {
            ends_inside(ctx, &mut state, bound, *given);
        }
        closure::hand_out(ctx, &mut state, literal, value, (bound.at, 0));
        // The result is the caller's from here on.
        if let Some(local) = result {
            state.set_local(local, AbsVal::Top);
        }
        after.push((state, value));
    }
    after
}
