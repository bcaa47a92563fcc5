//! Looks for what is well formed and still nonsense: a handle that is an error, a resource without an end, an effect
//! on a number.
//!
//! Names that do not exist, positions beyond a signature and things said twice are noticed where they are looked up,
//! in `call`, `load` and `register`.

use crate::base::{QName, Signature, Type};

use super::handle::{Guard, Handle};
use super::mistake::Mistakes;
use super::protocol::{EffectKind, Position, ResourceKind};
use super::read::Word;
use super::schema::{RawFunction, RawResource};

/// A resource must be able to end, and its cure may only name the handle.
pub(super) fn resource(raw: &RawResource, mistakes: &mut Mistakes<'_>) {
    if raw.release.is_empty() {
        mistakes.add(raw.key.at, format!("nothing releases the resource `{}`", raw.key.text));
    }
    for (n, word) in raw.release.iter().enumerate() {
        if raw.release[..n].iter().any(|before| before.text == word.text) {
            mistakes.add(word.at, format!("`{}` is listed twice", word.text));
        }
    }
    for list in [&raw.fails_after_release, &raw.written_by] {
        for (n, word) in list.iter().enumerate() {
            if list[..n].iter().any(|before| before.text == word.text) {
                mistakes.add(word.at, format!("`{}` is listed twice", word.text));
            }
            method(word, mistakes);
        }
    }
    if let Some(word) = &raw.ask_after_end {
        method(word, mistakes);
        if !raw.ends_with.iter().any(|end| end.text.starts_with("exhausted:")) {
            mistakes.add(word.at, format!("`{}` is never exhausted", raw.key.text));
        }
    }
    if let Some(cure) = &raw.cure {
        let rest = cure.text.replace("{handle}", "");
        if rest.contains(['{', '}']) {
            mistakes.add(cure.at, "the only placeholder of a cure is `{handle}`");
        }
    }
}

/// A method is written as its name, after the fields that lead to it.
fn method(word: &Word, mistakes: &mut Mistakes<'_>) {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_alphabetic() || first == '_')
            && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    if !word.text.split('.').all(is_name) {
        mistakes.add(word.at, format!("`{}` is not the name of a method", word.text));
    }
}

/// The parts of an acquisition must be of sensible types.
pub(super) fn acquire(
    resource: &ResourceKind,
    handle: Handle,
    guard: Guard,
    context: Option<usize>,
    signature: &Signature,
    at: usize,
    mistakes: &mut Mistakes<'_>,
) {
    if let Handle::Result(number) = handle
        && let Some(result) = signature.results.get(number)
    {
        if result.ty.is_error() {
            mistakes.add(at, format!("result {number} is an error, which carries no duty"));
        }
        if let Some(odd) = unlisted(resource, &result.ty) {
            mistakes.add(at, format!("result {number} is a `{odd}`, which is not a type of `{}`", resource.key));
        }
    }
    if let Guard::ResultNil(number) = guard
        && let Some(result) = signature.results.get(number)
        && is_plain(&result.ty)
    {
        mistakes.add(at, format!("result {number} is a `{}`, which is never nil", result.ty));
    }
    if let Some(param) = context.and_then(|number| signature.params.get(number))
        && param.ty.name().is_none_or(|name| name.name.as_str() != "Context")
    {
        mistakes.add(at, format!("`{}` is not a context", param.ty));
    }
}

/// The name of a type that the resource should list and does not. An interface of another package, such as a closer,
/// may well stand for it.
fn unlisted(resource: &ResourceKind, ty: &Type) -> Option<QName> {
    let name = match ty {
        Type::Slice(element) => element.name(),
        other => other.name(),
    }?;
    let same_package = resource.types.iter().any(|listed| listed.package == name.package);
    (same_package && !resource.types.contains(&name)).then_some(name)
}

/// An effect is on something that can be a resource, and only functions are called.
pub(super) fn effect(on: Position, kind: &EffectKind, signature: &Signature, at: usize, mistakes: &mut Mistakes<'_>) {
    if matches!(kind, EffectKind::Wraps | EffectKind::Aliases) && signature.results.is_empty() {
        mistakes.add(at, "there is no result that could own it");
    }
    let Position::Argument(number) = on else { return };
    let Some(param) = signature.params.get(number) else { return };
    let calls = matches!(kind, EffectKind::CallsNow | EffectKind::CallsLater);
    let callable = matches!(param.ty, Type::Func(_) | Type::Named(..) | Type::Param(_) | Type::Interface(_));
    if (is_plain(&param.ty) && !may_be_descriptor(&param.ty)) || (calls && !callable) {
        let what = if calls { "function" } else { "resource" };
        mistakes.add(at, format!("argument {number} is a `{}`, which is no {what}", param.ty));
    }
}

/// A function entry must say something.
pub(super) fn function(raw: &RawFunction, mistakes: &mut Mistakes<'_>) {
    let words = [
        &raw.no_return,
        &raw.returns_if_nil,
        &raw.returns_if_not_nil,
        &raw.returns_if_true,
        &raw.returns_if_false,
        &raw.true_implies_not_nil,
        &raw.true_implies_true,
        &raw.true_implies_false,
        &raw.says_equal,
        &raw.expects_panic,
        &raw.nil_like,
        &raw.calls_where,
    ];
    if words.iter().all(|word| word.is_none())
        && !(raw.not_nil
            || raw.never_fails
            || raw.may_panic
            || raw.checks_out
            || raw.releases_on_failure
            || raw.returns_if_present
            || raw.slow)
    {
        mistakes.add(raw.at, "this function entry says nothing; `signatures` is the place for bare signatures");
    }
}

/// Descriptors and handles of the system are numbers.
fn may_be_descriptor(ty: &Type) -> bool {
    match ty {
        Type::Named(name, _) => name.package.is_empty() && matches!(name.name.as_str(), "int" | "uintptr"),
        _ => false,
    }
}

/// Predeclared types other than interfaces.
fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Named(name, _) => name.package.is_empty() && !matches!(name.name.as_str(), "any" | "error"),
        _ => false,
    }
}
