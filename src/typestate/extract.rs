//! From the states at the exits of a function to its summary.

use std::sync::Arc;

use crate::base::Name;
use crate::ir::{ClosureId, Local, LocalKind};

use super::closure;
use super::ctx::Ctx;
use super::escape;
use super::eval;
use super::facts::Fact;
use super::filled;
use super::idle;
use super::kept;
use super::obligation::{Duty, GuardKind, Obligation};
use super::refine;
use super::state::PathState;
use super::summary::{Case, Given, ParamEffect, ResultEffect, Summary};
use super::value::{AbsVal, CAPTURES, ELEMENT, RELEASES, Value, ValueKind};

/// How deep the fields of returned objects are described.
const MAX_DEPTH: u32 = 3;

/// Builds the summary from the states at normal exits.
pub fn summary(ctx: &mut Ctx<'_>, exits: Vec<PathState>) -> Summary {
    let mut cases = Vec::new();
    for state in exits {
        let settled = settle_unasked(ctx, state);
        for state in settled.into_iter().flat_map(|state| settle_pending(ctx, state)).collect::<Vec<_>>() {
            cases.push(case(ctx, &state));
        }
    }
    forget_nil_receiver(ctx, &mut cases);
    let mut summary = Summary { cases, checkouts: Vec::new() };
    ctx.checkouts.sort();
    summary.checkouts.clone_from(&ctx.checkouts);
    summary.normalise();
    summary
}

/// That the receiver is nil is worth a case only where it is released otherwise: `if l == nil { return nil }`.
fn forget_nil_receiver(ctx: &Ctx<'_>, cases: &mut [Case]) {
    let method = ctx.body.params.first().is_some_and(|param| ctx.body.locals[*param].kind == LocalKind::Receiver);
    let released = cases.iter().flat_map(|case| &case.effects).any(|effect| effect.param == 0);
    if method && !released {
        for case in cases {
            case.given.retain(|given| given.param != 0 || !given.fields.is_empty());
        }
    }
}

/// `rows, _ := db.Query(..); return rows`: nobody can ask any more whether that has succeeded, and the caller gets
/// either nil or what is owed.
fn settle_unasked(ctx: &mut Ctx<'_>, mut state: PathState) -> Vec<PathState> {
    let returned = |owed: &Obligation| {
        let mut results = ctx.body.results.iter();
        results.find(|local| state.local(**local) == Some(AbsVal::Sym(owed.value))).copied()
    };
    let unasked = state.obligations.iter().find_map(|owed| {
        let guard = owed.guard.filter(|guard| guard.kind == GuardKind::Nil && !guard.examined)?;
        let by_error = owed.resource().is_some() && !guard.live_on_failure && guard.value != owed.value;
        let asked = || state.locals().any(|(_, held)| held == AbsVal::Sym(guard.value));
        (by_error && !asked()).then_some((guard.value, returned(owed)?))
    });
    let Some((error, result)) = unasked else {
        return vec![state];
    };
    let mut failed = state.clone();
    let mut states = Vec::new();
    if refine::assume_fact(ctx, &mut failed, AbsVal::Sym(error), Fact::NotNil) {
        failed.set_local(result, AbsVal::Nil);
        states.push(failed);
    }
    if refine::assume_fact(ctx, &mut state, AbsVal::Sym(error), Fact::Nil) {
        states.push(state);
    }
    states
}

/// An acquisition whose guard is itself returned (`return os.Open(p)`) makes two cases. So does a boolean
/// result whose answer says something about a parameter or an acquisition.
fn settle_pending(ctx: &mut Ctx<'_>, state: PathState) -> Vec<PathState> {
    let mut states = vec![state];
    let results = ctx.body.results.clone();
    for local in results {
        let mut next = Vec::new();
        for state in states {
            let Some(AbsVal::Sym(value)) = state.local(local) else {
                next.push(state);
                continue;
            };
            let questions = if state.facts.get(value).is_some() { None } else { question(ctx, &state, value) };
            let ty = &ctx.linked.local_types[local];
            let questions = questions.filter(|(yes, _)| *yes != Fact::True || ty.is_bool() || ty.is_unknown());
            match questions {
                None => next.push(state),
                Some((yes, no)) => {
                    for fact in [yes, no] {
                        let mut branch = state.clone();
                        if refine::assume_fact(ctx, &mut branch, AbsVal::Sym(value), fact) {
                            next.push(branch);
                        }
                    }
                }
            }
        }
        states = next;
    }
    states
}

/// The two answers worth telling apart for a returned value.
fn question(ctx: &Ctx<'_>, state: &PathState, value: Value) -> Option<(Fact, Fact)> {
    let decides = state.obligations.iter().any(|owed| owed.guard.is_some_and(|guard| guard.value == value));
    if decides {
        let by_truth = state
            .obligations
            .iter()
            .any(|owed| owed.guard.is_some_and(|guard| guard.value == value && guard.kind == GuardKind::True));
        return Some(if by_truth { (Fact::True, Fact::False) } else { (Fact::Nil, Fact::NotNil) });
    }
    match ctx.values.kind(value) {
        ValueKind::NilTest(..)
        | ValueKind::TypeTest(..)
        | ValueKind::SentinelTest(..)
        | ValueKind::Implies(..)
        | ValueKind::Not(_)
        | ValueKind::Answer(..) => Some((Fact::True, Fact::False)),
        ValueKind::NilLike(..) | ValueKind::Failure(..) => Some((Fact::Nil, Fact::NotNil)),
        ValueKind::Init(_)
        | ValueKind::Site(..)
        | ValueKind::Older(_)
        | ValueKind::Written(..)
        | ValueKind::Phi(..)
        | ValueKind::Field(..)
        | ValueKind::Global(_)
        | ValueKind::Guess(..) => None,
    }
}

fn case(ctx: &mut Ctx<'_>, state: &PathState) -> Case {
    let params = ctx.body.params.clone();
    let number = |local: Local| params.iter().position(|param| *param == local).map(|n| n as u32);
    let mut case = Case::default();
    for (value, fact) in state.facts.iter() {
        let (base, fields) = ctx.values.split_fields(value);
        if let ValueKind::Init(local) = ctx.values.kind(base)
            && let Some(param) = number(local)
            && fields.len() <= 2
            && (ctx.body.locals[local].kind != LocalKind::Receiver || !fields.is_empty() || fact == Fact::Nil)
        {
            case.given.push(Given { param, fields: Arc::from(fields), fact });
        }
    }
    case.given.sort();
    for owed in &state.obligations {
        if let Duty::Param(local) = owed.duty
            && let Some(param) = number(local)
            && (owed.kept || !owed.done.is_empty())
        {
            case.effects.push(ParamEffect { param, done: owed.done.clone(), kept: owed.kept });
        }
    }
    case.effects.sort();
    case.fills = filled::of(ctx, state, &number);
    let results = ctx.body.results.clone();
    for local in results.iter().copied() {
        let held = state.local(local).unwrap_or(AbsVal::Top);
        let earlier = results[..case.results.len()].to_vec();
        let effect = match describe(ctx, state, held, &number, 0) {
            ResultEffect::Unknown if is_sentinel(ctx, local, held) => ResultEffect::Is(Fact::NotNil),
            effect => effect,
        };
        let effect = shared(ctx, state, effect, &earlier, held);
        let mut told = Told { result: case.results.len() as u32, seen: Vec::new() };
        case.results.push(told.once(state, effect, held, &mut Vec::new()));
    }
    case
}

/// Whether a package-level error is returned: such sentinels are never nil.
fn is_sentinel(ctx: &Ctx<'_>, result: Local, held: AbsVal) -> bool {
    eval::is_package_level(ctx, held) && ctx.linked.local_types.get(result).is_some_and(crate::base::Type::is_error)
}

/// A resource that an earlier result carries already is owed once: this result is a part of that one.
fn shared(ctx: &Ctx<'_>, state: &PathState, effect: ResultEffect, earlier: &[Local], held: AbsVal) -> ResultEffect {
    let Some(value) = held.sym() else {
        return effect;
    };
    match effect {
        ResultEffect::Fresh(..) => {
            let same = earlier.iter().enumerate().find_map(|(n, local)| {
                let other = state.local(*local)?.sym()?;
                let (part, fields) = escape::split_to(ctx, value, other);
                part.then(|| ResultEffect::Result(n as u32, Arc::from(fields)))
            });
            same.unwrap_or(effect)
        }
        ResultEffect::Object(fields) => {
            let inner = fields.into_iter().map(|(name, inner)| {
                let held = state.field(value, name).unwrap_or(AbsVal::Top);
                let inner = shared(ctx, state, inner, earlier, held);
                (name, inner)
            });
            ResultEffect::Object(inner.collect())
        }
        other => other,
    }
}

/// What has been told of one result.
struct Told {
    result: u32,
    /// Handles with the way to them.
    seen: Vec<(AbsVal, Vec<Name>)>,
}

impl Told {
    /// A handle that two fields of an object lead to is owed once: the second is the same as the first.
    fn once(&mut self, state: &PathState, effect: ResultEffect, held: AbsVal, way: &mut Vec<Name>) -> ResultEffect {
        match effect {
            ResultEffect::Fresh(_, ref fields) if fields.is_empty() && held.sym().is_some() => {
                if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == held) {
                    return ResultEffect::Result(self.result, Arc::from(first.as_slice()));
                }
                self.seen.push((held, way.clone()));
                effect
            }
            ResultEffect::Object(fields) => {
                let inner = fields.into_iter().map(|(name, inner)| {
                    let held = held.sym().and_then(|value| state.field(value, name)).unwrap_or(AbsVal::Top);
                    way.push(name);
                    let inner = self.once(state, inner, held, way);
                    way.pop();
                    (name, inner)
                });
                ResultEffect::Object(inner.collect())
            }
            other => other,
        }
    }
}

/// A function literal seen from outside: what it releases when it is called, and what else it captures.
fn literal(
    ctx: &mut Ctx<'_>,
    state: &PathState,
    closure: ClosureId,
    number: &dyn Fn(Local) -> Option<u32>,
    depth: u32,
) -> ResultEffect {
    if depth > MAX_DEPTH || !closure::mentions_owed(ctx, state, closure) {
        return ResultEffect::Is(Fact::NotNil);
    }
    ctx.trial += 1;
    let exits = closure::run_in_line(ctx, state.clone(), closure, &[], closure::Results::Elsewhere);
    ctx.trial -= 1;
    let exits = exits.unwrap_or_default();
    let results = ctx.body.results.clone();
    let mut inner = Vec::new();
    for (n, owed) in state.obligations.iter().enumerate() {
        let releases = |exit: &PathState| {
            exit.obligations
                .iter()
                .find(|other| other.duty == owed.duty)
                .is_none_or(|other| other.done != owed.done && !other.kept)
        };
        let released = !exits.is_empty() && exits.iter().all(releases);
        if !released && !closure::captures_value(ctx, state, closure, owed.value) {
            continue;
        }
        let earlier = results.iter().enumerate().find_map(|(n, local)| {
            let value = state.local(*local)?.sym()?;
            let (part, fields) = escape::split_to(ctx, owed.value, value);
            (part && owed.resource().is_some()).then(|| ResultEffect::Result(n as u32, Arc::from(fields)))
        });
        let effect = earlier.unwrap_or_else(|| describe(ctx, state, AbsVal::Sym(owed.value), number, depth + 1));
        let prefix = if released { RELEASES } else { CAPTURES };
        inner.push((Name::new(&format!("{prefix}{n}")), effect));
    }
    if inner.is_empty() { ResultEffect::Is(Fact::NotNil) } else { ResultEffect::Object(inner) }
}

/// What a returned value is.
fn describe(
    ctx: &mut Ctx<'_>,
    state: &PathState,
    held: AbsVal,
    number: &dyn Fn(Local) -> Option<u32>,
    depth: u32,
) -> ResultEffect {
    if let AbsVal::Closure(closure) = held {
        return literal(ctx, state, closure, number, depth);
    }
    let Some(value) = held.sym() else {
        return Fact::of(held).map_or(ResultEffect::Unknown, ResultEffect::Is);
    };
    let (base, fields) = ctx.values.split_fields(value);
    if let ValueKind::Init(local) = ctx.values.kind(base)
        && let Some(param) = number(local)
    {
        return ResultEffect::Param(param, Arc::from(fields));
    }
    for owed in &state.obligations {
        let (part, fields) = escape::split_to(ctx, value, owed.value);
        // Whether it succeeded is told by something that is not a result of its own.
        let told_elsewhere = owed.guard.is_some_and(|guard| !escape::is_part_of(ctx, guard.value, owed.value));
        let taken = !kept::is_still_owed(ctx, owed);
        // What a command begun ends with the connection that is handed out, which the caller may drop at any time.
        let ends_with_it = owed.resource().is_some_and(|resource| {
            let kind = ctx.catalog.resource(resource);
            kind.on_drop == crate::rule::OnDrop::RollsBack && !kind.ends_said.is_empty()
        });
        if part && owed.resource().is_some() && (told_elsewhere || taken || ends_with_it) && !owed.is_settled() {
            return ResultEffect::Unknown;
        }
        if let (Some(resource), true) = (owed.resource(), part && !owed.is_settled())
            && (fields.is_empty() || escape::carries(ctx, state, value, owed))
        {
            return ResultEffect::Fresh(resource, Arc::from(fields));
        }
    }
    if depth < MAX_DEPTH {
        let inner = describe_fields(ctx, state, value, number, depth);
        if !inner.is_empty() {
            return ResultEffect::Object(inner);
        }
    }
    match state.facts.get(value) {
        Some(Fact::OtherType) | None => ResultEffect::Unknown,
        Some(fact) => ResultEffect::Is(fact),
    }
}

/// The fields of a returned object that matter to a caller: those that hold a resource or a parameter.
fn describe_fields(
    ctx: &mut Ctx<'_>,
    state: &PathState,
    value: Value,
    number: &dyn Fn(Local) -> Option<u32>,
    depth: u32,
) -> Vec<(Name, ResultEffect)> {
    let mut inner: Vec<(Name, ResultEffect)> = Vec::new();
    for (name, held) in state.fields_of(value) {
        // What is in a list is not followed beyond the function.
        if held == AbsVal::Sym(value) || name.as_str().starts_with(ELEMENT) {
            continue;
        }
        let effect = describe(ctx, state, held, number, depth + 1);
        if effect.is_fresh() || holds_param(&effect) || matches!(effect, ResultEffect::Object(_)) {
            inner.extend(idle::describe(state, name, held));
            inner.push((name, effect));
        }
    }
    inner.sort();
    inner
}

fn holds_param(effect: &ResultEffect) -> bool {
    match effect {
        ResultEffect::Param(..) => true,
        ResultEffect::Object(fields) => fields.iter().any(|(_, inner)| holds_param(inner)),
        ResultEffect::Unknown | ResultEffect::Is(_) | ResultEffect::Fresh(..) | ResultEffect::Result(..) => false,
    }
}
