//! Floor 1: what rules say. Knows no IR.
//!
//! Three words. A *protocol* is one resource of a library table: what it is called, how it ends, which rule
//! reports it. A *rule* is a public id with a page that users read. The *model* is what else a table says of
//! a function: that it never returns, takes or wraps its argument, proves an error to be nil.

pub mod catalog;
pub mod protocol;

pub use catalog::{Catalog, Mistake, RuleFile, TypeFact};
pub use protocol::{
    Acquire, Effect, EffectKind, FuncModel, Guard, Handle, ImplicitEnd, NoReturn, Position, Release, ResourceId,
    ResourceKind, Rule, RuleId, Severity,
};
