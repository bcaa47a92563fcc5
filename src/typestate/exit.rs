//! Exits: what is still owed where a function returns, panics, or a loop goes round.

use crate::base::Span;
use crate::ir::{BlockId, CallMode, InstrId};
use crate::rule::{ImplicitEnd, NoReturn};

use super::ctx::Ctx;
use super::escape;
use super::fate::Fate;
use super::finding::Shape;
use super::later;
use super::obligation::Obligation;
use super::state::PathState;
use super::trace::StepKind;
use super::value::AbsVal;

/// A `Return`: what is owed is returned, kept by a captured variable, or lost.
pub fn leave(ctx: &mut Ctx<'_>, exits: &mut Vec<PathState>, block: BlockId, state: PathState) {
    let span = ctx.body.blocks[block].terminator_span;
    // What a library function was asked to call at the end of the scope.
    for state in run_defers(ctx, state) {
        if ctx.regions.len() <= 1 {
            judge(ctx, &state, span);
        }
        if !exits.contains_same(&state) {
            exits.push(state);
        }
    }
}

trait ContainsSame {
    fn contains_same(&self, state: &PathState) -> bool;
}

impl ContainsSame for Vec<PathState> {
    fn contains_same(&self, state: &PathState) -> bool {
        self.iter()
            .any(|other| other.owes_the_same(state) && other.facts == state.facts && other.locals().eq(state.locals()))
    }
}

/// Decides the fate of everything owed at a normal exit of the region under analysis.
fn judge(ctx: &mut Ctx<'_>, state: &PathState, span: Span) {
    let region = ctx.regions.first().copied().flatten();
    let results: Vec<AbsVal> =
        ctx.body.results_of(region).iter().map(|local| state.local(*local).unwrap_or(AbsVal::Top)).collect();
    for owed in &state.obligations {
        if owed.resource().is_none() {
            continue;
        }
        if owed.deferred_in_loop.is_some() {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else if results.iter().any(|result| carried_by(ctx, state, *result, owed)) {
            ctx.record(owed, Fate::Returned, span, Shape::NeverReleased, false);
        } else if held_outside(ctx, state, owed) {
            ctx.record(owed, Fate::Stored, span, Shape::NeverReleased, false);
        } else if ends_with_context(ctx, state, owed) {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else if owed.guard.is_some_and(|guard| guard.examined) {
            ctx.record(owed, Fate::Untracked, span, Shape::NeverReleased, false);
        } else if ctx.linked.is_process_entry() && region.is_none() {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else {
            let last = if is_end_of_body(ctx, span) { StepKind::Ends } else { StepKind::Returns };
            ctx.leak(owed, last, span, Shape::NeverReleased);
        }
    }
}

/// Whether a returned value carries the duty, a returned function literal included.
fn carried_by(ctx: &mut Ctx<'_>, state: &PathState, result: AbsVal, owed: &Obligation) -> bool {
    match result {
        AbsVal::Sym(value) => escape::carries(ctx, state, value, owed),
        AbsVal::Closure(closure) => {
            let mut tried = state.clone();
            let span = ctx.linked.function.span;
            ctx.trial += 1;
            super::closure::captured(ctx, &mut tried, closure, &Fate::Returned, span);
            ctx.trial -= 1;
            !tried.obligations.iter().any(|other| other.duty == owed.duty)
        }
        AbsVal::Top | AbsVal::Nil | AbsVal::NotNil | AbsVal::Bool(_) | AbsVal::Int(_) | AbsVal::Str(_) => false,
    }
}

/// Whether a variable of an enclosing function holds it.
fn held_outside(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    state.locals().any(|(local, held)| {
        !ctx.is_own_local(local) && held.sym().is_some_and(|value| escape::carries(ctx, state, value, owed))
    })
}

fn ends_with_context(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    let by_context =
        owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).implicit.contains(&ImplicitEnd::Context));
    by_context && owed.context.is_some_and(|context| state.ended_contexts.contains(&context))
}

/// An implicit return has the span of the closing brace.
fn is_end_of_body(ctx: &Ctx<'_>, span: Span) -> bool {
    let region = ctx.regions.first().copied().flatten();
    let whole = region.map_or(ctx.linked.function.span, |closure| ctx.body.closures[closure].span);
    span.end == whole.end && span.len() <= 1
}

/// An explicit panic: deferred calls run; what is then still owed is lost if the process survives.
pub fn panic(ctx: &mut Ctx<'_>, state: PathState, span: Span) {
    abnormal(ctx, state, span, StepKind::Panics);
}

/// A call that does not return.
pub fn no_return(ctx: &mut Ctx<'_>, state: PathState, kind: NoReturn, span: Span) {
    match kind {
        NoReturn::Exit => {
            for owed in &state.obligations {
                ctx.record(owed, Fate::Void, span, Shape::NeverReleased, false);
            }
        }
        NoReturn::Panic => abnormal(ctx, state, span, StepKind::Panics),
        NoReturn::Goexit => abnormal(ctx, state, span, StepKind::GoroutineEnds),
    }
}

fn abnormal(ctx: &mut Ctx<'_>, state: PathState, span: Span, last: StepKind) {
    // In a literal run in line the defers of the callers would run too; they are not followed from here.
    if ctx.regions.len() > 1 {
        return;
    }
    for state in run_defers(ctx, state) {
        for owed in &state.obligations {
            if owed.resource().is_none()
                || owed.deferred_in_loop.is_some()
                || held_outside(ctx, &state, owed)
                || ends_with_context(ctx, &state, owed)
            {
                continue;
            }
            if owed.guard.is_some() {
                ctx.record(owed, Fate::Void, span, Shape::AbnormalExit, false);
            } else {
                ctx.leak(owed, last.clone(), span, Shape::AbnormalExit);
            }
        }
    }
}

/// Runs what the region has deferred, latest first.
pub fn run_defers(ctx: &mut Ctx<'_>, state: PathState) -> Vec<PathState> {
    let mut waiting = vec![state];
    let mut done = Vec::new();
    let mut rounds = 0u32;
    while let Some(mut state) = waiting.pop() {
        let Some(entry) = state.defers.take() else {
            done.push(state);
            continue;
        };
        rounds += 1;
        if rounds > 4096 || done.len() > super::ctx::MAX_STATES {
            ctx.gave_up = true;
            return done;
        }
        state.defers.clone_from(&entry.rest);
        waiting.extend(later::run_deferred(ctx, state, &entry));
    }
    done
}

/// The next round of a loop begins: what its body deferred piles up.
pub fn go_round(ctx: &mut Ctx<'_>, state: &mut PathState, head: BlockId) {
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let in_this_loop = owed.site().is_some_and(|site| ctx.flow.in_loop(ctx.flow.block_of[site], head));
        match owed.deferred_in_loop {
            Some(at) if in_this_loop => {
                let mut gone = state.obligations.remove(n);
                gone.trace.push(StepKind::DeferredInLoop, at);
                ctx.leak(&gone, StepKind::LoopBack, ctx.body.blocks[head].terminator_span, Shape::DeferInLoop);
            }
            _ => n += 1,
        }
    }
}

/// A site acquires again while its former acquisition is still owed: the old handle is lost.
pub fn acquired_again(ctx: &mut Ctx<'_>, state: &mut PathState, site: InstrId, span: Span) {
    let mut n = 0;
    while n < state.obligations.len() {
        if state.obligations[n].site() != Some(site) {
            n += 1;
            continue;
        }
        let mut gone = state.obligations.remove(n);
        if gone.guard.is_some_and(|guard| guard.examined) || gone.weak {
            ctx.record(&gone, Fate::Untracked, span, Shape::Overwritten, false);
        } else if deferred_closure_covers(ctx, state, &gone) {
            gone.trace.push(StepKind::LoopBack, span);
            ctx.leak(&gone, StepKind::DeferredInLoop, span, Shape::DeferInLoop);
        } else {
            ctx.leak(&gone, StepKind::LoopBack, span, Shape::Overwritten);
        }
    }
}

/// Whether a deferred function literal would release it at exit.
fn deferred_closure_covers(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    let mut probe = state.clone();
    probe.obligations = vec![owed.clone()];
    let mut at = state.defers.clone();
    while let Some(entry) = at {
        let deferred = matches!(ctx.body.call(entry.call), Some(call) if call.mode == CallMode::Deferred);
        if let (true, AbsVal::Closure(closure)) = (deferred, entry.callee) {
            ctx.trial += 1;
            let exits = super::closure::run_in_line(ctx, probe.clone(), closure, &entry.args);
            ctx.trial -= 1;
            if exits.is_some_and(|exits| exits.iter().any(|exit| exit.obligations.is_empty())) {
                return true;
            }
        }
        at = entry.rest.clone();
    }
    false
}
