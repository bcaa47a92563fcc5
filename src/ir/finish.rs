//! The last steps of building a body.

use rustc_hash::FxHashSet;

use super::body::{BlockId, BlockKind, Body, ClosureId, Terminator};
use super::names::visit_instr;
use super::place::{Local, Operand, Place};
use crate::base::IndexVec;

/// Gives the targets of a terminator new numbers.
pub fn renumber_targets(terminator: &mut Terminator, renumber: &impl Fn(BlockId) -> BlockId) {
    match terminator {
        Terminator::Goto(next) => *next = renumber(*next),
        Terminator::Branch { then, otherwise, .. } => {
            *then = renumber(*then);
            *otherwise = renumber(*otherwise);
        }
        Terminator::Switch(targets) => targets.iter_mut().for_each(|target| *target = renumber(*target)),
        Terminator::Return | Terminator::Panic | Terminator::Unreachable => {}
    }
}

/// Labelled code that nothing leads to is kept, but says so.
pub fn mark_unreachable_labels(body: &mut Body) {
    if body.blocks.iter().all(|block| block.kind != BlockKind::Label) {
        return;
    }
    let mut reached: IndexVec<BlockId, bool> = body.blocks.ids().map(|_| false).collect();
    let mut work: Vec<BlockId> = body.regions().map(|region| body.entry(region)).collect();
    while let Some(block) = work.pop() {
        if !std::mem::replace(&mut reached[block], true) {
            work.extend(body.blocks[block].terminator.successors());
        }
    }
    for (block, &reached) in body.blocks.iter_mut().zip(reached.iter()) {
        if !reached {
            block.kind = BlockKind::Unreachable;
        }
    }
}

/// A literal captures what it, or a literal inside it, mentions of the regions around it.
pub fn fill_captures(body: &mut Body) {
    if body.closures.is_empty() {
        return;
    }
    let mut captures: IndexVec<ClosureId, FxHashSet<Local>> =
        body.closures.iter().map(|_| FxHashSet::default()).collect();
    let mut mention = |mut region: Option<ClosureId>, place: &Place| {
        let Some(local) = place.root_local() else { return };
        while region != body.locals[local].closure {
            let Some(id) = region else { return };
            if !captures[id].insert(local) {
                return;
            }
            region = body.closures[id].parent;
        }
    };
    for block in body.blocks.iter().filter(|block| block.closure.is_some()) {
        for &id in &block.instrs {
            visit_instr(&body.instrs[id].kind, &mut |place, _| mention(block.closure, place));
        }
        if let Terminator::Branch { cond, .. } = &block.terminator {
            cond.operands().into_iter().filter_map(Operand::place).for_each(|place| mention(block.closure, place));
        }
    }
    for (closure, captured) in body.closures.iter_mut().zip(captures.iter()) {
        closure.captures = captured.iter().copied().collect();
        closure.captures.sort_unstable();
    }
}
