//! Where a piece of syntax begins and ends.
//!
//! `syn` can tell of anything, but prints it to a list of tokens first to look at both ends of that, and the lowering asks
//! for every expression. Here the common kinds are asked for their first and last token; the others are printed.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{
    Attribute, Block, Expr, ExprForLoop, ExprIf, ExprLoop, ExprMatch, ExprWhile, Label, Macro, MacroDelimiter, Member,
    Pat, PatOr, PatStruct, PatTupleStruct, Path, PathArguments, Stmt,
};

/// What has a first and a last token.
pub trait Extent {
    /// The span of the first token, and that of the last.
    fn ends(&self) -> (Span, Span);
}

impl Extent for Expr {
    fn ends(&self) -> (Span, Span) {
        (first(self), last(self))
    }
}

impl Extent for Block {
    fn ends(&self) -> (Span, Span) {
        (self.brace_token.span.open(), self.brace_token.span.close())
    }
}

impl Extent for Macro {
    fn ends(&self) -> (Span, Span) {
        (first_of_path(&self.path), last_of_macro(self))
    }
}

impl Extent for Pat {
    fn ends(&self) -> (Span, Span) {
        match self {
            Pat::Ident(pat) if pat.attrs.is_empty() && pat.subpat.is_none() => {
                let of_mode = pat.by_ref.map(|token| token.span).or(pat.mutability.map(|token| token.span));
                (of_mode.unwrap_or(pat.ident.span()), pat.ident.span())
            }
            Pat::Tuple(pat) if pat.attrs.is_empty() => (pat.paren_token.span.open(), pat.paren_token.span.close()),
            Pat::TupleStruct(pat) => pat.ends(),
            Pat::Struct(pat) => pat.ends(),
            Pat::Or(pat) => pat.ends(),
            Pat::Wild(pat) if pat.attrs.is_empty() => (pat.underscore_token.span, pat.underscore_token.span),
            other => whole(other),
        }
    }
}

impl Extent for Stmt {
    fn ends(&self) -> (Span, Span) {
        match self {
            Stmt::Local(local) if local.attrs.is_empty() => (local.let_token.span, local.semi_token.span),
            Stmt::Expr(expr, semicolon) => (first(expr), semicolon.map_or_else(|| last(expr), |token| token.span)),
            Stmt::Macro(stmt) if stmt.attrs.is_empty() => {
                let end = stmt.semi_token.map_or_else(|| last_of_macro(&stmt.mac), |token| token.span);
                (first_of_path(&stmt.mac.path), end)
            }
            other => whole(other),
        }
    }
}

impl Extent for ExprIf {
    fn ends(&self) -> (Span, Span) {
        let then = self.then_branch.brace_token.span.close();
        let end = self.else_branch.as_ref().map_or(then, |(_, other)| last(other));
        (begin(&self.attrs, None, self.if_token.span), end)
    }
}

impl Extent for ExprMatch {
    fn ends(&self) -> (Span, Span) {
        (begin(&self.attrs, None, self.match_token.span), self.brace_token.span.close())
    }
}

impl Extent for ExprLoop {
    fn ends(&self) -> (Span, Span) {
        (begin(&self.attrs, self.label.as_ref(), self.loop_token.span), self.body.ends().1)
    }
}

impl Extent for ExprWhile {
    fn ends(&self) -> (Span, Span) {
        (begin(&self.attrs, self.label.as_ref(), self.while_token.span), self.body.ends().1)
    }
}

impl Extent for ExprForLoop {
    fn ends(&self) -> (Span, Span) {
        (begin(&self.attrs, self.label.as_ref(), self.for_token.span), self.body.ends().1)
    }
}

impl Extent for PatTupleStruct {
    fn ends(&self) -> (Span, Span) {
        match self.qself {
            Some(_) => whole(self),
            None => (begin(&self.attrs, None, first_of_path(&self.path)), self.paren_token.span.close()),
        }
    }
}

impl Extent for PatStruct {
    fn ends(&self) -> (Span, Span) {
        match self.qself {
            Some(_) => whole(self),
            None => (begin(&self.attrs, None, first_of_path(&self.path)), self.brace_token.span.close()),
        }
    }
}

impl Extent for PatOr {
    fn ends(&self) -> (Span, Span) {
        match (self.cases.first(), self.cases.last(), self.leading_vert, self.attrs.as_slice()) {
            (Some(first), Some(last), None, []) => (first.ends().0, last.ends().1),
            _ => whole(self),
        }
    }
}

/// The first of what may stand before a token, or the token.
fn begin(attributes: &[Attribute], label: Option<&Label>, token: Span) -> Span {
    let attribute = attributes.first().map(|attribute| attribute.pound_token.span);
    attribute.or(label.map(|label| label.name.span())).unwrap_or(token)
}

fn whole(syntax: &impl Spanned) -> (Span, Span) {
    (syntax.span(), syntax.span())
}

fn first(expr: &Expr) -> Span {
    match expr {
        Expr::Call(e) if e.attrs.is_empty() => first(&e.func),
        Expr::MethodCall(e) if e.attrs.is_empty() => first(&e.receiver),
        Expr::Field(e) if e.attrs.is_empty() => first(&e.base),
        Expr::Index(e) if e.attrs.is_empty() => first(&e.expr),
        Expr::Try(e) if e.attrs.is_empty() => first(&e.expr),
        Expr::Await(e) if e.attrs.is_empty() => first(&e.base),
        Expr::Binary(e) if e.attrs.is_empty() => first(&e.left),
        Expr::Assign(e) if e.attrs.is_empty() => first(&e.left),
        Expr::Cast(e) if e.attrs.is_empty() => first(&e.expr),
        Expr::Path(e) if e.attrs.is_empty() && e.qself.is_none() => first_of_path(&e.path),
        Expr::Struct(e) if e.attrs.is_empty() && e.qself.is_none() => first_of_path(&e.path),
        Expr::Macro(e) if e.attrs.is_empty() => first_of_path(&e.mac.path),
        Expr::Reference(e) if e.attrs.is_empty() => e.and_token.span,
        Expr::If(e) => e.ends().0,
        Expr::Match(e) => e.ends().0,
        Expr::Let(e) if e.attrs.is_empty() => e.let_token.span,
        Expr::Return(e) if e.attrs.is_empty() => e.return_token.span,
        Expr::Loop(e) => e.ends().0,
        Expr::While(e) => e.ends().0,
        Expr::ForLoop(e) => e.ends().0,
        Expr::Block(e) if e.attrs.is_empty() && e.label.is_none() => e.block.brace_token.span.open(),
        Expr::Unsafe(e) if e.attrs.is_empty() => e.unsafe_token.span,
        Expr::Async(e) if e.attrs.is_empty() => e.async_token.span,
        Expr::Closure(e) if e.attrs.is_empty() && e.lifetimes.is_none() && e.constness.is_none() => {
            let before = e.asyncness.map(|token| token.span).or(e.capture.map(|token| token.span));
            before.unwrap_or(e.inputs_begin.span)
        }
        Expr::Lit(e) if e.attrs.is_empty() => e.lit.span(),
        Expr::Paren(e) if e.attrs.is_empty() => e.paren_token.span.open(),
        Expr::Tuple(e) if e.attrs.is_empty() => e.paren_token.span.open(),
        Expr::Array(e) if e.attrs.is_empty() => e.bracket_token.span.open(),
        other => other.span(),
    }
}

fn last(expr: &Expr) -> Span {
    match expr {
        Expr::Call(e) => e.paren_token.span.close(),
        Expr::MethodCall(e) => e.paren_token.span.close(),
        Expr::Field(e) => match &e.member {
            Member::Named(name) => name.span(),
            Member::Unnamed(index) => index.span,
        },
        Expr::Index(e) => e.bracket_token.span.close(),
        Expr::Try(e) => e.question_token.span,
        Expr::Await(e) => e.await_token.span,
        Expr::Binary(e) => last(&e.right),
        Expr::Assign(e) => last(&e.right),
        Expr::Path(e) => last_of_path(&e.path),
        Expr::Struct(e) => e.brace_token.span.close(),
        Expr::Macro(e) => last_of_macro(&e.mac),
        Expr::Reference(e) => last(&e.expr),
        Expr::If(e) => e.ends().1,
        Expr::Match(e) => e.brace_token.span.close(),
        Expr::Let(e) => last(&e.expr),
        Expr::Return(e) => e.expr.as_ref().map_or(e.return_token.span, |value| last(value)),
        Expr::Loop(e) => e.body.brace_token.span.close(),
        Expr::While(e) => e.body.brace_token.span.close(),
        Expr::ForLoop(e) => e.body.brace_token.span.close(),
        Expr::Block(e) => e.block.brace_token.span.close(),
        Expr::Unsafe(e) => e.block.brace_token.span.close(),
        Expr::Async(e) => e.block.brace_token.span.close(),
        Expr::Closure(e) => last(&e.body),
        Expr::Lit(e) => e.lit.span(),
        Expr::Paren(e) => e.paren_token.span.close(),
        Expr::Tuple(e) => e.paren_token.span.close(),
        Expr::Array(e) => e.bracket_token.span.close(),
        other => other.span(),
    }
}

fn first_of_path(path: &Path) -> Span {
    let colons = path.leading_colon.map(|token| token.spans[0]);
    colons.or_else(|| path.segments.first().map(|segment| segment.ident.span())).unwrap_or_else(|| path.span())
}

fn last_of_path(path: &Path) -> Span {
    match path.segments.last().map(|segment| (&segment.ident, &segment.arguments)) {
        Some((ident, PathArguments::None)) => ident.span(),
        Some((_, PathArguments::AngleBracketed(arguments))) => arguments.gt_token.span,
        _ => path.span(),
    }
}

fn last_of_macro(mac: &Macro) -> Span {
    match &mac.delimiter {
        MacroDelimiter::Paren(token) => token.span.close(),
        MacroDelimiter::Brace(token) => token.span.close(),
        MacroDelimiter::Bracket(token) => token.span.close(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each piece stands between other tokens, so that nothing else begins or ends where it does.
    const EXPRESSIONS: &str = "f(a)§a.b::<T>(c)§a.b§a.0§a[1]§f()?§f().await§a + b§a = b§a as u8§a::b::<C>§::a§<T>::f§A { b: 1 }\
        §m!(a)§a::m![b]§&a§&mut a§if a { b }§if a { b } else if c { d } else { e }§match a { _ => b }§return§return a\
        §loop { a }§'l: loop { a }§while a { b }§'l: while a { b }§for a in b { c }§'l: for a in b { c }§{ a }§'l: { a }\
        §unsafe { a }§async { a }§async move { a }§|a| a + b§move || a§async move |a| a§1§\"a\"§(a)§(a, b)§[a, b]§[a; 2]\
        §!a§-a§*a§a..b§..b§a..§break§break a§continue§#[x] f(a)§#[x] if a { b }§#[x] loop { a }§#[x] 'l: loop { a }\
        §#[x] a.b§#[x] &a§|| -> T { a }";

    const PATTERNS: &str =
        "a§mut a§ref a§ref mut a§a @ B§_§(a, b)§A(b)§a::A(b)§A { b }§A | B§| A | B§A§1§1..=2§&a§[a, b]§<T>::A(b)";

    const STATEMENTS: &str =
        "let a = b;§#[x] let a = b;§a;§f(a)§m!(a);§m! { a }§#[x] m!(a);§return;§if a { b }§use a::b;";

    fn same<T: Extent + Spanned>(syntax: &T, text: &str) {
        let (first, last) = syntax.ends();
        assert_eq!(first.byte_range().start..last.byte_range().end, syntax.span().byte_range(), "{text}");
    }

    #[test]
    fn the_ends_are_those_of_the_printed_tokens() {
        for text in EXPRESSIONS.split('§') {
            same(&syn::parse_str::<Expr>(text).expect(text), text);
        }
        for text in PATTERNS.split('§') {
            use syn::parse::Parser;
            same(&Pat::parse_multi_with_leading_vert.parse_str(text).expect(text), text);
        }
        for text in STATEMENTS.split('§') {
            let block = syn::parse_str::<Block>(&format!("{{ {text} }}")).expect(text);
            same(&block.stmts[0], text);
            same(&block, text);
        }
    }
}
