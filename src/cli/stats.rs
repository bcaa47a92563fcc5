//! `closewait stats`: what became of all acquisitions, by resource and by reason.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::base::{Name, Span};
use crate::driver::{Fates, Options, Session, Tally};
use crate::output::Positions;

use super::args::{PlainFormat, SamplePaths, StatsArguments};
use super::check::{fail, working_directory};
use super::stream::print;
use super::{CLEAN, FAILURE};

/// Fates in the order of the columns.
const FATES: [&str; 8] = ["released", "returned", "stored", "passed", "escaped", "untracked", "leaked", "void"];

/// Unknown callees that the table shows.
const CALLEES_SHOWN: usize = 20;

/// Counts, prints and says how the process is to end.
pub fn run(arguments: &StatsArguments) -> u8 {
    let (tally, sources) = match Session::new(sampled(&arguments.sample)).tally() {
        Ok(answer) => answer,
        Err(error) => return fail(&error),
    };
    let positions = Positions::new(&sources);
    let given_up: Vec<GivenUp> = tally
        .given_up
        .iter()
        .map(|(function, span)| GivenUp {
            path: positions.file(span.file).file.path.clone(),
            line: positions.start(*span).line,
            function,
        })
        .collect();
    let text = match arguments.output_format {
        PlainFormat::Text => table(&tally, &given_up, &unknown_receivers(&tally, &positions)),
        PlainFormat::Json => {
            let document = document(&tally, &given_up, &unknown_receivers(&tally, &positions));
            serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
        }
    };
    if print(&text) { CLEAN } else { FAILURE }
}

/// What a measurement is made on.
pub fn sampled(sample: &SamplePaths) -> Options {
    Options {
        exclude: sample.exclude.clone(),
        tests: !sample.no_tests,
        module_cache: !sample.no_module_cache,
        jobs: sample.jobs.map(usize::from),
        ..Options::new(working_directory(), sample.paths.clone())
    }
}

/// A function the engine gave up on.
struct GivenUp<'a> {
    path: String,
    line: u32,
    function: &'a str,
}

/// A method that acquires something if it is the one of a table.
struct UnknownReceiver {
    method: String,
    calls: usize,
    first: String,
}

fn unknown_receivers(tally: &Tally, positions: &Positions) -> Vec<UnknownReceiver> {
    let shown = |(method, (calls, first)): (&Name, &(usize, Span))| UnknownReceiver {
        method: method.to_string(),
        calls: *calls,
        first: format!("{}:{}", positions.file(first.file).file.path, positions.start(*first).line),
    };
    let mut all: Vec<UnknownReceiver> = tally.unknown_receivers.iter().map(shown).collect();
    all.sort_by(|a, b| (b.calls, &a.method).cmp(&(a.calls, &b.method)));
    all
}

fn document(tally: &Tally, given_up: &[GivenUp<'_>], receivers: &[UnknownReceiver]) -> Value {
    let resources: Vec<Value> = tally
        .resources
        .iter()
        .map(|(resource, fates)| {
            let mut value = counts(fates);
            value["resource"] = json!(resource);
            value
        })
        .collect();
    let given_up: Vec<Value> = given_up
        .iter()
        .map(|given| json!({ "path": given.path, "line": given.line, "function": given.function }))
        .collect();
    let callees: Vec<Value> =
        by_count(tally).into_iter().map(|(callee, count)| json!({ "callee": callee, "acquisitions": count })).collect();
    let mut value = counts(&tally.all);
    value["schema"] = json!(1);
    value["files"] = json!(tally.files);
    value["functions"] = json!(tally.functions);
    value["functions_analyzed"] = json!(tally.functions_analyzed);
    value["given_up"] = json!(given_up);
    value["resources"] = json!(resources);
    value["unknown_callees"] = json!(callees);
    let receivers = receivers.iter();
    let receivers: Vec<Value> =
        receivers.map(|known| json!({ "method": known.method, "calls": known.calls, "first": known.first })).collect();
    value["unknown_receivers"] = json!(receivers);
    value
}

fn counts(fates: &Fates) -> Value {
    let reasons: serde_json::Map<String, Value> =
        fates.reasons.iter().map(|((fate, reason), count)| (format!("{fate}: {reason}"), json!(count))).collect();
    json!({ "acquisitions": fates.total, "fates": fates.fates, "reasons": reasons })
}

fn table(tally: &Tally, given_up: &[GivenUp<'_>], receivers: &[UnknownReceiver]) -> String {
    let mut text = String::new();
    let width = tally.resources.keys().map(String::len).chain(["all resources".len()]).max().unwrap_or(0);
    let _ = write!(text, "{:<width$}  {:>8}", "resource", "all");
    for fate in FATES {
        let _ = write!(text, "  {fate:>9}");
    }
    text.push('\n');
    let mut rows: Vec<(&str, &Fates)> = tally.resources.iter().map(|(key, fates)| (key.as_str(), fates)).collect();
    rows.sort_by_key(|(key, fates)| (std::cmp::Reverse(fates.total), *key));
    for (key, fates) in rows.into_iter().chain([("all resources", &tally.all)]) {
        let _ = write!(text, "{key:<width$}  {:>8}", fates.total);
        for fate in FATES {
            let _ = write!(text, "  {:>9}", fates.of(fate));
        }
        text.push('\n');
    }
    if !tally.all.reasons.is_empty() {
        text.push_str("\nreasons\n");
    }
    for ((fate, reason), count) in &tally.all.reasons {
        let _ = writeln!(text, "{count:>8}  {fate}: {reason}");
    }
    let callees = by_count(tally);
    if !callees.is_empty() {
        text.push_str("\ncallees of which nothing is known, by acquisitions passed to them\n");
    }
    for (callee, count) in callees.iter().take(CALLEES_SHOWN) {
        let _ = writeln!(text, "{count:>8}  {callee}");
    }
    if callees.len() > CALLEES_SHOWN {
        let _ = writeln!(text, "{:>8}  more callees", callees.len() - CALLEES_SHOWN);
    }
    if !receivers.is_empty() {
        text.push_str(
            "\nmethods that acquire on some types, called on values of unknown type; where the first stands\n",
        );
    }
    for UnknownReceiver { method, calls, first } in receivers.iter().take(CALLEES_SHOWN) {
        let _ = writeln!(text, "{calls:>8}  {method} ({first})");
    }
    let (files, functions, analyzed) = (tally.files, tally.functions, tally.functions_analyzed);
    let _ = writeln!(
        text,
        "\n{files} files, {functions} functions, {analyzed} analysed, {} given up as too complex",
        given_up.len()
    );
    for GivenUp { path, line, function } in given_up {
        let _ = writeln!(text, "  {path}:{line}: {function}");
    }
    text
}

/// Unknown callees, the most frequent first.
fn by_count(tally: &Tally) -> Vec<(&str, usize)> {
    let mut callees: Vec<(&str, usize)> =
        tally.unknown_callees.iter().map(|(callee, count)| (callee.as_str(), *count)).collect();
    callees.sort_by_key(|(callee, count)| (std::cmp::Reverse(*count), *callee));
    callees
}
