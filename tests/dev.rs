//! The tools for maintainers from outside: they measure what they say they measure.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads and writes files")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const FINE: &str = "package store

import \"os\"

func size(f *os.File) (int64, error) {
\tinfo, err := f.Stat()
\tif err != nil {
\t\treturn 0, err
\t}
\treturn info.Size(), nil
}

func Fine(path string, keep func(*os.File)) (int64, error) {
\tf, err := os.Open(path)
\tif err != nil {
\t\treturn 0, err
\t}
\tdefer f.Close()
\tn, err := size(f)
\tif err != nil {
\t\treturn 0, err
\t}
\treturn n, nil
}

func Given(path string, keep func(*os.File)) error {
\tf, err := os.Open(path)
\tif err != nil {
\t\treturn err
\t}
\tdefer f.Close()
\tkeep(f)
\treturn nil
}
";

const LEAK: &str = "package store

import \"os\"

func Leak(path string) error {
\tf, err := os.Open(path)
\tif err != nil {
\t\treturn err
\t}
\t_, err = f.Stat()
\treturn err
}
";

fn run(directory: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_closewait"));
    command.current_dir(directory).args(arguments).env_clear().output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output in UTF-8")
}

#[test]
fn mutants_are_noticed_or_explained() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    fs::write(directory.path().join("a.go"), FINE).expect("a file is written");
    let output = run(directory.path(), &["dev", "mutate", "--format", "json", "--list-silent"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let value: Value = serde_json::from_str(&stdout(&output)).expect("a JSON document");
    // Deleted and moved in one function, deleted in the other: there no return follows but the last.
    let counts = ["found", "silent", "harmless", "failed"].map(|key| value["all"][key].as_u64());
    assert_eq!(counts, [Some(2), Some(1), Some(0), Some(0)], "{value}");
    assert_eq!(value["mistakes"]["moved"]["found"], 1);
    assert_eq!(value["resources"]["os.file"]["silent"], 1);
    let silent = &value["silent"][0];
    assert_eq!((&silent["function"], &silent["reason"]), (&"Given".into(), &"escaped: unknown callee".into()));
    let text = stdout(&run(directory.path(), &["dev", "mutate"]));
    assert!(text.contains("66.7 %"), "{text}");
    let one = stdout(&run(directory.path(), &["dev", "mutate", "--limit", "1"]));
    assert_eq!(one, stdout(&run(directory.path(), &["dev", "mutate", "--limit", "1"])));
    assert_ne!(one, text);
}

/// Each correct release in the corpus is also a test that its absence would be noticed.
#[test]
fn leaks_put_into_the_corpus_are_found() {
    let corpus = support::project().join("test-corpus/go");
    let output = run(&corpus, &["dev", "mutate", "--exclude", "/ir", "--no-module-cache", "--format", "json"]);
    let value: Value = serde_json::from_str(&stdout(&output)).expect("a JSON document");
    for rule in
        ["unclosed-rows", "unfinished-transaction", "unclosed-response-body", "unclosed-file", "uncalled-cancel"]
    {
        let score = &value["rules"][rule];
        let (recall, found) = (score["recall"].as_f64().unwrap_or(0.0), score["found"].as_u64().unwrap_or(0));
        assert!(recall >= 85.0 && found > 3, "{rule}: {score}");
    }
    assert_eq!(value["all"]["failed"], 0, "{value}");
}

#[test]
fn looking_at_everything_can_be_compared() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let output = run(directory.path(), &["dev", "everything"]);
    assert_eq!(output.status.code(), Some(2), "there is nothing to compare");
    fs::write(directory.path().join("a.go"), LEAK).expect("a file is written");
    let output = run(directory.path(), &["dev", "everything"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(stdout(&output).ends_with(": 0 differences\n"), "{output:?}");
}

#[test]
fn verdicts_are_compared() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let write = |path: &str, text: &str| {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory is made");
        fs::write(path, text).expect("a file is written");
    };
    let project = "[[project]]\nname = \"one\"\nrepository = \"r\"\ncommit = \"c\"\n";
    write("ecosystem/projects.toml", project);
    assert_eq!(run(directory.path(), &["dev", "ecosystem", "--checkouts", "code"]).status.code(), Some(2));
    write("code/one/a.go", LEAK);
    let compare = ["dev", "ecosystem", "--checkouts", "code"];
    let first = run(directory.path(), &compare);
    assert_eq!(first.status.code(), Some(1), "{first:?}");
    assert!(stdout(&first).contains("new       a.go:6: unclosed-file: file `f`"), "{first:?}");
    let line = stdout(&run(directory.path(), &["dev", "ecosystem", "--checkouts", "code", "--unjudged"]));
    write("ecosystem/verdicts/one.jsonl", &line);
    assert_eq!(run(directory.path(), &compare).status.code(), Some(2), "a verdict is missing");
    let judged = line.replace("\"verdict\":null,\"reason\":\"\"", "\"verdict\":\"true\",\"reason\":\"never closed\"");
    write("ecosystem/verdicts/one.jsonl", &judged);
    let second = run(directory.path(), &compare);
    assert_eq!(second.status.code(), Some(0), "{second:?}");
    assert!(stdout(&second).contains("100.0 %"), "{second:?}");
    write("code/one/a.go", FINE);
    let third = stdout(&run(directory.path(), &compare));
    assert!(third.contains("vanished  a.go:6: unclosed-file: true: never closed"), "{third}");
}

/// The records that are kept are ones that can be read.
#[test]
fn records_are_in_order() {
    let records = support::project().join("ecosystem");
    let projects = fs::read_to_string(records.join("projects.toml")).expect("a list of projects");
    for path in support::files_with_extension(&records.join("verdicts"), "jsonl") {
        let name = path.file_stem().expect("a name").to_string_lossy();
        assert!(projects.contains(&format!("name = \"{name}\"")), "{name} is no project of the list");
        for line in fs::read_to_string(&path).expect("verdicts in UTF-8").lines() {
            let verdict: Value = serde_json::from_str(line).expect("a JSON object a line");
            let word = verdict["verdict"].as_str().unwrap_or_default();
            assert!(["true", "false", "taste"].contains(&word), "{name}: {line}");
            assert!(verdict["reason"].as_str().is_some_and(|reason| !reason.is_empty()), "{name}: {line}");
        }
    }
}
