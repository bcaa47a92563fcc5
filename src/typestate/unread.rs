//! Results that nobody reads: a query where a statement without results was meant.
//!
//! The table names the method that would have done. Three shapes: the result is dropped, so nothing can release it;
//! it has a variable, but nothing ever reads from it and it leaks; it is released on every path and never read,
//! which harms nobody but whoever waits for the connection, and is reported only where the text of the statement
//! shows that there was nothing to read.

use crate::base::{Name, Type};
use crate::ir::{Body, Call, Callee, Cond, Const, InstrId, InstrKind, Local, Operand, Place, Terminator};
use crate::rule::{ResourceKind, Severity};

use super::ctx::{Ctx, Record};
use super::fate::{Acquisition, Fate};
use super::finding::Shape;
use super::flow::{visit_cond, visit_instr};
use super::trace::{Step, StepKind};

/// What is known of a result that nobody reads.
pub struct Unread {
    /// The method to call instead.
    pub instead: Name,
    /// How it is lost; `Unread` where it is not.
    pub shape: Shape,
    /// How bad it is, unless the resource says so.
    pub severity: Option<Severity>,
}

impl Unread {
    /// The path to show: to where it is lost, or only the call where nothing is.
    pub fn steps(&self, record: &Record) -> Vec<Step> {
        if self.shape != Shape::Unread {
            return record.trace.steps();
        }
        let mut steps = record.obligation.trace.steps();
        steps.retain(|step| step.kind == StepKind::Acquired);
        steps
    }
}

/// The record that shows best that nobody reads what was acquired.
pub fn find<'r>(ctx: &Ctx<'_>, acquisition: &Acquisition, records: &'r [Record]) -> Option<(&'r Record, Unread)> {
    let call = ctx.body.call(acquisition.site)?;
    let entries = ctx.told(call).entries;
    let instead = entries.iter().find(|entry| entry.resource == acquisition.resource)?.if_unread?;
    let leaked = records.iter().find(|record| record.fate == Fate::Leaked && !record.obligation.uncertain);
    if let Some(record) = leaked.filter(|record| record.shape == Shape::Discarded) {
        return Some((record, Unread { instead, shape: Shape::Discarded, severity: None }));
    }
    let ends_here = |record: &Record| matches!(record.fate, Fate::Leaked | Fate::Released | Fate::Void);
    let local = call.dst.first()?.as_ref()?.as_local()?;
    if !records.iter().all(ends_here)
        || is_read(ctx, acquisition.site, local, ctx.catalog.resource(acquisition.resource))
    {
        return None;
    }
    if let Some(record) = leaked {
        return Some((record, Unread { instead, shape: record.shape, severity: None }));
    }
    let record = records.iter().find(|record| record.fate == Fate::Released)?;
    let severity = Some(Severity::Info);
    changes_only(call).then_some((record, Unread { instead, shape: Shape::Unread, severity }))
}

/// Whether anything but a release, a test for nil or a question for the error is done with a variable.
fn is_read(ctx: &Ctx<'_>, site: InstrId, local: Local, kind: &ResourceKind) -> bool {
    let body = ctx.body;
    let mut read =
        body.results.contains(&local) || body.closures.iter().any(|closure| closure.results.contains(&local));
    for (id, instr) in body.instrs.iter_enumerated() {
        let harmless = match &instr.kind {
            InstrKind::Call(call) => {
                id == site || asks_for_error_or_releases(ctx, call, local, kind) || is_only_written(call, local)
            }
            InstrKind::Assign { dst, src } => {
                let reads_nothing = matches!(src, crate::ir::Rvalue::Use(Operand::Const(_)));
                let nil_test = matches!(src, crate::ir::Rvalue::Cond { cond: Cond::Nil(_), .. });
                nil_test || reads_nothing && dst.as_local() == Some(local)
            }
            InstrKind::RunDefers
            | InstrKind::Drop(_)
            | InstrKind::Await { .. }
            | InstrKind::Opaque { .. }
            | InstrKind::Nop => false,
        };
        if !harmless {
            visit_instr(&instr.kind, &mut |used| read |= used == local);
        }
    }
    read || tested(body, local)
}

/// Whether a branch depends on more than whether the variable is nil.
fn tested(body: &Body, local: Local) -> bool {
    let mut read = false;
    for block in body.blocks.iter() {
        if let Terminator::Branch { cond, .. } = &block.terminator
            && !matches!(**cond, Cond::Nil(_))
        {
            visit_cond(cond, &mut |used| read |= used == local);
        }
    }
    read
}

/// A method of the variable that releases it, or one without arguments that answers nothing but an error.
fn asks_for_error_or_releases(ctx: &Ctx<'_>, call: &Call, local: Local, kind: &ResourceKind) -> bool {
    let Callee::Place(place) = &call.callee else { return false };
    let Some((base, method)) = place.split_member() else { return false };
    if base.as_local() != Some(local) || call.args.iter().any(|arg| mentions(arg.place(), local)) {
        return false;
    }
    let only_error = ctx.target(call).signature().is_some_and(|signature| {
        signature.params.is_empty() && signature.results.iter().map(|result| &result.ty).all(Type::is_error)
    });
    only_error || kind.releases.iter().any(|release| release.is_method(&[], method))
}

/// Another call that writes the variable and does not mention it otherwise.
fn is_only_written(call: &Call, local: Local) -> bool {
    let by_callee = matches!(&call.callee, Callee::Place(place) if mentions(Some(place), local));
    let by_argument = call.args.iter().any(|arg| mentions(arg.place(), local));
    !by_callee && !by_argument && call.dst.iter().flatten().all(|place| place.as_local().is_some())
}

fn mentions(place: Option<&Place>, local: Local) -> bool {
    place.is_some_and(|place| place.root_local() == Some(local))
}

/// First words of statements that answer no rows unless they say so.
const CHANGES: [&str; 10] =
    ["insert", "update", "delete", "replace", "create", "alter", "drop", "truncate", "grant", "set"];

/// Whether an argument is the text of a statement that answers no rows.
fn changes_only(call: &Call) -> bool {
    call.args.iter().any(|arg| {
        let Operand::Const(Const::Str(text)) = arg else { return false };
        let text = text.as_str().trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '`'));
        let first = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("").to_ascii_lowercase();
        CHANGES.contains(&first.as_str()) && !text.to_ascii_lowercase().contains("returning")
    })
}
