//! What the dynamic type of a value says of the resource that it is.
//!
//! ```go
//! if _, ok := querier.(noopQuerier); ok { return nil }   // type noopQuerier struct{}: it has nothing to release
//! if f, ok := reader.(*os.File); ok { f.Close() }        // an open file is of no other type
//! ```

use crate::base::{Span, Type};
use crate::ir::linked::AskedType;

use super::ctx::Ctx;
use super::fate::Fate;
use super::finding::Shape;
use super::state::PathState;
use super::value::Value;

fn asked<'a>(ctx: &Ctx<'a>, written: &Type) -> Option<&'a AskedType> {
    ctx.linked.asked.iter().find(|asked| asked.written == *written)
}

/// The value is of this type: if that has no fields, nothing is owed for it.
pub fn is_of_type(ctx: &mut Ctx<'_>, state: &mut PathState, value: Value, written: &Type, span: Span) {
    if !asked(ctx, written).is_some_and(|asked| asked.hollow) {
        return;
    }
    let mut n = 0;
    while n < state.obligations.len() {
        let owed = &state.obligations[n];
        if owed.resource().is_some() && owed.value == value {
            let gone = state.obligations.remove(n);
            ctx.record(&gone, Fate::Void, span, Shape::NeverReleased, false);
        } else {
            n += 1;
        }
    }
}

/// Whether the value is of this type for certain, because what is owed for it comes as no other.
pub fn must_be(ctx: &Ctx<'_>, state: &PathState, value: Value, written: &Type) -> bool {
    let Some(name) = asked(ctx, written).and_then(|asked| asked.ty.pointee().name()) else {
        return false;
    };
    let is_it = |ty: &crate::base::QName| *ty == name;
    state.obligations.iter().filter(|owed| owed.value == value).any(|owed| {
        let kind = owed.resource().map(|resource| ctx.catalog.resource(resource));
        kind.is_some_and(|kind| matches!(kind.types.as_slice(), [only] if is_it(only)))
    })
}
