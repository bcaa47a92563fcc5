//! What a call returns, and what it may have written through its arguments.

use crate::base::Name;
use crate::ir::Target;
use crate::rule::{EffectKind, FuncModel, Position, ResourceId};

use super::assertion;
use super::call::Bound;
use super::ctx::Ctx;
use super::escape;
use super::eval;
use super::facts::Fact;
use super::obligation::{Duty, GuardKind};
use super::state::PathState;
use super::value::{AbsVal, ValueKind};

/// What result `n` is, as far as the tables and the state tell.
pub fn result(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, model: &FuncModel, n: usize) -> AbsVal {
    let at = bound.at;
    if let Some(said) = Some(n).filter(|n| *n == 0).and_then(|_| said_by_model(ctx, state, bound, model)) {
        return said;
    }
    let last = bound.target.signature().map_or(0, |signature| signature.results.len().saturating_sub(1));
    if model.never_fails && n == last {
        return AbsVal::Nil;
    }
    if let (true, AbsVal::Sym(receiver)) = (model.releases_on_failure && n == last, bound.outer) {
        return AbsVal::Sym(ctx.values.intern(ValueKind::Failure(receiver, at)));
    }
    let effects = bound.told.effects();
    if let Some(effect) = effects.iter().find(|effect| effect.kind == EffectKind::Same && n == 0) {
        return match effect.on {
            Position::Receiver => bound.receiver,
            Position::Argument(n) => bound.args.get(n).copied().unwrap_or(AbsVal::Top),
            Position::AnyArgument => AbsVal::Sym(ctx.site(at, n)),
        };
    }
    // Handles and guards of acquisitions are the plain outputs of the call.
    let acquires = !bound.told.entries.is_empty();
    let wraps = effects.iter().any(|effect| matches!(effect.kind, EffectKind::Wraps | EffectKind::Aliases));
    let boolean = bound.target.signature().is_none_or(|signature| signature.result_type().is_bool());
    if bound.call.dst.len() == 1 && boolean && !acquires && !wraps {
        for receiver in [bound.outer, bound.receiver] {
            if let (AbsVal::Sym(receiver), Some(name)) = (receiver, bound.name)
                && state.obligations.iter().any(|owed| escape::is_part_of(ctx, receiver, owed.value))
            {
                return AbsVal::Sym(ctx.values.intern(ValueKind::Answer(receiver, name, at)));
            }
        }
        if let Some(of) = guard_argument(state, bound) {
            return AbsVal::Sym(ctx.values.intern(ValueKind::Guess(of, at)));
        }
    }
    let value = ctx.site(at, n);
    if wraps_error(state, bound, n) {
        state.facts.set(value, Fact::NotNil);
    }
    AbsVal::Sym(value)
}

/// What a table says of result 0.
fn said_by_model(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, model: &FuncModel) -> Option<AbsVal> {
    let at = bound.at;
    // Where nothing has panicked there is nothing to recover from.
    let recovers = matches!(bound.target, Target::Builtin(name) if name.as_str() == "recover");
    if recovers && ctx.in_defer > 0 && !ctx.panicking {
        return Some(AbsVal::Nil);
    }
    let arg = |n: usize| bound.args.get(n).copied();
    let never_nil = |ctx: &mut Ctx<'_>, state: &mut PathState| {
        let value = ctx.site(at, 0);
        state.facts.set(value, Fact::NotNil);
        AbsVal::Sym(value)
    };
    match model.true_implies_not_nil.and_then(arg) {
        Some(AbsVal::Nil) => return Some(AbsVal::Bool(false)),
        Some(AbsVal::Sym(of)) => return Some(AbsVal::Sym(ctx.values.intern(ValueKind::Implies(of, at)))),
        Some(_) | None => {}
    }
    // As true as what it is asked of; its being false is not followed.
    if let Some(n) = model.true_implies_true.filter(|n| assertion::is_condition(ctx, bound, *n)) {
        return arg(n);
    }
    if let Some(position) = model.nil_like {
        return Some(match arg(position).unwrap_or(AbsVal::Top) {
            AbsVal::Nil => AbsVal::Nil,
            // A package-level error is a sentinel, which is never nil.
            held @ AbsVal::Sym(_) if eval::is_package_level(ctx, held) => never_nil(ctx, state),
            AbsVal::Sym(of) => AbsVal::Sym(ctx.values.intern(ValueKind::NilLike(of, at))),
            _ => AbsVal::Sym(ctx.site(at, 0)),
        });
    }
    model.not_nil.then(|| never_nil(ctx, state))
}

/// The first result contains argument `n`, and has no duty of its own.
pub fn wrap(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, n: usize, argument: AbsVal) {
    let result = ctx.site(bound.at, 0);
    let name = if n == 0 { Name::new("<wrapped>") } else { Name::new(&format!("<wrapped {n}>")) };
    state.set_field(result, name, argument);
}

/// Whether the table knows functions of this name, whatever package out of sight they are in, for making something of
/// an argument that uses it: clients that are generated from the description of a service.
pub fn is_wrapper(ctx: &Ctx<'_>, state: &PathState, bound: &Bound<'_>, argument: AbsVal) -> bool {
    let Target::External { path, signature: None, .. } = bound.target else {
        return false;
    };
    let fits = |id: ResourceId| ctx.catalog.resource(id).wrapped_by.iter().any(|pattern| pattern.fits(path.name));
    path.receiver.is_none()
        && state.obligations.iter().filter(|owed| AbsVal::Sym(owed.value) == argument).any(|owed| match owed.duty {
            Duty::Resource(.., id) | Duty::Older(.., id) => fits(id),
            Duty::Param(local) => {
                let ty = ctx.linked.local_types[local].pointee().name();
                ty.is_some_and(|ty| ctx.catalog.resources_of_type(ty).iter().any(|id| fits(*id)))
            }
        })
}

/// Whether result `n` is an error made of one that is not nil: `return wrap(err)`.
pub fn wraps_error(state: &PathState, bound: &Bound<'_>, n: usize) -> bool {
    let Some(signature) = bound.target.signature() else {
        return false;
    };
    let is_error = |list: &[crate::base::Param], n: usize| list.get(n).is_some_and(|param| param.ty.is_error());
    is_error(&signature.results, n)
        && bound
            .args
            .iter()
            .enumerate()
            .any(|(position, arg)| is_error(&signature.params, position) && state.known(*arg) == Some(Fact::NotNil))
}

/// An argument that decides whether something was acquired.
fn guard_argument(state: &PathState, bound: &Bound<'_>) -> Option<super::value::Value> {
    state.obligations.iter().find_map(|owed| {
        let guard = owed.guard.filter(|guard| guard.kind == GuardKind::Nil)?;
        bound.args.contains(&AbsVal::Sym(guard.value)).then_some(guard.value)
    })
}

/// Variables whose address went into the call may hold something else now.
pub fn written_through(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    for (n, arg) in bound.call.args.iter().enumerate() {
        let crate::ir::Operand::Addr(place) = arg else {
            continue;
        };
        let Some(local) = place.as_local() else {
            continue;
        };
        // What an owner lends stays the same, a parameter that nothing was assigned to among them.
        let has_owners = ctx.linked.language.has_owners();
        let held = if has_owners { Some(eval::local_value(ctx, state, local)) } else { state.local(local) };
        let owed = held.and_then(AbsVal::sym).is_some_and(|value| {
            state.obligations.iter().any(|obligation| escape::carries(ctx, state, value, obligation))
        });
        if !owed {
            let value = ctx.values.intern(ValueKind::Written(bound.at, n as u8));
            state.facts.remove(value);
            state.set_local(local, AbsVal::Sym(value));
        }
    }
}
