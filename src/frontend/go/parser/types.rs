//! Types, parameters, type parameters.
//!
//! What is left out of the tree is listed at the top of the [reading of types](crate::frontend::go::types).

use std::sync::Arc;

use smallvec::SmallVec;

use super::Parser;
use super::cursor::{Cursor, Tok};
use crate::base::{Field, Name, Param, QName, Type};
use crate::frontend::go::ast::{FuncType, Ident, ParamDecl};
use crate::frontend::go::read_expr::as_type;
use crate::frontend::go::types::{embedded, name_all, some_name};

/// What `name [..` can be where a name may stand before a type.
pub enum Brackets {
    /// `name []T`, `name [N]T`: a name and its type.
    Array(Type),
    /// `Name[A, B]`: the arguments of a generic type.
    Instance(Vec<Type>),
}

/// Whether a type can begin with this token.
pub fn begins_type(kind: Tok) -> bool {
    matches!(
        kind,
        Tok::Ident
            | Tok::Star
            | Tok::LeftBracket
            | Tok::LeftParen
            | Tok::Func
            | Tok::Map
            | Tok::Chan
            | Tok::Arrow
            | Tok::Struct
            | Tok::Interface
    )
}

impl Parser<'_> {
    /// A type.
    pub fn ty(&mut self) -> Option<Type> {
        self.enter()?;
        let ty = match self.kind() {
            Tok::Ident => self.named_type()?,
            Tok::Star => {
                self.advance();
                self.ty()?.pointer()
            }
            Tok::LeftBracket => {
                self.advance();
                self.array()?
            }
            Tok::LeftParen => {
                self.advance();
                let ty = self.ty()?;
                self.take(Tok::RightParen)?;
                ty
            }
            Tok::Func => {
                self.advance();
                Type::Func(Arc::new(self.signature()?.signature()))
            }
            Tok::Map => {
                self.advance();
                self.take(Tok::LeftBracket)?;
                let key = self.ty()?;
                self.take(Tok::RightBracket)?;
                Type::Map(Box::new(key), Box::new(self.ty()?))
            }
            Tok::Chan => {
                self.advance();
                self.eat(Tok::Arrow);
                Type::Chan(Box::new(self.ty()?))
            }
            Tok::Arrow => {
                self.advance();
                self.take(Tok::Chan)?;
                Type::Chan(Box::new(self.ty()?))
            }
            Tok::Struct => self.struct_type()?,
            Tok::Interface => self.interface_type()?,
            _ => return None,
        };
        self.leave();
        Some(ty)
    }

    /// What follows the `[` of an array or slice.
    fn array(&mut self) -> Option<Type> {
        match self.kind() {
            Tok::RightBracket => {}
            Tok::Ellipsis => self.advance(),
            _ => drop(self.bracketed(Self::expr)?),
        }
        self.take(Tok::RightBracket)?;
        Some(Type::Slice(Box::new(self.ty()?)))
    }

    fn named_type(&mut self) -> Option<Type> {
        let first = self.ident()?.name;
        self.named_from(first)
    }

    /// The type that begins with this name.
    fn named_from(&mut self, first: Name) -> Option<Type> {
        let name = if self.eat(Tok::Dot) {
            QName { package: first, name: self.ident()?.name }
        } else {
            QName { package: self.empty, name: first }
        };
        let args = if self.kind() == Tok::LeftBracket { self.type_args()? } else { Vec::new() };
        Some(Type::Named(name, args))
    }

    /// `[A, B]`.
    fn type_args(&mut self) -> Option<Vec<Type>> {
        self.take(Tok::LeftBracket)?;
        let mut args = vec![self.ty()?];
        while self.eat(Tok::Comma) && self.kind() != Tok::RightBracket {
            args.push(self.ty()?);
        }
        self.take(Tok::RightBracket)?;
        Some(args)
    }

    /// What follows a name that stands before a `[`.
    fn brackets_after_name(&mut self) -> Option<Brackets> {
        self.take(Tok::LeftBracket)?;
        if self.eat(Tok::RightBracket) {
            return Some(Brackets::Array(Type::Slice(Box::new(self.ty()?))));
        }
        let first = self.bracketed(Self::expr)?;
        let mut args: SmallVec<[_; 2]> = SmallVec::new();
        while self.eat(Tok::Comma) && self.kind() != Tok::RightBracket {
            args.push(self.ty()?);
        }
        self.take(Tok::RightBracket)?;
        if args.is_empty() && begins_type(self.kind()) {
            return Some(Brackets::Array(Type::Slice(Box::new(self.ty()?))));
        }
        args.insert(0, as_type(&first)?);
        Some(Brackets::Instance(args.into_vec()))
    }

    fn struct_type(&mut self) -> Option<Type> {
        self.take(Tok::Struct)?;
        self.take(Tok::LeftBrace)?;
        let mut fields = Vec::new();
        while !self.eat(Tok::RightBrace) {
            self.field(&mut fields)?;
            self.eat(Tok::String);
            self.end_of_member(Tok::RightBrace)?;
        }
        Some(Type::Struct(Arc::new(fields)))
    }

    fn field(&mut self, fields: &mut Vec<Field>) -> Option<()> {
        if self.eat(Tok::Star) {
            fields.extend(embedded(self.named_type()?.pointer()));
            return Some(());
        }
        let first = self.ident()?.name;
        let ty = match self.kind() {
            Tok::Dot | Tok::String | Tok::Newline | Tok::Semicolon | Tok::RightBrace => {
                fields.extend(embedded(self.named_from(first)?));
                return Some(());
            }
            Tok::LeftBracket => match self.brackets_after_name()? {
                Brackets::Array(ty) => ty,
                Brackets::Instance(args) => {
                    fields.extend(embedded(Type::Named(QName { package: self.empty, name: first }, args)));
                    return Some(());
                }
            },
            Tok::Comma => return self.fields_of_one_type(first, fields),
            _ => self.ty()?,
        };
        fields.push(Field { name: first, ty, embedded: false });
        Some(())
    }

    fn fields_of_one_type(&mut self, first: Name, fields: &mut Vec<Field>) -> Option<()> {
        let mut names: SmallVec<[Name; 8]> = SmallVec::new();
        names.push(first);
        while self.eat(Tok::Comma) {
            names.push(self.ident()?.name);
        }
        let ty = self.ty()?;
        fields.extend(names.into_iter().map(|name| Field { name, ty: ty.clone(), embedded: false }));
        Some(())
    }

    fn interface_type(&mut self) -> Option<Type> {
        self.take(Tok::Interface)?;
        self.take(Tok::LeftBrace)?;
        let mut members = Vec::new();
        while !self.eat(Tok::RightBrace) {
            if self.kind() != Tok::Ident {
                members.extend(embedded(self.constraint()?));
            } else {
                let name = self.ident()?.name;
                if self.kind() == Tok::LeftParen {
                    let ty = Type::Func(Arc::new(self.signature()?.signature()));
                    members.push(Field { name, ty, embedded: false });
                } else {
                    let first = self.named_from(name)?;
                    members.extend(embedded(self.more_terms(first)?));
                }
            }
            self.end_of_member(Tok::RightBrace)?;
        }
        Some(Type::Interface(Arc::new(members)))
    }

    /// `T`, `~T`, or a union, which is unknown.
    fn constraint(&mut self) -> Option<Type> {
        self.eat(Tok::Tilde);
        let first = self.ty()?;
        self.more_terms(first)
    }

    fn more_terms(&mut self, first: Type) -> Option<Type> {
        let mut ty = first;
        while self.eat(Tok::Pipe) {
            self.eat(Tok::Tilde);
            self.ty()?;
            ty = Type::Unknown;
        }
        Some(ty)
    }

    /// Parameters and results.
    pub fn signature(&mut self) -> Option<FuncType> {
        let (params, variadic) = self.params()?;
        let start = self.start();
        let results = match self.kind() {
            Tok::LeftParen => self.params()?.0,
            kind if begins_type(kind) => {
                let ty = self.ty()?;
                vec![ParamDecl { name: None, ty, span: self.span_from(start) }]
            }
            // No result.
            _ => Vec::new(),
        };
        Some(FuncType { type_params: Vec::new(), params, results, variadic })
    }

    /// A parameter list, and whether the last one is variadic. A lone name is taken for a type until some
    /// parameter has a name and a type.
    pub fn params(&mut self) -> Option<(Vec<ParamDecl>, bool)> {
        self.take(Tok::LeftParen)?;
        let mut params: Vec<ParamDecl> = Vec::new();
        let mut has_name: SmallVec<[bool; 8]> = SmallVec::new();
        let mut variadic = false;
        while self.kind() != Tok::RightParen {
            variadic = false;
            let start = self.start();
            let (ident, ty) = match self.kind() {
                Tok::Ident => self.param(&mut variadic)?,
                Tok::Ellipsis => (None, self.variadic(&mut variadic)?),
                _ => (None, self.ty()?),
            };
            has_name.push(ident.is_some());
            params.push(match ident {
                Some(ident) => ParamDecl { name: some_name(ident.name), ty, span: ident.span },
                None => ParamDecl { name: None, ty, span: self.span_from(start) },
            });
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.take(Tok::RightParen)?;
        if has_name.contains(&true) && has_name.contains(&false) {
            if has_name.last() != Some(&true) {
                return None;
            }
            name_all(&mut params, &has_name);
        }
        Some((params, variadic))
    }

    /// A parameter that begins with a name: its own or that of its type.
    fn param(&mut self, variadic: &mut bool) -> Option<(Option<Ident>, Type)> {
        let ident = self.ident()?;
        let alone = QName { package: self.empty, name: ident.name };
        Some(match self.kind() {
            Tok::Comma | Tok::RightParen => (None, Type::Named(alone, Vec::new())),
            Tok::Dot => (None, self.named_from(ident.name)?),
            Tok::LeftBracket => match self.brackets_after_name()? {
                Brackets::Array(ty) => (Some(ident), ty),
                Brackets::Instance(args) => (None, Type::Named(alone, args)),
            },
            Tok::Ellipsis => (Some(ident), self.variadic(variadic)?),
            _ => (Some(ident), self.ty()?),
        })
    }

    fn variadic(&mut self, variadic: &mut bool) -> Option<Type> {
        self.take(Tok::Ellipsis)?;
        *variadic = true;
        Some(Type::Slice(Box::new(self.ty()?)))
    }

    /// `[K comparable, V int | string]`.
    pub fn type_params(&mut self) -> Option<Vec<Param>> {
        self.take(Tok::LeftBracket)?;
        let mut params = Vec::new();
        while self.kind() != Tok::RightBracket {
            let first = params.len();
            loop {
                params.push(Param { name: Some(self.ident()?.name), ty: Type::Unknown });
                if !self.eat(Tok::Comma) {
                    break;
                }
            }
            let ty = self.constraint()?;
            for param in &mut params[first..] {
                param.ty = ty.clone();
            }
            if !self.eat(Tok::Comma) {
                break;
            }
        }
        self.take(Tok::RightBracket)?;
        (!params.is_empty()).then_some(params)
    }

    /// Whether the square brackets behind the name of a declared type hold type parameters, and no length.
    pub fn holds_type_params(&self) -> bool {
        let mut ahead = self.cursor.clone();
        ahead.advance();
        if ahead.kind != Tok::Ident {
            return false;
        }
        ahead.advance();
        match ahead.kind {
            Tok::Ident | Tok::Comma | Tok::Tilde | Tok::Arrow => true,
            Tok::Interface | Tok::Struct | Tok::Map | Tok::Chan | Tok::Func => true,
            Tok::LeftBracket => {
                skip_brackets(&mut ahead);
                begins_type(ahead.kind)
            }
            Tok::Star | Tok::LeftParen => is_constraint(&mut ahead),
            // Another operator, or the end of the length.
            _ => false,
        }
    }
}

/// Goes behind the bracket that closes this one.
fn skip_brackets(ahead: &mut Cursor<'_>) {
    let mut depth = 0u32;
    loop {
        match ahead.kind {
            Tok::LeftParen | Tok::LeftBracket | Tok::LeftBrace => depth += 1,
            Tok::RightParen | Tok::RightBracket | Tok::RightBrace => depth -= 1,
            Tok::Eof => return,
            // The rest nests in these.
            _ => {}
        }
        ahead.advance();
        if depth == 0 {
            return;
        }
    }
}

/// Whether `P *Q` or `P (Q)` is a type parameter with its constraint, and no product or call: a comma follows, or
/// something in it can only be a type.
fn is_constraint(ahead: &mut Cursor<'_>) -> bool {
    let mut last = Tok::Star;
    loop {
        let after_operand = matches!(last, Tok::Ident | Tok::RightParen | Tok::RightBracket);
        match ahead.kind {
            Tok::Comma | Tok::Tilde | Tok::Struct | Tok::Interface | Tok::Map | Tok::Chan | Tok::Func => return true,
            Tok::LeftBracket if !after_operand => return true,
            Tok::RightBracket | Tok::Eof => return false,
            Tok::LeftBracket | Tok::LeftBrace => {
                skip_brackets(ahead);
                last = Tok::RightBracket;
                continue;
            }
            Tok::LeftParen if after_operand => {
                skip_brackets(ahead);
                last = Tok::RightParen;
                continue;
            }
            kind => last = kind,
        }
        ahead.advance();
    }
}
