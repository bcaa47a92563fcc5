//! Calls: what they release, take, prove and return.

use smallvec::smallvec;

use crate::base::Name;
use crate::ir::{Call, Callee, InstrId, LocalKind, Place, Root, Target};
use crate::rule::{EffectKind, FuncModel, Position};

use super::acquire;
use super::apply;
use super::assertion;
use super::closure;
use super::combinator;
use super::ctx::Ctx;
use super::ended;
use super::escape;
use super::eval;
use super::events;
use super::exit;
use super::facts::Fact;
use super::fate::{EscapeReason, Fate};
use super::grown;
use super::guarded;
use super::handover;
use super::kept;
use super::list;
use super::meanwhile;
use super::obligation::{GuardKind, PathGuard};
use super::pool;
use super::refine;
use super::results;
use super::said;
use super::scope;
use super::state::{PathState, States};
use super::told::Told;
use super::value::{AbsVal, Args, ValueKind};

/// A call with what its operands hold.
pub struct Bound<'a> {
    /// The call.
    pub call: &'a Call,
    /// The instruction.
    pub at: InstrId,
    /// What it calls.
    pub target: &'a Target,
    /// What the tables say of it.
    pub told: Told<'a>,
    /// What the callee place as a whole holds: a function value, or a method value.
    pub callee: AbsVal,
    /// The receiver of a method call; `Top` for plain functions.
    pub receiver: AbsVal,
    /// The same before promotion: the object the method is called on as written.
    pub outer: AbsVal,
    /// The method's or function's own name, if it is called by one.
    pub name: Option<Name>,
    /// What the arguments hold.
    pub args: Args,
}

impl Bound<'_> {
    /// Inputs numbered as in summaries: the receiver first if the callee is a method.
    pub fn input(&self, n: u32) -> AbsVal {
        let method = self.target.path().is_some_and(|path| path.receiver.is_some());
        match (method, n) {
            (true, 0) => self.receiver,
            (true, n) => self.args.get(n as usize - 1).copied().unwrap_or(AbsVal::Top),
            (false, n) => self.args.get(n as usize).copied().unwrap_or(AbsVal::Top),
        }
    }
}

/// Evaluates the operands of a call.
pub fn bind<'a>(ctx: &mut Ctx<'a>, state: &PathState, call: &'a Call, at: InstrId) -> Bound<'a> {
    let target = ctx.target(call);
    let args = call.args.iter().map(|arg| eval::operand(ctx, state, arg)).collect();
    let mut bound = Bound {
        call,
        at,
        target,
        told: ctx.told(call),
        callee: AbsVal::Top,
        receiver: AbsVal::Top,
        outer: AbsVal::Top,
        name: None,
        args,
    };
    match &call.callee {
        Callee::Closure(closure) => bound.callee = AbsVal::Closure(*closure),
        Callee::Place(place) => bind_place(ctx, state, place, &mut bound),
    }
    bound
}

fn bind_place(ctx: &mut Ctx<'_>, state: &PathState, place: &Place, bound: &mut Bound<'_>) {
    bound.callee = eval::place(ctx, state, place);
    let Some((base, name)) = place.split_member() else {
        if let Root::Global(name) = place.root {
            bound.name = Some(name);
        }
        return;
    };
    bound.name = Some(name);
    let is_function = bound.target.path().is_some_and(|path| path.receiver.is_none());
    if !is_function {
        let receiver = eval::place(ctx, state, &base);
        bound.outer = receiver;
        bound.receiver = eval::through(ctx, state, receiver, bound.target.through());
    }
}

/// A call that runs now.
pub fn normal<'a>(ctx: &mut Ctx<'a>, mut state: PathState, call: &'a Call, at: InstrId, out: &mut Vec<PathState>) {
    let body = ctx.body;
    let bound = bind(ctx, &state, call, at);
    if let AbsVal::Closure(literal) = bound.callee {
        closure::call(ctx, state, literal, &bound, out);
        return;
    }
    if let Target::Conversion(_) = bound.target {
        let value = bound.args.first().copied().unwrap_or(AbsVal::Top);
        assign(ctx, &mut state, call, at, 0, value);
        out.push(state);
        return;
    }
    if is_nil_interface(&state, &bound) {
        return;
    }
    if grown::grow(ctx, &mut state, &bound) {
        out.push(state);
        return;
    }
    forget_zero_receiver(ctx, &mut state, &bound);
    let model = bound.told.model;
    if let Some(kind) = model.no_return {
        exit::no_return(ctx, state, kind, body.instrs[at].span);
        return;
    }
    if !assertion::holds(ctx, &mut state, model, &bound) {
        return;
    }
    assertion::believe(ctx, &mut state, model, &bound);
    if model.returns_if_present && !refine::assume_fact(ctx, &mut state, bound.receiver, Fact::NotNil) {
        return;
    }
    if let (Some(calls), Some(literal)) = (model.calls_where, combinator::literal(&bound)) {
        return combinator::run(ctx, state, &bound, calls, literal, out);
    }
    pool::by_table(ctx, &state, model, &bound);
    ended::called(ctx, &mut state, &bound);
    let known = state.ended.len();
    let released = release(ctx, &mut state, &bound, false);
    scope::used(ctx, &mut state, &bound);
    ended::note_release(&mut state, known, call, at);
    if model.may_panic || is_callback(ctx, &bound) && !is_own_variable(ctx, &bound) {
        exit::note_may_panic(ctx, &mut state, body.instrs[at].span);
    }
    for state in inputs(ctx, state, &bound, released) {
        finish(ctx, state, &bound, model, out);
    }
}

/// A method of an interface value that is nil panics: `err.Error()` where the error is nil.
fn is_nil_interface(state: &PathState, bound: &Bound<'_>) -> bool {
    let by_interface = matches!(bound.target, Target::External { interface: true, .. });
    by_interface && state.known(bound.outer) == Some(Fact::Nil)
}

/// A method may fill a variable that still has its zero value: `errs.Add(err)`.
fn forget_zero_receiver(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let Callee::Place(place) = &bound.call.callee else {
        return;
    };
    let local = place.split_member().and_then(|(base, _)| base.as_local());
    if let (Some(local), AbsVal::Nil) = (local, bound.outer) {
        let value = ctx.values.intern(ValueKind::Written(bound.at, u8::MAX));
        state.facts.remove(value);
        state.set_local(local, AbsVal::Sym(value));
    }
}

/// Whether a function value of unknown origin is called: it may do anything, panic included.
fn is_callback(ctx: &Ctx<'_>, bound: &Bound<'_>) -> bool {
    matches!(bound.target, Target::Value(_))
        && bound.callee.sym().is_some_and(|value| matches!(ctx.values.kind(value), ValueKind::Init(_)))
}

/// Whether the function value is in a variable that the function, or the one around the literal, has set itself.
fn is_own_variable(ctx: &Ctx<'_>, bound: &Bound<'_>) -> bool {
    bound.callee.sym().is_some_and(|value| {
        matches!(ctx.values.kind(value), ValueKind::Init(local) if ctx.body.locals[local].kind == LocalKind::Var)
    })
}

/// Direct releases by the call. Returns whether there was one.
pub fn release(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, deferred: bool) -> bool {
    if !deferred && ctx.in_defer == 0 {
        handover::note_ended_for_others(ctx, state, bound);
    }
    if state.obligations.is_empty() {
        return false;
    }
    let span = ctx.body.instrs[bound.at].span;
    let mut any = false;
    if let (AbsVal::Sym(receiver), Some(name)) = (bound.receiver, bound.name) {
        let plausible = may_release(ctx, bound.target);
        any |= events::method_called(ctx, state, receiver, name, span, deferred, plausible);
        if let Some(given) = ctx.catalog.release_if_given(name, bound.args.len()) {
            any |= events::method_called(ctx, state, receiver, given, span, deferred, plausible);
        }
        if let (false, AbsVal::Sym(outer)) = (any || bound.outer == bound.receiver, bound.outer) {
            any |= events::method_called(ctx, state, outer, name, span, deferred, plausible);
        }
        let by_table = bound.told.effects.is_some();
        let followed = matches!(bound.target, Target::Known { .. }) && !by_table;
        if !any && ctx.catalog.is_release_name(name) && !followed {
            events::container_released(ctx, state, receiver, name, span, deferred);
            // Which of the embedded fields has the method is not known where one of them is out of sight.
            match (bound.outer, bound.target) {
                (AbsVal::Sym(outer), Target::External { signature: None, .. }) => {
                    events::container_released(ctx, state, outer, name, span, deferred);
                }
                (AbsVal::Sym(outer), _) => events::wrapped_released(ctx, state, outer, name, span, deferred),
                _ => {}
            }
        }
    }
    if let (AbsVal::Sym(callee), false) = (bound.callee, any) {
        let func_value = matches!(bound.target, Target::Value(_));
        any |= events::function_called(ctx, state, callee, span, deferred, func_value)
            || events::cleanup_called(ctx, state, callee, span, deferred);
        if let (false, ValueKind::Field(object, method)) = (any, ctx.values.kind(callee))
            && matches!(bound.target, Target::Value(_) | Target::Unknown)
            && ctx.catalog.is_release_name(method)
        {
            events::container_released(ctx, state, object, method, span, deferred);
        }
    }
    any |= said::ends(ctx, state, bound, deferred);
    // `pool.Put(conn)` is noted of a watched `pool` and releases `conn` all the same.
    if let Some(path) = bound.target.path() {
        for (n, arg) in bound.args.iter().enumerate() {
            any |= events::argument_released(ctx, state, path, n, *arg, span, deferred);
        }
    }
    any
}

/// Whether a method of this type may release something: a library type that no table names does not.
fn may_release(ctx: &Ctx<'_>, target: &Target) -> bool {
    match target {
        Target::External { path, interface: false, .. } => path.receiver.is_none_or(|receiver| {
            let ty = crate::base::QName { package: path.package, name: receiver };
            !path.in_standard_library() || !ctx.catalog.resources_of_type(ty).is_empty()
        }),
        _ => true,
    }
}

/// What the callee does to its inputs beyond direct releases.
pub fn inputs(ctx: &mut Ctx<'_>, mut state: PathState, bound: &Bound<'_>, released: bool) -> States {
    if let Target::Builtin(name) = bound.target {
        builtin(ctx, &mut state, name.as_str(), bound);
        return smallvec![state];
    }
    if let Some(effects) = bound.told.effects {
        return table_effects(ctx, state, bound, effects);
    }
    if bound.told.is_acquirer {
        literals(ctx, &mut state, bound);
        scope::moved_to_library(ctx, &mut state, bound);
        return smallvec![state];
    }
    if let Target::Known { id, .. } = bound.target
        && let Some(summary) = ctx.summaries.summary(*id)
    {
        return apply::summary(ctx, state, bound, &summary);
    }
    if !released {
        for arg in &bound.args {
            if let AbsVal::Closure(literal) = arg {
                closure::may_run(ctx, &mut state, *literal);
            }
        }
        unknown_callee(ctx, &mut state, bound);
        if let Some(summary) = bound.target.body().and_then(|id| ctx.summaries.summary(id)) {
            return apply::to_receiver(ctx, state, bound, &summary);
        }
    }
    smallvec![state]
}

fn builtin(ctx: &mut Ctx<'_>, state: &mut PathState, name: &str, bound: &Bound<'_>) {
    let span = ctx.body.instrs[bound.at].span;
    match name {
        "append" => list::append(ctx, state, bound, span),
        "close" => {
            if let Some(channel) = bound.args.first().and_then(|arg| arg.sym()) {
                events::channel_closed(ctx, state, channel, span);
            }
        }
        "panic" => {
            for arg in &bound.args {
                escape::give_away(ctx, state, *arg, Fate::Escaped(EscapeReason::UnknownStore), span);
            }
        }
        _ => {}
    }
}

fn table_effects(
    ctx: &mut Ctx<'_>,
    mut state: PathState,
    bound: &Bound<'_>,
    effects: &[crate::rule::Effect],
) -> States {
    let span = ctx.body.instrs[bound.at].span;
    let mut forked = Vec::new();
    let mut once = Vec::new();
    for effect in effects {
        let on: Args = match effect.on {
            Position::Receiver => smallvec![bound.receiver],
            Position::Argument(n) => bound.args.get(n).copied().into_iter().collect(),
            Position::AnyArgument => bound.args.clone(),
        };
        for value in on {
            match effect.kind {
                EffectKind::Takes if meanwhile::leaves_callee(ctx, &state, bound, effect.until, value) => {
                    meanwhile::register(ctx, &mut state, value);
                }
                EffectKind::Takes => {
                    escape::give_away(ctx, &mut state, value, Fate::Passed, span);
                    if let AbsVal::Closure(literal) = value {
                        kept::capture(ctx, &mut state, literal, &Fate::Passed, bound.at);
                    }
                }
                EffectKind::Releases => events::taken_over(ctx, &mut state, value, span, false),
                EffectKind::Wraps | EffectKind::Aliases => {
                    results::wrap(ctx, &mut state, bound, 0, value);
                }
                // What the result is then is told where results are.
                EffectKind::Borrows | EffectKind::Same => {}
                EffectKind::Forgets => scope::forgotten(ctx, &mut state, value, span),
                EffectKind::Writes => ended::written(&mut state, value),
                EffectKind::CallsLater => match value {
                    AbsVal::Sym(function) => {
                        if !events::value_called(ctx, &mut state, function, span, true) {
                            state.defer(bound.at, value, Args::new());
                        }
                    }
                    _ => state.defer(bound.at, value, Args::new()),
                },
                EffectKind::CallsOnce => {
                    if let AbsVal::Closure(literal) = value {
                        once.push(literal);
                    }
                }
                EffectKind::CallsNow => {
                    if let AbsVal::Closure(literal) = value {
                        forked.push(literal);
                    }
                }
            }
        }
    }
    let mut states = smallvec![state];
    for literal in forked {
        states = states.into_iter().flat_map(|state| closure::called_now(ctx, state, literal)).collect();
    }
    for literal in once {
        states = states.into_iter().flat_map(|state| closure::called_once(ctx, state, literal)).collect();
    }
    states
}

/// Function literals among the arguments of a callee that is known to keep nothing else.
fn literals(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let span = ctx.body.instrs[bound.at].span;
    for arg in bound.args.iter().filter(|arg| matches!(arg, AbsVal::Closure(_))) {
        escape::give_away(ctx, state, *arg, Fate::Escaped(EscapeReason::Captured), span);
    }
}

/// A callee nothing is known of takes what it is given, unless it belongs to the standard library, whose
/// exceptions the tables list, or declares a parameter that cannot be released.
pub fn unknown_callee(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    if state.obligations.is_empty() {
        return;
    }
    examine_guards(state, bound);
    let trusted =
        matches!(bound.target, Target::External { path, interface: false, .. } if ctx.catalog.keeps_nothing(*path));
    let borrowed = if trusted { u64::MAX } else { ctx.summaries.borrowed_arguments(bound.target) };
    if is_callback(ctx, bound) {
        kept::lend(ctx, state, &bound.args, &callee_text(bound), bound.at);
        return;
    }
    let span = ctx.body.instrs[bound.at].span;
    let has_owners = ctx.linked.language.has_owners();
    if has_owners && bound.name.is_some_and(|name| name.as_str().starts_with("into_")) {
        // By its name it takes what it is called on.
        escape::give_away(ctx, state, bound.receiver, Fate::Passed, span);
    }
    for (n, arg) in bound.args.iter().enumerate() {
        if has_owners && pool::only_runs(ctx, bound, n) {
            continue;
        }
        let literal = matches!(arg, AbsVal::Closure(_)) || is_method_value(ctx, *arg);
        let until = bound.name.and_then(|name| ctx.catalog.taken_out_by(name, n));
        if until.is_some() && meanwhile::leaves_callee(ctx, state, bound, until, *arg) {
            meanwhile::register(ctx, state, *arg);
        } else if has_owners && bound.call.args.get(n).is_some_and(|given| scope::is_reference(ctx, given)) {
            escape::lend(ctx, state, *arg, &callee_text(bound), span);
        } else if results::is_wrapper(ctx, state, bound, *arg) {
            results::wrap(ctx, state, bound, n, *arg);
        } else if literal || borrowed & (1 << n.min(63)) == 0 {
            let fate = if literal {
                Fate::Escaped(EscapeReason::Captured)
            } else {
                Fate::Escaped(EscapeReason::UnknownCallee(callee_text(bound)))
            };
            kept::pass(ctx, state, *arg, fate, bound.at);
            if let (AbsVal::Closure(literal), false, false) = (*arg, trusted, has_owners) {
                kept::capture(ctx, state, literal, &Fate::Escaped(EscapeReason::Captured), bound.at);
            }
        }
    }
}

/// Whether a value is a method that releases something: `f.Close`.
fn is_method_value(ctx: &Ctx<'_>, value: AbsVal) -> bool {
    value.sym().is_some_and(
        |value| matches!(ctx.values.kind(value), ValueKind::Field(_, name) if ctx.catalog.is_release_name(name)),
    )
}

/// An error that goes where nothing is known of may have been tested there.
fn examine_guards(state: &mut PathState, bound: &Bound<'_>) {
    if matches!(bound.target, Target::External { path, .. } if path.in_standard_library()) {
        return;
    }
    let examines = |guard: &PathGuard| {
        !guard.examined && guard.kind == GuardKind::Nil && bound.args.contains(&AbsVal::Sym(guard.value))
    };
    state.obligations.change_where(
        |owed| owed.guard.as_ref().is_some_and(examines),
        |owed| owed.guard.iter_mut().for_each(|guard| guard.examined = true),
    );
}

/// The callee in words, for reasons.
fn callee_text(bound: &Bound<'_>) -> String {
    match (bound.target.path(), bound.name) {
        (Some(path), _) => path.to_string(),
        (None, Some(name)) => name.to_string(),
        (None, None) => "a function value".to_owned(),
    }
}

/// Acquisitions and results.
fn finish(ctx: &mut Ctx<'_>, mut state: PathState, bound: &Bound<'_>, model: &FuncModel, out: &mut Vec<PathState>) {
    if guarded::results_of_only(ctx, &mut state, bound) {
        out.push(state);
        return;
    }
    let entries = bound.told.entries;
    if entries.is_empty() && matches!(bound.target, Target::Known { .. }) && apply::has_results(ctx, bound) {
        // What a table says of the answer is more than the body of an assertion tells.
        if model.says_answer() && !bound.call.dst.is_empty() {
            let answer = results::result(ctx, &mut state, bound, model, 0);
            assign(ctx, &mut state, bound.call, bound.at, 0, answer);
        }
        out.push(state);
        return;
    }
    acquire::begin(ctx, &mut state, bound.at);
    let results: Args = (0..bound.call.dst.len()).map(|n| results::result(ctx, &mut state, bound, model, n)).collect();
    // Owed before it is assigned: a destination that outlives the function takes it at once.
    for entry in acquire::that_apply(ctx, bound.call, entries) {
        acquire::from_table(ctx, &mut state, bound.call, bound.at, entry, bound.receiver, &bound.args);
    }
    for (n, value) in results.into_iter().enumerate() {
        assign(ctx, &mut state, bound.call, bound.at, n, value);
    }
    results::written_through(ctx, &mut state, bound);
    out.push(state);
}

/// Writes result `n` to its destination.
pub fn assign(ctx: &mut Ctx<'_>, state: &mut PathState, call: &Call, at: InstrId, n: usize, value: AbsVal) {
    if let Some(Some(place)) = call.dst.get(n) {
        if !state.obligations.is_empty() && super::transfer::writes_nil_map(ctx, state, place) {
            exit::note_may_panic(ctx, state, ctx.body.instrs[at].span);
        }
        eval::write(ctx, state, place, value, at);
    }
}
