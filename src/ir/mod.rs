//! Floor 1: what a program is, in one form for all languages.
//!
//! A function is lowered to blocks of instructions over locals; conditions sit on branches; short-circuits,
//! defers and implicit returns are explicit. The callee of a call is still the words of the source: what
//! they mean is worked out later and recorded beside the body, in [`linked`].
//!
//! | construct | Go | Rust | lowered to |
//! |---|---|---|---|
//! | assignment | `x := y` | `let x = y;` | [`InstrKind::Assign`] with [`Rvalue::Use`] |
//! | call | `f, err := os.Open(p)` | `let f = File::open(p);` | [`InstrKind::Call`], one destination a result |
//! | deferred call | `defer f.Close()` | a guard's drop | `Call` with [`CallMode::Deferred`], run by [`InstrKind::RunDefers`] |
//! | spawned call | `go serve(c)` | `thread::spawn(..)` | `Call` with [`CallMode::Spawned`] |
//! | function literal | `func() { .. }` | `\|\| ..` | a [`Closure`]: a region of the same body that shares its locals |
//! | condition | `if err != nil && ok` | `if let Err(e) = r` | [`Terminator::Branch`] on one atomic [`Cond`] each |
//! | many-way choice | `select`, `switch` | `match` | [`Terminator::Switch`] or a chain of branches |
//! | exit | `return f, nil` | `f?` | result locals are assigned, `RunDefers`, [`Terminator::Return`] |
//! | scope end | none | `}` | [`InstrKind::Drop`] for each local, in reverse order |
//! | waiting | none | `f.await` | [`InstrKind::Await`] |
//! | not understood | an `ERROR` node | an unknown macro | [`InstrKind::Opaque`]: everything it mentions escapes |

pub mod body;
pub mod builder;
pub mod cfg;
pub mod dot;
mod finish;
pub mod linked;
pub mod names;
pub mod outline;
pub mod place;
pub mod print;
pub mod scope;
#[cfg(test)]
mod text;
pub mod verify;

pub use body::{
    Block, BlockId, BlockKind, Body, Call, CallId, CallMode, Callee, Closure, ClosureId, Element, Function, Instr,
    InstrId, InstrKind, LocalDecl, LocalKind, Receiver, Rvalue, Terminator,
};
pub use linked::{LinkedBody, Target};
pub use outline::{
    Arguments, Decl, DeclKind, Definition, Import, Occurrence, OccurrenceBase, Outline, TypeDecl, ValueDecl,
};
pub use place::{Cond, Const, Local, Operand, Place, Projection, Root};
