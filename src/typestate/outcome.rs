//! What becomes of what a call hands out, where a table says what has to: a permit that is dropped in the statement that
//! took it, a commit whose error nobody reads or that nobody waits for, a number that outlives its owner.
//!
//! Told from the instructions of one statement, without following paths. Whatever is not understood is a use.

use crate::base::{Name, Type};
use crate::ir::{
    BlockId, BlockKind, Call, CallMode, Callee, Cond, InstrId, InstrKind, Local, Operand, Place, Projection, Root,
    Rvalue, Terminator,
};
use crate::rule::{Must, Outcome, Severity};

use super::ctx::Ctx;
use super::finding::{Confidence, Finding, Shape};
use super::flow::{visit_cond, visit_instr};
use super::lasting;
use super::part;
use super::rounds;
use super::site::callee_text;

/// Methods that hand on what they are called on.
pub(super) const OPENS: [&str; 3] = ["unwrap", "expect", "context"];

/// Methods that make something of its own of what is borrowed, or look at it in another way.
pub(super) const COPIES: [&str; 16] = [
    "to_path_buf",
    "to_owned",
    "to_string",
    "to_string_lossy",
    "to_os_string",
    "to_str",
    "into_owned",
    "into_os_string",
    "as_os_str",
    "as_path",
    "join",
    "display",
    "clone",
    "into",
    "unwrap",
    "expect",
];

/// What functions begin with that make the thing of a name.
const MAKES_ANEW: [&str; 2] = ["create", "bind"];

/// Methods that make less of an error and look at none.
const SWALLOWS: [&str; 3] = ["ok", "unwrap_or_default", "unwrap_or"];

/// All findings of this kind in a function.
pub fn find(ctx: &Ctx<'_>) -> Vec<Finding> {
    if ctx.linked.is_test || !ctx.linked.language.has_owners() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for (id, instr) in ctx.body.instrs.iter_enumerated() {
        let InstrKind::Call(call) = &instr.kind else { continue };
        if call.mode != CallMode::Normal {
            continue;
        }
        for outcome in ctx.target(call).path().map_or(&[][..], |path| ctx.catalog.outcome(path)) {
            let mut steps = Vec::new();
            let shape = match outcome.must {
                Must::EndBeforeExit | Must::EndBeforeSlowWait => {
                    let (shape, step) = lasting::find(ctx, id, call, outcome).unzip();
                    steps.extend(step);
                    shape
                }
                _ if outcome.element.is_some() => part::lost(ctx, id, call, outcome),
                Must::BeKept => Thread::of(ctx, id, call, &OPENS)
                    .filter(|it| it.is_dropped_at_once(ctx, outcome))
                    .map(|_| Shape::AtOnce),
                // Is about an element, always.
                Must::BeUsed => None,
                Must::BeRead => unread(ctx, id, call, outcome),
                Must::BeRetried => rounds::not_retried(ctx, id, call),
                Must::NotLoseRace => rounds::loses(ctx, id, call).then_some(Shape::LosesRace),
                Must::EndBeforeOwner => outlives(ctx, id, call, outcome).then_some(Shape::Outlives),
            };
            findings.extend(shape.map(|shape| Finding { steps, ..finding(ctx, outcome, id, shape) }));
        }
    }
    findings
}

fn finding(ctx: &Ctx<'_>, outcome: &Outcome, at: InstrId, shape: Shape) -> Finding {
    // Who cannot report an error may have meant to drop it.
    let region = ctx.body.blocks[ctx.flow.block_of[at]].closure;
    let is_result = |local: &Local| {
        ctx.linked.local_types.get(*local).and_then(Type::name).is_some_and(|ty| ty.name.as_str().ends_with("Result"))
    };
    let reports = ctx.body.results_of(region).iter().any(is_result);
    let severity = if shape == Shape::UnreadError && !reports { Severity::Info } else { outcome.severity };
    Finding {
        rule: outcome.rule,
        resource: None,
        function: ctx.linked.id,
        span: ctx.body.instrs[at].span,
        callee: callee_text(ctx.linked, at),
        handle: None,
        instead: Some(outcome.noun),
        advice: Some(outcome.cure),
        shape,
        steps: Vec::new(),
        released_elsewhere: false,
        ends_well_elsewhere: false,
        inside_an_object: false,
        confidence: Confidence::High,
        severity,
    }
}

/// Whether nobody reads what a call answers, or waits for it at all.
fn unread(ctx: &Ctx<'_>, at: InstrId, call: &Call, outcome: &Outcome) -> Option<Shape> {
    let thread = Thread::of(ctx, at, call, &SWALLOWS)?;
    if outcome.future && !thread.waited {
        return Some(Shape::NeverRuns);
    }
    (!thread.tested).then_some(Shape::UnreadError)
}

/// What a value goes through, from one nameless variable to the next, without being used.
struct Thread {
    locals: Vec<Local>,
    instrs: Vec<InstrId>,
    /// It is waited for on the way.
    waited: bool,
    /// It is asked whether it is there.
    tested: bool,
}

impl Thread {
    /// Follows the result of a call through waits and the methods in `through`. `None` if anybody uses it.
    fn of(ctx: &Ctx<'_>, at: InstrId, call: &Call, through: &[&str]) -> Option<Thread> {
        let first = result(call)?;
        let mut thread = Thread { locals: vec![first], instrs: vec![at], waited: false, tested: false };
        let mut n = 0;
        while let Some(&local) = thread.locals.get(n) {
            n += 1;
            thread.pass(ctx, local, through)?;
        }
        Some(thread)
    }

    fn pass(&mut self, ctx: &Ctx<'_>, local: Local, through: &[&str]) -> Option<()> {
        let body = ctx.body;
        let is_kept = |local: &Local| body.locals[*local].name.is_some() || body.results.contains(local);
        let in_literal = body.closures.iter().any(|closure| closure.results.contains(&local));
        if is_kept(&local) || in_literal || self.locals.len() > 16 {
            return None;
        }
        for (id, instr) in body.instrs.iter_enumerated() {
            let mut mentioned = false;
            visit_instr(&instr.kind, &mut |used| mentioned |= used == local);
            if !mentioned || self.instrs.contains(&id) || matches!(instr.kind, InstrKind::Drop(_)) {
                continue;
            }
            let next = match &instr.kind {
                InstrKind::Await { dst, .. } => {
                    self.waited = true;
                    dst.as_local()
                }
                InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(from)) }
                    if from.root_local() == Some(local) =>
                {
                    dst.as_local()
                }
                InstrKind::Call(call)
                    if receiver(call).is_some_and(|(base, name)| base == local && through.contains(&name)) =>
                {
                    result(call)
                }
                _ => None,
            };
            self.instrs.push(id);
            let next = next?;
            if !self.locals.contains(&next) {
                self.locals.push(next);
            }
        }
        for block in body.blocks.iter() {
            if let Terminator::Branch { cond, .. } = &block.terminator {
                let mut mentioned = false;
                visit_cond(cond, &mut |used| mentioned |= used == local);
                self.tested |= mentioned;
                if mentioned && !matches!(**cond, Cond::Nil(_)) {
                    return None;
                }
            }
        }
        Some(())
    }

    /// Whether it is dropped before anything else happens, and not because the code says so.
    fn is_dropped_at_once(&self, ctx: &Ctx<'_>, outcome: &Outcome) -> bool {
        let Some(&last) = self.instrs.iter().max().filter(|_| !(outcome.task && self.waited)) else { return false };
        let in_arm = |at: &InstrId| ctx.body.blocks[ctx.flow.block_of[*at]].kind == BlockKind::SelectCase;
        if self.instrs.iter().any(in_arm) {
            return false;
        }
        let mut block = ctx.flow.block_of[last];
        let mut seen: Vec<BlockId> = Vec::new();
        loop {
            let instrs = &ctx.body.blocks[block].instrs;
            let before =
                if seen.is_empty() { instrs.iter().position(|at| *at == last).map_or(0, |at| at + 1) } else { 0 };
            for (n, at) in instrs.iter().enumerate().skip(before) {
                match &ctx.body.instrs[*at].kind {
                    InstrKind::Drop(place) if place.as_local().is_some_and(|local| self.locals.contains(&local)) => {
                        // `drop(..)` comes before the end of the statement, which drops the same once more.
                        let same = |other: &InstrId| matches!(&ctx.body.instrs[*other].kind, InstrKind::Drop(other) if other == place);
                        return !instrs[n + 1..].iter().any(same) && (outcome.task || goes_on(ctx, *at));
                    }
                    InstrKind::Call(_) | InstrKind::Await { .. } | InstrKind::Opaque { .. } => return false,
                    InstrKind::Drop(_) | InstrKind::Assign { .. } | InstrKind::RunDefers | InstrKind::Nop => {}
                }
            }
            seen.push(block);
            match ctx.body.blocks[block].terminator {
                Terminator::Goto(next) if !seen.contains(&next) => block = next,
                _ => return false,
            }
        }
    }
}

/// Whether anything happens behind an instruction: whoever takes a permit and does nothing then has only waited.
fn goes_on(ctx: &Ctx<'_>, at: InstrId) -> bool {
    ctx.body.instrs.iter_enumerated().any(|(id, instr)| {
        let happens = match &instr.kind {
            InstrKind::Call(_) | InstrKind::Await { .. } | InstrKind::Opaque { .. } => true,
            InstrKind::Assign { src, .. } => !matches!(src, Rvalue::Use(_)),
            InstrKind::Drop(_) | InstrKind::RunDefers | InstrKind::Nop => false,
        };
        happens && id > at
    })
}

/// Whether a call asks an owner that lives for this statement only, and what it answers is used later.
fn outlives(ctx: &Ctx<'_>, at: InstrId, call: &Call, outcome: &Outcome) -> bool {
    let (Some((owner, _)), Some(answer)) = (receiver(call), result(call)) else { return false };
    let body = ctx.body;
    let is_temporary = body.locals[owner].name.is_none() && !body.params.contains(&owner);
    if !is_temporary || !maker(ctx, owner).is_some_and(|path| outcome.of.contains(&path)) {
        return false;
    }
    let block = &body.blocks[ctx.flow.block_of[at]].instrs;
    let mut rest = block.iter().copied().skip_while(|id| *id != at);
    let dropped =
        |id: &InstrId| matches!(&body.instrs[*id].kind, InstrKind::Drop(place) if place.as_local() == Some(owner));
    let Some(end) = rest.find(dropped) else { return false };
    // The variable of the same statement that gets the answer, or a copy of what that borrows.
    let mut answers = vec![answer];
    let mut kept = None;
    for (_, instr) in body.instrs.iter_enumerated().filter(|(id, _)| *id > at && *id < end) {
        match &instr.kind {
            InstrKind::Call(call) => {
                let copies = |(base, name): (Local, &str)| answers.contains(&base) && COPIES.contains(&name);
                answers.extend(result(call).filter(|_| receiver(call).is_some_and(copies)));
            }
            InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(from)) }
                if kept.is_none() && from.as_local().is_some_and(|from| answers.contains(&from)) =>
            {
                kept = dst.as_local();
            }
            _ => {}
        }
    }
    let Some(kept) = kept else { return false };
    let later = body.instrs.iter_enumerated().filter(|(id, instr)| {
        let mut mentioned = false;
        visit_instr(&instr.kind, &mut |used| mentioned |= used == kept);
        mentioned && *id > end && !matches!(instr.kind, InstrKind::Drop(_))
    });
    let mut used = body.results.contains(&kept);
    for (_, instr) in later {
        // Only the name was wanted.
        let anew = |call: &Call| {
            name_of(call).is_some_and(|name| MAKES_ANEW.iter().any(|start| name.as_str().starts_with(start)))
        };
        if matches!(&instr.kind, InstrKind::Call(call) if anew(call)) {
            return false;
        }
        used = true;
    }
    used
}

/// The function that made what a nameless variable holds, in the same statement.
fn maker(ctx: &Ctx<'_>, local: Local) -> Option<crate::base::FuncPath> {
    let mut local = local;
    for _ in 0..8 {
        let writes = |place: &Place| place.as_local() == Some(local);
        let mut makers = ctx.body.instrs.iter().filter_map(|instr| match &instr.kind {
            InstrKind::Call(call) if call.dst.iter().flatten().any(writes) => match receiver(call) {
                Some((base, name)) if OPENS.contains(&name) => Some(Err(Some(base))),
                _ => Some(Ok(ctx.target(call).path())),
            },
            InstrKind::Await { future, dst } if writes(dst) => Some(Err(future.place().and_then(Place::root_local))),
            InstrKind::Assign { dst, src: Rvalue::Use(Operand::Place(from)) } if writes(dst) => {
                Some(Err(from.root_local()))
            }
            InstrKind::Assign { dst, .. } if writes(dst) => Some(Ok(None)),
            _ => None,
        });
        match (makers.next()?, makers.next()) {
            (Ok(path), None) => return path,
            (Err(from), None) => local = from?,
            _ => return None,
        }
    }
    None
}

pub(super) fn result(call: &Call) -> Option<Local> {
    call.dst.first()?.as_ref()?.as_local()
}

pub(super) fn receiver(call: &Call) -> Option<(Local, &'static str)> {
    match &call.callee {
        Callee::Place(place) => place.split_member().and_then(|(base, name)| Some((base.as_local()?, name.as_str()))),
        Callee::Closure(_) => None,
    }
}

/// The last word of what a call calls.
pub(super) fn name_of(call: &Call) -> Option<Name> {
    match &call.callee {
        Callee::Place(place) => match place.projections.last() {
            Some(Projection::Field(name)) => Some(*name),
            Some(_) => None,
            None => match place.root {
                Root::Global(name) => Some(name),
                _ => None,
            },
        },
        Callee::Closure(_) => None,
    }
}
