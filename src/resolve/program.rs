//! All packages of a run: those under analysis, and those read because something imports them.

use std::sync::{Arc, OnceLock, RwLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::package::{DeclRef, Package, PackageFile};
use super::paths::{Places, is_module};
use super::{Frontend, PackageSource, SourcePackage, body};
use crate::api::ApiTable;
use crate::base::{FileId, FuncPath, Name, Problem, Signature, SourceFile, SourceMap};
use crate::frontend;
use crate::ir::linked::FunctionId;
use crate::ir::{CallId, Decl, DeclKind, Function, LinkedBody};

/// Everything that can be asked about the code of a run. Shared between threads; packages that are not under
/// analysis are read when they are first asked about.
pub struct Program {
    pub(super) frontend: Frontend,
    pub(super) api: ApiTable,
    pub(super) api_signatures: RwLock<FxHashMap<FuncPath, Option<Arc<Signature>>>>,
    sources: Arc<SourceMap>,
    pub(super) source: Box<dyn PackageSource>,
    /// Whether modules belong to libraries, as far as that was asked.
    pub(super) of_libraries: RwLock<FxHashMap<Name, bool>>,
    /// Packages under analysis, ordered by import path.
    packages: Vec<Arc<Package>>,
    by_path: FxHashMap<Name, usize>,
    /// Module roots in order; asked one after the other for packages that are not under analysis. An answer
    /// that depended on who asks first would make results depend on threads.
    pub(super) module_roots: Vec<String>,
    imported: RwLock<FxHashMap<Name, Arc<Import>>>,
    numbered: RwLock<Numbered>,
    /// Found out when first asked for.
    pub(super) places: OnceLock<Places>,
}

/// A package that something imports, once it was looked for.
type Import = OnceLock<Option<Arc<Package>>>;

/// Imported packages by the number of their first function.
#[derive(Default)]
struct Numbered {
    next: u32,
    packages: Vec<Arc<Package>>,
}

/// A function of the program.
#[derive(Clone)]
pub struct FunctionInfo {
    /// Its path.
    pub path: FuncPath,
    /// The file it is declared in.
    pub file: FileId,
    /// Import path of its package.
    pub package: Name,
    /// Whether the file is a test.
    pub is_test: bool,
    /// Whether its package is under analysis.
    pub first_party: bool,
    home: Arc<Package>,
    at: DeclRef,
}

impl FunctionInfo {
    /// The declaration.
    pub fn decl(&self) -> &Decl {
        self.home.decl(self.at).1
    }

    /// The package that it is declared in.
    pub fn home(&self) -> &Package {
        &self.home
    }

    /// The file of the declaration.
    pub fn source(&self) -> &PackageFile {
        self.home.decl(self.at).0
    }
}

impl Program {
    /// Puts the packages under analysis in order. Nothing is parsed yet.
    pub fn new(
        packages: Vec<SourcePackage>,
        sources: Arc<SourceMap>,
        api: ApiTable,
        source: Box<dyn PackageSource>,
    ) -> Program {
        Program::with_frontend(packages, sources, api, source, Frontend::default())
    }

    /// [`Program::new`] with another front end.
    pub fn with_frontend(
        packages: Vec<SourcePackage>,
        sources: Arc<SourceMap>,
        api: ApiTable,
        source: Box<dyn PackageSource>,
        frontend: Frontend,
    ) -> Program {
        let mut module_roots: Vec<String> = packages.iter().map(|package| package.module_root.clone()).collect();
        module_roots.sort();
        module_roots.dedup();
        let mut all: Vec<Package> = packages.into_iter().flat_map(Package::split).collect();
        all.sort_by_key(|package| package.path);
        let mut next = 0;
        for package in &mut all {
            package.first_function = next;
            next += package.functions.len() as u32;
        }
        let mut by_path = FxHashMap::default();
        for (n, package) in all.iter().enumerate() {
            by_path.entry(package.path).or_insert(n);
        }
        Program {
            frontend,
            api,
            api_signatures: RwLock::default(),
            sources,
            source,
            of_libraries: RwLock::default(),
            packages: all.into_iter().map(Arc::new).collect(),
            by_path,
            module_roots,
            imported: RwLock::default(),
            numbered: RwLock::new(Numbered { next, packages: Vec::new() }),
            places: OnceLock::new(),
        }
    }

    /// The functions under analysis, ordered by package, file and place.
    pub fn functions(&self) -> impl ExactSizeIterator<Item = FunctionId> + use<> {
        (0..self.function_count()).map(FunctionId)
    }

    /// Number of functions under analysis.
    pub fn function_count(&self) -> u32 {
        self.packages.last().map_or(0, |last| last.first_function + last.functions.len() as u32)
    }

    /// The packages under analysis, ordered by import path.
    pub fn packages(&self) -> &[Arc<Package>] {
        &self.packages
    }

    /// All files of the run.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// A function.
    ///
    /// # Panics
    /// When no function has this number, which only a number of another program can cause.
    pub fn function(&self, id: FunctionId) -> FunctionInfo {
        let (home, at) = self.locate(id);
        let (file, decl) = home.decl(at);
        FunctionInfo {
            path: home.path_of(decl),
            file: file.source.id,
            package: home.path,
            is_test: file.is_test() || frontend::is_for_tests(&file.source, decl),
            first_party: home.first_party,
            home: Arc::clone(&home),
            at,
        }
    }

    /// Functions under analysis that satisfy a test of their package, file and declaration, in order.
    ///
    /// A scan of all declarations: it takes a few milliseconds for a hundred thousand functions, and an index
    /// would have to be kept in memory for the whole run.
    pub fn functions_where(&self, wanted: impl Fn(&Package, &PackageFile, &Decl) -> bool) -> Vec<FunctionId> {
        let mut found = Vec::new();
        for home in &self.packages {
            for (n, at) in home.functions.iter().enumerate() {
                let (file, decl) = home.decl(*at);
                if wanted(home, file, decl) {
                    found.push(FunctionId(home.first_function + n as u32));
                }
            }
        }
        found
    }

    /// Lowers a function and works out what its calls mean and what its locals are.
    pub fn link(&self, id: FunctionId) -> Result<LinkedBody, Problem> {
        Ok(self.link_lowered(id, self.lower(id)?))
    }

    /// A lowered function, in which no name has been looked up.
    pub fn lower(&self, id: FunctionId) -> Result<Function, Problem> {
        let (home, at) = self.locate(id);
        let (file, decl) = home.decl(at);
        body::lower(self, &home, at, (&file.source, decl))
    }

    /// Works out what the calls of a lowered function mean and what its locals are.
    pub fn link_lowered(&self, id: FunctionId, function: Function) -> LinkedBody {
        let (home, at) = self.locate(id);
        body::link_function(self, id, &home, at, function)
    }

    /// A linked function with what the source of libraries tells of some of its calls.
    pub fn link_with_libraries(&self, linked: &LinkedBody, calls: &FxHashSet<CallId>) -> LinkedBody {
        let (home, at) = self.locate(linked.id);
        body::link_again(self, linked, &home, at, calls)
    }

    /// [`Program::link`] as if the function had another text: that of `file`, in which `decl` says where it lies.
    /// What its names mean is asked where it really is.
    pub fn link_changed(&self, id: FunctionId, file: &SourceFile, decl: &Decl) -> Result<LinkedBody, Problem> {
        let (home, at) = self.locate(id);
        Ok(body::link_function(self, id, &home, at, body::lower(self, &home, at, (file, decl))?))
    }

    /// The package with this import path, if its source is in sight. Reads it from disk on first use, unless the
    /// whole API of it is known.
    pub(super) fn package(&self, path: Name) -> Option<Arc<Package>> {
        if let Some(package) = self.package_under_analysis(path) {
            return Some(Arc::clone(package));
        }
        // Modules of libraries are read for those who ask for them: `Program::library`.
        if path.is_empty() || is_module(path) || self.api.is_complete(path) {
            return None;
        }
        self.read_once(path)
    }

    /// A package that is not under analysis, read on first use.
    pub(super) fn read_once(&self, path: Name) -> Option<Arc<Package>> {
        let known = read(&self.imported).get(&path).cloned();
        let cell = known.unwrap_or_else(|| {
            let mut imported = self.imported.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            Arc::clone(imported.entry(path).or_default())
        });
        cell.get_or_init(|| self.import(path)).clone()
    }

    pub(super) fn package_under_analysis(&self, path: Name) -> Option<&Arc<Package>> {
        self.by_path.get(&path).and_then(|&n| self.packages.get(n))
    }

    fn import(&self, path: Name) -> Option<Arc<Package>> {
        let mut package = match is_module(path) {
            true => self.read_module(path)?,
            false => {
                let files = self.module_roots.iter().find_map(|root| self.source.load(path.as_str(), root))?;
                Package::imported(path, files, &self.frontend)?
            }
        };
        let mut numbered = self.numbered.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        package.first_function = numbered.next;
        numbered.next += package.functions.len() as u32;
        let package = Arc::new(package);
        numbered.packages.push(Arc::clone(&package));
        Some(package)
    }

    fn locate(&self, id: FunctionId) -> (Arc<Package>, DeclRef) {
        let find = |packages: &[Arc<Package>]| {
            let n = packages.partition_point(|package| package.first_function <= id.0);
            // Packages without functions share their number with the next; the last one that starts here has it.
            let package = &packages[n.saturating_sub(1)];
            (Arc::clone(package), package.functions[(id.0 - package.first_function) as usize])
        };
        if id.0 < self.function_count() { find(&self.packages) } else { find(&read(&self.numbered).packages) }
    }

    /// The number of a function of a package.
    pub(super) fn id_of(&self, package: &Package, at: DeclRef) -> Option<FunctionId> {
        package.function_index(at).map(|n| FunctionId(package.first_function + n))
    }

    /// The functions and methods with a body that a package declares at its top, by name; for callers that
    /// know a path and want the function.
    pub fn find_function(&self, path: FuncPath) -> Option<FunctionId> {
        let package = self.package(path.package)?;
        let at = match path.receiver {
            Some(receiver) => package.method(receiver, path.name)?,
            None => package.named(path.name).filter(|&at| package.decl(at).1.kind == DeclKind::Func)?,
        };
        self.id_of(&package, at)
    }
}

pub(super) fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(|poisoned| poisoned.into_inner())
}
