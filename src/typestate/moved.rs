//! What a literal has taken as its own, in a language with owners: it is dropped where the literal ends.
//!
//! `spawn(async move { .. })` owns the transaction that it uses. Nobody else can commit it, whoever gets the literal; so a
//! way through the literal that says that all went well and has not committed loses what was written, and one that has not
//! waited for a process leaves it behind.

use crate::base::Span;
use crate::ir::{ClosureId, Local};
use crate::rule::OnDrop;

use super::ctx::Ctx;
use super::facts::Fact;
use super::finding::Shape;
use super::obligation::Obligation;
use super::state::PathState;
use super::trace::StepKind;
use super::value::AbsVal;

/// Reports what the literal has been given by move and loses on some way through it. `exits` are its ends.
pub fn lost_inside(ctx: &mut Ctx<'_>, state: &mut PathState, literal: ClosureId, exits: &[PathState]) {
    if !ctx.linked.language.has_owners() || ctx.linked.is_test {
        return;
    }
    for n in (0..state.obligations.len()).rev() {
        let owed = &state.obligations[n];
        if !is_open(owed) || !is_owned_by(ctx, state, owed, literal) {
            continue;
        }
        let after = |exit: &PathState| exit.obligations.iter().find(|other| other.duty == owed.duty).cloned();
        let lost = exits.iter().filter(|exit| !fails(ctx, exit, literal)).filter_map(after);
        let lost =
            lost.filter(|other| is_open(other) && other.is_due && other.done == owed.done && other.kept == owed.kept);
        let Some(mut lost) = lost.min_by_key(|other| other.trace.len()) else { continue };
        // A literal that cannot say that something failed may well mean to undo here what it commits elsewhere.
        let ended = exits.iter().any(|exit| after(exit).is_none());
        lost.uncertain |= ended && rolls_back(ctx, &lost) && !exits.iter().any(|exit| answers(ctx, exit, literal));
        state.obligations.remove(n);
        ctx.leak(&lost, StepKind::Dropped, end_of(ctx, literal), Shape::NeverReleased);
    }
}

fn is_open(owed: &Obligation) -> bool {
    owed.resource().is_some()
        && !owed.is_settled()
        && !owed.weak
        && !owed.lent
        && owed.passed_on.is_none()
        && owed.guard.is_none()
}

/// Whether the literal is the only owner: it captures the variable itself, and no other variable holds the handle.
fn is_owned_by(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation, literal: ClosureId) -> bool {
    let Some(resource) = owed.resource() else { return false };
    let kind = ctx.catalog.resource(resource);
    // A number is copied, and whoever else has it may release it; so is a reference.
    let ty = |local: Local| ctx.linked.local_types.get(local).and_then(|ty| ty.name());
    let is_handle =
        |local: Local| ty(local).is_some_and(|name| ctx.catalog.resources_of_type(name).contains(&resource));
    let captures = &ctx.body.closures[literal].captures;
    let mut holders = state.locals().filter(|(_, held)| *held == AbsVal::Sym(owed.value)).map(|(local, _)| local);
    matches!(kind.on_drop, OnDrop::RollsBack | OnDrop::Leaks)
        && state.locals().any(|(_, held)| held == AbsVal::Sym(owed.value))
        && holders.all(|local| captures.contains(&local) && is_handle(local))
}

fn rolls_back(ctx: &Ctx<'_>, owed: &Obligation) -> bool {
    owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).on_drop == OnDrop::RollsBack)
}

/// Whether the literal answers with something that may be an error.
fn answers(ctx: &Ctx<'_>, exit: &PathState, literal: ClosureId) -> bool {
    let result = ctx.body.closures[literal].results.first();
    matches!(result.and_then(|local| exit.local(*local)), Some(AbsVal::Sym(_) | AbsVal::Nil))
}

/// Whether the literal answers with an error.
fn fails(ctx: &Ctx<'_>, exit: &PathState, literal: ClosureId) -> bool {
    let result = ctx.body.closures[literal].results.first();
    let said = result.and_then(|local| exit.local(*local)).and_then(|value| exit.known(value));
    said == Some(Fact::Nil)
}

/// The brace at the end of a literal.
fn end_of(ctx: &Ctx<'_>, literal: ClosureId) -> Span {
    let whole = ctx.body.closures[literal].span;
    Span::new(whole.file, whole.end.saturating_sub(1), whole.end)
}
