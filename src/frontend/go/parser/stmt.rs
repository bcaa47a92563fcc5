//! Statements without a body of their own, and lists of statements.

use super::Parser;
use super::cursor::Tok;
use super::types::begins_type;
use crate::base::{Name, Span, Type};
use crate::frontend::go::ast::{Expr, ExprKind, RangeStmt, Stmt, StmtKind, UnaryOp, ValueSpec};

/// Where a simple statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a list of statements, where it may be a label.
    List,
    /// Before the `{` of a control statement, where any expression may stand.
    Header,
    /// The same of `for`, where it may be a `range` clause.
    For,
}

impl Parser<'_> {
    /// `{ .. }`.
    pub fn block(&mut self) -> Option<Vec<Stmt>> {
        self.take(Tok::LeftBrace)?;
        let stmts = self.stmts()?;
        self.take(Tok::RightBrace)?;
        Some(stmts)
    }

    /// Statements up to the end of the block or clause. The line end behind the last one belongs to the list.
    pub fn stmts(&mut self) -> Option<Vec<Stmt>> {
        let mut stmts = Vec::new();
        loop {
            match self.kind() {
                Tok::Semicolon => {
                    self.advance();
                    continue;
                }
                Tok::RightBrace | Tok::Case | Tok::Default => return Some(stmts),
                _ => {}
            }
            if stmts.capacity() == 0 {
                stmts.reserve_exact(2);
            }
            stmts.push(self.stmt()?);
            match self.kind() {
                Tok::Newline | Tok::Semicolon => self.advance(),
                Tok::RightBrace => return Some(stmts),
                _ => return None,
            }
        }
    }

    /// A statement.
    pub fn stmt(&mut self) -> Option<Stmt> {
        self.enter()?;
        let start = self.start();
        let kind = match self.kind() {
            Tok::If => self.if_stmt()?,
            Tok::Return => {
                self.advance();
                let ends = matches!(self.kind(), Tok::Newline | Tok::Semicolon | Tok::RightBrace);
                StmtKind::Return(if ends { Vec::new() } else { self.expr_list()? })
            }
            Tok::For => self.for_stmt()?,
            Tok::Var | Tok::Const => self.values()?,
            Tok::Type => self.types()?,
            Tok::Go => {
                self.advance();
                StmtKind::Go(self.expr()?)
            }
            Tok::Defer => {
                self.advance();
                StmtKind::Defer(self.expr()?)
            }
            Tok::Switch => self.switch()?,
            Tok::Select => self.select()?,
            Tok::LeftBrace => StmtKind::Block(self.block()?),
            Tok::Fallthrough => {
                self.advance();
                StmtKind::Fallthrough
            }
            Tok::Break => StmtKind::Break(self.label()?),
            Tok::Continue => StmtKind::Continue(self.label()?),
            Tok::Goto => {
                let name = self.label()??;
                self.gotos.push(name);
                StmtKind::Goto(name)
            }
            _ => self.simple(Place::List)?,
        };
        self.leave();
        Some(Stmt { kind, span: self.span_from(start) })
    }

    /// The label behind a jump, if there is one.
    fn label(&mut self) -> Option<Option<Name>> {
        self.advance();
        if self.kind() != Tok::Ident {
            return Some(None);
        }
        self.ident().map(|ident| Some(ident.name))
    }

    /// An expression, assignment, send or step; what else depends on the place.
    pub fn simple(&mut self, place: Place) -> Option<StmtKind> {
        let start = self.start();
        if place == Place::For && self.kind() == Tok::Range {
            return self.range(Vec::new(), false, start);
        }
        let first = self.expr()?;
        match self.kind() {
            Tok::Define | Tok::Assign | Tok::Comma => {
                let mut left = vec![first];
                while self.eat(Tok::Comma) {
                    left.push(self.expr()?);
                }
                let define = self.kind() == Tok::Define;
                if !define && self.kind() != Tok::Assign {
                    return None;
                }
                self.advance();
                if place == Place::For && self.kind() == Tok::Range {
                    return self.range(left, define, start);
                }
                let right = self.expr_list()?;
                Some(if define { StmtKind::Define(left, right) } else { StmtKind::Assign(left, right) })
            }
            Tok::Update => {
                self.advance();
                Some(StmtKind::Update(first, self.expr()?))
            }
            Tok::Step => {
                self.advance();
                Some(StmtKind::Step(first))
            }
            Tok::Arrow => {
                self.advance();
                Some(StmtKind::Send(first, self.expr()?))
            }
            Tok::Colon if place == Place::List => self.labeled(&first, start),
            _ if place == Place::List => effect(first),
            _ => Some(StmtKind::Expr(first)),
        }
    }

    /// `range x`, the last part of its clause.
    fn range(&mut self, targets: Vec<Expr>, define: bool, start: u32) -> Option<StmtKind> {
        self.take(Tok::Range)?;
        let of = self.expr()?;
        let clause = self.span_from(start);
        Some(StmtKind::Range(Box::new(RangeStmt { targets, define, of, clause, body: Vec::new() })))
    }

    /// What follows a label.
    fn labeled(&mut self, label: &Expr, start: u32) -> Option<StmtKind> {
        let ExprKind::Name(name) = label.kind else { return None };
        if label.span != self.span_from(start) {
            return None;
        }
        self.take(Tok::Colon)?;
        let is_empty = matches!(self.kind(), Tok::RightBrace | Tok::Case | Tok::Default | Tok::Semicolon);
        let inner = if is_empty { None } else { Some(Box::new(self.stmt()?)) };
        Some(StmtKind::Labeled(name, inner))
    }

    /// `var` and `const`.
    fn values(&mut self) -> Option<StmtKind> {
        let is_const = self.kind() == Tok::Const;
        let specs = self.specs(|parser| parser.value_spec(is_const))?;
        Some(StmtKind::Values(specs))
    }

    /// `type`.
    fn types(&mut self) -> Option<StmtKind> {
        let specs: Vec<(Name, Type)> = self.specs(|parser| {
            let (ident, spec) = parser.type_spec()?;
            Some((ident.name, spec.ty))
        })?;
        Some(StmtKind::Types(specs))
    }

    /// A keyword with one specification, or with several in parentheses.
    fn specs<T>(&mut self, mut spec: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.advance();
        if !self.eat(Tok::LeftParen) {
            return Some(vec![spec(self)?]);
        }
        let mut specs = Vec::new();
        while !self.eat(Tok::RightParen) {
            specs.push(spec(self)?);
            self.end_of_member(Tok::RightParen)?;
        }
        Some(specs)
    }

    /// `a, b T = x, y`.
    pub fn value_spec(&mut self, is_const: bool) -> Option<ValueSpec> {
        let mut names = vec![self.ident()?];
        while self.eat(Tok::Comma) {
            names.push(self.ident()?);
        }
        let ty = if begins_type(self.kind()) { Some(self.ty()?) } else { None };
        let values = if self.eat(Tok::Assign) { self.expr_list()? } else { Vec::new() };
        let is_whole = if is_const { ty.is_none() || !values.is_empty() } else { ty.is_some() || !values.is_empty() };
        is_whole.then_some(ValueSpec { names, ty, values, is_const })
    }

    /// A statement from its kind and its first byte.
    pub fn stmt_from(&self, kind: StmtKind, start: u32) -> Option<Stmt> {
        let kind = match kind {
            StmtKind::Expr(expr) => effect(expr)?,
            StmtKind::Range(_) => return None,
            other => other,
        };
        let span: Span = self.span_from(start);
        Some(Stmt { kind, span })
    }
}

/// An expression as a statement. Only calls and receptions are statements; the compiler refuses others.
fn effect(expr: Expr) -> Option<StmtKind> {
    match expr.kind {
        ExprKind::Chain(..) | ExprKind::Convert(..) | ExprKind::Unary(UnaryOp::Receive, _) => {
            Some(StmtKind::Expr(expr))
        }
        _ => None,
    }
}
