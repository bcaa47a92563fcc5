//! `closewait why FILE:LINE`: each acquisition on the line, its fate and the reason.

use std::fmt::Write;
use std::path::PathBuf;

use crate::base::Span;
use crate::driver::{Account, Options, Session};
use crate::output::Positions;

use super::args::WhyArguments;
use super::check::{fail, working_directory};
use super::stream::{error_line, print};
use super::{CLEAN, FAILURE};

/// Answers and says how the process is to end.
pub fn run(arguments: &WhyArguments) -> u8 {
    let (file, line) = split(&arguments.place);
    let options = Options { module_cache: !arguments.no_module_cache, ..Options::new(working_directory(), []) };
    let (accounts, sources) = match Session::new(options).why(&file, line) {
        Ok(answer) => answer,
        Err(error) => return fail(&error),
    };
    if accounts.is_empty() {
        error_line(&format!("{}: nothing that a rule knows is acquired here", arguments.place));
        return CLEAN;
    }
    let positions = Positions::new(&sources);
    let mut text = String::new();
    for account in &accounts {
        write_account(&mut text, account, &positions);
    }
    if print(&text) { CLEAN } else { FAILURE }
}

fn write_account(text: &mut String, account: &Account, positions: &Positions<'_>) {
    let place = |span: Span| {
        let at = positions.start(span);
        format!("{}:{}:{}", positions.file(span.file).file.path, at.line, at.column)
    };
    let handle = account.handle.as_ref().map(|handle| format!("`{handle}` ")).unwrap_or_default();
    let (function, callee, resource) = (&account.function, &account.callee, &account.resource);
    let _ = writeln!(text, "{}: {handle}from `{callee}` in {function}", place(account.span));
    let _ = writeln!(text, "    resource: {resource}");
    let _ = writeln!(text, "    fate: {}", account.sentence);
    if let Some(decided) = account.decided_at {
        let _ = writeln!(text, "    decided at: {}", place(decided));
    }
    if let Some(decider) = &account.decider {
        let _ = writeln!(text, "    by: {}", decider.sentence);
        if account.decided_at != Some(decider.span) {
            let _ = writeln!(text, "    called at: {}", place(decider.span));
        }
        if let Some(declared) = decider.declared {
            let _ = writeln!(text, "    declared at: {}", place(declared));
        }
    }
    for release in account.releases.iter().filter(|release| account.decided_at != Some(release.span)) {
        let _ = writeln!(text, "    released at: {} by {}", place(release.span), release.sentence);
    }
}

/// Splits `FILE:LINE`, `FILE:LINE:COLUMN` and `FILE`.
fn split(place: &str) -> (PathBuf, Option<u32>) {
    let mut parts = place.rsplitn(3, ':');
    let (last, middle, first) = (parts.next(), parts.next(), parts.next());
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok());
    match (first, middle, last) {
        (Some(file), line, column) if number(line).is_some() && number(column).is_some() => {
            (PathBuf::from(file), number(line))
        }
        (_, _, line) if number(line).is_some() && middle.is_some() => {
            let length = place.rfind(':').unwrap_or(place.len());
            (PathBuf::from(&place[..length]), number(line))
        }
        _ => (PathBuf::from(place), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        assert_eq!(split("a/b.go:12"), ("a/b.go".into(), Some(12)));
        assert_eq!(split("a/b.go:12:3"), ("a/b.go".into(), Some(12)));
        assert_eq!(split("c:/b.go:12"), ("c:/b.go".into(), Some(12)));
        assert_eq!(split("b.go"), ("b.go".into(), None));
        assert_eq!(split("12"), ("12".into(), None));
    }
}
