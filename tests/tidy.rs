//! The rules of the house that a test can hold: floors, sizes, names, documentation.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files")]

mod support;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use closewait::rule::Catalog;
use regex::Regex;
use support::source::{Source, sources};
use support::{corpus_files, files_with_extension, project};

/// Who may use whom. A module that is not in the second list of a line must not occur in the first one's source.
const FLOORS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("ir", &["base"]),
    ("api", &["base"]),
    ("rule", &["api", "base"]),
    ("frontend", &["ir", "base"]),
    // Asks the front end for declarations, through the doors in `frontend/mod.rs` only.
    ("resolve", &["frontend", "ir", "api", "base"]),
    ("dataflow", &["ir", "base"]),
    // Reads the linked program; who links it is no concern of the engine.
    ("typestate", &["dataflow", "rule", "ir", "base"]),
    ("interproc", &["typestate", "resolve", "frontend", "dataflow", "rule", "api", "ir", "base"]),
    ("report", &["typestate", "rule", "ir", "base"]),
    ("triage", &["report", "rule", "base"]),
    ("output", &["report", "rule", "base"]),
    (
        "driver",
        &["triage", "report", "interproc", "typestate", "resolve", "frontend", "dataflow", "rule", "api", "ir", "base"],
    ),
    ("cli", &["driver", "output", "triage", "report", "rule", "api", "base"]),
];

/// Floors that do no input or output.
const PURE: &[&str] = &[
    "base",
    "ir",
    "api",
    "rule",
    "frontend",
    "resolve",
    "dataflow",
    "typestate",
    "interproc",
    "report",
    "triage",
    "output",
];

const LONGEST_FILE: usize = 500;
const LONGEST_FUNCTION: usize = 60;
const LONGEST_MATCH: usize = 100;

fn nothing(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_use_lower_floors_only() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(module) = source.module() else { continue };
        let Some((_, allowed)) = FLOORS.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: `{module}` is on no floor", source.path));
            continue;
        };
        for (line, used) in modules_used(&source) {
            if used != module && !allowed.contains(&used.as_str()) && FLOORS.iter().any(|(name, _)| *name == used) {
                wrong.push(format!("{}:{line}: `{module}` must not use `{used}`", source.path));
            }
        }
    }
    nothing(&wrong);
}

/// Modules named by `crate::` paths, also by the grouped form.
fn modules_used(source: &Source) -> Vec<(usize, String)> {
    let single = Regex::new(r"\bcrate::([a-z_]+)").expect("valid");
    let grouped = Regex::new(r"\bcrate::\{([^}]*)\}?").expect("valid");
    let mut used = Vec::new();
    for (line, text) in source.code_lines() {
        used.extend(single.captures_iter(text).map(|captures| (line, captures[1].to_owned())));
        for captures in grouped.captures_iter(text) {
            let names =
                captures[1].split(',').map(|part| part.trim().split("::").next().unwrap_or_default().to_owned());
            used.extend(names.map(|name| (line, name)));
        }
    }
    used
}

#[test]
fn nothing_climbs_two_modules_at_once() {
    let climbing = |source: &Source| {
        let lines = source.code_lines().filter(|(_, text)| text.contains("super::super"));
        lines.map(|(line, _)| format!("{}:{line}: name the module from `crate` on", source.path)).collect::<Vec<_>>()
    };
    nothing(&sources().iter().flat_map(climbing).collect::<Vec<_>>());
}

#[test]
fn grammars_stay_in_their_front_ends() {
    let words = [
        ("tree_sitter", &["frontend/go"][..]),
        ("syn::", &["frontend/rust"]),
        ("proc_macro2", &["frontend/rust"]),
        ("Language::", &["base", "frontend", "resolve", "rule", "driver"]),
    ];
    let mut wrong = Vec::new();
    for source in sources() {
        for (word, places) in words {
            let allowed = places.iter().any(|place| source.path.starts_with(&format!("src/{place}")));
            let word_there = Regex::new(&format!(r"\b{word}")).expect("valid");
            for (line, _) in source.code_lines().filter(|(_, text)| !allowed && word_there.is_match(text)) {
                wrong.push(format!("{}:{line}: {word} belongs in {}", source.path, places.join(", ")));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn sizes_are_for_people() {
    let mut wrong = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{}: {lines} lines, at most {LONGEST_FILE}", source.path));
        }
        for function in source.functions() {
            let most = if function.is_flat_match() { LONGEST_MATCH } else { LONGEST_FUNCTION };
            if function.lines.len() > most {
                let length = function.lines.len();
                wrong.push(format!("{}:{}: a function of {length} lines, at most {most}", source.path, function.line));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn modules_say_what_they_are_for() {
    let silent = sources().into_iter().filter(|source| !source.is_test && !source.text.starts_with("//!"));
    nothing(&silent.map(|source| format!("{}: no `//!` comment at its head", source.path)).collect::<Vec<_>>());
}

#[test]
fn pure_floors_stay_pure() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.module().is_some_and(|module| PURE.contains(&module))) {
        for (line, text) in source.code_lines() {
            if text.contains("clippy::disallowed") {
                wrong.push(format!("{}:{line}: this floor does no input or output", source.path));
            }
        }
    }
    nothing(&wrong);
}

#[test]
fn no_library_is_named() {
    let names = library_names();
    let mut wrong = Vec::new();
    for source in sources() {
        for (line, text) in source.strings() {
            if let Some(name) = names.iter().find(|name| text.contains(name.as_str())) {
                wrong.push(format!("{}:{line}: `{name}` belongs in a rule table", source.path));
            }
        }
    }
    nothing(&wrong);
}

/// Import paths with a slash, and functions as `package.Func`, that some table names.
fn library_names() -> BTreeSet<String> {
    let quoted = Regex::new(r#""([^"\n]*)""#).expect("valid");
    let path = Regex::new(r"^[a-z0-9.\-]+(/[A-Za-z0-9.\-_]+)+$").expect("valid");
    let qualified = Regex::new(r"\b([a-z][a-z0-9]*\.[A-Z][A-Za-z0-9]*)\(").expect("valid");
    let plain = Regex::new(r"^([A-Z][A-Za-z0-9]*)\(").expect("valid");
    let mut names = BTreeSet::new();
    for table in files_with_extension(&project().join("rules"), "toml") {
        let text = fs::read_to_string(&table).expect("a table in UTF-8");
        let library = text.lines().find_map(|line| line.strip_prefix("library = ")).unwrap_or_default();
        let library = library.trim_matches('"').rsplit('/').next().unwrap_or_default().to_owned();
        for captures in quoted.captures_iter(&text) {
            let value = &captures[1];
            if path.is_match(value) {
                names.insert(value.to_owned());
            }
            names.extend(qualified.captures_iter(value).map(|captures| captures[1].to_owned()));
            if let Some(captures) = plain.captures(value).filter(|_| !library.is_empty()) {
                names.insert(format!("{library}.{}", &captures[1]));
            }
        }
    }
    names
}

#[test]
fn rules_have_pages_and_cases() {
    let catalog = Catalog::all();
    let pages = project().join("rules/pages");
    let page_names: BTreeSet<String> = files_with_extension(&pages, "md")
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    let corpus: Vec<PathBuf> = corpus_files();
    let marks: String = corpus.iter().map(|path| fs::read_to_string(path).expect("a corpus file in UTF-8")).collect();
    let mut wrong = Vec::new();
    for (_, rule) in catalog.rules() {
        if !page_names.contains(&rule.name) {
            wrong.push(format!("{}: no page", rule.name));
        }
        let case = Regex::new(&format!(r"// (want|known-fn) {}\b", rule.name)).expect("valid");
        if !corpus.is_empty() && !case.is_match(&marks) {
            wrong.push(format!("{}: no case in the corpus", rule.name));
        }
    }
    nothing(&wrong);
}

#[test]
fn the_readme_lists_the_rules() {
    let readme = fs::read_to_string(project().join("README.md")).expect("a readme in UTF-8");
    let listed: Vec<&str> = readme.lines().filter(|line| line.starts_with("| CW")).collect();
    let catalog = Catalog::all();
    let rules = catalog.rules().map(|(_, rule)| format!("| {} | {} | {} |", rule.code, rule.name, rule.summary));
    assert_eq!(listed, rules.collect::<Vec<_>>());
}

#[test]
fn rule_ids_keep_their_meaning() {
    let catalog = Catalog::all();
    let mut codes = BTreeSet::new();
    let mut names = BTreeSet::new();
    let mut list = String::new();
    for (_, rule) in catalog.rules() {
        assert!(codes.insert(rule.code.clone()), "{} is given twice", rule.code);
        assert!(names.insert(rule.name.clone()), "{} is given twice", rule.name);
        let _ = writeln!(list, "{} {}", rule.code, rule.name);
    }
    // A line of this list is never changed or taken away; new rules are added.
    insta::assert_snapshot!(list);
}

#[test]
fn silence_in_the_corpus_has_a_reason() {
    let function = Regex::new(r"(?m)^func (\([^)]*\) )?\w*(Ok|Bad)\b").expect("valid");
    let mut wrong = Vec::new();
    for path in corpus_files() {
        let text = fs::read_to_string(&path).expect("a corpus file in UTF-8");
        let kinds: BTreeSet<String> = function.captures_iter(&text).map(|captures| captures[2].to_owned()).collect();
        let only_ok = kinds.contains("Ok") && !kinds.contains("Bad");
        if only_ok && !["want-fate", "want ", "known-"].iter().any(|mark| text.contains(&format!("// {mark}"))) {
            wrong.push(format!("{}: an `Ok` that is silent for the wrong reason proves nothing", path.display()));
        }
    }
    nothing(&wrong);
}
