//! `closewait dev mutate`: recall by mutation, in a table.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::cli::args::{MutateArguments, PlainFormat};
use crate::cli::check::fail;
use crate::cli::stats::sampled;
use crate::cli::stream::print;
use crate::cli::{CLEAN, FAILURE};
use crate::driver::{Answer, Mutant, Session};
use crate::output::Positions;

/// What was said of some mutants.
#[derive(Default)]
struct Score {
    found: usize,
    shown: usize,
    silent: usize,
    harmless: usize,
    not_wanted: usize,
    failed: usize,
}

/// Measures, prints and says how the process is to end.
pub fn run(arguments: &MutateArguments) -> u8 {
    let (mutants, sources) = match Session::new(sampled(&arguments.sample)).mutate(arguments.limit) {
        Ok(answer) => answer,
        Err(error) => return fail(&error),
    };
    let positions = Positions::new(&sources);
    let text = match arguments.output_format {
        PlainFormat::Text => {
            let list = if arguments.list_silent { list(&mutants, &positions) } else { String::new() };
            list + &table(&mutants)
        }
        PlainFormat::Json => {
            let document = document(&mutants, &positions, arguments.list_silent);
            serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
        }
    };
    if print(&text) { CLEAN } else { FAILURE }
}

impl Score {
    fn of<'m>(mutants: impl Iterator<Item = &'m Mutant>) -> Score {
        let mut score = Score::default();
        for mutant in mutants {
            match &mutant.answer {
                Answer::Found { shown } => {
                    score.found += 1;
                    score.shown += usize::from(*shown);
                }
                Answer::Silent { .. } => score.silent += 1,
                Answer::Harmless => score.harmless += 1,
                Answer::NotWanted => score.not_wanted += 1,
                Answer::Failed => score.failed += 1,
            }
        }
        score
    }

    /// Part of the leaks that are found, in percent.
    fn recall(&self) -> Option<f64> {
        let leaks = self.found + self.silent;
        (leaks > 0).then(|| 100.0 * self.found as f64 / leaks as f64)
    }

    fn json(&self) -> Value {
        json!({
            "found": self.found, "shown": self.shown, "silent": self.silent, "harmless": self.harmless,
            "not_wanted": self.not_wanted, "failed": self.failed, "recall": self.recall(),
        })
    }
}

/// Mutants by some words of theirs, in order of the words.
fn grouped(mutants: &[Mutant], key: impl Fn(&Mutant) -> String) -> BTreeMap<String, Vec<&Mutant>> {
    let mut groups: BTreeMap<String, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        groups.entry(key(mutant)).or_default().push(mutant);
    }
    groups
}

/// Reasons of silence with their numbers, by mistake and rule, the most frequent first.
fn reasons(mutants: &[Mutant]) -> Vec<(String, String, &'static str, usize)> {
    let mut counts: BTreeMap<(&str, &str, &'static str), usize> = BTreeMap::new();
    for mutant in mutants {
        if let Answer::Silent { reason, .. } = &mutant.answer {
            *counts.entry((reason, &mutant.rule, mutant.mistake.word())).or_default() += 1;
        }
    }
    let mut counts: Vec<(String, String, &'static str, usize)> = counts
        .into_iter()
        .map(|((reason, rule, mistake), count)| (reason.to_owned(), rule.to_owned(), mistake, count))
        .collect();
    counts.sort_by(|a, b| (b.3, &a.0, &a.1, a.2).cmp(&(a.3, &b.0, &b.1, b.2)));
    counts
}

fn table(mutants: &[Mutant]) -> String {
    let mut text = String::new();
    let by_rule = grouped(mutants, |mutant| mutant.rule.clone());
    let by_resource = grouped(mutants, |mutant| format!("  {}", mutant.resource));
    let by_mistake = grouped(mutants, |mutant| format!("all {}", mutant.mistake.word()));
    let width = by_resource.keys().chain(by_rule.keys()).map(String::len).max().unwrap_or(0).max(12);
    let _ = writeln!(
        text,
        "{:<width$}  {:>6}  {:>6}  {:>6}  {:>7}  {:>8}  {:>10}  {:>6}",
        "leaks of", "found", "shown", "silent", "recall", "harmless", "not wanted", "failed"
    );
    let mut row = |name: &str, members: &[&Mutant]| {
        let score = Score::of(members.iter().copied());
        let recall = score.recall().map_or_else(|| "-".to_owned(), |recall| format!("{recall:.1} %"));
        let Score { found, shown, silent, harmless, not_wanted, failed } = score;
        let _ = writeln!(
            text,
            "{name:<width$}  {found:>6}  {shown:>6}  {silent:>6}  {recall:>7}  {harmless:>8}  {not_wanted:>10}  {failed:>6}"
        );
    };
    for (rule, members) in &by_rule {
        row(rule, members);
        for (resource, members) in by_resource.iter().filter(|(_, members)| members[0].rule == *rule) {
            row(resource, members);
        }
    }
    for (mistake, members) in &by_mistake {
        row(mistake, members);
    }
    row("all", &mutants.iter().collect::<Vec<_>>());
    text.push_str("\nreasons of silence\n");
    for (reason, rule, mistake, count) in reasons(mutants) {
        let _ = writeln!(text, "{count:>6}  {reason} ({rule}, {mistake})");
    }
    text
}

/// The leaks that are not found, one a line.
fn list(mutants: &[Mutant], positions: &Positions) -> String {
    let mut text = String::new();
    for mutant in mutants {
        let (said, line) = match &mutant.answer {
            Answer::Silent { sentence, line, .. } => (sentence.as_str(), *line),
            Answer::Failed => ("failed", 0),
            Answer::Found { .. } | Answer::Harmless | Answer::NotWanted => continue,
        };
        let start = positions.start(mutant.span);
        let path = &positions.file(mutant.span.file).file.path;
        let releases: Vec<String> = releases(mutant, positions).iter().map(u32::to_string).collect();
        let _ = writeln!(
            text,
            "{path}:{}: {} from `{}` in {}: release at {} {}: {said}, line {line}",
            start.line,
            mutant.resource,
            mutant.callee,
            mutant.function,
            releases.join(", "),
            mutant.mistake.word()
        );
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn releases(mutant: &Mutant, positions: &Positions) -> Vec<u32> {
    mutant.releases.iter().map(|span| positions.start(*span).line).collect()
}

fn document(mutants: &[Mutant], positions: &Positions, list_silent: bool) -> Value {
    let scores = |groups: BTreeMap<String, Vec<&Mutant>>| {
        let scored = groups.into_iter().map(|(key, members)| (key, Score::of(members.into_iter()).json()));
        Value::Object(scored.collect())
    };
    let reasons: Vec<Value> = reasons(mutants)
        .into_iter()
        .map(|(reason, rule, mistake, count)| json!({ "reason": reason, "rule": rule, "mistake": mistake, "count": count }))
        .collect();
    let mut document = json!({
        "schema": 1,
        "all": Score::of(mutants.iter()).json(),
        "rules": scores(grouped(mutants, |mutant| mutant.rule.clone())),
        "resources": scores(grouped(mutants, |mutant| mutant.resource.clone())),
        "mistakes": scores(grouped(mutants, |mutant| mutant.mistake.word().to_owned())),
        "reasons": reasons,
    });
    if list_silent {
        let silent = mutants.iter().filter_map(|mutant| {
            let Answer::Silent { reason, sentence, line } = &mutant.answer else { return None };
            Some(json!({
                "path": positions.file(mutant.span.file).file.path,
                "line": positions.start(mutant.span).line,
                "function": mutant.function,
                "callee": mutant.callee,
                "resource": mutant.resource,
                "rule": mutant.rule,
                "mistake": mutant.mistake.word(),
                "releases": releases(mutant, positions),
                "reason": reason,
                "fate": sentence,
                "decided_at": line,
            }))
        });
        document["silent"] = silent.collect();
    }
    document
}
