//! Expressions, and types where expressions stand.

use std::sync::Arc;

use super::Parser;
use super::cursor::Tok;
use super::types::begins_type;
use crate::base::{Span, Type};
use crate::frontend::go::ast::{
    CallStep, CompareOp, Expr, ExprKind, FuncBody, FuncLit, KeyedExpr, LogicOp, Step, StepKind, UnaryOp,
};
use crate::frontend::go::read::MAX_DEPTH;
use crate::frontend::go::read_expr::{as_type, chain_as_type, int, string, take_type_arg};

/// What an operator between two operands makes of them.
#[derive(Clone, Copy)]
enum Sort {
    Logic(LogicOp),
    Compare(CompareOp),
    Arith,
}

/// How tightly an operator binds, and what it makes; `None` for any other token.
fn binary_operator(kind: Tok) -> Option<(u8, Sort)> {
    Some(match kind {
        Tok::OrOr => (1, Sort::Logic(LogicOp::Or)),
        Tok::AndAnd => (2, Sort::Logic(LogicOp::And)),
        Tok::Equal => (3, Sort::Compare(CompareOp::Equal)),
        Tok::NotEqual => (3, Sort::Compare(CompareOp::NotEqual)),
        Tok::Order => (3, Sort::Compare(CompareOp::Order)),
        Tok::Plus | Tok::Minus | Tok::Caret | Tok::Pipe => (4, Sort::Arith),
        Tok::Star | Tok::Amp | Tok::Multiply => (5, Sort::Arith),
        // No operator between two operands.
        _ => return None,
    })
}

fn unary_operator(kind: Tok) -> Option<UnaryOp> {
    Some(match kind {
        Tok::Not => UnaryOp::Not,
        Tok::Amp => UnaryOp::Addr,
        Tok::Star => UnaryOp::Deref,
        Tok::Arrow => UnaryOp::Receive,
        Tok::Minus => UnaryOp::Minus,
        Tok::Plus | Tok::Caret => UnaryOp::Other,
        // No operator before an operand.
        _ => return None,
    })
}

/// A chain that is being read: what it starts with, and the steps so far.
struct Chain {
    base: Expr,
    steps: Vec<Step>,
    start: u32,
}

impl Chain {
    /// The name of a type that was read as an expression.
    fn as_type(&self) -> Option<Type> {
        if self.steps.is_empty() { as_type(&self.base) } else { chain_as_type(&self.base, &self.steps) }
    }

    /// The type that the chain is, taken out of it.
    fn take_type(&mut self) -> Option<Type> {
        let ty = match &mut self.base.kind {
            ExprKind::Type(ty) if self.steps.is_empty() => Some(std::mem::replace(ty, Type::Unknown)),
            _ => self.as_type(),
        };
        self.steps.clear();
        ty
    }

    /// The type that the whole chain is and that is no expression.
    fn bare_type(&self) -> Option<&Type> {
        match &self.base.kind {
            ExprKind::Type(ty) if self.steps.is_empty() => Some(ty),
            // An expression.
            _ => None,
        }
    }
}

impl Parser<'_> {
    /// An expression, or a type where one may stand instead.
    pub fn expr(&mut self) -> Option<Expr> {
        self.binary(1)
    }

    /// Expressions with commas between them.
    pub fn expr_list(&mut self) -> Option<Vec<Expr>> {
        let mut list = vec![self.expr()?];
        while self.eat(Tok::Comma) {
            list.push(self.expr()?);
        }
        Some(list)
    }

    /// Operands with operators between them that bind at least so tightly.
    ///
    /// Each operator puts what was read so far one level deeper, unless it only makes a list longer.
    fn binary(&mut self, least: u8) -> Option<Expr> {
        self.enter()?;
        let start = self.start();
        let outer = std::mem::replace(&mut self.deepest, self.depth);
        let mut left = self.unary()?;
        while let Some((tightness, sort)) = binary_operator(self.kind()).filter(|(tightness, _)| *tightness >= least) {
            self.advance();
            let inside = std::mem::replace(&mut self.deepest, self.depth);
            let right = self.binary(tightness + 1)?;
            let wraps = match (sort, &left.kind) {
                (Sort::Logic(op), ExprKind::Logic(same, _)) => op != *same,
                (Sort::Arith, ExprKind::Arith(_)) => false,
                _ => true,
            };
            self.deepest = self.deepest.max(inside + u32::from(wraps));
            if self.deepest > MAX_DEPTH {
                return None;
            }
            left = Expr { kind: joined(left.kind, left.span, sort, right), span: self.span_from(start) };
        }
        self.deepest = self.deepest.max(outer);
        self.leave();
        Some(left)
    }

    fn unary(&mut self) -> Option<Expr> {
        let start = self.start();
        let Some(op) = unary_operator(self.kind()) else { return self.primary() };
        self.advance();
        if op == UnaryOp::Receive && self.kind() == Tok::Chan {
            let ty = self.ty()?;
            let span = self.span_from(start);
            let base = Expr { kind: ExprKind::Type(ty), span };
            return self.steps(Chain { base, steps: Vec::new(), start }, span, false);
        }
        self.enter()?;
        let inner = self.unary()?;
        self.leave();
        let kind = match (op, inner.kind) {
            (UnaryOp::Deref, ExprKind::Type(ty)) => ExprKind::Type(ty.pointer()),
            (op, kind) => ExprKind::Unary(op, Box::new(Expr { kind, span: inner.span })),
        };
        Some(Expr { kind, span: self.span_from(start) })
    }

    /// An operand and what is done to it.
    fn primary(&mut self) -> Option<Expr> {
        let start = self.start();
        let kind = match self.kind() {
            Tok::Ident => ExprKind::Name(self.ident()?.name),
            Tok::Literal => {
                let text = self.cursor.text(start, self.cursor.end);
                let is_whole = !text.starts_with('\'') || is_closed(text);
                self.advance();
                is_whole.then(|| ExprKind::Literal(int(text)))?
            }
            Tok::String => {
                let text = self.cursor.text(start, self.cursor.end);
                self.advance();
                is_closed(text).then(|| ExprKind::Literal(string(text)))?
            }
            Tok::LeftParen => {
                self.advance();
                let inner = self.bracketed(Self::expr)?;
                self.take(Tok::RightParen)?;
                let span = inner.span;
                let (base, steps) = match inner.kind {
                    ExprKind::Chain(base, steps) => (*base, steps),
                    kind => (Expr { kind, span }, Vec::new()),
                };
                return self.steps(Chain { base, steps, start }, span, true);
            }
            Tok::Func => self.func()?,
            kind if begins_type(kind) => ExprKind::Type(self.ty()?),
            _ => return None,
        };
        let span = self.span_from(start);
        self.steps(Chain { base: Expr { kind, span }, steps: Vec::new(), start }, span, false)
    }

    /// A function literal or a function type.
    fn func(&mut self) -> Option<ExprKind> {
        let start = self.start();
        self.take(Tok::Func)?;
        self.enter()?;
        let ty = self.signature()?;
        let kind = if self.kind() == Tok::LeftBrace {
            let body = self.func_body()?;
            ExprKind::Func(Box::new(FuncLit { ty, body, span: self.span_from(start) }))
        } else {
            ExprKind::Type(Type::Func(Arc::new(ty.signature())))
        };
        self.leave();
        Some(kind)
    }

    /// The body of a function or literal.
    pub fn func_body(&mut self) -> Option<FuncBody> {
        let start = self.start();
        let gotos = std::mem::take(&mut self.gotos);
        let takes_guard = std::mem::replace(&mut self.takes_guard, false);
        let stmts = self.bracketed(Self::block)?;
        self.takes_guard = takes_guard;
        let gotos = std::mem::replace(&mut self.gotos, gotos);
        Some(FuncBody { stmts, gotos, span: self.span_from(start) })
    }

    /// Selectors, indices, calls and literals behind an operand. The span is that of the operand alone, without
    /// parentheses around it.
    fn steps(&mut self, mut chain: Chain, mut span: Span, mut in_parens: bool) -> Option<Expr> {
        loop {
            match self.kind() {
                Tok::Dot => {
                    self.advance();
                    if !self.selector(&mut chain)? {
                        break;
                    }
                }
                Tok::LeftParen if chain.bare_type().is_some() => self.conversion(&mut chain)?,
                Tok::LeftParen => {
                    let type_arg = take_type_arg(&mut chain.steps);
                    let call = self.arguments(type_arg.into_iter().collect())?;
                    self.step(&mut chain, call);
                }
                Tok::LeftBracket => self.brackets(&mut chain)?,
                Tok::LeftBrace if !in_parens && self.begins_literal(&chain) => self.literal(&mut chain)?,
                _ => break,
            }
            span = self.span_from(chain.start);
            in_parens = false;
        }
        if chain.steps.is_empty() {
            return Some(chain.base);
        }
        Some(Expr { kind: ExprKind::Chain(Box::new(chain.base), chain.steps), span })
    }

    /// What follows a dot; `false` for `(type)`, which ends the chain.
    fn selector(&mut self, chain: &mut Chain) -> Option<bool> {
        if self.kind() == Tok::Ident {
            let name = self.ident()?.name;
            self.step(chain, StepKind::Field(name));
            return Some(true);
        }
        self.take(Tok::LeftParen)?;
        if self.eat(Tok::Type) {
            self.take(Tok::RightParen)?;
            let is_wanted = self.takes_guard && self.guard.is_none();
            self.guard = Some(self.span_from(chain.start));
            return is_wanted.then_some(false);
        }
        let ty = self.ty()?;
        self.take(Tok::RightParen)?;
        self.step(chain, StepKind::Assert(ty));
        Some(true)
    }

    fn step(&mut self, chain: &mut Chain, kind: StepKind) {
        if chain.steps.capacity() == 0 {
            chain.steps.reserve_exact(2);
        }
        chain.steps.push(Step { kind, start: chain.start, end: self.cursor.last_end });
    }

    /// Whether a `{` begins a literal of the type that was read so far.
    fn begins_literal(&self, chain: &Chain) -> bool {
        match chain.bare_type() {
            Some(Type::Slice(_) | Type::Map(..) | Type::Struct(_)) => true,
            Some(Type::Named(..)) => !self.in_header,
            // Of the other types there are no literals.
            Some(_) => false,
            None => !self.in_header && matches!(chain.as_type(), Some(Type::Named(..))),
        }
    }

    fn literal(&mut self, chain: &mut Chain) -> Option<()> {
        let ty = chain.take_type()?;
        let elements = self.elements()?;
        chain.base = Expr { kind: ExprKind::Composite(ty, elements), span: self.span_from(chain.start) };
        Some(())
    }

    /// `[]T(x)`.
    fn conversion(&mut self, chain: &mut Chain) -> Option<()> {
        self.take(Tok::LeftParen)?;
        let operand = self.bracketed(Self::expr)?;
        self.eat(Tok::Comma);
        self.take(Tok::RightParen)?;
        let name_span = chain.base.span;
        let span = self.span_from(chain.start);
        let kind = match chain.take_type()? {
            // It may as well be a call.
            Type::Named(name, type_args) => {
                let first = if name.package.is_empty() { name.name } else { name.package };
                chain.base = Expr { kind: ExprKind::Name(first), span: name_span };
                if !name.package.is_empty() {
                    self.step(chain, StepKind::Field(name.name));
                }
                self.step(chain, StepKind::Call(CallStep { type_args, args: vec![operand], spread: false }));
                return Some(());
            }
            ty => ExprKind::Convert(ty, Box::new(operand)),
        };
        chain.base = Expr { kind, span };
        Some(())
    }

    /// `(x, y...)`.
    fn arguments(&mut self, type_args: Vec<Type>) -> Option<StepKind> {
        self.take(Tok::LeftParen)?;
        let mut call = CallStep { type_args, args: Vec::new(), spread: false };
        let in_header = std::mem::replace(&mut self.in_header, false);
        while self.kind() != Tok::RightParen {
            call.args.push(self.expr()?);
            call.spread |= self.eat(Tok::Ellipsis);
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.in_header = in_header;
        self.take(Tok::RightParen)?;
        Some(StepKind::Call(call))
    }

    /// `[index]`, `[low:high:max]`, `[T]`, `[A, B]`.
    fn brackets(&mut self, chain: &mut Chain) -> Option<()> {
        self.take(Tok::LeftBracket)?;
        let in_header = std::mem::replace(&mut self.in_header, false);
        let first = if self.kind() == Tok::Colon { None } else { Some(self.expr()?) };
        if self.kind() == Tok::Colon {
            let mut bounds: Vec<Expr> = first.into_iter().collect();
            while self.eat(Tok::Colon) {
                if !matches!(self.kind(), Tok::Colon | Tok::RightBracket) {
                    bounds.push(self.expr()?);
                }
            }
            self.in_header = in_header;
            self.take(Tok::RightBracket)?;
            self.step(chain, StepKind::Slice(bounds));
            return Some(());
        }
        let first = first?;
        let mut types = Vec::new();
        let is_list = self.kind() == Tok::Comma;
        while self.eat(Tok::Comma) && self.kind() != Tok::RightBracket {
            types.push(self.ty()?);
        }
        self.in_header = in_header;
        self.take(Tok::RightBracket)?;
        if is_list || matches!(first.kind, ExprKind::Type(_)) {
            types.insert(0, as_type(&first)?);
            return self.instance(chain, types);
        }
        self.step(chain, StepKind::Index(first));
        Some(())
    }

    /// A generic function that is called, or a generic type.
    fn instance(&mut self, chain: &mut Chain, types: Vec<Type>) -> Option<()> {
        if self.kind() == Tok::LeftParen {
            let call = self.arguments(types)?;
            self.step(chain, call);
            return Some(());
        }
        let Some(Type::Named(name, _)) = chain.as_type() else {
            // A value that is not known to be generic.
            let [only] = <[Type; 1]>::try_from(types).ok()?;
            let span = self.span_from(chain.start);
            self.step(chain, StepKind::Index(Expr { kind: ExprKind::Type(only), span }));
            return Some(());
        };
        chain.base = Expr { kind: ExprKind::Type(Type::Named(name, types)), span: self.span_from(chain.start) };
        chain.steps.clear();
        Some(())
    }

    /// `{a, b: c, {d}}`.
    fn elements(&mut self) -> Option<Vec<KeyedExpr>> {
        self.take(Tok::LeftBrace)?;
        let in_header = std::mem::replace(&mut self.in_header, false);
        let mut elements = Vec::new();
        while self.kind() != Tok::RightBrace {
            let start = self.start();
            let first = self.element()?;
            let span = self.span_from(start);
            elements.push(if self.eat(Tok::Colon) {
                KeyedExpr { key: Some(first), value: self.element()? }
            } else {
                KeyedExpr { key: None, value: Expr { kind: first.kind, span } }
            });
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.in_header = in_header;
        self.take(Tok::RightBrace)?;
        Some(elements)
    }

    fn element(&mut self) -> Option<Expr> {
        if self.kind() != Tok::LeftBrace {
            return self.expr();
        }
        let start = self.start();
        self.enter()?;
        let elements = self.elements()?;
        self.leave();
        Some(Expr { kind: ExprKind::Elided(elements), span: self.span_from(start) })
    }
}

/// Two operands as one expression; operands of the same sort are one list.
fn joined(left: ExprKind, span: Span, sort: Sort, right: Expr) -> ExprKind {
    match (sort, left) {
        (Sort::Logic(op), ExprKind::Logic(same, mut operands)) if op == same => {
            operands.push(right);
            ExprKind::Logic(op, operands)
        }
        (Sort::Arith, ExprKind::Arith(mut operands)) => {
            operands.push(right);
            ExprKind::Arith(operands)
        }
        (Sort::Logic(op), kind) => ExprKind::Logic(op, vec![Expr { kind, span }, right]),
        (Sort::Arith, kind) => ExprKind::Arith(vec![Expr { kind, span }, right]),
        (Sort::Compare(op), kind) => ExprKind::Compare(op, Box::new(Expr { kind, span }), Box::new(right)),
    }
}

/// Whether a string or rune ends with its quote.
fn is_closed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    let escapes = bytes.iter().rev().skip(1).take_while(|byte| **byte == b'\\').count();
    bytes.len() > 1 && first == last && (*first == b'`' || escapes % 2 == 0)
}
