//! The tables and the engine against the marks of the corpus.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

mod support;

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
