//! `closewait rule`, `closewait rules lint` and `closewait version`.

use std::fmt::Write;

use serde::Serialize;

use crate::rule::{Catalog, Rule, RuleFile};

use super::args::{PlainFormat, RuleArguments, RulesCommand, VersionArguments};
use super::stream::{error_line, print};
use super::{CLEAN, FAILURE, FINDINGS};

#[derive(Serialize)]
struct RuleShape<'a> {
    code: &'a str,
    name: &'a str,
    summary: &'a str,
    level: Option<&'static str>,
    languages: &'a [String],
    cwe: &'a [u32],
    since: &'a str,
    page: &'a str,
}

#[derive(Serialize)]
struct VersionShape {
    name: &'static str,
    version: &'static str,
    schema: u32,
}

/// Shows one rule, or lists all.
pub fn run(arguments: &RuleArguments) -> u8 {
    let catalog = Catalog::all();
    let rules: Vec<&Rule> = match &arguments.id {
        Some(id) => match catalog.rule_named(id) {
            Some(rule) => vec![catalog.rule(rule)],
            None => {
                error_line(&format!("there is no rule `{id}`; `closewait rule` lists them"));
                return FAILURE;
            }
        },
        None => catalog.rules().map(|(_, rule)| rule).collect(),
    };
    let text = match arguments.output_format {
        PlainFormat::Json => as_json(&rules),
        PlainFormat::Text if arguments.id.is_some() || arguments.all => pages(&rules),
        PlainFormat::Text => list(&rules),
    };
    if print(&text) { CLEAN } else { FAILURE }
}

fn as_json(rules: &[&Rule]) -> String {
    let shapes: Vec<RuleShape> = rules
        .iter()
        .map(|rule| RuleShape {
            code: &rule.code,
            name: &rule.name,
            summary: &rule.summary,
            level: rule.level.map(|level| level.as_str()),
            languages: &rule.languages,
            cwe: &rule.cwe,
            since: &rule.since,
            page: &rule.page,
        })
        .collect();
    // Plain strings and numbers always have a JSON form.
    serde_json::to_string_pretty(&shapes).unwrap_or_default() + "\n"
}

fn pages(rules: &[&Rule]) -> String {
    let mut text = String::new();
    for rule in rules {
        let level = rule.level.map_or("by resource", |level| level.as_str());
        let cwe: Vec<String> = rule.cwe.iter().map(|number| format!("CWE-{number}")).collect();
        let _ = writeln!(text, "{} {}", rule.code, rule.name);
        let _ = writeln!(text, "level: {level}; languages: {}; {}", rule.languages.join(", "), cwe.join(", "));
        let _ = writeln!(text, "\n{}\n", rule.page.trim());
    }
    text
}

fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let _ = writeln!(text, "{}  {:width$}  {}", rule.code, rule.name, rule.summary);
    }
    text
}

/// Checks tables, each together with the built-in ones it may refer to.
pub fn run_lint(command: &RulesCommand) -> u8 {
    let RulesCommand::Lint { files } = command;
    let mut text = String::new();
    let mut failed = false;
    for file in files {
        let shown = file.to_string_lossy();
        match std::fs::read_to_string(file) {
            Ok(content) => {
                let table = RuleFile { file: &shown, text: &content };
                let (_, mistakes) = Catalog::with_tables(&|_| false, &[table]);
                for mistake in mistakes {
                    let _ = writeln!(text, "{mistake}");
                }
            }
            Err(error) => {
                error_line(&format!("{shown}: {error}"));
                failed = true;
            }
        }
    }
    if !print(&text) || failed {
        FAILURE
    } else if text.is_empty() {
        CLEAN
    } else {
        FINDINGS
    }
}

/// Shows the version.
pub fn run_version(arguments: &VersionArguments) -> u8 {
    let shape = VersionShape { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION"), schema: 1 };
    let text = match arguments.output_format {
        PlainFormat::Text => format!("{} {}\n", shape.name, shape.version),
        PlainFormat::Json => serde_json::to_string_pretty(&shape).unwrap_or_default() + "\n",
    };
    if print(&text) { CLEAN } else { FAILURE }
}
