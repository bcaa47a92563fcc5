//! What calls mean for what is owed: releases, endings of parents and contexts.

use std::sync::Arc;

use crate::base::{FuncPath, Name, Span};
use crate::rule::{ImplicitEnd, Release};

use super::ctx::Ctx;
use super::ended;
use super::escape;
use super::fate::Fate;
use super::finding::Shape;
use super::kept;
use super::obligation::{Done, Obligation};
use super::state::PathState;
use super::value::{AbsVal, RELEASES, Value, WRAPPED};

/// Calls `apply` for every obligation of which `value` is the handle or a field, with the fields between;
/// drops those for which it answers true. `release` is where, if this is a release.
pub fn for_each_part(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    value: Value,
    release: Option<Span>,
    apply: &mut dyn FnMut(&mut Ctx<'_>, &mut Obligation, &[Name]) -> bool,
) {
    let mut n = 0;
    while n < state.obligations.len() {
        let (part, fields) = escape::split_to(ctx, value, state.obligations[n].value);
        if part && apply(ctx, &mut state.obligations[n], &fields) {
            let gone = state.obligations.remove(n);
            end_children(ctx, state, &gone);
            if gone.passed_on.is_none() {
                ended::note(ctx, state, gone, release);
            } else if release.is_some() {
                kept::prove(ctx, state, &gone, kept::Proof::Released);
            }
        } else {
            n += 1;
        }
    }
}

/// Records a release; always true, for use with [`for_each_part`].
pub fn released(ctx: &mut Ctx<'_>, owed: &Obligation, span: Span, deferred: bool) -> bool {
    let deferred = deferred || ctx.in_defer > 0;
    ctx.record(owed, Fate::Released, span, Shape::NeverReleased, deferred);
    true
}

/// A method is called on a value. Returns whether that released anything. It is noted of a watched parameter
/// only if it is plausible that a method of this type releases something.
pub fn method_called(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    receiver: Value,
    method: Name,
    span: Span,
    deferred: bool,
    plausible: bool,
) -> bool {
    let mut any = false;
    // What began here ends here: seen from outside nothing happens.
    let plausible = plausible && !began_here(ctx, state, receiver, method);
    for_each_part(ctx, state, receiver, Some(span), &mut |ctx, owed, fields| match owed.resource() {
        Some(resource) => {
            let kind = ctx.catalog.resource(resource);
            let ends = kind.releases.iter().any(|release| release.is_method(fields, method));
            any |= ends;
            ends && released(ctx, owed, span, deferred)
        }
        None => {
            if plausible && ctx.catalog.is_release_name(method) {
                any = true;
                owed.record(Done::Method(Arc::from(fields), method));
            }
            false
        }
    });
    any
}

/// Whether the method ends what began on its receiver in this function.
fn began_here(ctx: &Ctx<'_>, state: &PathState, receiver: Value, method: Name) -> bool {
    state.obligations.iter().any(|owed| {
        owed.is_on_input()
            && owed.value == receiver
            && owed.resource().is_some_and(|resource| {
                let releases = &ctx.catalog.resource(resource).releases;
                releases.iter().any(|release| release.is_method(&[], method))
            })
    })
}

/// A method that releases something is called on an object that contains handles: it releases them.
pub fn container_released(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    receiver: Value,
    method: Name,
    span: Span,
    deferred: bool,
) {
    let common = ctx.catalog.is_common_release(method);
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let named = common
            || owed.resource().is_some_and(|resource| {
                let releases = &ctx.catalog.resource(resource).releases;
                releases.iter().any(|release| matches!(release, Release::Method { name, .. } if *name == method))
            });
        if named && escape::contains(ctx, state, receiver, &state.obligations[n]) {
            if state.obligations[n].resource().is_none() {
                state.obligations[n].record(Done::Released(Arc::from([])));
                n += 1;
                continue;
            }
            let gone = state.obligations.remove(n);
            released(ctx, &gone, span, deferred);
            end_children(ctx, state, &gone);
        } else {
            n += 1;
        }
    }
}

/// A part of an object is released of which a table says that it wraps something: where in it that is kept, nobody says.
pub fn wrapped_released(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    object: Value,
    method: Name,
    span: Span,
    deferred: bool,
) {
    if state.fields_of(object).any(|(name, _)| name.as_str().starts_with(WRAPPED)) {
        container_released(ctx, state, object, method, span, deferred);
    }
}

/// A value is called as a function. Returns whether that released anything.
pub fn value_called(ctx: &mut Ctx<'_>, state: &mut PathState, callee: Value, span: Span, deferred: bool) -> bool {
    function_called(ctx, state, callee, span, deferred, true)
}

/// As [`value_called`]; `func_value` says that the callee is a function value and not a method.
pub fn function_called(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    callee: Value,
    span: Span,
    deferred: bool,
    func_value: bool,
) -> bool {
    let mut any = false;
    for_each_part(ctx, state, callee, Some(span), &mut |ctx, owed, fields| {
        let all: Arc<[Name]> = Arc::from(fields);
        match (owed.resource(), fields.split_last()) {
            (Some(resource), None) => {
                let ends = ctx.catalog.resource(resource).releases.contains(&Release::Call);
                any |= ends;
                ends && released(ctx, owed, span, deferred)
            }
            // A method value: `done := f.Close; done()`.
            (Some(resource), Some((method, fields))) => {
                let ends =
                    ctx.catalog.resource(resource).releases.iter().any(|release| release.is_method(fields, *method));
                any |= ends;
                ends && released(ctx, owed, span, deferred)
            }
            // A watched function value: what it does with its arguments is still unknown.
            (None, None) => {
                owed.record(Done::Call(Arc::from([])));
                false
            }
            (None, Some((method, fields))) => {
                if func_value {
                    owed.record(Done::Call(all.clone()));
                } else if ctx.catalog.is_release_name(*method) {
                    any = true;
                    owed.record(Done::Method(Arc::from(fields), *method));
                }
                false
            }
        }
    });
    any
}

/// A cleanup function is called: it releases what it was made for.
pub fn cleanup_called(ctx: &mut Ctx<'_>, state: &mut PathState, callee: Value, span: Span, deferred: bool) -> bool {
    let inner: Vec<AbsVal> = state
        .fields_of(callee)
        .filter(|(name, _)| name.as_str().starts_with(RELEASES))
        .map(|(_, value)| value)
        .collect();
    for value in &inner {
        taken_over(ctx, state, *value, span, deferred);
    }
    !inner.is_empty()
}

/// A function of a library is called with a value as argument number `argument`.
pub fn argument_released(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    path: FuncPath,
    argument: usize,
    value: AbsVal,
    span: Span,
    deferred: bool,
) -> bool {
    let Some(value) = value.sym() else {
        return false;
    };
    let mut any = false;
    for_each_part(ctx, state, value, Some(span), &mut |ctx, owed, fields| {
        let Some(resource) = owed.resource() else {
            if ctx.catalog.is_releasing_function(path, argument) {
                owed.record(Done::Released(fields.into()));
                any = true;
            }
            return false;
        };
        let ends = fields.is_empty()
            && ctx.catalog.resource(resource).releases.iter().any(|release| match release {
                Release::Function { path: releaser, argument: position } => *releaser == path && *position == argument,
                Release::Via { name } => path.receiver.is_some() && *name == path.name,
                Release::Method { .. } | Release::Call | Release::CloseChannel => false,
            });
        any |= ends;
        ends && released(ctx, owed, span, deferred)
    });
    any
}

/// A channel is closed, which ends what was started with it.
pub fn channel_closed(ctx: &mut Ctx<'_>, state: &mut PathState, channel: Value, span: Span) {
    for_each_part(ctx, state, channel, Some(span), &mut |ctx, owed, fields| {
        let by_closing = owed
            .resource()
            .is_some_and(|resource| ctx.catalog.resource(resource).releases.contains(&Release::CloseChannel));
        by_closing && fields.is_empty() && released(ctx, owed, span, false)
    });
}

/// A value has been released by a callee that is known to do so, whatever its release is called.
pub fn taken_over(ctx: &mut Ctx<'_>, state: &mut PathState, value: AbsVal, span: Span, deferred: bool) {
    let Some(value) = value.sym() else {
        return;
    };
    let mut n = 0;
    while n < state.obligations.len() {
        if escape::carries(ctx, state, value, &state.obligations[n]) {
            if state.obligations[n].resource().is_none() {
                let (_, fields) = escape::split_to(ctx, value, state.obligations[n].value);
                state.obligations[n].record(Done::Released(fields.into()));
                n += 1;
                continue;
            }
            let gone = state.obligations.remove(n);
            released(ctx, &gone, span, deferred);
            end_children(ctx, state, &gone);
        } else {
            n += 1;
        }
    }
}

/// A resource has ended by itself, and with it what was acquired from it.
pub fn ended(ctx: &mut Ctx<'_>, state: &mut PathState, owed: &Obligation, span: Span) {
    ctx.record(owed, Fate::Released, span, Shape::NeverReleased, true);
    end_children(ctx, state, owed);
}

/// What was acquired from a resource, or with a context, ends with it.
fn end_children(ctx: &mut Ctx<'_>, state: &mut PathState, parent: &Obligation) {
    let (Some(resource), Some(site)) = (parent.resource(), parent.site()) else {
        return;
    };
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let ends = owed.resource().is_some_and(|kind| {
            ctx.catalog.resource(kind).implicit.iter().any(|end| match end {
                ImplicitEnd::Parent(of) => *of == resource && owed.parent == Some(parent.value),
                ImplicitEnd::Context => owed.context.is_some_and(|context| ctx.values.made_at(context) == Some(site)),
                ImplicitEnd::Exhausted(_) => false,
            })
        });
        if ends {
            let gone = state.obligations.remove(n);
            released(ctx, &gone, ctx.body.instrs[site].span, true);
        } else {
            n += 1;
        }
    }
    // What is acquired later with a context or from a parent that ends at exit needs no release either.
    let ends_context = ctx.catalog.resource(resource).releases.contains(&Release::Call);
    let ended = if ends_context { ctx.site(site, 0) } else { parent.value };
    let is_parent = || ctx.catalog.has_children(resource);
    if (ends_context || is_parent()) && !state.ended_contexts.contains(&ended) {
        state.ended_contexts.push(ended);
        state.ended_contexts.sort_unstable();
    }
}
