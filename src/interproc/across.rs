//! What only matters where something is waited for while it is held, as guards of locks do.
//!
//! Everything takes locks, and a function that never waits and hands none out does nothing wrong with them. That is
//! told from its tokens, so that nothing has to be parsed for it.

use std::sync::OnceLock;

use rustc_hash::FxHashSet;

use crate::base::{FuncPath, Name, QName};
use crate::frontend;
use crate::ir::{Decl, DeclKind};
use crate::resolve::{Package, PackageFile, Program};
use crate::rule::{Catalog, ResourceId, ResourceKind};

use super::reach::Reach;

/// Tells which functions are of interest for such things.
pub struct AcrossWaits {
    /// Names of the types of such things.
    types: Vec<QName>,
    /// Functions that no table tells of and that hand out nothing else.
    lenders: FxHashSet<FuncPath>,
    /// Those that hand out nothing but what only its owner ends.
    owners: FxHashSet<FuncPath>,
    /// Names of the types under analysis that may borrow; found out when first asked for.
    borrowing: OnceLock<FxHashSet<Name>>,
}

impl AcrossWaits {
    /// Reads the tables.
    pub fn new(catalog: &Catalog) -> AcrossWaits {
        let kinds = catalog.resources().filter(|(_, kind)| kind.not_across_wait);
        let types = kinds.flat_map(|(_, kind)| kind.types.clone()).collect();
        AcrossWaits { types, lenders: FxHashSet::default(), owners: FxHashSet::default(), borrowing: OnceLock::new() }
    }

    /// Notes what kinds of resources a function was found to hand out.
    pub fn learn(&mut self, catalog: &Catalog, function: FuncPath, kinds: &[ResourceId]) {
        let all = |is: fn(&ResourceKind) -> bool| kinds.iter().all(|kind| is(catalog.resource(*kind)));
        for (is_it, known) in [
            (all(|kind| kind.not_across_wait), &mut self.lenders),
            (all(ResourceKind::is_ended_by_owner), &mut self.owners),
        ] {
            match is_it {
                true => known.insert(function),
                false => known.remove(&function),
            };
        }
    }

    /// Whether a function hands out nothing but what only its owner ends: a callee that gets a reference leaves it as it is.
    pub fn is_owners(&self, catalog: &Catalog, function: FuncPath) -> bool {
        hands_out_only(catalog, function, &self.owners, ResourceKind::is_ended_by_owner)
    }

    /// Whether a function hands out nothing but such things.
    pub fn is_all(&self, catalog: &Catalog, function: FuncPath) -> bool {
        hands_out_only(catalog, function, &self.lenders, |kind| kind.not_across_wait)
    }

    /// Whether a file can call a function: one with a name that is everywhere asks for an import of its crate. Of a type
    /// that no table tells of, it asks for one of the type or its module.
    pub fn is_in_sight(&self, catalog: &Catalog, package: &Package, file: &PackageFile, function: FuncPath) -> bool {
        let entries = catalog.acquires(function);
        if let (true, Some(ty)) = (entries.is_empty(), function.receiver) {
            return package.path == function.package || Reach::imports_type(file, function.package, ty);
        }
        let is_common = entries.iter().any(|entry| catalog.resource(entry.resource).where_waited);
        !is_common || Reach::imports(file, function.package)
    }

    /// Whether a function that calls one of these may wait while it holds what they answer with, or hand it out to
    /// somebody who does.
    pub fn may_matter(&self, program: &Program, file: &PackageFile, decl: &Decl, callees: &[FuncPath]) -> bool {
        if callees.is_empty() {
            return false;
        }
        let begins = |name: u32| callees.iter().any(|callee| callee.name.text_hash() == name);
        // A lock that blocks is not waited for; an `async fn` of the program may hand one out all the same.
        let lends = |name: u32| self.lenders.iter().any(|callee| callee.name.text_hash() == name);
        frontend::may_wait_with(&file.source, decl, &begins, &lends)
            || frontend::may_lend(&file.source, decl, &|word| match word {
                "Self" => decl.receiver.is_none_or(|own| self.may_hold(program, own.as_str())),
                _ => self.may_hold(program, word),
            })
    }

    /// Whether a type of this name may hold one: it is one, is named like one, or borrows.
    fn may_hold(&self, program: &Program, word: &str) -> bool {
        let borrowing = self.borrowing.get_or_init(|| borrowing(program));
        self.types.iter().any(|ty| last_part(ty.name.as_str()) == last_part(word))
            || borrowing.contains(&Name::new(word))
    }
}

/// Whether a function hands out nothing but one sort of things, by the tables or, where they say nothing, by what was
/// found.
fn hands_out_only(
    catalog: &Catalog,
    function: FuncPath,
    found: &FxHashSet<FuncPath>,
    is: fn(&ResourceKind) -> bool,
) -> bool {
    let entries = catalog.acquires(function);
    match entries.is_empty() {
        true => found.contains(&function),
        false => entries.iter().all(|entry| is(catalog.resource(entry.resource))),
    }
}

/// The types under analysis that have a lifetime.
fn borrowing(program: &Program) -> FxHashSet<Name> {
    let files = program.packages().iter().flat_map(|package| &package.files);
    let decls = files.flat_map(|file| file.outline.decls.iter().map(move |decl| (file, decl)));
    let has_lifetime = |file: &PackageFile, decl: &Decl| {
        let text = file.source.text.get(decl.start as usize..decl.end as usize).unwrap_or("");
        let behind_name = text.split_once(decl.name.as_str()).map_or("", |(_, rest)| rest.trim_start());
        behind_name.strip_prefix('<').is_some_and(|params| params.trim_start().starts_with('\''))
    };
    let types = decls.filter(|(file, decl)| decl.kind == DeclKind::Type && has_lifetime(file, decl));
    types.map(|(_, decl)| decl.name).collect()
}

/// `Guard` of `MutexGuard`.
fn last_part(name: &str) -> &str {
    name.rfind(|c: char| c.is_ascii_uppercase()).map_or(name, |at| &name[at..])
}
