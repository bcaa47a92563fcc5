//! The ways from a call that acquires something to the ends of its function.

use rustc_hash::FxHashSet;

use crate::ir::{BlockId, CallMode, Callee, ClosureId, Cond, InstrId, InstrKind, Operand, Place, Terminator, names};

use super::Handed;

/// How far a way has come.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct At {
    block: BlockId,
    /// What tells whether there is anything has not been written since.
    asked: bool,
    /// It is certain by now that there is something.
    certain: bool,
    ended: Ended,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Ended {
    No,
    Now,
    /// When the function or literal is left.
    Later,
}

/// What becomes of a way at an instruction.
enum Step {
    GoesOn(Ended),
    /// It is acquired anew, after it was released.
    Done,
    /// It may be lost, or be used or released once more.
    Doubtful,
}

/// Whether what is acquired is released on all ways from there, once.
pub fn ends(handed: &Handed<'_>) -> bool {
    let body = handed.body;
    let holds = |block: &BlockId| body.blocks[*block].instrs.contains(&handed.at);
    let Some(block) = body.blocks.ids().find(holds) else { return false };
    let region = body.blocks[block].closure;
    if handed.is_made && body.locals[handed.local].closure != region {
        return false;
    }
    let Some(from) = body.blocks[block].instrs.iter().position(|at| *at == handed.at) else { return false };
    let at = At { block, asked: handed.guard.is_some(), certain: handed.is_certain, ended: Ended::No };
    let in_sight = |at: InstrId, block: BlockId| {
        let elsewhere = body.blocks[block].closure != region;
        let ended = || body.call(at).is_some_and(|call| handed.is_ended_by(call));
        !elsewhere || !handed.is_replaced_by(at) && (!ended() || is_in_deferred(handed, block, region))
    };
    let mut places = body.blocks.iter_enumerated().flat_map(|(id, block)| block.instrs.iter().map(move |at| (*at, id)));
    places.all(|(at, block)| in_sight(at, block)) && walk(handed, at, from + 1)
}

/// Whether a block belongs to a literal that the function or literal around it calls when it is left.
fn is_in_deferred(handed: &Handed<'_>, block: BlockId, region: Option<ClosureId>) -> bool {
    let literal = handed.body.blocks[block].closure;
    let deferred = |at: &InstrId| {
        let call = handed.body.call(*at);
        call.is_some_and(|call| {
            call.mode == CallMode::Deferred && literal.is_some_and(|literal| call.callee == Callee::Closure(literal))
        })
    };
    handed.body.blocks.iter().filter(|block| block.closure == region).any(|block| block.instrs.iter().any(deferred))
}

fn walk(handed: &Handed<'_>, start: At, from: usize) -> bool {
    let mut seen = FxHashSet::default();
    let mut todo = vec![(start, from)];
    while let Some((mut at, from)) = todo.pop() {
        let block = &handed.body.blocks[at.block];
        let mut done = false;
        for id in &block.instrs[from..] {
            match step(handed, *id, at) {
                Step::GoesOn(ended) => at.ended = ended,
                Step::Done => {
                    done = true;
                    break;
                }
                Step::Doubtful => return false,
            }
            at.certain |= at.asked && goes_on_if_there(handed, *id);
            at.asked &= !writes_guard(handed, *id);
        }
        if done {
            continue;
        }
        if matches!(block.terminator, Terminator::Return | Terminator::Panic) && at.ended == Ended::No {
            return false;
        }
        let (next, tells) = successors(handed, &block.terminator, at);
        for next in next {
            let at = At { block: next, certain: at.certain || tells, ..at };
            if seen.insert(at) {
                todo.push((at, 0));
            }
        }
    }
    true
}

fn step(handed: &Handed<'_>, at: InstrId, At { ended, certain, .. }: At) -> Step {
    if at == handed.at {
        return if ended == Ended::Now { Step::Done } else { Step::Doubtful };
    }
    let instr = &handed.body.instrs[at];
    if handed.is_replaced_by(at) {
        return match ended {
            Ended::No => Step::Doubtful,
            Ended::Now => Step::Done,
            Ended::Later => Step::GoesOn(ended),
        };
    }
    if ended == Ended::Now && begins_anew(handed, at) {
        return Step::Done;
    }
    // Used before it is known that there is anything, or afterwards.
    if (ended == Ended::Now || handed.is_made && !certain) && mentions(handed, &instr.kind) {
        return Step::Doubtful;
    }
    let InstrKind::Call(call) = &instr.kind else { return Step::GoesOn(ended) };
    let deferred = match (&call.callee, call.mode) {
        (Callee::Closure(literal), CallMode::Deferred) => is_ended_in(handed, *literal),
        _ => false,
    };
    match (deferred || handed.is_ended_by(call), call.mode, ended) {
        (true, ..) if !certain => Step::Doubtful,
        (true, CallMode::Normal, Ended::No) => Step::GoesOn(Ended::Now),
        (true, CallMode::Deferred, Ended::No) => Step::GoesOn(Ended::Later),
        (true, ..) => Step::Doubtful,
        (false, ..) => Step::GoesOn(ended),
    }
}

/// Whether the same is begun once more on the same thing.
fn begins_anew(handed: &Handed<'_>, at: InstrId) -> bool {
    let callee =
        |at: InstrId| handed.body.call(at).filter(|call| call.mode == CallMode::Normal).map(|call| &call.callee);
    !handed.is_made && callee(at) == callee(handed.at)
}

/// Whether a literal releases it whenever it is called.
fn is_ended_in(handed: &Handed<'_>, literal: ClosureId) -> bool {
    let body = handed.body;
    let inside = body.blocks.iter().filter(|block| block.closure == Some(literal));
    let mut calls = inside.flat_map(|block| &block.instrs).filter_map(|at| body.call(*at));
    let start = At { block: body.closures[literal].entry, asked: false, certain: true, ended: Ended::No };
    // The literal sees what is in the variable by then.
    let replaced = body.instrs.ids().any(|at| handed.is_replaced_by(at));
    !replaced && calls.any(|call| handed.is_ended_by(call)) && walk(handed, start, 0)
}

fn mentions(handed: &Handed<'_>, kind: &InstrKind) -> bool {
    let leads_on =
        |place: &Place| place.root_local() == Some(handed.local) && place.projections.starts_with(handed.way);
    let mut found = false;
    names::visit_instr(kind, &mut |place, _| found |= handed.is_it(place) || leads_on(place));
    found
}

/// Whether a call returns only if there is something: `require.NoError(t, err)`.
fn goes_on_if_there(handed: &Handed<'_>, at: InstrId) -> bool {
    let Some((guard, nil)) = handed.guard else { return false };
    let Some(call) = handed.body.call(at).filter(|call| call.mode == CallMode::Normal) else { return false };
    let is_guard = |n: usize| call.args.get(n).and_then(Operand::place).and_then(Place::as_local) == Some(guard);
    let told = (handed.tells)(call);
    let tells = if nil { told.nil } else { told.yes };
    tells.is_some_and(is_guard)
}

/// Whether an instruction writes what told whether there is anything.
fn writes_guard(handed: &Handed<'_>, at: InstrId) -> bool {
    let Some((guard, _)) = handed.guard else { return false };
    let is_guard = |place: &Place| place.root_local() == Some(guard);
    match &handed.body.instrs[at].kind {
        InstrKind::Assign { dst, .. } => is_guard(dst),
        InstrKind::Call(call) => {
            let literal = |operand: &Operand| matches!(operand, Operand::Closure(_));
            let runs = matches!(call.callee, Callee::Closure(_)) || call.args.iter().any(literal);
            let address = |operand: &Operand| matches!(operand, Operand::Addr(place) if is_guard(place));
            call.dst.iter().flatten().any(is_guard) || runs || call.args.iter().any(address)
        }
        _ => false,
    }
}

/// The blocks that a way goes on to, and whether it is certain then that there is something: where an acquisition has
/// failed there is nothing to release.
fn successors(handed: &Handed<'_>, terminator: &Terminator, at: At) -> (Vec<BlockId>, bool) {
    let Terminator::Branch { cond, then, otherwise } = terminator else {
        return (terminator.successors(), false);
    };
    let is = |operand: &Operand, local| operand.place().and_then(Place::as_local) == Some(local);
    if let Some((guard, nil)) = handed.guard.filter(|_| at.asked && at.ended == Ended::No) {
        match &**cond {
            Cond::Nil(operand) if nil && is(operand, guard) => return (vec![*then], true),
            Cond::True(operand) if !nil && is(operand, guard) => return (vec![*then], true),
            _ => {}
        }
    }
    match &**cond {
        Cond::Nil(operand) if handed.is_made && at.ended == Ended::No && is(operand, handed.local) => {
            (vec![*otherwise], true)
        }
        _ => (vec![*then, *otherwise], false),
    }
}
