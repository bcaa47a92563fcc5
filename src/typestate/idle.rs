//! Contexts that nothing waits for yet: made under a parent that never ends, and only put into an object.
//!
//! A constructor that fails after that loses a cancel function and nothing else: no timer runs, the parent keeps no
//! list, and nobody listens. That is told from where the context goes in the function that makes it; what happens to
//! the object afterwards is followed as for everything that an object holds.

use crate::base::{Name, Type};
use crate::ir::{Call, Callee, ClosureId, InstrKind, Operand, Place, Rvalue};
use crate::rule::{Acquire, Handle};

use super::ctx::Ctx;
use super::facts::Fact;
use super::state::PathState;
use super::summary::ResultEffect;
use super::value::{AbsVal, Value, ValueKind};

/// Beside a field of an object that a callee hands out, a field of its name behind this says that nothing waits for it.
const IDLE: &str = "<idle>";

/// Whether nothing waits for what is acquired here.
pub fn begins(ctx: &Ctx<'_>, call: &Call, entry: &Acquire, args: &[AbsVal]) -> bool {
    let parent = entry.context.and_then(|n| args.get(n)).copied().and_then(AbsVal::sym);
    let Some(ValueKind::Site(made_at, _)) = parent.map(|parent| ctx.values.kind(parent)) else {
        return false;
    };
    let callee = |call: &Call| ctx.target(call).path();
    let (Some(maker), Some(own)) = (ctx.body.call(made_at).and_then(callee), callee(call)) else {
        return false;
    };
    let endless = maker.package == own.package && entry.idle_under.contains(&maker.name);
    let others = call.dst.iter().enumerate().filter(|(n, _)| entry.handle != Handle::Result(*n));
    endless && others.filter_map(|(_, place)| place.as_ref()).all(|place| !goes_on(ctx, place))
}

/// Whether what a place holds goes into a call, into a function literal, or out as a result.
fn goes_on(ctx: &Ctx<'_>, place: &Place) -> bool {
    let body = ctx.body;
    let is_it = |operand: &Operand| operand.place() == Some(place);
    let captured =
        |closure: ClosureId| place.root_local().is_some_and(|local| body.closures[closure].captures.contains(&local));
    body.closures.ids().any(captured)
        || body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Call(call) => {
                let by_callee = matches!(&call.callee, Callee::Place(callee) if callee == place);
                by_callee || call.args.iter().any(is_it)
            }
            InstrKind::Assign { dst, src: Rvalue::Use(operand) } => {
                is_it(operand) && dst.root_local().is_some_and(|local| body.results.contains(&local))
            }
            _ => false,
        })
}

/// Says of a field of an object that is handed out that nothing waits for it.
pub fn describe(state: &PathState, name: Name, held: AbsVal) -> Option<(Name, ResultEffect)> {
    let idle = state.obligations.iter().any(|owed| owed.idle && AbsVal::Sym(owed.value) == held);
    idle.then(|| (Name::new(&format!("{IDLE}{name}")), ResultEffect::Is(Fact::True)))
}

/// Notes what a callee says of the fields of an object that it has handed out.
pub fn note(ctx: &mut Ctx<'_>, state: &mut PathState, object: Value, fields: &[(Name, ResultEffect)]) {
    for field in fields.iter().filter_map(|(name, _)| name.as_str().strip_prefix(IDLE)) {
        let part = ctx.field(object, Name::new(field));
        state.obligations.change_where(|owed| owed.value == part, |owed| owed.idle = true);
    }
}

/// Whether an exit is certainly the report of a failure.
pub fn fails(ctx: &Ctx<'_>, state: &PathState, region: Option<ClosureId>, results: &[AbsVal]) -> bool {
    let types = ctx.body.results_of(region).iter().map(|local| ctx.linked.local_types.get(*local));
    types.zip(results).any(|(ty, result)| {
        ty.is_some_and(Type::is_error)
            && (state.known(*result) == Some(Fact::NotNil) || super::eval::is_package_level(ctx, *result))
    })
}
