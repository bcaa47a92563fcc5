//! Statements with bodies: `if`, `for`, `switch`, `select`.

use super::Parser;
use super::cursor::Tok;
use super::stmt::Place;
use crate::base::{Span, Type};
use crate::frontend::go::ast::{
    Comm, Expr, ExprKind, ForStmt, Ident, IfArm, SelectCase, Stmt, StmtKind, SwitchCase, SwitchStmt, TypeSwitchStmt,
    UnaryOp,
};

/// A simple statement before the `{` of a control statement.
struct Part {
    kind: StmtKind,
    start: u32,
}

impl Parser<'_> {
    /// `if`, each `else if`, `else`.
    pub fn if_stmt(&mut self) -> Option<StmtKind> {
        let mut arms = Vec::with_capacity(1);
        loop {
            let start = self.start();
            self.take(Tok::If)?;
            let (init, cond) = self.header(|parser| {
                let (init, cond) = parser.parts()?;
                Some((init, expression(cond?.kind)?))
            })?;
            let then = self.block()?;
            arms.push(IfArm { init, cond, then, span: self.span_from(start) });
            if !self.eat(Tok::Else) {
                return Some(StmtKind::If(arms, None));
            }
            if self.kind() != Tok::If {
                return Some(StmtKind::If(arms, Some(self.block()?)));
            }
        }
    }

    /// `init; rest`, both of which may lack.
    fn parts(&mut self) -> Option<(Option<Stmt>, Option<Part>)> {
        let first = self.part(Place::Header)?;
        if self.kind() != Tok::Semicolon {
            return Some((None, first));
        }
        let init = match first {
            Some(Part { kind, start }) => Some(self.stmt_from(kind, start)?),
            None => None,
        };
        self.advance();
        Some((init, self.part(Place::Header)?))
    }

    /// A simple statement, if there is one.
    fn part(&mut self, place: Place) -> Option<Option<Part>> {
        let start = self.start();
        match self.kind() {
            Tok::Semicolon | Tok::LeftBrace => Some(None),
            _ => self.simple(place).map(|kind| Some(Part { kind, start })),
        }
    }

    /// `for` in all its forms.
    pub fn for_stmt(&mut self) -> Option<StmtKind> {
        self.take(Tok::For)?;
        let mut kind = self.header(Self::for_header)?;
        let body = self.block()?;
        match &mut kind {
            StmtKind::Range(stmt) => stmt.body = body,
            StmtKind::For(stmt) => stmt.body = body,
            _ => return None,
        }
        Some(kind)
    }

    fn for_header(&mut self) -> Option<StmtKind> {
        let mut stmt = ForStmt { init: None, cond: None, post: None, body: Vec::new() };
        let first = self.part(Place::For)?;
        if let Some(Part { kind: kind @ StmtKind::Range(_), .. }) = first {
            return Some(kind);
        }
        if self.kind() != Tok::Semicolon {
            if let Some(part) = first {
                stmt.cond = Some(expression(part.kind)?);
            }
            return Some(StmtKind::For(Box::new(stmt)));
        }
        if let Some(Part { kind, start }) = first {
            stmt.init = Some(self.stmt_from(kind, start)?);
        }
        self.take(Tok::Semicolon)?;
        if self.kind() != Tok::Semicolon {
            stmt.cond = Some(self.expr()?);
        }
        self.take(Tok::Semicolon)?;
        if let Some(Part { kind, start }) = self.part(Place::Header)? {
            stmt.post = Some(self.stmt_from(kind, start)?);
        }
        Some(StmtKind::For(Box::new(stmt)))
    }

    /// `switch`, of values or of types.
    pub fn switch(&mut self) -> Option<StmtKind> {
        self.take(Tok::Switch)?;
        let takes_guard = std::mem::replace(&mut self.takes_guard, true);
        let outer = self.guard.take();
        let (init, tag, end) = self.header(|parser| {
            let (init, tag) = parser.parts()?;
            Some((init, tag, parser.cursor.last_end))
        })?;
        self.takes_guard = takes_guard;
        let guard = std::mem::replace(&mut self.guard, outer);
        let Some(guard) = guard else {
            let tag = match tag {
                Some(part) => Some(expression(part.kind)?),
                None => None,
            };
            let cases = self.cases(|parser| {
                let value = parser.expr()?;
                let span = value.span;
                Some((value, span))
            })?;
            return Some(StmtKind::Switch(Box::new(SwitchStmt { init, tag, cases })));
        };
        let (name, of) = guarded(tag?, guard, end)?;
        let cases = self.cases(|parser| {
            let start = parser.start();
            let ty: Type = parser.ty()?;
            Some((ty, parser.span_from(start)))
        })?;
        Some(StmtKind::TypeSwitch(Box::new(TypeSwitchStmt { init, name, of, cases })))
    }

    /// The clauses of a switch.
    fn cases<T>(&mut self, mut value: impl FnMut(&mut Self) -> Option<(T, Span)>) -> Option<Vec<SwitchCase<T>>> {
        self.take(Tok::LeftBrace)?;
        let mut cases = Vec::new();
        while !self.eat(Tok::RightBrace) {
            let start = self.start();
            let values = if self.eat(Tok::Default) {
                None
            } else {
                self.take(Tok::Case)?;
                let mut values = vec![value(self)?];
                while self.eat(Tok::Comma) {
                    values.push(value(self)?);
                }
                Some(values)
            };
            self.take(Tok::Colon)?;
            let body = self.stmts()?;
            cases.push(SwitchCase { values, body, span: self.span_from(start) });
        }
        Some(cases)
    }

    /// `select`.
    pub fn select(&mut self) -> Option<StmtKind> {
        self.take(Tok::Select)?;
        self.take(Tok::LeftBrace)?;
        let mut cases = Vec::new();
        while !self.eat(Tok::RightBrace) {
            let start = self.start();
            let comm = if self.eat(Tok::Default) {
                Comm::Default
            } else {
                self.take(Tok::Case)?;
                self.comm()?
            };
            self.take(Tok::Colon)?;
            let body = self.stmts()?;
            cases.push(SelectCase { comm, body, span: self.span_from(start) });
        }
        Some(StmtKind::Select(cases))
    }

    fn comm(&mut self) -> Option<Comm> {
        let start = self.start();
        let (targets, define, from) = match self.simple(Place::Header)? {
            StmtKind::Send(channel, value) => return Some(Comm::Send(channel, value, self.span_from(start))),
            StmtKind::Define(targets, right) => (targets, true, only(right)?),
            StmtKind::Assign(targets, right) => (targets, false, only(right)?),
            StmtKind::Expr(from) => (Vec::new(), false, from),
            _ => return None,
        };
        match from.kind {
            ExprKind::Unary(UnaryOp::Receive, channel) => {
                Some(Comm::Receive(targets, define, *channel, self.span_from(start)))
            }
            // Not a receive operation.
            _ => None,
        }
    }
}

/// The expression that a part of a header is.
fn expression(kind: StmtKind) -> Option<Expr> {
    match kind {
        StmtKind::Expr(expr) => Some(expr),
        _ => None,
    }
}

fn only(list: Vec<Expr>) -> Option<Expr> {
    let [only] = <[Expr; 1]>::try_from(list).ok()?;
    Some(only)
}

/// The name and operand of `name := x.(type)`. The guard has to be all that stands there.
fn guarded(part: Part, guard: Span, end: u32) -> Option<(Option<Ident>, Expr)> {
    let (name, of, from) = match part.kind {
        StmtKind::Expr(of) => (None, of, part.start),
        StmtKind::Define(names, of) => {
            let target = only(names)?;
            let ExprKind::Name(name) = target.kind else { return None };
            let ident = Ident { name, span: target.span };
            (Some(ident).filter(|ident| ident.name.as_str() != "_"), only(of)?, guard.start)
        }
        _ => return None,
    };
    (guard.start == from && guard.end == end).then_some((name, of))
}
