//! Stand-ins: what a test gets from an interface and only looks at.
//!
//! What a method of an interface hands out depends on who implements it, and in a test that is often an empty value of
//! the test itself, made to be found again behind wrappers and compared. Nobody works with such a value: no method is
//! called on it or on what was made of it, and it goes to nobody but to functions that make something of it and to the
//! assertions of the test. What is dropped at once is not looked at either.

use rustc_hash::FxHashSet;

use crate::base::Type;
use crate::ir::{Call, Callee, InstrId, InstrKind, Local, LocalKind, Operand, Place, Rvalue, Target};

use super::ctx::Ctx;
use super::flow::rvalue_operands;

/// Whether what the call at `site` hands out is only looked at, in a test, and comes from an interface.
pub fn is_only_looked_at(ctx: &Ctx<'_>, site: InstrId) -> bool {
    let Some(call) = ctx.body.call(site).filter(|call| ctx.linked.by_interface.contains(&call.id)) else {
        return false;
    };
    let Some(handle) = call.dst.first().and_then(|dst| dst.as_ref()?.as_local()) else {
        return false;
    };
    // What is read from it was there to be read: it is no empty value.
    let reads = |operand: &Operand| {
        let place = operand.place().filter(|place| !place.projections.is_empty());
        place.is_some_and(|place| place.root_local() == Some(handle))
    };
    let mut held: FxHashSet<Local> = [handle].into_iter().collect();
    loop {
        let known = held.len();
        let mut looked_at = false;
        for instr in ctx.body.instrs.iter() {
            match &instr.kind {
                InstrKind::Assign { src, .. } if rvalue_operands(src).into_iter().any(reads) => return false,
                InstrKind::Call(call) if call.args.iter().any(reads) => return false,
                InstrKind::Assign { src: Rvalue::Cond { .. }, .. } => {}
                InstrKind::Assign { dst, src }
                    if rvalue_operands(src).into_iter().any(|operand| is_held(&held, operand)) =>
                {
                    held.extend(dst.root_local());
                }
                InstrKind::Call(call) => match dealing(ctx, &held, call) {
                    Dealing::None => {}
                    Dealing::Works => return false,
                    Dealing::Looks => looked_at = true,
                    Dealing::Makes => held.extend(call.dst.iter().flatten().filter_map(Place::root_local)),
                },
                _ => {}
            }
        }
        if held.len() == known {
            return looked_at;
        }
    }
}

/// What a call does with one of the values.
enum Dealing {
    /// It gets none.
    None,
    /// It is told to the test.
    Looks,
    /// Something is made of it.
    Makes,
    /// Anything else.
    Works,
}

fn dealing(ctx: &Ctx<'_>, held: &FxHashSet<Local>, call: &Call) -> Dealing {
    let root = match &call.callee {
        Callee::Place(place) => place.root_local(),
        Callee::Closure(_) => None,
    };
    if root.is_some_and(|local| held.contains(&local)) {
        return Dealing::Works;
    }
    if !call.args.iter().any(|arg| is_held(held, arg)) {
        return Dealing::None;
    }
    let is_param = |local: Local| matches!(ctx.body.locals[local].kind, LocalKind::Param);
    let first = call.args.first().and_then(Operand::place).and_then(Place::as_local);
    match ctx.target(call) {
        // `t.Errorf(..)`, `require.Equal(t, ..)`
        Target::External { .. } if root.or(first).is_some_and(is_param) => Dealing::Looks,
        Target::Known { .. } if ctx.told[call.id].model.tells_arguments() => Dealing::Looks,
        Target::Known { .. } if makes_something(ctx, call) => Dealing::Makes,
        _ => Dealing::Works,
    }
}

/// Whether a call answers with more than an error.
fn makes_something(ctx: &Ctx<'_>, call: &Call) -> bool {
    call.dst.iter().flatten().any(|dst| {
        let ty = dst.as_local().and_then(|local| ctx.linked.local_types.get(local));
        !ty.is_some_and(Type::is_error)
    })
}

fn is_held(held: &FxHashSet<Local>, operand: &Operand) -> bool {
    match operand {
        Operand::Place(place) | Operand::Addr(place) => place.root_local().is_some_and(|local| held.contains(&local)),
        Operand::Const(_) | Operand::Closure(_) => false,
    }
}
