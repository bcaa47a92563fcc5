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
    /// What makes the owner.
    pub of: Vec<FuncPath>,
    /// The element of the tuple that this is about.
    pub element: Option<Name>,
    /// Functions behind which something goes on using the other elements.
    pub installed_by: Vec<Name>,
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
    of: Vec<Word>,
    element: Option<u32>,
    installed_by: Vec<Word>,
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
        of: keys.texts("of", mistakes),
        element: keys.number("element", mistakes),
        installed_by: keys.texts("installed-by", mistakes),
    };
    keys.finish(mistakes);
    outcome
}

impl Pass<'_, '_, '_> {
    /// What has to become of results.
    pub(super) fn outcome(&mut self, raw: &RawOutcome) {
        let must = match raw.must.text.as_str() {
            "be-kept" => Must::BeKept,
            "be-read" => Must::BeRead,
            "end-before-owner" => Must::EndBeforeOwner,
            "be-used" => Must::BeUsed,
            text => {
                let known = "`be-kept`, `be-read`, `be-used` or `end-before-owner`";
                return self.mistakes.add(raw.must.at, format!("`{text}` is not {known}"));
            }
        };
        if (must == Must::EndBeforeOwner) == raw.of.is_empty() {
            self.mistakes.add(raw.at, "`of` says what makes the owner, for `end-before-owner` and nothing else");
        }
        if must == Must::BeUsed && raw.element.is_none() {
            self.mistakes.add(raw.at, "`be-used` is about an `element`");
        }
        let Some(rule) = self.loader.catalog.rule_named(&raw.rule.text) else {
            return self.mistakes.add(raw.rule.at, format!("there is no rule `{}`", raw.rule.text));
        };
        let severity = call::severity(&raw.severity);
        let Some(severity) = self.keep(severity) else { return };
        let mut of = Vec::with_capacity(raw.of.len());
        for word in &raw.of {
            let function = self.scope.function(word);
            of.extend(self.keep(function).map(|function| function.path));
        }
        let (noun, cure) = (Name::new(&raw.noun.text), Name::new(&raw.cure.text));
        let element = raw.element.map(|element| Name::new(&element.to_string()));
        let installed_by = raw.installed_by.iter().map(|word| Name::new(&word.text)).collect();
        let outcome = Outcome { must, rule, noun, cure, severity, future: raw.future, of, element, installed_by };
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            self.once(function.path, Said::Outcome, word.at);
            self.loader.catalog.outcomes.insert(function.path, outcome.clone());
        }
    }
}
