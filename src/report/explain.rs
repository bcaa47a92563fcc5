//! Words a finding: message, label, path and help line.
//!
//! A message has one cause, starts in lower case and has no full stop; the remedy is in the help line. For the
//! rule about files, the shapes read like this:
//!
//! | shape | message |
//! |---|---|
//! | early return | ``file `f` is not closed on every path`` |
//! | never released | ``file `f` is never closed`` |
//! | discarded | ``the file from `os.Open` is dropped and never closed`` |
//! | overwritten | ``file `f` is overwritten before being closed`` |
//! | replaces | ``file `f` is stored over one that is not closed`` |
//! | abnormal exit | ``file `f` is not closed when the goroutine ends`` |
//! | panic path | ``file `f` is not closed if something panics before`` |
//! | deferred in a loop | ``file `f` is closed only when the function returns, not in each round of the loop`` |
//! | unread | ``rows `rows` are neither read nor closed`` |
//! | before the error check | ``file `f` is used in a deferred call before the error is checked`` |

use crate::base::{FuncPath, SourceMap};
use crate::rule::{Catalog, ResourceKind};
use crate::typestate::{Acquisition, Finding, Shape, StepKind};

use super::diagnostic::Diagnostic;
use super::fingerprint::{Identity, fingerprint};
use super::fix::plan_fix;
use super::steps::{steps_of_result, word_steps};
use super::usage::{Said, usage};
use super::words::{Subject, cure, first_line, shorten};

/// What is known of the function that findings are in.
pub struct FunctionContext<'a> {
    /// Its path.
    pub path: FuncPath,
    /// `Type.method` or `func`.
    pub display_name: &'a str,
    /// All its acquisitions.
    pub acquisitions: &'a [Acquisition],
}

/// Words the findings of one function.
pub fn explain_function(
    function: &FunctionContext,
    findings: &[Finding],
    catalog: &Catalog,
    sources: &SourceMap,
) -> Vec<Diagnostic> {
    findings.iter().map(|finding| explain(finding, function, catalog, sources)).collect()
}

/// Words one finding.
fn explain(finding: &Finding, function: &FunctionContext, catalog: &Catalog, sources: &SourceMap) -> Diagnostic {
    let resource = finding.resource.map(|resource| catalog.resource(resource));
    let subject = resource.map(|resource| Subject::new(finding, resource));
    let rule = catalog.rule(finding.rule);
    let file = sources.get(finding.span.file);
    let key = resource.map_or("", |resource| resource.key.as_str());
    let identity = Identity {
        code: &rule.code,
        file: &file.path,
        function: function.path,
        resource: key,
        acquisitions: function.acquisitions,
    };
    let said = match (usage(finding, resource), &subject, resource) {
        (Some(said), ..) => said,
        (None, Some(subject), Some(resource)) => said_of_resource(finding, subject, resource),
        // Only usage is about no resource.
        (None, ..) => Said { message: rule.summary.clone(), label: String::new(), help: None },
    };
    Diagnostic {
        rule: finding.rule,
        code: rule.code.clone(),
        name: rule.name.clone(),
        severity: finding.severity,
        confidence: finding.confidence.as_str(),
        message: said.message,
        label: said.label,
        span: first_line(&file, finding.span),
        language: file.language,
        function: function.display_name.to_owned(),
        resource: key.to_owned(),
        shape: finding.shape.as_str(),
        steps: match subject {
            Some(subject) => word_steps(finding, &subject, sources),
            None => steps_of_result(finding, sources),
        },
        help: said.help,
        fix: resource.and_then(|resource| plan_fix(finding, resource, &file)),
        fingerprint: fingerprint(finding, &identity),
        suppressed: None,
    }
}

fn said_of_resource(finding: &Finding, subject: &Subject, resource: &ResourceKind) -> Said {
    Said {
        message: match &subject.holder {
            Some(holder) => message_of_holder(finding, subject, holder),
            None => message(finding, subject),
        },
        label: format!("{} must be {}", subject.short, subject.released),
        help: help(finding, subject, resource),
    }
}

fn message(finding: &Finding, subject: &Subject) -> String {
    let Subject { long, long_is: is, released, .. } = subject;
    if finding.instead.is_some() {
        return message_of_unread(finding, subject);
    }
    match finding.shape {
        Shape::EarlyReturn => format!("{long} {is} not {released} on every path"),
        Shape::NeverReleased if finding.ends_well_elsewhere => format!("{long} {is} not {released} on every path"),
        Shape::NeverReleased => format!("{long} {is} never {released}"),
        Shape::Discarded => {
            format!("the {} from `{}` is dropped and never {released}", subject.noun, shorten(&finding.callee))
        }
        Shape::Overwritten => format!("{long} {is} overwritten before being {released}"),
        Shape::Replaces => format!("{long} {is} stored over one that is not {released}"),
        Shape::AbnormalExit => format!("{long} {is} not {released} when {}", abnormal_exit(finding)),
        Shape::PanicPath => format!("{long} {is} not {released} if something panics before"),
        Shape::DeferInLoop => {
            format!("{long} {is} {released} only when the function returns, not in each round of the loop")
        }
        Shape::BeforeErrorCheck => format!("{long} {is} used in a deferred call before the error is checked"),
        Shape::UseAfterRelease => format!("{long} {is} used after being {released}"),
        Shape::ReturnedReleased => format!("{long} {is} returned, and {released} before the caller gets it"),
        Shape::DoubleRelease => format!("{long} {is} {released} twice"),
        Shape::UnaskedError => format!("{long} {is} read to the end, and nobody asks whether an error ended the loop"),
        Shape::UncheckedRelease => {
            format!("{long} {is} written to, and the error of {} it is dropped", subject.releasing)
        }
        Shape::Unread => message_of_unread(finding, subject),
        // Said by `usage`.
        Shape::PerRequest
        | Shape::PerRound
        | Shape::PerCall
        | Shape::NoDeadline
        | Shape::AtOnce
        | Shape::Outlives
        | Shape::NeverUsed
        | Shape::LeftAtExit
        | Shape::HeldAcrossSlowWait
        | Shape::EndsLoop
        | Shape::Spins
        | Shape::LosesRace
        | Shape::GoneAtReturn
        | Shape::UnreadError
        | Shape::NeverRuns
        | Shape::Unowned
        | Shape::Unlimited
        | Shape::LowLimit => String::new(),
        Shape::HeldAcrossWait => format!("{long} {is} held while something is waited for"),
        Shape::SecondCheckout => {
            format!(
                "another connection is taken from the same pool while {long} {} one",
                if *is == "is" { "holds" } else { "hold" }
            )
        }
    }
}

/// Nobody reads what the call hands out.
fn message_of_unread(finding: &Finding, subject: &Subject) -> String {
    let Subject { noun, long, long_is: is, released, .. } = subject;
    match finding.shape {
        Shape::Discarded => format!("the {noun} from `{}` {is} dropped and never {released}", shorten(&finding.callee)),
        Shape::Unread => format!("{long} {is} only {released}, never read"),
        // Every other shape is a way of being lost.
        _ => format!("{long} {is} neither read nor {released}"),
    }
}

/// The same where the variable has an object with the resource in it.
fn message_of_holder(finding: &Finding, subject: &Subject, holder: &str) -> String {
    let Subject { noun, long_is: is, released, .. } = subject;
    let holds = format!("{holder} holds {} that {is}", subject.one());
    match finding.shape {
        Shape::EarlyReturn => format!("{holds} not {released} on every path"),
        Shape::NeverReleased if finding.ends_well_elsewhere => format!("{holds} not {released} on every path"),
        Shape::NeverReleased => format!("{holds} never {released}"),
        Shape::Discarded => {
            format!(
                "the result of `{}` is dropped, and the {noun} in it {is} never {released}",
                shorten(&finding.callee)
            )
        }
        Shape::Overwritten => format!("{holds} overwritten before being {released}"),
        Shape::Replaces => format!("{holds} stored over one that is not {released}"),
        Shape::AbnormalExit => format!("{holds} not {released} when {}", abnormal_exit(finding)),
        Shape::PanicPath => format!("{holds} not {released} if something panics before"),
        Shape::DeferInLoop => {
            format!("{holds} {released} only when the function returns, not in each round of the loop")
        }
        // The others are about the resource, whoever holds it.
        _ => message(finding, subject),
    }
}

/// The cure of the table, where that is one for this shape.
fn help(finding: &Finding, subject: &Subject, resource: &ResourceKind) -> Option<String> {
    let Subject { short, short_is: is, released, .. } = subject;
    if let Some(instead) = finding.instead {
        let callee = finding.callee.rsplit_once('.').map_or_else(String::new, |(before, _)| format!("{before}."));
        return Some(format!("call `{}` where no {} are wanted", shorten(&format!("{callee}{instead}")), subject.noun));
    }
    let goes_round = finding.steps.iter().any(|step| step.kind == StepKind::LoopBack);
    if finding.shape == Shape::SecondCheckout {
        return Some(format!(
            "ask the pool again only after {short} {is} {released}, or make the call on {short} if it can"
        ));
    }
    if let Some(help) = help_after_end(finding, subject, resource) {
        return Some(help);
    }
    if finding.shape == Shape::DeferInLoop || goes_round {
        let what = subject.holder.as_ref().unwrap_or(short);
        return Some(format!("release {what} in each round, or move the body of the loop into a function of its own"));
    }
    if let Some(holder) = &subject.holder {
        return Some(format!("release {holder}, for example with its closing method; if it has none, give it one"));
    }
    if resource.cure.is_empty() {
        return None;
    }
    let cure = cure(&resource.cure, subject);
    let no_variable = finding.handle.is_none_or(|name| name.is_empty());
    Some(if no_variable { format!("keep it in a variable, then {cure}") } else { cure })
}

/// The cure for what is done to something that has ended.
fn help_after_end(finding: &Finding, subject: &Subject, resource: &ResourceKind) -> Option<String> {
    let Subject { short, released, placeholder, .. } = subject;
    match finding.shape {
        Shape::UseAfterRelease => Some(format!("use {short} before it is {released}, or not at all")),
        Shape::ReturnedReleased => {
            Some(format!("leave {} it to the caller, or return what was read from it", subject.releasing))
        }
        Shape::Replaces => Some(format!("the former {} has to be {released} before it is replaced", subject.noun)),
        Shape::DoubleRelease => Some("leave out the second call, or return after the first".to_owned()),
        Shape::UnaskedError => {
            let method = resource.asked_after_end?;
            Some(format!("return `{placeholder}.{method}()` after the loop"))
        }
        Shape::UncheckedRelease => {
            Some("check the error where all went well: what was written may not have arrived".to_owned())
        }
        _ => None,
    }
}

fn abnormal_exit(finding: &Finding) -> &'static str {
    match finding.steps.last().map(|step| &step.kind) {
        Some(StepKind::GoroutineEnds) => "the goroutine ends",
        Some(StepKind::Panics | StepKind::MayPanic) => "the function panics",
        // The engine ends such a path with one of the above; anything else is an exit all the same.
        _ => "the function is left",
    }
}
