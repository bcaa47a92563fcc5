//! Packages and numbers of functions, without lowering anything.

use std::sync::Arc;

use super::{PackageSource, Program, SourcePackage};
use crate::api::ApiTable;
use crate::base::name::hash_text;
use crate::base::{FuncPath, Language, Name, SourceFile, SourceMap};
use crate::frontend;

struct Library(Arc<SourceMap>);

impl PackageSource for Library {
    fn load(&self, import_path: &str, importer_module_root: &str) -> Option<Vec<Arc<SourceFile>>> {
        if import_path != "lib.org/go-lib" || importer_module_root != "b" {
            return None;
        }
        let text = "package lib\nfunc Open() {}\nfunc Shut() {}\n";
        Some(vec![
            self.0.add("b/vendor/lib.go".into(), Language::Go, text.into()),
            self.0.add("b/vendor/gen.go".into(), Language::Go, "package main\nfunc main() {}\n".into()),
            self.0.add("b/vendor/lib_test.go".into(), Language::Go, "package lib\nfunc TestX() {}\n".into()),
        ])
    }
}

fn package(sources: &SourceMap, path: &str, root: &str, files: &[(&str, &str)]) -> SourcePackage {
    let read = |(name, text): &(&str, &str)| {
        let file = sources.add(format!("{path}/{name}"), Language::Go, (*text).to_owned());
        let outline = frontend::outline(&file);
        (file, outline)
    };
    SourcePackage {
        import_path: Name::new(path),
        files: files.iter().map(read).collect(),
        is_first_party: true,
        go_version: 22,
        module_root: root.to_owned(),
    }
}

fn program() -> Program {
    let sources = Arc::new(SourceMap::default());
    let b = [
        ("b.go", "package b\nfunc F() { g.Open() }\nfunc (t *T) M() { x.Open(); x.Shut() }\nfunc init() {}\n"),
        ("b_test.go", "package b_test\nfunc TestF() { b.Open() }\n"),
        ("tool.go", "//go:build ignore\n\npackage main\nfunc main() {}\n"),
    ];
    let packages = vec![package(&sources, "m/b", "b", &b), package(&sources, "m/a", "a", &[("a.go", "package a\n")])];
    Program::new(packages, Arc::clone(&sources), ApiTable::from_text(""), Box::new(Library(sources)))
}

#[test]
fn functions_are_numbered_by_package_and_place() {
    let program = program();
    let paths: Vec<String> = program.functions().map(|id| program.function(id).path.to_string()).collect();
    assert_eq!(paths, ["m/b.F", "(m/b.T).M", "m/b.init", "m/b:main.main", "m/b_test.TestF"]);
    let tests: Vec<bool> = program.functions().map(|id| program.function(id).is_test).collect();
    assert_eq!(tests, [false, false, false, false, true]);
}

#[test]
fn mentions_are_found() {
    let program = program();
    let named = |name| {
        let found = program.functions_where(|_, _, decl| decl.mentions(hash_text(name))).into_iter();
        found.map(|id| program.function(id).path.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(named("Open"), ["F", "M", "TestF"]);
    assert_eq!(named("Shut"), ["M"]);
    assert!(named("Nothing").is_empty());
}

#[test]
fn imported_packages_get_numbers_when_asked_for() {
    let program = program();
    let id = program.find_function(FuncPath::new("lib.org/go-lib", "", "Shut")).unwrap();
    assert!(id.0 >= program.function_count());
    let found = program.function(id);
    assert_eq!(found.path.to_string(), "lib.org/go-lib.Shut");
    assert!(!found.first_party);
    assert!(program.find_function(FuncPath::new("lib.org/go-lib", "", "TestX")).is_none());
    assert!(program.find_function(FuncPath::new("lib.org/other", "", "Shut")).is_none());
}

#[test]
fn threads_may_share_a_program() {
    fn shared<T: Sync + Send>() {}
    shared::<Program>();
}
