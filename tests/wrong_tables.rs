//! Wrong tables and pages: each mistake is said at its place, with a hint where there is one.

use closewait::rule::{Catalog, RuleFile};

const PAGE: &str = "---\ncode: CW9001\nname: left-open\nsummary: left open\n---\n\nText.\n";

const HEAD: &str = "library = \"a/door\"\nsince = \"0.1\"\n";

const DOOR: &str = r#"
[resource.door]
noun = "door"
rule = "left-open"
type = ["*Door"]
release = ["Close"]
severity = "error"
"#;

const OPEN: &str = r#"
[[acquire]]
resource = "door"
call = "Open(name string) (*Door, error)"
"#;

/// What is wrong with a table, one line each.
fn wrong(table: &str) -> Vec<String> {
    let page = RuleFile { file: "left-open.md", text: PAGE };
    let (_, mistakes) = Catalog::of_files(&[page], &[RuleFile { file: "door.toml", text: table }]);
    mistakes.iter().map(ToString::to_string).collect()
}

/// Checks that a right table with one text replaced has exactly this mistake.
fn replaced(from: &str, to: &str, expected: &[&str]) {
    let right = format!("{HEAD}{DOOR}{OPEN}");
    assert_eq!(wrong(&right), Vec::<String>::new());
    assert!(right.contains(from), "{from}");
    assert_eq!(wrong(&right.replacen(from, to, 1)), expected, "`{from}` -> `{to}`");
}

/// Checks that a right table with more text behind it has exactly these mistakes.
fn appended(more: &str, expected: &[&str]) {
    assert_eq!(wrong(&format!("{HEAD}{DOOR}{OPEN}{more}")), expected, "{more}");
}

#[test]
fn keys_and_values() {
    replaced(
        "release = [",
        "releases = [",
        &[
            "door.toml:4:11: nothing releases the resource `door`",
            "door.toml:8:1: unknown key `releases` in this resource (did you mean `release`?)",
        ],
    );
    replaced("noun = \"door\"\n", "", &["door.toml:4:11: this resource has no `noun`"]);
    replaced("noun = \"door\"", "noun = 7", &["door.toml:5:8: `noun` must be a text"]);
    replaced("\"error\"", "\"fatal\"", &["door.toml:9:13: `fatal` is not `error`, `warning` or `info`"]);
    replaced(
        "since = \"0.1\"",
        "since = ",
        &["door.toml:2:9: not valid TOML: string values must be quoted, expected literal string"],
    );
    replaced("[[acquire]]", "[acquire]", &["door.toml:11:1: `acquire` must be written as `[[acquire]]`"]);
}

#[test]
fn names() {
    replaced(
        "rule = \"left-open\"",
        "rule = \"left-opem\"",
        &["door.toml:6:9: there is no rule `left-opem` (did you mean `left-open`?)"],
    );
    replaced(
        "resource = \"door\"",
        "resource = \"dor\"",
        &["door.toml:12:13: there is no resource `dor` (did you mean `door`?)"],
    );
    replaced(OPEN, "", &["door.toml:4:11: nothing acquires the resource `door`"]);
    replaced("since", "imports = [\"b/window\"]\nsince", &["door.toml:2:13: the import `b/window` is not used"]);
}

#[test]
fn signatures() {
    replaced("name string)", "name string", &["door.toml:13:26: expected `)`"]);
    replaced(
        "(*Door, error)",
        "(*Window, error)",
        &["door.toml:13:9: result 0 is a `a/door.Window`, which is not a type of `door.door`"],
    );
    let after = |line: &str| format!("\"door\"\n{line}\ncall");
    replaced(
        "\"door\"\ncall",
        &after("handle = \"result 2\""),
        &["door.toml:13:11: there is no result 2: the call has 2, counted from 0"],
    );
    replaced(
        "\"door\"\ncall",
        &after("handle = \"result 1\""),
        &["door.toml:14:9: result 1 is an error, which carries no duty"],
    );
    replaced(
        "\"door\"\ncall",
        &after("handle = \"receiver\""),
        &["door.toml:13:11: `a/door.Open` is not a method, so it has no receiver"],
    );
    replaced("\"door\"\ncall", &after("guard = \"result 0 is true\""), &["door.toml:13:10: result 0 is not a bool"]);
    replaced("\"door\"\ncall", &after("context = \"ctx\""), &["door.toml:13:12: the call has no parameter `ctx`"]);
    replaced("\"door\"\ncall", &after("context = \"name\""), &["door.toml:14:9: `string` is not a context"]);
}

#[test]
fn releases_and_ends() {
    replaced("[\"Close\"]", "[]", &["door.toml:4:11: nothing releases the resource `door`"]);
    replaced("[\"Close\"]", "[\"Close\", \"Close\"]", &["door.toml:8:22: `Close` is listed twice"]);
    replaced("[\"Close\"]", "[\"Close it\"]", &["door.toml:8:13: `Close it` is not the name of a method or field"]);
    replaced(
        "[\"Close\"]",
        "[\"fn:Shut\"]",
        &["door.toml:8:13: a releasing function is written as `fn:package.Function#argument`"],
    );
    replaced(
        "[\"Close\"]",
        "[\"Close\"]\nends-with = [\"parent:house\"]",
        &["door.toml:9:22: there is no resource `house`"],
    );
    replaced(
        "[\"Close\"]",
        "[\"Close\"]\nends-with = [\"sunset\"]",
        &["door.toml:9:15: `sunset` is not `exhausted:METHOD`, `context` or `parent:RESOURCE`"],
    );
    replaced(
        "[\"Close\"]",
        "[\"Close\"]\ncure = \"shut {it}\"",
        &["door.toml:9:9: the only placeholder of a cure is `{handle}`"],
    );
}

#[test]
fn effects_and_functions() {
    appended(OPEN, &["door.toml:17:9: another entry says the same of `a/door.Open`"]);
    appended(
        "[[effect]]\ncall = \"Lock(n bool)\"\non = \"argument 0\"\ndoes = \"takes\"\n",
        &["door.toml:15:9: argument 0 is a `bool`, which is no resource"],
    );
    appended(
        "[[effect]]\ncall = \"Lock(d *Door)\"\non = \"argument 0\"\ndoes = \"eats\"\n",
        &[
            "door.toml:17:9: `eats` is not `takes`, `releases`, `wraps`, `aliases`, `same`, `borrows`, `writes`, `forgets`, `calls-now`, `calls-once` or `calls-later`",
        ],
    );
    appended(
        "[[effect]]\ncall = \"Lock(d *Door)\"\non = \"argument 0\"\ndoes = \"wraps\"\n",
        &["door.toml:15:9: there is no result that could own it"],
    );
    appended(
        "[[function]]\ncall = \"Lock(d *Door)\"\n",
        &["door.toml:14:1: this function entry says nothing; `signatures` is the place for bare signatures"],
    );
    appended(
        "[[function]]\ncall = \"Lock(d *Door)\"\nnil-like = \"argument 1\"\n",
        &["door.toml:16:13: there is no argument 1: the call has 1, counted from 0"],
    );
    appended(
        "[[function]]\ncall = \"Open() *Door\"\nnot-nil = true\n",
        &["door.toml:15:9: another entry gives `a/door.Open` another signature"],
    );
    appended(
        "[type]\nDoor = { is = \"int\", embeds = [\"*House\"] }\n",
        &["door.toml:15:16: `is` says all of a type; `embeds` and `fields` go without it"],
    );
}

#[test]
fn pages() {
    let wrong = |text: &str| -> Vec<String> {
        let page = RuleFile { file: "left-open.md", text };
        Catalog::of_files(&[page], &[]).1.iter().map(ToString::to_string).collect()
    };
    assert_eq!(wrong(PAGE), Vec::<String>::new());
    assert_eq!(wrong("Text."), ["left-open.md:1:1: a page begins with front matter between two lines `---`"]);
    assert_eq!(
        wrong(&PAGE.replace("code", "cod")),
        [
            "left-open.md:1:1: this page has no `code`",
            "left-open.md:2:1: unknown key `cod` in this page (did you mean `code`?)",
        ]
    );
    assert_eq!(
        wrong(&PAGE.replace("left-open", "open-left")),
        ["left-open.md:1:1: the page of rule `open-left` must be called `open-left.md`",]
    );
    assert_eq!(
        wrong(&PAGE.replace("---\n\n", "cwe: 772, x\n---\n\n")),
        ["left-open.md:5:6: `x` is not the number of a CWE",]
    );
}

#[test]
fn arbitrary_text_is_refused_and_nothing_breaks() {
    let right = format!("{HEAD}{DOOR}{OPEN}");
    for cut in 0..right.len() {
        wrong(&right[..cut]);
        wrong(&format!("{}\u{e4}{}", &right[..cut], &right[cut..]));
    }
    wrong(&"[".repeat(100_000));
    wrong(&format!("{HEAD}{DOOR}\n[[acquire]]\nresource = \"door\"\ncall = \"Open(x {}\"\n", "[]*".repeat(100_000)));
}

#[test]
fn waits() {
    let wait = "\n[[wait]]\ncall = \"Ring() error\"\n";
    appended(wait, &["door.toml:15:1: a wait has either `with-context` or a `cure`"]);
    appended(&format!("{wait}cure = \"knock\"\n"), &[]);
    let values = "door.toml:18:11: `values` are receivers without the fields of `unless`";
    appended(&format!("{wait}cure = \"knock\"\nvalues = \"Bell\"\n"), &[values]);
}
