//! The built-in tables and pages: the list of embedded files is complete, and everything in them is right.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

use std::fs;
use std::path::{Path, PathBuf};

use closewait::base::FuncPath;
use closewait::rule::{Catalog, RuleFile};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder under `rules/` with this extension, sorted: path from `rules/`, and text.
fn files(folder: &str, extension: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("rules").join(folder)).expect("the folder is there") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|found| found == extension) {
            let name = path.file_name().expect("a file name").to_string_lossy().into_owned();
            found.push((format!("{folder}/{name}"), fs::read_to_string(&path).expect("UTF-8 text")));
        }
    }
    found.sort();
    found
}

fn rule_files(files: &[(String, String)]) -> Vec<RuleFile<'_>> {
    files.iter().map(|(file, text)| RuleFile { file, text }).collect()
}

fn generated(name: &str, files: &[(String, String)]) -> String {
    let mut text = format!("const {name}: &[(&str, &str)] = &[\n");
    for (file, _) in files {
        text.push_str(&format!("    (\"{file}\", include_str!(\"../../rules/{file}\")),\n"));
    }
    text + "];\n"
}

#[test]
fn the_list_of_embedded_files_is_complete() {
    let path: &Path = &root().join("src/rule/builtin.rs");
    let text = fs::read_to_string(path).expect("UTF-8 text");
    let (begin, end) = ("// BEGIN GENERATED\n", "// END GENERATED\n");
    let (head, rest) = text.split_once(begin).expect("the beginning of the generated part");
    let (_, tail) = rest.split_once(end).expect("the end of the generated part");
    let tables = generated("TABLES", &files("go", "toml"));
    let pages = generated("PAGES", &files("pages", "md"));
    let wanted = format!("{head}{begin}{tables}\n{pages}{end}{tail}");
    if text != wanted {
        assert!(std::env::var_os("UPDATE_BUILTIN").is_some(), "run `UPDATE_BUILTIN=1 cargo test --test tables`");
        fs::write(path, wanted).expect("a writable file");
    }
}

#[test]
fn nothing_is_wrong_with_the_built_in_tables() {
    let (tables, pages) = (files("go", "toml"), files("pages", "md"));
    let (catalog, mistakes) = Catalog::of_files(&rule_files(&pages), &rule_files(&tables));
    let shown: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "rules/{}", shown.join("\nrules/"));
    assert_eq!(catalog.rules().count(), pages.len());
}

#[test]
fn tables_are_loaded_when_they_are_needed() {
    let none = Catalog::for_imports(&|_| false);
    assert!(none.acquires(FuncPath::new("net", "", "Dial")).is_empty());
    // The table of one package refers to a resource of another: both are loaded.
    let http = Catalog::for_imports(&|package| package == "net/http");
    assert!(!http.acquires(FuncPath::new("net", "", "Dial")).is_empty());
    assert!(http.acquires(FuncPath::new("database/sql", "DB", "Begin")).is_empty());
    assert!(!Catalog::all().acquires(FuncPath::new("database/sql", "DB", "Begin")).is_empty());
}
