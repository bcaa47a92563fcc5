//! A function seen from outside.
//!
//! A summary is a list of cases. Each says: if the parameters satisfy these facts, the function does this to
//! them and returns that. A caller forks into the cases its own facts allow, so `closeIfNotNil(rows)` or
//! `finish(tx, err)` are followed as exactly as if they stood in line. A function that never returns has no
//! case at all.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::base::Name;
use crate::rule::ResourceId;

use super::facts::Fact;
use super::obligation::Done;

/// More cases than this are merged to one that promises nothing.
pub const MAX_CASES: usize = 16;

/// A function seen from outside. Parameters are numbered with the receiver, if any, as number 0.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// What may happen; empty when the function does not return.
    pub cases: Vec<Case>,
    /// Pools it takes a connection from, directly or through calls; sorted.
    pub checkouts: Vec<CheckOut>,
}

/// A connection taken from a pool.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct CheckOut {
    /// Where the pool comes from.
    pub root: PoolRoot,
    /// Fields from there.
    pub fields: Vec<Name>,
    /// Functions called on the way, outermost first; empty when it happens in the function itself.
    pub via: Vec<Name>,
    /// Parameters that have been released by then.
    pub after: Vec<u32>,
}

/// Where a pool comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PoolRoot {
    /// A parameter.
    Param(u32),
    /// A package-level name of this package.
    Global(Name, Name),
}

/// One thing that may happen.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Case {
    /// What must hold of parameters.
    pub given: Vec<Given>,
    /// What is done to parameters.
    pub effects: Vec<ParamEffect>,
    /// What is returned.
    pub results: Vec<ResultEffect>,
    /// What is left in fields of parameters.
    pub fills: Vec<Fill>,
}

/// A resource that is left in a field of a parameter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fill {
    /// The parameter.
    pub param: u32,
    /// Fields from there, at least one.
    pub fields: Arc<[Name]>,
    /// What it is.
    pub resource: ResourceId,
}

/// A fact about a parameter, or about a field of one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Given {
    /// The parameter.
    pub param: u32,
    /// Fields from there.
    pub fields: Arc<[Name]>,
    /// What must hold.
    pub fact: Fact,
}

/// What is done to a parameter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ParamEffect {
    /// The parameter.
    pub param: u32,
    /// Calls that may release it or a field of it.
    pub done: Vec<Done>,
    /// It is stored, passed on or captured: the caller owes nothing any more.
    pub kept: bool,
}

/// What a result is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ResultEffect {
    /// Nothing is known.
    Unknown,
    /// A concrete value.
    Is(Fact),
    /// A parameter, or a field of one.
    Param(u32, Arc<[Name]>),
    /// A resource the caller owes now; the result is this field of it.
    Fresh(ResourceId, Arc<[Name]>),
    /// An object made here whose fields hold these. A function literal is one too: what it releases when it is
    /// called and what it captures stand under names of their own.
    Object(Vec<(Name, ResultEffect)>),
    /// The same value as an earlier result, or a field of it.
    Result(u32, Arc<[Name]>),
}

impl Summary {
    /// Puts cases in order, merges equal ones, and gives up on precision beyond [`MAX_CASES`].
    pub fn normalise(&mut self) {
        self.cases.sort();
        self.cases.dedup();
        self.merge_complements();
        if self.cases.len() > MAX_CASES {
            self.forget_facts();
        }
        if self.cases.len() > MAX_CASES {
            self.cases.truncate(MAX_CASES);
        }
    }

    /// Two cases that differ only in one opposite fact are one case without it.
    fn merge_complements(&mut self) {
        let mut again = true;
        while again {
            again = false;
            'pairs: for left in 0..self.cases.len() {
                for right in left + 1..self.cases.len() {
                    if let Some(merged) = merge(&self.cases[left], &self.cases[right]) {
                        self.cases[left] = merged;
                        self.cases.remove(right);
                        again = true;
                        break 'pairs;
                    }
                }
            }
        }
    }

    fn forget_facts(&mut self) {
        for case in &mut self.cases {
            case.given.clear();
            for result in &mut case.results {
                if matches!(result, ResultEffect::Is(_)) {
                    *result = ResultEffect::Unknown;
                }
            }
        }
        self.cases.sort();
        self.cases.dedup();
    }

    /// The results that are or hold a resource the caller owes, in some case.
    pub fn fresh_results(&self) -> Vec<usize> {
        let count = self.cases.iter().map(|case| case.results.len()).max().unwrap_or(0);
        let is_fresh =
            |n: &usize| self.cases.iter().any(|case| case.results.get(*n).is_some_and(ResultEffect::is_fresh));
        (0..count).filter(is_fresh).collect()
    }

    /// What a result is where it is a resource, if that is always the same and the result is nothing more, and the last
    /// result is nil then: the usual error.
    pub fn fresh_as_it_is(&self, result: usize) -> Option<ResourceId> {
        let mut found = None;
        for results in self.cases.iter().map(|case| &case.results) {
            let Some(effect) = results.get(result).filter(|effect| effect.is_fresh()) else { continue };
            let without_error = result + 1 == results.len() || results.last() == Some(&ResultEffect::Is(Fact::Nil));
            match effect {
                ResultEffect::Fresh(kind, fields)
                    if fields.is_empty() && without_error && found.is_none_or(|known| known == *kind) =>
                {
                    found = Some(*kind);
                }
                _ => return None,
            }
        }
        found
    }

    /// The parameters in which a resource is left, in some case.
    pub fn filled_params(&self) -> Vec<u32> {
        let mut params: Vec<u32> = self.cases.iter().flat_map(|case| &case.fills).map(|fill| fill.param).collect();
        params.sort_unstable();
        params.dedup();
        params
    }

    /// Whether it leaves the caller with a resource.
    pub fn hands_out(&self) -> bool {
        !self.fresh_results().is_empty() || self.cases.iter().any(|case| !case.fills.is_empty())
    }

    /// The kinds of resources among them and among what is left in parameters; sorted.
    pub fn fresh_kinds(&self) -> Vec<ResourceId> {
        let mut kinds = Vec::new();
        self.cases.iter().flat_map(|case| &case.results).for_each(|result| result.add_kinds(&mut kinds));
        kinds.extend(self.cases.iter().flat_map(|case| &case.fills).map(|fill| fill.resource));
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// The stable text form.
    pub fn text(&self, param_name: &dyn Fn(u32) -> String, resource: &dyn Fn(ResourceId) -> String) -> String {
        if self.cases.is_empty() {
            return "does not return".to_owned();
        }
        let mut out = String::new();
        for (n, case) in self.cases.iter().enumerate() {
            if n > 0 {
                out.push_str(" | ");
            }
            case.write(&mut out, param_name, resource);
        }
        for checkout in &self.checkouts {
            let root = match checkout.root {
                PoolRoot::Param(param) => param_name(param),
                PoolRoot::Global(_, name) => name.to_string(),
            };
            let fields = checkout.fields.iter().fold(String::new(), |text, name| text + "." + name.as_str());
            let _ = write!(out, "; checks out of {root}{fields}");
        }
        out
    }
}

/// The case that covers both, if they differ only in opposite facts about one parameter.
fn merge(left: &Case, right: &Case) -> Option<Case> {
    if left.effects != right.effects || left.results != right.results || left.fills != right.fills {
        return None;
    }
    let only_left: Vec<_> = left.given.iter().filter(|fact| !right.given.contains(fact)).collect();
    let only_right: Vec<_> = right.given.iter().filter(|fact| !left.given.contains(fact)).collect();
    let opposite = match (only_left.as_slice(), only_right.as_slice()) {
        ([one], [other]) => {
            one.param == other.param && one.fields == other.fields && complementary(one.fact, other.fact)
        }
        ([], _) | (_, []) => true,
        _ => false,
    };
    opposite.then(|| {
        let given = left.given.iter().filter(|fact| right.given.contains(fact)).cloned().collect();
        Case { given, ..left.clone() }
    })
}

fn complementary(left: Fact, right: Fact) -> bool {
    matches!(
        (left, right),
        (Fact::Nil, Fact::NotNil) | (Fact::NotNil, Fact::Nil) | (Fact::True, Fact::False) | (Fact::False, Fact::True)
    )
}

impl Case {
    fn write(&self, out: &mut String, param_name: &dyn Fn(u32) -> String, resource: &dyn Fn(ResourceId) -> String) {
        let mut parts = Vec::new();
        if !self.given.is_empty() {
            let given: Vec<String> = self
                .given
                .iter()
                .map(|given| {
                    let fields = given.fields.iter().fold(String::new(), |text, name| text + "." + name.as_str());
                    format!("{}{fields} {}", param_name(given.param), given.fact.describe())
                })
                .collect();
            parts.push(format!("if {}", given.join(" and ")));
        }
        for effect in &self.effects {
            let mut what: Vec<String> = effect.done.iter().map(Done::describe).collect();
            if effect.kept {
                what.push("kept".to_owned());
            }
            parts.push(format!("{}: {}", param_name(effect.param), what.join(" ")));
        }
        for fill in &self.fills {
            let fields = fill.fields.iter().fold(String::new(), |text, name| text + "." + name.as_str());
            parts.push(format!("{}{fields}: fresh {}", param_name(fill.param), resource(fill.resource)));
        }
        for (n, result) in self.results.iter().enumerate() {
            if *result != ResultEffect::Unknown {
                let mut text = String::new();
                result.write(&mut text, param_name, resource);
                parts.push(format!("result {n}: {text}"));
            }
        }
        if parts.is_empty() {
            parts.push("returns".to_owned());
        }
        out.push_str(&parts.join("; "));
    }
}

impl ResultEffect {
    /// Numbers of the results that it is, or holds, a part of.
    pub fn siblings(&self, found: &mut Vec<u32>) {
        match self {
            ResultEffect::Result(n, _) => found.push(*n),
            ResultEffect::Object(fields) => fields.iter().for_each(|(_, inner)| inner.siblings(found)),
            ResultEffect::Unknown | ResultEffect::Is(_) | ResultEffect::Param(..) | ResultEffect::Fresh(..) => {}
        }
    }

    fn add_kinds(&self, kinds: &mut Vec<ResourceId>) {
        match self {
            ResultEffect::Fresh(kind, _) => kinds.push(*kind),
            ResultEffect::Object(fields) => fields.iter().for_each(|(_, effect)| effect.add_kinds(kinds)),
            ResultEffect::Unknown | ResultEffect::Is(_) | ResultEffect::Param(..) | ResultEffect::Result(..) => {}
        }
    }

    /// Whether it is or holds a resource the caller owes.
    pub fn is_fresh(&self) -> bool {
        match self {
            ResultEffect::Fresh(..) => true,
            ResultEffect::Object(fields) => fields.iter().any(|(_, effect)| effect.is_fresh()),
            ResultEffect::Unknown | ResultEffect::Is(_) | ResultEffect::Param(..) | ResultEffect::Result(..) => false,
        }
    }

    fn write(&self, out: &mut String, param_name: &dyn Fn(u32) -> String, resource: &dyn Fn(ResourceId) -> String) {
        let dotted = |fields: &[Name]| fields.iter().fold(String::new(), |text, name| text + "." + name.as_str());
        match self {
            ResultEffect::Unknown => out.push('?'),
            ResultEffect::Is(fact) => out.push_str(&fact.describe()),
            ResultEffect::Param(param, fields) => {
                let _ = write!(out, "{}{}", param_name(*param), dotted(fields));
            }
            ResultEffect::Fresh(id, fields) => {
                let _ = write!(out, "fresh {}{}", resource(*id), dotted(fields));
            }
            ResultEffect::Result(n, fields) => {
                let _ = write!(out, "result {n}{}", dotted(fields));
            }
            ResultEffect::Object(fields) => {
                out.push('{');
                for (n, (name, effect)) in fields.iter().enumerate() {
                    let _ = write!(out, "{}{name}: ", if n > 0 { ", " } else { "" });
                    effect.write(out, param_name, resource);
                }
                out.push('}');
            }
        }
    }
}

impl Done {
    /// The words of the text form.
    pub fn describe(&self) -> String {
        let dotted = |fields: &[Name]| fields.iter().fold(String::new(), |text, name| text + name.as_str() + ".");
        match self {
            Done::Method(fields, name) => format!("calls {}{name}", dotted(fields)),
            Done::Call(fields) if fields.is_empty() => "called".to_owned(),
            Done::Call(fields) => format!("{} called", dotted(fields).trim_end_matches('.')),
            Done::Exhausted(fields, name) => format!("exhausts {}{name}", dotted(fields)),
            Done::Lent(fields) => format!("lent {}", dotted(fields)).trim_end().to_owned(),
            Done::Dropped => "dropped".to_owned(),
            Done::NilPart(fields) => format!("{} nil", dotted(fields).trim_end_matches('.')),
            Done::Released(fields) => format!("released {}", dotted(fields)).trim_end().to_owned(),
        }
    }
}
