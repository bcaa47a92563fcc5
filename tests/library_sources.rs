//! Source of the crates that a project of Rust depends on: what it tells, where it is found, and that nothing goes wrong
//! where it is missing or broken.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A crate that hands out, takes and keeps descriptors.
const DOOR: &str = "
mod raw;
pub mod kept;

pub use kept::Handle;
pub use raw::{look, peek as glance, shut};

use std::os::fd::RawFd;

/// Has the name of a function of C that does the same.
pub fn socket() -> RawFd {
    raw::stream()
}

#[cfg(unix)]
pub fn unsure(fd: RawFd) {}

#[cfg(windows)]
pub fn unsure(fd: RawFd) {
    unsafe { libc::close(fd) };
}
";

const RAW: &str = "
use std::os::fd::RawFd;

pub fn stream() -> RawFd {
    unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }
}

pub fn look(fd: RawFd) -> bool {
    fd > 2
}

pub fn peek(fd: RawFd) -> bool {
    look(fd)
}

pub fn shut(fd: RawFd) {
    unsafe { libc::close(fd) };
}
";

const KEPT: &str = "
use std::os::fd::RawFd;

pub struct Handle {
    fd: i32,
}

impl Handle {
    pub fn new(fd: RawFd) -> Handle {
        Handle { fd }
    }

    pub fn is_open(&self) -> bool {
        self.fd >= 0
    }

    pub fn close(self) {
        unsafe { libc::close(self.fd) };
    }
}

pub mod owned;
";

const OWNED: &str = "
use std::os::fd::RawFd;

pub struct Owner {
    fd: RawFd,
}

impl Owner {
    pub fn new(fd: RawFd) -> Owner {
        Owner { fd }
    }
}

impl std::ops::Drop for Owner {
    fn drop(&mut self) {
        unsafe { libc::close(self.fd) };
    }
}
";

const CODE: &str = "
use door::{glance, Handle};

pub fn looked_at_bad() -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want
    if fd < 0 {
        return false;
    }
    door::look(fd)
}

pub fn renamed_bad() -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want
    if fd < 0 {
        return false;
    }
    glance(fd)
}

pub fn shut_ok() {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    if fd >= 0 {
        door::shut(fd);
    }
}

pub fn handed_out_bad(fail: bool) -> bool {
    let fd = door::socket(); // want
    if fail {
        return false;
    }
    door::shut(fd);
    true
}

pub fn handed_out_ok(fail: bool) -> bool {
    let fd = door::socket();
    if fail {
        unsafe { libc::close(fd) };
        return false;
    }
    door::shut(fd);
    true
}

pub fn wrapped_bad(fail: bool) -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want
    if fd < 0 {
        return false;
    }
    let handle = Handle::new(fd);
    if fail {
        return handle.is_open();
    }
    handle.close();
    true
}

pub fn wrapped_ok() -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    if fd < 0 {
        return false;
    }
    let handle = door::kept::Handle::new(fd);
    handle.close();
    true
}

pub fn owned_ok() -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    if fd < 0 {
        return false;
    }
    let _owner = door::kept::owned::Owner::new(fd);
    true
}

pub fn unsure_ok() {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    if fd >= 0 {
        door::unsure(fd);
    }
}
";

/// A short one, for questions of where the source lies.
const USER: &str = "
pub fn looked_at_bad() -> bool {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want
    if fd < 0 {
        return false;
    }
    door::look(fd)
}
";

const LOCK: &str = "version = 4

[[package]]
name = \"code\"
version = \"0.1.0\"
dependencies = [
 \"the-door\",
]

[[package]]
name = \"the-door\"
version = \"1.2.0\"
source = \"registry+https://example.org/index\"
checksum = \"00\"
";

const MANIFEST: &str = "[package]\nname = \"code\"\nversion = \"0.1.0\"\n\n[dependencies]\ndoor = { package = \"the-door\", version = \"1\" }\n";

struct Tree(TempDir);

impl Tree {
    fn new() -> Tree {
        Tree(tempfile::tempdir().expect("a temporary directory"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory is made");
        fs::write(path, text).expect("a file is written");
    }

    /// The crate, in a directory.
    fn door(&self, directory: &str, version: &str) {
        let manifest = format!("[package]\nname = \"the-door\"\nversion = \"{version}\"\n");
        self.write(&format!("{directory}/Cargo.toml"), &manifest);
        self.write(&format!("{directory}/src/lib.rs"), DOOR);
        self.write(&format!("{directory}/src/raw.rs"), RAW);
        self.write(&format!("{directory}/src/kept.rs"), KEPT);
        self.write(&format!("{directory}/src/kept/owned.rs"), OWNED);
    }

    /// A project with a manifest and a lock file that uses the crate.
    fn project(&self, manifest: &str, lock: &str, text: &str) {
        self.write("code/Cargo.toml", manifest);
        if !lock.is_empty() {
            self.write("code/Cargo.lock", lock);
        }
        self.write("code/src/lib.rs", text);
    }

    fn check(&self, more: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_closewait"))
            .args(["check", "--output-format", "concise", "--exit-zero"])
            .args(more)
            .env("CARGO_HOME", self.path().join("home"))
            .current_dir(self.path().join("code"))
            .output()
            .expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Whether the source of the crate is found.
    fn is_seen(&self, more: &[&str]) -> bool {
        let output = self.check(more);
        assert!(output.lines().all(|line| line.starts_with("src/lib.rs:3:")), "{output}");
        !output.is_empty()
    }
}

const REGISTRY: &str = "home/registry/src/index.example.org-0123456789abcdef";

#[test]
fn bodies_of_libraries_tell_what_becomes_of_what_they_get() {
    let tree = Tree::new();
    tree.door(&format!("{REGISTRY}/the-door-1.2.0"), "1.2.0");
    tree.project(MANIFEST, LOCK, CODE);
    let output = tree.check(&[]);
    let line_of = |line: &str| line.strip_prefix("src/lib.rs:")?.split(':').next()?.parse().ok();
    let found: Vec<usize> =
        output.lines().map(|line| line_of(line).expect("only the project is reported on")).collect();
    let marked = CODE.lines().zip(1..).filter(|(line, _)| line.contains("// want"));
    assert_eq!(found, marked.map(|(_, number)| number).collect::<Vec<usize>>(), "{output}");
    assert_eq!(tree.check(&["--no-module-cache"]), "");
}

#[test]
fn the_version_of_the_lock_file_is_read() {
    let tree = Tree::new();
    tree.door(&format!("{REGISTRY}/the-door-1.3.0"), "1.3.0");
    tree.project(MANIFEST, LOCK, USER);
    assert!(!tree.is_seen(&[]));
    tree.door(&format!("{REGISTRY}/the-door-1.2.0"), "1.2.0");
    assert!(tree.is_seen(&[]));
}

#[test]
fn without_a_lock_file_the_newest_version_that_will_do_is_read() {
    let tree = Tree::new();
    tree.door(&format!("{REGISTRY}/the-door-2.0.0"), "2.0.0");
    tree.project(MANIFEST, "", USER);
    assert!(!tree.is_seen(&[]));
    tree.door(&format!("{REGISTRY}/the-door-1.0.0"), "1.0.0");
    tree.door(&format!("{REGISTRY}/the-door-1.10.0"), "1.10.0");
    tree.write(
        &format!("{REGISTRY}/the-door-1.0.0/src/raw.rs"),
        "pub fn look(fd: i32) { unsafe { libc::close(fd) }; }",
    );
    assert!(tree.is_seen(&[]));
}

#[test]
fn directories_are_read_whatever_was_downloaded() {
    let tree = Tree::new();
    tree.door("side/door", "7.0.0");
    let manifest =
        "[package]\nname = \"code\"\n\n[dependencies.door]\npackage = \"the-door\"\npath = \"../side/door\"\n";
    tree.project(manifest, "", USER);
    assert!(tree.is_seen(&["--no-module-cache"]));
    let patched = format!("{MANIFEST}\n[patch.crates-io]\nthe-door = {{ path = \"../side/door\" }}\n");
    tree.project(&patched, "", USER);
    assert!(tree.is_seen(&["--no-module-cache"]));
}

#[test]
fn members_inherit_dependencies_of_their_workspace() {
    let tree = Tree::new();
    tree.door(&format!("{REGISTRY}/the-door-1.2.0"), "1.2.0");
    tree.write("code/Cargo.lock", LOCK);
    let shared = "[workspace]\nmembers = [\"m\"]\n\n[workspace.dependencies]\ndoor = { package = \"the-door\", version = \"1\" }\n";
    tree.write("code/Cargo.toml", shared);
    tree.write(
        "code/m/Cargo.toml",
        "[package]\nname = \"m\"\n\n[target.'cfg(unix)'.dependencies]\ndoor.workspace = true\n",
    );
    tree.write("code/m/src/lib.rs", USER);
    assert!(tree.check(&[]).starts_with("m/src/lib.rs:3:"));
}

#[test]
fn vendored_and_checked_out_crates_are_found() {
    let tree = Tree::new();
    tree.project(MANIFEST, LOCK, USER);
    tree.door("code/vendor/the-door", "1.2.0");
    assert!(!tree.is_seen(&[]), "only what `cargo vendor` has written is a vendor folder");
    tree.write("code/vendor/the-door/.cargo-checksum.json", "{}");
    assert!(tree.is_seen(&["--no-module-cache"]));

    let tree = Tree::new();
    tree.project(MANIFEST, LOCK, USER);
    let config = "[source.crates-io]\nreplace-with = \"v\"\n[source.v]\ndirectory = \"third-party\"\n";
    tree.write("code/.cargo/config.toml", config);
    tree.door("code/third-party/the-door-1.2.0", "1.2.0");
    tree.write("code/third-party/the-door-1.2.0/.cargo-checksum.json", "{}");
    tree.write("code/third-party/the-door-1.2.0/.gitignore", "");
    assert!(tree.check(&["--exclude", "third-party"]).starts_with("src/lib.rs:3:"));

    let tree = Tree::new();
    let source = "git+https://example.org/who/doors.git?branch=x#0123456789abcdef0123456789abcdef01234567";
    tree.project(MANIFEST, &LOCK.replace("registry+https://example.org/index", source), USER);
    tree.door("home/git/checkouts/doors-fedcba9876543210/0123456/crates/door", "1.2.0");
    assert!(tree.is_seen(&[]));
    assert!(!tree.is_seen(&["--no-module-cache"]));
}

#[test]
fn a_library_may_have_another_name_and_place_than_its_package() {
    let tree = Tree::new();
    let directory = format!("{REGISTRY}/the-door-1.2.0");
    tree.door(&directory, "1.2.0");
    let manifest =
        "[package]\nname = \"the-door\"\nversion = \"1.2.0\"\n\n[lib]\nname = \"door\"\npath = \"lib/door.rs\"\n";
    tree.write(&format!("{directory}/Cargo.toml"), manifest);
    tree.write(
        &format!("{directory}/lib/door.rs"),
        "#[path = \"x.rs\"]\nmod x;\npub fn look(fd: i32) -> bool { fd > 2 }\n",
    );
    tree.project("[package]\nname = \"code\"\n\n[dependencies]\nthe-door = \"1\"\n", LOCK, USER);
    assert!(tree.is_seen(&[]));
    tree.write(&format!("{directory}/Cargo.toml"), &format!("{manifest}proc-macro = true\n"));
    assert!(!tree.is_seen(&[]), "what runs in the compiler is no library");
}

#[test]
fn what_is_missing_or_broken_is_not_there() {
    let tree = Tree::new();
    let directory = format!("{REGISTRY}/the-door-1.2.0");
    tree.project(MANIFEST, LOCK, USER);
    assert!(!tree.is_seen(&[]), "there is no registry");
    tree.write("home/registry/src", "no directory");
    assert!(!tree.is_seen(&[]));
    fs::remove_file(tree.path().join("home/registry/src")).expect("it is removed");
    tree.door(&directory, "1.2.0");
    for lock in ["[[package]]\nname = \"the-door\"", "\u{0}[[package", "[[package]]\nname=\nversion = \"1..2\"\n"] {
        tree.write("code/Cargo.lock", lock);
        tree.is_seen(&[]);
    }
    tree.write("code/Cargo.lock", LOCK);
    for text in
        ["pub fn look(fd: i32) -> bool {", "pub fn look(", "pub use look;", "pub use crate::look as look;", "{{{"]
    {
        tree.write(&format!("{directory}/src/lib.rs"), text);
        assert!(!tree.is_seen(&[]), "{text}");
    }
    tree.write(
        &format!("{directory}/src/lib.rs"),
        "pub use raw::*;\nmod raw;\ninclude!(concat!(env!(\"OUT_DIR\"), \"/x.rs\"));\n",
    );
    tree.write(&format!("{directory}/src/raw.rs"), "pub use crate::*;\npub use self::raw::look;\n");
    assert!(!tree.is_seen(&[]), "they bring each other in");
    tree.write(&format!("{directory}/Cargo.toml"), "[lib]\npath = \"../../../../../../../../../etc/passwd\"\n");
    assert!(!tree.is_seen(&[]));
    fs::remove_file(tree.path().join(&directory).join("Cargo.toml")).expect("it is removed");
    assert!(!tree.is_seen(&[]));
}
