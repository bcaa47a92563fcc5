//! Functions whose names begin with a capital, as those of some operating systems do: `OpenDoor(x)` reads like the
//! constructor of a tuple struct or variant, and only where the name leads to tells which it is.

use super::paths::{crate_name, is_module};
use super::program::Program;
use super::scope::{Entity, FileScope, Trail};
use crate::base::{FuncPath, Name, Type};
use crate::ir::builder::NewCall;
use crate::ir::{
    Body, Call, CallId, CallMode, Callee, Cond, Element, Function, Instr, InstrKind, Local, Operand, Place, Projection,
    Rvalue, Terminator,
};

impl FileScope<'_> {
    /// Makes calls of the literals of a function that are calls.
    pub(super) fn tell_calls(&self, function: &mut Function, trail: &Trail) {
        let literal = |instr: &Instr| {
            matches!(&instr.kind, InstrKind::Assign { src: Rvalue::Composite { ty: Type::Named(..), elements }, .. }
                if in_order(elements).is_some())
        };
        if !self.has_paths() || !function.body.instrs.iter().any(literal) {
            return;
        }
        let mut count = function.body.call_count;
        let failing = may_fail(&function.body);
        for instr in function.body.instrs.iter_mut() {
            let Some(call) = self.meant(&instr.kind, &failing, trail) else { continue };
            let NewCall { callee, type_args, args, spread, dst, mode } = call;
            let id = CallId(count);
            count += 1;
            instr.kind = InstrKind::Call(Box::new(Call { id, callee, type_args, args, spread, dst, mode }));
        }
        function.body.call_count = count;
    }

    /// The call that is written as a literal.
    fn meant(&self, kind: &InstrKind, failing: &[Local], trail: &Trail) -> Option<NewCall> {
        let InstrKind::Assign { dst, src: Rvalue::Composite { ty: Type::Named(name, type_args), elements } } = kind
        else {
            return None;
        };
        let args = in_order(elements)?;
        let mut words = name.package.as_str().split("::").filter(|word| !word.is_empty()).map(Name::new);
        let mut callee = Place::global(words.next().unwrap_or(name.name));
        if !name.package.is_empty() {
            callee = words.chain([name.name]).fold(callee, Place::field);
        }
        let may_fail = dst.as_local().is_some_and(|local| failing.contains(&local));
        self.is_function(&callee, may_fail, trail).then(|| NewCall {
            callee: Callee::Place(callee),
            type_args: type_args.clone(),
            args,
            spread: false,
            dst: vec![Some(dst.clone())],
            mode: CallMode::Normal,
        })
    }

    fn is_function(&self, callee: &Place, may_fail: bool, trail: &Trail) -> bool {
        let crate::ir::Root::Global(first) = callee.root else { return false };
        let start = if callee.projections.is_empty() { self.lookup(first, trail) } else { self.head_of_path(first) };
        let step = |entity, step: &Projection| self.program.project(entity, *step, trail);
        match callee.projections.iter().fold(start, step) {
            Entity::Func(_) => true,
            Entity::MethodExpr(method, _) => method.signature.is_some(),
            Entity::Type(ty) => function_of_c(&ty).is_some() || may_fail && self.program.out_of_sight(&ty).is_some(),
            _ => false,
        }
    }
}

/// The values that are asked whether they are errors, which what a constructor makes is not.
fn may_fail(body: &Body) -> Vec<Local> {
    const OF_ERRORS: [&str; 5] = ["map_err", "context", "with_context", "is_ok", "is_err"];
    let asked = body.blocks.iter().filter_map(|block| match &block.terminator {
        Terminator::Branch { cond, .. } => match cond.as_ref() {
            Cond::Nil(operand) => operand.place().and_then(Place::as_local),
            _ => None,
        },
        _ => None,
    });
    let called = body.instrs.iter().filter_map(|instr| match &instr.kind {
        InstrKind::Call(call) => match &call.callee {
            Callee::Place(place) => {
                let (base, name) = place.split_member()?;
                base.as_local().filter(|_| OF_ERRORS.contains(&name.as_str()))
            }
            Callee::Closure(_) => None,
        },
        _ => None,
    });
    asked.chain(called).collect()
}

impl Program {
    /// The function of a library out of sight that a name leads to, if that looks like a type and is none.
    pub(super) fn out_of_sight(&self, ty: &Type) -> Option<FuncPath> {
        let Type::Named(name, _) = ty else { return None };
        let unknown = is_module(name.package)
            && self.package_under_analysis(name.package).is_none()
            && !self.api.knows_type(*name);
        unknown.then_some(FuncPath { package: name.package, receiver: None, name: name.name })
    }
}

/// The operands of a literal without names; `None` if it has some.
fn in_order(elements: &[(Element, Operand)]) -> Option<Vec<Operand>> {
    let operand = |(n, (element, operand)): (usize, &(Element, Operand))| match element {
        Element::Field(name) if name.as_str().parse() == Ok(n) => Some(operand.clone()),
        _ => None,
    };
    elements.iter().enumerate().map(operand).collect()
}

/// What looks like a type, in a crate that only declares the functions of a C library, as its name says: `door_sys`. All
/// that can be called there are functions.
pub(super) fn function_of_c(ty: &Type) -> Option<FuncPath> {
    let Type::Named(name, _) = ty else { return None };
    is_of_c(name.package).then_some(FuncPath { package: name.package, receiver: None, name: name.name })
}

/// Whether a module belongs to a crate of such functions.
pub(super) fn is_of_c(module: Name) -> bool {
    module.as_str().starts_with("::") && crate_name(module).ends_with("_sys")
}
