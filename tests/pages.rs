//! The code blocks of rule pages are tests: with marks in them, for the rule of the page unless they name another.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

mod support;

use std::fs;

use support::compare::{Outcome, compare};

#[test]
fn code_blocks_behave_as_the_page_says() {
    let mut all = Outcome::default();
    for page in support::files_with_extension(&support::project().join("rules/pages"), "md") {
        let rule = page.file_stem().expect("a page has a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&page).expect("a page in UTF-8");
        let blocks = go_blocks(&text);
        assert!(!blocks.is_empty(), "{rule}: a page shows what is wrong and what is right");
        for (n, block) in blocks.iter().enumerate() {
            let directory = tempfile::tempdir().expect("a temporary directory");
            fs::write(directory.path().join("go.mod"), "module page.example/m\n\ngo 1.22\n")
                .expect("a file is written");
            fs::write(directory.path().join("page.go"), whole_file(block)).expect("a file is written");
            let mut outcome = compare(directory.path(), Some(&rule));
            for list in [&mut outcome.false_positives, &mut outcome.false_negatives, &mut outcome.differences] {
                list.iter_mut().for_each(|line| line.insert_str(0, &format!("{rule}, block {}: ", n + 1)));
            }
            all.add(outcome);
        }
    }
    let text = all.text();
    assert!(all.is_clean(), "{text}");
    println!("{text}");
}

/// The fenced blocks that are Go.
fn go_blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut current: Option<String> = None;
    for line in page.lines() {
        match &mut current {
            Some(_) if line.trim_end() == "```" => blocks.extend(current.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None if line.trim_end() == "```go" => current = Some(String::new()),
            None => {}
        }
    }
    blocks
}

/// A block may leave the package clause out.
fn whole_file(block: &str) -> String {
    let has_clause = block.lines().any(|line| line.starts_with("package "));
    if has_clause { block.to_owned() } else { format!("package page\n{block}") }
}
