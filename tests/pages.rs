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
        let (go, rust) = (blocks_of(&text, "```go"), blocks_of(&text, "```rust"));
        let rust: Vec<String> = rust.into_iter().filter(|block| block.contains("fn ")).collect();
        let blocks: Vec<(&str, &String)> =
            go.iter().map(|block| ("go", block)).chain(rust.iter().map(|block| ("rust", block))).collect();
        assert!(!blocks.is_empty(), "{rule}: a page shows what is wrong and what is right");
        for (n, (language, block)) in blocks.iter().enumerate() {
            let directory = tempfile::tempdir().expect("a temporary directory");
            let files = match *language {
                "go" => [("go.mod", "module page.example/m\n\ngo 1.22\n".to_owned()), ("page.go", whole_file(block))],
                _ => [("Cargo.toml", "[package]\nname = \"page\"\n".to_owned()), ("page.rs", (*block).clone())],
            };
            for (name, text) in files {
                fs::write(directory.path().join(name), text).expect("a file is written");
            }
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

/// The fenced blocks that begin so.
fn blocks_of(page: &str, fence: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut current: Option<String> = None;
    for line in page.lines() {
        match &mut current {
            Some(_) if line.trim_end() == "```" => blocks.extend(current.take()),
            Some(block) => {
                block.push_str(line);
                block.push('\n');
            }
            None if line.trim_end() == fence => current = Some(String::new()),
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
