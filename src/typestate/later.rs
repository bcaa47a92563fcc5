//! Calls that run later: deferred to the exit, or on another thread of control.

use smallvec::smallvec;

use crate::ir::{Call, InstrId, Target};

use super::call::{Bound, bind, inputs, release, unknown_callee};
use super::closure;
use super::ctx::Ctx;
use super::ended;
use super::escape;
use super::events;
use super::fate::{EscapeReason, Fate};
use super::finding::Shape;
use super::goroutine;
use super::obligation::{GuardKind, Obligation};
use super::pool::POOL_CONNECTION;
use super::state::{Defer, PathState, States};
use super::trace::StepKind;
use super::value::{AbsVal, ValueKind};

/// A call that runs when the region exits; its operands are evaluated now.
pub fn deferred<'a>(ctx: &mut Ctx<'a>, state: &mut PathState, call: &'a Call, at: InstrId) {
    let bound = bind(ctx, state, call, at);
    if let AbsVal::Closure(_) = bound.callee {
        state.defer(at, bound.callee, bound.args);
        return;
    }
    before_error_check(ctx, state, &bound);
    // `defer s.Close()` also ends what is begun on the session later.
    if let (AbsVal::Sym(_), Some(name)) = (bound.receiver, bound.name)
        && ctx.catalog.ends_what_is_begun(name)
    {
        state.defer(at, bound.receiver, bound.args.clone());
    }
    if deferred_in_loop(ctx, state, &bound) || release_at_exit(ctx, state, &bound) {
        return;
    }
    if is_followed(ctx, &bound) {
        state.defer(at, bound.receiver, bound.args);
    } else {
        unknown_callee(ctx, state, &bound);
    }
}

/// Whether a summary or a table says what the callee does to its inputs.
fn is_followed(ctx: &Ctx<'_>, bound: &Bound<'_>) -> bool {
    match bound.target {
        Target::Known { id, .. } => ctx.summaries.summary(*id).is_some(),
        Target::External { only, .. } => {
            bound.told.effects.is_some() || only.is_some_and(|id| ctx.summaries.summary(id).is_some())
        }
        Target::Builtin(_) | Target::Conversion(_) | Target::Value(_) | Target::UnknownMethod(_) | Target::Unknown => {
            false
        }
    }
}

/// What a deferred callee does to its inputs; its results go nowhere.
fn inputs_of_deferred(ctx: &mut Ctx<'_>, state: PathState, bound: &Bound<'_>) -> States {
    ctx.deferred_depth += 1;
    let states = inputs(ctx, state, bound, false);
    ctx.deferred_depth -= 1;
    states
}

/// A direct release, deferred: certain from here on, so that what is released needs no more attention. What
/// takes a place in a pool keeps it until the exit, and is remembered for that; so is that of which more is to be told.
fn release_at_exit(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) -> bool {
    let remembered = |owed: &&Obligation| {
        let kind = owed.resource().map(|resource| ctx.catalog.resource(resource));
        kind.is_some_and(|kind| kind.holds == POOL_CONNECTION || kind.is_followed_to_the_end())
    };
    let before: Vec<Obligation> = state.obligations.iter().filter(remembered).cloned().collect();
    let ended = state.ended.len();
    let any = release(ctx, state, bound, true);
    state.ended.truncate(ended);
    let span = ctx.body.instrs[bound.at].span;
    for mut owed in before {
        if !state.obligations.iter().any(|other| other.duty == owed.duty) {
            owed.released_at_exit = Some(span);
            state.owe(owed);
        }
    }
    any
}

/// A release deferred in the loop that acquires: it waits to see whether the loop goes round.
fn deferred_in_loop(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) -> bool {
    let block = ctx.flow.block_of[bound.at];
    let Some(head) = ctx.flow.loop_of(block) else {
        return false;
    };
    let mut probe = state.clone();
    ctx.trial += 1;
    let direct = release(ctx, &mut probe, bound, true);
    let after =
        if direct || !is_followed(ctx, bound) { smallvec![probe] } else { inputs_of_deferred(ctx, probe, bound) };
    ctx.trial -= 1;
    let span = ctx.body.instrs[bound.at].span;
    let mut any = false;
    for n in 0..state.obligations.len() {
        let owed = &state.obligations[n];
        let gone = after.iter().all(|state| !state.obligations.iter().any(|other| other.duty == owed.duty));
        let acquired_here = owed.site().is_some_and(|site| ctx.flow.in_loop(ctx.flow.block_of[site], head));
        if gone && acquired_here {
            state.obligations[n].deferred_in_loop = Some(span);
            any = true;
        }
    }
    any
}

/// `defer resp.Body.Close()` before the error is tested: on failure there is nothing to close.
fn before_error_check(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let Some(receiver) = bound.receiver.sym() else {
        return;
    };
    let span = ctx.body.instrs[bound.at].span;
    for n in 0..state.obligations.len() {
        let owed = &state.obligations[n];
        let (part, fields) = escape::split_to(ctx, receiver, owed.value);
        let untested = owed.guard.is_some_and(|guard| guard.kind == GuardKind::Nil && !guard.examined);
        // A method on nil may be harmless; a field of nil is not.
        if part && untested && !fields.is_empty() && owed.resource().is_some() && error_is_kept(ctx, owed) {
            let owed = owed.clone();
            ctx.leak(&owed, StepKind::DeferredEarly, span, Shape::BeforeErrorCheck);
        }
    }
}

/// Whether the error of the acquisition went into a variable at all.
fn error_is_kept(ctx: &Ctx<'_>, owed: &super::obligation::Obligation) -> bool {
    let Some((guard, call)) = owed.guard.zip(owed.site().and_then(|site| ctx.body.call(site))) else {
        return false;
    };
    match ctx.values.kind(guard.value) {
        ValueKind::Site(_, n) => call.dst.get(n as usize).is_some_and(Option::is_some),
        _ => true,
    }
}

/// Runs one deferred call at exit.
pub fn run_deferred(ctx: &mut Ctx<'_>, mut state: PathState, entry: &Defer) -> States {
    let span = ctx.body.instrs[entry.call].span;
    if let AbsVal::Closure(literal) = entry.callee {
        if entry.args.is_empty() && !closure::concerns(ctx, &state, literal) {
            return smallvec![state];
        }
        return match closure::run_in_line(ctx, state.clone(), literal, &entry.args, closure::Results::Elsewhere) {
            Some(states) => states,
            None => {
                let fate = Fate::Escaped(EscapeReason::Captured);
                escape::give_away(ctx, &mut state, entry.callee, fate, span);
                smallvec![state]
            }
        };
    }
    let body = ctx.body;
    let Some(call) = body.call(entry.call) else {
        return smallvec![state];
    };
    let target = ctx.target(call);
    let is_registered = call.mode == crate::ir::CallMode::Normal;
    if is_registered {
        // A function value given to a library call that runs it at the end: `t.Cleanup(f.Close)`.
        if let AbsVal::Sym(value) = entry.callee {
            events::value_called(ctx, &mut state, value, span, true);
        }
        return smallvec![state];
    }
    let bound = Bound {
        call,
        at: entry.call,
        target,
        told: ctx.told(call),
        callee: AbsVal::Top,
        receiver: entry.callee,
        outer: entry.callee,
        name: target.path().map(|path| path.name),
        args: entry.args.clone(),
    };
    ended::called(ctx, &mut state, &bound);
    let known = state.ended.len();
    if release(ctx, &mut state, &bound, true) {
        ended::note_release(&mut state, known, call, entry.call);
        return smallvec![state];
    }
    inputs_of_deferred(ctx, state, &bound)
}

/// A call on another thread of control: what it is given is its own now.
pub fn spawned<'a>(ctx: &mut Ctx<'a>, state: &mut PathState, call: &'a Call, at: InstrId) {
    let bound = bind(ctx, state, call, at);
    let span = ctx.body.instrs[at].span;
    if let AbsVal::Closure(literal) = bound.callee {
        goroutine::forgets(ctx, state, literal, &bound.args, at);
    }
    escape::give_away(ctx, state, bound.callee, Fate::Passed, span);
    escape::give_away(ctx, state, bound.receiver, Fate::Passed, span);
    for arg in &bound.args {
        escape::give_away(ctx, state, *arg, Fate::Passed, span);
    }
}
