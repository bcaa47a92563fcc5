//! Scope ends: what is owed when the last variable that holds a resource goes.
//!
//! In a language with owners, the end of the last one decides. What that means is a matter of the resource: a file is
//! closed, a transaction is undone, a task goes on, a child process becomes nobody's. A handle that something else still
//! holds, a result above all, lives on.
//!
//! What is undone is lost only where the function says that all went well, and only if there was something to lose. So
//! such an obligation waits, marked, for the exit.

use crate::base::{Span, Type};
use crate::ir::{Instr, InstrId, InstrKind, Local, LocalKind, Operand, Place, Rvalue, Target};
use crate::rule::{LetGo, OnDrop};

use super::call::Bound;
use super::ctx::{Ctx, Record};
use super::escape;
use super::events;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate, Untracked};
use super::finding::Shape;
use super::kept;
use super::obligation::{Done, GuardKind, Obligation, PathGuard};
use super::state::PathState;
use super::summary::{Case, ParamEffect, ResultEffect};
use super::trace::StepKind;
use super::value::{AbsVal, Value, ValueKind};

/// The scope of a local ends.
pub fn ends(ctx: &mut Ctx<'_>, state: &mut PathState, place: &Place, at: InstrId) {
    let Some(local) = place.as_local() else {
        return;
    };
    let is_input = matches!(ctx.body.locals[local].kind, LocalKind::Param | LocalKind::Receiver);
    let initial = is_input.then(|| AbsVal::Sym(ctx.initial(local)));
    let Some(AbsVal::Sym(value)) = state.local(local).or(initial) else {
        return;
    };
    if state.obligations.is_empty() {
        state.set_local(local, AbsVal::Top);
        return;
    }
    let carried: Vec<_> = state
        .obligations
        .iter()
        .filter(|owed| escape::carries(ctx, state, value, owed))
        .map(|owed| owed.duty)
        .collect();
    state.set_local(local, AbsVal::Top);
    let span = ctx.body.instrs[at].span;
    let has_destructor = ctx.linked.destructors.binary_search(&local).is_ok() || is_of_unknown_struct(ctx, value);
    let temporary = ctx.body.locals[local].kind == LocalKind::Temp;
    for duty in carried {
        let Some(n) = state.obligations.iter().position(|owed| owed.duty == duty) else { continue };
        if has_destructor && state.obligations[n].value != value && state.obligations[n].resource().is_some() {
            // What an object holds is the business of its destructor.
            let gone = state.obligations.remove(n);
            ctx.record(&gone, Fate::Stored, span, Shape::NeverReleased, false);
            continue;
        }
        if escape::is_held(state, state.obligations[n].value) || state.obligations[n].is_settled() {
            continue;
        }
        if state.obligations[n].resource().is_none() {
            if state.obligations[n].value == value && !state.obligations[n].kept {
                state.obligations[n].record(Done::Dropped);
            }
            continue;
        }
        // `let _fd = ..` says the same as `let _ = ..` where nothing is done with it.
        let unnamed = temporary || ctx.body.locals[local].name.is_some_and(|name| name.as_str().starts_with('_'));
        if unnamed && is_let_go(ctx, &state.obligations[n], local) {
            let gone = state.obligations.remove(n);
            ctx.record(&gone, Fate::Untracked(Untracked::LetGo), span, Shape::NeverReleased, false);
            continue;
        }
        last_owner_gone(ctx, state, n, span, temporary);
    }
}

/// Whether an object is a struct of which nothing is known, such as one that the function declares: it may have a
/// destructor.
fn is_of_unknown_struct(ctx: &Ctx<'_>, object: Value) -> bool {
    let ValueKind::Site(at, _) = ctx.values.kind(object) else { return false };
    let InstrKind::Assign { dst, src: Rvalue::Composite { ty: Type::Named(name, _), .. } } = &ctx.body.instrs[at].kind
    else {
        return false;
    };
    let known = dst.as_local().and_then(|local| ctx.linked.local_types.get(local));
    name.package.is_empty() && known.is_none_or(Type::is_unknown)
}

/// Whether the table says that dropping the result at once is meant, and nothing got it in between.
fn is_let_go(ctx: &Ctx<'_>, owed: &Obligation, local: Local) -> bool {
    let meant = owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).let_go_by.contains(&LetGo::Drop));
    let is_given = |instr: &Instr| match &instr.kind {
        InstrKind::Call(call) => call.args.iter().filter_map(Operand::place).any(|arg| arg.root_local() == Some(local)),
        _ => false,
    };
    meant && !ctx.body.instrs.iter().any(is_given)
}

/// Whether what a call hands out is a future that some variable keeps: nothing is held before that is waited for.
fn is_kept_future(ctx: &Ctx<'_>, site: InstrId) -> bool {
    let dst = ctx.body.call(site).and_then(|call| call.dst.first()?.as_ref()?.as_local());
    let kept = |local: Local| {
        ctx.body.locals[local].name.is_some()
            && ctx.body.instrs.iter().any(|instr| match &instr.kind {
                InstrKind::Assign { dst: to, src: Rvalue::Use(Operand::Place(from)) } => {
                    to.as_local() == Some(local) && from.as_local().is_some() && from.as_local() == dst
                }
                _ => false,
            })
    };
    ctx.body.instrs.iter().any(|instr| match &instr.kind {
        InstrKind::Await { future, .. } => future.place().and_then(Place::root_local).is_some_and(kept),
        _ => false,
    })
}

/// A value was given to a callee, where its scope ended. What must be released by somebody is still with the caller: a
/// number, or a handle nobody takes for a loss in the callee.
pub fn ended_in_callee(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, span: Span) {
    let Some(value) = value.sym() else {
        return;
    };
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let on_drop = owed.resource().map(|resource| ctx.catalog.resource(resource).on_drop);
        let ends = matches!(on_drop, Some(OnDrop::Releases | OnDrop::RollsBack | OnDrop::Detaches));
        let duty = owed.duty;
        if ends && !owed.is_settled() && escape::carries(ctx, state, value, owed) {
            last_owner_gone(ctx, state, n, span, false);
        }
        n += usize::from(state.obligations.get(n).is_some_and(|owed| owed.duty == duty));
    }
}

/// Whether an operand only lends what it stands for: the address of something, or a parameter that is a reference, which
/// is what no scope drops.
pub fn is_reference(ctx: &Ctx<'_>, operand: &Operand) -> bool {
    let local = match operand {
        Operand::Addr(_) => return true,
        Operand::Place(place) => place.as_local(),
        Operand::Const(_) | Operand::Closure(_) => None,
    };
    let is_given = |local: &Local| {
        ctx.body.locals[*local].kind == LocalKind::Param
            && matches!(ctx.linked.local_types.get(*local), Some(Type::Pointer(_)))
    };
    local.filter(is_given).is_some_and(|local| {
        let drops = |instr: &Instr| matches!(&instr.kind, InstrKind::Drop(place) if place.as_local() == Some(local));
        !ctx.body.instrs.iter().any(drops)
    })
}

/// What was given to a callee as its own is the caller's no more, wherever the callee left it.
pub fn moved_in(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, case: &Case) {
    if !ctx.linked.language.has_owners() || state.obligations.is_empty() {
        return;
    }
    let params = bound.target.signature().map_or(&[][..], |signature| &signature.params);
    let receivers = u32::from(bound.target.path().is_some_and(|path| path.receiver.is_some()));
    for (n, param) in params.iter().enumerate() {
        let position = n as u32 + receivers;
        let ended = |effect: &ParamEffect| effect.param == position && effect.done.contains(&Done::Dropped);
        let is_ended = case.effects.iter().any(ended);
        if is_ended && tells_failure(bound, case) {
            undone_with_error(ctx, state, bound.input(position), bound.at);
        }
        if matches!(param.ty, Type::Pointer(_) | Type::Unknown) || is_ended {
            continue;
        }
        let Some(value) = bound.input(position).sym() else { continue };
        let has_owner = |owed: &Obligation| {
            owed.value == value
                && owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).on_drop == OnDrop::RollsBack)
        };
        if state.obligations.iter().any(has_owner) {
            kept::pass(ctx, state, AbsVal::Sym(value), Fate::Passed, bound.at);
        }
    }
}

/// Whether a callee answers with an error in this case.
fn tells_failure(bound: &Bound<'_>, case: &Case) -> bool {
    let is_error = |ty: &Type| ty.name().is_some_and(|name| name.name.as_str().ends_with("Result"));
    let fallible = bound.target.signature().and_then(|signature| signature.results.first());
    fallible.is_some_and(|result| is_error(&result.ty)) && case.results.first() == Some(&ResultEffect::Is(Fact::Nil))
}

/// A callee that owned it has undone it and said so: what its caller makes of that is no loss.
fn undone_with_error(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, at: InstrId) {
    let span = ctx.body.instrs[at].span;
    let Some(value) = value.sym() else { return };
    for n in (0..state.obligations.len()).rev() {
        let owed = &state.obligations[n];
        if owed.undone == Some(span) && escape::carries(ctx, state, value, owed) {
            let gone = state.obligations.remove(n);
            ctx.record(&gone, Fate::Released, span, Shape::NeverReleased, false);
        }
    }
}

/// Notes what must not be held while something is waited for, and is.
fn held_across(ctx: &mut Ctx<'_>, state: &PathState, future: AbsVal, span: Span) {
    for owed in &state.obligations {
        // What comes out of the future itself is not held before.
        if future.sym().is_some_and(|value| escape::carries(ctx, state, value, owed)) {
            continue;
        }
        let forbidden = owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).not_across_wait);
        let known = ctx.second_checkouts.iter().any(|other| other.obligation.duty == owed.duty);
        if !forbidden || known || ctx.trial > 0 || owed.is_settled() {
            continue;
        }
        if owed.site().is_some_and(|site| is_kept_future(ctx, site)) {
            continue;
        }
        let mut shown = owed.clone();
        shown.trace.push(StepKind::Waits, span);
        ctx.second_checkouts.push(Record {
            fate: Fate::Leaked,
            span,
            trace: shown.trace.clone(),
            shape: Shape::HeldAcrossWait,
            obligation: shown,
            deferred: false,
            via: Vec::new(),
            answers: None,
        });
    }
}

/// Something is waited for: an object that holds a resource is used up by that, unless it is what an `async fn` of the
/// program answers with in the end.
pub fn awaited(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, span: Span) {
    held_across(ctx, state, value, span);
    let Some(value) = value.sym() else {
        return;
    };
    if let ValueKind::Site(made, 0) = ctx.values.kind(value)
        && ctx.body.call(made).is_some_and(|call| matches!(ctx.target(call), Target::Known { .. }))
    {
        return;
    }
    let inside = |owed: &Obligation| owed.value != value && escape::contains(ctx, state, value, owed);
    if state.obligations.iter().any(inside) {
        escape::give_away(ctx, state, AbsVal::Sym(value), Fate::Passed, span);
    }
}

/// The payload of a value that was found to be there, as a value of its own: whether anything is in that is not known.
pub fn unwrapped(ctx: &mut Ctx<'_>, state: &mut PathState, whole: Value, at: InstrId) -> AbsVal {
    let payload = ctx.site(at, 0);
    state.facts.remove(payload);
    let guard = PathGuard { value: payload, kind: GuardKind::NotNil, examined: false, live_on_failure: false };
    let is_it = |owed: &Obligation| owed.value == whole && owed.resource().is_some();
    state.obligations.change_where(is_it, |owed| {
        owed.value = payload;
        owed.guard = Some(guard);
    });
    AbsVal::Sym(payload)
}

/// What a callee gets by value is its own, where an owner decides: `Builder::new(encoder)`.
pub fn moved_to_library(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    if state.obligations.is_empty() || !ctx.linked.language.has_owners() {
        return;
    }
    let span = ctx.body.instrs[bound.at].span;
    for (arg, operand) in bound.args.iter().zip(&bound.call.args) {
        let local = operand.place().and_then(Place::as_local);
        let is_moved = matches!(operand, Operand::Place(_))
            && !local.is_some_and(|local| matches!(ctx.linked.local_types.get(local), Some(Type::Pointer(_))));
        let owned = |owed: &Obligation| {
            let on_drop = owed.resource().map(|resource| ctx.catalog.resource(resource).on_drop);
            matches!(on_drop, Some(OnDrop::Releases | OnDrop::RollsBack | OnDrop::Detaches))
                && arg.sym().is_some_and(|value| escape::carries(ctx, state, value, owed))
        };
        if is_moved && state.obligations.iter().any(owned) {
            escape::give_away(ctx, state, *arg, Fate::Passed, span);
        }
    }
}

/// A value is kept from ever being dropped: what its destructor would have released is lost.
pub fn forgotten(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, span: Span) {
    let held = value.sym();
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let kind = owed.resource().map(|resource| ctx.catalog.resource(resource));
        let lost = kind
            .is_some_and(|kind| matches!(kind.on_drop, OnDrop::Releases | OnDrop::RollsBack) && !kind.not_across_wait);
        if lost && !owed.is_settled() && held.is_some_and(|value| escape::carries(ctx, state, value, owed)) {
            let gone = state.obligations.remove(n);
            ctx.leak(&gone, StepKind::Forgotten, span, Shape::NeverReleased);
        } else {
            n += 1;
        }
    }
    escape::give_away(ctx, state, value, Fate::Passed, span);
}

/// A variable is written to: the value it held before is dropped.
pub fn overwritten(ctx: &mut Ctx<'_>, state: &mut PathState, n: usize, span: Span) -> bool {
    let Some(resource) = state.obligations[n].resource() else {
        return false;
    };
    match ctx.catalog.resource(resource).on_drop {
        OnDrop::Nothing | OnDrop::Leaks => false,
        OnDrop::Releases | OnDrop::RollsBack | OnDrop::Detaches => {
            last_owner_gone(ctx, state, n, span, false);
            true
        }
    }
}

fn last_owner_gone(ctx: &mut Ctx<'_>, state: &mut PathState, n: usize, span: Span, temporary: bool) {
    let owed = state.obligations[n].clone();
    let Some(resource) = owed.resource() else {
        return;
    };
    match ctx.catalog.resource(resource).on_drop {
        OnDrop::Nothing => {}
        OnDrop::Releases => {
            state.obligations.remove(n);
            events::ended(ctx, state, &owed, span);
        }
        OnDrop::RollsBack => {
            state.obligations[n].undone = Some(span);
        }
        OnDrop::Detaches => {
            state.obligations.remove(n);
            ctx.record(&owed, Fate::Untracked(Untracked::LetGo), span, Shape::NeverReleased, false);
        }
        OnDrop::Leaks => {
            state.obligations.remove(n);
            lost(ctx, owed, span, temporary);
        }
    }
}

fn lost(ctx: &mut Ctx<'_>, mut owed: Obligation, span: Span, temporary: bool) {
    if owed.weak {
        ctx.record(&owed, Fate::Released, span, Shape::NeverReleased, false);
    } else if owed.guard.is_some_and(|guard| guard.examined) {
        ctx.record(&owed, Fate::Untracked(Untracked::Guard), span, Shape::NeverReleased, false);
    } else if owed.lent {
        let callee = EscapeReason::UnknownCallee("a function value".to_owned());
        ctx.record(&owed, Fate::Escaped(callee), span, Shape::NeverReleased, false);
    } else if ctx.linked.is_process_entry() && ctx.regions.first().copied().flatten().is_none() {
        ctx.record(&owed, Fate::Released, span, Shape::NeverReleased, true);
    } else {
        owed.dropped = temporary && owed.guard.is_some();
        let shape = if owed.dropped { Shape::Discarded } else { Shape::NeverReleased };
        ctx.leak(&owed, StepKind::Dropped, span, shape);
    }
}

/// Decides what became of something that was undone when its scope ended, at an exit of the function.
pub fn judge_undone(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation, span: Span) {
    let region = ctx.regions.first().copied().flatten();
    let result = ctx.body.results_of(region).first().copied();
    let said = result.and_then(|local| state.local(local)).and_then(|value| state.known(value));
    let fallible = result
        .and_then(|local| ctx.linked.local_types.get(local))
        .is_some_and(|ty| ty.payload().is_some() || ty.is_unknown() || is_result(ty));
    if !owed.is_due || said == Some(Fact::Nil) || owed.guard.is_some_and(|guard| guard.examined) || owed.lent {
        ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
        return;
    }
    if ctx.linked.is_test {
        // Tests let a transaction go to have it undone, and what else they lose is gone with them.
        ctx.record(owed, Fate::Untracked(Untracked::LetGo), span, Shape::NeverReleased, true);
        return;
    }
    let mut lost = owed.clone();
    // A function that cannot say that something failed may well mean to undo here what it commits elsewhere.
    lost.uncertain |= !fallible;
    ctx.leak(&lost, StepKind::Dropped, span, Shape::NeverReleased);
}

/// Libraries name their own results so.
fn is_result(ty: &Type) -> bool {
    ty.name().is_some_and(|name| name.name.as_str().ends_with("Result"))
}

/// A function got the handle; some resources are owed only then.
pub fn used(ctx: &Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let Some(name) = bound.name else {
        return;
    };
    for n in 0..state.obligations.len() {
        let owed = &state.obligations[n];
        let Some(resource) = owed.resource().filter(|_| !owed.is_due) else { continue };
        if !ctx.catalog.resource(resource).is_owed_after(name.as_str()) {
            continue;
        }
        let holds = |value: AbsVal| value.sym().is_some_and(|value| escape::carries(ctx, state, value, owed));
        let is_input = [bound.receiver, bound.outer].into_iter().any(holds) || bound.args.iter().copied().any(holds);
        if is_input {
            let span = ctx.body.instrs[bound.at].span;
            state.obligations[n].is_due = true;
            state.obligations[n].trace.push(StepKind::Borrowed, span);
        }
    }
}
