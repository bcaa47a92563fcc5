//! Calls, conversions, and the builtins that take types.
//!
//! `make(T, n)` and `new(T)` have their type in `type_args`. What `new` gets is taken for a type unless it
//! cannot be one or mentions a local variable; then it is an argument, as Go 1.26 has it.
//! `x[i](y)` is read as an instantiation by the grammar; it is one only if `x` can be a function that is
//! declared somewhere, and `i` is no variable.
//!
//! Approximate: in `f(g())` the call of `g` gets one temporary, whatever the number of its results.

use super::ast::{CallStep, Expr, ExprKind, Step, UnaryOp};
use super::decl::Lowerer;
use super::read_expr::as_type;
use crate::base::{Name, Span, Type};
use crate::ir::builder::{Binding, NewCall};
use crate::ir::{CallMode, Callee, Place, Projection, Root, Rvalue};

impl Lowerer {
    /// A call of what `before` leads to, from the value `on` or else from the base.
    #[allow(clippy::too_many_arguments)] // All of it belongs to the one call.
    pub fn call_step(
        &mut self,
        on: Option<Place>,
        base: &Expr,
        before: &[Step],
        call: &CallStep,
        span: Span,
        dst: Vec<Option<Place>>,
        mode: CallMode,
    ) {
        if on.is_none() && before.is_empty() {
            if let (Some(ty), [only]) = (self.conversion(base, call), call.args.as_slice()) {
                let operand = self.operand(only);
                if let Some(Some(dst)) = dst.into_iter().next() {
                    self.builder.assign(dst, Rvalue::Convert(operand, Box::new(ty)), span);
                }
                return;
            }
            if let ExprKind::Func(literal) = &base.kind {
                let callee = Callee::Closure(self.closure(literal));
                return self.emit(callee, Vec::new(), call, &call.args, span, dst, mode);
            }
            if self.is_word(base, self.words.new) || self.is_word(base, self.words.make) {
                return self.make(base, call, span, dst, mode);
            }
        }
        let mut place = match on {
            Some(place) => place,
            None => self.place(base),
        };
        for step in before {
            place = self.step(place, step);
        }
        let mut type_args = Vec::new();
        if call.type_args.iter().any(|ty| self.is_index(&place, ty)) {
            place = place.project(Projection::Index);
        } else {
            type_args.extend(call.type_args.iter().map(|ty| self.ty(ty)));
        }
        self.emit(Callee::Place(place), type_args, call, &call.args, span, dst, mode);
    }

    #[allow(clippy::too_many_arguments)] // All of it belongs to the one call.
    fn emit(
        &mut self,
        callee: Callee,
        type_args: Vec<Type>,
        call: &CallStep,
        args: &[Expr],
        span: Span,
        dst: Vec<Option<Place>>,
        mode: CallMode,
    ) {
        let args = args.iter().map(|arg| self.operand(arg)).collect();
        self.builder.call(NewCall { callee, type_args, args, spread: call.spread, dst, mode }, span);
    }

    fn make(&mut self, base: &Expr, call: &CallStep, span: Span, dst: Vec<Option<Place>>, mode: CallMode) {
        let callee = Callee::Place(self.place(base));
        let (mut type_args, mut args) = (Vec::new(), call.args.as_slice());
        if let Some((first, rest)) = call.args.split_first()
            && let Some(ty) = as_type(first)
            && !self.is_variable(&ty)
        {
            type_args.push(self.ty(&ty));
            args = rest;
        }
        self.emit(callee, type_args, call, args, span, dst, mode);
    }

    /// The type that `base(x)` converts to, if it can be nothing else than a conversion.
    fn conversion(&self, base: &Expr, call: &CallStep) -> Option<Type> {
        if call.spread || call.args.len() != 1 {
            return None;
        }
        match &base.kind {
            ExprKind::Name(name) => match self.builder.lookup(*name) {
                Some(Binding::Type(ty)) => Some(ty.clone()),
                Some(Binding::Local(_)) | None => None,
            },
            ExprKind::Unary(UnaryOp::Deref, _) => {
                let ty = as_type(base)?;
                (!self.is_variable(ty.pointee())).then(|| self.ty(&ty))
            }
            ExprKind::Type(ty) if !matches!(ty, Type::Named(..)) => Some(self.ty(ty)),
            // A name, known later.
            _ => None,
        }
    }

    /// Whether what was read as a type starts with a variable of the function.
    fn is_variable(&self, ty: &Type) -> bool {
        let Some(name) = ty.name() else { return false };
        let first = if name.package.is_empty() { name.name } else { name.package };
        self.is_local(first)
    }

    fn is_local(&self, name: Name) -> bool {
        matches!(self.builder.lookup(name), Some(Binding::Local(_)))
    }

    /// Whether `callee[ty](..)` indexes: no variable is generic, and no type is a variable.
    fn is_index(&self, callee: &Place, ty: &Type) -> bool {
        let of_local = matches!(callee.root, Root::Local(_));
        matches!(ty, Type::Named(..)) && (of_local || self.is_variable(ty))
    }

    /// `go` and `defer`.
    pub fn detached(&mut self, expr: &Expr, mode: CallMode) {
        match &expr.kind {
            ExprKind::Chain(base, steps) => self.call(base, steps, expr.span, Vec::new(), mode),
            // No call; the compiler refuses it.
            _ => self.effects(expr),
        }
    }

    /// Whether a statement is a call of `panic`.
    pub fn is_panic(&self, expr: &Expr) -> bool {
        matches!(&expr.kind, ExprKind::Chain(base, steps) if steps.len() == 1 && self.is_word(base, self.words.panic))
    }
}
