//! Which crates the code of a crate can have values of: a cheap filter before anything is parsed.
//!
//! A method called `get` is not that of a pool where nobody mentions the crate of that pool. What a crate mentions is all
//! the words of its imports and paths; what the crates under analysis that it mentions have, it can have too. Types of the
//! standard library have to be named by somebody, too.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::name::hash_text;
use crate::base::{FuncPath, Name};
use crate::resolve::{Package, Program, crate_name};
use crate::rule::Catalog;

/// Crates that are one, to whoever uses them.
const STANDARD: [&str; 3] = ["std", "core", "alloc"];

/// What each crate under analysis mentions, itself and through crates under analysis.
pub struct Crates {
    /// By the hash of the name of the crate.
    words: FxHashMap<u32, FxHashSet<u32>>,
}

impl Crates {
    /// Reads the imports and mentions of all packages under analysis.
    pub fn new(program: &Program, catalog: &Catalog) -> Crates {
        let packages = || program.packages().iter().filter(|package| package.path.as_str().starts_with("::"));
        let own: FxHashSet<u32> = packages().map(|package| crate_of(package.path)).collect();
        let callees = catalog.acquirers().chain(catalog.outcomes().map(|(path, _)| path)).chain(catalog.waits());
        let callees = callees.filter(|callee| callee.package.as_str().starts_with("::"));
        let mut telling: FxHashSet<u32> = callees
            .flat_map(|callee| [Some(crate_of(callee.package)), callee.receiver.map(Name::text_hash)])
            .flatten()
            .collect();
        telling.extend(&own);
        let mut direct: FxHashMap<u32, FxHashSet<u32>> = FxHashMap::default();
        for package in packages() {
            let words = direct.entry(crate_of(package.path)).or_default();
            for file in &package.files {
                for import in &file.outline.imports {
                    let path = import.path.as_str();
                    words.extend(path.split("::").map(hash_text).filter(|word| telling.contains(word)));
                    let all = import.alias.is_some_and(|alias| alias.as_str() == "*");
                    if all && STANDARD.iter().any(|name| path.starts_with(name)) {
                        words.insert(hash_text("*"));
                    }
                }
                let mentions = file.outline.decls.iter().flat_map(|decl| &decl.mentions);
                words.extend(mentions.filter(|word| telling.contains(word)));
            }
        }
        Crates { words: own.iter().map(|name| (*name, reached(*name, &own, &direct))).collect() }
    }

    /// Whether code of a package can have values of the type that a method belongs to.
    pub fn may_have(&self, package: &Package, callee: FuncPath) -> bool {
        let Some(words) = self.words.get(&crate_of(package.path)) else {
            return true;
        };
        let library = crate_name(callee.package);
        let named = |name: Name| words.contains(&name.text_hash());
        if STANDARD.contains(&library) {
            return callee.receiver.is_none_or(named) || words.contains(&hash_text("*"));
        }
        library == crate_name(package.path) || words.contains(&hash_text(library))
    }
}

/// The hash of the name of the crate that a module belongs to.
fn crate_of(module: Name) -> u32 {
    hash_text(crate_name(module))
}

/// What a crate mentions, and what those crates under analysis do that it leads to.
fn reached(start: u32, own: &FxHashSet<u32>, direct: &FxHashMap<u32, FxHashSet<u32>>) -> FxHashSet<u32> {
    let mut seen: FxHashSet<u32> = FxHashSet::from_iter([start]);
    let mut todo = vec![start];
    let mut words: FxHashSet<u32> = FxHashSet::default();
    while let Some(next) = todo.pop() {
        words.extend(direct.get(&next).into_iter().flatten());
        let mentioned = own.iter().filter(|name| words.contains(name));
        todo.extend(mentioned.filter(|name| seen.insert(**name)));
    }
    words
}
