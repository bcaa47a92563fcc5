//! Inputs that a function owns: a transaction that it gets by value has to be committed by it, or by whoever it is given to.
//!
//! Only where nothing in sight calls the function, as a handler that a framework calls: else what becomes of the input is
//! part of its summary, and told where the transaction began.

use crate::base::Type;
use crate::ir::{InstrId, Local, LocalKind};
use crate::rule::{Catalog, ResourceId};

use super::acquire;
use super::ctx::Ctx;
use super::obligation::{Duty, Obligation, PARAM_OUTPUT};
use super::state::PathState;
use super::trace::{StepKind, Trace};

/// What a parameter of this type is, if whoever gets it by value owes its end.
pub fn owned_resource(catalog: &Catalog, ty: &Type) -> Option<ResourceId> {
    let Type::Named(name, _) = ty else { return None };
    catalog.resources_of_type(*name).iter().copied().find(|id| catalog.resource(*id).is_owed_by_owner())
}

/// Adds the obligations for what a function gets by value.
pub fn begin(ctx: &mut Ctx<'_>, state: &mut PathState) {
    if ctx.body.instrs.is_empty() {
        return;
    }
    for (n, local) in ctx.body.params.clone().into_iter().enumerate() {
        let decl = &ctx.body.locals[local];
        let (kind, span) = (decl.kind, decl.span);
        let resource = owned_resource(ctx.catalog, &ctx.linked.local_types[local]);
        let output = u8::try_from(n).ok().and_then(|n| PARAM_OUTPUT.checked_add(n));
        let (Some(resource), Some(output), LocalKind::Param) = (resource, output, kind) else { continue };
        let value = ctx.initial(local);
        let is_due = ctx.catalog.resource(resource).owed_after.is_empty();
        let duty = Duty::Resource(InstrId(0), output, resource);
        let trace = Trace::start(StepKind::Given, span);
        state.owe(Obligation { is_due, trace, ..acquire::blank(duty, value) });
    }
}

/// The parameter that an output stands for.
pub fn parameter(ctx: &Ctx<'_>, output: u8) -> Option<Local> {
    let n = output.checked_sub(PARAM_OUTPUT)?;
    ctx.body.params.get(usize::from(n)).copied()
}
