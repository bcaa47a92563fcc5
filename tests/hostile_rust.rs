//! Rust that no one writes: nested without brackets, so that only the tree is deep. What cannot be read is passed over and
//! said; the stack holds, and the rest of the directory is analysed.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files and reads the clock")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

const MANY: usize = 100_000;

/// What is found wherever the function is read.
const LEAK: &str = "let c = std::process::Command::new(\"x\").spawn().unwrap();";

/// Names, and statements behind the leak: the text before, what is repeated, the text after.
const ENDLESS: [(&str, &str, &str, &str); 27] = [
    ("methods", "let a = b", ".c()", ";"),
    ("operators", "let a = b", " + b", ";"),
    ("borrows", "let a = ", "&", "b;"),
    ("mutable borrows", "let a = ", "&mut ", "b;"),
    ("nots", "let a = ", "!", "b;"),
    ("dereferences", "let a = ", "*", "b;"),
    ("closures", "let a = ", "||", "b;"),
    ("closures with parameters", "let a = ", "|a| ", "b;"),
    ("ladder", "if a {}", " else if b { c(); }", ";"),
    ("type arguments", "let a: ", "V<", " = b;"),
    ("qualified types", "let a = File::<", "<", "::open();"),
    ("path", "", "a::", "open();"),
    ("use of a path", "use ", "a::", "b;"),
    ("tries", "let a = b", "?", ";"),
    ("casts", "let a = b", " as u8", ";"),
    ("returns", "", "return ", ";"),
    ("breaks", "loop { ", "break ", "; }"),
    ("reference types", "let a: ", "&", "u8 = b;"),
    ("ranges", "let a = b", "..b", ";"),
    ("assignments", "a", " = a", ";"),
    ("alternatives", "match a { b", "|b", " => 1, };"),
    ("blocks of words", "", "unsafe ", "{};"),
    ("labels", "", "'a: ", "loop {}"),
    ("trait objects", "let a: ", "dyn ", "A = b;"),
    ("function types", "let a: ", "fn() -> ", "A = b;"),
    ("conditions", "if ", "let A = ", "b {}"),
    ("macros", "let a = ", "m!", ";"),
];

fn write(root: &Path, path: &str, text: &str) {
    fs::write(root.join(path), text).expect("a file is written");
}

/// The files with findings, the files with problems, and whether all went well.
fn check(root: &Path) -> (Vec<String>, Vec<String>, Option<i32>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_closewait"));
    command.current_dir(root).args(["check", ".", "--output-format", "json"]).env_clear().stdin(Stdio::null());
    let output = command.output().expect("the program starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let value: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"));
    let paths = |list: &str| {
        let listed = value[list].as_array().unwrap_or_else(|| panic!("no list {list}"));
        let mut paths: Vec<String> =
            listed.iter().map(|each| each["path"].as_str().expect("a path").to_owned()).collect();
        paths.sort();
        paths
    };
    (paths("findings"), paths("problems"), output.status.code())
}

#[test]
fn endless_nesting_is_passed_over() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    write(tree.path(), "good.rs", &format!("fn f() {{ {LEAK} }}\n"));
    let mut expected = Vec::new();
    for (name, before, each, after) in ENDLESS {
        let path = format!("{}.rs", name.replace(' ', "_"));
        let text = format!("fn f() {{ {LEAK} {before}{}{after} }}\n", each.repeat(MANY));
        write(tree.path(), &path, &text);
        expected.push(path);
    }
    expected.sort();
    let start = Instant::now();
    let (found, problems, code) = check(tree.path());
    assert_eq!(found, ["good.rs"]);
    assert_eq!(problems, expected);
    assert_eq!(code, Some(1));
    // Unoptimised, on a busy machine: this tells a hang from work, not slow from fast.
    assert!(start.elapsed().as_secs() < 240, "took {:?}", start.elapsed());
}

#[test]
fn what_is_accepted_fits_the_stack() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    let mut expected = Vec::new();
    for (name, before, each, after) in ENDLESS {
        // A hundred times is less than any limit; chains that are read one by one may be longer.
        let times = if matches!(name, "methods" | "operators" | "ladder") { 3_900 } else { 100 };
        let closed = if name == "type arguments" { format!("u8{}", ">".repeat(times)) } else { String::new() };
        let text = format!("fn f() {{ {LEAK} {before}{}{closed}{after} }}\n", each.repeat(times));
        // The others are no Rust at any length.
        if !matches!(name, "qualified types" | "labels" | "blocks of words" | "trait objects" | "macros" | "ranges") {
            let path = format!("{}.rs", name.replace(' ', "_"));
            write(tree.path(), &path, &text);
            expected.push(path);
        }
    }
    expected.sort();
    let (found, problems, _) = check(tree.path());
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(found, expected);
}

#[test]
fn declarations_without_end_are_passed_over() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    let function = format!("fn f() {{ {LEAK} }}\n");
    let read = [
        ("tree_of_uses.rs", format!("use a::{{{}c{}}};\n", "b::{".repeat(MANY), "}".repeat(MANY))),
        ("list_of_uses.rs", format!("use a::{{{}}};\n", "b, ".repeat(MANY))),
        ("long_use.rs", format!("use {}b;\n", "a::".repeat(MANY))),
        ("uses.rs", "use a::b;\n".repeat(MANY)),
        ("modules.rs", format!("{}{}\n", "mod a {".repeat(MANY), "}".repeat(MANY))),
        ("attributes.rs", "#[a] ".repeat(MANY)),
        ("types.rs", format!("type T = {}u8;\nstruct S {{ a: {} }}\n", "&".repeat(MANY), "V<".repeat(MANY))),
        ("values.rs", format!("const C: u8 = {}1;\nstatic D: {}B = 1;\n", "-".repeat(MANY), "a::".repeat(MANY))),
        ("comments.rs", format!("{}{}\n", "/*".repeat(MANY), "*/".repeat(MANY))),
    ];
    for (path, text) in &read {
        write(tree.path(), path, &format!("{text}{function}"));
    }
    write(tree.path(), "receiver.rs", &format!("impl {}B{} {{ {function} }}\n", "A<".repeat(MANY), ">".repeat(MANY)));
    let (found, problems, code) = check(tree.path());
    let mut expected: Vec<&str> = read.iter().map(|(path, _)| *path).chain(["receiver.rs"]).collect();
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(code, Some(1));
}
