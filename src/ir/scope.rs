//! Lexical scopes: what a name stands for at a point of a function.

use rustc_hash::FxHashMap;

use super::place::Local;
use crate::base::{Name, Type};

/// What a name stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Binding {
    /// A variable.
    Local(Local),
    /// A type declared in the function, or a type parameter.
    Type(Type),
}

/// Names in sight. Each name has a stack of what it stands for, with the depth of the scope.
#[derive(Default)]
pub struct Scopes {
    bindings: FxHashMap<Name, Vec<(usize, Binding)>>,
    /// Names in the order in which they were bound.
    log: Vec<Name>,
    /// Length of the log at the start of each scope.
    marks: Vec<usize>,
    /// Number of bound types.
    types: usize,
}

impl Scopes {
    /// Number of open scopes.
    pub fn depth(&self) -> usize {
        self.marks.len()
    }

    /// Begins a scope.
    pub fn open(&mut self) {
        self.marks.push(self.log.len());
    }

    /// Forgets the names of the innermost scope.
    pub fn close(&mut self) {
        let mark = self.marks.pop().unwrap_or(0);
        for name in self.log.drain(mark..) {
            let popped = self.bindings.get_mut(&name).and_then(Vec::pop);
            self.types -= usize::from(matches!(popped, Some((_, Binding::Type(_)))));
        }
    }

    /// From here to the end of the innermost scope, `name` stands for this.
    pub fn bind(&mut self, name: Name, binding: Binding) {
        self.types += usize::from(matches!(binding, Binding::Type(_)));
        let depth = self.depth();
        self.bindings.entry(name).or_default().push((depth, binding));
        self.log.push(name);
    }

    /// What a name stands for, with the depth of the scope that says so.
    pub fn lookup(&self, name: Name) -> Option<(usize, &Binding)> {
        self.bindings.get(&name)?.last().map(|(depth, binding)| (*depth, binding))
    }

    /// Whether any type is bound.
    pub fn binds_types(&self) -> bool {
        self.types > 0
    }
}
