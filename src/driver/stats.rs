//! Numbers of a run: counts, fates, times.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::report::Diagnostic;
use crate::typestate::{Acquisition, Fate};

/// Numbers of a run.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Files read to be reported on.
    pub files: usize,
    /// Their size.
    pub bytes: usize,
    /// Functions in sight.
    pub functions: usize,
    /// Functions that were analysed.
    pub functions_analyzed: usize,
    /// Acquisitions by fate.
    pub fates: BTreeMap<&'static str, usize>,
    /// Escaped acquisitions by the reason, without the name of the callee.
    pub escapes: BTreeMap<&'static str, usize>,
    /// What each stage took, in order.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Stats {
    /// Counts the fates of acquisitions.
    pub fn count_fates(&mut self, acquisitions: &[Acquisition]) {
        for acquisition in acquisitions {
            *self.fates.entry(acquisition.fate.word()).or_default() += 1;
            if let (Fate::Escaped(_), Some(reason)) = (&acquisition.fate, acquisition.fate.reason()) {
                *self.escapes.entry(reason).or_default() += 1;
            }
        }
    }

    /// All stages together.
    pub fn total(&self) -> Duration {
        self.timings.iter().map(|(_, took)| *took).sum()
    }
}

/// Findings by code and name of their rule.
pub fn by_rule(findings: &[Diagnostic]) -> BTreeMap<(&str, &str), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.code.as_str(), finding.name.as_str())).or_default() += 1;
    }
    counts
}

/// Measures stages, one after the other.
#[derive(Debug)]
pub struct Stopwatch {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Stopwatch {
    /// Starts now.
    pub fn start() -> Stopwatch {
        Stopwatch { last: Instant::now(), laps: Vec::new() }
    }

    /// The stage of this name ends now.
    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }

    /// All stages in order.
    pub fn finish(self) -> Vec<(&'static str, Duration)> {
        self.laps
    }
}
