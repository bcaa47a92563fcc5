//! Rust: which crate a file belongs to, and which module of it the file is.
//!
//! The crate is named by the nearest `Cargo.toml`; which module a file is follows from its place under `src`. Paths given
//! by attributes are not looked at. Files outside of `src` (tests, examples, benchmarks, build scripts) are crates of
//! their own, and so is a program beside a library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use crate::base::Name;
use crate::ir::Outline;
use crate::resolve::SourcePackage;

use super::discover::shown;
use super::manifest::slashed;
use super::packages::ReadFile;

/// The nearest crates of directories, read once.
#[derive(Default)]
pub struct Crates {
    known: RwLock<BTreeMap<PathBuf, Option<Arc<Crate>>>>,
    manifests: RwLock<BTreeMap<PathBuf, Option<Arc<toml::Table>>>>,
}

/// A directory with a `Cargo.toml` that names a package.
#[derive(Debug)]
pub struct Crate {
    /// The directory.
    pub root: PathBuf,
    /// The name as paths spell it.
    pub name: String,
    /// Its manifest.
    pub manifest: Arc<toml::Table>,
}

impl Crates {
    /// The crate that a directory lies in.
    pub fn of(&self, directory: &Path) -> Option<Arc<Crate>> {
        if let Some(known) = self.known.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(directory) {
            return known.clone();
        }
        let found = match self.manifest(directory).and_then(|manifest| named(directory, manifest)) {
            Some(found) => Some(Arc::new(found)),
            None => directory.parent().and_then(|parent| self.of(parent)),
        };
        let mut known = self.known.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.insert(directory.to_owned(), found.clone());
        found
    }

    /// The manifest in a directory, read once.
    pub fn manifest(&self, directory: &Path) -> Option<Arc<toml::Table>> {
        if let Some(known) = self.manifests.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(directory) {
            return known.clone();
        }
        let found = parsed_manifest(directory).map(Arc::new);
        let mut known = self.manifests.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.insert(directory.to_owned(), found.clone());
        found
    }

    /// The directory of the workspace that a directory lies in, or of the crate where there is no workspace.
    pub fn workspace_of(&self, directory: &Path) -> Option<PathBuf> {
        let manifests = directory.ancestors().filter_map(|above| Some((above, self.manifest(above)?)));
        let mut nearest = None;
        for (place, manifest) in manifests {
            if manifest.contains_key("workspace") {
                return Some(place.to_owned());
            }
            nearest.get_or_insert_with(|| place.to_owned());
        }
        nearest
    }
}

fn parsed_manifest(directory: &Path) -> Option<toml::Table> {
    let text = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    toml::from_str(&text).ok()
}

fn named(directory: &Path, manifest: Arc<toml::Table>) -> Option<Crate> {
    let named = |section: &str| manifest.get(section)?.get("name")?.as_str().map(str::to_owned);
    let name = named("lib").or_else(|| named("package"))?;
    Some(Crate { root: directory.to_owned(), name: name.replace('-', "_"), manifest })
}

/// The modules of a file: itself, and those written inside it.
pub fn modules(read: ReadFile, root: &Path, crates: &Crates, out: &mut Vec<SourcePackage>) {
    let directory = read.path.parent().unwrap_or(Path::new("")).to_owned();
    let found = crates.of(&directory);
    let (path, is_program) = match &found {
        Some(found) => module_of(found, &read.path),
        None => (format!("::{}", loose(&read.path, root)), read.path.ends_with("main.rs")),
    };
    let module_root = slashed(found.as_ref().map_or(directory.as_path(), |found| &found.root));
    add(read.outline, &read.file, &path, is_program, &module_root, out);
}

fn add(
    mut outline: Outline,
    file: &Arc<crate::base::SourceFile>,
    path: &str,
    is_program: bool,
    module_root: &str,
    out: &mut Vec<SourcePackage>,
) {
    let inner = std::mem::take(&mut outline.modules);
    for module in inner {
        let path = format!("{path}::{}", module.package);
        add(module, file, &path, false, module_root, out);
    }
    let last = path.rsplit("::").next().unwrap_or(path);
    outline.package = Name::new(if is_program { "main" } else { last });
    out.push(SourcePackage {
        import_path: Name::new(path),
        files: vec![(Arc::clone(file), outline)],
        is_first_party: true,
        go_version: u32::MAX,
        module_root: module_root.to_owned(),
    });
}

/// The path of the module that a file of a crate is, and whether it is a program.
fn module_of(found: &Crate, path: &Path) -> (String, bool) {
    let inside = path.strip_prefix(&found.root).map(slashed).unwrap_or_default();
    let name = &found.name;
    let Some(source) = inside.strip_prefix("src/") else {
        let stem = inside.trim_end_matches(".rs").trim_end_matches("/mod").replace(['/', '-', '.'], "_");
        let is_program = !inside.starts_with("tests/") && !inside.starts_with("benches/");
        return (format!("::{name}({stem})"), is_program);
    };
    if source == "main.rs" {
        let beside_library = found.root.join("src/lib.rs").is_file();
        return (if beside_library { format!("::{name}(main)") } else { format!("::{name}") }, true);
    }
    if let Some(program) = source.strip_prefix("bin/") {
        let stem = program.trim_end_matches(".rs").trim_end_matches("/main").replace(['/', '-', '.'], "_");
        return (format!("::{name}({stem})"), true);
    }
    if source == "lib.rs" {
        return (format!("::{name}"), false);
    }
    let module = source.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
    (format!("::{name}::{module}"), false)
}

/// What stands for a path where no manifest names a crate.
fn loose(path: &Path, root: &Path) -> String {
    let text = shown(path, root);
    let text = text.trim_end_matches(".rs").trim_matches('/');
    let module = ["/mod", "/lib", "/main"].into_iter().find_map(|root| text.strip_suffix(root));
    module.unwrap_or(text).replace('/', "::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_modules() {
        let found = Crate { root: "/p".into(), name: "my_crate".to_owned(), manifest: Arc::default() };
        let path = |text: &str| module_of(&found, Path::new(text));
        assert_eq!(path("/p/src/lib.rs"), ("::my_crate".to_owned(), false));
        assert_eq!(path("/p/src/a/mod.rs"), ("::my_crate::a".to_owned(), false));
        assert_eq!(path("/p/src/a/b.rs"), ("::my_crate::a::b".to_owned(), false));
        assert_eq!(path("/p/src/bin/tool.rs"), ("::my_crate(tool)".to_owned(), true));
        assert_eq!(path("/p/tests/it/x.rs"), ("::my_crate(tests_it_x)".to_owned(), false));
        assert_eq!(path("/p/build.rs"), ("::my_crate(build)".to_owned(), true));
    }
}
