//! Reads rule pages: a few lines of front matter, then the Markdown that users read.

use super::call::severity;
use super::load::keep;
use super::mistake::{Mistakes, nearest};
use super::protocol::Rule;
use super::read::Word;

const KEYS: [&str; 8] = ["code", "name", "summary", "cwe", "languages", "lints", "level", "since"];

/// Reads a page. `stem` is the name of its file, which must be the name of the rule.
pub(super) fn read_page(stem: &str, text: &str, mistakes: &mut Mistakes<'_>) -> Option<Rule> {
    let Some((head, page)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        mistakes.add(0, "a page begins with front matter between two lines `---`");
        return None;
    };
    let mut rule = Rule {
        code: String::new(),
        name: String::new(),
        summary: String::new(),
        cwe: Vec::new(),
        languages: Vec::new(),
        lints: Vec::new(),
        level: None,
        since: String::new(),
        page: page.trim_start().to_owned(),
    };
    let mut at = 4;
    for line in head.lines() {
        match line.split_once(':') {
            Some((key, value)) => {
                let value_at = at + line.len() - value.trim_start().len();
                front_matter(&mut rule, key.trim(), Word { text: value.trim().to_owned(), at: value_at }, at, mistakes);
            }
            None => mistakes.add(at, "front matter is lines of `key: value`"),
        }
        at += line.len() + 1;
    }
    for (key, value) in [("code", &rule.code), ("name", &rule.name), ("summary", &rule.summary)] {
        if value.is_empty() {
            mistakes.add(0, format!("this page has no `{key}`"));
        }
    }
    if rule.name != stem {
        mistakes.add(0, format!("the page of rule `{}` must be called `{}.md`", rule.name, rule.name));
    }
    Some(rule)
}

fn front_matter(rule: &mut Rule, key: &str, value: Word, key_at: usize, mistakes: &mut Mistakes<'_>) {
    let list = || value.text.split(',').map(str::trim).filter(|item| !item.is_empty());
    match key {
        "code" => rule.code = value.text,
        "name" => rule.name = value.text,
        "summary" => rule.summary = value.text,
        "since" => rule.since = value.text,
        "languages" => rule.languages = list().map(str::to_ascii_lowercase).collect(),
        "lints" => rule.lints = list().map(str::to_owned).collect(),
        "cwe" => {
            for item in list() {
                match item.parse() {
                    Ok(number) => rule.cwe.push(number),
                    Err(_) => mistakes.add(value.at, format!("`{item}` is not the number of a CWE")),
                }
            }
        }
        // The severity of the resource decides.
        "level" if value.text == "resource" => {}
        "level" => rule.level = keep(severity(&value), mistakes),
        _ => mistakes.add_with(key_at, format!("unknown key `{key}` in this page"), nearest(key, KEYS)),
    }
}
