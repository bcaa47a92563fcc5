//! The JSON contract, versioned by `schema`.
//!
//! The shapes are written down here, apart from [`Diagnostic`], so that changing our own types cannot change what
//! scripts rely on by accident. Within one schema number fields are only added.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::base::{Problem, Span};
use crate::report::{Applicability, Diagnostic, DiagnosticStep, Fix};
use crate::rule::Severity;

use super::{Positions, Report};

const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool,
    summary: SummaryShape,
    findings: Vec<FindingShape<'a>>,
    problems: Vec<ProblemShape<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct SummaryShape {
    files: usize,
    functions: usize,
    functions_analyzed: usize,
    findings: usize,
    by_severity: BTreeMap<&'static str, usize>,
    suppressed: usize,
    problems: usize,
}

#[derive(Serialize)]
struct FindingShape<'a> {
    code: &'a str,
    name: &'a str,
    severity: &'static str,
    confidence: &'static str,
    message: &'a str,
    path: String,
    language: &'static str,
    function: &'a str,
    resource: &'a str,
    shape: &'static str,
    span: SpanShape,
    steps: Vec<StepShape<'a>>,
    help: Option<&'a str>,
    fix: Option<FixShape<'a>>,
    fingerprints: BTreeMap<&'static str, &'a str>,
    suppressed: Option<&'a str>,
}

#[derive(Serialize)]
struct StepShape<'a> {
    kind: &'static str,
    message: &'a str,
    path: String,
    span: SpanShape,
}

#[derive(Serialize)]
struct FixShape<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<EditShape<'a>>,
}

#[derive(Serialize)]
struct EditShape<'a> {
    path: String,
    span: SpanShape,
    text: &'a str,
}

#[derive(Serialize)]
struct SpanShape {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: u32,
    column: u32,
    byte: u32,
}

#[derive(Serialize)]
struct ProblemShape<'a> {
    kind: &'static str,
    path: &'a str,
    span: Option<SpanShape>,
    message: &'a str,
}

/// Prints the whole report as one JSON document.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let positions = Positions::new(report.sources);
    let document = Document {
        schema: SCHEMA,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        summary: summary(report),
        findings: report.findings.iter().map(|finding| finding_shape(finding, &positions)).collect(),
        problems: report.problems.iter().map(|problem| problem_shape(problem, &positions)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn summary(report: &Report) -> SummaryShape {
    let mut by_severity: BTreeMap<&'static str, usize> =
        [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (severity.as_str(), 0)).into();
    for finding in report.findings {
        *by_severity.entry(finding.severity.as_str()).or_default() += 1;
    }
    SummaryShape {
        files: report.summary.files,
        functions: report.summary.functions,
        functions_analyzed: report.summary.functions_analyzed,
        findings: report.findings.len(),
        by_severity,
        suppressed: report.summary.suppressed,
        problems: report.problems.len(),
    }
}

fn finding_shape<'a>(finding: &'a Diagnostic, positions: &Positions) -> FindingShape<'a> {
    FindingShape {
        code: &finding.code,
        name: &finding.name,
        severity: finding.severity.as_str(),
        confidence: finding.confidence,
        message: &finding.message,
        path: positions.file(finding.span.file).file.path.clone(),
        language: finding.language.as_str(),
        function: &finding.function,
        resource: &finding.resource,
        shape: finding.shape,
        span: span_shape(finding.span, positions),
        steps: finding.steps.iter().map(|step| step_shape(step, positions)).collect(),
        help: finding.help.as_deref(),
        fix: finding.fix.as_ref().map(|fix| fix_shape(fix, positions)),
        fingerprints: [("closewait/v1", finding.fingerprint.as_str())].into(),
        suppressed: finding.suppressed.as_deref(),
    }
}

fn step_shape<'a>(step: &'a DiagnosticStep, positions: &Positions) -> StepShape<'a> {
    StepShape {
        kind: step.kind,
        message: &step.message,
        path: positions.file(step.span.file).file.path.clone(),
        span: span_shape(step.span, positions),
    }
}

fn fix_shape<'a>(fix: &'a Fix, positions: &Positions) -> FixShape<'a> {
    let applicability = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
    };
    let edits = fix.edits.iter().map(|edit| EditShape {
        path: positions.file(edit.span.file).file.path.clone(),
        span: span_shape(edit.span, positions),
        text: &edit.text,
    });
    FixShape { title: &fix.title, applicability, edits: edits.collect() }
}

fn problem_shape<'a>(problem: &'a Problem, positions: &Positions) -> ProblemShape<'a> {
    ProblemShape {
        kind: problem.kind.as_str(),
        path: &problem.path,
        span: problem.span.map(|span| span_shape(span, positions)),
        message: &problem.message,
    }
}

fn span_shape(span: Span, positions: &Positions) -> SpanShape {
    let file = positions.file(span.file);
    let position = |offset: u32| {
        let at = file.at(offset);
        Position { line: at.line, column: at.column, byte: offset }
    };
    SpanShape { start: position(span.start), end: position(span.end) }
}
