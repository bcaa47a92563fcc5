//! Turns tables into a [`Catalog`].
//!
//! Tables are many and a run needs few, so a table is parsed only if a package it speaks of is imported, or if a
//! parsed table refers to one of its resources. Which packages a table speaks of is read off its head without
//! parsing TOML. The order of ids is the order of table names and keys, whatever the order of loading.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{FuncPath, Name};

use super::call::{self, Imports, Scope, Wrong};
use super::catalog::Catalog;
use super::mistake::{Mistake, Mistakes, nearest};
use super::page::read_page;
use super::protocol::{
    Evidence, LetGo, Method, NamePattern, OnDrop, ReportWhen, ResourceId, ResourceKind, RuleId, Severity,
};
use super::read::Word;
use super::register::{Pass, Said};
use super::schema::{RawResource, RawTable, read_table};

/// A table or a page: its file name and its text.
#[derive(Clone, Copy, Debug)]
pub struct RuleFile<'a> {
    /// The file, as it is to be shown in messages; its stem is the name of the table.
    pub file: &'a str,
    /// What is in it.
    pub text: &'a str,
}

impl<'a> RuleFile<'a> {
    /// Whether names in the table are written as paths of modules.
    pub fn has_paths(&self) -> bool {
        self.file.starts_with(PATHS)
    }

    /// The name of the table: the file name without folder and extension. Tables of languages with paths keep their
    /// folder, so that libraries of the same name are told apart.
    pub fn name(&self) -> &'a str {
        if let Some(stem) = self.file.strip_suffix(".toml").filter(|_| self.has_paths()) {
            return stem;
        }
        let base = self.file.rsplit(['/', '\\']).next().unwrap_or(self.file);
        base.split_once('.').map_or(base, |(stem, _)| stem)
    }
}

/// Loads `wanted` tables, those of `available` that they refer to, and all `pages`.
pub(super) fn load(
    pages: &[RuleFile<'_>],
    wanted: &[RuleFile<'_>],
    available: &[RuleFile<'_>],
) -> (Catalog, Vec<Mistake>) {
    let mut loader = Loader::default();
    loader.pages(pages);
    let mut tables: Vec<Loading<'_>> = Vec::new();
    let mut queue: Vec<RuleFile<'_>> = wanted.to_vec();
    let mut seen: FxHashSet<&str> = wanted.iter().map(RuleFile::name).collect();
    while let Some(file) = queue.pop() {
        let mut mistakes = Mistakes::new(file.file, file.text);
        let raw = read_table(file.text, &mut mistakes);
        for name in raw.tables_referred_to() {
            if let Some(other) = available.iter().find(|other| other.name() == name)
                && seen.insert(other.name())
            {
                queue.push(*other);
            }
        }
        tables.push(Loading { name: file.name(), has_paths: file.has_paths(), raw, mistakes });
    }
    tables.sort_by_key(|table| table.name);
    for table in &mut tables {
        loader.resources(table);
    }
    for table in &mut tables {
        loader.entries(table);
    }
    for table in tables {
        loader.mistakes.extend(table.mistakes.finish());
    }
    (loader.catalog, loader.mistakes)
}

/// The packages a table speaks of, read off its head: every text of `library`, `packages` and `also`.
pub(super) fn packages_of(text: &str) -> Vec<&str> {
    let head = match text.find("\n[") {
        Some(end) => &text[..end],
        None => text,
    };
    let mut packages = Vec::new();
    for key in ["library", "packages", "also"] {
        let Some(start) = memchr::memmem::find_iter(head.as_bytes(), key.as_bytes())
            .find(|&at| at == 0 || head.as_bytes().get(at - 1) == Some(&b'\n'))
        else {
            continue;
        };
        let value = &head[start..];
        let end = if key == "library" { value.find('\n') } else { value.find(']') };
        let value = &value[..end.unwrap_or(value.len())];
        packages.extend(value.split('"').skip(1).step_by(2).filter_map(|text| text.split(' ').next_back()));
    }
    packages
}

/// Whether a flag is set in the head of a table: `always`, which is needed in every run.
pub(super) fn is_set(text: &str, flag: &str) -> bool {
    let head = text.find("\n[").map_or(text, |end| &text[..end]);
    head.lines().any(|line| line.split('=').map(str::trim).eq([flag, "true"]))
}

/// Folder of the tables whose names are paths of modules.
const PATHS: &str = "rust/";

struct Loading<'a> {
    name: &'a str,
    has_paths: bool,
    raw: RawTable,
    mistakes: Mistakes<'a>,
}

/// What grows while tables are read.
#[derive(Default)]
pub(super) struct Loader {
    pub catalog: Catalog,
    mistakes: Vec<Mistake>,
    /// Resources by `table.key`.
    pub keys: FxHashMap<String, ResourceId>,
    /// Resources that some call acquires.
    pub acquired: FxHashSet<ResourceId>,
    /// What was said already, to find entries that say it again.
    pub said: FxHashSet<(FuncPath, Said)>,
}

impl Loader {
    fn pages(&mut self, pages: &[RuleFile<'_>]) {
        let mut rules = Vec::new();
        for page in pages {
            let mut mistakes = Mistakes::new(page.file, page.text);
            rules.extend(read_page(page.name(), page.text, &mut mistakes));
            self.mistakes.extend(mistakes.finish());
        }
        rules.sort_by(|a, b| a.code.cmp(&b.code));
        for rule in rules {
            let (code, name) = (rule.code.to_ascii_lowercase(), rule.name.clone());
            let id = self.catalog.rules.push(rule);
            self.catalog.rule_ids.insert(code, id);
            self.catalog.rule_ids.insert(name, id);
        }
    }

    /// Gives ids to the resources of a table.
    fn resources(&mut self, table: &mut Loading<'_>) {
        table.raw.resources.sort_by(|a, b| a.key.text.cmp(&b.key.text));
        for raw in &table.raw.resources {
            let rule = self.rule(&raw.rule, &mut table.mistakes);
            let severity = keep(call::severity(&raw.severity), &mut table.mistakes);
            let resource = ResourceKind {
                key: format!("{}.{}", table.name, raw.key.text),
                noun: raw.noun.text.clone(),
                rule: rule.unwrap_or(RuleId(0)),
                types: Vec::new(),
                releases: Vec::new(),
                implicit: Vec::new(),
                severity: severity.unwrap_or(Severity::Warning),
                holds: text_of(&raw.holds, ""),
                double_release_harmful: second_release(raw, &mut table.mistakes),
                fails_after_release: raw.fails_after_release.iter().map(method).collect(),
                asked_after_end: raw.ask_after_end.as_ref().map(|word| Name::new(&word.text)),
                written_by: raw.written_by.iter().map(|word| Name::new(&word.text)).collect(),
                held_in: raw.held_in.iter().map(|word| Name::new(&word.text)).collect(),
                set_while_held: raw.set_while_held.iter().map(|word| Name::new(&word.text)).collect(),
                long_lived: raw.long_lived,
                let_go_by: raw.let_go_by.iter().filter_map(|word| let_go(word, &mut table.mistakes)).collect(),
                known_by: raw.known_by.iter().filter_map(|word| evidence(word, &mut table.mistakes)).collect(),
                never_closed: raw.never_closed.iter().map(|word| Name::new(&word.text)).collect(),
                wrapped_by: raw.wrapped_by.iter().filter_map(|word| pattern(word, &mut table.mistakes)).collect(),
                shared: raw.shared,
                limit: raw.limit.as_ref().map(|word| Name::new(&word.text)),
                until_version: raw.until_version,
                report: report_when(raw, &mut table.mistakes),
                on_drop: on_drop(raw, table.has_paths, &mut table.mistakes),
                ends_said: raw.ends_said.iter().map(|word| word.text.clone()).collect(),
                owed_after: raw.owed_after.iter().map(|word| word.text.clone()).collect(),
                consumed: raw.consumed,
                not_across_wait: raw.not_across_wait,
                where_waited: raw.where_waited,
                released_word: text_of(&raw.released_word, "released"),
                cure: text_of(&raw.cure, ""),
            };
            let key = resource.key.clone();
            let id = self.catalog.resources.push(resource);
            self.keys.insert(key, id);
        }
    }

    fn rule(&self, word: &Word, mistakes: &mut Mistakes<'_>) -> Option<RuleId> {
        let found = self.catalog.rule_named(&word.text);
        if found.is_none() && !word.text.is_empty() {
            let hint = nearest(&word.text, self.catalog.rules.iter().map(|rule| rule.name.as_str()));
            mistakes.add_with(word.at, format!("there is no rule `{}`", word.text), hint);
        }
        found
    }

    /// Registers everything a table says, once for each of its packages.
    fn entries(&mut self, table: &mut Loading<'_>) {
        let imports = Imports::new(&table.raw.imports, &table.raw.also);
        let mut packages: Vec<Name> = table.raw.packages.iter().map(|word| Name::new(&word.text)).collect();
        if packages.is_empty() {
            packages.push(Name::new(&table.raw.library.text));
        }
        if table.has_paths {
            packages.iter_mut().for_each(|package| *package = Name::new(&format!("::{package}")));
        }
        let also = table.raw.also.iter().filter_map(|word| word.text.split(' ').next_back()).map(Name::new);
        let family: Vec<Name> = packages.iter().copied().chain(also).collect();
        let quiet = table.raw.keeps_nothing.iter().map(|word| Name::new(&format!("::{}", word.text)));
        self.catalog.keep_nothing.extend(quiet);
        for package in &family {
            self.catalog.families.entry(*package).or_default().extend(family.iter().filter(|other| *other != package));
        }
        for (n, own) in packages.into_iter().enumerate() {
            let mut pass = Pass {
                loader: self,
                table: table.name,
                scope: Scope::new(own, &imports),
                again: n > 0,
                mistakes: &mut table.mistakes,
            };
            pass.run(&table.raw);
            if !table.mistakes.is_empty() {
                // The other packages would only repeat what was just said.
                break;
            }
        }
        if table.mistakes.is_empty()
            && let Some(import) = imports.unused().and_then(|n| table.raw.imports.get(n))
        {
            table.mistakes.add(import.at, format!("the import `{}` is not used", import.text));
        }
        for raw in &table.raw.resources {
            let id = self.keys.get(&format!("{}.{}", table.name, raw.key.text));
            if table.mistakes.is_empty() && id.is_some_and(|id| !self.acquired.contains(id)) {
                table.mistakes.add(raw.key.at, format!("nothing acquires the resource `{}`", raw.key.text));
            }
        }
    }
}

/// The value, or nothing and a mistake.
pub(super) fn keep<T>(result: Result<T, Wrong>, mistakes: &mut Mistakes<'_>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err((at, message)) => {
            mistakes.add(at, message);
            None
        }
    }
}

fn text_of(word: &Option<Word>, default: &str) -> String {
    word.as_ref().map_or(default, |word| word.text.as_str()).to_owned()
}

/// `Exec`, or `Body.Read`.
fn method(word: &Word) -> Method {
    let mut fields: Vec<Name> = word.text.split('.').map(Name::new).collect();
    let name = fields.pop().unwrap_or_else(|| Name::new(""));
    Method { fields, name }
}

/// Which leaks are reported: `report`, of which `low-value` is the short form of `never`.
fn report_when(raw: &RawResource, mistakes: &mut Mistakes<'_>) -> ReportWhen {
    match &raw.report {
        Some(word) => keep(call::report_when(word), mistakes).unwrap_or(ReportWhen::Always),
        None if raw.low_value => ReportWhen::Never,
        None => ReportWhen::Always,
    }
}

/// What the end of the last owner means; in a language without such an end it means nothing.
fn on_drop(raw: &RawResource, has_owners: bool, mistakes: &mut Mistakes<'_>) -> OnDrop {
    match raw.on_drop.as_ref().map(|word| (word.text.as_str(), word.at)) {
        None if has_owners => OnDrop::Leaks,
        None => OnDrop::Nothing,
        Some(("release", _)) => OnDrop::Releases,
        Some(("rollback", _)) => OnDrop::RollsBack,
        Some(("detach", _)) => OnDrop::Detaches,
        Some(("leak", _)) => OnDrop::Leaks,
        Some((text, at)) => {
            mistakes.add(at, format!("`{text}` is not `release`, `rollback`, `detach` or `leak`"));
            OnDrop::Leaks
        }
    }
}

fn let_go(word: &Word, mistakes: &mut Mistakes<'_>) -> Option<LetGo> {
    match (word.text.as_str(), word.text.strip_prefix("field:")) {
        ("drop", _) => Some(LetGo::Drop),
        (_, Some(field)) if !field.is_empty() => Some(LetGo::Field(Name::new(field))),
        (text, _) if text.strip_prefix("argument:").is_some_and(|rest| !rest.is_empty()) => {
            Some(LetGo::Argument(Name::new(&text["argument:".len()..])))
        }
        (text, _) if text.strip_prefix("only-on:").is_some_and(|rest| !rest.is_empty()) => {
            Some(LetGo::OnlyOn(Name::new(&text["only-on:".len()..])))
        }
        (text, _) => {
            let allowed = "`drop`, `field:NAME`, `argument:TEXT` or `only-on:SYSTEM`";
            mistakes.add(word.at, format!("`{text}` is not {allowed}"));
            None
        }
    }
}

/// `Next + Scan`, `Body.Close`, `passes:Body`, `given:ReadAll`, `argument:O_*`
fn evidence(word: &Word, mistakes: &mut Mistakes<'_>) -> Option<Vec<Evidence>> {
    let piece = |text: &str| match text.split_once(':') {
        Some(("argument", pattern)) => NamePattern::parse(pattern).map(Evidence::Argument),
        Some(("given", function)) => Some(Evidence::Given(Name::new(function))),
        Some(("passes", fields)) => Some(Evidence::Passed(fields.split('.').map(Name::new).collect())),
        Some(_) => None,
        None if text == "returned" => Some(Evidence::Returned),
        None => {
            let mut names: Vec<Name> = text.split('.').map(Name::new).collect();
            let name = names.pop().filter(|name| !name.is_empty())?;
            Some(Evidence::Method(Method { fields: names, name }))
        }
    };
    let pieces: Option<Vec<Evidence>> = word.text.split('+').map(|text| piece(text.trim())).collect();
    if pieces.is_none() {
        mistakes.add(
            word.at,
            format!(
                "`{}` is not a list of methods, `passes:FIELD`, `given:FUNCTION`, `returned` and `argument:NAME*`",
                word.text
            ),
        );
    }
    pieces
}

fn pattern(word: &Word, mistakes: &mut Mistakes<'_>) -> Option<NamePattern> {
    let pattern = NamePattern::parse(&word.text);
    if pattern.is_none() {
        mistakes.add(word.at, format!("`{}` is not a name with one `*` in it", word.text));
    }
    pattern
}

fn second_release(raw: &RawResource, mistakes: &mut Mistakes<'_>) -> bool {
    match raw.second_release.as_ref().map(|word| (word.text.as_str(), word.at)) {
        None | Some(("harmless", _)) => false,
        Some(("harmful", _)) => true,
        Some((text, at)) => {
            mistakes.add(at, format!("`{text}` is not `harmless` or `harmful`"));
            false
        }
    }
}
