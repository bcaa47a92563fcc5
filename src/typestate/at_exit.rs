//! What is still there when the process ends itself: its destructor does not run, so what it would have written or
//! removed is lost or left behind.
//!
//! Told from the variable that holds it: on some way from there to the exit it is neither dropped nor moved away.

use crate::ir::{BlockId, Call, ClosureId, InstrId, InstrKind, Local, Operand, Rvalue};
use crate::rule::Outcome;

use super::ctx::Ctx;
use super::flow::visit_instr;
use super::outcome::{name_of, receiver};
use super::part::Parts;

/// Whether the process may end itself while what a call hands out is there.
pub fn is_left(ctx: &Ctx<'_>, at: InstrId, call: &Call, outcome: &Outcome) -> bool {
    let ends = ctx.body.instrs.iter().any(|instr| is_exit(ctx, outcome, &instr.kind));
    // What two processes have, one of them must not end.
    if !ends || ctx.body.instrs.iter().any(|instr| forks(&instr.kind)) {
        return false;
    }
    let Some(parts) = Parts::of(ctx, at, call) else { return false };
    let bound = parts.bound.iter().filter(|(name, _)| Some(*name) == outcome.element).map(|(_, local)| *local);
    let held: Vec<Local> = match outcome.element {
        Some(_) => bound.collect(),
        None => parts.named.iter().map(|(_, local)| *local).collect(),
    };
    held.into_iter().any(|local| reaches_exit(ctx, local, outcome))
}

fn is_exit(ctx: &Ctx<'_>, outcome: &Outcome, kind: &InstrKind) -> bool {
    let InstrKind::Call(call) = kind else { return false };
    ctx.target(call).path().is_some_and(|path| outcome.before.contains(&path))
}

fn forks(kind: &InstrKind) -> bool {
    matches!(kind, InstrKind::Call(call) if name_of(call).is_some_and(|name| name.as_str() == "fork"))
}

/// What an instruction means for a variable and the way behind it.
enum Step {
    /// Nothing.
    On,
    /// It is used, and still there.
    Used,
    /// It is gone: dropped, moved or ended.
    Gone,
    /// The process ends.
    Exit,
}

fn reaches_exit(ctx: &Ctx<'_>, local: Local, outcome: &Outcome) -> bool {
    let body = ctx.body;
    let writes = |kind: &InstrKind| matches!(kind, InstrKind::Assign { dst, .. } if dst.as_local() == Some(local));
    let mut bound = body.instrs.iter_enumerated().filter(|(_, instr)| writes(&instr.kind)).map(|(id, _)| id);
    // Written once, or nobody knows which one is there.
    let (Some(first), None) = (bound.next(), bound.next()) else { return false };
    let start = ctx.flow.block_of[first];
    let from = body.blocks[start].instrs.iter().position(|id| *id == first).map_or(0, |n| n + 1);
    let mut todo = vec![(start, from, false)];
    let mut seen: Vec<(BlockId, bool)> = Vec::new();
    while let Some((block, from, used)) = todo.pop() {
        let mut used = used;
        let mut goes_on = true;
        for id in &body.blocks[block].instrs[from..] {
            match step(ctx, local, outcome, *id) {
                Step::On => {}
                Step::Used => used = true,
                Step::Exit if used || !outcome.once_used => return true,
                Step::Exit | Step::Gone => {
                    goes_on = false;
                    break;
                }
            }
        }
        if goes_on {
            for next in body.blocks[block].terminator.successors() {
                if !seen.contains(&(next, used)) {
                    seen.push((next, used));
                    todo.push((next, 0, used));
                }
            }
        }
    }
    false
}

fn step(ctx: &Ctx<'_>, local: Local, outcome: &Outcome, id: InstrId) -> Step {
    let kind = &ctx.body.instrs[id].kind;
    if is_exit(ctx, outcome, kind) {
        return Step::Exit;
    }
    let mut mentioned = false;
    visit_instr(kind, &mut |other| mentioned |= other == local);
    let is_it = |operand: &Operand| matches!(operand, Operand::Place(place) if place.as_local() == Some(local));
    let moves_in = |operand: &Operand| matches!(operand, Operand::Closure(literal) if has_moved(ctx, *literal, local));
    match kind {
        InstrKind::Drop(place) if place.as_local() == Some(local) => Step::Gone,
        InstrKind::Call(call) => {
            let ended = |(base, name): (Local, &str)| {
                base == local
                    && (name.starts_with("into_") || outcome.ended_by.iter().any(|method| method.as_str() == name))
            };
            let moved = call.args.iter().any(|arg| is_it(arg) || moves_in(arg));
            match () {
                () if moved || receiver(call).is_some_and(ended) => Step::Gone,
                () if ends_where_absent(ctx, call, outcome) => Step::Exit,
                () if mentioned => Step::Used,
                () => Step::On,
            }
        }
        InstrKind::Assign { src: Rvalue::Use(operand), .. } if is_it(operand) || moves_in(operand) => Step::Gone,
        InstrKind::Assign { src: Rvalue::Composite { elements, .. }, .. }
            if elements.iter().any(|(_, operand)| is_it(operand) || moves_in(operand)) =>
        {
            Step::Gone
        }
        InstrKind::Opaque { .. } | InstrKind::Await { .. } if mentioned => Step::Gone,
        _ if mentioned => Step::Used,
        _ => Step::On,
    }
}

/// Whether a literal has become the owner of a variable.
fn has_moved(ctx: &Ctx<'_>, literal: ClosureId, local: Local) -> bool {
    let closure = &ctx.body.closures[literal];
    closure.moves && closure.captures.contains(&local)
}

/// Whether a literal that is called where something is not there ends the process: `unwrap_or_else(|_| exit(1))`.
fn ends_where_absent(ctx: &Ctx<'_>, call: &Call, outcome: &Outcome) -> bool {
    let path = ctx.target(call).path();
    let calls = path.and_then(|path| ctx.catalog.model(path)).is_some_and(|model| model.calls_where.is_some());
    calls
        && call.args.iter().any(|arg| {
            let Operand::Closure(literal) = arg else { return false };
            let inside = ctx.body.blocks.iter().filter(|block| block.closure == Some(*literal));
            inside.flat_map(|block| &block.instrs).any(|id| is_exit(ctx, outcome, &ctx.body.instrs[*id].kind))
        })
}
