//! What a name means in a file: imports, the declarations of the package, dot imports, predeclared names.

use std::cell::Cell;
use std::sync::Arc;

use super::member::MethodRef;
use super::package::{DeclRef, FuncHeader, Package, PackageFile};
use super::paths::{is_module, is_predeclared_type as is_predeclared};
use super::program::{Program, read};
use super::types::is_predeclared_type;
use crate::base::{FuncPath, Language, Name, QName, Signature, Type};
use crate::ir::{DeclKind, Place, Projection, Root, ValueDecl};

/// A chain of package-level variables, each defined by another, is followed this far.
const MAX_STEPS: u32 = 8;

/// How many package-level variables one question has led through.
#[derive(Default)]
pub(super) struct Trail {
    depth: Cell<u32>,
    limited: Cell<bool>,
}

/// What a name, or a place, stands for.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Entity {
    /// A package.
    Package(Name),
    /// A function or a method value.
    Func(MethodRef),
    /// A method named through its type; its first argument is the receiver.
    MethodExpr(MethodRef, Type),
    /// A value of a type that may be unknown.
    Value(Type),
    /// A type.
    Type(Type),
    /// A predeclared function.
    Builtin(Name),
    /// A member of a package of which nothing is known.
    Foreign(QName),
    /// A member of this name of a value or type that has none such in sight.
    Missing(Name),
    /// Nothing is known.
    Unknown,
}

/// A file as the place where names are looked up.
#[derive(Clone, Copy)]
pub(super) struct FileScope<'p> {
    pub(super) program: &'p Program,
    pub(super) package: &'p Package,
    pub(super) file: u32,
}

impl<'p> FileScope<'p> {
    pub(super) fn new(program: &'p Program, package: &'p Package, file: u32) -> FileScope<'p> {
        FileScope { program, package, file }
    }

    /// What a name that no local binds means. The order is that of cost: a file and its package cannot both declare
    /// a name, no exported name is predeclared, and only the last step may have to read files.
    pub(super) fn lookup(&self, name: Name, trail: &Trail) -> Entity {
        if self.has_paths() {
            return self.head(name);
        }
        if let Some(at) = self.package.named(name) {
            return self.program.declared(self.package, at, trail);
        }
        let (likely, alike) = self.likely_import(name);
        if let Some(path) = likely {
            return Entity::Package(path);
        }
        if let Some(found) = predeclared(name) {
            return found;
        }
        for path in self.dot_imports() {
            let found = self.program.member_of_package(path, name, trail);
            if !matches!(found, Entity::Foreign(_) | Entity::Missing(_)) {
                return found;
            }
        }
        if let Some(path) = self.declared_import(name, &alike) {
            return Entity::Package(path);
        }
        // A name that nothing in sight declares must come from the dot import that is out of sight.
        self.unseen_dot_import().map_or(Entity::Unknown, |package| Entity::Foreign(QName { package, name }))
    }

    /// Whether names are looked up as paths.
    pub(super) fn has_paths(&self) -> bool {
        self.package.language == Language::Rust
    }

    /// The import path behind a qualifier.
    pub(super) fn import(&self, qualifier: Name) -> Option<Name> {
        let (likely, alike) = self.likely_import(qualifier);
        likely.or_else(|| self.declared_import(qualifier, &alike))
    }

    /// What a qualifier means, if that can be told without reading a package: it is an alias, or the package clause
    /// of a package in sight, or it is suggested by one path alone. Else the paths it could be.
    fn likely_import(&self, qualifier: Name) -> (Option<Name>, Vec<Name>) {
        let file = &self.package.files[self.file as usize];
        if let Some(known) = read(&file.qualifiers).get(&qualifier) {
            return (*known, Vec::new());
        }
        let (likely, alike) = self.suggested_imports(qualifier);
        if likely.is_some() {
            self.remember(qualifier, likely);
        }
        (likely, alike)
    }

    fn suggested_imports(&self, qualifier: Name) -> (Option<Name>, Vec<Name>) {
        let imports = &self.package.files[self.file as usize].outline.imports;
        if let Some(aliased) = imports.iter().find(|import| import.alias == Some(qualifier)) {
            return (Some(aliased.path), Vec::new());
        }
        let mut unsure = Vec::new();
        for path in imports.iter().filter(|import| import.alias.is_none()).map(|import| import.path) {
            let suggests = path_suggests(path.as_str(), qualifier.as_str());
            match self.program.package_under_analysis(path) {
                Some(package) if package.name == qualifier => return (Some(path), Vec::new()),
                Some(_) => {}
                None if !self.program.api.is_complete(path) => unsure.push((suggests, path)),
                None if suggests == Suggests::Exactly => return (Some(path), Vec::new()),
                None => {}
            }
        }
        unsure.sort_by_key(|(suggests, _)| *suggests);
        match unsure.as_slice() {
            [(Suggests::Nothing, _), ..] | [] => {}
            [(best, path), rest @ ..] => {
                if rest.iter().all(|(suggests, _)| suggests > best) {
                    return (Some(*path), Vec::new());
                }
            }
        }
        (None, unsure.into_iter().map(|(_, path)| path).collect())
    }

    /// The package, among these, whose clause says so. Reads them.
    fn declared_import(&self, qualifier: Name, alike: &[Name]) -> Option<Name> {
        let declared = |path: &Name| self.program.package(*path).is_some_and(|found| found.name == qualifier);
        let suggested = || {
            let first = alike.first().copied();
            first.filter(|path| path_suggests(path.as_str(), qualifier.as_str()) != Suggests::Nothing)
        };
        let found = alike.iter().copied().find(declared).or_else(suggested);
        self.remember(qualifier, found);
        found
    }

    fn remember(&self, qualifier: Name, path: Option<Name>) {
        let file = &self.package.files[self.file as usize];
        let mut qualifiers = file.qualifiers.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        qualifiers.insert(qualifier, path);
    }

    fn dot_imports(&self) -> impl Iterator<Item = Name> + use<'p> {
        let imports = self.package.files[self.file as usize].outline.imports.iter();
        imports.filter(|import| import.alias.is_some_and(|alias| alias.as_str() == ".")).map(|import| import.path)
    }

    fn unseen_dot_import(&self) -> Option<Name> {
        let mut unseen = self.dot_imports().filter(|&path| !self.program.in_sight(path));
        let first = unseen.next()?;
        unseen.next().is_none().then_some(first)
    }

    /// A type as written, resolved; aliases are left as they are. Type parameters in scope are `params`.
    pub(super) fn resolve_type(&self, ty: &Type, params: &[Name]) -> Type {
        ty.map(&mut |ty| match ty {
            Type::Named(name, args) => Some(self.resolve_named(*name, args, params)),
            _ => None,
        })
    }

    fn resolve_named(&self, written: QName, args: &[Type], params: &[Name]) -> Type {
        if self.has_paths() {
            return match written.package.is_empty() {
                true if params.contains(&written.name) => Type::Param(written.name),
                true if is_predeclared(written.name.as_str()) => Type::Named(written, args.to_vec()),
                _ => self.type_at(written, args),
            };
        }
        if !written.package.is_empty() {
            return match self.import(written.package) {
                Some(package) => Type::Named(QName { package, name: written.name }, args.to_vec()),
                None => Type::Unknown,
            };
        }
        if params.contains(&written.name) {
            return Type::Param(written.name);
        }
        let declared = self.package.named(written.name);
        if declared.is_some_and(|at| self.package.decl(at).1.kind == DeclKind::Type) {
            return Type::Named(self.package.qname(written.name), args.to_vec());
        }
        for package in self.dot_imports() {
            let name = QName { package, name: written.name };
            if self.program.named_type(name).is_some() {
                return Type::Named(name, args.to_vec());
            }
        }
        if is_predeclared_type(written.name.as_str()) {
            return Type::Named(written, Vec::new());
        }
        match self.unseen_dot_import() {
            Some(package) => Type::Named(QName { package, name: written.name }, args.to_vec()),
            None => Type::Unknown,
        }
    }

    /// A signature as written, resolved; aliases are followed.
    pub(super) fn resolve_signature(&self, written: &Signature, outer_params: &[Name]) -> Signature {
        let mut params = outer_params.to_vec();
        params.extend(written.type_params.iter().filter_map(|param| param.name));
        let resolved = written.map(&mut |ty| match ty {
            Type::Named(name, args) => Some(self.resolve_named(*name, args, &params)),
            _ => None,
        });
        self.program.follow_aliases_in(&resolved)
    }

    /// What a place stands for whose root is no local.
    pub(super) fn entity(&self, place: &Place, trail: &Trail) -> Entity {
        let Root::Global(name) = place.root else { return Entity::Unknown };
        let start = self.lookup(name, trail);
        place.projections.iter().fold(start, |entity, step| self.program.project(entity, *step, trail))
    }
}

impl Program {
    /// The import path behind a qualifier in a file of a package, if that can be told without reading anything.
    pub fn likely_import(&self, package: &Package, file: &PackageFile, qualifier: Name) -> Option<Name> {
        let n = package.number_of(file)?;
        FileScope::new(self, package, n).likely_import(qualifier).0
    }

    /// Whether it is known what the package declares.
    pub fn in_sight(&self, path: Name) -> bool {
        self.api.is_complete(path) || self.package(path).is_some()
    }

    /// What `name` means in the package `path`.
    pub(super) fn member_of_package(&self, path: Name, name: Name, trail: &Trail) -> Entity {
        if let Some(package) = self.package(path)
            && let Some(at) = package.named(name)
        {
            return self.declared(&package, at, trail);
        }
        let qname = QName { package: path, name };
        let function = FuncPath { package: path, receiver: None, name };
        if let Some(signature) = self.api_signature(function) {
            return Entity::Func(MethodRef::external(function, Some(signature)));
        }
        if let Some(ty) = self.api.value(path, name) {
            return Entity::Value(self.follow_aliases(&ty));
        }
        if self.api.type_named(qname).is_some() {
            return Entity::Type(self.follow_aliases(&Type::Named(qname, Vec::new())));
        }
        Entity::Foreign(qname)
    }

    /// What a declaration of a package stands for.
    fn declared(&self, package: &Package, at: DeclRef, trail: &Trail) -> Entity {
        let decl = package.decl(at).1;
        match decl.kind {
            DeclKind::Func | DeclKind::Method => Entity::Func(self.function_ref(package, at)),
            DeclKind::Type => Entity::Type(self.follow_aliases(&Type::Named(package.qname(decl.name), Vec::new()))),
            DeclKind::Var | DeclKind::Const => Entity::Value(self.value_type(package, at, trail)),
        }
    }

    /// A function of a package as something to call.
    pub(super) fn function_ref(&self, package: &Package, at: DeclRef) -> MethodRef {
        let decl = package.decl(at).1;
        if package.is_doubtful(at) {
            return MethodRef::external(package.path_of(decl), None);
        }
        let id = if decl.has_body() { self.id_of(package, at) } else { None };
        let signature = self.header(package, at).map(|header| Arc::clone(&header.signature));
        MethodRef { id, ..MethodRef::external(package.path_of(decl), signature) }
    }

    /// The resolved head of a function, parsed once.
    pub(super) fn header(&self, package: &Package, at: DeclRef) -> Option<Arc<FuncHeader>> {
        if let Some(known) = read(&package.signatures).get(&at) {
            return known.clone();
        }
        let (file, decl) = package.decl(at);
        let header = (self.frontend.signature)(&file.source, decl).map(|written| {
            let is_method = decl.receiver.is_some() && package.language == Language::Go;
            let receiver_params = receiver_params(&file.source.text, decl.start, is_method);
            let scope = FileScope::new(self, package, at.file);
            let signature = Arc::new(scope.resolve_signature(&written, &receiver_params));
            Arc::new(FuncHeader { signature, receiver_params })
        });
        let mut signatures = package.signatures.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        signatures.insert(at, header.clone());
        header
    }

    /// The type of a package-level variable or constant.
    pub(super) fn value_type(&self, package: &Package, at: DeclRef, trail: &Trail) -> Type {
        if let Some(known) = read(&package.values).get(&at) {
            return known.clone();
        }
        if trail.depth.get() >= MAX_STEPS {
            trail.limited.set(true);
            return Type::Unknown;
        }
        trail.depth.set(trail.depth.get() + 1);
        let ty = self.follow_aliases(&self.initial_type(package, at, trail));
        trail.depth.set(trail.depth.get() - 1);
        // What was given up on because the chain was long must not be kept: it depends on where one came from.
        if trail.depth.get() == 0 || !trail.limited.get() {
            let mut values = package.values.write().unwrap_or_else(|poisoned| poisoned.into_inner());
            values.insert(at, ty.clone());
        }
        ty
    }

    fn initial_type(&self, package: &Package, at: DeclRef, trail: &Trail) -> Type {
        let (file, decl) = package.decl(at);
        if decl.kind == DeclKind::Const
            && let Some(repeated) = package.repeated_const(at)
        {
            return self.value_type(package, repeated, trail);
        }
        let scope = FileScope::new(self, package, at.file);
        let ty = match (self.frontend.value_decl)(&file.source, decl) {
            ValueDecl::Typed(ty) => scope.resolve_type(&ty, &[]),
            ValueDecl::Func(signature) => Type::Func(Arc::new(scope.resolve_signature(&signature, &[]))),
            ValueDecl::Alias(place) => self.type_of_entity(&scope.entity(&place, trail)),
            ValueDecl::CallResult { callee, position } => match scope.entity(&callee, trail) {
                Entity::Type(ty) => ty,
                entity => self.result_type(&entity, position as usize),
            },
            ValueDecl::Unknown => Type::Unknown,
        };
        if !ty.is_unknown() {
            return ty;
        }
        // A chain of calls, a generic call, arithmetic: looked at as if it stood in a function.
        let initializer = (self.frontend.initializer)(&file.source, decl);
        initializer.map_or(Type::Unknown, |function| super::body::type_of_variable(scope, &function, decl.name, trail))
    }

    /// The type of a result of a call that is known by its callee only; unknown for a generic one.
    fn result_type(&self, callee: &Entity, position: usize) -> Type {
        match self.underlying(&self.type_of_entity(callee)) {
            Type::Func(signature) if signature.type_params.is_empty() => {
                signature.results.get(position).map_or(Type::Unknown, |result| result.ty.clone())
            }
            _ => Type::Unknown,
        }
    }

    /// The type of the value that an entity is.
    pub(super) fn type_of_entity(&self, entity: &Entity) -> Type {
        match entity {
            Entity::Value(ty) => ty.clone(),
            Entity::Func(callee) => callee.signature.clone().map_or(Type::Unknown, Type::Func),
            Entity::MethodExpr(callee, receiver) => super::generic::with_receiver(callee, receiver),
            Entity::Package(_)
            | Entity::Type(_)
            | Entity::Builtin(_)
            | Entity::Foreign(_)
            | Entity::Missing(_)
            | Entity::Unknown => Type::Unknown,
        }
    }

    /// One step further along a place.
    pub(super) fn project(&self, entity: Entity, step: Projection, trail: &Trail) -> Entity {
        match (entity, step) {
            (Entity::Package(path), Projection::Field(name)) if is_module(path) => {
                self.step(Entity::Package(path), name, trail)
            }
            (Entity::Foreign(found), Projection::Field(name)) if is_module(found.package) => {
                self.step(Entity::Foreign(found), name, trail)
            }
            (Entity::Package(path), Projection::Field(name)) => self.member_of_package(path, name, trail),
            (Entity::Type(ty), Projection::Field(name)) => match self.select(&ty, name) {
                Entity::Func(method) if method.signature.is_none() => {
                    self.inside_unknown_type(&ty, name).unwrap_or(Entity::MethodExpr(method, ty))
                }
                Entity::Func(method) => Entity::MethodExpr(method, ty),
                _ => Entity::Missing(name),
            },
            (entity @ (Entity::Value(_) | Entity::Func(_)), Projection::Field(name)) => {
                self.select(&self.type_of_entity(&entity), name)
            }
            (Entity::Value(ty), Projection::Index | Projection::Element(_)) => Entity::Value(self.element(&ty)),
            (Entity::Value(ty), Projection::Deref) => Entity::Value(self.dereference(&ty)),
            // `F[int]` and `(*T)(x)`: the name with its arguments, the pointer type.
            (
                entity @ (Entity::Func(_) | Entity::Type(_) | Entity::Foreign(_)),
                Projection::Index | Projection::Element(_) | Projection::Deref,
            ) => entity,
            // A foreign name may be a variable or a type: either way a method of no known type.
            (_, Projection::Field(name)) => Entity::Missing(name),
            (_, Projection::Index | Projection::Element(_) | Projection::Deref) => Entity::Unknown,
        }
    }
}

/// How well the end of an import path fits the name of a package; the best comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Suggests {
    Exactly,
    Loosely,
    Nothing,
}

/// `a/sql` and `a/sql/v2` are called `sql`; `a/go-sql`, `a/sql.v2`, `a/sql-go` and `a/go.sql` most likely are.
fn path_suggests(path: &str, name: &str) -> Suggests {
    let is_version = |text: &str| text.strip_prefix('v').is_some_and(|n| n.parse::<u32>().is_ok());
    let element = path.rsplit('/').find(|element| !is_version(element)).unwrap_or(path);
    if element == name {
        return Suggests::Exactly;
    }
    let element = element.rsplit_once('.').filter(|(_, last)| is_version(last)).map_or(element, |(stem, _)| stem);
    let loose = element.split(['-', '.']).any(|part| part == name)
        || element.bytes().filter(|byte| !matches!(byte, b'-' | b'.')).eq(name.bytes());
    if loose { Suggests::Loosely } else { Suggests::Nothing }
}

fn predeclared(name: Name) -> Option<Entity> {
    let text = name.as_str();
    if is_predeclared_type(text) {
        return Some(Entity::Type(Type::predeclared(text)));
    }
    match text {
        "true" | "false" => Some(Entity::Value(Type::predeclared("bool"))),
        "iota" => Some(Entity::Value(Type::predeclared("int"))),
        "append" | "cap" | "clear" | "close" | "complex" | "copy" | "delete" | "imag" | "len" | "make" | "max"
        | "min" | "new" | "panic" | "print" | "println" | "real" | "recover" => Some(Entity::Builtin(name)),
        _ => None,
    }
}

/// The names between brackets in the receiver that starts a method declaration: `func (s *Stack[K, V]) ..`.
fn receiver_params(text: &str, start: u32, is_method: bool) -> Vec<Name> {
    if !is_method {
        return Vec::new();
    }
    let head = text.get(start as usize..).unwrap_or("");
    let receiver = head.split(')').next().unwrap_or("");
    let Some((_, list)) = receiver.split_once('[') else { return Vec::new() };
    let list = list.split(']').next().unwrap_or(list);
    list.split(',').map(|name| Name::new(name.trim())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_suggest_names() {
        assert_eq!(path_suggests("github.com/jackc/pgx/v5", "pgx"), Suggests::Exactly);
        assert_eq!(path_suggests("gopkg.in/yaml.v3", "yaml"), Suggests::Loosely);
        assert_eq!(path_suggests("github.com/mattn/go-sqlite3", "sqlite3"), Suggests::Loosely);
        assert_eq!(path_suggests("github.com/go-xorm/core", "xorm"), Suggests::Nothing);
    }

    #[test]
    fn parameters_of_a_receiver() {
        let names =
            |text: &str| receiver_params(text, 0, true).iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!(names("func (s *Stack[K, V]) Push(list [3]int)"), "K V");
        assert_eq!(names("func (s *Stack) Push(list [3]int)"), "");
    }
}
