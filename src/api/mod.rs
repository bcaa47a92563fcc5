//! Floor 1: what libraries export, as plain data: packages, their functions, methods, types and variables.
//!
//! Two sources feed it: the complete exported API of the Go standard library, shipped as a compact text
//! that is read one package at a time, and the facts that rule tables state about libraries whose source may
//! not be on disk. Source that is on disk is not read here; that is `resolve`'s part.

pub mod compact;
pub mod generate;
pub mod parse;
pub mod paths;
pub mod table;

pub use parse::{ParseError, ParsedFunction, parse_signature, parse_type};
pub use paths::{parse_path_signature, parse_path_type};
pub use table::{ApiTable, ApiType, PackageApi};
