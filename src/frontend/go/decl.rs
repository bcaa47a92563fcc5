//! Declarations: functions to bodies, heads to signatures, types, package-level variables.

use rustc_hash::FxHashSet;

use super::ast::{Expr, ExprKind, FuncBody, FuncDecl, FuncType, ParamDecl, Step, StepKind, UnaryOp};
use super::read::Fault;
use super::read_expr::as_type;
use super::syntax;
use crate::base::{Name, Param, Problem, ProblemKind, Signature, SourceFile, Span, Type};
use crate::ir::builder::{Binding, BodyBuilder};
use crate::ir::{BlockId, Const, Decl, Function, Local, LocalKind, Operand, Place, Rvalue, TypeDecl, ValueDecl};

/// Lowers one function: the state that all parts of the lowering share.
pub(super) struct Lowerer {
    /// The body that is being made.
    pub builder: BodyBuilder,
    /// Names with a meaning of their own.
    pub words: Words,
    /// Labels of the innermost region that some `goto` names.
    pub gotos: FxHashSet<Name>,
    /// Where `fallthrough` goes.
    pub fallthrough: Option<BlockId>,
    /// Variables that hold a number or a text, so that nothing is kept where they are used as a key.
    pub plain: FxHashSet<Local>,
}

/// Predeclared names that lowering knows, unless they are shadowed.
#[allow(missing_docs)] // The names say it.
pub(super) struct Words {
    pub nil: Name,
    pub yes: Name,
    pub no: Name,
    pub iota: Name,
    pub blank: Name,
    pub panic: Name,
    pub new: Name,
    pub make: Name,
}

impl Words {
    fn new() -> Self {
        Words {
            nil: Name::new("nil"),
            yes: Name::new("true"),
            no: Name::new("false"),
            iota: Name::new("iota"),
            blank: Name::new("_"),
            panic: Name::new("panic"),
            new: Name::new("new"),
            make: Name::new("make"),
        }
    }
}

/// Parses and lowers one function or method.
pub fn lower(file: &SourceFile, decl: &Decl) -> Result<Function, Problem> {
    let problem = |fault: Fault| {
        let (kind, what) = match fault {
            Fault::Syntax => (ProblemKind::Syntax, "does not parse"),
            Fault::Depth => (ProblemKind::Skipped, "is nested too deeply"),
            Fault::NoBody => (ProblemKind::Skipped, "has no body"),
        };
        let span = Some(Span::new(file.id, decl.start, decl.end));
        let message = format!("function `{}` {what}; it was skipped", decl.name);
        Problem { kind, path: file.path.clone(), span, message }
    };
    let function = syntax::function(file, decl.start, decl.end).map_err(problem)?;
    lower_function(function, Span::new(file.id, decl.start, decl.end)).ok_or_else(|| problem(Fault::NoBody))
}

/// Parses the head of a function or method.
pub fn signature(file: &SourceFile, decl: &Decl) -> Option<Signature> {
    let function = syntax::function(file, decl.start, decl.body).ok()?;
    let type_params = bound_type_params(&function);
    Some(with_type_params(&function.ty.signature(), &type_params))
}

/// Parses a type declaration.
pub fn type_decl(file: &SourceFile, decl: &Decl) -> Option<TypeDecl> {
    let spec = syntax::type_spec(file, decl)?;
    let type_params: Vec<Name> = spec.type_params.into_iter().filter_map(|param| param.name).collect();
    let ty = param_types(&spec.ty, &type_params);
    Some(TypeDecl { type_params, ty, alias: spec.alias })
}

/// Parses a package-level variable or constant.
pub fn value_decl(file: &SourceFile, decl: &Decl) -> ValueDecl {
    read_value(file, decl).unwrap_or(ValueDecl::Unknown)
}

fn read_value(file: &SourceFile, decl: &Decl) -> Option<ValueDecl> {
    let spec = syntax::value_spec(file, decl)?;
    if let Some(ty) = spec.ty {
        return Some(ValueDecl::Typed(ty));
    }
    let position = decl.position as usize;
    match spec.values.as_slice() {
        [only] if spec.names.len() > 1 => Some(value(only, decl.position)),
        many => Some(value(many.get(position)?, 0)),
    }
}

/// What a variable with this initial value is.
fn value(expr: &Expr, position: u32) -> ValueDecl {
    match &expr.kind {
        ExprKind::Composite(ty, _) | ExprKind::Convert(ty, _) => ValueDecl::Typed(ty.clone()),
        ExprKind::Unary(UnaryOp::Addr, inner) => match &inner.kind {
            ExprKind::Composite(ty, _) => ValueDecl::Typed(ty.clone().pointer()),
            // The address of a variable.
            _ => ValueDecl::Unknown,
        },
        ExprKind::Func(literal) => ValueDecl::Func(literal.ty.signature()),
        ExprKind::Literal(Const::Str(_)) => ValueDecl::Typed(Type::predeclared("string")),
        ExprKind::Name(name) => match name.as_str() {
            "true" | "false" => ValueDecl::Typed(Type::predeclared("bool")),
            "nil" | "iota" => ValueDecl::Unknown,
            _ => ValueDecl::Alias(Place::global(*name)),
        },
        ExprKind::Chain(base, steps) => chain_value(base, steps, position),
        // The type of anything else is not worked out.
        _ => ValueDecl::Unknown,
    }
}

fn chain_value(base: &Expr, steps: &[Step], position: u32) -> ValueDecl {
    let Some((last, before)) = steps.split_last() else { return ValueDecl::Unknown };
    match &last.kind {
        StepKind::Call(call) => {
            let builtin = match base.kind {
                ExprKind::Name(name) if before.is_empty() => name.as_str(),
                // A member of something.
                _ => "",
            };
            match (builtin, call.args.first().and_then(as_type)) {
                ("new", Some(ty)) => ValueDecl::Typed(ty.pointer()),
                ("make", Some(ty)) => ValueDecl::Typed(ty),
                // `(*T)(nil)`.
                _ => match (&base.kind, static_place(base, before)) {
                    (ExprKind::Unary(UnaryOp::Deref, _), _) if before.is_empty() => {
                        as_type(base).map_or(ValueDecl::Unknown, ValueDecl::Typed)
                    }
                    (_, Some(callee)) => ValueDecl::CallResult { callee, position },
                    (_, None) => ValueDecl::Unknown,
                },
            }
        }
        StepKind::Assert(ty) if position == 0 => ValueDecl::Typed(ty.clone()),
        StepKind::Field(_) => static_place(base, steps).map_or(ValueDecl::Unknown, ValueDecl::Alias),
        StepKind::Assert(_) | StepKind::Index(_) | StepKind::Slice(_) => ValueDecl::Unknown,
    }
}

/// `a.b.c`.
fn static_place(base: &Expr, steps: &[Step]) -> Option<Place> {
    let ExprKind::Name(name) = base.kind else { return None };
    steps.iter().try_fold(Place::global(name), |place, step| match step.kind {
        StepKind::Field(name) => Some(place.field(name)),
        StepKind::Index(_) | StepKind::Slice(_) | StepKind::Assert(_) | StepKind::Call(_) => None,
    })
}

fn lower_function(function: FuncDecl, span: Span) -> Option<Function> {
    let mut lowerer = Lowerer {
        builder: BodyBuilder::new(),
        words: Words::new(),
        gotos: FxHashSet::default(),
        fallthrough: None,
        plain: FxHashSet::default(),
    };
    lowerer.builder.open_scope();
    let type_params = bound_type_params(&function);
    for &name in &type_params {
        lowerer.builder.bind(name, Binding::Type(Type::Param(name)));
    }
    lowerer.builder.open_scope();
    let receiver = function.receiver.map(|(receiver, param)| {
        let ty = lowerer.ty(&param.ty);
        lowerer.builder.param(LocalKind::Receiver, param.name, ty, param.span);
        receiver
    });
    lowerer.parameters(&function.ty);
    lowerer.func_body(&function.body?, &function.ty.results);
    let signature = with_type_params(&function.ty.signature(), &type_params);
    let body = lowerer.builder.finish(span.at_end());
    Some(Function { name: function.name.name, receiver, signature, span, name_span: function.name.span, body })
}

/// Type parameters of the function, and those its receiver names.
fn bound_type_params(function: &FuncDecl) -> Vec<Name> {
    let of_receiver = function.receiver.iter().flat_map(|(receiver, _)| receiver.type_params.iter().copied());
    let own = function.ty.type_params.iter().filter_map(|param| param.name);
    of_receiver.chain(own).filter(|name| name.as_str() != "_").collect()
}

fn param_types(ty: &Type, type_params: &[Name]) -> Type {
    if type_params.is_empty() {
        return ty.clone();
    }
    ty.map(&mut |part| as_param(part, type_params))
}

fn with_type_params(signature: &Signature, type_params: &[Name]) -> Signature {
    if type_params.is_empty() {
        return signature.clone();
    }
    let mut mapped = signature.map(&mut |part| as_param(part, type_params));
    let constraint = |param: &Param| Param { name: param.name, ty: param_types(&param.ty, type_params) };
    mapped.type_params = signature.type_params.iter().map(constraint).collect();
    mapped
}

fn as_param(ty: &Type, type_params: &[Name]) -> Option<Type> {
    match ty {
        Type::Named(name, args) if args.is_empty() && name.package.is_empty() && type_params.contains(&name.name) => {
            Some(Type::Param(name.name))
        }
        // Any other type stays as it is.
        _ => None,
    }
}

impl Lowerer {
    /// Declares parameters and results of the innermost region.
    pub fn parameters(&mut self, ty: &FuncType) {
        for param in &ty.params {
            let ty = self.ty(&param.ty);
            self.builder.param(LocalKind::Param, param.name, ty, param.span);
        }
        for result in &ty.results {
            let ty = self.ty(&result.ty);
            self.builder.result(result.name, ty, result.span);
        }
    }

    /// Lowers a body into the innermost region and ends it.
    pub fn func_body(&mut self, body: &FuncBody, results: &[ParamDecl]) {
        let locals = self.builder.results().to_vec();
        for (&local, result) in locals.iter().zip(results) {
            if result.name.is_some() {
                self.builder.assign(Place::local(local), Rvalue::Use(Operand::Const(Const::Zero)), result.span);
            }
        }
        let gotos = std::mem::replace(&mut self.gotos, body.gotos.iter().copied().collect());
        let fallthrough = self.fallthrough.take();
        self.stmts(&body.stmts);
        self.gotos = gotos;
        self.fallthrough = fallthrough;
        let brace = Span::new(body.span.file, body.span.end.saturating_sub(1), body.span.end);
        self.builder.ret(brace);
    }

    /// A type as written, with types declared in the function replaced by what they stand for.
    pub fn ty(&self, ty: &Type) -> Type {
        if !self.builder.binds_types() {
            return ty.clone();
        }
        ty.map(&mut |part| match part {
            Type::Named(name, _) if name.package.is_empty() => match self.builder.lookup(name.name) {
                Some(Binding::Type(bound)) => Some(bound.clone()),
                Some(Binding::Local(_)) | None => None,
            },
            // Any other type stays as it is.
            _ => None,
        })
    }

    /// [`Lowerer::ty`] over a signature.
    pub fn signature(&self, ty: &FuncType) -> Signature {
        let signature = ty.signature();
        if !self.builder.binds_types() {
            return signature;
        }
        let ty = self.ty(&Type::Func(std::sync::Arc::new(signature.clone())));
        match ty {
            Type::Func(mapped) => (*mapped).clone(),
            // A function type stays one.
            _ => signature,
        }
    }
}
