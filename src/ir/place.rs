//! Places, operands and atomic conditions.

use crate::base::{Name, Type};
use crate::newtype_index;
use smallvec::SmallVec;

use super::body::ClosureId;

newtype_index! {
    /// A variable or temporary of one body. Two variables of the same name are two locals.
    Local;
}

/// Something that can be read or written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    /// Where it starts.
    pub root: Root,
    /// The way from there.
    pub projections: SmallVec<[Projection; 1]>,
}

/// Start of a [`Place`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Root {
    /// A local of the body.
    Local(Local),
    /// A name that no local binds: a package, a package-level declaration, a builtin.
    Global(Name),
}

/// One step of a [`Place`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Projection {
    /// `.name`: a field, a method value, or a member of a package; the front end cannot tell.
    Field(Name),
    /// `[i]`, and what is sent into or received from a channel.
    Index,
    /// `[2]`: the element of this number.
    Element(u32),
    /// `*p`.
    Deref,
}

/// A value that an instruction reads.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operand {
    /// The content of a place.
    Place(Place),
    /// The address of a place: `&x`.
    Addr(Place),
    /// A literal.
    Const(Const),
    /// A function literal of the same body.
    Closure(ClosureId),
}

/// A literal, as far as path facts can use it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Const {
    /// `nil`, `None`.
    Nil,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A text, quotes included.
    Str(Name),
    /// The zero value of a declared variable: nil, false, 0 or empty, by its type.
    Zero,
    /// Any other literal; never equal to anything, never nil.
    Other,
}

/// One atomic question; negation is expressed by swapping the targets of the branch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Cond {
    /// Is it nil (`None`)?
    Nil(Operand),
    /// Is this boolean true?
    True(Operand),
    /// Are the two equal?
    Eq(Operand, Box<Operand>),
    /// Is its dynamic type, or its variant, this one?
    IsType(Operand, Box<Type>),
    /// A question about these values that the engine does not follow.
    Opaque(Vec<Operand>),
}

impl Place {
    /// A whole local.
    pub fn local(local: Local) -> Place {
        Place { root: Root::Local(local), projections: SmallVec::new() }
    }

    /// A name bound by no local.
    pub fn global(name: Name) -> Place {
        Place { root: Root::Global(name), projections: SmallVec::new() }
    }

    /// This place and one step more.
    pub fn project(mut self, projection: Projection) -> Place {
        self.projections.push(projection);
        self
    }

    /// This place's field or method `name`.
    pub fn field(self, name: Name) -> Place {
        self.project(Projection::Field(name))
    }

    /// The local, if the place is a whole local.
    pub fn as_local(&self) -> Option<Local> {
        match self.root {
            Root::Local(local) if self.projections.is_empty() => Some(local),
            _ => None,
        }
    }

    /// The local the place starts from, if any.
    pub fn root_local(&self) -> Option<Local> {
        match self.root {
            Root::Local(local) => Some(local),
            Root::Global(_) => None,
        }
    }

    /// Splits `a.b.c` into `a.b` and `c`; `None` when the last step is not a name.
    pub fn split_member(&self) -> Option<(Place, Name)> {
        let Some((Projection::Field(name), rest)) = self.projections.split_last() else {
            return None;
        };
        Some((Place { root: self.root, projections: SmallVec::from_slice(rest) }, *name))
    }
}

impl Operand {
    /// The content of a whole local.
    pub fn local(local: Local) -> Operand {
        Operand::Place(Place::local(local))
    }

    /// The place read or whose address is taken.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Operand::Place(place) | Operand::Addr(place) => Some(place),
            Operand::Const(_) | Operand::Closure(_) => None,
        }
    }
}

impl Cond {
    /// The operands the question is about.
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Cond::Nil(operand) | Cond::True(operand) | Cond::IsType(operand, _) => vec![operand],
            Cond::Eq(left, right) => vec![left, right],
            Cond::Opaque(operands) => operands.iter().collect(),
        }
    }
}
