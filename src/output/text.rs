//! Source excerpts for people: the acquisition as the primary label, the path as numbered ones, a help line.

use std::io::{self, Write};
use std::ops::Range;
use std::rc::Rc;

use codespan_reporting::diagnostic::{Diagnostic as Rendered, Label, Severity as Level};
use codespan_reporting::files::{Error, Files};
use codespan_reporting::term::termcolor::{Ansi, NoColor};
use codespan_reporting::term::{Config, Styles, StylesWriter, WriteStyle, emit_to_write_style};

use crate::base::{FileId, Span};
use crate::report::Diagnostic;
use crate::rule::Severity;

use super::{Indexed, Positions, Report};

/// Lines longer than this are not shown: no terminal has them, and generated files have lines of megabytes.
const LONGEST_LINE: usize = 1_000;

/// Prints every finding with its source.
pub fn render(report: &Report, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let positions = Positions::new(report.sources);
    let styles = Styles::default();
    let config = Config::default();
    let mut buffer = Vec::new();
    for finding in report.findings {
        buffer.clear();
        let rendered = rendered(finding, &positions);
        let written = if colour {
            emit(&mut StylesWriter::new(Ansi::new(&mut buffer), &styles), &config, &positions, &rendered)
        } else {
            emit(&mut StylesWriter::new(NoColor::new(&mut buffer), &styles), &config, &positions, &rendered)
        };
        if written.is_err() {
            // The source could not be shown (a span outside it); what was found is still said.
            buffer.clear();
            writeln!(buffer, "{}: {}", finding.severity.as_str(), finding.message)?;
        }
        out.write_all(&buffer)?;
    }
    Ok(())
}

fn emit<W: WriteStyle>(
    writer: &mut W,
    config: &Config,
    positions: &Positions,
    rendered: &Rendered<FileId>,
) -> Result<(), Error> {
    emit_to_write_style(writer, config, positions, rendered)
}

fn rendered(finding: &Diagnostic, positions: &Positions) -> Rendered<FileId> {
    let level = match finding.severity {
        Severity::Error => Level::Error,
        Severity::Warning => Level::Warning,
        Severity::Info => Level::Note,
    };
    let rendered =
        Rendered::new(level).with_code(format!("{} {}", finding.code, finding.name)).with_message(&finding.message);
    let mut notes = Vec::new();
    let labels = if is_showable(finding, positions) { labels(finding) } else { vec![] };
    if labels.is_empty() {
        notes.extend(path_as_notes(finding, positions));
    }
    notes.extend(finding.help.iter().map(|help| format!("help: {help}")));
    rendered.with_labels(labels).with_notes(notes)
}

/// The path as labels. Its first step is the acquisition, where the primary label stands anyway.
fn labels(finding: &Diagnostic) -> Vec<Label<FileId>> {
    let mut steps = finding.steps.iter().enumerate().peekable();
    let first = steps.next_if(|(_, step)| step.span.start == finding.span.start && step.span.file == finding.span.file);
    let primary = match first {
        Some((_, step)) => format!("1. {}; {}", step.message, finding.label),
        None => finding.label.clone(),
    };
    let mut labels = vec![Label::primary(finding.span.file, range(finding.span)).with_message(primary)];
    for (n, step) in steps {
        let message = format!("{}. {}", n + 1, step.message);
        labels.push(Label::secondary(step.span.file, range(step.span)).with_message(message));
    }
    labels
}

fn path_as_notes(finding: &Diagnostic, positions: &Positions) -> Vec<String> {
    let at = |span: Span| {
        let indexed = positions.file(span.file);
        let start = indexed.at(span.start);
        format!("{}:{}:{}", indexed.file.path, start.line, start.column)
    };
    let mut notes = vec![format!("{}: {}", at(finding.span), finding.label)];
    let steps = finding.steps.iter().enumerate();
    notes.extend(steps.map(|(n, step)| format!("{}: {}. {}", at(step.span), n + 1, step.message)));
    notes
}

/// Whether every line that would be shown is of a size for people.
fn is_showable(finding: &Diagnostic, positions: &Positions) -> bool {
    let spans = std::iter::once(finding.span).chain(finding.steps.iter().map(|step| step.span));
    spans.into_iter().all(|span| {
        let indexed = positions.file(span.file);
        let inside = span.end as usize <= indexed.file.text.len();
        let line = indexed.lines.line(span.start);
        inside && indexed.lines.line_range(&indexed.file.text, line).len() <= LONGEST_LINE
    })
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// A file as codespan wants to hold it.
pub struct Source(Rc<Indexed>);

impl AsRef<str> for Source {
    fn as_ref(&self) -> &str {
        &self.0.file.text
    }
}

impl<'a> Files<'a> for Positions<'_> {
    type FileId = FileId;
    type Name = String;
    type Source = Source;

    fn name(&'a self, id: FileId) -> Result<String, Error> {
        Ok(self.file(id).file.path.clone())
    }

    fn source(&'a self, id: FileId) -> Result<Source, Error> {
        Ok(Source(self.file(id)))
    }

    fn line_index(&'a self, id: FileId, byte_index: usize) -> Result<usize, Error> {
        Ok(self.file(id).lines.line(byte_index as u32) as usize - 1)
    }

    fn line_range(&'a self, id: FileId, line_index: usize) -> Result<Range<usize>, Error> {
        let indexed = self.file(id);
        if line_index >= indexed.lines.line_count() as usize {
            let max = indexed.lines.line_count() as usize;
            return Err(Error::LineTooLarge { given: line_index, max });
        }
        // Without the line ending: a `\r` would be printed, and a span never reaches into it.
        Ok(indexed.lines.line_range(&indexed.file.text, line_index as u32 + 1))
    }
}
