//! Floor 7: the only floor that reads the disk. It prints nothing.
//!
//! A [`Session`] holds what the user asked for and answers three questions: `check`, `why` and `dump`.

#![allow(clippy::disallowed_methods, reason = "the driver is where disk, clock and environment are used")]

pub mod account;
pub mod agreement;
mod cargo;
mod crates;
pub mod discover;
pub mod files;
mod libraries;
pub mod manifest;
pub mod mutate;
pub mod packages;
mod requirement;
pub mod session;
pub mod stats;
pub mod tally;

mod dump;
mod load;

pub use account::{Account, Deciding};
pub use dump::{DumpFormat, Stage};
pub use mutate::{Answer, Mistake, Mutant};
pub use session::{Checked, Options, Progress, Session, SessionError};
pub use stats::Stats;
pub use tally::{Fates, Tally};
