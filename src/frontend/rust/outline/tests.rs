//! Items are found, and broken ones lose themselves only.

use super::*;
use crate::base::FileId;
use crate::frontend::rust::heads::self_type;

fn read(text: &str) -> Outline {
    outline(&SourceFile { id: FileId(0), path: "a.rs".into(), language: Language::Rust, text: text.into() })
}

fn names(outline: &Outline) -> Vec<String> {
    let name = |decl: &Decl| match decl.receiver {
        Some(receiver) => format!("{receiver}.{}", decl.name),
        None => decl.name.to_string(),
    };
    outline.decls.iter().map(name).collect()
}

#[test]
fn items_are_found() {
    let outline = read(
        "#![allow(x)]\nuse a::b;\npub struct S<T> { x: T }\nstruct U;\nstruct P(u8);\nenum E { A { x: u8 }, B }\n\
         impl<T: Into<u8>> fmt::Display for S<T> where T: Copy { fn f(&self) -> [u8; 2] { [1, 2] } const C: u8 = 1; }\n\
         trait Tr: A { fn need(&self); fn give(&self) { self.need() } }\n\
         pub(crate) async unsafe fn g() {}\nconst fn h() {}\nconst K: &[u8] = &{ [1] };\nstatic mut V: u8 = 2;\n\
         extern \"C\" { fn close(fd: i32) -> i32; }\nextern \"C\" fn cb() {}\nmacro_rules! m { () => {} }\n\
         lazy! { x }\ntype A = B;\n#[cfg(test)]\nmod tests { use super::*; fn t() {} }\nmod other;\nfn last() {}\n",
    );
    assert_eq!(outline.problems, []);
    assert_eq!(names(&outline).join(" "), "S U P E S.f Tr dyn.give g h K V cb A last");
    assert_eq!(names(&outline.modules[0]), ["t"]);
    assert!(outline.modules[0].is_test);
    assert_eq!(outline.imports.len(), 1);
}

#[test]
fn a_broken_item_loses_itself() {
    let outline = read("fn a() { if x { }\n\nfn b() {}\nfn c() { ) }\nfn d() {}\n");
    assert!(names(&outline).contains(&"b".to_owned()));
    assert!(names(&outline).contains(&"d".to_owned()));
    assert!(!outline.problems.is_empty());
}

#[test]
fn receivers_are_told() {
    assert_eq!(self_type("<'a, T> Foo<'a, T>"), "Foo");
    assert_eq!(self_type(" From<a::B> for c::D<E>"), "D");
    assert_eq!(self_type("<F: Fn(u8) -> u8> Tr for &'a mut X where F: Y"), "X");
}

#[test]
fn systems_are_told() {
    let only_on = |text: &str| read(text).only_on.map(|name| name.to_string()).unwrap_or_default();
    assert_eq!(only_on("#![cfg(windows)]\nfn f() {}"), "windows");
    assert_eq!(only_on("use std::os::windows::{io::AsHandle, process::CommandExt};"), "windows");
    assert_eq!(only_on("#![cfg(target_os = \"linux\")]"), "linux");
    assert_eq!(only_on("#[cfg(windows)]\nuse std::os::windows::io::AsHandle;\nuse std::os::fd::AsFd;"), "");
    assert_eq!(only_on("#[cfg(windows)]\nfn f() {}\n#[cfg(not(windows))]\nfn g() {}"), "");
    let inside = read("#[cfg(windows)]\nmod m { mod n { fn f() {} } }");
    assert_eq!(inside.modules[0].modules[0].only_on.unwrap().as_str(), "windows");
}
