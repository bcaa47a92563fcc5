//! The types of variables whose definitions are told from tokens, before their function is parsed.

use std::sync::Arc;

use super::package::{DeclRef, Package, PackageFile};
use super::program::Program;
use super::scope::{Entity, FileScope, Trail};
use crate::base::{Name, Param, QName, Type};
use crate::ir::{Decl, Definition};

/// A function as the place of a definition.
#[derive(Clone, Copy)]
pub struct Defining<'p> {
    /// The package of the function.
    pub package: &'p Package,
    /// Its file.
    pub file: &'p PackageFile,
    /// Its declaration.
    pub decl: &'p Decl,
}

impl Program {
    /// The type of a variable of a function, by one of its definitions. `base` is the type of the variable that the
    /// definition calls a method of, if it does. Unknown where anything on the way is.
    pub fn defined_type(&self, at: Defining<'_>, word: Name, definition: Definition, base: Option<&Type>) -> Type {
        match definition {
            Definition::Receiver => at.decl.receiver.map_or(Type::Unknown, |ty| {
                let name = QName { package: at.package.path, name: ty };
                self.follow_aliases(&Type::Named(name, Vec::new()))
            }),
            Definition::Parameter => self.parameter_type(at, word),
            Definition::Result { name, position, .. } if base.is_some() => {
                let method = base.and_then(|base| self.method(base, name));
                let signature = method.and_then(|method| method.signature);
                signature.map_or(Type::Unknown, |signature| nth(&signature.results, position))
            }
            Definition::Result { base, name, position } => match self.named_at(at, base, name) {
                Entity::Type(ty) if position == 0 => ty,
                Entity::Func(function) => function.signature.map_or(Type::Unknown, |it| nth(&it.results, position)),
                _ => Type::Unknown,
            },
            Definition::Literal { base, name } => match self.named_at(at, base, name) {
                Entity::Type(ty) => ty,
                _ => Type::Unknown,
            },
            Definition::Unknown => Type::Unknown,
        }
    }

    fn parameter_type(&self, at: Defining<'_>, word: Name) -> Type {
        let Some(file) = at.package.number_of(at.file) else { return Type::Unknown };
        let Some(n) = at.file.outline.decls.iter().position(|decl| std::ptr::eq(decl, at.decl)) else {
            return Type::Unknown;
        };
        let header = self.header(at.package, DeclRef { file, decl: n as u32 });
        let signature = header.map(|header| Arc::clone(&header.signature));
        let params = signature.iter().flat_map(|signature| signature.params.iter().chain(&signature.results));
        let mut named = params.filter(|param| param.name == Some(word));
        named.next().map_or(Type::Unknown, |param| param.ty.clone())
    }

    /// What `name`, or `base.name` with a package as its base, means in a file.
    fn named_at(&self, at: Defining<'_>, base: Option<Name>, name: Name) -> Entity {
        let Some(file) = at.package.number_of(at.file) else { return Entity::Unknown };
        let scope = FileScope::new(self, at.package, file);
        match base {
            None => scope.lookup(name, &Trail::default()),
            Some(qualifier) => match scope.import(qualifier) {
                Some(path) => self.member_of_package(path, name, &Trail::default()),
                None => Entity::Unknown,
            },
        }
    }
}

fn nth(results: &[Param], position: usize) -> Type {
    results.get(position).map_or(Type::Unknown, |result| result.ty.clone())
}
