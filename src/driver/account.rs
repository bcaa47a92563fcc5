//! What became of acquisitions, in words: the answer of `why`.

use std::path::Path;
use std::sync::Arc;

use crate::base::{SourceMap, Span};
use crate::interproc::{FunctionReport, Scope, WhatIf, analyze_and};
use crate::report::word_decider;
use crate::rule::Catalog;
use crate::typestate::{Acquisition, Decider, EscapeReason, Fate};

use super::session::{Prepared, Session, SessionError};

/// What became of one acquisition, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// `Type.method` or `func`.
    pub function: String,
    /// The acquiring call.
    pub span: Span,
    /// Its callee as written.
    pub callee: String,
    /// The variable that got the handle.
    pub handle: Option<String>,
    /// Key of the resource.
    pub resource: String,
    /// `released`, `escaped`, ...
    pub fate: &'static str,
    /// Why, in a few words, for fates that have a reason.
    pub reason: Option<&'static str>,
    /// The callee of which nothing is known, if that is the reason.
    pub unknown_callee: Option<String>,
    /// The fate with its reason.
    pub sentence: String,
    /// Where that was decided.
    pub decided_at: Option<Span>,
    /// The call that decided it, if it was one and somebody asked.
    pub decider: Option<Deciding>,
    /// The calls that release it on some path, in source order, if somebody asked.
    pub releases: Vec<Deciding>,
}

/// The call that settled what became of an acquisition, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deciding {
    /// Who is called and what is known of it.
    pub sentence: String,
    /// The call.
    pub span: Span,
    /// Where the callee is declared, if that is in sight.
    pub declared: Option<Span>,
}

impl Session {
    /// Says what became of each acquisition on a line of a file, or in the whole file. The module that the file
    /// is in is analysed, so the answer is that of a `check` of everything.
    pub fn why(&self, file: &Path, line: Option<u32>) -> Result<(Vec<Account>, Arc<SourceMap>), SessionError> {
        self.with_threads(|threads| {
            let (session, shown) = self.around(file)?;
            let Prepared { program, catalog, sources, .. } = session.prepare(threads, &())?;
            let accounts = analyze_and(&program, &catalog, Scope::EveryResource, |analysis, what_if| {
                let of_file = analysis.reports.iter().filter(|report| sources.get(report.file).path == shown);
                let mut found: Vec<Account> =
                    of_file.flat_map(|report| accounts_on(report, &catalog, &sources, line, what_if)).collect();
                found.sort_by_key(|account| (account.span.start, account.span.end));
                found
            });
            Ok((accounts, sources))
        })
    }

    /// What became of every acquisition under the paths.
    pub fn fates(&self) -> Result<(Vec<Account>, Arc<SourceMap>), SessionError> {
        self.with_threads(|threads| {
            let analyzed = self.analyze(threads, &(), Scope::EveryResource)?;
            let accounts = analyzed.reports().flat_map(|report| accounts_of(report, &analyzed.catalog)).collect();
            Ok((accounts, analyzed.sources))
        })
    }
}

/// Acquisitions of a function on a line, or all, with the calls that decided.
fn accounts_on(
    report: &FunctionReport,
    catalog: &Catalog,
    sources: &SourceMap,
    line: Option<u32>,
    what_if: &WhatIf<'_>,
) -> Vec<Account> {
    let index = sources.get(report.file).line_index();
    let wanted = |acquisition: &&Acquisition| {
        line.is_none_or(|line| (index.line(acquisition.span.start)..=index.line(acquisition.span.end)).contains(&line))
    };
    let word = |decider: Decider| Deciding {
        sentence: word_decider(&decider),
        span: decider.span,
        declared: decider.declared,
    };
    let account = |acquisition: &Acquisition| Account {
        decider: what_if.decider(report, acquisition).map(word),
        releases: acquisition
            .releases
            .iter()
            .filter_map(|release| what_if.releaser(report, acquisition, *release))
            .map(word)
            .collect(),
        ..account_of(report, acquisition, catalog)
    };
    report.acquisitions.iter().filter(wanted).map(account).collect()
}

/// What became of the acquisitions of a function.
pub(super) fn accounts_of(report: &FunctionReport, catalog: &Catalog) -> Vec<Account> {
    report.acquisitions.iter().map(|acquisition| account_of(report, acquisition, catalog)).collect()
}

fn account_of(report: &FunctionReport, acquisition: &Acquisition, catalog: &Catalog) -> Account {
    Account {
        function: report.display_name.clone(),
        span: acquisition.span,
        callee: acquisition.callee.clone(),
        handle: acquisition.handle.map(|name| name.to_string()),
        resource: catalog.resource(acquisition.resource).key.clone(),
        fate: acquisition.fate.word(),
        reason: acquisition.fate.reason(),
        unknown_callee: match &acquisition.fate {
            Fate::Escaped(EscapeReason::UnknownCallee(callee)) => Some(callee.clone()),
            // Every other fate is told by its words.
            _ => None,
        },
        sentence: acquisition.fate.sentence(),
        decided_at: acquisition.fate_span,
        decider: None,
        releases: Vec::new(),
    }
}
