//! Conditions, choices and loops.

use super::lower::Lowerer;
use super::pattern::is_constant;
use crate::base::{Name, Span};
use crate::ir::{BlockId, BlockKind, Cond, Const, Local, Operand, Place, Rvalue};

impl Lowerer {
    /// A condition: goes to one of the two. Variables of `let` in it are in sight in `then`.
    pub fn cond(&mut self, expr: &syn::Expr, then: BlockId, otherwise: BlockId) {
        let span = self.span_of(expr);
        match expr {
            syn::Expr::Paren(inner) => self.cond(&inner.expr, then, otherwise),
            syn::Expr::Group(inner) => self.cond(&inner.expr, then, otherwise),
            syn::Expr::Unsafe(block) => match only_value(&block.block) {
                Some(value) => self.cond(value, then, otherwise),
                None => self.branch_on(expr, then, otherwise, span),
            },
            syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Not(_)) => {
                self.cond(&unary.expr, otherwise, then);
            }
            syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::And(_)) => {
                let right = self.block_of(BlockKind::AndRight);
                self.cond(&binary.left, right, otherwise);
                self.builder.start(right);
                self.cond(&binary.right, then, otherwise);
            }
            syn::Expr::Binary(binary) if matches!(binary.op, syn::BinOp::Or(_)) => {
                let right = self.block_of(BlockKind::OrRight);
                self.cond(&binary.left, then, right);
                self.builder.start(right);
                self.cond(&binary.right, then, otherwise);
            }
            syn::Expr::Let(test) => {
                let subject = self.subject(&test.expr);
                self.test(&test.pat, &subject, otherwise);
                self.builder.goto(then, span);
            }
            other => self.branch_on(other, then, otherwise, span),
        }
    }

    fn branch_on(&mut self, expr: &syn::Expr, then: BlockId, otherwise: BlockId, span: Span) {
        let (cond, negated) = self.question(expr);
        let (then, otherwise) = if negated { (otherwise, then) } else { (then, otherwise) };
        self.builder.branch(cond, then, otherwise, span);
    }

    /// One question, and whether the answer is turned round.
    pub fn question(&mut self, expr: &syn::Expr) -> (Cond, bool) {
        if let syn::Expr::MethodCall(call) = expr
            && call.args.is_empty()
            && let Some(negated) = presence_question(&call.method.to_string())
        {
            let subject = self.expr(&call.receiver);
            return (Cond::Nil(subject), negated);
        }
        if let syn::Expr::Binary(binary) = expr
            && let Some(found) = self.comparison(binary)
        {
            return found;
        }
        if let syn::Expr::Macro(mac) = expr
            && let Some(found) = self.matches_question(&mac.mac)
        {
            return (Cond::True(Operand::local(found)), false);
        }
        match self.expr(expr) {
            value @ Operand::Place(_) => (Cond::True(value), false),
            Operand::Const(Const::Bool(value)) => (Cond::True(Operand::Const(Const::Bool(value))), false),
            value => (Cond::Opaque(vec![value]), false),
        }
    }

    fn comparison(&mut self, binary: &syn::ExprBinary) -> Option<(Cond, bool)> {
        use syn::BinOp;
        let op = &binary.op;
        if !matches!(op, BinOp::Eq(_) | BinOp::Ne(_) | BinOp::Lt(_) | BinOp::Le(_) | BinOp::Gt(_) | BinOp::Ge(_)) {
            return None;
        }
        let left = self.expr(&binary.left);
        // Foreign functions say with a negative number that there is nothing.
        let limit = whole_number(&binary.right);
        let nothing = match (op, limit) {
            (BinOp::Eq(_), _) if is_nothing(&binary.right) => Some(false),
            (BinOp::Ne(_), _) if is_nothing(&binary.right) => Some(true),
            (BinOp::Lt(_), Some(0)) | (BinOp::Eq(_) | BinOp::Le(_), Some(-1)) => Some(false),
            (BinOp::Ge(_), Some(0)) | (BinOp::Ne(_) | BinOp::Gt(_), Some(-1)) => Some(true),
            _ => None,
        };
        if let Some(negated) = nothing {
            return Some((Cond::Nil(left), negated));
        }
        let right = match number_of_c(&binary.right) {
            Some(number) => Operand::Const(Const::Int(number)),
            None => self.expr(&binary.right),
        };
        Some(match op {
            BinOp::Eq(_) => equality(left, right, false),
            BinOp::Ne(_) => equality(left, right, true),
            _ => (Cond::Opaque(vec![left, right]), false),
        })
    }

    /// What a pattern is tested against.
    pub fn subject(&mut self, expr: &syn::Expr) -> Place {
        let span = self.span_of(expr);
        let value = self.place_or_value(expr);
        self.place_of(value, span)
    }

    /// `if`, with its value in `dst`.
    pub fn if_expr(&mut self, expr: &syn::ExprIf, dst: Option<Local>) {
        let span = self.span_of(expr);
        let binds = has_let(&expr.cond);
        let (then, fails, done) =
            (self.block_of(BlockKind::IfThen), self.block_of(BlockKind::IfElse), self.block_of(BlockKind::IfDone));
        self.open_scope();
        self.cond(&expr.cond, then, fails);
        let at = self.span_of(&*expr.cond);
        self.builder.start(then);
        if !binds {
            self.drop_innermost(at);
        }
        self.block(&expr.then_branch, dst);
        if binds {
            self.drop_innermost(self.span_of(&expr.then_branch));
        }
        self.builder.goto(done, span.at_end());
        self.builder.start(fails);
        // What the condition made is dropped before the other way is gone.
        self.close_scope(at);
        match &expr.else_branch {
            Some((_, otherwise)) => match &**otherwise {
                syn::Expr::If(next) => self.if_expr(next, dst),
                syn::Expr::Block(block) => {
                    self.block(&block.block, dst);
                }
                other => {
                    self.expr(other);
                }
            },
            None => {
                if let Some(dst) = dst {
                    self.builder.assign(Place::local(dst), Rvalue::Use(Operand::Const(Const::Other)), span);
                }
            }
        }
        self.builder.goto(done, span.at_end());
        self.builder.start(done);
    }

    /// `match`, with its value in `dst`.
    pub fn match_expr(&mut self, expr: &syn::ExprMatch, dst: Option<Local>) {
        let span = self.span_of(expr);
        let subject = self.subject(&expr.expr);
        let made_here = subject.as_local().filter(|local| self.builder.decl(*local).name.is_none());
        let done = self.block_of(BlockKind::SwitchDone);
        for arm in &expr.arms {
            let next = self.block_of(BlockKind::SwitchNext);
            self.open_scope();
            self.test(&arm.pat, &subject, next);
            if let Some(local) = made_here.filter(|_| binds_by_move(&arm.pat)) {
                self.builder.drop_local(local, self.span_of(&arm.pat).at_end());
            }
            self.arm_body(&arm.body, dst);
            self.close_scope(self.span_of(&*arm.body));
            self.builder.goto(done, span.at_end());
            self.builder.start(next);
        }
        // A match leaves nothing out.
        self.builder.unreachable(span);
        self.builder.start(done);
    }

    fn arm_body(&mut self, body: &syn::Expr, dst: Option<Local>) {
        let span = self.span_of(body);
        self.open_scope();
        let value = self.expr(body);
        if let Some(dst) = dst {
            self.builder.assign(Place::local(dst), Rvalue::Use(value), span);
        }
        self.close_scope(span);
    }

    /// `while`.
    pub fn while_expr(&mut self, expr: &syn::ExprWhile) {
        let span = self.span_of(expr);
        let (head, body) = (self.block_of(BlockKind::LoopHead), self.block_of(BlockKind::LoopBody));
        let (over, done) = (self.block_of(BlockKind::IfElse), self.block_of(BlockKind::LoopDone));
        self.builder.goto(head, span);
        self.builder.start(head);
        self.open_exit(label_name(expr.label.as_ref()), done, Some(head), None);
        self.open_scope();
        self.cond(&expr.cond, body, over);
        self.builder.start(body);
        if !has_let(&expr.cond) {
            self.drop_innermost(self.span_of(&*expr.cond));
        }
        self.block(&expr.body, None);
        self.drop_innermost(self.span_of(&expr.body));
        self.close_exit();
        self.builder.goto(head, span.at_end());
        self.builder.start(over);
        self.close_scope(self.span_of(&*expr.cond));
        self.builder.goto(done, span.at_end());
        self.builder.start(done);
    }

    /// `loop`; a `break` may give it a value.
    pub fn loop_expr(&mut self, expr: &syn::ExprLoop, dst: Option<Local>) {
        let span = self.span_of(expr);
        let (head, done) = (self.block_of(BlockKind::LoopHead), self.block_of(BlockKind::LoopDone));
        self.builder.goto(head, span);
        self.builder.start(head);
        self.open_exit(label_name(expr.label.as_ref()), done, Some(head), dst);
        self.block(&expr.body, None);
        self.close_exit();
        self.builder.goto(head, span.at_end());
        self.builder.start(done);
    }

    /// `for pattern in value`.
    pub fn for_expr(&mut self, expr: &syn::ExprForLoop) {
        let span = self.span_of(expr);
        self.open_scope();
        let of = self.expr(&expr.expr);
        let (head, body) = (self.block_of(BlockKind::LoopHead), self.block_of(BlockKind::LoopBody));
        let done = self.block_of(BlockKind::LoopDone);
        let clause = self.span_of(&*expr.expr);
        self.builder.goto(head, span);
        self.builder.start(head);
        self.builder.branch(Cond::Opaque(vec![of.clone()]), body, done, clause);
        self.builder.start(body);
        self.open_exit(label_name(expr.label.as_ref()), done, Some(head), None);
        self.open_scope();
        let at = self.span_of(&*expr.pat);
        let element = self.temp_of(Rvalue::RangeElement { of, position: 1 }, at);
        self.bind_whole(&expr.pat, Place::local(element));
        self.block(&expr.body, None);
        self.close_scope(self.span_of(&expr.body));
        self.close_exit();
        self.builder.goto(head, span.at_end());
        self.builder.start(done);
        self.close_scope(span);
    }
}

/// `is_some`, `is_none` and their kin: whether the answer to "is it nil?" is turned round.
pub(super) fn presence_question(method: &str) -> Option<bool> {
    match method {
        "is_none" | "is_err" | "is_null" | "is_invalid" => Some(false),
        "is_some" | "is_ok" => Some(true),
        _ => None,
    }
}

/// `left == right`. Compared with a yes or no, the other side is the question.
fn equality(left: Operand, right: Operand, negated: bool) -> (Cond, bool) {
    match (left, right) {
        (value, Operand::Const(Const::Nil)) | (Operand::Const(Const::Nil), value) => (Cond::Nil(value), negated),
        (value, Operand::Const(Const::Bool(yes))) => (Cond::True(value), yes == negated),
        (left, right) => (Cond::Eq(left, Box::new(right)), negated),
    }
}

/// What foreign functions answer with where there is nothing: a constant, or a pointer to nowhere.
fn is_nothing(expr: &syn::Expr) -> bool {
    match expr {
        syn::Expr::Call(call) if call.args.is_empty() => {
            matches!(last_word(&call.func).as_deref(), Some("null" | "null_mut"))
        }
        syn::Expr::Cast(cast) => is_nothing(&cast.expr),
        other => last_word(other)
            .is_some_and(|word| word == "MAP_FAILED" || word == "SOCKET_ERROR" || word.starts_with("INVALID_")),
    }
}

/// The number behind a constant by which foreign functions say how it went.
fn number_of_c(expr: &syn::Expr) -> Option<i64> {
    match last_word(expr)?.as_str() {
        "ERROR_SUCCESS" | "NO_ERROR" | "S_OK" | "FALSE" => Some(0),
        "TRUE" => Some(1),
        _ => None,
    }
}

/// The last word of a path.
fn last_word(expr: &syn::Expr) -> Option<String> {
    let syn::Expr::Path(path) = expr else { return None };
    path.path.segments.last().map(|last| last.ident.to_string())
}

/// What a block consists of, if that is one value and nothing else.
fn only_value(block: &syn::Block) -> Option<&syn::Expr> {
    match block.stmts.as_slice() {
        [syn::Stmt::Expr(value, None)] => Some(value),
        _ => None,
    }
}

/// A whole number as written, with its sign.
fn whole_number(expr: &syn::Expr) -> Option<i64> {
    match expr {
        syn::Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        syn::Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Neg(_)) => whole_number(&unary.expr).map(|n| -n),
        syn::Expr::Paren(inner) => whole_number(&inner.expr),
        syn::Expr::Cast(cast) => whole_number(&cast.expr),
        _ => None,
    }
}

fn has_let(cond: &syn::Expr) -> bool {
    match cond {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        syn::Expr::Paren(inner) => has_let(&inner.expr),
        _ => false,
    }
}

/// Whether a pattern may move its subject, or a part of it, into a variable.
fn binds_by_move(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Ident(ident) => ident.by_ref.is_none() && !is_constant(&ident.ident.to_string()),
        syn::Pat::TupleStruct(variant) => variant.elems.iter().any(binds_by_move),
        syn::Pat::Tuple(tuple) => tuple.elems.iter().any(binds_by_move),
        syn::Pat::Struct(fields) => fields.fields.iter().any(|field| binds_by_move(&field.pat)),
        syn::Pat::Or(or) => or.cases.iter().any(binds_by_move),
        syn::Pat::Paren(inner) => binds_by_move(&inner.pat),
        // With a guard the subject is needed again if the guard says no.
        _ => false,
    }
}

/// The name of a label.
pub(super) fn label_name(label: Option<&syn::Label>) -> Option<Name> {
    label.map(|label| Name::new(&label.name.ident.to_string()))
}

/// The name of a label in `break` and `continue`.
pub(super) fn lifetime_name(label: Option<&syn::Lifetime>) -> Option<Name> {
    label.map(|label| Name::new(&label.ident.to_string()))
}

impl Lowerer {
    /// The answer to a question as a value.
    pub fn answer(&mut self, cond: Cond, negated: bool, span: Span) -> Operand {
        Operand::local(self.temp_of(Rvalue::Cond { cond, negated }, span))
    }
}
