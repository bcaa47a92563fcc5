//! The incidents that the program exists for: each is found with its exit and a cure, each repaired version is silent.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

mod support;

use std::path::{Path, PathBuf};

use closewait::report::Diagnostic;
use support::marks::{MarkKind, marks_of};

#[test]
fn each_incident_is_found_and_each_repair_is_silent() {
    for language in ["go", "rust"] {
        incidents_of(language);
    }
}

fn incidents_of(language: &str) {
    let root = support::project().join("test-corpus/incidents").join(language);
    let incidents: Vec<PathBuf> = directories(&root);
    assert!(!incidents.is_empty(), "the corpus has no incidents");
    let checked = support::check(&root);
    let mut wrong = Vec::new();
    for incident in incidents {
        let name = incident.file_name().expect("a folder has a name").to_string_lossy().into_owned();
        let inside =
            |finding: &&Diagnostic| support::place(&checked.sources, finding.span).0.starts_with(&format!("{name}/"));
        let findings: Vec<&Diagnostic> = checked.findings.iter().filter(inside).collect();
        if wants(&incident) > 0 && findings.is_empty() {
            wrong.push(format!("{name}: not found"));
        }
        for finding in findings {
            let (path, line) = support::place(&checked.sources, finding.span);
            let at = format!("{path}:{line}: {}", finding.message);
            if finding.function.ends_with("Ok") || finding.function.ends_with("_ok") {
                wrong.push(format!("{at}: reported in a repaired version"));
            }
            if finding.help.is_none() {
                wrong.push(format!("{at}: no cure"));
            }
            if finding.steps.len() < 2 && !ABOUT_USE.contains(&finding.name.as_str()) {
                wrong.push(format!("{at}: no path to an exit"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Rules about how something is used: there is no path to show.
const ABOUT_USE: [&str; 4] = ["client-per-call", "unbounded-pool", "pool-limit-too-small", "no-deadline"];

fn directories(root: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    let mut directories: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    directories.sort();
    directories
}

fn wants(incident: &Path) -> usize {
    let texts = support::source_files(incident);
    let texts = texts.iter().map(|path| std::fs::read_to_string(path).expect("a corpus file in UTF-8"));
    let marks = texts.flat_map(|text| marks_of(&text, None).0);
    marks.filter(|mark| matches!(mark.kind, MarkKind::Want { .. })).count()
}
