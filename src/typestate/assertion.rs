//! Assertions: calls that return only if something holds, or that fail the test if it does not.

use crate::base::Type;
use crate::ir::{ClosureId, InstrKind, LinkedBody, Operand, Place, Target};
use crate::rule::{Catalog, FuncModel};
use rustc_hash::FxHashSet;

use super::call::Bound;
use super::ctx::Ctx;
use super::eval;
use super::facts::Fact;
use super::obligation::{GuardKind, PathGuard};
use super::refine;
use super::state::PathState;
use super::value::{AbsVal, Value, ValueKind};

/// Learns what the call says by returning: `require.NoError(t, err)`. False when it cannot return on this path.
pub fn holds(ctx: &mut Ctx<'_>, state: &mut PathState, model: &FuncModel, bound: &Bound<'_>) -> bool {
    let arg = |n: usize| bound.args.get(n).copied().unwrap_or(AbsVal::Top);
    // One argument that may be an error or a condition: which of them, its type tells.
    let either = model.returns_if_nil.filter(|_| model.returns_if_nil == model.returns_if_true);
    let if_nil = model.returns_if_nil.filter(|n| either.is_none() || has_type(ctx, bound, *n, Type::is_error));
    let if_true = model.returns_if_true.filter(|n| either.is_none() || is_condition(ctx, bound, *n));
    if_nil.is_none_or(|n| refine::assume_fact(ctx, state, arg(n), Fact::Nil))
        && model.returns_if_not_nil.is_none_or(|n| refine::assume_fact(ctx, state, arg(n), Fact::NotNil))
        && if_true.is_none_or(|n| refine::assume_fact(ctx, state, arg(n), Fact::True))
        && model.returns_if_false.is_none_or(|n| refine::assume_fact(ctx, state, arg(n), Fact::False))
}

/// An assertion whose answer nobody reads is believed: where it fails, the test has failed. What the path knows for
/// certain it does not change.
pub fn believe(ctx: &mut Ctx<'_>, state: &mut PathState, model: &FuncModel, bound: &Bound<'_>) {
    if !bound.call.dst.iter().all(Option::is_none) {
        return;
    }
    let is_true = model.true_implies_true.filter(|n| is_condition(ctx, bound, *n));
    let said =
        [(model.true_implies_not_nil, Fact::NotNil), (is_true, Fact::True), (model.true_implies_false, Fact::False)];
    for (position, fact) in said {
        let Some(value) = position.and_then(|n| bound.args.get(n)) else { continue };
        let mut believed = state.clone();
        if refine::assume_fact(ctx, &mut believed, *value, fact) {
            *state = believed;
        }
    }
    if let Some(n) = model.says_equal {
        believe_equal(ctx, state, [n, n + 1].map(|n| bound.args.get(n).copied().unwrap_or(AbsVal::Top)));
    }
}

/// Two values are the same: what is known of one is known of the other. Where nothing is known of either, a failure has
/// been told from success all the same, by the test.
fn believe_equal(ctx: &mut Ctx<'_>, state: &mut PathState, [left, right]: [AbsVal; 2]) {
    for (one, other) in [(left, right), (right, left)] {
        // A package-level value that an error is compared with is an error.
        let fact = if eval::is_package_level(ctx, other) { Some(Fact::NotNil) } else { state.known(other) };
        let Some(value) = one.sym().filter(|value| is_guard(state, *value)) else { continue };
        match fact.filter(|fact| matches!(fact, Fact::Nil | Fact::NotNil)) {
            Some(fact) => {
                let mut believed = state.clone();
                if refine::assume_fact(ctx, &mut believed, one, fact) {
                    *state = believed;
                }
            }
            None => state.obligations.change_where(
                |owed| owed.guard.is_some_and(|guard| guard.value == value),
                |owed| owed.guard.iter_mut().for_each(|guard| guard.examined = true),
            ),
        }
    }
}

/// Whether something is held only if this error is nil.
fn is_guard(state: &PathState, value: Value) -> bool {
    let guards = |guard: &PathGuard| guard.value == value && guard.kind == GuardKind::Nil;
    state.obligations.iter().any(|owed| owed.guard.as_ref().is_some_and(guards))
}

/// Whether an argument is true or false, or the answer to a question whatever its type is called: `cmp.ErrorIs(err, ..)`.
pub fn is_condition(ctx: &Ctx<'_>, bound: &Bound<'_>, argument: usize) -> bool {
    let value = bound.args.get(argument).copied().and_then(AbsVal::sym);
    has_type(ctx, bound, argument, Type::is_bool)
        || value.is_some_and(|value| matches!(ctx.values.kind(value), ValueKind::Implies(..)))
}

/// Whether the type of an argument is known and of this kind.
fn has_type(ctx: &Ctx<'_>, bound: &Bound<'_>, argument: usize, wanted: fn(&Type) -> bool) -> bool {
    let local = bound.call.args.get(argument).and_then(|arg| arg.place()).and_then(Place::as_local);
    local.and_then(|local| ctx.linked.local_types.get(local)).is_some_and(wanted)
}

/// Literals that go to an assertion that they panic: `require.Panics(t, func() { .. })`. They are not expected to come
/// to their end.
pub fn literals_that_panic(linked: &LinkedBody, catalog: &Catalog) -> FxHashSet<ClosureId> {
    let mut found = FxHashSet::default();
    if linked.function.body.closures.is_empty() {
        return found;
    }
    for instr in linked.function.body.instrs.iter() {
        let InstrKind::Call(call) = &instr.kind else { continue };
        let path = linked.targets.get(call.id).and_then(Target::path);
        let position = path.and_then(|path| catalog.model(path)).and_then(|model| model.expects_panic);
        if let Some(Operand::Closure(literal)) = position.and_then(|n| call.args.get(n)) {
            found.insert(*literal);
        }
    }
    found
}
