//! The path of a finding in words, one message a step.

use crate::base::{SourceFile, SourceMap};
use crate::typestate::{Finding, Step, StepKind};

use super::diagnostic::DiagnosticStep;
use super::questions;
use super::words::{Subject, assigned_by, callee_of, first_line, shorten, text_of};

/// Words all steps of a finding.
pub fn word_steps(finding: &Finding, subject: &Subject, sources: &SourceMap) -> Vec<DiagnosticStep> {
    let mut guard = Guard::of(finding, sources);
    let mut worded = Vec::with_capacity(finding.steps.len());
    for step in &finding.steps {
        let file = sources.get(step.span.file);
        let message = match step.kind {
            StepKind::Branch(answer) if file.language.has_owners() => {
                match questions::answer(&file, step.span, answer) {
                    Some(sentence) => sentence,
                    None => continue,
                }
            }
            StepKind::Branch(answer) => guard.word(branch(text_of(&file, step.span), answer), subject),
            _ => plain_step(step, &file, finding, subject),
        };
        worded.push(DiagnosticStep { kind: step.kind.as_str(), message, span: first_line(&file, step.span) });
    }
    worded
}

/// Words the steps of a finding that is about no resource.
pub fn steps_of_result(finding: &Finding, sources: &SourceMap) -> Vec<DiagnosticStep> {
    let worded = finding.steps.iter().map(|step| {
        let file = sources.get(step.span.file);
        let message = match step.kind {
            StepKind::Exits => "the process may end here".to_owned(),
            _ => "this is waited for".to_owned(),
        };
        DiagnosticStep { kind: step.kind.as_str(), message, span: first_line(&file, step.span) }
    });
    worded.collect()
}

fn plain_step(step: &Step, file: &SourceFile, finding: &Finding, subject: &Subject) -> String {
    let Subject { short, short_is: is, released, releasing, .. } = subject;
    let callee = || callee_of(text_of(file, step.span));
    match &step.kind {
        StepKind::Acquired => format!("acquired from `{}`", shorten(&finding.callee)),
        StepKind::Given => format!("the function gets {short} by value, and owns it"),
        StepKind::Branch(answer) => branch(text_of(file, step.span), *answer).sentence,
        StepKind::Case => "this case is taken".to_owned(),
        StepKind::Borrowed => format!("`{}` uses {short} and leaves it {}", callee(), subject.unreleased()),
        StepKind::CalleeKeepsOpen => format!("`{}` may return without {releasing} {short}", callee()),
        StepKind::LoopBack => format!("the next round of the loop begins before {short} {is} {released}"),
        StepKind::Overwritten => format!("{short} {is} overwritten before being {released}"),
        StepKind::FormerUsed => format!("`{}` uses the former {}", callee(), subject.noun),
        StepKind::Replaces => {
            format!("{short} {is} stored over the former {}, which is not {released}", subject.noun)
        }
        StepKind::DeferredInLoop => {
            format!("{releasing} {short} is deferred here, in each round of the loop, to the end of the function")
        }
        StepKind::DeferredEarly => format!("{short} {is} used in a deferred call before the error is checked"),
        StepKind::MayPanic => format!("`{}` may panic, and nothing deferred takes care of {short}", callee()),
        StepKind::Released => format!("{short} {is} {released} here, which a panic would skip"),
        StepKind::Finished => format!("{short} {is} {released} here"),
        StepKind::UsedAfter => format!("`{}` comes after that", callee()),
        StepKind::ReturnedReleased => format!("returns {short}, and {releasing} it is deferred"),
        StepKind::ReleasedAgain => format!("`{}` comes when {short} {is} {released} already", callee()),
        StepKind::NotAsked => format!("returns without asking {short} whether an error ended the loop"),
        StepKind::Returns => format!("returns without {releasing} {short}"),
        StepKind::Ends => format!("the function ends without {releasing} {short}"),
        StepKind::Panics => format!("panics without {releasing} {short}"),
        StepKind::Exits => "the process ends here".to_owned(),
        StepKind::Waits => format!("`{}` is waited for while {short} {is} held", callee()),
        StepKind::Dropped => format!("{short} goes out of scope here without being {released}"),
        StepKind::Forgotten => format!("`{}` keeps {short} from ever being dropped", callee()),
        StepKind::Discarded => "the result is dropped here".to_owned(),
        StepKind::CheckedOut => {
            format!("`{}` takes another connection from the pool while {short} holds one", callee())
        }
        StepKind::CheckedOutInside(via) => {
            let chain: Vec<String> = via.iter().map(|name| format!("`{name}`")).collect();
            let chain = chain.join(", which calls ");
            format!("calls {chain}, which takes another connection from the pool while {short} holds one")
        }
        StepKind::GoroutineEnds => format!("`{}` ends the goroutine without {releasing} {short}", callee()),
    }
}

/// A branch in words: what the condition is about, and what it said.
struct BranchWords {
    subject: Option<String>,
    sentence: String,
}

/// Words the answer to a condition, given as source text.
fn branch(condition: &str, answer: bool) -> BranchWords {
    let text = unwrapped(condition);
    // The engine asks "is it nil?" and "are they equal?", whichever way the source puts it.
    if let Some(subject) = nil_test(text) {
        let says = if answer { "is nil" } else { "is not nil" };
        return BranchWords { sentence: format!("`{}` {says}", shorten(subject)), subject: Some(subject.to_owned()) };
    }
    if text.starts_with("range ") || text.contains(" range ") || text.starts_with("for ") {
        let sentence = if answer { "the loop is entered" } else { "the loop is over" };
        return BranchWords { sentence: sentence.to_owned(), subject: None };
    }
    if let Some((left, right)) =
        text.split_once("!=").filter(|(left, right)| is_simple(left.trim()) && is_simple(right.trim()))
    {
        let says = if answer { "equals" } else { "differs from" };
        let sentence = format!("`{}` {says} `{}`", shorten(left.trim()), shorten(right.trim()));
        return BranchWords { sentence, subject: None };
    }
    match text.strip_prefix('!').map(unwrapped).filter(|inner| is_simple(inner)) {
        Some(inner) => truth(inner, !answer),
        None => truth(text, answer),
    }
}

fn truth(text: &str, answer: bool) -> BranchWords {
    if text.is_empty() {
        let sentence = if answer { "the condition is true" } else { "the condition is false" };
        return BranchWords { sentence: sentence.to_owned(), subject: None };
    }
    BranchWords { sentence: format!("`{}` is {answer}", shorten(text)), subject: Some(text.to_owned()) }
}

/// The `x` of `x == nil`, `x != nil` and the same turned round.
fn nil_test(text: &str) -> Option<&str> {
    for operator in ["==", "!="] {
        let Some((left, right)) = text.split_once(operator) else { continue };
        let (left, right) = (left.trim(), right.trim());
        let subject = if right == "nil" { left } else { right };
        if (left == "nil" || right == "nil") && is_simple(subject) {
            return Some(subject);
        }
    }
    None
}

/// One operand: no operator that would bind weaker than a negation or a comparison.
fn is_simple(text: &str) -> bool {
    !text.is_empty()
        && !["&&", "||", "==", "!=", " < ", " > ", "<=", ">="].iter().any(|operator| text.contains(operator))
}

fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    match text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        Some(inner) if !inner.contains(['(', ')']) => inner.trim(),
        _ => text,
    }
}

/// The names assigned together with the handle; the first test of one of them is what proves the
/// acquisition to have succeeded.
struct Guard {
    names: Vec<String>,
}

impl Guard {
    fn of(finding: &Finding, sources: &SourceMap) -> Guard {
        let file = sources.get(finding.span.file);
        Guard { names: assigned_by(&file, finding.span).into_iter().map(str::to_owned).collect() }
    }

    fn word(&mut self, branch: BranchWords, subject: &Subject) -> String {
        let tested = branch.subject.as_deref();
        if !self.names.iter().any(|name| Some(name.as_str()) == tested) {
            return branch.sentence;
        }
        self.names.clear();
        let is_handle = subject.holder.is_none() && tested == Some(subject.placeholder.as_str());
        // An error that is there is that of a later call, put into the same variable.
        if !is_handle && branch.sentence.ends_with("is not nil") {
            return branch.sentence;
        }
        let owed = if is_handle { "it" } else { subject.short.as_str() };
        let is = if is_handle { "is" } else { subject.short_is };
        format!("{}, so {owed} {is} {}", branch.sentence, subject.unreleased())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches() {
        let said = |condition, answer| branch(condition, answer).sentence;
        // The answer is to "is it nil?" and "are they equal?".
        assert_eq!(said("err != nil", true), "`err` is nil");
        assert_eq!(said("(err != nil)", false), "`err` is not nil");
        assert_eq!(said("err == nil", true), "`err` is nil");
        assert_eq!(said("nil == s.conn", true), "`s.conn` is nil");
        assert_eq!(said("n != 3", true), "`n` equals `3`");
        assert_eq!(said("n == 3", false), "`n == 3` is false");
        assert_eq!(said("!ok", true), "`ok` is false");
        assert_eq!(said("rows.Next()", false), "`rows.Next()` is false");
        assert_eq!(said("n > 3 && a == nil", true), "`n > 3 && a == nil` is true");
        assert_eq!(said("_, x := range xs", false), "the loop is over");
        assert_eq!(said("", true), "the condition is true");
    }
}
