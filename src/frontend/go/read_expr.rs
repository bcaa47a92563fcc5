//! Parser nodes to the syntax tree: expressions.

use super::ast::{CallStep, CompareOp, Expr, ExprKind, FuncLit, KeyedExpr, LogicOp, Step, StepKind, UnaryOp};
use super::parse::{Field, Kind, Node};
use super::read::Reader;
use super::types::is_type;
use crate::base::{Name, QName, Span, Type};
use crate::ir::Const;

/// Longer string literals are no constants of interest; they would be kept for the life of the process.
const MAX_STRING: usize = 256;

impl<'tree> Reader<'tree> {
    /// An expression.
    pub fn expr(&mut self, node: Node<'tree>) -> Expr {
        let node = self.inside_parentheses(node);
        let span = self.span(node);
        if !self.enter() {
            return Expr { kind: ExprKind::Bad(Vec::new()), span };
        }
        let kind = self.expr_kind(node);
        self.leave();
        Expr { kind, span }
    }

    fn inside_parentheses(&mut self, mut node: Node<'tree>) -> Node<'tree> {
        while node.kind == Kind::Parenthesized {
            match self.children(node).first() {
                Some(&inner) => node = inner,
                None => break,
            }
        }
        node
    }

    fn expr_kind(&mut self, node: Node<'tree>) -> ExprKind {
        match node.kind {
            Kind::Identifier | Kind::BlankIdentifier | Kind::Nil | Kind::True | Kind::False | Kind::Iota => {
                ExprKind::Name(self.name(node))
            }
            Kind::IntLiteral => ExprKind::Literal(int(self.text(node))),
            Kind::StringLiteral | Kind::RawString => ExprKind::Literal(string(self.text(node))),
            Kind::FloatLiteral | Kind::ImaginaryLiteral | Kind::RuneLiteral => ExprKind::Literal(Const::Other),
            Kind::FuncLiteral => self.func_literal(node),
            Kind::CompositeLiteral => self.composite(node),
            Kind::LiteralValue => ExprKind::Elided(self.elements(node)),
            Kind::LiteralElement => self.first_child(node),
            Kind::UnaryExpression => self.unary(node),
            Kind::BinaryExpression => self.binary(node),
            Kind::CallExpression
            | Kind::SelectorExpression
            | Kind::IndexExpression
            | Kind::SliceExpression
            | Kind::TypeAssertion => self.chain(node),
            Kind::TypeConversion => self.conversion(node),
            Kind::TypeInstantiation => self.instantiation(node),
            kind if is_type(kind) => ExprKind::Type(self.ty(node)),
            // Not an expression.
            _ => ExprKind::Bad(self.names_in(node)),
        }
    }

    fn first_child(&mut self, node: Node<'tree>) -> ExprKind {
        match self.children(node).first() {
            Some(&child) => self.expr(child).kind,
            None => ExprKind::Bad(Vec::new()),
        }
    }

    /// `[]T(x)`. What is spelled `F[T](x)` may as well be a call, and is read as one.
    fn conversion(&mut self, node: Node<'tree>) -> ExprKind {
        let ty = self.in_field(node, Field::Type);
        let children = self.children(node);
        let find = |field| children.iter().find(|child| child.field == field).copied();
        let (Some(ty_node), Some(operand)) = (find(Field::Type), find(Field::Operand)) else {
            return ExprKind::Bad(Vec::new());
        };
        if ty_node.kind == Kind::PointerType {
            return self.pointer_conversion(ty, ty_node, operand, node.end);
        }
        let operand = self.expr(operand);
        let (name, type_args) = match ty {
            Type::Named(name, args) => (name, args),
            ty => return ExprKind::Convert(ty, Box::new(operand)),
        };
        let written = self.written_name(ty_node);
        let mut span = self.span(written);
        let call = StepKind::Call(CallStep { type_args, args: vec![operand], spread: false });
        let mut steps = vec![Step { kind: call, start: node.start, end: node.end }];
        let mut first = name.name;
        if !name.package.is_empty() {
            steps.insert(0, Step { kind: StepKind::Field(name.name), start: node.start, end: written.end });
            first = name.package;
            span.end = span.start + first.as_str().len() as u32;
        }
        ExprKind::Chain(Box::new(Expr { kind: ExprKind::Name(first), span }), steps)
    }

    /// The name in a type, without its arguments.
    fn written_name(&mut self, node: Node<'tree>) -> Node<'tree> {
        let mut node = node;
        while !matches!(node.kind, Kind::TypeIdentifier | Kind::QualifiedType) {
            let children = self.children(node);
            match children.iter().find(|child| is_type(child.kind)) {
                Some(&child) => node = child,
                None => break,
            }
        }
        node
    }

    /// `*(*T)(x)` has a type with parentheses, so the first `*` is none of it: what is converted is dereferenced.
    fn pointer_conversion(&mut self, ty: Type, node: Node<'tree>, operand: Node<'tree>, end: u32) -> ExprKind {
        let operand = self.expr(operand);
        let (mut ty, mut node, mut stars) = (ty, node, 0u32);
        while let (Kind::PointerType, Type::Pointer(inner)) = (node.kind, &ty) {
            let Some(&child) = self.children(node).iter().find(|child| is_type(child.kind)) else { break };
            (ty, node, stars) = ((**inner).clone(), child, stars + 1);
        }
        let span = Span::new(self.span(node).file, node.start, end);
        let mut kind = ExprKind::Convert(ty, Box::new(operand));
        for _ in 0..stars {
            kind = ExprKind::Unary(UnaryOp::Deref, Box::new(Expr { kind, span }));
        }
        kind
    }

    fn instantiation(&mut self, node: Node<'tree>) -> ExprKind {
        let children = self.children(node);
        let mut types = children.iter().filter(|child| is_type(child.kind));
        let named = types.next().map_or(Type::Unknown, |&child| self.ty(child));
        let args = types.map(|&child| self.ty(child)).collect();
        match named {
            Type::Named(name, _) => ExprKind::Type(Type::Named(name, args)),
            other => ExprKind::Type(other),
        }
    }

    fn func_literal(&mut self, node: Node<'tree>) -> ExprKind {
        let ty = self.func_type(node);
        let body = self.children(node).iter().find(|child| child.field == Field::Body).copied();
        match body {
            Some(body) => {
                let body = self.func_body(body);
                ExprKind::Func(Box::new(FuncLit { ty, body, span: self.span(node) }))
            }
            None => ExprKind::Bad(self.names_in(node)),
        }
    }

    fn composite(&mut self, node: Node<'tree>) -> ExprKind {
        let ty = self.in_field(node, Field::Type);
        let body = self.children(node).iter().find(|child| child.field == Field::Body).copied();
        let elements = body.map_or(Vec::new(), |body| self.elements(body));
        ExprKind::Composite(ty, elements)
    }

    fn elements(&mut self, node: Node<'tree>) -> Vec<KeyedExpr> {
        let mut elements = Vec::new();
        for child in self.children(node) {
            if child.kind != Kind::KeyedElement {
                elements.push(KeyedExpr { key: None, value: self.expr(child) });
                continue;
            }
            let parts = self.children(child);
            let key = parts.iter().find(|part| part.field == Field::Key).map(|&part| self.expr_inside(part));
            if let Some(&value) = parts.iter().find(|part| part.field == Field::Value) {
                elements.push(KeyedExpr { key, value: self.expr_inside(value) });
            }
        }
        elements
    }

    /// The expression in a `literal_element`, with the span of the expression.
    fn expr_inside(&mut self, node: Node<'tree>) -> Expr {
        match self.children(node).first() {
            Some(&child) if node.kind == Kind::LiteralElement => self.expr(child),
            // Already the expression.
            _ => self.expr(node),
        }
    }

    fn unary(&mut self, node: Node<'tree>) -> ExprKind {
        let children = self.children(node);
        let op = match children.iter().find(|child| child.field == Field::Operator).map(|child| child.kind) {
            Some(Kind::Not) => UnaryOp::Not,
            Some(Kind::Amp) => UnaryOp::Addr,
            Some(Kind::Star) => UnaryOp::Deref,
            Some(Kind::Arrow) => UnaryOp::Receive,
            Some(Kind::Minus) => UnaryOp::Minus,
            // `+`, and `^`, which has no kind of its own.
            _ => UnaryOp::Other,
        };
        match children.iter().find(|child| child.field == Field::Operand) {
            Some(&operand) => ExprKind::Unary(op, Box::new(self.expr(operand))),
            None => ExprKind::Bad(Vec::new()),
        }
    }

    /// Follows the left operands as long as the operators are of the same sort.
    fn binary(&mut self, node: Node<'tree>) -> ExprKind {
        let sort = self.operator(node);
        let mut rights = Vec::new();
        let mut at = node;
        loop {
            let children = self.children(at);
            let find = |field| children.iter().find(|child| child.field == field).copied();
            let (Some(left), Some(right)) = (find(Field::Left), find(Field::Right)) else {
                return ExprKind::Bad(self.names_in(node));
            };
            rights.push(self.expr(right));
            at = self.inside_parentheses(left);
            let same = at.kind == Kind::BinaryExpression && self.operator(at) == sort;
            if !same || matches!(sort, Operator::Compare(_)) {
                break;
            }
        }
        let first = self.expr(at);
        match (sort, rights.pop()) {
            (Operator::Compare(op), Some(right)) => ExprKind::Compare(op, Box::new(first), Box::new(right)),
            (sort, second) => {
                let operands = std::iter::once(first).chain(second).chain(rights.into_iter().rev()).collect();
                match sort {
                    Operator::Logic(op) => ExprKind::Logic(op, operands),
                    Operator::Compare(_) | Operator::Arith => ExprKind::Arith(operands),
                }
            }
        }
    }

    fn operator(&mut self, node: Node<'tree>) -> Operator {
        let children = self.children(node);
        match children.iter().find(|child| child.field == Field::Operator).map(|child| child.kind) {
            Some(Kind::AndAnd) => Operator::Logic(LogicOp::And),
            Some(Kind::OrOr) => Operator::Logic(LogicOp::Or),
            Some(Kind::EqualEqual) => Operator::Compare(CompareOp::Equal),
            Some(Kind::NotEqual) => Operator::Compare(CompareOp::NotEqual),
            Some(Kind::Less | Kind::LessEqual | Kind::Greater | Kind::GreaterEqual) => {
                Operator::Compare(CompareOp::Order)
            }
            // The other operators compute.
            _ => Operator::Arith,
        }
    }

    /// Goes down to the base, collecting steps from the last to the first.
    fn chain(&mut self, node: Node<'tree>) -> ExprKind {
        let mut steps = Vec::new();
        let mut at = node;
        loop {
            let children = self.children(at);
            let find = |field| children.iter().find(|child| child.field == field).copied();
            let (inner, kind) = match at.kind {
                Kind::CallExpression => {
                    (find(Field::Function), self.call(find(Field::TypeArguments), find(Field::Arguments)))
                }
                Kind::SelectorExpression => {
                    let name = find(Field::Selected).map_or(Name::new(""), |name| self.name(name));
                    (find(Field::Operand), StepKind::Field(name))
                }
                Kind::IndexExpression => match find(Field::Index) {
                    Some(index) => (find(Field::Operand), StepKind::Index(self.expr(index))),
                    None => (None, StepKind::Slice(Vec::new())),
                },
                Kind::SliceExpression => {
                    let bounds = [Field::Start, Field::End, Field::Capacity].into_iter().filter_map(find);
                    let bounds = bounds.map(|bound| self.expr(bound)).collect();
                    (find(Field::Operand), StepKind::Slice(bounds))
                }
                Kind::TypeAssertion => {
                    let ty = find(Field::Type).map_or(Type::Unknown, |ty| self.ty(ty));
                    (find(Field::Operand), StepKind::Assert(ty))
                }
                // The base.
                _ => break,
            };
            let Some(inner) = inner else {
                return ExprKind::Bad(self.names_in(node));
            };
            steps.push(Step { kind, start: at.start, end: at.end });
            at = self.inside_parentheses(inner);
        }
        let base = self.expr(at);
        let (base, mut whole) = match base.kind {
            // A conversion that is read as a call.
            ExprKind::Chain(first, before) => (first, before),
            kind => (Box::new(Expr { kind, span: base.span }), Vec::with_capacity(steps.len())),
        };
        for mut step in steps.into_iter().rev() {
            // The grammar takes `[T]` for a part of the call only if the call has arguments.
            if let StepKind::Call(call) = &mut step.kind
                && call.type_args.is_empty()
            {
                call.type_args.extend(take_type_arg(&mut whole));
            }
            whole.push(step);
        }
        ExprKind::Chain(base, whole)
    }

    fn call(&mut self, type_args: Option<Node<'tree>>, args: Option<Node<'tree>>) -> StepKind {
        let type_args = type_args.map_or(Vec::new(), |list| self.type_args(list));
        let mut call = CallStep { type_args, args: Vec::new(), spread: false };
        let args = args.map_or(super::parse::Nodes::new(), |list| self.children(list));
        for &arg in &args {
            if arg.kind == Kind::VariadicArgument {
                call.spread = true;
                for inner in self.children(arg) {
                    call.args.push(self.expr(inner));
                }
            } else {
                call.args.push(self.expr(arg));
            }
        }
        StepKind::Call(call)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Logic(LogicOp),
    Compare(CompareOp),
    Arith,
}

/// Takes away the index behind which a call follows, if it can be read as a type argument of that call.
pub fn take_type_arg(steps: &mut Vec<Step>) -> Option<Type> {
    let Some(Step { kind: StepKind::Index(index), .. }) = steps.last() else { return None };
    let ty = as_type(index)?;
    steps.pop();
    Some(ty)
}

/// The value of a string literal, if it is a short one.
pub fn string(text: &str) -> Const {
    if text.len() <= MAX_STRING { Const::Str(Name::new(text)) } else { Const::Other }
}

/// The value of an integer literal, if it is a small one; no other literal has one.
pub fn int(text: &str) -> Const {
    match text.as_bytes() {
        [digit @ b'0'..=b'9'] => return Const::Int(i64::from(digit - b'0')),
        [b'\'', ..] => return Const::Other,
        _ => {}
    }
    let digits: String = text.chars().filter(|&c| c != '_').collect::<String>().to_ascii_lowercase();
    let (radix, digits) = match digits.get(..2) {
        Some("0x") => (16, &digits[2..]),
        Some("0b") => (2, &digits[2..]),
        Some("0o") => (8, &digits[2..]),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, &digits[1..]),
        // Decimal.
        _ => (10, digits.as_str()),
    };
    i64::from_str_radix(digits, radix).map_or(Const::Other, Const::Int)
}

/// An expression that can be read as a type: what `new` gets, an element of type arguments.
pub fn as_type(expr: &Expr) -> Option<Type> {
    match &expr.kind {
        ExprKind::Type(ty) => Some(ty.clone()),
        ExprKind::Name(name) => Some(Type::Named(QName { package: Name::new(""), name: *name }, Vec::new())),
        ExprKind::Unary(UnaryOp::Deref, inner) => as_type(inner).map(Type::pointer),
        ExprKind::Chain(base, steps) => chain_as_type(base, steps),
        // Everything else is a value.
        _ => None,
    }
}

/// `T[A]`, `pkg.T`, `pkg.T[A]`.
pub fn chain_as_type(base: &Expr, steps: &[Step]) -> Option<Type> {
    let ExprKind::Name(first) = base.kind else { return None };
    let (name, rest) = match steps {
        [Step { kind: StepKind::Field(name), .. }, rest @ ..] => (QName { package: first, name: *name }, rest),
        rest => (QName { package: Name::new(""), name: first }, rest),
    };
    match rest {
        [] => Some(Type::Named(name, Vec::new())),
        [Step { kind: StepKind::Index(arg), .. }] => Some(Type::Named(name, vec![as_type(arg)?])),
        // Not the name of a type.
        _ => None,
    }
}
