//! What tables say of literals, of calls that wait, and of the types that show where code runs.

use crate::base::{FuncPath, Name, QName};

use super::call;
use super::mistake::Mistakes;
use super::protocol::{LiteralAcquire, ResourceId, Severity};
use super::read::Word;
use super::register::{Pass, Said};
use super::schema::{RawAcquire, RawTable, RawWait};

/// A call, or a literal of a server or client, that waits for another side without a deadline.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Wait {
    /// The same call with a context: it is meant where a context is at hand. The call by itself may well be right.
    pub with_context: Option<Name>,
    /// What to do instead, where the call is wrong wherever it stands.
    pub cure: Option<String>,
    /// Setting any of these fields, of the receiver or of the literal, is a deadline.
    pub unless: Vec<Name>,
    /// Package-level values that are known to have none of these fields set.
    pub values: Vec<Name>,
    /// A literal argument that begins like one of these means that nothing is waited for.
    pub except: Vec<String>,
    /// How bad it is at most, on the way of a request: a warning unless the table says less.
    pub severity: Option<Severity>,
    /// The deadline may come with argument 0, unless that was made by this function.
    pub made_by: Option<FuncPath>,
    /// If any, the receiver was made from what one of these hands out, by methods none of which is in `unless`.
    pub begun_by: Vec<FuncPath>,
}

impl Pass<'_, '_, '_> {
    /// Types of parameters that show that a function runs for a request, or that a context is at hand.
    pub(super) fn marked_types(&mut self, raw: &RawTable) {
        for word in &raw.per_request {
            let name = self.type_named(word);
            self.loader.catalog.per_request.extend(name);
        }
        for word in &raw.contexts {
            let name = self.type_named(word);
            self.loader.catalog.contexts.extend(name);
        }
    }

    /// Literals that acquire.
    pub(super) fn literals(&mut self, raw: &RawAcquire, resource: ResourceId) {
        let unless = self.names(&raw.unless);
        for word in &raw.literals {
            let Some(name) = self.type_named(word) else { continue };
            let literal = LiteralAcquire { resource, unless: unless.clone() };
            let before = self.loader.catalog.literals.insert(name, literal.clone());
            if before.is_some_and(|before| before != literal) {
                self.mistakes.add(word.at, format!("another entry says the same of `{}`", word.text));
            }
        }
    }

    /// Calls and literals that wait.
    pub(super) fn wait(&mut self, raw: &RawWait) {
        check(raw, self.mistakes);
        let made_by = match &raw.made_by {
            Some(word) => {
                let function = self.scope.function(word);
                let Some(function) = self.keep(function) else { return };
                Some(function.path)
            }
            None => None,
        };
        let mut begun_by = Vec::with_capacity(raw.begun_by.len());
        for word in &raw.begun_by {
            let function = self.scope.function(word);
            begun_by.extend(self.keep(function).map(|function| function.path));
        }
        let severity = match &raw.severity {
            Some(word) => self.keep(call::severity(word)),
            None => None,
        };
        let wait = Wait {
            except: raw.except.iter().map(|word| word.text.clone()).collect(),
            severity,
            with_context: raw.with_context.as_ref().map(|word| Name::new(&word.text)),
            cure: raw.cure.as_ref().map(|word| word.text.clone()),
            unless: self.names(&raw.unless),
            values: self.names(&raw.values),
            made_by,
            begun_by,
        };
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            if raw.made_by.is_some() && function.signature.params.is_empty() {
                self.mistakes.add(word.at, "`made-by` is about argument 0, and there is none");
            }
            self.once(function.path, Said::Waits, word.at);
            self.loader.catalog.waits.insert(function.path, wait.clone());
        }
        for word in &raw.literals {
            let name = self.type_named(word);
            self.loader.catalog.waiting_literals.extend(name.map(|name| (name, wait.clone())));
        }
    }

    fn type_named(&mut self, word: &Word) -> Option<QName> {
        let name = self.scope.type_name(word);
        self.keep(name)
    }

    pub(super) fn names(&mut self, words: &[Word]) -> Vec<Name> {
        let mut names = Vec::with_capacity(words.len());
        for word in words {
            let name = self.scope.method(&word.text, word.at);
            names.extend(self.keep(name));
        }
        names
    }
}

/// An entry must say when it is meant, and a literal can only be told by its fields.
fn check(raw: &RawWait, mistakes: &mut Mistakes<'_>) {
    if raw.with_context.is_none() == raw.cure.is_none() {
        mistakes.add(raw.at, "a wait has either `with-context` or a `cure`");
    }
    if !raw.literals.is_empty() && raw.unless.is_empty() {
        mistakes.add(raw.at, "a literal that waits needs an `unless`: the fields that are its deadlines");
    }
    if let Some(word) = raw.values.first().filter(|_| raw.unless.is_empty()) {
        mistakes.add(word.at, "`values` are receivers without the fields of `unless`");
    }
}
