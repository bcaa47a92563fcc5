//! Where a rule's fix text goes, and when not to offer it.
//!
//! No fix is planned yet. The rule tables describe cures in words ([`ResourceKind::cure`]), and a change that
//! is applied without looking needs more than words: a deferred release must not come twice
//! ([`Finding::released_elsewhere`]), must stand behind the validity guard, and must be what the library wants.

use crate::base::SourceFile;
use crate::rule::ResourceKind;
use crate::typestate::Finding;

use super::diagnostic::Fix;

/// The change that cures a finding, if one is known.
pub fn plan_fix(_finding: &Finding, _resource: &ResourceKind, _file: &SourceFile) -> Option<Fix> {
    None
}
