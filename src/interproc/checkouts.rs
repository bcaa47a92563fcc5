//! Helpers that take a connection from a pool and hand none out, as a method does that only calls `Exec`.
//!
//! They acquire nothing that anybody owes, so nobody looks at them for their own sake; what they do is of interest to
//! callers that hold a connection of the same pool.

use rustc_hash::FxHashMap;

use crate::base::{FuncPath, Name};
use crate::ir::{LinkedBody, Target};
use crate::resolve::FunctionInfo;
use crate::rule::Catalog;
use crate::typestate::POOL_CONNECTION;

use super::reach::Reach;

/// Functions of libraries that take a connection from their receiver, by the hash of their name.
pub struct CheckOuts {
    packages: FxHashMap<u32, Vec<Name>>,
    /// Names of functions that take one from a pool they are given.
    users: Vec<u32>,
}

impl CheckOuts {
    /// Reads the tables.
    pub fn new(catalog: &Catalog) -> CheckOuts {
        let mut packages: FxHashMap<u32, Vec<Name>> = FxHashMap::default();
        for FuncPath { package, name, .. } in catalog.checkouts() {
            packages.entry(name.text_hash()).or_default().push(package);
        }
        CheckOuts { packages, users: catalog.pool_users().map(Name::text_hash).collect() }
    }

    /// Whether a function gets a connection of a pool from something that it calls. Of functions of the program,
    /// `hands_out` says which hand out something.
    pub fn held_in(&self, catalog: &Catalog, linked: &LinkedBody, hands_out: &dyn Fn(&Target) -> bool) -> bool {
        let from_pool = |path: FuncPath| {
            let mut entries = catalog.acquires(path).iter();
            entries.any(|entry| catalog.resource(entry.resource).holds == POOL_CONNECTION)
        };
        !self.packages.is_empty()
            && linked.targets.iter().any(|target| target.path().is_some_and(from_pool) || hands_out(target))
    }

    /// Whether a function may take a connection from a pool, by the names it mentions.
    pub fn may_check_out(&self, function: &FunctionInfo, reach: &Reach) -> bool {
        if self.users.iter().any(|name| function.decl().mentions(*name)) {
            return true;
        }
        let mentioned = self.packages.iter().filter(|(name, _)| function.decl().mentions(**name));
        mentioned.flat_map(|(_, packages)| packages).any(|library| reach.has_values_of(function.package, *library))
    }
}
