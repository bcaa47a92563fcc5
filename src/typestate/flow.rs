//! The shape of a body that the engine needs: block order, loops, and how far each local is of interest.
//!
//! All of it is linear in the size of the body: functions of a hundred thousand lines exist (generated ones),
//! and a set of live locals per block would be quadratic.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::IndexVec;
use crate::ir::cfg::Cfg;
use crate::ir::{
    BlockId, Body, Callee, ClosureId, Cond, Element, InstrId, InstrKind, Local, Operand, Place, Rvalue, Terminator,
};

/// Block order, loops and live ranges of a body and its function literals.
#[derive(Debug)]
pub struct Flow {
    cfg: Cfg,
    /// Block of each instruction.
    pub block_of: IndexVec<InstrId, BlockId>,
    /// Last position at which a local is read or written; `u32::MAX` when it must always be kept.
    last_use: IndexVec<Local, u32>,
    /// Whether a function literal, or one inside it, writes what it shares with its parents, or gives its address away.
    writes_shared: IndexVec<ClosureId, bool>,
}

impl Flow {
    /// Reads a body.
    pub fn new(body: &Body) -> Flow {
        let mut flow = Flow {
            cfg: Cfg::new(body),
            block_of: (0..body.instrs.len()).map(|_| BlockId(0)).collect(),
            last_use: (0..body.locals.len()).map(|_| 0).collect(),
            writes_shared: (0..body.closures.len()).map(|_| false).collect(),
        };
        for (block, data) in body.blocks.iter_enumerated() {
            for instr in &data.instrs {
                flow.block_of[*instr] = block;
            }
        }
        for region in body.regions() {
            flow.find_uses(body, region);
        }
        flow.keep_shared_locals(body);
        flow.find_shared_writes(body);
        flow
    }

    /// Rank of a block in reverse postorder; the last of all when it cannot be reached.
    pub fn position(&self, block: BlockId) -> u32 {
        self.cfg.position(block).unwrap_or(u32::MAX)
    }

    /// Blocks that may come before.
    pub fn predecessors(&self, block: BlockId) -> &[BlockId] {
        self.cfg.predecessors(block)
    }

    /// Head of the innermost loop a block lies in.
    pub fn loop_of(&self, block: BlockId) -> Option<BlockId> {
        self.cfg.in_loop(block)
    }

    /// Whether `block` lies in the loop with this head, at any depth.
    pub fn in_loop(&self, block: BlockId, head: BlockId) -> bool {
        self.cfg.loop_contains(head, block)
    }

    /// Whether the edge goes back to the head of a loop its start lies in.
    pub fn is_back_edge(&self, from: BlockId, to: BlockId) -> bool {
        self.position(to) <= self.position(from) && self.cfg.loop_contains(to, from)
    }

    /// Whether an instruction may run after another one, in the same round of a loop or in a later one.
    pub fn may_follow(&self, first: InstrId, second: InstrId) -> bool {
        let (from, to) = (self.block_of[first], self.block_of[second]);
        if from == to && first < second {
            return true;
        }
        let mut waiting: Vec<BlockId> = self.cfg.successors(from).to_vec();
        let mut seen: FxHashSet<BlockId> = FxHashSet::default();
        while let Some(block) = waiting.pop() {
            if block == to {
                return true;
            }
            if seen.insert(block) {
                waiting.extend_from_slice(self.cfg.successors(block));
            }
        }
        false
    }

    /// Whether an instruction has run on every way to another one of the same region.
    pub fn comes_first(&self, body: &Body, first: InstrId, second: InstrId) -> bool {
        let (from, to) = (self.block_of[first], self.block_of[second]);
        if from == to {
            return first < second;
        }
        let region = body.blocks[to].closure;
        if body.blocks[from].closure != region {
            return false;
        }
        let mut seen: FxHashSet<BlockId> = FxHashSet::default();
        let mut waiting = vec![to];
        while let Some(block) = waiting.pop() {
            if block != from && seen.insert(block) {
                waiting.extend_from_slice(self.predecessors(block));
            }
        }
        !seen.contains(&body.entry(region))
    }

    /// Whether a local is no longer read at or after this block.
    pub fn is_dead(&self, local: Local, block: BlockId) -> bool {
        self.last_use[local] < self.position(block)
    }

    /// Whether running a literal may change a variable that it shares with its parents.
    pub fn writes_shared(&self, closure: ClosureId) -> bool {
        self.writes_shared[closure]
    }

    fn find_shared_writes(&mut self, body: &Body) {
        for data in body.blocks.iter() {
            let Some(own) = data.closure else { continue };
            for instr in &data.instrs {
                visit_written(&body.instrs[*instr].kind, &mut |local| {
                    let mut at = Some(own);
                    while let Some(closure) = at.filter(|_| body.locals[local].closure != at) {
                        self.writes_shared[closure] = true;
                        at = body.closures[closure].parent;
                    }
                });
            }
        }
    }

    /// Whether a local may be read when the function is left: a result, or one that a function literal shares.
    pub fn is_kept(&self, local: Local) -> bool {
        self.last_use[local] == u32::MAX
    }

    /// What is used in a loop lives to the last block of the outermost loop around it, and so does what is used behind a loop
    /// whose body comes later in the order.
    fn find_uses(&mut self, body: &Body, region: Option<ClosureId>) {
        let mut loop_end: FxHashMap<BlockId, u32> = FxHashMap::default();
        let order = self.cfg.reverse_postorder(region);
        for &block in order {
            if let Some(head) = self.outermost_loop(block) {
                let end = loop_end.entry(head).or_default();
                *end = (*end).max(self.position(block));
            }
        }
        let mut last_use = std::mem::take(&mut self.last_use);
        let mut end = 0;
        for &block in order {
            end = end.max(self.position(block)).max(loop_end.get(&block).copied().unwrap_or(0));
            let mut used = |local: Local| last_use[local] = last_use[local].max(end);
            for instr in &body.blocks[block].instrs {
                visit_instr(&body.instrs[*instr].kind, &mut used);
            }
            if let Terminator::Branch { cond, .. } = &body.blocks[block].terminator {
                visit_cond(cond, &mut used);
            }
        }
        self.last_use = last_use;
    }

    fn outermost_loop(&self, block: BlockId) -> Option<BlockId> {
        let mut head = self.cfg.in_loop(block)?;
        while let Some(outer) = self.cfg.parent_loop(head) {
            head = outer;
        }
        Some(head)
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

/// Tells of every local that a condition mentions.
pub fn visit_cond(cond: &Cond, used: &mut dyn FnMut(Local)) {
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

/// Whether a literal, or one inside it, sets a variable that it captures.
pub fn sets(body: &Body, literal: ClosureId, local: Local) -> bool {
    let mut found = false;
    for data in body.blocks.iter().filter(|data| body.is_inside(data.closure, Some(literal))) {
        for instr in &data.instrs {
            visit_written(&body.instrs[*instr].kind, &mut |written| found |= written == local);
        }
    }
    found
}

/// Tells of every local that an instruction writes, or a part of it, or whose address it takes.
fn visit_written(kind: &InstrKind, written: &mut dyn FnMut(Local)) {
    let mut operands: Vec<&Operand> = Vec::new();
    match kind {
        InstrKind::Assign { dst, src } => {
            visit_place(dst, written);
            operands = rvalue_operands(src);
        }
        InstrKind::Call(call) => {
            call.dst.iter().flatten().for_each(|place| visit_place(place, written));
            operands = call.args.iter().collect();
        }
        InstrKind::Drop(place) | InstrKind::Await { dst: place, .. } => visit_place(place, written),
        InstrKind::Opaque { uses, writes } => {
            uses.iter().for_each(|operand| visit_operand(operand, written));
            writes.iter().for_each(|place| visit_place(place, written));
        }
        InstrKind::RunDefers | InstrKind::Nop => {}
    }
    for operand in operands {
        if let Operand::Addr(place) = operand {
            visit_place(place, written);
        }
    }
}

/// Tells of every local that an instruction mentions.
pub fn visit_instr(kind: &InstrKind, used: &mut dyn FnMut(Local)) {
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
