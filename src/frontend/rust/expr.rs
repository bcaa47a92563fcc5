//! Expressions.

use super::branch::{label_name, lifetime_name};
use super::decl::{global, literal};
use super::lower::Lowerer;
use crate::base::{Name, Span, Type};
use crate::ir::{BlockKind, Cond, Const, Element, Operand, Place, Projection, Rvalue};

/// Nothing of interest, but certainly there.
const SOMETHING: Operand = Operand::Const(Const::Other);

impl Lowerer {
    /// The value of an expression; what it does is emitted.
    pub fn expr(&mut self, expr: &syn::Expr) -> Operand {
        let span = self.span_of(expr);
        match expr {
            syn::Expr::Lit(lit) => Operand::Const(literal(&lit.lit)),
            syn::Expr::Path(path) => self.path(path, span),
            syn::Expr::Paren(inner) => self.expr(&inner.expr),
            syn::Expr::Group(inner) => self.expr(&inner.expr),
            syn::Expr::Field(field) => {
                let base = self.base(&field.base);
                Operand::Place(base.field(member(&field.member)))
            }
            syn::Expr::Index(index) => self.index(index),
            syn::Expr::Reference(reference) => self.reference(&reference.expr),
            syn::Expr::RawAddr(reference) => self.reference(&reference.expr),
            syn::Expr::Unary(unary) => self.unary(unary, span),
            syn::Expr::Binary(binary) => self.binary(expr, binary, span),
            syn::Expr::Cast(cast) => self.expr(&cast.expr),
            syn::Expr::Assign(assign) => self.assignment(assign, span),
            syn::Expr::Call(call) => self.call(call, span),
            syn::Expr::MethodCall(call) => self.method_call(call, span),
            syn::Expr::Await(wait) => self.wait(&wait.base, span),
            syn::Expr::Try(question) => self.question_mark(&question.expr, span),
            syn::Expr::Macro(mac) => self.macro_call(&mac.mac),
            syn::Expr::Struct(literal) => self.struct_literal(literal, span),
            syn::Expr::Tuple(tuple) if tuple.elems.is_empty() => SOMETHING,
            syn::Expr::Tuple(tuple) => {
                let elems: Vec<Operand> = tuple.elems.iter().map(|elem| self.expr(elem)).collect();
                self.positions(Type::Unknown, elems, span)
            }
            syn::Expr::Array(array) => {
                let elems: Vec<Operand> = array.elems.iter().map(|elem| self.expr(elem)).collect();
                self.list(elems, span)
            }
            syn::Expr::Repeat(repeat) => {
                let elem = self.expr(&repeat.expr);
                self.list(vec![elem], span)
            }
            syn::Expr::Range(range) => {
                let ends = range.start.iter().chain(&range.end);
                let ends = ends.map(|end| self.expr(end)).collect();
                Operand::local(self.temp_of(Rvalue::Compute(ends), span))
            }
            syn::Expr::Closure(closure) => self.closure(closure, span),
            syn::Expr::Async(block) => self.async_block(block, span),
            other => self.control(other, span),
        }
    }

    /// Blocks, choices, loops and jumps.
    fn control(&mut self, expr: &syn::Expr, span: Span) -> Operand {
        match expr {
            syn::Expr::If(choice) => {
                let dst = self.temp(span);
                self.if_expr(choice, Some(dst));
                Operand::local(dst)
            }
            syn::Expr::Match(choice) => {
                let dst = self.temp(span);
                self.match_expr(choice, Some(dst));
                Operand::local(dst)
            }
            syn::Expr::Loop(looped) => {
                let dst = self.temp(span);
                self.loop_expr(looped, Some(dst));
                Operand::local(dst)
            }
            syn::Expr::While(looped) => {
                self.while_expr(looped);
                SOMETHING
            }
            syn::Expr::ForLoop(looped) => {
                self.for_expr(looped);
                SOMETHING
            }
            syn::Expr::Block(block) => self.block_value(&block.block, label_name(block.label.as_ref()), span),
            syn::Expr::Unsafe(block) => self.block_value(&block.block, None, span),
            syn::Expr::Const(block) => self.block_value(&block.block, None, span),
            syn::Expr::Return(leave) => {
                let value = leave.expr.as_ref().map_or(SOMETHING, |value| self.expr(value));
                self.return_value(value, span);
                SOMETHING
            }
            syn::Expr::Break(leave) => {
                let value = leave.expr.as_ref().map(|value| self.expr(value));
                self.leave_by_break(lifetime_name(leave.label.as_ref()), value, span);
                SOMETHING
            }
            syn::Expr::Continue(leave) => {
                self.leave_by_continue(lifetime_name(leave.label.as_ref()), span);
                SOMETHING
            }
            syn::Expr::Let(test) => {
                // Outside of a condition only where the parser recovers.
                let subject = self.subject(&test.expr);
                self.bind_whole(&test.pat, subject);
                SOMETHING
            }
            syn::Expr::Verbatim(tokens) => self.unknown(tokens, span),
            // What the language does not have yet.
            _ => self.unknown(&proc_macro2::TokenStream::new(), span),
        }
    }

    fn block_value(&mut self, block: &syn::Block, label: Option<Name>, span: Span) -> Operand {
        let dst = self.temp(span);
        if label.is_some() {
            let done = self.block_of(BlockKind::Label);
            self.open_exit(label, done, None, Some(dst));
            self.block(block, Some(dst));
            self.close_exit();
            self.builder.goto(done, span.at_end());
            self.builder.start(done);
        } else {
            self.block(block, Some(dst));
        }
        Operand::local(dst)
    }

    /// A name: a variable, or anything declared elsewhere.
    fn path(&mut self, path: &syn::ExprPath, span: Span) -> Operand {
        if path.qself.is_some() {
            return Operand::local(self.temp_of(Rvalue::Compute(Vec::new()), span));
        }
        if let Some(ident) = path.path.get_ident() {
            let text = ident.to_string();
            if let Some(local) = self.lookup(Name::new(&text)) {
                return Operand::local(local);
            }
            if text == "None" {
                return Operand::Const(Const::Nil);
            }
        }
        match global(&path.path, self.own) {
            Some(place) => Operand::Place(place),
            None => SOMETHING,
        }
    }

    /// As [`Lowerer::expr`], but `*x` is the place behind `x`, not what is read from there.
    pub fn place_or_value(&mut self, expr: &syn::Expr) -> Operand {
        match expr {
            syn::Expr::Paren(inner) => self.place_or_value(&inner.expr),
            syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => {
                Operand::Place(self.base(&unary.expr).project(Projection::Deref))
            }
            other => self.expr(other),
        }
    }

    /// What a field or method is taken of.
    pub fn base(&mut self, expr: &syn::Expr) -> Place {
        let span = self.span_of(expr);
        let value = self.place_or_value(expr);
        self.place_of(value, span)
    }

    fn index(&mut self, index: &syn::ExprIndex) -> Operand {
        let base = self.base(&index.expr);
        if matches!(*index.index, syn::Expr::Range(_)) {
            self.expr(&index.index);
            return Operand::Place(base);
        }
        let step = match self.expr(&index.index) {
            Operand::Const(Const::Int(number)) => u32::try_from(number).map_or(Projection::Index, Projection::Element),
            _ => Projection::Index,
        };
        Operand::Place(base.project(step))
    }

    fn reference(&mut self, expr: &syn::Expr) -> Operand {
        match self.place_or_value(expr) {
            Operand::Place(place) => Operand::Addr(place),
            other => other,
        }
    }

    fn unary(&mut self, unary: &syn::ExprUnary, span: Span) -> Operand {
        match unary.op {
            // What is read through a pointer or guard is a copy of what lies there.
            syn::UnOp::Deref(_) => {
                let content = self.base(&unary.expr).project(Projection::Deref);
                Operand::local(self.temp_of(Rvalue::Compute(vec![Operand::Place(content)]), span))
            }
            syn::UnOp::Not(_) => {
                let (cond, negated) = self.question(&unary.expr);
                match cond {
                    // Of a number, `!` is arithmetic.
                    Cond::Opaque(operands) => Operand::local(self.temp_of(Rvalue::Compute(operands), span)),
                    cond => self.answer(cond, !negated, span),
                }
            }
            _ => match self.expr(&unary.expr) {
                Operand::Const(Const::Int(number)) => Operand::Const(Const::Int(number.saturating_neg())),
                value => Operand::local(self.temp_of(Rvalue::Compute(vec![value]), span)),
            },
        }
    }

    fn binary(&mut self, whole: &syn::Expr, binary: &syn::ExprBinary, span: Span) -> Operand {
        use syn::BinOp;
        match binary.op {
            BinOp::And(_) | BinOp::Or(_) => {
                let dst = self.temp(span);
                let (yes, no) = (self.block_of(BlockKind::IfThen), self.block_of(BlockKind::IfElse));
                let done = self.block_of(BlockKind::CondDone);
                self.cond(whole, yes, no);
                for (block, answer) in [(yes, true), (no, false)] {
                    self.builder.start(block);
                    let value = Rvalue::Use(Operand::Const(Const::Bool(answer)));
                    self.builder.assign(Place::local(dst), value, span);
                    self.builder.goto(done, span);
                }
                self.builder.start(done);
                Operand::local(dst)
            }
            BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_) => {
                let (cond, negated) = self.question(whole);
                self.answer(cond, negated, span)
            }
            BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::BitXor(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_) => {
                let operands = vec![self.expr(&binary.left), self.expr(&binary.right)];
                Operand::local(self.temp_of(Rvalue::Compute(operands), span))
            }
            // `x += y` and its kin.
            _ => {
                let right = self.expr(&binary.right);
                let place = self.base(&binary.left);
                let value = Rvalue::Compute(vec![Operand::Place(place.clone()), right]);
                self.builder.assign(place, value, span);
                SOMETHING
            }
        }
    }

    fn assignment(&mut self, assign: &syn::ExprAssign, span: Span) -> Operand {
        let value = self.expr(&assign.right);
        self.write(&assign.left, value, span);
        SOMETHING
    }

    /// Writes a value to an expression on the left of `=`, which may be a pattern.
    fn write(&mut self, left: &syn::Expr, value: Operand, span: Span) {
        match left {
            syn::Expr::Infer(_) => {}
            syn::Expr::Tuple(tuple) => {
                let whole = self.place_of(value, span);
                for (n, elem) in tuple.elems.iter().enumerate() {
                    let part = Operand::Place(whole.clone().field(Name::new(&n.to_string())));
                    self.write(elem, part, span);
                }
            }
            other => {
                let place = self.base(other);
                self.builder.assign(place, Rvalue::Use(value), span);
            }
        }
    }

    fn struct_literal(&mut self, literal: &syn::ExprStruct, span: Span) -> Operand {
        let mut elements = Vec::new();
        for field in &literal.fields {
            let value = self.expr(&field.expr);
            elements.push((Element::Field(member(&field.member)), value));
        }
        if let Some(rest) = &literal.rest {
            // Its other fields move, which is not followed.
            let rest = self.expr(rest);
            if matches!(rest, Operand::Place(_)) {
                self.builder.opaque(vec![rest], Vec::new(), span);
            }
        }
        let ty = self.path_ty(&literal.path);
        Operand::local(self.temp_of(Rvalue::Composite { ty, elements }, span))
    }

    /// A tuple or a struct whose fields have no names.
    pub fn positions(&mut self, ty: Type, elems: Vec<Operand>, span: Span) -> Operand {
        let name = |n: usize| Element::Field(Name::new(&n.to_string()));
        let elements = elems.into_iter().enumerate().map(|(n, elem)| (name(n), elem)).collect();
        Operand::local(self.temp_of(Rvalue::Composite { ty, elements }, span))
    }

    /// A list: its elements come out one by one, which is not followed.
    pub fn list(&mut self, elems: Vec<Operand>, span: Span) -> Operand {
        let elements = elems.into_iter().enumerate().map(|(n, elem)| (Element::Position(n as u32), elem)).collect();
        Operand::local(self.temp_of(Rvalue::Composite { ty: Type::Unknown, elements }, span))
    }

    /// `x?`
    fn question_mark(&mut self, inner: &syn::Expr, span: Span) -> Operand {
        let value = self.expr(inner);
        let place = self.place_of(value, span);
        let (fails, goes_on) = (self.block_of(BlockKind::IfThen), self.block_of(BlockKind::IfDone));
        self.builder.branch(Cond::Nil(Operand::Place(place.clone())), fails, goes_on, span);
        self.builder.start(fails);
        if self.builder.is_reachable() {
            self.return_value(Operand::Const(Const::Nil), span);
        }
        self.builder.start(goes_on);
        let payload = place.project(Projection::Deref);
        Operand::local(self.temp_of(Rvalue::Use(Operand::Place(payload)), span))
    }

    /// `x.await`; an `async` block that is waited for where it stands runs there.
    fn wait(&mut self, base: &syn::Expr, span: Span) -> Operand {
        let future = self.expr(base);
        if let Operand::Closure(block) = future {
            return self.call_closure(block, Vec::new(), span);
        }
        let dst = self.temp(span);
        self.builder.wait(future, Place::local(dst), span);
        Operand::local(dst)
    }
}

/// A field by its name or number.
pub(super) fn member(member: &syn::Member) -> Name {
    match member {
        syn::Member::Named(ident) => Name::new(&ident.to_string()),
        syn::Member::Unnamed(index) => Name::new(&index.index.to_string()),
    }
}
