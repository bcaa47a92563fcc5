//! Calls, function literals and `async` blocks.

use super::branch::presence_question;
use super::decl::global;
use super::lower::Lowerer;
use super::pattern::{Variant, is_constant, variant};
use super::types::{TypeScope, result_type};
use crate::base::{Name, Param, Signature, Span, Type};
use crate::ir::builder::NewCall;
use crate::ir::{CallMode, Callee, ClosureId, Cond, Const, Operand, Place, Rvalue};

impl Lowerer {
    /// `f(x)`
    pub fn call(&mut self, call: &syn::ExprCall, span: Span) -> Operand {
        if let syn::Expr::Path(path) = &*call.func
            && path.qself.is_none()
            && let Some(value) = self.special(&path.path, call, span)
        {
            return value;
        }
        let (callee, type_args) = self.callee(&call.func);
        let args = call.args.iter().map(|arg| self.expr(arg)).collect();
        match callee {
            Callee::Closure(literal) => self.call_closure(literal, args, span),
            callee @ Callee::Place(_) => self.emit_call(callee, type_args, args, span),
        }
    }

    /// Constructors, and what the language itself gives a meaning to.
    fn special(&mut self, path: &syn::Path, call: &syn::ExprCall, span: Span) -> Option<Operand> {
        let last = path.segments.last()?;
        let name = last.ident.to_string();
        let bound = path.get_ident().is_some_and(|ident| self.lookup(Name::new(&ident.to_string())).is_some());
        if bound {
            return None;
        }
        match (name.as_str(), call.args.len()) {
            ("drop", 1) if is_drop(path) => Some(self.drop_call(&call.args[0], span)),
            (_, 1) if variant(path) == Variant::Present => Some(self.expr(&call.args[0])),
            (_, 1) if variant(path) == Variant::Absent => {
                let error = self.expr(&call.args[0]);
                if matches!(error, Operand::Place(_) | Operand::Addr(_) | Operand::Closure(_)) {
                    self.builder.opaque(vec![error], Vec::new(), span);
                }
                Some(Operand::Const(Const::Nil))
            }
            // Functions of C have words of capitals in them: `SSL_new`, or come from a crate of such functions. Others that
            // begin with a capital are told from types where names are looked up.
            _ if is_constant(&name) && !name.contains('_') && !is_of_c(path) => {
                let args = call.args.iter().map(|arg| self.expr(arg)).collect();
                let ty = self.path_ty(path);
                Some(self.positions(ty, args, span))
            }
            _ => None,
        }
    }

    /// `drop(x)` of a variable ends its scope; of anything else it ends that of the temporary.
    fn drop_call(&mut self, arg: &syn::Expr, span: Span) -> Operand {
        let value = self.expr(arg);
        match value.place().and_then(Place::as_local) {
            Some(local) => self.builder.drop_local(local, span),
            None => {
                if let Operand::Place(_) | Operand::Closure(_) = value {
                    self.builder.opaque(vec![value], Vec::new(), span);
                }
            }
        }
        Operand::Const(Const::Other)
    }

    fn callee(&mut self, func: &syn::Expr) -> (Callee, Vec<Type>) {
        match func {
            syn::Expr::Path(path) if path.qself.is_none() => {
                let type_args = path.path.segments.last().map(|last| self.type_args(&last.arguments));
                let local = path.path.get_ident().and_then(|ident| self.lookup(Name::new(&ident.to_string())));
                let place = match local {
                    Some(local) => Some(Place::local(local)),
                    None => global(&path.path, self.own),
                };
                let place = place.unwrap_or_else(|| Place::global(Name::new("_")));
                (Callee::Place(place), type_args.unwrap_or_default())
            }
            // `<T as Trait>::method(x)`: which method that is depends on the type.
            syn::Expr::Path(path) => {
                let name = path.path.segments.last().map_or_else(String::new, |last| last.ident.to_string());
                let place = Place::global(Name::new("<type>")).field(Name::new(&name));
                (Callee::Place(place), Vec::new())
            }
            syn::Expr::Paren(inner) => self.callee(&inner.expr),
            other => {
                let span = self.span_of(other);
                match self.expr(other) {
                    Operand::Closure(literal) => (Callee::Closure(literal), Vec::new()),
                    value => (Callee::Place(self.place_of(value, span)), Vec::new()),
                }
            }
        }
    }

    fn type_args(&self, arguments: &syn::PathArguments) -> Vec<Type> {
        match arguments {
            syn::PathArguments::AngleBracketed(given) => self.generic_types(given),
            _ => Vec::new(),
        }
    }

    fn generic_types(&self, given: &syn::AngleBracketedGenericArguments) -> Vec<Type> {
        let types = given.args.iter().filter_map(|argument| match argument {
            syn::GenericArgument::Type(ty) => Some(self.ty(ty)),
            _ => None,
        });
        types.collect()
    }

    /// `x.f(y)`
    pub fn method_call(&mut self, call: &syn::ExprMethodCall, span: Span) -> Operand {
        let name = call.method.to_string();
        if call.args.is_empty()
            && let Some(negated) = presence_question(&name)
        {
            let subject = self.expr(&call.receiver);
            return self.answer(Cond::Nil(subject), negated, span);
        }
        let receiver = self.base(&call.receiver);
        let type_args = call.turbofish.as_ref().map(|given| self.generic_types(given)).unwrap_or_default();
        let args = call.args.iter().map(|arg| self.expr(arg)).collect();
        self.emit_call(Callee::Place(receiver.field(Name::new(&name))), type_args, args, span)
    }

    /// Emits a call whose result goes to a temporary.
    pub fn emit_call(&mut self, callee: Callee, type_args: Vec<Type>, args: Vec<Operand>, span: Span) -> Operand {
        let dst = self.temp(span);
        let call = NewCall {
            callee,
            type_args,
            args,
            spread: false,
            dst: vec![Some(Place::local(dst))],
            mode: CallMode::Normal,
        };
        self.builder.call(call, span);
        Operand::local(dst)
    }

    /// Runs a literal where it stands.
    pub fn call_closure(&mut self, literal: ClosureId, args: Vec<Operand>, span: Span) -> Operand {
        self.emit_call(Callee::Closure(literal), Vec::new(), args, span)
    }

    /// `|x| e`
    pub fn closure(&mut self, closure: &syn::ExprClosure, span: Span) -> Operand {
        let result = result_of(&closure.output, self.own);
        let params: Vec<Param> = closure.inputs.iter().map(|input| self.closure_param(input)).collect();
        let results = vec![Param { name: None, ty: result.clone() }];
        let signature = Signature { params: params.clone(), results, ..Signature::default() };
        let literal = self.builder.open_closure(signature, span);
        if closure.capture.is_some() {
            self.builder.moves_captures(literal);
        }
        self.enter_region();
        for (input, param) in closure.inputs.iter().zip(params) {
            let pattern = if let syn::Pat::Type(typed) = input { &*typed.pat } else { input };
            self.parameter(pattern, param.ty, false);
        }
        self.result(result, span);
        let value = self.expr(&closure.body);
        self.end_literal(value, self.span_of(&*closure.body));
        Operand::Closure(literal)
    }

    fn closure_param(&self, input: &syn::Pat) -> Param {
        match input {
            syn::Pat::Type(typed) => Param { name: super::types::pattern_name(&typed.pat), ty: self.ty(&typed.ty) },
            other => Param { name: super::types::pattern_name(other), ty: Type::Unknown },
        }
    }

    /// `async { .. }`
    pub fn async_block(&mut self, block: &syn::ExprAsync, span: Span) -> Operand {
        let results = vec![Param { name: None, ty: Type::Unknown }];
        let literal = self.builder.open_closure(Signature { results, ..Signature::default() }, span);
        if block.capture.is_some() {
            self.builder.moves_captures(literal);
        }
        self.enter_region();
        let result = self.result(Type::Unknown, span);
        let tail = self.block(&block.block, Some(result));
        let brace = self.span(block.block.brace_token.span.close());
        self.leave_region(tail.unwrap_or(brace));
        self.exit_region();
        self.builder.close_closure();
        Operand::Closure(literal)
    }

    fn end_literal(&mut self, value: Operand, span: Span) {
        if self.builder.is_reachable() {
            self.return_value(value, span);
        }
        self.exit_region();
        self.builder.close_closure();
    }

    /// Code that is not understood: the variables it mentions go where they are not followed.
    pub fn unknown(&mut self, tokens: &proc_macro2::TokenStream, span: Span) -> Operand {
        let mut uses: Vec<Operand> = Vec::new();
        self.mentioned(tokens, &mut uses, 0);
        let dst = self.temp(span);
        self.builder.opaque(uses, vec![Place::local(dst)], span);
        Operand::local(dst)
    }

    /// The variables that tokens mention.
    fn mentioned(&self, tokens: &proc_macro2::TokenStream, uses: &mut Vec<Operand>, depth: u32) {
        for token in tokens.clone() {
            match token {
                proc_macro2::TokenTree::Ident(ident) => {
                    if let Some(local) = self.lookup(Name::new(&ident.to_string())) {
                        let operand = Operand::local(local);
                        if !uses.contains(&operand) {
                            uses.push(operand);
                        }
                    }
                }
                proc_macro2::TokenTree::Group(group) if depth < 200 => {
                    self.mentioned(&group.stream(), uses, depth + 1);
                }
                _ => {}
            }
        }
    }

    /// A value computed from others.
    pub fn computed(&mut self, operands: Vec<Operand>, span: Span) -> Operand {
        Operand::local(self.temp_of(Rvalue::Compute(operands), span))
    }
}

fn result_of(output: &syn::ReturnType, own: Option<Name>) -> Type {
    match output {
        syn::ReturnType::Default => Type::Unknown,
        given @ syn::ReturnType::Type(..) => result_type(given, TypeScope { own, params: &[] }),
    }
}

/// Whether a path leads into a crate that only declares the functions of a C library, as its name says: `door_sys`.
fn is_of_c(path: &syn::Path) -> bool {
    path.segments.len() > 1 && path.segments.first().is_some_and(|first| first.ident.to_string().ends_with("_sys"))
}

/// `drop`, `mem::drop`, `std::mem::drop`.
fn is_drop(path: &syn::Path) -> bool {
    path.segments.len() == 1 || path.segments.iter().rev().nth(1).is_some_and(|before| before.ident == "mem")
}
