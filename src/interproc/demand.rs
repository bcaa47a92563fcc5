//! Which functions matter: a worklist over mentioned names, call targets and summaries.
//!
//! A function matters if it acquires something by the tables, if it calls a function of the program that
//! hands out a resource, or if one that matters passes it something that may be, or decide about, a resource.

mod candidates;
mod libraries;
mod plain;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FuncPath, Name, Problem, ProblemKind, QName, Signature, Span, Type};
use crate::frontend;
use crate::ir::linked::FunctionId;
use crate::ir::{CallId, LinkedBody, Local, Target};
use crate::resolve::{Program, crate_name};
use crate::rule::{Acquire, Catalog, Handle, Must, Outcome, ReportWhen, Severity};
use crate::typestate;

pub use libraries::is_named_like_acquirer;

use super::Scope;
use super::across::AcrossWaits;
use super::answers::Answers;
use super::checkouts::CheckOuts;
use super::holders::Holders;
use super::likeness::{self, literal_types};
use super::locks::Locks;
use super::reach::Reach;
use super::taint;
use super::wanted::{AllWanted, Fresh, Wanted};
use candidates::may_drop_one;
use plain::Acquiring;

/// The functions that matter so far.
pub struct Demand<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    scope: Scope,
    /// Linked functions that matter, with the inputs that may be resources.
    wanted: AllWanted,
    problems: Vec<Problem>,
    /// Hashes of the names of functions that may not return.
    no_return: Vec<u32>,
    /// Whether a function mentions one of them, where that was asked.
    may_end: Mutex<FxHashMap<FunctionId, bool>>,
    started: bool,
    reach: Reach,
    locks: Locks,
    across: AcrossWaits,
    checkouts: CheckOuts,
    answers: Answers,
    /// Functions that hand out a resource, with the results that carry it.
    fresh: FxHashMap<FunctionId, Vec<usize>>,
    holders: &'a Holders<'a>,
    /// Calls of functions for whose sake the source of libraries was looked at.
    looked_into: FxHashMap<FunctionId, FxHashSet<CallId>>,
    acquiring: Acquiring,
}

/// A function of more instructions than this is large.
const LARGE: usize = 120;

/// How deep callees of callees are followed for the sake of one resource.
const MAX_DEPTH: usize = 3;

impl<'a> Demand<'a> {
    /// Nothing is wanted yet.
    pub fn new(program: &'a Program, catalog: &'a Catalog, scope: Scope, holders: &'a Holders<'a>) -> Demand<'a> {
        let mut no_return: Vec<u32> = catalog.no_return_names().map(Name::text_hash).collect();
        no_return.push(Name::new("panic").text_hash());
        no_return.sort_unstable();
        Demand {
            program,
            catalog,
            scope,
            wanted: AllWanted::default(),
            problems: Vec::new(),
            no_return,
            may_end: Mutex::default(),
            started: false,
            reach: Reach::new(program, catalog),
            locks: Locks::new(catalog),
            across: AcrossWaits::new(catalog),
            checkouts: CheckOuts::new(catalog),
            answers: Answers::default(),
            fresh: FxHashMap::default(),
            holders,
            looked_into: FxHashMap::default(),
            acquiring: Acquiring::new(catalog),
        }
    }

    /// One linked function that matters.
    pub fn linked(&self, id: FunctionId) -> Option<&Arc<LinkedBody>> {
        self.wanted.get(id).map(|wanted| &wanted.linked)
    }

    /// The bodies of all functions that matter.
    pub fn into_bodies(self) -> FxHashMap<FunctionId, Arc<LinkedBody>> {
        self.wanted.into_bodies()
    }

    /// What could not be linked.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems.clone()
    }

    /// Whether a function is under analysis.
    pub fn is_ours(&self, id: FunctionId) -> bool {
        id.0 < self.program.function_count()
    }

    /// Known callees of a function, whether they matter or not.
    pub fn callees(&self, id: FunctionId) -> &[FunctionId] {
        self.wanted.get(id).map_or(&[], |wanted| &wanted.callees)
    }

    /// Whether what becomes of the inputs is told of every function, called or not.
    pub fn watches_all(&self) -> bool {
        self.scope == Scope::Everything
    }

    /// Whether a result of the function can be, or hold, a resource.
    pub fn may_hand_out(&self, id: FunctionId) -> bool {
        self.wanted.get(id).is_some_and(|wanted| wanted.may_hand_out)
    }

    /// Whether a function is so large that it is better run once than early.
    pub fn is_large(&self, id: FunctionId) -> bool {
        self.wanted.get(id).is_some_and(|wanted| wanted.linked.function.body.instrs.len() > LARGE)
    }

    /// All functions that matter, in a stable order.
    pub fn functions(&self) -> Vec<FunctionId> {
        self.wanted.in_order().collect()
    }

    /// Adds what matters in view of `fresh`: functions found to hand out a resource since the last round, with
    /// the results that carry it. In the first round, what acquires by the tables. Returns the functions added
    /// or wanted for more inputs.
    pub fn round(&mut self, fresh: &[Fresh]) -> Vec<FunctionId> {
        let new: FxHashSet<FunctionId> = fresh.iter().map(|fresh| fresh.function).collect();
        for fresh in fresh {
            let Some(linked) = self.wanted.get(fresh.function).map(|wanted| &wanted.linked) else { continue };
            self.reach.learn(linked);
            self.across.learn(self.catalog, linked.path, &fresh.kinds);
        }
        self.learn_makers(fresh);
        let candidates = if self.started { self.callers_by_name(&new) } else { self.first_candidates() };
        self.started = true;
        self.fresh.extend(fresh.iter().map(|fresh| (fresh.function, fresh.outputs.clone())));
        let mut added = self.link_roots(candidates);
        let mut frontier = added.clone();
        frontier.extend(self.callers_among_wanted(&new));
        for _ in 0..MAX_DEPTH {
            frontier = self.follow_callees(&frontier);
            if frontier.is_empty() {
                break;
            }
            added.extend(frontier.iter().copied());
        }
        added.sort_unstable();
        added.dedup();
        self.wanted.sort();
        added
    }

    fn callers_among_wanted(&self, new: &FxHashSet<FunctionId>) -> Vec<FunctionId> {
        let calls_new = |wanted: &Wanted| wanted.callees.iter().any(|id| new.contains(id));
        self.wanted.iter().filter(|(_, wanted)| calls_new(wanted)).map(|(id, _)| id).collect()
    }

    /// Whether a leak of what these acquire could be reported.
    fn worth_while(&self, entries: &[Acquire]) -> bool {
        let follows_all = matches!(self.scope, Scope::EveryResource | Scope::Everything);
        !entries.is_empty() && follows_all
            || entries.iter().any(|entry| self.catalog.resource(entry.resource).report != ReportWhen::Never)
    }

    /// Links candidates and keeps those that acquire something.
    fn link_roots(&mut self, candidates: Vec<FunctionId>) -> Vec<FunctionId> {
        let is_root = |id: &FunctionId| self.wanted.get(*id).is_some_and(|wanted| wanted.root);
        let todo: Vec<FunctionId> = candidates.into_iter().filter(|id| !is_root(id)).collect();
        let linked = self.link_candidates(&todo);
        let mut added = self.library_acquirers(&linked);
        for (id, linked) in linked {
            if self.wanted.get(id).is_some_and(|wanted| wanted.root) {
                continue;
            }
            match linked {
                Err(problem) if self.is_ours(id) => self.problems.push(problem),
                Err(_) => {}
                Ok(linked) => {
                    let root = self.scope == Scope::Everything
                        || linked.targets.iter().any(|target| self.acquires(target))
                        || self.makes_literal(&linked)
                        || self.owns_input(&linked)
                        || self.has_outcome(&linked)
                        || self.waits(&linked);
                    if root {
                        self.want(id, linked).root = true;
                        added.push(id);
                    }
                }
            }
        }
        added
    }

    /// A function matters from now on, if it did not before.
    fn want(&mut self, id: FunctionId, linked: Arc<LinkedBody>) -> &mut Wanted {
        let holders = self.holders;
        self.wanted.want(self.program, id, linked, |linked| {
            let ty = |result: &Local| linked.local_types.get(*result);
            linked.function.body.results.iter().any(|result| ty(result).is_none_or(|ty| holders.can_hold(ty)))
        })
    }

    fn link(&self, id: FunctionId) -> Result<Arc<LinkedBody>, Problem> {
        match self.wanted.get(id) {
            Some(wanted) => Ok(Arc::clone(&wanted.linked)),
            None => self.linked_by(id, || self.program.link(id)),
        }
    }

    fn linked_by(
        &self,
        id: FunctionId,
        link: impl FnOnce() -> Result<LinkedBody, Problem>,
    ) -> Result<Arc<LinkedBody>, Problem> {
        let mut linked = self.guarded(id, link)?;
        likeness::recognise(&mut linked, self.catalog, self.program);
        Ok(Arc::new(linked))
    }

    /// A bug that shows in one function must not cost the others.
    fn guarded<T>(&self, id: FunctionId, work: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(self.internal_error(id)))
    }

    fn internal_error(&self, id: FunctionId) -> Problem {
        let info = self.program.function(id);
        Problem {
            kind: ProblemKind::Budget,
            path: self.program.sources().get(info.file).path.clone(),
            span: Some(Span::new(info.file, info.decl().start, info.decl().start)),
            message: format!("internal error while reading `{}`; please report it", info.path.name),
        }
    }

    /// Path of the file of a function, for problems.
    pub fn path_of(&self, id: FunctionId) -> String {
        self.program.sources().get(self.program.function(id).file).path.clone()
    }

    fn acquires(&self, target: &Target) -> bool {
        match target {
            Target::Known { id, .. } | Target::External { only: Some(id), .. } if self.fresh.contains_key(id) => true,
            Target::Known { path, .. } | Target::External { path, interface: false, .. } => {
                self.worth_while(self.catalog.acquires(*path))
            }
            Target::External { path, interface: true, signature, .. } => {
                let alike = |signature: &Arc<Signature>| self.catalog.acquires_like(path.name, signature);
                self.worth_while(self.catalog.acquires(*path))
                    || signature.as_ref().is_some_and(|signature| self.worth_while(alike(signature)))
            }
            Target::Builtin(_)
            | Target::Conversion(_)
            | Target::Value(_)
            | Target::UnknownMethod(_)
            | Target::Unknown => false,
        }
    }

    /// Whether a literal in the body acquires something.
    fn makes_literal(&self, linked: &LinkedBody) -> bool {
        literal_types(linked).any(|ty| self.catalog.literal(ty).is_some())
    }

    /// Whether a function owes the end of something that it gets by value.
    fn owns_input(&self, linked: &LinkedBody) -> bool {
        let owes = |local: &Local| {
            let ty = linked.local_types.get(*local);
            ty.is_some_and(|ty| typestate::owned_resource(self.catalog, ty).is_some())
        };
        linked.language.has_owners() && linked.function.body.params.iter().any(owes)
    }

    /// Whether something has to become of what a call hands out.
    fn has_outcome(&self, linked: &LinkedBody) -> bool {
        let outcomes = |path: FuncPath| self.catalog.outcome(path);
        let calls = |path: &FuncPath| linked.targets.iter().any(|target| target.path() == Some(*path));
        let is_slow =
            |target: &Target| target.path().and_then(|path| self.catalog.model(path)).is_some_and(|model| model.slow);
        let may_be_lost = |outcome: &Outcome| match outcome.must {
            Must::EndBeforeExit => outcome.before.iter().any(calls),
            Must::EndBeforeSlowWait => linked.targets.iter().any(is_slow),
            Must::BeKept | Must::BeRead | Must::BeUsed | Must::EndBeforeOwner | Must::BeRetried | Must::NotLoseRace => {
                true
            }
        };
        let told = linked.targets.iter().filter_map(Target::path).flat_map(outcomes);
        told.filter(|outcome| self.is_told(outcome)).any(may_be_lost)
    }

    /// Whether what does not become of a result is reported.
    fn is_told(&self, outcome: &Outcome) -> bool {
        self.scope != Scope::Demand || outcome.severity != Severity::Info
    }

    /// Whether a function that only waits is looked at, and this one does.
    fn waits(&self, linked: &LinkedBody) -> bool {
        let wait = |target: &Target| target.path().is_some_and(|path| self.catalog.wait(path).is_some());
        let waits = |ty: QName| self.catalog.waiting_literal(ty).is_some();
        self.scope == Scope::Information && (linked.targets.iter().any(wait) || literal_types(linked).any(waits))
    }

    /// Callees that get something tainted from the frontier, or that may end the process.
    fn follow_callees(&mut self, frontier: &[FunctionId]) -> Vec<FunctionId> {
        self.look_into_libraries(frontier);
        let calls: Vec<Vec<(FunctionId, u64)>> = frontier.par_iter().map(|id| self.interesting_callees(*id)).collect();
        let mut masks: FxHashMap<FunctionId, u64> = FxHashMap::default();
        for (caller, (callee, mask)) in
            frontier.iter().zip(calls).flat_map(|(id, calls)| calls.into_iter().map(|call| (*id, call)))
        {
            if self.leads_away(caller, callee) {
                continue;
            }
            *masks.entry(callee).or_default() |= mask;
        }
        let mut todo: Vec<(FunctionId, u64)> = masks
            .into_iter()
            .filter(|(id, mask)| self.wanted.get(*id).is_none_or(|wanted| wanted.params | mask != wanted.params))
            .collect();
        todo.sort_unstable();
        let linked: Vec<_> = todo.par_iter().map(|(id, mask)| (*id, *mask, self.link(*id))).collect();
        let mut added = Vec::new();
        for (id, mask, linked) in linked {
            // A callee that does not parse stays unknown; the problem is reported when it is a root.
            let Ok(linked) = linked else { continue };
            let is_candidate = self.acquiring.released.contains(&id);
            let wanted = self.want(id, linked);
            wanted.params |= mask;
            wanted.root |= is_candidate;
            added.push(id);
        }
        added
    }

    /// Whether a call goes from one library into another: what happens there is not followed.
    fn leads_away(&self, caller: FunctionId, callee: FunctionId) -> bool {
        let caller = self.program.function(caller);
        let library = |package: Name| match package.as_str().starts_with("::") {
            true => crate_name(package),
            false => package.as_str(),
        };
        !caller.first_party && library(caller.package) != library(self.program.function(callee).package)
    }

    fn interesting_callees(&self, id: FunctionId) -> Vec<(FunctionId, u64)> {
        let Some(wanted) = self.wanted.get(id) else {
            return Vec::new();
        };
        let has_owners = wanted.linked.language.has_owners();
        let is_owners = |path: FuncPath| self.across.is_owners(self.catalog, path);
        let owners = |target: &Target| has_owners && target.path().is_some_and(is_owners);
        let outputs = |target: &Target| self.acquired_outputs(target);
        let acquired = |target: &Target| if owners(target) { Vec::new() } else { outputs(target) };
        let can_hold = |ty: &Type| self.holders.can_hold(ty);
        let facts = taint::Facts { acquired: &acquired, derives: &|_| true, may_be: &|_| true, can_hold: &can_hold };
        let mut found = taint::tainted_calls(&wanted.linked, wanted.params, &facts);
        if wanted.linked.targets.iter().any(owners) {
            let acquired = |target: &Target| if owners(target) { outputs(target) } else { Vec::new() };
            let facts =
                taint::Facts { acquired: &acquired, derives: &|_| true, may_be: &|_| true, can_hold: &can_hold };
            let calls = taint::tainted_calls(&wanted.linked, 0, &facts);
            found.extend(calls.into_iter().filter(|(id, mask)| self.may_own(&wanted.linked, *id, *mask)));
        }
        if wanted.root && self.locks.any_in(self.catalog, &wanted.linked) {
            let callees = wanted.linked.targets.iter().filter_map(known);
            found.extend(callees.filter(|id| self.locks.only_releases(&self.mentions(*id))).map(|id| (id, 0)));
        }
        let hands_out = |target: &Target| known(target).is_some_and(|id| self.fresh.contains_key(&id));
        if wanted.root && self.checkouts.held_in(self.catalog, &wanted.linked, &hands_out) {
            let callees = wanted.linked.targets.iter().filter_map(known);
            let checks_out = |id: &FunctionId| self.checkouts.may_check_out(&self.program.function(*id), &self.reach);
            found.extend(callees.filter(checks_out).map(|id| (id, 0)));
        }
        // Which pool a getter hands out tells which pools are the same.
        found.extend(
            wanted.linked.targets.iter().filter(|target| self.gets_pool(target)).filter_map(known).map(|id| (id, 0)),
        );
        // One level: a helper that ends the process usually says so itself.
        for callee in wanted.linked.targets.iter().filter_map(known).filter(|_| wanted.root) {
            let ours = !has_owners || self.is_ours(callee);
            if ours && self.wanted.get(callee).is_none() && self.may_not_return(callee) {
                found.push((callee, 0));
            }
        }
        if wanted.root {
            let is_wanted = |id: FunctionId| self.wanted.get(id).is_some();
            let asked = self.answers.of_interest(self.program, self.catalog, wanted, &is_wanted);
            found.extend(asked.into_iter().map(|id| (id, 0)));
        }
        found
    }

    /// Whether a function that another calls may be given one of these inputs for its own.
    fn may_own(&self, caller: &LinkedBody, id: FunctionId, inputs: u64) -> bool {
        let info = self.program.function(id);
        let receiver = usize::from(info.path.receiver.is_some());
        let is_it = |target: &&Target| known(target) == Some(id);
        let signature = caller.targets.iter().find(is_it).and_then(Target::signature);
        let by_value = |n: usize| {
            let param = signature.and_then(|signature| signature.params.get(n));
            param.is_none_or(|param| !matches!(param.ty, Type::Pointer(_)))
        };
        let given = |n: usize| inputs & 1 << n.min(63) != 0;
        receiver == 1 && given(0) && frontend::owns_receiver(&info.source().source, info.decl())
            || (receiver..64).any(|n| given(n) && by_value(n - receiver))
    }

    /// Whether a call answers with a pool and nothing else.
    fn gets_pool(&self, target: &Target) -> bool {
        let only = target.signature().map(|signature| signature.results.as_slice());
        matches!(only, Some([pool]) if pool.ty.pointee().name().is_some_and(|name| self.catalog.is_pool(name)))
    }

    /// Outputs of a call that carry a duty.
    fn acquired_outputs(&self, target: &Target) -> Vec<usize> {
        let entries = target.path().map_or(&[][..], |path| self.catalog.acquires(path));
        if !entries.is_empty() {
            let output = |handle: Handle| match handle {
                Handle::Result(n) => n,
                Handle::Receiver => taint::RECEIVER,
                Handle::Argument(_) => taint::RECEIVER,
                Handle::Behind(n) | Handle::Element(n, _) => taint::FIRST_ARGUMENT + n,
            };
            let followed = |entry: &&Acquire| !Locks::is_lock(self.catalog, entry);
            return entries.iter().filter(followed).map(|entry| output(entry.handle)).collect();
        }
        match target {
            Target::Known { id, .. } | Target::External { only: Some(id), .. } if self.fresh.contains_key(id) => {
                self.fresh.get(id).cloned().unwrap_or_default()
            }
            // An interface method of the name and the results of one that acquires.
            Target::External { interface: true, signature: Some(signature), .. } if self.acquires(target) => {
                (0..signature.results.len()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn may_not_return(&self, id: FunctionId) -> bool {
        if let Some(known) = locked(&self.may_end).get(&id) {
            return *known;
        }
        let mentions = self.mentions(id);
        let answer = self.no_return.iter().any(|hash| mentions.binary_search(hash).is_ok());
        locked(&self.may_end).insert(id, answer);
        answer
    }

    /// Hashes of the names that a function mentions.
    fn mentions(&self, id: FunctionId) -> Box<[u32]> {
        let info = self.program.function(id);
        frontend::mentions(&self.program.sources().get(info.file), info.decl())
    }
}

/// What a thread that panicked has left is still right: an answer is written as a whole.
fn locked<T>(known: &Mutex<T>) -> MutexGuard<'_, T> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

fn known(target: &Target) -> Option<FunctionId> {
    match target {
        Target::Known { id, .. } => Some(*id),
        _ => None,
    }
}
