//! Callees that get no resource, and whose answer decides all the same what becomes of one.
//!
//! One that never fails takes with it whatever its caller does about an error. And where a function passes the error of a
//! callee on without looking at it, only the callee tells whether the function can end well.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::frontend;
use crate::ir::linked::FunctionId;
use crate::ir::{Call, InstrKind, LinkedBody, Local, Operand, Place, Rvalue, Target, Terminator};
use crate::resolve::Program;
use crate::rule::Catalog;

use super::wanted::Wanted;

/// What has been found out so far.
#[derive(Default)]
pub struct Answers {
    never_fail: Mutex<FxHashMap<FunctionId, bool>>,
}

impl Answers {
    /// Callees of a function, of those that are not looked at for another reason, whose answer is of interest.
    pub fn of_interest(
        &self,
        program: &Program,
        catalog: &Catalog,
        wanted: &Wanted,
        is_wanted: &dyn Fn(FunctionId) -> bool,
    ) -> Vec<FunctionId> {
        let linked = &wanted.linked;
        let of_interest = |target: &&Target| {
            let fails = || target.signature().is_some_and(|signature| signature.error_result().is_some());
            matches!(target, Target::Known { id, .. } if !is_wanted(*id) && fails() && self.never_fails(program, *id))
        };
        let mut found: Vec<FunctionId> = linked.targets.iter().filter(of_interest).filter_map(Target::body).collect();
        let keeps =
            |target: &Target| target.path().is_some_and(|path| catalog.acquires(path).iter().any(|entry| entry.keeps));
        let several = linked.function.body.results.len() > 1 && wanted.may_hand_out;
        if several || linked.targets.iter().any(keeps) {
            found.extend(relayed(linked, several));
        }
        found
    }

    fn never_fails(&self, program: &Program, id: FunctionId) -> bool {
        let known = || self.never_fail.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known().get(&id) {
            return *known;
        }
        let info = program.function(id);
        let answer = frontend::never_fails(&program.sources().get(info.file), info.decl());
        known().insert(id, answer);
        answer
    }
}

/// Callees whose error the function returns without having looked at it. Where it hands out something beside it, `return f()`
/// does not count.
fn relayed(linked: &LinkedBody, beside: bool) -> Vec<FunctionId> {
    let body = &linked.function.body;
    let is_returned = |error: Local| {
        let passes = |dst: &Place, src: &Operand| {
            src.place().and_then(Place::as_local) == Some(error)
                && dst.as_local().is_some_and(|dst| body.results.contains(&dst))
        };
        body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Assign { dst, src: Rvalue::Use(src) } => passes(dst, src),
            _ => false,
        })
    };
    let is_tested = |error: Local| {
        let asks = |operand: &Operand| operand.place().and_then(Place::as_local) == Some(error);
        body.blocks.iter().any(|block| match &block.terminator {
            Terminator::Branch { cond, .. } => cond.operands().into_iter().any(asks),
            _ => false,
        })
    };
    let is_relayed = |call: &Call, error: usize| {
        let error = call.dst.get(error).and_then(|place| place.as_ref()?.as_local());
        error.is_some_and(|error| match body.results.contains(&error) {
            true => !beside,
            false => is_returned(error) && !is_tested(error),
        })
    };
    let calls = body.instrs.iter().filter_map(|instr| match &instr.kind {
        InstrKind::Call(call) => Some(call),
        _ => None,
    });
    calls
        .filter_map(|call| match linked.targets.get(call.id)? {
            Target::Known { id, signature, .. } => {
                signature.error_result().filter(|error| is_relayed(call, *error)).map(|_| *id)
            }
            _ => None,
        })
        .collect()
}
