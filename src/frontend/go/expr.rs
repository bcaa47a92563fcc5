//! Expressions to operands, places and values.
//!
//! Whatever has effects is emitted before what uses it, in order of evaluation; the rest stays an operand.
//! Boolean operators are control flow, in conditions and elsewhere.
//!
//! Approximate: an operand that is a place is read where it is used, so `f(x, g())` passes the `x` that `g`
//! left behind. A slice expression is the sliced value itself. Operands of arithmetic lose their operators.

use smallvec::smallvec;

use super::ast::{CompareOp, Expr, ExprKind, FuncLit, KeyedExpr, LogicOp, Step, StepKind, UnaryOp};
use super::decl::Lowerer;
use crate::base::{Name, Span, Type};
use crate::ir::builder::Binding;
use crate::ir::{
    BlockId, BlockKind, CallMode, ClosureId, Cond, Const, Element, Local, Operand, Place, Projection, Root, Rvalue,
};

impl Lowerer {
    /// What a name stands for as a value.
    pub fn name(&self, name: Name) -> Operand {
        match self.builder.lookup(name) {
            Some(Binding::Local(local)) => return Operand::local(*local),
            Some(Binding::Type(_)) => return Operand::Place(Place::global(name)),
            None => {}
        }
        let words = &self.words;
        if name == words.nil {
            Operand::Const(Const::Nil)
        } else if name == words.yes {
            Operand::Const(Const::Bool(true))
        } else if name == words.no {
            Operand::Const(Const::Bool(false))
        } else if name == words.iota {
            Operand::Const(Const::Other)
        } else {
            Operand::Place(Place::global(name))
        }
    }

    /// Whether an expression is this predeclared name.
    pub fn is_word(&self, expr: &Expr, word: Name) -> bool {
        matches!(expr.kind, ExprKind::Name(name) if name == word) && self.builder.lookup(word).is_none()
    }

    /// The value of an expression.
    pub fn operand(&mut self, expr: &Expr) -> Operand {
        match &expr.kind {
            ExprKind::Name(name) => self.name(*name),
            ExprKind::Literal(literal) => Operand::Const(*literal),
            ExprKind::Func(literal) => Operand::Closure(self.closure(literal)),
            ExprKind::Unary(UnaryOp::Addr, inner) if !is_composite(inner) => Operand::Addr(self.place(inner)),
            ExprKind::Unary(UnaryOp::Deref, inner) => Operand::Place(self.place(inner).project(Projection::Deref)),
            ExprKind::Unary(UnaryOp::Minus | UnaryOp::Other, inner) if is_literal(inner) => match inner.kind {
                ExprKind::Literal(Const::Int(value)) if matches!(expr.kind, ExprKind::Unary(UnaryOp::Minus, _)) => {
                    Operand::Const(Const::Int(value.wrapping_neg()))
                }
                // No constant of interest.
                _ => Operand::Const(Const::Other),
            },
            ExprKind::Arith(operands) if operands.iter().all(is_literal) => Operand::Const(Const::Other),
            ExprKind::Chain(base, steps) if is_place(steps) => Operand::Place(self.chain(base, steps, expr.span)),
            ExprKind::Type(ty) => type_operand(ty),
            ExprKind::Chain(..)
            | ExprKind::Unary(..)
            | ExprKind::Composite(..)
            | ExprKind::Elided(_)
            | ExprKind::Compare(..)
            | ExprKind::Logic(..)
            | ExprKind::Arith(_)
            | ExprKind::Convert(..)
            | ExprKind::Bad(_) => Operand::local(self.temp(expr)),
        }
    }

    /// The value of an expression in a temporary of its own.
    pub fn temp(&mut self, expr: &Expr) -> Local {
        let temp = self.builder.temp(expr.span);
        self.value(expr, Place::local(temp));
        temp
    }

    /// An operand, kept in a temporary of its own.
    pub fn keep(&mut self, operand: Operand, span: Span) -> Operand {
        let temp = self.builder.temp(span);
        self.builder.assign(Place::local(temp), Rvalue::Use(operand), span);
        Operand::local(temp)
    }

    /// Runs what an expression does; its value is not wanted.
    pub fn effects(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(_) | ExprKind::Literal(_) | ExprKind::Type(_) => {}
            ExprKind::Arith(operands) => operands.iter().for_each(|operand| self.effects(operand)),
            ExprKind::Chain(base, steps) if matches!(steps.last(), Some(Step { kind: StepKind::Call(_), .. })) => {
                self.call(base, steps, expr.span, Vec::new(), CallMode::Normal);
            }
            ExprKind::Unary(UnaryOp::Minus | UnaryOp::Other, inner) => self.effects(inner),
            _ => {
                self.operand(expr);
            }
        }
    }

    /// The place an expression denotes; for a value that has none, a temporary.
    pub fn place(&mut self, expr: &Expr) -> Place {
        let operand = self.operand(expr);
        self.as_place(operand, expr.span)
    }

    /// The place of a value: for an address the place it is the address of.
    pub fn as_place(&mut self, operand: Operand, span: Span) -> Place {
        match operand {
            Operand::Place(place) | Operand::Addr(place) => place,
            constant @ (Operand::Const(_) | Operand::Closure(_)) => {
                let temp = self.builder.temp(span);
                self.builder.assign(Place::local(temp), Rvalue::Use(constant), span);
                Place::local(temp)
            }
        }
    }

    /// Follows a chain; what is no place on the way becomes a temporary.
    pub fn chain(&mut self, base: &Expr, steps: &[Step], span: Span) -> Place {
        // Everything up to the last call or assertion is one value.
        let last_value = steps.iter().rposition(|step| matches!(step.kind, StepKind::Call(_) | StepKind::Assert(_)));
        let (mut place, rest) = match last_value {
            Some(last) => (self.prefix(base, &steps[..=last], span), &steps[last + 1..]),
            None => (self.place(base), steps),
        };
        for step in rest {
            place = self.step(place, step);
        }
        place
    }

    /// The value of a chain that ends in a call or assertion, computed from the left, without recursion.
    fn prefix(&mut self, base: &Expr, steps: &[Step], span: Span) -> Place {
        let mut place: Option<Place> = None;
        let mut from = 0;
        for (n, step) in steps.iter().enumerate() {
            if !matches!(step.kind, StepKind::Call(_) | StepKind::Assert(_)) {
                continue;
            }
            let span = Span::new(span.file, step.start, step.end);
            let temp = Place::local(self.builder.temp(span));
            let part = &steps[from..=n];
            self.link(place.take(), base, part, span, vec![Some(temp.clone())], CallMode::Normal);
            place = Some(temp);
            from = n + 1;
        }
        place.unwrap_or_else(|| self.place(base))
    }

    /// One call or assertion at the end of `part`, on a value or on the base.
    fn link(
        &mut self,
        on: Option<Place>,
        base: &Expr,
        part: &[Step],
        span: Span,
        dst: Vec<Option<Place>>,
        mode: CallMode,
    ) {
        let Some((last, before)) = part.split_last() else { return };
        match &last.kind {
            StepKind::Call(call) => self.call_step(on, base, before, call, span, dst, mode),
            StepKind::Assert(ty) => {
                let mut place = match on {
                    Some(place) => place,
                    None => self.place(base),
                };
                for step in before {
                    place = self.step(place, step);
                }
                let ty = self.ty(ty);
                if let Some(Some(dst)) = dst.into_iter().next() {
                    self.builder.assign(dst, Rvalue::TypeAssert(Operand::Place(place), Box::new(ty)), span);
                }
            }
            StepKind::Field(_) | StepKind::Index(_) | StepKind::Slice(_) => {}
        }
    }

    /// A chain that ends in a call or assertion, with its results in `dst`.
    pub fn call(&mut self, base: &Expr, steps: &[Step], span: Span, dst: Vec<Option<Place>>, mode: CallMode) {
        let Some((_, before)) = steps.split_last() else { return };
        let inner = before.iter().rposition(|step| matches!(step.kind, StepKind::Call(_) | StepKind::Assert(_)));
        let (on, part) = match inner {
            Some(at) => (Some(self.prefix(base, &steps[..=at], span)), &steps[at + 1..]),
            None => (None, steps),
        };
        self.link(on, base, part, span, dst, mode);
    }

    /// One step that leads from a place to a place.
    pub fn step(&mut self, place: Place, step: &Step) -> Place {
        match &step.kind {
            StepKind::Field(name) => place.field(*name),
            // `f[[]int]` instantiates a function.
            StepKind::Index(Expr { kind: ExprKind::Type(_), .. }) => place,
            StepKind::Index(index) => {
                self.effects(index);
                place.project(Projection::Index)
            }
            StepKind::Slice(bounds) => {
                bounds.iter().for_each(|bound| self.effects(bound));
                place
            }
            StepKind::Assert(_) | StepKind::Call(_) => place,
        }
    }

    /// Computes an expression into a place.
    pub fn value(&mut self, expr: &Expr, dst: Place) {
        let span = expr.span;
        let value = match &expr.kind {
            ExprKind::Chain(base, steps) if !is_place(steps) => {
                return self.call(base, steps, span, vec![Some(dst)], CallMode::Normal);
            }
            ExprKind::Composite(ty, elements) => {
                let ty = self.ty(ty);
                self.composite(ty, elements)
            }
            ExprKind::Elided(elements) => self.composite(Type::Unknown, elements),
            ExprKind::Unary(UnaryOp::Addr, inner) if is_composite(inner) => return self.value(inner, dst),
            ExprKind::Unary(UnaryOp::Receive, channel) => {
                Rvalue::Use(Operand::Place(self.place(channel).project(Projection::Index)))
            }
            ExprKind::Unary(UnaryOp::Not, _) | ExprKind::Compare(..) => {
                let (cond, negated) = self.question(expr);
                Rvalue::Cond { cond, negated }
            }
            ExprKind::Logic(..) => return self.logic_value(expr, dst),
            ExprKind::Unary(UnaryOp::Minus | UnaryOp::Other, inner) if !is_literal(inner) => {
                Rvalue::Compute(vec![self.operand(inner)])
            }
            ExprKind::Arith(operands) if !operands.iter().all(is_literal) => {
                Rvalue::Compute(operands.iter().map(|operand| self.operand(operand)).collect())
            }
            ExprKind::Convert(ty, inner) => {
                let operand = self.operand(inner);
                Rvalue::Convert(operand, Box::new(self.ty(ty)))
            }
            ExprKind::Bad(names) => {
                let uses = self.mentioned(names);
                return self.builder.opaque(uses, vec![dst], span);
            }
            ExprKind::Name(_)
            | ExprKind::Literal(_)
            | ExprKind::Func(_)
            | ExprKind::Type(_)
            | ExprKind::Arith(_)
            | ExprKind::Unary(..)
            | ExprKind::Chain(..) => Rvalue::Use(self.operand(expr)),
        };
        self.builder.assign(dst, value, span);
    }

    /// The values of names in code that was not understood.
    pub fn mentioned(&self, names: &[Name]) -> Vec<Operand> {
        names.iter().map(|&name| self.name(name)).filter(|operand| operand.place().is_some()).collect()
    }

    /// Elements of a composite literal. A computed key that is a variable is an element too: it is stored.
    fn composite(&mut self, ty: Type, elements: &[KeyedExpr]) -> Rvalue {
        let element_ty = match &ty {
            Type::Slice(element) | Type::Map(_, element) => (**element).clone(),
            // Fields have types of their own.
            _ => Type::Unknown,
        };
        let keyed = matches!(ty, Type::Map(..) | Type::Slice(_));
        let mut list = Vec::with_capacity(elements.len());
        for (n, element) in elements.iter().enumerate() {
            let place = match &element.key {
                None => Element::Position(n as u32),
                Some(Expr { kind: ExprKind::Name(name), .. }) if !keyed => Element::Field(*name),
                Some(key) => {
                    let key = self.operand_of(key, &Type::Unknown);
                    if matches!(ty, Type::Map(..)) && key.place().is_some_and(|place| place.root_local().is_some()) {
                        list.push((Element::Keyed, key));
                    }
                    Element::Keyed
                }
            };
            let value = self.operand_of(&element.value, &element_ty);
            list.push((place, value));
        }
        Rvalue::Composite { ty, elements: list }
    }

    /// An operand; a literal without a type takes the one that is expected.
    fn operand_of(&mut self, expr: &Expr, expected: &Type) -> Operand {
        let ExprKind::Elided(elements) = &expr.kind else { return self.operand(expr) };
        let value = self.composite(expected.pointee().clone(), elements);
        let temp = self.builder.temp(expr.span);
        self.builder.assign(Place::local(temp), value, expr.span);
        Operand::local(temp)
    }

    /// A function literal, lowered into a region of its own.
    pub fn closure(&mut self, literal: &FuncLit) -> ClosureId {
        let signature = self.signature(&literal.ty);
        let id = self.builder.open_closure(signature, literal.span);
        self.parameters(&literal.ty);
        self.func_body(&literal.body, &literal.ty.results);
        self.builder.close_closure();
        id
    }

    /// Goes to `then` if the expression is true.
    pub fn cond(&mut self, expr: &Expr, then: BlockId, otherwise: BlockId) {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => self.cond(inner, otherwise, then),
            ExprKind::Logic(op, operands) => {
                let Some((last, before)) = operands.split_last() else { return };
                for operand in before {
                    match op {
                        LogicOp::And => {
                            let right = self.builder.block(BlockKind::AndRight);
                            self.cond(operand, right, otherwise);
                            self.builder.start(right);
                        }
                        LogicOp::Or => {
                            let right = self.builder.block(BlockKind::OrRight);
                            self.cond(operand, then, right);
                            self.builder.start(right);
                        }
                    }
                }
                self.cond(last, then, otherwise);
            }
            _ => {
                let (cond, negated) = self.question(expr);
                let (then, otherwise) = if negated { (otherwise, then) } else { (then, otherwise) };
                self.builder.branch(cond, then, otherwise, expr.span);
            }
        }
    }

    /// An atomic question, and whether the answer is turned round.
    fn question(&mut self, expr: &Expr) -> (Cond, bool) {
        match &expr.kind {
            ExprKind::Unary(UnaryOp::Not, inner) => {
                let (cond, negated) = self.question(inner);
                (cond, !negated)
            }
            ExprKind::Compare(CompareOp::Order, left, right) => {
                let left = self.operand(left);
                (Cond::Opaque(vec![left, self.operand(right)]), false)
            }
            ExprKind::Compare(op, left, right) => {
                let left_operand = self.operand(left);
                let right_operand = self.operand(right);
                let (cond, negated) = equality(left_operand, right_operand);
                (cond, negated != (*op == CompareOp::NotEqual))
            }
            _ => (Cond::True(self.operand(expr)), false),
        }
    }

    /// `a && b` as a value: the temporary is written on both ways.
    fn logic_value(&mut self, expr: &Expr, dst: Place) {
        let yes = self.builder.block(BlockKind::IfThen);
        let no = self.builder.block(BlockKind::IfElse);
        let done = self.builder.block(BlockKind::CondDone);
        self.cond(expr, yes, no);
        for (block, value) in [(yes, true), (no, false)] {
            self.builder.start(block);
            self.builder.assign(dst.clone(), Rvalue::Use(Operand::Const(Const::Bool(value))), expr.span);
            self.builder.goto(done, expr.span);
        }
        self.builder.start(done);
    }
}

/// The question whether two values are equal.
pub fn equality(left: Operand, right: Operand) -> (Cond, bool) {
    match (left, right) {
        (operand, Operand::Const(Const::Nil)) | (Operand::Const(Const::Nil), operand) => (Cond::Nil(operand), false),
        (operand, Operand::Const(Const::Bool(value))) | (Operand::Const(Const::Bool(value)), operand) => {
            (Cond::True(operand), !value)
        }
        (left, right) => (Cond::Eq(left, Box::new(right)), false),
    }
}

/// Whether a chain denotes a place and no new value.
pub fn is_place(steps: &[Step]) -> bool {
    !matches!(steps.last(), Some(Step { kind: StepKind::Call(_) | StepKind::Assert(_), .. }))
}

fn is_composite(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Composite(..) | ExprKind::Elided(_))
}

/// Whether an expression is made of literals only. Not deeper than one level: that is what code has.
fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Literal(_))
}

/// A type where a value is expected, as in `f[T]` without a call.
fn type_operand(ty: &Type) -> Operand {
    match ty {
        Type::Named(name, _) if name.package.is_empty() => Operand::Place(Place::global(name.name)),
        Type::Named(name, _) => Operand::Place(Place {
            root: Root::Global(name.package),
            projections: smallvec![Projection::Field(name.name)],
        }),
        // A type that has no name is no value.
        _ => Operand::Const(Const::Other),
    }
}
