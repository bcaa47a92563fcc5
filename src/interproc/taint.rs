//! Which locals of a function may lead to a resource, without looking at paths.
//!
//! This decides which callees are worth a summary. It is cheap and coarse: a local is tainted if anything
//! tainted was ever written to it, or read from the same variable.

use rustc_hash::FxHashSet;

use crate::base::{FuncPath, Idx, IndexVec, Type};
use crate::ir::linked::FunctionId;
use crate::ir::{Call, CallId, Callee, InstrKind, LinkedBody, Local, Operand, Place, Rvalue, Target};
use crate::typestate::pointed;

/// What taint needs to know of the program.
pub struct Facts<'a> {
    /// Outputs of a call that carry a duty: results by number, the receiver as [`RECEIVER`].
    pub acquired: &'a dyn Fn(&Target) -> Vec<usize>,
    /// Whether what a call answers with may come from what it is given.
    pub derives: &'a dyn Fn(&Target) -> bool,
    /// Whether an input of this type may be of interest.
    pub may_be: &'a dyn Fn(&Type) -> bool,
    /// Whether a value of this type can be, or hold, something that is released.
    pub can_hold: &'a dyn Fn(&Type) -> bool,
}

/// The output number of a receiver that carries a duty.
pub const RECEIVER: usize = usize::MAX;

/// Output numbers from here on stand for what arguments point to.
pub const FIRST_ARGUMENT: usize = 1 << 16;

/// Callees that receive something tainted, with a bit for each input (the receiver is bit 0 of methods).
pub fn tainted_calls(linked: &LinkedBody, params: u64, facts: &Facts<'_>) -> Vec<(FunctionId, u64)> {
    let taint = settled(linked, params, facts);
    let mut found = Vec::new();
    for instr in linked.function.body.instrs.iter() {
        if let InstrKind::Call(call) = &instr.kind
            && let Some(target) = linked.targets.get(call.id)
            && let Some((id, path)) = target.body().zip(target.path())
        {
            let by_interface = matches!(target, Target::External { .. });
            let mask = inputs(&taint, call, path.receiver.is_some()) & if by_interface { bit(0) } else { u64::MAX };
            if mask != 0 {
                found.push((id, mask));
            }
        }
    }
    found
}

/// Calls that receive something tainted, whoever is called.
pub fn tainted_sites(linked: &LinkedBody, params: u64, facts: &Facts<'_>) -> FxHashSet<CallId> {
    let taint = settled(linked, params, facts);
    let calls = linked.function.body.instrs.iter().filter_map(|instr| match &instr.kind {
        InstrKind::Call(call) if inputs(&taint, call, true) != 0 => Some(call.id),
        _ => None,
    });
    calls.collect()
}

/// What is tainted at the end.
fn settled<'a>(linked: &'a LinkedBody, params: u64, facts: &'a Facts<'a>) -> Taint<'a> {
    let locals = linked.function.body.locals.iter().map(|_| false).collect();
    let mut taint = Taint { locals, linked, facts, changed: false };
    for (n, local) in linked.function.body.params.iter().enumerate() {
        if params & bit(n) != 0 && linked.local_types.get(*local).is_none_or(facts.may_be) {
            // What comes in by an interface that cannot release it is a resource all the same, and may be kept.
            taint.locals[*local] = true;
        }
    }
    // Bodies are in source order, so one pass settles everything but loops.
    for _ in 0..4 {
        taint.changed = false;
        spread(&mut taint);
        if !taint.changed {
            break;
        }
    }
    taint
}

/// The bit of input `n`.
pub fn bit(n: usize) -> u64 {
    1 << n.min(63)
}

struct Taint<'a> {
    locals: IndexVec<Local, bool>,
    linked: &'a LinkedBody,
    facts: &'a Facts<'a>,
    changed: bool,
}

impl Taint<'_> {
    fn mark(&mut self, local: Local) {
        let may_hold = |ty: &Type| ((self.facts.can_hold)(ty) || is_of_project(ty)) && (self.facts.may_be)(ty);
        if self.linked.local_types.get(local).is_none_or(may_hold) && !self.locals[local] {
            self.locals[local] = true;
            self.changed = true;
        }
    }

    fn place(&self, place: &Place) -> bool {
        place.root_local().is_some_and(|local| self.locals[local])
    }

    fn operand(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Closure(closure) => {
                let captures = &self.linked.function.body.closures[*closure].captures;
                captures.iter().any(|local| self.locals[*local])
            }
            Operand::Place(place) | Operand::Addr(place) => self.place(place),
            Operand::Const(_) => false,
        }
    }

    fn write(&mut self, place: &Place) {
        if let Some(local) = place.root_local() {
            self.mark(local);
        }
    }
}

/// Whether it is a type that the standard library does not know: an interface that cannot release anything may still be what
/// something that can is kept in.
fn is_of_project(ty: &Type) -> bool {
    ty.name().is_some_and(|name| {
        let in_package = FuncPath { package: name.package, receiver: None, name: name.name };
        !name.package.is_empty() && !in_package.in_standard_library()
    })
}

fn spread(taint: &mut Taint<'_>) {
    let linked = taint.linked;
    for instr in linked.function.body.instrs.iter() {
        match &instr.kind {
            InstrKind::Assign { dst, src } => {
                let tainted = match src {
                    // An answer is not a handle.
                    Rvalue::Cond { .. } | Rvalue::Compute(_) => false,
                    Rvalue::Use(operand) | Rvalue::TypeAssert(operand, _) | Rvalue::Convert(operand, _) => {
                        taint.operand(operand)
                    }
                    Rvalue::RangeElement { of, .. } => taint.operand(of),
                    Rvalue::Composite { elements, .. } => elements.iter().any(|(_, operand)| taint.operand(operand)),
                };
                if tainted {
                    taint.write(dst);
                }
            }
            InstrKind::Call(call) => spread_call(taint, call),
            InstrKind::Await { future, dst } => {
                if taint.operand(future) {
                    taint.write(dst);
                }
            }
            InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Opaque { .. } | InstrKind::Nop => {}
        }
    }
}

fn spread_call(taint: &mut Taint<'_>, call: &Call) {
    let outputs = target(taint.linked, call.id).map(|target| (taint.facts.acquired)(target)).unwrap_or_default();
    for output in outputs {
        if output == RECEIVER {
            // The receiver is what is owed: `tx.Begin()`, `cmd.Start()`.
            if let Callee::Place(place) = &call.callee {
                taint.write(place);
            }
        } else if output >= FIRST_ARGUMENT {
            let argument = call.args.get(output - FIRST_ARGUMENT);
            if let Some(local) = argument.and_then(|arg| pointed(&taint.linked.function.body, arg)) {
                taint.mark(local);
            }
        } else if let Some(Some(place)) = call.dst.get(output) {
            taint.write(place);
        }
    }
    let derives = target(taint.linked, call.id).is_none_or(|target| (taint.facts.derives)(target));
    if derives && inputs(taint, call, true) != 0 {
        for place in call.dst.iter().flatten() {
            taint.write(place);
        }
    }
}

fn target(linked: &LinkedBody, call: CallId) -> Option<&Target> {
    (call.index() < linked.targets.len()).then(|| &linked.targets[call])
}

/// Tainted inputs of a call.
fn inputs(taint: &Taint<'_>, call: &Call, method: bool) -> u64 {
    let mut mask = 0;
    let shift = usize::from(method);
    if let (true, Callee::Place(place)) = (method, &call.callee)
        && taint.place(place)
    {
        mask |= bit(0);
    }
    for (n, arg) in call.args.iter().enumerate() {
        if taint.operand(arg) {
            mask |= bit(n + shift);
        }
    }
    mask
}
