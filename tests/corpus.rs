//! The tables and the engine against the marks of the corpus.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

mod support;

use std::collections::BTreeSet;

use closewait::rule::{Catalog, OnDrop};
use support::compare::{Outcome, compare};

#[test]
fn findings_and_fates_are_as_marked() {
    let mut all = Outcome::default();
    for module in support::corpus_modules() {
        let name = module.strip_prefix(support::project()).unwrap_or(&module).display().to_string();
        let mut outcome = compare(&module, None);
        for list in [&mut outcome.false_positives, &mut outcome.false_negatives, &mut outcome.differences] {
            list.iter_mut().for_each(|line| line.insert_str(0, &format!("{name}/")));
        }
        all.add(outcome);
    }
    let text = all.text();
    assert!(all.is_clean(), "{text}");
    println!("{text}");
}

/// Resources of which a leak, or a release, is not shown in the corpus, and why.
const WITHOUT_CASE: &[(&str, &str)] = &[
    ("git2go.object", "the library does not compile without the headers of libgit2"),
    ("gocv.object", "the library does not compile without the headers of OpenCV"),
];

/// A table whose calls are written wrongly is silent, and nobody notices. So each resource of each table is shown both where
/// it is leaked (or would be, if the table did not say that it is never worth a report) and where it is not. What ends by
/// itself when it goes out of scope cannot leak: it is shown where it is reported for something else.
#[test]
fn every_resource_is_shown_leaked_and_not_leaked() {
    let catalog = Catalog::all();
    let ends_by_itself: BTreeSet<&str> = catalog
        .resources()
        .filter(|(_, resource)| matches!(resource.on_drop, OnDrop::Releases | OnDrop::Detaches))
        .map(|(_, resource)| resource.key.as_str())
        .collect();
    let mut shown: BTreeSet<(String, bool)> = BTreeSet::new();
    for module in support::corpus_modules() {
        let checked = support::check(&module);
        let reported: BTreeSet<_> =
            checked.findings.iter().map(|finding| support::place(&checked.sources, finding.span)).collect();
        let (accounts, sources) = support::fates(&module);
        for account in accounts {
            if ends_by_itself.contains(account.resource.as_str())
                && reported.contains(&support::place(&sources, account.span))
            {
                shown.insert((account.resource, true));
                continue;
            }
            match account.fate {
                "leaked" => shown.insert((account.resource, true)),
                "untracked" if account.reason == Some("low value") => shown.insert((account.resource, true)),
                "released" | "returned" | "stored" | "passed" => shown.insert((account.resource, false)),
                _ => continue,
            };
        }
    }
    let mut missing = Vec::new();
    let mut excused: BTreeSet<&str> = WITHOUT_CASE.iter().map(|(key, _)| *key).collect();
    for (_, resource) in catalog.resources() {
        for (leaked, what) in [(true, "leaked"), (false, "released, returned, stored or passed on")] {
            let is_shown = shown.contains(&(resource.key.clone(), leaked));
            if !is_shown && !WITHOUT_CASE.iter().any(|(key, _)| *key == resource.key) {
                missing.push(format!("{}: no case in which it is {what}", resource.key));
            }
        }
        if [true, false].iter().any(|leaked| !shown.contains(&(resource.key.clone(), *leaked))) {
            excused.remove(resource.key.as_str());
        }
    }
    assert!(missing.is_empty(), "add cases to test-corpus, see CONTRIBUTING.md:\n  {}", missing.join("\n  "));
    assert!(excused.is_empty(), "these have both cases now, or are gone; take the exception away: {excused:?}");
}
