//! Marks: expectations written as trailing comments in Go code. `src/` does not know them.
//!
//! ```text
//! // want ID ["regex"]      a finding of this rule has its primary span on this line
//! // want-step "regex"      the path of a finding of this file has a matching step on this line
//! // want-fate FATE         an acquisition on this line ends like this
//! // want-summary "text"    on a function header: its summary in text form
//! // known-fp ID "why"      reported today and wrong
//! // known-fn ID "why"      not reported today and should be
//! ```
//!
//! Several marks may follow each other on one line, each with its own `//`. In a rule page the ID of a `want` may be
//! left out: it is the rule of the page.

/// One mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Line, from 1.
    pub line: u32,
    /// What is expected.
    pub kind: MarkKind,
}

/// What a mark expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A finding of this rule, with this text in its message.
    Want { rule: String, message: Option<String> },
    /// A step.
    Step(String),
    /// A fate.
    Fate(String),
    /// A summary.
    Summary(String),
    /// A finding that is wrong.
    KnownFalsePositive { rule: String, why: String },
    /// A finding that is missing.
    KnownFalseNegative { rule: String, why: String },
}

/// All marks of a text, and what looks like one and is none.
pub fn marks_of(text: &str, default_rule: Option<&str>) -> (Vec<Mark>, Vec<String>) {
    let mut marks = Vec::new();
    let mut mistakes = Vec::new();
    for (n, line) in text.lines().enumerate() {
        let number = n as u32 + 1;
        for piece in comment_pieces(line) {
            match read(piece, default_rule) {
                Ok(None) => {}
                Ok(Some(kind)) => marks.push(Mark { line: number, kind }),
                Err(mistake) => mistakes.push(format!("line {number}: {mistake}: {piece}")),
            }
        }
    }
    (marks, mistakes)
}

/// What follows each `//` of a line, up to the next one.
fn comment_pieces(line: &str) -> impl Iterator<Item = &str> {
    let quoted_before = |at: usize| line[..at].matches('"').count() % 2 == 1;
    let mut starts: Vec<usize> = line.match_indices("//").map(|(at, _)| at).filter(|&at| !quoted_before(at)).collect();
    starts.push(line.len() + 2);
    (1..starts.len())
        .map(move |n| line.get(starts[n - 1] + 2..starts[n].min(line.len())).unwrap_or("").trim())
        .collect::<Vec<_>>()
        .into_iter()
}

fn read(piece: &str, default_rule: Option<&str>) -> Result<Option<MarkKind>, &'static str> {
    let (word, rest) = piece.split_once(' ').unwrap_or((piece, ""));
    let (id, quoted) = match rest.split_once('"') {
        Some((id, quoted)) => (id.trim(), Some(quoted.trim_end().strip_suffix('"').ok_or("a quote is not closed")?)),
        None => (rest.trim(), None),
    };
    let quoted = quoted.map(str::to_owned);
    let rule = |id: &str| match (id, default_rule) {
        ("", Some(rule)) => Ok(rule.to_owned()),
        ("", None) => Err("a rule is missing"),
        (id, _) if id.contains(' ') => Err("one rule only"),
        (id, _) => Ok(id.to_owned()),
    };
    let kind = match word {
        "want" => MarkKind::Want { rule: rule(id)?, message: quoted },
        "want-step" => MarkKind::Step(quoted.ok_or("a quoted expression is missing")?),
        "want-fate" => MarkKind::Fate(id.to_owned()),
        "want-summary" => MarkKind::Summary(quoted.ok_or("a quoted text is missing")?),
        "known-fp" => MarkKind::KnownFalsePositive { rule: rule(id)?, why: quoted.ok_or("the reason is missing")? },
        "known-fn" => MarkKind::KnownFalseNegative { rule: rule(id)?, why: quoted.ok_or("the reason is missing")? },
        word if word.starts_with("want-") || word.starts_with("known-") => return Err("no such mark"),
        // Any other comment.
        _ => return Ok(None),
    };
    Ok(Some(kind))
}

#[test]
fn marks_are_read() {
    let text = "f() // want a-rule // want-fate leaked\n\
                x(\"//\") // want-step \"returns\"\n\
                y() // see https://example.com\n\
                z() // known-fn b-rule \"because // of this\"\n\
                q() // want-stop \"x\"\n";
    let (marks, mistakes) = marks_of(text, None);
    assert_eq!(marks.len(), 4, "{marks:?}");
    assert_eq!(marks[0].kind, MarkKind::Want { rule: "a-rule".to_owned(), message: None });
    assert_eq!(marks[1].kind, MarkKind::Fate("leaked".to_owned()));
    assert_eq!(marks[2], Mark { line: 2, kind: MarkKind::Step("returns".to_owned()) });
    let known = MarkKind::KnownFalseNegative { rule: "b-rule".to_owned(), why: "because // of this".to_owned() };
    assert_eq!(marks[3].kind, known);
    assert_eq!(mistakes.len(), 1);
    assert_eq!(marks_of("f() // want", Some("r")).0.len(), 1);
    assert_eq!(marks_of("f() // want", None).1.len(), 1);
}
