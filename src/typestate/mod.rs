//! Floor 3: one function at a time.

pub mod fate;
pub mod finding;
pub mod trace;

pub use fate::{Acquisition, EscapeReason, Fate};
pub use finding::{Confidence, Finding, Shape};
pub use trace::{Step, StepKind};
