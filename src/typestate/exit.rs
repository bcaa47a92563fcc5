//! Exits: what is still owed where a function returns, panics, or a loop goes round.

use crate::base::{Span, Type};
use crate::ir::{BlockId, CallMode, ClosureId, InstrId, Local, Place};
use crate::rule::{ImplicitEnd, NoReturn, OnDrop, ResourceId};

use super::ctx::Ctx;
use super::ended;
use super::escape;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate, Untracked};
use super::finding::Shape;
use super::grown;
use super::handover;
use super::idle;
use super::kept;
use super::later;
use super::obligation::{Duty, Obligation};
use super::outside;
use super::scope;
use super::state::PathState;
use super::trace::StepKind;
use super::value::{AbsVal, ValueKind};

/// Exits beyond which those that owe nothing are no longer told apart by what else is known of them.
const MANY_EXITS: usize = 16;

/// Exits beyond which they are not told apart by what was done to watched parameters either.
const TOO_MANY_EXITS: usize = 32;

/// The normal exits of a region.
#[derive(Default)]
pub struct Exits {
    /// States that came to the `Return` of a block, before what they have deferred runs.
    reached: Vec<(BlockId, PathState)>,
}

/// A path comes to a `Return`.
pub fn reach(ctx: &mut Ctx<'_>, exits: &mut Exits, block: BlockId, mut state: PathState) {
    kept::note_failed(ctx, &mut state);
    forget_the_way(ctx, &mut state);
    // Functions that test many errors return the same many times: once is enough, and the first in the text is shown of
    // those where there certainly is something to lose.
    if let Some((at, known)) = exits.reached.iter_mut().find(|(_, known)| known.is_same(&state)) {
        let rank = |state: &PathState, block: BlockId| {
            let uncertain = state.obligations.iter().filter(|owed| owed.uncertain).count();
            (uncertain, ctx.body.blocks[block].terminator_span)
        };
        if rank(&state, block) < rank(known, *at) {
            (*at, *known) = (block, state);
        }
        return;
    }
    if exits.reached.len() >= MANY_EXITS && owes_nothing(&state) {
        let too_many = exits.reached.len() >= TOO_MANY_EXITS;
        let owes_alike = if too_many { PathState::differs_in_inputs } else { PathState::owes_the_same };
        let alike = |known: &PathState| owes_nothing(known) && known.leaves_alike(&state) && owes_alike(known, &state);
        if let Some((_, known)) = exits.reached.iter_mut().find(|(_, known)| alike(known)) {
            known.join_exit(&state, block, &mut ctx.values, ctx.catalog);
            return;
        }
    }
    exits.reached.push((block, state));
}

/// Whether nothing is owed here but by whoever has called the function.
fn owes_nothing(state: &PathState) -> bool {
    state.ended.is_empty() && state.obligations.iter().all(|owed| owed.resource().is_none())
}

/// All paths have come to their ends: what they have deferred runs, and what is then owed is returned, kept by a captured
/// variable, or lost. Returns the states after that.
pub fn leave(ctx: &mut Ctx<'_>, exits: Exits) -> Vec<PathState> {
    let mut left: Vec<PathState> = Vec::new();
    for (block, state) in exits.reached {
        let span = ctx.body.blocks[block].terminator_span;
        // What a library function was asked to call at the end of the scope runs here too.
        for state in run_defers(ctx, state) {
            if ctx.regions.len() <= 1 {
                judge(ctx, &state, span);
            }
            if !left.iter().any(|known| known.is_same(&state)) {
                left.push(state);
            }
        }
        if ctx.gave_up {
            return Vec::new();
        }
    }
    left
}

/// Drops what nobody can ask for any more when the region is left. Of a result that only a call can tell more about, what
/// is known remains, not where it came from.
fn forget_the_way(ctx: &mut Ctx<'_>, state: &mut PathState) {
    let region = ctx.regions.last().copied().flatten();
    let body = ctx.body;
    state.prune(|local| body.locals[local].closure == region && !ctx.flow.is_kept(local));
    let entry = body.entry(region);
    for local in body.results_of(region) {
        let Some(AbsVal::Sym(value)) = state.local(*local) else { continue };
        let plain = matches!(ctx.values.kind(value), ValueKind::Site(..)) && state.fields_of(value).next().is_none();
        let guards = |owed: &Obligation| owed.guard.is_some_and(|guard| guard.value == value);
        let owes = |owed: &Obligation| guards(owed) || escape::carries(ctx, state, value, owed);
        if plain && !state.obligations.iter().any(owes) {
            let known = state.facts.get(value);
            let result = ctx.values.intern(ValueKind::Phi(entry, *local));
            state.set_local(*local, AbsVal::Sym(result));
            if let Some(fact) = known {
                state.facts.set(result, fact);
            }
        }
    }
    state.forget_facts(&ctx.values);
}

/// Decides the fate of everything owed at a normal exit of the region under analysis.
fn judge(ctx: &mut Ctx<'_>, state: &PathState, span: Span) {
    let region = ctx.regions.first().copied().flatten();
    let results: Vec<AbsVal> =
        ctx.body.results_of(region).iter().map(|local| state.local(*local).unwrap_or(AbsVal::Top)).collect();
    let success = succeeds(ctx, state, region, &results);
    let handles = handles(ctx, region, &results);
    ended::leave(ctx, state, &results, success, span);
    let answers = handover::answers(ctx, state, region, &results);
    handover::note_ended(ctx, state, &answers);
    for owed in &state.obligations {
        if owed.resource().is_none() {
            continue;
        }
        if region.is_some_and(|literal| ctx.to_panic.contains(&literal)) {
            ctx.record(owed, Fate::Void, span, Shape::NeverReleased, false);
        } else if let Some(at) = owed.undone {
            scope::judge_undone(ctx, state, owed, at);
        } else if let Some(at) = owed.released_at_exit {
            if success {
                ended::returned_released(ctx, owed, &results, span);
            }
            ctx.record(owed, Fate::Released, at, Shape::NeverReleased, true);
        } else if owed.stored_in.is_some() {
            ctx.record(owed, Fate::Stored, span, Shape::NeverReleased, false);
        } else if owed.deferred_in_loop.is_some() {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else if handles.iter().any(|result| carried_by(ctx, state, *result, owed)) {
            if success {
                kept::prove(ctx, state, owed, kept::Proof::Returned);
            }
            ctx.record(owed, Fate::Returned, span, Shape::NeverReleased, false);
        } else if outside::holds(ctx, state, owed) {
            ctx.record(owed, Fate::Stored, span, Shape::NeverReleased, false);
        } else if ends_with_context(ctx, state, owed) {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else if let Some(passed) = owed.passed_on.clone() {
            kept::leave(ctx, owed, &passed, span);
        } else if owed.lent {
            let callee = EscapeReason::UnknownCallee("a function value".to_owned());
            ctx.record(owed, Fate::Escaped(callee), span, Shape::NeverReleased, false);
        } else if owed.guard.is_some_and(|guard| guard.examined) {
            ctx.record(owed, Fate::Untracked(Untracked::Guard), span, Shape::NeverReleased, false);
        } else if ends_with_owner(ctx, owed) || ctx.linked.is_process_entry() && region.is_none() {
            ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        } else if !owed.is_on_input()
            && owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).on_drop == OnDrop::RollsBack)
        {
            // Something holds it that ends here, too.
            scope::judge_undone(ctx, state, owed, span);
        } else if owed.idle && idle::fails(ctx, state, region, &results) {
            ctx.record(owed, Fate::Void, span, Shape::NeverReleased, false);
        } else {
            let last = if is_end_of_body(ctx, span) { StepKind::Ends } else { StepKind::Returns };
            ctx.leak(owed, last, span, Shape::NeverReleased);
            handover::note_held(ctx, owed, span, &answers);
        }
    }
}

/// The results that may be handles: a field that holds an error is no method value of that name, as in `return cursor.Err`.
fn handles(ctx: &Ctx<'_>, region: Option<ClosureId>, results: &[AbsVal]) -> Vec<AbsVal> {
    let is_error = |local: &Local| ctx.linked.local_types.get(*local).is_some_and(Type::is_error);
    let is_field =
        |result: &AbsVal| result.sym().is_some_and(|value| matches!(ctx.values.kind(value), ValueKind::Field(..)));
    let typed = ctx.body.results_of(region).iter().zip(results);
    typed.filter(|(local, result)| !(is_error(local) && is_field(result))).map(|(_, result)| *result).collect()
}

/// Whether the exit is certainly not the report of a failure: there is no error among the results, or it is nil.
fn succeeds(ctx: &Ctx<'_>, state: &PathState, region: Option<ClosureId>, results: &[AbsVal]) -> bool {
    let types = ctx.body.results_of(region).iter().map(|local| ctx.linked.local_types.get(*local));
    types.zip(results).all(|(ty, result)| !ty.is_some_and(Type::is_error) || state.known(*result) == Some(Fact::Nil))
}

/// Whether a returned value carries the duty, a returned function literal included.
fn carried_by(ctx: &mut Ctx<'_>, state: &PathState, result: AbsVal, owed: &Obligation) -> bool {
    match result {
        AbsVal::Sym(value) => {
            escape::carries(ctx, state, value, owed)
                || escape::contained_closures(state, value)
                    .into_iter()
                    .any(|closure| carried_by(ctx, state, AbsVal::Closure(closure), owed))
        }
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

/// Whether it needs no release once nobody has it.
pub fn ends_with_owner(ctx: &Ctx<'_>, owed: &Obligation) -> bool {
    let on_drop = owed.resource().map(|resource| ctx.catalog.resource(resource).on_drop);
    matches!(on_drop, Some(OnDrop::Releases | OnDrop::Detaches))
}

fn ends_with_context(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    let by_context =
        owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).implicit.contains(&ImplicitEnd::Context));
    let with_context = by_context && owed.context.is_some_and(|context| state.ended_contexts.contains(&context));
    with_context || ends_with_parent(ctx, state, owed)
}

/// `defer client.Close()` came before the session was made from the client.
fn ends_with_parent(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    let by_parent = owed.resource().is_some_and(|resource| {
        ctx.catalog.resource(resource).implicit.iter().any(|end| matches!(end, ImplicitEnd::Parent(_)))
    });
    by_parent && owed.parent.is_some_and(|parent| state.ended_contexts.contains(&parent))
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
    ctx.panicking = last == StepKind::Panics;
    let left = run_defers(ctx, state);
    ctx.panicking = false;
    for state in left {
        for owed in &state.obligations {
            if owed.resource().is_none()
                || owed.deferred_in_loop.is_some()
                || owed.stored_in.is_some()
                || owed.released_at_exit.is_some()
                || outside::holds(ctx, &state, owed)
                || ends_with_context(ctx, &state, owed)
            {
                continue;
            }
            if owed.guard.is_some() || owed.lent || owed.passed_on.is_some() {
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
        ctx.in_defer += 1;
        waiting.extend(later::run_deferred(ctx, state, &entry));
        ctx.in_defer -= 1;
    }
    done
}

/// The next round of a loop begins: what its body deferred piles up.
pub fn go_round(ctx: &mut Ctx<'_>, state: &mut PathState, head: BlockId, span: Span) {
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let in_this_loop = owed.site().is_some_and(|site| ctx.flow.in_loop(ctx.flow.block_of[site], head));
        match owed.deferred_in_loop {
            Some(at) if in_this_loop => {
                let mut gone = state.obligations.remove(n);
                gone.trace.push(StepKind::DeferredInLoop, at);
                ctx.leak(&gone, StepKind::LoopBack, span, Shape::DeferInLoop);
            }
            _ => {
                if in_this_loop {
                    state.obligations[n].trace.push(StepKind::LoopBack, span);
                }
                n += 1;
            }
        }
    }
}

/// A site acquires again while its former acquisition is still owed. If only the variables written now held
/// it, the old handle is lost; if something else holds it too, it lives on as the one of the round before.
pub fn acquired_again(ctx: &mut Ctx<'_>, state: &mut PathState, site: InstrId, span: Span) {
    // Without a younger one beside it, the one of the round before stays what it is.
    let both = state.obligations.iter().any(|owed| matches!(owed.duty, Duty::Resource(at, ..) if at == site));
    for older in [true, false] {
        let mut n = if older && !both { state.obligations.len() } else { 0 };
        while n < state.obligations.len() {
            let owed = &state.obligations[n];
            if owed.site() != Some(site) || owed.is_on_input() || matches!(owed.duty, Duty::Older(..)) != older {
                n += 1;
                continue;
            }
            let held = owed.stored_in.is_some() || !owed.dropped && held_elsewhere(ctx, state, owed, site);
            let gone = state.obligations.remove(n);
            match (held, gone.duty) {
                // The literal that was deferred in the round before goes on with what its variable held then.
                (true, _) if grown::is_in_list(state, gone.value) && deferred_call_covers(ctx, state, &gone) => {
                    ctx.record(&gone, Fate::Stored, span, Shape::NeverReleased, false);
                }
                (true, Duty::Resource(_, output, resource)) => {
                    keep_as_older(ctx, state, gone, (site, output, resource))
                }
                (true, _) if gone.stored_in.is_some() => {
                    ctx.record(&gone, Fate::Stored, span, Shape::NeverReleased, false);
                }
                // Of three rounds at once the oldest is not followed.
                (true, _) => ctx.record(&gone, UNTRACKED_ROUNDS, span, Shape::Overwritten, false),
                (false, _) => lose(ctx, state, gone, span),
            }
        }
    }
}

const UNTRACKED_ROUNDS: Fate = Fate::Untracked(Untracked::Rounds);

fn keep_as_older(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    mut owed: Obligation,
    (site, output, resource): (InstrId, u8, ResourceId),
) {
    let older = ctx.values.intern(ValueKind::Older(owed.value));
    state.rename(owed.value, older);
    owed.value = older;
    owed.duty = Duty::Older(site, output, resource);
    state.owe(owed);
}

/// Whether anything but the destinations of the call at `site` holds the handle.
fn held_elsewhere(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation, site: InstrId) -> bool {
    let written: Vec<Local> = ctx
        .body
        .call(site)
        .map(|call| call.dst.iter().flatten().filter_map(Place::as_local).collect())
        .unwrap_or_default();
    let declared_with = |local: Local| written.contains(&local);
    state.locals().any(|(local, held)| {
        !declared_with(local) && held.sym().is_some_and(|value| escape::carries(ctx, state, value, owed))
    })
}

fn lose(ctx: &mut Ctx<'_>, state: &PathState, gone: Obligation, span: Span) {
    // What ends with its owner ends where that gets another value.
    let ends = ends_with_owner(ctx, &gone).then_some(span);
    if let Some(at) = gone.released_at_exit.or(gone.undone).or(ends) {
        ctx.record(&gone, Fate::Released, at, Shape::NeverReleased, true);
        return;
    }
    if gone.deferred_in_loop.is_some() {
        ctx.leak(&gone, StepKind::DeferredInLoop, span, Shape::DeferInLoop);
        return;
    }
    if gone.guard.is_some_and(|guard| guard.examined) || gone.weak || gone.lent || gone.passed_on.is_some() {
        ctx.record(&gone, Fate::Untracked(Untracked::Guard), span, Shape::Overwritten, false);
    } else if covered_by(ctx, state, &gone, CallMode::Normal) {
        // Registered with something that runs it at the end, once for each round.
        ctx.record(&gone, Fate::Released, span, Shape::NeverReleased, true);
    } else if deferred_call_covers(ctx, state, &gone) {
        ctx.leak(&gone, StepKind::DeferredInLoop, span, Shape::DeferInLoop);
    } else {
        ctx.leak(&gone, StepKind::Overwritten, span, Shape::Overwritten);
    }
}

/// A variable that each round of a loop has anew is declared: what was deferred in the rounds before goes on with theirs.
pub fn declared_anew(ctx: &mut Ctx<'_>, state: &mut PathState, local: Local, span: Span) {
    let Some(AbsVal::Sym(old)) = state.local(local).filter(|_| state.defers.is_some()) else {
        return;
    };
    for n in 0..state.obligations.len() {
        let owed = state.obligations[n].clone();
        let held = owed.resource().is_some() && !owed.is_settled() && escape::carries(ctx, state, old, &owed);
        if held && deferred_call_covers(ctx, state, &owed) {
            state.obligations[n].deferred_in_loop = Some(span);
        }
    }
}

/// Something may panic here: whatever is open and not released by something deferred remembers it.
pub fn note_may_panic(ctx: &mut Ctx<'_>, state: &mut PathState, span: Span) {
    for n in 0..state.obligations.len() {
        let owed = state.obligations[n].clone();
        let open = owed.resource().is_some() && owed.may_panic.is_none() && !owed.is_settled();
        if open && !deferred_call_covers(ctx, state, &owed) {
            state.obligations[n].may_panic = Some(span);
        }
    }
}

/// Whether a deferred function literal or method call would release it at exit.
pub fn deferred_call_covers(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    covered_by(ctx, state, owed, CallMode::Deferred)
}

/// Whether something that waits for the exit would release it: a function literal or method call that was deferred,
/// or a function literal given to a library function that runs it at the end.
fn covered_by(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation, mode: CallMode) -> bool {
    let mut at = state.defers.clone();
    let mut probe = None;
    while let Some(entry) = at {
        at = entry.rest.clone();
        if !matches!(ctx.body.call(entry.call), Some(call) if call.mode == mode) {
            continue;
        }
        let probe: &PathState = probe.get_or_insert_with(|| {
            let mut probe = state.clone();
            probe.obligations = vec![owed.clone()].into();
            probe
        });
        let exits = match entry.callee {
            AbsVal::Closure(closure) => {
                ctx.trial += 1;
                let results = super::closure::Results::Elsewhere;
                let exits = super::closure::run_in_line(ctx, probe.clone(), closure, &entry.args, results);
                ctx.trial -= 1;
                exits.unwrap_or_default()
            }
            AbsVal::Sym(_) if mode == CallMode::Deferred => {
                ctx.trial += 1;
                let exits = later::run_deferred(ctx, probe.clone(), &entry);
                ctx.trial -= 1;
                exits
            }
            // Nothing else that waits can be followed.
            _ => continue,
        };
        if exits.iter().any(|exit| exit.obligations.is_empty()) {
            return true;
        }
    }
    false
}
