//! `closewait dev everything`: does looking only at the functions that matter miss anything?

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::cli::args::SamplePaths;
use crate::cli::check::fail;
use crate::cli::stats::sampled;
use crate::cli::stream::{error_line, print};
use crate::cli::{CLEAN, FAILURE, FINDINGS};
use crate::driver::{Checked, Session};
use crate::output::Positions;
use crate::report::Confidence;
use crate::rule::Severity;
use crate::triage::Request;

/// Compares, prints what differs and says how the process is to end.
pub fn run(sample: &SamplePaths) -> u8 {
    let mut options = sampled(sample);
    options.request = Request { severity: Severity::Info, confidence: Confidence::Low, ..Request::default() };
    let session = Session::new(options);
    let both = session.check(&()).and_then(|demand| Ok((demand, session.check_everything()?)));
    let (demand, everything) = match both {
        Ok(both) => both,
        Err(error) => return fail(&error),
    };
    if demand.stats.functions == 0 {
        error_line("there is no function to compare");
        return FAILURE;
    }
    let (ours, all) = (lines(&demand), lines(&everything));
    let mut text = String::new();
    let mut differences = 0;
    let only = [("only if every function is looked at", &all, &ours), ("only on demand", &ours, &all)];
    for (when, here, there) in only {
        for (print, line) in here.iter().filter(|(print, line)| there.get(*print) != Some(line)) {
            differences += 1;
            let _ = writeln!(text, "{when}: {line} [{print}]");
        }
    }
    let (looked, total) = (demand.stats.functions_analyzed, everything.stats.functions_analyzed);
    let _ = writeln!(
        text,
        "{} findings on demand from {looked} functions, {} from {total}: {differences} differences",
        ours.len(),
        all.len()
    );
    match (print(&text), differences) {
        (false, _) => FAILURE,
        (true, 0) => CLEAN,
        (true, _) => FINDINGS,
    }
}

/// Findings in one line each, by fingerprint.
fn lines(checked: &Checked) -> BTreeMap<&str, String> {
    let positions = Positions::new(&checked.sources);
    let findings = checked.findings.iter().chain(&checked.suppressed);
    let line = |finding: &crate::report::Diagnostic| {
        let (start, path) = (positions.start(finding.span), &positions.file(finding.span.file).file.path);
        let mut line = format!("{path}:{}:{}: {} {}", start.line, start.column, finding.code, finding.message);
        if let Some(last) = finding.steps.last() {
            let _ = write!(line, " (line {}, {})", positions.start(last.span).line, finding.confidence);
        }
        line
    };
    findings.map(|finding| (finding.fingerprint.as_str(), line(finding))).collect()
}
