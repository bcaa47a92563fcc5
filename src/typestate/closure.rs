//! Function literals: run in line where they are called or deferred, tried out where they go elsewhere.

use smallvec::smallvec;

use crate::base::{Span, Type};
use crate::ir::{CallMode, Callee, ClosureId, InstrId, Local};

use super::acquire;
use super::call::{Bound, assign};
use super::ctx::Ctx;
use super::escape;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::finding::Shape;
use super::flow;
use super::moved;
use super::obligation::{Duty, Obligation};
use super::pool;
use super::solve;
use super::state::{PathState, States};
use super::trace::{StepKind, Trace};
use super::value::{AbsVal, ValueKind};

/// How deep literals are run inside each other.
const MAX_DEPTH: usize = 5;

/// Whether the results of a literal are read where it is called, or go to a callee that is not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Results {
    /// The caller reads them from the result locals.
    Used,
    /// Somebody else gets them, with all that they carry.
    Elsewhere,
    /// Somebody else gets them and reports a failure then.
    BeforeFailure,
}

/// Runs a literal on a state as if its body stood here. The results are what its result locals hold then.
/// `None` when it is not followed (too deep, or it calls itself).
pub fn run_in_line(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    closure: ClosureId,
    args: &[AbsVal],
    results: Results,
) -> Option<States> {
    if ctx.regions.len() > MAX_DEPTH || ctx.regions.contains(&Some(closure)) {
        return None;
    }
    let data = &ctx.body.closures[closure];
    for (n, param) in data.params.iter().enumerate() {
        state.set_local(*param, args.get(n).copied().unwrap_or(AbsVal::Top));
    }
    let outer_defers = state.defers.take();
    ctx.regions.push(Some(closure));
    let exits = solve::run(ctx, Some(closure), vec![state]);
    ctx.regions.pop();
    let mut states = exits;
    if results == Results::BeforeFailure && !states.iter().all(|state| has_succeeded(ctx, state, closure)) {
        states.retain(|state| !has_succeeded(ctx, state, closure));
    }
    for state in &mut states {
        state.defers.clone_from(&outer_defers);
        end_deferred(ctx, state, closure);
        forget_inside(ctx, state, closure, results);
    }
    Some(states.into())
}

/// Whether a literal answers that all went well: whoever called it has no failure of it to report then.
fn has_succeeded(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId) -> bool {
    let results = &ctx.body.closures[closure].results;
    let known = |local: &Local| state.local(*local).and_then(|value| state.known(value));
    let Some((last, others)) = results.split_last() else {
        return false;
    };
    let is_error = ctx.linked.local_types.get(*last).is_some_and(Type::is_error);
    // `false, nil` asks to be called again.
    is_error && known(last) == Some(Fact::Nil) && !others.iter().any(|other| known(other) == Some(Fact::False))
}

/// Whether a literal has deferred the release of what was not before.
fn is_released_at_end(after: &Obligation, before: &Obligation) -> bool {
    after.released_at_exit.is_some() && before.released_at_exit.is_none()
}

/// What the literal has deferred the release of is released at its end.
fn end_deferred(ctx: &mut Ctx<'_>, state: &mut PathState, closure: ClosureId) {
    let whole = ctx.body.closures[closure].span;
    let mut n = 0;
    while n < state.obligations.len() {
        match state.obligations[n].released_at_exit {
            Some(at) if whole.start <= at.start && at.end <= whole.end => {
                let gone = state.obligations.remove(n);
                ctx.record(&gone, Fate::Released, at, Shape::NeverReleased, true);
            }
            _ => n += 1,
        }
    }
}

/// Acquisitions of the literal that nothing outside it can reach are judged when it is analysed by itself.
fn forget_inside(ctx: &mut Ctx<'_>, state: &mut PathState, closure: ClosureId, results: Results) {
    let body = ctx.body;
    let kept: &[Local] = if results == Results::Used { &body.closures[closure].results } else { &[] };
    state.prune(|local| body.locals[local].closure == Some(closure) && !kept.contains(&local));
    state.ended.retain(|ended| !ended.owed.site().is_some_and(|site| is_inside(ctx, site, closure)));
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let inside = owed.site().is_some_and(|site| is_inside(ctx, site, closure));
        if inside && !escape::is_reachable(ctx, state, owed.value) {
            state.obligations.remove(n);
        } else {
            n += 1;
        }
    }
}

/// What a literal has acquired and returns is from now on an acquisition of the call of the literal.
pub fn hand_out(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    closure: ClosureId,
    value: AbsVal,
    (at, output): (InstrId, usize),
) {
    let Some(value) = value.sym() else {
        return;
    };
    let span = ctx.body.instrs[at].span;
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let inside = owed.site().is_some_and(|site| is_inside(ctx, site, closure));
        if let (true, Some(resource)) = (inside && owed.value == value, owed.resource()) {
            let mut gone = state.obligations.remove(n);
            ctx.record(&gone, Fate::Returned, span, Shape::NeverReleased, false);
            gone.duty = Duty::Resource(at, output as u8, resource);
            gone.trace = Trace::start(StepKind::Acquired, span);
            state.owe(gone);
            return;
        }
        n += 1;
    }
}

/// The function calls a literal of its own: its body is run in line where it can be, and otherwise all that it mentions
/// is given away.
pub fn call(ctx: &mut Ctx<'_>, mut state: PathState, literal: ClosureId, bound: &Bound<'_>, out: &mut Vec<PathState>) {
    let at = bound.at;
    acquire::begin(ctx, &mut state, at);
    match run_in_line(ctx, state.clone(), literal, &bound.args, Results::Used) {
        Some(states) => {
            let results = ctx.body.closures[literal].results.clone();
            for mut state in states {
                for n in 0..bound.call.dst.len() {
                    let value = results.get(n).and_then(|local| state.local(*local));
                    let value = value.unwrap_or(AbsVal::Sym(ctx.site(at, n)));
                    hand_out(ctx, &mut state, literal, value, (at, n));
                    assign(ctx, &mut state, bound.call, at, n, value);
                }
                out.push(state);
            }
        }
        None => {
            let span = ctx.body.instrs[at].span;
            let fate = Fate::Escaped(EscapeReason::Captured);
            escape::give_away(ctx, &mut state, AbsVal::Closure(literal), fate, span);
            for n in 0..bound.call.dst.len() {
                let value = AbsVal::Sym(ctx.site(at, n));
                assign(ctx, &mut state, bound.call, at, n, value);
            }
            out.push(state);
        }
    }
}

fn is_inside(ctx: &Ctx<'_>, site: InstrId, closure: ClosureId) -> bool {
    ctx.body.is_inside(ctx.body.blocks[ctx.flow.block_of[site]].closure, Some(closure))
}

/// A literal goes where it may be called at an unknown time, or never. What it would release or give away is
/// taken by it; what it only uses is not.
pub fn captured(ctx: &mut Ctx<'_>, state: &mut PathState, closure: ClosureId, fate: &Fate, span: Span) {
    // Of a watched parameter that is kept already nothing more is found out.
    if !mentions_any(ctx, state, closure, |owed| owed.resource().is_some() || !owed.kept) {
        return;
    }
    ctx.trial += 1;
    let exits = run_in_line(ctx, state.clone(), closure, &[], Results::Used);
    ctx.trial -= 1;
    let moves = ctx.body.closures[closure].moves;
    if let (true, Some(exits)) = (moves, &exits) {
        moved::lost_inside(ctx, state, closure, exits);
    }
    let mut taken = Vec::new();
    for (n, owed) in state.obligations.iter().enumerate() {
        let changed = match &exits {
            // It goes along with the literal, and nobody else can release it.
            _ if moves && owed.resource().is_some() && captures_owed(ctx, state, closure, owed) => true,
            None => escape::is_reachable(ctx, state, owed.value),
            // It goes on for ever, and would release it at its end.
            Some(exits) if exits.is_empty() && defers_release(ctx, state, closure, owed) => true,
            Some(exits) => exits.iter().any(|exit| {
                exit.obligations.iter().find(|other| other.duty == owed.duty).is_none_or(|other| {
                    is_released_at_end(other, owed)
                        || other.done != owed.done
                        || other.kept != owed.kept
                        || other.lent && !owed.lent
                }) || returns(ctx, exit, closure, owed)
            }),
        };
        if changed {
            taken.push(n);
        }
    }
    let fate = match fate {
        Fate::Escaped(_) => Fate::Escaped(EscapeReason::Captured),
        other => other.clone(),
    };
    for n in taken.into_iter().rev() {
        if state.obligations[n].resource().is_none() {
            state.obligations[n].kept = true;
        } else {
            let gone = state.obligations.remove(n);
            ctx.record(&gone, fate.clone(), span, Shape::NeverReleased, false);
        }
    }
}

/// Whether a variable that the literal captures carries the duty.
pub fn captures_owed(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId, owed: &Obligation) -> bool {
    ctx.body.closures[closure].captures.iter().any(|local| {
        state.local(*local).and_then(AbsVal::sym).is_some_and(|value| escape::carries(ctx, state, value, owed))
    })
}

/// Whether a literal defers a call that releases what is owed outside it.
fn defers_release(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId, owed: &Obligation) -> bool {
    let Some(resource) = owed.resource() else { return false };
    let releases = &ctx.catalog.resource(resource).releases;
    let own = ctx.body.blocks.iter().filter(|block| block.closure == Some(closure));
    own.flat_map(|block| &block.instrs).any(|at| {
        let call = ctx.body.call(*at).filter(|call| call.mode == CallMode::Deferred);
        let Some(Callee::Place(place)) = call.map(|call| &call.callee) else { return false };
        place.split_member().is_some_and(|(base, name)| {
            let held = base.as_local().and_then(|local| state.local(local));
            held == Some(AbsVal::Sym(owed.value)) && releases.iter().any(|release| release.is_method(&[], name))
        })
    })
}

/// Whether a literal returns what carries the duty.
fn returns(ctx: &Ctx<'_>, exit: &PathState, closure: ClosureId, owed: &Obligation) -> bool {
    ctx.body.closures[closure].results.iter().any(|local| {
        exit.local(*local).and_then(AbsVal::sym).is_some_and(|value| escape::carries(ctx, exit, value, owed))
    })
}

/// Whether running a literal can make a difference to what is owed outside it. What it acquires and ends by itself is
/// seen where it is analysed by itself.
pub fn concerns(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId) -> bool {
    ctx.flow.writes_shared(closure)
        || mentions_owed(ctx, state, closure)
        || state.ended.iter().any(|ended| captures_value(ctx, state, closure, ended.owed.value))
        || state.obligations.iter().any(|owed| pool::holds_connection(ctx, owed))
}

/// Whether a captured variable of the literal leads to anything that is owed.
pub fn mentions_owed(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId) -> bool {
    mentions_any(ctx, state, closure, |_| true)
}

fn mentions_any(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId, of: impl Fn(&Obligation) -> bool) -> bool {
    let captures = &ctx.body.closures[closure].captures;
    state.obligations.iter().filter(|owed| of(owed)).any(|owed| {
        captures.iter().any(|local| match state.local(*local) {
            Some(AbsVal::Sym(value)) => {
                escape::carries(ctx, state, value, owed) || escape::is_part_of(ctx, owed.value, value)
            }
            Some(AbsVal::Closure(inner)) => inner != closure && ctx.body.closures[inner].captures != *captures,
            Some(_) => false,
            // Never written: the obligation is on what the variable held at the start, or on a part of it.
            None => {
                matches!(owed.duty, super::obligation::Duty::Param(param) if param == *local)
                    || rooted_at(ctx, owed.value, *local)
            }
        })
    })
}

/// Whether a captured variable of the literal leads to this value.
pub fn captures_value(ctx: &Ctx<'_>, state: &PathState, closure: ClosureId, value: super::value::Value) -> bool {
    ctx.body.closures[closure].captures.iter().any(|local| match state.local(*local) {
        Some(AbsVal::Sym(held)) => held == value || escape::is_part_of(ctx, held, value),
        Some(_) => false,
        None => rooted_at(ctx, value, *local),
    })
}

/// A callee that is not followed may run a literal: whether the variables that it sets are still what they were is not known.
pub fn may_run(ctx: &mut Ctx<'_>, state: &mut PathState, closure: ClosureId) {
    if !ctx.flow.writes_shared(closure) {
        return;
    }
    let body = ctx.body;
    let entry = body.entry(Some(closure));
    for local in &body.closures[closure].captures {
        let is_constant =
            matches!(state.local(*local), Some(AbsVal::Nil | AbsVal::Bool(_) | AbsVal::Int(_) | AbsVal::Str(_)));
        if is_constant && flow::sets(body, closure, *local) {
            let value = ctx.values.intern(ValueKind::Phi(entry, *local));
            state.facts.remove(value);
            state.set_local(*local, AbsVal::Sym(value));
        }
    }
}

fn rooted_at(ctx: &Ctx<'_>, value: super::value::Value, local: crate::ir::Local) -> bool {
    let (base, _) = ctx.values.split_fields(value);
    ctx.values.kind(base) == super::value::ValueKind::Init(local)
}

/// A library function calls a literal before it returns, and for the purpose of what is owed exactly once.
pub fn called_once(ctx: &mut Ctx<'_>, state: PathState, closure: ClosureId) -> States {
    run_in_line(ctx, state.clone(), closure, &[], Results::Elsewhere).unwrap_or_else(|| smallvec![state])
}

/// A library function calls a literal before it returns: once, several times, or not at all.
pub fn called_now(ctx: &mut Ctx<'_>, state: PathState, closure: ClosureId) -> States {
    if !concerns(ctx, &state, closure) {
        return smallvec![state];
    }
    match run_in_line(ctx, state.clone(), closure, &[], Results::Elsewhere) {
        Some(mut states) => {
            states.push(state);
            states
        }
        None => smallvec![state],
    }
}
