//! Findings and fates against marks.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use regex::Regex;

use super::marks::{Mark, MarkKind, marks_of};
use super::{check, fates, place};

/// What was compared and what differs.
#[derive(Default)]
pub struct Outcome {
    /// Marks that were compared.
    pub marks: usize,
    /// Wanted findings that are there.
    pub found: usize,
    /// Fates that are as wanted.
    pub fates: usize,
    /// Findings that are known to be wrong.
    pub known_false_positives: usize,
    /// Findings that are known to be missing.
    pub known_false_negatives: usize,
    /// Reported and not expected.
    pub false_positives: Vec<String>,
    /// Expected and not reported.
    pub false_negatives: Vec<String>,
    /// Marks that say something else than what is the case: a fate, a step, a text, a limit that is gone.
    pub differences: Vec<String>,
}

/// A finding as far as marks speak of it.
struct Found {
    rule: String,
    code: String,
    message: String,
    steps: Vec<(String, u32, String)>,
    path: String,
    line: u32,
    expected: bool,
}

/// What became of an acquisition.
struct Became {
    path: String,
    line: u32,
    fate: &'static str,
    sentence: String,
}

impl Outcome {
    /// Whether everything is as the marks say.
    pub fn is_clean(&self) -> bool {
        self.false_positives.is_empty() && self.false_negatives.is_empty() && self.differences.is_empty()
    }

    /// Adds another outcome to this one.
    pub fn add(&mut self, other: Outcome) {
        self.marks += other.marks;
        self.found += other.found;
        self.fates += other.fates;
        self.known_false_positives += other.known_false_positives;
        self.known_false_negatives += other.known_false_negatives;
        self.false_positives.extend(other.false_positives);
        self.false_negatives.extend(other.false_negatives);
        self.differences.extend(other.differences);
    }

    /// The lists, for people.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{} marks: {} findings and {} fates as wanted, {} known false positives, {} known false negatives\n",
            self.marks, self.found, self.fates, self.known_false_positives, self.known_false_negatives
        );
        let lists = [
            ("false positives", &self.false_positives),
            ("false negatives", &self.false_negatives),
            ("other differences", &self.differences),
        ];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            let _ = writeln!(text, "\n{} {name}:", list.len());
            for line in list {
                let _ = writeln!(text, "  {line}");
            }
        }
        text
    }
}

/// Checks a directory and compares the answer with the marks in its Go files. `default_rule` is meant by a `want` that
/// names none.
pub fn compare(root: &Path, default_rule: Option<&str>) -> Outcome {
    let mut outcome = Outcome::default();
    let mut findings = findings(root);
    let became = became(root);
    for path in super::source_files(root) {
        let text = std::fs::read_to_string(&path).expect("a corpus file in UTF-8");
        let shown = path.strip_prefix(root).expect("a path under the root").to_string_lossy().replace('\\', "/");
        let (marks, mistakes) = marks_of(&text, default_rule);
        outcome.differences.extend(mistakes.into_iter().map(|mistake| format!("{shown}: {mistake}")));
        outcome.marks += marks.len();
        for mark in marks {
            compare_mark(&mark, &shown, &mut findings, &became, &mut outcome);
        }
    }
    for finding in findings.iter().filter(|finding| !finding.expected) {
        let why = why(&became, &finding.path, finding.line);
        let Found { path, line, rule, message, .. } = finding;
        outcome.false_positives.push(format!("{path}:{line}: {rule}: {message}{why}"));
    }
    outcome
}

fn compare_mark(mark: &Mark, path: &str, findings: &mut [Found], became: &[Became], outcome: &mut Outcome) {
    let place = format!("{path}:{}", mark.line);
    match &mark.kind {
        MarkKind::Want { rule, message } => match expect(findings, path, mark.line, rule) {
            None => {
                outcome.false_negatives.push(format!("{place}: {rule}{}", why(became, path, mark.line)));
            }
            Some(said) if !message.as_ref().is_none_or(|pattern| matches(pattern, &said)) => {
                outcome.differences.push(format!("{place}: the message of {rule} is {said:?}"));
            }
            Some(_) => outcome.found += 1,
        },
        MarkKind::KnownFalsePositive { rule, why } => match expect(findings, path, mark.line, rule) {
            Some(_) => outcome.known_false_positives += 1,
            None => outcome
                .differences
                .push(format!("{place}: {rule} is not reported any more ({why}): take the known-fp mark away")),
        },
        MarkKind::KnownFalseNegative { rule, why } => match expect(findings, path, mark.line, rule) {
            None => outcome.known_false_negatives += 1,
            Some(_) => {
                outcome.differences.push(format!("{place}: {rule} is reported now ({why}): make it a want mark"));
            }
        },
        MarkKind::Fate(fate) => {
            let of_line: BTreeSet<&str> = fates_on(became, path, mark.line).map(|account| account.fate).collect();
            if of_line.contains(fate.as_str()) {
                outcome.fates += 1;
            } else {
                let why = why(became, path, mark.line);
                outcome.differences.push(format!("{place}: the fate is not {fate}{why}"));
            }
        }
        MarkKind::Step(pattern) => {
            let on_line: Vec<&str> = findings
                .iter()
                .flat_map(|finding| &finding.steps)
                .filter(|(step_path, line, _)| step_path == path && *line == mark.line)
                .map(|(_, _, message)| message.as_str())
                .collect();
            if !on_line.iter().any(|message| matches(pattern, message)) {
                outcome.differences.push(format!("{place}: no step matches {pattern:?}; steps here: {on_line:?}"));
            }
        }
        // Summaries are compared by the engine's own tests.
        MarkKind::Summary(_) => {}
    }
}

/// Marks a finding of this rule on this line as expected and answers its message.
fn expect(findings: &mut [Found], path: &str, line: u32, rule: &str) -> Option<String> {
    let named = |finding: &Found| finding.rule == rule || finding.code.eq_ignore_ascii_case(rule);
    let mut fitting = findings.iter_mut().filter(|found| found.path == path && found.line == line && named(found));
    let finding = fitting.next()?;
    finding.expected = true;
    Some(finding.message.clone())
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).expect("a valid expression in a mark").is_match(text)
}

fn fates_on<'a>(became: &'a [Became], path: &'a str, line: u32) -> impl Iterator<Item = &'a Became> {
    became.iter().filter(move |account| account.path == path && account.line == line)
}

fn why(became: &[Became], path: &str, line: u32) -> String {
    let sentences: Vec<&str> = fates_on(became, path, line).map(|account| account.sentence.as_str()).collect();
    if sentences.is_empty() {
        "; nothing is acquired here".to_owned()
    } else {
        format!("; fate: {}", sentences.join(" | "))
    }
}

fn findings(root: &Path) -> Vec<Found> {
    let checked = check(root);
    let mut found = Vec::new();
    for finding in &checked.findings {
        let (path, line) = place(&checked.sources, finding.span);
        let steps = finding.steps.iter().map(|step| {
            let (step_path, line) = place(&checked.sources, step.span);
            (step_path, line, step.message.clone())
        });
        found.push(Found {
            rule: finding.name.clone(),
            code: finding.code.clone(),
            message: finding.message.clone(),
            steps: steps.collect(),
            path,
            line,
            expected: false,
        });
    }
    found
}

fn became(root: &Path) -> Vec<Became> {
    let (accounts, sources) = fates(root);
    let told = accounts.into_iter().map(|account| {
        let (path, line) = place(&sources, account.span);
        Became { path, line, fate: account.fate, sentence: account.sentence }
    });
    told.collect()
}
