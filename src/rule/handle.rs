//! What of an acquiring call carries the duty, and what tells whether the call has succeeded.

use crate::base::Name;

/// Which value carries the duty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Handle {
    /// A result.
    Result(usize),
    /// The receiver.
    Receiver,
    /// An argument.
    Argument(usize),
    /// What an argument points to, which the call writes.
    Behind(usize),
    /// The element of this number in the array that an argument points to, which the call writes.
    Element(usize, u32),
}

/// When an acquisition has succeeded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Guard {
    /// Always.
    Always,
    /// When this result is nil: the usual error.
    ResultNil(usize),
    /// When this boolean result is true.
    ResultTrue(usize),
    /// When the handle is not nil.
    HandleNotNil,
    /// When this result is not nil: it is not the handle, and fails by being absent.
    ResultNotNil(usize),
    /// When this result is the number zero.
    ResultZero(usize),
    /// When this result is any other number.
    ResultNotZero(usize),
    /// When this field of the handle is nil (`tx.Error` of libraries that chain calls).
    FieldNil(Name),
}
