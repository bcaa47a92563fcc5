//! Patterns: tests that branch away where they fail, and variables that hold parts.

use rustc_hash::FxHashMap;

use super::decl::literal;
use super::lower::Lowerer;
use crate::base::{Name, Type};
use crate::ir::{BlockId, BlockKind, Cond, Const, Operand, Place, Projection, Rvalue};

/// Whether an identifier in a pattern names a constant or variant rather than a new variable.
pub(super) fn is_constant(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}

/// What the last word of a variant says where the language itself gives it a meaning.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Variant {
    /// `Some`, `Ok`
    Present,
    /// `None`, `Err`
    Absent,
    /// Any other.
    Other,
}

/// What kind of variant a path names.
pub(super) fn variant(path: &syn::Path) -> Variant {
    match path.segments.last().map(|last| last.ident.to_string()).as_deref() {
        Some("Some" | "Ok") => Variant::Present,
        Some("None" | "Err") => Variant::Absent,
        _ => Variant::Other,
    }
}

/// Whether a pattern asks whether something is there.
fn asks_presence(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::TupleStruct(inner) => variant(&inner.path) != Variant::Other,
        syn::Pat::Ident(ident) => ident.ident == "None",
        syn::Pat::Paren(inner) => asks_presence(&inner.pat),
        syn::Pat::Reference(inner) => asks_presence(&inner.pat),
        syn::Pat::Or(or) => or.cases.iter().any(asks_presence),
        _ => false,
    }
}

impl Lowerer {
    /// Binds the variables of a pattern that fits in any case.
    pub fn bind_whole(&mut self, pattern: &syn::Pat, subject: Place) {
        let never = self.block_of(BlockKind::IfElse);
        self.test(pattern, &subject, never);
        let span = self.span_of(pattern);
        // If the pattern can fail after all, that way is not followed.
        let goes_on = self.block_of(BlockKind::IfDone);
        self.builder.goto(goes_on, span);
        self.builder.start(never);
        self.builder.unreachable(span);
        self.builder.start(goes_on);
    }

    /// Tests a pattern: goes to `fails` where it does not fit, and goes on with its variables where it does.
    pub fn test(&mut self, pattern: &syn::Pat, subject: &Place, fails: BlockId) {
        let span = self.span_of(pattern);
        match pattern {
            syn::Pat::Ident(ident) => self.test_ident(ident, subject, fails),
            syn::Pat::TupleStruct(variant) => self.test_variant(variant, subject, fails),
            syn::Pat::Path(path) => self.test_path(&path.path, subject, fails, span),
            syn::Pat::Struct(fields) => self.test_fields(fields, subject, fails),
            syn::Pat::Tuple(tuple) => self.test_elements(&tuple.elems, subject, fails),
            syn::Pat::Slice(slice) => {
                self.unknown_test(subject, fails, span);
                // What stands behind `..` counts from the end.
                let rest = slice.elems.iter().position(|elem| matches!(elem, syn::Pat::Rest(_)));
                for (n, elem) in slice.elems.iter().enumerate() {
                    let counted = rest.is_none_or(|rest| n < rest);
                    let step = if counted { Projection::Element(n as u32) } else { Projection::Index };
                    self.test(elem, &subject.clone().project(step), fails);
                }
            }
            syn::Pat::Paren(inner) => self.test(&inner.pat, subject, fails),
            syn::Pat::Reference(inner) => self.test(&inner.pat, subject, fails),
            syn::Pat::Type(typed) => self.test(&typed.pat, subject, fails),
            syn::Pat::Guard(guarded) => {
                self.test(&guarded.pat, subject, fails);
                let fits = self.block_of(BlockKind::IfThen);
                self.cond(&guarded.guard, fits, fails);
                self.builder.start(fits);
            }
            syn::Pat::Or(or) => self.test_any(or, subject, fails),
            syn::Pat::Lit(lit) => {
                let value = Operand::Const(literal(&lit.lit));
                let cond = match value {
                    Operand::Const(Const::Bool(true)) => Cond::True(Operand::Place(subject.clone())),
                    value => Cond::Eq(Operand::Place(subject.clone()), Box::new(value)),
                };
                self.require(cond, fails, span);
            }
            syn::Pat::Wild(_) | syn::Pat::Rest(_) => {}
            // Ranges, macros, constants: whether they fit is not known.
            _ => self.unknown_test(subject, fails, span),
        }
    }

    /// Goes on only if the answer is yes.
    fn require(&mut self, cond: Cond, fails: BlockId, span: crate::base::Span) {
        let fits = self.block_of(BlockKind::IfThen);
        self.builder.branch(cond, fits, fails, span);
        self.builder.start(fits);
    }

    fn unknown_test(&mut self, subject: &Place, fails: BlockId, span: crate::base::Span) {
        self.require(Cond::Opaque(vec![Operand::Place(subject.clone())]), fails, span);
    }

    fn test_ident(&mut self, ident: &syn::PatIdent, subject: &Place, fails: BlockId) {
        let name = ident.ident.to_string();
        let span = self.span(ident.ident.span());
        if let Some((_, inner)) = &ident.subpat {
            self.test(inner, subject, fails);
        } else if name == "None" {
            return self.require(Cond::Nil(Operand::Place(subject.clone())), fails, span);
        } else if is_constant(&name) {
            return self.unknown_test(subject, fails, span);
        }
        let local = self.variable(Name::new(&name), Type::Unknown, span);
        self.builder.assign(Place::local(local), Rvalue::Use(Operand::Place(subject.clone())), span);
    }

    fn test_variant(&mut self, pattern: &syn::PatTupleStruct, subject: &Place, fails: BlockId) {
        let span = self.span_of(pattern);
        let nil = Cond::Nil(Operand::Place(subject.clone()));
        match variant(&pattern.path) {
            Variant::Present => {
                let fits = self.block_of(BlockKind::IfThen);
                self.builder.branch(nil, fails, fits, span);
                self.builder.start(fits);
                let inner = subject.clone().project(Projection::Deref);
                for elem in &pattern.elems {
                    // What may be absent again is a value of its own.
                    let inner = match asks_presence(elem) {
                        true => Place::local(self.temp_of(Rvalue::Use(Operand::Place(inner.clone())), span)),
                        false => inner.clone(),
                    };
                    self.test(elem, &inner, fails);
                }
            }
            Variant::Absent => {
                self.require(nil, fails, span);
                // The error is another value; what it is made of is not followed.
                if pattern.elems.iter().any(|elem| !matches!(elem, syn::Pat::Wild(_))) {
                    let error = self.temp_of(Rvalue::Compute(Vec::new()), span);
                    pattern.elems.iter().for_each(|elem| self.test(elem, &Place::local(error), fails));
                }
            }
            Variant::Other => {
                self.is_variant(&pattern.path, subject, fails, span);
                self.test_elements(&pattern.elems, subject, fails);
            }
        }
    }

    fn is_variant(&mut self, path: &syn::Path, subject: &Place, fails: BlockId, span: crate::base::Span) {
        // A struct is named by one word and always fits; a variant may be, too, and then it is missed.
        if path.segments.len() > 1 {
            self.unknown_test(subject, fails, span);
        }
    }

    fn test_path(&mut self, path: &syn::Path, subject: &Place, fails: BlockId, span: crate::base::Span) {
        match variant(path) {
            Variant::Absent => self.require(Cond::Nil(Operand::Place(subject.clone())), fails, span),
            Variant::Present | Variant::Other => self.unknown_test(subject, fails, span),
        }
    }

    fn test_fields(&mut self, pattern: &syn::PatStruct, subject: &Place, fails: BlockId) {
        let span = self.span_of(pattern);
        self.is_variant(&pattern.path, subject, fails, span);
        for field in &pattern.fields {
            let place = subject.clone().field(super::expr::member(&field.member));
            self.test(&field.pat, &place, fails);
        }
    }

    fn test_elements(
        &mut self,
        elems: &syn::punctuated::Punctuated<syn::Pat, syn::Token![,]>,
        subject: &Place,
        fails: BlockId,
    ) {
        for (n, elem) in elems.iter().enumerate() {
            if matches!(elem, syn::Pat::Rest(_)) {
                // What stands behind counts from the end, and the length is not known.
                let rest = self.temp_of(Rvalue::Compute(vec![Operand::Place(subject.clone())]), self.span_of(elem));
                elems.iter().skip(n + 1).for_each(|elem| self.test(elem, &Place::local(rest), fails));
                return;
            }
            self.test(elem, &subject.clone().field(Name::new(&n.to_string())), fails);
        }
    }

    /// `a | b`: the variables of all alternatives are the same.
    fn test_any(&mut self, or: &syn::PatOr, subject: &Place, fails: BlockId) {
        let span = self.span_of(or);
        let fits = self.block_of(BlockKind::IfThen);
        let outermost = self.shared.is_none();
        if outermost {
            self.shared = Some(FxHashMap::default());
        }
        for (n, case) in or.cases.iter().enumerate() {
            let last = n + 1 == or.cases.len();
            let next = if last { fails } else { self.block_of(BlockKind::SwitchNext) };
            self.test(case, subject, next);
            self.builder.goto(fits, span);
            if !last {
                self.builder.start(next);
            }
        }
        if outermost {
            self.shared = None;
        }
        self.builder.start(fits);
    }
}
