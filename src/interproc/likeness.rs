//! Calls of functions out of sight whose results are known by what is done with them.
//!
//! Where a package is not on disk, the types that it hands out are unknown, and `m.session.Query(..)` could be anything.
//! If it answers with two values, as the `Query` of a table does, and the function goes on with `rows.Next()` and
//! `rows.Scan(..)`, there is one reading left. The table lists such evidence (`known-by`); the call is then taken for
//! the function of the table that it is like. Without evidence nothing is guessed from a name.

use crate::base::{FuncPath, Name};
use crate::ir::{Body, Call, Callee, InstrKind, LinkedBody, Local, Place, Projection, Root, Target};
use crate::rule::{Acquire, Catalog, Evidence, Handle};

/// Replaces the targets of calls that are known by their use.
pub fn recognise(linked: &mut LinkedBody, catalog: &Catalog) {
    let mut found = Vec::new();
    for instr in linked.function.body.instrs.iter() {
        if let InstrKind::Call(call) = &instr.kind
            && let Some(name) = out_of_sight(linked, catalog, call)
            && let Some(path) = alike(&linked.function.body, catalog, call, name)
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

/// The first function of a table that the call is like.
fn alike(body: &Body, catalog: &Catalog, call: &Call, name: Name) -> Option<FuncPath> {
    let handle = call.dst.first()?.as_ref()?.as_local()?;
    let is_like = |entry: &Acquire| {
        let known_by = &catalog.resource(entry.resource).known_by;
        entry.handle == Handle::Result(0)
            && entry.results.len() == call.dst.len()
            && known_by.iter().any(|all| all.iter().all(|piece| is_seen(body, call, handle, piece)))
    };
    let named = catalog.acquirers_named(name).iter().copied();
    named.into_iter().find(|path| catalog.acquires(*path).iter().any(is_like))
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
        Evidence::Argument(pattern) => call.args.iter().filter_map(|arg| arg.place()).any(|place| {
            let member = place.split_member().filter(|(base, _)| matches!(base.root, Root::Global(_)));
            member.is_some_and(|(_, name)| pattern.fits(name))
        }),
    }
}
