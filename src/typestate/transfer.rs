//! The effect of one instruction on one path state.

use crate::base::Type;
use crate::ir::{BlockKind, CallMode, Cond, Const, Element, InstrId, InstrKind, Operand, Place, Projection, Rvalue};

use super::acquire;
use super::call;
use super::ctx::Ctx;
use super::escape;
use super::eval;
use super::exit;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::later;
use super::literal;
use super::scope;
use super::state::PathState;
use super::value::{AbsVal, Value, ValueKind};

/// Runs one instruction; the states after it are added to `out`. None at all when it does not return.
pub fn instruction(ctx: &mut Ctx<'_>, mut state: PathState, at: InstrId, out: &mut Vec<PathState>) {
    let body = ctx.body;
    match &body.instrs[at].kind {
        InstrKind::Assign { dst, src } => {
            let made = literal::entry(ctx, dst, src);
            if made.is_some() {
                acquire::begin(ctx, &mut state, at);
            } else if ctx.in_loop(at) {
                state.forget_site(at, &ctx.values);
            }
            if may_panic(ctx, &state, dst, src, at) {
                exit::note_may_panic(ctx, &mut state, body.instrs[at].span);
            }
            if let (Rvalue::Use(Operand::Const(Const::Zero)), Some(local)) = (src, dst.as_local())
                && ctx.in_loop(at)
            {
                exit::declared_anew(ctx, &mut state, local, body.instrs[at].span);
            }
            let value = match payload_of(ctx, &state, dst, src) {
                Some(whole) => scope::unwrapped(ctx, &mut state, whole, at),
                None => rvalue(ctx, &mut state, src, at),
            };
            note_sentinel(ctx, &mut state, dst, value);
            if let Some(resource) = made {
                acquire::literal(ctx, &mut state, at, resource);
            }
            literal::field_set(ctx, &mut state, dst, src, at);
            eval::write(ctx, &mut state, dst, value, at);
            out.push(state);
        }
        InstrKind::Call(data) => match data.mode {
            CallMode::Normal => call::normal(ctx, state, data, at, out),
            CallMode::Deferred => {
                later::deferred(ctx, &mut state, data, at);
                out.push(state);
            }
            CallMode::Spawned => {
                later::spawned(ctx, &mut state, data, at);
                out.push(state);
            }
        },
        InstrKind::RunDefers => out.extend(exit::run_defers(ctx, state)),
        InstrKind::Opaque { uses, writes } => {
            opaque(ctx, &mut state, uses, writes, at);
            out.push(state);
        }
        InstrKind::Await { future, dst } => {
            let value = eval::operand(ctx, &state, future);
            scope::awaited(ctx, &mut state, value, body.instrs[at].span);
            eval::write(ctx, &mut state, dst, value, at);
            out.push(state);
        }
        InstrKind::Drop(place) => {
            scope::ends(ctx, &mut state, place, at);
            out.push(state);
        }
        InstrKind::Nop => out.push(state),
    }
}

/// What holds the payload that an assignment reads, if that may be absent in its turn, so that what is known of the whole
/// does not hold for it: `open()?` of a function that may find nothing. What carries no resource may be anything.
fn payload_of(ctx: &mut Ctx<'_>, state: &PathState, dst: &Place, src: &Rvalue) -> Option<Value> {
    let (Rvalue::Use(Operand::Place(read)), Some(local)) = (src, dst.as_local()) else {
        return None;
    };
    let Some((Projection::Deref, _)) = read.projections.split_last() else {
        return None;
    };
    if !ctx.linked.language.has_owners() {
        return None;
    }
    let value = eval::place(ctx, state, read).sym()?;
    let again = ctx.linked.local_types.get(local).is_some_and(|ty| ty.payload().is_some());
    let carried = state.fields_of(value).next().is_some()
        || state.obligations.iter().any(|owed| escape::carries(ctx, state, value, owed));
    (again || !carried && state.obligations.iter().all(|owed| !escape::is_part_of(ctx, value, owed.value)))
        .then_some(value)
}

/// Whether an assignment may panic: a write into a map that may be nil, a type assertion without the second
/// result.
fn may_panic(ctx: &mut Ctx<'_>, state: &PathState, dst: &Place, src: &Rvalue, at: InstrId) -> bool {
    if state.obligations.is_empty() {
        return false;
    }
    if let Rvalue::TypeAssert(operand, _) = src {
        let next = InstrId(at.0 + 1);
        let tested = matches!(ctx.body.instrs.get(next).map(|instr| &instr.kind),
            Some(InstrKind::Assign { src: Rvalue::Cond { cond: Cond::IsType(other, _), .. }, .. }) if other == operand);
        let clause = ctx.body.blocks[ctx.flow.block_of[at]].kind == BlockKind::SwitchCase;
        return !tested && !clause;
    }
    writes_nil_map(ctx, state, dst)
}

/// Whether a write goes into a map that may be nil.
pub fn writes_nil_map(ctx: &mut Ctx<'_>, state: &PathState, dst: &Place) -> bool {
    let Some((Projection::Index, [])) = dst.projections.split_last() else {
        return false;
    };
    let Some(local) = dst.root_local() else {
        return false;
    };
    let held = eval::local_value(ctx, state, local);
    let is_map = matches!(ctx.linked.local_types.get(local), Some(Type::Map(..)));
    is_map && !is_made_here(ctx, state, held)
}

/// Whether a map was made in this function, or is known not to be nil.
fn is_made_here(ctx: &Ctx<'_>, state: &PathState, held: AbsVal) -> bool {
    let known = state.known(held) == Some(Fact::NotNil);
    match held {
        AbsVal::Sym(value) => {
            let given = matches!(ctx.values.kind(value), ValueKind::Init(_) | ValueKind::Field(..));
            known || given || eval::keeps_within(ctx, value)
        }
        other => other != AbsVal::Nil,
    }
}

/// What an assignment writes.
fn rvalue(ctx: &mut Ctx<'_>, state: &mut PathState, src: &Rvalue, at: InstrId) -> AbsVal {
    match src {
        Rvalue::Use(operand) | Rvalue::Convert(operand, _) => fresh_if_unknown(ctx, state, operand, at),
        Rvalue::TypeAssert(operand, _) => fresh_if_unknown(ctx, state, operand, at),
        Rvalue::Cond { cond, negated } => condition(ctx, state, cond, *negated, at),
        Rvalue::Composite { elements, .. } => composite(ctx, state, elements, at),
        Rvalue::RangeElement { of, position } => {
            let container = eval::operand(ctx, state, of);
            let span = ctx.body.instrs[at].span;
            release_contained(ctx, state, container, span);
            AbsVal::Sym(ctx.site(at, *position as usize))
        }
        Rvalue::Compute(_) => AbsVal::Sym(ctx.site(at, 0)),
    }
}

/// A package-level error that goes into a variable for errors is never nil there, whatever package it comes from.
fn note_sentinel(ctx: &Ctx<'_>, state: &mut PathState, dst: &Place, value: AbsVal) {
    let ty = dst.as_local().and_then(|local| ctx.linked.local_types.get(local));
    if let AbsVal::Sym(error) = value
        && ty.is_some_and(Type::is_error)
        && eval::is_package_level(ctx, value)
        && state.facts.get(error).is_none()
    {
        state.facts.set(error, Fact::NotNil);
    }
}

/// A copy keeps the value; a read of what is not followed makes a new one, so that facts about it hold.
fn fresh_if_unknown(ctx: &mut Ctx<'_>, state: &PathState, operand: &Operand, at: InstrId) -> AbsVal {
    match eval::operand(ctx, state, operand) {
        AbsVal::Top => AbsVal::Sym(ctx.site(at, 0)),
        known => known,
    }
}

/// The answer to a condition as a value that remembers the question.
fn condition(ctx: &mut Ctx<'_>, state: &PathState, cond: &Cond, negated: bool, at: InstrId) -> AbsVal {
    let subject = |ctx: &mut Ctx<'_>, operand: &Operand| eval::operand(ctx, state, operand);
    let kind = match cond {
        Cond::Nil(operand) => match subject(ctx, operand) {
            AbsVal::Sym(value) => ValueKind::NilTest(value, at),
            AbsVal::Nil => return AbsVal::Bool(!negated),
            AbsVal::NotNil | AbsVal::Closure(_) => return AbsVal::Bool(negated),
            AbsVal::Top | AbsVal::Bool(_) | AbsVal::Int(_) | AbsVal::Str(_) => ValueKind::Site(at, 0),
        },
        Cond::IsType(operand, _) => match subject(ctx, operand) {
            AbsVal::Sym(value) => ValueKind::TypeTest(value, at),
            _ => ValueKind::Site(at, 0),
        },
        Cond::True(operand) => match subject(ctx, operand) {
            AbsVal::Bool(value) => return AbsVal::Bool(value != negated),
            AbsVal::Sym(value) if negated => return AbsVal::Sym(ctx.values.intern(ValueKind::Not(value))),
            known @ AbsVal::Sym(_) => return known,
            _ => ValueKind::Site(at, 0),
        },
        Cond::Eq(left, right) => {
            let (mine, theirs) = (subject(ctx, left), subject(ctx, right));
            let global = |operand: &Operand| {
                operand.place().is_some_and(|place| matches!(place.root, crate::ir::Root::Global(_)))
            };
            match (mine, theirs) {
                (AbsVal::Sym(value), _) if global(right) => ValueKind::SentinelTest(value, at),
                (_, AbsVal::Sym(value)) if global(left) => ValueKind::SentinelTest(value, at),
                _ => ValueKind::Site(at, 0),
            }
        }
        Cond::Opaque(_) => ValueKind::Site(at, 0),
    };
    let value = ctx.values.intern(kind);
    AbsVal::Sym(if negated { ctx.values.intern(ValueKind::Not(value)) } else { value })
}

/// A literal is a new object that contains its elements.
fn composite(ctx: &mut Ctx<'_>, state: &mut PathState, elements: &[(Element, Operand)], at: InstrId) -> AbsVal {
    let object = ctx.site(at, 0);
    state.facts.set(object, super::facts::Fact::NotNil);
    for (element, operand) in elements {
        let value = eval::operand(ctx, state, operand);
        if matches!(value, AbsVal::Sym(_) | AbsVal::Closure(_) | AbsVal::Nil) {
            match element {
                Element::Field(name) => state.set_field(object, *name, value),
                // Elements of lists and maps come out one by one, which is not followed.
                Element::Position(_) | Element::Keyed => {
                    let span = ctx.body.instrs[at].span;
                    escape::give_away(ctx, state, value, Fate::Stored, span);
                }
            }
        }
    }
    AbsVal::Sym(object)
}

/// Iterating over a collection made here hands its elements out one by one, which is not followed.
fn release_contained(ctx: &mut Ctx<'_>, state: &mut PathState, container: AbsVal, span: crate::base::Span) {
    let Some(container) = container.sym() else {
        return;
    };
    let inner: Vec<AbsVal> = state.fields_of(container).map(|(_, value)| value).collect();
    for value in inner {
        escape::give_away(ctx, state, value, Fate::Escaped(EscapeReason::UnknownStore), span);
    }
}

/// Code that was not understood.
fn opaque(ctx: &mut Ctx<'_>, state: &mut PathState, uses: &[Operand], writes: &[Place], at: InstrId) {
    let span = ctx.body.instrs[at].span;
    state.forget_site(at, &ctx.values);
    for operand in uses {
        let value = eval::operand(ctx, state, operand);
        escape::give_away(ctx, state, value, Fate::Escaped(EscapeReason::Opaque), span);
    }
    for (n, place) in writes.iter().enumerate() {
        let value = AbsVal::Sym(ctx.site(at, n));
        eval::write(ctx, state, place, value, at);
    }
}
