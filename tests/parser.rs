//! The parser against the grammar: on every declaration of the corpus, on constructs, and on text that is no Go.
#![allow(clippy::disallowed_methods, reason = "a harness reads files")]

mod support;

use closewait::base::{FileId, Language, SourceFile};
use closewait::frontend::{self, go::Agreement};
use closewait::ir::DeclKind;
use proptest::prelude::*;
use support::{files_with_extension, project};

fn file(path: &str, text: String) -> SourceFile {
    SourceFile { id: FileId(0), path: path.to_owned(), language: Language::Go, text }
}

/// How each declaration of a file is read.
fn agreements(file: &SourceFile) -> Vec<(String, Agreement)> {
    let outline = frontend::outline(file);
    outline.decls.iter().map(|decl| (decl.name.to_string(), frontend::compare_parsers(file, decl))).collect()
}

/// How the last declaration of a text is read.
fn agreement(declaration: &str) -> Agreement {
    let file = file("a.go", format!("package p\n\n{declaration}\n"));
    agreements(&file).pop().map_or_else(|| panic!("no declaration: {declaration}"), |(_, agreement)| agreement)
}

fn body(statements: &str) -> Agreement {
    agreement(&format!("func f() {{\n{statements}\n}}"))
}

#[test]
fn the_corpus_is_read_alike() {
    let mut count = 0;
    for path in files_with_extension(&project().join("test-corpus"), "go") {
        let text = std::fs::read_to_string(&path).expect("a corpus file in UTF-8");
        for (name, agreement) in agreements(&file("a.go", text)) {
            count += 1;
            // What the corpus has of broken code is broken for both.
            let alike = matches!(agreement, Agreement::Same | Agreement::Faulty { accepted: false });
            assert!(alike, "{}: `{name}`: {agreement:#?}", path.display());
        }
    }
    assert!(count > 1000, "{count}");
}

#[test]
fn statements_are_read_alike() {
    let mut wrong = Vec::new();
    for statements in [
        "if x == (T{1}) {\n}\nif f(T{}) {\n}\nfor _, v := range []T{{1}, {2}} {\nuse(v)\n}",
        "if x := y; x {\n} else if z := w(); z != nil {\n} else {\n}",
        "if f := func() bool { return T{} == t }; f() {\n}",
        "for {\n}\nfor x {\n}\nfor i := 0; i < n; i++ {\n}\nfor ; ; {\n}\nfor ; x; {\n}\nfor i := 0; ; i += 2 {\n}",
        "for range 10 {\n}\nfor range f {\n}\nfor i = range c {\n}\nfor a.b, c[0] = range x.y {\n}",
        "switch {\n}\nswitch x {\n}\nswitch f(); x {\ncase 1, 2:\na()\nfallthrough\n\ndefault:\n}\nswitch x := y; {\n}",
        "switch x.(type) {\ncase nil, *T, func(), map[K]V:\n}\nswitch v := f().g[0].(type) {\ndefault:\nuse(v)\n}",
        "switch a := b; c := a.(type) {\ncase T[int]:\n}\nswitch _ := x.(type) {\n}",
        "select {\ncase <-c:\ncase v := <-c:\ncase v, ok = <-c:\ncase c <- f():\ndefault:\n}\nselect {}",
        "L:\nfor {\nbreak L\ncontinue L\ngoto L\n}\nM: N: f()\nend:",
        "a, b = b, a\nx.y, *p, (q), m[k] = f()\nx += 1\nx &^= y\nx <<= 2\nx++\np.q--\nc <- <-d",
        "go f(x)\ndefer func() { g() }()\ngo (func())(nil)()\nreturn",
        "var x, y T = 1, 2\nvar (\na int\nb = 1; c, d = f()\n)\nconst (\ne = iota\ng\n)\nvar h []T",
        "type A = B\ntype (\nC struct{ x int }\nD[P any] []P\n)\nvar x [2]D[int]",
        "x := a || b && c == d+e*f<<g&^h\ny := -a + !b - ^c&d | *p ^ <-q\nz := (a + b) + c - (d - e)",
        "x := a.b.c(d, e...).f[g][:h][i:][j:k:l].(T).(*m.N)",
        "x := f[int](1)\ny := g[int, string](1)\nz := h[[]int]()\nw := p.q[r.S](1)\nv := new[K]()",
        "x := []byte(s)\ny := (*T)(p)\nz := (<-chan int)(c)\nw := (func(int) error)(nil)\nv := map[K]V(m)",
        "x := *(*int)(p)\ny := **q\nz := (*[4]byte)(b)\nu := interface{ M() }(v)\nw := chan int(c)",
        "x := []T{1, {2}, 3: {4}, {5: {6}}}\ny := [...]string{2: \"a\"}\nz := map[K][]V{{1}: {{2}}, k: nil}",
        "x := p.T{}\ny := T[int]{}\nz := p.T[int, *q.U]{1}\nw := struct{ a, b int }{1, 2}\nv := &T{}",
        "x := make([]int, 3)\ny := new(T)\nz := make(chan<- *p.T)\nw := new(f(1))\nv := make(map[K]V, n)",
        "f := func(a, b int, c ...string) (x, y int, err error) { return }\ng := T.M\nh := (*T).M\ni := p.T.M",
        "var a func(int, ...string) func() chan<- <-chan int\nvar b [n * 2]map[[2]int]*struct{}\nvar c (((T)))",
        "x := 0x_1F + 1_000 + 0b1 + 0o17 + 017 + 1.5e-3 + .5 + 0x1p-2 + 3i + 'a' + '\\''\ny := `raw\n` + \"a\\\"b\"",
        "x := a /* c */ + // d\nb\nf( /* e */ )\ng(a,\nb,\n)\n// end",
        "{\n}\n{\nx()\n}\nif x { f() }\nfor x { f(); g() }",
    ] {
        wrong.extend(Some(body(statements)).filter(|read| *read != Agreement::Same).map(|read| (statements, read)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn declarations_are_read_alike() {
    let mut wrong = Vec::new();
    for declaration in [
        "func f()",
        "func f(a, b int, _ string) (c, _ error)",
        "func f(int, p.T, []U, ...V) T",
        "func f(a [n]int, b []T, c T[K], d [2]T[K])",
        "func f(T[K], U[K, V], [2]W)",
        "func f[K comparable, V int | ~string, S ~[]V](s S) map[K]V { return nil }",
        "func (r *T[K, _]) M(x K) (K, error) { return x, nil }",
        "func (T) M() {}",
        "func (r p) M() func(a int) (b string) { return nil }",
        "type T struct {\na, b int `tag`\n*P\nq.R\nS[K]\nt [n]int\nu func()\n_ int\nW[K, V] \"tag\"\n}",
        "type T struct{}",
        "type T interface {\nM(a, b int) error\nN()\nfmt.Stringer\n~int | ~string\nG[K]\nU | V\ncomparable\n}",
        "type T[P any] struct{ p P }",
        "type T[P interface{ ~int }, Q *R, S []P,] = map[P]Q",
        "type T[P, Q any] func(P) Q",
        "type T [N]int",
        "type T [2 * N]int",
        "type T [p.N]int",
        "type T []int",
        "type T [N * M]int",
        "type T [f(N)]int",
        "type T [len(a[0])]int",
        "type T = U[int]",
        "type T <-chan chan<- chan (<-chan int)",
        "var x, y = f(), g",
        "var größe, 世界 T",
        "const c T = 1 << iota",
        "const c",
    ] {
        let read = agreement(declaration);
        wrong.extend(Some(read).filter(|read| *read != Agreement::Same).map(|read| (declaration, read)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Where the grammar is wrong, or reads the same in another way. The last part of each line is what the parser has.
#[test]
fn the_parser_knows_better() {
    let mut wrong = Vec::new();
    for (statements, parsed) in [
        // An element whose index is an element is none of a generic type.
        ("if a[b[c[d]]] < e[f] {\n}", "Compare(Order, Expr { kind: Chain("),
        // The dereference comes last.
        ("*(*struct{ a int })(p).a = 1", "Assign([Expr { kind: Unary(Deref, Expr { kind: Chain(Expr { kind: Convert("),
        // Type arguments are part of the type.
        ("_ = (*T[K, V]).M", "Type(Pointer(Named(QName { package: \"\", name: \"T\" }, [Named("),
        // `(*T)(x)` may be a call, whatever `T` is; lowering decides.
        ("_ = (*T[K])(p)", "Chain(Expr { kind: Unary(Deref, "),
        // A statement that is empty is none.
        ("L: ;", "Labeled(\"L\", None)"),
        // The comment ends the statement; the clause ends with it.
        ("switch {\ncase a:\nf() /* b\nc */\ncase d:\n}", "SwitchCase"),
    ] {
        match body(statements) {
            Agreement::Different(parser, _) => assert!(parser.contains(parsed), "{statements}: {parser}"),
            other => wrong.push((statements, other)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for declaration in ["type T[P *struct{}] struct{}", "type T[P *[]int] struct{}", "type T[P ([]int)] struct{}"] {
        assert!(
            matches!(agreement(declaration), Agreement::Same | Agreement::Faulty { accepted: true }),
            "{declaration}: {:?}",
            agreement(declaration)
        );
    }
}

#[test]
fn what_is_no_go_is_left_to_the_grammar() {
    let mut wrong = Vec::new();
    for statements in [
        "x +",
        "f(a b)",
        "x y",
        "if {\n}",
        "for x := 0; x {\n}",
        "x := y.(type)",
        "switch f(x.(type)) {\n}",
        "1 + 2",
        "a, b",
        "var x",
        "case x:",
        "return return",
        "x := \"open",
        "x := 'a\ny := 1",
        "x = [...]",
        "goto",
        "x := “y”",
        "else {\n}",
        "L: :",
    ] {
        let read = body(statements);
        let refused = matches!(read, Agreement::Faulty { accepted: false } | Agreement::Refused);
        wrong.extend(Some(read).filter(|_| !refused).map(|read| (statements, read)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Any text: no panic, and whatever is lowered is sound (`tests/hostile.rs` asks for more).
fn survives(text: String) {
    let file = file("a.go", text);
    for decl in &frontend::outline(&file).decls {
        frontend::compare_parsers(&file, decl);
        if matches!(decl.kind, DeclKind::Func | DeclKind::Method) {
            frontend::signature(&file, decl);
        }
    }
}

const SAMPLES: [&str; 4] = [
    include_str!("../test-corpus/go/ir/select.go"),
    include_str!("../test-corpus/go/ir/generics.go"),
    include_str!("../test-corpus/go/ir/conversion.go"),
    include_str!("../test-corpus/go/ir/switch.go"),
];

#[test]
fn what_is_cut_off_is_not_read_differently() {
    for sample in SAMPLES {
        for end in (0..sample.len()).filter(|&end| sample.is_char_boundary(end)) {
            for tail in ["", "\n}\n", ")\n}\n"] {
                let file = file("a.go", format!("{}{tail}", &sample[..end]));
                for (name, agreement) in agreements(&file).into_iter().rev().take(1) {
                    assert!(!matches!(agreement, Agreement::Different(..)), "`{name}`: {agreement:#?}\n{}", file.text);
                }
            }
        }
    }
}

fn soup() -> impl Strategy<Value = String> {
    let words = [
        "func ",
        "f",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ";",
        "\n",
        ",",
        ".",
        "*",
        "&",
        "<-",
        "chan ",
        "map[",
        ":=",
        "=",
        ":",
        "x",
        "T",
        "1",
        "\"s\"",
        "if ",
        "for ",
        "range ",
        "switch ",
        "case ",
        "select ",
        "default",
        "type ",
        "struct{",
        "interface{",
        "go ",
        "defer ",
        "return ",
        "goto ",
        "...",
        "~",
        "|",
        "+",
        "==",
        "&&",
        "++",
        "`",
        "'",
        "/*",
        "é",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_body(text in any::<String>()) {
        survives(format!("package p\nfunc f() {{\n{text}\n}}\n"));
    }

    #[test]
    fn any_words(text in soup()) {
        survives(format!("package p\nfunc f() {{\n{text}\n}}\nvar x = {text}\ntype T {text}\n"));
    }
}
