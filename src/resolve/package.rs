//! One package: its files, and which declaration each of its names belongs to.

use std::sync::{Arc, OnceLock, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::build;
use super::program::read;
use super::scope::Entity;
use super::{Frontend, SourcePackage};
use crate::base::{FuncPath, Language, Name, QName, Signature, SourceFile, Type};
use crate::ir::{Decl, DeclKind, Outline};

/// A package in sight: under analysis, vendored, or in the module cache.
#[derive(Debug)]
pub struct Package {
    /// Import path; an external test package has that of the package it tests with `_test` behind it.
    pub path: Name,
    /// Name in the package clauses.
    pub name: Name,
    /// Its files, in the order given.
    pub files: Vec<PackageFile>,
    /// Whether its functions are analysed for findings.
    pub first_party: bool,
    /// Language of its files.
    pub language: Language,
    /// Minor version of the language its module asks for; `u32::MAX` when unknown.
    pub go_version: u32,
    /// Functions in order of files and declarations; the number of a function counts from `first_function`.
    pub(super) functions: Vec<DeclRef>,
    /// Number of its first function in the program.
    pub(super) first_function: u32,
    scope: OnceLock<Scope>,
    pub(super) signatures: RwLock<FxHashMap<DeclRef, Option<Arc<FuncHeader>>>>,
    pub(super) types: RwLock<FxHashMap<Name, Option<Arc<NamedType>>>>,
    pub(super) values: RwLock<FxHashMap<DeclRef, Type>>,
    implementations: RwLock<FxHashMap<(Name, Name), Option<DeclRef>>>,
    /// What names that it does not declare were found to mean, by the number of steps that were left.
    pub(super) brought_in: RwLock<FxHashMap<(Name, u32), Option<Entity>>>,
}

/// A file of a package.
#[derive(Debug)]
pub struct PackageFile {
    /// The text.
    pub source: Arc<SourceFile>,
    /// What it declares.
    pub outline: Outline,
    /// What qualifiers were found to mean.
    pub(super) qualifiers: RwLock<FxHashMap<Name, Option<Name>>>,
    /// What paths were found to lead to: the same few stand in most functions of a file.
    pub(super) paths: RwLock<FxHashMap<WrittenPath, Option<FuncPath>>>,
}

/// A path as it is written, and the type that `Self` stands for if it begins so.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct WrittenPath {
    pub(super) own: Option<Name>,
    pub(super) path: Option<Name>,
    pub(super) name: Name,
}

/// A declaration of a package.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct DeclRef {
    pub(super) file: u32,
    pub(super) decl: u32,
}

/// The head of a function with resolved types.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct FuncHeader {
    pub(super) signature: Arc<Signature>,
    /// The names the receiver's type parameters have here.
    pub(super) receiver_params: Vec<Name>,
}

/// What a named type stands for; names in it are resolved, aliases are not followed.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedType {
    /// Its type parameters.
    pub type_params: Vec<Name>,
    /// What it stands for.
    pub ty: Type,
    /// Whether it is an alias.
    pub alias: bool,
    /// Whether all its members are known.
    pub complete: bool,
}

/// Files of one package clause.
type Group = (Name, Vec<(Arc<SourceFile>, Outline)>);

/// Which declaration a name belongs to.
#[derive(Debug, Default)]
struct Scope {
    decls: FxHashMap<Name, DeclRef>,
    methods: FxHashMap<(Name, Name), DeclRef>,
    method_names: FxHashMap<Name, Vec<DeclRef>>,
    /// Of a module of a library, names that it declares several times: for several systems, or in several `impl`s.
    doubtful: FxHashSet<DeclRef>,
}

impl Package {
    /// Cuts one directory into packages: the package itself, its external tests, and stray files of other
    /// packages that build tags keep apart. The first one is what an import of the path means.
    pub(super) fn split(given: SourcePackage) -> Vec<Package> {
        let mut groups: Vec<Group> = Vec::new();
        for (file, outline) in given.files {
            let name = outline.package;
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, files)) => files.push((file, outline)),
                None => groups.push((name, vec![(file, outline)])),
            }
        }
        let proper = |(name, files): &Group| {
            let count = files.iter().filter(|(file, _)| !is_test_file(&file.path)).count();
            (count, !is_external_test(*name), std::cmp::Reverse(*name))
        };
        groups.sort_by_key(|group| std::cmp::Reverse(proper(group)));
        let path = given.import_path;
        let mut packages = Vec::new();
        for (n, (name, files)) in groups.into_iter().enumerate() {
            let path = if is_external_test(name) && !is_external_test(path) {
                Name::new(&format!("{path}_test"))
            } else if n > 0 {
                Name::new(&format!("{path}:{name}"))
            } else {
                path
            };
            packages.push(Package::new(path, name, files, given.is_first_party, given.go_version));
        }
        packages
    }

    pub(super) fn new(
        path: Name,
        name: Name,
        files: Vec<(Arc<SourceFile>, Outline)>,
        first_party: bool,
        go_version: u32,
    ) -> Package {
        let files: Vec<PackageFile> = files
            .into_iter()
            .map(|(source, outline)| PackageFile {
                source,
                outline,
                qualifiers: RwLock::default(),
                paths: RwLock::default(),
            })
            .collect();
        let language = files.first().map_or(Language::Go, |file| file.outline.language);
        let functions = all_decls(&files).filter(|(_, decl)| decl.is_function()).map(|(at, _)| at).collect();
        Package {
            path,
            name,
            files,
            first_party,
            language,
            go_version,
            functions,
            first_function: 0,
            scope: OnceLock::new(),
            signatures: RwLock::default(),
            types: RwLock::default(),
            values: RwLock::default(),
            implementations: RwLock::default(),
            brought_in: RwLock::default(),
        }
    }

    /// A package that was read because something imports it: tests and stray files are left out. So are constants:
    /// no resource comes from one, and system packages declare tens of thousands.
    pub(super) fn imported(path: Name, files: Vec<Arc<SourceFile>>, frontend: &Frontend) -> Option<Package> {
        let outlined = |file: Arc<SourceFile>| {
            let mut outline = (frontend.skim)(&file);
            outline.decls.retain(|decl| decl.kind != DeclKind::Const);
            outline.decls.shrink_to_fit();
            (file, outline)
        };
        let files: Vec<_> = files.into_iter().filter(|file| !is_test_file(&file.path)).map(outlined).collect();
        let given = SourcePackage {
            import_path: path,
            files,
            is_first_party: false,
            go_version: u32::MAX,
            module_root: String::new(),
        };
        Package::split(given).into_iter().next().map(|package| Package { path, ..package })
    }

    /// A module that was read because something leads to it. As for [`Package::imported`], constants are left out.
    pub(super) fn module(path: Name, source: Arc<SourceFile>, mut outline: Outline) -> Package {
        outline.decls.retain(|decl| decl.kind != DeclKind::Const);
        outline.decls.shrink_to_fit();
        outline.modules.retain(|module| !module.is_test);
        let last = path.as_str().rsplit("::").next().unwrap_or_default();
        Package::new(path, Name::new(last), vec![(source, outline)], false, u32::MAX)
    }

    /// A module that is written inside this one.
    pub(super) fn inner_module(&self, path: Name) -> Option<Package> {
        let last = path.as_str().rsplit("::").next()?;
        self.files.iter().find_map(|file| {
            let mut inner = file.outline.modules.iter().filter(|module| module.package.as_str() == last);
            let found = inner.next().filter(|_| inner.next().is_none())?;
            Some(Package::module(path, Arc::clone(&file.source), found.clone()))
        })
    }

    /// The number of one of its files.
    pub(super) fn number_of(&self, file: &PackageFile) -> Option<u32> {
        self.files.iter().position(|other| std::ptr::eq(other, file)).map(|n| n as u32)
    }

    pub(super) fn decl(&self, at: DeclRef) -> (&PackageFile, &Decl) {
        let file = &self.files[at.file as usize];
        (file, &file.outline.decls[at.decl as usize])
    }

    /// The function, variable, constant or type of this name.
    pub(super) fn named(&self, name: Name) -> Option<DeclRef> {
        self.scope().decls.get(&name).copied()
    }

    /// The method `name` of the type `receiver`.
    pub(super) fn method(&self, receiver: Name, name: Name) -> Option<DeclRef> {
        self.scope().methods.get(&(receiver, name)).copied()
    }

    /// Whether a library declares the name of this several times, so that it may not be what is meant.
    pub(super) fn is_doubtful(&self, at: DeclRef) -> bool {
        !self.first_party && self.scope().doubtful.contains(&at)
    }

    /// All methods of a type, in order of declaration.
    pub(super) fn methods_of(&self, receiver: Name) -> &[DeclRef] {
        self.scope().method_names.get(&receiver).map_or(&[], Vec::as_slice)
    }

    /// The method of this name that an interface of this package can only mean: that of the one type that has all the
    /// methods the interface asks for. Tests do not count.
    pub(super) fn only_implementation(&self, interface: Name, asked: &[Name], name: Name) -> Option<DeclRef> {
        if let Some(known) = read(&self.implementations).get(&(interface, name)) {
            return *known;
        }
        let scope = self.scope();
        let fits = |entry: &(&(Name, Name), &DeclRef)| {
            let ((receiver, own), at) = entry;
            *own == name
                && !self.files[at.file as usize].is_test()
                && asked.iter().all(|method| scope.methods.contains_key(&(*receiver, *method)))
        };
        let mut found = scope.methods.iter().filter(fits).map(|(_, at)| *at);
        let only = found.next().filter(|_| found.next().is_none());
        let mut known = self.implementations.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.insert((interface, name), only);
        only
    }

    /// The constant whose type and value a specification without either repeats.
    pub(super) fn repeated_const(&self, at: DeclRef) -> Option<DeclRef> {
        let file = &self.files[at.file as usize];
        let bare = |decl: &Decl| {
            let text = file.source.text.get(decl.start as usize..decl.end as usize);
            text.is_some_and(|text| !text.contains('='))
        };
        let decls = &file.outline.decls;
        let decl = decls.get(at.decl as usize).filter(|decl| bare(decl))?;
        let before = decls.iter().enumerate().take(at.decl as usize).rev();
        let mut consts = before.take_while(|(_, before)| before.kind == DeclKind::Const);
        let found = consts.find(|(_, before)| before.position == decl.position && !bare(before));
        found.map(|(n, _)| DeclRef { decl: n as u32, ..at })
    }

    /// The path of a function of this package.
    pub(super) fn path_of(&self, decl: &Decl) -> FuncPath {
        FuncPath { package: self.path, receiver: decl.receiver, name: decl.name }
    }

    /// The name of a type of this package.
    pub(super) fn qname(&self, name: Name) -> QName {
        QName { package: self.path, name }
    }

    /// Position of a function among those of the package.
    pub(super) fn function_index(&self, at: DeclRef) -> Option<u32> {
        self.functions.binary_search(&at).ok().map(|n| n as u32)
    }

    fn scope(&self) -> &Scope {
        self.scope.get_or_init(|| {
            let mut scope = Scope::default();
            let one_of_them = !self.first_party && self.language.has_paths();
            for (at, decl) in all_decls(&self.files) {
                match (decl.kind, decl.receiver) {
                    (DeclKind::Method, Some(receiver)) => {
                        let kept = scope.methods.entry((receiver, decl.name)).or_insert(at);
                        self.prefer(kept, at);
                        if one_of_them && *kept != at {
                            scope.doubtful.insert(*kept);
                        }
                        scope.method_names.entry(receiver).or_default().push(at);
                    }
                    // Any number of these may be declared, and none can be referred to.
                    (DeclKind::Func, _) if decl.name.as_str() == "init" => {}
                    _ if decl.name.as_str() == "_" => {}
                    _ => {
                        let kept = scope.decls.entry(decl.name).or_insert(at);
                        self.prefer(kept, at);
                        if one_of_them && *kept != at {
                            scope.doubtful.insert(*kept);
                        }
                    }
                }
            }
            scope
        })
    }

    /// Of two declarations of a name, kept apart by build tags, keeps the one that a usual build has.
    fn prefer(&self, kept: &mut DeclRef, other: DeclRef) {
        if *kept == other {
            return;
        }
        let rank = |at: DeclRef| {
            let (file, decl) = self.decl(at);
            let bodiless = decl.is_function() && !decl.has_body();
            (is_test_file(&file.source.path), !build::is_usual(&file.source), bodiless)
        };
        if rank(other) < rank(*kept) {
            *kept = other;
        }
    }
}

impl PackageFile {
    /// Whether it is only compiled for tests.
    pub fn is_test(&self) -> bool {
        self.outline.is_test || is_test_file(&self.source.path)
    }
}

fn all_decls(files: &[PackageFile]) -> impl Iterator<Item = (DeclRef, &Decl)> {
    files.iter().enumerate().flat_map(|(file, content)| {
        let decls = content.outline.decls.iter().enumerate();
        decls.map(move |(decl, declared)| (DeclRef { file: file as u32, decl: decl as u32 }, declared))
    })
}

fn is_test_file(path: &str) -> bool {
    Language::is_test_path(path)
}

fn is_external_test(name: Name) -> bool {
    name.as_str().ends_with("_test")
}
