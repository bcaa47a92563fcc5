//! Fields that nobody releases: a struct keeps a descriptor, and neither its destructor nor any other function that can see
//! the field ends it or hands it out. That is wrong with the type, whoever uses it, and is said where the constructor
//! acquires.
//!
//! A field is private, so the functions that can see it are those of its module. What one of them does with it has to be
//! known to be harmless; in any other case nothing is said.

use crate::base::{FuncPath, Name, QName, Type};
use crate::frontend;
use crate::ir::linked::FunctionId;
use crate::ir::{
    Call, Callee, Decl, DeclKind, InstrKind, LinkedBody, Operand, Place, Projection, Rvalue, Target, Terminator,
};
use crate::resolve::{Package, PackageFile, Program};
use crate::rule::{Catalog, EffectKind, OnDrop, Position, Severity};
use crate::typestate::{Acquisition, Confidence, Fate, Finding, ResultEffect, Shape};

use super::FunctionReport;
use super::demand::Demand;

/// Methods that only look at what they are called on.
const LOOKING: [&str; 5] = ["id", "is_some", "is_none", "eq", "ne"];

/// Adds the findings about types to the reports of their constructors.
pub fn judge(program: &Program, catalog: &Catalog, demand: &Demand<'_>, reports: &mut [FunctionReport]) {
    let unowned = Unowned { program, catalog };
    for report in reports.iter_mut() {
        let Some(linked) = demand.linked(report.function).filter(|linked| linked.language.has_owners()) else {
            continue;
        };
        if linked.is_test || linked.is_process_entry() || !report.findings.is_empty() {
            continue;
        }
        let kept = |acquisition: &Acquisition| kept_in(catalog, linked, report, acquisition);
        let found = report.acquisitions.iter().find_map(|acquisition| {
            let (owner, field) = kept(acquisition)?;
            unowned.is_lost(owner, field).then(|| finding(catalog, report.function, acquisition, owner, field))
        });
        report.findings.extend(found.flatten());
    }
}

/// The type and the field that a constructor keeps in what it has acquired itself.
fn kept_in(
    catalog: &Catalog,
    linked: &LinkedBody,
    report: &FunctionReport,
    acquisition: &Acquisition,
) -> Option<(QName, Name)> {
    let kind = catalog.resource(acquisition.resource);
    if acquisition.fate != Fate::Returned || kind.on_drop != OnDrop::Leaks || kind.long_lived {
        return None;
    }
    let target = linked.targets.get(linked.function.body.call(acquisition.site)?.id)?;
    if catalog.acquires(target.path()?).is_empty() {
        return None;
    }
    let result = &linked.signature.results.first()?.ty;
    let owner = result.payload().unwrap_or_else(|| result.clone());
    let Type::Named(owner, args) = &owner else { return None };
    let mut results = report.summary.cases.iter().filter_map(|case| case.results.first());
    let field = results.find_map(|result| match result {
        ResultEffect::Object(fields) => fields.iter().find_map(|(name, held)| match held {
            ResultEffect::Fresh(resource, rest) if *resource == acquisition.resource && rest.is_empty() => Some(*name),
            _ => None,
        }),
        _ => None,
    })?;
    args.is_empty().then_some((*owner, field))
}

fn finding(
    catalog: &Catalog,
    function: FunctionId,
    acquisition: &Acquisition,
    owner: QName,
    field: Name,
) -> Option<Finding> {
    let kind = catalog.resource(acquisition.resource);
    Some(Finding {
        rule: kind.rule,
        resource: Some(acquisition.resource),
        function,
        span: acquisition.span,
        callee: acquisition.callee.clone(),
        handle: Some(field),
        instead: None,
        advice: Some(owner.name),
        shape: Shape::Unowned,
        steps: Vec::new(),
        released_elsewhere: false,
        ends_well_elsewhere: false,
        inside_an_object: false,
        confidence: Confidence::Medium,
        severity: Severity::Info,
    })
}

struct Unowned<'a> {
    program: &'a Program,
    catalog: &'a Catalog,
}

impl Unowned<'_> {
    /// Whether nobody ends what a field of a type keeps.
    fn is_lost(&self, owner: QName, field: Name) -> bool {
        let declared =
            self.program.packages().iter().filter(|package| package.path == owner.package).find_map(|package| {
                let of_file = |file: &'_ PackageFile| {
                    file.outline.decls.iter().position(|decl| decl.kind == DeclKind::Type && decl.name == owner.name)
                };
                package.files.iter().find_map(|file| of_file(file).map(|n| (file, &file.outline.decls[n])))
            });
        let Some((file, decl)) = declared else { return false };
        let ty = Type::Named(owner, Vec::new());
        frontend::keeps_to_itself(&file.source, decl, field)
            && self.program.method(&ty, Name::new("drop")).is_none()
            && !self.lives_on(owner)
            && self.onlookers(owner, field).into_iter().all(|id| {
                let linked = self.program.link(id);
                linked.is_ok_and(|linked| self.leaves_alone(&linked, owner, field))
            })
    }

    /// Whether values of a type may be there for as long as the process, or get a destructor in a way that is not seen.
    fn lives_on(&self, owner: QName) -> bool {
        let name = owner.name.as_str();
        let inner =
            |package: &Package| crate::resolve::crate_name(package.path) == crate::resolve::crate_name(owner.package);
        let mentions = |text: &str| mentions_word(text, name);
        let text_of = |file: &'_ PackageFile, decl: &Decl| {
            file.source.text.get(decl.start as usize..decl.end as usize).unwrap_or_default().to_owned()
        };
        self.program.packages().iter().filter(|package| inner(package)).flat_map(|package| &package.files).any(|file| {
            let text = &file.source.text;
            mentions(text)
                && (text.contains("thread_local!")
                    || text.contains("lazy_static!")
                    || text.contains(&format!("Drop for {name}"))
                    || text.contains("Drop for $")
                    || ["into_raw", "forget(", "ManuallyDrop", "leak("].iter().any(|word| text.contains(word))
                    || file
                        .outline
                        .decls
                        .iter()
                        .any(|decl| decl.kind == DeclKind::Var && mentions(&text_of(file, decl))))
        })
    }

    /// The functions that can see a field: those of its module, and of the modules inside, that name it or its type.
    fn onlookers(&self, owner: QName, field: Name) -> Vec<FunctionId> {
        let inside = |path: Name| {
            let rest = path.as_str().strip_prefix(owner.package.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let named = |decl: &Decl, name: Name| decl.mentions.binary_search(&name.text_hash()).is_ok();
        self.program.functions_where(|package, _, decl| {
            inside(package.path) && (decl.receiver == Some(owner.name) || named(decl, field) || named(decl, owner.name))
        })
    }

    /// Whether a function does nothing with the field that could end it, or let somebody else have it.
    fn leaves_alone(&self, linked: &LinkedBody, owner: QName, field: Name) -> bool {
        let body = &linked.function.body;
        let is_field = |place: &Place| {
            let of_owner = |n: usize| match place.root_local() {
                Some(local) if n == 0 => {
                    let ty = linked.local_types.get(local).map(|ty| ty.payload().unwrap_or_else(|| ty.clone()));
                    ty.is_none_or(|ty| ty.is_unknown() || ty.pointee().name() == Some(owner))
                }
                _ => true,
            };
            let at = place.projections.iter().position(|step| *step == Projection::Field(field));
            at.is_some_and(of_owner)
        };
        let mentions = |operand: &Operand| operand.place().is_some_and(is_field);
        let instrs = body.instrs.iter().all(|instr| match &instr.kind {
            InstrKind::Assign { dst, src } => {
                let read = match src {
                    Rvalue::Cond { .. } | Rvalue::Compute(_) => false,
                    Rvalue::Use(operand) | Rvalue::TypeAssert(operand, _) | Rvalue::Convert(operand, _) => {
                        mentions(operand)
                    }
                    Rvalue::RangeElement { of, .. } => mentions(of),
                    Rvalue::Composite { elements, .. } => elements.iter().any(|(_, operand)| mentions(operand)),
                };
                !is_field(dst) && !read
            }
            InstrKind::Call(call) => self.call_is_harmless(linked, call, &is_field),
            InstrKind::Await { future, .. } => !mentions(future),
            InstrKind::Opaque { uses, .. } => !uses.iter().any(mentions),
            InstrKind::Drop(place) => !is_field(place),
            InstrKind::RunDefers | InstrKind::Nop => true,
        });
        // Where the function does not come to an end, what it holds is held for good.
        instrs && body.blocks.iter().any(|block| matches!(block.terminator, Terminator::Return))
    }

    fn call_is_harmless(&self, linked: &LinkedBody, call: &Call, is_field: &dyn Fn(&Place) -> bool) -> bool {
        let path = match linked.targets.get(call.id) {
            Some(Target::External { path, interface: false, .. }) => Some(*path),
            _ => None,
        };
        let receiver = match &call.callee {
            Callee::Place(place) if is_field(place) => place.projections.last().copied(),
            Callee::Place(_) | Callee::Closure(_) => None,
        };
        let looking = |step: Projection| matches!(step, Projection::Field(name) if LOOKING.contains(&name.as_str()));
        let given = |n: usize, path: FuncPath| {
            let taken = |position: Position| position == Position::Argument(n) || position == Position::AnyArgument;
            let effects = self.catalog.effects(path).unwrap_or(&[]);
            self.catalog.keeps_nothing(path)
                && !path.in_standard_library()
                && !self.catalog.is_releasing_function(path, n)
                && !effects.iter().any(|effect| taken(effect.on) && effect.kind != EffectKind::Borrows)
        };
        receiver.is_none_or(looking)
            && call
                .args
                .iter()
                .enumerate()
                .all(|(n, arg)| !arg.place().is_some_and(is_field) || path.is_some_and(|path| given(n, path)))
    }
}

/// Whether a word stands in a text, as a word of its own.
fn mentions_word(text: &str, word: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        !text[..at].chars().next_back().is_some_and(inside)
            && !text[at + word.len()..].chars().next().is_some_and(inside)
    })
}
