//! What becomes of one element of a tuple that a call hands out: the guard of a writer, the connection of a client.
//!
//! Told from how the tuple is taken apart, without following paths. Whatever is not understood is a use.

use crate::base::Name;
use crate::ir::{Call, CallMode, InstrId, InstrKind, Local, Operand, Place, Projection, Rvalue, Terminator};
use crate::rule::{Must, Outcome};

use super::ctx::Ctx;
use super::finding::Shape;
use super::flow::{visit_cond, visit_instr};
use super::outcome::{OPENS, name_of, receiver, result};

/// Methods that make another error of one, or nothing.
const ANSWERS: [&str; 6] = ["map_err", "with_context", "wrap_err", "ok", "into", "is_err"];

/// Whether the element that a table tells of is lost while another one is used.
pub fn lost(ctx: &Ctx<'_>, at: InstrId, call: &Call, outcome: &Outcome) -> Option<Shape> {
    let element = outcome.element?;
    let parts = Parts::of(ctx, at, call).filter(|parts| parts.named.is_empty())?;
    let of_interest = |(name, _): &&(Name, Local)| *name == element;
    let (own, others): (Vec<_>, Vec<_>) = parts.bound.iter().partition(of_interest);
    let is_used = |(_, local): &&(Name, Local)| is_used(ctx, *local);
    if own.iter().any(is_used) || !others.iter().any(is_used) {
        return None;
    }
    match outcome.must {
        Must::BeUsed => Some(Shape::NeverUsed),
        Must::BeKept if own.is_empty() => Some(Shape::AtOnce),
        Must::BeKept => is_last(ctx, at, &outcome.installed_by).then_some(Shape::GoneAtReturn),
        _ => None,
    }
}

/// The variables that what a call hands out goes to, or the elements of a tuple.
#[derive(Default)]
pub(super) struct Parts {
    pub whole: Vec<Local>,
    /// Variables with a name that get the whole.
    pub named: Vec<(InstrId, Local)>,
    /// Variables that get an element.
    pub bound: Vec<(Name, Local)>,
}

impl Parts {
    /// `None` if it is used without having a name.
    pub fn of(ctx: &Ctx<'_>, at: InstrId, call: &Call) -> Option<Parts> {
        let mut parts = Parts { whole: vec![result(call)?], ..Parts::default() };
        let mut n = 0;
        while let Some(&local) = parts.whole.get(n) {
            n += 1;
            parts.pass(ctx, at, local)?;
        }
        Some(parts)
    }

    fn pass(&mut self, ctx: &Ctx<'_>, at: InstrId, local: Local) -> Option<()> {
        let body = ctx.body;
        let is_result = body.results.contains(&local) || body.closures.iter().any(|it| it.results.contains(&local));
        if is_result || self.whole.len() > 16 {
            return None;
        }
        for (id, instr) in body.instrs.iter_enumerated() {
            let mut mentioned = false;
            visit_instr(&instr.kind, &mut |used| mentioned |= used == local);
            if !mentioned || id == at || matches!(instr.kind, InstrKind::Drop(_)) {
                continue;
            }
            let next = match &instr.kind {
                InstrKind::Await { dst, .. } => dst.as_local()?,
                InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(from)) } => {
                    let to = dst.as_local()?;
                    match (from.root_local() == Some(local)).then(|| element(from)) {
                        Some(None) if body.locals[to].name.is_some() => {
                            self.named.push((id, to));
                            continue;
                        }
                        None | Some(None) => to,
                        Some(Some(name)) => {
                            self.bound.push((name, to));
                            continue;
                        }
                    }
                }
                InstrKind::Call(call) if result(call) == Some(local) => continue,
                InstrKind::Call(call) => {
                    let (base, name) = receiver(call)?;
                    let hands_on = base == local && (OPENS.contains(&name) || ANSWERS.contains(&name));
                    result(call).filter(|_| hands_on)?
                }
                _ => return None,
            };
            if !self.whole.contains(&next) {
                self.whole.push(next);
            }
        }
        Some(())
    }
}

/// The element of a tuple that a place is: `(*pair).1`.
fn element(place: &Place) -> Option<Name> {
    place.projections.iter().find_map(|projection| match projection {
        Projection::Field(name) => Some(*name),
        Projection::Index | Projection::Element(_) | Projection::Deref => None,
    })
}

/// Whether anything but the end of its scope happens to a variable that got an element.
fn is_used(ctx: &Ctx<'_>, local: Local) -> bool {
    let body = ctx.body;
    let mut used = body.results.contains(&local);
    for instr in body.instrs.iter() {
        let got = |dst: &Place| dst.as_local() == Some(local);
        match &instr.kind {
            InstrKind::Drop(_) => {}
            InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(from)) }
                if got(dst) && element(from).is_some() => {}
            kind => visit_instr(kind, &mut |other| used |= other == local),
        }
    }
    for block in body.blocks.iter() {
        if let Terminator::Branch { cond, .. } = &block.terminator {
            visit_cond(cond, &mut |other| used |= other == local);
        }
    }
    used
}

/// Whether a function calls one of these and does nothing behind that, so that it returns while what was installed is
/// in use. What the program begins with returns when it ends.
fn is_last(ctx: &Ctx<'_>, at: InstrId, names: &[Name]) -> bool {
    let own = |id: InstrId| ctx.body.blocks[ctx.flow.block_of[id]].closure.is_none();
    if ctx.linked.is_process_entry() || !own(at) {
        return false;
    }
    let mut installed = false;
    for (_, instr) in ctx.body.instrs.iter_enumerated().filter(|(id, _)| *id > at && own(*id)) {
        match &instr.kind {
            InstrKind::Call(call) => {
                let name = name_of(call);
                let answers = |name: Name| OPENS.contains(&name.as_str()) || ANSWERS.contains(&name.as_str());
                let installs = name.is_some_and(|name| names.contains(&name)) && call.mode == CallMode::Normal;
                if installs {
                    installed = true;
                } else if installed && !name.is_some_and(answers) {
                    return false;
                }
            }
            InstrKind::Await { .. } if installed => return false,
            _ => {}
        }
    }
    installed
}
