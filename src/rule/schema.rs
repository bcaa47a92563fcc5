//! The shape of a table as it is written: texts with places, nothing looked up yet.
//!
//! `rules/README.md` explains every key to those who write tables. What the texts mean is decided in `call` and
//! `load`.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistakes;
use super::outcome::{RawOutcome, read_outcome};
use super::read::{Keys, Word, word};

/// A table file.
#[derive(Debug, Default)]
pub(super) struct RawTable {
    pub library: Word,
    pub packages: Vec<Word>,
    pub also: Vec<Word>,
    pub imports: Vec<Word>,
    pub resources: Vec<RawResource>,
    pub acquires: Vec<RawAcquire>,
    pub effects: Vec<RawEffect>,
    pub functions: Vec<RawFunction>,
    pub types: Vec<RawType>,
    pub signatures: Vec<Word>,
    pub variables: Vec<Word>,
    pub keeps_nothing: Vec<Word>,
    pub traits: Vec<Word>,
    pub per_request: Vec<Word>,
    pub contexts: Vec<Word>,
    pub waits: Vec<RawWait>,
    pub outcomes: Vec<RawOutcome>,
}

impl RawTable {
    /// Other tables whose resources this one speaks of, from references such as `database-sql.tx`.
    pub fn tables_referred_to(&self) -> Vec<&str> {
        let acquired = self.acquires.iter().map(|acquire| acquire.resource.text.as_str());
        let parents = self.resources.iter().flat_map(|resource| &resource.ends_with);
        let parents = parents.filter_map(|end| end.text.strip_prefix("parent:"));
        acquired.chain(parents).filter_map(|key| key.split_once('.')).map(|(table, _)| table).collect()
    }
}

/// `[resource.KEY]`
#[derive(Debug)]
pub(super) struct RawResource {
    pub key: Word,
    pub noun: Word,
    pub rule: Word,
    pub types: Vec<Word>,
    pub release: Vec<Word>,
    pub ends_with: Vec<Word>,
    pub severity: Word,
    pub holds: Option<Word>,
    pub second_release: Option<Word>,
    pub fails_after_release: Vec<Word>,
    pub ask_after_end: Option<Word>,
    pub written_by: Vec<Word>,
    pub set_while_held: Vec<Word>,
    pub held_in: Vec<Word>,
    pub long_lived: bool,
    pub let_go_by: Vec<Word>,
    pub wrapped_by: Vec<Word>,
    pub never_closed: Vec<Word>,
    pub known_by: Vec<Word>,
    pub shared: bool,
    pub limit: Option<Word>,
    pub until_version: Option<u32>,
    pub low_value: bool,
    pub report: Option<Word>,
    pub on_drop: Option<Word>,
    pub owed_after: Vec<Word>,
    pub ends_said: Vec<Word>,
    pub pool_used_by: Vec<Word>,
    pub consumed: bool,
    pub not_across_wait: bool,
    pub where_waited: bool,
    pub released_word: Option<Word>,
    pub cure: Option<Word>,
}

/// `[[acquire]]`
#[derive(Debug)]
pub(super) struct RawAcquire {
    pub resource: Word,
    pub calls: Vec<Word>,
    pub literals: Vec<Word>,
    pub unless: Vec<Word>,
    pub handle: Option<Word>,
    pub guard: Option<Word>,
    pub context: Option<Word>,
    pub live_with_error: bool,
    pub idle_under: Vec<Word>,
    pub keeps: bool,
    pub if_unread: Option<Word>,
    pub only_for: Vec<Word>,
    pub argument_made_by: Vec<Word>,
    pub said: Vec<Word>,
    pub seen_with: Vec<Word>,
}

/// `[[wait]]`
#[derive(Debug)]
pub(super) struct RawWait {
    pub at: usize,
    pub calls: Vec<Word>,
    pub literals: Vec<Word>,
    pub with_context: Option<Word>,
    pub cure: Option<Word>,
    pub unless: Vec<Word>,
    pub values: Vec<Word>,
    pub made_by: Option<Word>,
    pub begun_by: Vec<Word>,
    pub severity: Option<Word>,
    pub except: Vec<Word>,
}

/// `[[effect]]`
#[derive(Debug)]
pub(super) struct RawEffect {
    pub calls: Vec<Word>,
    pub on: Vec<Word>,
    pub does: Word,
    pub until: Option<Word>,
}

/// `[[function]]`
#[derive(Debug)]
pub(super) struct RawFunction {
    pub at: usize,
    pub calls: Vec<Word>,
    pub no_return: Option<Word>,
    pub returns_if_nil: Option<Word>,
    pub returns_if_not_nil: Option<Word>,
    pub returns_if_true: Option<Word>,
    pub returns_if_false: Option<Word>,
    pub true_implies_not_nil: Option<Word>,
    pub true_implies_true: Option<Word>,
    pub true_implies_false: Option<Word>,
    pub says_equal: Option<Word>,
    pub expects_panic: Option<Word>,
    pub nil_like: Option<Word>,
    pub not_nil: bool,
    pub never_fails: bool,
    pub may_panic: bool,
    pub checks_out: bool,
    pub releases_on_failure: bool,
    pub calls_where: Option<Word>,
    pub returns_if_present: bool,
    pub slow: bool,
}

/// An entry of `[type]`.
#[derive(Debug)]
pub(super) struct RawType {
    pub name: Word,
    pub embeds: Vec<Word>,
    pub fields: Vec<(Word, Word)>,
    pub is: Option<Word>,
}

/// Reads a table; what cannot be read is reported and left out.
pub(super) fn read_table(text: &str, mistakes: &mut Mistakes<'_>) -> RawTable {
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            mistakes.add(at, format!("not valid TOML: {}", error.message().lines().next().unwrap_or("")));
            return RawTable::default();
        }
    };
    let mut keys = Keys::new(root.get_ref(), "table", 0..0);
    let mut table = RawTable {
        library: keys.required("library", mistakes),
        packages: keys.texts("packages", mistakes),
        also: keys.texts("also", mistakes),
        imports: keys.texts("imports", mistakes),
        signatures: keys.texts("signatures", mistakes),
        variables: keys.texts("variables", mistakes),
        keeps_nothing: keys.texts("keeps-nothing", mistakes),
        traits: keys.texts("traits", mistakes),
        per_request: keys.texts("per-request", mistakes),
        contexts: keys.texts("contexts", mistakes),
        ..RawTable::default()
    };
    keys.flag("always", mistakes);
    keys.flag("handed-out", mistakes);
    keys.required("since", mistakes);
    keys.texts("verified", mistakes);
    for (key, value) in keys.entries("resource", mistakes) {
        match value.get_ref() {
            DeValue::Table(entry) => table.resources.push(read_resource(entry, key, mistakes)),
            _ => mistakes.add(key.at, "a resource is written as `[resource.KEY]`"),
        }
    }
    for (entry, span) in keys.tables("acquire", mistakes) {
        table.acquires.push(read_acquire(Keys::new(entry, "acquisition", span), mistakes));
    }
    for (entry, span) in keys.tables("wait", mistakes) {
        table.waits.push(read_wait(Keys::new(entry, "wait", span), mistakes));
    }
    for (entry, span) in keys.tables("result", mistakes) {
        table.outcomes.push(read_outcome(Keys::new(entry, "result", span), mistakes));
    }
    for (entry, span) in keys.tables("effect", mistakes) {
        table.effects.push(read_effect(Keys::new(entry, "effect", span), mistakes));
    }
    for (entry, span) in keys.tables("function", mistakes) {
        table.functions.push(read_function(Keys::new(entry, "function", span), mistakes));
    }
    for (name, value) in keys.entries("type", mistakes) {
        table.types.extend(read_type(name, value, mistakes));
    }
    keys.finish(mistakes);
    table
}

fn read_resource(entry: &DeTable<'_>, key: Word, mistakes: &mut Mistakes<'_>) -> RawResource {
    let mut keys = Keys::new(entry, "resource", key.at..key.at);
    let resource = RawResource {
        key,
        noun: keys.required("noun", mistakes),
        rule: keys.required("rule", mistakes),
        types: keys.texts("type", mistakes),
        release: keys.texts("release", mistakes),
        ends_with: keys.texts("ends-with", mistakes),
        severity: keys.required("severity", mistakes),
        holds: keys.text("holds", mistakes),
        second_release: keys.text("second-release", mistakes),
        fails_after_release: keys.texts("fails-after-release", mistakes),
        ask_after_end: keys.text("ask-after-end", mistakes),
        written_by: keys.texts("written-by", mistakes),
        set_while_held: keys.texts("set-while-held", mistakes),
        held_in: keys.texts("held-in", mistakes),
        long_lived: keys.flag("long-lived", mistakes),
        let_go_by: keys.texts("let-go-by", mistakes),
        wrapped_by: keys.texts("wrapped-by", mistakes),
        never_closed: keys.texts("never-closed", mistakes),
        known_by: keys.texts("known-by", mistakes),
        shared: keys.flag("shared", mistakes),
        limit: keys.text("limit", mistakes),
        until_version: keys.number("until-version", mistakes),
        low_value: keys.flag("low-value", mistakes),
        report: keys.text("report", mistakes),
        on_drop: keys.text("on-drop", mistakes),
        owed_after: keys.texts("owed-after", mistakes),
        ends_said: keys.texts("ends-said", mistakes),
        pool_used_by: keys.texts("pool-used-by", mistakes),
        consumed: keys.flag("consumed", mistakes),
        not_across_wait: keys.flag("not-across-wait", mistakes),
        where_waited: keys.flag("where-waited", mistakes),
        released_word: keys.text("released-word", mistakes),
        cure: keys.text("cure", mistakes),
    };
    keys.finish(mistakes);
    resource
}

fn read_acquire(mut keys: Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> RawAcquire {
    let acquire = RawAcquire {
        resource: keys.required("resource", mistakes),
        calls: keys.texts("call", mistakes),
        literals: keys.texts("literal", mistakes),
        unless: keys.texts("unless", mistakes),
        handle: keys.text("handle", mistakes),
        guard: keys.text("guard", mistakes),
        context: keys.text("context", mistakes),
        live_with_error: keys.flag("live-with-error", mistakes),
        idle_under: keys.texts("idle-under", mistakes),
        keeps: keys.flag("keeps-what-is-written", mistakes),
        if_unread: keys.text("if-unread", mistakes),
        only_for: keys.texts("only-for", mistakes),
        argument_made_by: keys.texts("argument-made-by", mistakes),
        said: keys.texts("said", mistakes),
        seen_with: keys.texts("seen-with", mistakes),
    };
    needs_one(&keys, &acquire.calls, &acquire.literals, mistakes);
    keys.finish(mistakes);
    acquire
}

fn read_wait(mut keys: Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> RawWait {
    let wait = RawWait {
        at: keys.at,
        calls: keys.texts("call", mistakes),
        literals: keys.texts("literal", mistakes),
        with_context: keys.text("with-context", mistakes),
        cure: keys.text("cure", mistakes),
        unless: keys.texts("unless", mistakes),
        values: keys.texts("values", mistakes),
        made_by: keys.text("made-by", mistakes),
        begun_by: keys.texts("begun-by", mistakes),
        severity: keys.text("severity", mistakes),
        except: keys.texts("except", mistakes),
    };
    needs_one(&keys, &wait.calls, &wait.literals, mistakes);
    keys.finish(mistakes);
    wait
}

fn needs_one(keys: &Keys<'_, '_>, calls: &[Word], literals: &[Word], mistakes: &mut Mistakes<'_>) {
    if calls.is_empty() && literals.is_empty() {
        mistakes.add(keys.at, "there is no `call` and no `literal` here");
    }
}

fn read_effect(mut keys: Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> RawEffect {
    let effect = RawEffect {
        calls: read_calls(&mut keys, mistakes),
        on: keys.texts("on", mistakes),
        does: keys.required("does", mistakes),
        until: keys.text("until", mistakes),
    };
    if effect.on.is_empty() {
        mistakes.add(keys.at, "this effect has no `on`");
    }
    keys.finish(mistakes);
    effect
}

fn read_function(mut keys: Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> RawFunction {
    let function = RawFunction {
        at: keys.at,
        calls: read_calls(&mut keys, mistakes),
        no_return: keys.text("no-return", mistakes),
        returns_if_nil: keys.text("returns-if-nil", mistakes),
        returns_if_not_nil: keys.text("returns-if-not-nil", mistakes),
        returns_if_true: keys.text("returns-if-true", mistakes),
        returns_if_false: keys.text("returns-if-false", mistakes),
        true_implies_not_nil: keys.text("true-implies-not-nil", mistakes),
        true_implies_true: keys.text("true-implies-true", mistakes),
        true_implies_false: keys.text("true-implies-false", mistakes),
        says_equal: keys.text("says-equal", mistakes),
        expects_panic: keys.text("expects-panic", mistakes),
        nil_like: keys.text("nil-like", mistakes),
        not_nil: keys.flag("not-nil", mistakes),
        never_fails: keys.flag("never-fails", mistakes),
        slow: keys.flag("slow-to-wait-for", mistakes),
        may_panic: keys.flag("may-panic", mistakes),
        checks_out: keys.flag("checks-out", mistakes),
        releases_on_failure: keys.flag("releases-on-failure", mistakes),
        calls_where: keys.text("calls-where", mistakes),
        returns_if_present: keys.flag("returns-if-present", mistakes),
    };
    keys.finish(mistakes);
    function
}

pub(super) fn read_calls(keys: &mut Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> Vec<Word> {
    let calls = keys.texts("call", mistakes);
    if calls.is_empty() {
        mistakes.add(keys.at, "there is no `call` here");
    }
    calls
}

fn read_type(name: Word, value: &Spanned<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<RawType> {
    let DeValue::Table(entry) = value.get_ref() else {
        mistakes.add(value.span().start, "a type is written as `Name = { embeds = [..], fields = { .. } }`");
        return None;
    };
    let mut keys = Keys::new(entry, "type", name.at..name.at);
    let embeds = keys.texts("embeds", mistakes);
    let is = keys.text("is", mistakes);
    let mut fields = Vec::new();
    for (field, ty) in keys.entries("fields", mistakes) {
        match word(ty, mistakes) {
            Some(ty) => fields.push((field, ty)),
            None => mistakes.add(field.at, "the type of a field must be a text"),
        }
    }
    keys.finish(mistakes);
    Some(RawType { name, embeds, fields, is })
}
