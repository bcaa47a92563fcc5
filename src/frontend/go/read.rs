//! Parser nodes to the syntax tree: declarations and statements.
//!
//! A fault inside a statement makes the innermost statement around it [`StmtKind::Bad`]; a fault anywhere
//! else makes the declaration unreadable. So does nesting beyond [`MAX_DEPTH`], for lowering and dropping the
//! tree recurse.

use rustc_hash::FxHashSet;

use super::ast::{
    Comm, Expr, ExprKind, ForStmt, FuncBody, FuncDecl, Ident, IfArm, RangeStmt, SelectCase, Stmt, StmtKind, SwitchCase,
    SwitchStmt, TypeSwitchStmt, UnaryOp, ValueSpec,
};
use super::parse::{Field, Kind, Node, Nodes, Parsed, Walker};
use super::types::receiver_of;
use crate::base::{Name, SourceFile, Span, Type};

/// Deepest nesting of statements, expressions and types. Go's own library and large projects stay below 40; the
/// stack of a thread (2 MB) has room for twice as much, without optimisation.
pub const MAX_DEPTH: u32 = 120;

/// Why a declaration cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It does not parse.
    Syntax,
    /// It is nested too deeply.
    Depth,
    /// It is a function whose body is elsewhere.
    NoBody,
}

/// Reads one parsed declaration.
pub struct Reader<'tree> {
    walker: Walker<'tree>,
    file: &'tree SourceFile,
    depth: u32,
    too_deep: bool,
    broken: bool,
    gotos: Vec<Name>,
}

impl<'tree> Reader<'tree> {
    /// Starts at the root.
    pub fn new(file: &'tree SourceFile, parsed: &'tree Parsed) -> Self {
        let walker = parsed.walker();
        Reader { walker, file, depth: 0, too_deep: false, broken: false, gotos: Vec::new() }
    }

    /// What was wrong so far.
    pub fn fault(&self) -> Option<Fault> {
        if self.too_deep { Some(Fault::Depth) } else { self.broken.then_some(Fault::Syntax) }
    }

    /// The one declaration that was parsed, if it is of one of these kinds.
    pub fn declaration(&mut self, kinds: &[Kind]) -> Option<Node<'tree>> {
        let root = self.walker.root();
        let children = self.children(root);
        children.iter().find(|child| kinds.contains(&child.kind)).copied()
    }

    /// Begins a level of nesting; `false` if it is one too many.
    pub fn enter(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.too_deep = true;
            return false;
        }
        self.depth += 1;
        true
    }

    /// Ends a level of nesting.
    pub fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Children of a node; a fault among them is noted.
    pub fn children(&mut self, node: Node<'tree>) -> Nodes<'tree> {
        let nodes = self.walker.children(node);
        if self.walker.is_faulty() && nodes.iter().any(|child| child.kind == Kind::Error) {
            self.broken = true;
        }
        nodes
    }

    /// The text of a node.
    pub fn text(&self, node: Node<'tree>) -> &'tree str {
        self.file.text.get(node.start as usize..node.end as usize).unwrap_or("")
    }

    /// The text of a node as a name.
    pub fn name(&self, node: Node<'tree>) -> Name {
        Name::new(self.text(node))
    }

    /// Where a node stands.
    pub fn span(&self, node: Node<'tree>) -> Span {
        Span::new(self.file.id, node.start, node.end)
    }

    fn ident(&self, node: Node<'tree>) -> Ident {
        Ident { name: self.name(node), span: self.span(node) }
    }

    /// A function or method.
    pub fn function(&mut self, node: Node<'tree>) -> FuncDecl {
        let ty = self.func_type(node);
        let (mut name, mut receiver, mut body) = (None, None, None);
        for child in self.children(node) {
            match child.field {
                Field::Name => name = Some(self.ident(child)),
                Field::Receiver => receiver = receiver_of(self.params(child).0),
                Field::Body => body = Some(self.func_body(child)),
                // Parameters are read already.
                _ => {}
            }
        }
        let name = name.unwrap_or(Ident { name: Name::new(""), span: self.span(node) });
        FuncDecl { name, receiver, ty, body }
    }

    /// The body of a function or literal.
    pub fn func_body(&mut self, node: Node<'tree>) -> FuncBody {
        let outer = std::mem::take(&mut self.gotos);
        let stmts = self.block(node);
        let gotos = std::mem::replace(&mut self.gotos, outer);
        FuncBody { stmts, gotos, span: self.span(node) }
    }

    fn block(&mut self, node: Node<'tree>) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        // Not through `children`: a fault here is a statement of its own, unless a brace is missing.
        for child in self.walker.children(node) {
            match child.kind {
                Kind::StatementList => self.stmt_list(child, &mut stmts),
                Kind::Error if child.start == child.end => self.broken = true,
                Kind::Error => stmts.push(self.bad(child)),
                // Nothing else stands in a block.
                _ => {}
            }
        }
        stmts
    }

    fn stmt_list(&mut self, node: Node<'tree>, stmts: &mut Vec<Stmt>) {
        for child in self.walker.children(node).into_iter().filter(|child| child.kind != Kind::EmptyStatement) {
            let stmt = if child.kind == Kind::Error { self.bad(child) } else { self.stmt(child) };
            stmts.push(stmt);
        }
    }

    fn bad(&mut self, node: Node<'tree>) -> Stmt {
        Stmt { kind: StmtKind::Bad(self.names_in(node)), span: self.span(node) }
    }

    /// All names in a piece of text that was not understood, in order, without repeats.
    pub fn names_in(&mut self, node: Node<'tree>) -> Vec<Name> {
        let mut names = Vec::new();
        let mut seen = FxHashSet::default();
        let mut work = vec![node];
        while let Some(node) = work.pop() {
            if matches!(node.kind, Kind::Identifier | Kind::TypeIdentifier | Kind::PackageIdentifier) {
                let name = self.name(node);
                if seen.insert(name) {
                    names.push(name);
                }
            }
            work.extend(self.walker.children(node).into_iter().rev());
        }
        names
    }

    /// A statement.
    fn stmt(&mut self, node: Node<'tree>) -> Stmt {
        let span = self.span(node);
        if !self.enter() {
            return Stmt { kind: StmtKind::Empty, span };
        }
        let outer = std::mem::replace(&mut self.broken, false);
        let mut kind = self.stmt_kind(node);
        if std::mem::replace(&mut self.broken, outer) {
            kind = StmtKind::Bad(self.names_in(node));
        }
        self.leave();
        Stmt { kind, span }
    }

    fn stmt_kind(&mut self, node: Node<'tree>) -> StmtKind {
        match node.kind {
            Kind::ExpressionStatement => self.expr_stmt(node),
            Kind::SendStatement => {
                let (channel, value) = self.send(node);
                StmtKind::Send(channel, value)
            }
            Kind::IncStatement | Kind::DecStatement => StmtKind::Step(self.only_expr(node)),
            Kind::AssignmentStatement => self.assignment(node),
            Kind::ShortVarDeclaration => {
                let children = self.children(node);
                StmtKind::Define(self.list_in(&children, Field::Left), self.list_in(&children, Field::Right))
            }
            Kind::VarDeclaration | Kind::ConstDeclaration => StmtKind::Values(self.value_specs(node)),
            Kind::TypeDeclaration => StmtKind::Types(self.type_specs(node)),
            Kind::ReturnStatement => {
                let children = self.children(node);
                StmtKind::Return(children.first().map_or(Vec::new(), |&list| self.expr_list(list)))
            }
            Kind::GoStatement => StmtKind::Go(self.only_expr(node)),
            Kind::DeferStatement => StmtKind::Defer(self.only_expr(node)),
            Kind::IfStatement => self.if_stmt(node),
            Kind::ForStatement => self.for_stmt(node),
            Kind::ExpressionSwitch => self.switch(node),
            Kind::TypeSwitch => self.type_switch(node),
            Kind::SelectStatement => self.select(node),
            Kind::LabeledStatement => self.labeled(node),
            Kind::Fallthrough => StmtKind::Fallthrough,
            Kind::BreakStatement => StmtKind::Break(self.label(node)),
            Kind::ContinueStatement => StmtKind::Continue(self.label(node)),
            Kind::GotoStatement => match self.label(node) {
                Some(name) => {
                    self.gotos.push(name);
                    StmtKind::Goto(name)
                }
                None => StmtKind::Bad(Vec::new()),
            },
            Kind::Block => StmtKind::Block(self.block(node)),
            Kind::EmptyStatement => StmtKind::Empty,
            // Not a statement.
            _ => StmtKind::Bad(self.names_in(node)),
        }
    }

    /// Only calls and receptions are statements; anything else is a trace of something that was not understood.
    fn expr_stmt(&mut self, node: Node<'tree>) -> StmtKind {
        let expr = self.only_expr(node);
        match expr.kind {
            ExprKind::Chain(..) | ExprKind::Convert(..) | ExprKind::Unary(UnaryOp::Receive, _) => StmtKind::Expr(expr),
            _ => StmtKind::Bad(self.names_in(node)),
        }
    }

    fn label(&mut self, node: Node<'tree>) -> Option<Name> {
        self.children(node).iter().find(|child| child.kind == Kind::LabelName).map(|&child| self.name(child))
    }

    fn labeled(&mut self, node: Node<'tree>) -> StmtKind {
        let children = self.children(node);
        let Some(name) = children.iter().find(|child| child.field == Field::Label).map(|&child| self.name(child))
        else {
            return StmtKind::Bad(Vec::new());
        };
        let inner = children.iter().find(|child| child.field != Field::Label);
        StmtKind::Labeled(name, inner.map(|&child| Box::new(self.stmt(child))))
    }

    fn only_expr(&mut self, node: Node<'tree>) -> Expr {
        match self.children(node).first() {
            Some(&child) => self.expr(child),
            None => Expr { kind: ExprKind::Bad(Vec::new()), span: self.span(node) },
        }
    }

    fn send(&mut self, node: Node<'tree>) -> (Expr, Expr) {
        let children = self.children(node);
        (self.expr_in(node, &children, Field::Channel), self.expr_in(node, &children, Field::Value))
    }

    fn expr_in(&mut self, node: Node<'tree>, children: &Nodes<'tree>, field: Field) -> Expr {
        match children.iter().find(|child| child.field == field) {
            Some(&child) => self.expr(child),
            None => Expr { kind: ExprKind::Bad(Vec::new()), span: self.span(node) },
        }
    }

    fn list_in(&mut self, children: &Nodes<'tree>, field: Field) -> Vec<Expr> {
        children.iter().find(|child| child.field == field).map_or(Vec::new(), |&list| self.expr_list(list))
    }

    /// The expressions of a list.
    pub fn expr_list(&mut self, node: Node<'tree>) -> Vec<Expr> {
        self.children(node).iter().map(|&child| self.expr(child)).collect()
    }

    fn assignment(&mut self, node: Node<'tree>) -> StmtKind {
        let children = self.children(node);
        let plain = children.iter().any(|child| child.kind == Kind::Assign);
        let mut left = self.list_in(&children, Field::Left);
        let mut right = self.list_in(&children, Field::Right);
        if plain {
            return StmtKind::Assign(left, right);
        }
        match (left.pop(), right.pop()) {
            (Some(left), Some(right)) => StmtKind::Update(left, right),
            // Not an assignment.
            _ => StmtKind::Bad(self.names_in(node)),
        }
    }

    fn value_specs(&mut self, node: Node<'tree>) -> Vec<ValueSpec> {
        let mut specs = Vec::new();
        for child in self.children(node) {
            match child.kind {
                Kind::VarSpecList => {
                    for spec in self.children(child) {
                        specs.push(self.value_spec(spec));
                    }
                }
                Kind::VarSpec | Kind::ConstSpec => specs.push(self.value_spec(child)),
                // Nothing else declares values.
                _ => {}
            }
        }
        specs
    }

    /// `a, b T = x, y`.
    pub fn value_spec(&mut self, node: Node<'tree>) -> ValueSpec {
        let children = self.children(node);
        let names =
            children.iter().filter(|child| child.field == Field::Name).map(|&child| self.ident(child)).collect();
        let ty = children.iter().find(|child| child.field == Field::Type).map(|&child| self.ty(child));
        let values = self.list_in(&children, Field::Value);
        ValueSpec { names, ty, values, is_const: node.kind == Kind::ConstSpec }
    }

    fn type_specs(&mut self, node: Node<'tree>) -> Vec<(Name, Type)> {
        let mut types = Vec::new();
        for child in self.children(node) {
            let name = self.children(child).iter().find(|part| part.field == Field::Name).map(|&part| self.name(part));
            if let Some(name) = name {
                types.push((name, self.in_field(child, Field::Type)));
            }
        }
        types
    }

    fn if_stmt(&mut self, first: Node<'tree>) -> StmtKind {
        let mut arms = Vec::new();
        let mut node = first;
        loop {
            let children = self.children(node);
            let init = self.init(&children);
            let cond = self.expr_in(node, &children, Field::Condition);
            let body = children.iter().find(|child| child.field == Field::Consequence);
            let end = body.map_or(node.end, |body| body.end);
            let then = body.map_or(Vec::new(), |&body| self.block(body));
            arms.push(IfArm { init, cond, then, span: Span::new(self.file.id, node.start, end) });
            match children.iter().find(|child| child.field == Field::Alternative) {
                Some(next) if next.kind == Kind::IfStatement => node = *next,
                Some(&block) => return StmtKind::If(arms, Some(self.block(block))),
                None => return StmtKind::If(arms, None),
            }
        }
    }

    fn init(&mut self, children: &Nodes<'tree>) -> Option<Stmt> {
        children.iter().find(|child| child.field == Field::Initializer).map(|&child| self.stmt(child))
    }

    fn for_stmt(&mut self, node: Node<'tree>) -> StmtKind {
        let children = self.children(node);
        let body = children.iter().find(|child| child.field == Field::Body).copied();
        let mut stmt = ForStmt { init: None, cond: None, post: None, body: Vec::new() };
        let mut range = None;
        for &child in children.iter().filter(|child| child.field != Field::Body) {
            match child.kind {
                Kind::RangeClause => range = Some(self.range_clause(child)),
                Kind::ForClause => {
                    for part in self.children(child) {
                        match part.field {
                            Field::Initializer => stmt.init = Some(self.stmt(part)),
                            Field::Condition => stmt.cond = Some(self.expr(part)),
                            Field::Update => stmt.post = Some(self.stmt(part)),
                            // Nothing else belongs to it.
                            _ => {}
                        }
                    }
                }
                _ => stmt.cond = Some(self.expr(child)),
            }
        }
        let body = body.map_or(Vec::new(), |body| self.block(body));
        match range {
            Some(mut range) => {
                range.body = body;
                StmtKind::Range(Box::new(range))
            }
            None => {
                stmt.body = body;
                StmtKind::For(Box::new(stmt))
            }
        }
    }

    fn range_clause(&mut self, node: Node<'tree>) -> RangeStmt {
        let children = self.children(node);
        RangeStmt {
            targets: self.list_in(&children, Field::Left),
            define: children.iter().any(|child| child.kind == Kind::Define),
            of: self.expr_in(node, &children, Field::Right),
            clause: self.span(node),
            body: Vec::new(),
        }
    }

    fn clause_body(&mut self, children: &Nodes<'tree>) -> Vec<Stmt> {
        let mut stmts = Vec::new();
        if let Some(&list) = children.iter().find(|child| child.kind == Kind::StatementList) {
            self.stmt_list(list, &mut stmts);
        }
        stmts
    }

    /// Where a clause stands, up to the first line end behind its last statement; the grammar takes in blank lines.
    fn clause_span(&self, node: Node<'tree>) -> Span {
        let text = self.text(node);
        let trimmed = text.trim_ascii_end().len();
        let line_end = text[trimmed..].find('\n').map_or(text.len(), |at| trimmed + at + 1);
        Span::new(self.file.id, node.start, node.start + line_end as u32)
    }

    fn switch(&mut self, node: Node<'tree>) -> StmtKind {
        let children = self.children(node);
        let init = self.init(&children);
        let tag = children.iter().find(|child| child.field == Field::Value).map(|&child| self.expr(child));
        let mut cases = Vec::new();
        for &child in children.iter().filter(|child| matches!(child.kind, Kind::ExpressionCase | Kind::DefaultCase)) {
            let parts = self.children(child);
            let values = (child.kind == Kind::ExpressionCase).then(|| {
                let list = self.list_in(&parts, Field::Value);
                list.into_iter()
                    .map(|value| {
                        let span = value.span;
                        (value, span)
                    })
                    .collect()
            });
            let body = self.clause_body(&parts);
            cases.push(SwitchCase { values, body, span: self.clause_span(child) });
        }
        StmtKind::Switch(Box::new(SwitchStmt { init, tag, cases }))
    }

    fn type_switch(&mut self, node: Node<'tree>) -> StmtKind {
        let children = self.children(node);
        let init = self.init(&children);
        let of = self.expr_in(node, &children, Field::Value);
        let alias = children.iter().find(|child| child.field == Field::Alias).copied();
        let name = alias.and_then(|alias| self.children(alias).first().copied()).map(|name| self.ident(name));
        let name = name.filter(|name| name.name.as_str() != "_");
        let mut cases = Vec::new();
        for &child in children.iter().filter(|child| matches!(child.kind, Kind::TypeCase | Kind::DefaultCase)) {
            let parts = self.children(child);
            let types = parts.iter().filter(|part| part.field == Field::Type);
            let values: Vec<(Type, Span)> = types.map(|&part| (self.ty(part), self.span(part))).collect();
            let values = (child.kind == Kind::TypeCase).then_some(values);
            let body = self.clause_body(&parts);
            cases.push(SwitchCase { values, body, span: self.clause_span(child) });
        }
        StmtKind::TypeSwitch(Box::new(TypeSwitchStmt { init, name, of, cases }))
    }

    fn select(&mut self, node: Node<'tree>) -> StmtKind {
        let mut cases = Vec::new();
        for child in self.children(node) {
            let parts = self.children(child);
            let comm = parts.iter().find(|part| part.field == Field::Communication);
            let comm = comm.map_or(Comm::Default, |&comm| self.comm(comm));
            let body = self.clause_body(&parts);
            cases.push(SelectCase { comm, body, span: self.clause_span(child) });
        }
        StmtKind::Select(cases)
    }

    fn comm(&mut self, node: Node<'tree>) -> Comm {
        let span = self.span(node);
        if node.kind == Kind::SendStatement {
            let (channel, value) = self.send(node);
            return Comm::Send(channel, value, span);
        }
        let children = self.children(node);
        let targets = self.list_in(&children, Field::Left);
        let define = children.iter().any(|child| child.kind == Kind::Define);
        match self.expr_in(node, &children, Field::Right).kind {
            ExprKind::Unary(UnaryOp::Receive, channel) => Comm::Receive(targets, define, *channel, span),
            // Not a receive operation.
            _ => Comm::Bad(self.names_in(node), span),
        }
    }
}
