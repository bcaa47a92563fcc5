//! Makes the compact text of the standard library's API from the lists that come with the Go toolchain
//! (`$(go env GOROOT)/api/go1*.txt`). Pure: a command reads the lists and writes the result.
//!
//! A list says one fact a line, `pkg database/sql, method (*DB) Begin() (*Tx, error)`, with qualifiers instead
//! of import paths. Which package `template.FuncMap` means is decided by who exports such a type; among several the
//! nearest in the tree wins, then the one that appeared first. Where a fact was restated later, the later form wins.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::compact::last_element;

/// Facts that hold only on some system are taken from this one.
const SYSTEM: &str = "(linux-amd64)";

/// Turns the toolchain's lists, given as file names and texts, into the compact text.
pub fn std_api_from_lists(texts: &[(String, String)]) -> String {
    let mut lists: Vec<(u32, &str)> = texts.iter().map(|(name, text)| (version(name), text.as_str())).collect();
    lists.sort();
    let mut packages: BTreeMap<&str, Package<'_>> = BTreeMap::new();
    for (version, line) in lists.iter().flat_map(|(version, text)| text.lines().map(move |line| (*version, line))) {
        if let Some((path, fact)) = fact(line) {
            let package = packages.entry(path).or_insert_with(|| Package { since: version, ..Package::default() });
            package.add(fact);
        }
    }
    let all = Packages { exporters: Exporters::new(&packages), by_path: packages };
    let mut out = String::new();
    for (path, package) in &all.by_path {
        package.write(path, &all, &mut out);
    }
    out
}

struct Packages<'t> {
    by_path: BTreeMap<&'t str, Package<'t>>,
    exporters: Exporters,
}

/// 16 for `go1.16.txt`, 0 for `go1.txt`.
fn version(file_name: &str) -> u32 {
    let stem = last_element(file_name).trim_end_matches(".txt");
    stem.rsplit_once('.').and_then(|(_, minor)| minor.parse().ok()).unwrap_or(0)
}

/// `pkg PATH (SYSTEM), FACT #ISSUE`
fn fact(line: &str) -> Option<(&str, &str)> {
    let (package, fact) = line.strip_prefix("pkg ")?.split_once(", ")?;
    let (path, system) = package.split_once(' ').unwrap_or((package, ""));
    if !(system.is_empty() || system == SYSTEM) || fact.contains("//deprecated") {
        return None;
    }
    let fact = fact.split_once(" #").map_or(fact, |(fact, _)| fact);
    Some((path, fact.trim_end()))
}

#[derive(Default)]
struct Package<'t> {
    since: u32,
    consts: BTreeMap<&'t str, &'t str>,
    vars: BTreeMap<&'t str, &'t str>,
    functions: BTreeMap<&'t str, &'t str>,
    /// Receiver's type name and method name to the whole fact without its keyword.
    methods: BTreeMap<(&'t str, &'t str), &'t str>,
    types: BTreeMap<&'t str, TypeFacts<'t>>,
}

#[derive(Default)]
struct TypeFacts<'t> {
    /// `[$0 any]`, or empty.
    params: &'t str,
    /// `struct`, `interface`, `= other`, or any other type.
    form: &'t str,
    members: BTreeMap<&'t str, &'t str>,
    embedded: BTreeSet<&'t str>,
}

impl<'t> Package<'t> {
    fn add(&mut self, fact: &'t str) {
        let Some((kind, rest)) = fact.split_once(' ') else { return };
        let name_end = rest.find(['(', '[', ' ']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        match kind {
            // Values, and constants of no type of their own, say nothing about types.
            "const" if !after.starts_with(" =") && !after.contains("ideal-") => {
                self.consts.insert(name, after.trim());
            }
            "var" => {
                self.vars.insert(name, after.trim());
            }
            "func" => {
                self.functions.insert(name, rest);
            }
            "method" => self.add_method(rest),
            "type" => self.add_type(name, after),
            _ => {}
        }
    }

    /// `(*DB) Begin() (*Tx, error)`
    fn add_method(&mut self, rest: &'t str) {
        let Some((receiver, header)) = rest.split_once(") ") else { return };
        let receiver = receiver.trim_start_matches(['(', '*']);
        let receiver = receiver.split('[').next().unwrap_or(receiver);
        let name = header.split(['(', '[']).next().unwrap_or(header);
        self.methods.insert((receiver, name), rest);
    }

    /// `[$0 any] struct, Field T`, `interface { A, B }`, `interface, A()`, `= other`, `[]uint8`.
    fn add_type(&mut self, name: &'t str, after: &'t str) {
        // A list element, as in `type Values []string`, is set off by a space; parameters are not.
        let params_end = if after.starts_with('[') { closing_bracket(after) } else { 0 };
        let (params, form) = after.split_at(params_end);
        let form = form.trim_start();
        let facts = self.types.entry(name).or_default();
        facts.params = params;
        let member = form.strip_prefix("struct, ").or_else(|| form.strip_prefix("interface, "));
        match member {
            Some("unexported methods") => facts.form = "interface",
            Some(member) => match member.strip_prefix("embedded ") {
                Some(embedded) => {
                    facts.embedded.insert(embedded);
                }
                None => {
                    let end = member.find([' ', '(']).unwrap_or(member.len());
                    facts.members.insert(&member[..end], member);
                }
            },
            None => {
                let word = form.split(' ').next().unwrap_or(form);
                facts.form = if matches!(word, "struct" | "interface") { word } else { form };
            }
        }
    }

    /// Whether a method comes from an embedded type that is listed itself: whoever asks finds it there.
    fn is_promoted(&self, path: &str, receiver: &str, name: &str, method: &str, all: &Packages<'_>) -> bool {
        let Some(facts) = self.types.get(receiver) else { return false };
        facts.embedded.iter().any(|embedded| {
            let (package, ty) = match embedded.trim_start_matches('*').split_once('.') {
                Some((qualifier, ty)) => match all.exporters.find(path, qualifier, ty) {
                    Some(package) => (all.by_path.get(package), ty),
                    None => (None, ty),
                },
                None => (Some(self), embedded.trim_start_matches('*')),
            };
            let own = package.and_then(|package| package.methods.get(&(ty, name)));
            own.is_some_and(|own| {
                own.split_once(") ").map(|(_, rest)| rest) == method.split_once(") ").map(|(_, rest)| rest)
            })
        })
    }

    fn write(&self, path: &str, all: &Packages<'_>, out: &mut String) {
        let exporters = &all.exporters;
        let mut writer = Section { own: path, exporters, imports: BTreeMap::new(), lines: String::new() };
        for (keyword, values) in [("const", &self.consts), ("var", &self.vars)] {
            let mut by_type: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for (name, ty) in values {
                by_type.entry(ty).or_default().push(name);
            }
            for (ty, names) in by_type {
                writer.line(&format!("{keyword} {} ", names.join(", ")), ty);
            }
        }
        for (name, facts) in &self.types {
            writer.line(&format!("type {name}"), &facts.text());
        }
        for function in self.functions.values() {
            writer.line("func ", function);
        }
        let is_alias = |receiver: &str| self.types.get(receiver).is_some_and(|facts| facts.form.starts_with('='));
        for ((receiver, name), method) in &self.methods {
            if !is_alias(receiver) && !self.is_promoted(path, receiver, name, method, all) {
                writer.line("func ", method);
            }
        }
        if writer.lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "package {path}");
        for (qualifier, import) in &writer.imports {
            let _ = match last_element(import) == qualifier {
                true => writeln!(out, "import {import}"),
                false => writeln!(out, "import {qualifier} {import}"),
            };
        }
        out.push_str(&writer.lines);
    }
}

impl TypeFacts<'_> {
    fn text(&self) -> String {
        let mut text = format!("{} {}", self.params, self.form);
        if self.form.starts_with('=') || (self.members.is_empty() && self.embedded.is_empty()) {
            return text;
        }
        let members: Vec<&str> = self.embedded.iter().chain(self.members.values()).copied().collect();
        let _ = write!(text, " {{ {} }}", members.join("; "));
        text
    }
}

/// One past the bracket that closes the one at the start.
fn closing_bracket(text: &str) -> usize {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// Which packages export a type of which name.
struct Exporters {
    /// Qualifier and type name to packages with the version in which they appeared.
    by_type: BTreeMap<(String, String), Vec<(u32, String)>>,
}

impl Exporters {
    fn new(packages: &BTreeMap<&str, Package<'_>>) -> Exporters {
        let mut by_type: BTreeMap<(String, String), Vec<(u32, String)>> = BTreeMap::new();
        for (path, package) in packages {
            for name in package.types.keys() {
                let key = (default_name(path).to_owned(), (*name).to_owned());
                by_type.entry(key).or_default().push((package.since, (*path).to_owned()));
            }
        }
        Exporters { by_type }
    }

    fn find(&self, own: &str, qualifier: &str, name: &str) -> Option<&str> {
        let found = self.by_type.get(&(qualifier.to_owned(), name.to_owned()))?;
        let others = found.iter().filter(|(_, path)| path != own);
        let best = others.min_by_key(|(since, path)| (usize::MAX - shared_elements(own, path), *since));
        best.map(|(_, path)| path.as_str())
    }
}

fn shared_elements(a: &str, b: &str) -> usize {
    a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b).count()
}

/// The name a package of the standard library goes by: the last element that is no version.
fn default_name(path: &str) -> &str {
    let is_version = |element: &str| element.strip_prefix('v').is_some_and(|n| n.parse::<u32>().is_ok());
    path.rsplit('/').find(|element| !is_version(element)).unwrap_or(path)
}

struct Section<'e> {
    own: &'e str,
    exporters: &'e Exporters,
    /// Qualifier as written below, and import path.
    imports: BTreeMap<String, &'e str>,
    lines: String,
}

impl Section<'_> {
    /// Adds a line unless a qualifier in its text cannot be told.
    fn line(&mut self, head: &str, text: &str) {
        if let Some(text) = self.rewrite(text) {
            self.lines.push_str(head);
            self.lines.push_str(&text);
            self.lines.push('\n');
        }
    }

    /// Shortens what is long in the lists and settles qualifiers.
    fn rewrite(&mut self, text: &str) -> Option<String> {
        let text = text.replace("interface{}", "any").replace("interface {}", "any").replace('$', "T");
        let mut out = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            if !is_word(c) {
                out.push(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            rest = after;
            match after.strip_prefix('.').filter(|after| after.starts_with(is_word)) {
                Some(member) => {
                    let member = &member[..member.find(|c| !is_word(c)).unwrap_or(member.len())];
                    out.push_str(&self.qualifier(word, member)?);
                }
                None if word == "uint8" && out.ends_with(']') => out.push_str("byte"),
                None => out.push_str(word),
            }
            // The lists leave out braces with nothing between them.
            if matches!(word, "struct" | "interface") && !rest.trim_start().starts_with('{') {
                out.push_str("{}");
            }
        }
        Some(out)
    }

    fn qualifier(&mut self, word: &str, member: &str) -> Option<String> {
        let path = self.exporters.find(self.own, word, member)?;
        let mut qualifier = word.to_owned();
        while self.imports.get(&qualifier).is_some_and(|taken| *taken != path) {
            qualifier.push('_');
        }
        self.imports.insert(qualifier.clone(), path);
        Some(qualifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(name: &str, lines: &[&str]) -> (String, String) {
        (name.to_owned(), lines.join("\n"))
    }

    #[test]
    fn lists_become_sections() {
        let old = list(
            "api/go1.txt",
            &[
                "pkg html/template, type FuncMap map[string]interface{}",
                "pkg html/template, method (*Template) Parse(string) (*Template, error)",
                "pkg html/template, type Template struct, Tree *parse.Tree",
                "pkg html/template, type Template struct",
                "pkg text/template, type FuncMap map[string]interface{}",
                "pkg text/template/parse, type Tree struct",
                "pkg sys (windows-386), func Gone()",
                "pkg sys (linux-amd64), func Here([]uint8) error",
                "pkg sys, const A = 1",
                "pkg sys, const A Kind",
                "pkg sys, const B Kind",
                "pkg sys, const C ideal-int",
                "pkg sys, type Kind int",
                "pkg sys, func Old //deprecated",
                "pkg sys, func Lost(nowhere.T)",
            ],
        );
        let new = list(
            "api/go1.18.txt",
            &[
                "pkg html/template, type FuncMap = template.FuncMap #46121",
                "pkg sys, type Box[$0 interface{}] struct, V $0 #1",
                "pkg sys, type Box[$0 interface{}] struct #1",
                "pkg sys, type Box[$0 interface{}] struct, embedded *Kind #1",
                "pkg sys, method (Kind) Name() string",
                "pkg sys, method (*Box[$0]) Name() string #1",
                "pkg sys, method (*Box[$0]) Get() $0 #1",
            ],
        );
        let expected = "package html/template\nimport text/template/parse\nimport text/template\n\
            type FuncMap = template.FuncMap\ntype Template struct { Tree *parse.Tree }\n\
            func (*Template) Parse(string) (*Template, error)\n\
            package sys\nconst A, B Kind\ntype Box[T0 any] struct { *Kind; V T0 }\ntype Kind int\n\
            func Here([]byte) error\nfunc (*Box[T0]) Get() T0\nfunc (Kind) Name() string\n\
            package text/template\ntype FuncMap map[string]any\n\
            package text/template/parse\ntype Tree struct{}\n";
        assert_eq!(std_api_from_lists(&[new, old]), expected);
    }
}
