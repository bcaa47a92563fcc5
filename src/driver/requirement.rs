//! Versions of crates, and which of them a requirement in a manifest admits.

use std::cmp::Ordering;

/// A version: `1.2.3-rc.1+build`, of which the build says nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    numbers: [u64; 3],
    /// What makes it come before the version of these numbers.
    before: String,
}

impl Version {
    /// Reads a version with all its numbers.
    pub fn parse(text: &str) -> Option<Version> {
        let (numbers, before) = split(text);
        let mut words = numbers.split('.').map(|word| word.parse::<u64>().ok());
        let numbers = [words.next()??, words.next()??, words.next()??];
        words.next().is_none().then(|| Version { numbers, before: before.to_owned() })
    }

    /// Whether a requirement admits it. One that cannot be read admits nothing.
    pub fn satisfies(&self, requirement: &str) -> bool {
        let preview = self.before.is_empty() || requirement.contains('-');
        preview && requirement.split(',').all(|part| self.satisfies_one(part.trim()) == Some(true))
    }

    fn satisfies_one(&self, part: &str) -> Option<bool> {
        let at = part.find(|c: char| !matches!(c, '=' | '<' | '>' | '^' | '~')).unwrap_or(part.len());
        let (operator, text) = (&part[..at], part[at..].trim());
        let (numbers, before) = split(text);
        let mut given = Vec::new();
        for word in numbers.split('.') {
            match word {
                "*" | "x" | "X" => break,
                word => given.push(word.parse::<u64>().ok()?),
            }
        }
        if given.is_empty() {
            return matches!(numbers, "*" | "x" | "X").then_some(true);
        }
        // Numbers that are left out are free, or else zero.
        let fixed = given.len().min(3);
        given.resize(3, 0);
        let bound = Version { numbers: [given[0], given[1], given[2]], before: before.to_owned() };
        let same = |count: usize| self.numbers[..count] == bound.numbers[..count];
        let starred = numbers.contains(['*', 'x', 'X']);
        Some(match operator {
            ">=" => *self >= bound,
            ">" if fixed < 3 => *self > bound && !same(fixed),
            ">" => *self > bound,
            "<=" if fixed < 3 => *self <= bound || same(fixed),
            "<=" => *self <= bound,
            "<" => *self < bound,
            "=" => same(fixed) && (fixed < 3 || self.before == bound.before),
            "~" => *self >= bound && same(fixed.min(2)),
            "" if starred => same(fixed),
            "" | "^" => {
                let first = bound.numbers.iter().position(|number| *number != 0).unwrap_or(fixed - 1);
                *self >= bound && same(first.min(fixed - 1) + 1)
            }
            _ => return None,
        })
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Version) -> Ordering {
        let finished = |version: &Version| version.before.is_empty();
        let by_numbers = self.numbers.cmp(&other.numbers);
        by_numbers.then(finished(self).cmp(&finished(other))).then_with(|| self.before.cmp(&other.before))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Version) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The numbers of a version, and what stands between them and the build.
fn split(text: &str) -> (&str, &str) {
    let text = text.split('+').next().unwrap_or(text);
    text.split_once('-').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_admit_versions() {
        let admits = |requirement: &str, version: &str| Version::parse(version).unwrap().satisfies(requirement);
        for (requirement, good, bad) in [
            ("1.2", "1.9.0", "2.0.0"),
            ("^1.2.3", "1.2.3", "1.2.2"),
            ("0.2.3", "0.2.9", "0.3.0"),
            ("0.0.3", "0.0.3", "0.0.4"),
            ("0", "0.9.1", "1.0.0"),
            ("~1.2", "1.2.9", "1.3.0"),
            ("=1.2.3", "1.2.3", "1.2.4"),
            ("1.*", "1.7.0", "2.0.0"),
            (">=1.1, <1.5", "1.4.9", "1.5.0"),
            (">1.1", "1.2.0", "1.1.7"),
            ("<=1.1", "1.1.7", "1.2.0"),
            ("*", "7.0.0", "7.0.0-rc.1"),
            ("1.0.0-rc.1", "1.0.0-rc.2", "1.0.0-beta"),
            ("1.0.0-rc.1", "1.0.0+spec-1.1", "2.0.0"),
        ] {
            assert!(admits(requirement, good), "{requirement} {good}");
            assert!(!admits(requirement, bad), "{requirement} {bad}");
        }
        for broken in ["", "one", "1.y", "=>1", "1,,2", "99999999999999999999"] {
            assert!(!admits(broken, "1.0.0"), "{broken}");
        }
        assert!(Version::parse("1.2").is_none());
    }
}
