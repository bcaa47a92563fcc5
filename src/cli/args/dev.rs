//! Arguments of the tools for maintainers.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::PlainFormat;

/// `closewait dev`.
#[derive(Subcommand, Debug)]
pub enum DevCommand {
    /// Print the table of the Go standard library, made from the API lists of a toolchain
    StdApi {
        /// Root directory of the toolchain (`go env GOROOT`)
        #[arg(value_name = "GOROOT")]
        goroot: PathBuf,
    },
    /// Compare a check with parsing the same files and nothing else
    Bench {
        /// A directory
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// Number of runs of each kind
        #[arg(long, default_value_t = 7, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        runs: u16,
        /// Print the numbers as JSON
        #[arg(long)]
        json: bool,
    },
    /// Compare the parser with the grammar on all Go files under a directory
    CompareParsers {
        /// A directory
        #[arg(value_name = "PATH")]
        path: PathBuf,
        /// Print no more than this many declarations of each kind
        #[arg(long, default_value_t = 20, value_name = "N")]
        most: usize,
    },
    /// Read and parse the files of a directory and do nothing with them
    #[command(hide = true)]
    ParseOnly {
        /// A directory
        path: PathBuf,
        /// Number of threads
        #[arg(short = 'j', long, value_parser = clap::value_parser!(u16).range(1..))]
        jobs: Option<u16>,
    },
    /// Take releases out of correct functions and say which of the leaks are found
    Mutate(MutateArguments),
    /// Compare a check with one that looks at every function
    Everything(SamplePaths),
    /// Check pinned projects and compare with what people said of earlier findings
    Ecosystem(EcosystemArguments),
}

/// What a measurement is made on.
#[derive(Args, Debug)]
pub struct SamplePaths {
    /// Files and directories
    #[arg(default_value = ".", value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// Leave out what this glob matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Leave out test files
    #[arg(long)]
    pub no_tests: bool,
    /// Do not read downloaded modules and crates
    #[arg(long)]
    pub no_module_cache: bool,
    /// Number of threads
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
}

/// `closewait dev mutate`.
#[derive(Args, Debug)]
pub struct MutateArguments {
    /// On what
    #[command(flatten)]
    pub sample: SamplePaths,
    /// How to print it
    #[arg(short = 'f', long, alias = "format", value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT")]
    pub output_format: PlainFormat,
    /// Take only so many acquisitions, always the same ones
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// List the leaks that are not found
    #[arg(long)]
    pub list_silent: bool,
}

/// `closewait dev ecosystem`.
#[derive(Args, Debug)]
pub struct EcosystemArguments {
    /// Directory that has a checkout of each project, under its name
    #[arg(long, value_name = "DIR")]
    pub checkouts: PathBuf,
    /// Directory with the list of projects and the verdicts
    #[arg(long, default_value = "ecosystem", value_name = "DIR")]
    pub records: PathBuf,
    /// Only these projects
    #[arg(value_name = "PROJECTS")]
    pub projects: Vec<String>,
    /// Print findings without a verdict as lines to be completed
    #[arg(long)]
    pub unjudged: bool,
}
