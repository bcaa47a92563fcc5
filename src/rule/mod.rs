//! Floor 1: what rules say. Knows no IR.
//!
//! Three words. A *protocol* is one resource of a library table: what it is called, how it ends, which rule
//! reports it. A *rule* is a public id with a page that users read. The *model* is what else a table says of
//! a function: that it never returns, takes or wraps its argument, proves an error to be nil.

//!
//! On the way from a file to a [`Catalog`]: `read` and `schema` take a table apart, `call` says what its texts mean,
//! `load` and `register` put them together, `check` looks for what is well formed and still nonsense.

mod builtin;
mod call;
pub mod catalog;
mod check;
mod handle;
mod load;
mod mistake;
mod outcome;
mod page;
pub mod protocol;
mod read;
mod register;
mod schema;
mod wait;

pub use catalog::{ANY_LIBRARY, ANY_PATH, Catalog, TypeFact};
pub use handle::{Guard, Handle};
pub use load::RuleFile;
pub use mistake::Mistake;
pub use outcome::{Must, Outcome};
pub use protocol::{
    Acquire, CallsWhere, Effect, EffectKind, Evidence, FuncModel, ImplicitEnd, LetGo, LiteralAcquire, Method,
    NamePattern, NoReturn, OnDrop, Position, Release, ReportWhen, ResourceId, ResourceKind, Rule, RuleId, Severity,
};
pub use wait::Wait;
