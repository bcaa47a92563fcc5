//! Code that leaks, and code that does not.

pub mod descriptors;
pub mod guards;
pub mod process;
pub mod resolution;
pub mod sqlx_transaction;
pub mod writers;
