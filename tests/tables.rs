//! The built-in tables and pages: the list of embedded files is complete, and everything in them is right.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use closewait::base::{FuncPath, Type};
use closewait::rule::{
    ANY_LIBRARY, Catalog, EffectKind, Guard, Handle, ImplicitEnd, NoReturn, Release, RuleFile, Severity,
};

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

/// The tables of all languages.
fn tables() -> Vec<(String, String)> {
    ["go", "rust"].into_iter().flat_map(|folder| files(folder, "toml")).collect()
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
    let tables = generated("TABLES", &tables());
    let pages = generated("PAGES", &files("pages", "md"));
    let wanted = format!("{head}{begin}{tables}\n{pages}{end}{tail}");
    if text != wanted {
        assert!(std::env::var_os("UPDATE_BUILTIN").is_some(), "run `UPDATE_BUILTIN=1 cargo test --test tables`");
        fs::write(path, wanted).expect("a writable file");
    }
}

#[test]
fn nothing_is_wrong_with_the_built_in_tables() {
    let (tables, pages) = (tables(), files("pages", "md"));
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
    // What some library hands out is known by its use.
    let library = Catalog::for_imports(&|package| package == ANY_LIBRARY);
    assert!(!library.acquires(FuncPath::new("database/sql", "DB", "Begin")).is_empty());
    assert!(library.acquires(FuncPath::new("net", "", "Dial")).is_empty());
}

/// A qualifier that no import explains stands for the package of just that name, so a forgotten import shows here.
#[test]
fn packages_of_one_word_are_the_ones_of_the_standard_library() {
    let catalog = Catalog::all();
    let mut words: BTreeSet<&str> = BTreeSet::new();
    let mut note = |name: closewait::base::Name| {
        // `_` stands for all packages out of sight.
        if !name.is_empty() && !name.as_str().contains(['/', ':']) && name.as_str() != "_" {
            words.insert(name.as_str());
        }
    };
    for (path, signature) in catalog.signatures() {
        note(path.package);
        signature.map(&mut |ty| {
            if let Type::Named(name, _) = ty {
                note(name.package);
            }
            None
        });
    }
    let known = "bufio bytes context errors flag fmt image io iter log maps net os reflect runtime slices sort strings sync \
        syscall testing time";
    let known: BTreeSet<&str> = known.split_whitespace().collect();
    assert_eq!(words.difference(&known).collect::<Vec<_>>(), Vec::<&&str>::new());
}

#[test]
fn what_the_engine_asks_has_the_right_answers() {
    let catalog = Catalog::all();
    let one = |package, receiver, name| {
        let path = FuncPath::new(package, receiver, name);
        let [acquire] = catalog.acquires(path) else { panic!("{path} has one acquisition") };
        (acquire, catalog.resource(acquire.resource))
    };

    let (open, file) = one("os", "", "Open");
    assert_eq!((open.handle, open.guard, open.context), (Handle::Result(0), Guard::ResultNil(1), None));
    assert_eq!((file.key.as_str(), file.severity), ("os.file", Severity::Warning));
    assert_eq!(catalog.rule(file.rule).code, "CW1006");

    let (query, rows) = one("database/sql", "DB", "QueryContext");
    assert_eq!(query.context, Some(0));
    assert!(matches!(rows.implicit.as_slice(), [
        ImplicitEnd::Exhausted(_),
        ImplicitEnd::Context,
        ImplicitEnd::Parent(parent),
    ] if catalog.resource(*parent).key == "database-sql.tx"));

    let (get, body) = one("net/http", "Client", "Do");
    assert_eq!(get.handle, Handle::Result(0));
    assert!(matches!(body.releases.as_slice(), [Release::Method { fields, .. }] if fields.len() == 1));

    // The first version of this library puts the duty on the receiver, also under its later name.
    for package in ["github.com/astaxie/beego/orm", "github.com/beego/beego/orm"] {
        let (begin, tx) = one(package, "Ormer", "Begin");
        assert_eq!((begin.handle, begin.guard), (Handle::Receiver, Guard::ResultNil(0)));
        assert_eq!(tx.releases.len(), 2);
    }
    let (begin, _) = one("gorm.io/gorm", "DB", "Begin");
    assert!(matches!(begin.guard, Guard::FieldNil(field) if field.as_str() == "Error"));
    let (cancel, _) = one("context", "", "WithTimeout");
    assert_eq!((cancel.handle, cancel.guard), (Handle::Result(1), Guard::Always));
    let (_, ticker) = one("time", "", "NewTicker");
    assert_eq!(ticker.until_version, Some(22));

    assert_eq!(catalog.acquires(FuncPath::new("io", "", "Pipe")).len(), 2);
    let wraps = catalog.effects(FuncPath::new("crypto/tls", "", "Client")).expect("an effect");
    assert_eq!(wraps[0].kind, EffectKind::Wraps);
    let exit = catalog.model(FuncPath::new("os", "", "Exit")).expect("a model");
    assert_eq!(exit.no_return, Some(NoReturn::Exit));
    assert_eq!(catalog.rule_named("cw1002"), catalog.rule_named("unclosed-rows"));
}
