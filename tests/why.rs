//! What `closewait why` tells: each fate with the call that decided it and what is known of what was called.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files")]

use std::fs;
use std::process::{Command, Stdio};

const KEEP: &str = include_str!("why/keep.go");

/// The answer about the whole file.
fn why(place: &str) -> String {
    let tree = tempfile::tempdir().expect("a temporary directory");
    fs::write(tree.path().join("go.mod"), "module example.com/sight\n\ngo 1.24\n").expect("a manifest is written");
    fs::write(tree.path().join("keep.go"), KEEP).expect("a file is written");
    let output = Command::new(env!("CARGO_BIN_EXE_closewait"))
        .current_dir(tree.path())
        .args(["why", place, "--no-module-cache"])
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .expect("the program starts");
    String::from_utf8(output.stdout).expect("output in UTF-8")
}

#[test]
fn every_fate_says_who_decided() {
    insta::assert_snapshot!(why("keep.go"));
}

#[test]
fn one_line_is_told_of_alone() {
    let line = KEEP.lines().position(|line| line.contains("func ByHelper")).expect("the function") + 2;
    let told = why(&format!("keep.go:{line}"));
    assert!(told.contains("in ByHelper\n"), "{told}");
    assert_eq!(told.matches("resource:").count(), 1, "{told}");
}
