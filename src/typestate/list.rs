//! What is appended to a list.
//!
//! What is in a list is not followed: a handle that is appended to one is stored. Only a list that is made for a call,
//! and is nothing but an argument, keeps nothing: its elements go where the call takes them.

use crate::base::Span;
use crate::ir::{Callee, InstrKind, Local, Operand};

use super::call::Bound;
use super::ctx::Ctx;
use super::escape;
use super::fate::Fate;
use super::flow;
use super::grown;
use super::results;
use super::state::PathState;

/// `append(list, element, ..)`.
pub fn append(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, span: Span) {
    let list = bound.call.dst.first().and_then(|place| place.as_ref()?.as_local());
    let passing = list.is_some_and(|list| ctx.is_own_local(list) && is_only_an_argument(ctx, list));
    for (n, arg) in bound.args.iter().enumerate() {
        if passing {
            results::wrap(ctx, state, bound, n, *arg);
        } else if n > 0 || arg.sym().is_some_and(|list| grown::has_elements(state, list)) {
            // What the list itself holds was followed while that was known.
            escape::give_away(ctx, state, *arg, Fate::Stored, span);
        }
    }
}

/// Whether a list is grown, measured and given to calls, and nothing else happens to it.
fn is_only_an_argument(ctx: &Ctx<'_>, list: Local) -> bool {
    let body = ctx.body;
    let is_list = |operand: &Operand| operand.place().is_some_and(|place| place.root_local() == Some(list));
    let captured = body.closures.iter().any(|closure| closure.captures.contains(&list));
    let elsewhere = body.instrs.iter().any(|instr| match &instr.kind {
        InstrKind::Call(call) => {
            let address = |operand: &Operand| matches!(operand, Operand::Addr(_)) && is_list(operand);
            let receiver = matches!(&call.callee, Callee::Place(place) if place.root_local() == Some(list));
            let result = call.dst.iter().flatten().any(|place| place.root_local() == Some(list));
            let grown = call.args.first().is_some_and(is_list);
            receiver || call.args.iter().any(address) || result && !grown
        }
        kind => {
            let mut used = false;
            flow::visit_instr(kind, &mut |local| used |= local == list);
            used
        }
    });
    !captured && !elsewhere && !body.results.contains(&list)
}
