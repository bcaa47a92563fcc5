//! The fixpoint over the blocks of a region: the function itself, or a literal run in line.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use crate::ir::{BlockId, BlockKind, ClosureId, Terminator};

use super::ahead::Ahead;
use super::ctx::{Ctx, MAX_STATES};
use super::ended;
use super::exit::{self, Exits};
use super::grown;
use super::refine;
use super::state::PathState;
use super::trace::StepKind;
use super::transfer;

/// How well paths are told apart.
#[derive(Clone, Copy)]
struct Detail {
    /// Path states at one point beyond which what was done to watched parameters tells no more of them apart.
    states: usize,
    /// Path states after one instruction beyond which those that owe the same become one at once.
    cases: usize,
}

impl Detail {
    /// Few functions have more than a handful of states at once. Those that take long have many, and most of them say the
    /// same.
    fn of(ctx: &Ctx<'_>) -> Detail {
        match ctx.steps() > MANY_STEPS {
            false => Detail { states: 4, cases: 8 },
            true => Detail { states: 1, cases: 2 },
        }
    }
}

/// Steps of the analysis of one function beyond which paths are told apart less.
const MANY_STEPS: u64 = 400;

/// The states that wait at the entries of blocks.
struct Pending {
    states: FxHashMap<BlockId, Vec<(PathState, bool)>>,
    queue: BTreeSet<(u32, BlockId)>,
}

impl Pending {
    /// The states at a block that have not been run. Outside loops no others can come to meet them, so that they need
    /// not be kept.
    fn take(&mut self, ctx: &Ctx<'_>, block: BlockId) -> Vec<PathState> {
        if ctx.flow.loop_of(block).is_none() {
            return self.states.remove(&block).into_iter().flatten().map(|(state, _)| state).collect();
        }
        let here = self.states.get_mut(&block).into_iter().flatten();
        here.filter_map(|(state, dirty)| std::mem::take(dirty).then(|| state.clone())).collect()
    }
}

/// Runs a region from its entry and returns the states at its normal exits.
pub fn run(ctx: &mut Ctx<'_>, region: Option<ClosureId>, entry: Vec<PathState>) -> Vec<PathState> {
    let mut pending = Pending { states: FxHashMap::default(), queue: BTreeSet::new() };
    let start = ctx.body.entry(region);
    for state in entry {
        arrive(ctx, &mut pending, start, state);
    }
    let mut exits = Exits::default();
    let mut buffers = (Vec::new(), Vec::new());
    while let Some((_, block)) = pending.queue.pop_first() {
        for state in pending.take(ctx, block) {
            run_block(ctx, &mut buffers, block, state);
            for state in buffers.0.drain(..) {
                leave(ctx, &mut pending, &mut exits, block, state);
            }
            if ctx.gave_up {
                return Vec::new();
            }
        }
    }
    exit::leave(ctx, exits)
}

/// States before an instruction, and after it; kept between blocks for their room.
type Buffers = (Vec<PathState>, Vec<PathState>);

/// Runs one state through one block; the first buffer has the states at its end.
fn run_block(ctx: &mut Ctx<'_>, (states, next): &mut Buffers, block: BlockId, state: PathState) {
    let body = ctx.body;
    states.push(state);
    for instr in &body.blocks[block].instrs {
        for state in states.drain(..) {
            if !spend(ctx) {
                return;
            }
            transfer::instruction(ctx, state, *instr, next);
        }
        std::mem::swap(states, next);
        // A call with many cases: states that owe the same become one at once.
        let detail = Detail::of(ctx);
        if states.len() > detail.cases {
            *states = merged(ctx, std::mem::take(states), block, detail);
        }
    }
}

fn spend(ctx: &mut Ctx<'_>) -> bool {
    if ctx.budget == 0 {
        ctx.gave_up = true;
        return false;
    }
    ctx.budget -= 1;
    true
}

/// Takes a state out of a block along each edge that is possible on its path.
fn leave(ctx: &mut Ctx<'_>, pending: &mut Pending, exits: &mut Exits, block: BlockId, state: PathState) {
    let data = &ctx.body.blocks[block];
    let span = data.terminator_span;
    match &data.terminator {
        Terminator::Goto(next) => follow(ctx, pending, block, *next, state),
        Terminator::Branch { cond, then, otherwise } => {
            let mut state = state;
            if state.has_fields() && !state.obligations.is_empty() {
                grown::iterated(ctx, &mut state, cond, span);
            }
            let mut state = Some(state);
            for (answer, next) in [(true, *then), (false, *otherwise)] {
                if state.as_ref().is_none_or(|state| refine::is_known_not(ctx, state, cond, answer)) {
                    continue;
                }
                let branch = if answer { state.clone() } else { state.take() };
                let Some(mut branch) = branch else { continue };
                if refine::assume(ctx, &mut branch, cond, answer) {
                    if !is_loop_test(ctx, next) {
                        refine::trace_branch(&mut branch, span, answer);
                        ended::branch(ctx, &mut branch, cond, span, answer);
                    }
                    follow(ctx, pending, block, next, branch);
                }
            }
        }
        Terminator::Switch(targets) => {
            let mut state = Some(state);
            for (n, next) in targets.iter().enumerate() {
                let last = n + 1 == targets.len();
                let Some(mut branch) = (if last { state.take() } else { state.clone() }) else { continue };
                for owed in &mut branch.obligations {
                    owed.trace.push(StepKind::Case, span);
                }
                follow(ctx, pending, block, *next, branch);
            }
        }
        Terminator::Return => exit::reach(ctx, exits, block, state),
        Terminator::Panic => exit::panic(ctx, state, span),
        Terminator::Unreachable => {}
    }
}

/// A loop's own test says little about why a path leaks; the path names the loop's body instead.
fn is_loop_test(ctx: &Ctx<'_>, next: BlockId) -> bool {
    matches!(ctx.body.blocks[next].kind, BlockKind::LoopDone)
}

/// Follows an edge; going round a loop asks what was left open or deferred in it.
fn follow(ctx: &mut Ctx<'_>, pending: &mut Pending, from: BlockId, to: BlockId, mut state: PathState) {
    if ctx.flow.is_back_edge(from, to) {
        let span = ctx.body.blocks[from].terminator_span;
        exit::go_round(ctx, &mut state, to, span);
    }
    arrive(ctx, pending, to, state);
}

/// Adds a state to those at the entry of a block, unless it has no more to tell.
fn arrive(ctx: &mut Ctx<'_>, pending: &mut Pending, block: BlockId, mut state: PathState) {
    let followed = |ahead: &Ahead| ctx.regions.len() > 1 || !state.is_idle() || ahead.of(block);
    if !ctx.ahead.as_ref().is_none_or(followed) {
        return;
    }
    let flow = &ctx.flow;
    let region = ctx.regions.last().copied().flatten();
    let body = ctx.body;
    // Positions are comparable within one region only; what belongs to an outer one is kept.
    state.prune(|local| body.locals[local].closure == region && flow.is_dead(local, block));
    state.forget_unreachable_facts(&ctx.values);
    let detail = Detail::of(ctx);
    let here = pending.states.entry(block).or_default();
    if let Some(n) = alike(here.iter().map(|(known, _)| known), &state, detail) {
        let (known, dirty) = &mut here[n];
        if known.join(&state, block, &mut ctx.values, ctx.catalog) {
            *dirty = true;
            pending.queue.insert((ctx.flow.position(block), block));
        }
        return;
    }
    if here.len() >= MAX_STATES {
        ctx.gave_up = true;
        return;
    }
    here.push((state, true));
    pending.queue.insert((ctx.flow.position(block), block));
}

/// The state that another one becomes one with: one that owes the same, or where there are many, one that differs in what
/// was done to watched parameters only.
fn alike<'s>(
    known: impl ExactSizeIterator<Item = &'s PathState> + Clone,
    state: &PathState,
    detail: Detail,
) -> Option<usize> {
    let many = known.len() >= detail.states;
    let same = known.clone().position(|known| known.owes_the_same(state));
    same.or_else(|| known.clone().position(|known| many && known.differs_in_inputs(state)))
}

/// Joins states that owe the same.
fn merged(ctx: &mut Ctx<'_>, states: Vec<PathState>, block: BlockId, detail: Detail) -> Vec<PathState> {
    let mut kept: Vec<PathState> = Vec::new();
    for state in states {
        match alike(kept.iter(), &state, detail) {
            Some(n) => {
                kept[n].join(&state, block, &mut ctx.values, ctx.catalog);
            }
            None => kept.push(state),
        }
    }
    if kept.len() > MAX_STATES {
        ctx.gave_up = true;
    }
    kept
}
