//! Floor 0: positions, names and types, the words every floor says.
//!
//! Nothing here knows a grammar, a rule or the disk. If a thing is needed by the front ends and by the
//! engine alike, and says nothing about either, it lives here.

pub mod directive;
pub mod index;
pub mod language;
pub mod line_index;
pub mod name;
pub mod problem;
pub mod source;
pub mod span;
pub mod types;

pub use directive::{Directive, DirectiveKind};
pub use index::{Idx, IndexVec};
pub use language::Language;
pub use line_index::{LineColumn, LineIndex};
pub use name::{FuncPath, Name, QName};
pub use problem::{Problem, ProblemKind};
pub use source::{FileId, SourceFile, SourceMap};
pub use span::Span;
pub use types::{Field, Param, Signature, Type};
