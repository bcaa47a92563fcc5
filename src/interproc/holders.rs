//! Which named types can be released by whoever holds them; asked of many values, worked out once.

use std::sync::RwLock;

use rustc_hash::FxHashMap;

use crate::base::{Name, QName, Type};
use crate::resolve::Program;
use crate::rule::Catalog;

/// Answers by type name, kept for the run.
pub struct Holders<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
    known: RwLock<FxHashMap<QName, bool>>,
    contexts: RwLock<FxHashMap<QName, bool>>,
}

impl<'a> Holders<'a> {
    /// Nothing has been asked yet.
    pub fn new(program: &'a Program, catalog: &'a Catalog) -> Holders<'a> {
        Holders { program, catalog, known: RwLock::default(), contexts: RwLock::default() }
    }

    /// Whether a value of this type can be, or hold, something that is released: plain data cannot, nor can
    /// an interface without a releasing method.
    pub fn can_hold(&self, ty: &Type) -> bool {
        if let Some(payload) = ty.payload() {
            return self.can_hold(&payload);
        }
        match ty {
            Type::Named(name, _) => self.named(*name, ty),
            Type::Pointer(inner) => self.can_hold(inner),
            Type::Slice(inner) | Type::Chan(inner) | Type::Map(_, inner) => self.can_hold(inner),
            Type::Unknown | Type::Param(_) | Type::Func(_) | Type::Struct(_) | Type::Interface(_) | Type::Tuple(_) => {
                true
            }
        }
    }

    /// Whether a type is a context, whatever else it can do: it is handed on and ends with its parent, and nobody who gets one
    /// thinks of ending it.
    pub fn is_context(&self, ty: &Type) -> bool {
        let Some(name) = ty.pointee().name().filter(|name| !name.package.is_empty()) else { return false };
        answered(&self.contexts, name, || {
            let has = |method: &str| self.program.method(ty, Name::new(method)).is_some();
            ["Done", "Err", "Deadline", "Value"].into_iter().all(has)
        })
    }

    /// Whether a value of this named type can be released: anything can but plain predeclared data, and
    /// interfaces without a releasing method.
    pub fn named(&self, name: QName, ty: &Type) -> bool {
        if name.package.is_empty() {
            return name.name.as_str() == "any";
        }
        answered(&self.known, name, || {
            !self.program.is_interface(ty)
                || self.catalog.release_names().any(|release| self.program.method(ty, release).is_some())
        })
    }
}

fn answered(known: &RwLock<FxHashMap<QName, bool>>, name: QName, find: impl FnOnce() -> bool) -> bool {
    let before = known.read().unwrap_or_else(|poisoned| poisoned.into_inner()).get(&name).copied();
    before.unwrap_or_else(|| {
        let answer = find();
        known.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(name, answer);
        answer
    })
}
