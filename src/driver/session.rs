//! The pipeline as one readable function, and what it answers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::api::ApiTable;
use crate::base::{FileId, Language, Problem, ProblemKind, SourceFile, SourceMap, Type};
use crate::interproc::{self, Analysis, FunctionReport, Scope};
use crate::report::{Diagnostic, FunctionContext, explain_function, tell_apart};
use crate::resolve::{Program, SourcePackage};
use crate::rule::{ANY_LIBRARY, ANY_PATH, Catalog, Severity};
use crate::triage::{self, FileDirectives, Request, Selection, SelectionError, UnusedSuppression};

use super::crates::Crates;
use super::discover::{self, Discovery, Search};
use super::libraries::{Libraries, cargo_home};
use super::load::{Loaded, load, neighbours};
use super::manifest::{Manifests, normalised};
use super::packages::{DiskPackages, group, module_cache};
use super::stats::{Stats, Stopwatch};

/// What the user asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Directory that relative paths start from and that shown paths are relative to.
    pub root: PathBuf,
    /// Files and directories to analyse.
    pub paths: Vec<PathBuf>,
    /// Globs of what to leave out.
    pub exclude: Vec<String>,
    /// Whether exclusions hold for named files, too.
    pub force_exclude: bool,
    /// Whether test files are analysed.
    pub tests: bool,
    /// Whether downloaded modules and crates are looked at.
    pub module_cache: bool,
    /// Number of threads; `None` means one a core.
    pub jobs: Option<usize>,
    /// Rules and levels that are wanted.
    pub request: Request,
}

impl Options {
    /// The defaults, for these paths under this directory.
    pub fn new(root: impl Into<PathBuf>, paths: impl IntoIterator<Item = PathBuf>) -> Options {
        Options {
            root: root.into(),
            paths: paths.into_iter().collect(),
            exclude: Vec::new(),
            force_exclude: false,
            tests: true,
            module_cache: true,
            jobs: None,
            request: Request::default(),
        }
    }
}

/// Told how far a run is. Called from several threads.
pub trait Progress: Sync {
    /// A stage begins; it has this many parts, or none to count.
    fn stage(&self, name: &'static str, parts: usize);
    /// Some parts are done.
    fn advance(&self, parts: usize);
}

impl Progress for () {
    fn stage(&self, _name: &'static str, _parts: usize) {}
    fn advance(&self, _parts: usize) {}
}

/// Why a run could not be made at all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SessionError {
    /// A selector fits no rule.
    Selection(SelectionError),
    /// An exclusion is no glob.
    Glob(String),
    /// A file that the question is about cannot be analysed.
    File(String),
    /// The threads could not be started.
    Threads(String),
}

/// What `check` answers.
pub struct Checked {
    /// Findings that are wanted, ordered by path and position.
    pub findings: Vec<Diagnostic>,
    /// Findings that comments accept.
    pub suppressed: Vec<Diagnostic>,
    /// Comments that accept nothing.
    pub unused_suppressions: Vec<UnusedSuppression>,
    /// Source that was not understood.
    pub problems: Vec<Problem>,
    /// Named paths that do not exist.
    pub missing: Vec<String>,
    /// Shown paths of the files that were analysed to be reported on.
    pub files: Vec<String>,
    /// All sources.
    pub sources: Arc<SourceMap>,
    /// The rules.
    pub catalog: Catalog,
    /// Numbers.
    pub stats: Stats,
    /// What the answer was worked out from.
    pub workings: Workings,
}

/// A program and its bodies. To drop them takes a noticeable part of a run, which a process that is about to end may
/// spare itself.
pub struct Workings {
    _program: Program,
    _analysis: Analysis,
}

/// Holds what the user asked for; the only doer of the library.
#[derive(Clone, Debug)]
pub struct Session {
    options: Options,
}

/// Everything up to the engine.
pub(super) struct Prepared {
    pub(super) catalog: Catalog,
    pub(super) selection: Selection,
    pub(super) program: Program,
    pub(super) loaded: Loaded,
    pub(super) directives: Vec<FileDirectives>,
    pub(super) sources: Arc<SourceMap>,
    pub(super) missing: Vec<String>,
    stopwatch: Stopwatch,
}

/// Everything up to the engine's verdicts.
pub(super) struct Analyzed {
    pub(super) catalog: Catalog,
    pub(super) selection: Selection,
    pub(super) program: Program,
    pub(super) analysis: Analysis,
    pub(super) loaded: Loaded,
    pub(super) directives: Vec<FileDirectives>,
    pub(super) sources: Arc<SourceMap>,
    pub(super) missing: Vec<String>,
    stopwatch: Stopwatch,
}

impl Session {
    /// A session for these options.
    pub fn new(options: Options) -> Session {
        let root = normalised(&std::path::absolute(&options.root).unwrap_or(options.root));
        Session { options: Options { root, ..options } }
    }

    /// The directory that shown paths are relative to.
    pub fn root(&self) -> &Path {
        &self.options.root
    }

    /// Analyses the paths and says what is wrong with them.
    pub fn check(&self, progress: &dyn Progress) -> Result<Checked, SessionError> {
        self.with_threads(|threads| {
            let information = self.options.request.severity == Severity::Info;
            let scope = if information { Scope::Information } else { Scope::Demand };
            let analyzed = self.analyze(threads, progress, scope)?;
            progress.stage("reporting", 0);
            Ok(checked(analyzed))
        })
    }

    /// What a check says if the engine looks at all functions instead of those that matter: slow, and the same.
    pub fn check_everything(&self) -> Result<Checked, SessionError> {
        self.with_threads(|threads| Ok(checked(self.analyze(threads, &(), Scope::Everything)?)))
    }

    /// Shown paths of the files a check would read.
    pub fn files(&self) -> Result<Vec<String>, SessionError> {
        self.with_threads(|threads| {
            let found = discover::discover(&self.search(threads)).map_err(SessionError::Glob)?;
            Ok(found.files.into_iter().map(|file| file.shown).collect())
        })
    }

    /// Reads the files a check would read and parses each as a whole: the yardstick of the benchmark.
    pub fn parse_only(&self) -> Result<Stats, SessionError> {
        self.with_threads(|threads| {
            let found = discover::discover(&self.search(threads)).map_err(SessionError::Glob)?;
            let bytes = super::load::parse_all(&found.files);
            Ok(Stats { files: found.files.len(), bytes, ..Stats::default() })
        })
    }

    /// A session for the whole module of a file, and the file's shown path there.
    pub(super) fn around(&self, file: &Path) -> Result<(Session, String), SessionError> {
        let place = normalised(&self.options.root.join(file));
        if !place.is_file() {
            return Err(SessionError::File(format!("{}: no such file", file.display())));
        }
        if !discover::is_analysed(&place) {
            return Err(SessionError::File(format!("{}: not in a language that is analysed", file.display())));
        }
        let directory = place.parent().unwrap_or(Path::new("/")).to_owned();
        let module = Manifests::default().module_of(&directory);
        let around = match Language::of_path(&place) {
            Some(Language::Rust) => Crates::default().workspace_of(&directory).unwrap_or(directory),
            _ => module.map_or(directory, |module| module.root.clone()),
        };
        let options = Options { paths: vec![around, place.clone()], tests: true, ..self.options.clone() };
        Ok((Session { options }, discover::shown(&place, &self.options.root)))
    }

    /// Runs inside a pool of as many threads as were asked for.
    pub(super) fn with_threads<T: Send>(
        &self,
        run: impl FnOnce(usize) -> Result<T, SessionError> + Send,
    ) -> Result<T, SessionError> {
        let threads = self.options.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.max(1))
            // Deeply nested source costs stack; pages that are never touched cost nothing.
            .stack_size(64 << 20)
            .thread_name(|n| format!("worker-{n}"))
            .build()
            .map_err(|error| SessionError::Threads(error.to_string()))?;
        pool.install(|| run(threads.max(1)))
    }

    /// Discover, read, outline, link, analyse.
    pub(super) fn analyze(
        &self,
        threads: usize,
        progress: &dyn Progress,
        scope: Scope,
    ) -> Result<Analyzed, SessionError> {
        let prepared = self.prepare(threads, progress)?;
        let Prepared { catalog, selection, program, loaded, directives, sources, missing, mut stopwatch } = prepared;
        progress.stage("analysing", 0);
        let analysis = interproc::analyze(&program, &catalog, scope);
        stopwatch.lap("analyse");
        Ok(Analyzed { catalog, selection, program, analysis, loaded, directives, sources, missing, stopwatch })
    }

    /// Discover, read, outline, link.
    pub(super) fn prepare(&self, threads: usize, progress: &dyn Progress) -> Result<Prepared, SessionError> {
        let mut stopwatch = Stopwatch::start();
        let Discovery { files, problems, mut missing } =
            discover::discover(&self.search(threads)).map_err(SessionError::Glob)?;
        let beside = neighbours(&files, &self.options.root);
        stopwatch.lap("discover");

        let sources = Arc::new(SourceMap::default());
        let mut loaded = load(files, true, &sources, progress);
        loaded.problems.extend(problems);
        loaded.files.extend(load(beside, false, &sources, progress).files);
        missing.extend(self.named_and_unreadable(&loaded.problems));
        stopwatch.lap("read and outline");

        let catalog = catalog_for(&loaded);
        let selection = Selection::new(&self.options.request, &catalog).map_err(SessionError::Selection)?;
        let directives = directives_of(&loaded);
        let manifests = Arc::new(Manifests::default());
        let crates = Arc::new(Crates::default());
        let packages = group(std::mem::take(&mut loaded.files), &self.options.root, &manifests, &crates);
        let program = self.link(packages, &catalog, &sources, manifests, crates);
        stopwatch.lap("link");
        Ok(Prepared { catalog, selection, program, loaded, directives, sources, missing, stopwatch })
    }

    /// Named paths that exist and may not be read. Met in a walk they would be problems and nothing more.
    fn named_and_unreadable(&self, problems: &[Problem]) -> Vec<String> {
        let place = |path: &PathBuf| discover::shown(&normalised(&self.options.root.join(path)), &self.options.root);
        let named: FxHashSet<String> = self.options.paths.iter().map(place).collect();
        let unreadable = problems.iter().filter(|problem| problem.kind == ProblemKind::Unreadable);
        let named = unreadable.filter(|problem| named.contains(&problem.path));
        named.map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
    }

    fn search(&self, threads: usize) -> Search {
        Search {
            root: self.options.root.clone(),
            paths: self.options.paths.clone(),
            exclude: self.options.exclude.clone(),
            force_exclude: self.options.force_exclude,
            tests: self.options.tests,
            threads,
        }
    }

    fn link(
        &self,
        packages: Vec<SourcePackage>,
        catalog: &Catalog,
        sources: &Arc<SourceMap>,
        manifests: Arc<Manifests>,
        crates: Arc<Crates>,
    ) -> Program {
        let (cache, home) = if self.options.module_cache { (module_cache(), cargo_home()) } else { (None, None) };
        let root = &self.options.root;
        let libraries = Libraries::new(root.clone(), crates, home);
        let disk = DiskPackages::new(root.clone(), Arc::clone(sources), manifests, cache, libraries);
        Program::new(packages, Arc::clone(sources), api_table(catalog), Box::new(disk))
    }
}

/// The standard library, and what the rule tables state of other ones.
fn api_table(catalog: &Catalog) -> ApiTable {
    let mut api = ApiTable::default();
    for (path, signature) in catalog.signatures() {
        api.add_signature(path, signature.as_ref().clone());
    }
    for fact in catalog.type_facts() {
        if let Type::Struct(fields) = &fact.underlying {
            let embeds = fields.iter().filter(|field| field.embedded).map(|field| field.ty.clone()).collect();
            let fields = fields.iter().filter(|field| !field.embedded).cloned().collect();
            api.add_type_fact(fact.name, embeds, fields);
        } else if matches!(fact.underlying, Type::Interface(_)) {
            api.add_interface(fact.name, fact.underlying.clone());
        } else if fact.name.package.as_str().starts_with(ANY_PATH) {
            api.add_alias(fact.name, fact.underlying.clone());
        }
    }
    for (name, ty) in catalog.variables() {
        api.add_value(name.package, name.name, ty.clone());
    }
    api.add_crates(catalog.crates());
    api.add_traits(catalog.traits());
    for (name, params) in catalog.type_params() {
        api.add_type_params(name, params);
    }
    api
}

/// Only tables of libraries that something imports are loaded.
fn catalog_for(loaded: &Loaded) -> Catalog {
    let imports = loaded.files.iter().flat_map(|file| &file.outline.imports);
    let mut imported: FxHashSet<&str> = imports.map(|import| import.path.as_str()).collect();
    if loaded.files.iter().any(|file| file.outline.language.has_paths()) {
        imported.insert(ANY_PATH);
    }
    // The first segment of an import path has a dot, but in the standard library.
    if imported.iter().any(|path| path.split('/').next().is_some_and(|first| first.contains('.'))) {
        imported.insert(ANY_LIBRARY);
    }
    Catalog::for_imports(&|path| imported.contains(path))
}

fn directives_of(loaded: &Loaded) -> Vec<FileDirectives> {
    let commented = loaded.files.iter().filter(|read| !read.outline.directives.is_empty());
    let reported = commented.filter(|read| loaded.reported.contains(&read.file.id));
    reported.map(|read| FileDirectives { file: read.file.id, directives: read.outline.directives.clone() }).collect()
}

impl Analyzed {
    /// Reports about functions of files that are reported on.
    pub(super) fn reports(&self) -> impl Iterator<Item = &FunctionReport> {
        self.analysis.reports.iter().filter(|report| self.loaded.reported.contains(&report.file))
    }
}

fn checked(mut analyzed: Analyzed) -> Checked {
    let mut stats = Stats {
        files: analyzed.loaded.reported.len(),
        functions: analyzed.analysis.functions_total,
        functions_analyzed: analyzed.analysis.functions_analyzed,
        ..Stats::default()
    };
    let mut files: Vec<FileId> = analyzed.loaded.reported.iter().copied().collect();
    files.sort();
    let files: Vec<_> = files.into_iter().map(|id| analyzed.sources.get(id)).collect();
    stats.bytes = files.iter().map(|file| file.text.len()).sum();
    for report in analyzed.reports() {
        stats.count_fates(&report.acquisitions);
    }
    let mut diagnostics = worded(&analyzed);
    let Analyzed { catalog, selection, sources, directives, .. } = &analyzed;
    let unused_suppressions = triage::suppress(&mut diagnostics, directives, selection, catalog, sources);
    let (findings, suppressed) = diagnostics.into_iter().partition(|finding| finding.suppressed.is_none());
    let mut problems = std::mem::take(&mut analyzed.loaded.problems);
    problems.append(&mut analyzed.analysis.problems);
    problems.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    problems.dedup();
    analyzed.stopwatch.lap("report");
    stats.timings = analyzed.stopwatch.finish();
    Checked {
        findings,
        suppressed,
        unused_suppressions,
        problems,
        missing: analyzed.missing,
        files: files.iter().map(|file| file.path.clone()).collect(),
        sources: analyzed.sources,
        catalog: analyzed.catalog,
        stats,
        workings: Workings { _program: analyzed.program, _analysis: analyzed.analysis },
    }
}

/// All wanted findings in words, in order.
fn worded(analyzed: &Analyzed) -> Vec<Diagnostic> {
    let Analyzed { catalog, selection, sources, .. } = analyzed;
    let mut diagnostics: Vec<(Arc<SourceFile>, Diagnostic)> = Vec::new();
    for report in analyzed.reports().filter(|report| !report.findings.is_empty()) {
        let function = FunctionContext {
            path: report.path,
            display_name: &report.display_name,
            acquisitions: &report.acquisitions,
        };
        let file = sources.get(report.file);
        let in_test = analyzed.program.function(report.function).is_test;
        for mut diagnostic in explain_function(&function, &report.findings, catalog, sources) {
            if in_test {
                diagnostic.severity = triage::level_in_tests(diagnostic.severity);
            }
            diagnostics.push((Arc::clone(&file), diagnostic));
        }
    }
    diagnostics.sort_by(|(a_file, a), (b_file, b)| {
        let a_key = (&a_file.path, a.span.start, &a.code, &a.message);
        a_key.cmp(&(&b_file.path, b.span.start, &b.code, &b.message))
    });
    let mut diagnostics: Vec<Diagnostic> = diagnostics.into_iter().map(|(_, diagnostic)| diagnostic).collect();
    // Before the selection, so that an identity does not depend on it.
    tell_apart(&mut diagnostics);
    diagnostics.retain(|diagnostic| selection.wants(diagnostic));
    diagnostics
}
