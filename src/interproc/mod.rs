//! Floor 4: which functions are analysed, and in which order.
//!
//! Functions are analysed bottom-up, callees before callers, so that a call is one look-up in the store of
//! summaries. Functions that call each other in a circle are analysed one after the other; the call that
//! closes the circle sees no summary and is taken for an unknown one. A *wave* is a set of functions whose
//! callees are all done: its members run in parallel and the store only changes between waves, so the result
//! does not depend on the number of threads.
//!
//! Only few functions matter: [`demand`] finds them by the names they mention.

mod across;
mod answers;
mod checkouts;
mod crates;
mod decider;
mod demand;
mod holders;
mod likeness;
mod locks;
mod named;
mod plain;
mod pools;
mod reach;
mod schedule;
mod store;
mod taint;
mod unowned;
mod variables;
mod wanted;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FileId, FuncPath, Problem, SourceFile, Span};
use crate::ir::linked::FunctionId;
use crate::ir::{Decl, LinkedBody};
use crate::resolve::Program;
use crate::rule::Catalog;
use crate::typestate::{Acquisition, Callers, Decider, Finding, PoolLimit, Summary};

/// What an analysis of a whole program says.
#[derive(Debug, Default)]
pub struct Analysis {
    /// Reports of all functions that acquire something, in order of file and position.
    pub reports: Vec<FunctionReport>,
    /// What could not be analysed.
    pub problems: Vec<Problem>,
    /// Functions with a body in the files under analysis.
    pub functions_total: usize,
    /// Functions that were parsed and analysed.
    pub functions_analyzed: usize,
    /// The bodies of all functions that were looked at.
    pub bodies: FxHashMap<FunctionId, Arc<LinkedBody>>,
}

/// The report of one function under analysis.
#[derive(Clone, Debug)]
pub struct FunctionReport {
    /// The function.
    pub function: FunctionId,
    /// Its path.
    pub path: FuncPath,
    /// Its file.
    pub file: FileId,
    /// `Type.method` or `func`.
    pub display_name: String,
    /// What became of its acquisitions, in source order.
    pub acquisitions: Vec<Acquisition>,
    /// What is wrong, in source order.
    pub findings: Vec<Finding>,
    /// Whether the analysis gave up within its budget.
    pub gave_up: bool,
    /// Limits that it sets for pools, in source order.
    pub limits: Vec<PoolLimit>,
    /// Its summary.
    pub summary: Summary,
}

/// Which functions are analysed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scope {
    /// Those that matter, found by the names they mention; not those that plainly release whatever they acquire.
    #[default]
    Demand,
    /// Those too, and those that only wait for another side, which is information: nothing hangs on them for anybody else.
    Information,
    /// Those that matter if resources are followed that no rule reports, to explain what became of them.
    EveryResource,
    /// All of them: slow, for checking that the demand misses nothing.
    Everything,
}

/// Analyses a program, choosing which functions are looked at.
pub fn analyze(program: &Program, catalog: &Catalog, scope: Scope) -> Analysis {
    analyze_and(program, catalog, scope, |analysis, _| analysis)
}

/// Further questions to a finished analysis: what would be said of a function if its text were another and everything else as
/// it is, and who decided what became of an acquisition.
pub struct WhatIf<'a> {
    program: &'a Program,
    store: store::Store<'a>,
    /// Functions that nobody is known to call.
    uncalled: FxHashSet<FunctionId>,
}

impl WhatIf<'_> {
    /// Analyses one function with the text of `file`, in which `decl` says where it lies. Callees have the summaries
    /// of the whole analysis; callers are not looked at.
    pub fn judge(
        &self,
        function: FunctionId,
        file: &SourceFile,
        decl: &Decl,
    ) -> Result<crate::typestate::FunctionReport, Problem> {
        let linked = self.program.link_changed(function, file, decl)?;
        let callers = if self.uncalled.contains(&function) { Callers::None } else { Callers::Known };
        schedule::run_one(&linked, &self.store, callers)
    }

    /// The call that settled what became of an acquisition.
    pub fn decider(&self, report: &FunctionReport, acquisition: &Acquisition) -> Option<Decider> {
        decider::Deciders { program: self.program, store: &self.store }.of(report, acquisition)
    }

    /// The call at one of the places where it is released.
    pub fn releaser(&self, report: &FunctionReport, acquisition: &Acquisition, release: Span) -> Option<Decider> {
        decider::Deciders { program: self.program, store: &self.store }.of_release(report, acquisition, release)
    }
}

/// Analyses a program, and asks further questions of what is known then.
pub fn analyze_and<T>(
    program: &Program,
    catalog: &Catalog,
    scope: Scope,
    then: impl FnOnce(Analysis, &WhatIf<'_>) -> T,
) -> T {
    let holders = holders::Holders::new(program, catalog);
    let mut demand = demand::Demand::new(program, catalog, scope, &holders);
    let mut store = store::Store::new(&holders, catalog);
    let mut done = schedule::Done::default();
    let mut fresh: Vec<wanted::Fresh> = Vec::new();
    // Each round reaches the callers of functions that were found to hand out a resource in the round before.
    let mut hold_back = true;
    for _ in 0..MAX_ROUNDS {
        let added = demand.round(&fresh);
        if added.is_empty() && !done.waits() {
            break;
        }
        let turn = match (added.is_empty(), hold_back) {
            (false, _) => schedule::Turn::Providers,
            (true, true) => schedule::Turn::Small,
            (true, false) => schedule::Turn::Everybody,
        };
        hold_back = turn != schedule::Turn::Small;
        fresh = schedule::run(&demand, &mut store, &mut done, &added, turn);
    }
    if done.waits() {
        schedule::run(&demand, &mut store, &mut done, &[], schedule::Turn::Everybody);
    }
    let uncalled = done.uncalled().clone();
    let analysis = finish(program, catalog, demand, done);
    then(analysis, &WhatIf { program, store, uncalled })
}

/// Chains of wrappers longer than this are not followed to their end.
const MAX_ROUNDS: usize = 16;

fn finish(program: &Program, catalog: &Catalog, demand: demand::Demand<'_>, done: schedule::Done) -> Analysis {
    let mut analysis = Analysis {
        functions_total: program.functions().len(),
        functions_analyzed: done.count(),
        problems: demand.problems(),
        ..Analysis::default()
    };
    analysis.problems.extend(done.problems(&demand));
    for report in done.into_reports() {
        let info = program.function(report.function);
        if !info.first_party {
            continue;
        }
        analysis.reports.push(FunctionReport {
            function: report.function,
            path: report.path,
            file: info.file,
            display_name: display_name(report.path),
            summary: report.summary,
            acquisitions: report.acquisitions,
            findings: report.findings,
            gave_up: report.gave_up,
            limits: report.limits,
        });
    }
    pools::judge(program, catalog, &demand, &mut analysis.reports);
    unowned::judge(program, catalog, &demand, &mut analysis.reports);
    let start = |report: &FunctionReport| program.function(report.function).decl().start;
    analysis.reports.sort_by_cached_key(|report| (report.file, start(report)));
    analysis.problems.sort();
    analysis.problems.dedup();
    analysis.bodies = demand.into_bodies();
    analysis
}

impl Analysis {
    /// The summary of a function in text form.
    pub fn summary_text(&self, report: &FunctionReport, catalog: &Catalog) -> String {
        let linked = self.bodies.get(&report.function);
        linked.map_or_else(String::new, |linked| summary_text(linked, catalog, &report.summary))
    }
}

/// `Type.method` or `func`.
pub fn display_name(path: FuncPath) -> String {
    match path.receiver {
        Some(receiver) => format!("{receiver}.{}", path.name),
        None => path.name.to_string(),
    }
}

fn summary_text(linked: &LinkedBody, catalog: &Catalog, summary: &Summary) -> String {
    let body = &linked.function.body;
    let param = |n: u32| {
        let name = body.params.get(n as usize).and_then(|local| body.locals[*local].name);
        name.map_or_else(|| format!("param {n}"), |name| name.to_string())
    };
    summary.text(&param, &|resource| catalog.resource(resource).key.clone())
}
