//! Waves: functions whose callees are all done run in parallel.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Problem, ProblemKind};
use crate::dataflow::scc;
use crate::ir::LinkedBody;
use crate::ir::linked::FunctionId;
use crate::typestate::{Callers, FunctionReport, analyze_function};

use super::demand::Demand;
use super::store::Store;
use super::wanted::Fresh;

/// Reports of everything analysed so far.
#[derive(Default)]
pub struct Done {
    reports: FxHashMap<FunctionId, FunctionReport>,
    problems: Vec<Problem>,
    /// Functions to analyse once it is known who hands out what.
    waiting: FxHashSet<FunctionId>,
    /// Functions that nobody was known to call when they were analysed: their summaries say nothing of their inputs.
    uncalled: FxHashSet<FunctionId>,
}

/// Which functions of the demand are analysed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Turn {
    /// Those that may hand out a resource, with what they call: who calls them is looked for next.
    Providers,
    /// All that wait but the large ones, which are run when nothing more is likely to change for them.
    Small,
    /// All that wait.
    Everybody,
}

impl Done {
    /// Number of functions analysed.
    pub fn count(&self) -> usize {
        self.reports.len()
    }

    /// What went wrong, and functions the engine gave up on. Of libraries nothing is told.
    pub fn problems(&self, demand: &Demand<'_>) -> Vec<Problem> {
        let given_up = self.reports.iter().filter(|(id, report)| report.gave_up && demand.is_ours(**id));
        self.problems.iter().cloned().chain(given_up.map(|(id, _)| budget_problem(demand, *id))).collect()
    }

    /// Whether functions wait for their turn.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Functions that nobody was known to call when they were analysed.
    pub fn uncalled(&self) -> &FxHashSet<FunctionId> {
        &self.uncalled
    }

    /// All reports, in no particular order.
    pub fn into_reports(self) -> impl Iterator<Item = FunctionReport> {
        self.reports.into_values()
    }
}

/// Who calls whom among the functions that matter, by number.
struct Graph {
    functions: Vec<FunctionId>,
    /// The number of each function.
    index: FxHashMap<FunctionId, u32>,
    edges: Vec<Vec<u32>>,
    callers: Vec<Vec<u32>>,
}

impl Graph {
    fn new(demand: &Demand<'_>) -> Graph {
        let functions = demand.functions();
        let index: FxHashMap<FunctionId, u32> = functions.iter().enumerate().map(|(n, id)| (*id, n as u32)).collect();
        let callees = |id: &FunctionId| demand.callees(*id).iter().filter_map(|id| index.get(id).copied());
        let edges: Vec<Vec<u32>> = functions.iter().map(|id| callees(id).collect()).collect();
        let mut callers: Vec<Vec<u32>> = vec![Vec::new(); functions.len()];
        for (caller, callees) in edges.iter().enumerate() {
            for callee in callees {
                callers[*callee as usize].push(caller as u32);
            }
        }
        Graph { functions, index, edges, callers }
    }
}

/// What is to be done in one run.
struct Agenda {
    /// Functions whose summaries may say something else than before, or that have none.
    dirty: FxHashSet<u32>,
    /// Those on which it hangs who hands out what. The others wait until more of their callees are known.
    urgent: FxHashSet<u32>,
    /// Functions run, or in the wave that runs. Callers in a circle are among them by the time it is closed, and are not
    /// run again.
    seen: FxHashSet<u32>,
}

impl Agenda {
    fn new(graph: &Graph, done: &mut Done, added: &[FunctionId]) -> Agenda {
        let number = |id: &FunctionId| graph.index.get(id).copied();
        let waiting = std::mem::take(&mut done.waiting);
        // What is wanted for more inputs has been analysed for all of them.
        let new = added.iter().filter(|id| !done.reports.contains_key(id));
        let mut dirty: FxHashSet<u32> = new.chain(&waiting).filter_map(number).collect();
        let called = |n: &u32| !graph.callers[*n as usize].is_empty();
        let called_now: Vec<u32> = done.uncalled.iter().filter_map(number).filter(called).collect();
        let is_new = |n: &u32| !done.reports.contains_key(&graph.functions[*n as usize]);
        let urgent = dirty.iter().copied().filter(is_new).chain(called_now.iter().copied()).collect();
        dirty.extend(called_now);
        Agenda { dirty, urgent, seen: FxHashSet::default() }
    }

    /// Whether a function is run in this turn, if it is its own.
    fn is_due(&self, n: u32, turn: Turn) -> bool {
        turn != Turn::Providers || self.urgent.contains(&n)
    }

    /// A function says something else than before.
    fn changed(&mut self, callers: &[u32], hands_out_else: bool) {
        let later = callers.iter().copied().filter(|caller| !self.seen.contains(caller));
        self.dirty.extend(later.clone());
        self.urgent.extend(later.filter(|_| hands_out_else));
    }
}

/// Analyses what was added to the demand and whose turn it is, and again what calls it. Returns the functions that
/// were found to hand out a resource and did not before.
pub fn run(
    demand: &Demand<'_>,
    store: &mut Store<'_>,
    done: &mut Done,
    added: &[FunctionId],
    turn: Turn,
) -> Vec<Fresh> {
    let graph = Graph::new(demand);
    let Graph { functions, edges, callers, .. } = &graph;
    let mut agenda = Agenda::new(&graph, done, added);
    let in_turn = in_turn(demand, functions, edges, turn);
    let mut fresh = Vec::new();
    let components = scc::components(functions.len(), |n| &edges[n as usize]);
    for wave in scc::waves(&components, |n| &edges[n as usize]) {
        let now = |n: &u32| agenda.dirty.contains(n) && in_turn[*n as usize] && agenda.is_due(*n, turn);
        let members = wave.iter().map(|component| components.members(*component));
        let todo: Vec<&[u32]> = members.filter(|component| component.iter().any(now)).collect();
        agenda.seen.extend(todo.iter().copied().flatten());
        let reports: Vec<Vec<(u32, Result<FunctionReport, Problem>)>> =
            todo.par_iter().map(|component| run_component(demand, store, &graph, component)).collect();
        for (n, report) in reports.into_iter().flatten() {
            let id = functions[n as usize];
            let callers = &callers[n as usize];
            agenda.dirty.remove(&n);
            if callers.is_empty() {
                done.uncalled.insert(id);
            } else {
                done.uncalled.remove(&id);
            }
            match report {
                Ok(report) => {
                    let now = Fresh::of(id, report.path, &report.summary);
                    let before = done.reports.get(&id).map(|before| Fresh::of(id, before.path, &before.summary));
                    let hands_out_else = before.as_ref().map_or(!now.outputs.is_empty(), |before| *before != now);
                    if store.insert(id, report.summary.clone()) {
                        agenda.changed(callers, hands_out_else);
                    }
                    if hands_out_else && !now.outputs.is_empty() {
                        fresh.push(now);
                    }
                    done.reports.insert(id, report);
                }
                Err(problem) if demand.is_ours(id) => done.problems.push(problem),
                Err(_) => {}
            }
        }
    }
    done.waiting = agenda.dirty.into_iter().map(|n| functions[n as usize]).collect();
    fresh
}

/// Whose turn it is, by number.
fn in_turn(demand: &Demand<'_>, functions: &[FunctionId], edges: &[Vec<u32>], turn: Turn) -> Vec<bool> {
    let mut answer = vec![turn != Turn::Providers; functions.len()];
    let mut todo: Vec<u32> = match turn {
        Turn::Small | Turn::Everybody => Vec::new(),
        Turn::Providers => {
            (0..functions.len() as u32).filter(|n| demand.may_hand_out(functions[*n as usize])).collect()
        }
    };
    while let Some(n) = todo.pop() {
        if !std::mem::replace(&mut answer[n as usize], true) {
            todo.extend(&edges[n as usize]);
        }
    }
    let large = functions.iter().map(|id| turn != Turn::Everybody && demand.is_large(*id));
    answer.iter().zip(large).map(|(answer, large)| *answer && !large).collect()
}

/// Members of one component, one after the other; they see the summaries of the waves before.
fn run_component(
    demand: &Demand<'_>,
    store: &Store<'_>,
    graph: &Graph,
    component: &[u32],
) -> Vec<(u32, Result<FunctionReport, Problem>)> {
    let mut reports = Vec::new();
    for n in component {
        if let Some(linked) = demand.linked(graph.functions[*n as usize]) {
            let callers = match graph.callers[*n as usize].is_empty() {
                false => Callers::Known,
                true if demand.watches_all() => Callers::Strangers,
                true => Callers::None,
            };
            let report = run_one(linked, store, callers).map_err(|problem| {
                let path = demand.path_of(graph.functions[*n as usize]);
                Problem { path, ..problem }
            });
            reports.push((*n, report));
        }
    }
    reports
}

/// A bug that shows in one function must not cost the others.
pub fn run_one(linked: &LinkedBody, store: &Store<'_>, callers: Callers) -> Result<FunctionReport, Problem> {
    catch_unwind(AssertUnwindSafe(|| analyze_function(linked, store.catalog(), store, callers))).map_err(|_| Problem {
        kind: ProblemKind::Budget,
        path: String::new(),
        span: Some(linked.function.name_span),
        message: format!("internal error while analysing `{}`; please report it", linked.function.name),
    })
}

fn budget_problem(demand: &Demand<'_>, id: FunctionId) -> Problem {
    let (name, span) = demand
        .linked(id)
        .map_or_else(Default::default, |linked| (linked.function.name.to_string(), Some(linked.function.name_span)));
    Problem {
        kind: ProblemKind::Budget,
        path: demand.path_of(id),
        span,
        message: format!("`{name}` is too complex to analyse; its resources were not followed"),
    }
}
