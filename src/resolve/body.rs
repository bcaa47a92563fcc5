//! The calls and locals of one function. Instructions come in source order, and a local is assigned before it is
//! used, so one pass suffices; a second one is made where function literals assign what was used before.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::capital::is_of_c;
use super::generic::{bounded, instantiate};
use super::package::{DeclRef, Package};
use super::program::Program;
use super::scope::{Entity, FileScope, Trail};
use crate::base::{IndexVec, Name, Problem, QName, Signature, SourceFile, Type};
use crate::ir::linked::{AskedType, FunctionId};
use crate::ir::{
    Call, CallId, Callee, Cond, Decl, Element, Function, InstrId, InstrKind, LinkedBody, Local, LocalKind, Operand,
    Place, Projection, Rvalue, Target, Terminator,
};

/// Lowers a function; `source` may not be the text on disk.
pub(super) fn lower(
    program: &Program,
    home: &Arc<Package>,
    at: DeclRef,
    (source, decl): (&SourceFile, &Decl),
) -> Result<Function, Problem> {
    let mut function = (program.frontend.lower)(source, decl)?;
    FileScope::new(program, home, at.file).tell_calls(&mut function, &Trail::default());
    Ok(function)
}

/// Works out what a lowered function means.
pub(super) fn link_function(
    program: &Program,
    id: FunctionId,
    home: &Arc<Package>,
    at: DeclRef,
    function: Function,
) -> LinkedBody {
    let (file, decl) = home.decl(at);
    let is_test = file.is_test() || crate::frontend::is_for_tests(&file.source, decl);
    let libraries = if home.first_party { Libraries::Nothing } else { Libraries::All };
    link_lowered(program, id, home, at, (Arc::new(function), is_test), libraries)
}

/// Works out once more what a function means, with what the source of libraries tells
/// of these calls.
pub(super) fn link_again(
    program: &Program,
    linked: &LinkedBody,
    home: &Arc<Package>,
    at: DeclRef,
    calls: &FxHashSet<CallId>,
) -> LinkedBody {
    let function = (Arc::clone(&linked.function), linked.is_test);
    link_lowered(program, linked.id, home, at, function, Libraries::For(calls))
}

fn link_lowered(
    program: &Program,
    id: FunctionId,
    home: &Arc<Package>,
    at: DeclRef,
    (mut function, is_test): (Arc<Function>, bool),
    libraries: Libraries<'_>,
) -> LinkedBody {
    let (file, decl) = home.decl(at);
    let trail = Trail::default();
    let scope = FileScope::new(program, home, at.file);
    let mut linker = Linker::new(scope, &function, &trail);
    linker.libraries = if scope.has_paths() { libraries } else { Libraries::Nothing };
    linker.run();
    let (destructors, asked) = (linker.destructors(), linker.asked());
    let by_interface = if is_test { linker.calls_by_interface() } else { Vec::new() };
    let literals = linker.positional_literals();
    let Linker { signature, targets, local_types, .. } = linker;
    if !literals.is_empty() {
        name_elements(program, Arc::make_mut(&mut function), literals);
    }
    LinkedBody {
        id,
        language: file.outline.language,
        path: home.path_of(decl),
        signature,
        targets,
        local_types,
        destructors,
        asked,
        is_main_package: file.outline.package.as_str() == "main",
        by_interface,
        is_test,
        only_on: file.outline.only_on,
        language_version: home.go_version,
        function,
    }
}

/// The type of a variable of a function.
pub(super) fn type_of_variable(scope: FileScope<'_>, function: &Function, name: Name, trail: &Trail) -> Type {
    let mut linker = Linker::new(scope, function, trail);
    linker.run();
    let found = function.body.locals.iter_enumerated().find(|(_, decl)| decl.name == Some(name));
    found.map_or(Type::Unknown, |(local, _)| linker.local_types[local].clone())
}

/// Gives the positional elements of struct literals the names of their fields: only the type tells them.
fn name_elements(program: &Program, function: &mut Function, literals: Vec<(InstrId, Type)>) {
    for (at, ty) in literals {
        let InstrKind::Assign { src: Rvalue::Composite { elements, .. }, .. } = &mut function.body.instrs[at].kind
        else {
            continue;
        };
        let fields = program.struct_fields(&ty);
        for (element, _) in elements.iter_mut() {
            if let Element::Position(position) = *element
                && let Some(field) = fields.get(position as usize)
            {
                *element = Element::Field(field.name);
            }
        }
    }
}

/// The calls for whose sake the source of libraries is looked at.
#[derive(Clone, Copy)]
pub(super) enum Libraries<'c> {
    /// None.
    Nothing,
    /// Some calls.
    For(&'c FxHashSet<CallId>),
    /// All calls of a function of a library.
    All,
}

impl Libraries<'_> {
    pub(super) fn are_seen(self) -> bool {
        !matches!(self, Libraries::Nothing)
    }

    fn tell_of(self, call: CallId) -> bool {
        match self {
            Libraries::Nothing => false,
            Libraries::For(calls) => calls.contains(&call),
            Libraries::All => true,
        }
    }
}

pub(super) struct Linker<'p> {
    pub(super) scope: FileScope<'p>,
    pub(super) function: &'p Function,
    pub(super) trail: &'p Trail,
    /// Type parameters of the function and of its receiver.
    pub(super) type_params: Vec<Name>,
    pub(super) constraints: FxHashMap<Name, Type>,
    pub(super) local_types: IndexVec<Local, Type>,
    /// Where the source of libraries is looked at.
    pub(super) libraries: Libraries<'p>,
    signature: Signature,
    targets: IndexVec<CallId, Target>,
}

impl<'p> Linker<'p> {
    fn new(scope: FileScope<'p>, function: &'p Function, trail: &'p Trail) -> Linker<'p> {
        let mut type_params: Vec<Name> = Vec::new();
        type_params.extend(function.receiver.iter().flat_map(|receiver| receiver.type_params.iter().copied()));
        let signature = scope.resolve_signature(&function.signature, &type_params);
        type_params.extend(signature.type_params.iter().filter_map(|param| param.name));
        let constraints =
            signature.type_params.iter().filter_map(|param| Some((param.name?, param.ty.clone()))).collect();
        let body = &function.body;
        Linker {
            scope,
            function,
            trail,
            type_params,
            constraints,
            local_types: body.locals.iter().map(|_| Type::Unknown).collect(),
            libraries: Libraries::Nothing,
            signature,
            targets: (0..body.call_count).map(|_| Target::Unknown).collect(),
        }
    }

    fn run(&mut self) {
        self.declare_locals();
        self.pass();
        if self.open_ends() {
            self.pass();
        }
    }

    /// Literals with elements that have no name, and their types: as written, else that of the variable.
    fn positional_literals(&self) -> Vec<(InstrId, Type)> {
        let instrs = self.function.body.instrs.iter_enumerated();
        let literals = instrs.filter_map(|(at, instr)| match &instr.kind {
            InstrKind::Assign { dst, src: Rvalue::Composite { ty, elements } } => {
                let positional = elements.iter().any(|(element, _)| matches!(element, Element::Position(_)));
                let local = dst.as_local().filter(|_| positional)?;
                Some((at, if *ty == Type::Unknown { self.local_types[local].clone() } else { self.resolve(ty) }))
            }
            _ => None,
        });
        literals.collect()
    }

    /// A type as written in the body, resolved.
    pub(super) fn resolve(&self, ty: &Type) -> Type {
        match ty {
            Type::Unknown => Type::Unknown,
            written => self.scope.program.follow_aliases(&self.scope.resolve_type(written, &self.type_params)),
        }
    }

    fn declare_locals(&mut self) {
        let function = self.function;
        for (local, decl) in function.body.locals.iter_enumerated() {
            let mut ty = self.resolve(&decl.ty);
            if let (LocalKind::Receiver, Type::Unknown, Some(receiver)) = (decl.kind, &ty, &function.receiver) {
                let args = receiver.type_params.iter().map(|param| Type::Param(*param)).collect();
                ty = match self.scope.has_paths() {
                    true => {
                        self.resolve(&Type::Named(QName { package: Name::new(""), name: receiver.type_name }, args))
                    }
                    false => Type::Named(self.scope.package.qname(receiver.type_name), args),
                };
                ty = if receiver.pointer { ty.pointer() } else { ty };
            }
            self.set_local(local, ty);
        }
        let body = &function.body;
        let receivers = usize::from(function.receiver.is_some());
        self.declare_parameters(body.params.get(receivers..).unwrap_or(&[]), &body.results, self.signature.clone());
        for closure in body.closures.iter() {
            let signature = self.scope.resolve_signature(&closure.signature, &self.type_params);
            self.declare_parameters(&closure.params, &closure.results, signature);
        }
    }

    /// Parameters and results have the types of the signature where they do not say their own.
    fn declare_parameters(&mut self, params: &[Local], results: &[Local], signature: Signature) {
        let pairs = params.iter().zip(signature.params).chain(results.iter().zip(signature.results));
        pairs.for_each(|(&local, param)| self.set_local(local, param.ty));
    }

    /// The first type that is found for a local stays.
    fn set_local(&mut self, local: Local, ty: Type) {
        if local.0 as usize >= self.local_types.len() || !self.local_types[local].is_unknown() || ty.is_unknown() {
            return;
        }
        self.local_types[local] = bounded(ty);
    }

    fn set_place(&mut self, place: &Place, ty: impl FnOnce(&Self) -> Type) {
        if let Some(local) = place.as_local()
            && self.local_types.get(local).is_some_and(Type::is_unknown)
        {
            let ty = ty(self);
            self.set_local(local, ty);
        }
    }

    fn pass(&mut self) {
        let function = self.function;
        for instr in function.body.instrs.iter() {
            match &instr.kind {
                InstrKind::Assign { dst, src } => self.assign(dst, src),
                InstrKind::Call(call) => self.call(call),
                InstrKind::Await { future, dst } => self.set_place(dst, |linker| linker.awaited(future)),
                InstrKind::RunDefers | InstrKind::Drop(_) | InstrKind::Opaque { .. } | InstrKind::Nop => {}
            }
        }
    }

    /// Whether a second pass may find more: a call went to a value of unknown type.
    fn open_ends(&self) -> bool {
        self.targets.iter().any(|target| matches!(target, Target::UnknownMethod(_) | Target::Value(None)))
    }

    fn assign(&mut self, dst: &Place, src: &Rvalue) {
        self.set_place(dst, |linker| linker.rvalue_type(src));
        let Rvalue::Composite { elements, .. } = src else { return };
        // Literals inside a literal may leave out their types.
        let Some(outer) = dst.as_local() else { return };
        for (_, operand) in elements {
            if let Some(inner) = operand.place().and_then(Place::as_local)
                && self.local_types.get(inner).is_some_and(Type::is_unknown)
            {
                let ty = self.elided_type(self.local_types[outer].pointee());
                self.set_local(inner, ty);
            }
        }
    }

    fn call(&mut self, call: &Call) {
        let type_args: Vec<Type> = call.type_args.iter().map(|ty| self.resolve(ty)).collect();
        let target = match &call.callee {
            Callee::Closure(id) => Target::Value(self.callable(&self.closure_type(*id))),
            Callee::Place(place) => self.in_library(self.target(place, call, &type_args), call, &type_args),
        };
        self.assign_results(call, &target, &type_args);
        if (call.id.0 as usize) < self.targets.len() {
            self.targets[call.id] = target;
        }
    }

    fn target(&self, place: &Place, call: &Call, type_args: &[Type]) -> Target {
        match self.callee_entity(place) {
            // The types that belong to functions of C have no methods: it is one of the pointer.
            Entity::Func(callee) if callee.signature.is_none() && is_of_c(callee.path.package) => {
                self.combinator(callee.path.name)
            }
            Entity::Func(callee) => {
                let signature = callee.signature.as_ref().map(|found| self.instance(found, call, type_args));
                callee.into_target(signature)
            }
            // `Type::function(x)`: what it takes is among the arguments.
            Entity::MethodExpr(callee, _) if self.scope.has_paths() => {
                let signature = callee.signature.as_ref().map(|found| self.instance(found, call, type_args));
                callee.into_target(signature)
            }
            Entity::MethodExpr(..) => Target::Value(self.callable(&self.place_type(place))),
            // `table[key](x)` reads like an instantiation; a value is indexed.
            Entity::Value(ty) if !type_args.is_empty() => {
                Target::Value(self.callable(&self.scope.program.element(&self.constrained(ty))))
            }
            Entity::Value(ty) => Target::Value(self.callable(&ty)),
            Entity::Type(ty) if self.scope.has_paths() && self.scope.program.out_of_sight(&ty).is_some() => {
                let path = self.scope.program.out_of_sight(&ty);
                path.map_or(Target::Unknown, |path| Target::External {
                    path,
                    signature: None,
                    through: Vec::new(),
                    interface: false,
                    only: None,
                })
            }
            Entity::Type(ty) => Target::Conversion(match ty {
                Type::Named(name, args) if args.is_empty() => Type::Named(name, type_args.to_vec()),
                other => other,
            }),
            Entity::Builtin(name) => Target::Builtin(name),
            Entity::Foreign(name) => {
                let path = crate::base::FuncPath { package: name.package, receiver: None, name: name.name };
                Target::External { path, signature: None, through: Vec::new(), interface: false, only: None }
            }
            Entity::Missing(name) if self.scope.has_paths() => match self.receiver_type(place) {
                // A type of the project that has a method of this name somehow.
                Type::Named(owner, _) if !owner.package.is_empty() => Target::UnknownMethod(name),
                _ => self.combinator(name),
            },
            Entity::Missing(name) => Target::UnknownMethod(name),
            Entity::Package(_) | Entity::Unknown => Target::Unknown,
        }
    }

    /// A function of a library as its source tells of it.
    fn in_library(&self, target: Target, call: &Call, type_args: &[Type]) -> Target {
        let path = match &target {
            Target::External { path, interface: false, .. } if self.libraries.tell_of(call.id) => *path,
            _ => return target,
        };
        let Some(found) = self.scope.program.library_function(path) else { return target };
        let signature = found.signature.as_ref().map(|found| self.instance(found, call, type_args));
        found.into_target(signature)
    }

    /// Locals whose type is declared, or may be, with a method that runs when the last owner goes.
    fn destructors(&self) -> Vec<Local> {
        if !self.scope.has_paths() {
            return Vec::new();
        }
        let has = |ty: &Type| match ty.payload().as_ref().unwrap_or(ty).pointee() {
            Type::Named(name, _) if !name.package.is_empty() => {
                let package = self.scope.program.package_under_analysis(name.package);
                match package {
                    Some(package) => package.method(name.name, Name::new("drop")).is_some(),
                    None => self.libraries.are_seen() && self.scope.program.may_have_destructor(*name),
                }
            }
            _ => false,
        };
        self.local_types.iter_enumerated().filter(|(_, ty)| has(ty)).map(|(local, _)| local).collect()
    }

    /// Calls of methods of what is known to be an interface value.
    fn calls_by_interface(&self) -> Vec<CallId> {
        let calls = self.function.body.instrs.iter().filter_map(|instr| match &instr.kind {
            InstrKind::Call(call) => Some(call),
            _ => None,
        });
        let by_interface = |call: &Call| match &call.callee {
            Callee::Place(place) => self.scope.program.is_interface(&self.receiver_type(place)),
            Callee::Closure(_) => false,
        };
        // Only what hands something out is asked for, and functions of the program are known themselves.
        let may_be = |call: &Call| match self.targets.get(call.id) {
            Some(Target::External { path, .. }) => path.receiver.is_some() && !call.dst.is_empty(),
            _ => false,
        };
        calls.filter(|call| may_be(call) && by_interface(call)).map(|call| call.id).collect()
    }

    /// Types that values are asked for.
    fn asked(&self) -> Vec<AskedType> {
        let body = &self.function.body;
        let assigned = body.instrs.iter().filter_map(|instr| match &instr.kind {
            InstrKind::Assign { src: Rvalue::Cond { cond, .. }, .. } => Some(cond),
            _ => None,
        });
        let branched = body.blocks.iter().filter_map(|block| match &block.terminator {
            Terminator::Branch { cond, .. } => Some(cond.as_ref()),
            _ => None,
        });
        let written = assigned.chain(branched).filter_map(|cond| match cond {
            Cond::IsType(_, ty) => Some(ty.as_ref()),
            _ => None,
        });
        let program = self.scope.program;
        let asked = |written: &Type| {
            let ty = self.resolve(written);
            // Of a library only what it exports may be known.
            let ours = |ty: &Type| ty.name().is_some_and(|name| program.package_under_analysis(name.package).is_some());
            let is_hollow = |ty| matches!(program.underlying(ty), Type::Struct(fields) if fields.is_empty());
            let hollow = ours(ty.pointee()) && is_hollow(ty.pointee());
            AskedType { written: written.clone(), ty, hollow }
        };
        written.map(asked).collect()
    }

    /// A method that tables take for granted, on a value whose type is not known.
    fn combinator(&self, name: Name) -> Target {
        let found = self.scope.program.api.method_of_anything(name);
        match found {
            Some(path) => Target::External { path, signature: None, through: Vec::new(), interface: false, only: None },
            None => Target::UnknownMethod(name),
        }
    }

    /// What waiting for a value of this type yields: what its table says, or what stands for a future already.
    fn awaited(&self, future: &Operand) -> Type {
        let ty = self.operand_type(future);
        match self.scope.program.method(&ty, Name::new("await")).and_then(|method| method.signature) {
            Some(signature) => signature.result_type(),
            None => ty,
        }
    }

    /// What methods hand out that many types have and no table needs to tell: another handle of the same kind.
    fn another_of(&self, call: &Call) -> Type {
        const SAME: [&str; 10] =
            ["clone", "to_owned", "as_ref", "as_mut", "by_ref", "borrow", "iter", "iter_mut", "into_iter", "as_deref"];
        let Callee::Place(place) = &call.callee else { return Type::Unknown };
        match place.projections.split_last() {
            Some((Projection::Field(name), _)) if SAME.contains(&name.as_str()) => self.receiver_type(place),
            _ => Type::Unknown,
        }
    }

    /// The type of what a method is called on, without references.
    fn receiver_type(&self, callee: &Place) -> Type {
        let before = callee.projections.split_last().map_or(&[][..], |(_, before)| before);
        let receiver = Place { root: callee.root, projections: before.iter().copied().collect() };
        self.place_type(&receiver).pointee().clone()
    }

    fn instance(&self, signature: &Arc<Signature>, call: &Call, type_args: &[Type]) -> Arc<Signature> {
        if signature.type_params.is_empty() {
            return Arc::clone(signature);
        }
        let args: Vec<Type> = call.args.iter().map(|arg| self.operand_type(arg)).collect();
        instantiate(self.scope.program, signature, type_args, &args, call.spread)
    }

    fn assign_results(&mut self, call: &Call, target: &Target, type_args: &[Type]) {
        for (n, place) in call.dst.iter().enumerate() {
            let Some(place) = place else { continue };
            self.set_place(place, |linker| linker.result(call, target, type_args, n));
        }
    }

    fn result(&self, call: &Call, target: &Target, type_args: &[Type], n: usize) -> Type {
        match target {
            Target::Builtin(name) => self.builtin_result(*name, type_args, &call.args),
            Target::Conversion(ty) => ty.clone(),
            Target::Known { .. }
            | Target::External { .. }
            | Target::Value(_)
            | Target::UnknownMethod(_)
            | Target::Unknown => {
                let results = target.signature().map_or(&[][..], |signature| &signature.results);
                match results.get(n) {
                    Some(result) => result.ty.clone(),
                    None if self.scope.has_paths() && target.signature().is_none() => self.another_of(call),
                    None => Type::Unknown,
                }
            }
        }
    }
}
