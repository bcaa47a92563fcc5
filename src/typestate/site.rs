//! What a site looks like in the source: who is called, or what is made, and which variable gets the result.

use crate::base::Name;
use crate::ir::{Callee, InstrId, InstrKind, Local, Place, Projection, Root, Rvalue};

use super::ctx::Ctx;
use super::obligation::{ARGUMENT_OUTPUT, FIRST_FIELD_OUTPUT, RECEIVER_OUTPUT};

/// The variable that got the handle.
pub fn handle(ctx: &Ctx<'_>, site: InstrId, output: u8) -> Option<Name> {
    let name = |local: Local| ctx.body.locals[local].name;
    if let InstrKind::Assign { dst, .. } = &ctx.body.instrs[site].kind {
        return dst.as_local().and_then(name);
    }
    let call = ctx.body.call(site)?;
    let place = match output {
        RECEIVER_OUTPUT => match &call.callee {
            Callee::Place(place) => place.split_member().map(|(base, _)| base),
            Callee::Closure(_) => None,
        },
        ARGUMENT_OUTPUT => call.args.first().and_then(|arg| arg.place()).cloned(),
        _ if output >= FIRST_FIELD_OUTPUT => call.dst.first().cloned().flatten(),
        n => call.dst.get(n as usize).cloned().flatten(),
    }?;
    match place.projections.last() {
        Some(Projection::Field(field)) => Some(*field),
        _ => place.root_local().and_then(name),
    }
}

/// The callee as written, `s.db.Query`, or the type of a literal, `http.Transport{..}`.
pub fn callee_text(ctx: &Ctx<'_>, site: InstrId) -> String {
    if let InstrKind::Assign { src: Rvalue::Composite { ty, .. }, .. } = &ctx.body.instrs[site].kind {
        return format!("{ty}{{..}}");
    }
    let Some(call) = ctx.body.call(site) else {
        return String::new();
    };
    match &call.callee {
        Callee::Place(place) => place_text(ctx, place),
        Callee::Closure(_) => "a function literal".to_owned(),
    }
}

fn place_text(ctx: &Ctx<'_>, place: &Place) -> String {
    let mut text = match place.root {
        Root::Local(local) => ctx.body.locals[local].name.map_or_else(String::new, |name| name.to_string()),
        Root::Global(name) => name.to_string(),
    };
    for projection in &place.projections {
        match projection {
            Projection::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name.as_str());
            }
            Projection::Index => text.push_str("[..]"),
            Projection::Deref => {}
        }
    }
    text
}
