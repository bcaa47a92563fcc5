//! Goroutines that are literals: what they are given is theirs, and a path of theirs may forget it.
//!
//! A goroutine that releases something on one path was meant to do so on all. Where nobody else can do it, because the
//! function that started it has nothing to do with the handle any more, the other paths lose it.

use crate::base::Span;
use crate::ir::{ClosureId, InstrId, Local};

use super::closure;
use super::ctx::Ctx;
use super::escape;
use super::exit;
use super::facts::Fact;
use super::finding::Shape;
use super::flow;
use super::obligation::Obligation;
use super::state::PathState;
use super::trace::StepKind;
use super::value::AbsVal;

/// A literal is started as a goroutine: reports what it releases on some of its paths only.
pub fn forgets(ctx: &mut Ctx<'_>, state: &PathState, literal: ClosureId, args: &[AbsVal], at: InstrId) {
    let open = |owed: &Obligation| {
        owed.resource().is_some()
            && !owed.is_settled()
            && !owed.weak
            && !owed.lent
            && owed.passed_on.is_none()
            && owed.guard.is_none_or(|guard| !guard.examined)
    };
    let concerned: Vec<Obligation> = state
        .obligations
        .iter()
        .filter(|owed| open(owed) && is_left_to(ctx, state, owed, literal, at))
        .cloned()
        .collect();
    if concerned.is_empty() || ctx.trial > 0 {
        return;
    }
    ctx.trial += 1;
    let exits = closure::run_in_line(ctx, state.clone(), literal, args, closure::Results::Elsewhere);
    ctx.trial -= 1;
    let exits = exits.unwrap_or_default();
    for owed in concerned {
        let after = |exit: &PathState| exit.obligations.iter().find(|other| other.duty == owed.duty).cloned();
        let untouched = |other: &Obligation| open(other) && other.done == owed.done && other.kept == owed.kept;
        let failed = |other: &Obligation| other.guard.is_some() && owed.guard.is_none();
        let released = exits.iter().any(|exit| after(exit).is_none());
        let lost = exits.iter().filter_map(after).filter(|other| untouched(other) && !failed(other));
        if let (true, Some(lost)) = (released, lost.min_by_key(|other| other.trace.len())) {
            ctx.leak(&lost, StepKind::Ends, end_of(ctx, literal), Shape::NeverReleased);
        }
    }
}

/// The brace at the end of a literal.
fn end_of(ctx: &Ctx<'_>, literal: ClosureId) -> Span {
    let whole = ctx.body.closures[literal].span;
    Span::new(whole.file, whole.end.saturating_sub(1), whole.end)
}

/// Whether the goroutine is the only one that can still release it: nothing that may run later in the function that has
/// started it, and no other literal, has to do with the variables that lead to it.
fn is_left_to(ctx: &mut Ctx<'_>, state: &PathState, owed: &Obligation, literal: ClosureId, at: InstrId) -> bool {
    let known = owed.guard.is_none_or(|guard| state.facts.get(guard.value) == Some(Fact::Nil));
    let holders: Vec<Local> = state
        .locals()
        .filter(|(_, held)| held.sym().is_some_and(|value| escape::carries(ctx, state, value, owed)))
        .map(|(local, _)| local)
        .collect();
    if !known || holders.is_empty() || exit::deferred_call_covers(ctx, state, owed) {
        return false;
    }
    let body = ctx.body;
    let by_others = body.closures.iter_enumerated().any(|(id, data)| {
        id != literal
            && !body.is_inside(Some(id), Some(literal))
            && holders.iter().any(|local| data.captures.contains(local))
    });
    let own = |block| body.blocks[block].closure;
    let region = own(ctx.flow.block_of[at]);
    let later = body.instrs.iter_enumerated().any(|(id, instr)| {
        let mut mentions = false;
        if id != at && own(ctx.flow.block_of[id]) == region {
            flow::visit_instr(&instr.kind, &mut |local| mentions |= holders.contains(&local));
        }
        mentions && ctx.flow.may_follow(at, id)
    });
    !by_others && !later && holders.iter().all(|local| ctx.is_own_local(*local) && !body.results.contains(local))
}
