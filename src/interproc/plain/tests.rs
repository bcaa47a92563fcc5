use super::*;
use crate::base::{FileId, Language, SourceFile};
use crate::frontend;

/// What the functions of these tests release.
fn releases(called: Called) -> Option<(Handle, Guard, Vec<Release>)> {
    let name = Name::new;
    let method = |fields: &[&str], method: &str| {
        let fields = fields.iter().map(|field| name(field)).collect();
        vec![Release::Method { fields, name: name(method) }]
    };
    let is = |package: &str, function: &str| called == Called::Member(name(package), name(function));
    match called {
        _ if is("os", "Open") => Some((Handle::Result(0), Guard::ResultNil(1), method(&[], "Close"))),
        _ if is("http", "Get") => Some((Handle::Result(0), Guard::ResultNil(1), method(&["Body"], "Close"))),
        _ if is("context", "WithCancel") => Some((Handle::Result(1), Guard::Always, vec![Release::Call])),
        Called::OfValue(lock) if lock == name("Lock") => Some((Handle::Receiver, Guard::Always, method(&[], "Unlock"))),
        _ => None,
    }
}

fn plain(body: &str) -> bool {
    let text = format!("package p\n\nfunc f(s *S, n int) error {{\n{body}\n}}\n");
    let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
    let outline = frontend::outline(&file);
    let function = frontend::lower(&file, &outline.decls[0]).expect("lowers");
    let mut known = Vec::new();
    for instr in function.body.instrs.iter() {
        crate::ir::names::visit_instr(&instr.kind, &mut |place, _| {
            known.extend(Called::at(place).map(|called| (called, releases(called))));
        });
    }
    let acquires = |called: Called, _: &Call| {
        let found = known.iter().find(|(known, _)| *known == called).and_then(|(_, found)| found.as_ref());
        found.map_or(May::Nothing, |(handle, guard, releases)| {
            May::Acquire(vec![Owed { handle: *handle, guard: Some(*guard), releases, may_be_left: false }])
        })
    };
    let tells = |call: &Call| match &call.callee {
        Callee::Place(place) if Called::at(place) == Some(Called::Member(Name::new("must"), Name::new("NoError"))) => {
            Told { nil: Some(1), yes: None }
        }
        _ => Told::default(),
    };
    releases_all(&function.body, &Facts { acquires: &acquires, is_made: &|_| false, tells: &tells })
}

const OPEN: &str = "f, err := os.Open(\"x\")\nif err != nil {\n\treturn err\n}\n";

fn opened(rest: &str) -> bool {
    plain(&format!("{OPEN}{rest}"))
}

#[test]
fn usual_forms_are_plain() {
    assert!(opened("defer f.Close()\nreturn use(1)"), "deferred");
    assert!(opened("defer func() { _ = f.Close() }()\nreturn nil"), "deferred in a literal");
    assert!(
        opened("defer func() {\n\tif err := f.Close(); err != nil {\n\t\tlog(err)\n\t}\n}()\nreturn nil"),
        "and asked"
    );
    assert!(opened("f.Read(nil)\nreturn f.Close()"), "returned");
    assert!(opened("if n > 1 {\n\tf.Close()\n\treturn nil\n}\nf.Close()\nreturn nil"), "on each way out");
    assert!(opened("defer f.Close()\nreturn io.Copy(os.Stdout, f)"), "given to a function of another package");
    assert!(plain("if f, err := os.Open(\"x\"); err == nil {\n\tf.Close()\n}\nreturn nil"), "where it succeeded");
    assert!(plain("f, err := os.Open(\"x\")\nmust.NoError(t, err)\ndefer f.Close()\nreturn nil"), "asserted");
    assert!(plain(
        "resp, err := http.Get(\"x\")\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()\nn = resp.Code\nreturn nil"
    ));
    assert!(plain("ctx, cancel := context.WithCancel(s.ctx)\ndefer cancel()\nreturn work(ctx)"));
    assert!(plain("for i := 0; i < n; i++ {\n\ts.mu.Lock()\n\ts.n++\n\ts.mu.Unlock()\n}\nreturn nil"), "in each round");
    assert!(plain("s.mu.Lock()\nif s.bad {\n\ts.mu.Unlock()\n\treturn nil\n}\ns.mu.Unlock()\nreturn nil"));
    assert!(plain("return work(n)"), "nothing to release");
}

#[test]
fn what_may_be_lost_is_not() {
    assert!(!opened("return nil"), "never released");
    assert!(!opened("if n > 1 {\n\treturn nil\n}\ndefer f.Close()\nreturn nil"), "not before a return");
    assert!(!opened("if n > 1 {\n\tpanic(n)\n}\nreturn f.Close()"), "not before a panic");
    assert!(!opened("if n > 1 {\n\tf.Close()\n}\nreturn nil"), "on one way only");
    assert!(
        !opened("defer func() {\n\tif n > 1 {\n\t\tf.Close()\n\t}\n}()\nreturn nil"),
        "in a literal, on one way only"
    );
    assert!(!opened("for i := 0; i < n; i++ {\n\tf.Close()\n}\nreturn nil"), "perhaps in no round");
    assert!(!opened("f, err = os.Open(\"y\")\ndefer f.Close()\nreturn err"), "written over");
    assert!(
        !opened("defer func() { f.Close() }()\nf, err = os.Open(\"y\")\nreturn err"),
        "written over before it is called"
    );
    assert!(
        !plain("f, err := os.Open(\"x\")\nerr = use(n)\nif err != nil {\n\treturn err\n}\ndefer f.Close()\nreturn nil"),
        "the error is another one"
    );
    assert!(
        !plain(
            "for range n {\n\tf, err := os.Open(\"x\")\n\tif err != nil {\n\t\treturn err\n\t}\n\tdefer f.Close()\n}\nreturn nil"
        ),
        "deferred in a loop"
    );
    assert!(!plain("s.mu.Lock()\ns = s.next\ns.mu.Unlock()\nreturn nil"), "another one is unlocked");
    assert!(!plain("_, _ = os.Open(\"x\")\nreturn nil"), "dropped");
    assert!(!plain("s.f, _ = os.Open(\"x\")\nreturn nil"), "stored");
    assert!(!plain("use(os.Open(\"x\"))\nreturn nil"), "given away at once");
}

#[test]
fn what_more_may_be_said_of_is_not() {
    assert!(!opened("s.f = f\ndefer f.Close()\nreturn nil"), "kept");
    assert!(!opened("defer f.Close()\nreturn own(f)"), "given to a function of the package");
    assert!(!opened("go f.Read(nil)\ngo run(f)\ndefer f.Close()\nreturn nil"), "given to another goroutine");
    assert!(!opened("f.Close()\nf.Read(nil)\nreturn nil"), "used afterwards");
    assert!(!opened("defer f.Close()\nreturn f.Close()"), "released twice");
    assert!(
        !plain("f, err := os.Open(\"x\")\ndefer f.Close()\nif err != nil {\n\treturn err\n}\nreturn nil"),
        "released before the error is asked"
    );
    assert!(
        !plain("f, err := os.Open(\"x\")\nf.Read(nil)\nif err != nil {\n\treturn err\n}\ndefer f.Close()\nreturn nil"),
        "used before the error is asked"
    );
    assert!(!opened("defer func() { recover() }()\nf.Read(nil)\nreturn f.Close()"), "it goes on after a panic");
    assert!(!plain("do(os.Open)\nreturn nil"), "the function is given away");
}
