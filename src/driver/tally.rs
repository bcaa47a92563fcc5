//! What became of all acquisitions of a run, counted: the next improvement is chosen from these numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use crate::base::name::hash_text;
use crate::base::{Name, SourceMap, Span};
use crate::interproc::Scope;
use crate::ir::{Callee, Decl, InstrKind, Target};

use super::account::accounts_of;
use super::session::{Analyzed, Session, SessionError};

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
    /// Methods with the name of one that acquires, of values of unknown type: how many calls, and where the first is.
    pub unknown_receivers: BTreeMap<Name, (usize, Span)>,
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

/// Whether a method is called on what a variable holds, and no function of a type by its path.
fn is_of_value(callee: &Callee) -> bool {
    matches!(callee, Callee::Place(place) if place.root_local().is_some())
}

/// Calls that may acquire something for all that is known.
fn unknown_receivers(analyzed: &Analyzed) -> BTreeMap<Name, (usize, Span)> {
    let acquirers = analyzed.catalog.acquirers().filter(|path| path.receiver.is_some());
    let hashes: FxHashSet<u32> = acquirers.map(|path| hash_text(path.name.as_str())).collect();
    let acquires = |name: Name| analyzed.catalog.acquirers_named(name).iter().any(|path| path.receiver.is_some());
    let mentions = |decl: &Decl| decl.mentions.iter().any(|hash| hashes.contains(hash));
    let functions = analyzed.program.functions_where(|package, _, decl| package.first_party && mentions(decl));
    let found: Vec<(Name, Span)> = functions
        .par_iter()
        .filter_map(|id| analyzed.program.link(*id).ok())
        .flat_map_iter(|linked| {
            let calls = linked.function.body.instrs.iter().filter_map(|instr| match &instr.kind {
                InstrKind::Call(call) => match linked.targets[call.id] {
                    Target::UnknownMethod(name) if acquires(name) && is_of_value(&call.callee) => {
                        Some((name, instr.span))
                    }
                    _ => None,
                },
                _ => None,
            });
            calls.collect::<Vec<_>>()
        })
        .collect();
    let mut counts: BTreeMap<Name, (usize, Span)> = BTreeMap::new();
    for (name, span) in found {
        counts.entry(name).or_insert((0, span)).0 += 1;
    }
    counts
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
            tally.unknown_receivers = unknown_receivers(&analyzed);
            Ok((tally, analyzed.sources))
        })
    }
}
