//! Names in languages with paths: `a::b::C`, `crate`, `self`, `super`, imports of single names, re-exports.
//!
//! A module is a package here; its import path begins with `::` and the name of the crate, so that the two kinds of
//! import paths cannot be mistaken for each other. Of crates whose source is not under analysis, only what the tables
//! say is known; there a path is taken at its word: a name that begins with a capital is a type, and whatever follows
//! it belongs to that type.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::package::{DeclRef, Package};
use super::program::{Program, read};
use super::scope::{Entity, FileScope, Trail};
use crate::base::{FuncPath, Name, QName, Type};
use crate::ir::DeclKind;

use super::member::MethodRef;

/// Re-exports are followed this far.
pub(super) const MAX_STEPS: u32 = 6;

/// No path is longer than this, in bytes.
const LONGEST: usize = 1000;

/// Joins a module and a name. What is longer than any path is cut off: each part of it would be kept.
fn inside(path: Name, name: Name) -> Name {
    if path.as_str().len() > LONGEST {
        return path;
    }
    Name::new(&format!("{path}::{name}"))
}

/// The root module of the crate that a module belongs to.
pub(super) fn crate_of(path: Name) -> Name {
    Name::new(&format!("::{}", crate_name(path)))
}

/// The name of the crate that a module belongs to, as code writes it.
pub fn crate_name(path: Name) -> &'static str {
    let text = path.as_str();
    let text = text.strip_prefix("::").unwrap_or(text);
    let end = text.bytes().position(|byte| matches!(byte, b':' | b'('));
    end.map_or(text, |end| &text[..end])
}

pub(super) fn parent_of(path: Name) -> Name {
    match path.as_str().rsplit_once("::") {
        Some((parent, _)) if !parent.is_empty() => Name::new(parent),
        _ => path,
    }
}

/// Whether an import path is one of a module.
pub(super) fn is_module(path: Name) -> bool {
    path.as_str().starts_with("::")
}

/// A function of a module whose name begins with a capital, named as tables name it: as if the module were a type.
fn of_capital_module(path: Name, name: Name) -> Option<FuncPath> {
    let (package, last) = path.as_str().rsplit_once("::").filter(|(package, _)| !package.is_empty())?;
    let last = Name::new(last);
    is_type_name(last).then(|| FuncPath { package: Name::new(package), receiver: Some(last), name })
}

/// Functions of C have words of capitals in them: `SSL_CTX_new`.
pub(super) fn is_type_name(name: Name) -> bool {
    let text = name.as_str();
    let of_c = text.contains('_') && text.contains(char::is_lowercase);
    text.chars().next().is_some_and(char::is_uppercase) && !of_c
}

impl FileScope<'_> {
    /// What a single name means.
    pub(super) fn head(&self, name: Name) -> Entity {
        self.head_within(name, MAX_STEPS)
    }

    /// What the first word of a path means, or the name of a type: no function.
    pub(super) fn head_of_path(&self, name: Name) -> Entity {
        match self.package.named(name).map(|at| self.package.decl(at).1.kind) {
            Some(DeclKind::Func) => self.head_elsewhere(name, MAX_STEPS),
            Some(DeclKind::Var | DeclKind::Const) => match self.head_elsewhere(name, MAX_STEPS) {
                // A value, then, and no path.
                Entity::Unknown => self.head_within(name, MAX_STEPS),
                found => found,
            },
            Some(DeclKind::Type | DeclKind::Method) | None => self.head_within(name, MAX_STEPS),
        }
    }

    fn head_within(&self, name: Name, steps: u32) -> Entity {
        match self.package.named(name) {
            Some(at) => self.program.declared_in_module(self.package, at),
            None => self.head_elsewhere(name, steps),
        }
    }

    /// As if the module declared no such name.
    fn head_elsewhere(&self, name: Name, steps: u32) -> Entity {
        let own = self.package.path;
        match name.as_str() {
            "crate" => return Entity::Package(crate_of(own)),
            "self" => return Entity::Package(own),
            "super" => return Entity::Package(parent_of(own)),
            _ => {}
        }
        if let Some(found) = self.program.brought_in(self.package, name, steps) {
            return found;
        }
        let text = name.as_str();
        if is_predeclared_type(text) {
            return Entity::Type(Type::predeclared(text));
        }
        if !is_type_name(name) {
            return Entity::Package(Name::new(&format!("::{text}")));
        }
        // The type of an `impl` that names it by a path.
        match self.package.methods_of(name).is_empty() {
            true => Entity::Unknown,
            false => self
                .program
                .only_type(own, name)
                .map_or(Entity::Unknown, |ty| Entity::Type(Type::Named(ty, Vec::new()))),
        }
    }

    /// A type written with a path; `None` if nothing is known of it.
    pub(super) fn type_at(&self, written: QName, args: &[Type]) -> Type {
        let trail = Trail::default();
        let mut words = written.package.as_str().split("::").filter(|word| !word.is_empty()).map(Name::new);
        let found = match words.next() {
            None => self.head_of_path(written.name),
            Some(first) => words.chain([written.name]).fold(self.head_of_path(first), |entity, word| match entity {
                Entity::Package(path) => self.program.type_of_module(path, word, MAX_STEPS),
                other => self.program.step(other, word, &trail),
            }),
        };
        match found {
            Entity::Type(Type::Named(name, own)) if own.is_empty() => Type::Named(name, args.to_vec()),
            Entity::Type(ty) => ty,
            Entity::Package(_)
            | Entity::Func(_)
            | Entity::MethodExpr(..)
            | Entity::Value(_)
            | Entity::Builtin(_)
            | Entity::Foreign(_)
            | Entity::Missing(_)
            | Entity::Unknown => Type::Unknown,
        }
    }
}

/// Where the types of crates are declared and implemented, by the root of the crate and the name of the type.
#[derive(Default, Debug)]
pub(super) struct Places {
    /// Modules that declare a type of this name.
    declared: FxHashMap<(Name, Name), Vec<u32>>,
    /// Modules that implement methods for a type of this name and declare none.
    implemented: FxHashMap<(Name, Name), Vec<u32>>,
}

impl Places {
    fn of(packages: &[Arc<Package>]) -> Places {
        let mut places = Places::default();
        for (n, package) in packages.iter().enumerate().filter(|(_, package)| is_module(package.path)) {
            let root = crate_of(package.path);
            for (file, decl) in
                package.files.iter().flat_map(|file| file.outline.decls.iter().map(move |decl| (file, decl)))
            {
                let (table, name) = match (decl.kind, decl.receiver) {
                    (DeclKind::Type, _) => (&mut places.declared, decl.name),
                    (DeclKind::Method, Some(receiver)) if !file.is_test() => (&mut places.implemented, receiver),
                    _ => continue,
                };
                let known = table.entry((root, name)).or_default();
                if known.last() != Some(&(n as u32)) {
                    known.push(n as u32);
                }
            }
        }
        places
    }
}

impl Program {
    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self.packages()))
    }

    /// The type of this name in the crate of a module: the only one, or else that of the nearest module around it.
    fn only_type(&self, module: Name, name: Name) -> Option<QName> {
        let declared = self.places().declared.get(&(crate_of(module), name))?;
        let mut packages = declared.iter().map(|n| &self.packages()[*n as usize]);
        let around = |package: &&Arc<Package>| {
            let rest = module.as_str().strip_prefix(package.path.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        };
        let found = match declared.len() {
            1 => packages.next(),
            _ => packages.filter(around).max_by_key(|package| package.path.as_str().len()),
        };
        found.map(|package| package.qname(name))
    }

    /// The first type of this name in the modules inside of one that is not in sight: its file lies where only an
    /// attribute says, or it is declared by a macro. Where there are several, they are those of different systems.
    fn declared_below(&self, module: Name, name: Name) -> Option<QName> {
        let declared = self.places().declared.get(&(crate_of(module), name))?;
        let packages = declared.iter().map(|n| &self.packages()[*n as usize]);
        let inside =
            |path: Name| path.as_str().strip_prefix(module.as_str()).is_some_and(|rest| rest.starts_with("::"));
        packages.into_iter().find(|package| inside(package.path)).map(|package| package.qname(name))
    }

    /// A method of a type that another module of its crate implements.
    pub(super) fn implemented_elsewhere(&self, owner: QName, name: Name) -> Option<(Arc<Package>, DeclRef)> {
        if !is_module(owner.package) {
            return None;
        }
        let modules = self.places().implemented.get(&(crate_of(owner.package), owner.name))?;
        let fits = |n: &u32| {
            let package = &self.packages()[*n as usize];
            let at = package.method(owner.name, name).filter(|_| package.path != owner.package)?;
            let meant = FileScope::new(self, package, at.file).head_of_path(owner.name);
            let is_owner = matches!(meant, Entity::Type(ty) if self.follow_aliases(&ty).name() == Some(owner));
            is_owner.then(|| (Arc::clone(package), at))
        };
        modules.iter().find_map(fits)
    }

    /// One word further along a path.
    pub(super) fn step(&self, entity: Entity, name: Name, trail: &Trail) -> Entity {
        match entity {
            Entity::Package(path) => self.member_of_module(path, name, MAX_STEPS),
            Entity::Foreign(qname) => self.member_of_module(inside(qname.package, qname.name), name, MAX_STEPS),
            other => self.project(other, crate::ir::Projection::Field(name), trail),
        }
    }

    /// What is inside of a type that nothing is known of, where that looks like a type again: then both are modules, or
    /// the one is a variant of the other.
    pub(super) fn inside_unknown_type(&self, outer: &Type, name: Name) -> Option<Entity> {
        let Type::Named(outer, _) = outer else { return None };
        let unknown = is_type_name(name)
            && is_module(outer.package)
            && self.is_unknown_inside(outer.package, outer.name)
            && self.package_under_analysis(inside(outer.package, outer.name)).is_none();
        let found = QName { package: inside(outer.package, outer.name), name };
        unknown.then(|| Entity::Type(Type::Named(found, Vec::new())))
    }

    /// What a module of this path calls so.
    pub(super) fn member_of_module(&self, path: Name, name: Name, steps: u32) -> Entity {
        match name.as_str() {
            "self" => return Entity::Package(path),
            "super" => return Entity::Package(parent_of(path)),
            _ => {}
        }
        if let Some(package) = self.package_under_analysis(path) {
            let package = std::sync::Arc::clone(package);
            return self.in_module(&package, name, steps).unwrap_or(Entity::Missing(name));
        }
        let qname = QName { package: path, name };
        let function = FuncPath { package: path, receiver: None, name };
        if let Some(signature) = self.api_signature(function) {
            return Entity::Func(MethodRef::external(function, Some(signature)));
        }
        if let Some(function) = of_capital_module(path, name)
            && let Some(signature) = self.api_signature(function)
        {
            return Entity::Func(MethodRef::external(function, Some(signature)));
        }
        if is_type_name(name) {
            let found = self.declared_below(path, name).or_else(|| self.stated_above(qname)).unwrap_or(qname);
            return Entity::Type(Type::Named(found, Vec::new()));
        }
        Entity::Foreign(qname)
    }

    /// The same where a path goes on, or is that of a type: functions and modules may share a name, and so the head of a
    /// function may mention its own.
    fn type_of_module(&self, path: Name, name: Name, steps: u32) -> Entity {
        let package = self.package_under_analysis(path).map(std::sync::Arc::clone);
        let is_type = |at: DeclRef, package: &Package| package.decl(at).1.kind == DeclKind::Type;
        match package {
            Some(package) if package.named(name).is_some_and(|at| !is_type(at, &package)) => {
                self.brought_in(&package, name, steps).unwrap_or(Entity::Missing(name))
            }
            None if !is_type_name(name) && !matches!(name.as_str(), "self" | "super") => {
                Entity::Foreign(QName { package: path, name })
            }
            _ => self.member_of_module(path, name, steps),
        }
    }

    /// What a module under analysis declares, contains or brings in under a name.
    fn in_module(&self, package: &Package, name: Name, steps: u32) -> Option<Entity> {
        match package.named(name) {
            Some(at) => Some(self.declared_in_module(package, at)),
            None => self.brought_in(package, name, steps),
        }
    }

    fn declared_in_module(&self, package: &Package, at: DeclRef) -> Entity {
        let decl = package.decl(at).1;
        match decl.kind {
            // Aliases are followed by whoever asks: a type may lead to itself.
            DeclKind::Type => Entity::Type(Type::Named(package.qname(decl.name), Vec::new())),
            DeclKind::Func | DeclKind::Method => Entity::Func(self.function_ref(package, at)),
            DeclKind::Var | DeclKind::Const => Entity::Value(self.value_type(package, at, &Trail::default())),
        }
    }

    /// What a module contains or imports under a name.
    pub(super) fn brought_in(&self, package: &Package, name: Name, steps: u32) -> Option<Entity> {
        let key = (name, steps);
        if let Some(known) = read(&package.brought_in).get(&key) {
            return known.clone();
        }
        let found = self.look_for(package, name, steps);
        let mut known = package.brought_in.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.insert(key, found.clone());
        found
    }

    fn look_for(&self, package: &Package, name: Name, steps: u32) -> Option<Entity> {
        let child = inside(package.path, name);
        if self.has_module(package, child, name) {
            return Some(Entity::Package(child));
        }
        let steps = steps.checked_sub(1)?;
        let imports = package.files.iter().flat_map(|file| &file.outline.imports);
        let mut globs = Vec::new();
        let mut named = None;
        for import in imports {
            match import.alias {
                // Which one is meant depends on the system or on features.
                Some(alias) if alias == name && named.is_some_and(|known| known != import.path) => return None,
                Some(alias) if alias == name && !package.first_party => named = Some(import.path),
                Some(alias) if alias == name => return Some(self.imported(package, import.path, steps)),
                Some(alias) if alias.as_str() == "*" => globs.push(import.path),
                _ => {}
            }
        }
        match named {
            Some(path) => Some(self.imported(package, path, steps)),
            None => globs.into_iter().find_map(|path| self.through_glob(package, path, name, steps)),
        }
    }

    /// Whether a module has another one inside. Those of modules under analysis are under analysis.
    fn has_module(&self, package: &Package, child: Name, name: Name) -> bool {
        self.package_under_analysis(child).is_some()
            || !package.first_party && !is_type_name(name) && self.library(child).is_some()
    }

    /// What the path of an import means, seen from a module.
    fn imported(&self, package: &Package, path: Name, steps: u32) -> Entity {
        let trail = Trail::default();
        let mut words = path.as_str().split("::").map(Name::new).peekable();
        let Some(first) = words.next() else { return Entity::Unknown };
        let mut entity = self.import_head(package, first, steps);
        while let Some(word) = words.next() {
            entity = match entity {
                // What is inside of something unknown makes that a module, whatever its name begins with.
                Entity::Package(path) if words.peek().is_some() && self.is_unknown_inside(path, word) => {
                    Entity::Package(inside(path, word))
                }
                Entity::Package(path) if words.peek().is_some() => self.type_of_module(path, word, steps),
                Entity::Package(path) => self.member_of_module(path, word, steps),
                // No new steps are had: modules that bring each other in would be gone through without end.
                Entity::Foreign(name) => self.member_of_module(inside(name.package, name.name), word, steps),
                other => self.step(other, word, &trail),
            };
        }
        entity
    }

    fn is_unknown_inside(&self, path: Name, name: Name) -> bool {
        let known = self.package_under_analysis(path).is_some();
        is_type_name(name) && !known && !self.api.knows_type(QName { package: path, name })
    }

    fn import_head(&self, package: &Package, first: Name, steps: u32) -> Entity {
        let scope = FileScope::new(self, package, 0);
        match first.as_str() {
            "crate" | "self" | "super" => return scope.head_of_path(first),
            _ => {}
        }
        let child = inside(package.path, first);
        if self.has_module(package, child, first) {
            return Entity::Package(child);
        }
        // Another import, or a type declared here, may be where the path begins; else it is a crate.
        let imports = package.files.iter().flat_map(|file| &file.outline.imports);
        let mut named = imports.filter(|import| import.alias == Some(first));
        match named.next() {
            Some(import) if steps > 0 && !import.path.as_str().starts_with(first.as_str()) => {
                self.imported(package, import.path, steps - 1)
            }
            _ if is_type_name(first) => scope.head_within(first, steps),
            _ => Entity::Package(Name::new(&format!("::{first}"))),
        }
    }

    fn through_glob(&self, package: &Package, path: Name, name: Name, steps: u32) -> Option<Entity> {
        let module = match self.imported(package, path, steps) {
            Entity::Package(module) => module,
            // A module whose name begins with a capital.
            Entity::Type(Type::Named(found, _)) if self.is_unknown_inside(found.package, found.name) => {
                inside(found.package, found.name)
            }
            // A module of a crate out of sight, and what a library re-exports from its modules.
            Entity::Foreign(found) => inside(found.package, found.name),
            _ => return None,
        };
        let library = || if package.first_party { None } else { self.library(module) };
        if let Some(found) = self.package_under_analysis(module).cloned().or_else(library) {
            return if found.path == package.path { None } else { self.in_module(&found, name, steps) };
        }
        match self.member_of_module(module, name, steps) {
            Entity::Func(found) => Some(Entity::Func(found)),
            Entity::Type(Type::Named(found, _)) if !self.api.knows_type(found) => None,
            Entity::Type(ty) => Some(Entity::Type(ty)),
            _ => None,
        }
    }

    /// The type that a table states for a module further out of the same crate, where that is where it is known by: a
    /// `prelude` re-exports it. The standard library has several types of one name.
    fn stated_above(&self, name: QName) -> Option<QName> {
        if self.api.knows_type(name) || name.package.as_str().starts_with("::std::") {
            return None;
        }
        let outer = name.package.as_str().rmatch_indices("::").filter(|(at, _)| *at > 0).map(|(at, _)| at);
        let mut modules = outer.map(|at| QName { package: Name::new(&name.package.as_str()[..at]), name: name.name });
        modules.find(|module| self.api.knows_type(*module))
    }
}

/// Whether the language declares a type of this name everywhere.
pub(super) fn is_predeclared_type(name: &str) -> bool {
    const NAMES: &str = "Option Result Vec Box String bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 \
        isize f32 f64";
    NAMES.split(' ').any(|predeclared| predeclared == name)
}
