//! The summaries that are known so far; read-only during a wave.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::Type;
use crate::ir::Target;
use crate::ir::linked::FunctionId;
use crate::rule::Catalog;
use crate::typestate::{Holder, Summaries, Summary};

use super::holders::Holders;

/// The summaries that are known so far.
pub struct Store<'a> {
    holders: &'a Holders<'a>,
    catalog: &'a Catalog,
    summaries: FxHashMap<FunctionId, Arc<Summary>>,
}

impl<'a> Store<'a> {
    /// An empty store.
    pub fn new(holders: &'a Holders<'a>, catalog: &'a Catalog) -> Store<'a> {
        Store { holders, catalog, summaries: FxHashMap::default() }
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
            Type::Interface(methods) => {
                methods.is_empty()
                    || methods.iter().any(|method| method.embedded || self.catalog.is_release_name(method.name))
            }
            Type::Named(name, _) => self.holders.named(*name, ty),
            _ => true,
        }
    }
}

impl Summaries for Store<'_> {
    fn summary(&self, function: FunctionId) -> Option<Arc<Summary>> {
        self.summaries.get(&function).cloned()
    }

    fn holder(&self, ty: &Type) -> Holder {
        match ty {
            _ if self.holders.is_context(ty) => Holder::Context,
            _ if self.can_release(ty) => Holder::Owner,
            _ => Holder::Helpless,
        }
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
