//! What the analysis of one function works with: the body, the tables, the values, and the records it fills.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{IndexVec, Name, Span, Type};
use crate::ir::linked::FunctionId;
use crate::ir::{Body, Call, CallId, ClosureId, InstrId, LinkedBody, Local, Target};
use crate::rule::Catalog;
use std::sync::Arc;

use super::ahead::Ahead;
use super::assertion;
use super::ended::Misuse;
use super::facts::Fact;
use super::fate::{Fate, Untracked};
use super::finding::Shape;
use super::flow::Flow;
use super::kept::Proof;
use super::obligation::{Duty, Obligation};
use super::summary::Summary;
use super::told::Told;
use super::trace::{StepKind, Trace};
use super::value::{Value, ValueKind, Values};

/// Where summaries of other functions come from.
pub trait Summaries: Sync {
    /// The summary of a function; `None` when nothing is known of it.
    fn summary(&self, function: FunctionId) -> Option<Arc<Summary>>;

    /// What can be asked of who gets an object of this declared type with something in it.
    fn holder(&self, ty: &Type) -> Holder;

    /// Bit mask of the arguments of a call that the callee cannot release, by their declared types.
    fn borrowed_arguments(&self, target: &Target) -> u64;
}

/// What can be asked of who gets an object with something in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// To end it.
    Owner,
    /// Nothing but to hand it on: no method of the declared type ends anything.
    Helpless,
    /// Nothing: a context ends with its parent.
    Context,
}

/// Steps (instructions times path states) one function may take before the engine gives up on it.
pub const STEP_BUDGET: u64 = 400_000;

/// Path states at one point beyond which the engine gives up on a function.
pub const MAX_STATES: usize = 96;

/// The analysis of one function.
pub struct Ctx<'a> {
    /// The function with the meaning of its names.
    pub linked: &'a LinkedBody,
    /// Its body.
    pub body: &'a Body,
    /// The tables.
    pub catalog: &'a Catalog,
    /// What they say of its calls.
    pub told: IndexVec<CallId, Told<'a>>,
    /// Summaries of its callees.
    pub summaries: &'a dyn Summaries,
    /// Block order, loops, live ranges.
    pub flow: Flow,
    /// Where something can still be acquired, if nobody asks for more of the region under analysis.
    pub ahead: Option<Ahead>,
    /// Symbolic values.
    pub values: Values,
    /// What became of each acquisition, exit by exit.
    pub records: FxHashMap<(InstrId, u8), Vec<Record>>,
    /// Steps left.
    pub budget: u64,
    /// Whether the budget or the cap on states was exceeded.
    pub gave_up: bool,
    /// The regions being run, outermost first: the function, then literals run in line.
    pub regions: Vec<Option<ClosureId>>,
    /// Not recording: a trial run of a literal.
    pub trial: u32,
    /// Inside a deferred call: its results go nowhere.
    pub deferred_depth: u32,
    /// The path that runs the deferred calls has ended in a panic.
    pub panicking: bool,
    /// Inside a deferred call or literal: what is released there is released on panics too.
    pub in_defer: u32,
    /// Connections taken from a pool while one of it is held.
    pub second_checkouts: Vec<Record>,
    /// What the results tell at exits on which an acquisition on an input has been ended.
    pub ended_exits: FxHashMap<InstrId, Vec<Answers>>,
    /// What is done to what has ended.
    pub misuses: Vec<Misuse>,
    /// Calls on what is still open, by the instruction and that of the acquisition.
    pub live_uses: FxHashSet<(InstrId, InstrId)>,
    /// Acquisitions, and calls that got their handles and did not take them.
    pub left_alone: FxHashMap<(InstrId, InstrId), Proof>,
    /// Pools that connections are taken from, for the summary.
    pub checkouts: Vec<super::summary::CheckOut>,
    /// Whether anything in the function recovers from panics.
    pub recovers: bool,
    /// Literals that are expected to panic before they come to their end.
    pub to_panic: FxHashSet<ClosureId>,
}

/// What is known of each result at an exit.
pub type Answers = Vec<Option<Fact>>;

/// What became of an acquisition at one place.
#[derive(Clone, Debug)]
pub struct Record {
    /// The fate here.
    pub fate: Fate,
    /// Where.
    pub span: Span,
    /// The path, for leaks.
    pub trace: Trace,
    /// What kind of leak.
    pub shape: Shape,
    /// The obligation as it was.
    pub obligation: Obligation,
    /// A release that was deferred protects panics too.
    pub deferred: bool,
    /// What the results tell at the exit, of an acquisition on an input.
    pub answers: Option<Answers>,
    /// Functions called on the way, for what happens in callees.
    pub via: Vec<Name>,
}

impl<'a> Ctx<'a> {
    /// Steps made so far.
    pub fn steps(&self) -> u64 {
        STEP_BUDGET - self.budget
    }

    /// Prepares the analysis of a function.
    pub fn new(linked: &'a LinkedBody, catalog: &'a Catalog, summaries: &'a dyn Summaries) -> Ctx<'a> {
        let body = &linked.function.body;
        Ctx {
            linked,
            body,
            catalog,
            told: Told::of_calls(catalog, linked),
            summaries,
            flow: Flow::new(body),
            ahead: None,
            values: Values::default(),
            records: FxHashMap::default(),
            budget: STEP_BUDGET,
            gave_up: false,
            regions: Vec::new(),
            trial: 0,
            deferred_depth: 0,
            panicking: false,
            in_defer: 0,
            second_checkouts: Vec::new(),
            ended_exits: FxHashMap::default(),
            misuses: Vec::new(),
            live_uses: FxHashSet::default(),
            left_alone: FxHashMap::default(),
            checkouts: Vec::new(),
            recovers: calls_builtin(linked, "recover"),
            to_panic: assertion::literals_that_panic(linked, catalog),
        }
    }

    /// What a call calls.
    pub fn target(&self, call: &Call) -> &'a Target {
        static UNKNOWN: Target = Target::Unknown;
        self.linked.targets.get(call.id).unwrap_or(&UNKNOWN)
    }

    /// What the tables say of a call.
    pub fn told(&self, call: &Call) -> Told<'a> {
        self.told.get(call.id).copied().unwrap_or_else(Told::nothing)
    }

    /// Output `n` of an instruction.
    pub fn site(&mut self, instr: InstrId, n: usize) -> Value {
        self.values.intern(ValueKind::Site(instr, n as u8))
    }

    /// What a local held at the start.
    pub fn initial(&mut self, local: Local) -> Value {
        self.values.intern(ValueKind::Init(local))
    }

    /// A field of a value.
    pub fn field(&mut self, value: Value, name: Name) -> Value {
        self.values.intern(ValueKind::Field(value, name))
    }

    /// Whether an instruction lies in a loop of its region.
    pub fn in_loop(&self, instr: InstrId) -> bool {
        self.flow.loop_of(self.flow.block_of[instr]).is_some()
    }

    /// The region in which something was acquired.
    pub fn flow_region(&self, owed: &Obligation) -> Option<ClosureId> {
        owed.site().and_then(|site| self.body.blocks[self.flow.block_of[site]].closure)
    }

    /// Whether a local belongs to the region being run, or to a literal run in line in it.
    pub fn is_own_local(&self, local: Local) -> bool {
        self.body.is_inside(self.body.locals[local].closure, self.regions.first().copied().flatten())
    }

    /// Notes what became of an obligation. Watched parameters are of no interest here: the summary reads
    /// them from the exit states.
    pub fn record(&mut self, obligation: &Obligation, fate: Fate, span: Span, shape: Shape, deferred: bool) {
        let (Duty::Resource(site, output, _) | Duty::Older(site, output, _)) = obligation.duty else {
            return;
        };
        if self.trial > 0 {
            return;
        }
        let shown = fate == Fate::Leaked || deferred || obligation.passed_on.is_some();
        let trace = if shown { obligation.trace.clone() } else { Trace::default() };
        let list = self.records.entry((site, output)).or_default();
        let known = list
            .iter()
            .any(|other| other.fate == fate && other.span == span && other.trace.len() <= obligation.trace.len());
        if !known {
            list.push(Record {
                fate,
                span,
                trace,
                shape,
                obligation: obligation.clone(),
                deferred,
                answers: None,
                via: Vec::new(),
            });
        }
    }

    /// Notes a leak that ends with this step.
    pub fn leak(&mut self, obligation: &Obligation, last: StepKind, span: Span, shape: Shape) {
        if !obligation.is_due {
            self.record(obligation, Fate::Released, span, Shape::NeverReleased, false);
            return;
        }
        let mut lost = obligation.clone();
        if lost.dropped && shape == Shape::AbnormalExit {
            // Nobody expected it to succeed: that it did is what the test, or the panic, complains of.
            self.record(&lost, Fate::Void, span, shape, false);
            return;
        }
        if lost.dropped {
            self.record(&lost, Fate::Leaked, span, Shape::Discarded, false);
            return;
        }
        if lost.guard.is_some_and(|guard| guard.kind.is_number()) {
            // The number went where nothing is known of it, or nobody has asked.
            self.record(&lost, Fate::Untracked(Untracked::Guard), span, Shape::NeverReleased, false);
            return;
        }
        lost.trace.push(last, span);
        // Released all the same, only too late or too early.
        let fate = match shape {
            Shape::DeferInLoop | Shape::BeforeErrorCheck => Fate::Released,
            _ => Fate::Leaked,
        };
        self.record(&lost, fate, span, shape, true);
    }
}

/// Whether a body calls a builtin of this name.
fn calls_builtin(linked: &LinkedBody, name: &str) -> bool {
    linked.targets.iter().any(|target| matches!(target, Target::Builtin(builtin) if builtin.as_str() == name))
}
