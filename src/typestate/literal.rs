//! Literals that make something which has to be released: a transport keeps the connections it has opened.
//!
//! The table says which types, and which fields, once set, mean that nothing is kept. What is assigned to a variable
//! of another type, an interface say, is not followed.

use crate::base::Name;
use crate::ir::{Const, Element, InstrId, InstrKind, Operand, Place, Projection, Rvalue};
use crate::rule::{LiteralAcquire, ResourceId};

use super::ctx::Ctx;
use super::eval;
use super::events;
use super::state::PathState;

/// What this assignment makes.
pub fn entry(ctx: &Ctx<'_>, dst: &Place, src: &Rvalue) -> Option<ResourceId> {
    let Rvalue::Composite { elements, .. } = src else {
        return None;
    };
    let ty = ctx.linked.local_types.get(dst.as_local()?)?.name()?;
    let entry = ctx.catalog.literal(ty)?;
    let exempt = elements.iter().any(|(element, value)| sets(entry, element, value));
    (!exempt).then_some(entry.resource)
}

fn sets(entry: &LiteralAcquire, element: &Element, value: &Operand) -> bool {
    match element {
        Element::Field(name) => entry.unless.contains(name) && !is_zero(value),
        // The names of the fields are not known: any may be set.
        Element::Position(_) | Element::Keyed => true,
    }
}

/// Whether a value is certainly the zero value of its type.
pub fn is_zero(value: &Operand) -> bool {
    matches!(value, Operand::Const(Const::Nil | Const::Zero | Const::Bool(false) | Const::Int(0)))
}

/// A field is set that means that nothing is kept.
pub fn field_set(ctx: &mut Ctx<'_>, state: &mut PathState, dst: &Place, src: &Rvalue, at: InstrId) {
    let Some((Projection::Field(name), rest)) = dst.projections.split_last() else {
        return;
    };
    if state.obligations.is_empty() || matches!(src, Rvalue::Use(value) if is_zero(value)) {
        return;
    }
    let base = Place { root: dst.root, projections: rest.iter().copied().collect() };
    let Some(object) = eval::place(ctx, state, &base).sym() else {
        return;
    };
    let span = ctx.body.instrs[at].span;
    let name = *name;
    events::for_each_part(ctx, state, object, None, &mut |ctx, owed, fields| {
        let made = owed.site().is_some_and(|site| ends_with(ctx, site, name));
        made && fields.is_empty() && events::released(ctx, owed, span, true)
    });
}

fn ends_with(ctx: &Ctx<'_>, site: InstrId, name: Name) -> bool {
    let InstrKind::Assign { dst, src: Rvalue::Composite { .. } } = &ctx.body.instrs[site].kind else {
        return false;
    };
    let ty = dst.as_local().and_then(|local| ctx.linked.local_types.get(local)).and_then(|ty| ty.name());
    ty.and_then(|ty| ctx.catalog.literal(ty)).is_some_and(|entry| entry.unless.contains(&name))
}
