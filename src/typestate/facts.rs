//! What a path knows of a value.

use crate::base::Name;

use super::shared::Shared;
use super::value::{AbsVal, Value};

/// One fact about a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Fact {
    /// It is nil.
    Nil,
    /// It is not nil.
    NotNil,
    /// It is true.
    True,
    /// It is false.
    False,
    /// It is this number.
    Int(i64),
    /// It is a number, and not zero.
    NotZero,
    /// It is this text.
    Str(Name),
    /// Its dynamic type is not one that can be released.
    OtherType,
}

/// The facts of a path; at most one for each value.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Facts {
    list: Shared<(Value, Fact)>,
}

impl Facts {
    /// What is known of `value`.
    pub fn get(&self, value: Value) -> Option<Fact> {
        self.list.binary_search_by_key(&value, |entry| entry.0).ok().map(|at| self.list[at].1)
    }

    /// Learns a fact; it replaces an older one about the same value.
    pub fn set(&mut self, value: Value, fact: Fact) {
        match self.list.binary_search_by_key(&value, |entry| entry.0) {
            Ok(at) if self.list[at].1 == fact => {}
            Ok(at) => self.list[at].1 = fact,
            Err(at) => self.list.insert(at, (value, fact)),
        }
    }

    /// Forgets what is known of a value.
    pub fn remove(&mut self, value: Value) {
        if let Ok(at) = self.list.binary_search_by_key(&value, |entry| entry.0) {
            self.list.remove(at);
        }
    }

    /// Forgets what does not satisfy `keep`.
    pub fn retain(&mut self, mut keep: impl FnMut(Value) -> bool) {
        self.list.retain(|entry| keep(entry.0));
    }

    /// Number of facts.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Keeps only what both paths know, and what is known of values in `but`; returns whether something was forgotten.
    pub fn join(&mut self, other: &Facts, but: &dyn Fn(Value) -> bool) -> bool {
        if self.list.is_same(&other.list) {
            return false;
        }
        let mut theirs = &other.list[..];
        self.list.retain(|known| {
            let below = theirs.iter().take_while(|entry| entry.0 < known.0).count();
            theirs = &theirs[below..];
            theirs.first() == Some(known) || but(known.0)
        })
    }

    /// All facts in order of their values.
    pub fn iter(&self) -> impl Iterator<Item = (Value, Fact)> + '_ {
        self.list.iter().copied()
    }
}

impl Fact {
    /// The fact a concrete value satisfies.
    pub fn of(value: AbsVal) -> Option<Fact> {
        match value {
            AbsVal::Nil => Some(Fact::Nil),
            AbsVal::NotNil | AbsVal::Closure(_) => Some(Fact::NotNil),
            AbsVal::Bool(true) => Some(Fact::True),
            AbsVal::Bool(false) => Some(Fact::False),
            AbsVal::Int(number) => Some(Fact::Int(number)),
            AbsVal::Str(text) => Some(Fact::Str(text)),
            AbsVal::Top | AbsVal::Sym(_) => None,
        }
    }

    /// Whether both can hold of one value. The zero value counts as nil, false, 0 and the empty text.
    pub fn compatible(self, other: Fact) -> bool {
        use Fact::{False, Int, Nil, NotNil, NotZero, OtherType, Str, True};
        match (self, other) {
            (Nil, NotNil) | (NotNil, Nil) | (True, False) | (False, True) => false,
            (Nil, True) | (True, Nil) => false,
            (Nil, Int(number)) | (Int(number), Nil) => number == 0,
            (Nil, Str(text)) | (Str(text), Nil) => text.as_str() == "\"\"" || text.as_str() == "``",
            (Int(left), Int(right)) => left == right,
            (Str(left), Str(right)) => left == right,
            (OtherType, _) | (_, OtherType) => true,
            (NotZero, Int(number)) | (Int(number), NotZero) => number != 0,
            (Nil | NotNil | True | False | Int(_) | NotZero | Str(_), _) => true,
        }
    }

    /// The word for dumps.
    pub fn describe(self) -> String {
        match self {
            Fact::Nil => "nil".to_owned(),
            Fact::NotNil => "not nil".to_owned(),
            Fact::True => "true".to_owned(),
            Fact::False => "false".to_owned(),
            Fact::Int(number) => number.to_string(),
            Fact::NotZero => "not zero".to_owned(),
            Fact::Str(text) => text.to_string(),
            Fact::OtherType => "of another type".to_owned(),
        }
    }
}
