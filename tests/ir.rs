//! Lowering, construct by construct: each `test-corpus/go/ir/*.go` beside its printed form.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test ir` writes the printed forms anew; read the difference.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use closewait::base::{FileId, Language, SourceFile};
use closewait::frontend;
use closewait::ir::{DeclKind, print, verify};

fn source(path: &Path) -> SourceFile {
    let text = fs::read_to_string(path).unwrap();
    SourceFile { id: FileId(0), path: path.display().to_string(), language: Language::Go, text }
}

fn corpus() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-corpus/go/ir");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "go"));
    paths.sort();
    paths
}

/// Every function of a file as text; what `verify` objects to fails the test.
fn printed(file: &SourceFile) -> String {
    let outline = frontend::outline(file);
    let index = file.line_index();
    let mut text = String::new();
    for decl in &outline.decls {
        match decl.kind {
            DeclKind::Func | DeclKind::Method => match frontend::lower(file, decl) {
                Ok(function) => {
                    let shown = print::print(&function, Some(&index));
                    assert_eq!(verify::verify(&function), Vec::<String>::new(), "{}\n{shown}", file.path);
                    text.push_str(&shown);
                }
                Err(problem) => writeln!(text, "{}: {}", problem.kind.as_str(), problem.message).unwrap(),
            },
            DeclKind::Type => writeln!(text, "type {} {:?}", decl.name, frontend::type_decl(file, decl)).unwrap(),
            DeclKind::Var | DeclKind::Const => {
                writeln!(text, "value {} {:?}", decl.name, frontend::value_decl(file, decl)).unwrap();
            }
        }
        text.push('\n');
    }
    text
}

#[test]
fn printed_forms() {
    let mut wrong = Vec::new();
    for path in corpus() {
        let snapshot = path.with_extension("ir");
        let actual = printed(&source(&path));
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&snapshot, &actual).unwrap();
        } else if fs::read_to_string(&snapshot).unwrap_or_default() != actual {
            wrong.push(format!("{} is now\n{actual}", snapshot.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
