//! What the source of libraries tells, in languages whose names are paths.
//!
//! Everywhere else a path that leads out of the code under analysis is taken at its word: `door::open_at` is a function of
//! the crate `door`, wherever that declares it. Only where it matters what the function does, its module is read, and
//! re-exports are followed to it. So most of what a project depends on is never read. A crate that tables tell of is only
//! known by them: they name what it exports by the paths under which it is used.

use std::sync::Arc;

use super::member::MethodRef;
use super::package::Package;
use super::paths::{MAX_STEPS, crate_name, is_module, is_type_name, parent_of};
use super::program::{Program, read};
use super::scope::Entity;
use crate::base::{FuncPath, Name, QName, Type};
use crate::ir::DeclKind;

/// A type of a library.
enum LibraryType {
    /// The module that declares it, and its name there.
    Declared(Arc<Package>, Name),
    /// Tables tell of it.
    Told(QName),
}

impl Program {
    /// Whether a module may belong to a library whose source is in sight and of which no table tells.
    pub fn is_of_library(&self, module: Name) -> bool {
        if let Some(known) = read(&self.of_libraries).get(&module) {
            return *known;
        }
        let name = crate_name(module);
        let answer = is_module(module)
            && self.package_under_analysis(module).is_none()
            && !self.api.tells_of(Name::new(name))
            && self.source.may_have_crate(name, &self.module_roots);
        let mut known = self.of_libraries.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.insert(module, answer);
        answer
    }

    /// A module of a library. Reads it on first use.
    pub(super) fn library(&self, path: Name) -> Option<Arc<Package>> {
        if !self.is_of_library(path) {
            return None;
        }
        self.read_once(path)
    }

    /// The module with this path in a file of its own, or inside the one around it.
    pub(super) fn read_module(&self, path: Name) -> Option<Package> {
        match self.source.load_module(path.as_str(), &self.module_roots) {
            Some(file) => {
                let outline = (self.frontend.skim)(&file);
                Some(Package::module(path, file, outline))
            }
            None => {
                let parent = parent_of(path);
                let parent = if parent == path { None } else { self.library(parent) };
                parent?.inner_module(path)
            }
        }
    }

    /// A module by the path that it has, or by one under which it is re-exported.
    fn library_module(&self, path: Name, steps: u32) -> Option<Arc<Package>> {
        if let Some(package) = self.library(path) {
            return Some(package);
        }
        let (parent, last) = path.as_str().rsplit_once("::").filter(|(parent, _)| !parent.is_empty())?;
        let steps = steps.checked_sub(1)?;
        let around = self.library_module(Name::new(parent), steps)?;
        let found = match self.brought_in(&around, Name::new(last), steps)? {
            Entity::Package(found) => found,
            Entity::Foreign(found) => Name::new(&format!("{}::{}", found.package, found.name)),
            _ => return None,
        };
        if found == path { None } else { self.library_module(found, steps) }
    }

    /// The function of a library that a path leads to.
    pub(super) fn library_function(&self, path: FuncPath) -> Option<MethodRef> {
        self.function_within(path, MAX_STEPS)
    }

    fn function_within(&self, path: FuncPath, steps: u32) -> Option<MethodRef> {
        if !self.is_of_library(path.package) {
            return None;
        }
        if let Some(receiver) = path.receiver {
            return match self.library_type(QName { package: path.package, name: receiver }, steps)? {
                LibraryType::Told(ty) => {
                    let path = FuncPath { package: ty.package, receiver: Some(ty.name), name: path.name };
                    Some(MethodRef::external(path, self.api_signature(path)))
                }
                LibraryType::Declared(package, owner) => {
                    package.method(owner, path.name).map(|at| self.function_ref(&package, at))
                }
            };
        }
        let module = self.library_module(path.package, steps)?;
        if let Some(at) = module.named(path.name) {
            let is_function = module.decl(at).1.kind == DeclKind::Func;
            return is_function.then(|| self.function_ref(&module, at));
        }
        match self.brought_in(&module, path.name, steps)? {
            Entity::Func(found) => Some(found),
            Entity::Foreign(found) => {
                let found = FuncPath { package: found.package, receiver: None, name: found.name };
                if found == path {
                    return None;
                }
                let further = self.function_within(found, steps.checked_sub(1)?);
                further.or_else(|| self.is_told(found.package).then(|| MethodRef::external(found, None)))
            }
            _ => None,
        }
    }

    fn is_told(&self, module: Name) -> bool {
        self.api.tells_of(Name::new(crate_name(module)))
    }

    /// Where a type is declared, whatever path it is re-exported under.
    fn library_type(&self, name: QName, steps: u32) -> Option<LibraryType> {
        if self.is_told(name.package) {
            return Some(LibraryType::Told(name));
        }
        let steps = steps.checked_sub(1)?;
        let module = self.library_module(name.package, steps)?;
        let next = match module.named(name.name).map(|at| module.decl(at).1.kind) {
            Some(DeclKind::Type) => {
                let declared = self.declared_type(&module, name.name);
                match declared.filter(|declared| declared.alias).map(|declared| declared.ty.clone()) {
                    Some(Type::Named(target, _)) if is_module(target.package) => target,
                    Some(_) => return None,
                    None => return Some(LibraryType::Declared(module, name.name)),
                }
            }
            _ => match self.brought_in(&module, name.name, steps)? {
                Entity::Type(Type::Named(found, _)) if is_type_name(found.name) => found,
                _ => return None,
            },
        };
        if next == name { None } else { self.library_type(next, steps) }
    }

    /// The value of a field of a type of a library.
    pub(super) fn library_field(&self, ty: &Type, field: Name) -> Entity {
        let found = || {
            let Type::Named(name, args) = ty.pointee() else { return None };
            let LibraryType::Declared(package, name) = self.library_type(*name, MAX_STEPS)? else { return None };
            let declared = self.declared_type(&package, name)?;
            let Type::Struct(fields) = &declared.ty else { return None };
            let found = fields.iter().find(|found| found.name == field)?;
            Some(super::generic::substitute(&found.ty, &declared.type_params, args))
        };
        found().map_or(Entity::Missing(field), Entity::Value)
    }

    /// Whether something may be done when a value of a type of a library goes. That is denied only where all it holds is
    /// plain data, and the file that declares it does not speak of destructors: they may be elsewhere.
    pub(super) fn may_have_destructor(&self, name: QName) -> bool {
        if !self.is_of_library(name.package) {
            return false;
        }
        let Some(found) = self.library_type(name, MAX_STEPS) else { return true };
        let LibraryType::Declared(package, name) = found else { return false };
        let Some(declared) = self.declared_type(&package, name) else { return true };
        let Type::Struct(fields) = &declared.ty else { return true };
        let plain = |ty: &Type| matches!(ty, Type::Named(name, _) if name.package.is_empty());
        !fields.iter().all(|field| plain(field.ty.pointee()))
            || package.files.iter().any(|file| file.source.text.contains("Drop"))
    }
}
