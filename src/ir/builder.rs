//! The way a front end makes a [`Body`].
//!
//! A [`BodyBuilder`] holds what a lowering must not get wrong: which block is written to, which names are in
//! sight, where `break` and `continue` go, which literal the code stands in. A block is asked for before it
//! is written (`block`), becomes the target of an edge, and is then written to (`start`). A block that no
//! edge leads to is not started: what would go into it is dead code and is dropped.
//!
//! ```text
//! let then = builder.block(BlockKind::IfThen);
//! let done = builder.block(BlockKind::IfDone);
//! builder.branch(cond, then, done, span);
//! builder.start(then);            // current block
//! builder.assign(place, value, span);
//! builder.goto(done, span);       // no current block
//! builder.start(done);
//! ```
//!
//! At the end, blocks are numbered in the order in which they were started, `RunDefers` stays only where the
//! region defers something, and captures are counted.

use rustc_hash::{FxHashMap, FxHashSet};

use super::body::{
    Block, BlockId, BlockKind, Body, Call, CallId, CallMode, Callee, Closure, ClosureId, Instr, InstrId, InstrKind,
    LocalDecl, LocalKind, Rvalue, Terminator,
};
use super::finish::{fill_captures, mark_unreachable_labels, renumber_targets};
use super::place::{Cond, Local, Operand, Place};
pub use super::scope::Binding;
use super::scope::Scopes;
use crate::base::{IndexVec, Name, Signature, Span, Type};

/// Makes one body; see the module.
pub struct BodyBuilder {
    body: Body,
    drafts: IndexVec<BlockId, Draft>,
    /// Blocks in the order in which they were started.
    started: Vec<BlockId>,
    current: Option<BlockId>,
    /// The function, and the literals the code stands in; innermost last.
    regions: Vec<Region>,
    scopes: Scopes,
    /// Regions that defer something.
    deferring: FxHashSet<Option<ClosureId>>,
}

/// A call to be emitted; the builder numbers it.
pub struct NewCall {
    /// Who is called.
    pub callee: Callee,
    /// Explicit type arguments.
    pub type_args: Vec<Type>,
    /// Arguments.
    pub args: Vec<Operand>,
    /// Whether the last argument is spread.
    pub spread: bool,
    /// Destinations of the results.
    pub dst: Vec<Option<Place>>,
    /// When it runs.
    pub mode: CallMode,
}

/// A block that is being made.
struct Draft {
    kind: BlockKind,
    closure: Option<ClosureId>,
    instrs: Vec<InstrId>,
    end: Option<(Terminator, Span)>,
    targeted: bool,
    started: bool,
}

struct Region {
    closure: Option<ClosureId>,
    /// The block of the enclosing region that goes on behind the literal.
    resume: Option<BlockId>,
    exits: Vec<Exit>,
    labels: FxHashMap<Name, BlockId>,
}

/// A statement that can be left by `break`, and by `continue` if it is a loop.
struct Exit {
    label: Option<Name>,
    break_to: BlockId,
    continue_to: Option<BlockId>,
}

/// Instructions and locals that there is room for from the start; what is left over is given back at the end.
const ROOM: usize = 64;

impl BodyBuilder {
    /// An empty body; its entry block is current.
    pub fn new() -> Self {
        let mut builder = Self {
            body: Body {
                instrs: IndexVec::with_capacity(ROOM),
                locals: IndexVec::with_capacity(ROOM),
                ..Body::default()
            },
            drafts: IndexVec::new(),
            started: Vec::new(),
            current: None,
            regions: vec![Region::of(None, None)],
            scopes: Scopes::default(),
            deferring: FxHashSet::default(),
        };
        let entry = builder.block(BlockKind::Entry);
        builder.start_always(entry);
        builder
    }

    /// The literal the code stands in.
    pub fn region(&self) -> Option<ClosureId> {
        self.regions.last().and_then(|region| region.closure)
    }

    /// Result locals of the innermost region.
    pub fn results(&self) -> &[Local] {
        self.body.results_of(self.region())
    }

    /// The declaration of a local.
    pub fn decl(&self, local: Local) -> &LocalDecl {
        &self.body.locals[local]
    }

    /// Whether there is a current block, so that what is emitted can run.
    pub fn is_reachable(&self) -> bool {
        self.current.is_some()
    }

    // Locals and scopes.

    /// Declares a parameter (or receiver) of the innermost region and binds its name.
    pub fn param(&mut self, kind: LocalKind, name: Option<Name>, ty: Type, span: Span) -> Local {
        let local = self.declare(kind, name, ty, span);
        match self.region() {
            Some(id) => self.body.closures[id].params.push(local),
            None => self.body.params.push(local),
        }
        self.bind_named(name, local);
        local
    }

    /// Declares a result of the innermost region and binds its name.
    pub fn result(&mut self, name: Option<Name>, ty: Type, span: Span) -> Local {
        let local = self.declare(LocalKind::Result, name, ty, span);
        match self.region() {
            Some(id) => self.body.closures[id].results.push(local),
            None => self.body.results.push(local),
        }
        self.bind_named(name, local);
        local
    }

    /// Declares a variable that is not in sight yet: its initial value may mention another of its name.
    pub fn var(&mut self, name: Name, ty: Type, span: Span) -> Local {
        self.declare(LocalKind::Var, Some(name), ty, span)
    }

    /// Declares a temporary.
    pub fn temp(&mut self, span: Span) -> Local {
        self.declare(LocalKind::Temp, None, Type::Unknown, span)
    }

    /// Declares a temporary of a known type.
    pub fn typed_temp(&mut self, ty: Type, span: Span) -> Local {
        self.declare(LocalKind::Temp, None, ty, span)
    }

    fn declare(&mut self, kind: LocalKind, name: Option<Name>, ty: Type, span: Span) -> Local {
        let closure = self.region();
        self.body.locals.push(LocalDecl { name, kind, ty, span, closure })
    }

    fn bind_named(&mut self, name: Option<Name>, local: Local) {
        if let Some(name) = name {
            self.bind(name, Binding::Local(local));
        }
    }

    /// From here to the end of the innermost scope, `name` stands for this.
    pub fn bind(&mut self, name: Name, binding: Binding) {
        self.scopes.bind(name, binding);
    }

    /// What a name stands for; `None` for names of the package and beyond.
    pub fn lookup(&self, name: Name) -> Option<&Binding> {
        self.scopes.lookup(name).map(|(_, binding)| binding)
    }

    /// The variable of this name, if it was declared in the innermost scope itself.
    pub fn lookup_here(&self, name: Name) -> Option<Local> {
        match self.scopes.lookup(name) {
            Some((depth, Binding::Local(local))) if depth == self.scopes.depth() => Some(*local),
            _ => None,
        }
    }

    /// Whether any type is bound, so that types as written have to be looked at.
    pub fn binds_types(&self) -> bool {
        self.scopes.binds_types()
    }

    /// Begins a scope.
    pub fn open_scope(&mut self) {
        self.scopes.open();
    }

    /// Forgets the names of the innermost scope.
    pub fn close_scope(&mut self) {
        self.scopes.close();
    }

    // Blocks.

    /// A new block of the innermost region; it is written to after `start`.
    pub fn block(&mut self, kind: BlockKind) -> BlockId {
        let closure = self.region();
        self.drafts.push(Draft { kind, closure, instrs: Vec::new(), end: None, targeted: false, started: false })
    }

    /// Makes `block` current if an edge leads to it; else there is no current block.
    pub fn start(&mut self, block: BlockId) {
        if self.drafts[block].targeted {
            self.start_always(block);
        } else {
            self.current = None;
        }
    }

    /// Makes `block` current though no edge may lead to it yet: a label, or a clause that is reached last.
    pub fn start_always(&mut self, block: BlockId) {
        let draft = &mut self.drafts[block];
        debug_assert!(!draft.started, "a block is started once");
        debug_assert!(self.current.is_none(), "the current block has no end yet");
        draft.started = true;
        self.started.push(block);
        self.current = Some(block);
    }

    /// `start`, or `start_always` if `later` says that an edge is still to come.
    pub fn start_later(&mut self, block: BlockId, later: bool) {
        if later { self.start_always(block) } else { self.start(block) }
    }

    /// Makes a label's block current. A second label of that name, which is an error, starts nothing.
    pub fn start_once(&mut self, block: BlockId) {
        if !self.drafts[block].started {
            self.start_always(block);
        }
    }

    fn end(&mut self, terminator: Terminator, span: Span) {
        let Some(current) = self.current.take() else { return };
        for target in terminator.successors() {
            self.drafts[target].targeted = true;
        }
        self.drafts[current].end = Some((terminator, span));
    }

    /// Ends the current block: to `block`.
    pub fn goto(&mut self, block: BlockId, span: Span) {
        self.end(Terminator::Goto(block), span);
    }

    /// Ends the current block with a question.
    pub fn branch(&mut self, cond: Cond, then: BlockId, otherwise: BlockId, span: Span) {
        self.end(Terminator::Branch { cond: Box::new(cond), then, otherwise }, span);
    }

    /// Ends the current block: to any of these.
    pub fn switch(&mut self, targets: Vec<BlockId>, span: Span) {
        self.end(Terminator::Switch(targets), span);
    }

    /// Ends the current block by leaving the region; what it has deferred runs first.
    pub fn ret(&mut self, span: Span) {
        self.emit(InstrKind::RunDefers, span);
        self.end(Terminator::Return, span);
    }

    /// Ends the current block by a panic; what the region has deferred runs first.
    pub fn panic(&mut self, span: Span) {
        self.emit(InstrKind::RunDefers, span);
        self.end(Terminator::Panic, span);
    }

    /// Ends the current block for ever.
    pub fn unreachable(&mut self, span: Span) {
        self.end(Terminator::Unreachable, span);
    }

    // Instructions.

    fn emit(&mut self, kind: InstrKind, span: Span) {
        let Some(current) = self.current else { return };
        let id = self.body.instrs.push(Instr { kind, span });
        self.drafts[current].instrs.push(id);
    }

    /// Emits an assignment.
    pub fn assign(&mut self, dst: Place, src: Rvalue, span: Span) {
        self.emit(InstrKind::Assign { dst, src }, span);
    }

    /// Emits a call.
    pub fn call(&mut self, call: NewCall, span: Span) {
        if !self.is_reachable() {
            return;
        }
        let NewCall { callee, type_args, args, spread, dst, mode } = call;
        if mode == CallMode::Deferred {
            self.deferring.insert(self.region());
        }
        let id = CallId(self.body.call_count);
        self.body.call_count += 1;
        self.emit(InstrKind::Call(Box::new(Call { id, callee, type_args, args, spread, dst, mode })), span);
    }

    /// Emits the end of the scope of a local.
    pub fn drop_local(&mut self, local: Local, span: Span) {
        self.emit(InstrKind::Drop(Place::local(local)), span);
    }

    /// Emits the wait for a future.
    pub fn wait(&mut self, future: Operand, dst: Place, span: Span) {
        self.emit(InstrKind::Await { future, dst }, span);
    }

    /// Says that the literal takes the variables it mentions with it.
    pub fn moves_captures(&mut self, literal: ClosureId) {
        self.body.closures[literal].moves = true;
    }

    /// Emits code that was not understood.
    pub fn opaque(&mut self, uses: Vec<Operand>, writes: Vec<Place>, span: Span) {
        self.emit(InstrKind::Opaque { uses, writes }, span);
    }

    // Jumps.

    /// Until `close_exit`, `break` goes to `break_to` and `continue` to `continue_to`.
    pub fn open_exit(&mut self, label: Option<Name>, break_to: BlockId, continue_to: Option<BlockId>) {
        if let Some(region) = self.regions.last_mut() {
            region.exits.push(Exit { label, break_to, continue_to });
        }
    }

    /// Forgets the innermost exit.
    pub fn close_exit(&mut self) {
        if let Some(region) = self.regions.last_mut() {
            region.exits.pop();
        }
    }

    /// Where `break` goes.
    pub fn break_target(&self, label: Option<Name>) -> Option<BlockId> {
        let exits = &self.regions.last()?.exits;
        exits.iter().rev().find(|exit| label.is_none() || exit.label == label).map(|exit| exit.break_to)
    }

    /// Where `continue` goes.
    pub fn continue_target(&self, label: Option<Name>) -> Option<BlockId> {
        let exits = &self.regions.last()?.exits;
        let fits = |exit: &&Exit| exit.continue_to.is_some() && (label.is_none() || exit.label == label);
        exits.iter().rev().find(fits).and_then(|exit| exit.continue_to)
    }

    /// The block of a label of the innermost region.
    pub fn label(&mut self, name: Name) -> BlockId {
        if let Some(&block) = self.regions.last().and_then(|region| region.labels.get(&name)) {
            return block;
        }
        let block = self.block(BlockKind::Label);
        if let Some(region) = self.regions.last_mut() {
            region.labels.insert(name, block);
        }
        block
    }

    // Function literals.

    /// Begins a function literal: a region with an entry block, which becomes current, and a scope.
    pub fn open_closure(&mut self, signature: Signature, span: Span) -> ClosureId {
        let parent = self.region();
        let id = self.body.closures.next_id();
        self.regions.push(Region::of(Some(id), self.current.take()));
        let entry = self.block(BlockKind::Closure);
        self.body.closures.push(Closure {
            entry,
            signature,
            params: Vec::new(),
            results: Vec::new(),
            parent,
            captures: Vec::new(),
            moves: false,
            span,
        });
        self.open_scope();
        self.start_always(entry);
        id
    }

    /// Ends the innermost literal; the block before it is current again.
    pub fn close_closure(&mut self) {
        debug_assert!(self.current.is_none(), "the literal has no end yet");
        debug_assert!(self.regions.len() > 1, "there is a literal to close");
        self.close_scope();
        self.current = self.regions.pop().and_then(|region| region.resume);
    }

    /// The body. Blocks without an end (there are none unless code was malformed) end at `span`.
    pub fn finish(mut self, span: Span) -> Body {
        self.start_missing_labels();
        let instr_ids = self.keep_instrs();
        let mut ids: IndexVec<BlockId, Option<BlockId>> = self.drafts.ids().map(|_| None).collect();
        for (n, &block) in self.started.iter().enumerate() {
            ids[block] = Some(BlockId(n as u32));
        }
        let renumber = |block: BlockId| ids[block].unwrap_or(BlockId(0));
        self.body.blocks = IndexVec::with_capacity(self.started.len());
        for &block in &self.started {
            let draft = &mut self.drafts[block];
            let (mut terminator, terminator_span) = draft.end.take().unwrap_or((Terminator::Unreachable, span));
            renumber_targets(&mut terminator, &renumber);
            let instrs = draft.instrs.iter().filter_map(|&id| instr_ids[id]).collect();
            let (kind, closure) = (draft.kind, draft.closure);
            self.body.blocks.push(Block { kind, closure, instrs, terminator, terminator_span });
        }
        for id in self.body.closures.ids() {
            let closure = &mut self.body.closures[id];
            closure.entry = renumber(closure.entry);
        }
        mark_unreachable_labels(&mut self.body);
        fill_captures(&mut self.body);
        self.body.instrs.shrink_to_fit();
        self.body.locals.shrink_to_fit();
        self.body
    }

    /// A `goto` whose label does not exist leads to a block that does nothing.
    fn start_missing_labels(&mut self) {
        self.current = None;
        let missing: Vec<BlockId> = self
            .drafts
            .iter_enumerated()
            .filter(|(_, draft)| draft.targeted && !draft.started)
            .map(|(id, _)| id)
            .collect();
        for block in missing {
            self.start_always(block);
            self.current = None;
        }
    }

    /// Takes out `RunDefers` where nothing is deferred; returns the new numbers.
    fn keep_instrs(&mut self) -> IndexVec<InstrId, Option<InstrId>> {
        let mut keep: IndexVec<InstrId, bool> = self.body.instrs.ids().map(|_| true).collect();
        for draft in self.drafts.iter().filter(|draft| !self.deferring.contains(&draft.closure)) {
            for &id in &draft.instrs {
                keep[id] = !matches!(self.body.instrs[id].kind, InstrKind::RunDefers);
            }
        }
        let mut next = 0;
        let mut number = |&keep: &bool| {
            let id = keep.then_some(InstrId(next));
            next += u32::from(keep);
            id
        };
        let ids = keep.iter().map(&mut number).collect();
        self.body.instrs.retain(|id| keep[id]);
        ids
    }
}

impl Default for BodyBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl Region {
    fn of(closure: Option<ClosureId>, resume: Option<BlockId>) -> Self {
        Region { closure, resume, exits: Vec::new(), labels: FxHashMap::default() }
    }
}
