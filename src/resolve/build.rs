//! Which of several declarations of a name a usual build would see.
//!
//! All files are analysed whatever their build tags, so a package often declares a name once a system. When such
//! a name is referred to, one declaration has to be chosen: that of a cgo build for linux on amd64.

use crate::base::{Language, SourceFile};

const SYSTEMS: &str =
    "aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows zos";
const MACHINES: &str = "386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm";
const SET: &str = "linux unix amd64 gc cgo";

/// Systems whose own files of a library are not read: code for them has usually a twin for one of the others.
const RARE_SYSTEMS: &str = "aix android dragonfly freebsd illumos ios js netbsd openbsd plan9 solaris wasip1 zos";

/// How deeply a build expression may be nested.
const MAX_DEPTH: u32 = 50;

/// Whether the name and the `//go:build` line of a file admit it to the usual build. Only Go keeps files apart so.
pub(super) fn is_usual(file: &SourceFile) -> bool {
    file.language != Language::Go || has_word(file.path.as_str()) && constraint(&file.text).is_none_or(holds)
}

fn contains(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// `name_linux_amd64.go`
fn has_word(path: &str) -> bool {
    let (machine, system) = words(path);
    [machine, system].into_iter().flatten().all(|word| contains(SET, word))
}

/// Whether the name of a file keeps it to a rare system, or to a machine other than the usual one.
pub fn is_rare(path: &str) -> bool {
    let (machine, system) = words(path);
    machine.is_some_and(|machine| !contains(SET, machine))
        || system.is_some_and(|system| contains(RARE_SYSTEMS, system))
}

/// The machine and the system that the name of a file keeps it to.
fn words(path: &str) -> (Option<&str>, Option<&str>) {
    let stem = path.rsplit('/').next().unwrap_or(path);
    let stem = stem.split('.').next().unwrap_or(stem);
    let stem = stem.strip_suffix("_test").unwrap_or(stem);
    let mut parts = stem.split('_').skip(1).collect::<Vec<_>>();
    let mut take = |list: &str| {
        let last = parts.last().copied().filter(|last| contains(list, last))?;
        parts.pop();
        Some(last)
    };
    (take(MACHINES), take(SYSTEMS))
}

fn constraint(text: &str) -> Option<&str> {
    text.lines().take_while(|line| !line.starts_with("package ")).find_map(|line| line.strip_prefix("//go:build "))
}

fn holds(line: &str) -> bool {
    let mut reader = Reader { rest: line, depth: 0 };
    reader.either()
}

struct Reader<'t> {
    rest: &'t str,
    depth: u32,
}

impl Reader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        let Some(rest) = self.rest.strip_prefix(token) else { return false };
        self.rest = rest;
        true
    }

    fn either(&mut self) -> bool {
        let mut value = self.both();
        while self.eat("||") {
            value |= self.both();
        }
        value
    }

    fn both(&mut self) -> bool {
        let mut value = self.single();
        while self.eat("&&") {
            value &= self.single();
        }
        value
    }

    fn single(&mut self) -> bool {
        let mut negated = false;
        while self.eat("!") {
            negated = !negated;
        }
        let value = if self.depth < MAX_DEPTH && self.eat("(") {
            self.depth += 1;
            let value = self.either();
            self.depth -= 1;
            self.eat(")");
            value
        } else {
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
            let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            contains(SET, word) || word.starts_with("go1.")
        };
        value != negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn usual(path: &str, text: &str) -> bool {
        is_usual(&SourceFile { id: FileId(0), path: path.into(), language: Language::Go, text: text.into() })
    }

    #[test]
    fn names_and_constraints_decide() {
        assert!(usual("a/x_linux.go", "package a"));
        assert!(usual("a/linux.go", "package a"));
        assert!(!usual("a/x_windows_amd64_test.go", "package a"));
        assert!(!usual("a/x.go", "// c\n\n//go:build !linux || (cgo && windows)\n\npackage a"));
        assert!(usual("a/x.go", "//go:build (linux && !arm64) || windows\npackage a"));
        assert!(!usual("a/x.go", "//go:build ignore\npackage a"));
        assert!(usual("a/x.go", "//go:build !!linux && go1.21\npackage a"));
    }

    #[test]
    fn rare_files_are_told_by_their_names() {
        assert!(is_rare("a/zerrors_linux_arm64.go"));
        assert!(is_rare("a/x_freebsd.go"));
        assert!(!is_rare("a/x_windows_amd64.go"));
        assert!(!is_rare("a/arm64.go"));
    }

    #[test]
    fn nesting_ends() {
        usual("a/x.go", &format!("//go:build {}\npackage a", "(".repeat(100_000)));
    }
}
