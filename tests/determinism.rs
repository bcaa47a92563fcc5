//! The same answer, whatever the number of threads and the order of the arguments: identical bytes.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files")]

mod support;

use std::path::{Path, PathBuf};

use closewait::driver::{Checked, Options, Session};
use closewait::output::{Format, Report, Summary, render};
use closewait::report::Confidence;
use closewait::rule::Severity;

/// The modules of the corpus. A test that compares nothing proves nothing.
fn modules() -> Vec<PathBuf> {
    let modules = support::corpus_modules();
    assert!(modules.len() > 1, "the corpus is not there");
    modules
}

/// Looking only at functions that matter is a matter of time, not of what is found.
#[test]
fn looking_at_everything_finds_the_same() {
    let (mut compared, mut looked, mut total) = (0, 0, 0);
    for module in modules() {
        let mut options = support::isolated(&module);
        options.request.confidence = Confidence::Low;
        let session = Session::new(options);
        let demand = session.check(&()).expect("a check that can be made");
        let everything = session.check_everything().expect("a check that can be made");
        let (here, there) = (findings(&demand), findings(&everything));
        assert_eq!(here, there, "{} differs if every function is looked at", module.display());
        compared += here.len();
        looked += demand.stats.functions_analyzed;
        total += everything.stats.functions_analyzed;
    }
    assert!(compared > 100, "{compared} findings were compared");
    assert!(looked < total, "all of {total} functions matter: nothing was compared");
}

/// Information is looked for in more functions; what is said of warnings and errors stays the same.
#[test]
fn the_least_severity_hides_and_changes_nothing() {
    let mut compared = 0;
    for module in modules() {
        compared += the_same_with_information(&module);
    }
    assert!(compared > 100, "{compared} findings were compared");
}

/// Functions that plainly release what they acquire are not looked at: those that do not any more are.
#[test]
fn releases_that_are_taken_out_are_missed() {
    let release = regex::Regex::new(
        r"(?m)^\s*(defer )?[\w.]+\.(Close|Unlock|Stop|End|Rollback|Release)\(\)$|^\s*defer cancel\(\)$",
    )
    .expect("a pattern");
    let mut compared = 0;
    for half in [0, 1] {
        let copy = tempfile::tempdir().expect("a directory");
        let corpus = support::project().join("test-corpus/go");
        for file in support::files_with_extension(&corpus, "go") {
            let text = std::fs::read_to_string(&file).expect("a file of the corpus");
            let mut number = 0;
            let broken = release.replace_all(&text, |found: &regex::Captures<'_>| {
                number += 1;
                if number % 2 == half { String::new() } else { found[0].to_owned() }
            });
            let to = copy.path().join(file.strip_prefix(&corpus).expect("a file of the corpus"));
            std::fs::create_dir_all(to.parent().expect("a directory")).expect("a directory can be made");
            std::fs::write(to, &*broken).expect("a file can be written");
        }
        std::fs::copy(corpus.join("go.mod"), copy.path().join("go.mod")).expect("a file can be copied");
        compared += the_same_with_information(copy.path());
    }
    assert!(compared > 800, "{compared} findings were compared");
}

/// Compares what is said with and without information; returns the number of findings.
fn the_same_with_information(module: &Path) -> usize {
    let check = |severity: Severity| {
        let mut options = support::isolated(module);
        options.request.severity = severity;
        let mut checked = Session::new(options).check(&()).expect("a check that can be made");
        checked.findings.retain(|finding| finding.severity >= Severity::Warning);
        checked.suppressed.clear();
        findings(&checked)
    };
    let (some, all) = (check(Severity::Warning), check(Severity::Info));
    let only = |left: &[String], right: &[String]| -> Vec<String> {
        left.iter().filter(|line| !right.contains(line)).cloned().collect()
    };
    let (more, less) = (only(&some, &all), only(&all, &some));
    assert!(more.is_empty() && less.is_empty(), "{}: only without {more:#?}, only with {less:#?}", module.display());
    some.len()
}

/// Findings with their paths.
fn findings(checked: &Checked) -> Vec<String> {
    let all = checked.findings.iter().chain(&checked.suppressed);
    let mut lines: Vec<String> = all
        .map(|finding| {
            let (path, line) = support::place(&checked.sources, finding.span);
            let steps: Vec<u32> =
                finding.steps.iter().map(|step| support::place(&checked.sources, step.span).1).collect();
            let (message, confidence) = (&finding.message, finding.confidence);
            format!("{path}:{line}: {} {message} {confidence} {steps:?} {}", finding.code, finding.fingerprint)
        })
        .collect();
    lines.sort();
    lines
}

#[test]
fn threads_and_order_do_not_show() {
    for module in modules() {
        let forward = arguments(&module);
        let backward: Vec<PathBuf> = forward.iter().rev().cloned().collect();
        let first = answer(&module, &forward, 1);
        assert!(first.contains("released"), "{}: nothing is acquired, nothing is compared", module.display());
        for (paths, threads) in [(&forward, 1), (&forward, 2), (&backward, 4), (&forward, 8)] {
            let again = answer(&module, paths, threads);
            assert!(first == again, "{} differs on {threads} threads", module.display());
        }
    }
}

/// The entries of a directory, each as an argument of its own.
fn arguments(module: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(module).expect("a module can be listed").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| PathBuf::from(entry.file_name())).collect();
    paths.sort();
    paths
}

fn answer(module: &Path, paths: &[PathBuf], threads: usize) -> String {
    let options = Options { paths: paths.to_vec(), jobs: Some(threads), ..support::isolated(module) };
    let checked = Session::new(options).check(&()).expect("a check that can be made");
    let summary = Summary { files: checked.stats.files, functions: checked.stats.functions, ..Summary::default() };
    let report =
        Report { findings: &checked.findings, problems: &checked.problems, sources: &checked.sources, summary };
    let mut out = Vec::new();
    for format in [Format::Json, Format::Text] {
        render(&report, format, false, &mut out).expect("writing to memory");
    }
    out.extend(format!("{:?} {:?}", checked.stats.fates, checked.stats.escapes).into_bytes());
    String::from_utf8(out).expect("output in UTF-8")
}
