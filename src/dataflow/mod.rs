//! Floor 2: how to iterate over graphs and lattices; knows no resource.

pub mod lattice;
pub mod scc;

pub use lattice::JoinSemiLattice;
