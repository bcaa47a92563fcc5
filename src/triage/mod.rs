//! Floor 6: which findings to show.
//!
//! Select first, then suppress; the order matters: an ignore-comment is unused only if its rule was on and still
//! nothing matched. The analysis itself always runs in full and knows nothing of this.

pub mod select;
pub mod suppress;

pub use select::{Request, Selection, SelectionError, level_in_tests};
pub use suppress::{FileDirectives, UnusedSuppression, suppress};
