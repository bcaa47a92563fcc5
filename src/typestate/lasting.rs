//! What lasts longer than is good: it is still there when the process ends itself, so that its destructor does not run,
//! or while something slow is waited for, so that nobody else has it meanwhile.
//!
//! Told from the variable that holds it: on some way from there to the end it is neither dropped nor moved away.

use crate::ir::{BlockId, Call, ClosureId, InstrId, InstrKind, Local, Operand, Place, Rvalue};
use crate::rule::{Must, Outcome};

use super::ctx::Ctx;
use super::finding::Shape;
use super::flow::visit_instr;
use super::outcome::{COPIES, name_of, receiver, result};
use super::part::Parts;
use super::trace::{Step, StepKind};

/// Where what a call hands out is, and should not be any more.
pub fn find(ctx: &Ctx<'_>, at: InstrId, call: &Call, outcome: &Outcome) -> Option<(Shape, Step)> {
    let at_exit = outcome.must == Must::EndBeforeExit;
    let ends = |instr: &crate::ir::Instr| match at_exit {
        true => is_exit(ctx, outcome, &instr.kind),
        false => matches!(&instr.kind, InstrKind::Call(call) if is_slow(ctx, call)),
    };
    // What two processes have, one of them must not end.
    if !ctx.body.instrs.iter().any(ends) || ctx.body.instrs.iter().any(|instr| forks(&instr.kind)) {
        return None;
    }
    let parts = Parts::of(ctx, at, call)?;
    let bound = parts.bound.iter().filter(|(name, _)| Some(*name) == outcome.element).map(|(_, local)| *local);
    let held: Vec<Local> = match outcome.element {
        Some(_) => bound.collect(),
        None => parts.named.iter().map(|(_, local)| *local).collect(),
    };
    let end = held.into_iter().find_map(|local| Held::new(ctx, local, outcome).end())?;
    let span = ctx.body.instrs[end].span;
    Some(match at_exit {
        true => (Shape::LeftAtExit, Step { kind: StepKind::Exits, span }),
        false => (Shape::HeldAcrossSlowWait, Step { kind: StepKind::Waits, span }),
    })
}

fn is_exit(ctx: &Ctx<'_>, outcome: &Outcome, kind: &InstrKind) -> bool {
    let InstrKind::Call(call) = kind else { return false };
    ctx.target(call).path().is_some_and(|path| outcome.before.contains(&path))
}

fn is_slow(ctx: &Ctx<'_>, call: &Call) -> bool {
    ctx.target(call).path().and_then(|path| ctx.catalog.model(path)).is_some_and(|model| model.slow)
}

fn forks(kind: &InstrKind) -> bool {
    matches!(kind, InstrKind::Call(call) if name_of(call).is_some_and(|name| name.as_str() == "fork"))
}

/// What an instruction means for a variable and the way behind it.
enum Event {
    /// Nothing.
    None,
    /// It is used, and still there.
    Used,
    /// It is gone: dropped, moved or ended.
    Gone,
    /// What it should not see.
    End,
}

/// A variable that holds something.
struct Held<'c, 'a> {
    ctx: &'c Ctx<'a>,
    local: Local,
    outcome: &'c Outcome,
    /// What borrows from it, itself included.
    borrowed: Vec<Local>,
}

impl<'c, 'a> Held<'c, 'a> {
    fn new(ctx: &'c Ctx<'a>, local: Local, outcome: &'c Outcome) -> Held<'c, 'a> {
        let mut borrowed = vec![local];
        let mut known = 0;
        while known < borrowed.len() {
            known = borrowed.len();
            for instr in ctx.body.instrs.iter() {
                let mut mentions = false;
                visit_instr(&instr.kind, &mut |other| mentions |= borrowed.contains(&other));
                let gets = match &instr.kind {
                    InstrKind::Assign { dst, .. } => dst.as_local(),
                    InstrKind::Call(call) if !copies(call) => result(call),
                    // What was waited for is no borrow, and what is closed over is moved.
                    _ => None,
                };
                borrowed.extend(gets.filter(|gets| mentions && !borrowed.contains(gets)));
            }
        }
        Held { ctx, local, outcome, borrowed }
    }

    /// The instruction that it should not see, on the way from where it is bound.
    fn end(&self) -> Option<InstrId> {
        let body = self.ctx.body;
        let writes =
            |kind: &InstrKind| matches!(kind, InstrKind::Assign { dst, .. } if dst.as_local() == Some(self.local));
        let mut bound = body.instrs.iter_enumerated().filter(|(_, instr)| writes(&instr.kind)).map(|(id, _)| id);
        // Written once, or nobody knows which one is there.
        let (Some(first), None) = (bound.next(), bound.next()) else { return None };
        self.walk(first, self.outcome.once_used, |held, id| held.event(id))
            .filter(|end| !self.outcome.unless_used_after || !self.is_used_after(*end))
    }

    fn is_used_after(&self, end: InstrId) -> bool {
        let event = |held: &Self, id| match held.event(id) {
            Event::Gone => Event::Gone,
            _ if held.is_borrowed_in(&held.ctx.body.instrs[id].kind) => Event::End,
            _ => Event::None,
        };
        self.walk(end, false, event).is_some()
    }

    fn is_borrowed_in(&self, kind: &InstrKind) -> bool {
        let mut found = false;
        if !matches!(kind, InstrKind::Drop(_)) {
            visit_instr(kind, &mut |other| found |= self.borrowed.contains(&other));
        }
        found
    }

    /// The first end on a way behind an instruction; with `once_used`, only behind a use.
    fn walk(&self, from: InstrId, once_used: bool, event: impl Fn(&Self, InstrId) -> Event) -> Option<InstrId> {
        let body = self.ctx.body;
        let start = self.ctx.flow.block_of[from];
        let first = body.blocks[start].instrs.iter().position(|id| *id == from).map_or(0, |n| n + 1);
        let mut todo = vec![(start, first, !once_used)];
        let mut seen: Vec<(BlockId, bool)> = Vec::new();
        while let Some((block, first, mut used)) = todo.pop() {
            let mut goes_on = true;
            for id in &body.blocks[block].instrs[first..] {
                match event(self, *id) {
                    Event::None => {}
                    Event::Used => used = true,
                    Event::End if used => return Some(*id),
                    Event::End if self.outcome.must == Must::EndBeforeSlowWait => {}
                    Event::End | Event::Gone => {
                        goes_on = false;
                        break;
                    }
                }
            }
            let next = if goes_on { body.blocks[block].terminator.successors() } else { Vec::new() };
            for next in next {
                if !seen.contains(&(next, used)) {
                    seen.push((next, used));
                    todo.push((next, 0, used));
                }
            }
        }
        None
    }

    fn event(&self, id: InstrId) -> Event {
        let (ctx, local) = (self.ctx, self.local);
        let kind = &ctx.body.instrs[id].kind;
        let is_it = |operand: &Operand| matches!(operand, Operand::Place(place) if place.as_local() == Some(local));
        let moves = |operand: &Operand| {
            is_it(operand) || matches!(operand, Operand::Closure(literal) if self.has_moved(*literal))
        };
        match kind {
            InstrKind::Drop(place) if place.as_local() == Some(local) => Event::Gone,
            InstrKind::Call(call) if call.args.iter().any(moves) || self.is_ended_by(call) => Event::Gone,
            kind if is_exit(ctx, self.outcome, kind) => Event::End,
            InstrKind::Call(call) if self.exits_where_absent(call) => Event::End,
            InstrKind::Await { future, .. } if self.is_slow_wait(future) => Event::End,
            InstrKind::Assign { src: Rvalue::Use(operand), .. } if moves(operand) => Event::Gone,
            InstrKind::Assign { src: Rvalue::Composite { elements, .. }, .. }
                if elements.iter().any(|(_, operand)| moves(operand)) =>
            {
                Event::Gone
            }
            kind => {
                let mut mentioned = false;
                visit_instr(kind, &mut |other| mentioned |= other == local);
                match kind {
                    InstrKind::Opaque { .. } | InstrKind::Await { .. } if mentioned => Event::Gone,
                    _ if mentioned => Event::Used,
                    _ => Event::None,
                }
            }
        }
    }

    fn is_ended_by(&self, call: &Call) -> bool {
        let ends = |name: &str| name.starts_with("into_") || self.outcome.ended_by.iter().any(|it| it.as_str() == name);
        receiver(call).is_some_and(|(base, name)| base == self.local && ends(name))
    }

    /// Whether what is waited for was made by a slow call that has nothing to do with it.
    fn is_slow_wait(&self, future: &Operand) -> bool {
        let Some(future) = future.place().and_then(Place::as_local) else { return false };
        let makes = |instr: &crate::ir::Instr| matches!(&instr.kind, InstrKind::Call(call) if result(call) == Some(future) && is_slow(self.ctx, call));
        self.outcome.must == Must::EndBeforeSlowWait
            && !self.borrowed.contains(&future)
            && self.ctx.body.instrs.iter().any(makes)
    }

    /// Whether a literal has become its owner.
    fn has_moved(&self, literal: ClosureId) -> bool {
        let closure = &self.ctx.body.closures[literal];
        closure.moves && closure.captures.contains(&self.local)
    }

    /// Whether a literal that is called where something is not there ends the process: `unwrap_or_else(|_| exit(1))`.
    fn exits_where_absent(&self, call: &Call) -> bool {
        let (ctx, body) = (self.ctx, self.ctx.body);
        let path = ctx.target(call).path();
        let calls = path.and_then(|path| ctx.catalog.model(path)).is_some_and(|model| model.calls_where.is_some());
        calls
            && call.args.iter().any(|arg| {
                let Operand::Closure(literal) = arg else { return false };
                let inside = body.blocks.iter().filter(|block| block.closure == Some(*literal));
                inside.flat_map(|block| &block.instrs).any(|id| is_exit(ctx, self.outcome, &body.instrs[*id].kind))
            })
    }
}

/// Whether a call makes something of its own of what its receiver borrows.
fn copies(call: &Call) -> bool {
    let name = name_of(call).map_or("", |name| name.as_str());
    COPIES.contains(&name) && !matches!(name, "unwrap" | "expect" | "as_path")
}
