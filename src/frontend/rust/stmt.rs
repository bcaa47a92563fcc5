//! Blocks and statements.

use super::alternatives;
use super::lower::Lowerer;
use super::pattern::is_constant;
use super::types;
use crate::base::{Name, Span, Type};
use crate::ir::builder::Binding;
use crate::ir::{BlockKind, Const, Local, Operand, Place, Rvalue};

impl Lowerer {
    /// A block in a scope of its own. Its value goes to `dst`; returns the place of the expression that gave it.
    pub fn block(&mut self, block: &syn::Block, dst: Option<Local>) -> Option<Span> {
        self.open_scope();
        let mut tail = None;
        let mut rest = block.stmts.as_slice();
        while let Some(stmt) = rest.first() {
            let alternatives = alternatives::count(rest);
            let (now, later) = rest.split_at(alternatives);
            rest = later;
            let last = later.is_empty();
            match stmt {
                stmt if alternatives > 1 => {
                    let span = self.span_of(stmt);
                    tail = self.alternatives(now, dst.filter(|_| last), span);
                }
                syn::Stmt::Expr(expr, None) if last => tail = self.tail(expr, dst),
                syn::Stmt::Macro(stmt) if last && stmt.semi_token.is_none() => {
                    let span = self.span_of(&stmt.mac);
                    self.open_scope();
                    let value = self.macro_call(&stmt.mac);
                    tail = self.give(value, dst, span);
                    self.close_scope(span);
                }
                stmt => self.stmt(stmt),
            }
        }
        let brace = self.span(block.brace_token.span.close());
        if let (None, Some(dst)) = (tail, dst) {
            self.builder.assign(Place::local(dst), Rvalue::Use(Operand::Const(Const::Other)), brace);
        }
        self.close_scope(tail.unwrap_or(brace));
        tail
    }

    /// The value of a block; its temporaries are dropped with the block.
    fn tail(&mut self, expr: &syn::Expr, dst: Option<Local>) -> Option<Span> {
        self.open_scope();
        let value = self.expr(expr);
        let span = self.span_of(expr);
        let given = self.give(value, dst, span);
        self.close_scope(span);
        given
    }

    fn give(&mut self, value: Operand, dst: Option<Local>, span: Span) -> Option<Span> {
        if let Some(dst) = dst {
            self.builder.assign(Place::local(dst), Rvalue::Use(value), span);
        }
        Some(span)
    }

    fn stmt(&mut self, stmt: &syn::Stmt) {
        let span = self.span_of(stmt);
        match stmt {
            syn::Stmt::Local(local) => self.local(local, span),
            // Functions declared in functions are not followed.
            syn::Stmt::Item(_) => {}
            syn::Stmt::Expr(expr, _) => {
                self.open_scope();
                self.expr(expr);
                self.close_scope(span);
            }
            syn::Stmt::Macro(stmt) => {
                self.open_scope();
                self.macro_call(&stmt.mac);
                self.close_scope(span);
            }
        }
    }

    /// `let pattern: T = value else { .. };`
    fn local(&mut self, local: &syn::Local, span: Span) {
        let (pattern, ty) = match &local.pat {
            syn::Pat::Type(typed) => (&*typed.pat, self.ty(&typed.ty)),
            other => (other, Type::Unknown),
        };
        let Some(init) = &local.init else {
            self.declare(pattern, &ty);
            return;
        };
        // A reference to a temporary keeps it for as long as the variable lives: then the block owns it.
        if matches!(&*init.expr, syn::Expr::Reference(_)) {
            let value = self.expr(&init.expr);
            let place = self.place_of(value, span);
            self.bind_whole(pattern, place);
            return;
        }
        let name = types::pattern_name(pattern).filter(|name| init.diverge.is_none() && !is_constant(name.as_str()));
        let at = self.span_of(pattern);
        let slot = match name {
            Some(name) => self.builder.var(name, ty, at),
            None => self.builder.temp(at),
        };
        self.open_scope();
        let value = self.expr(&init.expr);
        self.builder.assign(Place::local(slot), Rvalue::Use(value), self.span_of(&*init.expr));
        self.close_scope(span);
        if let Some(name) = name {
            self.bind_variable(name, slot);
            return;
        }
        match &init.diverge {
            Some((_, otherwise)) => self.let_else(pattern, Place::local(slot), otherwise, span),
            None => self.bind_whole(pattern, Place::local(slot)),
        }
        // What the pattern takes lives on in its variables; the rest is dropped, unless it was there before.
        if self.builder.is_reachable() && !(matches!(pattern, syn::Pat::Wild(_)) && is_place(&init.expr)) {
            self.builder.drop_local(slot, span.at_end());
        }
    }

    /// From here on the name is that of the variable, which the scope owns.
    pub fn bind_variable(&mut self, name: Name, slot: Local) {
        self.builder.bind(name, Binding::Local(slot));
        self.own(slot);
    }

    fn declare(&mut self, pattern: &syn::Pat, ty: &Type) {
        if let syn::Pat::Ident(ident) = pattern {
            let span = self.span(ident.ident.span());
            self.variable(Name::new(&ident.ident.to_string()), ty.clone(), span);
        } else {
            let slot = self.builder.temp(self.span_of(pattern));
            self.bind_whole(pattern, Place::local(slot));
        }
    }

    fn let_else(&mut self, pattern: &syn::Pat, subject: Place, otherwise: &syn::Expr, span: Span) {
        let fails = self.block_of(BlockKind::IfElse);
        let goes_on = self.block_of(BlockKind::IfDone);
        self.test(pattern, &subject, fails);
        self.builder.goto(goes_on, span);
        self.builder.start(fails);
        if self.builder.is_reachable() {
            self.open_scope();
            self.expr(otherwise);
            self.close_scope(span);
            self.builder.unreachable(span);
        }
        self.builder.start(goes_on);
    }
}

/// Whether an expression names something that exists without it.
fn is_place(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Path(_) => true,
        syn::Expr::Field(field) => is_place(&field.base),
        syn::Expr::Index(index) => is_place(&index.expr),
        syn::Expr::Paren(inner) => is_place(&inner.expr),
        syn::Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Deref(_)) && is_place(&unary.expr),
        _ => false,
    }
}
