//! The shape of a body that the engine needs: block order, loops, and how far each local is of interest.
//!
//! All of it is linear in the size of the body: functions of a hundred thousand lines exist (generated ones),
//! and a set of live locals per block would be quadratic.

use crate::base::{Idx, IndexVec};
use crate::ir::{
    BlockId, Body, Callee, ClosureId, Cond, Element, InstrId, InstrKind, Local, Operand, Place, Rvalue, Terminator,
};

/// Block order, loops and live ranges of a body and its function literals.
#[derive(Debug)]
pub struct Flow {
    /// Position of each block in reverse postorder of its region; `u32::MAX` when it is not reachable.
    pub position: IndexVec<BlockId, u32>,
    /// Innermost loop of each block, by the loop's head.
    pub loop_of: IndexVec<BlockId, Option<BlockId>>,
    /// The loop around each loop head.
    outer_loop: IndexVec<BlockId, Option<BlockId>>,
    /// Block of each instruction.
    pub block_of: IndexVec<InstrId, BlockId>,
    /// Last position at which a local is read or written; `u32::MAX` when it must always be kept.
    last_use: IndexVec<Local, u32>,
}

impl Flow {
    /// Reads a body.
    pub fn new(body: &Body) -> Flow {
        let count = body.blocks.len();
        let mut flow = Flow {
            position: (0..count).map(|_| u32::MAX).collect(),
            loop_of: (0..count).map(|_| None).collect(),
            outer_loop: (0..count).map(|_| None).collect(),
            block_of: (0..body.instrs.len()).map(|_| BlockId(0)).collect(),
            last_use: (0..body.locals.len()).map(|_| 0).collect(),
        };
        for (block, data) in body.blocks.iter_enumerated() {
            for instr in &data.instrs {
                flow.block_of[*instr] = block;
            }
        }
        let regions: Vec<Option<ClosureId>> = body.regions().collect();
        for region in regions {
            let order = flow.order_region(body, body.entry(region));
            flow.find_loops(body, &order);
            flow.find_uses(body, &order);
        }
        flow.keep_shared_locals(body);
        flow
    }

    /// Whether `block` lies in the loop with this head, at any depth.
    pub fn in_loop(&self, block: BlockId, head: BlockId) -> bool {
        let mut at = self.loop_of[block];
        while let Some(found) = at {
            if found == head {
                return true;
            }
            at = self.outer_loop[found];
        }
        false
    }

    /// Whether the edge goes back to the head of a loop its start lies in.
    pub fn is_back_edge(&self, from: BlockId, to: BlockId) -> bool {
        self.loop_of[to] == Some(to) && self.in_loop(from, to) && self.position[to] <= self.position[from]
    }

    /// Whether a local is no longer read at or after this block.
    pub fn is_dead(&self, local: Local, block: BlockId) -> bool {
        self.last_use[local] < self.position[block]
    }

    fn order_region(&mut self, body: &Body, entry: BlockId) -> Vec<BlockId> {
        let mut postorder = Vec::new();
        let mut seen = vec![false; body.blocks.len()];
        let mut stack = vec![(entry, 0usize)];
        seen[entry.index()] = true;
        while let Some((block, next)) = stack.pop() {
            let successors = body.blocks[block].terminator.successors();
            // Visited last to first, so that reverse postorder follows source order.
            match successors.len().checked_sub(next + 1).map(|at| successors[at]) {
                Some(successor) => {
                    stack.push((block, next + 1));
                    if !seen[successor.index()] {
                        seen[successor.index()] = true;
                        stack.push((successor, 0));
                    }
                }
                None => postorder.push(block),
            }
        }
        postorder.reverse();
        for (n, block) in postorder.iter().enumerate() {
            self.position[*block] = n as u32;
        }
        postorder
    }

    /// Finds natural loops, inner ones first: heads in reverse order, walking back from each back edge.
    fn find_loops(&mut self, body: &Body, order: &[BlockId]) {
        let mut predecessors: rustc_hash::FxHashMap<BlockId, Vec<BlockId>> = rustc_hash::FxHashMap::default();
        for &block in order {
            for next in body.blocks[block].terminator.successors() {
                predecessors.entry(next).or_default().push(block);
            }
        }
        for &head in order.iter().rev() {
            let position = self.position[head];
            let tails: Vec<BlockId> = predecessors
                .get(&head)
                .into_iter()
                .flatten()
                .copied()
                .filter(|tail| self.position[*tail] >= position)
                .collect();
            if !tails.is_empty() {
                self.collect_loop(head, tails, &predecessors);
            }
        }
    }

    fn collect_loop(
        &mut self,
        head: BlockId,
        mut stack: Vec<BlockId>,
        predecessors: &rustc_hash::FxHashMap<BlockId, Vec<BlockId>>,
    ) {
        let floor = self.position[head];
        self.loop_of[head] = Some(head);
        while let Some(block) = stack.pop() {
            if block == head || self.position[block] < floor || self.position[block] == u32::MAX {
                continue;
            }
            // An inner loop is stepped over as a whole: on to the predecessors of its outermost head.
            let step = match self.loop_of[block] {
                None => {
                    self.loop_of[block] = Some(head);
                    block
                }
                Some(inner) => {
                    let mut outermost = inner;
                    while let Some(outer) = self.outer_loop[outermost] {
                        outermost = outer;
                    }
                    if outermost == head {
                        continue;
                    }
                    self.outer_loop[outermost] = Some(head);
                    outermost
                }
            };
            stack.extend(predecessors.get(&step).into_iter().flatten());
        }
    }

    fn find_uses(&mut self, body: &Body, order: &[BlockId]) {
        // The end of a loop is the last block of it in the order: what is used in a loop lives that long.
        let mut loop_end: rustc_hash::FxHashMap<BlockId, u32> = rustc_hash::FxHashMap::default();
        for &block in order {
            let mut at = self.loop_of[block];
            while let Some(head) = at {
                let end = loop_end.entry(head).or_default();
                *end = (*end).max(self.position[block]);
                at = self.outer_loop[head];
            }
        }
        for &block in order {
            let mut end = self.position[block];
            let mut at = self.loop_of[block];
            while let Some(head) = at {
                end = end.max(loop_end[&head]);
                at = self.outer_loop[head];
            }
            let mut used = |local: Local| self.last_use[local] = self.last_use[local].max(end);
            for instr in &body.blocks[block].instrs {
                visit_instr(&body.instrs[*instr].kind, &mut used);
            }
            if let Terminator::Branch { cond, .. } = &body.blocks[block].terminator {
                visit_cond(cond, &mut used);
            }
        }
    }

    /// Results, and what function literals share with their parents, is kept throughout.
    fn keep_shared_locals(&mut self, body: &Body) {
        for closure in body.closures.iter() {
            for local in closure.captures.iter().chain(&closure.results) {
                self.last_use[*local] = u32::MAX;
            }
        }
        for local in &body.results {
            self.last_use[*local] = u32::MAX;
        }
    }
}

fn visit_place(place: &Place, used: &mut dyn FnMut(Local)) {
    if let Some(local) = place.root_local() {
        used(local);
    }
}

fn visit_operand(operand: &Operand, used: &mut dyn FnMut(Local)) {
    if let Some(place) = operand.place() {
        visit_place(place, used);
    }
}

fn visit_cond(cond: &Cond, used: &mut dyn FnMut(Local)) {
    for operand in cond.operands() {
        visit_operand(operand, used);
    }
}

/// The operands an rvalue reads.
pub fn rvalue_operands(rvalue: &Rvalue) -> Vec<&Operand> {
    match rvalue {
        Rvalue::Use(operand) | Rvalue::TypeAssert(operand, _) | Rvalue::Convert(operand, _) => vec![operand],
        Rvalue::RangeElement { of, .. } => vec![of],
        Rvalue::Cond { cond, .. } => cond.operands(),
        Rvalue::Composite { elements, .. } => {
            elements.iter().map(|(_, operand): &(Element, Operand)| operand).collect()
        }
        Rvalue::Compute(operands) => operands.iter().collect(),
    }
}

fn visit_instr(kind: &InstrKind, used: &mut dyn FnMut(Local)) {
    match kind {
        InstrKind::Assign { dst, src } => {
            visit_place(dst, used);
            for operand in rvalue_operands(src) {
                visit_operand(operand, used);
            }
        }
        InstrKind::Call(call) => {
            if let Callee::Place(place) = &call.callee {
                visit_place(place, used);
            }
            for operand in &call.args {
                visit_operand(operand, used);
            }
            for place in call.dst.iter().flatten() {
                visit_place(place, used);
            }
        }
        InstrKind::Drop(place) => visit_place(place, used),
        InstrKind::Await { future, dst } => {
            visit_operand(future, used);
            visit_place(dst, used);
        }
        InstrKind::Opaque { uses, writes } => {
            for operand in uses {
                visit_operand(operand, used);
            }
            for place in writes {
                visit_place(place, used);
            }
        }
        InstrKind::RunDefers | InstrKind::Nop => {}
    }
}
