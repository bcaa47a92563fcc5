//! All loaded tables, ready to be asked.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FuncPath, IndexVec, Name, QName, Signature, Type};

use super::builtin;
use super::handle::Handle;
use super::load::{RuleFile, is_set, load, packages_of};
use super::mistake::Mistake;
use super::outcome::Outcome;
use super::protocol::{
    Acquire, Effect, FuncModel, ImplicitEnd, LiteralAcquire, ResourceId, ResourceKind, Rule, RuleId,
};
use super::wait::Wait;

/// What [`Catalog::for_imports`] asks to learn whether any code names things by paths of modules.
pub const ANY_PATH: &str = "::";

/// What [`Catalog::for_imports`] asks to learn whether any code imports a library that may hand out what is not imported.
pub const ANY_LIBRARY: &str = ".";

/// So many resources make the name of a release common.
const COMMON: usize = 3;

/// The library of a table that speaks of packages out of sight, whichever they are.
const ANY_PACKAGE: &str = "_";

/// All loaded tables.
#[derive(Debug, Default)]
pub struct Catalog {
    pub(super) resources: IndexVec<ResourceId, ResourceKind>,
    pub(super) rules: IndexVec<RuleId, Rule>,
    pub(super) rule_ids: FxHashMap<String, RuleId>,
    pub(super) acquires: FxHashMap<FuncPath, Vec<Acquire>>,
    pub(super) by_name: FxHashMap<Name, Vec<FuncPath>>,
    pub(super) by_type: FxHashMap<QName, Vec<ResourceId>>,
    pub(super) effects: FxHashMap<FuncPath, Vec<Effect>>,
    /// By the names of methods that put an argument under a key, that argument, and the method that takes it out again.
    pub(super) taken_out: FxHashMap<Name, (usize, Name)>,
    pub(super) models: FxHashMap<FuncPath, FuncModel>,
    pub(super) release_names: FxHashSet<Name>,
    /// Methods that release if they are given just so many arguments, with the names that stand for such calls.
    pub(super) releases_if_given: FxHashMap<(Name, usize), Name>,
    pub(super) release_names_of_receivers: FxHashSet<Name>,
    /// By package, the packages of tables that speak of it.
    pub(super) families: FxHashMap<Name, Vec<Name>>,
    pub(super) signatures: FxHashMap<FuncPath, Arc<Signature>>,
    /// Functions of types that are not called on a value.
    pub(super) associated: FxHashSet<FuncPath>,
    pub(super) type_facts: Vec<TypeFact>,
    /// Variables of libraries with their types.
    pub(super) variables: Vec<(QName, Type)>,
    /// Types whose methods are meant wherever the receiver's type is not known.
    pub(super) traits: Vec<QName>,
    /// Packages whose functions keep nothing they are given, unless a table says so.
    pub(super) keep_nothing: FxHashSet<Name>,
    /// Functions that release one of their arguments, with its number.
    pub(super) releasing: FxHashSet<(FuncPath, usize)>,
    /// Names of the type parameters of types, as their methods use them.
    pub(super) type_params: FxHashMap<QName, Vec<Name>>,
    pub(super) literals: FxHashMap<QName, LiteralAcquire>,
    pub(super) waits: FxHashMap<FuncPath, Wait>,
    pub(super) outcomes: FxHashMap<FuncPath, Vec<Outcome>>,
    pub(super) waiting_literals: FxHashMap<QName, Wait>,
    pub(super) per_request: FxHashSet<QName>,
    pub(super) contexts: FxHashSet<QName>,
    pub(super) pools: FxHashSet<QName>,
    /// Names of functions that take a connection from a pool they are given.
    pub(super) pool_users: FxHashSet<Name>,
}

/// What a table says of a type of its library: enough to follow fields and promoted methods without sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeFact {
    /// The type.
    pub name: QName,
    /// What it is: a struct with the fields that matter, or any other type.
    pub underlying: Type,
}

impl Catalog {
    /// Every built-in table; for listings and tests.
    pub fn all() -> Catalog {
        let tables = builtin::tables();
        load(&builtin::pages(), &tables, &tables).0
    }

    /// The built-in tables that speak of a package for which `imports` answers true, and those they refer to.
    pub fn for_imports(imports: &dyn Fn(&str) -> bool) -> Catalog {
        Catalog::with_tables(imports, &[]).0
    }

    /// As [`Catalog::for_imports`], and all `more` tables. A table of `more` replaces the built-in one of its name.
    pub fn with_tables(imports: &dyn Fn(&str) -> bool, more: &[RuleFile<'_>]) -> (Catalog, Vec<Mistake>) {
        let mut available = builtin::tables();
        available.retain(|table| more.iter().all(|other| other.name() != table.name()));
        // Names that are paths need no import, so all tables of such a language are read if it is there at all.
        let has_paths = imports(ANY_PATH);
        let has_libraries = imports(ANY_LIBRARY);
        let is_needed = |table: &RuleFile<'_>| match table.has_paths() {
            true => has_paths,
            false => {
                is_set(table.text, "always")
                    || has_libraries && is_set(table.text, "handed-out")
                    || packages_of(table.text).into_iter().any(imports)
            }
        };
        let mut wanted: Vec<RuleFile<'_>> = available.iter().copied().filter(is_needed).collect();
        wanted.extend_from_slice(more);
        load(&builtin::pages(), &wanted, &available)
    }

    /// A catalog of just these pages and tables, with everything that is wrong with them.
    pub fn of_files(pages: &[RuleFile<'_>], tables: &[RuleFile<'_>]) -> (Catalog, Vec<Mistake>) {
        load(pages, tables, &[])
    }

    /// The signatures of all functions the tables mention, sorted.
    pub fn signatures(&self) -> impl Iterator<Item = (FuncPath, Arc<Signature>)> + '_ {
        let mut paths: Vec<FuncPath> = self.signatures.keys().copied().collect();
        paths.sort_by_cached_key(|path| {
            (path.package.as_str(), path.receiver.map_or("", Name::as_str), path.name.as_str())
        });
        paths.into_iter().map(|path| (path, self.signatures[&path].clone()))
    }

    /// What the tables say of types, in the order of tables and entries.
    pub fn type_facts(&self) -> &[TypeFact] {
        &self.type_facts
    }

    /// Package-level variables and their types, in the order of tables and entries.
    pub fn variables(&self) -> &[(QName, Type)] {
        &self.variables
    }

    /// Types with the names of their type parameters, sorted.
    pub fn type_params(&self) -> Vec<(QName, &[Name])> {
        let mut all: Vec<(QName, &[Name])> = self.type_params.iter().map(|(name, params)| (*name, &**params)).collect();
        all.sort_unstable();
        all
    }

    /// The names of the crates that tables tell something of, in no particular order.
    pub fn crates(&self) -> FxHashSet<Name> {
        let functions = self.signatures.keys().chain(self.acquires.keys()).chain(self.effects.keys());
        let functions = functions.chain(self.models.keys()).chain(self.outcomes.keys()).chain(self.waits.keys());
        let types = self.by_type.keys().chain(self.literals.keys()).chain(self.waiting_literals.keys());
        let modules = functions.map(|path| path.package).chain(types.map(|ty| ty.package));
        let modules = modules.chain(self.type_facts.iter().map(|fact| fact.name.package));
        let modules: FxHashSet<Name> = modules.chain(self.keep_nothing.iter().copied()).collect();
        let names = modules.iter().filter_map(|module| module.as_str().strip_prefix(ANY_PATH)?.split("::").next());
        names.map(Name::new).collect()
    }

    /// Types whose methods are meant wherever the receiver's type is not known, in order.
    pub fn traits(&self) -> &[QName] {
        &self.traits
    }

    /// Whether a function that no table mentions keeps nothing all the same.
    pub fn keeps_nothing(&self, path: FuncPath) -> bool {
        let listed = |module: &str| self.keep_nothing.contains(&Name::new(module));
        path.in_standard_library()
            || self.keep_nothing.contains(&path.package)
            || outermost(path.package).is_some_and(listed)
    }

    /// Whether a function releases this argument of its own.
    pub fn is_releasing_function(&self, path: FuncPath, argument: usize) -> bool {
        self.releasing.contains(&(path, argument))
    }

    /// Whether a function of this name takes a connection from a pool that it is given.
    pub fn uses_pool(&self, name: Name) -> bool {
        self.pool_users.contains(&name)
    }

    /// Names of functions that take a connection from a pool that they are given.
    pub fn pool_users(&self) -> impl Iterator<Item = Name> {
        self.pool_users.iter().copied()
    }

    /// All resources in order of tables and keys.
    pub fn resources(&self) -> impl Iterator<Item = (ResourceId, &ResourceKind)> {
        self.resources.iter_enumerated()
    }

    /// What a function acquires.
    pub fn acquires(&self, path: FuncPath) -> &[Acquire] {
        self.acquires.get(&path).map_or(&[], Vec::as_slice)
    }

    /// Functions of this name that acquire something, in any package.
    pub fn acquirers_named(&self, name: Name) -> &[FuncPath] {
        self.by_name.get(&name).map_or(&[], Vec::as_slice)
    }

    /// What a method of this name and these results acquires, whatever type declares it: an interface with the
    /// signature of a method that acquires hands out what that method does.
    pub fn acquires_like(&self, name: Name, signature: &Signature) -> &[Acquire] {
        let same = |entry: &Acquire| {
            let by_result = matches!(entry.handle, Handle::Result(_)) && !entry.results.is_empty();
            by_result && entry.results.iter().eq(signature.results.iter().map(|result| &result.ty))
        };
        let alike = self.acquirers_named(name).iter().map(|path| self.acquires(*path));
        alike.into_iter().find(|entries| entries.iter().any(same)).unwrap_or(&[])
    }

    /// Whether a table speaks of functions of this name in whatever package out of sight.
    pub fn is_of_any_package(path: FuncPath) -> bool {
        path.package.as_str() == ANY_PACKAGE
    }

    /// Whether what a function hands out is known by what is done with it, whoever hands it out.
    pub fn is_known_by_use(&self, path: FuncPath) -> bool {
        self.acquires(path).iter().any(|entry| !self.resources[entry.resource].known_by.is_empty())
    }

    /// Functions that acquire a resource and of which the tables say nothing else, by path.
    pub fn plain_acquirers(&self, resource: ResourceId) -> impl Iterator<Item = FuncPath> + '_ {
        let plain = |path: &FuncPath| {
            let acquired = self.acquires(*path).iter().any(|entry| entry.resource == resource);
            acquired
                && !self.waits.contains_key(path)
                && !self.outcomes.contains_key(path)
                && !self.models.contains_key(path)
                && self.effects(*path).is_none()
        };
        let mut paths: Vec<FuncPath> = self.acquirers().filter(plain).collect();
        paths.sort_by_cached_key(|path| {
            (path.package.as_str(), path.receiver.map_or("", Name::as_str), path.name.as_str())
        });
        paths.into_iter()
    }

    /// Types of resources that are known by what is done with them, in no particular order.
    pub fn types_known_by_use(&self) -> impl Iterator<Item = QName> + '_ {
        let known = self.resources.iter().filter(|resource| !resource.known_by.is_empty());
        known.flat_map(|resource| resource.types.iter().copied())
    }

    /// Types of which whoever gets one by value owes its end.
    pub fn types_owed_by_owner(&self) -> impl Iterator<Item = QName> + '_ {
        let owed = self.resources.iter().filter(|resource| resource.is_owed_by_owner());
        owed.flat_map(|resource| resource.types.iter().copied())
    }

    /// The signature of a function that a table mentions.
    pub fn signature(&self, path: FuncPath) -> Option<&Arc<Signature>> {
        self.signatures.get(&path)
    }

    /// Whether a function of a type is not called on a value of it: `File::create(path)`.
    pub fn is_associated(&self, path: FuncPath) -> bool {
        self.associated.contains(&path)
    }

    /// All functions that acquire something, in no particular order.
    pub fn acquirers(&self) -> impl Iterator<Item = FuncPath> + '_ {
        self.acquires.keys().copied()
    }

    /// What a literal of this type acquires.
    pub fn literal(&self, ty: QName) -> Option<&LiteralAcquire> {
        self.literals.get(&ty)
    }

    /// Types whose literals acquire something, in no particular order.
    pub fn literal_types(&self) -> impl Iterator<Item = QName> + '_ {
        self.literals.keys().copied()
    }

    /// Whether a function waits for another side without a deadline.
    pub fn wait(&self, path: FuncPath) -> Option<&Wait> {
        self.waits.get(&path)
    }

    /// Names of functions whose futures take long.
    pub fn slow_names(&self) -> impl Iterator<Item = Name> + '_ {
        self.models.iter().filter(|(_, model)| model.slow).map(|(path, _)| path.name)
    }

    /// What has to become of what a function hands out.
    pub fn outcome(&self, path: FuncPath) -> &[Outcome] {
        self.outcomes.get(&path).map_or(&[], Vec::as_slice)
    }

    /// Functions of whose results something has to become, in no particular order.
    pub fn outcomes(&self) -> impl Iterator<Item = (FuncPath, &Outcome)> + '_ {
        self.outcomes.iter().flat_map(|(path, outcomes)| outcomes.iter().map(move |outcome| (*path, outcome)))
    }

    /// Functions that wait, in no particular order; a literal that does is mentioned like a function of its package.
    pub fn waits(&self) -> impl Iterator<Item = FuncPath> + '_ {
        let literal = |ty: &QName| FuncPath { package: ty.package, receiver: None, name: ty.name };
        self.waits.keys().copied().chain(self.waiting_literals.keys().map(literal))
    }

    /// Whether a literal of this type waits for another side without a deadline.
    pub fn waiting_literal(&self, ty: QName) -> Option<&Wait> {
        self.waiting_literals.get(&ty)
    }

    /// Methods that take a connection from their receiver, a pool.
    pub fn checkouts(&self) -> impl Iterator<Item = FuncPath> + '_ {
        self.models.iter().filter(|(path, model)| model.checks_out && path.receiver.is_some()).map(|(path, _)| *path)
    }

    /// Whether a function with a parameter of this type runs once for each request.
    pub fn is_per_request(&self, ty: QName) -> bool {
        self.per_request.contains(&ty)
    }

    /// Whether a value of this type is a context, or has one.
    pub fn has_context(&self, ty: QName) -> bool {
        self.contexts.contains(&ty)
    }

    /// Whether connections are taken out of a value of this type.
    pub fn is_pool(&self, ty: QName) -> bool {
        self.pools.contains(&ty)
    }

    /// The resource that a method limits the connections of.
    pub fn limited_by(&self, method: FuncPath) -> Option<ResourceId> {
        let ty = QName { package: method.package, name: method.receiver? };
        let limits = |id: &&ResourceId| self.resources[**id].limit == Some(method.name);
        self.resources_of_type(ty).iter().find(limits).copied()
    }

    /// What a library function does to its inputs; `None` when no table knows it.
    pub fn effects(&self, path: FuncPath) -> Option<&[Effect]> {
        self.effects.get(&path).map(Vec::as_slice)
    }

    /// The method that takes out again what a method of this name puts in by its `n`-th argument.
    pub fn taken_out_by(&self, name: Name, n: usize) -> Option<Name> {
        self.taken_out.get(&name).filter(|(argument, _)| *argument == n).map(|(_, until)| *until)
    }

    /// What else is known of a function.
    pub fn model(&self, path: FuncPath) -> Option<&FuncModel> {
        self.models.get(&path)
    }

    /// Resources that are values of this type.
    pub fn resources_of_type(&self, name: QName) -> &[ResourceId] {
        self.by_type.get(&name).map_or(&[], Vec::as_slice)
    }

    /// A resource.
    pub fn resource(&self, id: ResourceId) -> &ResourceKind {
        &self.resources[id]
    }

    /// Resource with this key.
    pub fn resource_by_key(&self, key: &str) -> Option<ResourceId> {
        self.resources.iter_enumerated().find(|(_, resource)| resource.key == key).map(|(id, _)| id)
    }

    /// Names of all methods that release some resource, in no particular order.
    pub fn release_names(&self) -> impl Iterator<Item = Name> + '_ {
        self.release_names.iter().copied()
    }

    /// Names of all functions that do not return, in no particular order.
    pub fn no_return_names(&self) -> impl Iterator<Item = Name> + '_ {
        self.models.iter().filter(|(_, model)| model.no_return.is_some()).map(|(path, _)| path.name)
    }

    /// Whether something ends with this resource.
    pub fn has_children(&self, parent: ResourceId) -> bool {
        let ends = self.resources.iter().flat_map(|resource| &resource.implicit);
        ends.into_iter().any(|end| *end == ImplicitEnd::Parent(parent))
    }

    /// Packages that a table speaks of together with this one.
    pub fn told_with(&self, package: Name) -> &[Name] {
        self.families.get(&package).map_or(&[], Vec::as_slice)
    }

    /// Whether many resources are released by a method of this name, so that it means the same on a type that
    /// no table knows.
    pub fn is_common_release(&self, name: Name) -> bool {
        let by_name = |resource: &&ResourceKind| resource.releases.iter().any(|release| release.is_method(&[], name));
        self.is_release_name(name) && self.resources.iter().filter(by_name).take(COMMON).count() == COMMON
    }

    /// Whether some resource is released by a method of the part of it that these fields lead to.
    pub fn is_release_field(&self, fields: &[Name]) -> bool {
        self.resources.iter().flat_map(|resource| &resource.releases).any(|release| release.fields() == fields)
    }

    /// Whether some resource ends when a method of this name answers false.
    pub fn is_exhausting_name(&self, name: Name) -> bool {
        let ends = self.resources.iter().flat_map(|resource| &resource.implicit);
        ends.into_iter().any(|end| *end == ImplicitEnd::Exhausted(name))
    }

    /// Whether some resource is released by a method of this name.
    pub fn is_release_name(&self, name: Name) -> bool {
        self.release_names.contains(&name)
    }

    /// The name that stands for calls of a method with just this many arguments, if they release something.
    pub fn release_if_given(&self, method: Name, arguments: usize) -> Option<Name> {
        self.releases_if_given.get(&(method, arguments)).copied()
    }

    /// Whether a method of this name releases what another method begins on the same value: `session.Close` ends what
    /// `session.Begin` began.
    pub fn ends_what_is_begun(&self, name: Name) -> bool {
        self.release_names_of_receivers.contains(&name)
    }

    /// A rule.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[id]
    }

    /// All rules in order of their codes.
    pub fn rules(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.rules.iter_enumerated()
    }

    /// The rule with this code or name; case does not matter.
    pub fn rule_named(&self, name: &str) -> Option<RuleId> {
        self.rule_ids.get(&name.to_ascii_lowercase()).copied()
    }
}

/// The crate around a module, if it is not the module itself.
fn outermost(module: Name) -> Option<&'static str> {
    let text = module.as_str();
    let inside = text.strip_prefix("::")?.find("::")?;
    text.get(..inside + 2)
}
