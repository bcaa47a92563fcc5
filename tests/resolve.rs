//! What the calls and locals of small Go projects resolve to.
//!
//! A case is a file in `tests/resolve/`: several Go files behind lines `-- path --`. The module is `example.com/app`; what lies
//! under `vendor/` is not under analysis. Comments state what is expected of the line they end:
//! `// callee: TARGET` (several behind `;`, in any order), `// type: NAME TYPE` for a variable declared on the line.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness reads files and prints lists")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use closewait::api::{ApiTable, parse_signature};
use closewait::base::{Language, Name, QName, SourceFile, SourceMap, Type};
use closewait::frontend;
use closewait::ir::linked::FunctionId;
use closewait::ir::{InstrKind, LinkedBody, Target};
use closewait::resolve::{PackageSource, Program, SourcePackage};

const MODULE: &str = "example.com/app";

struct Vendor(BTreeMap<String, Vec<Arc<SourceFile>>>);

impl PackageSource for Vendor {
    fn load(&self, import_path: &str, _importer_module_root: &str) -> Option<Vec<Arc<SourceFile>>> {
        self.0.get(import_path).cloned()
    }
}

#[test]
fn cases() {
    let mut failures = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir("tests/resolve").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut marks = 0;
    for path in paths {
        check(&path, &mut failures, &mut marks);
    }
    assert!(failures.is_empty(), "{} of {marks} marks fail:\n{}", failures.len(), failures.join("\n"));
    assert!(marks > 0);
}

fn check(path: &Path, failures: &mut Vec<String>, marks: &mut usize) {
    let sources = Arc::new(SourceMap::default());
    let program = load(&std::fs::read_to_string(path).unwrap(), &sources);
    let mut found: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
    for id in program.functions() {
        match program.link(id) {
            Ok(linked) => describe(&linked, &sources, &program, id, &mut found),
            Err(problem) => failures.push(format!("{}: {problem:?}", path.display())),
        }
    }
    for n in 0..sources.len() {
        let file = sources.get(closewait::base::FileId(n as u32));
        for (line, text) in file.text.lines().enumerate() {
            let Some((_, comment)) = text.split_once("// ") else { continue };
            let key = (file.path.clone(), line as u32 + 1);
            let there = found.get(&key).map_or(&[][..], Vec::as_slice);
            let expected: Vec<String> = if let Some(list) = comment.strip_prefix("callee: ") {
                list.split("; ").map(str::to_owned).collect()
            } else if comment.starts_with("type: ") {
                vec![comment.to_owned()]
            } else {
                continue;
            };
            for expected in expected {
                *marks += 1;
                if !there.contains(&expected) {
                    let place = format!("{}: {}:{}", path.display(), key.0, key.1);
                    failures.push(format!("{place}: no `{expected}` among {there:?}"));
                }
            }
        }
    }
}

fn load(text: &str, sources: &Arc<SourceMap>) -> Program {
    let text = format!("\n{text}");
    let mut directories: BTreeMap<String, Vec<Arc<SourceFile>>> = BTreeMap::new();
    for part in text.split("\n-- ").filter(|part| part.contains(" --\n")) {
        let (path, text) = part.split_once(" --\n").unwrap();
        let path = path.trim_start_matches("-- ");
        let directory = path.rsplit_once('/').map_or("", |(directory, _)| directory);
        let file = sources.add(path.to_owned(), Language::Go, format!("{text}\n"));
        directories.entry(directory.to_owned()).or_default().push(file);
    }
    let mut vendor = Vendor(BTreeMap::new());
    let mut packages = Vec::new();
    for (directory, files) in directories {
        if let Some(path) = directory.strip_prefix("vendor/") {
            vendor.0.insert(path.to_owned(), files);
            continue;
        }
        let import_path = Name::new(format!("{MODULE}/{directory}").trim_end_matches('/'));
        let files = files.into_iter().map(|file| (Arc::clone(&file), frontend::outline(&file))).collect();
        packages.push(SourcePackage {
            import_path,
            files,
            is_first_party: true,
            go_version: 22,
            module_root: ".".to_owned(),
        });
    }
    let mut api = ApiTable::default();
    stated(&mut api);
    Program::new(packages, Arc::clone(sources), api, Box::new(vendor))
}

/// What a rule table would state of a library that is not on disk.
fn stated(api: &mut ApiTable) {
    let sqlx = "github.com/jmoiron/sqlx";
    let qualifier = |word: &str| (word == "sql").then(|| Name::new("database/sql"));
    let queryx = parse_signature("(*DB).Queryx(query string, args ...any) (*Rows, error)", &qualifier, sqlx.into());
    let queryx = queryx.unwrap();
    api.add_signature(queryx.path, queryx.signature);
    let db = Type::named("database/sql", "DB").pointer();
    api.add_type_fact(QName::new(sqlx, "DB"), vec![db], Vec::new());
}

fn describe(
    linked: &LinkedBody,
    sources: &SourceMap,
    program: &Program,
    id: FunctionId,
    found: &mut BTreeMap<(String, u32), Vec<String>>,
) {
    let file = sources.get(program.function(id).file);
    let lines = file.line_index();
    let body = &linked.function.body;
    let mut note = |at: u32, text: String| found.entry((file.path.clone(), lines.line(at))).or_default().push(text);
    for instr in body.instrs.iter() {
        if let InstrKind::Call(call) = &instr.kind {
            note(instr.span.start, shown(&linked.targets[call.id]));
        }
    }
    for (local, decl) in body.locals.iter_enumerated() {
        if let Some(name) = decl.name {
            note(decl.span.start, format!("type: {name} {}", linked.local_types[local]));
        }
    }
}

fn shown(target: &Target) -> String {
    let text = match target {
        Target::Known { path, .. } => format!("known {path}"),
        Target::External { path, interface: true, .. } => format!("interface {path}"),
        Target::External { path, .. } => path.to_string(),
        Target::Builtin(name) => format!("builtin {name}"),
        Target::Conversion(ty) => format!("conversion {ty}"),
        Target::Value(_) => "value".to_owned(),
        Target::UnknownMethod(name) => format!("unknown .{name}"),
        Target::Unknown => "unknown".to_owned(),
    };
    let through: Vec<&str> = target.through().iter().map(|name| name.as_str()).collect();
    if through.is_empty() { text } else { format!("{text} through {}", through.join(".")) }
}
