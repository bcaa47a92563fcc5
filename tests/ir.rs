//! Lowering, construct by construct: each source file in `test-corpus/go/ir` and `test-corpus/rust/ir` beside its printed
//! form.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test ir` writes the printed forms anew; read the difference.
#![allow(clippy::disallowed_methods, reason = "a harness reads files and the environment")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use closewait::base::{FileId, Language, SourceFile, Type};
use closewait::frontend;
use closewait::ir::{Decl, DeclKind, Place, Projection, Root, ValueDecl, print, verify};

fn source(path: &Path) -> SourceFile {
    let text = fs::read_to_string(path).unwrap();
    let language = Language::of_path(path).expect("a source file");
    SourceFile { id: FileId(0), path: path.display().to_string(), language, text }
}

fn corpus() -> Vec<PathBuf> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("test-corpus");
    let folders = ["go/ir", "rust/ir"].map(|folder| fs::read_dir(corpus.join(folder)).unwrap());
    let mut paths: Vec<PathBuf> = folders.into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| Language::of_path(path).is_some());
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
            DeclKind::Type => writeln!(text, "{}", type_text(file, decl)).unwrap(),
            DeclKind::Var | DeclKind::Const => {
                writeln!(text, "value {} {}", decl.name, value_text(&frontend::value_decl(file, decl))).unwrap();
            }
        }
        text.push('\n');
    }
    text
}

fn type_text(file: &SourceFile, decl: &Decl) -> String {
    let Some(parsed) = frontend::type_decl(file, decl) else { return format!("type {} does not parse", decl.name) };
    let params = match parsed.type_params.as_slice() {
        [] => String::new(),
        params => format!("[{}]", params.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", ")),
    };
    let equals = if parsed.alias { " =" } else { "" };
    let mut text = format!("type {}{params}{equals} {}", decl.name, parsed.ty);
    if let Type::Struct(fields) | Type::Interface(fields) = &parsed.ty {
        for field in fields.iter() {
            let embedded = if field.embedded { "embedded " } else { "" };
            write!(text, "\n    {embedded}{}: {}", field.name, field.ty).unwrap();
        }
    }
    text
}

fn value_text(value: &ValueDecl) -> String {
    match value {
        ValueDecl::Typed(ty) => format!("typed {ty}"),
        ValueDecl::CallResult { callee, position } => format!("result {position} of {}", place_text(callee)),
        ValueDecl::Func(signature) => format!("func{signature}"),
        ValueDecl::Alias(place) => format!("alias of {}", place_text(place)),
        ValueDecl::Unknown => "unknown".to_owned(),
    }
}

fn place_text(place: &Place) -> String {
    let mut text = match place.root {
        Root::Global(name) => name.to_string(),
        Root::Local(_) => "local".to_owned(),
    };
    for projection in &place.projections {
        match projection {
            Projection::Field(name) => write!(text, ".{name}").unwrap(),
            Projection::Index | Projection::Element(_) => text.push_str("[_]"),
            Projection::Deref => text.insert(0, '*'),
        }
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
