//! Which packages can have values of which: a cheap filter before anything is parsed.
//!
//! A function that mentions `Get` matters for the `Get` of a library only if it can have a value of that
//! library's types. It can if its package imports the library, or imports a package under analysis that does:
//! a field or result of that package may be one. Longer chains are not followed. The packages that one table speaks of
//! count as one: `clients.CoreV1().Pods(ns)` has values of a package that the file need not import.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FuncPath, Name, Signature};
use crate::frontend;
use crate::ir::{Arguments, Decl, Import, LinkedBody, Occurrence, OccurrenceBase};
use crate::resolve::{Defining, Package, PackageFile, Program, crate_name};
use crate::rule::Catalog;

use super::crates::Crates;
use super::variables::Variables;

/// What each package under analysis imports, itself and through packages under analysis.
pub struct Reach {
    near: FxHashMap<Name, FxHashSet<Name>>,
    crates: Crates,
    /// How many arguments functions take that no table tells of, and how many results they have.
    counts: FxHashMap<FuncPath, Counts>,
    /// Those of types that are not called on a value.
    associated: FxHashSet<FuncPath>,
}

/// How many parameters and results a function has.
#[derive(Clone, Copy)]
struct Counts {
    /// `None` if it takes any number of arguments.
    params: Option<usize>,
    results: usize,
}

impl Counts {
    fn of(signature: &Signature) -> Counts {
        let params = (!signature.variadic).then_some(signature.params.len());
        Counts { params, results: signature.results.len() }
    }
}

impl Reach {
    /// Reads the imports of all packages under analysis.
    pub fn new(program: &Program, catalog: &Catalog) -> Reach {
        let direct: FxHashMap<Name, FxHashSet<Name>> = program
            .packages()
            .iter()
            .map(|package| {
                let imports = package.files.iter().flat_map(|file| &file.outline.imports);
                (package.path, imports.map(|import| import.path).collect())
            })
            .collect();
        let mut near = direct.clone();
        for imports in near.values_mut() {
            let own: Vec<Name> = imports.iter().copied().collect();
            for imported in own {
                imports.extend(direct.get(&imported).into_iter().flatten().copied());
            }
            let families: Vec<Name> = imports.iter().flat_map(|package| catalog.told_with(*package)).copied().collect();
            imports.extend(families);
        }
        Reach {
            near,
            crates: Crates::new(program, catalog),
            counts: FxHashMap::default(),
            associated: FxHashSet::default(),
        }
    }

    /// Notes how a function is called.
    pub fn learn(&mut self, linked: &LinkedBody) {
        self.counts.insert(linked.path, Counts::of(&linked.function.signature));
        let body = &linked.function.body;
        let receiver = body.params.first().filter(|_| linked.path.receiver.is_some());
        // Only where functions of types need not be methods is an unnamed receiver none.
        if linked.language.has_paths() && receiver.is_some_and(|local| body.locals[*local].name.is_none()) {
            self.associated.insert(linked.path);
        }
    }

    /// Whether code of a file may call a function.
    pub fn may_call(&self, package: &Package, file: &PackageFile, callee: FuncPath) -> bool {
        if package.path == callee.package || Catalog::is_of_any_package(callee) {
            return true;
        }
        if file.outline.language.has_paths() {
            return callee.receiver.is_none() || self.crates.may_have(package, callee);
        }
        match callee.receiver {
            None => file.outline.imports.iter().any(|import| import.path == callee.package),
            Some(_) => self.has_values_of(package.path, callee.package),
        }
    }

    /// Whether a file imports anything of the crate that a module belongs to.
    pub fn imports(file: &PackageFile, module: Name) -> bool {
        file.outline.imports.iter().any(|import| crate_name(import.path) == crate_name(module))
    }

    /// Whether a file imports a type by its name, its module, or everything from somewhere.
    pub fn imports_type(file: &PackageFile, module: Name, ty: Name) -> bool {
        let last = |path: Name| path.as_str().rsplit("::").next().unwrap_or_default();
        let all = |import: &Import| import.alias.is_some_and(|alias| alias.as_str() == ".");
        let named = |import: &Import| last(import.path) == ty.as_str() || last(import.path) == last(module);
        file.outline.imports.iter().any(|import| all(import) || named(import))
    }

    /// Whether code of a package can have values of the types of a library.
    pub fn has_values_of(&self, package: Name, library: Name) -> bool {
        package == library || self.near.get(&package).is_some_and(|near| near.contains(&library))
    }

    /// Where a declaration mentions the name of one of some functions.
    pub fn occurrences<'c>(
        file: &PackageFile,
        decl: &Decl,
        callees: impl Iterator<Item = &'c FuncPath>,
    ) -> Vec<Occurrence> {
        let mut hashes: Vec<u32> = callees.map(|callee| callee.name.text_hash()).collect();
        hashes.sort_unstable();
        hashes.dedup();
        frontend::occurrences(&file.source, decl, &|hash| hashes.contains(&hash))
    }

    /// Whether a function may be called with so many arguments, as far as that is known.
    pub fn takes(&self, catalog: &Catalog, callee: FuncPath, arguments: Arguments) -> bool {
        let counts = self.counts_of(catalog, callee);
        counts.and_then(|counts| counts.params).is_none_or(|params| arguments.suit(params))
    }

    /// Whether a function may have so many results, as far as that is known.
    pub fn answers_with(&self, catalog: &Catalog, callee: FuncPath, results: usize) -> bool {
        self.counts_of(catalog, callee).is_none_or(|counts| counts.results == results)
    }

    fn counts_of(&self, catalog: &Catalog, callee: FuncPath) -> Option<Counts> {
        let told = catalog.signature(callee).map(|signature| Counts::of(signature));
        told.or_else(|| self.counts.get(&callee).copied())
    }

    /// Whether a function is called on a value.
    pub fn is_method(&self, catalog: &Catalog, callee: FuncPath) -> bool {
        let associated = || catalog.is_associated(callee) || self.associated.contains(&callee);
        callee.receiver.is_some() && !associated() || Catalog::is_of_any_package(callee)
    }

    /// Whether some place of a declaration looks like a call of one of these, as told from the words around it.
    pub fn looks_called(
        &self,
        program: &Program,
        catalog: &Catalog,
        (package, file, decl): (&Package, &PackageFile, &Decl),
        (callees, occurrences): (&[FuncPath], &[Occurrence]),
    ) -> bool {
        let takes = |callee: &FuncPath, arguments: Arguments| self.takes(catalog, *callee, arguments);
        let by_name = |callee: &FuncPath| Catalog::is_of_any_package(*callee) || catalog.is_known_by_use(*callee);
        let is_alike = |found: FuncPath| {
            program.is_of_library(found.package) && super::demand::is_named_like_acquirer(catalog, found)
        };
        let leads_to_one = |path: Option<Name>, named: &[&FuncPath]| {
            let Some(name) = named.first().map(|callee| callee.name) else { return false };
            named.iter().any(|callee| by_name(callee))
                || program
                    .named_by_path(package, file, decl.receiver, (path, name))
                    .is_some_and(|found| named.contains(&&found) || is_alike(found))
        };
        let mut variables = Variables::new(program, Defining { package, file, decl });
        let dot_imports = || file.outline.imports.iter().any(|import| import.alias.is_some_and(|a| a.as_str() == "."));
        let is_wanted =
            |occurrence: &&Occurrence| callees.iter().any(|callee| callee.name.text_hash() == occurrence.name);
        occurrences.iter().filter(is_wanted).any(|Occurrence { name, base, arguments }| {
            let is_method = |callee: &FuncPath| self.is_method(catalog, *callee);
            let mut named = callees.iter().filter(|callee| callee.name.text_hash() == *name);
            match *base {
                OccurrenceBase::Nothing if file.outline.language.has_paths() => {
                    leads_to_one(None, &named.collect::<Vec<_>>())
                }
                OccurrenceBase::Path(path) => leads_to_one(Some(path), &named.collect::<Vec<_>>()),
                OccurrenceBase::Nothing => {
                    named.any(|callee| callee.receiver.is_none() && (callee.package == package.path || dot_imports()))
                }
                OccurrenceBase::Value => named.any(|callee| is_method(callee) && takes(callee, *arguments)),
                OccurrenceBase::Macro => true,
                OccurrenceBase::Variable(word) => {
                    let named: Vec<FuncPath> = named.copied().collect();
                    let path = program.likely_import(package, file, word);
                    named.iter().any(|callee| Some(callee.package) == path)
                        || named.iter().any(&is_method)
                            && (named.iter().any(by_name) || variables.may_call(word, named[0].name, &named))
                }
                OccurrenceBase::Qualifier(word) => match program.likely_import(package, file, word) {
                    Some(path) => named.any(|callee| {
                        let same = callee.receiver.is_none() && callee.package == path;
                        same || catalog.is_known_by_use(*callee) && !program.in_sight(path)
                    }),
                    None => true,
                },
            }
        })
    }
}
