//! The summaries that are known so far; read-only during a wave.

use std::sync::{Arc, RwLock};

use rustc_hash::FxHashMap;

use crate::base::{QName, Type};
use crate::ir::Target;
use crate::ir::linked::FunctionId;
use crate::resolve::Program;
use crate::rule::Catalog;
use crate::typestate::{Summaries, Summary};

/// The summaries that are known so far.
pub struct Store<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    summaries: FxHashMap<FunctionId, Arc<Summary>>,
    /// Interfaces and whether they have a releasing method.
    releasing: RwLock<FxHashMap<QName, bool>>,
}

impl<'a> Store<'a> {
    /// An empty store.
    pub fn new(program: &'a Program, catalog: &'a Catalog) -> Store<'a> {
        Store { program, catalog, summaries: FxHashMap::default(), releasing: RwLock::default() }
    }

    /// The tables.
    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// Adds a summary; returns whether it is new or says something else than before.
    pub fn insert(&mut self, function: FunctionId, summary: Summary) -> bool {
        if self.summaries.get(&function).is_some_and(|old| **old == summary) {
            return false;
        }
        self.summaries.insert(function, Arc::new(summary));
        true
    }

    /// Whether a value of this declared type can be released by whoever holds it: an interface without a
    /// releasing method cannot (a type assertion aside), nor can plain data.
    fn can_release(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(name, _) if name.package.is_empty() => name.name.as_str() == "any",
            Type::Interface(methods) => {
                methods.is_empty()
                    || methods.iter().any(|method| method.embedded || self.catalog.is_release_name(method.name))
            }
            Type::Named(name, _) => self.named_can_release(*name, ty),
            _ => true,
        }
    }

    fn named_can_release(&self, name: QName, ty: &Type) -> bool {
        let known = self.releasing.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&name).copied();
        known.unwrap_or_else(|| {
            let can = !self.program.is_interface(ty)
                || self.catalog.release_names().any(|release| self.program.method(ty, release).is_some());
            self.releasing.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name, can);
            can
        })
    }
}

impl Summaries for Store<'_> {
    fn summary(&self, function: FunctionId) -> Option<Arc<Summary>> {
        self.summaries.get(&function).cloned()
    }

    fn borrowed_arguments(&self, target: &Target) -> u64 {
        let Some(signature) = target.signature() else {
            return 0;
        };
        let mut mask = 0u64;
        for n in 0..63usize {
            let param = match signature.params.get(n) {
                Some(param) => param,
                None if signature.variadic => match signature.params.last() {
                    Some(last) => last,
                    None => break,
                },
                None => break,
            };
            let is_last = n + 1 >= signature.params.len();
            let ty = match &param.ty {
                Type::Slice(element) if signature.variadic && is_last => element,
                ty => ty,
            };
            if !self.can_release(ty) {
                mask |= 1 << n;
            }
        }
        mask
    }
}
