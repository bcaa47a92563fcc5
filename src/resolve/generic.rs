//! Type arguments: substituted where they are given, inferred from arguments where they are not.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::member::MethodRef;
use super::program::Program;
use crate::base::{Name, Param, Signature, Type};

/// Types with more parts than this are given up on: code that builds types from types could make them grow
/// without end.
const MAX_PARTS: usize = 400;
const MAX_DEPTH: u32 = 40;

type Bindings = FxHashMap<Name, Type>;

/// `ty` with its parameters replaced; those without an argument become unknown.
pub(super) fn substitute(ty: &Type, params: &[Name], args: &[Type]) -> Type {
    if params.is_empty() {
        return ty.clone();
    }
    bounded(ty.map(&mut |ty| replacement(ty, params, args)))
}

/// [`substitute`] for every type of a signature.
pub(super) fn substitute_signature(signature: &Signature, params: &[Name], args: &[Type]) -> Signature {
    signature.map(&mut |ty| replacement(ty, params, args))
}

fn replacement(ty: &Type, params: &[Name], args: &[Type]) -> Option<Type> {
    let Type::Param(name) = ty else { return None };
    let position = params.iter().position(|param| param == name)?;
    Some(args.get(position).cloned().unwrap_or(Type::Unknown))
}

/// The type, or unknown if it has grown too large.
pub(super) fn bounded(ty: Type) -> Type {
    let mut left = MAX_PARTS;
    if count(&ty, &mut left, MAX_DEPTH) { ty } else { Type::Unknown }
}

/// Counts the parts of a type down; false when it is too large.
fn count(ty: &Type, left: &mut usize, depth: u32) -> bool {
    if *left == 0 || depth == 0 {
        return false;
    }
    *left -= 1;
    let depth = depth - 1;
    match ty {
        Type::Unknown | Type::Param(_) => true,
        Type::Named(_, args) => args.iter().all(|arg| count(arg, left, depth)),
        Type::Pointer(inner) | Type::Slice(inner) | Type::Chan(inner) => count(inner, left, depth),
        Type::Map(key, value) => count(key, left, depth) && count(value, left, depth),
        Type::Func(signature) => {
            let all = signature.params.iter().chain(&signature.results);
            all.into_iter().all(|param| count(&param.ty, left, depth))
        }
        Type::Struct(fields) | Type::Interface(fields) => fields.iter().all(|field| count(&field.ty, left, depth)),
        Type::Tuple(types) => types.iter().all(|ty| count(ty, left, depth)),
    }
}

/// The type of `T.Method`: the receiver is the first parameter.
pub(super) fn with_receiver(method: &MethodRef, receiver: &Type) -> Type {
    let Some(signature) = &method.signature else { return Type::Unknown };
    let mut signature = Signature::clone(signature);
    signature.params.insert(0, Param { name: None, ty: receiver.clone() });
    Type::Func(Arc::new(signature))
}

/// The signature of a generic function for one call. `explicit` are the written type arguments, `args` the types
/// of the arguments; `spread` says that the last one is passed as the variadic slice itself.
pub(super) fn instantiate(
    program: &Program,
    signature: &Arc<Signature>,
    explicit: &[Type],
    args: &[Type],
    spread: bool,
) -> Arc<Signature> {
    if signature.type_params.is_empty() {
        return Arc::clone(signature);
    }
    let params: Vec<Name> = signature.type_params.iter().filter_map(|param| param.name).collect();
    let mut unifier = Unifier { program, params: &params, bindings: Bindings::default() };
    unifier.bindings.extend(params.iter().copied().zip(explicit.iter().cloned()));
    for (n, arg) in args.iter().enumerate() {
        if let Some(expected) = parameter_type(signature, n, spread) {
            unifier.unify(&expected, arg, MAX_DEPTH);
        }
    }
    unifier.infer_from_constraints(&signature.type_params);
    let found: Vec<Type> =
        params.iter().map(|param| unifier.bindings.get(param).cloned().unwrap_or(Type::Unknown)).collect();
    let mut known = substitute_signature(signature, &params, &found);
    known.type_params.clear();
    let parts = known.params.iter_mut().chain(&mut known.results);
    parts.for_each(|param| param.ty = bounded(std::mem::replace(&mut param.ty, Type::Unknown)));
    Arc::new(known)
}

/// The type that argument `n` has to have.
fn parameter_type(signature: &Signature, n: usize, spread: bool) -> Option<Type> {
    let last = signature.params.len().checked_sub(1)?;
    if signature.variadic && !spread && n >= last {
        return match &signature.params[last].ty {
            Type::Slice(element) => Some(Type::clone(element)),
            _ => None,
        };
    }
    signature.params.get(n).map(|param| param.ty.clone())
}

/// What a constraint says of the shape of its types: `[]E` for `~[]E`. Constraints of other kinds are themselves.
pub(super) fn core_type(constraint: &Type) -> &Type {
    match constraint {
        Type::Interface(members) => match members.as_slice() {
            [only] if only.embedded && !matches!(only.ty, Type::Named(..) | Type::Unknown) => &only.ty,
            _ => constraint,
        },
        other => other,
    }
}

struct Unifier<'p> {
    program: &'p Program,
    params: &'p [Name],
    bindings: Bindings,
}

impl Unifier<'_> {
    fn unify(&mut self, expected: &Type, given: &Type, depth: u32) {
        if depth == 0 || given.is_unknown() {
            return;
        }
        let depth = depth - 1;
        match (expected, given) {
            (Type::Param(name), _) if self.params.contains(name) => {
                self.bindings.entry(*name).or_insert_with(|| given.clone());
            }
            (Type::Named(name, wanted), Type::Named(other, args)) if name == other => {
                wanted.iter().zip(args).for_each(|(wanted, arg)| self.unify(wanted, arg, depth));
            }
            (Type::Pointer(wanted), Type::Pointer(arg))
            | (Type::Slice(wanted), Type::Slice(arg))
            | (Type::Chan(wanted), Type::Chan(arg)) => self.unify(wanted, arg, depth),
            (Type::Map(key, value), Type::Map(given_key, given_value)) => {
                self.unify(key, given_key, depth);
                self.unify(value, given_value, depth);
            }
            (Type::Func(wanted), Type::Func(given)) => {
                let wanted = wanted.params.iter().chain(&wanted.results);
                let given = given.params.iter().chain(&given.results);
                wanted.zip(given).for_each(|(wanted, given)| self.unify(&wanted.ty, &given.ty, depth));
            }
            // A named type fits what it stands for, on either side. The value of `&T{}` is typed `T`, so a pointer fits too.
            (Type::Pointer(_) | Type::Slice(_) | Type::Chan(_) | Type::Map(..) | Type::Func(_), Type::Named(..)) => {
                let meant = self.program.underlying(given);
                match (expected, meant) {
                    (Type::Pointer(wanted), Type::Named(..) | Type::Struct(_)) => self.unify(wanted, given, depth),
                    (_, Type::Named(..)) => {}
                    (_, meant) => self.unify(expected, &meant, depth),
                }
            }
            (Type::Named(_, args), Type::Slice(_) | Type::Map(..) | Type::Chan(_) | Type::Func(_))
                if !args.is_empty() =>
            {
                let expected = self.program.underlying(expected);
                if !matches!(expected, Type::Named(..)) {
                    self.unify(&expected, given, depth);
                }
            }
            // Anything else holds no parameter that this argument could tell.
            _ => {}
        }
    }

    /// `S ~[]E`: what `S` was found to be tells `E`.
    fn infer_from_constraints(&mut self, type_params: &[Param]) {
        for param in type_params {
            let Some(found) = param.name.and_then(|name| self.bindings.get(&name).cloned()) else { continue };
            let core = core_type(&param.ty);
            if !matches!(core, Type::Param(_)) {
                self.unify(core, &found, MAX_DEPTH);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{ApiTable, parse_signature, parse_type};
    use crate::base::{SourceFile, SourceMap};
    use crate::resolve::PackageSource;

    struct Nothing;

    impl PackageSource for Nothing {
        fn load(&self, _: &str, _: &str) -> Option<Vec<Arc<SourceFile>>> {
            None
        }
    }

    fn import(word: &str) -> Option<Name> {
        Some(Name::new(word))
    }

    fn call(header: &str, args: &[&str]) -> String {
        let program = Program::new(Vec::new(), Arc::new(SourceMap::default()), ApiTable::default(), Box::new(Nothing));
        let parsed = parse_signature(header, &import, Name::new("p")).unwrap();
        let args: Vec<Type> = args.iter().map(|arg| parse_type(arg, &import, Name::new("p")).unwrap()).collect();
        let known = instantiate(&program, &Arc::new(parsed.signature), &[], &args, false);
        known.result_type().to_string()
    }

    #[test]
    fn arguments_tell_type_parameters() {
        assert_eq!(call("Must[T any](v T, err error) T", &["*os.File", "error"]), "*os.File");
        assert_eq!(call("Last[S ~[]E, E any](s S) E", &["[]*os.File"]), "*os.File");
        assert_eq!(call("All[T any](list ...T) []T", &["int", "string"]), "[]int");
        assert_eq!(call("Run[T any](f func() (T, error)) T", &["func() (*os.File, error)"]), "*os.File");
        assert_eq!(call("Values[K comparable, V any](m map[K]V) iter.Seq[V]", &["http.Header"]), "iter.Seq[?]");
        assert_eq!(call("Values[K comparable, V any](m map[K]V) V", &["net/url.Values"]), "[]string");
        assert_eq!(call("New[T any]() *T", &[]), "*?");
        assert_eq!(call("Deref[T any](p *T) T", &["net/http.Client"]), "net/http.Client");
        assert_eq!(call("First[V any](seq iter.Seq[V]) V", &["func(func(int) bool)"]), "int");
    }

    #[test]
    fn types_that_grow_are_given_up() {
        let mut ty = Type::predeclared("int");
        for _ in 0..20 {
            ty = bounded(Type::Map(Box::new(ty.clone()), Box::new(ty)));
        }
        assert!(count(&ty, &mut MAX_PARTS.clone(), MAX_DEPTH));
    }
}
