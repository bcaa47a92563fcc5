//! The program from outside: exit codes, streams, and input that nobody should write.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files and reads the clock")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

const LEAK: &str = "package store

import \"os\"

func LoadBad(path string) ([]byte, error) {
\tf, err := os.Open(path)
\tif err != nil {
\t\treturn nil, err
\t}
\tbuf := make([]byte, 64)
\tif _, err := f.Read(buf); err != nil {
\t\treturn nil, err
\t}
\tf.Close()
\treturn buf, nil
}
";

fn tree(files: &[(&str, &str)]) -> TempDir {
    let directory = tempfile::tempdir().expect("a temporary directory");
    for (path, text) in files {
        write(directory.path(), path, text.as_bytes());
    }
    directory
}

fn write(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory is made");
    fs::write(path, bytes).expect("a file is written");
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_closewait"));
    command.current_dir(root).args(arguments).env_clear().stdin(Stdio::null());
    command
}

fn run(root: &Path, arguments: &[&str]) -> Output {
    command(root, arguments).output().expect("the program starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output in UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages in UTF-8")
}

fn json(root: &Path, arguments: &[&str]) -> (Value, Option<i32>) {
    let arguments: Vec<&str> = ["check", "-f", "json", "-j2"].iter().chain(arguments).copied().collect();
    let output = run(root, &arguments);
    let value = serde_json::from_slice(&output.stdout);
    (value.unwrap_or_else(|error| panic!("{error}: {}{}", stdout(&output), stderr(&output))), output.status.code())
}

fn problems(value: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let problems = value["problems"].as_array().expect("a list").iter();
    problems.map(|problem| (text(&problem["path"]), text(&problem["message"]))).collect()
}

#[test]
fn a_clean_tree_is_silent() {
    let tree = tree(&[("go.mod", "module m\n\ngo 1.22\n"), ("a.go", "package a\n\nfunc f() {}\n")]);
    let output = run(tree.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).starts_with("checked 1 file and "), "{}", stderr(&output));
    assert_eq!(stderr(&run(tree.path(), &["check", "--quiet"])), "");
}

#[test]
fn a_leak_is_found() {
    let tree = tree(&[("go.mod", "module m\n\ngo 1.22\n"), ("store/load.go", LEAK)]);
    let (value, code) = json(tree.path(), &[]);
    assert_eq!(code, Some(1));
    let finding = &value["findings"][0];
    assert_eq!(finding["name"], "unclosed-file");
    assert_eq!(finding["path"], "store/load.go");
    assert_eq!(finding["function"], "LoadBad");
    assert_eq!(finding["span"]["start"]["line"], 6);
    let steps = finding["steps"].as_array().expect("steps");
    assert_eq!(steps.last().expect("an exit")["span"]["start"]["line"], 12);
    assert_eq!(finding["suppressed"], Value::Null);

    let output = run(tree.path(), &["check", "-f", "concise"]);
    assert!(stdout(&output).starts_with("store/load.go:6:12: warning[CW1006 unclosed-file]: file `f` "));
    assert_eq!(run(tree.path(), &["check", "--exit-zero"]).status.code(), Some(0));
    assert_eq!(run(tree.path(), &["check", "--fail-on", "error"]).status.code(), Some(0));
    assert_eq!(run(tree.path(), &["check", "--ignore", "unclosed-file"]).status.code(), Some(0));
    assert_eq!(run(tree.path(), &["check", "--select", "CW1001"]).status.code(), Some(0));
    let silent = run(tree.path(), &["check", "--silent"]);
    assert_eq!((silent.status.code(), silent.stdout, silent.stderr), (Some(1), Vec::new(), Vec::new()));

    let why = run(tree.path(), &["why", "store/load.go:6"]);
    assert!(stdout(&why).contains("fate: leaked"), "{}", stdout(&why));
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = include_str!("../README.md");
    let shown = readme.split("```").find(|block| block.contains("error[") || block.contains("warning["));
    let shown = shown.and_then(|block| block.strip_prefix("text\n")).expect("a sample");
    let tree = tree(&[("store/load.go", LEAK)]);
    assert_eq!(stdout(&run(tree.path(), &["check"])).trim_end(), shown.trim_end());
}

#[test]
fn a_comment_accepts_a_leak() {
    let trailing = LEAK.replace("os.Open(path)", "os.Open(path) //closewait:ignore unclosed-file -- kept on purpose");
    let above = LEAK.replace("\tf, err :=", "\t//closewait:ignore CW1006\n\tf, err :=");
    let exit = LEAK.replace(
        "nil {\n\t\treturn nil, err\n\t}\n\tf.",
        "nil {\n\t\t//closewait:ignore CW1006\n\t\treturn nil, err\n\t}\n\tf.",
    );
    let file = format!("//closewait:file-ignore unclosed-file\n\n{LEAK}");
    for text in [trailing, above, exit, file] {
        let tree = tree(&[("a.go", &text)]);
        let output = run(tree.path(), &["check"]);
        assert_eq!(output.status.code(), Some(0), "{text}\n{}", stdout(&output));
        assert!(stderr(&output).contains("1 accepted by comments"), "{}", stderr(&output));
    }
    let useless = LEAK.replace("os.Open(path)", "os.Open(path) //closewait:ignore unclosed-rows");
    let tree = tree(&[("a.go", &useless)]);
    let output = run(tree.path(), &["check", "--verbose"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("a.go:6:26: note: ignore-comment for unclosed-rows"), "{}", stderr(&output));
}

#[test]
fn functions_that_share_a_name_have_findings_of_their_own() {
    let init = "func init() {\n\tf, err := os.Open(\"x\")\n\tif err != nil {\n\t\treturn\n\t}\n\tf.Name()\n}\n";
    let tree = tree(&[("a.go", &format!("package a\n\nimport \"os\"\n\n{init}\n{init}"))]);
    let (value, _) = json(tree.path(), &[]);
    let findings = value["findings"].as_array().expect("findings");
    let prints: std::collections::BTreeSet<String> = findings.iter().map(|f| f["fingerprints"].to_string()).collect();
    assert_eq!((findings.len(), prints.len()), (2, 2));
}

#[test]
fn a_leak_in_a_test_is_one_level_lower() {
    let tree = tree(&[("a_test.go", LEAK)]);
    let (value, code) = json(tree.path(), &["--severity", "info"]);
    assert_eq!((value["findings"][0]["severity"].as_str(), code), (Some("info"), Some(0)));
    let (value, code) = json(tree.path(), &[]);
    assert_eq!((value["findings"].as_array().map(Vec::len), code), (Some(0), Some(0)));
    let (value, code) = json(tree.path(), &["--fail-on", "info"]);
    assert_eq!((value["findings"].as_array().map(Vec::len), code), (Some(1), Some(1)));
    let (value, _) = json(tree.path(), &["--no-tests"]);
    assert_eq!(value["summary"]["files"], 0);
}

#[test]
fn vendored_and_generated_code_is_not_reported_unless_named() {
    let generated = format!("// Code generated by hand. DO NOT EDIT.\n\n{LEAK}");
    let tree = tree(&[
        ("go.mod", "module m\n\ngo 1.22\n"),
        ("vendor/x/a.go", LEAK),
        ("testdata/a.go", LEAK),
        ("node_modules/a.go", LEAK),
        (".hidden/a.go", LEAK),
        ("made.go", &generated),
    ]);
    assert_eq!(json(tree.path(), &[]).0["summary"]["files"], 0);
    assert_eq!(json(tree.path(), &["testdata"]).0["summary"]["files"], 1);
    assert_eq!(json(tree.path(), &["testdata/a.go", "made.go"]).0["summary"]["files"], 2);
    assert_eq!(json(tree.path(), &["testdata/a.go", "--force-exclude"]).0["summary"]["files"], 0);
    assert_eq!(json(tree.path(), &["testdata", "--exclude", "**/a.go"]).0["summary"]["files"], 0);
    let output = run(tree.path(), &["check", "--show-files"]);
    assert_eq!(stdout(&output), "made.go\n");
}

#[test]
fn usage_errors_are_two() {
    let tree = tree(&[("a.go", "package a\n"), ("main.py", "pass\n")]);
    for arguments in [
        &["check", "no-such-path"][..],
        &["check", "--select", "no-such-rule"],
        &["check", "--no-such-flag"],
        &["check", "--exclude", "a[", "."],
        &["check", "-o", "no/such/directory/out.json"],
        &["check", "no-such-path", "--exit-zero"],
        &["rule", "no-such-rule"],
        &["why", "no-such-file.go:1"],
        &["dump", "ir", "no-such-file.go"],
        &["dump", "outline", "main.py"],
        &["why", "main.py:1"],
        &["no-such-command"],
    ] {
        let output = run(tree.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", stdout(&output));
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
    // The rest is analysed all the same.
    let (value, code) = json(tree.path(), &["no-such-path", "a.go"]);
    assert_eq!((value["summary"]["files"].as_u64(), code), (Some(1), Some(2)));
}

#[test]
fn results_go_to_a_file() {
    let tree = tree(&[("a.go", LEAK)]);
    let output = run(tree.path(), &["check", "-f", "json", "-o", "out.json"]);
    assert_eq!(stdout(&output), "");
    let text = fs::read_to_string(tree.path().join("out.json")).expect("the file is there");
    assert_eq!(serde_json::from_str::<Value>(&text).expect("JSON")["schema"], 1);
    assert_eq!(fs::read_dir(tree.path()).expect("listed").count(), 2, "nothing is left beside it");
}

#[test]
fn small_commands_answer() {
    let tree = tree(&[("a.go", LEAK)]);
    for arguments in [
        &["version"][..],
        &["version", "-f", "json"],
        &["rule"],
        &["rule", "--all", "-f", "json"],
        &["rule", "unclosed-file"],
        &["rule", "cw1006"],
        &["dump", "outline", "a.go"],
        &["dump", "ir", "a.go"],
        &["dump", "cfg", "a.go", "--format", "dot"],
        &["dump", "fates", "a.go", "--function", "LoadBad"],
        &["dump", "summaries", "a.go"],
        &["dump", "findings", "a.go"],
        &["dump", "callees", "a.go"],
        &["--help"],
        &["--version"],
    ] {
        let output = run(tree.path(), arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn fates_are_counted() {
    let handed = LEAK.replace("f.Close()", "hand(f)").replace("LoadBad", "Handed").replace("import \"os\"", "");
    let more = "import \"os\"\n\nvar hand = func(f *os.File) {}\n\nfunc Fine(p string) {\n\tf, err := os.Open(p)\n\tif err != nil {\n\t\treturn\n\t}\n\tdefer f.Close()\n}\n";
    let handed = handed.replace("package store\n", &format!("package store\n\n{more}"));
    let directory = tree(&[("a.go", LEAK), ("b.go", &handed)]);
    let output = run(directory.path(), &["stats", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let value: Value = serde_json::from_str(&stdout(&output)).expect("a JSON document");
    assert_eq!(value["schema"], 1);
    assert_eq!((&value["files"], &value["acquisitions"]), (&Value::from(2), &Value::from(3)));
    assert_eq!(value["given_up"], Value::Array(Vec::new()));
    assert_eq!(value["fates"]["released"], 1);
    let fates = value["resources"][0]["fates"].as_object().expect("fates of the first resource");
    assert_eq!(value["resources"][0]["resource"], "os.file");
    assert_eq!(fates.values().filter_map(Value::as_u64).sum::<u64>(), 3);
    let text = stdout(&run(directory.path(), &["stats"]));
    assert!(text.lines().any(|line| line.starts_with("all resources") && line.contains(" 3 ")), "{text}");
    assert!(text.contains("2 files, 3 functions, 3 analysed, 0 given up"), "{text}");
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let tree = tempfile::tempdir().expect("a temporary directory");
    for n in 0..300 {
        write(tree.path(), &format!("p{n}/a.go"), LEAK.as_bytes());
    }
    let mut child =
        command(tree.path(), &["check"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(!stderr(&output).contains("internal error"), "{}", stderr(&output));
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
}

#[test]
fn odd_files_are_problems() {
    let tree = tree(&[("ok.go", "package a\n\nfunc f() {}\n"), ("empty.go", "")]);
    write(tree.path(), "latin.go", b"package a // \xe9\n");
    write(tree.path(), "zeros.go", &[0; 1000]);
    write(tree.path(), "huge.go", &vec![b' '; 11 << 20]);
    fs::create_dir(tree.path().join("directory.go")).expect("a directory is made");
    let (value, code) = json(tree.path(), &[]);
    assert_eq!(code, Some(0));
    let problems = problems(&value);
    let said = |path: &str| problems.iter().find(|(of, _)| of == path).map(|(_, message)| message.as_str());
    assert_eq!(said("latin.go"), Some("not valid UTF-8 at byte 13"));
    assert_eq!(said("huge.go"), Some("larger than 10 MB"));
    assert_eq!(said("ok.go"), None);
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_a_problem() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let tree = tree(&[("ok.go", "package a\n"), ("secret/a.go", LEAK), ("closed.go", LEAK)]);
    symlink("loop", tree.path().join("loop")).expect("a link is made");
    symlink(".", tree.path().join("self")).expect("a link is made");
    let closed = [tree.path().join("secret"), tree.path().join("closed.go")];
    for path in &closed {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("permissions are set");
    }
    let may_read_all = fs::read_dir(&closed[0]).is_ok();
    let (value, code) = json(tree.path(), &[]);
    assert_eq!(json(tree.path(), &["loop"]).1, Some(2));
    let named = json(tree.path(), &["closed.go"]).1;
    for path in &closed {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("permissions are set");
    }
    // The superuser reads everything.
    if !may_read_all {
        let paths: Vec<String> = problems(&value).into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["closed.go", "secret"]);
        assert_eq!((code, named), (Some(0), Some(2)));
    }
}

#[test]
fn hostile_source_ends_in_time() {
    let deep = 100_000;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("parens", format!("package a\nfunc f() {{ x := {}1{} }}\n", "(".repeat(deep), ")".repeat(deep)).into_bytes()),
        ("blocks", format!("package a\nfunc f() {}{}\n", "{".repeat(deep), "}".repeat(deep)).into_bytes()),
        ("calls", format!("package a\nfunc f() {{ os.Open{} }}\n", "(g".repeat(deep)).into_bytes()),
        ("ifs", format!("package a\nfunc f() {{ {}{} }}\n", "if x {".repeat(deep), "}".repeat(deep)).into_bytes()),
        ("nots", format!("package a\nfunc f() bool {{ os.Open(p); return {}x }}\n", "!".repeat(deep)).into_bytes()),
        ("types", format!("package a\nvar x {}int\n", "[]".repeat(deep)).into_bytes()),
        ("selectors", format!("package a\nfunc f() {{ os.Open(x{}) }}\n", ".y".repeat(deep)).into_bytes()),
        ("line", format!("package a; func f() {{ {} }}", "g(); ".repeat(1_900_000)).into_bytes()),
        ("string", b"package a\nvar s = `never closed".to_vec()),
        ("comment", b"package a /* never closed".to_vec()),
        (
            "noise",
            (0..200_000_u32)
                .map(|n| b" (){}[]\"`/*\nfunc:=.,"[(n.wrapping_mul(2_654_435_761) >> 7) as usize % 20])
                .collect(),
        ),
    ];
    let tree = tempfile::tempdir().expect("a temporary directory");
    for (name, bytes) in &cases {
        write(tree.path(), &format!("{name}/a.go"), bytes);
    }
    for end in 0..LEAK.len() {
        if end % 7 == 0 {
            write(tree.path(), &format!("cut{end}/a.go"), &LEAK.as_bytes()[..end]);
        }
    }
    let start = Instant::now();
    let (value, code) = json(tree.path(), &["--exit-zero"]);
    assert_eq!(code, Some(0), "{value}");
    // Unoptimised, on a busy machine: this tells a hang from work, not slow from fast.
    assert!(start.elapsed().as_secs() < 240, "took {:?}", start.elapsed());
}

#[test]
fn colour_is_asked_for() {
    let tree = tree(&[("a.go", LEAK)]);
    let coloured = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = command(tree.path(), &["check"]);
        let output = command.args(arguments).envs(variables.iter().copied()).output().expect("it starts");
        stdout(&output).contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(coloured(&[], &[("FORCE_COLOR", "1")]));
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("FORCE_COLOR", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("FORCE_COLOR", "1")]));
}

#[test]
fn wrong_tables_are_pointed_at() {
    let tree = tree(&[("wrong.toml", "library = 3\n[resource\n")]);
    let output = run(tree.path(), &["rules", "lint", "wrong.toml"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stdout(&output).starts_with("wrong.toml:"), "{}", stdout(&output));
}
