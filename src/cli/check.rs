//! `closewait check`.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::base::Problem;
use crate::driver::{Checked, Options, Session, SessionError, stats};
use crate::output::{self, Format, Positions, Report, Summary};
use crate::report;
use crate::rule::Severity;
use crate::triage::Request;

use super::args::{CheckArguments, Color, Confidence, OutputFormat};
use super::progress::Bar;
use super::stream::{error_line, note, print, to_stdout, wants_colour, wants_progress};
use super::{CLEAN, FAILURE, FINDINGS};

/// Problems that are printed unless all are asked for.
const PROBLEMS_SHOWN: usize = 10;

/// Runs a check and says how the process is to end.
pub fn run(arguments: &CheckArguments, color: Color) -> u8 {
    let session = Session::new(options(arguments));
    if arguments.talk.show_files {
        return show_files(&session);
    }
    let checked = match with_progress(arguments, &session) {
        Ok(checked) => checked,
        Err(error) => return fail(&error),
    };
    let printed = print_findings(arguments, color, &checked);
    if let Err(error) = &printed {
        error_line(&format!("cannot write the findings: {error}"));
    }
    if !arguments.talk.silent {
        note(&remarks(arguments, &checked));
    }
    if arguments.talk.resource_usage {
        super::dev::print_usage();
    }
    let code = exit_code(arguments, &checked, printed.is_ok());
    // The process ends now, and the system takes its memory back faster than this could.
    std::mem::forget(checked);
    code
}

/// Says why there is no result.
pub fn fail(error: &SessionError) -> u8 {
    let message = match error {
        SessionError::Selection(error) => {
            let nearest = error.nearest.as_ref().map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
            format!("no rule is selected by `{}`{nearest}", error.selector)
        }
        SessionError::Glob(message) | SessionError::File(message) => message.clone(),
        SessionError::Threads(message) => format!("cannot start threads: {message}"),
    };
    error_line(&message);
    FAILURE
}

fn options(arguments: &CheckArguments) -> Options {
    let confidence = match arguments.min_confidence {
        Confidence::Low => report::Confidence::Low,
        Confidence::Medium => report::Confidence::Medium,
        Confidence::High => report::Confidence::High,
    };
    Options {
        root: working_directory(),
        paths: arguments.paths.clone(),
        exclude: arguments.exclude.clone(),
        force_exclude: arguments.force_exclude,
        tests: arguments.wants_tests(),
        module_cache: !arguments.no_module_cache,
        jobs: arguments.jobs.map(usize::from),
        request: Request {
            select: arguments.select.clone(),
            extend_select: arguments.extend_select.clone(),
            ignore: arguments.ignore.clone(),
            severity: arguments.least_severity(),
            confidence,
        },
    }
}

/// Where relative paths start.
pub fn working_directory() -> PathBuf {
    std::env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}

fn with_progress(arguments: &CheckArguments, session: &Session) -> Result<Checked, SessionError> {
    if arguments.talk.quiet || arguments.talk.silent || !wants_progress() {
        return session.check(&());
    }
    let bar = Bar::start();
    let checked = session.check(&bar);
    bar.finish();
    checked
}

fn show_files(session: &Session) -> u8 {
    match session.files() {
        Ok(files) => {
            let mut text = String::new();
            for file in files {
                text.push_str(&file);
                text.push('\n');
            }
            if print(&text) { CLEAN } else { FAILURE }
        }
        Err(error) => fail(&error),
    }
}

fn print_findings(arguments: &CheckArguments, color: Color, checked: &Checked) -> io::Result<()> {
    let format = match arguments.output_format {
        OutputFormat::Text => Format::Text,
        OutputFormat::Concise => Format::Concise,
        OutputFormat::Json => Format::Json,
    };
    let summary = Summary {
        files: checked.stats.files,
        functions: checked.stats.functions,
        functions_analyzed: checked.stats.functions_analyzed,
        suppressed: checked.suppressed.len(),
    };
    let report =
        Report { findings: &checked.findings, problems: &checked.problems, sources: &checked.sources, summary };
    match &arguments.output_file {
        Some(path) => write_file(path, |out| output::render(&report, format, color == Color::Always, out)),
        None if arguments.talk.silent => Ok(()),
        None => to_stdout(|out| output::render(&report, format, wants_colour(color), out)),
    }
}

/// Writes beside the file and renames, so that nobody reads half a report.
fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.tmp", std::process::id()));
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside).and_then(|file| {
        let mut out = io::BufWriter::new(file);
        write(&mut out)?;
        out.flush()?;
        std::fs::rename(&beside, path)
    });
    if written.is_err() {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// What is said on the standard error after the findings.
fn remarks(arguments: &CheckArguments, checked: &Checked) -> String {
    let talk = &arguments.talk;
    let mut text = String::new();
    let positions = Positions::new(&checked.sources);
    for missing in &checked.missing {
        let _ = writeln!(text, "closewait: {missing}");
    }
    if talk.quiet {
        return text;
    }
    if arguments.output_format != OutputFormat::Json {
        let shown = if talk.verbose { checked.problems.len() } else { PROBLEMS_SHOWN };
        for problem in checked.problems.iter().take(shown) {
            let _ = writeln!(text, "{}", problem_line(problem, &positions));
        }
        if checked.problems.len() > shown {
            let _ = writeln!(text, "problem: {} more (--verbose shows all)", checked.problems.len() - shown);
        }
    }
    if talk.verbose {
        for unused in &checked.unused_suppressions {
            let start = positions.start(unused.span);
            let path = &positions.file(unused.span.file).file.path;
            let _ = writeln!(text, "{path}:{}:{}: note: {}", start.line, start.column, unused.message);
        }
    }
    if talk.statistics {
        text.push_str(&statistics(checked));
    }
    if talk.timing {
        for (stage, took) in &checked.stats.timings {
            let _ = writeln!(text, "{:>9.1} ms  {stage}", took.as_secs_f64() * 1e3);
        }
    }
    text.push_str(&summary_line(checked));
    text
}

fn problem_line(problem: &Problem, positions: &Positions) -> String {
    match problem.span {
        Some(span) => {
            let start = positions.start(span);
            format!("problem: {}:{}:{}: {}", problem.path, start.line, start.column, problem.message)
        }
        None => format!("problem: {}: {}", problem.path, problem.message),
    }
}

fn statistics(checked: &Checked) -> String {
    let mut text = String::new();
    for ((code, name), count) in stats::by_rule(&checked.findings) {
        let _ = writeln!(text, "{count:>6}  {code} {name}");
    }
    for (fate, count) in &checked.stats.fates {
        let _ = writeln!(text, "{count:>6}  acquisitions {fate}");
    }
    for (reason, count) in &checked.stats.escapes {
        let _ = writeln!(text, "{count:>6}  escaped: {reason}");
    }
    text
}

fn summary_line(checked: &Checked) -> String {
    let stats = &checked.stats;
    let mut text = format!(
        "checked {} and {} in {:.2} s: ",
        counted(stats.files, "file"),
        counted(stats.functions, "function"),
        stats.total().as_secs_f64()
    );
    text.push_str(&counted(checked.findings.len(), "finding"));
    let of = |severity| checked.findings.iter().filter(|finding| finding.severity == severity).count();
    let levels = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")];
    let levels: Vec<String> = levels
        .into_iter()
        .map(|(severity, word)| (of(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| if word == "info" { format!("{count} info") } else { counted(count, word) })
        .collect();
    if !levels.is_empty() {
        let _ = write!(text, " ({})", levels.join(", "));
    }
    if !checked.suppressed.is_empty() {
        let _ = write!(text, ", {} accepted by comments or attributes", checked.suppressed.len());
    }
    if !checked.problems.is_empty() {
        let _ = write!(text, ", {}", counted(checked.problems.len(), "problem"));
    }
    text.push('\n');
    text
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn exit_code(arguments: &CheckArguments, checked: &Checked, printed: bool) -> u8 {
    if !printed || !checked.missing.is_empty() {
        FAILURE
    } else if !arguments.exit_zero && checked.findings.iter().any(|finding| arguments.fail_on.fails(finding.severity)) {
        FINDINGS
    } else {
        CLEAN
    }
}
