//! Floor 9: the command line.
//!
//! Results go to the standard output and nothing else does; summaries, problems and progress go to the standard
//! error. Exit codes: 0 nothing to report, 1 findings at or above `--fail-on`, 2 the run itself went wrong.

#![allow(clippy::disallowed_methods, reason = "the command line uses the environment, the clock and both streams")]

mod args;
mod check;
mod dev;
mod dump;
mod progress;
mod rules;
mod stats;
mod stream;
mod why;

use std::ffi::OsString;
use std::panic;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Parser;

use args::{Arguments, Command};

/// Nothing to report.
const CLEAN: u8 = 0;
/// Findings at or above the level that fails.
const FINDINGS: u8 = 1;
/// Usage, configuration, reading or writing went wrong, or we have a bug.
const FAILURE: u8 = 2;

/// Runs a command line; the first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    install_panic_hook();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let code = panic::catch_unwind(|| dispatch(arguments)).unwrap_or(FAILURE);
    ExitCode::from(code)
}

fn dispatch(arguments: Vec<OsString>) -> u8 {
    let arguments = match Arguments::try_parse_from(with_default(arguments)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are such "errors" too; they go to the standard output. A closed pipe is no concern.
            let _ = error.print();
            return u8::try_from(error.exit_code()).unwrap_or(FAILURE);
        }
    };
    match arguments.command {
        Command::Check(check) => check::run(&check, arguments.color),
        Command::Rule(rule) => rules::run(&rule),
        Command::Rules(rules) => rules::run_lint(&rules),
        Command::Why(why) => why::run(&why),
        Command::Stats(stats) => stats::run(&stats),
        Command::Dump(dump) => dump::run(&dump),
        Command::Dev(dev) => dev::run(&dev),
        Command::Version(version) => rules::run_version(&version),
    }
}

/// No argument at all means `check .`.
fn with_default(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.len() <= 1 {
        if arguments.is_empty() {
            arguments.push(OsString::from(env!("CARGO_PKG_NAME")));
        }
        arguments.push(OsString::from("check"));
    }
    arguments
}

/// A panic is our bug, not the user's: say so, in a few lines, and once. One bug may strike in every function.
fn install_panic_hook() {
    static SAID: AtomicBool = AtomicBool::new(false);
    panic::set_hook(Box::new(|info| {
        if SAID.swap(true, Ordering::Relaxed) {
            return;
        }
        let place = info.location().map(|location| format!(" at {}:{}", location.file(), location.line()));
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let message = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
        stream::error_line(&format!("internal error{}: {message}", place.unwrap_or_default()));
        stream::error_line(&format!(
            "this is a bug in closewait {}; please report it together with the source that causes it",
            env!("CARGO_PKG_VERSION")
        ));
    }));
}
