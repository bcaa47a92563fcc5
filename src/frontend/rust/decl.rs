//! Declarations: functions to bodies, heads to signatures, types, constants and statics.

use std::sync::Arc;

use syn::spanned::Spanned;

use super::lex::{Lexer, TokenKind};
use super::lower::Lowerer;
use super::types::{self, TypeScope, read_type};
use crate::base::{Field, Name, Problem, ProblemKind, Signature, SourceFile, Span, Type};
use crate::ir::{Const, Decl, Function, LocalKind, Place, Receiver, TypeDecl, ValueDecl};

/// Brackets nested deeper than this would exhaust the stack of the parser.
const MAX_DEPTH: u32 = 300;

/// More operators, dots or `else` in a row than this make a tree that is as deep.
const MAX_LINKS: u32 = 4000;

/// Why a declaration cannot be read.
pub enum Fault {
    /// It does not parse.
    Syntax,
    /// It is nested too deeply.
    Depth,
}

/// Parses a piece of a file, if it is not nested too deeply, and hands it on. The places in it are relative to `start`.
/// What the parser remembers of places is forgotten afterwards, so nothing of the tree may be kept.
pub fn with_parsed<T: syn::parse::Parse, R>(
    file: &SourceFile,
    start: u32,
    end: u32,
    read: impl FnOnce(&T) -> R,
) -> Result<R, Fault> {
    let text = file.text.get(start as usize..end as usize).ok_or(Fault::Syntax)?;
    if is_too_deep(text) {
        return Err(Fault::Depth);
    }
    let parsed = syn::parse_str::<T>(text).map_err(|_| Fault::Syntax).map(|tree| read(&tree));
    proc_macro2::extra::invalidate_current_thread_spans();
    parsed
}

/// Whether the tree of a text would be too deep to go through. Chains of methods, operators and alternatives, prefixes,
/// type arguments and the paths of imports nest without brackets.
fn is_too_deep(text: &str) -> bool {
    let mut lexer = Lexer::new(text);
    let (mut depth, mut angles, mut links, mut choices) = (0u32, 0u32, 0u32, 0u32);
    // `&&&&x`, and `return return x`, `x as u8 as u8`, and `use a::a::a`.
    let (mut prefixes, mut words, mut segments) = (0u32, 0u32, 0u32);
    loop {
        let token = lexer.next_token();
        prefixes = if matches!(token.kind, TokenKind::Other(_)) { prefixes + 1 } else { 0 };
        words = if token.kind == TokenKind::Word { words + 1 } else { 0 };
        segments = match token.kind {
            TokenKind::Path => segments + 1,
            TokenKind::Word => segments,
            _ => 0,
        };
        match token.kind {
            TokenKind::Eof => return false,
            TokenKind::Open(_) => depth += 1,
            TokenKind::Close(_) => depth = depth.saturating_sub(1),
            TokenKind::Other(b';') => (angles, links) = (0, 0),
            TokenKind::Other(b',') => links = 0,
            TokenKind::Other(b'<') => angles += 1,
            TokenKind::Other(b'>') => angles = angles.saturating_sub(1),
            TokenKind::Other(_) => links += 1,
            TokenKind::Word if text.get(token.start as usize..token.end as usize) == Some("else") => choices += 1,
            TokenKind::Word | TokenKind::Literal | TokenKind::Path => {}
        }
        let nested = depth.max(angles).max(prefixes).max(words).max(segments);
        if nested > MAX_DEPTH || links.max(choices) > MAX_LINKS {
            return true;
        }
    }
}

/// A function without its visibility, with or without a body.
pub struct AnyFunction {
    /// The head.
    pub sig: syn::Signature,
    /// The body.
    pub block: Option<syn::Block>,
}

impl syn::parse::Parse for AnyFunction {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        input.call(syn::Attribute::parse_outer)?;
        input.parse::<syn::Visibility>()?;
        if input.peek(syn::Ident) && !input.peek(syn::Token![union]) {
            // `default fn`, `safe fn`.
            input.parse::<syn::Ident>()?;
        }
        let sig: syn::Signature = input.parse()?;
        if input.is_empty() || input.peek(syn::Token![;]) {
            input.parse::<Option<syn::Token![;]>>()?;
            return Ok(AnyFunction { sig, block: None });
        }
        // A body may begin with attributes and comments about the function itself.
        let content;
        let brace_token = syn::braced!(content in input);
        content.call(syn::Attribute::parse_inner)?;
        let stmts = content.call(syn::Block::parse_within)?;
        Ok(AnyFunction { sig, block: Some(syn::Block { brace_token, stmts }) })
    }
}

/// Parses and lowers one function or method.
pub fn lower(file: &SourceFile, decl: &Decl) -> Result<Function, Problem> {
    let problem = |kind, what: &str| {
        let span = Some(Span::new(file.id, decl.start, decl.end));
        let message = format!("function `{}` {what}; it was skipped", decl.name);
        Problem { kind, path: file.path.clone(), span, message }
    };
    let lowered =
        with_parsed(file, decl.start, decl.end, |function: &AnyFunction| lower_function(file, decl, function));
    match lowered {
        Ok(Some(function)) => Ok(function),
        Ok(None) => Err(problem(ProblemKind::Skipped, "has no body")),
        Err(Fault::Syntax) => Err(problem(ProblemKind::Syntax, "does not parse")),
        Err(Fault::Depth) => Err(problem(ProblemKind::Skipped, "is nested too deeply")),
    }
}

/// Parses the head of a function or method.
pub fn signature(file: &SourceFile, decl: &Decl) -> Option<Signature> {
    let own = own_type(decl);
    with_parsed(file, decl.start, decl.body, |function: &AnyFunction| types::signature(&function.sig, own)).ok()
}

/// What `Self` is in a function.
fn own_type(decl: &Decl) -> Option<Name> {
    decl.receiver.filter(|name| name.as_str() != "dyn")
}

fn lower_function(file: &SourceFile, decl: &Decl, function: &AnyFunction) -> Option<Function> {
    let block = function.block.as_ref()?;
    let own = own_type(decl);
    let whole = Span::new(file.id, decl.start, decl.end);
    let text = file.text.get(decl.start as usize..decl.end as usize)?;
    let signature = types::signature(&function.sig, own);
    let type_params = signature.type_params.iter().filter_map(|param| param.name).collect();
    let mut lowerer = Lowerer::new(whole, text, own, type_params);
    let name_span = lowerer.span(function.sig.ident.span());
    lowerer.open_scope();
    let receiver = decl.receiver.map(|type_name| {
        let given = function.sig.receiver();
        let pointer = given.is_some_and(|given| !matches!(given.kind, syn::ReceiverKind::Value));
        // A function of a type that takes no receiver has an unnamed one, so that all are numbered alike.
        let name = given.map(|_| Name::new("self"));
        let span = given.map_or(name_span, |given| lowerer.span(given.span()));
        let local = lowerer.builder.param(LocalKind::Receiver, name, Type::Unknown, span);
        if given.is_some() && !pointer {
            lowerer.own(local);
        }
        Receiver { type_name, pointer, type_params: Vec::new() }
    });
    lowerer.parameters(&function.sig, &signature);
    lowerer.result(signature.results[0].ty.clone(), name_span);
    lowerer.body(block);
    let body = lowerer.builder.finish(whole.at_end());
    Some(Function { name: decl.name, receiver, signature, span: whole, name_span, body })
}

/// Parses a type declaration.
pub fn type_decl(file: &SourceFile, decl: &Decl) -> Option<TypeDecl> {
    with_parsed(file, decl.start, decl.end, read_item).ok()?
}

fn read_item(item: &syn::Item) -> Option<TypeDecl> {
    let (generics, alias) = match item {
        syn::Item::Struct(item) => (&item.generics, false),
        syn::Item::Enum(item) => (&item.generics, false),
        syn::Item::Union(item) => (&item.generics, false),
        syn::Item::Trait(item) => (&item.generics, false),
        syn::Item::Type(item) => (&item.generics, true),
        // No other item declares a type.
        _ => return None,
    };
    let type_params: Vec<Name> = generics.type_params().map(|param| Name::new(&param.ident.to_string())).collect();
    let scope = TypeScope { own: None, params: &type_params };
    let ty = match item {
        syn::Item::Struct(item) => Type::Struct(Arc::new(fields(&item.fields, scope))),
        syn::Item::Trait(item) => Type::Interface(Arc::new(required(item))),
        syn::Item::Type(item) => read_type(&item.ty, scope),
        // The variants of an enumeration are not followed.
        _ => Type::Struct(Arc::new(Vec::new())),
    };
    Some(TypeDecl { type_params, ty, alias })
}

/// Whether a field of a struct without type parameters is private.
pub fn is_private(file: &SourceFile, decl: &Decl, field: Name) -> bool {
    let read = |item: &syn::Item| match item {
        syn::Item::Struct(item) if item.generics.params.is_empty() => {
            item.fields.iter().enumerate().any(|(n, known)| {
                let name = known.ident.as_ref().map_or_else(|| n.to_string(), ToString::to_string);
                name == field.as_str() && matches!(known.vis, syn::Visibility::Inherited)
            })
        }
        _ => false,
    };
    with_parsed(file, decl.start, decl.end, read).unwrap_or(false)
}

fn fields(fields: &syn::Fields, scope: TypeScope<'_>) -> Vec<Field> {
    let named = fields.iter().enumerate().map(|(n, field)| Field {
        name: Name::new(&field.ident.as_ref().map_or_else(|| n.to_string(), ToString::to_string)),
        ty: read_type(&field.ty, scope),
        embedded: false,
    });
    named.collect()
}

/// The methods of a trait, and the traits it needs.
fn required(item: &syn::ItemTrait) -> Vec<Field> {
    let methods = item.items.iter().filter_map(|member| match member {
        syn::TraitItem::Fn(method) => Some(Field {
            name: Name::new(&method.sig.ident.to_string()),
            ty: Type::Func(Arc::new(types::signature(&method.sig, None))),
            embedded: false,
        }),
        _ => None,
    });
    methods.collect()
}

/// What a constant or static is.
pub fn value_decl(file: &SourceFile, decl: &Decl) -> ValueDecl {
    let read = |item: &syn::Item| match item {
        syn::Item::Const(item) => ValueDecl::Typed(read_type(&item.ty, TypeScope::default())),
        syn::Item::Static(item) => ValueDecl::Typed(read_type(&item.ty, TypeScope::default())),
        _ => ValueDecl::Unknown,
    };
    with_parsed(file, decl.start, decl.end, read).unwrap_or(ValueDecl::Unknown)
}

/// A literal as a constant.
pub fn literal(lit: &syn::Lit) -> Const {
    match lit {
        syn::Lit::Bool(value) => Const::Bool(value.value),
        syn::Lit::Int(number) => number.base10_parse().map_or(Const::Other, Const::Int),
        syn::Lit::Str(text) => Const::Str(Name::new(&text.value())),
        _ => Const::Other,
    }
}

/// `a::b::c` as a place that nothing local binds.
pub fn global(path: &syn::Path, own: Option<Name>) -> Option<Place> {
    let mut names = path.segments.iter().map(|segment| Name::new(&segment.ident.to_string()));
    let first = names.next()?;
    let first = if first.as_str() == "Self" { own.unwrap_or(first) } else { first };
    Some(names.fold(Place::global(first), Place::field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn spans(text: String) -> Vec<Span> {
        let file = SourceFile { id: FileId(0), path: "p.rs".into(), language: Language::Rust, text };
        let decl = super::super::outline(&file).decls.remove(0);
        let function = lower(&file, &decl).unwrap();
        function.body.instrs.iter().map(|instr| instr.span).collect()
    }

    #[test]
    fn places_do_not_depend_on_how_they_are_counted() {
        let text = "// first\nfn f(a: A) {\r\n\tlet b = a.g(1,\n  h(2))?; b.i();\n    a.k(|c| c.l());\n";
        let in_bytes = spans(format!("{text} // e\n}}\n"));
        let in_characters = spans(format!("{text} // \u{e9}\n}}\n"));
        let at = |call: &str| text.find(call).unwrap() as u32;
        let wanted = Span::new(FileId(0), at("a.g"), at("?"));
        assert!(in_bytes.contains(&wanted));
        // The drops at the end stand behind the character.
        let before =
            |spans: Vec<Span>| spans.into_iter().filter(|span| span.end <= text.len() as u32).collect::<Vec<_>>();
        assert_eq!(before(in_bytes), before(in_characters));
    }
}
