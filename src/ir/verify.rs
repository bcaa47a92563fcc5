//! Structural invariants of bodies. Runs after every lowering in tests and debug builds.
//!
//! What is found is text for a developer; an empty list means that the body may be trusted by every pass.

use rustc_hash::FxHashSet;

use super::body::{
    BlockId, BlockKind, Body, Call, CallMode, Callee, ClosureId, Function, InstrId, InstrKind, LocalKind, Terminator,
};
use super::names::{rvalue_operands, visit_instr};
use super::place::{Local, Operand, Place};
use crate::base::{IndexVec, Span};

/// Checks a function; one text a violation.
pub fn verify(function: &Function) -> Vec<String> {
    let body = &function.body;
    let mut verifier = Verifier {
        body,
        span: function.span,
        captures: body.closures.iter().map(|_| FxHashSet::default()).collect(),
        errors: Vec::new(),
    };
    verifier.locals();
    verifier.closures();
    verifier.blocks();
    verifier.calls();
    verifier.instrs_listed_once();
    // The passes below follow ids, which must be valid by now.
    if verifier.errors.is_empty() {
        verifier.reachability();
        verifier.mentions();
        verifier.captures();
        verifier.defers();
    }
    verifier.errors
}

struct Verifier<'a> {
    body: &'a Body,
    span: Span,
    captures: IndexVec<ClosureId, FxHashSet<Local>>,
    errors: Vec<String>,
}

impl<'a> Verifier<'a> {
    fn require(&mut self, holds: bool, message: impl FnOnce() -> String) {
        if !holds {
            self.errors.push(message());
        }
    }

    fn inside(&mut self, span: Span, what: impl FnOnce() -> String) {
        let outer = self.span;
        self.require(outer.contains(span), || {
            format!("{}: {}..{} lies outside the function {}..{}", what(), span.start, span.end, outer.start, outer.end)
        });
    }

    fn known_region(&self, region: Option<ClosureId>) -> bool {
        region.is_none_or(|id| self.body.closures.get(id).is_some())
    }

    fn locals(&mut self) {
        for (local, decl) in self.body.locals.iter_enumerated() {
            self.require(self.known_region(decl.closure), || format!("{local:?} belongs to no known function literal"));
            self.inside(decl.span, || format!("{local:?}"));
        }
        self.parameters(None, &self.body.params, &self.body.results);
    }

    /// Parameters and results are declared, of the right kind, and belong to their region.
    fn parameters(&mut self, region: Option<ClosureId>, params: &[Local], results: &[Local]) {
        for (locals, results) in [(params, false), (results, true)] {
            for &local in locals {
                let Some(decl) = self.body.locals.get(local) else {
                    self.errors.push(format!("{local:?} of {region:?} is not declared"));
                    continue;
                };
                let fits = match decl.kind {
                    LocalKind::Receiver => !results && region.is_none(),
                    LocalKind::Param => !results,
                    LocalKind::Result => results,
                    LocalKind::Var | LocalKind::Temp => false,
                };
                self.require(fits, || format!("{local:?} of {region:?} is a {:?}", decl.kind));
                self.require(decl.closure == region, || format!("{local:?} is listed by {region:?} but not its own"));
            }
        }
    }

    fn closures(&mut self) {
        for (id, closure) in self.body.closures.iter_enumerated() {
            self.inside(closure.span, || format!("{id:?}"));
            self.require(closure.parent.is_none_or(|parent| parent < id), || format!("{id:?} comes before its parent"));
            self.parameters(Some(id), &closure.params, &closure.results);
            match self.body.blocks.get(closure.entry) {
                Some(entry) => {
                    self.require(entry.closure == Some(id), || format!("the entry of {id:?} is not its own"));
                }
                None => self.errors.push(format!("{id:?} has no entry")),
            }
            for &local in &closure.captures {
                self.require(self.body.locals.get(local).is_some(), || {
                    format!("{id:?} captures {local:?}, which is not declared")
                });
            }
        }
    }

    fn blocks(&mut self) {
        match self.body.blocks.get(BlockId(0)) {
            Some(entry) => {
                self.require(entry.closure.is_none(), || "the entry block belongs to a function literal".to_owned());
                self.require(entry.kind == BlockKind::Entry, || "block 0 is not an entry block".to_owned());
            }
            None => self.errors.push("no blocks".to_owned()),
        }
        for (id, block) in self.body.blocks.iter_enumerated() {
            self.require(self.known_region(block.closure), || format!("{id:?} belongs to no known function literal"));
            self.inside(block.terminator_span, || format!("end of {id:?}"));
            let targets = block.terminator.successors();
            let no_choice = matches!(&block.terminator, Terminator::Switch(targets) if targets.is_empty());
            self.require(!no_choice, || format!("{id:?} ends in a switch without targets"));
            for target in targets {
                match self.body.blocks.get(target) {
                    Some(next) => {
                        self.require(next.closure == block.closure, || {
                            format!("edge {id:?} to {target:?} leaves its function literal")
                        });
                    }
                    None => self.errors.push(format!("edge {id:?} to {target:?}, which does not exist")),
                }
            }
        }
    }

    fn calls(&mut self) {
        let mut seen = FxHashSet::default();
        for (id, instr) in self.body.instrs.iter_enumerated() {
            self.inside(instr.span, || format!("{id:?}"));
            if let InstrKind::Call(call) = &instr.kind {
                self.require(call.id.0 < self.body.call_count, || format!("{:?} is not below the call count", call.id));
                self.require(seen.insert(call.id), || format!("{:?} is used twice", call.id));
            }
        }
    }

    fn instrs_listed_once(&mut self) {
        let mut listed: IndexVec<InstrId, u32> = self.body.instrs.ids().map(|_| 0).collect();
        for (id, block) in self.body.blocks.iter_enumerated() {
            for &instr in &block.instrs {
                match listed.get(instr) {
                    Some(_) => listed[instr] += 1,
                    None => self.errors.push(format!("{id:?} lists {instr:?}, which does not exist")),
                }
            }
        }
        for (instr, &times) in listed.iter_enumerated() {
            self.require(times == 1, || format!("{instr:?} is listed {times} times"));
        }
    }

    /// A block may be dead where the source says so, and then everything behind it.
    fn reachability(&mut self) {
        let mut reached: IndexVec<BlockId, bool> = self.body.blocks.ids().map(|_| false).collect();
        let mut work: Vec<BlockId> = self.body.regions().map(|region| self.body.entry(region)).collect();
        work.extend(self.body.blocks.iter_enumerated().filter(|(_, block)| may_be_dead(block.kind)).map(|(id, _)| id));
        while let Some(block) = work.pop() {
            if !std::mem::replace(&mut reached[block], true) {
                work.extend(self.body.blocks[block].terminator.successors());
            }
        }
        for (id, &is_reached) in reached.iter_enumerated() {
            let kind = self.body.blocks[id].kind.as_str();
            self.require(is_reached, || format!("{id:?} ({kind}) is reached from nowhere"));
        }
    }

    /// Every local mentioned is declared and visible, every literal mentioned stands where it is mentioned.
    fn mentions(&mut self) {
        for (id, block) in self.body.blocks.iter_enumerated() {
            for &instr in &block.instrs {
                let kind = &self.body.instrs[instr].kind;
                let mut places: Vec<&'a Place> = Vec::new();
                visit_instr(kind, &mut |place, _| places.push(place));
                for place in places {
                    self.mention(block.closure, place, || format!("{instr:?}"));
                }
                for literal in literals(kind) {
                    self.literal(block.closure, literal, || format!("{instr:?}"));
                }
            }
            if let Terminator::Branch { cond, .. } = &block.terminator {
                for place in cond.operands().into_iter().filter_map(Operand::place) {
                    self.mention(block.closure, place, || format!("end of {id:?}"));
                }
            }
        }
    }

    fn mention(&mut self, region: Option<ClosureId>, place: &Place, by: impl Fn() -> String) {
        let Some(local) = place.root_local() else { return };
        let Some(decl) = self.body.locals.get(local) else {
            self.errors.push(format!("{} mentions {local:?}, which is not declared", by()));
            return;
        };
        let mut at = region;
        while at != decl.closure {
            let Some(id) = at else {
                self.errors.push(format!("{} mentions {local:?} of {:?}, which it cannot see", by(), decl.closure));
                return;
            };
            // Seen before on this way: the literals around have been noted too.
            if !self.captures[id].insert(local) {
                return;
            }
            at = self.body.closures[id].parent;
        }
    }

    fn literal(&mut self, region: Option<ClosureId>, id: ClosureId, by: impl Fn() -> String) {
        match self.body.closures.get(id) {
            Some(closure) => {
                self.require(closure.parent == region, || format!("{} mentions {id:?}, which stands elsewhere", by()));
            }
            None => self.errors.push(format!("{} mentions {id:?}, which does not exist", by())),
        }
    }

    fn captures(&mut self) {
        for (id, closure) in self.body.closures.iter_enumerated() {
            let mut expected: Vec<Local> = self.captures[id].iter().copied().collect();
            expected.sort_unstable();
            if expected != closure.captures {
                self.errors.push(format!("{id:?} captures {expected:?} but says {:?}", closure.captures));
            }
        }
    }

    /// A region that defers runs its defers right before each return, and no other region does.
    fn defers(&mut self) {
        let deferring: FxHashSet<Option<ClosureId>> = self.deferring_regions();
        for (id, block) in self.body.blocks.iter_enumerated() {
            if block.terminator != Terminator::Return {
                continue;
            }
            let last = block.instrs.iter().rev().map(|&instr| &self.body.instrs[instr].kind);
            let runs = last.clone().find(|kind| !matches!(kind, InstrKind::Nop));
            let runs = matches!(runs, Some(InstrKind::RunDefers));
            match (deferring.contains(&block.closure), runs) {
                (true, false) => self.errors.push(format!("{id:?} returns without running its defers")),
                (false, true) => self.errors.push(format!("{id:?} runs defers where nothing is deferred")),
                (true, true) | (false, false) => {}
            }
        }
    }

    fn deferring_regions(&self) -> FxHashSet<Option<ClosureId>> {
        let mut regions = FxHashSet::default();
        for block in self.body.blocks.iter() {
            let defers =
                |instr: &InstrId| matches!(self.body.call(*instr), Some(Call { mode: CallMode::Deferred, .. }));
            if block.instrs.iter().any(defers) {
                regions.insert(block.closure);
            }
        }
        regions
    }
}

/// Whether ordinary source leads to such a block without an edge to it: `for {}` has no way to its end, a
/// label needs no `goto`, a body that always breaks has no way to its post statement.
fn may_be_dead(kind: BlockKind) -> bool {
    match kind {
        BlockKind::Unreachable
        | BlockKind::Label
        | BlockKind::IfDone
        | BlockKind::LoopPost
        | BlockKind::LoopDone
        | BlockKind::SwitchDone
        | BlockKind::SelectDone => true,
        BlockKind::Entry
        | BlockKind::IfThen
        | BlockKind::IfElse
        | BlockKind::LoopHead
        | BlockKind::LoopBody
        | BlockKind::SwitchCase
        | BlockKind::SwitchNext
        | BlockKind::SelectCase
        | BlockKind::AndRight
        | BlockKind::OrRight
        | BlockKind::CondDone
        | BlockKind::Closure => false,
    }
}

fn literals(kind: &InstrKind) -> Vec<ClosureId> {
    let literal = |operand: &Operand| match operand {
        Operand::Closure(id) => Some(*id),
        Operand::Place(_) | Operand::Addr(_) | Operand::Const(_) => None,
    };
    match kind {
        InstrKind::Assign { src, .. } => rvalue_operands(src).into_iter().filter_map(literal).collect(),
        InstrKind::Call(call) => {
            let callee = match &call.callee {
                Callee::Closure(id) => Some(*id),
                Callee::Place(_) => None,
            };
            callee.into_iter().chain(call.args.iter().filter_map(literal)).collect()
        }
        InstrKind::Await { future, .. } => literal(future).into_iter().collect(),
        InstrKind::Opaque { uses, .. } => uses.iter().filter_map(literal).collect(),
        InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Nop => Vec::new(),
    }
}
