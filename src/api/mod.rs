//! Floor 1: what libraries export, as plain data. Knows no rule and no IR.

pub mod parse;

pub use parse::{ParseError, ParsedFunction, parse_signature, parse_type};
