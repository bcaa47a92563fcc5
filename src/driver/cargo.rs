//! `Cargo.toml`, `Cargo.lock` and `.cargo/config.toml`, as far as they say what a dependency is and where it lies.
//!
//! Read by ourselves: Cargo is never called. The manifests of dependencies and lock files are written by programs, one
//! entry a line, and are read so: a file that is broken is read as far as it goes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::{Table, Value};

use super::manifest::normalised;
use super::requirement::Version;

/// A workspace, or a crate that is its own.
#[derive(Debug, Default)]
pub struct Workspace {
    /// Its directory.
    pub root: PathBuf,
    /// What its lock file says, by the name of the package.
    pub locked: BTreeMap<String, Vec<Locked>>,
    manifest: Arc<Table>,
}

/// A version of a package that a lock file names.
#[derive(Clone, Debug)]
pub struct Locked {
    /// The version.
    pub version: Version,
    /// The same as written, with what is part of the names of folders only.
    pub text: String,
    /// Where it comes from; a package of the workspace has none.
    pub source: Option<String>,
}

/// A package that a crate depends on.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name of the package.
    pub package: String,
    /// Which versions will do.
    pub requirement: Option<String>,
    /// The directory, if that is given.
    pub path: Option<PathBuf>,
    /// The workspace that asks for it.
    pub workspace: Arc<Workspace>,
}

/// The source of a crate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Library {
    /// The name of the crate, if that is not made of the name of the package.
    pub name: Option<String>,
    /// The file of its root module.
    pub file: PathBuf,
}

/// The name that code has for a package of this name.
pub fn crate_name_of(package: &str) -> String {
    package.replace('-', "_")
}

impl Workspace {
    /// Reads what lies in its directory.
    pub fn read(root: &Path, manifest: Arc<Table>) -> Workspace {
        let locked =
            std::fs::read_to_string(root.join("Cargo.lock")).map_or_else(|_| BTreeMap::new(), |text| lock(&text));
        Workspace { root: root.to_owned(), locked, manifest }
    }

    /// What all its members can say they depend on.
    fn shared(&self, name: &str) -> Option<&Value> {
        self.manifest.get("workspace")?.get("dependencies")?.get(name)
    }

    /// The directory that is put in the place of a package, whatever a dependency says.
    fn patched(&self, package: &str) -> Option<PathBuf> {
        let sources = self.manifest.get("patch")?.as_table()?;
        let patches = sources.values().filter_map(Value::as_table).flatten();
        let is_it = |(name, patch): &(&String, &Value)| package_named(name, patch) == package;
        let path = patches.into_iter().find(is_it)?.1.get("path")?.as_str()?;
        Some(normalised(&self.root.join(path)))
    }
}

impl Dependency {
    /// A package that a lock file tells of.
    pub fn of_package(package: &str, workspace: &Arc<Workspace>) -> Dependency {
        let path = workspace.patched(package);
        Dependency { package: package.to_owned(), requirement: None, path, workspace: Arc::clone(workspace) }
    }

    fn read(name: &str, written: &Value, root: &Path, workspace: &Arc<Workspace>) -> Option<Dependency> {
        let inherited = written.get("workspace").and_then(Value::as_bool) == Some(true);
        let (written, root) = match inherited {
            true => (workspace.shared(name)?, workspace.root.as_path()),
            false => (written, root),
        };
        let text = |key: &str| written.get(key).and_then(Value::as_str).map(str::to_owned);
        let package = package_named(name, written).to_owned();
        let path = text("path").map(|path| normalised(&root.join(path))).or_else(|| workspace.patched(&package));
        let requirement = text("version").or_else(|| written.as_str().map(str::to_owned));
        Some(Dependency { package, requirement, path, workspace: Arc::clone(workspace) })
    }
}

fn package_named<'a>(name: &'a str, written: &'a Value) -> &'a str {
    written.get("package").and_then(Value::as_str).unwrap_or(name)
}

/// What a crate depends on, by the name that its code has for it. Where it says several things, what all its code can use
/// comes first.
pub fn dependencies(root: &Path, manifest: &Table, workspace: &Arc<Workspace>) -> BTreeMap<String, Dependency> {
    const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let systems = manifest.get("target").and_then(Value::as_table);
    let tables: Vec<&Table> = std::iter::once(manifest)
        .chain(systems.into_iter().flat_map(Table::values).filter_map(Value::as_table))
        .collect();
    let mut found = BTreeMap::new();
    for section in SECTIONS {
        let listed = tables.iter().filter_map(|table| table.get(section)?.as_table()).flatten();
        for (name, written) in listed {
            if let Some(dependency) = Dependency::read(name, written, root, workspace) {
                found.entry(crate_name_of(name)).or_insert(dependency);
            }
        }
    }
    found
}

/// The packages of a lock file.
fn lock(text: &str) -> BTreeMap<String, Vec<Locked>> {
    let mut packages: BTreeMap<String, Vec<Locked>> = BTreeMap::new();
    for entry in text.split("[[package]]").skip(1) {
        let of = |key: &str| entry.lines().find_map(|line| value_of(line, key));
        let (Some(name), Some(version)) = (of("name"), of("version")) else { continue };
        let Some(parsed) = Version::parse(version) else { continue };
        let source = of("source").map(str::to_owned);
        packages.entry(name.to_owned()).or_default().push(Locked { version: parsed, text: version.to_owned(), source });
    }
    packages
}

/// The text of `key = "text"`.
fn value_of<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    let value = line.trim().strip_prefix(key)?.trim_start().strip_prefix('=')?.trim();
    let value = value.split(" #").next().unwrap_or(value).trim_end();
    Some(value.trim_matches(['"', '\'']))
}

/// The lines of a section of a manifest.
fn section<'a>(text: &'a str, name: &'static str) -> impl Iterator<Item = &'a str> {
    let is_head = move |line: &str| line.trim().strip_prefix('[').and_then(|line| line.split(']').next()) == Some(name);
    let mut lines = text.lines().skip_while(move |line| !is_head(line));
    lines.next();
    lines.take_while(|line| !line.trim_start().starts_with('['))
}

fn of_section(text: &str, name: &'static str, key: &str) -> Option<String> {
    section(text, name).find_map(|line| value_of(line, key)).map(str::to_owned)
}

fn of_package(directory: &Path, key: &str) -> Option<String> {
    let text = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    of_section(&text, "package", key)
}

/// The name of the package in a directory.
pub fn package_of(directory: &Path) -> Option<String> {
    of_package(directory, "name")
}

/// The version of the package in a directory.
pub fn version_of(directory: &Path) -> Option<String> {
    of_package(directory, "version")
}

/// The library of the package in a directory. What runs in the compiler is none.
pub fn read_library(directory: &Path) -> Option<Library> {
    let text = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
    let of = |key: &str| of_section(&text, "lib", key);
    if of("proc-macro").or_else(|| of("proc_macro")).is_some_and(|value| value == "true") {
        return None;
    }
    let file = normalised(&directory.join(of("path").unwrap_or_else(|| "src/lib.rs".to_owned())));
    file.is_file().then(|| Library { name: of("name"), file })
}

/// The folders that the configuration of a directory puts in the place of registries.
pub fn vendor_folders(directory: &Path) -> Vec<PathBuf> {
    let read = |name: &str| std::fs::read_to_string(directory.join(".cargo").join(name)).ok();
    let Some(text) = read("config.toml").or_else(|| read("config")) else { return Vec::new() };
    let Ok(parsed) = toml::from_str::<Table>(&text) else { return Vec::new() };
    let sources = parsed.get("source").and_then(Value::as_table);
    let folders = sources.into_iter().flatten().filter_map(|(_, source)| source.get("directory")?.as_str());
    folders.map(|folder| normalised(&directory.join(folder))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_files_name_versions() {
        let found = lock(
            "version = 4\n\n[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\ndependencies = [\n \
             \"b\",\n]\n\n[[package]]\nname = \"a\"\nversion = \"2.0.0+spec\"\n\n[[package]]\nname = \"broken\"\n[[pack",
        );
        let versions: Vec<_> =
            found["a"].iter().map(|locked| (locked.text.as_str(), locked.source.as_deref())).collect();
        assert_eq!(versions, [("1.0.0", Some("registry+x")), ("2.0.0+spec", None)]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn dependencies_have_names_and_places() {
        let workspace: Table = toml::from_str(
            "[workspace.dependencies]\nshared = { package = \"real-shared\", version = \"2\" }\nlocal = { path = \"l\" }\n\
             [patch.crates-io]\npatched = { path = \"p\" }",
        )
        .unwrap();
        let workspace =
            Arc::new(Workspace { root: "/w".into(), manifest: Arc::new(workspace), ..Workspace::default() });
        let manifest: Table = toml::from_str(
            "[dependencies]\na-b = \"1\"\nother = { package = \"x-y\", version = \"0.3\" }\nshared.workspace = true\n\
             missing.workspace = true\nlocal = { workspace = true }\npatched = \"1\"\n\
             [target.'cfg(unix)'.dependencies]\nunix = { path = \"../u\" }\n[dev-dependencies]\na-b = \"7\"",
        )
        .unwrap();
        let found = dependencies(Path::new("/w/m"), &manifest, &workspace);
        let said: Vec<String> = found
            .iter()
            .map(|(name, found)| {
                let path = found.path.as_ref().map_or_else(String::new, |path| path.display().to_string());
                format!("{name}={}:{}:{path}", found.package, found.requirement.as_deref().unwrap_or("-"))
            })
            .collect();
        let expected = "a_b=a-b:1: local=local:-:/w/l other=x-y:0.3: patched=patched:1:/w/p shared=real-shared:2: \
                        unix=unix:-:/w/u";
        assert_eq!(said.join(" "), expected);
    }
}
