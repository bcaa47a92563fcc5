//! Limits that a function sets for pools.

use crate::base::Span;
use crate::ir::{Call, Callee, Const, InstrId, InstrKind, Operand};
use crate::rule::ResourceId;

use super::ctx::Ctx;
use super::site::callee_text;

/// A call that limits how many connections a pool opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PoolLimit {
    /// What kind of pool.
    pub resource: ResourceId,
    /// The limit, if it is a number in the source.
    pub value: Option<i64>,
    /// Where its pool is made, if that is in the same function and certain.
    pub own: Option<InstrId>,
    /// The call.
    pub span: Span,
    /// The callee as written.
    pub callee: String,
}

/// The limits that a function sets.
pub fn find(ctx: &Ctx<'_>) -> Vec<PoolLimit> {
    let mut limits = Vec::new();
    for (id, instr) in ctx.body.instrs.iter_enumerated() {
        let Some(call) = ctx.body.call(id) else { continue };
        let limited = ctx.target(call).path().and_then(|path| ctx.catalog.limited_by(path));
        let Some(resource) = limited else { continue };
        let value = match call.args.first() {
            Some(Operand::Const(Const::Int(value))) => Some(*value),
            _ => None,
        };
        limits.push(PoolLimit {
            resource,
            value,
            own: own(ctx, call),
            span: instr.span,
            callee: callee_text(ctx.linked, id),
        });
    }
    limits
}

/// The only call that writes the variable whose pool is limited.
fn own(ctx: &Ctx<'_>, call: &Call) -> Option<InstrId> {
    let Callee::Place(place) = &call.callee else { return None };
    let local = place.root_local()?;
    let mut writers = ctx.body.instrs.iter_enumerated().filter(|(_, instr)| match &instr.kind {
        InstrKind::Call(call) => call.dst.iter().flatten().any(|dst| dst.as_local() == Some(local)),
        InstrKind::Assign { dst, .. } => dst.as_local() == Some(local),
        InstrKind::Opaque { writes, .. } => writes.iter().any(|dst| dst.as_local() == Some(local)),
        InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Await { .. } | InstrKind::Nop => false,
    });
    let (site, _) = writers.next().filter(|_| writers.next().is_none())?;
    let made = ctx.body.call(site)?;
    (!ctx.told(made).entries.is_empty()).then_some(site)
}
