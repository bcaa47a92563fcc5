//! Where something can still be acquired.
//!
//! A path on which nothing is owed, and from which nothing that acquires can be reached, has no more to tell: unless
//! somebody calls the function and asks for its results, it is not followed to its end. Most of a long test is such.

use crate::base::IndexVec;
use crate::ir::{BlockId, Callee, InstrKind, Target};

use super::ctx::Ctx;
use super::flow::Flow;
use super::literal;

/// The blocks from which something that acquires can be reached.
#[derive(Debug)]
pub struct Ahead {
    blocks: IndexVec<BlockId, bool>,
}

impl Ahead {
    /// Looks at all blocks of a function and its literals.
    pub fn new(ctx: &Ctx<'_>) -> Ahead {
        let body = ctx.body;
        let acquires =
            |block: BlockId| body.blocks[block].instrs.iter().any(|at| acquires(ctx, &body.instrs[*at].kind));
        let mut blocks: IndexVec<BlockId, bool> = body.blocks.ids().map(acquires).collect();
        // Literals may run wherever a function is called that is not known by its name, or gets one.
        let in_literals = body.blocks.iter_enumerated().any(|(block, data)| data.closure.is_some() && blocks[block]);
        if in_literals {
            for (block, data) in body.blocks.iter_enumerated() {
                blocks[block] |= data.instrs.iter().any(|at| may_run_literal(ctx, &body.instrs[*at].kind));
            }
        }
        spread(&mut blocks, &ctx.flow);
        Ahead { blocks }
    }

    /// Whether something may be acquired in this block or after it.
    pub fn of(&self, block: BlockId) -> bool {
        self.blocks[block]
    }
}

/// Marks all blocks that come before a marked one.
fn spread(blocks: &mut IndexVec<BlockId, bool>, flow: &Flow) {
    let mut todo: Vec<BlockId> =
        blocks.iter_enumerated().filter(|(_, ahead)| **ahead).map(|(block, _)| block).collect();
    while let Some(block) = todo.pop() {
        for before in flow.predecessors(block) {
            if !std::mem::replace(&mut blocks[*before], true) {
                todo.push(*before);
            }
        }
    }
}

fn acquires(ctx: &Ctx<'_>, kind: &InstrKind) -> bool {
    match kind {
        InstrKind::Assign { dst, src } => literal::entry(ctx, dst, src).is_some(),
        InstrKind::Call(call) => {
            let target = ctx.target(call);
            let summary = || target.body().and_then(|id| ctx.summaries.summary(id));
            let by_summary = || summary().is_some_and(|summary| summary.hands_out());
            !ctx.told(call).entries.is_empty() || by_summary()
        }
        InstrKind::RunDefers
        | InstrKind::Drop(_)
        | InstrKind::Await { .. }
        | InstrKind::Opaque { .. }
        | InstrKind::Nop => false,
    }
}

fn may_run_literal(ctx: &Ctx<'_>, kind: &InstrKind) -> bool {
    let InstrKind::Call(call) = kind else {
        return matches!(kind, InstrKind::RunDefers);
    };
    let by_value = matches!(ctx.target(call), Target::Value(_) | Target::UnknownMethod(_) | Target::Unknown);
    by_value || matches!(call.callee, Callee::Closure(_)) || !call.args.is_empty()
}
