//! The types of places, operands and right-hand sides in a function, given those of the locals so far.

use std::sync::Arc;

use super::body::Linker;
use super::generic::core_type;
use super::scope::Entity;
use crate::base::{Name, Signature, Type};
use crate::ir::{ClosureId, Cond, Const, Element, Operand, Place, Projection, Root, Rvalue};

impl Linker<'_> {
    /// What a place stands for.
    pub(super) fn entity(&self, place: &Place) -> Entity {
        let fields = if self.scope.has_paths() { place.projections.len() } else { 0 };
        self.walk(self.start(place), &place.projections, fields)
    }

    /// What a place stands for that is called: where fields and methods are told apart, the last step is a method.
    pub(super) fn callee_entity(&self, place: &Place) -> Entity {
        let fields = if self.scope.has_paths() { place.projections.len().saturating_sub(1) } else { 0 };
        self.walk(self.start(place), &place.projections, fields)
    }

    fn start(&self, place: &Place) -> Entity {
        match place.root {
            Root::Local(local) => Entity::Value(self.local_types.get(local).cloned().unwrap_or(Type::Unknown)),
            Root::Global(name) if self.scope.has_paths() && !place.projections.is_empty() => {
                self.scope.head_of_path(name)
            }
            Root::Global(name) => self.scope.lookup(name, self.trail),
        }
    }

    /// Goes on from what a root stands for; the first so many steps from a value are fields for certain.
    fn walk(&self, start: Entity, steps: &[Projection], fields: usize) -> Entity {
        steps.iter().enumerate().fold(start, |entity, (n, step)| match (entity, step) {
            (Entity::Value(ty), Projection::Field(name)) if n < fields => {
                let ty = self.constrained(ty);
                match self.scope.program.select_field(&ty, *name) {
                    Entity::Missing(name) if self.libraries.are_seen() => self.scope.program.library_field(&ty, name),
                    found => found,
                }
            }
            (Entity::Value(ty), step) => {
                self.scope.program.project(Entity::Value(self.constrained(ty)), *step, self.trail)
            }
            (other, step) => self.scope.program.project(other, *step, self.trail),
        })
    }

    /// A value whose type is a type parameter has what the constraint says.
    pub(super) fn constrained(&self, ty: Type) -> Type {
        match ty.pointee() {
            Type::Param(name) => self.constraints.get(name).map_or(Type::Unknown, |found| core_type(found).clone()),
            _ => ty,
        }
    }

    pub(super) fn place_type(&self, place: &Place) -> Type {
        self.scope.program.type_of_entity(&self.entity(place))
    }

    pub(super) fn operand_type(&self, operand: &Operand) -> Type {
        match operand {
            Operand::Place(place) => self.place_type(place),
            Operand::Addr(place) => match self.place_type(place) {
                Type::Unknown => Type::Unknown,
                ty => ty.pointer(),
            },
            Operand::Const(literal) => match literal {
                Const::Bool(_) => Type::predeclared("bool"),
                Const::Int(_) => Type::predeclared("int"),
                Const::Str(_) => Type::predeclared("string"),
                Const::Nil | Const::Zero | Const::Other => Type::Unknown,
            },
            Operand::Closure(id) => self.closure_type(*id),
        }
    }

    pub(super) fn closure_type(&self, id: ClosureId) -> Type {
        let Some(closure) = self.function.body.closures.get(id) else { return Type::Unknown };
        Type::Func(Arc::new(self.scope.resolve_signature(&closure.signature, &self.type_params)))
    }

    pub(super) fn rvalue_type(&self, value: &Rvalue) -> Type {
        match value {
            Rvalue::Use(operand) => self.operand_type(operand),
            Rvalue::Cond {
                cond: Cond::Nil(_) | Cond::True(_) | Cond::Eq(..) | Cond::IsType(..) | Cond::Opaque(_),
                ..
            } => Type::predeclared("bool"),
            Rvalue::Composite { ty: Type::Unknown, elements } if self.scope.has_paths() => self.unnamed_type(elements),
            Rvalue::Composite { ty: ty @ Type::Named(name, _), elements }
                if self.scope.has_paths() && !name.package.is_empty() =>
            {
                match self.resolve(ty) {
                    // A variant, which is no type of its own.
                    Type::Unknown => self.unnamed_type(elements),
                    found => found,
                }
            }
            Rvalue::Composite { ty, .. } => self.resolve(ty),
            Rvalue::TypeAssert(_, ty) | Rvalue::Convert(_, ty) => self.resolve(ty),
            Rvalue::RangeElement { of, position } => {
                let of = self.constrained(self.operand_type(of));
                self.scope.program.range_element(&of, *position)
            }
            Rvalue::Compute(operands) => self.computed_type(operands),
        }
    }

    /// The type of a tuple or list.
    fn unnamed_type(&self, elements: &[(Element, Operand)]) -> Type {
        let mut types = elements.iter().map(|(_, operand)| self.operand_type(operand));
        match elements.first() {
            Some((Element::Field(_), _)) => Type::Tuple(types.collect()),
            Some(_) => Type::Slice(Box::new(types.next().unwrap_or(Type::Unknown))),
            None => Type::Unknown,
        }
    }

    /// Arithmetic has the type of its operands; literals take on that of the others. A map or channel, of which nothing
    /// can be computed, stands for the question whether there was an element: `v, ok := m[k]`.
    fn computed_type(&self, operands: &[Operand]) -> Type {
        let is_place = |operand: &&Operand| matches!(operand, Operand::Place(_));
        if let [Operand::Place(only)] = operands {
            let ty = self.scope.program.underlying(&self.constrained(self.place_type(only)));
            if matches!(ty, Type::Map(..) | Type::Chan(_)) {
                return Type::predeclared("bool");
            }
        }
        let any_place = operands.iter().any(|operand| is_place(&operand));
        let typed = operands.iter().filter(|operand| is_place(operand) || !any_place);
        let types: Vec<Type> = typed.map(|operand| self.operand_type(operand)).collect();
        match types.split_first() {
            Some((first, rest)) if rest.iter().all(|ty| ty == first) && self.is_basic(first) => first.clone(),
            _ => Type::Unknown,
        }
    }

    fn is_basic(&self, ty: &Type) -> bool {
        matches!(self.scope.program.underlying(ty), Type::Named(name, _) if name.package.is_empty())
    }

    /// What a predeclared function yields.
    pub(super) fn builtin_result(&self, name: Name, type_args: &[Type], args: &[Operand]) -> Type {
        let of_first = || args.first().map_or(Type::Unknown, |arg| self.operand_type(arg));
        match name.as_str() {
            "make" => type_args.first().cloned().unwrap_or_else(|| self.type_operand(args)),
            "new" => match type_args.first().cloned().unwrap_or_else(|| self.type_operand(args)) {
                Type::Unknown => Type::Unknown,
                ty => ty.pointer(),
            },
            "append" | "min" | "max" => of_first(),
            "len" | "cap" | "copy" => Type::predeclared("int"),
            "recover" => Type::predeclared("any"),
            _ => Type::Unknown,
        }
    }

    /// The type that stands where an argument is expected, as in `new(T)`.
    fn type_operand(&self, args: &[Operand]) -> Type {
        match args.first() {
            Some(Operand::Place(place)) => match self.entity(place) {
                Entity::Type(ty) => ty,
                Entity::Foreign(name) => Type::Named(name, Vec::new()),
                // Since 1.26 `new` takes a value too.
                entity => self.scope.program.type_of_entity(&entity),
            },
            Some(other) => self.operand_type(other),
            None => Type::Unknown,
        }
    }

    /// The type of an element of a composite literal of type `ty` whose own type is left out.
    pub(super) fn elided_type(&self, ty: &Type) -> Type {
        match self.scope.program.underlying(ty) {
            Type::Slice(element) | Type::Map(_, element) => *element,
            _ => Type::Unknown,
        }
    }

    /// The signature of a value that is called.
    pub(super) fn callable(&self, ty: &Type) -> Option<Arc<Signature>> {
        match self.scope.program.underlying(&self.constrained(ty.clone())) {
            Type::Func(signature) => Some(signature),
            // Called, but no function: of unknown type, or not Go.
            _ => None,
        }
    }
}
