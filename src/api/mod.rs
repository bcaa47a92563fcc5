//! Stand-in for the library signatures until their branch is merged.

/// Exported signatures of libraries.
#[derive(Debug, Default)]
pub struct ApiTable;

impl ApiTable {
    /// The table that is built into the program.
    pub fn builtin() -> ApiTable {
        ApiTable
    }
}
