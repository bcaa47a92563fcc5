//! Text of functions with a call taken out, or made later: mistakes that the mutation harness puts into correct code.
//!
//! A call that is a statement goes with its statement, `defer` and `go` included; a call whose value is used becomes one of
//! a function that nobody knows: it may answer anything.
//! Where the acquisition is part of the call, as in `open().Close()`, it is what stays.
//! A statement that is made later stands at the end of its block, before the return that may be there.

use super::parse::{self, Kind, Node, Walker};
use crate::base::{SourceFile, Span};
use crate::frontend::{Changed, Edit};
use crate::ir::Decl;

/// A call that may answer anything, as many values as are wanted.
const ANYTHING: &str = "\u{f8}()";

/// The function without some of its calls, but with what stands at `kept`. `None` if one of them is no call of the
/// function.
pub fn without_calls(file: &SourceFile, decl: &Decl, calls: &[Span], kept: Span) -> Option<Changed> {
    let parsed = parse::parse("", &file.text, decl.start, decl.end)?;
    let mut edits: Vec<Edit> = Vec::new();
    for call in calls {
        let mut edit = removal(&mut parsed.walker(), *call)?;
        if edit.start <= kept.start && kept.end <= edit.end {
            edit.text = file.text.get(kept.start as usize..kept.end as usize)?.to_owned();
            // Keeps its place, so that it is found again.
            edit = Edit { text: " ".repeat((kept.start - edit.start) as usize) + &edit.text, ..edit };
        }
        edits.push(edit);
    }
    // A call inside one that goes goes with it.
    let ranges: Vec<(u32, u32)> = edits.iter().map(|edit| (edit.start, edit.end)).collect();
    edits.retain(|edit| {
        !ranges
            .iter()
            .any(|(start, end)| *start <= edit.start && edit.end <= *end && (*start, *end) != (edit.start, edit.end))
    });
    edits.sort();
    edits.dedup();
    Changed::new(file, decl, edits)
}

/// The function with the statement of a call moved behind all returns of its block that follow it, but for the last
/// statement. `None` if no return lies between, the call is no statement, or what stands at `kept` would move with it.
pub fn with_call_last(file: &SourceFile, decl: &Decl, call: Span, kept: Span) -> Option<Changed> {
    let parsed = parse::parse("", &file.text, decl.start, decl.end)?;
    let mut walker = parsed.walker();
    let path = path_to(&mut walker, call)?;
    let at = statement_of(&path, kept)?;
    let (statement, list) = (path[at], *path.get(at.checked_sub(1)?)?);
    if list.kind != Kind::StatementList {
        return None;
    }
    let later: Vec<Node<'_>> =
        walker.children(list).into_iter().filter(|sibling| sibling.start >= statement.end).collect();
    let last = *later.last()?;
    let ends_with_return = last.kind == Kind::ReturnStatement;
    let skipped = if ends_with_return { &later[..later.len() - 1] } else { &later[..] };
    if !skipped.iter().any(|sibling| returns(&mut walker, *sibling)) {
        return None;
    }
    let text = file.text.get(statement.start as usize..statement.end as usize)?;
    let (to, text) =
        if ends_with_return { (last.start, format!("{text}\n")) } else { (last.end, format!("\n{text}\n")) };
    let edits = vec![
        Edit { start: statement.start, end: statement.end, text: String::new() },
        Edit { start: to, end: to, text },
    ];
    Changed::new(file, decl, edits)
}

/// The nodes from the root to the call at exactly this place.
fn path_to<'tree>(walker: &mut Walker<'tree>, call: Span) -> Option<Vec<Node<'tree>>> {
    let mut path = vec![walker.root()];
    loop {
        let node = *path.last()?;
        if node.kind == Kind::CallExpression && (node.start, node.end) == (call.start, call.end) {
            return Some(path);
        }
        let inside = |child: &Node<'_>| child.start <= call.start && call.end <= child.end;
        path.push(walker.children(node).into_iter().find(inside)?);
    }
}

/// What to replace so that the call is not made.
fn removal(walker: &mut Walker<'_>, call: Span) -> Option<Edit> {
    let path = path_to(walker, call)?;
    let node = *path.last()?;
    let parent = *path.get(path.len().checked_sub(2)?)?;
    let gone = |node: Node<'_>| Edit { start: node.start, end: node.end, text: String::new() };
    match parent.kind {
        Kind::DeferStatement | Kind::GoStatement | Kind::ExpressionStatement => Some(gone(parent)),
        // The value is used: as an argument, an operand, a condition.
        _ => Some(Edit { text: ANYTHING.to_owned(), ..gone(node) }),
    }
}

/// Position in the path of the statement that makes the call: its own, or the one that defers the function literal
/// the call is in, unless that acquires, too.
fn statement_of(path: &[Node<'_>], kept: Span) -> Option<usize> {
    let is_statement =
        |node: &Node<'_>| matches!(node.kind, Kind::DeferStatement | Kind::GoStatement | Kind::ExpressionStatement);
    let own = path.len().checked_sub(2)?;
    let literal = path.iter().rposition(|node| node.kind == Kind::FuncLiteral);
    let holds = |node: &Node<'_>| node.start <= kept.start && kept.end <= node.end;
    let deferred = literal
        .and_then(|literal| literal.checked_sub(2))
        .filter(|at| path[*at].kind == Kind::DeferStatement && !holds(&path[*at]));
    match deferred {
        Some(at) => Some(at),
        None => is_statement(&path[own]).then_some(own),
    }
}

/// Whether a `return` of the function lies in a node.
fn returns<'tree>(walker: &mut Walker<'tree>, node: Node<'tree>) -> bool {
    match node.kind {
        Kind::ReturnStatement => true,
        Kind::FuncLiteral => false,
        _ => walker.children(node).into_iter().any(|child| returns(walker, child)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Language;
    use crate::frontend::changed::text_after;

    const TEXT: &str = "package a

func f() error {
	x, err := open()
	defer func() { x.Close() }()
	defer x.Close()
	if a, b := x.End(); b {
		return a
	}
	x.Stop()
	return join(x.Last(), err)
}
";

    fn changed(change: fn(&SourceFile, &Decl, Span) -> Option<Changed>, call: &str) -> Option<String> {
        text_after(TEXT, Language::Go, change, call)
    }

    /// Somewhere in the head.
    const KEPT: u32 = 12;

    fn without(call: &str) -> String {
        changed(|file, decl, call| without_calls(file, decl, &[call], Span::new(file.id, KEPT, KEPT)), call)
            .expect("a call")
    }

    #[test]
    fn calls_go_with_their_statements() {
        assert!(without("x.Stop()").contains("\t}\n\t\n\treturn join"));
        assert!(without("x.Close()").contains("defer func() {  }()\n"));
        assert!(without("x.End()").contains("if a, b := \u{f8}(); b {"));
        assert!(without("x.Last()").contains("return join(\u{f8}(), err)"));
    }

    #[test]
    fn what_is_kept_stays_in_its_place() {
        let keep = |file: &SourceFile, decl: &Decl, call: Span| {
            without_calls(file, decl, &[call], Span::new(file.id, call.start + 5, call.end - 6))
        };
        let kept = changed(keep, "join(x.Last(), err)").expect("a call");
        assert!(kept.contains("return      x.Last()\n"), "{kept}");
    }

    #[test]
    fn statements_move_behind_returns() {
        let late = |call| {
            let move_it = |file: &SourceFile, decl: &Decl, call: Span| {
                with_call_last(file, decl, call, Span::new(file.id, KEPT, KEPT))
            };
            changed(move_it, call)
        };
        let moved = late("x.Close()").expect("a deferred literal");
        assert!(moved.contains("x.Stop()\n\tdefer func() { x.Close() }()\nreturn join"), "{moved}");
        assert_eq!(late("x.Stop()"), None);
        assert_eq!(late("x.Last()"), None);
    }
}
