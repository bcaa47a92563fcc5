//! Floor 5: findings become words.

pub mod diagnostic;

pub use diagnostic::{Applicability, Diagnostic, DiagnosticStep, Edit, Fix};
