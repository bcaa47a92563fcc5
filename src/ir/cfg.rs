//! The control-flow graph of a body: who follows whom, in which order to visit, and where the loops are.
//!
//! The function and each of its closures is a region: a graph of its own. Everything here is computed once
//! per body, without recursion and in almost linear time, and is deterministic.
//!
//! A loop is named by its head. An edge is a back edge when it goes to a block that is not later in reverse
//! postorder. For code without jumps into the middle of loops that is the textbook definition; for code
//! with such jumps (only `goto` can make them) the loop is the part of the cycle behind the head.

use crate::base::IndexVec;

use super::body::{BlockId, Body, ClosureId, Terminator};

const NOWHERE: u32 = u32::MAX;

/// Successors, predecessors, visiting order and loops of all regions of a body.
#[derive(Clone, Debug)]
pub struct Cfg {
    successors: Edges,
    predecessors: Edges,
    /// Reachable blocks of all regions, one region after the other.
    order: Vec<BlockId>,
    /// Where each region's part of `order` ends; the function first, then the closures.
    region_ends: Vec<u32>,
    /// Position in `order`.
    position: IndexVec<BlockId, u32>,
    loops: Loops,
}

impl Cfg {
    /// Reads the graph off the terminators. Edges to blocks that do not exist are left out.
    pub fn new(body: &Body) -> Cfg {
        let successors = Edges::of_terminators(body);
        let predecessors = successors.reversed();
        let mut position: IndexVec<BlockId, u32> = body.blocks.ids().map(|_| NOWHERE).collect();
        let mut order = Vec::with_capacity(body.blocks.len());
        let mut region_ends = Vec::with_capacity(body.closures.len() + 1);
        for region in body.regions() {
            append_reverse_postorder(&successors, body.entry(region), &mut order, &mut position);
            region_ends.push(order.len() as u32);
        }
        let loops = Loops::find(&order, &position, &predecessors);
        Cfg { successors, predecessors, order, region_ends, position, loops }
    }

    /// Blocks that may follow, in the order of the terminator.
    pub fn successors(&self, block: BlockId) -> &[BlockId] {
        self.successors.of(block)
    }

    /// Blocks that may come before, one entry an edge, in block order.
    pub fn predecessors(&self, block: BlockId) -> &[BlockId] {
        self.predecessors.of(block)
    }

    /// The reachable blocks of a region, each before its successors except along back edges.
    pub fn reverse_postorder(&self, region: Option<ClosureId>) -> &[BlockId] {
        let number = region.map_or(0, |id| id.0 as usize + 1);
        let start = if number == 0 { 0 } else { self.region_ends.get(number - 1).map_or(0, |&end| end as usize) };
        let end = self.region_ends.get(number).map_or(start, |&end| end as usize);
        &self.order[start..end]
    }

    /// Rank of a block in reverse postorder, comparable within a region; `None` for unreachable blocks.
    pub fn position(&self, block: BlockId) -> Option<u32> {
        self.position.get(block).copied().filter(|&at| at != NOWHERE)
    }

    /// Whether the block can be reached from the entry of its region.
    pub fn is_reachable(&self, block: BlockId) -> bool {
        self.position(block).is_some()
    }

    /// Heads of all loops of a region, outer before inner.
    pub fn loop_heads(&self, region: Option<ClosureId>) -> impl Iterator<Item = BlockId> + '_ {
        self.reverse_postorder(region).iter().copied().filter(|&block| self.is_loop_head(block))
    }

    /// Whether some back edge goes to this block.
    pub fn is_loop_head(&self, block: BlockId) -> bool {
        self.position(block).is_some_and(|at| self.loops.nodes[at as usize].is_head)
    }

    /// Head of the innermost loop that the block is in; a head is in its own loop.
    pub fn in_loop(&self, block: BlockId) -> Option<BlockId> {
        let at = self.position(block)?;
        if self.loops.nodes[at as usize].is_head { Some(block) } else { self.enclosing(at) }
    }

    /// Head of the loop around the loop of this head.
    pub fn parent_loop(&self, head: BlockId) -> Option<BlockId> {
        self.enclosing(self.position(head)?)
    }

    /// The blocks of a loop, the head first, those of inner loops included. Empty if `head` is not a head.
    pub fn loop_blocks(&self, head: BlockId) -> &[BlockId] {
        let Some(at) = self.position(head) else { return &[] };
        let node = &self.loops.nodes[at as usize];
        if !node.is_head {
            return &[];
        }
        &self.loops.nested[node.start as usize..(node.start + node.size) as usize]
    }

    /// Whether `block` belongs to the loop of `head` or to a loop inside it.
    pub fn loop_contains(&self, head: BlockId, block: BlockId) -> bool {
        let (Some(head), Some(block)) = (self.position(head), self.position(block)) else { return false };
        let (head, block) = (&self.loops.nodes[head as usize], &self.loops.nodes[block as usize]);
        head.is_head && (head.start..head.start + head.size).contains(&block.start)
    }

    fn enclosing(&self, at: u32) -> Option<BlockId> {
        let parent = self.loops.nodes[at as usize].parent;
        (parent != NOWHERE).then(|| self.order[parent as usize])
    }
}

/// Adjacency lists in one vector.
#[derive(Clone, Debug)]
struct Edges {
    starts: Vec<u32>,
    targets: Vec<BlockId>,
}

impl Edges {
    fn of_terminators(body: &Body) -> Edges {
        let known = |block: &BlockId| (block.0 as usize) < body.blocks.len();
        let mut edges = Edges { starts: Vec::with_capacity(body.blocks.len() + 1), targets: Vec::new() };
        for block in body.blocks.iter() {
            edges.starts.push(edges.targets.len() as u32);
            match &block.terminator {
                Terminator::Goto(next) => edges.targets.extend(Some(*next).filter(known)),
                Terminator::Branch { then, otherwise, .. } => {
                    edges.targets.extend([*then, *otherwise].iter().copied().filter(known));
                }
                Terminator::Switch(targets) => edges.targets.extend(targets.iter().copied().filter(known)),
                Terminator::Return | Terminator::Panic | Terminator::Unreachable => {}
            }
        }
        edges.starts.push(edges.targets.len() as u32);
        edges
    }

    fn reversed(&self) -> Edges {
        let count = self.starts.len() - 1;
        let mut starts = vec![0u32; count + 1];
        for target in &self.targets {
            starts[target.0 as usize + 1] += 1;
        }
        for n in 0..count {
            starts[n + 1] += starts[n];
        }
        let mut next = starts.clone();
        let mut targets = vec![BlockId(0); self.targets.len()];
        for from in (0..count as u32).map(BlockId) {
            for target in self.of(from) {
                let slot = &mut next[target.0 as usize];
                targets[*slot as usize] = from;
                *slot += 1;
            }
        }
        Edges { starts, targets }
    }

    fn of(&self, block: BlockId) -> &[BlockId] {
        let at = block.0 as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&start), Some(&end)) => &self.targets[start as usize..end as usize],
            _ => &[],
        }
    }
}

/// Visits successors last to first, so that the first successor of a branch comes first in the result.
fn append_reverse_postorder(
    successors: &Edges,
    entry: BlockId,
    order: &mut Vec<BlockId>,
    position: &mut IndexVec<BlockId, u32>,
) {
    const SEEN: u32 = NOWHERE - 1;
    if position.get(entry) != Some(&NOWHERE) {
        return;
    }
    let base = order.len();
    position[entry] = SEEN;
    let mut stack = vec![(entry, successors.of(entry).len())];
    while let Some((block, left)) = stack.last_mut() {
        if *left == 0 {
            order.push(*block);
            stack.pop();
            continue;
        }
        *left -= 1;
        let next = successors.of(*block)[*left];
        if position[next] == NOWHERE {
            position[next] = SEEN;
            stack.push((next, successors.of(next).len()));
        }
    }
    order[base..].reverse();
    for (at, block) in order.iter().enumerate().skip(base) {
        position[*block] = at as u32;
    }
}

/// The loop forest, by position in reverse postorder.
#[derive(Clone, Debug)]
struct Loops {
    nodes: Vec<Node>,
    /// Blocks ordered so that each loop is one contiguous run that starts with its head.
    nested: Vec<BlockId>,
}

#[derive(Clone, Debug)]
struct Node {
    is_head: bool,
    /// Head of the innermost loop around this block, itself not counted.
    parent: u32,
    /// Where the block, and behind it the rest of the loop it heads, stands in `nested`.
    start: u32,
    size: u32,
}

impl Loops {
    /// Inner loops first, each collapsed into its head before the next outer one is walked (after Havlak).
    fn find(order: &[BlockId], position: &IndexVec<BlockId, u32>, predecessors: &Edges) -> Loops {
        let count = order.len() as u32;
        let fresh = Node { is_head: false, parent: NOWHERE, start: 0, size: 1 };
        let mut nodes = vec![fresh; order.len()];
        let mut collapsed: Vec<u32> = (0..count).collect();
        let mut work = Vec::new();
        let mut seen = vec![NOWHERE; order.len()];
        for head in (0..count).rev() {
            for pred in predecessors.of(order[head as usize]) {
                let pred = position[*pred];
                if pred == NOWHERE || pred < head {
                    continue;
                }
                nodes[head as usize].is_head = true;
                let tail = representative(&mut collapsed, pred);
                if tail != head && seen[tail as usize] != head {
                    seen[tail as usize] = head;
                    work.push(tail);
                }
            }
            let mut next = 0;
            while let Some(&member) = work.get(next) {
                next += 1;
                for pred in predecessors.of(order[member as usize]) {
                    let pred = position[*pred];
                    if pred == NOWHERE || pred >= member {
                        continue;
                    }
                    let pred = representative(&mut collapsed, pred);
                    if pred > head && seen[pred as usize] != head {
                        seen[pred as usize] = head;
                        work.push(pred);
                    }
                }
            }
            for member in work.drain(..) {
                nodes[member as usize].parent = head;
                collapsed[member as usize] = head;
            }
        }
        let nested = Self::lay_out(order, &mut nodes);
        Loops { nodes, nested }
    }

    fn lay_out(order: &[BlockId], nodes: &mut [Node]) -> Vec<BlockId> {
        for at in (0..nodes.len()).rev() {
            let (parent, size) = (nodes[at].parent, nodes[at].size);
            if let Some(parent) = nodes.get_mut(parent as usize) {
                parent.size += size;
            }
        }
        let mut nested = vec![BlockId(0); order.len()];
        // Where the next member of each loop goes; the last entry is for blocks outside all loops.
        let mut next = vec![0u32; nodes.len() + 1];
        for at in 0..nodes.len() {
            let slot = (nodes[at].parent as usize).min(nodes.len());
            let start = next[slot];
            next[slot] += nodes[at].size;
            next[at] = start + 1;
            nodes[at].start = start;
            nested[start as usize] = order[at];
        }
        nested
    }
}

/// Union-find lookup with path halving.
fn representative(collapsed: &mut [u32], mut at: u32) -> u32 {
    while collapsed[at as usize] != at {
        let up = collapsed[collapsed[at as usize] as usize];
        collapsed[at as usize] = up;
        at = up;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::super::body::{Block, BlockKind, Closure};
    use super::super::place::Cond;
    use super::*;
    use crate::base::{FileId, Signature, Span};

    fn body(edges: &[&[u32]]) -> Body {
        let mut body = Body::default();
        for targets in edges {
            let id = |n: usize| BlockId(targets[n]);
            let terminator = match targets.len() {
                0 => Terminator::Return,
                1 => Terminator::Goto(id(0)),
                2 => Terminator::Branch { cond: Box::new(Cond::Opaque(Vec::new())), then: id(0), otherwise: id(1) },
                _ => Terminator::Switch(targets.iter().map(|&n| BlockId(n)).collect()),
            };
            let span = Span::new(FileId(0), 0, 0);
            let kind = BlockKind::Entry;
            body.blocks.push(Block { kind, closure: None, instrs: Vec::new(), terminator, terminator_span: span });
        }
        body
    }

    fn ids(blocks: &[BlockId]) -> Vec<u32> {
        blocks.iter().map(|block| block.0).collect()
    }

    #[test]
    fn first_successor_comes_first() {
        let cfg = Cfg::new(&body(&[&[2, 1], &[3], &[3], &[]]));
        assert_eq!(ids(cfg.reverse_postorder(None)), [0, 2, 1, 3]);
        assert_eq!(ids(cfg.predecessors(BlockId(3))), [1, 2]);
        assert_eq!(cfg.loop_heads(None).count(), 0);
    }

    #[test]
    fn nested_loops_with_an_exit_from_the_inner_one() {
        // 1 heads the outer loop of 1..=4, 2 the inner one of 2 and 3; 5 is behind both, 6 is unreachable.
        let cfg = Cfg::new(&body(&[&[1], &[2, 5], &[3, 4], &[2, 5], &[1], &[], &[1]]));
        assert_eq!(cfg.loop_heads(None).collect::<Vec<_>>(), [BlockId(1), BlockId(2)]);
        assert_eq!(cfg.in_loop(BlockId(3)), Some(BlockId(2)));
        assert_eq!(cfg.in_loop(BlockId(4)), Some(BlockId(1)));
        assert_eq!(cfg.in_loop(BlockId(5)), None);
        assert_eq!(cfg.in_loop(BlockId(6)), None);
        assert_eq!(cfg.parent_loop(BlockId(2)), Some(BlockId(1)));
        let mut outer = ids(cfg.loop_blocks(BlockId(1)));
        assert_eq!(outer[0], 1);
        outer.sort_unstable();
        assert_eq!(outer, [1, 2, 3, 4]);
        assert!(cfg.loop_contains(BlockId(1), BlockId(3)));
        assert!(!cfg.loop_contains(BlockId(2), BlockId(4)));
        assert!(!cfg.is_reachable(BlockId(6)));
    }

    #[test]
    fn a_block_may_loop_on_itself_and_a_jump_may_enter_a_loop_in_the_middle() {
        let own = Cfg::new(&body(&[&[1], &[1, 2], &[]]));
        assert_eq!(ids(own.loop_blocks(BlockId(1))), [1]);
        let jump = Cfg::new(&body(&[&[1, 2], &[2], &[1, 3], &[]]));
        assert_eq!(jump.loop_heads(None).collect::<Vec<_>>(), [BlockId(2)]);
        assert!(jump.loop_contains(BlockId(2), BlockId(1)));
        assert!(!jump.loop_contains(BlockId(2), BlockId(3)));
    }

    #[test]
    fn a_closure_is_a_graph_of_its_own() {
        let mut body = body(&[&[], &[2], &[1, 3], &[]]);
        body.closures.push(Closure {
            entry: BlockId(1),
            signature: Signature::default(),
            params: Vec::new(),
            results: Vec::new(),
            parent: None,
            captures: Vec::new(),
            moves: false,
            span: Span::new(FileId(0), 0, 0),
        });
        let cfg = Cfg::new(&body);
        assert_eq!(ids(cfg.reverse_postorder(None)), [0]);
        assert_eq!(ids(cfg.reverse_postorder(Some(ClosureId(0)))), [1, 2, 3]);
        assert_eq!(cfg.in_loop(BlockId(2)), Some(BlockId(1)));
    }

    #[test]
    fn deep_nesting_stays_linear() {
        // Head n is followed by head n + 1; the innermost block goes back to its head, which leaves to the outer one.
        let depth = 50_000u32;
        let mut edges: Vec<Vec<u32>> = (0..depth).map(|n| vec![n + 1, n.saturating_sub(1)]).collect();
        edges.push(vec![depth - 1]);
        let slices: Vec<&[u32]> = edges.iter().map(Vec::as_slice).collect();
        let cfg = Cfg::new(&body(&slices));
        assert_eq!(cfg.loop_blocks(BlockId(0)).len(), depth as usize + 1);
    }
}
