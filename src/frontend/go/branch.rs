//! Statements that choose and repeat: `if`, `for`, `range`, `switch`, `select`, labels and jumps.
//!
//! The tests of a `switch` are a chain of branches in the order of the clauses, bodies in between; the clause
//! `default` is reached from the last test, wherever it stands. Channels and sent values of a `select` are
//! evaluated before the choice.

use super::ast::{
    Comm, Expr, ExprKind, ForStmt, IfArm, RangeStmt, SelectCase, Stmt, SwitchCase, SwitchStmt, TypeSwitchStmt,
};
use super::decl::Lowerer;
use super::expr::equality;
use super::stmt::Target;
use crate::base::{Name, Span, Type};
use crate::ir::builder::Binding;
use crate::ir::{BlockId, BlockKind, Cond, Operand, Place, Projection, Rvalue};

/// What a clause of a select does first.
enum Action {
    Nothing,
    Send(Place, Operand),
    Receive(Place),
}

impl Lowerer {
    /// `if`, with each `else if` in the scope of those before.
    pub fn if_stmt(&mut self, arms: &[IfArm], otherwise: Option<&[Stmt]>, span: Span) {
        let done = self.builder.block(BlockKind::IfDone);
        for (n, arm) in arms.iter().enumerate() {
            self.builder.open_scope();
            if let Some(init) = &arm.init {
                self.stmt(init, None);
            }
            let is_last = n + 1 == arms.len() && otherwise.is_none();
            let then = self.builder.block(BlockKind::IfThen);
            let next = if is_last { done } else { self.builder.block(BlockKind::IfElse) };
            self.cond(&arm.cond, then, next);
            self.builder.start(then);
            self.block(&arm.then);
            self.builder.goto(done, arm.span.at_end());
            if !is_last {
                self.builder.start(next);
            }
        }
        if let Some(stmts) = otherwise {
            self.block(stmts);
            self.builder.goto(done, span.at_end());
        }
        arms.iter().for_each(|_| self.builder.close_scope());
        self.builder.start(done);
    }

    /// `for` with a condition, with three parts, or without end.
    pub fn for_stmt(&mut self, stmt: &ForStmt, label: Option<Name>, span: Span) {
        self.builder.open_scope();
        if let Some(init) = &stmt.init {
            self.stmt(init, None);
        }
        let head = self.builder.block(BlockKind::LoopHead);
        let body = self.builder.block(BlockKind::LoopBody);
        let done = self.builder.block(BlockKind::LoopDone);
        let post = stmt.post.as_ref().map(|post| (post, self.builder.block(BlockKind::LoopPost)));
        self.builder.goto(head, span);
        self.builder.start(head);
        match &stmt.cond {
            Some(cond) => self.cond(cond, body, done),
            None => self.builder.goto(body, span),
        }
        self.builder.start(body);
        let next = post.map_or(head, |(_, block)| block);
        self.loop_body(&stmt.body, label, done, next, span);
        if let Some((post, block)) = post {
            self.builder.start(block);
            if self.builder.is_reachable() {
                self.stmt(post, None);
                self.builder.goto(head, span);
            }
        }
        self.builder.close_scope();
        self.builder.start(done);
    }

    fn loop_body(&mut self, stmts: &[Stmt], label: Option<Name>, done: BlockId, next: BlockId, span: Span) {
        self.builder.open_exit(label, done, Some(next));
        self.block(stmts);
        self.builder.close_exit();
        self.builder.goto(next, span.at_end());
    }

    /// `for range` over anything.
    pub fn range_stmt(&mut self, stmt: &RangeStmt, label: Option<Name>, span: Span) {
        let of = self.operand(&stmt.of);
        let head = self.builder.block(BlockKind::LoopHead);
        let body = self.builder.block(BlockKind::LoopBody);
        let done = self.builder.block(BlockKind::LoopDone);
        self.builder.goto(head, span);
        self.builder.start(head);
        self.builder.branch(Cond::Opaque(vec![of.clone()]), body, done, stmt.clause);
        self.builder.start(body);
        self.builder.open_scope();
        let mut targets = Vec::new();
        for (position, expr) in stmt.targets.iter().enumerate() {
            let target = if stmt.define { self.fresh(expr) } else { self.assigned(expr) };
            if let (Target::New(local, _), 0) = (&target, position) {
                self.plain.insert(*local);
            }
            if let Some(place) = target.place() {
                let src = Rvalue::RangeElement { of: of.clone(), position: position as u8 };
                self.builder.assign(place, src, expr.span);
            }
            targets.push(target);
        }
        self.bind_new(&targets);
        self.loop_body(&stmt.body, label, done, head, span);
        self.builder.close_scope();
        self.builder.start(done);
    }

    /// A variable of a clause: always a new one.
    fn fresh(&mut self, expr: &Expr) -> Target {
        match expr.kind {
            ExprKind::Name(name) if name == self.words.blank => Target::Blank,
            ExprKind::Name(name) => Target::New(self.builder.var(name, Type::Unknown, expr.span), name),
            // Not a name; the compiler refuses it.
            _ => Target::Place(self.place(expr)),
        }
    }

    /// `switch` over values or conditions.
    pub fn switch(&mut self, stmt: &SwitchStmt, label: Option<Name>, span: Span) {
        self.builder.open_scope();
        if let Some(init) = &stmt.init {
            self.stmt(init, None);
        }
        let tag = stmt.tag.as_ref().filter(|tag| !self.is_word(tag, self.words.yes)).map(|tag| self.operand(tag));
        self.clauses(
            &stmt.cases,
            label,
            span,
            |lowerer, value, at, then, next| match &tag {
                None => lowerer.cond(value, then, next),
                Some(tag) => {
                    let value = lowerer.operand(value);
                    let (cond, negated) = equality(tag.clone(), value);
                    let (then, next) = if negated { (next, then) } else { (then, next) };
                    lowerer.builder.branch(cond, then, next, at);
                }
            },
            |_, _| {},
        );
        self.builder.close_scope();
    }

    /// `switch x.(type)`.
    pub fn type_switch(&mut self, stmt: &TypeSwitchStmt, label: Option<Name>, span: Span) {
        self.builder.open_scope();
        if let Some(init) = &stmt.init {
            self.stmt(init, None);
        }
        let of = self.operand(&stmt.of);
        let nil = Type::predeclared("nil");
        self.clauses(
            &stmt.cases,
            label,
            span,
            |lowerer, ty, at, then, next| {
                let cond =
                    if *ty == nil { Cond::Nil(of.clone()) } else { Cond::IsType(of.clone(), Box::new(lowerer.ty(ty))) };
                lowerer.builder.branch(cond, then, next, at);
            },
            |lowerer, case| {
                let Some(name) = stmt.name else { return };
                let local = lowerer.builder.var(name.name, Type::Unknown, name.span);
                let src = match case.values.as_deref() {
                    Some([(ty, _)]) if *ty != nil => Rvalue::TypeAssert(of.clone(), Box::new(lowerer.ty(ty))),
                    Some(_) | None => Rvalue::Use(of.clone()),
                };
                lowerer.builder.assign(Place::local(local), src, name.span);
                lowerer.builder.bind(name.name, Binding::Local(local));
            },
        );
        self.builder.close_scope();
    }

    /// The clauses of a switch. `test` asks for one value and goes on to the body or to the next test; `begin`
    /// starts a body.
    fn clauses<T>(
        &mut self,
        cases: &[SwitchCase<T>],
        label: Option<Name>,
        span: Span,
        test: impl Fn(&mut Self, &T, Span, BlockId, BlockId),
        begin: impl Fn(&mut Self, &SwitchCase<T>),
    ) {
        let done = self.builder.block(BlockKind::SwitchDone);
        let bodies: Vec<BlockId> = cases.iter().map(|_| self.builder.block(BlockKind::SwitchCase)).collect();
        let default = cases.iter().position(|case| case.values.is_none()).and_then(|n| bodies.get(n)).copied();
        let mut tests_left = cases.iter().flat_map(|case| case.values.iter().flatten()).count();
        if tests_left == 0 {
            self.builder.goto(default.unwrap_or(done), span);
        }
        let outer = self.fallthrough;
        self.builder.open_exit(label, done, None);
        // The block of the next test; none while it is current.
        let mut next: Option<BlockId> = None;
        for (n, (case, &body)) in cases.iter().zip(&bodies).enumerate() {
            for (value, at) in case.values.iter().flatten() {
                if let Some(next) = next.take() {
                    self.builder.start(next);
                }
                tests_left -= 1;
                let otherwise = match tests_left {
                    0 => default.unwrap_or(done),
                    _ => self.builder.block(BlockKind::SwitchNext),
                };
                test(self, value, *at, body, otherwise);
                next = Some(otherwise);
            }
            if self.builder.is_reachable() {
                // `default` comes first.
                let first = self.builder.block(BlockKind::SwitchNext);
                self.builder.goto(first, span);
                next = Some(first);
            }
            // A `default` that is not the last clause is reached by a test further down.
            self.builder.start_later(body, case.values.is_none());
            self.fallthrough = bodies.get(n + 1).copied();
            self.builder.open_scope();
            begin(self, case);
            self.stmts(&case.body);
            self.builder.close_scope();
            self.builder.goto(done, case.span.at_end());
        }
        self.builder.close_exit();
        self.fallthrough = outer;
        self.builder.start(done);
    }

    /// `select`.
    pub fn select(&mut self, cases: &[SelectCase], label: Option<Name>, span: Span) {
        if cases.is_empty() {
            return self.builder.unreachable(span);
        }
        let actions: Vec<Action> = cases.iter().map(|case| self.action(&case.comm)).collect();
        let blocks: Vec<BlockId> = cases.iter().map(|_| self.builder.block(BlockKind::SelectCase)).collect();
        let done = self.builder.block(BlockKind::SelectDone);
        self.builder.switch(blocks.clone(), span);
        self.builder.open_exit(label, done, None);
        for ((case, action), block) in cases.iter().zip(actions).zip(blocks) {
            self.builder.start(block);
            self.builder.open_scope();
            self.act(&case.comm, action);
            self.stmts(&case.body);
            self.builder.close_scope();
            self.builder.goto(done, case.span.at_end());
        }
        self.builder.close_exit();
        self.builder.start(done);
    }

    fn action(&mut self, comm: &Comm) -> Action {
        match comm {
            Comm::Default | Comm::Bad(..) => Action::Nothing,
            Comm::Send(channel, value, _) => {
                let channel = self.place(channel).project(Projection::Index);
                Action::Send(channel, self.operand(value))
            }
            Comm::Receive(_, _, channel, _) => Action::Receive(self.place(channel)),
        }
    }

    fn act(&mut self, comm: &Comm, action: Action) {
        match (comm, action) {
            (Comm::Send(.., span), Action::Send(channel, value)) => {
                self.builder.assign(channel, Rvalue::Use(value), *span);
            }
            (Comm::Receive(targets, define, _, span), Action::Receive(channel)) => {
                let targets: Vec<Target> =
                    targets.iter().map(|expr| if *define { self.fresh(expr) } else { self.assigned(expr) }).collect();
                self.receive(&targets, channel, *span);
                self.bind_new(&targets);
            }
            (Comm::Bad(names, span), _) => self.bad(names, *span),
            (Comm::Default | Comm::Send(..) | Comm::Receive(..), _) => {}
        }
    }

    /// `label: statement`.
    pub fn labeled(&mut self, name: Name, inner: Option<&Stmt>, span: Span) {
        if self.gotos.contains(&name) {
            let block = self.builder.label(name);
            self.builder.goto(block, span.at_start());
            self.builder.start_once(block);
        }
        if let Some(inner) = inner {
            self.stmt(inner, Some(name));
        }
    }

    /// `break`, `continue`, `fallthrough`.
    pub fn jump(&mut self, target: Option<BlockId>, span: Span) {
        match target {
            Some(block) => self.builder.goto(block, span),
            // Nowhere to go; the compiler refuses it.
            None => self.builder.unreachable(span),
        }
    }
}
