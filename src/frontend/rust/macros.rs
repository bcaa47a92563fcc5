//! Macros of known families, and what is made of all others.
//!
//! | family | what is made of it |
//! |---|---|
//! | formatting and logging | its arguments are evaluated and used; the `?` and `%` before a value are no operators there |
//! | `assert!`, `ensure!` | a condition, and an exit where it does not hold |
//! | `panic!`, `todo!`, ... | the path ends; what unwinding drops is not followed |
//! | `bail!` | returns an error |
//! | `write!` | a call of `write_fmt` |
//! | `syscall!` | a call of a function of the C library, whose result may be an error |
//! | `matches!` | a test of a pattern |
//! | `vec!` | a list |
//! | `join!`, `try_join!` | each argument is waited for |
//! | `select!` | one of the arms |
//! | a query checked at compile time | its arguments are used |
//!
//! Families are known by name alone: a macro of a project that has the name of a common one means the same.

use syn::Token;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;

use super::lower::Lowerer;
use crate::base::{Name, QName, Span, Type};
use crate::ir::{BlockKind, Callee, Const, Local, Operand, Place, Rvalue};

/// The crate that declares the functions of the C library.
const C_LIBRARY: &str = "libc";

type List = Punctuated<Argument, Token![,]>;

/// An argument of a formatting macro: `x`, `name = x`, `?x`, `%x`.
enum Argument {
    Value(Box<syn::Expr>),
    Other,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        // `target: "x"`, `parent: &span`, `name = %value`, `a.b = ?value`.
        if (input.peek(syn::Ident::peek_any) || input.peek(syn::LitStr))
            && (input.peek2(Token![:]) && !input.peek2(Token![::]))
        {
            input.call(syn::Ident::parse_any)?;
            input.parse::<Token![:]>()?;
        }
        let fork = input.fork();
        if read_name(&fork).is_ok() && fork.peek(Token![=]) && !fork.peek(Token![==]) {
            read_name(input)?;
            input.parse::<Token![=]>()?;
        }
        if input.peek(Token![?]) {
            input.parse::<Token![?]>()?;
        } else if input.peek(Token![%]) {
            input.parse::<Token![%]>()?;
        }
        if input.is_empty() || input.peek(Token![,]) {
            return Ok(Argument::Other);
        }
        Ok(Argument::Value(Box::new(input.parse()?)))
    }
}

fn read_name(input: ParseStream<'_>) -> syn::Result<()> {
    input.call(syn::Ident::parse_any)?;
    while input.peek(Token![.]) {
        input.parse::<Token![.]>()?;
        input.call(syn::Ident::parse_any)?;
    }
    Ok(())
}

/// `expression, pattern if guard`
struct Matches {
    value: syn::Expr,
    pattern: syn::Pat,
    guard: Option<syn::Expr>,
}

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let value = input.parse()?;
        input.parse::<Token![,]>()?;
        let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
        let guard = if input.peek(Token![if]) {
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Option<Token![,]>>()?;
        Ok(Matches { value, pattern, guard })
    }
}

/// The arms of a `select!`.
struct Select {
    arms: Vec<Arm>,
}

struct Arm {
    /// The pattern and the future; `else` and `default` have none.
    waits: Option<(syn::Pat, syn::Expr)>,
    guard: Option<syn::Expr>,
    body: syn::Expr,
}

impl Parse for Select {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arms = Vec::new();
        if input.peek(syn::Ident) && input.peek2(Token![;]) {
            // `biased;`
            input.parse::<syn::Ident>()?;
            input.parse::<Token![;]>()?;
        }
        while !input.is_empty() {
            let otherwise = input.peek(Token![else]) || (input.peek(syn::Ident) && input.peek2(Token![=>]));
            let waits = if otherwise {
                input.call(syn::Ident::parse_any)?;
                None
            } else {
                let pattern = syn::Pat::parse_multi_with_leading_vert(input)?;
                input.parse::<Token![=]>()?;
                Some((pattern, input.parse()?))
            };
            let guard = if input.peek(Token![,]) {
                input.parse::<Token![,]>()?;
                input.parse::<Token![if]>()?;
                Some(input.parse()?)
            } else {
                None
            };
            input.parse::<Token![=>]>()?;
            let body: syn::Expr = input.call(syn::Expr::parse_with_earlier_boundary_rule)?;
            input.parse::<Option<Token![,]>>()?;
            arms.push(Arm { waits, guard, body });
        }
        Ok(Select { arms })
    }
}

/// What is made of a macro, by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Uses,
    Assert,
    Ensure,
    Panic,
    Bail,
    Matches,
    List,
    Wait,
    Select,
    Same,
    Write,
    SystemCall,
}

/// Macros that use their arguments and hand back something new.
const USES: &str = "println print eprintln eprint format format_args anyhow eyre format_err trace debug info \
    warn error log event span trace_span debug_span info_span warn_span error_span instrument crit assert_eq assert_ne \
    debug_assert_eq debug_assert_ne query query_as query_scalar query_file query_as_unchecked query_unchecked \
    query_scalar_unchecked query_file_as json concat stringify env option_env include_str include_bytes cfg line file \
    column module_path params named_params counter gauge histogram";

fn family(name: &str) -> Option<Family> {
    Some(match name {
        "assert" | "debug_assert" => Family::Assert,
        "ensure" => Family::Ensure,
        "panic" | "unreachable" | "todo" | "unimplemented" => Family::Panic,
        "bail" => Family::Bail,
        "matches" => Family::Matches,
        "write" | "writeln" => Family::Write,
        "syscall" => Family::SystemCall,
        "vec" | "smallvec" => Family::List,
        "join" | "try_join" => Family::Wait,
        "select" | "select_biased" => Family::Select,
        "dbg" | "pin" | "black_box" | "ready" => Family::Same,
        _ if USES.split(' ').any(|used| used == name) => Family::Uses,
        _ => return None,
    })
}

impl Lowerer {
    /// A macro where an expression or statement is expected.
    pub fn macro_call(&mut self, mac: &syn::Macro) -> Operand {
        let span = self.span_of(mac);
        let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        let known = family(&name).and_then(|family| self.family(family, mac, span));
        known.unwrap_or_else(|| self.unknown(&mac.tokens, span))
    }

    fn family(&mut self, family: Family, mac: &syn::Macro, span: Span) -> Option<Operand> {
        match family {
            Family::Uses => {
                let values = self.arguments(mac)?;
                Some(self.computed(values, span))
            }
            Family::List => self.vector(mac, span),
            // What the macro stands for: `out.write_fmt(..)`.
            Family::Write => {
                let mut values = self.arguments(mac)?;
                let out = if values.is_empty() { return None } else { values.remove(0) };
                let callee = Callee::Place(self.place_of(out, span).field(Name::new("write_fmt")));
                let text = self.computed(values, span);
                Some(self.emit_call(callee, Vec::new(), vec![text], span))
            }
            Family::Same => self.arguments(mac)?.into_iter().next(),
            Family::Panic => {
                self.arguments(mac);
                self.builder.unreachable(span);
                Some(Operand::Const(Const::Other))
            }
            Family::Bail => {
                self.arguments(mac);
                self.return_value(Operand::Const(Const::Nil), span);
                Some(Operand::Const(Const::Other))
            }
            Family::Assert | Family::Ensure => self.assertion(family, mac, span),
            Family::Matches => self.matches_question(mac).map(Operand::local),
            Family::Wait => self.wait_for_all(mac, span),
            Family::Select => self.select(mac, span),
            Family::SystemCall => self.system_call(mac, span),
        }
    }

    /// A condition, and an exit where it does not hold.
    fn assertion(&mut self, family: Family, mac: &syn::Macro, span: Span) -> Option<Operand> {
        let list: List = List::parse_terminated.parse2(mac.tokens.clone()).ok()?;
        let Argument::Value(condition) = list.first()? else { return None };
        let (holds, fails) = (self.block_of(BlockKind::IfDone), self.block_of(BlockKind::IfThen));
        self.cond(condition, holds, fails);
        self.builder.start(fails);
        if self.builder.is_reachable() {
            match family {
                Family::Ensure => self.return_value(Operand::Const(Const::Nil), span),
                _ => self.builder.unreachable(span),
            }
        }
        self.builder.start(holds);
        Some(Operand::Const(Const::Other))
    }

    fn wait_for_all(&mut self, mac: &syn::Macro, span: Span) -> Option<Operand> {
        let values = self.arguments(mac)?;
        let mut parts = Vec::new();
        for value in values {
            let part = self.temp(span);
            self.builder.wait(value, Place::local(part), span);
            parts.push(Operand::local(part));
        }
        Some(self.positions(Type::Unknown, parts, span))
    }

    /// `syscall!(close(fd))`
    fn system_call(&mut self, mac: &syn::Macro, span: Span) -> Option<Operand> {
        let list: List = List::parse_terminated.parse2(mac.tokens.clone()).ok()?;
        let Argument::Value(first) = list.first()? else { return None };
        let syn::Expr::Call(call) = &**first else { return None };
        let syn::Expr::Path(path) = &*call.func else { return None };
        let name = Name::new(&path.path.get_ident()?.to_string());
        let args = call.args.iter().map(|arg| self.expr(arg)).collect();
        let callee = Callee::Place(Place::global(Name::new(C_LIBRARY)).field(name));
        let value = self.emit_call(callee, Vec::new(), args, span);
        let ty = Type::Named(QName::new("", "Result"), vec![Type::Unknown]);
        let result = self.builder.typed_temp(ty, span);
        self.own(result);
        self.builder.assign(Place::local(result), Rvalue::Use(value), span);
        Some(Operand::local(result))
    }

    fn arguments(&mut self, mac: &syn::Macro) -> Option<Vec<Operand>> {
        let list: List = List::parse_terminated.parse2(mac.tokens.clone()).ok()?;
        let mut values = Vec::new();
        for argument in &list {
            if let Argument::Value(value) = argument {
                values.push(self.expr(value));
            }
        }
        Some(values)
    }

    fn vector(&mut self, mac: &syn::Macro, span: Span) -> Option<Operand> {
        let list: syn::Result<Punctuated<syn::Expr, Token![,]>> =
            Punctuated::parse_terminated.parse2(mac.tokens.clone());
        if let Ok(list) = list {
            let elems = list.iter().map(|elem| self.expr(elem)).collect();
            return Some(self.list(elems, span));
        }
        let repeated = |input: ParseStream<'_>| -> syn::Result<syn::Expr> {
            let elem = input.parse()?;
            input.parse::<Token![;]>()?;
            input.parse::<syn::Expr>()?;
            Ok(elem)
        };
        let elem = repeated.parse2(mac.tokens.clone()).ok()?;
        let elem = self.expr(&elem);
        Some(self.list(vec![elem], span))
    }

    /// `matches!(value, pattern)` as a variable that says yes or no.
    pub fn matches_question(&mut self, mac: &syn::Macro) -> Option<Local> {
        if !mac.path.is_ident("matches") {
            return None;
        }
        let span = self.span_of(mac);
        let test: Matches = syn::parse2(mac.tokens.clone()).ok()?;
        let dst = self.temp(span);
        let (fits, fails) = (self.block_of(BlockKind::IfThen), self.block_of(BlockKind::IfElse));
        let done = self.block_of(BlockKind::CondDone);
        self.open_scope();
        let subject = self.subject(&test.value);
        self.test(&test.pattern, &subject, fails);
        match &test.guard {
            Some(guard) => self.cond(guard, fits, fails),
            None => self.builder.goto(fits, span),
        }
        for (block, answer) in [(fits, true), (fails, false)] {
            self.builder.start(block);
            self.builder.assign(Place::local(dst), Rvalue::Use(Operand::Const(Const::Bool(answer))), span);
            self.builder.goto(done, span);
        }
        self.builder.start(done);
        self.close_scope(span);
        Some(dst)
    }

    /// `select!`: all futures are made, then one of the arms runs.
    fn select(&mut self, mac: &syn::Macro, span: Span) -> Option<Operand> {
        let select: Select = syn::parse2(mac.tokens.clone()).ok()?;
        let dst = self.temp(span);
        let futures: Vec<Option<Operand>> =
            select.arms.iter().map(|arm| arm.waits.as_ref().map(|(_, future)| self.expr(future))).collect();
        let blocks: Vec<_> = select.arms.iter().map(|_| self.block_of(BlockKind::SelectCase)).collect();
        let done = self.block_of(BlockKind::SelectDone);
        if blocks.is_empty() {
            return Some(Operand::Const(Const::Other));
        }
        self.builder.switch(blocks.clone(), span);
        for ((arm, future), block) in select.arms.iter().zip(futures).zip(blocks) {
            self.builder.start(block);
            self.open_scope();
            let at = self.span_of(&arm.body);
            if let (Some((pattern, awaited)), Some(future)) = (&arm.waits, future) {
                let output = self.temp(self.span_of(awaited));
                self.builder.wait(future, Place::local(output), self.span_of(awaited));
                // An arm whose pattern does not fit is switched off.
                self.bind_whole(pattern, Place::local(output));
            }
            if let Some(guard) = &arm.guard {
                self.expr(guard);
            }
            let value = self.expr(&arm.body);
            self.builder.assign(Place::local(dst), Rvalue::Use(value), at);
            self.close_scope(at);
            self.builder.goto(done, span.at_end());
        }
        self.builder.start(done);
        Some(Operand::local(dst))
    }
}
