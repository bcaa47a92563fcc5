//! What has ended on a path, and what is done with it afterwards.
//!
//! A release takes an obligation off the path. Where the tables say that something depends on what follows, it is kept
//! here: methods that cannot work any more, a second release that does harm, an error that must be asked for, data that
//! is lost if the release fails. An end is known of a path only where all ways to the point agree on it; what might
//! bring the thing back to life blurs it, and then nothing is said.

use crate::base::Span;
use crate::ir::{Call, Cond, InstrId, InstrKind, Operand, Place, Root, Target, Terminator};
use crate::rule::Release;

use super::borrowed;
use super::call::Bound;
use super::ctx::Ctx;
use super::escape::{self, Taker};
use super::eval;
use super::finding::Shape;
use super::flow;
use super::obligation::Obligation;
use super::shared::Shared;
use super::state::PathState;
use super::trace::StepKind;
use super::value::{AbsVal, Value};

/// A resource that has ended on this path.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The obligation as it was.
    pub owed: Obligation,
    /// The call that released it, if that is in sight.
    pub by: Option<InstrId>,
    /// It was iterated to its end, and nobody has asked yet whether that was an error.
    pub unasked: bool,
    /// It was written to, and the error of its release was dropped.
    pub unchecked: bool,
    /// Something may have brought it back to life.
    pub blurred: bool,
    /// The error of its release was tested, and is nil.
    pub succeeded: bool,
    /// Branches taken since.
    pub branches: u32,
}

/// Something done to what has ended.
#[derive(Clone, Debug)]
pub struct Misuse {
    /// What kind.
    pub shape: Shape,
    /// What it was done to, with the path.
    pub owed: Obligation,
    /// The instruction, or the exit.
    pub at: Option<InstrId>,
    /// Nothing lies between the end and this.
    pub straight: bool,
}

impl Ended {
    /// Whether two paths on which it differs must be kept apart.
    fn is_pending(&self) -> bool {
        self.unasked || self.unchecked
    }

    fn is_same(&self, other: &Ended) -> bool {
        self.owed.duty == other.owed.duty && self.owed.value == other.owed.value
    }
}

/// Whether two paths wait for the same questions.
pub fn pend_alike(left: &[Ended], right: &[Ended]) -> bool {
    let covered = |these: &[Ended], those: &[Ended]| {
        these.iter().filter(|ended| ended.is_pending()).all(|ended| {
            those.iter().any(|other| {
                ended.is_same(other) && ended.unasked == other.unasked && ended.unchecked == other.unchecked
            })
        })
    };
    covered(left, right) && covered(right, left)
}

/// Keeps what has ended on both paths; returns whether anything changed.
pub fn join(mine: &mut Shared<Ended>, theirs: &Shared<Ended>) -> bool {
    if mine.is_same(theirs) {
        return false;
    }
    let mut changed = mine.retain(|ended| theirs.iter().any(|other| ended.is_same(other)));
    for ended in mine {
        let Some(other) = theirs.iter().find(|other| ended.is_same(other)) else { continue };
        changed |= other.blurred && !ended.blurred;
        ended.blurred |= other.blurred;
        changed |= ended.succeeded && !other.succeeded;
        ended.succeeded &= other.succeeded;
        ended.branches = ended.branches.max(other.branches);
    }
    changed
}

/// Notes the end of an obligation, if it matters what comes after it.
pub fn note(ctx: &Ctx<'_>, state: &mut PathState, mut owed: Obligation, span: Option<Span>) {
    let Some(resource) = owed.resource() else {
        return;
    };
    // What began on something of the caller's may be meant for the caller, where it has not ended.
    let for_caller = owed.is_on_input() && owed.weak;
    if !(for_caller || ctx.catalog.resource(resource).is_followed_to_the_end()) || owed.is_inside_an_object() {
        return;
    }
    if let Some(span) = span {
        owed.trace.push(StepKind::Finished, span);
    }
    let mut ended =
        Ended { owed, by: None, unasked: false, unchecked: false, blurred: false, succeeded: false, branches: 0 };
    // Held twice, ended once, as far as can be told.
    for other in state.ended.iter_mut().filter(|other| other.owed.value == ended.owed.value) {
        if other.owed.resource() == Some(resource) {
            other.blurred = true;
            ended.blurred = true;
        }
    }
    state.ended.push(ended);
}

/// It begins anew.
pub fn begins(state: &mut PathState, owed: &Obligation) {
    state.ended.retain(|ended| ended.owed.value != owed.value || ended.owed.resource() != owed.resource());
}

/// The call that released it; its error may go nowhere.
pub fn note_release(state: &mut PathState, known: usize, call: &Call, at: InstrId) {
    let dropped = call.dst.is_empty();
    for ended in state.ended.iter_mut().skip(known) {
        ended.unchecked = dropped && ended.owed.written;
        ended.by = Some(at);
    }
}

/// A loop has ended because a method answered that there is no more.
pub fn note_exhausted(ctx: &Ctx<'_>, state: &mut PathState, known: usize, at: InstrId) {
    let around = ctx.flow.loop_of(ctx.flow.block_of[at]);
    let looped = |site: InstrId| around.is_some_and(|head| !ctx.flow.in_loop(ctx.flow.block_of[site], head));
    for ended in state.ended.iter_mut().skip(known) {
        let asked = ended.owed.resource().is_some_and(|kind| ctx.catalog.resource(kind).asked_after_end.is_some());
        ended.unasked = asked && ended.owed.site().is_some_and(looped);
        // There may be more, once it is asked for the next part.
        ended.blurred = true;
    }
}

/// The value goes elsewhere; whoever has it may ask.
pub fn given_away(ctx: &Ctx<'_>, state: &mut PathState, value: AbsVal, taker: Taker) {
    let Some(value) = value.sym() else {
        return;
    };
    for n in 0..state.ended.len() {
        let owed = &state.ended[n].owed;
        if escape::carries(ctx, state, value, owed) && !borrowed::by_method(ctx, value, owed, taker) {
            state.ended[n].unasked = false;
            state.ended[n].blurred = true;
        }
    }
}

/// Something is written to a value.
pub fn written(state: &mut PathState, value: AbsVal) {
    let Some(value) = value.sym() else {
        return;
    };
    state
        .obligations
        .change_where(|owed| owed.value == value && owed.keeps && !owed.written, |owed| owed.written = true);
}

/// A call, before it has any effect: what it does to what has ended, and to what is written.
pub fn called(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    note_live(ctx, state, bound);
    for n in 0..state.ended.len() {
        match use_of(ctx, state, &state.ended[n], bound) {
            Use::None => {}
            Use::Asks => state.ended[n].unasked = false,
            Use::Blurs => state.ended[n].blurred = true,
            Use::Hands => {
                state.ended[n].unasked = false;
                state.ended[n].blurred = true;
            }
            Use::Wrong(shape) => misused(ctx, &state.ended[n].clone(), shape, bound.at),
        }
    }
}

/// What a call does to something that has ended.
enum Use {
    /// Nothing that matters.
    None,
    /// Asks for the error of the end.
    Asks,
    /// Nobody knows; it may live again.
    Blurs,
    /// It goes elsewhere.
    Hands,
    /// What cannot work any more.
    Wrong(Shape),
}

fn use_of(ctx: &Ctx<'_>, state: &PathState, ended: &Ended, bound: &Bound<'_>) -> Use {
    let Some(kind) = ended.owed.resource().map(|resource| ctx.catalog.resource(resource)) else {
        return Use::None;
    };
    let mut answer = Use::None;
    for receiver in [bound.outer, bound.receiver] {
        let (Some(receiver), Some(name)) = (receiver.sym(), bound.name) else {
            continue;
        };
        let (part, fields) = escape::split_to(ctx, receiver, ended.owed.value);
        if !part {
            continue;
        }
        let fails = kind.fails_after_release(&fields, name);
        let releases = kind.releases.iter().any(|release| release.is_method(&fields, name));
        answer = match (releases, fails) {
            (true, _) if fails || kind.double_release_harmful => Use::Wrong(Shape::DoubleRelease),
            (true, _) if replaces_success(ctx, ended, bound) => Use::Wrong(Shape::DoubleRelease),
            (true, _) => Use::None,
            (false, true) => Use::Wrong(Shape::UseAfterRelease),
            (false, false) if fields.is_empty() && kind.asked_after_end == Some(name) => Use::Asks,
            (false, false) => Use::Blurs,
        };
        if !matches!(answer, Use::Blurs) {
            return answer;
        }
    }
    if let Use::Blurs = answer {
        return answer;
    }
    if kind.double_release_harmful && releases_argument(&kind.releases, ended.owed.value, bound) {
        return Use::Wrong(Shape::DoubleRelease);
    }
    let trusted = match bound.target {
        Target::Builtin(_) | Target::Conversion(_) => true,
        Target::External { path, interface, .. } => path.in_standard_library() && !interface,
        Target::Known { .. } | Target::Value(_) | Target::UnknownMethod(_) | Target::Unknown => false,
    };
    // A lock may be taken again by anybody who can reach it.
    if !trusted && ended.owed.is_on_input() {
        return Use::Blurs;
    }
    let passes = |arg: &AbsVal| arg.sym().is_some_and(|value| escape::carries(ctx, state, value, &ended.owed));
    let captures = |arg: &AbsVal| match arg {
        AbsVal::Closure(closure) => super::closure::captures_value(ctx, state, *closure, ended.owed.value),
        _ => false,
    };
    let handed = bound.args.iter().any(|arg| captures(arg) || !trusted && passes(arg));
    if handed { Use::Hands } else { Use::None }
}

/// Whether a deferred literal releases once more what has been released with success, and makes something of the error
/// that this answers with: a rollback meant for failures, where a step after the commit has failed.
fn replaces_success(ctx: &Ctx<'_>, ended: &Ended, bound: &Bound<'_>) -> bool {
    let error = bound.call.dst.last().and_then(|place| place.as_ref()?.as_local());
    let (Some(error), true) = (error, ctx.in_defer > 0 && ended.succeeded && ended.branches > 0) else {
        return false;
    };
    // Who compares it with a package-level error knows what it may be.
    let global = |operand: &&Operand| operand.place().is_some_and(|place| matches!(place.root, Root::Global(_)));
    let told_apart = |operands: Vec<&Operand>| {
        operands.iter().any(|operand| operand.place().and_then(Place::as_local) == Some(error))
            && operands.iter().any(global)
    };
    let in_conditions = ctx.body.blocks.iter().any(|block| match &block.terminator {
        Terminator::Branch { cond, .. } => told_apart(cond.operands()),
        _ => false,
    });
    let in_calls = ctx.body.instrs.iter().any(|instr| match &instr.kind {
        InstrKind::Call(call) => told_apart(call.args.iter().collect()),
        InstrKind::Assign { src, .. } => told_apart(flow::rvalue_operands(src)),
        _ => false,
    });
    !in_conditions && !in_calls
}

/// Whether a call releases what is among its arguments.
fn releases_argument(releases: &[Release], value: Value, bound: &Bound<'_>) -> bool {
    let Some(path) = bound.target.path() else {
        return false;
    };
    bound.args.iter().enumerate().any(|(n, arg)| {
        *arg == AbsVal::Sym(value)
            && releases.iter().any(|release| match release {
                Release::Function { path: releaser, argument } => *releaser == path && *argument == n,
                Release::Via { name } => path.receiver.is_some() && *name == path.name,
                Release::CloseChannel | Release::Method { .. } | Release::Call => false,
            })
    })
}

/// Remembers calls on what is still open: where some path may call, no path is sure to be wrong.
fn note_live(ctx: &mut Ctx<'_>, state: &mut PathState, bound: &Bound<'_>) {
    let (Some(name), false) = (bound.name, state.obligations.is_empty()) else {
        return;
    };
    for owed in &mut state.obligations {
        let Some(kind) = owed.resource().map(|resource| ctx.catalog.resource(resource)) else {
            continue;
        };
        let on =
            |receiver: AbsVal| receiver.sym().is_some_and(|receiver| escape::is_part_of(ctx, receiver, owed.value));
        if !kind.is_followed_to_the_end()
            || !(on(bound.receiver) || on(bound.outer) || bound.args.iter().any(|arg| on(*arg)))
        {
            continue;
        }
        owed.written |= owed.keeps && bound.outer == AbsVal::Sym(owed.value) && kind.written_by.contains(&name);
        if let (Some(site), 0) = (owed.site(), ctx.trial) {
            ctx.live_uses.insert((bound.at, site));
        }
    }
}

/// Notes a misuse on this path.
fn misused(ctx: &mut Ctx<'_>, ended: &Ended, shape: Shape, at: InstrId) {
    if ended.blurred || ctx.trial > 0 || ctx.in_defer > 0 && shape != Shape::DoubleRelease {
        return;
    }
    let mut owed = ended.owed.clone();
    owed.trace.push(
        if shape == Shape::DoubleRelease { StepKind::ReleasedAgain } else { StepKind::UsedAfter },
        ctx.body.instrs[at].span,
    );
    add(
        ctx,
        Misuse { shape, owed, at: Some(at), straight: ended.branches == 0 || ctx.in_defer > 0 && ended.succeeded },
    );
}

/// One of a kind is enough for an acquisition; the shortest path is shown.
fn add(ctx: &mut Ctx<'_>, misuse: Misuse) {
    let same = |other: &&mut Misuse| {
        other.shape == misuse.shape && other.owed.duty == misuse.owed.duty && other.at == misuse.at
    };
    match ctx.misuses.iter_mut().find(same) {
        Some(known) => {
            known.straight |= misuse.straight;
            if misuse.owed.trace.len() < known.owed.trace.len() {
                known.owed = misuse.owed;
            }
        }
        None => ctx.misuses.push(misuse),
    }
}

/// What is released at the exit is what the function returns: the caller gets it closed.
pub fn returned_released(ctx: &mut Ctx<'_>, owed: &Obligation, results: &[AbsVal], span: Span) {
    let Some(kind) = owed.resource().map(|resource| ctx.catalog.resource(resource)) else {
        return;
    };
    if ctx.trial > 0 || kind.fails_after_release.is_empty() {
        return;
    }
    let is_released_part = |value: Value| {
        let (part, fields) = escape::split_to(ctx, value, owed.value);
        part && kind.releases.iter().any(|release| release.fields() == fields.as_slice())
    };
    if results.iter().filter_map(|result| result.sym()).any(is_released_part) {
        let mut owed = owed.clone();
        owed.trace.push(StepKind::ReturnedReleased, span);
        add(ctx, Misuse { shape: Shape::ReturnedReleased, owed, at: None, straight: true });
    }
}

/// What is left to say at a normal exit; `success` unless the function reports, or may report, a failure there.
pub fn leave(ctx: &mut Ctx<'_>, state: &PathState, results: &[AbsVal], success: bool, span: Span) {
    if ctx.trial > 0 {
        return;
    }
    for ended in &state.ended {
        let returned = results
            .iter()
            .any(|result| result.sym().is_some_and(|value| escape::carries(ctx, state, value, &ended.owed)));
        if returned {
            continue;
        }
        let mut owed = ended.owed.clone();
        if ended.unasked {
            owed.trace.push(StepKind::NotAsked, span);
            add(ctx, Misuse { shape: Shape::UnaskedError, owed, at: None, straight: true });
        } else if ended.unchecked && success {
            add(ctx, Misuse { shape: Shape::UncheckedRelease, owed, at: None, straight: true });
        }
    }
    for owed in state.obligations.iter().filter(|owed| owed.written && success) {
        if let Some(at) = owed.released_at_exit {
            let mut owed = owed.clone();
            owed.trace.push(StepKind::Finished, at);
            add(ctx, Misuse { shape: Shape::UncheckedRelease, owed, at: None, straight: true });
        }
    }
}

/// Adds a branch to the path since the end. Whether the release failed decides nothing about what came before.
pub fn branch(ctx: &mut Ctx<'_>, state: &mut PathState, cond: &Cond, span: Span, answer: bool) {
    if state.ended.is_empty() {
        return;
    }
    let asked: Vec<InstrId> = cond
        .operands()
        .into_iter()
        .filter_map(|operand| {
            let value = eval::operand(ctx, state, operand).sym()?;
            ctx.values.made_at(value)
        })
        .collect();
    for ended in &mut state.ended {
        // What something deferred asks is not on the way to the exit.
        if ctx.in_defer == 0 {
            ended.owed.trace.push(StepKind::Branch(answer), span);
        }
        let own = asked.iter().any(|at| ended.by == Some(*at));
        ended.succeeded |= own && answer && matches!(cond, Cond::Nil(_));
        ended.branches += u32::from(!own);
    }
}
