//! Where the paths lead that a function is told to mention, before it is parsed.

use super::member::MethodRef;
use super::package::{Package, PackageFile, WrittenPath};
use super::program::{Program, read};
use super::scope::{Entity, FileScope, Trail};
use crate::base::{FuncPath, Name, Type};
use crate::ir::Projection;

impl Program {
    /// The function that a path leads to, or the type, as if it were a function of its module. A path is its words with `::`
    /// between them; `own` is the type that `Self` stands for.
    pub fn named_by_path(
        &self,
        package: &Package,
        file: &PackageFile,
        own: Option<Name>,
        (path, name): (Option<Name>, Name),
    ) -> Option<FuncPath> {
        let is_own = path.is_some_and(|path| path.as_str().split("::").next() == Some("Self"));
        let written = WrittenPath { own: own.filter(|_| is_own), path, name };
        if let Some(known) = read(&file.paths).get(&written) {
            return *known;
        }
        let found = self.followed(package, file, written);
        file.paths.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(written, found);
        found
    }

    fn followed(&self, package: &Package, file: &PackageFile, written: WrittenPath) -> Option<FuncPath> {
        let WrittenPath { own, path, name } = written;
        let n = package.number_of(file)?;
        let scope = FileScope::new(self, package, n);
        let trail = Trail::default();
        let found = match path {
            None => scope.lookup(name, &trail),
            Some(path) => {
                let mut words = path.as_str().split("::").map(Name::new).chain([name]);
                let first = words.next()?;
                let first = own.unwrap_or(first);
                words.fold(scope.head_of_path(first), |entity, word| match &entity {
                    // The head of a method, which takes long to read, is not asked for.
                    Entity::Type(ty) if word == name => match self.own_method(ty, word) {
                        Some(path) => Entity::Func(MethodRef::external(path, None)),
                        None => self.project(entity, Projection::Field(word), &trail),
                    },
                    _ => self.project(entity, Projection::Field(word), &trail),
                })
            }
        };
        match found {
            Entity::Func(function) | Entity::MethodExpr(function, _) => Some(function.path),
            Entity::Type(ty) => self.follow_aliases(&ty).name().map(|ty| FuncPath {
                package: ty.package,
                receiver: None,
                name: ty.name,
            }),
            Entity::Foreign(found) => Some(FuncPath { package: found.package, receiver: None, name: found.name }),
            Entity::Package(_) | Entity::Value(_) | Entity::Builtin(_) | Entity::Missing(_) | Entity::Unknown => None,
        }
    }

    /// Where a method of this name is declared for a type itself.
    fn own_method(&self, ty: &Type, name: Name) -> Option<FuncPath> {
        let owner = ty.name()?;
        let package = self.package(owner.package)?;
        let at = package.method(owner.name, name)?;
        Some(package.path_of(package.decl(at).1))
    }
}
