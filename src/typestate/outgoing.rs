//! What a call writes to where its arguments point: `open(path, &mut handle)`, `pair(fds.as_mut_ptr())`.
//!
//! The variable holds a new value after the call. Of an array the elements are followed as long as they are only named by
//! their numbers, and the array is otherwise moved as a whole.

use crate::base::Name;
use crate::ir::{Body, Call, Callee, InstrId, InstrKind, Local, Operand, Place, Projection, Root, Rvalue};

use super::ctx::Ctx;
use super::obligation::{FIRST_OUTGOING, PARAM_OUTPUT};
use super::state::PathState;
use super::value::{AbsVal, Value};

/// Outputs that each argument has: itself, and some elements.
const PER_ARGUMENT: u8 = 4;

/// Methods that give a pointer to an array, and leave it as it is.
const POINTERS: [&str; 3] = ["as_mut_ptr", "as_ptr", "len"];

/// The output that stands for what an argument points to, or for one of its elements, counted from 1.
pub fn output(argument: usize, element: u32) -> u8 {
    let element = u8::try_from(element).unwrap_or(PER_ARGUMENT).min(PER_ARGUMENT - 1);
    let argument = u8::try_from(argument).unwrap_or(u8::MAX);
    FIRST_OUTGOING.saturating_add(argument.saturating_mul(PER_ARGUMENT)).saturating_add(element).min(PARAM_OUTPUT - 1)
}

/// Whether an output stands for what an argument points to.
pub fn is_output(output: u8) -> bool {
    (FIRST_OUTGOING..PARAM_OUTPUT).contains(&output)
}

/// The variable that the argument of an output points to.
pub fn variable(ctx: &Ctx<'_>, call: &Call, output: u8) -> Option<Name> {
    let argument = call.args.get(usize::from((output - FIRST_OUTGOING) / PER_ARGUMENT))?;
    match argument {
        Operand::Addr(place) if !place.projections.is_empty() => place.split_member().map(|(_, name)| name),
        _ => ctx.body.locals[pointed(ctx.body, argument)?].name,
    }
}

/// The field that stands for an element of an array.
pub fn element_name(number: u32) -> Name {
    Name::new(&format!("[{number}]"))
}

/// The variable that an argument points to: `&mut x`, `x.as_mut_ptr()`.
pub fn pointed(body: &Body, argument: &Operand) -> Option<Local> {
    match argument {
        Operand::Addr(place) => match place.projections.as_slice() {
            [] | [Projection::Element(0)] => place.root_local(),
            _ => None,
        },
        Operand::Place(place) => {
            let pointer = place.as_local().filter(|local| body.locals[*local].name.is_none())?;
            body.instrs.iter().find_map(|instr| match &instr.kind {
                InstrKind::Call(call) if is_result(call, pointer) => match &call.callee {
                    Callee::Place(callee) => pointer_to(callee),
                    Callee::Closure(_) => None,
                },
                _ => None,
            })
        }
        Operand::Const(_) | Operand::Closure(_) => None,
    }
}

fn is_result(call: &Call, local: Local) -> bool {
    matches!(call.dst.as_slice(), [Some(dst)] if dst.as_local() == Some(local))
}

/// `x.as_mut_ptr`
fn pointer_to(callee: &Place) -> Option<Local> {
    match (callee.root, callee.projections.as_slice()) {
        (Root::Local(local), [Projection::Field(name)]) if POINTERS.contains(&name.as_str()) => Some(local),
        _ => None,
    }
}

/// The new value of what an argument points to.
pub fn behind(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    call: &Call,
    at: InstrId,
    (argument, output): (usize, u8),
) -> Option<AbsVal> {
    let argument = call.args.get(argument)?;
    let value = AbsVal::Sym(ctx.site(at, output.into()));
    match pointed(ctx.body, argument) {
        Some(local) => super::eval::write_local(ctx, state, local, value, at),
        None => return argument.place().and_then(|place| existing(ctx, state, place)),
    }
    Some(value)
}

fn existing(ctx: &mut Ctx<'_>, state: &PathState, place: &Place) -> Option<AbsVal> {
    Some(super::eval::place(ctx, state, place)).filter(|value| value.sym().is_some())
}

/// The new value of an element of the array that an argument points to; `None` where it cannot be followed.
pub fn element(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    call: &Call,
    at: InstrId,
    (argument, number, output): (usize, u32, u8),
) -> Option<AbsVal> {
    let array = pointed(ctx.body, call.args.get(argument)?)?;
    if !is_followed(ctx.body, array, call) {
        return None;
    }
    let object: Value = state.local(array)?.sym()?;
    let value = AbsVal::Sym(ctx.site(at, output.into()));
    state.set_field(object, element_name(number), value);
    Some(value)
}

/// Whether an array is used in no way but by its numbered elements, and as a whole where it moves.
fn is_followed(body: &Body, array: Local, filling: &Call) -> bool {
    let fine = |place: &Place| {
        place.root_local() != Some(array) || matches!(place.projections.first(), Some(Projection::Element(_)))
    };
    let operand = |operand: &Operand| operand.place().is_none_or(fine);
    let instrs = body.instrs.iter().all(|instr| match &instr.kind {
        InstrKind::Assign { dst, src } => {
            let whole = dst.as_local() == Some(array);
            (whole || fine(dst))
                && match src {
                    Rvalue::Use(_) | Rvalue::Composite { .. } => true,
                    // Its elements come out one by one.
                    Rvalue::RangeElement { of, .. } => operand(of),
                    Rvalue::Convert(inner, _) | Rvalue::TypeAssert(inner, _) => operand(inner),
                    Rvalue::Compute(inner) => inner.iter().all(operand),
                    Rvalue::Cond { .. } => true,
                }
        }
        InstrKind::Call(call) if call.id == filling.id => true,
        InstrKind::Call(call) => {
            let callee = match &call.callee {
                Callee::Place(callee) => fine(callee) || pointer_to(callee).is_some(),
                Callee::Closure(_) => true,
            };
            callee && call.args.iter().all(operand)
        }
        InstrKind::Await { future, .. } => operand(future),
        InstrKind::Opaque { uses, .. } => uses.iter().all(operand),
        InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Nop => true,
    });
    let captured = body.closures.iter().any(|closure| closure.captures.contains(&array));
    // Nothing else gets the pointer.
    let pointers = body.instrs.iter().filter(|instr| match &instr.kind {
        InstrKind::Call(call) => matches!(&call.callee, Callee::Place(callee) if pointer_to(callee) == Some(array)),
        _ => false,
    });
    instrs && !captured && pointers.count() <= 1
}
