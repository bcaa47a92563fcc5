//! Simple statements: assignment, declaration, send, `go`, `defer`, `return`, and lists of statements.
//!
//! Approximate: the key in `m[k] = v` is an element of `m` as well, written first, if it is a variable that may
//! hold more than a number or a text: a set of connections keeps them. In an assignment of several values,
//! places on the left are evaluated before the values are, but pointers in them are followed when written.

use rustc_hash::FxHashSet;
use smallvec::SmallVec;

use super::ast::{Expr, ExprKind, Ident, Step, StepKind, Stmt, StmtKind, UnaryOp, ValueSpec};
use super::decl::Lowerer;
use super::expr::is_place;
use crate::base::{Name, Span, Type};
use crate::ir::builder::Binding;
use crate::ir::{CallMode, Cond, Const, Local, Operand, Place, Projection, Root, Rvalue};

/// Where a value goes.
pub(super) enum Target {
    /// `_`.
    Blank,
    /// What is there already.
    Place(Place),
    /// A variable that is declared by this statement, and in sight only behind it.
    New(Local, Name),
}

impl Target {
    /// The written place, if any.
    pub fn place(&self) -> Option<Place> {
        match self {
            Target::Blank => None,
            Target::Place(place) => Some(place.clone()),
            Target::New(local, _) => Some(Place::local(*local)),
        }
    }
}

impl Lowerer {
    /// A list of statements in the innermost scope. Dead code is dropped up to a label that is jumped to.
    pub fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            let is_target = matches!(stmt.kind, StmtKind::Labeled(name, _) if self.gotos.contains(&name));
            if self.builder.is_reachable() || is_target {
                self.stmt(stmt, None);
            }
        }
    }

    /// A list of statements in a scope of its own.
    pub fn block(&mut self, stmts: &[Stmt]) {
        self.builder.open_scope();
        self.stmts(stmts);
        self.builder.close_scope();
    }

    /// A statement behind a label, if it has one.
    pub fn stmt(&mut self, stmt: &Stmt, label: Option<Name>) {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::Bad(names) => self.bad(names, span),
            StmtKind::Expr(expr) => {
                self.effects(expr);
                if self.is_panic(expr) {
                    self.builder.panic(span);
                }
            }
            StmtKind::Send(channel, value) => {
                let channel = self.place(channel).project(Projection::Index);
                let value = self.operand(value);
                self.builder.assign(channel, Rvalue::Use(value), span);
            }
            StmtKind::Step(expr) => {
                let place = self.place(expr);
                self.builder.assign(place.clone(), Rvalue::Compute(vec![Operand::Place(place)]), span);
            }
            StmtKind::Update(left, right) => {
                let place = self.place(left);
                let right = self.operand(right);
                self.builder.assign(place.clone(), Rvalue::Compute(vec![Operand::Place(place), right]), span);
            }
            StmtKind::Assign(left, right) => self.assign(left, right, span),
            StmtKind::Define(left, right) => {
                let targets = left.iter().map(|expr| self.defined(expr)).collect();
                self.write(targets, right, span);
            }
            StmtKind::Values(specs) => specs.iter().for_each(|spec| self.value_spec(spec, span)),
            StmtKind::Types(types) => types.iter().for_each(|(name, ty)| self.local_type(*name, ty)),
            StmtKind::Return(values) => self.ret(values, span),
            StmtKind::Go(expr) => self.detached(expr, CallMode::Spawned),
            StmtKind::Defer(expr) => self.detached(expr, CallMode::Deferred),
            StmtKind::If(arms, otherwise) => self.if_stmt(arms, otherwise.as_deref(), span),
            StmtKind::For(stmt) => self.for_stmt(stmt, label, span),
            StmtKind::Range(stmt) => self.range_stmt(stmt, label, span),
            StmtKind::Switch(stmt) => self.switch(stmt, label, span),
            StmtKind::TypeSwitch(stmt) => self.type_switch(stmt, label, span),
            StmtKind::Select(cases) => self.select(cases, label, span),
            StmtKind::Labeled(name, inner) => self.labeled(*name, inner.as_deref(), span),
            StmtKind::Break(to) => self.jump(self.builder.break_target(*to), span),
            StmtKind::Continue(to) => self.jump(self.builder.continue_target(*to), span),
            StmtKind::Goto(name) => {
                let block = self.builder.label(*name);
                self.builder.goto(block, span);
            }
            StmtKind::Fallthrough => self.jump(self.fallthrough, span),
            StmtKind::Block(stmts) => self.block(stmts),
            StmtKind::Empty => {}
        }
    }

    /// Code that was not understood may do anything to what it mentions.
    pub fn bad(&mut self, names: &[Name], span: Span) {
        let uses = self.mentioned(names);
        let is_local = |place: &&Place| matches!(place.root, Root::Local(_));
        let writes = uses.iter().filter_map(Operand::place).filter(is_local).cloned().collect();
        self.builder.opaque(uses, writes, span);
    }

    /// A type declared in a function is replaced by what it stands for; where it mentions itself, nothing is known.
    fn local_type(&mut self, name: Name, ty: &Type) {
        self.builder.bind(name, Binding::Type(Type::Unknown));
        let ty = self.ty(ty);
        self.builder.bind(name, Binding::Type(ty));
    }

    /// What `:=` does to one of its left sides.
    pub fn defined(&mut self, expr: &Expr) -> Target {
        match expr.kind {
            ExprKind::Name(name) => self.declared(Ident { name, span: expr.span }, true, Type::Unknown),
            // Not a name; the compiler refuses it.
            _ => Target::Place(self.place(expr)),
        }
    }

    fn declared(&mut self, ident: Ident, reuse: bool, ty: Type) -> Target {
        if ident.name == self.words.blank {
            return Target::Blank;
        }
        match self.builder.lookup_here(ident.name).filter(|_| reuse) {
            Some(local) => Target::Place(Place::local(local)),
            None => Target::New(self.builder.var(ident.name, ty, ident.span), ident.name),
        }
    }

    fn value_spec(&mut self, spec: &ValueSpec, span: Span) {
        let ty = spec.ty.as_ref().map_or(Type::Unknown, |ty| self.ty(ty));
        let targets: Vec<Target> = spec.names.iter().map(|&name| self.declared(name, false, ty.clone())).collect();
        if !spec.values.is_empty() {
            let span = spec.names.first().map_or(span, |name| name.span);
            let span = spec.values.last().map_or(span, |last| span.join(last.span));
            return self.write(targets, &spec.values, span);
        }
        // A constant without a value repeats the one before.
        let initial = if spec.is_const { Const::Other } else { Const::Zero };
        for (target, name) in targets.iter().zip(&spec.names) {
            if let Some(place) = target.place() {
                self.builder.assign(place, Rvalue::Use(Operand::Const(initial)), name.span);
            }
        }
        self.bind_new(&targets);
    }

    fn assign(&mut self, left: &[Expr], right: &[Expr], span: Span) {
        let targets = left.iter().map(|expr| self.assigned(expr)).collect();
        self.write(targets, right, span);
    }

    /// What `=` does to one of its left sides.
    pub fn assigned(&mut self, expr: &Expr) -> Target {
        if matches!(expr.kind, ExprKind::Name(name) if name == self.words.blank) {
            return Target::Blank;
        }
        let place = self.place(expr);
        if let ExprKind::Chain(_, steps) = &expr.kind
            && let Some(Step { kind: StepKind::Index(key), .. }) = steps.last()
        {
            self.keep_key(key, &place);
        }
        Target::Place(place)
    }

    fn keep_key(&mut self, key: &Expr, container: &Place) {
        let ExprKind::Name(name) = key.kind else { return };
        let Some(Binding::Local(local)) = self.builder.lookup(name) else { return };
        let local = *local;
        if !self.plain.contains(&local) && !is_plain(&self.builder.decl(local).ty) {
            self.builder.assign(container.clone(), Rvalue::Use(Operand::local(local)), key.span);
        }
    }

    /// Evaluates the right sides, writes the left ones, and brings new variables in sight.
    pub fn write(&mut self, targets: Vec<Target>, right: &[Expr], span: Span) {
        match (targets.as_slice(), right) {
            ([target], [value]) => match target.place() {
                Some(place) => {
                    self.note_plain(target, value);
                    self.value_at(value, place, span);
                }
                // Dropped on purpose, which is not the same as not looked at.
                None => match &value.kind {
                    ExprKind::Chain(base, steps)
                        if matches!(steps.last(), Some(Step { kind: StepKind::Call(_), .. })) =>
                    {
                        self.call(base, steps, value.span, vec![None], CallMode::Normal);
                    }
                    _ => self.effects(value),
                },
            },
            (many, [value]) if many.len() > 1 => self.write_several(many, value, span),
            _ => self.write_pairwise(&targets, right, span),
        }
        self.bind_new(&targets);
    }

    /// A value with the span of the statement, unless it is a call, which has its own.
    fn value_at(&mut self, value: &Expr, place: Place, span: Span) {
        match &value.kind {
            ExprKind::Chain(_, steps) if !is_place(steps) => self.value(value, place),
            ExprKind::Name(_) | ExprKind::Literal(_) | ExprKind::Chain(..) => {
                let operand = self.operand(value);
                self.builder.assign(place, Rvalue::Use(operand), span);
            }
            // The expression is the more telling place.
            _ => self.value(value, place),
        }
    }

    fn note_plain(&mut self, target: &Target, value: &Expr) {
        if let (Target::New(local, _), ExprKind::Literal(_) | ExprKind::Arith(_)) = (target, &value.kind) {
            self.plain.insert(*local);
        }
    }

    pub fn bind_new(&mut self, targets: &[Target]) {
        for target in targets {
            if let Target::New(local, name) = target {
                self.builder.bind(*name, Binding::Local(*local));
            }
        }
    }

    fn write_pairwise(&mut self, targets: &[Target], right: &[Expr], span: Span) {
        let mut pending: Vec<(Place, Operand, Span)> = Vec::new();
        for (n, value) in right.iter().enumerate() {
            match targets.get(n) {
                Some(Target::Place(place)) => {
                    let operand = self.operand(value);
                    pending.push((place.clone(), operand, value.span));
                }
                // Nothing on the right can mention a new variable.
                Some(target @ Target::New(local, _)) => {
                    self.note_plain(target, value);
                    self.value_at(value, Place::local(*local), value.span);
                }
                Some(Target::Blank) | None => self.effects(value),
            }
        }
        self.write_pending(pending);
        let unwritten: Vec<Place> = targets.iter().skip(right.len()).filter_map(Target::place).collect();
        if !unwritten.is_empty() {
            self.builder.opaque(Vec::new(), unwritten, span);
        }
    }

    /// Writes in order what was read before; what an earlier write would change is kept first.
    fn write_pending(&mut self, mut pending: Vec<(Place, Operand, Span)>) {
        // Roots that were written so far, in part or as a whole.
        let (mut written, mut overwritten) = (FxHashSet::default(), FxHashSet::default());
        for (place, operand, span) in &mut pending {
            if operand.place().is_some_and(|read| written.contains(&read.root)) {
                *operand = self.keep(operand.clone(), *span);
            }
            let root = place.root;
            if place.projections.is_empty() {
                overwritten.insert(root);
            } else if overwritten.contains(&root) {
                let whole = Place { root, projections: SmallVec::new() };
                if let Operand::Place(kept) = self.keep(Operand::Place(whole), *span) {
                    place.root = kept.root;
                }
            }
            written.insert(root);
        }
        for (place, operand, span) in pending {
            if operand != Operand::Place(place.clone()) {
                self.builder.assign(place, Rvalue::Use(operand), span);
            }
        }
    }

    /// `a, b = f()` and the forms with `ok`.
    fn write_several(&mut self, targets: &[Target], value: &Expr, span: Span) {
        match &value.kind {
            ExprKind::Chain(base, steps) => match steps.split_last() {
                Some((Step { kind: StepKind::Call(_), .. }, _)) => {
                    let dst = targets.iter().map(Target::place).collect();
                    self.call(base, steps, value.span, dst, CallMode::Normal);
                }
                Some((Step { kind: StepKind::Assert(ty), .. }, before)) => {
                    let of = Operand::Place(self.chain(base, before, value.span));
                    let ty = self.ty(ty);
                    let ok = Rvalue::Cond { cond: Cond::IsType(of.clone(), Box::new(ty.clone())), negated: false };
                    self.comma_ok(targets, Rvalue::TypeAssert(of, Box::new(ty)), ok, value.span);
                }
                _ => {
                    let element = self.chain(base, steps, value.span);
                    let mut whole = element.clone();
                    whole.projections.pop();
                    let ok = Rvalue::Compute(vec![Operand::Place(whole)]);
                    self.comma_ok(targets, Rvalue::Use(Operand::Place(element)), ok, value.span);
                }
            },
            ExprKind::Unary(UnaryOp::Receive, channel) => {
                let channel = self.place(channel);
                self.receive(targets, channel, value.span);
            }
            // Not several values.
            _ => {
                let operand = self.operand(value);
                let writes = targets.iter().filter_map(Target::place).collect();
                self.builder.opaque(vec![operand], writes, span);
            }
        }
    }

    /// What is received from a channel, and whether it was open.
    pub fn receive(&mut self, targets: &[Target], channel: Place, span: Span) {
        let ok = Rvalue::Compute(vec![Operand::Place(channel.clone())]);
        let value = Rvalue::Use(Operand::Place(channel.project(Projection::Index)));
        if matches!(targets, [] | [Target::Blank]) {
            let temp = self.builder.temp(span);
            return self.builder.assign(Place::local(temp), value, span);
        }
        self.comma_ok(targets, value, ok, span);
    }

    fn comma_ok(&mut self, targets: &[Target], value: Rvalue, ok: Rvalue, span: Span) {
        let place = |n: usize| targets.get(n).and_then(Target::place);
        let mut writes = [(place(0), value), (place(1), ok)];
        // `x, ok = x.(T)`: ask before `x` is another.
        if let (Some(Target::Place(first)), (_, Rvalue::Cond { cond: Cond::IsType(of, _), .. })) =
            (targets.first(), &writes[1])
            && of.place().is_some_and(|of| of.root == first.root)
        {
            writes.swap(0, 1);
        }
        for (dst, value) in writes {
            if let Some(dst) = dst {
                self.builder.assign(dst, value, span);
            }
        }
    }

    fn ret(&mut self, values: &[Expr], span: Span) {
        let results = self.builder.results().to_vec();
        let named = results.iter().any(|&result| self.builder.decl(result).name.is_some());
        match values {
            [only] if results.len() > 1 && is_call(only) => {
                if let ExprKind::Chain(base, steps) = &only.kind {
                    let dst = results.iter().map(|&result| Some(Place::local(result))).collect();
                    self.call(base, steps, only.span, dst, CallMode::Normal);
                }
            }
            [only] if results.len() == 1 && !self.is_same(only, results[0]) => {
                self.value(only, Place::local(results[0]))
            }
            many if named => {
                let mut pending = Vec::new();
                for (value, &result) in many.iter().zip(&results) {
                    pending.push((Place::local(result), self.operand(value), value.span));
                }
                self.write_pending(pending);
            }
            many => {
                for (n, value) in many.iter().enumerate() {
                    match results.get(n) {
                        Some(&result) => self.value(value, Place::local(result)),
                        None => self.effects(value),
                    }
                }
            }
        }
        self.builder.ret(span);
    }

    fn is_same(&self, expr: &Expr, local: Local) -> bool {
        matches!(expr.kind, ExprKind::Name(name) if self.builder.lookup(name) == Some(&Binding::Local(local)))
    }
}

fn is_call(expr: &Expr) -> bool {
    let ExprKind::Chain(_, steps) = &expr.kind else { return false };
    matches!(steps.last(), Some(Step { kind: StepKind::Call(_), .. }))
}

/// Whether values of this type are numbers or texts for certain.
fn is_plain(ty: &Type) -> bool {
    let Type::Named(name, _) = ty else { return false };
    let text = name.name.as_str();
    name.package.is_empty()
        && (matches!(text, "string" | "bool" | "rune" | "byte" | "uintptr")
            || text.starts_with("int")
            || text.starts_with("uint"))
}
