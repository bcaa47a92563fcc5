//! Variables of an enclosing function in which a literal leaves what it has acquired.
//!
//! ```go
//! var resp *http.Response
//! err := retry(func() error {
//!     resp, err = client.Do(req)       // acquired
//!     if resp.StatusCode >= 500 {
//!         return errors.New(..)        // left in the variable ..
//!     }
//!     defer resp.Body.Close()
//!     ..
//! })
//! log.Print(resp.StatusCode)           // .. of which nobody else asks for more than this
//! ```
//!
//! Such a variable holds something for others only if somebody can release it there.

use crate::base::Name;
use crate::ir::{Callee, Cond, InstrKind, Local, LocalKind, Operand, Place, Projection, Rvalue, Terminator};
use crate::rule::{Release, ResourceKind};

use super::ctx::Ctx;
use super::escape;
use super::flow::rvalue_operands;
use super::obligation::Obligation;
use super::state::PathState;
use super::value::AbsVal;

/// Whether a variable of an enclosing function holds it for somebody who may release it.
pub fn holds(ctx: &Ctx<'_>, state: &PathState, owed: &Obligation) -> bool {
    state.locals().any(|(local, held)| {
        !ctx.is_own_local(local)
            && held.sym().is_some_and(|value| escape::carries(ctx, state, value, owed))
            && !(held == AbsVal::Sym(owed.value) && is_only_looked_at(ctx, local, owed))
    })
}

/// Whether all that happens to the variable outside of the literal that has filled it, and in it before that, is that
/// plain parts of it are read.
fn is_only_looked_at(ctx: &Ctx<'_>, local: Local, owed: &Obligation) -> bool {
    let (Some(literal), Some(site), Some(resource)) =
        (ctx.regions.first().copied().flatten(), owed.site(), owed.resource())
    else {
        return false;
    };
    if ctx.body.locals[local].kind != LocalKind::Var {
        return false;
    }
    let look = Look { local, kind: ctx.catalog.resource(resource) };
    ctx.body.blocks.iter().all(|block| {
        let inside = ctx.body.is_inside(block.closure, Some(literal));
        let asked = match &block.terminator {
            Terminator::Branch { cond, .. } => inside || look.is_question(cond),
            _ => true,
        };
        asked
            && block.instrs.iter().all(|at| {
                let after = inside && *at >= site;
                after || look.is_harmless(&ctx.body.instrs[*at].kind)
            })
    })
}

/// A look at one variable.
struct Look<'a> {
    local: Local,
    kind: &'a ResourceKind,
}

impl Look<'_> {
    fn is_harmless(&self, kind: &InstrKind) -> bool {
        match kind {
            InstrKind::Assign { dst, src } => self.is_set_to_nothing(dst, src) || !self.is_it(dst) && self.reads(src),
            InstrKind::Call(call) => {
                let callee = match &call.callee {
                    // A method of the value itself works with it.
                    Callee::Place(place) => self.is_part(place) && !(self.is_it(place) && place.projections.len() == 1),
                    Callee::Closure(_) => true,
                };
                callee
                    && call.args.iter().all(|arg| self.is_read(arg))
                    && !call.dst.iter().flatten().any(|dst| self.is_it(dst))
            }
            InstrKind::Await { future, dst } => self.is_read(future) && !self.is_it(dst),
            InstrKind::Opaque { uses, writes } => {
                uses.iter().all(|operand| self.is_read(operand)) && !writes.iter().any(|place| self.is_it(place))
            }
            InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Nop => true,
        }
    }

    fn is_it(&self, place: &Place) -> bool {
        place.root_local() == Some(self.local)
    }

    /// `var resp *http.Response`, `resp = nil`
    fn is_set_to_nothing(&self, dst: &Place, src: &Rvalue) -> bool {
        dst.as_local() == Some(self.local) && matches!(src, Rvalue::Use(Operand::Const(_)))
    }

    fn reads(&self, src: &Rvalue) -> bool {
        match src {
            Rvalue::Cond { cond, .. } => self.is_question(cond),
            _ => rvalue_operands(src).into_iter().all(|operand| self.is_read(operand)),
        }
    }

    fn is_question(&self, cond: &Cond) -> bool {
        match cond {
            Cond::Nil(_) => true,
            _ => cond.operands().into_iter().all(|operand| self.is_read(operand)),
        }
    }

    fn is_read(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Place(place) => self.is_part(place),
            Operand::Addr(place) => !self.is_it(place),
            Operand::Const(_) | Operand::Closure(_) => true,
        }
    }

    /// Whether the place is another variable, or a part of this one through which nothing is released.
    fn is_part(&self, place: &Place) -> bool {
        if !self.is_it(place) {
            return true;
        }
        match &place.projections[..] {
            [Projection::Field(name), ..] => {
                let leads_to = |fields: &[Name]| fields.first() == Some(name);
                let releases = |release: &Release| leads_to(release.fields()) || release.is_method(&[], *name);
                !self.kind.releases.iter().any(releases)
            }
            _ => false,
        }
    }
}
