//! Candidates that plainly release what they acquire need no look.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Demand, may_drop_one};
use crate::base::{FuncPath, Name, Problem, QName};
use crate::interproc::Scope;
use crate::interproc::likeness;
use crate::interproc::named::{Named, Only};
use crate::interproc::plain::{Called, Facts, May, Owed, Told, releases_all, results_of};
use crate::interproc::wanted::Fresh;
use crate::ir::linked::FunctionId;
use crate::ir::{Arguments, Body, Call, Callee, Function, LinkedBody, LocalDecl};
use crate::resolve::{FunctionInfo, Package, PackageFile};
use crate::rule::{Catalog, ResourceId};

/// What is known of functions that may acquire something, by their names.
#[derive(Default)]
pub(super) struct Acquiring {
    named: Option<Named>,
    /// The results of functions of the program that are resources; `None` where it takes more to say what they are.
    handed_out: FxHashMap<FuncPath, Option<Vec<(usize, ResourceId)>>>,
    /// Names of types whose literals are resources.
    made: FxHashSet<Name>,
    /// Names of methods that limit how many connections a pool opens, of which more is said than what is released.
    limits: FxHashSet<Name>,
    /// Hashes of the names of types that tell of a function value what it answers with.
    answers: FxHashSet<u32>,
    /// Functions that were found to release whatever they acquire.
    pub(super) released: FxHashSet<FunctionId>,
}

impl Acquiring {
    pub(super) fn new(catalog: &Catalog) -> Acquiring {
        Acquiring {
            made: catalog.literal_types().map(|ty| ty.name).collect(),
            limits: catalog.resources().filter_map(|(_, kind)| kind.limit).collect(),
            answers: catalog.types_known_by_use().map(|ty| ty.name.text_hash()).collect(),
            ..Acquiring::default()
        }
    }
}

/// Where a candidate stands.
struct Place<'a> {
    info: &'a FunctionInfo,
    package: &'a Package,
    file: &'a PackageFile,
    body: &'a Body,
}

impl Demand<'_> {
    /// Notes functions of the program that hand out a resource.
    pub(super) fn learn_makers(&mut self, fresh: &[Fresh]) {
        let Some(mut named) = self.acquiring.named.take() else { return };
        for fresh in fresh {
            let path = self.program.function(fresh.function).path;
            let known = self.acquiring.handed_out.get(&path);
            let told = known.is_none_or(|known| *known == fresh.as_they_are).then(|| fresh.as_they_are.clone());
            if known.is_none() {
                named.add(path, self.only(path));
            }
            self.acquiring.handed_out.insert(path, told.flatten());
        }
        self.acquiring.named = Some(named);
    }

    /// Links candidates, but for those that plainly release whatever they acquire.
    pub(super) fn link_candidates(
        &mut self,
        todo: &[FunctionId],
    ) -> Vec<(FunctionId, Result<Arc<LinkedBody>, Problem>)> {
        let linked: Vec<_> = todo.par_iter().map(|id| (*id, self.link_candidate(*id))).collect();
        let plain = linked.iter().filter(|(_, linked)| matches!(linked, Ok(None))).map(|(id, _)| *id);
        self.acquiring.released.extend(plain);
        linked.into_iter().filter_map(|(id, linked)| Some((id, linked.transpose()?))).collect()
    }

    /// A candidate; `None` if it plainly releases whatever it acquires.
    fn link_candidate(&self, id: FunctionId) -> Result<Option<Arc<LinkedBody>>, Problem> {
        // Where information is wanted, more is told than whether all is released.
        let in_scope = self.scope == Scope::Demand && self.wanted.get(id).is_none();
        // Where things have owners, their ends are not in the text.
        if !in_scope || self.program.function(id).source().outline.language.has_owners() {
            return self.link(id).map(Some);
        }
        let function = self.guarded(id, || self.program.lower(id))?;
        if self.guarded(id, || Ok(self.releases_all(id, &function)))? {
            return Ok(None);
        }
        self.linked_by(id, || Ok(self.program.link_lowered(id, function))).map(Some)
    }

    /// Whether a function under analysis releases whatever it acquires, so that there is nothing to say of it.
    pub(super) fn releases_all(&self, id: FunctionId, function: &Function) -> bool {
        let info = self.program.function(id);
        let place = Place { package: info.home(), file: info.source(), info: &info, body: &function.body };
        let answers = |hash: &u32| self.acquiring.answers.contains(hash);
        if place.info.decl().mentions.iter().any(answers) || self.is_given_request(&place) {
            return false;
        }
        let acquires = |called: Called, call: &Call| self.may_acquire(&place, called, call);
        let is_made = |name: Name| self.acquiring.made.contains(&name);
        let tells = |call: &Call| self.told_by(&place, call);
        releases_all(&function.body, &Facts { acquires: &acquires, is_made: &is_made, tells: &tells })
    }

    /// Notes the functions of tables that are looked for.
    pub(super) fn remember(&mut self, named: Named) {
        self.acquiring.named = Some(named);
    }

    /// Whether a function or a literal in it runs for a request, so that it is of interest how long it waits.
    fn is_given_request(&self, place: &Place<'_>) -> bool {
        let body = place.body;
        let params = body.params.iter().chain(body.closures.iter().flat_map(|closure| &closure.params));
        let for_request = |decl: &LocalDecl| {
            let written = decl.ty.pointee().name();
            written.is_some_and(|ty| {
                let package = self.program.likely_import(place.package, place.file, ty.package);
                package.is_none_or(|package| self.catalog.is_per_request(QName { package, ..ty }))
                    && !ty.package.is_empty()
            })
        };
        !place.file.is_test() && params.map(|local| &body.locals[*local]).any(for_request)
    }

    fn may_acquire(&self, place: &Place<'_>, called: Called, call: &Call) -> May<'_> {
        let Some(named) = &self.acquiring.named else { return May::NeedMore };
        if self.acquiring.limits.contains(&called.name()) {
            return May::NeedMore;
        }
        let decl = place.info.decl();
        let mut owed = Vec::new();
        let mut any = false;
        for (callee, only) in named.among(&[called.name().text_hash()]) {
            let fits = self.fits(place, called, call, *callee) && self.is_seen(place.file, decl, *callee);
            let matters = fits
                && match only {
                    Only::Nothing | Only::AcrossWaits => true,
                    Only::Beside(names) => names.iter().any(|name| decl.mentions(*name)),
                    Only::AtOnce => may_drop_one(place.file, decl, &[*callee]),
                };
            if !matters {
                continue;
            }
            any = true;
            match self.owed_by(*callee, place.file.is_test()) {
                Some(more) => owed.extend(more),
                None => return May::NeedMore,
            }
        }
        if any {
            return May::Acquire(owed);
        }
        let like = match called {
            Called::Own(_) => None,
            Called::Member(_, name) | Called::OfValue(name) => {
                likeness::may_be_like(place.body, self.catalog, call, name)
            }
        };
        match like.map(|like| self.owed_by(like, place.file.is_test())) {
            None => May::Nothing,
            Some(None) => May::NeedMore,
            Some(Some(owed)) => May::Acquire(owed),
        }
    }

    /// What a call of a function of a package says of its arguments by returning.
    fn told_by(&self, place: &Place<'_>, call: &Call) -> Told {
        let Callee::Place(callee) = &call.callee else { return Told::default() };
        let Some(Called::Member(before, name)) = Called::at(callee) else { return Told::default() };
        let package = self.program.likely_import(place.package, place.file, before);
        let function = package.map(|package| FuncPath { package, receiver: None, name });
        let model = function.and_then(|function| self.catalog.model(function));
        model.map_or_else(Told::default, |model| Told { nil: model.returns_if_nil, yes: model.returns_if_true })
    }

    /// What is owed after a call of a function, if its release is all that matters.
    fn owed_by(&self, callee: FuncPath, in_test: bool) -> Option<Vec<Owed<'_>>> {
        let entries = self.catalog.acquires(callee);
        if !entries.is_empty() {
            let outcomes = self.catalog.outcome(callee);
            let told = outcomes.iter().any(|outcome| self.is_told(outcome));
            return entries
                .iter()
                .map(|entry| Owed::of_table(self.catalog, entry, in_test).filter(|_| !told))
                .collect();
        }
        let results = self.acquiring.handed_out.get(&callee)?.as_ref()?;
        let owed = |(result, kind): &(usize, ResourceId)| {
            Owed::of_result(self.catalog, *result, self.catalog.resource(*kind), in_test)
        };
        results.iter().map(owed).collect()
    }

    /// Whether a call may be one of this function, by what stands before the name.
    fn fits(&self, place: &Place<'_>, called: Called, call: &Call, callee: FuncPath) -> bool {
        let arguments = match call.args.len() {
            1 => Arguments::Some,
            _ if call.spread => Arguments::Unknown,
            count => Arguments::Exactly(count),
        };
        let of_value = || {
            let answers = |count| self.reach.answers_with(self.catalog, callee, count);
            let by_name = Catalog::is_of_any_package(callee) || self.catalog.is_known_by_use(callee);
            by_name
                || self.reach.is_method(self.catalog, callee)
                    && self.reach.takes(self.catalog, callee, arguments)
                    && results_of(place.body, call).is_none_or(answers)
                    && self.reach.may_call(place.package, place.file, callee)
        };
        let is_dot = |alias: Option<Name>| alias.is_some_and(|alias| alias.as_str() == ".");
        match called {
            Called::Own(_) => {
                let in_sight = callee.package == place.package.path
                    || place.file.outline.imports.iter().any(|import| is_dot(import.alias));
                callee.receiver.is_none() && in_sight || Catalog::is_of_any_package(callee)
            }
            Called::OfValue(_) => of_value(),
            Called::Member(before, _) => match self.program.likely_import(place.package, place.file, before) {
                Some(path) => {
                    callee.receiver.is_none() && callee.package == path
                        || self.catalog.is_known_by_use(callee) && !self.program.in_sight(path)
                }
                None => of_value(),
            },
        }
    }
}
