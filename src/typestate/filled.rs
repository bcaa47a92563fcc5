//! What a function leaves in a field of something that it is given.
//!
//! ```go
//! func (c *client) connect() (err error) {
//!     c.conn, err = net.Dial("tcp", c.addr)   // stored: `c` owes it now
//!     return err
//! }
//!
//! c := &client{addr: addr}
//! err := c.connect()                          // who has made `c` owes what is in it
//! ```
//!
//! That is said of objects only that the caller has made by a literal, and that the callee has not kept: anything else
//! may have an owner that is out of sight.

use std::sync::Arc;

use crate::ir::{Call, Callee, InstrKind, Local, Place, Rvalue};

use super::acquire;
use super::call::Bound;
use super::ctx::{Ctx, Holder};
use super::elsewhere;
use super::escape;
use super::eval;
use super::facts::Fact;
use super::obligation::{Duty, FIRST_FILL_OUTPUT, Obligation, RECEIVER_OUTPUT};
use super::state::PathState;
use super::summary::{Case, Fill, ResultEffect, Summary};
use super::value::{AbsVal, Value, ValueKind};

/// Fields of each parameter that are told of.
const PER_PARAM: u8 = 4;

/// Parameters whose fields are told of.
const PARAMS: u8 = (RECEIVER_OUTPUT - FIRST_FILL_OUTPUT) / PER_PARAM;

/// What the function has left in fields of its parameters where this path ends, in order.
pub fn of(ctx: &mut Ctx<'_>, state: &PathState, number: &dyn Fn(Local) -> Option<u32>) -> Vec<Fill> {
    let mut fills = Vec::new();
    if ctx.linked.language.has_owners() {
        return fills;
    }
    for owed in &state.obligations {
        let (Some(resource), Some(field)) = (owed.resource(), owed.stored_in) else { continue };
        let (base, fields) = ctx.values.split_fields(field);
        let ValueKind::Init(local) = ctx.values.kind(base) else { continue };
        let Some(param) = number(local).filter(|param| *param < u32::from(PARAMS)) else { continue };
        if is_certain(owed) && eval::through(ctx, state, AbsVal::Sym(base), &fields) == AbsVal::Sym(owed.value) {
            fills.push(Fill { param, fields: Arc::from(fields), resource });
        }
    }
    fills.sort();
    fills.dedup();
    fills
}

fn is_certain(owed: &Obligation) -> bool {
    let settled = owed.released_at_exit.is_some() || owed.deferred_in_loop.is_some() || owed.undone.is_some();
    let doubtful = owed.uncertain || owed.lent || owed.helpless || owed.weak || owed.idle || owed.passed_on.is_some();
    owed.guard.is_none() && owed.is_due && !settled && !doubtful
}

/// The caller owes what a case leaves in objects that it has made.
pub fn apply(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, summary: &Summary, case: &Case) {
    let mut counters = [0u8; PARAMS as usize];
    for fill in &case.fills {
        let kept = case.effects.iter().any(|effect| effect.param == fill.param && effect.kept);
        let counter = &mut counters[fill.param as usize];
        if kept || *counter == PER_PARAM || !is_owner(ctx, bound, fill.param) {
            continue;
        }
        let Some((object, name)) = made_here(ctx, state, bound, fill) else { continue };
        let part = ctx.field(object, name);
        let output = FIRST_FILL_OUTPUT + fill.param as u8 * PER_PARAM + *counter;
        *counter += 1;
        acquire::contained(ctx, state, bound.at, fill.resource, part, output);
        state.set_field(object, name, AbsVal::Sym(part));
        let uncertain = is_left_out(summary, case, fill);
        let is_it = |owed: &Obligation| matches!(owed.duty, Duty::Resource(at, n, _) if at == bound.at && n == output);
        state.obligations.change_where(is_it, |owed| owed.uncertain |= uncertain);
    }
}

/// Whether another case that looks the same from here, and is no failure, leaves nothing there.
fn is_left_out(summary: &Summary, case: &Case, fill: &Fill) -> bool {
    let fails = |other: &Case| other.results.last() == Some(&ResultEffect::Is(Fact::NotNil));
    summary.cases.iter().any(|other| {
        !fails(other) && !other.fills.contains(fill) && other.given.iter().all(|given| case.given.contains(given))
    })
}

/// The object that a field belongs to, if it was made here and nobody else knows it.
fn made_here(
    ctx: &mut Ctx<'_>,
    state: &PathState,
    bound: &Bound<'_>,
    fill: &Fill,
) -> Option<(Value, crate::base::Name)> {
    let (name, inner) = fill.fields.split_last()?;
    let whole = bound.input(fill.param).sym()?;
    let (made, _) = ctx.values.split_fields(whole);
    let ValueKind::Site(at, _) = ctx.values.kind(made) else { return None };
    let literal = matches!(&ctx.body.instrs[at].kind, InstrKind::Assign { src: Rvalue::Composite { .. }, .. });
    let object = eval::through(ctx, state, AbsVal::Sym(whole), inner).sym()?;
    let own = literal && escape::is_part_of(ctx, object, made) && !elsewhere::is_known(ctx, state, made, bound.at);
    own.then_some((object, *name))
}

/// Whether whoever has the object can end what is in it.
fn is_owner(ctx: &Ctx<'_>, bound: &Bound<'_>, param: u32) -> bool {
    let local = input(ctx, bound.call, param).and_then(|place| place.as_local());
    let ty = local.and_then(|local| ctx.linked.local_types.get(local));
    ty.is_some_and(|ty| ctx.summaries.holder(ty) == Holder::Owner)
}

/// The place that is given for a parameter, the receiver first.
fn input(ctx: &Ctx<'_>, call: &Call, param: u32) -> Option<Place> {
    let method = ctx.target(call).path().is_some_and(|path| path.receiver.is_some());
    match (method, &call.callee) {
        (true, Callee::Place(place)) if param == 0 => place.split_member().map(|(base, _)| base),
        _ => call.args.get((param as usize).checked_sub(usize::from(method))?)?.place().cloned(),
    }
}

/// Whether an output stands for a field of a parameter.
pub fn is_output(output: u8) -> bool {
    (FIRST_FILL_OUTPUT..RECEIVER_OUTPUT).contains(&output)
}

/// What was given to a call for the parameter that an output stands for a field of.
pub fn place(ctx: &Ctx<'_>, call: &Call, output: u8) -> Option<Place> {
    input(ctx, call, u32::from((output - FIRST_FILL_OUTPUT) / PER_PARAM))
}
