//! What an answer to a condition says: facts, and with them whether acquisitions succeeded.

use crate::base::{Span, Type};
use crate::ir::{Cond, InstrId, InstrKind, Operand, Root, Rvalue};
use crate::rule::ImplicitEnd;

use super::asked;
use super::ctx::Ctx;
use super::ended;
use super::eval;
use super::events;
use super::facts::Fact;
use super::fate::Fate;
use super::finding::Shape;
use super::obligation::{Done, Duty, GuardKind, Obligation};
use super::state::PathState;
use super::trace::StepKind;
use super::value::{AbsVal, Value, ValueKind};

/// Learns that `cond` has this answer; false when that cannot be on this path.
pub fn assume(ctx: &mut Ctx<'_>, state: &mut PathState, cond: &Cond, answer: bool) -> bool {
    match cond {
        Cond::Nil(operand) => {
            let value = nil_operand(ctx, state, operand);
            assume_fact(ctx, state, value, if answer { Fact::Nil } else { Fact::NotNil })
        }
        Cond::True(operand) => {
            let value = eval::operand(ctx, state, operand);
            assume_fact(ctx, state, value, if answer { Fact::True } else { Fact::False })
        }
        Cond::Eq(left, right) => assume_equal(ctx, state, left, right, answer),
        Cond::IsType(operand, ty) => {
            let value = eval::operand(ctx, state, operand);
            assume_type(ctx, state, value, ty, answer)
        }
        Cond::Opaque(operands) => answer || !is_endless(ctx, state, operands),
    }
}

/// Whether a loop goes over a channel that is never closed.
fn is_endless(ctx: &mut Ctx<'_>, state: &PathState, operands: &[Operand]) -> bool {
    let [Operand::Place(place)] = operands else {
        return false;
    };
    let Some((base, field)) = place.split_member() else {
        return false;
    };
    let base = eval::place(ctx, state, &base);
    state.obligations.iter().any(|owed| {
        let kind = owed.resource().map(|resource| ctx.catalog.resource(resource));
        AbsVal::Sym(owed.value) == base && kind.is_some_and(|kind| kind.never_closed.contains(&field))
    })
}

/// The address of something is never nil.
fn nil_operand(ctx: &mut Ctx<'_>, state: &PathState, operand: &Operand) -> AbsVal {
    match operand {
        Operand::Addr(_) => AbsVal::NotNil,
        Operand::Place(_) | Operand::Const(_) | Operand::Closure(_) => eval::operand(ctx, state, operand),
    }
}

fn assume_equal(ctx: &mut Ctx<'_>, state: &mut PathState, left: &Operand, right: &Operand, answer: bool) -> bool {
    let mine = eval::operand(ctx, state, left);
    let theirs = eval::operand(ctx, state, right);
    for (value, other, other_operand) in [(mine, theirs, right), (theirs, mine, left)] {
        if let Some(fact) = Fact::of(other).filter(|_| !matches!(other, AbsVal::NotNil | AbsVal::Closure(_))) {
            if answer {
                return assume_fact(ctx, state, value, fact);
            }
            return match (fact, state.known(value)) {
                (Fact::Nil, _) => assume_fact(ctx, state, value, Fact::NotNil),
                (Fact::True, _) => assume_fact(ctx, state, value, Fact::False),
                (Fact::False, _) => assume_fact(ctx, state, value, Fact::True),
                (Fact::Int(0), known) => known != Some(fact) && is_not_zero(ctx, state, value),
                (fact, known) => known != Some(fact),
            };
        }
        // A package-level value that an error is compared with is a sentinel, and never nil.
        let sentinel = other_operand.place().is_some_and(|place| matches!(place.root, Root::Global(_)));
        let operand = if other_operand == right { left } else { right };
        if sentinel && answer && (is_error_guard(state, value) || is_error_local(ctx, operand)) {
            return assume_fact(ctx, state, value, Fact::NotNil);
        }
    }
    true
}

/// Learns that a number is not zero, which may tell of an acquisition.
fn is_not_zero(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal) -> bool {
    let Some(value) = value.sym().filter(|_| ctx.linked.language.has_owners()) else { return true };
    if state.facts.get(value).is_none() {
        state.facts.set(value, Fact::NotZero);
    }
    let tells = |owed: &Obligation| owed.value == value || owed.guard.is_some_and(|guard| guard.value == value);
    !state.obligations.iter().any(tells) || settle_guards(ctx, state, value, Fact::NotZero)
}

/// Whether an operand is a variable of the error type.
fn is_error_local(ctx: &Ctx<'_>, operand: &Operand) -> bool {
    let local = operand.place().and_then(crate::ir::Place::as_local);
    local.and_then(|local| ctx.linked.local_types.get(local)).is_some_and(Type::is_error)
}

/// Whether a value decides whether something was acquired.
fn is_error_guard(state: &PathState, value: AbsVal) -> bool {
    state
        .obligations
        .iter()
        .any(|owed| owed.guard.is_some_and(|guard| guard.kind == GuardKind::Nil && AbsVal::Sym(guard.value) == value))
}

fn assume_type(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, ty: &Type, answer: bool) -> bool {
    let Some(value) = value.sym() else {
        return true;
    };
    if answer {
        asked::is_of_type(ctx, state, value, ty, ctx.linked.function.name_span);
        return assume_fact(ctx, state, AbsVal::Sym(value), Fact::NotNil);
    }
    if asked::must_be(ctx, state, value, ty) {
        return false;
    }
    if !is_releaser(ty) {
        return true;
    }
    // What is released by such a method always has it.
    for owed in &state.obligations {
        if owed.value == value && owed.resource().is_some() {
            return false;
        }
        if owed.value == value && matches!(owed.duty, Duty::Param(_)) {
            state.facts.set(value, Fact::OtherType);
            return true;
        }
    }
    true
}

/// Whether a type is an interface whose purpose is to release: `io.Closer`, `interface{ Close() error }`.
fn is_releaser(ty: &Type) -> bool {
    match ty {
        Type::Named(name, _) => name.name.as_str().ends_with("Closer"),
        Type::Interface(methods) => methods.len() == 1,
        _ => false,
    }
}

/// Whether what is already known rules out that a test is answered so: cheaper than to try it.
pub fn is_known_not(ctx: &mut Ctx<'_>, state: &PathState, cond: &Cond, answer: bool) -> bool {
    let (operand, fact) = match (cond, answer) {
        (Cond::Nil(operand), true) => (operand, Fact::Nil),
        (Cond::Nil(operand), false) => (operand, Fact::NotNil),
        (Cond::True(operand), true) => (operand, Fact::True),
        (Cond::True(operand), false) => (operand, Fact::False),
        (Cond::Eq(..) | Cond::IsType(..) | Cond::Opaque(_), _) => return false,
    };
    let value = eval::operand(ctx, state, operand);
    contradicts(state, value, fact)
}

/// Whether what is already known of a value rules a fact out.
pub fn contradicts(state: &PathState, value: AbsVal, fact: Fact) -> bool {
    state.known(value).is_some_and(|known| !known.compatible(fact))
}

/// Learns a fact about what a place holds; false when that cannot be on this path.
pub fn assume_fact(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, fact: Fact) -> bool {
    let value = match value {
        AbsVal::Sym(value) => value,
        AbsVal::Top => return true,
        concrete => return Fact::of(concrete).is_none_or(|known| known.compatible(fact)),
    };
    match state.facts.get(value) {
        Some(known) if !known.compatible(fact) => return false,
        Some(known) if known == fact || fact == Fact::NotNil => return true,
        Some(_) | None => {}
    }
    if fact == Fact::Nil {
        if is_part_of_open(ctx, state, value) {
            return false;
        }
        note_nil_input(ctx, state, value);
    }
    if !assume_kind(ctx, state, value, fact) {
        return false;
    }
    state.facts.set(value, fact);
    settle_guards(ctx, state, value, fact)
}

/// Whether a value is the part of something certainly open that its release is called on: never nil.
fn is_part_of_open(ctx: &Ctx<'_>, state: &PathState, value: Value) -> bool {
    matches!(ctx.values.kind(value), ValueKind::Field(..))
        && state.obligations.iter().any(|owed| {
            let (part, fields) = super::escape::split_to(ctx, value, owed.value);
            part && owed.guard.is_none()
                && owed.resource().is_some_and(|resource| {
                    let kind = ctx.catalog.resource(resource);
                    kind.releases.iter().any(|release| release.fields().starts_with(&fields))
                        || matches!(fields.as_slice(), [field] if kind.set_while_held.contains(field))
                })
        })
}

/// A watched parameter, or a part of it, is nil on this path: nothing can be owed for it. Kept apart from the
/// paths on which it is not, so that helpers that test for nil before they release are followed.
fn note_nil_input(ctx: &Ctx<'_>, state: &mut PathState, value: Value) {
    let mut n = 0;
    while n < state.obligations.len() {
        let (part, fields) = super::escape::split_to(ctx, value, state.obligations[n].value);
        if !part || state.obligations[n].resource().is_some() {
            n += 1;
        } else if fields.is_empty() {
            state.obligations.remove(n);
        } else {
            if ctx.catalog.is_release_field(&fields) {
                state.obligations[n].record(Done::NilPart(fields.into()));
            }
            n += 1;
        }
    }
}

/// Passes a fact about a derived value on to what it is derived from.
fn assume_kind(ctx: &mut Ctx<'_>, state: &mut PathState, value: Value, fact: Fact) -> bool {
    let truth = match fact {
        Fact::True => Some(true),
        Fact::False | Fact::Nil => Some(false),
        Fact::NotNil | Fact::Int(_) | Fact::NotZero | Fact::Str(_) | Fact::OtherType => None,
    };
    match (ctx.values.kind(value), truth) {
        (ValueKind::NilTest(of, _), Some(answer)) => {
            assume_fact(ctx, state, AbsVal::Sym(of), if answer { Fact::Nil } else { Fact::NotNil })
        }
        (ValueKind::TypeTest(of, at), Some(answer)) => {
            let body = ctx.body;
            match &body.instrs[at].kind {
                InstrKind::Assign { src: Rvalue::Cond { cond: Cond::IsType(_, ty), .. }, .. } => {
                    assume_type(ctx, state, AbsVal::Sym(of), ty, answer)
                }
                _ => true,
            }
        }
        (ValueKind::SentinelTest(of, _) | ValueKind::Implies(of, _) | ValueKind::Guess(of, _), Some(true)) => {
            assume_fact(ctx, state, AbsVal::Sym(of), Fact::NotNil)
        }
        (ValueKind::Not(of), Some(answer)) => {
            assume_fact(ctx, state, AbsVal::Sym(of), if answer { Fact::False } else { Fact::True })
        }
        (ValueKind::Answer(receiver, method, at), Some(false)) if fact == Fact::False => {
            let known = state.ended.len();
            exhausted(ctx, state, receiver, method, at);
            ended::note_exhausted(ctx, state, known, at);
            true
        }
        (ValueKind::Failure(receiver, at), _) if fact == Fact::NotNil => {
            let span = ctx.body.instrs[at].span;
            events::taken_over(ctx, state, AbsVal::Sym(receiver), span, false);
            true
        }
        (ValueKind::NilLike(of, _), _) if matches!(fact, Fact::Nil | Fact::NotNil) => {
            assume_fact(ctx, state, AbsVal::Sym(of), fact)
        }
        _ => true,
    }
}

/// A method answered false: on this edge that releases what says so.
pub fn exhausted(ctx: &mut Ctx<'_>, state: &mut PathState, receiver: Value, method: crate::base::Name, at: InstrId) {
    let span = ctx.body.instrs[at].span;
    events::for_each_part(ctx, state, receiver, None, &mut |ctx, owed, fields| match owed.resource() {
        Some(resource) => {
            fields.is_empty()
                && ctx.catalog.resource(resource).implicit.contains(&ImplicitEnd::Exhausted(method))
                && events::released(ctx, owed, span, false)
        }
        None => {
            if ctx.catalog.is_exhausting_name(method) {
                owed.record(Done::Exhausted(fields.into(), method));
            }
            false
        }
    });
}

/// A guard that has spoken settles the acquisition: certain, or never happened.
fn settle_guards(ctx: &mut Ctx<'_>, state: &mut PathState, value: Value, fact: Fact) -> bool {
    let mut consequences = Vec::new();
    for n in (0..state.obligations.len()).rev() {
        let owed = &state.obligations[n];
        let verdict = match owed.guard {
            Some(guard) if guard.value == value => guard.kind.verdict(fact),
            // `locked, err := l.TryLock()`: with an error it is not locked either.
            Some(guard)
                if guard.kind == GuardKind::True
                    && fact == Fact::NotNil
                    && owed.value != value
                    && owed.site().is_some_and(|site| ctx.values.made_at(value) == Some(site)) =>
            {
                Some(false)
            }
            // The handle speaks for itself: nil means that there is nothing, not nil that there is.
            _ if owed.value == value && owed.resource().is_some() => GuardKind::NotNil.verdict(fact),
            _ => None,
        };
        match verdict {
            Some(true) => {
                if let Some(guard) = owed.guard {
                    consequences.push((owed.value, Fact::NotNil));
                    state.obligations[n].guard = None;
                    if guard.value != value && guard.kind == GuardKind::Nil && !guard.live_on_failure {
                        consequences.push((guard.value, Fact::Nil));
                    }
                }
            }
            Some(false) if owed.guard.is_some_and(|guard| guard.live_on_failure && guard.value == value) => {
                state.obligations[n].guard = None;
            }
            Some(false) => {
                let gone = state.obligations.remove(n);
                // A receiver on which nothing was begun is still there.
                if !gone.is_on_input() {
                    consequences.push((gone.value, Fact::Nil));
                }
                let span = gone.site().map_or(ctx.linked.function.span, |site| ctx.body.instrs[site].span);
                ctx.record(&gone, Fate::Void, span, Shape::NeverReleased, false);
            }
            None => {}
        }
    }
    for (value, fact) in consequences {
        if state.facts.get(value).is_none() {
            state.facts.set(value, fact);
        }
    }
    true
}

impl GuardKind {
    /// Whether the acquisition succeeded, given a fact about the guard; `None` when the fact does not tell.
    fn verdict(self, fact: Fact) -> Option<bool> {
        match (self, fact) {
            (GuardKind::Nil, Fact::Nil) | (GuardKind::True, Fact::True) | (GuardKind::NotNil, Fact::NotNil) => {
                Some(true)
            }
            (GuardKind::Nil, Fact::NotNil) | (GuardKind::True, Fact::False) | (GuardKind::NotNil, Fact::Nil) => {
                Some(false)
            }
            // A handle of zero is none, and so is a pointer. Less than zero is nil.
            (GuardKind::NotNil, Fact::Int(number)) if number <= 0 => Some(false),
            (GuardKind::Zero, Fact::Int(number)) => Some(number == 0),
            (GuardKind::Zero, Fact::NotNil) => Some(true),
            (GuardKind::Zero, Fact::Nil | Fact::NotZero) => Some(false),
            (GuardKind::NotZero, Fact::Int(number)) => Some(number != 0),
            (GuardKind::NotZero, Fact::Nil | Fact::NotZero) => Some(true),
            _ => None,
        }
    }
}

/// Adds a branch to the path of everything that is owed.
pub fn trace_branch(state: &mut PathState, span: Span, answer: bool) {
    state
        .obligations
        .change_where(|owed| owed.resource().is_some(), |owed| owed.trace.push(StepKind::Branch(answer), span));
}
