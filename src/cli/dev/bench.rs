//! `closewait dev bench`: a check against parsing the same files and doing nothing with them.
//!
//! Both run as processes of their own, in turns, so that a busy machine disturbs both alike. Each child tells its
//! processor time and peak memory at its end; wall time is taken here. The parser's own processes read the same
//! files with the same code, on the same number of threads.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::cli::stream::{error_line, note, print};
use crate::cli::{CLEAN, FAILURE};

use super::myself;

/// What a child tells about itself.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, Default)]
struct Usage {
    /// Processor time in this process and in the system on its behalf, in seconds.
    cpu: f64,
    /// Most memory it had at a time, in bytes.
    memory: u64,
}

/// Medians of one kind of run.
#[derive(Serialize, Clone, Copy, Debug)]
struct Medians {
    wall: f64,
    cpu: f64,
    memory: u64,
}

#[derive(Serialize)]
struct Comparison {
    threads: usize,
    check: Medians,
    parse_only: Medians,
    cpu_ratio: f64,
    wall_ratio: f64,
}

/// Measures and prints.
pub fn run(path: &Path, runs: usize, json: bool) -> u8 {
    let mut comparisons = Vec::new();
    for threads in [1, 2] {
        match compare(path, runs, threads) {
            Ok(comparison) => comparisons.push(comparison),
            Err(message) => {
                error_line(&message);
                return FAILURE;
            }
        }
    }
    let text =
        if json { serde_json::to_string_pretty(&comparisons).unwrap_or_default() + "\n" } else { table(&comparisons) };
    if print(&text) { CLEAN } else { FAILURE }
}

fn compare(path: &Path, runs: usize, threads: usize) -> Result<Comparison, String> {
    let jobs = threads.to_string();
    let check_arguments = ["check", "--silent", "--exit-zero", "--no-cache", "--resource-usage", "-j", &jobs];
    let parse_arguments = ["dev", "parse-only", "-j", &jobs];
    let mut checks = Vec::new();
    let mut parses = Vec::new();
    // One round more than counted: the first brings the files into the page cache.
    for round in 0..=runs {
        let check = measure(&check_arguments, path)?;
        let parse = measure(&parse_arguments, path)?;
        if round > 0 {
            checks.push(check);
            parses.push(parse);
        }
    }
    let (check, parse_only) = (medians(&checks), medians(&parses));
    Ok(Comparison {
        threads,
        check,
        parse_only,
        cpu_ratio: check.cpu / parse_only.cpu.max(f64::MIN_POSITIVE),
        wall_ratio: check.wall / parse_only.wall.max(f64::MIN_POSITIVE),
    })
}

fn measure(arguments: &[&str], path: &Path) -> Result<(Duration, Usage), String> {
    let mut command = myself().map_err(|error| format!("cannot find the program itself: {error}"))?;
    command.args(arguments).arg(path).stdin(Stdio::null());
    let start = Instant::now();
    let output = command.output().map_err(|error| format!("cannot start {command:?}: {error}"))?;
    let wall = start.elapsed();
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("{command:?} failed: {}", said.trim()));
    }
    let usage = said.lines().rev().find_map(|line| serde_json::from_str(line).ok());
    usage.map(|usage| (wall, usage)).ok_or_else(|| format!("{command:?} does not tell what it used: {}", said.trim()))
}

fn medians(runs: &[(Duration, Usage)]) -> Medians {
    Medians {
        wall: median(runs.iter().map(|(wall, _)| wall.as_secs_f64())),
        cpu: median(runs.iter().map(|(_, usage)| usage.cpu)),
        memory: median(runs.iter().map(|(_, usage)| usage.memory as f64)) as u64,
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn table(comparisons: &[Comparison]) -> String {
    let mut text = String::from("threads  what         wall ms   cpu ms   peak MB\n");
    let mut row = |threads: usize, what: &str, medians: Medians| {
        let (wall, cpu) = (medians.wall * 1e3, medians.cpu * 1e3);
        let memory = medians.memory as f64 / f64::from(1 << 20);
        text.push_str(&format!("{threads:>7}  {what:<10} {wall:>9.1} {cpu:>8.1} {memory:>9.1}\n"));
    };
    for comparison in comparisons {
        row(comparison.threads, "check", comparison.check);
        row(comparison.threads, "parse only", comparison.parse_only);
    }
    for comparison in comparisons {
        let Comparison { threads, cpu_ratio, wall_ratio, .. } = comparison;
        text.push_str(&format!("{threads:>7}  check / parse only: cpu {cpu_ratio:.3}, wall {wall_ratio:.3}\n"));
    }
    text
}

/// Prints what this process has used so far, as one line of JSON on the standard error.
pub fn print_usage() {
    let line = serde_json::to_string(&usage().unwrap_or_default()).unwrap_or_default();
    note(&format!("{line}\n"));
}

/// Read from `/proc`, which only Linux has; elsewhere there is nothing to tell.
fn usage() -> Option<Usage> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = peak.split_whitespace().next()?.parse().ok()?;
    Some(Usage { cpu: cpu_seconds()?, memory: kilobytes * 1024 })
}

fn cpu_seconds() -> Option<f64> {
    // The run time in nanoseconds of each thread that still lives; those that ended are only in the coarse sum.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after_name = stat.rsplit(')').next()?;
    let mut fields = after_name.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    // The kernel counts in hundredths of a second for user space, whatever its own clock.
    Some(ticks as f64 / 100.0)
}
