//! Rules on and off, and the least severity and confidence that is shown.

use crate::report::{Confidence, Diagnostic};
use crate::rule::{Catalog, RuleId, Severity};

/// Which findings are wanted.
#[derive(Clone, Debug)]
pub struct Selection {
    /// Rules that are on, indexed by rule.
    enabled: Vec<bool>,
    /// The least severity.
    severity: Severity,
    /// The least confidence.
    confidence: Confidence,
}

/// A selector that fits no rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SelectionError {
    /// The selector as given.
    pub selector: String,
    /// The rule name or code that looks most like it.
    pub nearest: Option<String>,
}

/// What the user asked for, before rules are looked up.
#[derive(Clone, Debug)]
pub struct Request {
    /// Only these; empty means all.
    pub select: Vec<String>,
    /// These too.
    pub extend_select: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// The least severity.
    pub severity: Severity,
    /// The least confidence.
    pub confidence: Confidence,
}

impl Default for Request {
    fn default() -> Self {
        Request {
            select: Vec::new(),
            extend_select: Vec::new(),
            ignore: Vec::new(),
            severity: Severity::Info,
            confidence: Confidence::Medium,
        }
    }
}

impl Selection {
    /// Looks the selectors of a request up. A selector is a code (`CW1001`), the beginning of one (`CW10`), a rule
    /// name, or `ALL`; case does not matter.
    pub fn new(request: &Request, catalog: &Catalog) -> Result<Selection, SelectionError> {
        let mut enabled = vec![request.select.is_empty(); catalog.rules().count()];
        let lists = [(&request.select, true), (&request.extend_select, true), (&request.ignore, false)];
        for (selectors, on) in lists {
            for selector in selectors {
                for rule in rules_selected(selector, catalog)? {
                    enabled[rule.0 as usize] = on;
                }
            }
        }
        Ok(Selection { enabled, severity: request.severity, confidence: request.confidence })
    }

    /// Whether a rule is on.
    pub fn is_on(&self, rule: RuleId) -> bool {
        self.enabled.get(rule.0 as usize).copied().unwrap_or(false)
    }

    /// Whether a finding is wanted. Its severity has to be final.
    pub fn wants(&self, diagnostic: &Diagnostic) -> bool {
        self.is_on(diagnostic.rule)
            && diagnostic.severity >= self.severity
            && confidence_rank(diagnostic.confidence) >= confidence_rank(self.confidence.as_str())
    }
}

/// The level a finding has in a test file: one lower, because a leak there ends with the test run.
pub fn level_in_tests(severity: Severity) -> Severity {
    match severity {
        Severity::Error => Severity::Warning,
        Severity::Warning | Severity::Info => Severity::Info,
    }
}

fn rules_selected(selector: &str, catalog: &Catalog) -> Result<Vec<RuleId>, SelectionError> {
    let wanted = selector.trim();
    let by_prefix = |code: &str| {
        let long_enough = wanted.len() >= 2 && wanted.len() <= code.len();
        long_enough && code.get(..wanted.len()).is_some_and(|head| head.eq_ignore_ascii_case(wanted))
    };
    let all = wanted.eq_ignore_ascii_case("all");
    let mut rules: Vec<RuleId> = catalog.rule_named(wanted).into_iter().collect();
    if rules.is_empty() {
        let matching = catalog.rules().filter(|(_, rule)| all || by_prefix(&rule.code));
        rules.extend(matching.map(|(id, _)| id));
    }
    if rules.is_empty() && !all {
        let names = catalog.rules().flat_map(|(_, rule)| [rule.name.as_str(), rule.code.as_str()]);
        return Err(SelectionError { selector: wanted.to_owned(), nearest: nearest(wanted, names) });
    }
    Ok(rules)
}

/// The candidate with the smallest edit distance, if that is small enough to be a slip of the fingers.
fn nearest<'a>(wanted: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted: Vec<char> = wanted.to_lowercase().chars().take(64).collect();
    let scored = candidates.map(|name| (distance(&wanted, &name.to_lowercase()), name));
    let (distance, name) = scored.min()?;
    (distance <= wanted.len().div_ceil(3)).then(|| name.to_owned())
}

fn distance(left: &[char], right: &str) -> usize {
    let mut row: Vec<usize> = (0..=left.len()).collect();
    for (n, right_char) in right.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = n + 1;
        for (m, left_char) in left.iter().enumerate() {
            let substituted = diagonal + usize::from(*left_char != right_char);
            diagonal = row[m + 1];
            row[m + 1] = substituted.min(diagonal + 1).min(row[m] + 1);
        }
    }
    row[left.len()]
}

fn confidence_rank(word: &str) -> u8 {
    match word {
        "high" => 2,
        "medium" => 1,
        // "low" and nothing else: the word comes from `Confidence::as_str`.
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised() {
        let names = ["unclosed-file", "unclosed-rows", "CW1001"];
        assert_eq!(nearest("unclosed-fiel", names.into_iter()), Some("unclosed-file".to_owned()));
        assert_eq!(nearest("something-else", names.into_iter()), None);
        assert_eq!(nearest("x", [].into_iter()), None);
    }

    #[test]
    fn tests_are_one_level_lower() {
        assert_eq!(level_in_tests(Severity::Error), Severity::Warning);
        assert_eq!(level_in_tests(Severity::Info), Severity::Info);
    }
}
