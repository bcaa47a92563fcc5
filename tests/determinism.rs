//! The same answer, whatever the number of threads and the order of the arguments: identical bytes.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files")]

mod support;

use std::path::{Path, PathBuf};

use closewait::driver::{Options, Session};
use closewait::output::{Format, Report, Summary, render};

#[test]
fn threads_and_order_do_not_show() {
    for module in support::corpus_modules() {
        let forward = arguments(&module);
        let backward: Vec<PathBuf> = forward.iter().rev().cloned().collect();
        let first = answer(&module, &forward, 1);
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
