//! Handles that go elsewhere: stored, passed, captured, returned.

use smallvec::{SmallVec, smallvec};

use crate::base::{Name, Span};
use crate::ir::InstrId;
use crate::rule::ResourceId;

use super::borrowed;
use super::ctx::Ctx;
use super::fate::{EscapeReason, Fate};
use super::finding::Shape;
use super::obligation::{Done, Duty, Obligation};
use super::state::PathState;
use super::value::{AbsVal, Value, ValueKind};

/// How deep containment is followed.
const MAX_DEPTH: u32 = 6;

/// Who takes a value.
#[derive(Clone, Copy, Default)]
pub struct Taker {
    /// The call, if obligations are followed beyond it.
    pub call: Option<InstrId>,
    /// Whether the value is what a method is called on.
    pub by_method: bool,
}

/// Ends every obligation whose handle is `value`, is contained in it, or is the part of it that carries the
/// duty. Watched parameters are marked as kept instead.
pub fn give_away(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, span: Span) {
    give_away_from(ctx, state, value, fate, span, Taker::default());
}

/// As [`give_away`], but for obligations that are followed beyond this call.
pub fn give_away_from(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fate: Fate, span: Span, taker: Taker) {
    if !state.ended.is_empty() {
        super::ended::given_away(ctx, state, value, taker);
    }
    if state.obligations.is_empty() {
        return;
    }
    if let AbsVal::Closure(closure) = value {
        super::closure::captured(ctx, state, closure, &fate, span);
        return;
    }
    let Some(value) = value.sym() else {
        return;
    };
    let mut taken = Vec::new();
    let held = reached(state, value);
    for (n, obligation) in state.obligations.iter().enumerate() {
        let last = obligation.passed_on.as_ref().and_then(|passed| passed.calls.last().copied());
        let followed = taker.call.is_some() && last == taker.call || borrowed::by_method(ctx, value, obligation, taker);
        if !followed && obligation.released_at_exit.is_none() && any_carries(ctx, state, &held, obligation) {
            taken.push(n);
        }
    }
    for n in taken.into_iter().rev() {
        if state.obligations[n].resource().is_none() {
            state.obligations[n].kept = true;
            continue;
        }
        let obligation = state.obligations.remove(n);
        ctx.record(&obligation, fate.clone(), span, Shape::NeverReleased, false);
    }
    for inner in contained_closures(state, value) {
        super::closure::captured(ctx, state, inner, &fate, span);
    }
}

/// A method value is called somewhere else. If its object holds something, the method may be what releases it.
pub fn method_called(ctx: &mut Ctx<'_>, state: &mut PathState, callee: Value, span: Span) {
    let ValueKind::Field(object, method) = ctx.values.kind(callee) else {
        return;
    };
    let held = |owed: &Obligation| owed.resource().is_some() && contains(ctx, state, object, owed);
    let taken: Vec<usize> = (0..state.obligations.len()).filter(|n| held(&state.obligations[*n])).collect();
    for n in taken.into_iter().rev() {
        let gone = state.obligations.remove(n);
        let fate = Fate::Escaped(EscapeReason::UnknownCallee(method.to_string()));
        ctx.record(&gone, fate, span, Shape::NeverReleased, false);
    }
}

/// A callee nothing is known of gets a reference. What only its owner can release stays with that.
pub fn lend(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, callee: &str, span: Span) {
    let Some(value) = value.sym() else {
        return;
    };
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let consumed = owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).is_ended_by_owner());
        if consumed || owed.released_at_exit.is_some() || !carries(ctx, state, value, owed) {
            n += 1;
        } else if state.obligations[n].resource().is_none() {
            let (part, fields) = split_to(ctx, value, state.obligations[n].value);
            match part {
                true => state.obligations[n].record(Done::Lent(fields.into())),
                false => state.obligations[n].kept = true,
            }
            n += 1;
        } else {
            let gone = state.obligations.remove(n);
            let fate = Fate::Escaped(EscapeReason::UnknownCallee(callee.to_owned()));
            ctx.record(&gone, fate, span, Shape::NeverReleased, false);
        }
    }
}

/// A value is stored in a field of something that outlives the function. The field owes it now; it is still
/// followed, because the function may release it through the field, or store the next one over it.
pub fn store(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, field: Value, span: Span) {
    let mut followed = false;
    let is_it = |owed: &Obligation| AbsVal::Sym(owed.value) == value && owed.resource().is_some();
    state.obligations.change_where(is_it, |owed| {
        owed.stored_in = Some(field);
        followed = true;
    });
    if !followed {
        give_away(ctx, state, value, Fate::Stored, span);
    }
}

/// Whether whoever holds `value` can release the obligation: it is the handle, contains it, or is the part of
/// it on which the release is called.
pub fn carries(ctx: &Ctx<'_>, state: &PathState, value: Value, obligation: &Obligation) -> bool {
    can_release(ctx, state, value, obligation)
        || state.has_fields() && any_carries(ctx, state, &reached(state, value)[1..], obligation)
}

/// As [`carries`], for what has been [`reached`].
pub fn any_carries(ctx: &Ctx<'_>, state: &PathState, held: &[Value], obligation: &Obligation) -> bool {
    held.iter().any(|inner| can_release(ctx, state, *inner, obligation))
}

/// Whether a value itself, not what it contains, can release the obligation.
fn can_release(ctx: &Ctx<'_>, state: &PathState, value: Value, obligation: &Obligation) -> bool {
    value == obligation.value
        || matches!(ctx.values.kind(value), ValueKind::Field(..))
            && (is_duty_part(ctx, value, obligation) || is_release_value(ctx, state, value, obligation))
}

/// A value with all that it contains, itself first.
pub fn reached(state: &PathState, value: Value) -> SmallVec<[Value; 8]> {
    let mut found = smallvec![value];
    let mut from = 0;
    for _ in 0..MAX_DEPTH {
        let to = found.len();
        for n in from..to {
            for inner in state.fields_of(found[n]).filter_map(|(_, inner)| inner.sym()) {
                if !found.contains(&inner) {
                    found.push(inner);
                }
            }
        }
        if !state.has_fields() || found.len() == to {
            break;
        }
        from = to;
    }
    found
}

/// Whether `value` is the part of the handle that its release is called on: `resp.Body`.
fn is_duty_part(ctx: &Ctx<'_>, value: Value, obligation: &Obligation) -> bool {
    let (base, fields) = split_to(ctx, value, obligation.value);
    if !base || fields.is_empty() {
        return false;
    }
    let releases = |resource: &ResourceId| {
        ctx.catalog.resource(*resource).releases.iter().any(|release| release.fields().starts_with(&fields))
    };
    match obligation.duty {
        // Of a parameter that a table knows it is known which part is released.
        Duty::Param(local) => {
            let ty = ctx.linked.local_types[local].pointee().name();
            let kinds = ty.map_or(&[][..], |ty| ctx.catalog.resources_of_type(ty));
            kinds.is_empty() || kinds.iter().any(releases)
        }
        Duty::Resource(.., resource) | Duty::Older(.., resource) => releases(&resource),
    }
}

/// Whether `value` is a method value that releases: `f.Close`.
fn is_release_value(ctx: &Ctx<'_>, state: &PathState, value: Value, obligation: &Obligation) -> bool {
    let (base, mut fields) = split_to(ctx, value, obligation.value);
    let Some(method) = fields.pop().filter(|_| base) else {
        return is_release_of_container(ctx, state, value, obligation);
    };
    match obligation.resource() {
        None => ctx.catalog.is_release_name(method),
        Some(resource) => {
            ctx.catalog.resource(resource).releases.iter().any(|release| release.is_method(&fields, method))
        }
    }
}

/// Whether `value` is a method value of an object that contains the handle: `pipes.Close`.
fn is_release_of_container(ctx: &Ctx<'_>, state: &PathState, value: Value, obligation: &Obligation) -> bool {
    match ctx.values.kind(value) {
        ValueKind::Field(object, method) if ctx.catalog.is_release_name(method) => {
            object != obligation.value && state.has_fields() && reached(state, object).contains(&obligation.value)
        }
        _ => false,
    }
}

/// Whether `value` is `base`, or a field of it at any depth.
pub fn is_part_of(ctx: &Ctx<'_>, value: Value, base: Value) -> bool {
    let mut at = value;
    while at != base {
        match ctx.values.kind(at) {
            ValueKind::Field(inner, _) => at = inner,
            _ => return false,
        }
    }
    true
}

/// Whether `value` is `base` with fields, and which.
pub fn split_to(ctx: &Ctx<'_>, value: Value, base: Value) -> (bool, Vec<Name>) {
    if !is_part_of(ctx, value, base) {
        return (false, Vec::new());
    }
    let mut fields = Vec::new();
    let mut at = value;
    while at != base {
        match ctx.values.kind(at) {
            ValueKind::Field(inner, name) => {
                fields.push(name);
                at = inner;
            }
            _ => return (false, Vec::new()),
        }
    }
    fields.reverse();
    (true, fields)
}

/// Whether the object `value` contains the handle in one of its fields.
pub fn contains(ctx: &Ctx<'_>, state: &PathState, value: Value, obligation: &Obligation) -> bool {
    !is_part_of(ctx, value, obligation.value) && carries(ctx, state, value, obligation)
}

/// Function literals held by the fields of an object, or of objects in it.
pub fn contained_closures(state: &PathState, value: Value) -> Vec<crate::ir::ClosureId> {
    let mut found = Vec::new();
    let mut objects = vec![(value, MAX_DEPTH)];
    while let Some((object, depth)) = objects.pop() {
        for (_, inner) in state.fields_of(object) {
            match inner {
                AbsVal::Closure(closure) if !found.contains(&closure) => found.push(closure),
                AbsVal::Sym(inner) if depth > 0 && inner != object => objects.push((inner, depth - 1)),
                _ => {}
            }
        }
    }
    found
}

/// Whether some local holds `value` or contains it. One that holds a part of it does not keep the rest alive.
pub fn is_held(state: &PathState, value: Value) -> bool {
    let holds = |held: Value| held == value || state.has_fields() && reached(state, held).contains(&value);
    state.locals().filter_map(|(_, held)| held.sym()).any(holds)
}

/// Whether some local still holds `value`, contains it, or holds a part of it.
pub fn is_reachable(ctx: &Ctx<'_>, state: &PathState, value: Value) -> bool {
    let mut locals = state.locals().filter_map(|(_, held)| held.sym());
    locals.any(|held| {
        let part = |inner: &Value| is_part_of(ctx, *inner, value);
        part(&held) || state.has_fields() && reached(state, held).iter().any(part)
    })
}
