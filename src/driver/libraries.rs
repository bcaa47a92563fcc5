//! Rust: where the source of crates lies that are not under analysis.
//!
//! A crate is asked for by the name that code has for it. Which package that is, the manifests of the crates under analysis
//! say; which version of it, `Cargo.lock`, or else the requirement. The package lies where a `path` says, in a folder
//! that `cargo vendor` made, or in what Cargo has downloaded. Nothing is looked at before it is asked for, and what is
//! missing or cannot be read is not there: what is said of the code under analysis must not depend on more.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::cargo::{Dependency, Library, Locked, Workspace, crate_name_of, dependencies, read_library};
use super::crates::Crates;
use super::requirement::Version;

/// Paths with more words lead to no file.
const MAX_WORDS: usize = 12;

/// How deep the packages of a downloaded repository are looked for.
const MAX_DEPTH: u32 = 3;

/// Finds the source of crates.
pub struct Libraries {
    /// The directory of the run: what lies above it belongs to somebody else.
    root: PathBuf,
    crates: Arc<Crates>,
    /// Where Cargo keeps what it downloads, if that is looked at.
    home: Option<PathBuf>,
    known: OnceLock<Known>,
    /// All that was downloaded, by the name of the package; only asked for where there is no lock file.
    versions: OnceLock<FxHashMap<String, Vec<(Version, PathBuf)>>>,
}

/// What the manifests say, and what has been found.
#[derive(Default)]
struct Known {
    /// By the name that code has for a crate: each dependency of the crates under analysis.
    direct: BTreeMap<String, (Dependency, OnceLock<Option<Library>>)>,
    /// What names that were asked for lead to: the name of a dependency.
    names: RwLock<FxHashMap<String, Option<String>>>,
    /// By name, all that the lock files tell of: a dependency may re-export what it depends on itself.
    others: BTreeMap<String, (Dependency, OnceLock<Option<Library>>)>,
}

impl Libraries {
    /// Nothing has been looked at yet.
    pub fn new(root: PathBuf, crates: Arc<Crates>, home: Option<PathBuf>) -> Libraries {
        Libraries { root, crates, home, known: OnceLock::new(), versions: OnceLock::new() }
    }

    /// The file of a module, such as `::name::inner`, as the crates in these directories see it.
    pub fn file_of(&self, module: &str, roots: &[String]) -> Option<PathBuf> {
        let mut words = module.strip_prefix("::")?.split("::");
        let name = words.next()?;
        let words: Vec<&str> = words.collect();
        let is_word = |word: &&str| !word.is_empty() && word.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric());
        if words.len() > MAX_WORDS || !words.iter().chain([&name]).all(is_word) {
            return None;
        }
        let library = self.library(name, roots)?;
        if words.is_empty() {
            return Some(library.file.clone());
        }
        let path = library.file.parent()?.join(words.join("/"));
        [path.with_extension("rs"), path.join("mod.rs")].into_iter().find(|path| path.is_file())
    }

    /// Whether a manifest or lock file speaks of a crate of this name.
    pub fn may_have(&self, name: &str, roots: &[String]) -> bool {
        let known = self.known.get_or_init(|| self.known(roots));
        self.dependency_called(name, known).is_some() || known.others.contains_key(name)
    }

    fn library(&self, name: &str, roots: &[String]) -> Option<&Library> {
        let known = self.known.get_or_init(|| self.known(roots));
        let (dependency, library) = match self.dependency_called(name, known) {
            Some(key) => known.direct.get(&key)?,
            None => known.others.get(name)?,
        };
        library.get_or_init(|| self.find(dependency)).as_ref()
    }

    /// The dependency that code calls so: by its own name, or by that of its library where that is another one.
    fn dependency_called(&self, name: &str, known: &Known) -> Option<String> {
        if known.direct.contains_key(name) {
            return Some(name.to_owned());
        }
        if let Some(found) = known.names.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return found.clone();
        }
        let squeezed = |name: &str| name.replace('_', "");
        let part = squeezed(name);
        let is_it = |key: &&String| {
            let (dependency, library) = &known.direct[*key];
            squeezed(key).contains(&part)
                && crate_name_of(&dependency.package) == **key
                && library
                    .get_or_init(|| self.find(dependency))
                    .as_ref()
                    .is_some_and(|found| found.name.as_deref() == Some(name))
        };
        let found = known.direct.keys().find(is_it).cloned();
        known.names.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), found.clone());
        found
    }

    /// What the manifests of the crates under analysis and their lock files say.
    fn known(&self, roots: &[String]) -> Known {
        let mut known = Known::default();
        let mut workspaces: BTreeMap<PathBuf, Arc<Workspace>> = BTreeMap::new();
        let under_analysis: Vec<_> = roots.iter().filter_map(|root| self.crates.of(Path::new(root))).collect();
        for found in &under_analysis {
            let place = self.crates.workspace_of(&found.root).unwrap_or_else(|| found.root.clone());
            let read =
                |place: &PathBuf| Arc::new(Workspace::read(place, self.crates.manifest(place).unwrap_or_default()));
            let workspace = workspaces.entry(place).or_insert_with_key(read);
            for (name, dependency) in dependencies(&found.root, &found.manifest, workspace) {
                known.direct.entry(name).or_insert_with(|| (dependency, OnceLock::new()));
            }
        }
        for workspace in workspaces.values() {
            for package in workspace.locked.keys() {
                let dependency = Dependency::of_package(package, workspace);
                known.others.entry(crate_name_of(package)).or_insert_with(|| (dependency, OnceLock::new()));
            }
        }
        for found in under_analysis {
            known.direct.remove(&found.name);
            known.others.remove(&found.name);
        }
        known
    }

    /// The source of a dependency. What Cargo itself would not use as a library is none.
    fn find(&self, dependency: &Dependency) -> Option<Library> {
        let directory = match &dependency.path {
            Some(path) => path.clone(),
            None => self.downloaded(dependency)?,
        };
        read_library(&directory)
    }

    fn downloaded(&self, dependency: &Dependency) -> Option<PathBuf> {
        let workspace = &dependency.workspace;
        let admitted = |version: &Version| {
            dependency.requirement.as_ref().is_none_or(|requirement| version.satisfies(requirement))
        };
        let Some(locked) = workspace.locked.get(&dependency.package) else {
            return match workspace.locked.is_empty() {
                true => self.newest(&dependency.package, &admitted),
                false => None,
            };
        };
        let chosen: Option<&Locked> = match locked.as_slice() {
            [only] => Some(only),
            several => {
                several.iter().filter(|locked| admitted(&locked.version)).max_by(|a, b| a.version.cmp(&b.version))
            }
        };
        let chosen = chosen?;
        // A package without a source is one of the workspace.
        let source = chosen.source.as_ref()?;
        self.vendored(workspace, &dependency.package, &chosen.text).or_else(|| match source.strip_prefix("git+") {
            Some(repository) => self.checked_out(repository, &dependency.package),
            None => self.in_registry(&dependency.package, &chosen.text),
        })
    }

    /// A folder that `cargo vendor` made. Beside the newest version of a package others have theirs in the name.
    fn vendored(&self, workspace: &Workspace, package: &str, version: &str) -> Option<PathBuf> {
        let around = workspace.root.ancestors().take_while(|above| above.starts_with(&self.root));
        let mut folders: Vec<PathBuf> = around.flat_map(super::cargo::vendor_folders).collect();
        folders.push(workspace.root.join("vendor"));
        let candidates =
            folders.iter().flat_map(|folder| [folder.join(format!("{package}-{version}")), folder.join(package)]);
        let is_it = |directory: &PathBuf| {
            directory.join(".cargo-checksum.json").is_file()
                && super::cargo::version_of(directory).is_some_and(|found| found == version)
        };
        candidates.into_iter().find(is_it)
    }

    /// The folders of the registries that something was downloaded from, in order.
    fn registries(&self) -> Vec<PathBuf> {
        let Some(home) = &self.home else { return Vec::new() };
        listed(&home.join("registry").join("src"))
    }

    fn in_registry(&self, package: &str, version: &str) -> Option<PathBuf> {
        let folder = format!("{package}-{version}");
        self.registries().into_iter().map(|registry| registry.join(&folder)).find(|directory| directory.is_dir())
    }

    /// The newest version of a package that was downloaded.
    fn newest(&self, package: &str, admitted: &dyn Fn(&Version) -> bool) -> Option<PathBuf> {
        let all = self.versions.get_or_init(|| {
            let mut all: FxHashMap<String, Vec<(Version, PathBuf)>> = FxHashMap::default();
            for directory in self.registries().iter().flat_map(|registry| listed(registry)) {
                let folder = directory.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let cuts = folder.match_indices('-').map(|(at, _)| (&folder[..at], &folder[at + 1..]));
                let found =
                    cuts.into_iter().find_map(|(name, version)| Some((name.to_owned(), Version::parse(version)?)));
                if let Some((name, version)) = found {
                    all.entry(name).or_default().push((version, directory));
                }
            }
            all
        });
        let fitting = all.get(package)?.iter().filter(|(version, _)| admitted(version));
        fitting.max_by(|(a, _), (b, _)| a.cmp(b)).map(|(_, directory)| directory.clone())
    }

    /// The folder of a package in a repository that was checked out, given as `URL?query#commit`.
    fn checked_out(&self, repository: &str, package: &str) -> Option<PathBuf> {
        let (url, commit) = repository.split_once('#')?;
        let url = url.split('?').next()?.trim_end_matches('/');
        let name = url.rsplit('/').next()?.trim_end_matches(".git");
        let short = commit.get(..7)?;
        let checkouts = listed(&self.home.as_ref()?.join("git").join("checkouts"));
        let is_named = |path: &PathBuf| {
            let folder = path.file_name().and_then(|name| name.to_str());
            folder.and_then(|folder| folder.strip_prefix(name)).is_some_and(|rest| rest.starts_with('-'))
        };
        let checkout = checkouts.iter().filter(|path| is_named(path)).map(|path| path.join(short));
        checkout.filter(|path| path.is_dir()).find_map(|path| package_below(&path, package, MAX_DEPTH))
    }
}

fn package_below(directory: &Path, package: &str, depth: u32) -> Option<PathBuf> {
    if super::cargo::package_of(directory).is_some_and(|found| found == package) {
        return Some(directory.to_owned());
    }
    let depth = depth.checked_sub(1)?;
    let hidden = |path: &PathBuf| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let below = listed(directory).into_iter().filter(|path| path.is_dir() && !hidden(path));
    below.into_iter().find_map(|path| package_below(&path, package, depth))
}

/// What lies in a directory, in order.
fn listed(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Where Cargo keeps what it downloads.
pub fn cargo_home() -> Option<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    home.is_dir().then_some(home)
}
