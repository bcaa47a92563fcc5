//! Commands in texts: what begins with `BEGIN` and ends with `COMMIT`, said to a connection as text.
//!
//! A text counts where it is written as an argument of the call itself, or of the call that made its receiver, as in
//! `query("BEGIN").execute(&mut conn)`. A text of several commands is taken to end what it begins.

use crate::base::Name;
use crate::ir::{Call, Callee, Const, InstrKind, Local, Operand, Place};

use super::call::Bound;
use super::ctx::Ctx;
use super::escape;
use super::events;
use super::state::PathState;
use super::value::AbsVal;

/// Whether a call is given a single command that begins with one of these.
pub fn begins(ctx: &Ctx<'_>, call: &Call, words: &[String]) -> bool {
    texts(ctx, call).iter().any(|text| {
        let mut commands = commands(text);
        commands.next().is_some_and(|first| starts(first, words)) && commands.next().is_none()
    })
}

/// Ends what is ended by a command that this call is given together with its value.
pub fn ends(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>, deferred: bool) -> bool {
    let span = ctx.body.instrs[bound.at].span;
    let mut any = false;
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        let words = owed.resource().map_or(&[][..], |resource| &ctx.catalog.resource(resource).ends_said);
        let gets = |value: AbsVal| value.sym().is_some_and(|value| escape::carries(ctx, state, value, owed));
        let is_input = || [bound.receiver, bound.outer].into_iter().chain(bound.args.iter().copied()).any(gets);
        let said = |text: &String| commands(text).any(|command| starts(command, words) && !is_partial(command));
        if !words.is_empty() && is_input() && texts(ctx, bound.call).iter().any(said) {
            let gone = state.obligations.remove(n);
            any |= events::released(ctx, &gone, span, deferred);
        } else {
            n += 1;
        }
    }
    any
}

/// `ROLLBACK TO name` undoes a part and ends nothing.
fn is_partial(command: &str) -> bool {
    let mut words = command.split_ascii_whitespace().skip(1);
    words.any(|word| word.eq_ignore_ascii_case("TO"))
}

fn commands(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|command| !command.is_empty())
}

fn starts(command: &str, words: &[String]) -> bool {
    words.iter().any(|word| {
        let (head, rest) = command.split_at_checked(word.len()).unwrap_or((command, ""));
        head.eq_ignore_ascii_case(word) && !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_')
    })
}

/// The texts among the arguments of a call and of the calls that its receiver was made by.
fn texts(ctx: &Ctx<'_>, call: &Call) -> Vec<String> {
    const LINKS: usize = 4;
    let mut found = Vec::new();
    let mut at = Some(call);
    for _ in 0..LINKS {
        let Some(call) = at else { break };
        found.extend(call.args.iter().filter_map(text));
        at = match &call.callee {
            Callee::Place(place) => place.split_member().and_then(|(base, _)| maker(ctx, base.as_local()?)),
            Callee::Closure(_) => None,
        };
    }
    found
}

fn text(arg: &Operand) -> Option<String> {
    match arg {
        Operand::Const(Const::Str(written)) => Some(written.as_str().trim_matches(['"', '`']).to_owned()),
        Operand::Place(_) | Operand::Addr(_) | Operand::Const(_) | Operand::Closure(_) => None,
    }
}

/// The call that a temporary is the result of.
fn maker<'a>(ctx: &Ctx<'a>, local: Local) -> Option<&'a Call> {
    if ctx.body.locals[local].name.is_some() {
        return None;
    }
    ctx.body.instrs.iter().find_map(|instr| match &instr.kind {
        InstrKind::Call(call) => {
            let writes = call.dst.iter().flatten().any(|place| Place::as_local(place) == Some(local));
            writes.then_some(call.as_ref())
        }
        _ => None,
    })
}

/// Whether one of these methods is called on what a call hands out, in the same expression.
pub fn is_chained(ctx: &Ctx<'_>, call: &Call, methods: &[Name]) -> bool {
    let made = call.dst.first().and_then(|place| place.as_ref()).and_then(Place::as_local);
    let (Some(made), false) = (made, methods.is_empty()) else {
        return false;
    };
    ctx.body.instrs.iter().any(|instr| match &instr.kind {
        InstrKind::Call(later) => {
            let Callee::Place(place) = &later.callee else { return false };
            let of = place.split_member().filter(|(_, name)| methods.contains(name));
            of.is_some_and(|(base, _)| base.as_local() == Some(made))
        }
        _ => false,
    })
}
