//! Reading and writing places on a path.

use smallvec::SmallVec;

use crate::base::{Name, Span, Type};
use crate::ir::{Const, InstrId, InstrKind, Local, Operand, Place, Projection, Root, Rvalue, Target};

use super::ctx::Ctx;
use super::elsewhere;
use super::escape;
use super::fate::Fate;
use super::finding::Shape;
use super::meanwhile;
use super::obligation::Obligation;
use super::outgoing;
use super::replaced;
use super::state::PathState;
use super::trace::StepKind;
use super::value::{AbsVal, Value, ValueKind};

/// What an operand holds.
pub fn operand(ctx: &mut Ctx<'_>, state: &PathState, operand: &Operand) -> AbsVal {
    match operand {
        Operand::Place(at) | Operand::Addr(at) => place(ctx, state, at),
        Operand::Closure(closure) => AbsVal::Closure(*closure),
        Operand::Const(constant) => match constant {
            Const::Nil | Const::Zero => AbsVal::Nil,
            Const::Bool(value) => AbsVal::Bool(*value),
            Const::Int(value) => AbsVal::Int(*value),
            Const::Str(text) => AbsVal::Str(*text),
            Const::Other => AbsVal::NotNil,
        },
    }
}

/// What a place holds.
pub fn place(ctx: &mut Ctx<'_>, state: &PathState, place: &Place) -> AbsVal {
    let mut value = match place.root {
        Root::Local(local) => local_value(ctx, state, local),
        Root::Global(name) => AbsVal::Sym(ctx.values.intern(ValueKind::Global(name))),
    };
    for (n, projection) in place.projections.iter().enumerate() {
        value = match projection {
            Projection::Field(name) => field_of(ctx, state, value, *name),
            Projection::Deref if n == 0 && is_overloaded(ctx, state, place, value) => AbsVal::Top,
            Projection::Deref => value,
            Projection::Index => AbsVal::Top,
            // Elements are followed only where a call has written them.
            Projection::Element(number) => {
                let array = value.sym().filter(|_| state.has_fields());
                array.and_then(|array| state.field(array, outgoing::element_name(*number))).unwrap_or(AbsVal::Top)
            }
        };
    }
    value
}

/// Whether the first step of a place goes through the `deref` of a type of the program, whose own parts are known: what is
/// behind it is none of them.
fn is_overloaded(ctx: &Ctx<'_>, state: &PathState, place: &Place, value: AbsVal) -> bool {
    let leads_on = place.projections.len() > 1;
    if !leads_on || !ctx.linked.language.has_owners() {
        return false;
    }
    let ty = place.root_local().and_then(|local| ctx.linked.local_types.get(local));
    let is_object = ty.is_some_and(|ty| matches!(ty, Type::Named(..)) && ty.payload().is_none());
    is_object && value.sym().is_some_and(|value| state.fields_of(value).next().is_some())
}

/// What a local holds.
pub fn local_value(ctx: &mut Ctx<'_>, state: &PathState, local: Local) -> AbsVal {
    state.local(local).unwrap_or_else(|| AbsVal::Sym(ctx.initial(local)))
}

/// What a field of a value holds.
pub fn field_of(ctx: &mut Ctx<'_>, state: &PathState, base: AbsVal, name: Name) -> AbsVal {
    let Some(base) = base.sym() else {
        return AbsVal::Top;
    };
    match state.field(base, name) {
        Some(stored) => stored,
        None if holds_all(ctx, state, base, name) => AbsVal::Sym(base),
        None => AbsVal::Sym(match promoted_from(ctx, state, base, name) {
            Some(embedded) => ctx.field(embedded, name),
            None => ctx.field(base, name),
        }),
    }
}

/// Whether a field of what is owed is the very thing: the number in a handle.
fn holds_all(ctx: &Ctx<'_>, state: &PathState, base: Value, name: Name) -> bool {
    let held_in =
        |owed: &Obligation| owed.resource().is_some_and(|id| ctx.catalog.resource(id).held_in.contains(&name));
    ctx.linked.language.has_owners() && state.obligations.iter().any(|owed| owed.value == base && held_in(owed))
}

/// The resource that an object embeds and that a field is promoted from: `answer.Body` of a `struct{ *http.Response }`.
/// An embedded field has the name of its type.
fn promoted_from(ctx: &Ctx<'_>, state: &PathState, base: Value, name: Name) -> Option<Value> {
    let embedded = |owed: &&Obligation| {
        let Some(kind) = owed.resource().map(|resource| ctx.catalog.resource(resource)) else { return false };
        kind.releases.iter().any(|release| release.fields().first() == Some(&name))
            && kind.types.iter().any(|ty| state.field(base, ty.name) == Some(AbsVal::Sym(owed.value)))
    };
    state.obligations.iter().find(embedded).map(|owed| owed.value)
}

/// Whether a value is a package-level one, or a part of it.
pub fn is_package_level(ctx: &Ctx<'_>, value: AbsVal) -> bool {
    value.sym().is_some_and(|value| {
        let (root, _) = ctx.values.split_fields(value);
        matches!(ctx.values.kind(root), ValueKind::Global(_))
    })
}

/// What the embedded fields of `through`, one in the other, hold.
pub fn through(ctx: &mut Ctx<'_>, state: &PathState, base: AbsVal, through: &[Name]) -> AbsVal {
    through.iter().fold(base, |value, name| field_of(ctx, state, value, *name))
}

/// Writes a place. `Fate` words for what is stored: into objects made here it is contained, anywhere else it
/// is stored for good.
pub fn write(ctx: &mut Ctx<'_>, state: &mut PathState, dst: &Place, value: AbsVal, at: InstrId) {
    if let Some(local) = dst.as_local() {
        write_local(ctx, state, local, value, at);
        return;
    }
    let span = ctx.body.instrs[at].span;
    let Some((last, rest)) = dst.projections.split_last() else {
        escape::give_away(ctx, state, value, Fate::Stored, span);
        return;
    };
    let base_place = Place { root: dst.root, projections: SmallVec::from_slice(rest) };
    let base = base_object(ctx, state, &base_place, at);
    match (last, base) {
        (Projection::Field(name), AbsVal::Sym(object)) => {
            note_overwritten(ctx, state, object, *name, value, span);
            let within = keeps_within(ctx, object);
            if !within && state.field(object, *name).is_none() {
                replaced::note(ctx, state, dst, value, at);
            }
            if !within || is_owed(state, value) && elsewhere::is_known(ctx, state, object, at) {
                let field = ctx.field(object, *name);
                escape::store(ctx, state, value, field, span);
            }
            state.set_field(object, *name, value);
            note_inner(ctx, state, object);
        }
        (Projection::Index | Projection::Element(_), _) if is_channel(ctx, &base_place) => {
            escape::give_away(ctx, state, value, Fate::Passed, span);
        }
        (Projection::Index | Projection::Element(_), _)
            if meanwhile::is_owed(state, value) && meanwhile::leaves_map(ctx, &base_place, at) =>
        {
            meanwhile::register(ctx, state, value);
        }
        (Projection::Field(_) | Projection::Index | Projection::Element(_) | Projection::Deref, _) => {
            escape::give_away(ctx, state, value, Fate::Stored, span);
        }
    }
}

fn is_owed(state: &PathState, value: AbsVal) -> bool {
    state.obligations.iter().any(|owed| owed.resource().is_some() && AbsVal::Sym(owed.value) == value)
}

/// An object that is a field of one made here belongs to it: `w.lifecycle.cancel = cancel` is stored in `w` too.
fn note_inner(ctx: &Ctx<'_>, state: &mut PathState, object: Value) {
    let mut inner = object;
    while let ValueKind::Field(outer, name) = ctx.values.kind(inner)
        && keeps_within(ctx, outer)
        && state.field(outer, name).is_none()
    {
        state.set_field(outer, name, AbsVal::Sym(inner));
        inner = outer;
    }
}

/// Writes a local. If its old value is owed and this was the last way to reach it, the path says so.
pub fn write_local(ctx: &mut Ctx<'_>, state: &mut PathState, local: Local, value: AbsVal, at: InstrId) {
    let old = state.local(local);
    state.set_local(local, value);
    let Some(old) = old.and_then(AbsVal::sym).filter(|_| old != Some(value)) else {
        return;
    };
    let span = ctx.body.instrs[at].span;
    let mut n = 0;
    while n < state.obligations.len() {
        if state.obligations[n].value == old
            && state.obligations[n].site() != Some(at)
            && state.obligations[n].resource().is_some()
            && !escape::is_reachable(ctx, state, old)
        {
            if super::scope::overwritten(ctx, state, n, span) {
                continue;
            }
            state.obligations[n].trace.push(StepKind::Overwritten, span);
        }
        n += 1;
    }
}

/// The object a field is written to. A declared struct that was never assigned becomes an object now.
fn base_object(ctx: &mut Ctx<'_>, state: &mut PathState, base: &Place, at: InstrId) -> AbsVal {
    let value = place(ctx, state, base);
    match (value, base.as_local()) {
        (AbsVal::Nil, Some(local)) => {
            let object = AbsVal::Sym(ctx.site(at, 0));
            state.set_local(local, object);
            object
        }
        (other, _) => other,
    }
}

/// A field of an object made here is overwritten: what it held is lost if nothing else holds it.
fn note_overwritten(ctx: &mut Ctx<'_>, state: &mut PathState, object: Value, name: Name, new: AbsVal, span: Span) {
    let Some(old) = state.field(object, name).and_then(AbsVal::sym) else {
        return;
    };
    state.set_field(object, name, AbsVal::Top);
    let new_site = state.obligations.iter().find(|owed| AbsVal::Sym(owed.value) == new).and_then(Obligation::site);
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        if owed.value != old || escape::is_reachable(ctx, state, old) {
            n += 1;
        } else if owed.stored_in.is_some() && owed.site() == new_site {
            // The same acquisition in the next round of a loop goes over what the field holds.
            let gone = state.obligations.remove(n);
            match super::exit::ends_with_owner(ctx, &gone) {
                true => ctx.record(&gone, Fate::Released, span, Shape::NeverReleased, true),
                false => ctx.leak(&gone, StepKind::Overwritten, span, Shape::Overwritten),
            }
        } else {
            state.obligations[n].trace.push(StepKind::Overwritten, span);
            n += 1;
        }
    }
}

/// Whether an object was made in this function and is not known elsewhere: a literal, a declared struct, or
/// what a library call returned (`exec.Command(..)`). What is stored in it stays with this function.
pub fn keeps_within(ctx: &Ctx<'_>, object: Value) -> bool {
    match ctx.values.kind(object) {
        ValueKind::Site(at, _) => match &ctx.body.instrs[at].kind {
            InstrKind::Assign { src: Rvalue::Composite { .. }, .. } => true,
            // A declared struct becomes an object at the first write to one of its fields.
            InstrKind::Assign { dst, .. } => !dst.projections.is_empty(),
            InstrKind::Call(call) => match ctx.target(call) {
                Target::External { interface, path, .. } => !interface && path.in_standard_library(),
                Target::Builtin(_) => true,
                Target::Known { .. }
                | Target::Conversion(_)
                | Target::Value(_)
                | Target::UnknownMethod(_)
                | Target::Unknown => false,
            },
            InstrKind::RunDefers
            | InstrKind::Drop(_)
            | InstrKind::Await { .. }
            | InstrKind::Opaque { .. }
            | InstrKind::Nop => false,
        },
        ValueKind::Field(base, _) => keeps_within(ctx, base),
        ValueKind::Older(value) => keeps_within(ctx, value),
        ValueKind::Init(_)
        | ValueKind::Written(..)
        | ValueKind::Phi(..)
        | ValueKind::Global(_)
        | ValueKind::NilTest(..)
        | ValueKind::TypeTest(..)
        | ValueKind::SentinelTest(..)
        | ValueKind::Not(_)
        | ValueKind::Answer(..)
        | ValueKind::Failure(..)
        | ValueKind::Implies(..)
        | ValueKind::Guess(..)
        | ValueKind::NilLike(..) => false,
    }
}

fn is_channel(ctx: &Ctx<'_>, place: &Place) -> bool {
    place
        .as_local()
        .and_then(|local| ctx.linked.local_types.get(local))
        .is_some_and(|ty| matches!(ty, crate::base::Type::Chan(_)))
}
