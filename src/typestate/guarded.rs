//! Callees that hand out a resource unless they fail, and do nothing else: their calls are like those of a table.

use crate::ir::Target;

use super::acquire;
use super::apply;
use super::call::{Bound, assign};
use super::ctx::Ctx;
use super::facts::Fact;
use super::obligation::{GuardKind, PathGuard};
use super::state::PathState;
use super::summary::{Case, ResultEffect, Summary};
use super::value::AbsVal;

/// A summary that says no more than "a resource, unless there is an error" is applied like a table entry: one
/// state with a guard instead of two, and a path that says where the error was tested. Returns the position
/// of the error and the case of success.
pub fn form(summary: &Summary) -> Option<(usize, &Case)> {
    let plain = |case: &&Case| case.given.is_empty() && case.effects.is_empty() && case.fills.is_empty();
    if summary.cases.len() < 2 || !summary.cases.iter().all(|case| plain(&case)) {
        return None;
    }
    let error = summary.cases[0].results.len().checked_sub(1)?;
    let is = |case: &Case, fact: Fact| case.results.get(error) == Some(&ResultEffect::Is(fact));
    let success: Vec<&Case> = summary.cases.iter().filter(|case| is(case, Fact::Nil)).collect();
    let [only] = success.as_slice() else {
        return None;
    };
    let failures_are_empty = summary
        .cases
        .iter()
        .filter(|case| !is(case, Fact::Nil))
        .all(|case| is(case, Fact::NotNil) && !case.results.iter().any(ResultEffect::is_fresh));
    failures_are_empty.then_some((error, *only))
}

/// Applies the case of success: what it hands out is there where the error is nil.
pub fn apply(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, error: usize, success: &Case) {
    let error_value = ctx.site(bound.at, error);
    let before: Vec<_> = state.obligations.iter().map(|owed| owed.duty).collect();
    for (n, effect) in success.results.iter().enumerate() {
        let value = if n == error || matches!(effect, ResultEffect::Is(_)) {
            AbsVal::Sym(ctx.site(bound.at, n))
        } else {
            apply::build(ctx, state, bound, effect, n, &mut 0)
        };
        assign(ctx, state, bound.call, bound.at, n, value);
    }
    apply::keep_for_siblings(ctx, state, bound, success);
    let guard = PathGuard { value: error_value, kind: GuardKind::Nil, examined: false, live_on_failure: false };
    let mut settled = Vec::new();
    state.obligations.change_where(
        |owed| !before.contains(&owed.duty),
        |owed| {
            owed.guard = Some(guard);
            settled.push(owed.value);
        },
    );
    // Whether there is a handle is not known before the error is.
    state.facts.retain(|value| !settled.contains(&value));
}

/// What the only implementation of a method of an interface hands out where it succeeds, as every other one would have to.
pub fn results_of_only(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) -> bool {
    let Target::External { path, only: Some(id), .. } = bound.target else {
        return false;
    };
    if !ctx.catalog.acquires(*path).is_empty() || ctx.catalog.effects(*path).is_some() {
        return false;
    }
    let Some(summary) = ctx.summaries.summary(*id) else {
        return false;
    };
    let simple =
        |effect: &ResultEffect| matches!(effect, ResultEffect::Fresh(..) | ResultEffect::Is(_) | ResultEffect::Unknown);
    match form(&summary) {
        Some((error, success))
            if success.results.iter().all(simple) && success.results.iter().any(ResultEffect::is_fresh) =>
        {
            acquire::begin(ctx, state, bound.at);
            apply(ctx, state, bound, error, success);
            true
        }
        _ => false,
    }
}
