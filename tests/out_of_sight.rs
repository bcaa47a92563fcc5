//! Packages that are not on disk: what is known of their values by what is done with them, and the language of a
//! directory without a manifest. The corpus cannot hold this, because it compiles and its modules have manifests.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files")]

use std::fs;
use std::process::Command;

/// Checks one file, with a manifest or without, and compares with its `// want` lines.
fn check(manifest: Option<&str>, text: &str) {
    let tree = tempfile::tempdir().expect("a temporary directory");
    if let Some(manifest) = manifest {
        fs::write(tree.path().join("go.mod"), manifest).expect("a file is written");
    }
    fs::write(tree.path().join("a.go"), text).expect("a file is written");
    let output = Command::new(env!("CARGO_BIN_EXE_closewait"))
        .args(["check", "--output-format", "concise", "--no-cache"])
        .env("GOMODCACHE", tree.path().join("none"))
        .current_dir(tree.path())
        .output()
        .expect("the program runs");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let line_of = |line: &str| line.strip_prefix("a.go:").and_then(|rest| rest.split(':').next()?.parse().ok());
    let found: Vec<usize> = output.lines().filter_map(line_of).collect();
    let marked = text.lines().zip(1..).filter(|(line, _)| line.contains("// want"));
    assert_eq!(found, marked.map(|(_, number)| number).collect::<Vec<usize>>(), "{output}{text}");
}

const MODULE: Option<&str> = Some("module example.org/m\n\ngo 1.24\n");

#[test]
fn transactions_are_known_by_their_end() {
    let text = "package a

import (
\t\"context\"
\t\"database/sql\"

\t\"example.org/wrapper\"
)

type job struct {
\tdb *wrapper.DB
}

func (j *job) CommitOnlyBad(ctx context.Context) error {
\ttx, err := j.db.BeginTx(ctx, &sql.TxOptions{}) // want
\tif err != nil {
\t\treturn err
\t}
\tif _, err := tx.Exec(\"UPDATE t SET a = 1\"); err != nil {
\t\treturn err
\t}
\treturn tx.Commit()
}

func (j *job) RollbackOk(ctx context.Context) error {
\ttx, err := j.db.BeginTx(ctx, &sql.TxOptions{})
\tif err != nil {
\t\treturn err
\t}
\tdefer tx.Rollback()
\tif _, err := tx.Exec(\"UPDATE t SET a = 1\"); err != nil {
\t\treturn err
\t}
\treturn tx.Commit()
}

func (j *job) SomethingElseOk(ctx context.Context) error {
\ttx, err := j.db.BeginTx(ctx, nil)
\tif err != nil {
\t\treturn err
\t}
\treturn tx.Send()
}
";
    check(MODULE, text);
}

#[test]
fn rows_are_known_by_their_iteration() {
    let text = "package a

import (
\t\"database/sql\"

\t\"example.org/wrapper\"
)

var _ *sql.DB

func NamesBad(session wrapper.Session) (names []string, err error) {
\trows, err := session.Query(\"SELECT name FROM t\") // want
\tif err != nil {
\t\treturn nil, err
\t}
\tfor rows.Next() {
\t\tvar name string
\t\tif err := rows.Scan(&name); err != nil {
\t\t\treturn nil, err
\t\t}
\t\tnames = append(names, name)
\t}
\treturn names, nil
}

func NamesOk(session wrapper.Session) (names []string, err error) {
\trows, err := session.Query(\"SELECT name FROM t\")
\tif err != nil {
\t\treturn nil, err
\t}
\tdefer rows.Close()
\tfor rows.Next() {
\t\tvar name string
\t\tif err := rows.Scan(&name); err != nil {
\t\t\treturn nil, err
\t\t}
\t\tnames = append(names, name)
\t}
\treturn names, nil
}

func AnswerOk(session wrapper.Session) (string, error) {
\tanswer, err := session.Query(\"what\")
\tif err != nil {
\t\treturn \"\", err
\t}
\treturn answer.Text(), nil
}
";
    check(MODULE, text);
}

#[test]
fn files_are_known_by_their_flags() {
    let text = "package a

import (
\t\"bufio\"
\t\"os\"

\t\"example.org/fscommon\"
)

func CountBad(dir string) (lines int, err error) {
\tfile, err := fscommon.OpenFile(dir, \"stat\", os.O_RDONLY) // want
\tif err != nil {
\t\treturn 0, err
\t}
\tfor scanner := bufio.NewScanner(file); scanner.Scan(); {
\t\tlines++
\t}
\treturn lines, nil
}

func CountOk(dir string) (lines int, err error) {
\tfile, err := fscommon.OpenFile(dir, \"stat\", os.O_RDONLY)
\tif err != nil {
\t\treturn 0, err
\t}
\tdefer file.Close()
\tfor scanner := bufio.NewScanner(file); scanner.Scan(); {
\t\tlines++
\t}
\treturn lines, nil
}

func CachedOk(dir string) (string, error) {
\tentry, err := fscommon.OpenFile(dir, \"stat\", 0)
\tif err != nil {
\t\treturn \"\", err
\t}
\treturn entry.Text, nil
}
";
    check(MODULE, text);
}

fn ticking(import: &str, want: &str) -> String {
    format!(
        "package a

import (
\t\"time\"
{import})

func Poll(stop <-chan struct{{}}) {{
\tticker := time.NewTicker(time.Second){want}
\tselect {{
\tcase <-ticker.C:
\tcase <-stop:
\t}}
}}
"
    )
}

#[test]
fn the_language_is_that_of_the_go_command() {
    let other = "\n\t_ \"example.org/other\"\n";
    check(Some("module example.org/m\n\ngo 1.23\n"), &ticking("", ""));
    check(Some("module example.org/m\n\ngo 1.22\n"), &ticking("", " // want"));
    // A manifest that names no language means Go 1.16.
    check(Some("module example.org/m\n"), &ticking("", " // want"));
    // Without a manifest only a directory below GOPATH can import more than the standard library.
    check(None, &ticking(other, " // want"));
    check(None, &ticking("", ""));
}

#[test]
fn what_is_opened_is_closed_on_each_path_or_on_none() {
    let text = "package a

import (
\t\"errors\"

\t\"example.org/share\"
)

type client struct {
\tshare *share.Share
}

func (c *client) SizeBad(key string) (int, error) {
\tf, err := c.share.Open(key) // want
\tif err != nil {
\t\treturn 0, err
\t}
\tif f.Locked() {
\t\treturn 0, errors.New(\"locked\")
\t}
\tn := f.Size()
\treturn n, f.Close()
}

func (c *client) SizeOk(key string) (int, error) {
\tf, err := c.share.Open(key)
\tif err != nil {
\t\treturn 0, err
\t}
\tdefer f.Close()
\tif f.Locked() {
\t\treturn 0, errors.New(\"locked\")
\t}
\treturn f.Size(), nil
}

func (c *client) FindOk(key string) (int, error) {
\tf, err := c.share.Open(key)
\tif err != nil {
\t\treturn 0, err
\t}
\treturn f.Size(), nil
}

func (c *client) NumberOk(key string) int {
\tf, errno := c.share.Open(key)
\tif errno != 0 {
\t\treturn int(errno)
\t}
\tf.Close()
\treturn 0
}
";
    check(MODULE, text);
}

#[test]
fn what_is_opened_and_read_whole_is_a_file() {
    let text = "package a

import (
\t\"io\"

\t\"example.org/assets\"
)

func pageBad(name string) ([]byte, error) {
\tf, err := assets.Files.Open(name) // want
\tif err != nil {
\t\treturn nil, err
\t}
\treturn io.ReadAll(f)
}

func pageOk(name string) ([]byte, error) {
\tf, err := assets.Files.Open(name)
\tif err != nil {
\t\treturn nil, err
\t}
\tdefer f.Close()
\treturn io.ReadAll(f)
}

func somethingElseOk(name string) (int, error) {
\tf, err := assets.Files.Open(name)
\tif err != nil {
\t\treturn 0, err
\t}
\treturn f.Size(), nil
}
";
    check(MODULE, text);
}
