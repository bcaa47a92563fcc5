//! What the texts of a table mean: functions with their signatures, handles, guards, releases, ends.
//!
//! Everything here takes a [`Word`] and says either what it means or where it goes wrong.

use std::cell::RefCell;

use crate::api::{ParsedFunction, parse_path_signature, parse_path_type, parse_signature, parse_type};
use crate::base::{FuncPath, Name, QName, Signature, Type};

use super::handle::{Guard, Handle};
use super::protocol::{CallsWhere, EffectKind, NoReturn, Position, Release, ReportWhen, Severity};
use super::read::Word;

/// Byte offset in the file, and what is wrong there.
pub(super) type Wrong = (usize, String);

/// What the names of a table mean while it is registered for one package.
pub(super) struct Scope<'a> {
    /// The package that unqualified names belong to.
    pub own: Name,
    imports: &'a Imports,
}

/// The `imports` of a table, and after them the packages of `also`.
pub(super) struct Imports {
    /// Qualifier and import path.
    list: Vec<(String, Name)>,
    used: RefCell<Vec<bool>>,
}

impl Imports {
    /// Reads the list: `"database/sql"`, or `"alias database/sql"` as in Go.
    pub fn new(imports: &[Word], also: &[Word]) -> Imports {
        let list = imports.iter().chain(also).map(|word| match word.text.split_once(' ') {
            Some((alias, path)) => (alias.to_owned(), Name::new(path.trim())),
            None => (last_element(&word.text).to_owned(), Name::new(&word.text)),
        });
        let list: Vec<(String, Name)> = list.collect();
        Imports { used: RefCell::new(vec![false; list.len()]), list }
    }

    /// Position of the first import that no text used.
    pub fn unused(&self) -> Option<usize> {
        self.used.borrow().iter().position(|used| !used)
    }
}

/// The name by which a package is called in code: the last element of its path that is not a major version.
pub(super) fn last_element(path: &str) -> &str {
    let is_major = |text: &str| {
        text.strip_prefix('v').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut elements = path.rsplit('/');
    let mut last = elements.next().unwrap_or(path);
    if is_major(last) {
        last = elements.next().unwrap_or(last);
    }
    match last.rsplit_once('.') {
        Some((name, version)) if is_major(version) => name,
        _ => last,
    }
}

impl<'a> Scope<'a> {
    pub fn new(own: Name, imports: &'a Imports) -> Self {
        Scope { own, imports }
    }

    /// What a qualifier stands for: an import, the table's own package, or the package of just that name.
    fn qualifier(&self, word: &str) -> Option<Name> {
        if let Some(n) = self.imports.list.iter().position(|(name, _)| name == word) {
            self.imports.used.borrow_mut()[n] = true;
            return Some(self.imports.list[n].1);
        }
        if last_element(self.own.as_str()) == word {
            return Some(self.own);
        }
        Some(Name::new(word))
    }

    /// Whether names are written as paths of modules.
    pub fn has_paths(&self) -> bool {
        self.own.as_str().starts_with("::")
    }

    /// A function with its signature.
    pub fn function(&self, word: &Word) -> Result<ParsedFunction, Wrong> {
        if self.has_paths() {
            return parse_path_signature(&word.text, self.own).map_err(|error| (word.at + error.at, error.message));
        }
        parse_signature(&word.text, &|qualifier| self.qualifier(qualifier), self.own)
            .map_err(|error| (word.at + error.at, error.message))
    }

    /// A type.
    pub fn ty(&self, word: &Word) -> Result<Type, Wrong> {
        if self.has_paths() {
            return parse_path_type(&word.text, self.own).map_err(|error| (word.at + error.at, error.message));
        }
        parse_type(&word.text, &|qualifier| self.qualifier(qualifier), self.own)
            .map_err(|error| (word.at + error.at, error.message))
    }

    /// A variable of the library and its type: `DefaultDialer *Dialer`.
    pub fn variable(&self, word: &Word) -> Result<(QName, Type), Wrong> {
        let Some((name, ty)) = word.text.split_once(' ') else {
            return Err((word.at, format!("`{}` is not a variable and its type", word.text)));
        };
        let ty = self.ty(&Word { text: ty.to_owned(), at: word.at + name.len() + 1 })?;
        Ok((QName { package: self.own, name: self.member(name, word.at)? }, ty))
    }

    /// The name of a type, pointers stripped.
    pub fn type_name(&self, word: &Word) -> Result<QName, Wrong> {
        self.ty(word)?.name().ok_or_else(|| (word.at, format!("`{}` is not a named type", word.text)))
    }

    /// A way of releasing.
    pub fn release(&self, word: &Word) -> Result<Release, Wrong> {
        let text = word.text.as_str();
        if text == "call" {
            return Ok(Release::Call);
        }
        if text == "close(chan)" {
            return Ok(Release::CloseChannel);
        }
        if let Some(method) = text.strip_prefix("via:") {
            return Ok(Release::Via { name: self.member(method, word.at + 4)? });
        }
        if let Some(rest) = text.strip_prefix("fn:") {
            let Some((function, argument)) = rest.split_once('#') else {
                return Err((word.at, "a releasing function is written as `fn:package.Function#argument`".to_owned()));
            };
            let argument = argument
                .parse()
                .map_err(|_| (word.at + 4 + function.len(), format!("`{argument}` is not a number")))?;
            // Only the path matters here, so the parser is given empty parameters.
            let call = Word { text: format!("{function}()"), at: word.at + 3 };
            return Ok(Release::Function { path: self.function(&call)?.path, argument });
        }
        let (path, given) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            Some((path, given)) => (path, Some(given)),
            None => (text, None),
        };
        let mut fields = Vec::new();
        let mut at = word.at;
        for element in path.split('.') {
            fields.push(self.member(element, at)?);
            at += element.len() + 1;
        }
        let name = fields.pop().unwrap_or(Name::new(text));
        let name = given.map_or(name, |given| only_given(name, given.split_terminator(',').count()));
        Ok(Release::Method { fields, name })
    }

    fn member(&self, text: &str, at: usize) -> Result<Name, Wrong> {
        let valid = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if valid { Ok(Name::new(text)) } else { Err((at, format!("`{text}` is not the name of a method or field"))) }
    }

    /// A plain name, as of a method.
    pub fn method(&self, text: &str, at: usize) -> Result<Name, Wrong> {
        self.member(text, at)
    }
}

/// What a method is called where only calls with this many arguments count.
pub(super) fn only_given(method: Name, arguments: usize) -> Name {
    Name::new(&format!("{method}({arguments})"))
}

/// The method and the number of arguments of such a name.
pub(super) fn given(name: Name) -> Option<(Name, usize)> {
    let (method, arguments) = name.as_str().strip_suffix(')')?.split_once('(')?;
    Some((Name::new(method), arguments.parse().ok()?))
}

/// `result 0`, `receiver`, `argument 1`; it must exist in the signature.
pub(super) fn handle(word: &Word, path: FuncPath, signature: &Signature) -> Result<Handle, Wrong> {
    if word.text == "receiver" {
        return receiver(word, path).map(|()| Handle::Receiver);
    }
    if let Some(number) = numbered(&word.text, "result ") {
        return result(word, number, signature).map(Handle::Result);
    }
    if word.text.starts_with("argument ") {
        return argument(word, signature).map(Handle::Argument);
    }
    let inner = |rest: &str| Word { text: rest.to_owned(), at: word.at };
    if let Some(rest) = word.text.strip_prefix("behind ") {
        return argument(&inner(rest), signature).map(Handle::Behind);
    }
    if let Some((number, rest)) = word.text.strip_prefix("element ").and_then(|rest| rest.split_once(" behind "))
        && let Ok(number) = number.parse()
    {
        return argument(&inner(rest), signature).map(|argument| Handle::Element(argument, number));
    }
    let allowed = "`result N`, `receiver`, `argument N`, `behind argument N` or `element N behind argument N`";
    Err((word.at, format!("`{}` is not {allowed}", word.text)))
}

/// `result 1 is nil`, `result 1 is true`, `result 0 is zero`, `handle is not nil`, `field Error is nil`, `always`.
pub(super) fn guard(word: &Word, signature: &Signature) -> Result<Guard, Wrong> {
    let text = word.text.as_str();
    if text == "always" {
        return Ok(Guard::Always);
    }
    if text == "handle is not nil" {
        return Ok(Guard::HandleNotNil);
    }
    if let Some(field) = text.strip_prefix("field ").and_then(|rest| rest.strip_suffix(" is nil")) {
        return Ok(Guard::FieldNil(Name::new(field)));
    }
    let subject = |suffix: &str| text.strip_suffix(suffix).and_then(|subject| numbered(subject, "result "));
    if let Some(number) = subject(" is nil") {
        return result(word, number, signature).map(Guard::ResultNil);
    }
    if let Some(number) = subject(" is true") {
        let number = result(word, number, signature)?;
        if !signature.results[number].ty.is_bool() {
            return Err((word.at, format!("result {number} is not a bool")));
        }
        return Ok(Guard::ResultTrue(number));
    }
    if let Some(number) = subject(" is zero") {
        return result(word, number, signature).map(Guard::ResultZero);
    }
    if let Some(number) = subject(" is not zero") {
        return result(word, number, signature).map(Guard::ResultNotZero);
    }
    let allowed = "`result N is nil`, `result N is true`, `result N is zero`, `result N is not zero`, `handle is not \
                   nil`, `field NAME is nil` or `always`";
    Err((word.at, format!("`{text}` is not {allowed}")))
}

/// The guard of a call whose table does not say: the last result is nil if it is an `error`, and what may be absent is
/// there.
pub(super) fn default_guard(handle: Handle, signature: &Signature) -> Guard {
    if signature.results.first().is_some_and(|result| result.ty.payload().is_some()) {
        return match handle {
            Handle::Result(_) => Guard::HandleNotNil,
            Handle::Receiver | Handle::Argument(_) | Handle::Behind(_) | Handle::Element(..) => Guard::ResultNotNil(0),
        };
    }
    signature.error_result().map_or(Guard::Always, Guard::ResultNil)
}

/// `receiver`, `argument 1`, `any argument`.
pub(super) fn position(word: &Word, path: FuncPath, signature: &Signature) -> Result<Position, Wrong> {
    match word.text.as_str() {
        "receiver" => receiver(word, path).map(|()| Position::Receiver),
        "any argument" => Ok(Position::AnyArgument),
        text if text.starts_with("argument ") => argument(word, signature).map(Position::Argument),
        text => Err((word.at, format!("`{text}` is not `receiver`, `argument N` or `any argument`"))),
    }
}

/// `argument 1`; it must exist in the signature.
pub(super) fn argument(word: &Word, signature: &Signature) -> Result<usize, Wrong> {
    let Some(number) = numbered(&word.text, "argument ") else {
        return Err((word.at, format!("`{}` is not `argument N`", word.text)));
    };
    if number < signature.params.len() {
        return Ok(number);
    }
    let count = signature.params.len();
    Err((word.at, format!("there is no argument {number}: the call has {count}, counted from 0")))
}

/// Position of the context parameter of this name.
pub(super) fn context(word: &Word, signature: &Signature) -> Result<usize, Wrong> {
    signature
        .params
        .iter()
        .position(|param| param.name.is_some_and(|name| name.as_str() == word.text))
        .ok_or_else(|| (word.at, format!("the call has no parameter `{}`", word.text)))
}

fn receiver(word: &Word, path: FuncPath) -> Result<(), Wrong> {
    match path.receiver {
        Some(_) => Ok(()),
        None => Err((word.at, format!("`{path}` is not a method, so it has no receiver"))),
    }
}

fn result(word: &Word, number: usize, signature: &Signature) -> Result<usize, Wrong> {
    if number < signature.results.len() {
        return Ok(number);
    }
    let count = signature.results.len();
    Err((word.at, format!("there is no result {number}: the call has {count}, counted from 0")))
}

fn numbered(text: &str, prefix: &str) -> Option<usize> {
    text.strip_prefix(prefix)?.parse().ok()
}

/// `takes`, `releases`, ...
pub(super) fn effect_kind(word: &Word) -> Result<EffectKind, Wrong> {
    Ok(match word.text.as_str() {
        "takes" => EffectKind::Takes,
        "releases" => EffectKind::Releases,
        "wraps" => EffectKind::Wraps,
        "aliases" => EffectKind::Aliases,
        "same" => EffectKind::Same,
        "borrows" => EffectKind::Borrows,
        "writes" => EffectKind::Writes,
        "forgets" => EffectKind::Forgets,
        "calls-now" => EffectKind::CallsNow,
        "calls-once" => EffectKind::CallsOnce,
        "calls-later" => EffectKind::CallsLater,
        text => {
            let allowed = "`takes`, `releases`, `wraps`, `aliases`, `same`, `borrows`, `writes`, `forgets`, `calls-now`, `calls-once` or `calls-later`";
            return Err((word.at, format!("`{text}` is not {allowed}")));
        }
    })
}

/// `present`, `absent`, `failed`.
pub(super) fn calls_where(word: &Word) -> Result<CallsWhere, Wrong> {
    match word.text.as_str() {
        "present" => Ok(CallsWhere::Present),
        "absent" => Ok(CallsWhere::Absent),
        "failed" => Ok(CallsWhere::Failed),
        text => Err((word.at, format!("`{text}` is not `present`, `absent` or `failed`"))),
    }
}

/// `always`, `never`, `never-released`, `released-elsewhere`, `made-per-call`.
pub(super) fn report_when(word: &Word) -> Result<ReportWhen, Wrong> {
    match word.text.as_str() {
        "always" => Ok(ReportWhen::Always),
        "never" => Ok(ReportWhen::Never),
        "never-released" => Ok(ReportWhen::NeverReleased),
        "released-elsewhere" => Ok(ReportWhen::ReleasedElsewhere),
        "made-per-call" => Ok(ReportWhen::MadePerCall),
        text => {
            let allowed = "`always`, `never`, `never-released`, `released-elsewhere` or `made-per-call`";
            Err((word.at, format!("`{text}` is not {allowed}")))
        }
    }
}

/// `exit`, `panic`, `goexit`.
pub(super) fn no_return(word: &Word) -> Result<NoReturn, Wrong> {
    match word.text.as_str() {
        "exit" => Ok(NoReturn::Exit),
        "panic" => Ok(NoReturn::Panic),
        "goexit" => Ok(NoReturn::Goexit),
        text => Err((word.at, format!("`{text}` is not `exit`, `panic` or `goexit`"))),
    }
}

/// `error`, `warning`, `info`.
pub(super) fn severity(word: &Word) -> Result<Severity, Wrong> {
    match word.text.as_str() {
        "error" => Ok(Severity::Error),
        "warning" => Ok(Severity::Warning),
        "info" => Ok(Severity::Info),
        text => Err((word.at, format!("`{text}` is not `error`, `warning` or `info`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_names() {
        let names = ["database/sql", "example.org/pgx/v5", "gopkg.in/check.v1", "io", "v2"].map(last_element);
        assert_eq!(names, ["sql", "pgx", "check", "io", "v2"]);
    }
}
