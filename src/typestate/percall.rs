//! What should be made once and shared, and is made for each request or in each round of a loop.
//!
//! A function runs for a request if it, or a function around the literal that it is, has a parameter of a type that
//! exists only then. In a loop it must be the same thing again: what depends on the element of the round may well be
//! one for each. A function with a context works on behalf of a caller; how often it is called is not known, and what
//! it makes and drops itself is information. Whatever is returned, stored or passed on may be kept by somebody, and is not reported.

use crate::ir::{Callee, ClosureId, InstrId, InstrKind, Local, Operand, Rvalue, Target};
use crate::rule::Severity;

use super::ctx::{Ctx, Record};
use super::fate::Fate;
use super::finding::Shape;
use super::flow::rvalue_operands;
use super::trace::{Step, StepKind};

/// Something is made too often.
pub struct Made {
    /// For each request, or in each round.
    pub shape: Shape,
    /// A leak is a warning, the rest is information.
    pub severity: Severity,
    /// Whether it is never released.
    pub leaks: bool,
    /// The path to where it is lost, or the place where it is made.
    pub steps: Vec<Step>,
}

/// Whether what a site acquires is made too often.
pub fn find(ctx: &Ctx<'_>, site: InstrId, records: &[Record]) -> Option<Made> {
    let owed = &records.first()?.obligation;
    let kind = ctx.catalog.resource(owed.resource()?);
    if !kind.shared || ctx.linked.is_test || owed.weak || owed.uncertain {
        return None;
    }
    let ends_here = |record: &Record| matches!(record.fate, Fate::Leaked | Fate::Released | Fate::Void);
    if !records.iter().all(ends_here) {
        return None;
    }
    let shape = made_often(ctx, site)?;
    let leak = records.iter().filter(|record| record.fate == Fate::Leaked).min_by_key(|record| record.trace.len());
    let released = records.iter().find(|record| record.fate == Fate::Released);
    match (leak, released) {
        // What is not made to live long is a leak like any other.
        (Some(_), None) if !kind.long_lived => None,
        (Some(leak), None) => {
            let severity = if shape == Shape::PerCall { Severity::Info } else { Severity::Warning };
            Some(Made { shape, severity, leaks: true, steps: leak.trace.steps() })
        }
        (None, Some(record)) => {
            let mut steps = record.obligation.trace.steps();
            steps.retain(|step| step.kind == StepKind::Acquired);
            Some(Made { shape, severity: Severity::Info, leaks: false, steps })
        }
        // Released on some paths only: that is a leak like any other.
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn made_often(ctx: &Ctx<'_>, site: InstrId) -> Option<Shape> {
    let region = ctx.body.blocks[ctx.flow.block_of[site]].closure;
    if runs_for_request(ctx, region) {
        return Some(Shape::PerRequest);
    }
    if same_each_round(ctx, site) {
        return Some(Shape::PerRound);
    }
    has_context(ctx, region).then_some(Shape::PerCall)
}

/// Whether a function or literal runs once for each request.
pub fn runs_for_request(ctx: &Ctx<'_>, region: Option<ClosureId>) -> bool {
    let is_one = |local: Local| ctx.linked.local_types[local].name().is_some_and(|ty| ctx.catalog.is_per_request(ty));
    has_parameter(ctx, region, &is_one)
}

/// Whether a parameter with a name is a context, or has one: the function works on behalf of its caller.
pub fn has_context(ctx: &Ctx<'_>, region: Option<ClosureId>) -> bool {
    has_parameter(ctx, region, &|local| {
        let named = ctx.body.locals[local].name.is_some_and(|name| !matches!(name.as_str(), "" | "_"));
        named && is_context(ctx, local)
    })
}

/// Whether a local is a context, or has one.
pub fn is_context(ctx: &Ctx<'_>, local: Local) -> bool {
    ctx.linked.local_types[local].name().is_some_and(|ty| ctx.catalog.has_context(ty))
}

/// Whether a function or literal, or one around it, has such a parameter.
fn has_parameter(ctx: &Ctx<'_>, region: Option<ClosureId>, wanted: &dyn Fn(Local) -> bool) -> bool {
    let mut region = region;
    loop {
        let params = region.map_or(&ctx.body.params, |id| &ctx.body.closures[id].params);
        if params.iter().any(|local| wanted(*local)) {
            return true;
        }
        match region {
            Some(closure) => region = ctx.body.closures[closure].parent,
            None => return false,
        }
    }
}

/// Whether a site lies in a loop and nothing that it depends on comes from the round.
fn same_each_round(ctx: &Ctx<'_>, site: InstrId) -> bool {
    let Some(head) = ctx.flow.loop_of(ctx.flow.block_of[site]) else {
        return false;
    };
    let fixed = |operand: &Operand| is_fixed(ctx, operand, head, MAX_DEPTH);
    match &ctx.body.instrs[site].kind {
        InstrKind::Call(call) => {
            let callee = match &call.callee {
                Callee::Place(place) => {
                    place.root_local().is_none_or(|local| local_is_fixed(ctx, local, head, MAX_DEPTH))
                }
                Callee::Closure(_) => false,
            };
            callee && call.args.iter().all(fixed)
        }
        InstrKind::Assign { src, .. } => rvalue_operands(src).into_iter().all(fixed),
        InstrKind::RunDefers
        | InstrKind::Drop(_)
        | InstrKind::Await { .. }
        | InstrKind::Opaque { .. }
        | InstrKind::Nop => false,
    }
}

/// How far values are traced back.
const MAX_DEPTH: usize = 6;

fn is_fixed(ctx: &Ctx<'_>, operand: &Operand, head: crate::ir::BlockId, depth: usize) -> bool {
    match operand {
        Operand::Const(_) => true,
        Operand::Closure(_) => false,
        Operand::Place(place) | Operand::Addr(place) => {
            place.root_local().is_none_or(|local| local_is_fixed(ctx, local, head, depth))
        }
    }
}

/// Whether a local has the same value in each round: nothing in the loop writes it but what is the same itself.
fn local_is_fixed(ctx: &Ctx<'_>, local: Local, head: crate::ir::BlockId, depth: usize) -> bool {
    let in_loop = |id: InstrId| ctx.flow.in_loop(ctx.flow.block_of[id], head);
    ctx.body.instrs.iter_enumerated().filter(|(id, _)| in_loop(*id)).all(|(_, instr)| match &instr.kind {
        InstrKind::Assign { dst, src } if dst.root_local() == Some(local) => {
            let plain = matches!(src, Rvalue::Composite { .. } | Rvalue::Use(_));
            let operands = rvalue_operands(src);
            depth > 0 && plain && operands.into_iter().all(|operand| is_fixed(ctx, operand, head, depth - 1))
        }
        InstrKind::Call(call) => {
            let writes = call.dst.iter().flatten().any(|place| place.root_local() == Some(local));
            let option = matches!(ctx.target(call), Target::External { .. });
            !writes || depth > 0 && option && call.args.iter().all(|arg| is_fixed(ctx, arg, head, depth - 1))
        }
        InstrKind::Opaque { writes, .. } => writes.iter().all(|place| place.root_local() != Some(local)),
        InstrKind::Assign { .. }
        | InstrKind::Await { .. }
        | InstrKind::RunDefers
        | InstrKind::Drop(_)
        | InstrKind::Nop => true,
    })
}
