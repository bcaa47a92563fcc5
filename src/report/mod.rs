//! Floor 5: findings become words.
//!
//! A [`Finding`](crate::typestate::Finding) has positions and kinds, but no text. [`explain`] words it: nouns and
//! verbs come from the rule tables, names and conditions are cut out of the source, so a message never shows
//! the name of one of our own types. [`fingerprint`] gives it an identity and [`fix`] plans its cure.

mod decider;
pub mod diagnostic;
pub mod explain;
pub mod fingerprint;
pub mod fix;
mod questions;
mod steps;
mod usage;
mod words;

pub use crate::typestate::Confidence;
pub use decider::word_decider;
pub use diagnostic::{Applicability, Diagnostic, DiagnosticStep, Edit, Fix};
pub use explain::{FunctionContext, explain_function};
pub use fingerprint::tell_apart;
