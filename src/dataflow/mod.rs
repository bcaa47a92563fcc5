//! Floor 2: how to iterate. Knows no resource.

pub mod scc;
