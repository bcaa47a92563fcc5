//! Calls that wait for another side without a deadline, and literals of clients and servers that do.
//!
//! In a language whose calls hand out futures, only a call that is waited for where it stands counts: anything else may be
//! put under a limit of time.
//!
//! What is certain without following paths: the callee is known, the receiver is a literal of this function or a
//! package-level value whose fields the table knows, and nothing in the function sets a field that would be a deadline.
//! Anything else may have got its deadline elsewhere, and is not reported. On the way of a request it is a warning,
//! since each request that waits holds a goroutine and a socket; elsewhere it is information.

use crate::base::{Name, Span};
use crate::ir::{
    BlockKind, Call, Callee, Const, Element, InstrId, InstrKind, Local, Operand, Place, Projection, Root, Rvalue,
};
use crate::rule::{RuleId, Severity, Wait};

use super::chain;
use super::ctx::Ctx;
use super::finding::{Confidence, Finding, Shape};
use super::flow;
use super::literal::is_zero;
use super::made;
use super::percall::{has_context, is_context, runs_for_request};
use super::site::callee_text;

/// All waits without a deadline in a function.
pub fn find(ctx: &Ctx<'_>) -> Vec<Finding> {
    let Some(rule) = ctx.catalog.rule_named("no-deadline") else {
        return Vec::new();
    };
    if ctx.linked.is_test {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (id, instr) in ctx.body.instrs.iter_enumerated() {
        let wait = match &instr.kind {
            InstrKind::Call(call) => waiting_call(ctx, call).filter(|_| is_waited_for_here(ctx, call)),
            InstrKind::Assign { dst, src: Rvalue::Composite { elements, .. } } => waiting_literal(ctx, dst, elements),
            InstrKind::Assign { .. }
            | InstrKind::RunDefers
            | InstrKind::Drop(_)
            | InstrKind::Await { .. }
            | InstrKind::Opaque { .. }
            | InstrKind::Nop => None,
        };
        if let Some(wait) = wait {
            let region = ctx.body.blocks[ctx.flow.block_of[id]].closure;
            let is_call = matches!(instr.kind, InstrKind::Call(_));
            let serious = wait.cure.is_some() && is_call && runs_for_request(ctx, region);
            let severity = if serious { wait.severity.unwrap_or(Severity::Warning) } else { Severity::Info };
            if wait.cure.is_some() || has_context(ctx, region) {
                findings.push(finding(ctx, rule, wait, id, instr.span, severity));
            }
        }
    }
    findings
}

/// Whether a result gets its context later, from a method that takes one: `req.WithContext(ctx)`.
fn gets_context(ctx: &Ctx<'_>, call: &Call) -> bool {
    let Some(result) = call.dst.first().and_then(|place| place.as_ref()).and_then(Place::as_local) else {
        return false;
    };
    ctx.body.instrs.iter().any(|instr| {
        // Kept for others, who may give it one.
        if let InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(place)) } = &instr.kind {
            return place.as_local() == Some(result) && dst.as_local().is_none();
        }
        let InstrKind::Call(later) = &instr.kind else { return false };
        let Callee::Place(place) = &later.callee else { return false };
        let of_result = place.root_local() == Some(result);
        let with = |arg: &Operand| arg.place().and_then(Place::as_local).is_some_and(|local| is_context(ctx, local));
        of_result && later.args.iter().any(with)
    })
}

fn finding(ctx: &Ctx<'_>, rule: RuleId, wait: &Wait, at: InstrId, span: Span, severity: Severity) -> Finding {
    Finding {
        rule,
        resource: None,
        function: ctx.linked.id,
        span,
        callee: callee_text(ctx.linked, at),
        handle: None,
        instead: wait.with_context,
        advice: wait.cure.as_deref().map(Name::new),
        shape: Shape::NoDeadline,
        steps: Vec::new(),
        released_elsewhere: false,
        ends_well_elsewhere: false,
        inside_an_object: false,
        confidence: Confidence::High,
        severity,
    }
}

/// Whether the function itself waits for what a call hands out, and does nothing else with it.
fn is_waited_for_here(ctx: &Ctx<'_>, call: &Call) -> bool {
    if !ctx.linked.language.has_owners() {
        return true;
    }
    let Some(future) = call.dst.first().and_then(|place| place.as_ref()).and_then(Place::as_local) else {
        return false;
    };
    let uses = ctx.body.instrs.iter_enumerated().filter(|(_, instr)| {
        let mut mentions = false;
        flow::visit_instr(&instr.kind, &mut |local| mentions |= local == future);
        mentions && !matches!(instr.kind, InstrKind::Drop(_))
    });
    let mut waits = 0;
    for (at, instr) in uses {
        let block = &ctx.body.blocks[ctx.flow.block_of[at]];
        match &instr.kind {
            // A literal may be put under a limit as a whole, and one of several arms may be one.
            InstrKind::Await { .. } if block.closure.is_none() && block.kind != BlockKind::SelectCase => waits += 1,
            InstrKind::Call(other) if std::ptr::eq(other.as_ref(), call) => {}
            _ => return false,
        }
    }
    waits == 1
}

fn waiting_call<'c>(ctx: &Ctx<'c>, call: &Call) -> Option<&'c Wait> {
    let wait = ctx.catalog.wait(ctx.target(call).path()?)?;
    let at_once = |arg: &Operand| match arg {
        Operand::Const(Const::Str(text)) => {
            let text = text.as_str().trim_matches(['"', '`']);
            wait.except.iter().any(|start| text.starts_with(start.as_str()))
        }
        _ => false,
    };
    if call.args.iter().any(at_once) {
        return None;
    }
    let has_none = match wait.begun_by.is_empty() {
        true => wait.unless.is_empty() || receiver_has_none(ctx, wait, call),
        false => chain::has_none(ctx, wait, call),
    };
    if !has_none {
        return None;
    }
    if wait.with_context.is_some() && gets_context(ctx, call) {
        return None;
    }
    if let Some(maker) = wait.made_by
        && !made::is_made_by(ctx.linked, call.args.first()?, &[maker])
    {
        return None;
    }
    Some(wait)
}

/// Whether none of the fields that would be a deadline is set in the receiver: it is a literal of this function that
/// goes nowhere else, or a package-level value that the table knows.
fn receiver_has_none(ctx: &Ctx<'_>, wait: &Wait, call: &Call) -> bool {
    let Callee::Place(place) = &call.callee else { return false };
    let Some((base, _)) = place.split_member() else { return false };
    if let Root::Global(name) = base.root {
        let last = match base.projections.last() {
            Some(Projection::Field(field)) => *field,
            None => name,
            Some(_) => return false,
        };
        return base.projections.len() < 2 && wait.values.contains(&last);
    }
    let Some(local) = base.as_local() else { return false };
    let mut literals = Vec::new();
    for instr in ctx.body.instrs.iter() {
        match &instr.kind {
            InstrKind::Assign { dst, src: Rvalue::Composite { elements, .. } } if dst.as_local() == Some(local) => {
                literals.push(elements);
            }
            InstrKind::Assign { dst, .. } if dst.as_local() == Some(local) => return false,
            InstrKind::Call(other) if gives_away(other, local) => return false,
            _ => {}
        }
    }
    matches!(literals.as_slice(), [only] if none_set(ctx, wait, only))
}

/// Whether a call may set fields of a local, or write it: it gets it as an argument or a result.
fn gives_away(call: &Call, local: Local) -> bool {
    let mentions = |place: Option<&Place>| place.is_some_and(|place| place.root_local() == Some(local));
    call.args.iter().any(|arg| mentions(arg.place())) || call.dst.iter().any(|place| mentions(place.as_ref()))
}

fn waiting_literal<'c>(ctx: &Ctx<'c>, dst: &Place, elements: &[(Element, Operand)]) -> Option<&'c Wait> {
    let ty = ctx.linked.local_types.get(dst.as_local()?)?.name()?;
    let wait = ctx.catalog.waiting_literal(ty)?;
    none_set(ctx, wait, elements).then_some(wait)
}

/// Whether a literal has none of the fields of `unless`, and no assignment in the function sets one.
fn none_set(ctx: &Ctx<'_>, wait: &Wait, elements: &[(Element, Operand)]) -> bool {
    let set = |(element, value): &(Element, Operand)| match element {
        Element::Field(name) => wait.unless.contains(name) && !is_zero(value),
        // The names of the fields are not known: any may be set.
        Element::Position(_) | Element::Keyed => true,
    };
    let set_later = ctx.body.instrs.iter().any(|instr| match &instr.kind {
        InstrKind::Assign { dst, .. } => {
            matches!(dst.projections.last(), Some(Projection::Field(name)) if wait.unless.contains(name))
        }
        _ => false,
    });
    !set_later && !elements.iter().any(set)
}
