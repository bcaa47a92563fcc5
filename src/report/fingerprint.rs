//! The identity of a finding, which survives edits elsewhere in the file.
//!
//! No line, no column, no message and no exit goes in: only what the finding is about. Two acquisitions of
//! one function that look alike are told apart by their order among the function's acquisitions, whether or
//! not those leak, so curing the first does not rename the second.

use crate::base::FuncPath;
use crate::typestate::{Acquisition, Finding};

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
        .filter(|other| other.span.start < finding.span.start && other.resource == finding.resource)
        .filter(|other| other.handle == finding.handle && normalised(&other.callee) == callee)
        .count();
    let mut hasher = blake3::Hasher::new();
    let function = identity.function.to_string();
    for part in [identity.code, identity.file, &function, identity.resource, &callee, handle] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.update(&(ordinal as u64).to_le_bytes());
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
            resource: ResourceId(0),
            function: FunctionId(0),
            span: Span::new(FileId(0), start, start + 5),
            callee: "a.\n\tOpen".to_owned(),
            handle: Some(Name::new("f")),
            shape: Shape::EarlyReturn,
            steps: Vec::new(),
            released_elsewhere: true,
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
