//! What made the arguments of a call: `tx.Prepare(CopyIn(table))` prepares something else than `tx.Prepare(query)`.

use crate::base::FuncPath;
use crate::ir::{Call, InstrKind, LinkedBody, Local, Operand, Place, Rvalue};

/// How many variables are followed from an argument back to what made it.
const MAX_DEPTH: usize = 3;

/// Whether an argument of a call was certainly made by one of these functions.
pub fn has_argument_by(linked: &LinkedBody, call: &Call, makers: &[FuncPath]) -> bool {
    call.args.iter().any(|arg| is_made_by(linked, arg, makers))
}

/// Whether a value was certainly made by one of these functions: nothing else writes the variable that holds it.
pub fn is_made_by(linked: &LinkedBody, operand: &Operand, makers: &[FuncPath]) -> bool {
    operand.place().and_then(Place::as_local).is_some_and(|local| holds_made(linked, local, makers, MAX_DEPTH))
}

fn holds_made(linked: &LinkedBody, local: Local, makers: &[FuncPath], depth: usize) -> bool {
    let mut made = false;
    for instr in linked.function.body.instrs.iter() {
        let fits = match &instr.kind {
            InstrKind::Call(call) if call.dst.iter().flatten().any(|dst| dst.root_local() == Some(local)) => {
                linked.targets[call.id].path().is_some_and(|path| makers.contains(&path))
            }
            InstrKind::Assign { dst, src } if dst.as_local() == Some(local) => {
                let Rvalue::Use(Operand::Place(from)) = src else { return false };
                let from = from.as_local().filter(|_| depth > 0);
                from.is_some_and(|from| holds_made(linked, from, makers, depth - 1))
            }
            _ => continue,
        };
        if !fits {
            return false;
        }
        made = true;
    }
    made
}
