//! Types and parameters as written.
//!
//! Approximate: lengths of arrays and directions of channels are dropped; a constraint that is a union, or has
//! a `~`, is unknown; struct tags are ignored.

use std::sync::Arc;

use super::ast::{FuncType, ParamDecl};
use super::parse::{Field, Kind, Node};
use super::read::Reader;
use crate::base::{self, Name, Param, QName, Type};
use crate::ir::Receiver;

impl<'tree> Reader<'tree> {
    /// A type.
    pub fn ty(&mut self, node: Node<'tree>) -> Type {
        if !self.enter() {
            return Type::Unknown;
        }
        let ty = self.ty_inside(node);
        self.leave();
        ty
    }

    fn ty_inside(&mut self, node: Node<'tree>) -> Type {
        match node.kind {
            Kind::TypeIdentifier | Kind::Identifier => {
                Type::Named(QName { package: Name::new(""), name: self.name(node) }, Vec::new())
            }
            Kind::QualifiedType => Type::Named(self.qualified(node), Vec::new()),
            Kind::GenericType => self.generic(node),
            Kind::PointerType => self.inner(node).pointer(),
            Kind::ArrayType | Kind::SliceType | Kind::ImplicitArrayType => {
                Type::Slice(Box::new(self.in_field(node, Field::Element)))
            }
            Kind::MapType => {
                let key = self.in_field(node, Field::Key);
                Type::Map(Box::new(key), Box::new(self.in_field(node, Field::Value)))
            }
            Kind::ChannelType => Type::Chan(Box::new(self.in_field(node, Field::Value))),
            Kind::FunctionType => Type::Func(Arc::new(self.func_type(node).signature())),
            Kind::StructType => self.struct_type(node),
            Kind::InterfaceType => self.interface_type(node),
            // `~T` counts as the type it stands on, which is what inference needs.
            Kind::ParenthesizedType | Kind::NegatedType => self.inner(node),
            Kind::TypeElem | Kind::TypeConstraint => self.constraint(node),
            // A set of types, or no type at all.
            _ => Type::Unknown,
        }
    }

    /// The only type among the children.
    fn inner(&mut self, node: Node<'tree>) -> Type {
        let children = self.children(node);
        children.iter().find(|child| is_type(child.kind)).map_or(Type::Unknown, |&child| self.ty(child))
    }

    /// The type in a field.
    pub fn in_field(&mut self, node: Node<'tree>, field: Field) -> Type {
        let children = self.children(node);
        children.iter().find(|child| child.field == field).map_or(Type::Unknown, |&child| self.ty(child))
    }

    fn qualified(&mut self, node: Node<'tree>) -> QName {
        let children = self.children(node);
        let part =
            |field| children.iter().find(|child| child.field == field).map_or(Name::new(""), |&child| self.name(child));
        QName { package: part(Field::Package), name: part(Field::Name) }
    }

    fn generic(&mut self, node: Node<'tree>) -> Type {
        let children = self.children(node);
        let mut named = Type::Unknown;
        let mut args = Vec::new();
        for &child in &children {
            match child.field {
                Field::TypeArguments => args = self.type_args(child),
                Field::Type => named = self.ty(child),
                // Nothing else belongs to it.
                _ => {}
            }
        }
        match named {
            Type::Named(name, _) => Type::Named(name, args),
            // `~T[P]` in a constraint.
            other => other,
        }
    }

    /// `[A, B]`.
    pub fn type_args(&mut self, node: Node<'tree>) -> Vec<Type> {
        let children = self.children(node);
        children.iter().filter(|child| is_type(child.kind)).map(|&child| self.ty(child)).collect()
    }

    /// The one type of a constraint or type argument.
    fn constraint(&mut self, node: Node<'tree>) -> Type {
        let children = self.children(node);
        match children.as_slice() {
            [only] => self.ty(*only),
            _ => Type::Unknown,
        }
    }

    fn struct_type(&mut self, node: Node<'tree>) -> Type {
        let mut fields = Vec::new();
        for list in self.children(node) {
            for child in self.children(list) {
                if child.kind == Kind::FieldDeclaration {
                    self.field_declaration(child, &mut fields);
                }
            }
        }
        Type::Struct(Arc::new(fields))
    }

    fn field_declaration(&mut self, node: Node<'tree>, fields: &mut Vec<base::Field>) {
        let children = self.children(node);
        let mut ty = Type::Unknown;
        let mut pointer = false;
        for &child in &children {
            match (child.field, child.kind) {
                (Field::Type, _) => ty = self.ty(child),
                (_, Kind::Star) => pointer = true,
                // Names follow, tags do not matter.
                _ => {}
            }
        }
        let names: Vec<Node<'tree>> = children.iter().filter(|child| child.field == Field::Name).copied().collect();
        if names.is_empty() {
            fields.extend(embedded(if pointer { ty.pointer() } else { ty }));
            return;
        }
        for name in names {
            fields.push(base::Field { name: self.name(name), ty: ty.clone(), embedded: false });
        }
    }

    fn interface_type(&mut self, node: Node<'tree>) -> Type {
        let mut members = Vec::new();
        for child in self.children(node) {
            match child.kind {
                Kind::MethodElem => {
                    let name = self.children(child).iter().find(|part| part.field == Field::Name).copied();
                    let name = name.map_or(Name::new(""), |name| self.name(name));
                    let ty = Type::Func(Arc::new(self.func_type(child).signature()));
                    members.push(base::Field { name, ty, embedded: false });
                }
                Kind::TypeElem => members.extend(embedded(self.constraint(child))),
                // Nothing else is a member.
                _ => {}
            }
        }
        Type::Interface(Arc::new(members))
    }

    /// Type parameters, parameters and results of anything that has them.
    pub fn func_type(&mut self, node: Node<'tree>) -> FuncType {
        let mut ty = FuncType::default();
        for child in self.children(node) {
            match child.field {
                Field::TypeParameters => ty.type_params = self.type_params(child),
                Field::Parameters => (ty.params, ty.variadic) = self.params(child),
                Field::ResultType if child.kind == Kind::ParameterList => ty.results = self.params(child).0,
                Field::ResultType => {
                    let span = self.span(child);
                    ty.results = vec![ParamDecl { name: None, ty: self.ty(child), span }];
                }
                // Names, receivers and bodies are read elsewhere.
                _ => {}
            }
        }
        ty
    }

    /// Type parameters with their constraints.
    pub fn type_params(&mut self, node: Node<'tree>) -> Vec<Param> {
        let mut params = Vec::new();
        for child in self.children(node) {
            if child.kind != Kind::TypeParameter {
                continue;
            }
            let ty = self.in_field(child, Field::Type);
            for part in self.children(child) {
                if part.field == Field::Name {
                    params.push(Param { name: Some(self.name(part)), ty: ty.clone() });
                }
            }
        }
        params
    }

    /// A parameter list, and whether the last one is variadic.
    pub fn params(&mut self, node: Node<'tree>) -> (Vec<ParamDecl>, bool) {
        let mut params: Vec<ParamDecl> = Vec::new();
        let mut has_name: Vec<bool> = Vec::new();
        let mut variadic = false;
        for child in self.children(node) {
            let children = self.children(child);
            let Some(&ty_node) = children.iter().find(|part| part.field == Field::Type) else { continue };
            let mut ty = self.ty(ty_node);
            variadic = child.kind == Kind::VariadicParameter;
            if variadic {
                ty = Type::Slice(Box::new(ty));
            }
            for part in children.iter().filter(|part| part.field == Field::Name) {
                let name = some_name(self.name(*part));
                params.push(ParamDecl { name, ty: ty.clone(), span: self.span(*part) });
                has_name.push(true);
            }
            if !children.iter().any(|part| part.field == Field::Name) {
                params.push(ParamDecl { name: None, ty, span: self.span(child) });
                has_name.push(false);
            }
        }
        if has_name.contains(&true) {
            name_all(&mut params, &has_name);
        }
        (params, variadic)
    }
}

/// The receiver among the parameters before the name of a method.
pub fn receiver_of(params: Vec<ParamDecl>) -> Option<(Receiver, ParamDecl)> {
    let param = params.into_iter().next()?;
    let pointer = matches!(param.ty, Type::Pointer(_));
    let (type_name, args) = match param.ty.pointee() {
        Type::Named(name, args) => (name.name, args.as_slice()),
        // Not a receiver.
        _ => return None,
    };
    let type_params = args.iter().filter_map(Type::name).map(|name| name.name).collect();
    Some((Receiver { type_name, pointer, type_params }, param))
}

/// A name other than `_`.
pub fn some_name(name: Name) -> Option<Name> {
    Some(name).filter(|name| name.as_str() != "_")
}

/// In a long `a, b, c T` the parser takes the first names for types. In Go all parameters have names, or none.
pub fn name_all(params: &mut [ParamDecl], has_name: &[bool]) {
    for n in (1..params.len()).rev() {
        let (before, following) = params.split_at_mut(n);
        if let ([.., param], [next, ..], Some(false)) = (before, following, has_name.get(n - 1))
            && let Type::Named(name, _) = &param.ty
        {
            param.name = some_name(name.name);
            param.ty = next.ty.clone();
        }
    }
}

/// An embedded field or interface; its name is the last part of the type's.
pub fn embedded(ty: Type) -> Option<base::Field> {
    let name = ty.name()?.name;
    Some(base::Field { name, ty, embedded: true })
}

/// Whether a node is a type that cannot be an expression, or the name of a type.
pub fn is_type(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::TypeIdentifier
            | Kind::QualifiedType
            | Kind::GenericType
            | Kind::PointerType
            | Kind::ArrayType
            | Kind::SliceType
            | Kind::ImplicitArrayType
            | Kind::MapType
            | Kind::ChannelType
            | Kind::FunctionType
            | Kind::StructType
            | Kind::InterfaceType
            | Kind::ParenthesizedType
            | Kind::NegatedType
            | Kind::TypeElem
            | Kind::TypeConstraint
    )
}
