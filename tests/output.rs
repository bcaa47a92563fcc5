//! One fixed list of findings, every shape mixed, in every format.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness may read the clock")]

use std::time::Instant;

use closewait::base::{Language, Problem, ProblemKind, SourceMap, Span};
use closewait::output::{Format, Report, Summary, render};
use closewait::report::{Applicability, Diagnostic, DiagnosticStep, Edit, Fix};
use closewait::rule::{RuleId, Severity};

const STORE: &str = "\u{feff}package store

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

const WIDE: &str = "package wide\r\n\r\nfunc f() {\r\n\t/* é😀 */ x := open(\"é😀\")\r\n\tuse(x)\r\n}\r\n";

struct Fixture {
    sources: SourceMap,
    findings: Vec<Diagnostic>,
    problems: Vec<Problem>,
}

fn fixture() -> Fixture {
    let sources = SourceMap::default();
    let store = sources.add("store/load.go".to_owned(), Language::Go, STORE.to_owned());
    let wide = sources.add("wide/é.go".to_owned(), Language::Go, WIDE.to_owned());
    let in_store = |text: &str| span_of(store.id, STORE, text);
    let in_wide = |text: &str| span_of(wide.id, WIDE, text);

    let open = in_store("os.Open(path)");
    let mut early = finding("CW1006", "unclosed-file", Severity::Warning, open);
    early.message = "file `f` is not closed on every path".to_owned();
    early.label = "`f` must be closed".to_owned();
    early.function = "LoadBad".to_owned();
    early.help = Some("defer f.Close() right after the error check".to_owned());
    early.steps = vec![
        step("acquire", "acquired from `os.Open`", open),
        step("branch-false", "`err` is nil, so `f` is open", in_store("err != nil")),
        step("branch-true", "`err` is not nil", after(in_store("f.Read(buf); "), 10)),
        step("exit", "returns without closing `f`", after(in_store("f.Read(buf); err != nil {\n\t\t"), 15)),
    ];
    early.fix = Some(Fix {
        title: "defer the close".to_owned(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span: open.at_end(), text: "\n\tdefer f.Close()".to_owned() }],
    });

    let opened = in_wide("open(\"é😀\")");
    let mut never = finding("CW1001", "unfinished-transaction", Severity::Error, opened);
    never.message = "transaction `x` is never committed or rolled back".to_owned();
    never.label = "`x` must be committed or rolled back".to_owned();
    never.shape = "never-released";
    never.steps = vec![
        step("acquire", "acquired from `open`", opened),
        step("call", "`use` may return without ending `x`", in_wide("use(x)")),
        step("exit", "the function ends", after(in_wide("use(x)\r\n"), 1)),
        step("call", "called from here", in_store("f.Read(buf)")),
    ];

    let mut dropped = finding("CW1010", "unstopped-ticker", Severity::Info, in_store("make([]byte, 64)"));
    dropped.message = "the ticker from `make` is dropped and never stopped".to_owned();
    dropped.label = "the ticker must be stopped".to_owned();
    dropped.shape = "discarded";

    let problems = vec![
        Problem {
            kind: ProblemKind::Syntax,
            path: "wide/é.go".to_owned(),
            span: Some(in_wide("use(x)")),
            message: "function `f` does not parse".to_owned(),
        },
        Problem {
            kind: ProblemKind::Unreadable,
            path: "secret".to_owned(),
            span: None,
            message: "cannot be read: permission denied".to_owned(),
        },
    ];
    Fixture { sources, findings: vec![early, never, dropped], problems }
}

fn finding(code: &str, name: &str, severity: Severity, span: Span) -> Diagnostic {
    Diagnostic {
        rule: RuleId(0),
        code: code.to_owned(),
        name: name.to_owned(),
        severity,
        confidence: "high",
        message: String::new(),
        label: String::new(),
        span,
        language: Language::Go,
        function: "f".to_owned(),
        resource: "table.key".to_owned(),
        shape: "early-return",
        steps: Vec::new(),
        help: None,
        fix: None,
        fingerprint: "00112233445566778899aabbccddeeff".to_owned(),
        suppressed: None,
    }
}

fn step(kind: &'static str, message: &str, span: Span) -> DiagnosticStep {
    DiagnosticStep { kind, message: message.to_owned(), span }
}

fn span_of(file: closewait::base::FileId, text: &str, part: &str) -> Span {
    let start = text.find(part).expect("a part of the text") as u32;
    Span::new(file, start, start + part.len() as u32)
}

/// The `length` bytes behind a span.
fn after(span: Span, length: u32) -> Span {
    Span { start: span.end, end: span.end + length, ..span }
}

fn rendered(fixture: &Fixture, format: Format, colour: bool) -> String {
    let summary = Summary { files: 2, functions: 2, functions_analyzed: 2, suppressed: 1 };
    let report =
        Report { findings: &fixture.findings, problems: &fixture.problems, sources: &fixture.sources, summary };
    let mut out = Vec::new();
    render(&report, format, colour, &mut out).expect("writing to memory");
    String::from_utf8(out).expect("output in UTF-8")
}

#[test]
fn text() {
    insta::assert_snapshot!(rendered(&fixture(), Format::Text, false));
}

#[test]
fn concise() {
    insta::assert_snapshot!(rendered(&fixture(), Format::Concise, false));
}

#[test]
fn json() {
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(rendered(&fixture(), Format::Json, false).replace(&version, "\"version\": \"*\""));
}

#[test]
fn colour_only_adds_escapes() {
    let coloured = rendered(&fixture(), Format::Text, true);
    assert!(coloured.contains("\u{1b}["));
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, escape)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = escape.split_once('m').expect("an escape that sets a colour").1;
    }
    plain.push_str(rest);
    assert_eq!(plain, rendered(&fixture(), Format::Text, false));
}

#[test]
fn a_line_of_megabytes_is_not_shown() {
    let sources = SourceMap::default();
    let text = format!("package p; {}; open(); {}", "x := \"é\"; ".repeat(100_000), "y()".repeat(100_000));
    let file = sources.add("p.go".to_owned(), Language::Go, text.clone());
    let mut one = finding("CW1", "a-rule", Severity::Warning, span_of(file.id, &text, "open()"));
    one.label = "must be closed".to_owned();
    one.steps = vec![step("exit", "returns", Span { start: one.span.start + 9, end: one.span.start + 12, ..one.span })];
    let fixture = Fixture { sources, findings: vec![one; 2_000], problems: Vec::new() };
    for format in [Format::Text, Format::Concise, Format::Json] {
        let out = rendered(&fixture, format, false);
        assert!(out.len() < 4_000_000, "{format:?}: {} bytes", out.len());
    }
}

#[test]
fn spans_outside_the_text_are_survived() {
    let mut fixture = fixture();
    fixture.findings[0].span.end = 1_000_000;
    fixture.findings[1].span.start = 1_000_000;
    fixture.findings[1].span.end = 1_000_001;
    fixture.findings[1].steps[0].span = fixture.findings[1].span;
    for format in [Format::Text, Format::Concise, Format::Json] {
        assert!(rendered(&fixture, format, false).contains("unfinished-transaction"));
    }
}

#[test]
fn ten_thousand_findings_are_no_burden() {
    let mut fixture = fixture();
    fixture.findings = fixture.findings.iter().cycle().take(10_000).cloned().collect();
    for format in [Format::Text, Format::Concise, Format::Json] {
        let start = Instant::now();
        rendered(&fixture, format, true);
        // Generous: this is an unoptimised build on a busy machine. A line index for each finding would take minutes.
        assert!(start.elapsed().as_secs() < 20, "{format:?} took {:?}", start.elapsed());
    }
}
