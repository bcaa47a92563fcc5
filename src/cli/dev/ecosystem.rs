//! `closewait dev ecosystem`: what a check says of real projects, compared with what people said of its findings.
//!
//! The records are a list of projects, each pinned to a commit, and for each project a file of verdicts: one line of
//! JSON a finding, known by its fingerprint. Code of others is not among them; where it lies is an argument.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::cli::args::EcosystemArguments;
use crate::cli::check::fail;
use crate::cli::stream::{error_line, print};
use crate::cli::{CLEAN, FAILURE, FINDINGS};
use crate::driver::{Options, Session};
use crate::output::Positions;
use crate::rule::Severity;
use crate::triage::Request;

/// The list of projects.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Projects {
    project: Vec<Project>,
}

/// A project at one commit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Project {
    /// Name of its checkout and of its file of verdicts.
    name: String,
    /// Where it comes from.
    repository: String,
    /// The commit that the verdicts are about.
    commit: String,
}

/// What somebody found out about one finding.
#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
struct Verdict {
    fingerprint: String,
    rule: String,
    path: String,
    line: u32,
    /// Nothing yet, in lines that are to be completed.
    verdict: Option<Word>,
    reason: String,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[serde(rename_all = "lowercase")]
enum Word {
    /// A leak that a maintainer would mend.
    True,
    /// No leak.
    False,
    /// A leak that nobody would mind.
    Taste,
}

/// What is the case in one project.
#[derive(Default)]
struct Standing {
    verdicts: BTreeMap<Word, usize>,
    new: Vec<(Verdict, String)>,
    vanished: Vec<Verdict>,
}

/// Compares, prints and says how the process is to end.
pub fn run(arguments: &EcosystemArguments) -> u8 {
    match compare(arguments) {
        Ok((text, same)) => match print(&text) {
            false => FAILURE,
            true if same => CLEAN,
            true => FINDINGS,
        },
        Err(code) => code,
    }
}

fn compare(arguments: &EcosystemArguments) -> Result<(String, bool), u8> {
    let refuse = |message: String| {
        error_line(&message);
        FAILURE
    };
    let list = arguments.records.join("projects.toml");
    let text = fs::read_to_string(&list).map_err(|error| refuse(format!("{}: {error}", list.display())))?;
    let projects: Projects = toml::from_str(&text).map_err(|error| refuse(format!("{}: {error}", list.display())))?;
    let known: BTreeSet<&str> = projects.project.iter().map(|project| project.name.as_str()).collect();
    if let Some(name) = arguments.projects.iter().find(|name| !known.contains(name.as_str())) {
        return Err(refuse(format!("no project is called `{name}`")));
    }
    let mut text = String::new();
    let mut all = Standing::default();
    let mut rows = Vec::new();
    for project in &projects.project {
        let checkout = arguments.checkouts.join(&project.name);
        let wanted = arguments.projects.is_empty() || arguments.projects.contains(&project.name);
        if !wanted || !checkout.is_dir() {
            continue;
        }
        let verdicts = arguments.records.join("verdicts").join(format!("{}.jsonl", project.name));
        let verdicts = read_verdicts(&verdicts).map_err(refuse)?;
        let standing = stand(&checkout, verdicts)?;
        text.push_str(&differences(project, &standing, arguments.unjudged));
        rows.push(row(&project.name, &standing));
        for (word, count) in &standing.verdicts {
            *all.verdicts.entry(*word).or_default() += count;
        }
        all.new.extend(standing.new);
        all.vanished.extend(standing.vanished);
    }
    if rows.is_empty() {
        return Err(refuse(format!("{}: no checkout of a project of the list", arguments.checkouts.display())));
    }
    let same = all.new.is_empty() && all.vanished.is_empty();
    if !arguments.unjudged {
        let _ = writeln!(
            text,
            "{:<16}  {:>5}  {:>5}  {:>5}  {:>8}  {:>8}  {:>8}  {:>8}",
            "project", "true", "false", "taste", "unjudged", "vanished", "right", "of use"
        );
        rows.push(row("all", &all));
        text.extend(rows);
    }
    Ok((text, same))
}

/// The verdicts of a project; none if there is no file yet.
fn read_verdicts(path: &Path) -> Result<Vec<Verdict>, String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", path.display())),
    };
    let mut seen = BTreeSet::new();
    let mut verdicts: Vec<Verdict> = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{}:{}", path.display(), n + 1);
        let verdict: Verdict = serde_json::from_str(line).map_err(|error| format!("{place}: {error}"))?;
        if verdict.verdict.is_none() || verdict.reason.is_empty() {
            return Err(format!("{place}: a verdict needs `true`, `false` or `taste`, and a reason"));
        }
        if !seen.insert(verdict.fingerprint.clone()) {
            return Err(format!("{place}: a second verdict on {}", verdict.fingerprint));
        }
        verdicts.push(verdict);
    }
    Ok(verdicts)
}

/// Checks a project as users do and looks its findings up.
fn stand(checkout: &Path, verdicts: Vec<Verdict>) -> Result<Standing, u8> {
    let request = Request { severity: Severity::Warning, ..Request::default() };
    // A module cache is on some machines and not on others.
    let options = Options { request, module_cache: false, ..Options::new(checkout, [".".into()]) };
    let checked = Session::new(options).check(&()).map_err(|error| fail(&error))?;
    let positions = Positions::new(&checked.sources);
    let mut open: BTreeMap<String, Verdict> =
        verdicts.into_iter().map(|verdict| (verdict.fingerprint.clone(), verdict)).collect();
    let mut standing = Standing::default();
    for finding in &checked.findings {
        match open.remove(&finding.fingerprint).and_then(|verdict| verdict.verdict) {
            Some(word) => *standing.verdicts.entry(word).or_default() += 1,
            None => {
                let unjudged = Verdict {
                    fingerprint: finding.fingerprint.clone(),
                    rule: finding.name.clone(),
                    path: positions.file(finding.span.file).file.path.clone(),
                    line: positions.start(finding.span).line,
                    verdict: None,
                    reason: String::new(),
                };
                standing.new.push((unjudged, finding.message.clone()));
            }
        }
    }
    standing.vanished = open.into_values().collect();
    standing.vanished.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
    Ok(standing)
}

fn differences(project: &Project, standing: &Standing, unjudged: bool) -> String {
    let mut text = String::new();
    if unjudged {
        for (verdict, _) in &standing.new {
            let _ = writeln!(text, "{}", serde_json::to_string(verdict).unwrap_or_default());
        }
        return text;
    }
    if standing.new.is_empty() && standing.vanished.is_empty() {
        return text;
    }
    let _ = writeln!(text, "{} ({} at {})", project.name, project.repository, project.commit);
    for (Verdict { path, line, rule, fingerprint, .. }, message) in &standing.new {
        let _ = writeln!(text, "  new       {path}:{line}: {rule}: {message} [{fingerprint}]");
    }
    for Verdict { path, line, rule, verdict, reason, .. } in &standing.vanished {
        let word = verdict.map_or("", word);
        let _ = writeln!(text, "  vanished  {path}:{line}: {rule}: {word}: {reason}");
    }
    text.push('\n');
    text
}

fn row(name: &str, standing: &Standing) -> String {
    let of = |word| standing.verdicts.get(&word).copied().unwrap_or(0);
    let (right, wrong, taste) = (of(Word::True), of(Word::False), of(Word::Taste));
    let judged = right + wrong + taste;
    let part = |of: usize| match judged {
        0 => "-".to_owned(),
        judged => format!("{:.1} %", 100.0 * of as f64 / judged as f64),
    };
    let (new, vanished) = (standing.new.len(), standing.vanished.len());
    let (is_right, of_use) = (part(right + taste), part(right));
    format!("{name:<16}  {right:>5}  {wrong:>5}  {taste:>5}  {new:>8}  {vanished:>8}  {is_right:>8}  {of_use:>8}\n")
}

fn word(word: Word) -> &'static str {
    match word {
        Word::True => "true",
        Word::False => "false",
        Word::Taste => "taste",
    }
}
