//! All loaded tables, ready to be asked.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FuncPath, IndexVec, Name, QName};

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
    pub fn for_imports(_imported: &dyn Fn(&str) -> bool) -> Catalog {
        Catalog::default()
    }

    /// Stand-in: no table.
    pub fn all() -> Catalog {
        Catalog::default()
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
