//! Resources that their library borrows.
//!
//! A method of a library that stores what it is called on, in what it returns or in its own books, does not end the
//! caller's duty: the table that knows the type says what does.
//!
//! ```go
//! if _, err := tx.Update("users").Set("name", name).Exec(); err != nil {   // the statement holds the transaction
//!     return err                                                           // .. which is open still
//! }
//! ```

use crate::base::QName;
use crate::ir::InstrId;

use super::ctx::Ctx;
use super::escape::Taker;
use super::obligation::{Duty, Obligation};
use super::value::{Value, ValueKind};

/// Whether the taker is a method of the library that a resource is of, called on it or on what its methods have made of
/// it.
pub fn by_method(ctx: &Ctx<'_>, value: Value, owed: &Obligation, taker: Taker) -> bool {
    let (Some(at), true) = (taker.call, taker.by_method) else {
        return false;
    };
    let Some(ty) = receiver_of(ctx, at).filter(|ty| ty.package != ctx.linked.path.package) else {
        return false;
    };
    let (base, _) = ctx.values.split_fields(value);
    let made_by_method = || match ctx.values.kind(base) {
        ValueKind::Site(made, _) => receiver_of(ctx, made).is_some_and(|maker| maker.package == ty.package),
        _ => false,
    };
    is_of_library(ctx, owed, ty) && (value == owed.value || made_by_method())
}

/// The type on which a method is called.
fn receiver_of(ctx: &Ctx<'_>, at: InstrId) -> Option<QName> {
    let path = ctx.target(ctx.body.call(at)?).path()?;
    Some(QName { package: path.package, name: path.receiver? })
}

/// Whether a table knows the resource, and its type is of the package of this one.
fn is_of_library(ctx: &Ctx<'_>, owed: &Obligation, ty: QName) -> bool {
    match owed.duty {
        Duty::Resource(.., resource) | Duty::Older(.., resource) => {
            ctx.catalog.resource(resource).types.iter().any(|of| of.package == ty.package)
        }
        Duty::Param(local) => ctx.linked.local_types[local]
            .pointee()
            .name()
            .is_some_and(|of| of.package == ty.package && !ctx.catalog.resources_of_type(of).is_empty()),
    }
}
