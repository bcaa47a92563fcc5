//! The functions that matter so far, with what is asked of them in each round.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::base::FuncPath;
use crate::ir::linked::FunctionId;
use crate::ir::{LinkedBody, Target};
use crate::resolve::Program;
use crate::rule::ResourceId;
use crate::typestate::Summary;

use super::taint;

/// A function that hands out a resource.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fresh {
    /// The function.
    pub function: FunctionId,
    /// The outputs that carry it: results by number, and others as in [`taint`].
    pub outputs: Vec<usize>,
    /// What kinds of resources that are.
    pub kinds: Vec<ResourceId>,
    /// The results that are resources themselves, if all outputs are such.
    pub as_they_are: Option<Vec<(usize, ResourceId)>>,
}

impl Fresh {
    /// What a function hands out by its summary, or leaves in its parameters.
    pub fn of(function: FunctionId, path: FuncPath, summary: &Summary) -> Fresh {
        let filled = summary.filled_params().into_iter().map(|param| match (path.receiver, param as usize) {
            (Some(_), 0) => taint::RECEIVER,
            (Some(_), n) => taint::FIRST_ARGUMENT + n - 1,
            (None, n) => taint::FIRST_ARGUMENT + n,
        });
        let outputs: Vec<usize> = summary.fresh_results().into_iter().chain(filled).collect();
        let as_it_is = |output: &usize| Some((*output, summary.fresh_as_it_is(*output)?));
        let as_they_are = outputs.iter().map(as_it_is).collect();
        Fresh { function, outputs, kinds: summary.fresh_kinds(), as_they_are }
    }
}

/// One function that matters.
pub struct Wanted {
    /// Its body.
    pub linked: Arc<LinkedBody>,
    /// The inputs that may be resources, as bits.
    pub params: u64,
    /// It is looked at for its own sake, not only as a callee.
    pub root: bool,
    /// Whether a result can be, or hold, a resource.
    pub may_hand_out: bool,
    /// The functions it calls whose bodies are known, each once.
    pub callees: Box<[FunctionId]>,
}

/// The functions that a body calls, each once.
fn callees(linked: &LinkedBody) -> Box<[FunctionId]> {
    let mut callees: Vec<FunctionId> = linked.targets.iter().filter_map(Target::body).collect();
    callees.sort_unstable();
    callees.dedup();
    callees.into()
}

/// All of them.
#[derive(Default)]
pub struct AllWanted {
    functions: FxHashMap<FunctionId, Wanted>,
    /// Numbers of functions of lazily loaded packages depend on timing; paths and positions do not.
    places: Vec<(String, u32, FunctionId)>,
}

impl AllWanted {
    /// One function, if it matters.
    pub fn get(&self, id: FunctionId) -> Option<&Wanted> {
        self.functions.get(&id)
    }

    /// All with their numbers, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = (FunctionId, &Wanted)> {
        self.functions.iter().map(|(id, wanted)| (*id, wanted))
    }

    /// All in order of path and position, as of the last [`AllWanted::sort`].
    pub fn in_order(&self) -> impl ExactSizeIterator<Item = FunctionId> + '_ {
        self.places.iter().map(|(.., id)| *id)
    }

    /// A function matters from now on, if it did not before.
    pub fn want(
        &mut self,
        program: &Program,
        id: FunctionId,
        linked: Arc<LinkedBody>,
        may_hand_out: impl FnOnce(&LinkedBody) -> bool,
    ) -> &mut Wanted {
        let places = &mut self.places;
        self.functions.entry(id).or_insert_with(|| {
            let info = program.function(id);
            places.push((program.sources().get(info.file).path.clone(), info.decl().start, id));
            let callees = callees(&linked);
            let may_hand_out = may_hand_out(&linked);
            Wanted { linked, params: 0, root: false, may_hand_out, callees }
        })
    }

    /// More was found out about a function that matters.
    pub fn replace(&mut self, id: FunctionId, linked: Arc<LinkedBody>) {
        if let Some(wanted) = self.functions.get_mut(&id) {
            wanted.callees = callees(&linked);
            wanted.linked = linked;
        }
    }

    /// Their bodies.
    pub fn into_bodies(self) -> FxHashMap<FunctionId, Arc<LinkedBody>> {
        self.functions.into_iter().map(|(id, wanted)| (id, wanted.linked)).collect()
    }

    /// Puts what was added in its place: most of the list is in order already, which this sort makes use of.
    pub fn sort(&mut self) {
        self.places.sort();
    }
}
