//! What a site looks like in the source: who is called, or what is made, and which variable gets the result.

use crate::base::Name;
use crate::ir::{Call, Callee, InstrId, InstrKind, LinkedBody, Local, Place, Projection, Root, Rvalue};
use crate::rule::{EffectKind, Position};

use super::ctx::Ctx;
use super::filled;
use super::given;
use super::obligation::{ARGUMENT_OUTPUT, FIRST_FIELD_OUTPUT, RECEIVER_OUTPUT};
use super::outgoing;

/// The variable that got the handle.
pub fn handle(ctx: &Ctx<'_>, site: InstrId, output: u8) -> Option<Name> {
    let name = |local: Local| ctx.body.locals[local].name;
    if let Some(local) = given::parameter(ctx, output) {
        return name(local);
    }
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
        _ if outgoing::is_output(output) => return outgoing::variable(ctx, call, output),
        _ if filled::is_output(output) => filled::place(ctx, call, output),
        _ if output >= FIRST_FIELD_OUTPUT => call.dst.first().cloned().flatten(),
        n => call.dst.get(n as usize).cloned().flatten(),
    }?;
    match place.projections.last() {
        Some(Projection::Field(field)) => Some(*field),
        _ => place.root_local().and_then(|local| name(local).or_else(|| name(moved_to(ctx, local)))),
    }
}

/// The variable that a temporary ends up in.
fn moved_to(ctx: &Ctx<'_>, mut local: Local) -> Local {
    for instr in ctx.body.instrs.iter() {
        let step = match &instr.kind {
            InstrKind::Assign { dst, src: Rvalue::Use(src) } => Some((dst, src.place())),
            InstrKind::Await { future, dst } => Some((dst, future.place())),
            // `open(..).unwrap()`: the receiver comes out again.
            InstrKind::Call(call) => match (call.dst.first(), &call.callee) {
                (Some(Some(dst)), Callee::Place(callee)) if is_same(ctx, call) => Some((dst, Some(callee))),
                _ => None,
            },
            InstrKind::RunDefers
            | InstrKind::Assign { .. }
            | InstrKind::Drop(_)
            | InstrKind::Opaque { .. }
            | InstrKind::Nop => None,
        };
        if ctx.body.locals[local].name.is_none()
            && let Some((dst, Some(from))) = step
            && from.root_local() == Some(local)
            && let Some(to) = dst.as_local()
        {
            local = to;
        }
    }
    local
}

/// Whether a call hands its receiver back.
fn is_same(ctx: &Ctx<'_>, call: &Call) -> bool {
    let effects = ctx.told(call).effects();
    effects.iter().any(|effect| effect.kind == EffectKind::Same && effect.on == Position::Receiver)
}

/// The callee as written, `s.db.Query`, or the type of a literal, `http.Transport{..}`.
pub fn callee_text(linked: &LinkedBody, site: InstrId) -> String {
    if let InstrKind::Assign { src: Rvalue::Composite { ty, .. }, .. } = &linked.function.body.instrs[site].kind {
        return format!("{ty}{{..}}");
    }
    let Some(call) = linked.function.body.call(site) else {
        return String::new();
    };
    match &call.callee {
        Callee::Place(place) => place_text(linked, place),
        Callee::Closure(_) => "a function literal".to_owned(),
    }
}

fn place_text(linked: &LinkedBody, place: &Place) -> String {
    let mut text = match place.root {
        Root::Local(local) => linked.function.body.locals[local].name.map_or_else(String::new, |name| name.to_string()),
        Root::Global(name) => name.to_string(),
    };
    let is_path = matches!(place.root, Root::Global(_)) && linked.language.has_paths();
    for projection in &place.projections {
        match projection {
            Projection::Field(name) => {
                if !text.is_empty() {
                    text.push_str(if is_path { "::" } else { "." });
                }
                text.push_str(name.as_str());
            }
            Projection::Index | Projection::Element(_) => text.push_str("[..]"),
            Projection::Deref => {}
        }
    }
    text
}
