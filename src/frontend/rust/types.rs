//! Types and signatures as written, in the shapes that all languages share.
//!
//! References, raw pointers and the owning pointers of the language are pointers: what they point to is what matters.
//! A future is what it yields. `Option` and `Result`, under whatever path, are predeclared, because `?` and patterns
//! are about them. Lifetimes are left out.

use std::sync::Arc;

use syn::{GenericArgument, PathArguments, ReturnType, TypeParamBound};

use crate::base::{Name, Param, QName, Signature, Type};

/// What words mean while types are read.
#[derive(Clone, Copy, Default)]
pub struct TypeScope<'s> {
    /// What `Self` is.
    pub own: Option<Name>,
    /// Type parameters in scope.
    pub params: &'s [Name],
}

/// Pointers that own what they point to.
const OWNING: [&str; 5] = ["Box", "Arc", "Rc", "Pin", "Cow"];

/// A type.
pub fn read_type(ty: &syn::Type, scope: TypeScope<'_>) -> Type {
    match ty {
        syn::Type::Path(path) if path.qself.is_none() => path_type(&path.path, scope),
        syn::Type::Reference(reference) => read_type(&reference.elem, scope).pointer(),
        syn::Type::Ptr(pointer) => read_type(&pointer.elem, scope).pointer(),
        syn::Type::Slice(slice) => Type::Slice(Box::new(read_type(&slice.elem, scope))),
        syn::Type::Array(array) => Type::Slice(Box::new(read_type(&array.elem, scope))),
        syn::Type::Tuple(tuple) => Type::Tuple(tuple.elems.iter().map(|elem| read_type(elem, scope)).collect()),
        syn::Type::Paren(inner) => read_type(&inner.elem, scope),
        syn::Type::Group(inner) => read_type(&inner.elem, scope),
        syn::Type::ImplTrait(bounds) => bound_type(bounds.bounds.iter(), scope),
        syn::Type::TraitObject(bounds) => bound_type(bounds.bounds.iter(), scope),
        syn::Type::FnPtr(function) => {
            let params = function.inputs.iter().map(|input| unnamed(read_type(&input.ty, scope))).collect();
            func(params, &function.output, scope)
        }
        // Never, inferred, macros, qualified paths: nothing is known.
        _ => Type::Unknown,
    }
}

/// What a function returns: always one result, the empty tuple included.
pub fn result_type(output: &ReturnType, scope: TypeScope<'_>) -> Type {
    match output {
        ReturnType::Default => Type::Tuple(Vec::new()),
        ReturnType::Type(_, ty) => read_type(ty, scope),
    }
}

fn unnamed(ty: Type) -> Param {
    Param { name: None, ty }
}

fn func(params: Vec<Param>, output: &ReturnType, scope: TypeScope<'_>) -> Type {
    let results = vec![unnamed(result_type(output, scope))];
    Type::Func(Arc::new(Signature { params, results, ..Signature::default() }))
}

/// A path as a type.
pub fn path_type(path: &syn::Path, scope: TypeScope<'_>) -> Type {
    let Some(last) = path.segments.last() else { return Type::Unknown };
    let name = last.ident.to_string();
    let args = arguments(&last.arguments, scope);
    if path.segments.len() == 1 {
        if name == "Self" {
            return scope.own.map_or(Type::Unknown, |own| Type::Named(QName::new("", own.as_str()), Vec::new()));
        }
        if let Some(param) = scope.params.iter().find(|param| param.as_str() == name) {
            return Type::Param(*param);
        }
    }
    match name.as_str() {
        "Option" | "Result" => return Type::Named(QName::new("", &name), args),
        "Vec" => return Type::Slice(Box::new(args.into_iter().next().unwrap_or(Type::Unknown))),
        "BoxFuture" | "LocalBoxFuture" => return args.into_iter().next().unwrap_or(Type::Unknown),
        "Fn" | "FnMut" | "FnOnce" => {
            if let PathArguments::Parenthesized(given) = &last.arguments {
                let params = given.inputs.iter().map(|input| unnamed(read_type(&input.ty, scope))).collect();
                return func(params, &given.output, scope);
            }
        }
        "Future" => return associated(&last.arguments, "Output", scope),
        owning if OWNING.contains(&owning) && !args.is_empty() => {
            return args.into_iter().next().unwrap_or(Type::Unknown).pointer();
        }
        _ => {}
    }
    let qualifier: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let qualifier = &qualifier[..qualifier.len() - 1];
    // `Self::Item`, `T::Output`.
    if qualifier.first().is_some_and(|first| first == "Self" || scope.params.iter().any(|p| p.as_str() == first)) {
        return Type::Unknown;
    }
    Type::Named(QName::new(&qualifier.join("::"), &name), args)
}

fn arguments(arguments: &PathArguments, scope: TypeScope<'_>) -> Vec<Type> {
    let PathArguments::AngleBracketed(given) = arguments else { return Vec::new() };
    let read = |argument: &GenericArgument| match argument {
        GenericArgument::Type(ty) => Some(read_type(ty, scope)),
        // Lifetimes, constants and bounds say nothing about what a value is.
        _ => None,
    };
    given.args.iter().filter_map(read).collect()
}

fn associated(arguments: &PathArguments, wanted: &str, scope: TypeScope<'_>) -> Type {
    let PathArguments::AngleBracketed(given) = arguments else { return Type::Unknown };
    let found = given.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == wanted => Some(read_type(&assoc.ty, scope)),
        _ => None,
    });
    found.unwrap_or(Type::Unknown)
}

/// `impl A + B`, `dyn A + Send`: the first trait that says something.
fn bound_type<'b>(bounds: impl Iterator<Item = &'b TypeParamBound>, scope: TypeScope<'_>) -> Type {
    let mut types = bounds.filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(path_type(&bound.path, scope)),
        _ => None,
    });
    types.find(|ty| !matches!(ty, Type::Named(name, _) if is_marker(name.name.as_str()))).unwrap_or(Type::Unknown)
}

fn is_marker(name: &str) -> bool {
    matches!(name, "Send" | "Sync" | "Unpin" | "Sized" | "Copy" | "Clone" | "Debug" | "UnwindSafe")
}

/// The head of a function; `receiver` says what `Self` is.
pub fn signature(head: &syn::Signature, own: Option<Name>) -> Signature {
    let names: Vec<Name> = head.generics.type_params().map(|param| Name::new(&param.ident.to_string())).collect();
    let scope = TypeScope { own, params: &names };
    let type_params = head.generics.type_params().map(|param| Param {
        name: Some(Name::new(&param.ident.to_string())),
        ty: match bound_type(param.bounds.iter(), scope) {
            Type::Unknown => where_bound(&head.generics, &param.ident, scope),
            found => found,
        },
    });
    let params = head.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Receiver(_) => None,
        syn::FnArg::Typed(typed) => Some(Param { name: pattern_name(&typed.pat), ty: read_type(&typed.ty, scope) }),
    });
    let results = vec![unnamed(result_type(&head.output, scope))];
    Signature {
        type_params: type_params.collect(),
        params: params.collect(),
        variadic: head.variadic.is_some(),
        results,
    }
}

fn where_bound(generics: &syn::Generics, name: &syn::Ident, scope: TypeScope<'_>) -> Type {
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let found = clauses.filter_map(|predicate| match predicate {
        syn::WherePredicate::Type(bounded) => match &bounded.bounded_ty {
            syn::Type::Path(path) if path.path.is_ident(name) => Some(bound_type(bounded.bounds.iter(), scope)),
            _ => None,
        },
        _ => None,
    });
    found.into_iter().find(|ty| !ty.is_unknown()).unwrap_or(Type::Unknown)
}

/// The name a simple pattern binds.
pub fn pattern_name(pattern: &syn::Pat) -> Option<Name> {
    match pattern {
        syn::Pat::Ident(ident) if ident.subpat.is_none() => Some(Name::new(&ident.ident.to_string())),
        syn::Pat::Type(typed) => pattern_name(&typed.pat),
        // Anything else binds parts.
        _ => None,
    }
}
