//! Files to packages, and packages that are imported but not under analysis.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::base::{Language, Name, SourceFile, SourceMap};
use crate::ir::Outline;
use crate::resolve::{PackageSource, SourcePackage, is_rare};

use super::crates::{self, Crates};
use super::discover::{is_test_file, shown};
use super::files::read_source;
use super::libraries::Libraries;
use super::manifest::{Manifests, Module, Replacement, inside, slashed};

/// The language of a module that does not name one.
const WITHOUT_GO_LINE: u32 = 16;

/// A file that was read, and where it lies.
pub struct ReadFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its text.
    pub file: Arc<SourceFile>,
    /// What it declares.
    pub outline: Outline,
}

/// Groups files, which come in order, into packages: one for each directory and package clause.
///
/// The package of a directory is the clause most of its files have; its test package `x_test` and stray clauses
/// (`package main` in a file kept from the build) get import paths of their own, which nothing can import.
pub fn group(files: Vec<ReadFile>, root: &Path, manifests: &Manifests, crates: &Crates) -> Vec<SourcePackage> {
    let (modules, files): (Vec<ReadFile>, Vec<ReadFile>) =
        files.into_iter().partition(|file| file.outline.language.has_paths());
    let mut directories: BTreeMap<PathBuf, BTreeMap<Name, Vec<ReadFile>>> = BTreeMap::new();
    for file in files {
        let directory = file.path.parent().unwrap_or(Path::new("")).to_owned();
        directories.entry(directory).or_default().entry(file.outline.package).or_default().push(file);
    }
    let mut packages = Vec::new();
    modules.into_iter().for_each(|file| crates::modules(file, root, crates, &mut packages));
    for (directory, clauses) in directories {
        let module = manifests.module_of(&directory);
        let import_path = match &module {
            Some(module) => module.import_path(&directory),
            None => directory_as_path(&directory, root),
        };
        let go_version = language_version(module.as_deref(), clauses.values().flatten());
        let module_root = slashed(module.as_ref().map_or(directory.as_path(), |module| &module.root));
        let main = main_clause(&clauses);
        for (clause, files) in clauses {
            let path = path_of_clause(&import_path, clause, main);
            packages.push(SourcePackage {
                import_path: Name::new(&path),
                files: files.into_iter().map(|read| (read.file, read.outline)).collect(),
                is_first_party: true,
                go_version,
                module_root: module_root.clone(),
            });
        }
    }
    packages
}

/// The language that the go command reads a directory as. A `go.mod` that does not say means Go 1.16. Without one, a
/// package that imports others than those of the standard library can only be built below `GOPATH`, which means the
/// same; any other is built as a file by itself, in the newest language.
fn language_version<'a>(module: Option<&Module>, files: impl Iterator<Item = &'a ReadFile>) -> u32 {
    let in_path = || {
        files.flat_map(|read| &read.outline.imports).any(|import| {
            let first = import.path.as_str().split('/').next().unwrap_or("");
            first.contains('.')
        })
    };
    match module {
        Some(module) => module.go_version.unwrap_or(WITHOUT_GO_LINE),
        None if in_path() => WITHOUT_GO_LINE,
        None => u32::MAX,
    }
}

/// What stands for an import path where no manifest gives one.
fn directory_as_path(directory: &Path, root: &Path) -> String {
    let text = shown(directory, root);
    let text = text.trim_matches('/');
    if text.is_empty() { "main".to_owned() } else { text.to_owned() }
}

/// The clause that names the package of a directory: `main` and test packages only where there is no other, then
/// the one with most files, then the first by name.
fn main_clause(clauses: &BTreeMap<Name, Vec<ReadFile>>) -> Option<Name> {
    let rank = |clause: &Name, files: &Vec<ReadFile>| {
        let odd = clause.as_str() == "main" || clause.as_str().ends_with("_test") || clause.is_empty();
        (odd, usize::MAX - files.len())
    };
    clauses.iter().min_by_key(|(clause, files)| rank(clause, files)).map(|(clause, _)| *clause)
}

fn path_of_clause(import_path: &str, clause: Name, main: Option<Name>) -> String {
    if Some(clause) == main {
        import_path.to_owned()
    } else if clause.as_str().ends_with("_test") {
        format!("{import_path}_test")
    } else {
        format!("{import_path}#{clause}")
    }
}

/// Packages read from disk when something under analysis imports them: the rest of the module, vendored ones,
/// other modules of the workspace, local replacements, the module cache. The standard library is not among them.
pub struct DiskPackages {
    root: PathBuf,
    sources: Arc<SourceMap>,
    manifests: Arc<Manifests>,
    module_cache: Option<PathBuf>,
    libraries: Libraries,
    /// Modules of the workspace by their path; found out when first asked for.
    workspace: OnceLock<Vec<Arc<Module>>>,
}

impl DiskPackages {
    /// A source that adds what it reads to `sources`. Without `module_cache`, what is downloaded is not looked at.
    pub fn new(
        root: PathBuf,
        sources: Arc<SourceMap>,
        manifests: Arc<Manifests>,
        module_cache: Option<PathBuf>,
        libraries: Libraries,
    ) -> DiskPackages {
        DiskPackages { root, sources, manifests, module_cache, libraries, workspace: OnceLock::new() }
    }

    /// The directory an import path means, seen from a module.
    fn directory_of(&self, import_path: &str, importer: &Path) -> Option<PathBuf> {
        let module = self.manifests.module_of(importer);
        let own = module.as_ref().and_then(|module| module.directory_of(import_path));
        own.filter(|directory| directory.is_dir())
            .or_else(|| self.vendored(import_path, importer))
            .or_else(|| self.in_workspace(import_path, importer))
            .or_else(|| self.replaced_or_cached(import_path, module.as_deref()?))
    }

    fn vendored(&self, import_path: &str, importer: &Path) -> Option<PathBuf> {
        let candidates = importer.ancestors().map(|directory| directory.join("vendor").join(import_path));
        // A vendor directory above the root of the run belongs to somebody else.
        let depth = importer.strip_prefix(&self.root).map_or(0, |below| below.components().count());
        candidates.take(depth + 1).find(|directory| directory.is_dir())
    }

    fn in_workspace(&self, import_path: &str, importer: &Path) -> Option<PathBuf> {
        let modules = self.workspace.get_or_init(|| {
            let workspace = self.manifests.workspace_of(importer);
            let directories = workspace.as_ref().map_or(&[][..], |workspace| &workspace.uses);
            directories.iter().filter_map(|directory| self.manifests.module_of(directory)).collect()
        });
        let directories = modules.iter().filter_map(|module| module.directory_of(import_path));
        directories.into_iter().find(|directory| directory.is_dir())
    }

    fn replaced_or_cached(&self, import_path: &str, module: &Module) -> Option<PathBuf> {
        let workspace = self.manifests.workspace_of(&module.root);
        let overriding = workspace.iter().flat_map(|workspace| &workspace.replaces);
        for (from, to) in overriding.chain(&module.replaces) {
            let Some(rest) = inside(import_path, from) else { continue };
            let directory = match to {
                Replacement::Directory(directory) => directory.join(rest),
                Replacement::Module(path, version) => self.cached(path, version)?.join(rest),
            };
            return directory.is_dir().then_some(directory);
        }
        let mut required: Vec<_> =
            module.requires.iter().filter(|(path, _)| inside(import_path, path).is_some()).collect();
        // The longest path wins: a module may lie inside another.
        required.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        let directories = required
            .into_iter()
            .filter_map(|(path, version)| Some(self.cached(path, version)?.join(inside(import_path, path)?)));
        directories.into_iter().find(|directory| directory.is_dir())
    }

    fn cached(&self, path: &str, version: &str) -> Option<PathBuf> {
        let cache = self.module_cache.as_ref()?;
        Some(cache.join(format!("{}@{}", escaped(path), escaped(version))))
    }
}

impl PackageSource for DiskPackages {
    fn load(&self, import_path: &str, importer_module_root: &str) -> Option<Vec<Arc<SourceFile>>> {
        // A path that climbs or starts at the top of the disk is not an import path.
        let odd = import_path.split('/').any(|part| part.is_empty() || part == "." || part == "..");
        if odd || import_path.contains(['\\', '\0', ':']) {
            return None;
        }
        let directory = self.directory_of(import_path, Path::new(importer_module_root))?;
        let mut names: Vec<PathBuf> = std::fs::read_dir(directory).ok()?.flatten().map(|entry| entry.path()).collect();
        names.retain(|path| Language::of_path(path) == Some(Language::Go) && !is_test_file(&path.to_string_lossy()));
        names.sort();
        if names.iter().any(|path| !is_rare(&path.to_string_lossy())) {
            names.retain(|path| !is_rare(&path.to_string_lossy()));
        }
        let mut files = Vec::with_capacity(names.len());
        for path in names {
            let shown = shown(&path, &self.root);
            // What cannot be read is missing from the package; problems are told of the project's own files only.
            if let Ok(text) = read_source(&path, &shown) {
                files.push(self.sources.add(shown, Language::Go, text));
            }
        }
        (!files.is_empty()).then_some(files)
    }

    fn may_have_crate(&self, name: &str, importer_roots: &[String]) -> bool {
        self.libraries.may_have(name, importer_roots)
    }

    fn load_module(&self, path: &str, importer_roots: &[String]) -> Option<Arc<SourceFile>> {
        let file = self.libraries.file_of(path, importer_roots)?;
        let shown = shown(&file, &self.root);
        let text = read_source(&file, &shown).ok()?;
        Some(self.sources.add(shown, Language::Rust, text))
    }
}

/// The way the module cache spells capital letters on disks that do not tell them apart.
fn escaped(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii_uppercase() {
            escaped.push('!');
        }
        escaped.push(c.to_ascii_lowercase());
    }
    escaped
}

/// Where downloaded modules lie.
pub fn module_cache() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let first_of_go_path = || {
        let paths = set("GOPATH")?;
        std::env::split_paths(&paths).next()
    };
    let in_home = || Some(std::env::home_dir()?.join("go"));
    let cache = set("GOMODCACHE").or_else(|| Some(first_of_go_path().or_else(in_home)?.join("pkg").join("mod")))?;
    cache.is_dir().then_some(cache)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_escaped() {
        assert_eq!(escaped("github.com/BurntSushi/toml"), "github.com/!burnt!sushi/toml");
    }
}
