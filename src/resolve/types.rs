//! What named types stand for: aliases, underlying types, elements; type parameters are substituted.

use std::cell::Cell;
use std::sync::Arc;

use super::generic::substitute;
use super::package::{DeclRef, NamedType, Package};
use super::program::{Program, read};
use super::scope::FileScope;
use crate::base::{Field, FuncPath, Name, QName, Signature, Type};
use crate::ir::DeclKind;
use crate::ir::linked::FunctionId;

/// A chain of aliases or of types defined by types is followed this far.
const MAX_CHAIN: u32 = 32;
/// Aliases followed inside one type; more are left as they are.
const MAX_ALIASES: u32 = 200;

impl Program {
    /// What a named type stands for; `None` when nothing is known of it.
    pub fn named_type(&self, name: QName) -> Option<Arc<NamedType>> {
        if name.package.is_empty() {
            return None;
        }
        let declared = self.package(name.package).and_then(|package| self.declared_type(&package, name.name));
        declared.or_else(|| {
            let known = self.api.type_named(name)?;
            let (type_params, ty) = (known.type_params.clone(), known.ty.clone());
            Some(Arc::new(NamedType { type_params, ty, alias: known.alias, complete: known.complete }))
        })
    }

    pub(super) fn declared_type(&self, package: &Package, name: Name) -> Option<Arc<NamedType>> {
        if let Some(known) = read(&package.types).get(&name) {
            return known.clone();
        }
        let is_type = |at: &DeclRef| package.decl(*at).1.kind == DeclKind::Type && !package.is_doubtful(*at);
        let at = package.named(name).filter(is_type);
        let found = at.and_then(|at| {
            let (file, decl) = package.decl(at);
            let written = (self.frontend.type_decl)(&file.source, decl)?;
            let scope = FileScope::new(self, package, at.file);
            let ty = scope.resolve_type(&written.ty, &written.type_params);
            let (type_params, alias) = (written.type_params, written.alias);
            Some(Arc::new(NamedType { type_params, ty, alias, complete: true }))
        });
        let mut types = package.types.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        types.insert(name, found.clone());
        found
    }

    /// The type itself, aliases in it replaced by what they stand for. Aliases declared by packages that are
    /// neither under analysis nor shipped are only followed by [`Program::follow_foreign_alias`]: to look at them,
    /// files would have to be read for every signature that mentions a library.
    pub(super) fn follow_aliases(&self, ty: &Type) -> Type {
        self.follow_within(ty, &Cell::new(MAX_ALIASES), MAX_CHAIN)
    }

    /// [`Program::follow_aliases`] for every type of a signature.
    pub(super) fn follow_aliases_in(&self, signature: &Signature) -> Signature {
        let budget = Cell::new(MAX_ALIASES);
        signature.map(&mut |ty| self.alias_target(ty, &budget, MAX_CHAIN))
    }

    fn follow_within(&self, ty: &Type, budget: &Cell<u32>, chain: u32) -> Type {
        ty.map(&mut |ty| self.alias_target(ty, budget, chain))
    }

    fn alias_target(&self, ty: &Type, budget: &Cell<u32>, chain: u32) -> Option<Type> {
        let Type::Named(name, args) = ty else { return None };
        if !self.is_near(name.package) || chain == 0 || budget.get() == 0 {
            return None;
        }
        let found = self.named_type(*name).filter(|found| found.alias)?;
        budget.set(budget.get() - 1);
        let target = substitute(&found.ty, &found.type_params, args);
        Some(self.follow_within(&target, budget, chain - 1))
    }

    fn is_near(&self, package: Name) -> bool {
        self.package_under_analysis(package).is_some()
            || self.api.is_complete(package)
            || super::paths::is_module(package)
    }

    /// What is left of a type when names are replaced by what they stand for, at the top only.
    pub fn underlying(&self, ty: &Type) -> Type {
        let mut ty = ty.clone();
        for _ in 0..MAX_CHAIN {
            let Type::Named(name, args) = &ty else { return ty };
            match self.named_type(*name) {
                Some(found) => ty = substitute(&found.ty, &found.type_params, args),
                None => return ty,
            }
        }
        Type::Unknown
    }

    /// What an index, a range or a receive yields: the value of a map, the element of anything else.
    pub(super) fn element(&self, ty: &Type) -> Type {
        match self.underlying(self.underlying(ty).pointee()) {
            Type::Slice(element) | Type::Chan(element) | Type::Map(_, element) => *element,
            text if is_predeclared(&text, "string") => Type::predeclared("byte"),
            _ => Type::Unknown,
        }
    }

    pub(super) fn dereference(&self, ty: &Type) -> Type {
        if let Some(payload) = ty.payload() {
            return payload;
        }
        match self.underlying(ty) {
            Type::Pointer(inner) => *inner,
            // The value of `&T{}` is typed `T`.
            _ => ty.clone(),
        }
    }

    /// A signature that is not taken from source; aliases are followed.
    pub(super) fn api_signature(&self, path: FuncPath) -> Option<Arc<Signature>> {
        if let Some(known) = read(&self.api_signatures).get(&path) {
            return known.clone();
        }
        let stated = match path.receiver {
            Some(receiver) => self.api.method(QName { package: path.package, name: receiver }, path.name),
            None => self.api.function(path.package, path.name),
        };
        let followed = stated.map(|signature| Arc::new(self.follow_aliases_in(&signature)));
        let mut signatures = self.api_signatures.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        signatures.insert(path, followed.clone());
        followed
    }

    /// What iterating yields: position 0 for key, index or only value, 1 for the value.
    pub(super) fn range_element(&self, ty: &Type, position: u8) -> Type {
        match (self.underlying(self.underlying(ty).pointee()), position) {
            (Type::Map(key, _), 0) => *key,
            (Type::Map(_, value), _) => *value,
            (Type::Slice(_), 0) => Type::predeclared("int"),
            (Type::Slice(element), _) => *element,
            (Type::Chan(element), 0) => *element,
            (Type::Func(iterator), position) => match iterator.params.first().map(|param| self.underlying(&param.ty)) {
                Some(Type::Func(body)) => {
                    body.params.get(usize::from(position)).map_or(Type::Unknown, |param| param.ty.clone())
                }
                _ => Type::Unknown,
            },
            (text, 1) if is_predeclared(&text, "string") => Type::predeclared("rune"),
            (text, 0) if is_predeclared(&text, "string") => Type::predeclared("int"),
            (number @ Type::Named(..), 0) => number,
            _ => Type::Unknown,
        }
    }

    /// The fields of a struct type or of the struct it points to; embedded ones among them.
    pub fn struct_fields(&self, ty: &Type) -> Vec<Field> {
        match self.underlying(self.underlying(ty).pointee()) {
            Type::Struct(fields) => {
                let follow = |field: &Field| Field { ty: self.follow_aliases(&field.ty), ..field.clone() };
                fields.iter().map(follow).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether values of the type are interface values.
    pub fn is_interface(&self, ty: &Type) -> bool {
        match self.underlying(ty) {
            Type::Interface(_) => true,
            named @ Type::Named(..) => is_predeclared(&named, "error") || is_predeclared(&named, "any"),
            _ => false,
        }
    }

    /// Whether values of the type can be nil; `None` when the type is not known well enough.
    pub fn is_nilable(&self, ty: &Type) -> Option<bool> {
        match self.underlying(ty) {
            Type::Pointer(_) | Type::Slice(_) | Type::Map(..) | Type::Chan(_) | Type::Func(_) | Type::Interface(_) => {
                Some(true)
            }
            Type::Struct(_) => Some(false),
            Type::Named(name, _) if name.package.is_empty() => Some(matches!(name.name.as_str(), "error" | "any")),
            Type::Named(..) | Type::Param(_) | Type::Unknown | Type::Tuple(_) => None,
        }
    }

    /// The methods declared for a type whose source is in sight, in order of declaration; `None` stands for those
    /// without a body.
    pub fn methods_of(&self, name: QName) -> Vec<(FuncPath, Option<FunctionId>)> {
        let Some(package) = self.package(name.package) else { return Vec::new() };
        let methods = package.methods_of(name.name).iter().map(|&at| self.function_ref(&package, at));
        methods.map(|method| (method.path, method.id)).collect()
    }
}

pub(super) fn is_predeclared(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Named(found, _) if found.package.is_empty() && found.name.as_str() == name)
}

/// Whether the language predeclares a type of this name.
pub(super) fn is_predeclared_type(name: &str) -> bool {
    const NAMES: &str = "any bool byte comparable complex128 complex64 error float32 float64 int int16 int32 int64 \
        int8 rune string uint uint16 uint32 uint64 uint8 uintptr";
    NAMES.split(' ').any(|predeclared| predeclared == name)
}
