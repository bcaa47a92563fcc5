//! Where the source of libraries is looked at: where a function of theirs gets something that may be a resource, or has a
//! name by which others acquire one.
//!
//! Most calls go to libraries, and few of them have to do with what is owed. So bodies are linked without a look at
//! libraries first, and again with one for the sake of those calls.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Demand, known};
use crate::base::{FuncPath, Problem, QName, Type};
use crate::interproc::taint;
use crate::ir::linked::FunctionId;
use crate::ir::{CallId, InstrKind, LinkedBody, Target};
use crate::rule::{ANY_PATH, Catalog, OnDrop, ReportWhen};

/// A function of a library that acquires by what it calls is found so many calls away.
const MAX_DEPTH: u32 = 2;

impl Demand<'_> {
    /// Links those functions again that give libraries something of interest.
    pub(super) fn look_into_libraries(&mut self, functions: &[FunctionId]) {
        let asked = |id: &FunctionId| {
            let calls = self.given_to_libraries(*id)?;
            let before = self.looked_into.get(id);
            let new = before.is_none_or(|before| !calls.is_subset(before));
            new.then(|| (*id, before.into_iter().flatten().chain(&calls).copied().collect::<FxHashSet<CallId>>()))
        };
        let again = |(id, calls): (FunctionId, FxHashSet<CallId>)| {
            let linked = self.link_for(&self.wanted.get(id)?.linked, &calls)?;
            Some((id, calls, linked))
        };
        let linked: Vec<_> = functions.par_iter().filter_map(asked).filter_map(again).collect();
        for (id, calls, linked) in linked {
            self.looked_into.insert(id, calls);
            self.wanted.replace(id, linked);
        }
    }

    fn link_for(&self, linked: &LinkedBody, calls: &FxHashSet<CallId>) -> Option<Arc<LinkedBody>> {
        self.linked_by(linked.id, || Ok(self.program.link_with_libraries(linked, calls))).ok()
    }

    /// Whether a call goes to a function of a library that no table tells of.
    fn is_of_library(&self, target: &Target) -> bool {
        match target {
            Target::External { path, interface: false, .. } => self.program.is_of_library(path.package),
            _ => false,
        }
    }

    /// Calls of a function that get something of interest, if one of them goes to a library.
    fn given_to_libraries(&self, id: FunctionId) -> Option<FxHashSet<CallId>> {
        let wanted = self.wanted.get(id).filter(|wanted| wanted.linked.language.has_paths() && self.is_ours(id))?;
        let linked = &wanted.linked;
        if !linked.targets.iter().any(|target| self.is_of_library(target)) {
            return None;
        }
        // What ends by itself with its owner, a library may have.
        let followed = |target: &Target| {
            let entries = target.path().map_or(&[][..], |path| self.catalog.acquires(path));
            entries.is_empty() || target.path().is_some_and(|path| hands_out_what_is_owed(self.catalog, path))
        };
        let acquired = |target: &Target| if followed(target) { self.acquired_outputs(target) } else { Vec::new() };
        let uses = |target: &Target| {
            let owner = target.path().and_then(|path| Some(QName { package: path.package, name: path.receiver? }));
            owner.is_some_and(|owner| !self.catalog.resources_of_type(owner).is_empty())
        };
        let may_be = |ty: &Type| {
            let payload = ty.payload();
            let name = payload.as_ref().unwrap_or(ty).name();
            let kinds = name.map_or(&[][..], |name| self.catalog.resources_of_type(name));
            kinds.is_empty() || kinds.iter().any(|kind| self.catalog.resource(*kind).on_drop != OnDrop::Releases)
        };
        let can_hold = |ty: &Type| self.holders.can_hold(ty);
        let derives = |target: &Target| !uses(target);
        let facts = taint::Facts { acquired: &acquired, derives: &derives, may_be: &may_be, can_hold: &can_hold };
        let calls = taint::tainted_sites(linked, wanted.params, &facts);
        let of_library = |call: &CallId| linked.targets.get(*call).is_some_and(|target| self.is_of_library(target));
        calls.iter().any(of_library).then_some(calls)
    }

    /// Of functions that were linked, those that acquire by a function of a library, and these functions. All of them are
    /// wanted from now on.
    pub(super) fn library_acquirers(
        &mut self,
        linked: &[(FunctionId, Result<Arc<LinkedBody>, Problem>)],
    ) -> Vec<FunctionId> {
        let found = |(id, linked): &(FunctionId, Result<Arc<LinkedBody>, Problem>)| {
            let linked = linked.as_ref().ok().filter(|linked| linked.language.has_paths() && self.is_ours(*id))?;
            let calls = self.named_like_acquirers(linked);
            if calls.is_empty() {
                return None;
            }
            let again = self.link_for(linked, &calls)?;
            let callees = again.targets.iter().filter_map(known).filter(|id| !self.is_ours(*id));
            let mut chain: Vec<(FunctionId, Arc<LinkedBody>)> = Vec::new();
            callees.for_each(|callee| chain.extend(self.chain_to_acquirer(callee, MAX_DEPTH)));
            (!chain.is_empty()).then_some((*id, calls, again, chain))
        };
        let found: Vec<_> = linked.par_iter().filter_map(found).collect();
        let mut added = Vec::new();
        for (id, calls, linked, chain) in found {
            self.looked_into.entry(id).or_default().extend(calls);
            self.want(id, Arc::clone(&linked)).root = true;
            self.wanted.replace(id, linked);
            added.push(id);
            for (id, linked) in chain {
                self.want(id, linked).root = true;
                added.push(id);
            }
        }
        added
    }

    /// Calls of functions of libraries that are called like one that acquires.
    fn named_like_acquirers(&self, linked: &LinkedBody) -> FxHashSet<CallId> {
        let is_named = |target: &Target| {
            let path = target.path().filter(|_| self.is_of_library(target));
            path.is_some_and(|path| is_named_like_acquirer(self.catalog, path))
        };
        let calls = linked.function.body.instrs.iter().filter_map(|instr| match &instr.kind {
            InstrKind::Call(call) => Some(call.id),
            _ => None,
        });
        calls.filter(|call| linked.targets.get(*call).is_some_and(is_named)).collect()
    }

    /// A function of a library and those of the same library by which it acquires something; none if it does not.
    fn chain_to_acquirer(&self, id: FunctionId, depth: u32) -> Vec<(FunctionId, Arc<LinkedBody>)> {
        let Ok(linked) = self.link(id) else { return Vec::new() };
        let owed = |target: &Target| target.path().is_some_and(|path| hands_out_what_is_owed(self.catalog, path));
        if linked.targets.iter().any(owed) {
            return vec![(id, linked)];
        }
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        let callees = linked.targets.iter().filter_map(known).filter(|callee| !self.leads_away(id, *callee));
        let mut chain: Vec<_> = callees.flat_map(|callee| self.chain_to_acquirer(callee, depth)).collect();
        if !chain.is_empty() {
            chain.push((id, linked));
        }
        chain
    }
}

/// Whether a function that is no method has the name of one that hands out what is lost with its last owner. Other
/// functions of libraries are not asked what they hand out: there are too many of them.
pub fn is_named_like_acquirer(catalog: &Catalog, path: FuncPath) -> bool {
    let lost = |acquirer: &FuncPath| {
        let kinds = catalog.acquires(*acquirer).iter().map(|entry| catalog.resource(entry.resource));
        kinds.into_iter().any(|kind| kind.on_drop == OnDrop::Leaks && kind.report != ReportWhen::Never)
    };
    let alike = |acquirer: &&FuncPath| acquirer.receiver.is_none() && acquirer.package.as_str().starts_with(ANY_PATH);
    path.receiver.is_none() && catalog.acquirers_named(path.name).iter().filter(alike).any(lost)
}

/// Whether something is wrong if the last owner of what a function acquires goes.
fn hands_out_what_is_owed(catalog: &Catalog, path: FuncPath) -> bool {
    catalog.acquires(path).iter().any(|entry| {
        let kind = catalog.resource(entry.resource);
        kind.on_drop != OnDrop::Releases && kind.report != ReportWhen::Never
    })
}
