//! One line a finding: `path:line:col: warning[CW1001 unclosed-file]: message`.
//!
//! Editors, problem matchers and `grep` read it; the path of the finding is left out.

use std::io::{self, Write};

use super::{Positions, Report};

/// Prints one line a finding.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let positions = Positions::new(report.sources);
    for finding in report.findings {
        let indexed = positions.file(finding.span.file);
        let start = indexed.at(finding.span.start);
        writeln!(
            out,
            "{}:{}:{}: {}[{} {}]: {}",
            indexed.file.path,
            start.line,
            start.column,
            finding.severity.as_str(),
            finding.code,
            finding.name,
            finding.message
        )?;
    }
    Ok(())
}
