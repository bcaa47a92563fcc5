//! Lists that a function grows element by element and does nothing else with until it returns or stores them.
//!
//! ```go
//! for _, name := range names {
//!     f, err := os.Open(name)
//!     if err != nil {
//!         return nil, err      // those that are in the list are lost
//!     }
//!     files = append(files, f)
//! }
//! return files, nil
//! ```
//!
//! Such a list, in a variable or in a field of a variable, holds its elements as an object holds what is in its fields.
//! An element that is read by its index, the length of the list, a part of it, another variable for it, a function literal that may look
//! into it: any of these makes it a list like others, whose elements are not followed (`list`).

use crate::base::{Name, Span, Type};
use crate::ir::{
    Call, CallMode, Callee, ClosureId, Cond, InstrId, InstrKind, Local, Operand, Place, Projection, Root, Rvalue,
    Target,
};

use super::call::{Bound, assign};
use super::ctx::Ctx;
use super::escape;
use super::eval;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::flow;
use super::state::PathState;
use super::value::{AbsVal, ELEMENT, Value, ValueKind};

/// More elements of one list than this are not told apart.
const MAX_ELEMENTS: usize = 8;

/// Appends to a list that is followed; `false` where it is not.
pub fn grow(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) -> bool {
    let plain = bound.call.mode == CallMode::Normal && !bound.call.spread && ctx.deferred_depth == 0;
    let Some(place) = grown_place(bound).filter(|_| plain && !state.obligations.is_empty()) else {
        return false;
    };
    let owed = |value: &Value| state.obligations.iter().any(|owed| owed.value == *value && !owed.is_settled());
    let watched =
        |value: &Value| state.obligations.iter().any(|owed| owed.value == *value && owed.resource().is_none());
    let elements: Vec<Value> = bound.args.iter().skip(1).filter_map(|arg| arg.sym()).filter(owed).collect();
    if elements.is_empty() || elements.iter().any(watched) || !is_kept_whole(ctx, place, bound.at) {
        return false;
    }
    let Some(list) = list_value(ctx, state, bound) else {
        return false;
    };
    if state.fields_of(list).count() + elements.len() > MAX_ELEMENTS {
        return false;
    }
    state.facts.set(list, Fact::NotNil);
    for element in elements {
        state.set_field(list, element_name(element), AbsVal::Sym(element));
    }
    assign(ctx, state, bound.call, bound.at, 0, AbsVal::Sym(list));
    true
}

/// A loop over a list begins: what is in it comes out one by one, which is not followed. That there may be nothing in it
/// is no way past the loop.
pub fn iterated(ctx: &mut Ctx<'_>, state: &mut PathState, cond: &Cond, span: Span) {
    let Cond::Opaque(operands) = cond else {
        return;
    };
    for operand in operands {
        let list = eval::operand(ctx, state, operand);
        if list.sym().is_some_and(|list| has_elements(state, list)) {
            escape::give_away(ctx, state, list, Fate::Escaped(EscapeReason::UnknownStore), span);
        }
    }
}

/// Whether a list is followed and holds anything.
pub fn has_elements(state: &PathState, list: Value) -> bool {
    state.fields_of(list).any(|(name, _)| name.as_str().starts_with(ELEMENT))
}

/// Whether a list that is followed holds this value.
pub fn is_in_list(state: &PathState, value: Value) -> bool {
    state.holders(value).any(|list| state.field(list, element_name(value)).is_some())
}

/// The field of a list that holds an element: one name for each value, so that the order of growing makes no difference.
pub fn element_name(element: Value) -> Name {
    Name::new(&format!("{ELEMENT}{}>", element.0))
}

/// `list` of `list = append(list, element)`.
fn grown_place<'a>(bound: &Bound<'a>) -> Option<&'a Place> {
    let is_append = matches!(bound.target, Target::Builtin(name) if name.as_str() == "append");
    let place = bound.call.dst.first()?.as_ref()?;
    let same = bound.call.args.first()? == &Operand::Place(place.clone());
    (is_append && same && field(place).is_some()).then_some(place)
}

/// The variable and the field, if the place is a variable or a field of one.
fn field(place: &Place) -> Option<(Local, Option<Name>)> {
    let Root::Local(local) = place.root else { return None };
    match place.projections[..] {
        [] => Some((local, None)),
        [Projection::Field(name)] => Some((local, Some(name))),
        _ => None,
    }
}

/// The value that stands for the list from now on: a list that was grown before is the same list.
fn list_value(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) -> Option<Value> {
    let before = bound.args[0].sym();
    let grown = |value: &Value| match ctx.values.kind(*value) {
        ValueKind::Site(at, 0) => is_append(ctx, at),
        _ => false,
    };
    if let Some(list) = before.filter(grown) {
        return Some(list);
    }
    let list = ctx.site(bound.at, 0);
    if escape::is_held(state, list) {
        return None;
    }
    state.forget_site(bound.at, &ctx.values);
    if let Some(before) = before {
        let holds = state.obligations.iter().any(|owed| escape::carries(ctx, state, before, owed));
        if holds {
            state.set_field(list, element_name(before), AbsVal::Sym(before));
        }
    }
    Some(list)
}

fn is_append(ctx: &Ctx<'_>, at: InstrId) -> bool {
    ctx.body.call(at).is_some_and(|call| matches!(ctx.target(call), Target::Builtin(name) if name.as_str() == "append"))
}

/// Whether nothing that may run on a path with this instruction takes the list apart, or may know it by another name.
fn is_kept_whole(ctx: &Ctx<'_>, place: &Place, at: InstrId) -> bool {
    let Some((local, _)) = field(place) else {
        return false;
    };
    let body = ctx.body;
    let region = body.blocks[ctx.flow.block_of[at]].closure;
    if body.locals[local].closure != region {
        return false;
    }
    let literals: Vec<ClosureId> =
        body.closures.iter_enumerated().filter(|(_, data)| data.captures.contains(&local)).map(|(id, _)| id).collect();
    body.instrs.iter_enumerated().filter(|(id, _)| body.blocks[ctx.flow.block_of[*id]].closure == region).all(
        |(id, instr)| {
            let mut mentioned = false;
            flow::visit_instr(&instr.kind, &mut |used| mentioned |= used == local);
            let captured = literals.iter().any(|literal| mentions_literal(&instr.kind, *literal));
            if !mentioned && !captured {
                return true;
            }
            let (after, before) = (ctx.flow.may_follow(at, id), ctx.flow.may_follow(id, at));
            let harmless = match (after, before) {
                (false, false) => true,
                (true, _) => leaves_whole(ctx, &instr.kind, place),
                (false, true) => keeps_no_way_to(ctx, &instr.kind, place),
            };
            harmless && !(captured && (after || before))
        },
    )
}

fn mentions_literal(kind: &InstrKind, literal: ClosureId) -> bool {
    let is_it = |operand: &Operand| *operand == Operand::Closure(literal);
    match kind {
        InstrKind::Assign { src, .. } => flow::rvalue_operands(src).into_iter().any(is_it),
        InstrKind::Call(call) => call.callee == Callee::Closure(literal) || call.args.iter().any(is_it),
        InstrKind::Opaque { uses, .. } => uses.iter().any(is_it),
        InstrKind::Await { .. } | InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Nop => false,
    }
}

/// Whether an instruction before the list grows leaves nobody behind who may look into it later.
fn keeps_no_way_to(ctx: &Ctx<'_>, kind: &InstrKind, list: &Place) -> bool {
    let whole = |operand: &Operand| {
        operand.place().is_some_and(|place| place == list || place.projections.is_empty() && place.root == list.root)
    };
    let address = |operand: &Operand| matches!(operand, Operand::Addr(place) if place.root == list.root);
    let known = |operand: &Operand| whole(operand) || address(operand);
    match kind {
        InstrKind::Assign { src, .. } => !flow::rvalue_operands(src).into_iter().any(known),
        InstrKind::Call(call) => {
            let own = usize::from(appends_to(ctx, call, list));
            call.mode == CallMode::Normal && !call.args.iter().skip(own).any(known)
        }
        InstrKind::Opaque { .. } | InstrKind::Await { .. } | InstrKind::RunDefers | InstrKind::Drop(_) => false,
        InstrKind::Nop => true,
    }
}

/// Whether a call appends to this list, for the same variable or for a result.
fn appends_to(ctx: &Ctx<'_>, call: &Call, list: &Place) -> bool {
    let dst = call.dst.first().and_then(Option::as_ref);
    let result = |place: &Place| place.as_local().is_some_and(|to| is_result(ctx, to));
    matches!(ctx.target(call), Target::Builtin(name) if name.as_str() == "append")
        && call.args.first().and_then(Operand::place) == Some(list)
        && dst.is_some_and(|dst| dst == list || result(dst))
}

fn is_result(ctx: &Ctx<'_>, local: Local) -> bool {
    ctx.body.results_of(ctx.body.locals[local].closure).contains(&local)
}

/// Whether an instruction after the list has grown passes it on as a whole, if it has to do with it at all.
fn leaves_whole(ctx: &Ctx<'_>, kind: &InstrKind, list: &Place) -> bool {
    let local = list.root_local();
    // Another field of the same variable.
    let other = |place: &Place| match (list.projections.first(), place.projections.first()) {
        (Some(Projection::Field(mine)), Some(Projection::Field(theirs))) => mine != theirs,
        _ => false,
    };
    let concerns = |place: &Place| place.root_local() == local && !other(place);
    let whole = |place: &Place| place == list || place.as_local() == local;
    let untouched = |operand: &Operand| operand.place().is_none_or(|place| !concerns(place));
    match kind {
        InstrKind::Assign { dst, src } => {
            let written = !concerns(dst) || whole(dst);
            let goes_on = !dst.projections.is_empty() || dst.as_local().is_some_and(|to| is_result(ctx, to));
            let read = |operand: &Operand| match operand {
                Operand::Place(place) if concerns(place) => match src {
                    Rvalue::Use(_) | Rvalue::Convert(..) => goes_on && whole(place),
                    Rvalue::Composite { .. } | Rvalue::Cond { .. } => whole(place),
                    Rvalue::RangeElement { .. } => place == list,
                    Rvalue::TypeAssert(..) | Rvalue::Compute(_) => false,
                },
                operand => untouched(operand),
            };
            written && flow::rvalue_operands(src).into_iter().all(read)
        }
        InstrKind::Call(call) => {
            let target = ctx.target(call);
            let own = appends_to(ctx, call, list);
            let given = |n: usize| {
                let signature = target.signature().filter(|_| matches!(target, Target::Known { .. }));
                signature
                    .and_then(|signature| signature.params.get(n))
                    .is_some_and(|param| matches!(param.ty, Type::Slice(_)))
            };
            let argument = |(n, operand): (usize, &Operand)| {
                untouched(operand) || *operand == Operand::Place(list.clone()) && (given(n) || n == 0 && own)
            };
            let callee = match &call.callee {
                Callee::Place(place) => place.root_local() != local || other(place) && place.projections.len() > 1,
                Callee::Closure(_) => true,
            };
            let results = call.dst.iter().flatten().all(|place| !concerns(place) || whole(place));
            call.mode == CallMode::Normal && callee && results && call.args.iter().enumerate().all(argument)
        }
        InstrKind::Opaque { .. } | InstrKind::Await { .. } | InstrKind::RunDefers | InstrKind::Drop(_) => false,
        InstrKind::Nop => true,
    }
}
