//! Arguments as typed values, nothing resolved yet.

mod dev;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::rule::Severity;

pub use dev::{DevCommand, EcosystemArguments, MutateArguments, SamplePaths};

/// Finds resources that are acquired and not released in Go and Rust source.
#[derive(Parser, Debug)]
#[command(name = "closewait", version, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
}

/// The commands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Report leaks in files and directories (the default, for the current directory)
    Check(CheckArguments),
    /// Show a rule, or list all of them
    Rule(RuleArguments),
    /// Work on rule files
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Say what became of each acquisition on a line: FILE:LINE, or FILE for all of its lines
    Why(WhyArguments),
    /// Count what became of all acquisitions, by resource and by reason
    Stats(StatsArguments),
    /// Print what the program believes about a file
    Dump(DumpArguments),
    /// Tools for maintainers
    #[command(subcommand)]
    Dev(DevCommand),
    /// Show the version
    Version(VersionArguments),
}

/// `closewait check`.
#[derive(Args, Debug)]
pub struct CheckArguments {
    /// Files and directories
    #[arg(default_value = ".", value_name = "PATHS")]
    pub paths: Vec<PathBuf>,
    /// How to print findings
    #[arg(short = 'f', long, value_enum, default_value_t = OutputFormat::Text, value_name = "FORMAT",
          env = "CLOSEWAIT_OUTPUT_FORMAT")]
    pub output_format: OutputFormat,
    /// Write findings to this file instead of the standard output
    #[arg(short = 'o', long, value_name = "FILE")]
    pub output_file: Option<PathBuf>,
    /// Only these rules: codes, beginnings of codes, names, or ALL
    #[arg(long, value_delimiter = ',', value_name = "RULES", env = "CLOSEWAIT_SELECT")]
    pub select: Vec<String>,
    /// These rules, too
    #[arg(long, value_delimiter = ',', value_name = "RULES")]
    pub extend_select: Vec<String>,
    /// Not these rules
    #[arg(long, value_delimiter = ',', value_name = "RULES", env = "CLOSEWAIT_IGNORE")]
    pub ignore: Vec<String>,
    /// Report findings of this severity and above [default: warning, or lower if --fail-on is]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub severity: Option<Level>,
    /// Report findings of this confidence and above
    #[arg(long, value_enum, default_value_t = Confidence::Medium, value_name = "LEVEL")]
    pub min_confidence: Confidence,
    /// Exit with 1 for findings of this severity and above
    #[arg(long, value_enum, default_value_t = FailOn::Warning, value_name = "LEVEL")]
    pub fail_on: FailOn,
    /// Exit with 0 even if there are findings
    #[arg(short = 'e', long)]
    pub exit_zero: bool,
    /// Leave out what this glob matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Leave it out even if it is named as an argument
    #[arg(long)]
    pub force_exclude: bool,
    /// Analyse test files (the default)
    #[arg(long, overrides_with = "no_tests")]
    pub tests: bool,
    /// Do not analyse test files
    #[arg(long, overrides_with = "tests")]
    pub no_tests: bool,
    /// Do not read downloaded modules and crates
    #[arg(long)]
    pub no_module_cache: bool,
    /// Accepted for scripts; nothing is cached between runs yet
    #[arg(short = 'n', long)]
    pub no_cache: bool,
    /// Number of threads
    #[arg(short = 'j', long, value_name = "N", env = "CLOSEWAIT_JOBS", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,
    /// How much is said on the standard error
    #[command(flatten)]
    pub talk: Talk,
}

/// How much is said on the standard error.
#[derive(Args, Debug)]
pub struct Talk {
    /// Print findings only: no summary, no problems, no progress
    #[arg(short = 'q', long)]
    pub quiet: bool,
    /// Print nothing; the exit code tells
    #[arg(short = 's', long)]
    pub silent: bool,
    /// Also say which ignore-comments accept nothing, and every problem
    #[arg(short = 'v', long, conflicts_with_all = ["quiet", "silent"])]
    pub verbose: bool,
    /// Count findings by rule, and acquisitions by what became of them
    #[arg(long)]
    pub statistics: bool,
    /// List the files that are analysed, and stop
    #[arg(long)]
    pub show_files: bool,
    /// Say how long each stage took
    #[arg(long)]
    pub timing: bool,
    /// Print processor time and peak memory as one line of JSON on the standard error
    #[arg(long, hide = true)]
    pub resource_usage: bool,
}

/// `closewait rule`.
#[derive(Args, Debug)]
pub struct RuleArguments {
    /// Code or name
    #[arg(value_name = "ID", conflicts_with = "all")]
    pub id: Option<String>,
    /// Show all of them
    #[arg(long)]
    pub all: bool,
    /// How to print it
    #[arg(short = 'f', long, value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT")]
    pub output_format: PlainFormat,
}

/// `closewait rules`.
#[derive(Subcommand, Debug)]
pub enum RulesCommand {
    /// Check rule tables and point at what is wrong with them
    Lint {
        /// Tables
        #[arg(required = true, value_name = "FILES")]
        files: Vec<PathBuf>,
    },
}

/// `closewait why`.
#[derive(Args, Debug)]
pub struct WhyArguments {
    /// FILE:LINE or FILE
    #[arg(value_name = "FILE:LINE")]
    pub place: String,
    /// Do not read downloaded modules and crates
    #[arg(long)]
    pub no_module_cache: bool,
}

/// `closewait stats`.
#[derive(Args, Debug)]
pub struct StatsArguments {
    /// On what
    #[command(flatten)]
    pub sample: SamplePaths,
    /// How to print it
    #[arg(short = 'f', long, alias = "format", value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT")]
    pub output_format: PlainFormat,
}

/// `closewait dump`.
#[derive(Args, Debug)]
pub struct DumpArguments {
    /// What to print
    #[arg(value_enum, value_name = "STAGE")]
    pub stage: DumpStage,
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only this function: `func` or `Type.method`
    #[arg(long, value_name = "NAME")]
    pub function: Option<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = GraphFormat::Text, value_name = "FORMAT")]
    pub format: GraphFormat,
    /// Do not read downloaded modules and crates
    #[arg(long)]
    pub no_module_cache: bool,
}

/// `closewait version`.
#[derive(Args, Debug)]
pub struct VersionArguments {
    /// How to print it
    #[arg(short = 'f', long, value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT")]
    pub output_format: PlainFormat,
}

/// When to use colour.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How to print findings.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutputFormat {
    /// Source excerpts with the path of each finding
    Text,
    /// One line a finding
    Concise,
    /// Versioned JSON
    Json,
}

/// Text or JSON.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlainFormat {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Text or a graph.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum GraphFormat {
    /// For people
    Text,
    /// For Graphviz
    Dot,
}

/// A severity.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    /// Good to know
    Info,
    /// A descriptor or memory that may come back
    Warning,
    /// A pool slot, a lock, a socket or a goroutine that does not
    Error,
}

/// A severity that fails.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// Any finding
    Info,
    /// Warnings and errors
    Warning,
    /// Errors
    Error,
    /// No finding
    Never,
}

/// A confidence.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Confidence {
    /// A receiver was known only by its name
    Low,
    /// Something was approximated
    Medium,
    /// The path depends on no guess
    High,
}

/// What to print.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[value(rename_all = "lower")]
pub enum DumpStage {
    /// Declarations of the file
    Outline,
    /// Lowered functions
    Ir,
    /// Their control-flow graphs
    Cfg,
    /// What each call means
    Callees,
    /// Functions seen from outside
    Summaries,
    /// What became of each acquisition
    Fates,
    /// Findings before they are worded or filtered
    Findings,
}

impl Level {
    /// The severity meant.
    pub fn severity(self) -> Severity {
        match self {
            Level::Info => Severity::Info,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}

impl FailOn {
    /// Whether a finding of this severity fails the run.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Info => true,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Error => severity >= Severity::Error,
            FailOn::Never => false,
        }
    }
}

impl CheckArguments {
    /// The least severity that is reported. What is to fail the run is shown, whatever else is.
    pub fn least_severity(&self) -> Severity {
        match (self.severity, self.fail_on) {
            (Some(level), _) => level.severity(),
            (None, FailOn::Info) => Severity::Info,
            (None, FailOn::Warning | FailOn::Error | FailOn::Never) => Severity::Warning,
        }
    }

    /// Whether test files are wanted.
    pub fn wants_tests(&self) -> bool {
        self.tests || !self.no_tests
    }

    #[cfg(test)]
    fn parsed(arguments: &[&str]) -> CheckArguments {
        let all = ["closewait", "check"].iter().chain(arguments);
        match Arguments::try_parse_from(all).expect("valid arguments").command {
            Command::Check(check) => check,
            other => panic!("not a check: {other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_last_of_two_switches_counts() {
        assert!(CheckArguments::parsed(&[]).wants_tests());
        assert!(!CheckArguments::parsed(&["--no-tests"]).wants_tests());
        assert!(CheckArguments::parsed(&["--no-tests", "--tests"]).wants_tests());
        assert!(!CheckArguments::parsed(&["--tests", "--no-tests"]).wants_tests());
    }

    #[test]
    fn what_fails_is_shown() {
        assert_eq!(CheckArguments::parsed(&[]).least_severity(), Severity::Warning);
        assert_eq!(CheckArguments::parsed(&["--fail-on", "info"]).least_severity(), Severity::Info);
        assert_eq!(CheckArguments::parsed(&["--fail-on", "never"]).least_severity(), Severity::Warning);
        assert_eq!(CheckArguments::parsed(&["--severity", "info"]).least_severity(), Severity::Info);
    }

    #[test]
    fn lists_are_split() {
        let check = CheckArguments::parsed(&["--select", "CW1,unclosed-file", "a.go", "b"]);
        assert_eq!(check.select, ["CW1", "unclosed-file"]);
        assert_eq!(check.paths.len(), 2);
    }
}
