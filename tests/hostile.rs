//! Code that no one writes: nested without end, repeated without end, cut off, garbled. It may be refused, but
//! nothing panics, overflows the stack (test threads have 2 MB) or takes long.
#![allow(clippy::disallowed_methods, reason = "a harness reads the clock")]

use std::time::{Duration, Instant};

use closewait::base::{FileId, Language, Problem, ProblemKind, SourceFile};
use closewait::frontend;
use closewait::ir::{DeclKind, Function, verify};

const MANY: usize = 100_000;

fn file(text: String) -> SourceFile {
    SourceFile { id: FileId(0), path: "hostile.go".to_owned(), language: Language::Go, text }
}

/// Lowers every declaration; what is lowered is sound.
fn lower_all(file: &SourceFile) -> Vec<Result<Function, Problem>> {
    let mut functions = Vec::new();
    for decl in &frontend::outline(file).decls {
        match decl.kind {
            DeclKind::Func | DeclKind::Method => {
                let lowered = frontend::lower(file, decl);
                if let Ok(function) = &lowered {
                    assert_eq!(verify::verify(function), Vec::<String>::new(), "{}", file.text);
                }
                frontend::signature(file, decl);
                functions.push(lowered);
            }
            DeclKind::Type => drop(frontend::type_decl(file, decl)),
            DeclKind::Var | DeclKind::Const => drop(frontend::value_decl(file, decl)),
        }
    }
    functions
}

/// Lowers one function with this body.
fn lower_body(body: &str) -> Result<Function, Problem> {
    let started = Instant::now();
    let lowered = lower_all(&file(format!("package p\n\nfunc f() {{\n{body}\n}}\n"))).pop().expect("a function");
    let taken = started.elapsed();
    assert!(taken < Duration::from_secs(20), "{taken:?} for {}", &body[..body.len().min(60)]);
    lowered
}

/// `before` and `after` around `inner`, many times.
fn nested(times: usize, before: &str, inner: &str, after: &str) -> String {
    format!("{}{inner}{}", before.repeat(times), after.repeat(times))
}

#[test]
fn endless_nesting_is_refused() {
    for (before, inner, after) in [
        ("x = (", "a", ")"),
        ("f(", "a", ")"),
        ("a[", "0", "]"),
        ("{", "", "}"),
        ("if a {", "", "}"),
        ("func() {", "", "}()"),
        ("x = []T{", "", "}"),
        ("!", "a", ""),
        ("x = -", "a", ""),
        ("x = *", "a", ""),
        ("x = &", "a", ""),
        ("<-", "a", ""),
        ("a: ", "f()", ""),
        ("var x []", "int", ""),
        ("var x chan ", "int", ""),
        ("var x func() ", "int", ""),
    ] {
        let (once, each) = before.rsplit_once("= ").map_or(("", before), |(_, each)| ("x = ", each));
        let (once, each) = before.strip_prefix("var x ").map_or((once, each), |each| ("var x ", each));
        let body = format!("{once}{}", nested(MANY, each, inner, after));
        let problem = lower_body(&body).expect_err(before);
        assert!(matches!(problem.kind, ProblemKind::Skipped | ProblemKind::Syntax), "{before}: {problem:?}");
    }
}

#[test]
fn deep_nesting_costs_a_bounded_stack() {
    // All that is accepted must fit the stack.
    let mut accepted = 0;
    for times in (5..=120).step_by(5) {
        for (before, inner, after) in [
            ("use(f(", "a", "))"),
            ("x[f(", "a", ")].y()"),
            ("if a := b; a {\n", "f()", "\n}"),
            ("for a := range b {\n", "f()", "\n}"),
            ("switch a {\ncase b:\n", "f()", "\n}"),
            ("switch a := b.(type) {\ncase c:\n", "f()", "\n}"),
            ("select {\ncase <-a:\n", "f()", "\n}"),
            ("func() {\n", "f()", "\n}()"),
            ("f(func() {\n", "f()", "\n})"),
            ("use([]T{{a: map[K]V{b: ", "c", "}}})"),
            ("use(a * (b + ", "c", "))"),
            ("use(a && (b || ", "c", "))"),
            ("use(!(a == ", "b", "))"),
            ("{\n", "f()", "\n}"),
        ] {
            accepted += usize::from(lower_body(&nested(times, before, inner, after)).is_ok());
        }
    }
    assert!(accepted > 100, "{accepted}");
}

#[test]
fn endless_repetition_is_lowered() {
    for (first, each) in [
        ("x = a", " + a"),
        ("x = a", " + a * a"),
        ("x = \"a\"", " + \"b\""),
        ("x = a", " && a"),
        ("if a", " || a"),
        ("a", ".b()"),
        ("a.b(c)", "()"),
        ("x = a", ".b"),
        ("x = a", "[0]"),
        ("x = a", ".(T)"),
        ("x = f(a", ", a"),
        ("x := []T{{a}", ", {a: b}"),
        ("if a {\n}", " else if a {\n}"),
        ("", "f(a, b)\n"),
        ("", "x, err := f()\nif err != nil {\nreturn\n}\ndefer x.Close()\n"),
        ("", "func() { f(a) }()\n"),
        ("switch a {", "\ncase b, c:\nf()\n"),
        ("select {", "\ncase a := <-b:\nf(a)\n"),
    ] {
        let end = match () {
            () if first.starts_with("if") && !first.ends_with('}') => " {\n}",
            () if first.ends_with('{') => "}",
            () if first.contains("f(a") => ")",
            () if first.contains("[]T{") => "}",
            () => "",
        };
        // The plain chains show that length costs no stack; the others would only take their time.
        let times = if matches!(each, " + a" | " && a" | ".b()" | ".b" | "()") { MANY } else { MANY / 10 };
        let lowered = lower_body(&format!("{first}{}{end}", each.repeat(times)));
        assert!(lowered.is_ok(), "{first}{each}: {:?}", lowered.err());
    }
}

#[test]
fn many_targets() {
    let list = vec!["a.b"; MANY / 10].join(", ");
    assert!(lower_body(&format!("{list} = {list}")).is_ok());
    let alternating = format!("x = a{}", " + a == a".repeat(MANY));
    assert!(lower_body(&alternating).is_err());
}

const SAMPLES: [&str; 6] = [
    include_str!("../test-corpus/go/ir/jumps.go"),
    include_str!("../test-corpus/go/ir/select.go"),
    include_str!("../test-corpus/go/ir/generics.go"),
    include_str!("../test-corpus/go/ir/conversion.go"),
    include_str!("../test-corpus/go/ir/deferred.go"),
    include_str!("../test-corpus/go/ir/switch.go"),
];

#[test]
fn truncated_text() {
    for sample in SAMPLES {
        for end in (0..sample.len()).filter(|&end| sample.is_char_boundary(end)) {
            // Brackets are closed again, so that the outline finds the declaration.
            lower_all(&file(format!("{}\n}}\n", &sample[..end])));
        }
    }
}

#[test]
fn garbled_text() {
    let mut seed = 0x2545_f491_4f6c_dd1du64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below as u64) as usize
    };
    let tokens =
        ["{", "}", "(", ")", "[", "]", ";", ":=", "=", "é", "'", "\"", "`", "case", "func", "goto x", "x:", ".", ","];
    for sample in SAMPLES {
        for _ in 0..150 {
            let mut text = sample.to_owned();
            for _ in 0..=random(3) {
                let at = random(text.len());
                let end = (at + random(4)).min(text.len());
                if text.is_char_boundary(at) && text.is_char_boundary(end) {
                    text.replace_range(at..end, tokens[random(tokens.len())]);
                }
            }
            lower_all(&file(text));
        }
    }
}
