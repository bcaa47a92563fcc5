//! Chains of methods: what the receiver of a call was made from, `client.get(url).header(..).send()`.

use crate::base::Name;
use crate::ir::{Call, Callee, InstrKind, Local, Operand, Place, Rvalue};
use crate::rule::Wait;

use super::ctx::Ctx;

/// Longer chains are not followed.
const MAX_LINKS: usize = 24;

/// Whether the chain that ends in this call begins with one of the functions of a table, in the same function, and none of
/// its methods sets a deadline.
pub fn has_none(ctx: &Ctx<'_>, wait: &Wait, call: &Call) -> bool {
    let mut link = call;
    for _ in 0..MAX_LINKS {
        let Some((base, method)) = receiver(link) else { return false };
        if wait.unless.contains(&method) {
            return false;
        }
        let Some(maker) = maker(ctx, base) else { return false };
        if ctx.target(maker).path().is_some_and(|path| wait.begun_by.contains(&path)) {
            return true;
        }
        link = maker;
    }
    false
}

fn receiver(call: &Call) -> Option<(Local, Name)> {
    match &call.callee {
        Callee::Place(place) => place.split_member().and_then(|(base, name)| Some((base.root_local()?, name))),
        Callee::Closure(_) => None,
    }
}

/// The one call whose result a variable holds.
fn maker<'a>(ctx: &Ctx<'a>, local: Local) -> Option<&'a Call> {
    let mut local = local;
    for _ in 0..MAX_LINKS {
        let mut calls = Vec::new();
        let mut sources = Vec::new();
        for instr in ctx.body.instrs.iter() {
            match &instr.kind {
                InstrKind::Call(call) if call.dst.iter().flatten().any(|place| place.root_local() == Some(local)) => {
                    calls.push(call.as_ref());
                }
                InstrKind::Assign { dst, src } if dst.root_local() == Some(local) => sources.push(src),
                InstrKind::Opaque { writes, .. } if writes.iter().any(|place| place.root_local() == Some(local)) => {
                    return None;
                }
                _ => {}
            }
        }
        local = match (calls.as_slice(), sources.as_slice()) {
            ([only], []) => return Some(only),
            ([], [Rvalue::Use(Operand::Place(from))]) => Place::root_local(from)?,
            _ => return None,
        };
    }
    None
}
