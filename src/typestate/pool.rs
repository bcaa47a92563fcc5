//! A second connection from a pool while the path holds one of it.
//!
//! With a bounded pool that stops for ever once enough callers are at this point at the same time; with a
//! limit of one, the first caller suffices. A pool is known by the place it came from: a variable, a field of
//! the receiver, a package-level name. Callees report what they check out of their inputs in their summaries.

use crate::base::{Name, Type};
use crate::ir::{InstrId, Operand, Target};
use crate::rule::FuncModel;

use super::call::Bound;
use super::ctx::{Ctx, Record};
use super::escape;
use super::fate::Fate;
use super::finding::Shape;
use super::obligation::{Done, Duty, Obligation};
use super::state::PathState;
use super::summary::{CheckOut, PoolRoot};
use super::trace::StepKind;
use super::value::{AbsVal, Value, ValueKind};

/// Chains of calls longer than this are cut at their end.
const MAX_CHAIN: usize = 4;

/// A call checks a connection out of its receiver, if a table says so, or out of an argument, by its name.
pub fn by_table(ctx: &mut Ctx<'_>, state: &PathState, model: &FuncModel, bound: &Bound<'_>) {
    if let (true, AbsVal::Sym(pool)) = (model.checks_out, bound.receiver) {
        check_out(ctx, state, pool, &[], &[], bound.at);
    }
    let uses = bound.name.is_some_and(|name| ctx.catalog.uses_pool(name));
    if uses && !matches!(bound.target, Target::Known { .. }) {
        for pool in bound.args.iter().filter_map(|arg| arg.sym()) {
            check_out(ctx, state, pool, &[], &[], bound.at);
        }
    }
}

/// Something checks a connection out of `pool`; `via` are the functions called on the way, outermost first, which have
/// ended what is in `ended` by then.
fn check_out(ctx: &mut Ctx<'_>, state: &PathState, pool: Value, via: &[Name], ended: &[AbsVal], at: InstrId) {
    let span = ctx.body.instrs[at].span;
    if ctx.trial > 0 {
        return;
    }
    for owed in &state.obligations {
        let holds = holds_connection(ctx, owed);
        let same = owed.parent.is_some_and(|parent| related(ctx, parent, pool));
        // The same call in the next round of a loop is a leak, and reported as one.
        let again = owed.site() == Some(at);
        let gone = owed.deferred_in_loop.is_some() || owed.passed_on.is_some();
        let is_ended = || ended.iter().filter_map(|it| it.sym()).any(|it| escape::carries(ctx, state, it, owed));
        if !holds || !same || again || owed.guard.is_some() || gone || is_ended() {
            continue;
        }
        let mut shown = owed.clone();
        let inside = || StepKind::CheckedOutInside(via.to_vec());
        shown.trace.push(if via.is_empty() { StepKind::CheckedOut } else { inside() }, span);
        let known = ctx.second_checkouts.iter().any(|other| other.obligation.duty == shown.duty);
        if !known {
            let trace = shown.trace.clone();
            ctx.second_checkouts.push(Record {
                fate: Fate::Leaked,
                span,
                trace,
                shape: Shape::SecondCheckout,
                obligation: shown,
                deferred: false,
                answers: None,
                via: via.to_vec(),
            });
        }
    }
    remember(ctx, state, pool, via);
}

/// Whether what is owed keeps a connection out of its pool.
pub fn holds_connection(ctx: &Ctx<'_>, owed: &Obligation) -> bool {
    owed.resource().is_some_and(|resource| ctx.catalog.resource(resource).holds == POOL_CONNECTION)
}

/// What a pool resource says it holds.
pub const POOL_CONNECTION: &str = "pool-connection";

/// Notes for the summary what is checked out of a parameter or a package-level variable.
fn remember(ctx: &mut Ctx<'_>, state: &PathState, pool: Value, via: &[Name]) {
    let (base, fields) = ctx.values.split_fields(pool);
    let root = match ctx.values.kind(base) {
        ValueKind::Init(local) => match ctx.body.params.iter().position(|param| *param == local) {
            Some(n) => PoolRoot::Param(n as u32),
            None => return,
        },
        ValueKind::Global(name) => PoolRoot::Global(ctx.linked.path.package, name),
        _ => return,
    };
    let via: Vec<Name> = via.iter().take(MAX_CHAIN).copied().collect();
    let after = ended_params(ctx, state);
    // One way is enough to show; the shortest comes first.
    match ctx.checkouts.iter_mut().find(|known| known.root == root && known.fields == fields) {
        Some(known) => {
            known.after.retain(|param| after.contains(param));
            if (via.len(), &via) < (known.via.len(), &known.via) {
                known.via = via;
            }
        }
        None => ctx.checkouts.push(CheckOut { root, fields, via, after }),
    }
}

/// Parameters that have been released on this path.
fn ended_params(ctx: &Ctx<'_>, state: &PathState) -> Vec<u32> {
    let released = |done: &Done| match done {
        Done::Method(fields, _) | Done::Released(fields) => fields.is_empty(),
        Done::Call(_) | Done::Exhausted(..) | Done::Lent(_) | Done::Dropped | Done::NilPart(_) => false,
    };
    let ended = state.obligations.iter().filter(|owed| owed.done.iter().any(released));
    let mut params: Vec<u32> = ended
        .filter_map(|owed| match owed.duty {
            Duty::Param(local) => ctx.body.params.iter().position(|param| *param == local).map(|n| n as u32),
            Duty::Resource(..) | Duty::Older(..) => None,
        })
        .collect();
    params.sort_unstable();
    params
}

/// Whether two values are the same pool: one may be the part of the other that a promoted method is called on.
fn related(ctx: &Ctx<'_>, left: Value, right: Value) -> bool {
    escape::is_part_of(ctx, left, right) || escape::is_part_of(ctx, right, left)
}

/// A callee checks out what its summary says.
pub fn callee_checks_out(
    ctx: &mut Ctx<'_>,
    state: &PathState,
    checkouts: &[CheckOut],
    callee: Name,
    input: &dyn Fn(u32) -> AbsVal,
    at: InstrId,
) {
    for checkout in checkouts {
        let base = match checkout.root {
            PoolRoot::Param(n) => input(n),
            PoolRoot::Global(package, name) if package == ctx.linked.path.package => {
                AbsVal::Sym(ctx.values.intern(ValueKind::Global(name)))
            }
            PoolRoot::Global(..) => continue,
        };
        if let AbsVal::Sym(pool) = super::eval::through(ctx, state, base, &checkout.fields) {
            let mut via = vec![callee];
            via.extend(checkout.via.iter().copied());
            let ended: Vec<AbsVal> = checkout.after.iter().map(|param| input(*param)).collect();
            check_out(ctx, state, pool, &via, &ended, at);
        }
    }
}

/// Whether an argument is a reference to something that a command is run on: a callee of such a name keeps nothing of it.
pub fn only_runs(ctx: &Ctx<'_>, bound: &Bound<'_>, n: usize) -> bool {
    let is_reference = match bound.call.args.get(n) {
        Some(Operand::Addr(_)) => true,
        Some(Operand::Place(place)) => {
            let ty = place.as_local().and_then(|local| ctx.linked.local_types.get(local));
            matches!(ty, Some(Type::Pointer(_)))
        }
        Some(Operand::Const(_) | Operand::Closure(_)) | None => false,
    };
    is_reference && bound.name.is_some_and(|name| ctx.catalog.uses_pool(name))
}
