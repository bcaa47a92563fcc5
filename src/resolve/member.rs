//! Which field or method a selector reaches: the type's own members, then those of its embedded fields, the
//! shallowest first.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::generic::{substitute, substitute_signature};
use super::paths::is_module;
use super::program::Program;
use super::scope::Entity;
use crate::base::{Field, FuncPath, Name, QName, Signature, Type};
use crate::ir::Target;
use crate::ir::linked::FunctionId;

/// Embedding is followed this deep.
const MAX_DEPTH: u32 = 10;
/// A chain of types defined by types is followed this far.
const MAX_CHAIN: u32 = 32;

/// Stands for a field on the way to a method: what a smart pointer or guard gives access to.
const BEHIND: &str = "*";

/// A function or method as something to call.
#[derive(Clone, PartialEq, Debug)]
pub struct MethodRef {
    /// Its number, when its body is in sight.
    pub id: Option<FunctionId>,
    /// Where it is declared. A method that a library's exported type has from an unexported one is named after
    /// the exported type, as its documentation does.
    pub path: FuncPath,
    /// Resolved signature, if known.
    pub signature: Option<Arc<Signature>>,
    /// Embedded fields between the receiver and the declaring type.
    pub through: Vec<Name>,
    /// Whether it is a method of an interface.
    pub interface: bool,
    /// Of a method of an interface, the only implementation in the package that declares it.
    pub only: Option<FunctionId>,
}

impl MethodRef {
    pub(super) fn external(path: FuncPath, signature: Option<Arc<Signature>>) -> MethodRef {
        MethodRef { id: None, path, signature, through: Vec::new(), interface: false, only: None }
    }

    /// As the target of a call with this signature.
    pub(super) fn into_target(self, signature: Option<Arc<Signature>>) -> Target {
        let MethodRef { path, through, interface, only, .. } = self;
        match (self.id, signature) {
            (Some(id), Some(signature)) => Target::Known { id, path, signature, through },
            (_, signature) => Target::External { path, signature, through, interface, only },
        }
    }
}

/// A type whose members are looked at, and the way to it.
struct Level {
    ty: Type,
    through: Vec<Name>,
    /// The exported type of a library that promotes the members of this one.
    exported: Option<QName>,
}

/// A breadth-first search for a member.
struct Search<'p> {
    program: &'p Program,
    name: Name,
    /// Whether only fields are looked for.
    fields: bool,
    seen: FxHashSet<QName>,
    next: Vec<Level>,
    /// The first named type met of which not everything is known.
    open: Option<(QName, Vec<Name>)>,
}

impl Program {
    /// The method `name` of a type, promoted ones too. Pointers make no difference.
    pub fn method(&self, ty: &Type, name: Name) -> Option<MethodRef> {
        match self.select(ty, name) {
            Entity::Func(method) => Some(method),
            _ => None,
        }
    }

    /// What `value.name` is: a field's value, a method, or nothing in sight.
    pub(super) fn select(&self, ty: &Type, name: Name) -> Entity {
        self.search(ty, name, false)
    }

    /// The field of this name; methods of the same name do not hide it.
    pub(super) fn select_field(&self, ty: &Type, name: Name) -> Entity {
        match self.search(ty, name, true) {
            found @ Entity::Value(_) => found,
            _ => Entity::Missing(name),
        }
    }

    fn search(&self, ty: &Type, name: Name, fields: bool) -> Entity {
        let start = Level { ty: ty.clone(), through: Vec::new(), exported: None };
        let (seen, next) = (FxHashSet::default(), vec![start]);
        let mut search = Search { program: self, name, fields, seen, next, open: None };
        for _ in 0..MAX_DEPTH {
            for level in std::mem::take(&mut search.next) {
                if let Some(found) = search.own_member(level) {
                    return found;
                }
            }
        }
        // Nothing in sight has it, so it belongs to a type that is not in sight.
        match search.open {
            Some((owner, through)) => {
                let path = FuncPath { package: owner.package, receiver: Some(owner.name), name };
                Entity::Func(MethodRef { through, ..MethodRef::external(path, None) })
            }
            None => Entity::Missing(name),
        }
    }
}

impl Search<'_> {
    /// Looks at one type; what it embeds is looked at in the next round.
    fn own_member(&mut self, mut level: Level) -> Option<Entity> {
        let mut owner = None;
        let mut ty = std::mem::replace(&mut level.ty, Type::Unknown);
        for _ in 0..MAX_CHAIN {
            match ty {
                Type::Pointer(inner) => ty = *inner,
                Type::Named(name, args) => {
                    if !self.seen.insert(name) {
                        return None;
                    }
                    let known = self.program.named_type(name);
                    let alias = known.as_ref().is_some_and(|known| known.alias);
                    if !alias && owner.is_none() {
                        owner = Some(name);
                        level.exported = exported(level.exported, name);
                        if !self.fields
                            && let Some(method) = self.program.declared_method(name, self.name, &args)
                        {
                            return Some(self.found(method, name, level));
                        }
                        if let Some(target) = self.program.deref_target(name, &args) {
                            let mut through = level.through.clone();
                            through.push(Name::new(BEHIND));
                            self.next.push(Level { ty: target, through, exported: level.exported });
                        }
                    }
                    if !known.as_ref().is_some_and(|known| known.complete) && !name.package.is_empty() {
                        self.open.get_or_insert_with(|| (name, level.through.clone()));
                    }
                    let Some(known) = known else { return error_method(name, self.name) };
                    ty = substitute(&known.ty, &known.type_params, &args);
                    // `type MyConn net.Conn`: methods of an interface come along, and are named after it.
                    if owner.is_some() && matches!(ty, Type::Named(..)) && self.program.is_interface(&ty) {
                        owner = None;
                    }
                }
                Type::Struct(fields) => return self.struct_member(&fields, level),
                Type::Tuple(types) => {
                    let position: Option<usize> = self.name.as_str().parse().ok();
                    return Some(Entity::Value(position.and_then(|n| types.get(n).cloned())?));
                }
                Type::Interface(members) => return self.interface_member(&members, owner, level),
                Type::Unknown | Type::Param(_) | Type::Slice(_) | Type::Map(..) | Type::Chan(_) | Type::Func(_) => {
                    return None;
                }
            }
        }
        None
    }

    fn struct_member(&mut self, fields: &[Field], level: Level) -> Option<Entity> {
        if let Some(field) = fields.iter().find(|field| field.name == self.name) {
            return Some(Entity::Value(self.program.follow_aliases(&field.ty)));
        }
        for field in fields.iter().filter(|field| field.embedded) {
            let mut through = level.through.clone();
            through.push(field.name);
            self.next.push(Level { ty: field.ty.clone(), through, exported: level.exported });
        }
        None
    }

    fn interface_member(&mut self, members: &[Field], owner: Option<QName>, level: Level) -> Option<Entity> {
        for member in members.iter().filter(|member| member.name == self.name && !member.embedded) {
            let Type::Func(signature) = &member.ty else { continue };
            let owner = owner.unwrap_or_else(|| QName::new("", "interface"));
            let path = FuncPath { package: owner.package, receiver: Some(owner.name), name: self.name };
            let signature = Some(Arc::new(self.program.follow_aliases_in(signature)));
            let only = self.program.only_implementation(owner, members, self.name, signature.as_deref());
            let through = level.through;
            let method = MethodRef { interface: true, through, only, ..MethodRef::external(path, signature) };
            return Some(Entity::Func(method));
        }
        // What an interface embeds is no field: the value is the same.
        for member in members.iter().filter(|member| member.embedded) {
            let (ty, through) = (member.ty.clone(), level.through.clone());
            self.next.push(Level { ty, through, exported: level.exported });
        }
        None
    }

    fn found(&self, mut method: MethodRef, owner: QName, level: Level) -> Entity {
        let foreign = self.program.package_under_analysis(owner.package).is_none();
        if let Some(exported) = level.exported
            && foreign
            && !is_exported(owner.name)
        {
            method.path.receiver = Some(exported.name);
        }
        method.through = level.through;
        Entity::Func(method)
    }
}

impl Program {
    /// The only method of this name in the package of an interface whose type has all that the interface asks for, by
    /// name, if it takes as much as the method of the interface and answers with the same.
    fn only_implementation(
        &self,
        interface: QName,
        members: &[Field],
        name: Name,
        wanted: Option<&Signature>,
    ) -> Option<FunctionId> {
        let package = self.package_under_analysis(interface.package)?;
        let asked: Vec<Name> = members.iter().filter(|member| !member.embedded).map(|member| member.name).collect();
        let at = package.only_implementation(interface.name, &asked, name)?;
        let declared = self.function_ref(package, at).signature;
        let same = |declared: &Signature, wanted: &Signature| {
            let answers = declared.results.iter().map(|result| &result.ty);
            declared.params.len() == wanted.params.len() && answers.eq(wanted.results.iter().map(|result| &result.ty))
        };
        let fits = declared.as_deref().zip(wanted).is_none_or(|(declared, wanted)| same(declared, wanted));
        self.id_of(package, at).filter(|_| fits)
    }

    /// A method that is declared for the type itself.
    fn declared_method(&self, owner: QName, name: Name, args: &[Type]) -> Option<MethodRef> {
        let own = self.package(owner.package);
        let own = own.and_then(|package| package.method(owner.name, name).map(|at| (package, at)));
        if let Some((package, at)) = own.or_else(|| self.implemented_elsewhere(owner, name)) {
            let method = self.function_ref(&package, at);
            let params = self.header(&package, at).map(|header| header.receiver_params.clone());
            return Some(instance(method, &params.unwrap_or_default(), args));
        }
        let path = FuncPath { package: owner.package, receiver: Some(owner.name), name };
        let signature = self.api_signature(path)?;
        let params = self.api.type_named(owner).map(|known| known.type_params.clone()).unwrap_or_default();
        Some(instance(MethodRef::external(path, Some(signature)), &params, args))
    }
}

impl Program {
    /// What a value of a type is taken for where it lacks a member: what its `deref` gives.
    fn deref_target(&self, owner: QName, args: &[Type]) -> Option<Type> {
        if !is_module(owner.package) {
            return None;
        }
        let method = self.declared_method(owner, Name::new("deref"), args)?;
        Some(method.signature?.results.first()?.ty.clone()).filter(|ty| !ty.pointee().is_unknown())
    }
}

fn instance(mut method: MethodRef, params: &[Name], args: &[Type]) -> MethodRef {
    if !params.is_empty() {
        method.signature = method.signature.map(|signature| Arc::new(substitute_signature(&signature, params, args)));
    }
    method
}

/// The only method of a predeclared type.
fn error_method(owner: QName, name: Name) -> Option<Entity> {
    let is_error = owner.package.is_empty() && owner.name.as_str() == "error" && name.as_str() == "Error";
    is_error.then(|| {
        let result = crate::base::Param { name: None, ty: Type::predeclared("string") };
        let signature = Signature { results: vec![result], ..Signature::default() };
        let path = FuncPath { package: owner.package, receiver: Some(owner.name), name };
        Entity::Func(MethodRef { interface: true, ..MethodRef::external(path, Some(Arc::new(signature))) })
    })
}

/// The exported type that members of `name` are documented under: itself, or the one that embeds it.
fn exported(outer: Option<QName>, name: QName) -> Option<QName> {
    if is_exported(name.name) { Some(name) } else { outer.filter(|outer| outer.package == name.package) }
}

fn is_exported(name: Name) -> bool {
    name.as_str().chars().next().is_some_and(char::is_uppercase)
}
