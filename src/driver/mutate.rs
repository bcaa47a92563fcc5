//! Recall, measured by mutation: where an acquisition is released, the release is taken out of the text, or made too
//! late, and the function is analysed again. What is then not found tells what the engine does not see.
//!
//! Only the function itself is analysed again: its callees have the summaries they have, and its callers are not asked.
//!
//! A mutant is one acquisition with one mistake. For *deleted*, releases are taken out one after the other until some
//! path is left without; for *moved*, the release stands behind the early returns of its block. Where every path still
//! releases, nothing is wrong, and the mutant does not count. Nor does it where tables say that such a leak is not
//! worth reporting.

use std::sync::Arc;

use rayon::prelude::*;

use crate::base::{Name, SourceMap, Span};
use crate::frontend::{self, Changed};
use crate::interproc::{FunctionReport, Scope, WhatIf, analyze_and};
use crate::report::Confidence;
use crate::rule::{Catalog, ImplicitEnd, ReportWhen, Severity};
use crate::triage;
use crate::typestate::{Acquisition, Fate, Untracked};

use super::discover::is_test_file;
use super::session::{Prepared, Session, SessionError};

/// What was done to the release.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mistake {
    /// It is not made.
    Deleted,
    /// It is made after the early returns of its block.
    Moved,
}

/// What the engine said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// There is a finding; `shown` says whether a check shows it without being asked for more.
    Found {
        /// Shown by default.
        shown: bool,
    },
    /// There is none, and this is the fate.
    Silent {
        /// The word of the fate, and the reason in a few words.
        reason: String,
        /// The same with names of the source.
        sentence: String,
        /// Where the fate was decided, in the changed text.
        line: u32,
    },
    /// Every path still releases it, or nothing is owed.
    Harmless,
    /// The tables do not want this reported.
    NotWanted,
    /// The changed text could not be made or analysed.
    Failed,
}

/// One acquisition with one mistake.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// What was done.
    pub mistake: Mistake,
    /// `Type.method` or `func`.
    pub function: String,
    /// The acquiring call.
    pub span: Span,
    /// Its callee as written.
    pub callee: String,
    /// Key of the resource.
    pub resource: String,
    /// Name of the rule that reports it.
    pub rule: String,
    /// The releases that were changed.
    pub releases: Vec<Span>,
    /// What was said.
    pub answer: Answer,
}

impl Mistake {
    /// One word.
    pub fn word(self) -> &'static str {
        match self {
            Mistake::Deleted => "deleted",
            Mistake::Moved => "moved",
        }
    }
}

impl Session {
    /// Puts mistakes into the functions under the paths that release what they acquire, and says which are noticed.
    /// With a limit, only so many acquisitions are taken, always the same ones.
    pub fn mutate(&self, limit: Option<usize>) -> Result<(Vec<Mutant>, Arc<SourceMap>), SessionError> {
        self.with_threads(|threads| {
            let Prepared { program, catalog, loaded, sources, .. } = self.prepare(threads, &())?;
            let mutants = analyze_and(&program, &catalog, Scope::Information, |analysis, what_if| {
                let reports = analysis.reports.iter().filter(|report| loaded.reported.contains(&report.file));
                let mut released: Vec<(&FunctionReport, &Acquisition)> = reports
                    .flat_map(|report| report.acquisitions.iter().map(move |acquisition| (report, acquisition)))
                    .filter(|(_, acquisition)| acquisition.fate == Fate::Released)
                    .collect();
                sample(&mut released, limit, &sources);
                let harness = Harness { what_if, catalog: &catalog, sources: &sources };
                let functions = |report: &FunctionReport| program.function(report.function).decl().clone();
                let each = released.par_iter().map(|(report, acquisition)| {
                    let case = Case { report, acquisition, decl: functions(report) };
                    harness.mutants(&case)
                });
                each.collect::<Vec<_>>().into_iter().flatten().collect()
            });
            Ok((mutants, sources))
        })
    }
}

/// Takes as many as wanted, spread over the program and the same in each run, and leaves them in order.
fn sample(released: &mut Vec<(&FunctionReport, &Acquisition)>, limit: Option<usize>, sources: &SourceMap) {
    let Some(limit) = limit.filter(|limit| *limit < released.len()) else {
        return;
    };
    let draw = |(report, acquisition): &(&FunctionReport, &Acquisition)| {
        let mut hasher = blake3::Hasher::new();
        hasher.update(sources.get(report.file).path.as_bytes());
        hasher.update(&acquisition.span.start.to_le_bytes());
        *hasher.finalize().as_bytes()
    };
    released.sort_by_cached_key(draw);
    released.truncate(limit);
    released.sort_by_key(|(report, acquisition)| (report.file, acquisition.span.start));
}

struct Harness<'a> {
    what_if: &'a WhatIf<'a>,
    catalog: &'a Catalog,
    sources: &'a SourceMap,
}

struct Case<'a> {
    report: &'a FunctionReport,
    acquisition: &'a Acquisition,
    decl: crate::ir::Decl,
}

impl Harness<'_> {
    fn mutants(&self, case: &Case<'_>) -> Vec<Mutant> {
        let file = self.sources.get(case.report.file);
        let releases: Vec<Span> =
            case.acquisition.releases.iter().copied().filter(|span| self.is_explicit(case, *span)).collect();
        let mut taken = Vec::new();
        let mut answer = Answer::Failed;
        for release in &releases {
            let with_this: Vec<Span> = taken.iter().copied().chain([*release]).collect();
            // Some releases are no calls, such as the end of a parent; those stay.
            let Some(changed) = frontend::without_calls(&file, &case.decl, &with_this, case.acquisition.span) else {
                continue;
            };
            taken = with_this;
            answer = self.answer(case, &changed);
            if answer != Answer::Harmless {
                break;
            }
        }
        if taken.is_empty() {
            return Vec::new();
        }
        let mutant = |mistake, releases, answer| self.mutant(case, mistake, releases, answer);
        let mut mutants = Vec::new();
        if let [only] = taken[..]
            && let Some(changed) = frontend::with_call_last(&file, &case.decl, only, case.acquisition.span)
        {
            mutants.push(mutant(Mistake::Moved, vec![only], self.answer(case, &changed)));
        }
        mutants.push(mutant(Mistake::Deleted, taken, answer));
        mutants
    }

    fn mutant(&self, case: &Case<'_>, mistake: Mistake, releases: Vec<Span>, answer: Answer) -> Mutant {
        let kind = self.catalog.resource(case.acquisition.resource);
        Mutant {
            mistake,
            function: case.report.display_name.clone(),
            span: case.acquisition.span,
            callee: case.acquisition.callee.clone(),
            resource: kind.key.clone(),
            rule: self.catalog.rule(kind.rule).name.clone(),
            releases,
            answer,
        }
    }

    /// Whether what stands here releases because it is called, and not because of what it answers.
    fn is_explicit(&self, case: &Case<'_>, release: Span) -> bool {
        let file = self.sources.get(release.file);
        let text = file.text.get(release.start as usize..release.end as usize).unwrap_or_default();
        let callee = text.split('(').next().unwrap_or_default();
        let method = Name::new(callee.rsplit('.').next().unwrap_or_default().trim());
        let implicit = &self.catalog.resource(case.acquisition.resource).implicit;
        !implicit.contains(&ImplicitEnd::Exhausted(method))
    }

    /// Analyses the changed function and looks for the acquisition.
    fn answer(&self, case: &Case<'_>, changed: &Changed) -> Answer {
        let Ok(report) = self.what_if.judge(case.report.function, &changed.file, &changed.decl) else {
            return Answer::Failed;
        };
        let was = case.acquisition;
        let place = changed.place(was.span);
        let is_it = |now: &&Acquisition| now.span.start == place.start && now.resource == was.resource;
        let alike = |now: &&Acquisition| is_it(now) && now.handle == was.handle;
        let found = report.acquisitions.iter().find(alike).or_else(|| report.acquisitions.iter().find(is_it));
        let Some(now) = found else {
            return silent("not acquired", "nothing is acquired here any more", 0);
        };
        if matches!(now.fate, Fate::Released | Fate::Void) {
            return Answer::Harmless;
        }
        let kind = self.catalog.resource(was.resource);
        let not_wanted = match now.fate {
            Fate::Untracked(Untracked::LowValue | Untracked::LetGo | Untracked::StandIn) => true,
            Fate::Stored => kind.long_lived,
            // Whatever became of it, a leak would not be reported.
            _ => kind.report == ReportWhen::Never,
        };
        if not_wanted {
            return Answer::NotWanted;
        }
        let finding = report.findings.iter().find(|finding| finding.span.start == place.start);
        match finding.filter(|_| now.fate == Fate::Leaked) {
            Some(finding) => {
                let in_test = is_test_file(&changed.file.path);
                let severity = if in_test { triage::level_in_tests(finding.severity) } else { finding.severity };
                Answer::Found { shown: severity >= Severity::Warning && finding.confidence >= Confidence::Medium }
            }
            None => {
                let reason = now.fate.reason().map(|reason| format!(": {reason}")).unwrap_or_default();
                let line = now.fate_span.map_or(0, |span| changed.file.line_index().line(span.start));
                silent(&format!("{}{reason}", now.fate.word()), &now.fate.sentence(), line)
            }
        }
    }
}

fn silent(reason: &str, sentence: &str, line: u32) -> Answer {
    Answer::Silent { reason: reason.to_owned(), sentence: sentence.to_owned(), line }
}
