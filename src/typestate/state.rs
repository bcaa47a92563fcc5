//! Path states, and the set of them at a program point.
//!
//! Where paths meet, two states that owe the same become one that keeps only what both know; two that owe
//! differently stay side by side (property simulation, after Das, Lerner and Seigle, "ESP", PLDI 2002). So
//! the correlation that matters survives (`opened` is true exactly where the file is open) and other detail
//! is dropped at the first join.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::base::{Idx, Name};
use crate::ir::{BlockId, InstrId, Local};
use crate::rule::Catalog;

use super::ended::{self, Ended};
use super::facts::{Fact, Facts};
use super::grown;
use super::obligation::Obligation;
use super::shared::Shared;
use super::value::{AbsVal, Args, Value, ValueKind, Values};

/// What is known and owed on a path.
#[derive(Clone, Default, Debug)]
pub struct PathState {
    /// What each local holds; sorted.
    env: Shared<(Local, AbsVal)>,
    /// What the fields of objects hold where that differs from the plain field value; sorted.
    heap: Shared<((Value, Name), AbsVal)>,
    /// What is known of values.
    pub facts: Facts,
    /// What is owed; sorted by duty.
    pub obligations: Shared<Obligation>,
    /// What has ended and still matters.
    pub ended: Shared<Ended>,
    /// Values on which something was ended that began elsewhere; sorted.
    pub ended_for_others: Shared<Value>,
    /// Deferred calls, latest first.
    pub defers: Defers,
    /// Acquisitions of contexts whose end is certain at exit.
    pub ended_contexts: Shared<Value>,
}

/// How deep objects are searched for what they contain where paths meet.
const MAX_LEADS: u32 = 4;

/// Fewer facts than this are not worth a look at what is still reachable.
const MANY_FACTS: usize = 48;

/// The states that one state becomes; mostly one.
pub type States = SmallVec<[PathState; 1]>;

/// Deferred calls of a path, latest first; shared between paths.
pub type Defers = Option<Rc<Defer>>;

/// One deferred call with what its operands held when the defer ran.
#[derive(PartialEq, Eq, Debug)]
pub struct Defer {
    /// The call.
    pub call: InstrId,
    /// What the callee place held: the receiver's value for a method, the function value otherwise.
    pub callee: AbsVal,
    /// What the arguments held.
    pub args: Args,
    /// Calls deferred before.
    pub rest: Defers,
    /// Number of calls in the list.
    pub length: u32,
}

impl PathState {
    /// What a local holds; `None` when it was never written on this path.
    pub fn local(&self, local: Local) -> Option<AbsVal> {
        self.env.binary_search_by_key(&local, |entry| entry.0).ok().map(|at| self.env[at].1)
    }

    /// Writes a local.
    pub fn set_local(&mut self, local: Local, value: AbsVal) {
        match self.env.binary_search_by_key(&local, |entry| entry.0) {
            Ok(at) if self.env[at].1 == value => {}
            Ok(at) => self.env[at].1 = value,
            Err(at) => self.env.insert(at, (local, value)),
        }
    }

    /// What a field of an object was set to.
    pub fn field(&self, object: Value, name: Name) -> Option<AbsVal> {
        let at =
            self.heap.binary_search_by_key(&(object, name.number()), |entry| (entry.0.0, entry.0.1.number())).ok()?;
        Some(self.heap[at].1)
    }

    /// Writes a field of an object.
    pub fn set_field(&mut self, object: Value, name: Name, value: AbsVal) {
        match self.heap.binary_search_by_key(&(object, name.number()), |entry| (entry.0.0, entry.0.1.number())) {
            Ok(at) if self.heap[at].1 == value => {}
            Ok(at) => self.heap[at].1 = value,
            Err(at) => self.heap.insert(at, ((object, name), value)),
        }
    }

    /// All locals with what they hold.
    pub fn locals(&self) -> impl Iterator<Item = (Local, AbsVal)> + '_ {
        self.env.iter().copied()
    }

    /// Fields set on an object.
    pub fn fields_of(&self, object: Value) -> impl Iterator<Item = (Name, AbsVal)> + '_ {
        let from = self.heap.partition_point(|entry| entry.0.0 < object);
        self.heap[from..].iter().take_while(move |entry| entry.0.0 == object).map(|entry| (entry.0.1, entry.1))
    }

    /// Objects that hold a value in one of their fields.
    pub fn holders(&self, value: Value) -> impl Iterator<Item = Value> + '_ {
        self.heap.iter().filter(move |entry| entry.1 == AbsVal::Sym(value)).map(|entry| entry.0.0)
    }

    /// Whether any field of any object is set.
    pub fn has_fields(&self) -> bool {
        !self.heap.is_empty()
    }

    /// Adds an obligation in its place.
    pub fn owe(&mut self, obligation: Obligation) {
        match self.obligations.binary_search_by_key(&obligation.duty, |other| other.duty) {
            Ok(at) => self.obligations[at] = obligation,
            Err(at) => self.obligations.insert(at, obligation),
        }
    }

    /// Whether nothing is owed, and nothing that has ended matters any more.
    pub fn is_idle(&self) -> bool {
        self.obligations.is_empty() && self.ended.is_empty()
    }

    /// Registers a deferred call. The same call with the same operands is registered once: a loop that
    /// defers goes round for ever otherwise.
    pub fn defer(&mut self, call: InstrId, callee: AbsVal, args: Args) {
        let mut at = &self.defers;
        while let Some(entry) = at {
            if entry.call == call && entry.callee == callee && entry.args == args {
                return;
            }
            at = &entry.rest;
        }
        let length = self.defers.as_ref().map_or(0, |entry| entry.length) + 1;
        self.defers = Some(Rc::new(Defer { call, callee, args, rest: self.defers.take(), length }));
    }

    /// Whether two states owe the same and may become one.
    pub fn owes_the_same(&self, other: &PathState) -> bool {
        self.owes_alike(other, Obligation::same)
    }

    /// Whether two states owe the same and may become one, but for what was done to watched parameters.
    pub fn differs_in_inputs(&self, other: &PathState) -> bool {
        self.owes_alike(other, Obligation::is_alike)
    }

    fn owes_alike(&self, other: &PathState, alike: fn(&Obligation, &Obligation) -> bool) -> bool {
        self.obligations.len() == other.obligations.len()
            && self.ended_contexts == other.ended_contexts
            && ended::pend_alike(&self.ended, &other.ended)
            && same_defers(&self.defers, &other.defers)
            && (self.obligations.is_same(&other.obligations)
                || self.obligations.iter().zip(&other.obligations).all(|(left, right)| alike(left, right)))
            && (self.env.is_same(&other.env)
                || self.obligations.iter().all(|owed| owed.resource().is_none() || self.held_alike(other, owed.value)))
    }

    /// Whether some variable holds the value on both paths, or none on either: paths on which the handle sits
    /// in different variables are told apart, or it would be lost where they meet. So are those on one of which a
    /// variable holds it, and on the other nothing: what a block answers with that hands it out on one way only.
    fn held_alike(&self, other: &PathState, value: Value) -> bool {
        let mut mine = self.variables_of(value).peekable();
        if mine.peek().is_none() {
            return other.variables_of(value).next().is_none();
        }
        let empty = |state: &PathState, local: Local| state.local(local) == Some(AbsVal::Nil);
        mine.any(|local| other.local(local) == Some(AbsVal::Sym(value)))
            && !self.variables_of(value).any(|local| empty(other, local))
            && !other.variables_of(value).any(|local| empty(self, local))
    }

    /// The variables that hold a value.
    fn variables_of(&self, value: Value) -> impl Iterator<Item = Local> + '_ {
        self.env.iter().filter(move |entry| entry.1 == AbsVal::Sym(value)).map(|entry| entry.0)
    }

    /// Forgets everything about the values made at `site`, which runs again.
    pub fn forget_site(&mut self, site: InstrId, values: &Values) {
        let stale = |value: Value| values.made_at(value) == Some(site);
        self.env.change_where(|entry| entry.1.sym().is_some_and(stale), |entry| entry.1 = AbsVal::Top);
        self.heap.retain(|entry| !stale(entry.0.0) && !entry.1.sym().is_some_and(stale));
        self.facts.retain(|value| !stale(value));
        self.ended_contexts.retain(|value| !stale(*value));
        self.ended.retain(|ended| !stale(ended.owed.value));
    }

    /// Replaces a value wherever it is held.
    pub fn rename(&mut self, from: Value, to: Value) {
        self.env.change_where(|entry| entry.1 == AbsVal::Sym(from), |entry| entry.1 = AbsVal::Sym(to));
        self.ended.retain(|ended| ended.owed.value != from);
        let fields: Vec<(Name, AbsVal)> = self.fields_of(from).collect();
        self.heap.retain(|entry| entry.0.0 != from);
        for (name, value) in fields {
            self.set_field(to, name, value);
        }
        let element = grown::element_name(from);
        let lists: Vec<Value> = self.heap.iter().filter(|entry| entry.0.1 == element).map(|entry| entry.0.0).collect();
        self.heap.retain(|entry| entry.0.1 != element);
        self.heap.change_where(|entry| entry.1 == AbsVal::Sym(from), |entry| entry.1 = AbsVal::Sym(to));
        for list in lists {
            self.set_field(list, grown::element_name(to), AbsVal::Sym(to));
        }
        if let Some(fact) = self.facts.get(from) {
            self.facts.set(to, fact);
        }
    }

    /// Drops locals for which `dead` holds and what is then known of unreachable values.
    pub fn prune(&mut self, dead: impl Fn(Local) -> bool) {
        self.env.retain(|entry| !dead(entry.0));
    }

    /// Forgets facts about values that nothing on the path leads to any more. Only long functions gather enough
    /// of them to matter; there they would make the analysis quadratic.
    pub fn forget_unreachable_facts(&mut self, values: &Values) {
        if self.facts.count() >= MANY_FACTS {
            self.forget_facts(values);
        }
    }

    /// Forgets facts about values that nothing on the path leads to any more.
    pub fn forget_facts(&mut self, values: &Values) {
        let mut reachable = vec![false; values.count()];
        let mut reach = |value: Value| reachable[values.root(value).index()] = true;
        let held = self.env.iter().map(|entry| entry.1).chain(self.heap.iter().map(|entry| entry.1));
        held.filter_map(AbsVal::sym).chain(self.heap.iter().map(|entry| entry.0.0)).for_each(&mut reach);
        for owed in self.obligations.iter().chain(self.ended.iter().map(|ended| &ended.owed)) {
            reach(owed.value);
            owed.guard.iter().for_each(|guard| reach(guard.value));
        }
        let mut deferred = &self.defers;
        while let Some(entry) = deferred {
            let operands = entry.args.iter().chain([&entry.callee]);
            operands.filter_map(|operand| operand.sym()).for_each(&mut reach);
            deferred = &entry.rest;
        }
        self.facts.retain(|value| {
            let root = values.root(value);
            reachable[root.index()] || matches!(values.kind(root), ValueKind::Init(_) | ValueKind::Global(_))
        });
    }

    /// Whether two states are the same in all but how they came about.
    pub fn is_same(&self, other: &PathState) -> bool {
        self.owes_the_same(other) && self.facts == other.facts && self.env == other.env && self.heap == other.heap
    }

    /// Whether two states that come to an exit hold the same there and answer the same, whatever else is known.
    pub fn leaves_alike(&self, other: &PathState) -> bool {
        let mut held = self.env.iter().map(|entry| entry.1);
        self.env == other.env && held.all(|held| self.known(held) == other.known(held))
    }

    /// Makes this state at an exit cover `other`, which [`PathState::leaves_alike`]. What a watched parameter is held by
    /// on one of the paths only keeps it.
    pub fn join_exit(&mut self, other: &PathState, block: BlockId, values: &mut Values, catalog: &Catalog) {
        let holders = |state: &PathState, value: Value| state.holders(value).count();
        let before: Vec<usize> = self.obligations.iter().map(|owed| holders(self, owed.value)).collect();
        self.join(other, block, values, catalog);
        for (n, before) in before.into_iter().enumerate() {
            let value = self.obligations[n].value;
            let lost = before.max(holders(other, value)) > holders(self, value);
            self.obligations[n].kept |= lost;
        }
    }

    /// Makes this state cover `other`, which owes the same; returns whether anything changed.
    pub fn join(&mut self, other: &PathState, block: BlockId, values: &mut Values, catalog: &Catalog) -> bool {
        let merged = self.merged_locals(other, block, values);
        let held = match merged.is_empty() {
            true => Vec::new(),
            false => self.held_either_way(other, &merged, &handles(&self.obligations, values, catalog)),
        };
        let mut changed = self.join_fields(other, &held);
        let is_merged = |value: Value| merged.iter().any(|(_, phi, _)| *phi == value);
        changed |= self.facts.join(&other.facts, &is_merged);
        changed |= ended::join(&mut self.ended, &other.ended);
        for value in &other.ended_for_others {
            if let Err(at) = self.ended_for_others.binary_search(value) {
                self.ended_for_others.insert(at, *value);
                changed = true;
            }
        }
        // Whatever else held one of these in an earlier round holds something else now.
        let is_stale = |entry: &(Local, AbsVal)| {
            let found = merged.binary_search_by_key(&values.phi_at(entry.1, block), |(local, ..)| Some(*local));
            found.is_ok_and(|n| merged[n].0 != entry.0)
        };
        self.env.change_where(is_stale, |entry| entry.1 = AbsVal::Top);
        for (local, phi, fact) in merged {
            changed |= self.merge_local(local, phi, fact);
        }
        if !self.obligations.is_same(&other.obligations) {
            for (mine, theirs) in self.obligations.iter_mut().zip(&other.obligations) {
                changed |= mine.join(theirs);
            }
        }
        changed
    }

    /// Keeps the fields that both paths agree on, and sets those of `held`; returns whether anything changed.
    fn join_fields(&mut self, other: &PathState, held: &[(Value, Name, AbsVal)]) -> bool {
        if held.is_empty() && self.heap.is_same(&other.heap) {
            return false;
        }
        let order = |entry: &((Value, Name), AbsVal)| (entry.0.0, entry.0.1.number());
        let mut theirs = &other.heap[..];
        let mut changed = self.heap.retain(|entry| {
            let below = theirs.iter().take_while(|other| order(other) < order(entry)).count();
            theirs = &theirs[below..];
            theirs.first() == Some(entry) || held.iter().any(|(phi, name, _)| (*phi, *name) == entry.0)
        });
        for (phi, name, value) in held {
            changed |= self.field(*phi, *name) != Some(*value);
            self.set_field(*phi, *name, *value);
        }
        changed
    }

    /// Locals that hold different values on the two paths, with the value that stands for both and what both
    /// paths know of theirs.
    fn merged_locals(
        &self,
        other: &PathState,
        block: BlockId,
        values: &mut Values,
    ) -> Vec<(Local, Value, Option<Fact>)> {
        let mut merged = Vec::new();
        if self.env.is_same(&other.env) {
            return merged;
        }
        let (mut mine, mut theirs) = (&self.env[..], &other.env[..]);
        loop {
            let agree = mine.iter().zip(theirs).take_while(|(left, right)| left == right).count();
            (mine, theirs) = (&mine[agree..], &theirs[agree..]);
            let next = [mine.first(), theirs.first()].into_iter().flatten().map(|entry| entry.0).min();
            let Some(local) = next else { return merged };
            let held_in = |list: &mut &[(Local, AbsVal)]| {
                let (first, rest) = list.split_first().filter(|(entry, _)| entry.0 == local)?;
                *list = rest;
                Some(first.1)
            };
            let (held, other_held) = (held_in(&mut mine), held_in(&mut theirs));
            let initial = AbsVal::Sym(values.intern(ValueKind::Init(local)));
            let (held, other_held) = (held.unwrap_or(initial), other_held.unwrap_or(initial));
            if held != other_held {
                let phi = values.intern(ValueKind::Phi(block, local));
                let fact = self.known(held).filter(|fact| other.known(other_held) == Some(*fact));
                merged.push((local, phi, fact));
            }
        }
    }

    /// What the values that meet in a variable contain of what is owed: which of them it is cannot be told any more, so the
    /// one that stands for both contains it all.
    fn held_either_way(
        &self,
        other: &PathState,
        merged: &[(Local, Value, Option<Fact>)],
        handles: &[Value],
    ) -> Vec<(Value, Name, AbsVal)> {
        let mut held = Vec::new();
        for (local, phi, _) in merged {
            for (n, handle) in handles.iter().enumerate() {
                let holds = |state: &PathState| {
                    let value = state.local(*local).and_then(AbsVal::sym);
                    value.is_some_and(|value| value != *phi && state.leads_to(value, *handle, MAX_LEADS))
                };
                if holds(self) || holds(other) || self.leads_to(*phi, *handle, 1) {
                    held.push((*phi, Name::new(&format!("<either {n}>")), AbsVal::Sym(*handle)));
                }
            }
        }
        held
    }

    /// Whether a value is another one or contains it.
    fn leads_to(&self, value: Value, wanted: Value, depth: u32) -> bool {
        value == wanted
            || depth > 0
                && self.has_fields()
                && self
                    .fields_of(value)
                    .any(|(_, held)| held.sym().is_some_and(|held| self.leads_to(held, wanted, depth - 1)))
    }

    /// Lets `local` hold `phi`; returns whether anything changed.
    fn merge_local(&mut self, local: Local, phi: Value, fact: Option<Fact>) -> bool {
        let changed = self.local(local) != Some(AbsVal::Sym(phi)) || self.facts.get(phi) != fact;
        self.set_local(local, AbsVal::Sym(phi));
        match fact {
            Some(fact) => self.facts.set(phi, fact),
            None => self.facts.remove(phi),
        }
        changed
    }

    /// What is known of what a place holds.
    pub fn known(&self, value: AbsVal) -> Option<Fact> {
        match value {
            AbsVal::Sym(value) => self.facts.get(value),
            other => Fact::of(other),
        }
    }
}

/// What is owed, and the parts of it on which its release is called: `resp` and `resp.Body`.
fn handles(obligations: &Shared<Obligation>, values: &mut Values, catalog: &Catalog) -> SmallVec<[Value; 8]> {
    let mut found = SmallVec::new();
    for owed in obligations.iter() {
        let Some(resource) = owed.resource() else { continue };
        found.push(owed.value);
        for release in &catalog.resource(resource).releases {
            let part = values.with_fields(owed.value, release.fields());
            if !found.contains(&part) {
                found.push(part);
            }
        }
    }
    found
}

fn same_defers(left: &Defers, right: &Defers) -> bool {
    let (mut left, mut right) = (left, right);
    loop {
        match (left, right) {
            (None, None) => return true,
            (Some(mine), Some(theirs)) => {
                if Rc::ptr_eq(mine, theirs) {
                    return true;
                }
                if mine.length != theirs.length
                    || mine.call != theirs.call
                    || mine.callee != theirs.callee
                    || mine.args != theirs.args
                {
                    return false;
                }
                (left, right) = (&mine.rest, &theirs.rest);
            }
            (None, Some(_)) | (Some(_), None) => return false,
        }
    }
}
