//! The Go syntax tree that lowering reads: small, typed, with nothing of the parser in it.
//!
//! Chains (`a.b().c[i]`, `a + b + c`, `a && b && c`, `else if`) are lists and not nested, so that their length
//! costs no stack. Parentheses are gone. Types are [`Type`]s as written.

use crate::base::{Name, Param, Signature, Span, Type};
use crate::ir::{Const, Receiver};

/// A name at its place.
#[derive(Clone, Copy, Debug)]
pub struct Ident {
    /// The name.
    pub name: Name,
    /// Where it stands.
    pub span: Span,
}

/// A function or method.
#[derive(Debug)]
pub struct FuncDecl {
    /// Its name.
    pub name: Ident,
    /// Its receiver, with the parameter.
    pub receiver: Option<(Receiver, ParamDecl)>,
    /// What goes in and out.
    pub ty: FuncType,
    /// Its body, if it has one.
    pub body: Option<FuncBody>,
}

/// Parameters and results with their places.
#[derive(Clone, Debug, Default)]
pub struct FuncType {
    /// Type parameters with their constraints.
    pub type_params: Vec<Param>,
    /// Parameters.
    pub params: Vec<ParamDecl>,
    /// Results.
    pub results: Vec<ParamDecl>,
    /// Whether the last parameter is variadic; its type is a slice then.
    pub variadic: bool,
}

/// A parameter or result.
#[derive(Clone, Debug)]
pub struct ParamDecl {
    /// Its name, if it has one other than `_`.
    pub name: Option<Name>,
    /// Its type.
    pub ty: Type,
    /// Where it stands: the name, or the type.
    pub span: Span,
}

/// The body of a function or literal.
#[derive(Debug)]
pub struct FuncBody {
    /// Statements.
    pub stmts: Vec<Stmt>,
    /// Labels that some `goto` of this body names.
    pub gotos: Vec<Name>,
    /// From `{` to `}`.
    pub span: Span,
}

/// A function literal.
#[derive(Debug)]
pub struct FuncLit {
    /// What goes in and out.
    pub ty: FuncType,
    /// Its body.
    pub body: FuncBody,
    /// The whole literal.
    pub span: Span,
}

/// A statement.
#[derive(Debug)]
pub struct Stmt {
    /// What it is.
    pub kind: StmtKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of statements.
#[derive(Debug)]
pub enum StmtKind {
    /// Not understood; the names it mentions.
    Bad(Vec<Name>),
    /// An expression, for its effects.
    Expr(Expr),
    /// `channel <- value`.
    Send(Expr, Expr),
    /// `x++` and `x--`.
    Step(Expr),
    /// `a, b = x, y`.
    Assign(Vec<Expr>, Vec<Expr>),
    /// `a, b := x, y`.
    Define(Vec<Expr>, Vec<Expr>),
    /// `x op= y`.
    Update(Expr, Expr),
    /// `var` and `const`.
    Values(Vec<ValueSpec>),
    /// `type`.
    Types(Vec<(Name, Type)>),
    /// `return`.
    Return(Vec<Expr>),
    /// `go`.
    Go(Expr),
    /// `defer`.
    Defer(Expr),
    /// `if`, each `else if`, `else`.
    If(Vec<IfArm>, Option<Vec<Stmt>>),
    /// `for` with up to three parts.
    For(Box<ForStmt>),
    /// `for .. range`.
    Range(Box<RangeStmt>),
    /// `switch`.
    Switch(Box<SwitchStmt>),
    /// `switch x.(type)`.
    TypeSwitch(Box<TypeSwitchStmt>),
    /// `select`.
    Select(Vec<SelectCase>),
    /// `label: statement`.
    Labeled(Name, Option<Box<Stmt>>),
    /// `break`.
    Break(Option<Name>),
    /// `continue`.
    Continue(Option<Name>),
    /// `goto`.
    Goto(Name),
    /// `fallthrough`.
    Fallthrough,
    /// `{ .. }`.
    Block(Vec<Stmt>),
    /// Nothing.
    Empty,
}

/// `a, b T = x, y` of a variable or constant.
#[derive(Debug)]
pub struct ValueSpec {
    /// Names; `_` too.
    pub names: Vec<Ident>,
    /// Declared type.
    pub ty: Option<Type>,
    /// Initial values.
    pub values: Vec<Expr>,
    /// Whether it is a constant.
    pub is_const: bool,
}

/// What a type declaration says of a name.
#[derive(Debug)]
pub struct TypeSpec {
    /// Type parameters with their constraints.
    pub type_params: Vec<Param>,
    /// What the name stands for.
    pub ty: Type,
    /// Whether it is only another name.
    pub alias: bool,
}

/// `if init; cond { .. }`.
#[derive(Debug)]
pub struct IfArm {
    /// Before the condition.
    pub init: Option<Stmt>,
    /// The condition.
    pub cond: Expr,
    /// If it holds.
    pub then: Vec<Stmt>,
    /// The arm, without what follows.
    pub span: Span,
}

/// `for init; cond; post { .. }`.
#[derive(Debug)]
pub struct ForStmt {
    /// Before the loop.
    pub init: Option<Stmt>,
    /// While this holds.
    pub cond: Option<Expr>,
    /// After each round.
    pub post: Option<Stmt>,
    /// Each round.
    pub body: Vec<Stmt>,
}

/// `for targets := range of { .. }`.
#[derive(Debug)]
pub struct RangeStmt {
    /// Up to two targets.
    pub targets: Vec<Expr>,
    /// Whether they are declared here.
    pub define: bool,
    /// What is iterated over.
    pub of: Expr,
    /// `k, v := range of`.
    pub clause: Span,
    /// Each round.
    pub body: Vec<Stmt>,
}

/// `switch init; tag { .. }`.
#[derive(Debug)]
pub struct SwitchStmt {
    /// Before the switch.
    pub init: Option<Stmt>,
    /// What is compared; `None` means `true`.
    pub tag: Option<Expr>,
    /// Clauses; a default clause has no values.
    pub cases: Vec<SwitchCase<Expr>>,
}

/// `switch init; name := of.(type) { .. }`.
#[derive(Debug)]
pub struct TypeSwitchStmt {
    /// Before the switch.
    pub init: Option<Stmt>,
    /// The name that each clause declares.
    pub name: Option<Ident>,
    /// Whose type is asked for.
    pub of: Expr,
    /// Clauses; a default clause has no types.
    pub cases: Vec<SwitchCase<Type>>,
}

/// One clause of a switch.
#[derive(Debug)]
pub struct SwitchCase<T> {
    /// Values or types with their places; `None` for `default`.
    pub values: Option<Vec<(T, Span)>>,
    /// What is done.
    pub body: Vec<Stmt>,
    /// The clause.
    pub span: Span,
}

/// One clause of a select.
#[derive(Debug)]
pub struct SelectCase {
    /// What is waited for.
    pub comm: Comm,
    /// What is done then.
    pub body: Vec<Stmt>,
    /// The clause.
    pub span: Span,
}

/// What a clause of a select waits for.
#[derive(Debug)]
pub enum Comm {
    /// Nothing: `default`.
    Default,
    /// `channel <- value`.
    Send(Expr, Expr, Span),
    /// `a, ok := <-channel`; the flag tells `:=` from `=`.
    Receive(Vec<Expr>, bool, Expr, Span),
    /// Not understood; the names it mentions.
    Bad(Vec<Name>, Span),
}

/// An expression.
#[derive(Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it stands, without parentheses around it.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Debug)]
pub enum ExprKind {
    /// Not understood; the names it mentions.
    Bad(Vec<Name>),
    /// A name; `nil`, `true`, `false`, `iota` and `_` too.
    Name(Name),
    /// A literal.
    Literal(Const),
    /// A function literal.
    Func(Box<FuncLit>),
    /// A composite literal.
    Composite(Type, Vec<KeyedExpr>),
    /// A composite literal inside another, without its type.
    Elided(Vec<KeyedExpr>),
    /// An operator before its operand.
    Unary(UnaryOp, Box<Expr>),
    /// A comparison.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `a && b && ..`, or the same with `||`.
    Logic(LogicOp, Vec<Expr>),
    /// Arithmetic and concatenation of these, whatever the operators.
    Arith(Vec<Expr>),
    /// A base and what is done to it, step by step: `a.b(c)[d]`.
    Chain(Box<Expr>, Vec<Step>),
    /// `[]T(x)`: a conversion that cannot be anything else.
    Convert(Type, Box<Expr>),
    /// A type where an expression stands: an argument of `make`.
    Type(Type),
}

/// `key: value` of a composite literal.
#[derive(Debug)]
pub struct KeyedExpr {
    /// The key.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
}

/// One step of a chain.
#[derive(Debug)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// First byte of the chain up to here.
    pub start: u32,
    /// One past the last byte of the chain up to here.
    pub end: u32,
}

/// The kinds of steps.
#[derive(Debug)]
pub enum StepKind {
    /// `.name`.
    Field(Name),
    /// `[index]`.
    Index(Expr),
    /// `[low:high:max]`; the parts that are there.
    Slice(Vec<Expr>),
    /// `.(T)`.
    Assert(Type),
    /// `(args)`, `[types](args)`.
    Call(CallStep),
}

/// Arguments of a call.
#[derive(Debug)]
pub struct CallStep {
    /// What stands in square brackets before the arguments: type arguments, or an index that looks like one.
    pub type_args: Vec<Type>,
    /// Arguments.
    pub args: Vec<Expr>,
    /// Whether the last one is spread.
    pub spread: bool,
}

/// Operators before an operand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `!`.
    Not,
    /// `&`.
    Addr,
    /// `*`.
    Deref,
    /// `<-`.
    Receive,
    /// `-`.
    Minus,
    /// `+` and `^`.
    Other,
}

/// Comparisons.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CompareOp {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<` and its like.
    Order,
}

/// Operators that do not evaluate all operands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogicOp {
    /// `&&`.
    And,
    /// `||`.
    Or,
}

impl FuncType {
    /// The same without places.
    pub fn signature(&self) -> Signature {
        let params = |list: &[ParamDecl]| -> Vec<Param> {
            list.iter().map(|param| Param { name: param.name, ty: param.ty.clone() }).collect()
        };
        Signature {
            type_params: self.type_params.clone(),
            params: params(&self.params),
            variadic: self.variadic,
            results: params(&self.results),
        }
    }
}
