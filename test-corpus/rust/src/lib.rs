//! Code that leaks, and code that does not.

pub mod archives;
pub mod clients;
pub mod descriptors;
pub mod encoders;
pub mod exits;
pub mod foreign;
pub mod guards;
pub mod halves;
pub mod libarchive;
pub mod messages;
pub mod openssl;
pub mod outcomes;
pub mod pools;
pub mod process;
pub mod repository;
pub mod resolution;
pub mod raw_transactions;
pub mod sqlx_transaction;
pub mod tasks;
pub mod transactions;
pub mod transfers;
pub mod unowned;
pub mod windows;
#[cfg(windows)]
pub mod windows_crate;
pub mod waits;
pub mod writers;
