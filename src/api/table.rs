//! Lookups by import path; the sections of the shipped text are read lazily, one package at a time.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use super::compact;
use crate::base::{Field, FuncPath, Name, QName, Signature, Type};

/// The exported API of the Go standard library; `api::generate` says how it is made.
const STD: &str = include_str!("../../rules/go/std.api");

/// What one package exports.
#[derive(Debug, Default)]
pub struct PackageApi {
    /// Import path.
    pub path: Option<Name>,
    /// Functions.
    pub functions: FxHashMap<Name, Arc<Signature>>,
    /// Methods by the name of the receiver's type, pointer or not, and their own.
    pub methods: FxHashMap<(Name, Name), Arc<Signature>>,
    /// Types.
    pub types: FxHashMap<Name, Arc<ApiType>>,
    /// Variables, and constants of a named type.
    pub values: FxHashMap<Name, Type>,
}

/// What is known of an exported type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiType {
    /// Names of its type parameters; its methods use the same names.
    pub type_params: Vec<Name>,
    /// What it stands for: a struct's exported and embedded fields, an interface's methods, another type.
    pub ty: Type,
    /// Whether it is an alias.
    pub alias: bool,
    /// Whether all its exported members are known. Facts from rule tables are not complete.
    pub complete: bool,
}

/// What is known of libraries without reading their source.
#[derive(Debug)]
pub struct ApiTable {
    text: &'static str,
    sections: OnceLock<FxHashMap<&'static str, Section>>,
    stated: FxHashMap<Name, PackageApi>,
    traits: Vec<QName>,
    crates: FxHashSet<Name>,
}

#[derive(Debug)]
struct Section {
    range: Range<usize>,
    read: OnceLock<PackageApi>,
}

impl Default for ApiTable {
    /// The table of the Go standard library.
    fn default() -> Self {
        Self::from_text(STD)
    }
}

impl PackageApi {
    /// A package that exports nothing yet.
    pub fn new(path: &str) -> PackageApi {
        PackageApi { path: Some(Name::new(path)), ..PackageApi::default() }
    }
}

impl ApiTable {
    /// A table over a text in the compact form.
    pub fn from_text(text: &'static str) -> ApiTable {
        ApiTable {
            text,
            sections: OnceLock::new(),
            stated: FxHashMap::default(),
            traits: Vec::new(),
            crates: FxHashSet::default(),
        }
    }

    /// States the signature of a function or method; types are resolved.
    pub fn add_signature(&mut self, path: FuncPath, signature: Signature) {
        let package = self.stated.entry(path.package).or_default();
        let signature = Arc::new(signature);
        match path.receiver {
            Some(receiver) => package.methods.insert((receiver, path.name), signature),
            None => package.functions.insert(path.name, signature),
        };
    }

    /// States what a struct type embeds and which fields it has; types are resolved. May be said in parts.
    pub fn add_type_fact(&mut self, name: QName, embeds: Vec<Type>, fields: Vec<Field>) {
        let embedded = embeds.into_iter().map(|ty| {
            let name = ty.name().map_or(Name::new(""), |name| name.name);
            Field { name, ty, embedded: true }
        });
        let package = self.stated.entry(name.package).or_default();
        let mut all = match package.types.get(&name.name).map(|stated| &stated.ty) {
            Some(Type::Struct(earlier)) => earlier.to_vec(),
            _ => Vec::new(),
        };
        all.extend(embedded.chain(fields));
        let ty = Type::Struct(Arc::new(all));
        let type_params = package.types.get(&name.name).map_or_else(Vec::new, |known| known.type_params.clone());
        let fact = ApiType { type_params, ty, alias: false, complete: false };
        package.types.insert(name.name, Arc::new(fact));
    }

    /// States the names of the type parameters of a type, which its methods use.
    pub fn add_type_params(&mut self, name: QName, params: &[Name]) {
        let package = self.stated.entry(name.package).or_default();
        let known = package.types.get(&name.name);
        let ty = known.map_or(Type::Struct(Arc::new(Vec::new())), |known| known.ty.clone());
        let fact = ApiType { type_params: params.to_vec(), ty, alias: false, complete: false };
        package.types.insert(name.name, Arc::new(fact));
    }

    /// States that a name stands for another type.
    pub fn add_alias(&mut self, name: QName, ty: Type) {
        let fact = ApiType { type_params: Vec::new(), ty, alias: true, complete: false };
        self.stated.entry(name.package).or_default().types.insert(name.name, Arc::new(fact));
    }

    /// States what an interface embeds; its methods may be stated by their signatures.
    pub fn add_interface(&mut self, name: QName, ty: Type) {
        let fact = ApiType { type_params: Vec::new(), ty, alias: false, complete: false };
        self.stated.entry(name.package).or_default().types.insert(name.name, Arc::new(fact));
    }

    /// States that methods of these types are meant wherever the type of a receiver is not known.
    pub fn add_traits(&mut self, traits: &[QName]) {
        self.traits.extend(traits);
    }

    /// States that tables tell of these crates.
    pub fn add_crates(&mut self, crates: impl IntoIterator<Item = Name>) {
        self.crates.extend(crates);
    }

    /// Whether tables tell of a crate.
    pub fn tells_of(&self, name: Name) -> bool {
        self.crates.contains(&name)
    }

    /// The method of this name that is meant where the type of a receiver is not known.
    pub fn method_of_anything(&self, name: Name) -> Option<FuncPath> {
        let owner = self.traits.iter().find(|owner| self.method(**owner, name).is_some())?;
        Some(FuncPath { package: owner.package, receiver: Some(owner.name), name })
    }

    /// States the type of a package-level variable.
    pub fn add_value(&mut self, package: Name, name: Name, ty: Type) {
        self.stated.entry(package).or_default().values.insert(name, ty);
    }

    /// Whether the whole exported API of the package is known.
    pub fn is_complete(&self, package: Name) -> bool {
        self.sections().contains_key(package.as_str())
    }

    /// A function.
    pub fn function(&self, package: Name, name: Name) -> Option<Arc<Signature>> {
        self.find(package, |api| api.functions.get(&name).cloned())
    }

    /// A method declared for (or, in shipped sections, promoted to) a type.
    pub fn method(&self, receiver: QName, name: Name) -> Option<Arc<Signature>> {
        self.find(receiver.package, |api| api.methods.get(&(receiver.name, name)).cloned())
    }

    /// A type.
    pub fn type_named(&self, name: QName) -> Option<Arc<ApiType>> {
        self.find(name.package, |api| api.types.get(&name.name).cloned())
    }

    /// Whether anything is stated of a type: what it is, or a method of it.
    pub fn knows_type(&self, name: QName) -> bool {
        let stated = self.stated.get(&name.package);
        stated.is_some_and(|api| {
            api.types.contains_key(&name.name) || api.methods.keys().any(|(receiver, _)| *receiver == name.name)
        })
    }

    /// The type of a variable or of a constant of a named type.
    pub fn value(&self, package: Name, name: Name) -> Option<Type> {
        self.find(package, |api| api.values.get(&name).cloned())
    }

    fn find<T>(&self, package: Name, get: impl Fn(&PackageApi) -> Option<T>) -> Option<T> {
        self.shipped(package).and_then(&get).or_else(|| self.stated.get(&package).and_then(&get))
    }

    fn sections(&self) -> &FxHashMap<&'static str, Section> {
        self.sections.get_or_init(|| {
            let found = compact::sections(self.text).into_iter();
            found.map(|(path, range)| (path, Section { range, read: OnceLock::new() })).collect()
        })
    }

    fn shipped(&self, package: Name) -> Option<&PackageApi> {
        let section = self.sections().get(package.as_str())?;
        let text = self.text.get(section.range.clone()).unwrap_or("");
        Some(section.read.get_or_init(|| compact::read_section(package.as_str(), text).0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_shipped_text_can_be_read() {
        for (path, range) in compact::sections(STD) {
            let (_, errors) = compact::read_section(path, &STD[range]);
            assert!(errors.is_empty(), "{path}: {:?}", errors[0]);
        }
    }

    #[test]
    fn the_shipped_text_knows_the_usual() {
        let table = ApiTable::default();
        let begin = table.method(QName::new("database/sql", "DB"), Name::new("BeginTx")).unwrap();
        assert_eq!(begin.to_string(), "(context.Context, *database/sql.TxOptions) (*database/sql.Tx, error)");
        let client = table.value(Name::new("net/http"), Name::new("DefaultClient")).unwrap();
        assert_eq!(client.to_string(), "*net/http.Client");
        let info = table.type_named(QName::new("os", "FileInfo")).unwrap();
        assert!(info.alias);
        assert_eq!(info.ty.to_string(), "io/fs.FileInfo");
        let cleanup = table.method(QName::new("testing", "T"), Name::new("Cleanup"));
        assert!(cleanup.is_some());
    }

    #[test]
    fn stated_facts_add_up() {
        let mut table = ApiTable::from_text("");
        let db = QName::new("example.com/x", "DB");
        table.add_type_fact(db, vec![Type::named("database/sql", "DB").pointer()], Vec::new());
        let driver = Field { name: Name::new("Driver"), ty: Type::predeclared("string"), embedded: false };
        table.add_type_fact(db, Vec::new(), vec![driver]);
        table.add_signature(FuncPath::new("example.com/x", "DB", "Queryx"), Signature::default());
        assert!(table.method(db, Name::new("Queryx")).is_some());
        let Type::Struct(fields) = &table.type_named(db).unwrap().ty else { panic!() };
        assert_eq!(fields.len(), 2);
        assert_eq!(fields[0].name.as_str(), "DB");
        assert!(!table.is_complete(db.package));
    }
}
