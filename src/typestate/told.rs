//! What the tables say of each call of a body, looked up once: paths come by the same call many times.

use std::sync::LazyLock;

use crate::base::IndexVec;
use crate::ir::{CallId, LinkedBody, Target};
use crate::rule::{Acquire, Catalog, Effect, FuncModel};

/// What the tables say of a call.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// What it acquires.
    pub entries: &'a [Acquire],
    /// Whether it is named as acquiring, and does not only look like something that is.
    pub is_acquirer: bool,
    /// What it does to its inputs; `None` if no table says.
    pub effects: Option<&'a [Effect]>,
    /// What else is known.
    pub model: &'a FuncModel,
}

static NO_MODEL: LazyLock<FuncModel> = LazyLock::new(FuncModel::default);

impl<'a> Told<'a> {
    /// Of a call of which no table says anything.
    pub fn nothing() -> Told<'a> {
        Told { entries: &[], is_acquirer: false, effects: None, model: &NO_MODEL }
    }

    /// Of a call of `target`. An interface method of the same name with the same results as one that acquires acquires
    /// too: whatever implements it hands out the resource.
    pub fn of(catalog: &'a Catalog, target: &Target) -> Told<'a> {
        let Some(path) = target.path() else {
            return Told::nothing();
        };
        let direct = catalog.acquires(path);
        let effects = catalog.effects(path);
        let entries = match target {
            Target::External { interface: true, signature: Some(signature), .. }
                if direct.is_empty() && effects.is_none() =>
            {
                catalog.acquires_like(path.name, signature)
            }
            _ => direct,
        };
        Told { entries, is_acquirer: !direct.is_empty(), effects, model: catalog.model(path).unwrap_or(&NO_MODEL) }
    }

    /// Of all calls of a body.
    pub fn of_calls(catalog: &'a Catalog, linked: &LinkedBody) -> IndexVec<CallId, Told<'a>> {
        linked.targets.iter().map(|target| Told::of(catalog, target)).collect()
    }

    /// What it does to its inputs.
    pub fn effects(&self) -> &'a [Effect] {
        self.effects.unwrap_or(&[])
    }
}
