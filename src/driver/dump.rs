//! Everything the program believes about a file, printed.

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use crate::base::{Language, LineIndex, SourceFile, SourceMap};
use crate::frontend;
use crate::interproc::{self, FunctionReport};
use crate::ir::names::{Names, closure_text};
use crate::ir::{self, Callee, Decl, Function, InstrKind, LinkedBody, Outline, Target};

use super::account::accounts_of;
use super::discover::{is_analysed, shown};
use super::files::read_source;
use super::manifest::normalised;
use super::session::{Analyzed, Session, SessionError};

/// What to print.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// What the file declares and which names each declaration mentions.
    Outline,
    /// Lowered functions.
    Ir,
    /// Their control-flow graphs.
    Cfg,
    /// What each call means.
    Callees,
    /// Functions seen from outside.
    Summaries,
    /// What became of each acquisition.
    Fates,
    /// Findings with their steps, before they are worded or filtered.
    Findings,
}

/// How to print it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DumpFormat {
    /// Text.
    Text,
    /// Graphviz; only control-flow graphs have this form.
    Dot,
}

impl Session {
    /// Prints a stage for a file, or for the functions of one name in it. A name is `func` or `Type.method`.
    pub fn dump(
        &self,
        stage: Stage,
        file: &Path,
        function: Option<&str>,
        format: DumpFormat,
    ) -> Result<String, SessionError> {
        match stage {
            Stage::Outline => self.alone(file).map(|(file, outline)| print_outline(&file, &outline)),
            Stage::Ir | Stage::Cfg => {
                let (file, outline) = self.alone(file)?;
                let as_graph = stage == Stage::Cfg || format == DumpFormat::Dot;
                Ok(print_lowered(&file, &outline, function, as_graph))
            }
            Stage::Callees | Stage::Summaries | Stage::Fates | Stage::Findings => self.with_threads(|threads| {
                let (session, shown) = self.around(file)?;
                let analyzed = session.analyze(threads, &(), crate::interproc::Scope::EveryResource)?;
                Ok(print_analyzed(stage, &analyzed, &shown, function))
            }),
        }
    }

    /// One file without its package: enough for what needs no names looked up.
    fn alone(&self, file: &Path) -> Result<(Arc<SourceFile>, Outline), SessionError> {
        let place = normalised(&self.root().join(file));
        let shown = shown(&place, self.root());
        let text = read_source(&place, &shown)
            .map_err(|problem| SessionError::File(format!("{}: {}", problem.path, problem.message)))?;
        let language = Language::of_path(&place)
            .filter(|_| is_analysed(&place))
            .ok_or_else(|| SessionError::File(format!("{shown}: not in a language that is analysed")))?;
        let file = SourceMap::default().add(shown, language, text);
        let outline = frontend::outline(&file);
        Ok((file, outline))
    }
}

fn is_wanted(decl: &Decl, function: Option<&str>) -> bool {
    function.is_none_or(|wanted| wanted == decl.name.as_str() || wanted == display_name(decl))
}

fn display_name(decl: &Decl) -> String {
    match decl.receiver {
        Some(receiver) => format!("{receiver}.{}", decl.name),
        None => decl.name.to_string(),
    }
}

fn print_outline(file: &SourceFile, outline: &Outline) -> String {
    let lines = file.line_index();
    let mut text = format!("package {}{}\n", outline.package, if outline.generated { " (generated)" } else { "" });
    for import in &outline.imports {
        let alias = import.alias.map(|alias| format!("{alias} ")).unwrap_or_default();
        let _ = writeln!(text, "import {alias}\"{}\"", import.path);
    }
    for decl in &outline.decls {
        let kind = format!("{:?}", decl.kind).to_lowercase();
        let (first, last) = (lines.line(decl.start), lines.line(decl.end));
        let _ = writeln!(text, "{first}-{last} {kind} {} mentions {}", display_name(decl), decl.mentions.len());
    }
    for directive in &outline.directives {
        let line = lines.line(directive.span.start);
        let _ = writeln!(text, "{line} {:?} {}", directive.kind, directive.rules.join(","));
    }
    for problem in &outline.problems {
        let line = problem.span.map_or(0, |span| lines.line(span.start));
        let _ = writeln!(text, "{line} problem: {}", problem.message);
    }
    text
}

fn print_lowered(file: &SourceFile, outline: &Outline, function: Option<&str>, as_graph: bool) -> String {
    let lines = file.line_index();
    let mut text = String::new();
    for decl in outline.decls.iter().filter(|decl| decl.is_function() && is_wanted(decl, function)) {
        match frontend::lower(file, decl) {
            Ok(function) => text.push_str(&print_function(&function, &lines, as_graph)),
            Err(problem) => {
                let _ = writeln!(text, "{}: {}", display_name(decl), problem.message);
            }
        }
    }
    text
}

fn print_function(function: &Function, lines: &LineIndex, as_graph: bool) -> String {
    if as_graph { ir::dot::dot(function) } else { ir::print::print(function, Some(lines)) + "\n" }
}

fn print_analyzed(stage: Stage, analyzed: &Analyzed, shown: &str, function: Option<&str>) -> String {
    let wanted = |display: &str, name: &str| function.is_none_or(|wanted| display == wanted || name == wanted);
    if stage == Stage::Callees {
        return print_callees(analyzed, shown, &wanted);
    }
    let mut text = String::new();
    let of_file = analyzed.analysis.reports.iter().filter(|report| analyzed.sources.get(report.file).path == shown);
    for report in of_file.filter(|report| wanted(&report.display_name, report.path.name.as_str())) {
        let lines = analyzed.sources.get(report.file).line_index();
        match stage {
            Stage::Summaries => {
                let _ = writeln!(
                    text,
                    "{}: {}",
                    report.display_name,
                    analyzed.analysis.summary_text(report, &analyzed.catalog)
                );
            }
            Stage::Fates => print_fates(&mut text, report, analyzed, &lines),
            Stage::Findings => print_findings(&mut text, report, analyzed, &lines),
            // These are printed without the engine's reports.
            Stage::Outline | Stage::Ir | Stage::Cfg | Stage::Callees => {}
        }
    }
    text
}

fn print_fates(text: &mut String, report: &FunctionReport, analyzed: &Analyzed, lines: &LineIndex) {
    for account in accounts_of(report, &analyzed.catalog) {
        let line = lines.line(account.span.start);
        let handle = account.handle.as_deref().unwrap_or("_");
        let at = account.decided_at.map(|span| format!(" at line {}", lines.line(span.start))).unwrap_or_default();
        let (function, resource, callee, sentence) =
            (&account.function, &account.resource, &account.callee, &account.sentence);
        let _ = writeln!(text, "{line} {function}: {handle} = {callee} ({resource}): {sentence}{at}");
    }
}

fn print_findings(text: &mut String, report: &FunctionReport, analyzed: &Analyzed, lines: &LineIndex) {
    for finding in &report.findings {
        let at = lines.byte_column(finding.span.start);
        let rule = &analyzed.catalog.rule(finding.rule).name;
        let (shape, confidence) = (finding.shape.as_str(), finding.confidence.as_str());
        let name = &report.display_name;
        let _ = writeln!(text, "{}:{} {name}: {rule} {shape} {confidence}", at.line, at.column);
        for step in &finding.steps {
            let at = lines.byte_column(step.span.start);
            let _ = writeln!(text, "    {}:{} {}", at.line, at.column, step.kind.as_str());
        }
    }
}

/// What each call of the file's functions means.
fn print_callees(analyzed: &Analyzed, shown: &str, wanted: &dyn Fn(&str, &str) -> bool) -> String {
    let mut text = String::new();
    for id in analyzed.program.functions() {
        let info = analyzed.program.function(id);
        let source = &info.source().source;
        if source.path != shown || !wanted(&interproc::display_name(info.path), info.path.name.as_str()) {
            continue;
        }
        match analyzed.program.link(id) {
            Ok(linked) => print_calls(&mut text, &linked, &source.line_index()),
            Err(problem) => {
                let _ = writeln!(text, "{}: {}", info.path, problem.message);
            }
        }
    }
    text
}

fn print_calls(text: &mut String, linked: &LinkedBody, lines: &LineIndex) {
    let body = &linked.function.body;
    let names = Names::new(body);
    let _ = writeln!(text, "{}", linked.path);
    for instr in body.instrs.iter() {
        let InstrKind::Call(call) = &instr.kind else { continue };
        let callee = match &call.callee {
            Callee::Place(place) => names.place(place),
            Callee::Closure(id) => closure_text(*id),
        };
        let at = lines.byte_column(instr.span.start);
        let meaning = linked.targets.get(call.id).map_or("nothing recorded".to_owned(), target_text);
        let _ = writeln!(text, "    {}:{} {callee}: {meaning}", at.line, at.column);
    }
}

fn target_text(target: &Target) -> String {
    let signature = target.signature().map(|signature| format!(" {signature}")).unwrap_or_default();
    match target {
        Target::Known { path, .. } => format!("ours: {path}{signature}"),
        Target::External { path, interface, .. } => {
            let kind = if *interface { "interface" } else { "library" };
            format!("{kind}: {path}{signature}")
        }
        Target::Builtin(name) => format!("builtin: {name}"),
        Target::Conversion(ty) => format!("conversion to {ty}"),
        Target::Value(_) => format!("function value{signature}"),
        Target::UnknownMethod(name) => format!("method `{name}` of an unknown type"),
        Target::Unknown => "unknown".to_owned(),
    }
}
