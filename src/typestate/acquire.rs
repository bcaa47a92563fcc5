//! Acquisitions: new obligations with their guards.

use smallvec::SmallVec;

use crate::base::{Name, QName};
use crate::ir::{
    Call, Callee, Const, Element, InstrId, InstrKind, LocalKind, Operand, Place, Projection, Root, Rvalue, Target,
};
use crate::rule::{Acquire, Guard, Handle, LetGo, ResourceId};

use super::ctx::Ctx;
use super::ended;
use super::escape;
use super::eval;
use super::exit;
use super::fate::{Fate, Untracked};
use super::finding::Shape;
use super::handover;
use super::idle;
use super::made;
use super::obligation::{ARGUMENT_OUTPUT, Done, Duty, GuardKind, Obligation, PathGuard, RECEIVER_OUTPUT};
use super::outgoing;
use super::said;
use super::state::PathState;
use super::trace::{StepKind, Trace};
use super::value::{AbsVal, Value, ValueKind};

/// Whether the call's results go as a whole into another call: `must(os.Open(p))`. They are not followed.
pub fn passes_on_tuple(ctx: &Ctx<'_>, call: &Call, results: usize) -> bool {
    results > 1
        && matches!(call.dst.as_slice(), [Some(place)] if place
            .as_local()
            .is_some_and(|local| ctx.body.locals[local].kind == LocalKind::Temp))
}

/// Adds the obligation of one table entry to a state in which the call has just returned.
pub fn from_table(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    call: &Call,
    at: InstrId,
    entry: &Acquire,
    receiver: AbsVal,
    args: &[AbsVal],
) {
    if is_obsolete(ctx, entry.resource) || passes_on_tuple(ctx, call, entry.results.len()) {
        return;
    }
    if !entry.only_for.is_empty() && !takes_one_of(ctx, call, &entry.only_for) {
        return;
    }
    if said::is_chained(ctx, call, &entry.unless_called) {
        return;
    }
    let (handle, output) = handle_of(ctx, state, call, at, entry, (receiver, args));
    let Some(value) = handle.sym() else {
        return;
    };
    let guard = guard_of(ctx, at, entry.guard, value);
    let guard =
        guard.map(|(value, kind)| PathGuard { value, kind, examined: false, live_on_failure: entry.live_with_error });
    let context = entry.context.and_then(|n| args.get(n)).and_then(|value| value.sym());
    let weak = matches!(entry.handle, Handle::Receiver | Handle::Argument(_))
        && (outlives(ctx, value) || state.holders(value).any(|object| outlives(ctx, object)));
    let duty = Duty::Resource(at, output as u8, entry.resource);
    let mut owed = new_obligation(ctx, duty, value, at);
    owed.guard = guard;
    owed.parent = receiver.sym();
    owed.context = context;
    owed.keeps = entry.keeps;
    owed.idle = !entry.idle_under.is_empty() && idle::begins(ctx, call, entry, args);
    owed.weak = weak;
    if entry.handle == Handle::Receiver {
        // What began on the receiver begins anew; the same call in a loop does not lose a handle.
        state.obligations.retain(|other| other.duty != duty);
        begins_again(ctx, state, value, entry.resource);
        if handover::gives_back(state, value) {
            return;
        }
    }
    place(ctx, state, owed, call, output, matches!(entry.handle, Handle::Result(_)));
}

/// The entries of a callee that a call is meant by: what is said of calls with certain arguments comes before the rest.
pub fn that_apply<'a>(ctx: &Ctx<'_>, call: &Call, entries: &'a [Acquire]) -> SmallVec<[&'a Acquire; 2]> {
    let special: SmallVec<_> = entries.iter().filter(|entry| is_special(ctx, call, entry)).collect();
    if !special.is_empty() {
        return special;
    }
    let is_plain = |entry: &&Acquire| entry.said.is_empty() && entry.argument_made_by.is_empty();
    entries.iter().filter(is_plain).collect()
}

/// Whether an entry speaks of calls with certain arguments, and this is one.
fn is_special(ctx: &Ctx<'_>, call: &Call, entry: &Acquire) -> bool {
    made::has_argument_by(ctx.linked, call, &entry.argument_made_by) || said::begins(ctx, call, &entry.said)
}

/// What carries the duty, and the number of that output.
fn handle_of(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    call: &Call,
    at: InstrId,
    entry: &Acquire,
    (receiver, args): (AbsVal, &[AbsVal]),
) -> (AbsVal, usize) {
    match entry.handle {
        Handle::Result(n) => (AbsVal::Sym(ctx.site(at, n)), n),
        Handle::Receiver => (receiver, RECEIVER_OUTPUT as usize),
        Handle::Argument(n) => (args.get(n).copied().unwrap_or(AbsVal::Top), ARGUMENT_OUTPUT as usize),
        Handle::Behind(n) => {
            let output = outgoing::output(n, 0);
            (outgoing::behind(ctx, state, call, at, (n, output)).unwrap_or(AbsVal::Top), output as usize)
        }
        Handle::Element(n, number) => {
            let output = outgoing::output(n, number + 1);
            let written = outgoing::element(ctx, state, call, at, (n, number, output));
            (written.unwrap_or(AbsVal::Top), output as usize)
        }
    }
}

/// What tells whether the acquisition of `value` succeeded.
fn guard_of(ctx: &mut Ctx<'_>, at: InstrId, guard: Guard, value: Value) -> Option<(Value, GuardKind)> {
    match guard {
        Guard::Always => None,
        Guard::ResultNil(n) => Some((ctx.site(at, n), GuardKind::Nil)),
        Guard::ResultTrue(n) => Some((ctx.site(at, n), GuardKind::True)),
        Guard::HandleNotNil => Some((value, GuardKind::NotNil)),
        Guard::ResultNotNil(n) => Some((ctx.site(at, n), GuardKind::NotNil)),
        Guard::ResultZero(n) => Some((ctx.site(at, n), GuardKind::Zero)),
        Guard::ResultNotZero(n) => Some((ctx.site(at, n), GuardKind::NotZero)),
        Guard::FieldNil(name) => Some((ctx.field(value, name), GuardKind::Nil)),
    }
}

/// Whether an argument is a variable of one of these types.
fn takes_one_of(ctx: &Ctx<'_>, call: &Call, types: &[QName]) -> bool {
    let through_pointer = |place: &&Place| place.projections.iter().all(|it| *it == Projection::Deref);
    let places = call.args.iter().filter_map(|arg| arg.place().filter(through_pointer));
    let locals = places.filter_map(Place::root_local);
    let mut names = locals.filter_map(|local| ctx.linked.local_types.get(local)?.name());
    names.any(|name| types.contains(&name))
}

/// What was ended on an input and begins anew is, seen from outside, as it was.
fn begins_again(ctx: &Ctx<'_>, state: &mut PathState, value: Value, resource: ResourceId) {
    let releases = &ctx.catalog.resource(resource).releases;
    let done = |owed: &Obligation| owed.resource().is_none() && !owed.done.is_empty();
    state.obligations.change_where(done, |watched| {
        let (part, fields) = escape::split_to(ctx, value, watched.value);
        if part {
            watched.done.retain(|done| match done {
                Done::Method(on, method) => {
                    on[..] != fields[..] || !releases.iter().any(|release| release.is_method(&[], *method))
                }
                _ => true,
            });
        }
    });
}

/// Adds the obligation for a resource that a callee's summary hands out as part of result `n`.
pub fn from_summary(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    call: &Call,
    at: InstrId,
    resource: ResourceId,
    value: Value,
    n: usize,
) {
    if is_obsolete(ctx, resource) {
        return;
    }
    let owed = new_obligation(ctx, Duty::Resource(at, n as u8, resource), value, at);
    state.facts.set(value, super::facts::Fact::NotNil);
    place(ctx, state, owed, call, n, true);
}

/// Adds the obligation for a resource that sits in a field of an object a callee returned.
pub fn contained(
    ctx: &mut Ctx<'_>,
    state: &mut PathState,
    at: InstrId,
    resource: ResourceId,
    value: Value,
    output: u8,
) {
    if is_obsolete(ctx, resource) {
        return;
    }
    let owed = new_obligation(ctx, Duty::Resource(at, output, resource), value, at);
    state.facts.set(value, super::facts::Fact::NotNil);
    state.owe(owed);
}

/// Adds the obligation for what a literal makes.
pub fn literal(ctx: &mut Ctx<'_>, state: &mut PathState, at: InstrId, resource: ResourceId) {
    if !is_obsolete(ctx, resource) {
        let value = ctx.site(at, 0);
        let owed = new_obligation(ctx, Duty::Resource(at, 0, resource), value, at);
        state.owe(owed);
    }
}

fn place(ctx: &mut Ctx<'_>, state: &mut PathState, mut owed: Obligation, call: &Call, n: usize, by_result: bool) {
    let dropped = by_result && call.dst.get(n).is_none_or(Option::is_none);
    if let Duty::Resource(at, _, resource) = owed.duty
        && is_let_go(ctx, state, resource, call, dropped)
    {
        let span = ctx.body.instrs[at].span;
        ctx.record(&owed, Fate::Untracked(Untracked::LetGo), span, Shape::NeverReleased, false);
        return;
    }
    ended::begins(state, &owed);
    if dropped {
        owed.dropped = true;
        if let Some(site) = owed.site() {
            owed.trace.push(StepKind::Discarded, ctx.body.instrs[site].span);
        }
    }
    state.owe(owed);
}

/// Whether the table knows a sign, and the function shows it, that the resource is not to be followed.
fn is_let_go(ctx: &mut Ctx<'_>, state: &PathState, resource: ResourceId, call: &Call, dropped: bool) -> bool {
    let (body, catalog) = (ctx.body, ctx.catalog);
    let sets = |field: Name| {
        body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Assign { src: Rvalue::Composite { elements, .. }, .. } => {
                elements.iter().any(|(element, _)| *element == Element::Field(field))
            }
            _ => false,
        })
    };
    catalog.resource(resource).let_go_by.iter().any(|sign| match sign {
        LetGo::Drop => dropped,
        LetGo::Field(field) => sets(*field),
        LetGo::OnlyOn(system) => ctx.linked.only_on == Some(*system),
        LetGo::Argument(text) => call.args.iter().any(|arg| says(arg, *text)) || is_made_with(ctx, state, call, *text),
    })
}

/// Whether the receiver or an argument was made by a call with this text among its arguments: the request that is sent.
fn is_made_with(ctx: &mut Ctx<'_>, state: &PathState, call: &Call, text: Name) -> bool {
    let receiver = match &call.callee {
        Callee::Place(place) => place.split_member().map(|(base, _)| Operand::Place(base)),
        Callee::Closure(_) => None,
    };
    call.args.iter().chain(&receiver).any(|operand| {
        let value = eval::operand(ctx, state, operand);
        let made = value.sym().and_then(|value| match ctx.values.kind(value) {
            ValueKind::Site(at, 0) => ctx.body.call(at),
            _ => None,
        });
        made.is_some_and(|made| made.args.iter().any(|arg| says(arg, text)))
    })
}

/// Whether an argument is a text, or a constant of this name.
fn says(arg: &Operand, text: Name) -> bool {
    match arg {
        Operand::Const(Const::Str(written)) => written.as_str().trim_matches(['"', '`']) == text.as_str(),
        Operand::Place(place) if matches!(place.root, Root::Global(_)) => {
            place.split_member().is_some_and(|(_, name)| name == text)
        }
        Operand::Place(_) | Operand::Addr(_) | Operand::Const(_) | Operand::Closure(_) => false,
    }
}

fn new_obligation(ctx: &Ctx<'_>, duty: Duty, value: Value, at: InstrId) -> Obligation {
    let is_due = match duty {
        Duty::Resource(_, _, resource) | Duty::Older(_, _, resource) => {
            ctx.catalog.resource(resource).owed_after.is_empty()
        }
        Duty::Param(_) => true,
    };
    Obligation { is_due, trace: Trace::start(StepKind::Acquired, ctx.body.instrs[at].span), ..blank(duty, value) }
}

/// An obligation that nothing is known of yet.
pub fn blank(duty: Duty, value: Value) -> Obligation {
    Obligation {
        duty,
        value,
        guard: None,
        done: Vec::new(),
        kept: false,
        parent: None,
        context: None,
        deferred_in_loop: None,
        may_panic: None,
        weak: false,
        released_at_exit: None,
        stored_in: None,
        uncertain: false,
        helpless: false,
        idle: false,
        lent: false,
        passed_on: None,
        dropped: false,
        is_due: true,
        undone: None,
        keeps: false,
        written: false,
        trace: Trace::default(),
    }
}

/// The obligation that watches a parameter for the summary.
pub fn watch_parameter(ctx: &mut Ctx<'_>, state: &mut PathState, local: crate::ir::Local) {
    let value = ctx.initial(local);
    state.owe(blank(Duty::Param(local), value));
}

/// Before a site acquires: what it acquired in an earlier round of a loop and is still owed is lost now.
pub fn begin(ctx: &mut Ctx<'_>, state: &mut PathState, at: InstrId) {
    let span = ctx.body.instrs[at].span;
    if state.obligations.iter().any(|owed| owed.site() == Some(at)) {
        exit::acquired_again(ctx, state, at, span);
    }
    if ctx.in_loop(at) {
        state.forget_site(at, &ctx.values);
    }
}

/// Resources that newer versions of the language reclaim by themselves.
fn is_obsolete(ctx: &Ctx<'_>, resource: ResourceId) -> bool {
    ctx.catalog.resource(resource).until_version.is_some_and(|last| ctx.linked.language_version > last)
}

/// Whether a value is known outside the function: a parameter, a field of one, a package-level variable.
fn outlives(ctx: &Ctx<'_>, value: Value) -> bool {
    let (base, fields) = ctx.values.split_fields(value);
    match ctx.values.kind(base) {
        ValueKind::Init(_) | ValueKind::Global(_) => true,
        ValueKind::Site(at, _) => {
            // What a function of the program hands out may be known elsewhere too.
            let handed_out = ctx.body.call(at).is_some_and(|call| matches!(ctx.target(call), Target::Known { .. }));
            let element = matches!(
                &ctx.body.instrs[at].kind,
                crate::ir::InstrKind::Assign { src: crate::ir::Rvalue::RangeElement { .. }, .. }
            );
            handed_out || element || !fields.is_empty() && !eval::keeps_within(ctx, base)
        }
        _ => false,
    }
}
