//! Reading, printing and verifying agree.

use super::read;
use crate::base::Name;
use crate::ir::cfg::Cfg;
use crate::ir::dot::dot;
use crate::ir::print::print;
use crate::ir::verify::verify;
use crate::ir::{BlockId, CallMode, ClosureId, InstrId, Local, LocalKind, Operand, Terminator};

/// Reads, verifies and prints; the text must come out as it went in.
fn round(text: &str) -> crate::ir::Function {
    let text = text.strip_prefix('\n').unwrap_or(text);
    let function = read(text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(verify(&function), Vec::<String>::new());
    assert_eq!(print(&function, None), text);
    function
}

const LOAD: &str = "
fn LoadBad(path: string) -> (r0: []byte, r1: error)
bb0 entry
    f, err = call os.Open(path)
    branch err is nil: bb2 else bb1
bb1 if.then
    r0 = nil
    r1 = err
    return
bb2 if.done
    buf = call make(<literal>, 64)
    _, err#2 = call f.Read(buf)
    branch err#2 is nil: bb4 else bb3
bb3 if.then
    r0 = nil
    r1 = err#2
    return
bb4 if.done
    call f.Close()
    r0 = buf
    r1 = nil
    return
";

const EVERYTHING: &str = "
fn (*Store[T]).Run[K comparable](s: *Store[T], p1: map[string]db.Row, args: ...interface{..}) -> (n: int, r1: error)
    var list: []pkg.Item
    var unset: ?
bb0 entry
    t0 = new db.Options {Name: \"a, b = c\", 1: -3, [_]: s.cache[_]}
    list[_] = &t0
    *s = <zero>
    (*s).next = list[_].(*db.Item)
    x = args as []string
    @counter = @counter.value
    ok = cond not x is type db.Named[int, string]
    defer call func@0()
    go call s.serve[int, map[string]T](x, list...)
    n, r1 = opaque(x, io.EOF)
    true#2 = call func@1(true)
    t2 = range[1] list
    return = @nil
    fn = `SELECT\\n\\t1\\n\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t\\t…`
    goto bb1
bb1 loop.head
    branch ?(x, t0): bb2 else bb4
bb2 loop.body
    r1 = func@1
    switch = true#2
    switch bb1, bb3
bb3 select.case
    panic
bb4 loop.done
    drop x
    nop
    y = await x
    z = compute(x, y)
    run defers
    return
    func@0() captures [s, x]
    bb5 closure
        b#2 = nil
        x = nil
        call func@2()
        return
        func@2() captures [s, x]
        bb6 closure
            v = s.db
            branch x == v: bb7 else bb7
        bb7 if.done
            return
    func@1(p0'1: bool, b: ...int) -> (r0'1: error)
    bb8 closure
        branch p0'1: bb9 else bb10
    bb9 if.then
        unreachable
    bb10 if.done
        return
";

#[test]
fn the_printed_form_is_read_back() {
    let load = round(LOAD);
    assert_eq!(load.signature.to_string(), "(path string) ([]byte, error)");
    assert_eq!(load.body.locals[Local(2)].kind, LocalKind::Result);
    let all = round(EVERYTHING);
    assert!(all.signature.variadic);
    assert_eq!(all.receiver.as_ref().map(|receiver| receiver.type_params.clone()), Some(vec![Name::new("T")]));
    assert_eq!(all.body.closures[ClosureId(2)].parent, Some(ClosureId(0)));
    let deferred =
        all.body.instrs.ids().filter_map(|id| all.body.call(id)).find(|call| call.mode == CallMode::Deferred);
    assert!(deferred.is_some_and(|call| call.args.is_empty()));
    assert_eq!(Cfg::new(&all.body).in_loop(BlockId(2)), Some(BlockId(1)));
    assert!(dot(&all).contains("bb2 -> bb1 [style=dashed]"));
}

#[test]
fn positions_are_ignored_and_spans_point_into_the_text() {
    let text = LOAD.replace("os.Open(path)", "os.Open(path)                6:2");
    let function = read(&text).unwrap();
    assert_eq!(print(&function, None), LOAD[1..]);
    let span = function.body.instrs[InstrId(0)].span;
    assert_eq!(&text[span.start as usize..span.end as usize], "f, err = call os.Open(path)");
}

#[test]
fn names_that_could_be_mistaken_are_told_apart() {
    // A global `err` beside a local `err`, a variable called like a temporary, one called like a word of ours.
    round(
        "
fn f(a: int, b: int) -> (r0: error)
bb0 entry
    err = @err
    true#2 = @t1
    t0 = true#2
    r0 = t0
    return
",
    );
}

fn broken(change: impl FnOnce(&mut crate::ir::Function)) -> String {
    let mut function = read(EVERYTHING).unwrap();
    change(&mut function);
    verify(&function).join("\n")
}

#[test]
fn verify_finds_what_is_wrong() {
    let contains = |text: String, part: &str| assert!(text.contains(part), "{part}: {text}");
    contains(broken(|f| f.body.call_count = 1), "not below the call count");
    contains(broken(|f| f.span.end = 30), "outside the function");
    contains(broken(|f| f.body.blocks[BlockId(0)].terminator = Terminator::Goto(BlockId(6))), "leaves its function");
    contains(broken(|f| f.body.blocks[BlockId(0)].terminator = Terminator::Goto(BlockId(99))), "does not exist");
    contains(broken(|f| f.body.blocks[BlockId(0)].terminator = Terminator::Return), "without running its defers");
    contains(broken(|f| f.body.blocks[BlockId(1)].terminator = Terminator::Goto(BlockId(4))), "reached from nowhere");
    contains(broken(|f| f.body.blocks[BlockId(1)].terminator = Terminator::Switch(Vec::new())), "without targets");
    contains(broken(|f| f.body.closures[ClosureId(0)].captures.clear()), "captures");
    contains(broken(|f| f.body.closures[ClosureId(2)].parent = None), "stands elsewhere");
    contains(broken(|f| f.body.blocks[BlockId(4)].instrs.truncate(1)), "listed 0 times");
    contains(broken(|f| f.body.blocks[BlockId(0)].instrs.push(InstrId(0))), "listed 2 times");
    contains(broken(|f| f.body.params.push(Local(99))), "not declared");
    contains(
        broken(|f| {
            let local = f.body.closures[ClosureId(1)].params[0];
            f.body.blocks[BlockId(1)].terminator = Terminator::Branch {
                cond: Box::new(crate::ir::Cond::True(Operand::local(local))),
                then: BlockId(2),
                otherwise: BlockId(4),
            };
        }),
        "which it cannot see",
    );
}

/// The snapshots of the lowering, function by function.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test reads the snapshots")]
fn every_snapshot_is_read_back() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/test-corpus/go/ir");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "ir") {
            continue;
        }
        for part in std::fs::read_to_string(&path).unwrap().split("\n\n").filter(|part| part.starts_with("fn ")) {
            let function = read(part).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let once = print(&function, None);
            let again = read(&once).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert_eq!(print(&again, None), once);
            assert_eq!(verify(&function), Vec::<String>::new(), "{}\n{once}", path.display());
            let lines = part.lines().map(super::line::without_position).map(str::trim_end);
            assert_eq!(once.lines().collect::<Vec<_>>(), lines.collect::<Vec<_>>(), "{}", path.display());
            count += 1;
        }
    }
    assert!(count > 20, "{count} functions");
}
