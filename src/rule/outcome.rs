//! What has to become of what a call hands out, where it is not a resource to release: a permit must be kept, the error
//! of a commit must be read, a number must not outlive its owner.

use crate::base::{FuncPath, Name};

use super::call;
use super::mistake::Mistakes;
use super::protocol::{RuleId, Severity};
use super::read::{Keys, Word};
use super::register::{Pass, Said};
use super::schema::read_calls;

/// One `[[result]]` of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// What has to become of it.
    pub must: Must,
    /// The rule that reports what does not.
    pub rule: RuleId,
    /// What messages call it, or its owner.
    pub noun: Name,
    /// What to do instead.
    pub cure: Name,
    /// How bad it is at most.
    pub severity: Severity,
    /// The call hands out a future, and does nothing before that is waited for.
    pub future: bool,
    /// It is a task: to wait for it is to use it, and it must be kept even where nothing comes behind it.
    pub task: bool,
    /// What makes the owner.
    pub of: Vec<FuncPath>,
    /// The element of the tuple that this is about.
    pub element: Option<Name>,
    /// Functions behind which something goes on using the other elements.
    pub installed_by: Vec<Name>,
    /// Functions that end the process without dropping it.
    pub before: Vec<FuncPath>,
    /// Methods that do what dropping it would do.
    pub ended_by: Vec<Name>,
    /// Only what was used before counts.
    pub once_used: bool,
    /// Only what is not used any more counts.
    pub unless_used_after: bool,
}

/// What has to become of what a call hands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Must {
    /// It is of use only as long as it lives, so it must not be dropped in the statement that makes it.
    BeKept,
    /// It may be an error, which somebody has to look at.
    BeRead,
    /// It means nothing once the receiver is gone, so it must not outlive one that lives for a single statement.
    EndBeforeOwner,
    /// Without anybody who works with it the rest of what was handed out is of no use.
    BeUsed,
    /// Its destructor does what matters, so it must be gone when the process ends itself.
    EndBeforeExit,
    /// Others need it, so it must be gone where something slow is waited for.
    EndBeforeSlowWait,
    /// Its error passes, so a loop has to try again, after a while.
    BeRetried,
    /// It goes on when a `select!` that has another one like it drops it.
    NotLoseRace,
}

/// `[[result]]`, as written.
#[derive(Debug)]
pub(super) struct RawOutcome {
    at: usize,
    calls: Vec<Word>,
    must: Word,
    rule: Word,
    noun: Word,
    cure: Word,
    severity: Word,
    future: bool,
    task: bool,
    of: Vec<Word>,
    element: Option<u32>,
    installed_by: Vec<Word>,
    before: Vec<Word>,
    ended_by: Vec<Word>,
    once_used: bool,
    unless_used_after: bool,
}

pub(super) fn read_outcome(mut keys: Keys<'_, '_>, mistakes: &mut Mistakes<'_>) -> RawOutcome {
    let outcome = RawOutcome {
        at: keys.at,
        calls: read_calls(&mut keys, mistakes),
        must: keys.required("must", mistakes),
        rule: keys.required("rule", mistakes),
        noun: keys.required("noun", mistakes),
        cure: keys.required("cure", mistakes),
        severity: keys.required("severity", mistakes),
        future: keys.flag("future", mistakes),
        task: keys.flag("task", mistakes),
        of: keys.texts("of", mistakes),
        element: keys.number("element", mistakes),
        installed_by: keys.texts("installed-by", mistakes),
        before: keys.texts("before", mistakes),
        ended_by: keys.texts("ended-by", mistakes),
        once_used: keys.flag("once-used", mistakes),
        unless_used_after: keys.flag("unless-used-after", mistakes),
    };
    keys.finish(mistakes);
    outcome
}

impl Pass<'_, '_, '_> {
    /// What has to become of results.
    pub(super) fn outcome(&mut self, raw: &RawOutcome) {
        let Some(must) = must(raw, self.mistakes) else { return };
        let Some(rule) = self.loader.catalog.rule_named(&raw.rule.text) else {
            return self.mistakes.add(raw.rule.at, format!("there is no rule `{}`", raw.rule.text));
        };
        let severity = call::severity(&raw.severity);
        let Some(severity) = self.keep(severity) else { return };
        let outcome = Outcome {
            must,
            rule,
            noun: Name::new(&raw.noun.text),
            cure: Name::new(&raw.cure.text),
            severity,
            future: raw.future,
            task: raw.task,
            of: self.functions(&raw.of),
            element: raw.element.map(|element| Name::new(&element.to_string())),
            installed_by: names(&raw.installed_by),
            before: self.functions(&raw.before),
            ended_by: names(&raw.ended_by),
            once_used: raw.once_used,
            unless_used_after: raw.unless_used_after,
        };
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            let said = match must {
                Must::EndBeforeExit => Said::AtExit,
                Must::EndBeforeSlowWait => Said::AtWait,
                Must::BeKept
                | Must::BeRead
                | Must::BeUsed
                | Must::EndBeforeOwner
                | Must::BeRetried
                | Must::NotLoseRace => Said::Outcome,
            };
            self.once(function.path, said, word.at);
            let known = self.loader.catalog.outcomes.entry(function.path).or_default();
            known.push(outcome.clone());
        }
    }

    fn functions(&mut self, words: &[Word]) -> Vec<FuncPath> {
        let mut paths = Vec::with_capacity(words.len());
        for word in words {
            let function = self.scope.function(word);
            paths.extend(self.keep(function).map(|function| function.path));
        }
        paths
    }
}

fn names(words: &[Word]) -> Vec<Name> {
    words.iter().map(|word| Name::new(&word.text)).collect()
}

fn must(raw: &RawOutcome, mistakes: &mut Mistakes<'_>) -> Option<Must> {
    let must = match raw.must.text.as_str() {
        "be-kept" => Must::BeKept,
        "be-read" => Must::BeRead,
        "be-used" => Must::BeUsed,
        "end-before-owner" => Must::EndBeforeOwner,
        "end-before-exit" => Must::EndBeforeExit,
        "end-before-slow-wait" => Must::EndBeforeSlowWait,
        "be-retried" => Must::BeRetried,
        "not-lose-race" => Must::NotLoseRace,
        text => {
            let known = "`be-kept`, `be-read`, `be-used`, `be-retried`, `not-lose-race`, `end-before-owner`, `end-before-exit` or `end-before-slow-wait`";
            mistakes.add(raw.must.at, format!("`{text}` is not {known}"));
            return None;
        }
    };
    if (must == Must::EndBeforeOwner) == raw.of.is_empty() {
        mistakes.add(raw.at, "`of` says what makes the owner, for `end-before-owner` and nothing else");
    }
    if (must == Must::EndBeforeExit) == raw.before.is_empty() {
        mistakes.add(raw.at, "`before` says what ends the process, for `end-before-exit` and nothing else");
    }
    if must == Must::BeUsed && raw.element.is_none() {
        mistakes.add(raw.at, "`be-used` is about an `element`");
    }
    Some(must)
}
