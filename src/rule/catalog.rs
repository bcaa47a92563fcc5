//! All loaded tables, ready to be asked.

use rustc_hash::{FxHashMap, FxHashSet};

use std::sync::Arc;

use crate::base::{FuncPath, IndexVec, Name, QName, Signature, Type};

use super::protocol::{Acquire, Effect, FuncModel, ResourceId, ResourceKind, Rule, RuleId};

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
    pub(super) models: FxHashMap<FuncPath, FuncModel>,
    pub(super) release_names: FxHashSet<Name>,
}

impl Catalog {
    /// Stand-in: no table.
    pub fn all() -> Catalog {
        Catalog::default()
    }

    /// Stand-in: no table.
    pub fn for_imports(imports: &dyn Fn(&str) -> bool) -> Catalog {
        Catalog::with_tables(imports, &[]).0
    }

    /// Stand-in: no table.
    pub fn with_tables(_imports: &dyn Fn(&str) -> bool, _more: &[RuleFile<'_>]) -> (Catalog, Vec<Mistake>) {
        (Catalog::default(), Vec::new())
    }

    /// Stand-in: none.
    pub fn signatures(&self) -> impl Iterator<Item = (FuncPath, Arc<Signature>)> + '_ {
        std::iter::empty()
    }

    /// Stand-in: none.
    pub fn type_facts(&self) -> &[TypeFact] {
        &[]
    }

    /// What a function acquires.
    pub fn acquires(&self, path: FuncPath) -> &[Acquire] {
        self.acquires.get(&path).map_or(&[], Vec::as_slice)
    }

    /// Functions of this name that acquire something, in any package.
    pub fn acquirers_named(&self, name: Name) -> &[FuncPath] {
        self.by_name.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Names of all functions that acquire something.
    pub fn acquire_names(&self) -> impl Iterator<Item = Name> + '_ {
        self.by_name.keys().copied()
    }

    /// What a library function does to its inputs; `None` when no table knows it.
    pub fn effects(&self, path: FuncPath) -> Option<&[Effect]> {
        self.effects.get(&path).map(Vec::as_slice)
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

    /// Whether some resource is released by a method of this name.
    pub fn is_release_name(&self, name: Name) -> bool {
        self.release_names.contains(&name)
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

/// What a table says of a type of its library: enough to follow fields and promoted methods without sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeFact {
    /// The type.
    pub name: QName,
    /// What it is: a struct with the fields that matter, or any other type.
    pub underlying: Type,
}

/// A table or a page: its file name and its text.
#[derive(Clone, Copy, Debug)]
pub struct RuleFile<'a> {
    /// The file, as it is to be shown in messages; its stem is the name of the table.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

/// One thing that is wrong with a rule file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// The file, as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Lower case, no full stop.
    pub message: String,
    /// What was probably meant, or what is allowed.
    pub hint: Option<String>,
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}
