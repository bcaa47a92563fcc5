//! Functions that hand over what they began on an input: a lock that the caller releases.
//!
//! `func (s *store) lockLive() error` returns with the lock held, unless it returns an error. Held on the exits that say
//! so, and released on all others, is a contract; held where the same results come with a release is a mistake, and so
//! is what is held beside a failure.

use crate::base::{Span, Type};
use crate::ir::{ClosureId, Local};

use super::call::Bound;
use super::ctx::{Answers, Ctx, Record};
use super::eval;
use super::facts::Fact;
use super::fate::Fate;
use super::obligation::Obligation;
use super::state::PathState;
use super::value::{AbsVal, Value};

/// What is known of each result: whether it is nil, or true. Numbers and texts say nothing about success.
pub fn answers(ctx: &Ctx<'_>, state: &PathState, region: Option<ClosureId>, results: &[AbsVal]) -> Answers {
    let telling = |fact: &Fact| matches!(fact, Fact::Nil | Fact::NotNil | Fact::True | Fact::False);
    let answer = |(local, result): (&Local, &AbsVal)| {
        let is_error = ctx.linked.local_types.get(*local).is_some_and(Type::is_error);
        // A package-level error is a sentinel.
        let sentinel = eval::is_package_level(ctx, *result);
        if is_error && sentinel { Some(Fact::NotNil) } else { state.known(*result).filter(telling) }
    };
    ctx.body.results_of(region).iter().zip(results).map(answer).collect()
}

/// Notes the results of an exit for what has been ended there.
pub fn note_ended(ctx: &mut Ctx<'_>, state: &PathState, answers: &Answers) {
    if ctx.trial > 0 {
        return;
    }
    let at_exit = state.obligations.iter().filter(|owed| owed.released_at_exit.is_some());
    let ended = state.ended.iter().map(|ended| &ended.owed).chain(at_exit);
    for site in ended.filter(|owed| owed.is_on_input()).filter_map(Obligation::site) {
        let known = ctx.ended_exits.entry(site).or_default();
        if !known.contains(answers) {
            known.push(answers.clone());
        }
    }
}

/// Something that began elsewhere ends here: whoever began it expects to find it as it was.
pub fn note_ended_for_others(ctx: &Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let (AbsVal::Sym(receiver), Some(name)) = (bound.receiver, bound.name) else {
        return;
    };
    let held = state.obligations.iter().any(|owed| owed.is_on_input() && owed.value == receiver);
    if !held && ctx.catalog.ends_what_is_begun(name) && !state.ended_for_others.contains(&receiver) {
        state.ended_for_others.push(receiver);
        state.ended_for_others.sort_unstable();
    }
}

/// What begins on a value is only given back, if it was ended for others before.
pub fn gives_back(state: &mut PathState, value: Value) -> bool {
    let before = state.ended_for_others.len();
    state.ended_for_others.retain(|other| *other != value);
    state.ended_for_others.len() != before
}

/// Adds the results of the exit to the record of what is held there.
pub fn note_held(ctx: &mut Ctx<'_>, owed: &Obligation, span: Span, answers: &Answers) {
    let (Some(site), true) = (owed.site(), owed.is_on_input()) else {
        return;
    };
    let records = ctx.records.iter_mut().filter(|(key, _)| key.0 == site).flat_map(|(_, records)| records);
    for record in records.filter(|record| record.fate == Fate::Leaked && record.span == span) {
        record.answers.get_or_insert_with(|| answers.clone());
    }
}

/// Whether what is held at this exit is meant for the caller: the results say that all went well, and no exit with such
/// results releases it.
pub fn is_meant(ctx: &Ctx<'_>, record: &Record) -> bool {
    let (Some(answers), Some(site)) = (&record.answers, record.obligation.site()) else {
        return false;
    };
    let differ = |left: &Option<Fact>, right: &Option<Fact>| match (left, right) {
        (Some(left), Some(right)) => !left.compatible(*right),
        _ => false,
    };
    let told_apart = |other: &Answers| answers.iter().zip(other).any(|(mine, theirs)| differ(mine, theirs));
    succeeds(ctx, record) && ctx.ended_exits.get(&site).is_some_and(|exits| exits.iter().all(told_apart))
}

/// Whether the results do not report a failure: no error, no false, and not nothing at all.
fn succeeds(ctx: &Ctx<'_>, record: &Record) -> bool {
    let region = ctx.flow_region(&record.obligation);
    let locals = ctx.body.results_of(region);
    let Some(answers) = &record.answers else {
        return false;
    };
    locals.iter().zip(answers).all(|(local, answer)| {
        let is_error = ctx.linked.local_types.get(*local).is_some_and(Type::is_error);
        match answer {
            Some(Fact::Nil) => is_error,
            Some(Fact::NotNil) => !is_error,
            Some(answer) => *answer != Fact::False,
            None => true,
        }
    })
}
