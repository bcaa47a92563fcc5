//! Types and signatures as plain data.
//!
//! One shape serves both readings: *as written* (a named type's package is the qualifier in the source,
//! such as `sql`) and *resolved* (it is the import path, such as `database/sql`). `resolve` turns the first
//! into the second; nothing else has to know the difference.

use std::fmt;
use std::sync::{Arc, LazyLock};

use super::name::{Name, QName};

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// Nothing is known.
    Unknown,
    /// A named type with its type arguments; predeclared types have an empty package.
    Named(QName, Vec<Type>),
    /// A type parameter of the enclosing generic function or type.
    Param(Name),
    /// `*T`, `&T`.
    Pointer(Box<Type>),
    /// `[]T`; arrays too, their length is of no interest here.
    Slice(Box<Type>),
    /// `map[K]V`.
    Map(Box<Type>, Box<Type>),
    /// `chan T` in any direction.
    Chan(Box<Type>),
    /// A function.
    Func(Arc<Signature>),
    /// A struct literal type.
    Struct(Arc<Vec<Field>>),
    /// An interface literal type: its methods, and the types it embeds as embedded fields.
    Interface(Arc<Vec<Field>>),
    /// Several results of one call.
    Tuple(Vec<Type>),
}

/// A field of a struct, or a method of an interface (then `ty` is a function).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Field or method name; for an embedded type the last segment of its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether the members of `ty` are promoted.
    pub embedded: bool,
}

/// A parameter or result.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Param {
    /// Its name, if it has one other than `_`.
    pub name: Option<Name>,
    /// Its type; for a variadic parameter the slice type.
    pub ty: Type,
}

/// What goes into a function and what comes out. The receiver is not among the parameters.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Signature {
    /// Type parameters with their constraints.
    pub type_params: Vec<Param>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Whether the last parameter takes any number of arguments.
    pub variadic: bool,
    /// Results.
    pub results: Vec<Param>,
}

impl Type {
    /// A predeclared type such as `error`.
    pub fn predeclared(name: &str) -> Type {
        Type::Named(QName::new("", name), Vec::new())
    }

    /// A named type without arguments.
    pub fn named(package: &str, name: &str) -> Type {
        Type::Named(QName::new(package, name), Vec::new())
    }

    /// A pointer to this type.
    pub fn pointer(self) -> Type {
        Type::Pointer(Box::new(self))
    }

    /// The type behind any number of pointers.
    pub fn pointee(&self) -> &Type {
        match self {
            Type::Pointer(inner) => inner.pointee(),
            other => other,
        }
    }

    /// The name of the type, or of the type it points to.
    pub fn name(&self) -> Option<QName> {
        match self.pointee() {
            Type::Named(name, _) => Some(*name),
            _ => None,
        }
    }

    /// What an `Option` or `Result` holds, references to it included; unknown where that is not written.
    pub fn payload(&self) -> Option<Type> {
        match self.pointee() {
            Type::Named(name, args) if name.package.is_empty() && matches!(name.name.as_str(), "Option" | "Result") => {
                Some(args.first().cloned().unwrap_or(Type::Unknown))
            }
            _ => None,
        }
    }

    /// Whether this is the predeclared `error`.
    pub fn is_error(&self) -> bool {
        static ERROR: LazyLock<Name> = LazyLock::new(|| Name::new("error"));
        matches!(self, Type::Named(name, _) if name.name == *ERROR && name.package.is_empty())
    }

    /// Whether this is the predeclared `bool`.
    pub fn is_bool(&self) -> bool {
        matches!(self, Type::Named(name, _) if name.package.is_empty() && name.name.as_str() == "bool")
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Type::Unknown)
    }

    /// Replaces every named type (after its arguments) and every type parameter by what `f` says.
    pub fn map(&self, f: &mut dyn FnMut(&Type) -> Option<Type>) -> Type {
        let rebuilt = match self {
            Type::Unknown | Type::Param(_) => self.clone(),
            Type::Named(name, args) => Type::Named(*name, args.iter().map(|arg| arg.map(f)).collect()),
            Type::Pointer(inner) => Type::Pointer(Box::new(inner.map(f))),
            Type::Slice(inner) => Type::Slice(Box::new(inner.map(f))),
            Type::Map(key, value) => Type::Map(Box::new(key.map(f)), Box::new(value.map(f))),
            Type::Chan(inner) => Type::Chan(Box::new(inner.map(f))),
            Type::Func(signature) => Type::Func(Arc::new(signature.map(f))),
            Type::Struct(fields) => Type::Struct(Arc::new(fields.iter().map(|field| field.map(f)).collect())),
            Type::Interface(fields) => Type::Interface(Arc::new(fields.iter().map(|field| field.map(f)).collect())),
            Type::Tuple(types) => Type::Tuple(types.iter().map(|ty| ty.map(f)).collect()),
        };
        match rebuilt {
            Type::Named(..) | Type::Param(_) => f(&rebuilt).unwrap_or(rebuilt),
            other => other,
        }
    }
}

impl Field {
    fn map(&self, f: &mut dyn FnMut(&Type) -> Option<Type>) -> Field {
        Field { name: self.name, ty: self.ty.map(f), embedded: self.embedded }
    }
}

impl Signature {
    /// [`Type::map`] over every parameter and result.
    pub fn map(&self, f: &mut dyn FnMut(&Type) -> Option<Type>) -> Signature {
        let mut params = |list: &[Param]| -> Vec<Param> {
            list.iter().map(|param| Param { name: param.name, ty: param.ty.map(f) }).collect()
        };
        Signature {
            type_params: params(&self.type_params),
            params: params(&self.params),
            variadic: self.variadic,
            results: params(&self.results),
        }
    }

    /// The result as one type: nothing, the only one, or a tuple.
    pub fn result_type(&self) -> Type {
        match self.results.as_slice() {
            [only] => only.ty.clone(),
            many => Type::Tuple(many.iter().map(|param| param.ty.clone()).collect()),
        }
    }

    /// Position of the last result if it is an `error`.
    pub fn error_result(&self) -> Option<usize> {
        self.results.last().filter(|last| last.ty.is_error()).map(|_| self.results.len() - 1)
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Unknown => f.write_str("?"),
            Type::Param(name) => write!(f, "{name}"),
            Type::Named(name, args) if args.is_empty() => write!(f, "{name}"),
            Type::Named(name, args) => {
                write!(f, "{name}[")?;
                list(f, args)?;
                f.write_str("]")
            }
            Type::Pointer(inner) => write!(f, "*{inner}"),
            Type::Slice(inner) => write!(f, "[]{inner}"),
            Type::Map(key, value) => write!(f, "map[{key}]{value}"),
            Type::Chan(inner) => write!(f, "chan {inner}"),
            Type::Func(signature) => write!(f, "func{signature}"),
            Type::Struct(_) => f.write_str("struct{..}"),
            Type::Interface(methods) if methods.is_empty() => f.write_str("any"),
            Type::Interface(_) => f.write_str("interface{..}"),
            Type::Tuple(types) => {
                f.write_str("(")?;
                list(f, types)?;
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (n, param) in self.params.iter().enumerate() {
            if n > 0 {
                f.write_str(", ")?;
            }
            if let Some(name) = param.name {
                write!(f, "{name} ")?;
            }
            write!(f, "{}", param.ty)?;
        }
        f.write_str(")")?;
        match self.results.as_slice() {
            [] => Ok(()),
            [only] => write!(f, " {}", only.ty),
            many => {
                f.write_str(" (")?;
                let types: Vec<Type> = many.iter().map(|param| param.ty.clone()).collect();
                list(f, &types)?;
                f.write_str(")")
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, types: &[Type]) -> fmt::Result {
    for (n, ty) in types.iter().enumerate() {
        if n > 0 {
            f.write_str(", ")?;
        }
        write!(f, "{ty}")?;
    }
    Ok(())
}
