//! Objects that were made here and are known elsewhere by the time something is put into them.
//!
//! ```go
//! c := &client{}
//! registry[name] = c                   // whoever has the registry may close it
//! c.conn, err = net.Dial("tcp", addr)  // and with it what is put in now
//! ```

use crate::ir::{Call, CallMode, Callee, ClosureId, InstrId, InstrKind, Local, Operand, Place, Rvalue, Target};
use crate::rule::{EffectKind, Position};

use super::ctx::Ctx;
use super::eval;
use super::state::PathState;
use super::value::{AbsVal, Value};

/// Whether somebody else knows an object that was made here, because of what comes before an instruction.
pub fn is_known(ctx: &Ctx<'_>, state: &PathState, object: Value, at: InstrId) -> bool {
    let (made, _) = ctx.values.split_fields(object);
    let holders: Vec<Local> =
        state.locals().filter(|(_, held)| *held == AbsVal::Sym(made)).map(|(local, _)| local).collect();
    let search = Search { ctx, state, holders };
    let since = ctx.values.made_at(made);
    let before = ctx.body.instrs.iter_enumerated().take_while(|(id, _)| *id < at);
    let before = before.skip_while(|(id, _)| since.is_some_and(|since| *id <= since));
    before.into_iter().any(|(_, instr)| search.tells(&instr.kind))
}

struct Search<'a, 'b> {
    ctx: &'a Ctx<'b>,
    state: &'a PathState,
    holders: Vec<Local>,
}

impl Search<'_, '_> {
    fn tells(&self, kind: &InstrKind) -> bool {
        match kind {
            InstrKind::Assign { dst, src: Rvalue::Use(src) } => self.has(src) && !self.stays_here(dst),
            InstrKind::Call(call) => self.call_tells(call),
            InstrKind::Opaque { uses, .. } => uses.iter().any(|operand| self.has(operand)),
            InstrKind::Assign { .. }
            | InstrKind::Await { .. }
            | InstrKind::RunDefers
            | InstrKind::Drop(_)
            | InstrKind::Nop => false,
        }
    }

    /// Whether an operand is the object, or a literal that captures it.
    fn has(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Closure(closure) => self.captures(*closure),
            _ => operand.place().and_then(Place::as_local).is_some_and(|local| self.holders.contains(&local)),
        }
    }

    fn captures(&self, closure: ClosureId) -> bool {
        self.ctx.body.closures[closure].captures.iter().any(|local| self.holders.contains(local))
    }

    /// Whether what is written there is still known to this function only: a variable, or a part of an object made here.
    fn stays_here(&self, dst: &Place) -> bool {
        let Some(local) = dst.root_local() else { return false };
        let own =
            || self.state.local(local).and_then(AbsVal::sym).is_some_and(|value| eval::keeps_within(self.ctx, value));
        dst.as_local().is_some() || own()
    }

    fn call_tells(&self, call: &Call) -> bool {
        if call.mode == CallMode::Deferred {
            return false;
        }
        if call.mode == CallMode::Spawned {
            let by_callee = match &call.callee {
                Callee::Closure(closure) => self.captures(*closure),
                Callee::Place(place) => place.root_local().is_some_and(|local| self.holders.contains(&local)),
            };
            return by_callee || call.args.iter().any(|arg| self.has(arg));
        }
        call.args.iter().enumerate().any(|(n, arg)| self.has(arg) && self.may_keep(call, n))
    }

    /// Whether a callee may keep its `n`-th argument.
    fn may_keep(&self, call: &Call, n: usize) -> bool {
        let told = self.ctx.told(call);
        if let Some(effects) = told.effects {
            let takes = |on: Position| on == Position::Argument(n) || on == Position::AnyArgument;
            return effects.iter().any(|effect| effect.kind == EffectKind::Takes && takes(effect.on));
        }
        match self.ctx.target(call) {
            Target::Builtin(name) => name.as_str() == "append",
            // A callback uses what it is given, as an option of a constructor does.
            Target::Conversion(_) | Target::Value(_) => false,
            Target::External { path, interface: false, .. } => !self.ctx.catalog.keeps_nothing(*path),
            Target::Known { id, path, .. } => self.ctx.summaries.summary(*id).is_some_and(|summary| {
                let param = n as u32 + u32::from(path.receiver.is_some());
                let keeps = |effect: &super::summary::ParamEffect| effect.param == param && effect.kept;
                // On some paths only, it is likely a part of it that is passed on.
                summary.cases.iter().all(|case| case.effects.iter().any(keeps))
            }),
            Target::External { .. } | Target::UnknownMethod(_) | Target::Unknown => true,
        }
    }
}
