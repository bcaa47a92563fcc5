//! Waves: functions whose callees are all done run in parallel.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::base::{Problem, ProblemKind};
use crate::dataflow::scc;
use crate::ir::LinkedBody;
use crate::ir::linked::FunctionId;
use crate::typestate::{Callers, FunctionReport, analyze_function};

use super::demand::{Demand, Fresh};
use super::store::Store;

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
    /// All that wait.
    Everybody,
}

impl Done {
    /// Number of functions analysed.
    pub fn count(&self) -> usize {
        self.reports.len()
    }

    /// Functions the engine gave up on.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems.clone()
    }

    /// Whether functions wait for their turn.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
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
        let callees = |id: &FunctionId| demand.callees(*id).into_iter().filter_map(|id| index.get(&id).copied());
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
    let Graph { functions, index, edges, callers } = &graph;
    let waiting = std::mem::take(&mut done.waiting);
    let mut dirty: FxHashSet<u32> = added.iter().chain(&waiting).filter_map(|id| index.get(id).copied()).collect();
    let called = |n: &u32| !callers[*n as usize].is_empty();
    dirty.extend(done.uncalled.iter().filter_map(|id| index.get(id).copied()).filter(called));
    let in_turn = in_turn(demand, functions, edges, turn);
    let mut fresh = Vec::new();
    let components = scc::components(functions.len(), |n| &edges[n as usize]);
    for wave in scc::waves(&components, |n| &edges[n as usize]) {
        let todo: Vec<&[u32]> = wave
            .iter()
            .map(|component| components.members(*component))
            .filter(|component| component.iter().any(|n| dirty.contains(n) && in_turn[*n as usize]))
            .collect();
        let reports: Vec<Vec<(u32, Result<FunctionReport, Problem>)>> =
            todo.par_iter().map(|component| run_component(demand, store, &graph, component)).collect();
        for (n, report) in reports.into_iter().flatten() {
            let id = functions[n as usize];
            dirty.remove(&n);
            if callers[n as usize].is_empty() {
                done.uncalled.insert(id);
            } else {
                done.uncalled.remove(&id);
            }
            match report {
                Ok(report) => {
                    let outputs = report.summary.fresh_results();
                    let before = done.reports.get(&id).map(|before| before.summary.fresh_results());
                    if !outputs.is_empty() && before.as_ref() != Some(&outputs) {
                        fresh.push((id, outputs));
                    }
                    if store.insert(id, report.summary.clone()) {
                        dirty.extend(callers[n as usize].iter().copied());
                    }
                    if report.gave_up {
                        done.problems.push(budget_problem(demand, id));
                    }
                    done.reports.insert(id, report);
                }
                Err(problem) => done.problems.push(problem),
            }
        }
    }
    done.waiting = dirty.into_iter().filter(|n| !in_turn[*n as usize]).map(|n| functions[n as usize]).collect();
    fresh
}

/// Whose turn it is, by number.
fn in_turn(demand: &Demand<'_>, functions: &[FunctionId], edges: &[Vec<u32>], turn: Turn) -> Vec<bool> {
    let mut answer = vec![turn == Turn::Everybody; functions.len()];
    let mut todo: Vec<u32> = match turn {
        Turn::Everybody => Vec::new(),
        Turn::Providers => {
            (0..functions.len() as u32).filter(|n| demand.may_hand_out(functions[*n as usize])).collect()
        }
    };
    while let Some(n) = todo.pop() {
        if !std::mem::replace(&mut answer[n as usize], true) {
            todo.extend(&edges[n as usize]);
        }
    }
    answer
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
