//! A field of something that lives on gets a new handle while it still holds an open one.
//!
//! ```go
//! fmt.Fprintln(s.conn, "bye")     // the old one is there, and open
//! conn, err := net.Dial(..)
//! s.conn = conn                   // who closes the old one?
//! ```
//!
//! The old one was not acquired here, so it is only told from what the function does with it: on every way to the store
//! the field is used as only what is there can be. Whatever else is done with the field or with the object that has it
//! may have to do with its release: a function that mentions the field in any other way is left alone. That the field is
//! full because a caller calls in a loop is not seen.

use crate::ir::{Body, Call, CallMode, Callee, InstrId, InstrKind, Operand, Place, Projection, Target, Terminator};
use crate::rule::{Effect, EffectKind};

use super::ctx::Ctx;
use super::fate::Fate;
use super::finding::Shape;
use super::flow::rvalue_operands;
use super::obligation::Obligation;
use super::state::PathState;
use super::trace::StepKind;
use super::value::AbsVal;

/// A handle is stored in a field: if that still holds an open one, this is where it is lost.
pub fn note(ctx: &mut Ctx<'_>, state: &PathState, dst: &Place, value: AbsVal, at: InstrId) {
    let fresh = |owed: &&Obligation| {
        owed.resource().is_some() && AbsVal::Sym(owed.value) == value && owed.guard.is_none() && !owed.is_settled()
    };
    let Some(owed) = state.obligations.iter().find(fresh) else {
        return;
    };
    if let Some(used) = use_of_former(ctx, dst, at) {
        let mut lost = owed.clone();
        lost.trace.push(StepKind::FormerUsed, ctx.body.instrs[used].span);
        let span = ctx.body.instrs[at].span;
        lost.trace.push(StepKind::Replaces, span);
        ctx.record(&lost, Fate::Leaked, span, Shape::Replaces, false);
    }
}

/// What a mention of the field says.
enum Mention {
    /// Nothing of interest.
    None,
    /// It is there.
    Used,
    /// It may have to do with its release.
    Unsure,
}

/// The use of what the field holds that comes before the store in any case, if the function does nothing else with it.
fn use_of_former(ctx: &Ctx<'_>, dst: &Place, at: InstrId) -> Option<InstrId> {
    let body = ctx.body;
    if dst.projections.iter().any(|step| !matches!(step, Projection::Field(_))) || is_asked(body, dst) {
        return None;
    }
    let mut found = None;
    for (id, instr) in body.instrs.iter_enumerated().filter(|(id, _)| *id != at) {
        match mention(ctx, dst, &instr.kind) {
            Mention::None => {}
            Mention::Used => found = found.or(ctx.flow.comes_first(body, id, at).then_some(id)),
            Mention::Unsure => return None,
        }
    }
    found
}

/// Whether a branch depends on the field.
fn is_asked(body: &Body, field: &Place) -> bool {
    body.blocks.iter().any(|block| match &block.terminator {
        Terminator::Branch { cond, .. } => cond.operands().into_iter().any(|operand| operand.place() == Some(field)),
        _ => false,
    })
}

fn mention(ctx: &Ctx<'_>, field: &Place, kind: &InstrKind) -> Mention {
    let leads_to = |place: &Place| leads_to(place, field);
    let reads = |operand: &Operand| operand.place().is_some_and(leads_to);
    let unsure = match kind {
        InstrKind::Call(call) => return mention_in_call(ctx, field, call),
        InstrKind::Assign { dst, src } => leads_to(dst) || rvalue_operands(src).into_iter().any(reads),
        InstrKind::Opaque { uses, writes } => uses.iter().any(reads) || writes.iter().any(leads_to),
        InstrKind::Drop(place) | InstrKind::Await { dst: place, .. } => leads_to(place),
        InstrKind::RunDefers | InstrKind::Nop => false,
    };
    if unsure { Mention::Unsure } else { Mention::None }
}

/// Whether a place is the field, or an object that has it.
fn leads_to(place: &Place, field: &Place) -> bool {
    place.root == field.root && field.projections.starts_with(&place.projections)
}

fn mention_in_call(ctx: &Ctx<'_>, field: &Place, call: &Call) -> Mention {
    if call.dst.iter().flatten().any(|place| leads_to(place, field)) {
        return Mention::Unsure;
    }
    let only_uses = |effect: &Effect| matches!(effect.kind, EffectKind::Borrows | EffectKind::Writes);
    let keeps_nothing = match ctx.target(call) {
        Target::External { path, interface: false, .. } => match ctx.told(call).effects {
            Some(effects) => effects.iter().all(only_uses),
            None => ctx.catalog.keeps_nothing(*path),
        },
        _ => false,
    };
    let mut used = false;
    for arg in &call.args {
        match arg {
            Operand::Place(place) if place == field && keeps_nothing => used = true,
            Operand::Place(place) | Operand::Addr(place) if leads_to(place, field) => return Mention::Unsure,
            _ => {}
        }
    }
    if let Callee::Place(place) = &call.callee
        && let Some((receiver, name)) = place.split_member()
    {
        match receiver == *field {
            true if ctx.catalog.is_release_name(name) => return Mention::Unsure,
            true => used = true,
            false if leads_to(&receiver, field) => return Mention::Unsure,
            false => {}
        }
    }
    match used && call.mode == CallMode::Normal {
        true => Mention::Used,
        false => Mention::None,
    }
}
