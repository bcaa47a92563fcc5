//! `closewait dev`: tools for maintainers.

mod bench;
mod ecosystem;
mod everything;
mod mutate;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use crate::api::generate::std_api_from_lists;
use crate::driver::{Options, Session, agreement};

use super::args::DevCommand;
use super::check::{fail, working_directory};
use super::stream::{error_line, print};
use super::{CLEAN, FAILURE};

pub use bench::print_usage;

/// Runs a tool and says how the process is to end.
pub fn run(command: &DevCommand) -> u8 {
    match command {
        DevCommand::StdApi { goroot } => std_api(goroot),
        DevCommand::Bench { path, runs, json } => bench::run(path, usize::from(*runs), *json),
        DevCommand::CompareParsers { path, most } => compare_parsers(path, *most),
        DevCommand::Mutate(arguments) => mutate::run(arguments),
        DevCommand::Ecosystem(arguments) => ecosystem::run(arguments),
        DevCommand::Everything(sample) => everything::run(sample),
        DevCommand::ParseOnly { path, jobs } => parse_only(path, jobs.map(usize::from)),
    }
}

/// Reads the API lists of a toolchain and prints the compact table made from them.
fn std_api(goroot: &Path) -> u8 {
    let directory = goroot.join("api");
    let lists = std::fs::read_dir(&directory).and_then(|entries| {
        let mut lists = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if name.starts_with("go1") && name.ends_with(".txt") {
                lists.push((name, std::fs::read_to_string(&path)?));
            }
        }
        lists.sort();
        Ok(lists)
    });
    match lists {
        Ok(lists) if lists.is_empty() => {
            error_line(&format!("{}: no API lists; is this the root of a Go toolchain?", directory.display()));
            FAILURE
        }
        Ok(lists) if print(&std_api_from_lists(&lists)) => CLEAN,
        Ok(_) => FAILURE,
        Err(error) => {
            error_line(&format!("{}: {error}", directory.display()));
            FAILURE
        }
    }
}

/// The yardstick of the benchmark: reads and parses what a check would read.
fn parse_only(path: &Path, jobs: Option<usize>) -> u8 {
    let options = Options { jobs, ..Options::new(working_directory(), [path.to_owned()]) };
    match Session::new(options).parse_only() {
        Ok(parsed) => {
            print_usage();
            if print(&format!("parsed {} files, {} bytes\n", parsed.files, parsed.bytes)) { CLEAN } else { FAILURE }
        }
        Err(error) => fail(&error),
    }
}

/// Reads each declaration in both ways and prints where they differ.
fn compare_parsers(path: &Path, most: usize) -> u8 {
    let report = agreement::compare_parsers(path);
    let mut text = String::new();
    for (what, places) in [
        ("differs", &report.different),
        ("refused", &report.refused),
        ("accepted, faulty to the grammar", &report.bold),
    ] {
        for place in places.iter().take(most) {
            let _ = writeln!(text, "{what}: {place}");
        }
    }
    let _ = writeln!(
        text,
        "{} declarations in {} files: {} accepted, {} different, {} refused, {} accepted that are faulty to the grammar",
        report.declarations,
        report.files,
        report.accepted,
        report.different.len(),
        report.refused.len(),
        report.bold.len(),
    );
    if print(&text) && report.different.is_empty() { CLEAN } else { FAILURE }
}

/// This program, to be run again.
fn myself() -> std::io::Result<Command> {
    Ok(Command::new(std::env::current_exe()?))
}
