//! Which functions are worth linking at all: told from the names that they mention and the tokens around them.

use std::cell::OnceCell;

use memchr::memmem;
use rustc_hash::FxHashSet;

use super::Demand;
use crate::base::name::hash_text;
use crate::base::{FuncPath, Name};
use crate::frontend;
use crate::interproc::Scope;
use crate::interproc::named::{Named, Only};
use crate::interproc::reach::Reach;
use crate::ir::Decl;
use crate::ir::linked::FunctionId;
use crate::resolve::PackageFile;
use crate::rule::Must;

/// Macros that wait for the first of several things.
const RACES: [&str; 2] = ["select", "select_biased"];

impl Demand<'_> {
    /// Functions that may acquire something by the tables.
    pub(super) fn first_candidates(&mut self) -> Vec<FunctionId> {
        if self.scope == Scope::Everything {
            return self.program.functions().collect();
        }
        let catalog = self.catalog;
        let callees = catalog.acquirers().filter(|path| self.worth_while(catalog.acquires(*path)));
        // A literal is mentioned like a function of its package.
        let literals =
            catalog.literal_types().map(|ty| FuncPath { package: ty.package, receiver: None, name: ty.name });
        // So is the type that a function value answers with.
        let answers = catalog.types_known_by_use();
        let answers = answers.map(|ty| FuncPath { package: ty.package, receiver: None, name: ty.name });
        // And the type of what a function gets by value.
        let owned = catalog.types_owed_by_owner();
        let owned = owned.map(|ty| FuncPath { package: ty.package, receiver: None, name: ty.name });
        let waits = catalog.waits().filter(|_| self.scope != Scope::Demand);
        let outcomes = catalog.outcomes().filter(|(_, outcome)| self.is_told(outcome));
        let beside =
            |functions: &[FuncPath]| Only::Beside(functions.iter().map(|function| self.mentioned(*function)).collect());
        let slow: Vec<u32> = catalog.slow_names().map(Name::text_hash).collect();
        let outcomes = outcomes.map(|(path, outcome)| match outcome.must {
            Must::BeKept | Must::BeRead if outcome.element.is_none() => (path, Only::AtOnce),
            Must::BeKept | Must::BeRead | Must::BeUsed | Must::BeRetried => (path, Only::Nothing),
            Must::EndBeforeOwner => (path, beside(&outcome.of)),
            Must::NotLoseRace => (path, Only::Beside(RACES.iter().map(|name| hash_text(name)).collect())),
            Must::EndBeforeSlowWait => (path, Only::Beside(slow.clone())),
            Must::EndBeforeExit => (path, beside(&outcome.before)),
        });
        let others = callees.chain(literals).chain(answers).chain(owned).chain(waits);
        let named = Named::new(others.map(|callee| (callee, self.only(callee))).chain(outcomes));
        let candidates = self.possible_callers(&named);
        self.remember(named);
        candidates
    }

    /// Functions that may call one of those that were found to hand out a resource.
    pub(super) fn callers_by_name(&self, fresh: &FxHashSet<FunctionId>) -> Vec<FunctionId> {
        if self.scope == Scope::Everything || fresh.is_empty() {
            return Vec::new();
        }
        let paths = fresh.iter().map(|id| self.program.function(*id).path);
        self.possible_callers(&Named::new(paths.map(|callee| (callee, self.only(callee)))))
    }

    /// Functions that mention the name of one of the callees and can have to do with its package.
    fn possible_callers(&self, named: &Named) -> Vec<FunctionId> {
        self.program.functions_where(|package, file, decl| {
            if !named.may_be_among(&decl.mentions) {
                return false;
            }
            let (mut callees, mut locks, mut guards, mut dropped) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let near = |(callee, _): &&(FuncPath, Only)| {
                self.reach.may_call(package, file, *callee) && self.is_seen(file, decl, *callee)
            };
            for (callee, only) in named.among(&decl.mentions).filter(near) {
                match only {
                    Only::Nothing => callees.push(*callee),
                    Only::Beside(releases) if releases.iter().any(|release| decl.mentions(*release)) => {
                        locks.push(*callee);
                    }
                    Only::Beside(_) => {}
                    Only::AcrossWaits if self.across.is_in_sight(self.catalog, package, file, *callee) => {
                        guards.push(*callee)
                    }
                    Only::AcrossWaits => {}
                    Only::AtOnce => dropped.push(*callee),
                }
            }
            // The function is looked through once for all of them.
            let all = || callees.iter().chain(&locks).chain(&guards).chain(&dropped);
            let occurrences = OnceCell::new();
            let looks_called = |callees: &[FuncPath]| {
                if callees.is_empty() {
                    return false;
                }
                let found = occurrences.get_or_init(|| Reach::occurrences(file, decl, all()));
                self.reach.looks_called(self.program, self.catalog, (package, file, decl), (callees, found))
            };
            looks_called(&callees)
                || looks_called(&locks) && !self.plainly_paired(file, decl)
                || self.across.may_matter(self.program, file, decl, &guards) && looks_called(&guards)
                || may_drop_one(file, decl, &dropped) && looks_called(&dropped)
        })
    }

    /// Hash of what whoever calls a function mentions: of a function of a type, which many have of its name, the type.
    fn mentioned(&self, function: FuncPath) -> u32 {
        match function.receiver {
            Some(ty) if self.catalog.is_associated(function) => ty.text_hash(),
            _ => function.name.text_hash(),
        }
    }

    /// Whether the text of a declaration has what one of the calls of a function always has near it.
    pub(super) fn is_seen(&self, file: &PackageFile, decl: &Decl, callee: FuncPath) -> bool {
        let entries = self.catalog.acquires(callee);
        if entries.iter().all(|entry| entry.seen_with.is_empty()) {
            return true;
        }
        let text = file.source.text.get(decl.start as usize..decl.end as usize).unwrap_or("").as_bytes();
        entries.iter().any(|entry| {
            let sought = &entry.seen_with;
            sought.is_empty() || sought.iter().any(|word| memmem::find(text, word.as_bytes()).is_some())
        })
    }

    /// Where a call of a function is of interest.
    pub(super) fn only(&self, callee: FuncPath) -> Only {
        let entries = self.catalog.acquires(callee);
        let follows_all = matches!(self.scope, Scope::EveryResource | Scope::Everything);
        let releases = self.locks.releases_to_look_for(entries);
        match releases.is_empty() {
            false => Only::Beside(releases),
            true if !follows_all && self.across.is_all(self.catalog, callee) => Only::AcrossWaits,
            true => Only::Nothing,
        }
    }

    /// Whether the locks of a function are of no interest. Where paths with a panic are shown too, all are.
    fn plainly_paired(&self, file: &PackageFile, decl: &Decl) -> bool {
        self.scope == Scope::Demand && frontend::plainly_paired(&file.source, decl, &|name| self.locks.ends_of(name))
    }
}

/// Whether a function may drop at once what one of these answers with.
pub(super) fn may_drop_one(file: &PackageFile, decl: &Decl, callees: &[FuncPath]) -> bool {
    if callees.is_empty() {
        return false;
    }
    let makes = |name: u32| callees.iter().any(|callee| callee.name.text_hash() == name);
    frontend::may_drop_at_once(&file.source, decl, &makes)
}
