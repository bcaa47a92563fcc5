//! A callee's summary at a call: the caller forks into the cases its facts allow.

use smallvec::smallvec;

use crate::base::{Name, Type};
use crate::ir::Target;
use crate::rule::ResourceId;
use std::sync::Arc;

use super::acquire;
use super::call::{Bound, assign};
use super::closure::{self, Results};
use super::ctx::{Ctx, Holder};
use super::escape;
use super::eval;
use super::events;
use super::facts::Fact;
use super::fate::Fate;
use super::filled;
use super::finding::Shape;
use super::guarded;
use super::idle;
use super::kept;
use super::obligation::{Done, Duty, FIRST_FIELD_OUTPUT, GuardKind, Obligation, PathGuard};
use super::refine;
use super::results;
use super::state::{PathState, States};
use super::summary::{Case, Given, ResultEffect, Summary};
use super::trace::StepKind;
use super::value::{AbsVal, Value, ValueKind};

/// Whether the summary of a known callee writes the results of the call.
pub fn has_results(ctx: &Ctx<'_>, bound: &Bound<'_>) -> bool {
    matches!(bound.target, Target::Known { id, .. } if ctx.summaries.summary(*id).is_some())
        && bound.told.effects.is_none()
}

/// Applies a summary.
pub fn summary(ctx: &mut Ctx<'_>, mut state: PathState, bound: &Bound<'_>, summary: &Summary) -> States {
    let span = ctx.body.instrs[bound.at].span;
    if let Some(name) = bound.name {
        super::pool::callee_checks_out(ctx, &state, &summary.checkouts, name, &|n| bound.input(n), bound.at);
    }
    if summary.cases.is_empty() {
        // It does not return: the process ends, or a panic that nobody here recovers from.
        for owed in &state.obligations {
            ctx.record(owed, Fate::Void, span, Shape::NeverReleased, false);
        }
        return States::new();
    }
    give_away_lists(ctx, &mut state, bound);
    if ctx.deferred_depth == 0 {
        acquire::begin(ctx, &mut state, bound.at);
    }
    if let Some((error, success)) = guarded::form(summary) {
        guarded::apply(ctx, &mut state, bound, error, success);
        return smallvec![state];
    }
    let mut states = States::new();
    let closes = bound.name.is_some_and(|name| ctx.catalog.is_release_name(name))
        && bound.target.path().is_some_and(|path| path.receiver.is_some());
    let mut cases: Vec<&Case> = summary.cases.iter().filter(|case| !is_second_release(summary, case, closes)).collect();
    cases.retain(|case| !is_ruled_out(ctx, &state, bound, case));
    let mut before: Vec<Duty> = Vec::new();
    if cases.iter().any(|case| case.results.last() == Some(&ResultEffect::Unknown)) {
        before.extend(state.obligations.iter().map(|owed| owed.duty));
    }
    let mut state = Some(state);
    for (n, case) in cases.iter().enumerate() {
        let last = n + 1 == cases.len();
        let Some(state) = (if last { state.take() } else { state.clone() }) else { continue };
        if let Some(mut after) = apply_case(ctx, state, bound, summary, case) {
            // By convention an error comes with nothing; a callee that hands out something all the same is
            // where the mistake is, not each of its callers.
            if reports_failure(bound, case) {
                after.iter_mut().for_each(|state| make_uncertain(state, bound));
            }
            if case.results.last() == Some(&ResultEffect::Unknown) {
                after.iter_mut().for_each(|state| guard_by_error(ctx, state, bound, &before));
            }
            states.extend(after);
        }
    }
    if is_optional(summary, bound) {
        states.iter_mut().for_each(|state| make_uncertain(state, bound));
    }
    states
}

/// Whether a case comes with an error.
fn reports_failure(bound: &Bound<'_>, case: &Case) -> bool {
    case.results.last() == Some(&ResultEffect::Is(Fact::NotNil))
        && bound.target.signature().is_some_and(|signature| signature.error_result().is_some())
}

/// What a call hands out may not be there.
fn make_uncertain(state: &mut PathState, bound: &Bound<'_>) {
    state.obligations.change_where(|owed| owed.site() == Some(bound.at), |owed| owed.uncertain = true);
}

/// What a callee hands out beside an error of which nothing is known is there if that is nil, by the same convention. So is
/// what a literal has acquired that the callee has called.
fn guard_by_error(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, before: &[Duty]) {
    let Some(error) = bound.target.signature().and_then(|signature| signature.error_result()) else {
        return;
    };
    let value = ctx.site(bound.at, error);
    let guard = PathGuard { value, kind: GuardKind::Nil, examined: false, live_on_failure: false };
    let mut guarded = Vec::new();
    let unguarded = |owed: &Obligation| {
        matches!(owed.duty, Duty::Resource(..)) && owed.guard.is_none() && !before.contains(&owed.duty)
    };
    state.obligations.change_where(unguarded, |owed| {
        owed.guard = Some(guard);
        guarded.push(owed.value);
    });
    state.facts.retain(|value| !guarded.contains(&value));
}

/// Applies what the only implementation of a method of an interface does to its receiver, and nothing else: another one
/// may treat what it is given differently.
pub fn to_receiver(ctx: &mut Ctx<'_>, state: PathState, bound: &Bound<'_>, summary: &Summary) -> States {
    let held = |owed: &Obligation| bound.receiver.sym().is_some_and(|value| escape::carries(ctx, &state, value, owed));
    if !state.obligations.iter().any(held) {
        return smallvec![state];
    }
    let on_receiver = |case: &Case| Case {
        given: case.given.iter().filter(|given| given.param == 0).cloned().collect(),
        effects: case.effects.iter().filter(|effect| effect.param == 0).cloned().collect(),
        ..Case::default()
    };
    let mut summary = Summary { cases: summary.cases.iter().map(on_receiver).collect(), checkouts: Vec::new() };
    summary.normalise();
    let mut states = States::new();
    for case in summary.cases.iter().filter(|case| !is_second_release(&summary, case, false)) {
        states.extend(apply_case(ctx, state.clone(), bound, &summary, case).into_iter().flatten());
    }
    states
}

/// Summaries do not follow the elements of lists and maps: a callee that takes one takes what is in it.
fn give_away_lists(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let Some(signature) = bound.target.signature() else {
        return;
    };
    for (n, arg) in bound.args.iter().enumerate() {
        let last = signature.params.len().saturating_sub(1);
        let Some(param) = signature.params.get(n.min(last)) else {
            continue;
        };
        if matches!(param.ty, Type::Slice(_) | Type::Map(..) | Type::Chan(_)) {
            kept::pass(ctx, state, *arg, Fate::Passed, bound.at);
        }
    }
}

/// One case on one state; `None` when the path's facts rule it out.
fn apply_case(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    bound: &Bound<'_>,
    summary: &Summary,
    case: &Case,
) -> Option<States> {
    for given in &case.given {
        let Given { param, fields, fact } = given;
        let value = eval::through(ctx, &state, bound.input(*param), fields);
        if *fact == Fact::OtherType {
            if carries_resource(ctx, &state, value) {
                return None;
            }
        } else if !refine::assume_fact(ctx, &mut state, value, *fact) || is_nil_sentinel(ctx, bound, given, value) {
            return None;
        }
    }
    note_kept_open(ctx, &mut state, bound, summary, case);
    let mut states = smallvec![state];
    for effect in &case.effects {
        let value = bound.input(effect.param);
        for done in &effect.done {
            states = states.into_iter().flat_map(|state| apply_done(ctx, state, bound, (value, case), done)).collect();
        }
        if effect.kept {
            let is_receiver = effect.param == 0 && bound.target.path().is_some_and(|path| path.receiver.is_some());
            let pass = if is_receiver { kept::pass_receiver } else { kept::pass };
            for state in &mut states {
                pass(ctx, state, value, Fate::Passed, bound.at);
            }
        }
    }
    for state in &mut states {
        super::scope::moved_in(ctx, state, bound, case);
    }
    if ctx.deferred_depth == 0 && matches!(bound.target, Target::Known { .. }) {
        for state in &mut states {
            results(ctx, state, bound, case);
            filled::apply(ctx, state, bound, summary, case);
        }
    }
    Some(states)
}

/// Whether what is known on the path rules a case out: cheaper than to try it.
fn is_ruled_out(ctx: &mut Ctx<'_>, state: &PathState, bound: &Bound<'_>, case: &Case) -> bool {
    case.given.iter().filter(|given| given.fact != Fact::OtherType).any(|given| {
        let value = eval::through(ctx, state, bound.input(given.param), &given.fields);
        refine::contradicts(state, value, given.fact)
    })
}

/// Whether a case is about an error that is nil, and a package-level error is passed, which never is.
fn is_nil_sentinel(ctx: &Ctx<'_>, bound: &Bound<'_>, given: &Given, value: AbsVal) -> bool {
    let params = bound.target.signature().map_or(&[][..], |signature| &signature.params);
    let receiver = u32::from(bound.target.path().is_some_and(|path| path.receiver.is_some()));
    let param = given.param.checked_sub(receiver).and_then(|n| params.get(n as usize));
    given.fact == Fact::Nil
        && given.fields.is_empty()
        && param.is_some_and(|param| param.ty.is_error())
        && eval::is_package_level(ctx, value)
}

/// Whether an object holds a resource in some successful cases and not in others that look the same from here.
fn is_optional(summary: &Summary, bound: &Bound<'_>) -> bool {
    let has_error = bound.target.signature().is_some_and(|signature| signature.error_result().is_some());
    let fails = |case: &Case| case.results.contains(&ResultEffect::Is(Fact::NotNil));
    // Where success is told from failure, an error of which nothing is known is why there is no resource.
    let may_fail = |case: &Case| {
        has_error && case.results.last() == Some(&ResultEffect::Unknown) && case.results[0] != ResultEffect::Unknown
    };
    let holds = |result: &ResultEffect| matches!(result, ResultEffect::Object(_)) && result.is_fresh();
    let fresh = |case: &&Case| case.results.iter().any(holds);
    let plain = |case: &Case| case.given.is_empty() && !case.results.iter().any(ResultEffect::is_fresh);
    let empty = |case: &&Case| case.results.contains(&ResultEffect::Is(Fact::Nil));
    let told = summary.cases.iter().filter(fresh).all(|case| empty(&case));
    summary.cases.iter().any(|case| fresh(&case))
        && summary.cases.iter().any(|case| plain(case) && !(told && may_fail(case)) && !(fails(case) && empty(&case)))
        && summary.cases.iter().filter(fresh).all(|case| case.given.is_empty())
}

/// Whether a case is the early way out of a release that has been done before: `if c.closed { return nil }`,
/// or any way out of a method called `Close` that releases less than other paths of it do. A caller that still owes
/// is not on the one, and has no part in the other.
fn is_second_release(summary: &Summary, case: &Case, closes: bool) -> bool {
    let releases = |other: &Case, param: u32| other.effects.iter().any(|effect| effect.param == param);
    let done = |case: &Case| -> Vec<Done> {
        let own = case.effects.iter().filter(|effect| effect.param == 0);
        own.flat_map(|effect| effect.done.iter().cloned()).collect()
    };
    let does_more = |mine: &[Done], other: &Case| {
        let other = done(other);
        other.len() > mine.len() && mine.iter().all(|done| other.contains(done))
    };
    let is_less = || {
        let mine = done(case);
        summary.cases.iter().any(|other| does_more(&mine, other))
    };
    let by_flag = case.given.iter().any(|given| {
        let flag = given.fact == Fact::True && !given.fields.is_empty();
        flag && !releases(case, given.param) && summary.cases.iter().any(|other| releases(other, given.param))
    });
    by_flag || closes && is_less()
}

fn carries_resource(ctx: &Ctx<'_>, state: &PathState, value: AbsVal) -> bool {
    value.sym().is_some_and(|value| {
        state.obligations.iter().any(|owed| owed.resource().is_some() && escape::carries(ctx, state, value, owed))
    })
}

/// Another case of the callee would release what this one leaves open: the path says so.
fn note_kept_open(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, summary: &Summary, case: &Case) {
    if state.obligations.is_empty() {
        return;
    }
    let span = ctx.body.instrs[bound.at].span;
    for param in summary.cases.iter().flat_map(|other| other.effects.iter().map(|effect| effect.param)) {
        if case.effects.iter().any(|effect| effect.param == param) {
            continue;
        }
        let Some(value) = bound.input(param).sym() else {
            continue;
        };
        for n in 0..state.obligations.len() {
            if escape::carries(ctx, state, value, &state.obligations[n]) {
                state.obligations[n].trace.push(StepKind::CalleeKeepsOpen, span);
            }
        }
    }
}

fn apply_done(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    bound: &Bound<'_>,
    (value, case): (AbsVal, &Case),
    done: &Done,
) -> States {
    let span = ctx.body.instrs[bound.at].span;
    let deferred = ctx.deferred_depth > 0;
    match done {
        Done::Method(fields, method) => {
            let receiver = eval::through(ctx, &state, value, fields);
            match receiver {
                AbsVal::Sym(receiver)
                    if !events::method_called(ctx, &mut state, receiver, *method, span, deferred, true) =>
                {
                    events::container_released(ctx, &mut state, receiver, *method, span, deferred);
                    if let (AbsVal::Sym(object), false) = (value, fields.is_empty()) {
                        events::wrapped_released(ctx, &mut state, object, *method, span, deferred);
                    }
                }
                // A func-typed field that holds a literal.
                AbsVal::Closure(literal) => return closure::called_now(ctx, state, literal),
                _ => {}
            }
        }
        Done::Call(fields) => match eval::through(ctx, &state, value, fields) {
            AbsVal::Closure(literal) => {
                let results = if reports_failure(bound, case) { Results::BeforeFailure } else { Results::Elsewhere };
                return match closure::run_in_line(ctx, state.clone(), literal, &[], results) {
                    Some(states) => states,
                    None => smallvec![state],
                };
            }
            AbsVal::Sym(value)
                if !events::value_called(ctx, &mut state, value, span, deferred)
                    && !events::cleanup_called(ctx, &mut state, value, span, deferred) =>
            {
                escape::method_called(ctx, &mut state, value, span);
            }
            _ => {}
        },
        Done::Exhausted(fields, method) => {
            if let AbsVal::Sym(receiver) = eval::through(ctx, &state, value, fields) {
                refine::exhausted(ctx, &mut state, receiver, *method, bound.at);
            }
        }
        Done::NilPart(fields) => {
            let part = eval::through(ctx, &state, value, fields);
            if !refine::assume_fact(ctx, &mut state, part, Fact::Nil) {
                return States::new();
            }
        }
        Done::Dropped => super::scope::ended_in_callee(ctx, &mut state, value, span),
        Done::Lent(fields) => {
            let lent = eval::through(ctx, &state, value, fields);
            let callee = bound.name.map_or("a function value", Name::as_str);
            escape::lend(ctx, &mut state, lent, callee, span);
        }
        Done::Released(fields) => {
            let released = eval::through(ctx, &state, value, fields);
            events::taken_over(ctx, &mut state, released, span, deferred);
        }
    }
    smallvec![state]
}

/// Writes the results of a case.
fn results(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, case: &Case) {
    let count = bound.call.dst.len().max(case.results.len());
    let mut counter = 0;
    for n in 0..count {
        let effect = case.results.get(n).unwrap_or(&ResultEffect::Unknown);
        let value = build(ctx, state, bound, effect, n, &mut counter);
        // A body that may wrap an error or not says no more than none.
        if *effect == ResultEffect::Unknown && results::wraps_error(state, bound, n) {
            state.facts.set(ctx.site(bound.at, n), Fact::NotNil);
        }
        assign(ctx, state, bound.call, bound.at, n, value);
    }
    keep_for_siblings(ctx, state, bound, case);
}

/// A dropped result whose resource another result carries too is not lost.
pub fn keep_for_siblings(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, case: &Case) {
    for (n, effect) in case.results.iter().enumerate() {
        let mut carried = Vec::new();
        effect.siblings(&mut carried);
        let kept = bound.call.dst.get(n).is_some_and(Option::is_some);
        for sibling in carried.into_iter().filter(|_| kept) {
            let value = ctx.site(bound.at, sibling as usize);
            state.obligations.change_where(|owed| owed.dropped && owed.value == value, |owed| owed.dropped = false);
        }
    }
}

/// The value a result effect stands for in the caller; resources among it are owed from here.
pub fn build(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    bound: &Bound<'_>,
    effect: &ResultEffect,
    n: usize,
    counter: &mut u8,
) -> AbsVal {
    let site = ctx.site(bound.at, n);
    match effect {
        ResultEffect::Unknown => AbsVal::Sym(site),
        ResultEffect::Is(Fact::Nil) => AbsVal::Nil,
        ResultEffect::Is(Fact::True) => AbsVal::Bool(true),
        ResultEffect::Is(Fact::False) => AbsVal::Bool(false),
        ResultEffect::Is(Fact::Int(number)) => AbsVal::Int(*number),
        ResultEffect::Is(Fact::Str(text)) => AbsVal::Str(*text),
        ResultEffect::Is(fact @ (Fact::NotNil | Fact::NotZero | Fact::OtherType)) => {
            state.facts.set(site, *fact);
            AbsVal::Sym(site)
        }
        ResultEffect::Param(param, fields) => eval::through(ctx, state, bound.input(*param), fields),
        ResultEffect::Result(earlier, fields) => {
            let value = AbsVal::Sym(ctx.site(bound.at, *earlier as usize));
            eval::through(ctx, state, value, fields)
        }
        ResultEffect::Fresh(resource, fields) => fresh(ctx, state, bound, *resource, fields, n),
        ResultEffect::Object(fields) => {
            state.facts.set(site, Fact::NotNil);
            let holder = if effect.is_fresh() { holder(ctx, bound, n) } else { Holder::Owner };
            if holder == Holder::Context {
                return AbsVal::Sym(site);
            }
            for (name, inner) in fields {
                let value = build_field(ctx, state, bound, inner, site, *name, n, counter);
                state.set_field(site, *name, value);
            }
            idle::note(ctx, state, site, fields);
            if holder == Holder::Helpless {
                let inside = |owed: &Obligation| owed.site() == Some(bound.at) && owed.is_inside_an_object();
                state.obligations.change_where(inside, |owed| owed.helpless = true);
            }
            AbsVal::Sym(site)
        }
    }
}

/// What can be asked of who gets result `n`.
fn holder(ctx: &Ctx<'_>, bound: &Bound<'_>, n: usize) -> Holder {
    let ty = bound.target.signature().and_then(|signature| signature.results.get(n)).map(|result| &result.ty);
    ty.filter(|_| !ctx.linked.language.has_owners()).map_or(Holder::Owner, |ty| ctx.summaries.holder(ty))
}

fn fresh(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    bound: &Bound<'_>,
    resource: ResourceId,
    fields: &Arc<[Name]>,
    n: usize,
) -> AbsVal {
    let handle = if fields.is_empty() {
        ctx.site(bound.at, n)
    } else {
        ctx.values.intern(ValueKind::Written(bound.at, n as u8))
    };
    acquire::from_summary(ctx, state, bound.call, bound.at, resource, handle, n);
    AbsVal::Sym(ctx.values.with_fields(handle, fields))
}

#[allow(clippy::too_many_arguments)] // A recursive step; grouping the state of the walk would hide the recursion.
fn build_field(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    bound: &Bound<'_>,
    effect: &ResultEffect,
    object: Value,
    name: Name,
    n: usize,
    counter: &mut u8,
) -> AbsVal {
    let part = ctx.field(object, name);
    match effect {
        ResultEffect::Fresh(resource, fields) if fields.is_empty() => {
            *counter = counter.saturating_add(1);
            let dropped = bound.call.dst.get(n).is_none_or(Option::is_none);
            if !dropped {
                acquire::contained(ctx, state, bound.at, *resource, part, FIRST_FIELD_OUTPUT + *counter);
            }
            AbsVal::Sym(part)
        }
        ResultEffect::Object(fields) => {
            for (inner_name, inner) in fields {
                let value = build_field(ctx, state, bound, inner, part, *inner_name, n, counter);
                state.set_field(part, *inner_name, value);
            }
            idle::note(ctx, state, part, fields);
            AbsVal::Sym(part)
        }
        ResultEffect::Param(param, fields) => eval::through(ctx, state, bound.input(*param), fields),
        ResultEffect::Result(earlier, fields) => {
            let value = AbsVal::Sym(ctx.site(bound.at, *earlier as usize));
            eval::through(ctx, state, value, fields)
        }
        ResultEffect::Fresh(..) | ResultEffect::Unknown | ResultEffect::Is(_) => AbsVal::Sym(part),
    }
}
