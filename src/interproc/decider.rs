//! Who decided what became of an acquisition: the call at the place where that was settled, and what is known of what it
//! calls. Worked out only when somebody asks; nothing here changes a verdict.

use std::sync::Arc;

use crate::base::{Name, Span};
use crate::ir::linked::FunctionId;
use crate::ir::{Call, CallMode, Callee, InstrId, InstrKind, LinkedBody, Local, Operand, Target};
use crate::resolve::Program;
use crate::rule::{Catalog, Release};
use crate::typestate::{Acquisition, Decider, Fate, Knowledge, Summaries, Untracked, callee_text};

use super::store::Store;
use super::{FunctionReport, likeness, summary_text};

/// What deciders are read from.
pub struct Deciders<'a> {
    /// The program.
    pub program: &'a Program,
    /// What is known of its functions.
    pub store: &'a Store<'a>,
}

impl Deciders<'_> {
    /// The call that settled what became of an acquisition; `None` where that was no call.
    pub fn of(&self, report: &FunctionReport, acquisition: &Acquisition) -> Option<Decider> {
        let linked = self.link(report.function)?;
        let call = match acquisition.fate {
            Fate::Untracked(Untracked::Guard) => takes_error(&linked, acquisition)?,
            _ => call_at(&linked, acquisition.fate_span?)?,
        };
        self.decider(&linked, call, acquisition, acquisition.fate == Fate::Released)
    }

    /// The call at one of the places where it is released.
    pub fn of_release(&self, report: &FunctionReport, acquisition: &Acquisition, release: Span) -> Option<Decider> {
        let linked = self.link(report.function)?;
        self.decider(&linked, call_at(&linked, release)?, acquisition, true)
    }

    fn decider(
        &self,
        linked: &LinkedBody,
        call: (InstrId, &Call),
        acquisition: &Acquisition,
        released: bool,
    ) -> Option<Decider> {
        let target = linked.targets.get(call.1.id)?;
        let declared = target.body().map(|id| self.program.function(id));
        Some(Decider {
            callee: callee_text(linked, call.0),
            path: target.path(),
            span: linked.function.body.instrs[call.0].span,
            declared: declared.map(|info| Span::new(info.file, info.decl().start, info.decl().start)),
            spawned: call.1.mode == CallMode::Spawned,
            knowledge: self.knowledge(call.1, target, acquisition, released),
        })
    }

    fn link(&self, function: FunctionId) -> Option<Arc<LinkedBody>> {
        let mut linked = self.program.link(function).ok()?;
        likeness::recognise(&mut linked, self.store.catalog(), self.program);
        Some(Arc::new(linked))
    }

    fn knowledge(&self, call: &Call, target: &Target, acquisition: &Acquisition, released: bool) -> Knowledge {
        let catalog = self.store.catalog();
        if let Callee::Closure(_) = call.callee {
            return Knowledge::Literal;
        }
        let name = called_name(call);
        if released && ends(catalog, acquisition, target, name) {
            return Knowledge::Ends;
        }
        if let Some(path) = target.path() {
            if catalog.model(path).is_some_and(|model| model.no_return.is_some()) {
                return Knowledge::DoesNotReturn;
            }
            if let Some(effects) = catalog.effects(path) {
                return Knowledge::Table(effects.iter().map(|effect| effect.kind.clone()).collect());
            }
        }
        match target {
            Target::Known { id, .. } => self.summary_of(*id).map_or(Knowledge::NotAnalysed, Knowledge::Summary),
            _ if released && name.is_some_and(|name| catalog.is_release_name(name)) => Knowledge::EndsByName,
            Target::External { interface: true, .. } => Knowledge::Interface,
            Target::External { .. } => Knowledge::OutOfSight,
            Target::Builtin(_) | Target::Conversion(_) => Knowledge::Builtin,
            Target::Value(_) => Knowledge::FunctionValue,
            Target::UnknownMethod(_) => Knowledge::UnknownType,
            Target::Unknown => Knowledge::Nothing,
        }
    }

    fn summary_of(&self, function: FunctionId) -> Option<String> {
        let summary = self.store.summary(function)?;
        let linked = self.link(function)?;
        Some(summary_text(&linked, self.store.catalog(), &summary))
    }
}

/// The call whose source is at this place.
fn call_at(linked: &LinkedBody, span: Span) -> Option<(InstrId, &Call)> {
    let body = &linked.function.body;
    body.instrs.ids().filter(|id| body.instrs[*id].span == span).find_map(|id| Some((id, body.call(id)?)))
}

/// The first call after an acquisition that gets its error.
fn takes_error<'a>(linked: &'a LinkedBody, acquisition: &Acquisition) -> Option<(InstrId, &'a Call)> {
    let body = &linked.function.body;
    let results = &body.call(acquisition.site)?.dst;
    let error: Local = results.iter().rev().find_map(|place| place.as_ref()?.as_local())?;
    let gets = |call: &Call| {
        call.args
            .iter()
            .filter_map(Operand::place)
            .any(|place| place.projections.is_empty() && place.root_local() == Some(error))
    };
    let unknown = |call: &Call| {
        let path = linked.targets.get(call.id).and_then(Target::path);
        !path.is_some_and(|path| path.in_standard_library())
    };
    let after = body.instrs.ids().filter(|id| body.instrs[*id].span.start > acquisition.span.start);
    let mut calls = after.filter_map(|id| match &body.instrs[id].kind {
        InstrKind::Call(call) => Some((id, &**call)),
        _ => None,
    });
    calls.find(|(_, call)| gets(call) && unknown(call))
}

/// The method or function as it is called.
fn called_name(call: &Call) -> Option<Name> {
    match &call.callee {
        Callee::Place(place) => place.split_member().map(|(_, name)| name),
        Callee::Closure(_) => None,
    }
}

/// Whether a table names the callee as a way to end the resource.
fn ends(catalog: &Catalog, acquisition: &Acquisition, target: &Target, called: Option<Name>) -> bool {
    catalog.resource(acquisition.resource).releases.iter().any(|release| match release {
        Release::Method { name, .. } | Release::Via { name } => Some(*name) == called,
        Release::Function { path, .. } => target.path() == Some(*path),
        Release::Call => matches!(target, Target::Value(_)),
        Release::CloseChannel => matches!(target, Target::Builtin(_)),
    })
}
