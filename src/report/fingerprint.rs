//! The identity of a finding, which survives edits elsewhere in the file.
//!
//! No line, no column, no message and no exit goes in: only what the finding is about. Two acquisitions of
//! one function that look alike are told apart by their order among the function's acquisitions, whether or
//! not those leak, so curing the first does not rename the second.

use rustc_hash::FxHashMap;

use crate::base::{FuncPath, Span};
use crate::typestate::{Acquisition, Finding};

use super::diagnostic::Diagnostic;

/// What goes into a fingerprint besides the finding itself.
pub struct Identity<'a> {
    /// Code of the rule: `CW1001`.
    pub code: &'a str,
    /// Path of the file as shown to users.
    pub file: &'a str,
    /// The function.
    pub function: FuncPath,
    /// Key of the resource.
    pub resource: &'a str,
    /// All acquisitions of the function.
    pub acquisitions: &'a [Acquisition],
}

/// The fingerprint of a finding: 32 hexadecimal digits.
pub fn fingerprint(finding: &Finding, identity: &Identity) -> String {
    let callee = normalised(&finding.callee);
    let handle = finding.handle.map_or("", |name| name.as_str());
    let ordinal = identity
        .acquisitions
        .iter()
        .filter(|other| other.span.start < finding.span.start && Some(other.resource) == finding.resource)
        .filter(|other| other.handle == finding.handle && normalised(&other.callee) == callee)
        .count();
    let mut hasher = blake3::Hasher::new();
    let function = identity.function.to_string();
    for part in [identity.code, identity.file, &function, identity.resource, &callee, handle] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.update(&(ordinal as u64).to_le_bytes());
    digits(&hasher)
}

/// Sees to it that no two findings have one identity. What is said of one place twice is said once; functions that
/// share a name, as `init` does, are told apart by their order, which has to be that of the source.
pub fn tell_apart(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: FxHashMap<String, Vec<Span>> = FxHashMap::default();
    diagnostics.retain_mut(|diagnostic| {
        let places = seen.entry(diagnostic.fingerprint.clone()).or_default();
        if places.contains(&diagnostic.span) {
            return false;
        }
        places.push(diagnostic.span);
        if places.len() > 1 {
            let mut hasher = blake3::Hasher::new();
            hasher.update(diagnostic.fingerprint.as_bytes());
            hasher.update(&(places.len() as u64).to_le_bytes());
            diagnostic.fingerprint = digits(&hasher);
        }
        true
    });
}

/// What is shown of a hash.
fn digits(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex().as_str()[..32].to_owned()
}

/// The callee without white space, so that reformatting does not count.
fn normalised(callee: &str) -> String {
    callee.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Name, Span};
    use crate::ir::InstrId;
    use crate::ir::linked::FunctionId;
    use crate::rule::{ResourceId, RuleId, Severity};
    use crate::typestate::{Confidence, Fate, Shape};

    fn finding(start: u32) -> Finding {
        Finding {
            rule: RuleId(0),
            resource: Some(ResourceId(0)),
            function: FunctionId(0),
            span: Span::new(FileId(0), start, start + 5),
            callee: "a.\n\tOpen".to_owned(),
            handle: Some(Name::new("f")),
            instead: None,
            advice: None,
            shape: Shape::EarlyReturn,
            steps: Vec::new(),
            released_elsewhere: true,
            ends_well_elsewhere: false,
            inside_an_object: false,
            confidence: Confidence::High,
            severity: Severity::Warning,
        }
    }

    fn acquisition(start: u32) -> Acquisition {
        Acquisition {
            site: InstrId(start),
            resource: ResourceId(0),
            span: Span::new(FileId(0), start, start + 5),
            callee: "a.Open".to_owned(),
            handle: Some(Name::new("f")),
            fate: Fate::Leaked,
            fate_span: None,
            releases: Vec::new(),
        }
    }

    fn print_of(finding: &Finding, acquisitions: &[Acquisition]) -> String {
        let function = FuncPath::new("p", "", "load");
        fingerprint(finding, &Identity { code: "CW1", file: "a.go", function, resource: "t.f", acquisitions })
    }

    #[test]
    fn moving_keeps_it_and_a_twin_differs() {
        let alone = print_of(&finding(10), &[acquisition(10)]);
        assert_eq!(alone.len(), 32);
        assert_eq!(alone, print_of(&finding(90), &[acquisition(90)]));
        let both = [acquisition(10), acquisition(90)];
        assert_eq!(alone, print_of(&finding(10), &both));
        assert_ne!(alone, print_of(&finding(90), &both));
    }
}
