//! What a map has only for as long as the function runs.
//!
//! ```go
//! s.running[id] = cancel         // others may find it here
//! defer delete(s.running, id)    // but not for longer than this function runs
//! ```
//!
//! What is stored for good is somebody else's to release. What the function takes out again is not: from then on nobody
//! can ask for it but those who have looked before, so it is owed by the function as if it had never been stored. That
//! is only said where the end of the function takes it out on every path: by a call that is deferred before the entry is
//! made, or right after it, or at the top of a literal that is.
//!
//! Approximate: keys of maps are not compared. A function that puts one entry into a map and deletes one when it ends is
//! taken to mean the same.

use crate::base::Name;
use crate::ir::{BlockId, Call, CallMode, Callee, InstrId, InstrKind, Operand, Place, Target};

use super::call::Bound;
use super::ctx::Ctx;
use super::escape;
use super::state::PathState;
use super::value::AbsVal;

/// Whether the entry that the instruction `at` makes in a map is deleted when the function ends.
pub fn leaves_map(ctx: &Ctx<'_>, map: &Place, at: InstrId) -> bool {
    taken_out(ctx, at, &|call| {
        let deletes = matches!(ctx.target(call), Target::Builtin(name) if name.as_str() == "delete");
        deletes && call.args.first().and_then(Operand::place) == Some(map)
    })
}

/// Whether what a call puts under its first argument is taken out by `until` with the same argument when the function
/// ends.
fn leaves_object(ctx: &Ctx<'_>, call: &Call, at: InstrId, until: Name) -> bool {
    let Some((object, _)) = member(call) else {
        return false;
    };
    taken_out(ctx, at, &|other| {
        let same = member(other).is_some_and(|(base, name)| base == object && name == until);
        same && call.args.first().is_some_and(|key| other.args.first() == Some(key))
    })
}

/// Whether what a callee takes is taken away from it again, by the method `until` of the same object.
pub fn leaves_callee(ctx: &Ctx<'_>, state: &PathState, bound: &Bound<'_>, until: Option<Name>, value: AbsVal) -> bool {
    until.is_some_and(|until| is_owed(state, value) && leaves_object(ctx, bound.call, bound.at, until))
}

fn member(call: &Call) -> Option<(Place, Name)> {
    match &call.callee {
        Callee::Place(place) => place.split_member(),
        Callee::Closure(_) => None,
    }
}

fn taken_out(ctx: &Ctx<'_>, at: InstrId, takes_out: &dyn Fn(&Call) -> bool) -> bool {
    let body = ctx.body;
    let in_literal = |entry: BlockId| {
        let mut calls = body.blocks[entry].instrs.iter().filter_map(|at| body.call(*at));
        calls.any(|call| call.mode == CallMode::Normal && takes_out(call))
    };
    body.instrs.iter_enumerated().any(|(deferred, instr)| {
        let InstrKind::Call(call) = &instr.kind else { return false };
        call.mode == CallMode::Deferred
            && match call.callee {
                Callee::Place(_) => takes_out(call),
                Callee::Closure(literal) => in_literal(body.closures[literal].entry),
            }
            && (ctx.flow.block_of[deferred] == ctx.flow.block_of[at] || ctx.flow.comes_first(body, deferred, at))
    })
}

/// A value is where others can find it for a while: the function still owes it. What belongs to its callers may be kept.
pub fn register(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal) {
    let Some(value) = value.sym() else {
        return;
    };
    for n in 0..state.obligations.len() {
        if state.obligations[n].resource().is_none() && escape::carries(ctx, state, value, &state.obligations[n]) {
            state.obligations[n].kept = true;
        }
    }
}

/// Whether a value is the handle of something that the function owes, and not an object that may be asked for it.
pub fn is_owed(state: &PathState, value: AbsVal) -> bool {
    state.obligations.iter().any(|owed| owed.resource().is_some() && AbsVal::Sym(owed.value) == value)
}
