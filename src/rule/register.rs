//! Puts the entries of one table into the catalog, for one of the packages the table speaks of.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::api::ParsedFunction;
use crate::base::{Field, FuncPath, Name, QName, Signature, Type};

use super::call::{self, Scope, Wrong};
use super::catalog::TypeFact;
use super::check;
use super::handle::{Guard, Handle};
use super::load::{Loader, keep};
use super::mistake::{Mistakes, nearest};
use super::protocol::{Acquire, Effect, FuncModel, ImplicitEnd, Position, Release, ResourceId};
use super::read::Word;
use super::schema::{RawAcquire, RawEffect, RawFunction, RawResource, RawTable, RawType};

/// What an entry can say of a function, once.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Said {
    /// It acquires, and this carries the duty.
    Acquires(Handle),
    /// It does something to this input.
    Does(Position),
    /// What [`FuncModel`] says.
    Model,
    /// Only its signature.
    Signature,
    /// It waits.
    Waits,
    /// What has to become of its result.
    Outcome,
    /// What has to become of its result before the process ends.
    AtExit,
    /// What has to become of its result before something slow is waited for.
    AtWait,
}

/// A function named by an entry.
pub(super) struct Called {
    pub path: FuncPath,
    pub signature: Arc<Signature>,
}

/// One table while it is registered for one of its packages.
pub(super) struct Pass<'p, 'm, 't> {
    pub loader: &'p mut Loader,
    /// Name of the table.
    pub table: &'t str,
    pub scope: Scope<'p>,
    /// Not the first package: what is written with a qualifier has been registered.
    pub again: bool,
    pub mistakes: &'p mut Mistakes<'m>,
}

impl Pass<'_, '_, '_> {
    /// Registers everything.
    pub fn run(&mut self, raw: &RawTable) {
        for resource in &raw.resources {
            self.resource(resource);
        }
        for acquire in &raw.acquires {
            self.acquire(acquire);
        }
        for effect in &raw.effects {
            self.effect(effect);
        }
        for wait in &raw.waits {
            self.wait(wait);
        }
        for outcome in &raw.outcomes {
            self.outcome(outcome);
        }
        self.marked_types(raw);
        for function in &raw.functions {
            self.function(function);
        }
        for ty in &raw.types {
            self.type_fact(ty);
        }
        for word in &raw.traits {
            let name = self.scope.type_name(word);
            let name = self.keep(name);
            self.loader.catalog.traits.extend(name);
        }
        for signature in &raw.signatures {
            if let Some(function) = self.call(signature) {
                self.once(function.path, Said::Signature, signature.at);
            }
        }
        for variable in &raw.variables {
            let variable = self.scope.variable(variable);
            let variable = self.keep(variable);
            self.loader.catalog.variables.extend(variable);
        }
    }

    pub(super) fn keep<T>(&mut self, result: Result<T, Wrong>) -> Option<T> {
        keep(result, self.mistakes)
    }

    /// Reads a call and remembers its signature; `None` if it is wrong or was registered for another package.
    pub(super) fn call(&mut self, word: &Word) -> Option<Called> {
        let result = self.scope.function(word);
        let ParsedFunction { path, has_receiver, signature, qualified, receiver_params, .. } = self.keep(result)?;
        if qualified && self.again {
            return None;
        }
        if path.receiver.is_some() && !has_receiver {
            self.loader.catalog.associated.insert(path);
        }
        if let Some(receiver) = path.receiver.filter(|_| self.scope.has_paths() && !receiver_params.is_empty()) {
            let name = QName { package: path.package, name: receiver };
            self.loader.catalog.type_params.insert(name, receiver_params);
        }
        let known = self.loader.catalog.signatures.entry(path);
        let signature = match known {
            Entry::Vacant(vacant) => vacant.insert(Arc::new(signature)).clone(),
            Entry::Occupied(before) => {
                if **before.get() != signature {
                    self.mistakes.add(word.at, format!("another entry gives `{path}` another signature"));
                }
                Arc::new(signature)
            }
        };
        Some(Called { path, signature })
    }

    /// Notes that something is said of a function; a mistake if it was said before.
    pub(super) fn once(&mut self, path: FuncPath, what: Said, at: usize) {
        if !self.loader.said.insert((path, what)) {
            self.mistakes.add(at, format!("another entry says the same of `{path}`"));
        }
    }

    fn resource_named(&mut self, word: &Word) -> Option<ResourceId> {
        let key = if word.text.contains('.') { word.text.clone() } else { format!("{}.{}", self.table, word.text) };
        let found = self.loader.keys.get(&key).copied();
        if found.is_none() {
            let prefix = format!("{}.", self.table);
            let mut own: Vec<&str> = self.loader.keys.keys().filter_map(|key| key.strip_prefix(&prefix)).collect();
            own.sort_unstable();
            self.mistakes.add_with(word.at, format!("there is no resource `{}`", word.text), nearest(&word.text, own));
        }
        found
    }

    fn resource(&mut self, raw: &RawResource) {
        let Some(id) = self.resource_named(&raw.key) else { return };
        check::resource(raw, self.mistakes);
        for word in &raw.types {
            let name = self.scope.type_name(word);
            let Some(name) = self.keep(name) else { continue };
            if !self.loader.catalog.resources[id].types.contains(&name) {
                self.loader.catalog.resources[id].types.push(name);
                self.loader.catalog.by_type.entry(name).or_default().push(id);
            }
        }
        for word in &raw.release {
            let release = self.scope.release(word);
            if let Some(release) = self.keep(release) {
                self.release(id, release);
            }
        }
        let users = raw.pool_used_by.iter().map(|word| Name::new(&word.text));
        self.loader.catalog.pool_users.extend(users);
        for word in &raw.ends_with {
            let end = self.implicit_end(word);
            let ends = &mut self.loader.catalog.resources[id].implicit;
            ends.extend(end.filter(|end| !ends.contains(end)));
        }
    }

    fn release(&mut self, id: ResourceId, release: Release) {
        let name = match &release {
            Release::Method { name, .. } | Release::Via { name } => Some(*name),
            Release::Function { path, .. } => Some(path.name),
            Release::CloseChannel => Some(Name::new("close")),
            Release::Call => None,
        };
        self.loader.catalog.release_names.extend(name);
        if let Release::Method { name, .. } = &release
            && let Some((method, given)) = call::given(*name)
        {
            self.loader.catalog.releases_if_given.insert((method, given), *name);
        }
        if let Release::Function { path, argument } = &release {
            self.loader.catalog.releasing.insert((*path, *argument));
        }
        let releases = &mut self.loader.catalog.resources[id].releases;
        if !releases.contains(&release) {
            releases.push(release);
        }
    }

    fn implicit_end(&mut self, word: &Word) -> Option<ImplicitEnd> {
        if word.text == "context" {
            return Some(ImplicitEnd::Context);
        }
        if let Some(method) = word.text.strip_prefix("exhausted:") {
            let method = self.scope.method(method, word.at + 10);
            return self.keep(method).map(ImplicitEnd::Exhausted);
        }
        if let Some(parent) = word.text.strip_prefix("parent:") {
            let parent = Word { text: parent.to_owned(), at: word.at + 7 };
            return self.resource_named(&parent).map(ImplicitEnd::Parent);
        }
        let allowed = "`exhausted:METHOD`, `context` or `parent:RESOURCE`";
        self.mistakes.add(word.at, format!("`{}` is not {allowed}", word.text));
        None
    }

    fn acquire(&mut self, raw: &RawAcquire) {
        let Some(resource) = self.resource_named(&raw.resource) else { return };
        self.loader.acquired.insert(resource);
        self.literals(raw, resource);
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            let Some(acquire) = self.acquire_of(raw, resource, &function, word) else { continue };
            if raw.keeps && self.loader.catalog.resources[resource].written_by.is_empty() {
                self.mistakes.add(word.at, "nothing writes to it: the resource has no `written-by`");
            }
            // One command begins a transaction, another one takes a lock.
            if raw.said.is_empty() && raw.argument_made_by.is_empty() {
                self.once(function.path, Said::Acquires(acquire.handle), word.at);
            }
            let catalog = &mut self.loader.catalog;
            if acquire.handle == Handle::Receiver {
                let methods = catalog.resources[resource].releases.iter().filter_map(|release| match release {
                    Release::Method { name, .. } => Some(*name),
                    Release::Call | Release::Function { .. } | Release::Via { .. } | Release::CloseChannel => None,
                });
                catalog.release_names_of_receivers.extend(methods);
            }
            let named = catalog.by_name.entry(function.path.name).or_default();
            if !named.contains(&function.path) {
                named.push(function.path);
            }
            catalog.acquires.entry(function.path).or_default().push(acquire);
        }
    }

    fn acquire_of(
        &mut self,
        raw: &RawAcquire,
        resource: ResourceId,
        function: &Called,
        call: &Word,
    ) -> Option<Acquire> {
        let signature = &function.signature;
        let implied = Word { text: "result 0".to_owned(), at: call.at };
        let handle = call::handle(raw.handle.as_ref().unwrap_or(&implied), function.path, signature);
        let handle = self.keep(handle)?;
        let guard = match &raw.guard {
            Some(word) => self.keep_guard(word, function)?,
            None => call::default_guard(handle, signature),
        };
        let context = match &raw.context {
            Some(word) => Some(self.keep(call::context(word, signature))?),
            None => None,
        };
        check::acquire(
            &self.loader.catalog.resources[resource],
            handle,
            guard,
            context,
            signature,
            call.at,
            self.mistakes,
        );
        let if_unread = match &raw.if_unread {
            Some(word) => Some(self.keep(self.scope.method(&word.text, word.at))?),
            None => None,
        };
        let results = signature.results.iter().map(|result| result.ty.clone()).collect();
        let mut argument_made_by = Vec::with_capacity(raw.argument_made_by.len());
        for word in &raw.argument_made_by {
            let maker = self.scope.function(word);
            argument_made_by.extend(self.keep(maker).map(|maker| maker.path));
        }
        let mut only_for = Vec::new();
        for word in &raw.only_for {
            let name = self.scope.type_name(word);
            only_for.extend(self.keep(name));
        }
        Some(Acquire {
            only_for,
            argument_made_by,
            unless_called: if raw.literals.is_empty() { self.names(&raw.unless) } else { Vec::new() },
            said: raw.said.iter().map(|word| word.text.clone()).collect(),
            seen_with: raw.seen_with.iter().map(|word| word.text.clone()).collect(),
            resource,
            handle,
            guard,
            context,
            results,
            live_with_error: raw.live_with_error,
            keeps: raw.keeps,
            if_unread,
            idle_under: raw.idle_under.iter().map(|word| Name::new(&word.text)).collect(),
        })
    }

    fn keep_guard(&mut self, word: &Word, function: &Called) -> Option<Guard> {
        let guard = call::guard(word, &function.signature);
        self.keep(guard)
    }

    fn effect(&mut self, raw: &RawEffect) {
        let kind = call::effect_kind(&raw.does);
        let Some(kind) = self.keep(kind) else { return };
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            for on in &raw.on {
                let on = call::position(on, function.path, &function.signature);
                let Some(on) = self.keep(on) else { continue };
                self.once(function.path, Said::Does(on), word.at);
                check::effect(on, &kind, &function.signature, word.at, self.mistakes);
                let until = raw.until.as_ref().map(|word| Name::new(&word.text));
                if let (Position::Argument(n), Some(until)) = (on, until) {
                    self.loader.catalog.taken_out.insert(function.path.name, (n, until));
                }
                let effect = Effect { on, kind: kind.clone(), until };
                self.loader.catalog.effects.entry(function.path).or_default().push(effect);
            }
        }
    }

    fn function(&mut self, raw: &RawFunction) {
        check::function(raw, self.mistakes);
        for word in &raw.calls {
            let Some(function) = self.call(word) else { continue };
            let Some(model) = self.model(raw, &function) else { continue };
            self.once(function.path, Said::Model, word.at);
            if let (true, Some(receiver)) = (model.checks_out, function.path.receiver) {
                self.loader.catalog.pools.insert(QName { package: function.path.package, name: receiver });
            }
            self.loader.catalog.models.insert(function.path, model);
        }
    }

    fn model(&mut self, raw: &RawFunction, function: &Called) -> Option<FuncModel> {
        let mut argument = |word: &Option<Word>| match word {
            Some(word) => keep(call::argument(word, &function.signature), self.mistakes),
            None => None,
        };
        let mut model = FuncModel {
            no_return: None,
            returns_if_nil: argument(&raw.returns_if_nil),
            returns_if_not_nil: argument(&raw.returns_if_not_nil),
            returns_if_true: argument(&raw.returns_if_true),
            returns_if_false: argument(&raw.returns_if_false),
            true_implies_not_nil: argument(&raw.true_implies_not_nil),
            true_implies_true: argument(&raw.true_implies_true),
            true_implies_false: argument(&raw.true_implies_false),
            says_equal: argument(&raw.says_equal),
            expects_panic: argument(&raw.expects_panic),
            nil_like: argument(&raw.nil_like),
            not_nil: raw.not_nil,
            never_fails: raw.never_fails,
            may_panic: raw.may_panic,
            checks_out: raw.checks_out,
            releases_on_failure: raw.releases_on_failure,
            calls_where: None,
            returns_if_present: raw.returns_if_present,
            slow: raw.slow,
        };
        if let Some(word) = &raw.calls_where {
            model.calls_where = Some(self.keep(call::calls_where(word))?);
        }
        if let Some(word) = &raw.no_return {
            model.no_return = Some(self.keep(call::no_return(word))?);
        }
        Some(model)
    }

    fn type_fact(&mut self, raw: &RawType) {
        let name = self.scope.type_name(&raw.name);
        let Some(name) = self.keep(name) else { return };
        if self.again && raw.name.text.contains('.') {
            return;
        }
        let underlying = match &raw.is {
            Some(word) if raw.embeds.is_empty() && raw.fields.is_empty() => {
                let ty = self.scope.ty(word);
                self.keep(ty)
            }
            Some(word) => {
                self.mistakes.add(word.at, "`is` says all of a type; `embeds` and `fields` go without it");
                None
            }
            None => {
                let params = self.params_of(raw);
                if !params.is_empty() {
                    self.loader.catalog.type_params.insert(name, params.clone());
                }
                Some(Type::Struct(Arc::new(self.struct_fields(raw, &params))))
            }
        };
        if let Some(underlying) = underlying {
            self.loader.catalog.type_facts.push(TypeFact { name, underlying });
        }
    }

    /// The type parameters that a type is written with: `Guard<M>`.
    fn params_of(&mut self, raw: &RawType) -> Vec<Name> {
        match self.scope.ty(&raw.name) {
            Ok(Type::Named(_, args)) => args.iter().filter_map(|arg| arg.name()).map(|name| name.name).collect(),
            Ok(_) | Err(_) => Vec::new(),
        }
    }

    fn struct_fields(&mut self, raw: &RawType, params: &[Name]) -> Vec<Field> {
        let mut fields = Vec::new();
        for word in &raw.embeds {
            let ty = self.scope.ty(word);
            let Some(ty) = self.keep(ty) else { continue };
            match ty.name() {
                Some(named) if params.contains(&named.name) => {
                    fields.push(Field { name: named.name, ty: Type::Param(named.name), embedded: true });
                }
                Some(named) => fields.push(Field { name: named.name, ty, embedded: true }),
                None => self.mistakes.add(word.at, format!("`{}` is not a named type", word.text)),
            }
        }
        for (name, word) in &raw.fields {
            let ty = self.scope.ty(word);
            let Some(ty) = self.keep(ty) else { continue };
            fields.push(Field { name: Name::new(&name.text), ty, embedded: false });
        }
        fields
    }
}
