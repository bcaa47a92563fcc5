//! What can be said of pools only when the whole program has been seen: whether anything limits their connections,
//! and whether the limit is enough for what the functions found to need.
//!
//! Which pool a limit belongs to is not followed from function to function: one that is set where the pool is made is for
//! that pool, any other may be for every pool. Where the program makes one pool of a kind, a limit is certainly for that,
//! and that is when it makes other findings worse.

use crate::base::{Name, Span};
use crate::ir::Target;
use crate::ir::linked::FunctionId;
use crate::resolve::Program;
use crate::rule::{Catalog, ResourceId, RuleId, Severity};
use crate::typestate::{Acquisition, Confidence, Fate, Finding, PoolLimit, Shape};

use super::FunctionReport;
use super::demand::Demand;

/// Adds the findings about pools to the reports of the functions they are in.
pub fn judge(program: &Program, catalog: &Catalog, demand: &Demand<'_>, reports: &mut [FunctionReport]) {
    let made: Vec<(usize, Acquisition)> = made(catalog, demand, reports);
    if let Some(rule) = catalog.rule_named("unbounded-pool") {
        for (n, acquisition) in &made {
            let Some(limit) = catalog.resource(acquisition.resource).limit else { continue };
            if is_kept(&acquisition.fate) && !may_be_limited(program, limit, reports, *n, acquisition) {
                let function = reports[*n].function;
                let found = finding(rule, Some(acquisition.resource), function, acquisition.span, Shape::Unlimited);
                let callee = acquisition.callee.clone();
                reports[*n].findings.push(Finding {
                    callee,
                    instead: Some(limit),
                    handle: acquisition.handle,
                    ..found
                });
            }
        }
    }
    if let Some(rule) = catalog.rule_named("pool-limit-too-small") {
        low_limits(catalog, rule, &made, reports);
    }
    for report in reports {
        report.findings.sort_by_key(|finding| (finding.span, finding.rule));
    }
}

/// Pools that the program makes, tests aside: the positions of the reports, and the acquisitions.
fn made(catalog: &Catalog, demand: &Demand<'_>, reports: &[FunctionReport]) -> Vec<(usize, Acquisition)> {
    let mut made = Vec::new();
    for (n, report) in reports.iter().enumerate() {
        let pools = report.acquisitions.iter().filter(|made| catalog.resource(made.resource).limit.is_some());
        let Some(linked) = demand.linked(report.function).filter(|linked| !linked.is_test) else { continue };
        for acquisition in pools {
            let call = linked.function.body.call(acquisition.site);
            let target = call.and_then(|call| linked.targets.get(call.id));
            // What a function of the program hands out was made there.
            if target.and_then(Target::path).is_some_and(|path| !catalog.acquires(path).is_empty()) {
                made.push((n, acquisition.clone()));
            }
        }
    }
    made
}

fn is_kept(fate: &Fate) -> bool {
    matches!(fate, Fate::Returned | Fate::Stored | Fate::Passed | Fate::Escaped(_))
}

/// Whether a limit is set for a pool, or for something that may be it.
fn may_be_limited(program: &Program, limit: Name, reports: &[FunctionReport], n: usize, pool: &Acquisition) -> bool {
    if reports[n].limits.iter().any(|set| set.own == Some(pool.site)) {
        return true;
    }
    let hash = limit.text_hash();
    let mentioned = program.functions_where(|_, _, decl| decl.mentions(hash));
    mentioned.into_iter().any(|function| {
        let report = reports.iter().find(|report| report.function == function);
        // A function that was not looked at, or limits what it was given.
        report.is_none_or(|report| report.limits.is_empty() || report.limits.iter().any(|set| set.own.is_none()))
    })
}

/// Limits of one connection, and what they make worse.
fn low_limits(catalog: &Catalog, rule: RuleId, made: &[(usize, Acquisition)], reports: &mut [FunctionReport]) {
    let limits: Vec<(usize, PoolLimit)> = reports
        .iter()
        .enumerate()
        .flat_map(|(n, report)| report.limits.iter().map(move |limit| (n, limit.clone())))
        .collect();
    for (n, limit) in limits.iter().filter(|(_, limit)| limit.value == Some(1)) {
        let same_kind = |resource: ResourceId| table(catalog, resource) == table(catalog, limit.resource);
        let pools = made.iter().filter(|(_, made)| same_kind(made.resource)).count();
        let limited_alike =
            limits.iter().filter(|(_, other)| same_kind(other.resource)).all(|(_, other)| other.value == Some(1));
        let certain = pools == 1 && limited_alike;
        let mut needs = None;
        for report in reports.iter_mut() {
            for found in report.findings.iter_mut().filter(|found| found.shape == Shape::SecondCheckout) {
                if found.resource.is_some_and(same_kind) && found.confidence >= Confidence::Medium {
                    found.severity = if certain { Severity::Error } else { found.severity };
                    needs.get_or_insert(Name::new(&report.display_name));
                }
            }
        }
        // A limit of one is often meant, as for an embedded database; wrong is what needs more.
        if needs.is_none() {
            continue;
        }
        let function = reports[*n].function;
        let found = finding(rule, None, function, limit.span, Shape::LowLimit);
        let severity = if certain { Severity::Warning } else { Severity::Info };
        let needs = needs.filter(|_| certain);
        reports[*n].findings.push(Finding { callee: limit.callee.clone(), advice: needs, severity, ..found });
    }
}

/// The table that a resource belongs to: its pools and what is taken from them stand together.
fn table(catalog: &Catalog, resource: ResourceId) -> &str {
    catalog.resource(resource).key.split('.').next().unwrap_or("")
}

fn finding(rule: RuleId, resource: Option<ResourceId>, function: FunctionId, span: Span, shape: Shape) -> Finding {
    Finding {
        rule,
        resource,
        function,
        span,
        callee: String::new(),
        handle: None,
        instead: None,
        advice: None,
        shape,
        steps: Vec::new(),
        released_elsewhere: false,
        ends_well_elsewhere: false,
        inside_an_object: false,
        confidence: Confidence::High,
        severity: Severity::Info,
    }
}
