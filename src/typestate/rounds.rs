//! Loops and races: an error that ends a loop which should go on, one that makes it spin, a task that nobody ends when
//! another one is ready before it.

use crate::base::Name;
use crate::ir::{
    Block, BlockId, BlockKind, Call, CallMode, Cond, InstrId, InstrKind, Local, Operand, Place, Rvalue, Terminator,
};
use crate::rule::Must;

use super::ctx::Ctx;
use super::finding::Shape;
use super::outcome::{name_of, receiver, result};
use super::part::Parts;

/// What calls have in their names that end what others do.
const ENDS: [&str; 6] = ["abort", "cancel", "shutdown", "stop", "close", "kill"];

/// What becomes of the error of a call in a loop that gives what the call hands out to tasks: it ends the loop, or the
/// next round begins at once.
pub fn not_retried(ctx: &Ctx<'_>, at: InstrId, call: &Call) -> Option<Shape> {
    let block = ctx.flow.block_of[at];
    let head = ctx.flow.loop_of(block)?;
    let in_loop = |id: BlockId| ctx.flow.in_loop(id, head);
    let spawns = ctx.body.instrs.iter_enumerated().any(|(id, instr)| {
        let InstrKind::Call(call) = &instr.kind else { return false };
        let is_spawn = |name: Name| name.as_str().starts_with("spawn");
        in_loop(ctx.flow.block_of[id]) && (call.mode == CallMode::Spawned || name_of(call).is_some_and(is_spawn))
    });
    if !spawns {
        return None;
    }
    let parts = Parts::of(ctx, at, call)?;
    let answers: Vec<Local> = parts.whole.into_iter().chain(parts.named.into_iter().map(|(_, local)| local)).collect();
    let asks = |block: &Block| match &block.terminator {
        Terminator::Branch { cond, then, .. } => failed(cond, &answers).then_some(*then),
        _ => None,
    };
    let failure =
        ctx.body.blocks.iter_enumerated().filter(|(id, _)| in_loop(*id)).find_map(|(_, block)| asks(block))?;
    let mut seen = Vec::new();
    let mut next = failure;
    let mut changes = false;
    while !seen.contains(&next) {
        if next == head {
            return (!changes).then_some(Shape::Spins);
        }
        seen.push(next);
        let block = &ctx.body.blocks[next];
        let kinds = || block.instrs.iter().map(|id| &ctx.body.instrs[*id].kind);
        // Whoever waits, or does something about it, knows what he does.
        if kinds().any(|kind| matches!(kind, InstrKind::Await { .. })) || kinds().any(is_of_its_own) {
            return None;
        }
        changes |= kinds().any(|kind| matches!(kind, InstrKind::Assign { dst, .. } if is_named(ctx, dst, &answers)));
        match &block.terminator {
            Terminator::Goto(to) => next = *to,
            Terminator::Branch { cond, then, .. } if failed(cond, &answers) => next = *then,
            Terminator::Return => return Some(Shape::EndsLoop),
            _ => return None,
        }
    }
    None
}

/// Whether the answer to a question is yes where one of these is an error.
fn failed(cond: &Cond, answers: &[Local]) -> bool {
    let Cond::Nil(operand) = cond else { return false };
    operand.place().and_then(Place::as_local).is_some_and(|local| answers.contains(&local))
}

/// Whether a call is more than the making of an error.
fn is_of_its_own(kind: &InstrKind) -> bool {
    matches!(kind, InstrKind::Call(call) if name_of(call).is_none_or(|name| name.as_str() != "into"))
}

/// Whether a variable with a name is set that has nothing to do with the error: a count of errors.
fn is_named(ctx: &Ctx<'_>, dst: &Place, answers: &[Local]) -> bool {
    let Some(local) = dst.root_local() else { return true };
    let counts = ctx.body.instrs.iter().any(|instr| {
        matches!(&instr.kind, InstrKind::Assign { dst, src: Rvalue::Compute(from) }
            if dst.root_local() == Some(local) && from.iter().any(|it| it.place().and_then(Place::root_local) == Some(local)))
    });
    !answers.contains(&local) && counts
}

/// Whether a task is waited for by value in one arm, another one in another arm, and nobody ends the one that comes later.
pub fn loses(ctx: &Ctx<'_>, at: InstrId, call: &Call) -> bool {
    if ctx.linked.is_process_entry() {
        return false;
    }
    let Some(own) = Parts::of(ctx, at, call).and_then(|parts| parts.named.first().map(|(_, local)| *local)) else {
        return false;
    };
    let body = ctx.body;
    let raced = body.blocks.iter().find_map(|block| {
        let Terminator::Switch(targets) = &block.terminator else { return None };
        let waited: Vec<Local> = targets.iter().filter_map(|arm| waited_first(&body.blocks[*arm], ctx)).collect();
        waited.contains(&own).then_some(waited)
    });
    let other = raced.unwrap_or_default().into_iter().filter(|local| *local != own).find_map(|local| {
        let made = body.instrs.iter_enumerated().find(|(_, instr)| {
            matches!(&instr.kind, InstrKind::Call(made) if is_task(ctx, made) && result(made).is_some_and(|it| goes_to(ctx, it, local)))
        });
        made.map(|(id, _)| (id, local))
    });
    // The first of the two is shown.
    other.is_some_and(|(id, _)| at < id) && !body.instrs.iter().any(|instr| ends_some(&instr.kind))
}

/// The variable that an arm waits for by value.
fn waited_first(arm: &Block, ctx: &Ctx<'_>) -> Option<Local> {
    if arm.kind != BlockKind::SelectCase {
        return None;
    }
    arm.instrs.iter().find_map(|id| match &ctx.body.instrs[*id].kind {
        InstrKind::Await { future: Operand::Place(place), .. } => place.as_local(),
        _ => None,
    })
}

fn is_task(ctx: &Ctx<'_>, call: &Call) -> bool {
    let outcomes = ctx.target(call).path().map_or(&[][..], |path| ctx.catalog.outcome(path));
    outcomes.iter().any(|outcome| outcome.must == Must::NotLoseRace)
}

fn goes_to(ctx: &Ctx<'_>, from: Local, to: Local) -> bool {
    ctx.body.instrs.iter().any(|instr| {
        matches!(&instr.kind, InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(place)) }
            if dst.as_local() == Some(to) && place.as_local() == Some(from))
    })
}

/// Whether a call ends something, by its name.
fn ends_some(kind: &InstrKind) -> bool {
    let InstrKind::Call(call) = kind else { return false };
    let name = receiver(call).map(|(_, name)| name).or_else(|| name_of(call).map(|name| name.as_str()));
    name.is_some_and(|name| ENDS.iter().any(|word| name.contains(word)))
}
