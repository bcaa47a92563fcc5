//! Calls of functions out of sight whose results are known by what is done with them.
//!
//! Where a package is not on disk, the types that it hands out are unknown, and `m.session.Query(..)` could be anything.
//! If it answers with two values, as the `Query` of a table does, and the function goes on with `rows.Next()` and
//! `rows.Scan(..)`, there is one reading left. The table lists such evidence (`known-by`); the call is then taken for
//! the function of the table that it is like. Without evidence nothing is guessed from a name.
//!
//! A function value says nothing of what it does but its results: one that answers with the type of a resource, which is
//! then used as only an open one can be, hands one out.

use crate::base::{FuncPath, Name, QName, Type};
use crate::ir::{
    Body, Call, Callee, Cond, Const, InstrKind, LinkedBody, Local, Operand, Place, Projection, Root, Rvalue, Target,
    Terminator,
};
use crate::resolve::Program;
use crate::rule::{Acquire, Catalog, Evidence, Handle};
use crate::typestate;

/// Replaces the targets of calls that are known by their use.
pub fn recognise(linked: &mut LinkedBody, catalog: &Catalog, program: &Program) {
    let mut found = Vec::new();
    for instr in linked.function.body.instrs.iter() {
        if let InstrKind::Call(call) = &instr.kind
            && let Some(path) = meant(linked, catalog, program, call)
        {
            found.push((call.id, path));
        }
    }
    for (call, path) in found {
        let signature = catalog.signature(path).cloned();
        linked.targets[call] =
            Target::External { path, signature, through: Vec::new(), interface: path.receiver.is_some(), only: None };
    }
}

fn meant(linked: &LinkedBody, catalog: &Catalog, program: &Program, call: &Call) -> Option<FuncPath> {
    let body = &linked.function.body;
    if let Some(path) = told_by_argument(linked, catalog, call) {
        return Some(path);
    }
    if let Some(Target::Value(Some(signature))) = linked.targets.get(call.id) {
        let same = |entry: &Acquire| entry.results.iter().eq(signature.results.iter().map(|result| &result.ty));
        let ty = signature.results.first()?.ty.pointee().name()?;
        let kind = catalog.resources_of_type(ty).iter().find(|id| !catalog.resource(**id).known_by.is_empty())?;
        return is_like_any(body, catalog, call, catalog.plain_acquirers(*kind), &same);
    }
    if let Some(name) = opened_by_interface(linked, catalog, program, call) {
        let methods = catalog.acquirers_named(name).iter().copied();
        let methods = methods.filter(|path| Catalog::is_of_any_package(*path) && path.receiver.is_some());
        return is_like_any(body, catalog, call, methods, &|entry| entry.results.len() == call.dst.len());
    }
    let name = out_of_sight(linked, catalog, call)?;
    // What is said of one library says more than what is said of all.
    let (of_all, of_one): (Vec<FuncPath>, Vec<FuncPath>) =
        catalog.acquirers_named(name).iter().partition(|path| Catalog::is_of_any_package(**path));
    let named = of_one.into_iter().chain(of_all.into_iter().filter(|path| path.receiver.is_none()));
    is_like_any(body, catalog, call, named, &|entry| entry.results.len() == call.dst.len())
}

/// The function of a table that a call of this name may be like, if what it calls should turn out to be out of sight.
pub fn may_be_like(body: &Body, catalog: &Catalog, call: &Call, name: Name) -> Option<FuncPath> {
    let named = || catalog.acquirers_named(name).iter().copied();
    let same = |entry: &Acquire| entry.results.len() == call.dst.len();
    let by_argument =
        |path: &FuncPath| catalog.acquires(*path).iter().any(|entry| !entry.argument_made_by.is_empty() && same(entry));
    named().find(by_argument).or_else(|| is_like_any(body, catalog, call, named(), &same))
}

/// The function that a call is like because of what made one of its arguments, whoever declares the callee.
fn told_by_argument(linked: &LinkedBody, catalog: &Catalog, call: &Call) -> Option<FuncPath> {
    let target = linked.targets.get(call.id)?;
    let name = match target {
        Target::UnknownMethod(name) => *name,
        _ => target.path()?.name,
    };
    let handle = call.dst.first()?.as_ref()?.as_local()?;
    let ty = linked.local_types.get(handle).and_then(Type::name);
    let is_like = |entry: &Acquire| {
        let same = |result: &Type| ty.is_none() || ty == result.name();
        entry.results.len() == call.dst.len()
            && entry.results.first().is_some_and(same)
            && typestate::has_argument_by(linked, call, &entry.argument_made_by)
    };
    let mut named = catalog.acquirers_named(name).iter().copied();
    let like = named.find(|path| catalog.acquires(*path).iter().any(is_like))?;
    (target.path() != Some(like)).then_some(like)
}

/// The name of the callee, if it is a method of an interface that answers with an error and something that can be closed.
fn opened_by_interface(linked: &LinkedBody, catalog: &Catalog, program: &Program, call: &Call) -> Option<Name> {
    let Target::External { path, interface: true, signature: Some(signature), only: None, .. } =
        linked.targets.get(call.id)?
    else {
        return None;
    };
    let named = catalog.acquirers_named(path.name).iter().any(|known| Catalog::is_of_any_package(*known));
    let told = !catalog.acquires(*path).is_empty()
        || catalog.effects(*path).is_some()
        || !catalog.acquires_like(path.name, signature).is_empty();
    let [handle, error] = signature.results.as_slice() else { return None };
    let closable = || program.method(&handle.ty, Name::new("Close")).is_some();
    (named && !told && error.ty.is_error() && closable()).then_some(path.name)
}

/// The name of the callee, if that is all that is known of it.
fn out_of_sight(linked: &LinkedBody, catalog: &Catalog, call: &Call) -> Option<Name> {
    match linked.targets.get(call.id)? {
        Target::UnknownMethod(name) => Some(*name),
        Target::External { path, signature: None, .. } => {
            let told = !catalog.acquires(*path).is_empty() || catalog.effects(*path).is_some();
            (!told && !path.in_standard_library()).then_some(path.name)
        }
        _ => None,
    }
}

/// The first of these functions that the call is like.
fn is_like_any(
    body: &Body,
    catalog: &Catalog,
    call: &Call,
    mut functions: impl Iterator<Item = FuncPath>,
    same_results: &dyn Fn(&Acquire) -> bool,
) -> Option<FuncPath> {
    let handle = call.dst.first()?.as_ref()?.as_local()?;
    let is_like = |entry: &Acquire| {
        let known_by = &catalog.resource(entry.resource).known_by;
        entry.handle == Handle::Result(0)
            && same_results(entry)
            && known_by.iter().any(|all| all.iter().all(|piece| is_seen(body, call, handle, piece)))
    };
    // What is compared with a number is no error.
    let last = call.dst.last()?.as_ref().and_then(Place::as_local);
    if last.is_some_and(|last| is_number(body, last)) {
        return None;
    }
    functions.find(|path| catalog.acquires(*path).iter().any(is_like))
}

fn is_number(body: &Body, local: Local) -> bool {
    let is_it = |operand: &Operand| operand.place().and_then(Place::as_local) == Some(local);
    let number = |operand: &Operand| matches!(operand, Operand::Const(Const::Int(_)));
    let compared = |cond: &Cond| match cond {
        Cond::Eq(left, right) => is_it(left) && number(right) || is_it(right) && number(left),
        _ => false,
    };
    let branches = body.blocks.iter().any(|block| match &block.terminator {
        Terminator::Branch { cond, .. } => compared(cond),
        _ => false,
    });
    branches
        || body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Assign { src: Rvalue::Cond { cond, .. }, .. } => compared(cond),
            _ => false,
        })
}

fn is_seen(body: &Body, call: &Call, handle: Local, piece: &Evidence) -> bool {
    match piece {
        Evidence::Method(method) => {
            let steps: Vec<Projection> =
                method.fields.iter().chain([&method.name]).map(|name| Projection::Field(*name)).collect();
            let called = |place: &Place| place.root == Root::Local(handle) && place.projections[..] == steps[..];
            body.instrs.iter().any(|instr| match &instr.kind {
                InstrKind::Call(call) => matches!(&call.callee, Callee::Place(place) if called(place)),
                _ => false,
            })
        }
        Evidence::Passed(fields) => {
            let steps: Vec<Projection> = fields.iter().map(|name| Projection::Field(*name)).collect();
            let passed = |place: &Place| place.root == Root::Local(handle) && place.projections[..] == steps[..];
            body.instrs.iter().any(|instr| match &instr.kind {
                InstrKind::Call(call) => call.args.iter().filter_map(|arg| arg.place()).any(passed),
                _ => false,
            })
        }
        Evidence::Given(function) => body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Call(call) => {
                let named = matches!(&call.callee, Callee::Place(place)
                    if place.split_member().is_some_and(|(_, name)| name == *function));
                let [only] = call.args.as_slice() else { return false };
                named && only.place().and_then(Place::as_local) == Some(handle)
            }
            _ => false,
        }),
        Evidence::Returned => body.instrs.iter().any(|instr| match &instr.kind {
            InstrKind::Assign { dst, src: Rvalue::Use(value) } => {
                let result = dst.as_local().is_some_and(|dst| body.results.contains(&dst));
                result && value.place().and_then(Place::as_local) == Some(handle)
            }
            _ => false,
        }),
        Evidence::Argument(pattern) => call.args.iter().filter_map(|arg| arg.place()).any(|place| {
            let member = place.split_member().filter(|(base, _)| matches!(base.root, Root::Global(_)));
            member.is_some_and(|(_, name)| pattern.fits(name))
        }),
    }
}

/// The types of the literals in a body.
pub fn literal_types(linked: &LinkedBody) -> impl Iterator<Item = QName> + '_ {
    linked.function.body.instrs.iter().filter_map(|instr| match &instr.kind {
        InstrKind::Assign { dst, src: Rvalue::Composite { .. } } => {
            dst.as_local().and_then(|local| linked.local_types.get(local)).and_then(Type::name)
        }
        _ => None,
    })
}
