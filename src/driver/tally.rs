//! What became of all acquisitions of a run, counted: the next improvement is chosen from these numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{SourceMap, Span};
use crate::interproc::Scope;

use super::account::accounts_of;
use super::session::{Session, SessionError};

/// Numbers of acquisitions by fate and by reason.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fates {
    /// How many there are.
    pub total: usize,
    /// By the word of the fate.
    pub fates: BTreeMap<&'static str, usize>,
    /// By fate and reason, for fates that have a reason.
    pub reasons: BTreeMap<(&'static str, &'static str), usize>,
}

/// What became of all acquisitions.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Files that are reported on.
    pub files: usize,
    /// Functions in sight.
    pub functions: usize,
    /// Functions that were analysed.
    pub functions_analyzed: usize,
    /// Functions the engine gave up on, with their places.
    pub given_up: Vec<(String, Span)>,
    /// All acquisitions.
    pub all: Fates,
    /// The same by key of the resource.
    pub resources: BTreeMap<String, Fates>,
    /// Callees, as written, that took a resource and of which nothing is known.
    pub unknown_callees: BTreeMap<String, usize>,
}

impl Fates {
    fn count(&mut self, fate: &'static str, reason: Option<&'static str>) {
        self.total += 1;
        *self.fates.entry(fate).or_default() += 1;
        if let Some(reason) = reason {
            *self.reasons.entry((fate, reason)).or_default() += 1;
        }
    }

    /// How many have this fate.
    pub fn of(&self, fate: &str) -> usize {
        self.fates.get(fate).copied().unwrap_or(0)
    }
}

impl Session {
    /// Counts what became of all acquisitions under the paths, also of resources that no rule reports.
    pub fn tally(&self) -> Result<(Tally, Arc<SourceMap>), SessionError> {
        self.with_threads(|threads| {
            let analyzed = self.analyze(threads, &(), Scope::EveryResource)?;
            let mut tally = Tally {
                files: analyzed.loaded.reported.len(),
                functions: analyzed.analysis.functions_total,
                functions_analyzed: analyzed.analysis.functions_analyzed,
                ..Tally::default()
            };
            for report in analyzed.reports() {
                if report.gave_up {
                    let start = analyzed.program.function(report.function).decl().start;
                    tally.given_up.push((report.display_name.clone(), Span::new(report.file, start, start)));
                }
                for account in accounts_of(report, &analyzed.catalog) {
                    tally.all.count(account.fate, account.reason);
                    tally.resources.entry(account.resource).or_default().count(account.fate, account.reason);
                    if let Some(callee) = account.unknown_callee {
                        *tally.unknown_callees.entry(callee).or_default() += 1;
                    }
                }
            }
            Ok((tally, analyzed.sources))
        })
    }
}
