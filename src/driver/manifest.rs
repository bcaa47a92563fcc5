//! `go.mod` and `go.work`, as far as they say what an import path means.
//!
//! Read by ourselves: the go command is never called. A manifest that does not parse is read as far as it goes.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, RwLock};

/// A module: the directory of a `go.mod` and what that says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Module {
    /// Directory of the manifest.
    pub root: PathBuf,
    /// Import path of the module.
    pub path: String,
    /// Minor version of the language: 22 for `go 1.22`.
    pub go_version: Option<u32>,
    /// Version of each required module.
    pub requires: BTreeMap<String, String>,
    /// What a module is replaced by.
    pub replaces: BTreeMap<String, Replacement>,
}

/// What a `replace` directive puts in a module's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// A directory.
    Directory(PathBuf),
    /// Another module at a version.
    Module(String, String),
}

/// A workspace: the directories of its modules, and replacements that hold for all of them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workspace {
    /// Directories of the modules.
    pub uses: Vec<PathBuf>,
    /// What a module is replaced by.
    pub replaces: BTreeMap<String, Replacement>,
}

impl Module {
    /// Reads the text of a `go.mod` that lies in `root`.
    pub fn parse(root: &Path, text: &str) -> Module {
        let mut module = Module { root: root.to_owned(), ..Module::default() };
        for words in directives(text) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["module", path, ..] => module.path = (*path).to_owned(),
                ["go", version, ..] => module.go_version = minor_version(version),
                ["require", path, version, ..] => {
                    module.requires.insert((*path).to_owned(), (*version).to_owned());
                }
                ["replace", rest @ ..] => module.replaces.extend(replacement(root, rest)),
                // Directives such as `exclude`, `retract` and `toolchain` do not change what an import means.
                _ => {}
            }
        }
        module
    }

    /// The import path of a directory inside the module.
    pub fn import_path(&self, directory: &Path) -> String {
        let inside = directory.strip_prefix(&self.root).map(slashed).unwrap_or_default();
        match (self.path.as_str(), inside.as_str()) {
            (path, "") => path.to_owned(),
            // A file that should be the standard library says `module std`.
            ("std" | "", inside) => inside.to_owned(),
            (path, inside) => format!("{path}/{inside}"),
        }
    }

    /// The directory that an import path inside the module means.
    pub fn directory_of(&self, import_path: &str) -> Option<PathBuf> {
        inside(import_path, &self.path).map(|rest| self.root.join(rest))
    }
}

impl Workspace {
    /// Reads the text of a `go.work` that lies in `root`.
    pub fn parse(root: &Path, text: &str) -> Workspace {
        let mut workspace = Workspace::default();
        for words in directives(text) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            match words.as_slice() {
                ["use", directory, ..] => workspace.uses.push(normalised(&root.join(directory))),
                ["replace", rest @ ..] => workspace.replaces.extend(replacement(root, rest)),
                // The language version of a workspace does not change that of its modules.
                _ => {}
            }
        }
        workspace
    }
}

/// What is left of `path` behind `prefix`: `b/c` for `a/b/c` in `a`.
pub fn inside<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(prefix)?;
    if prefix.is_empty() {
        return None;
    }
    if rest.is_empty() { Some("") } else { rest.strip_prefix('/') }
}

/// A path without `.` and, where that is possible in the text alone, without `..`.
pub fn normalised(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(clean.components().next_back(), Some(Component::Normal(_))) => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// A path with forward slashes.
pub fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace(std::path::MAIN_SEPARATOR, "/") }
}

/// The lines of a manifest as words, blocks unfolded: `require ( a v1 )` becomes `require a v1`.
fn directives(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut block: Option<String> = None;
    for line in text.trim_start_matches('\u{feff}').lines() {
        let mut words = words(line);
        if words.first().is_some_and(|word| word == ")") {
            block = None;
        } else if words.get(1).is_some_and(|word| word == "(") {
            block = words.into_iter().next();
        } else if !words.is_empty() {
            if let Some(verb) = &block {
                words.insert(0, verb.clone());
            }
            found.push(words);
        }
    }
    found
}

fn words(line: &str) -> Vec<String> {
    let line = line.split("//").next().filter(|_| !line.contains("\"")).unwrap_or(line);
    let spaced = line.replace('(', " ( ").replace(')', " ) ");
    let words = spaced.split_whitespace().take_while(|word| !word.starts_with("//"));
    words.map(|word| word.trim_matches(['"', '`']).to_owned()).collect()
}

/// Reads `a => b`, `a v1 => b v2`, `a => ../b`.
fn replacement(root: &Path, words: &[&str]) -> Option<(String, Replacement)> {
    let arrow = words.iter().position(|word| *word == "=>")?;
    let from = words.first().filter(|_| arrow > 0)?;
    let to = match words.get(arrow + 1..)? {
        [path, version, ..] => Replacement::Module((*path).to_owned(), (*version).to_owned()),
        [directory] => Replacement::Directory(normalised(&root.join(directory))),
        [] => return None,
    };
    Some(((*from).to_owned(), to))
}

/// 22 for `1.22`, `1.22.3` and `1.22rc1`.
fn minor_version(version: &str) -> Option<u32> {
    let minor = version.strip_prefix("1.")?;
    let digits = minor.find(|c: char| !c.is_ascii_digit()).unwrap_or(minor.len());
    minor[..digits].parse().ok()
}

/// Finds the manifest of a directory, upwards, and remembers the answer.
#[derive(Debug, Default)]
pub struct Manifests {
    modules: RwLock<BTreeMap<PathBuf, Option<Arc<Module>>>>,
    workspaces: RwLock<BTreeMap<PathBuf, Option<Arc<Workspace>>>>,
}

impl Manifests {
    /// The module that a directory belongs to.
    pub fn module_of(&self, directory: &Path) -> Option<Arc<Module>> {
        found_upwards(&self.modules, directory, "go.mod", &Module::parse)
    }

    /// The workspace that a directory belongs to.
    pub fn workspace_of(&self, directory: &Path) -> Option<Arc<Workspace>> {
        found_upwards(&self.workspaces, directory, "go.work", &Workspace::parse)
    }
}

type Known<T> = RwLock<BTreeMap<PathBuf, Option<Arc<T>>>>;

fn found_upwards<T>(
    known: &Known<T>,
    directory: &Path,
    name: &str,
    parse: &dyn Fn(&Path, &str) -> T,
) -> Option<Arc<T>> {
    let mut passed = Vec::new();
    let mut answer = None;
    for candidate in directory.ancestors() {
        let remembered = known.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(candidate).cloned();
        if let Some(remembered) = remembered {
            answer = remembered;
            break;
        }
        passed.push(candidate.to_owned());
        if let Ok(bytes) = std::fs::read(candidate.join(name)) {
            answer = Some(Arc::new(parse(candidate, &String::from_utf8_lossy(&bytes))));
            break;
        }
    }
    let mut known = known.write().unwrap_or_else(|poisoned| poisoned.into_inner());
    for candidate in passed {
        known.insert(candidate, answer.clone());
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read() {
        let text = "module \"example.com/m\" // here\n\ngo 1.22.3\n\nrequire (\n\tgithub.com/A/b v1.2.3 // indirect\n)\n\
                    require c.org/d v0.1.0\nreplace (\n\tc.org/d => ../d\n\te => f v2.0.0\n)\nreplace x v1 => ./x\n";
        let module = Module::parse(Path::new("/m"), text);
        assert_eq!(module.path, "example.com/m");
        assert_eq!(module.go_version, Some(22));
        assert_eq!(module.requires["github.com/A/b"], "v1.2.3");
        assert_eq!(module.replaces["c.org/d"], Replacement::Directory("/d".into()));
        assert_eq!(module.replaces["e"], Replacement::Module("f".into(), "v2.0.0".into()));
        assert_eq!(module.replaces["x"], Replacement::Directory("/m/x".into()));
        assert_eq!(module.import_path(Path::new("/m/a/b")), "example.com/m/a/b");
        assert_eq!(module.directory_of("example.com/m/a"), Some("/m/a".into()));
        assert_eq!(module.directory_of("example.com/mm"), None);
    }

    #[test]
    fn a_workspace_is_read() {
        let workspace = Workspace::parse(Path::new("/w"), "go 1.22\nuse (\n\t.\n\t./tools\n)\nuse ../other\n");
        assert_eq!(workspace.uses, [PathBuf::from("/w"), "/w/tools".into(), "/other".into()]);
    }

    #[test]
    fn nonsense_is_survived() {
        for text in ["", "(", ")", "module", "replace =>", "replace a =>", "replace => a", "go x", "require ("] {
            Module::parse(Path::new("/m"), text);
            Workspace::parse(Path::new("/m"), text);
        }
        assert_eq!(normalised(Path::new("../a/./b/../c")), PathBuf::from("../a/c"));
    }
}
