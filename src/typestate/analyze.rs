//! The one entry: a linked function in, its report out.

use crate::base::{FuncPath, Span, Type};
use crate::ir::linked::FunctionId;
use crate::ir::{ClosureId, InstrId, LinkedBody};
use crate::rule::{Catalog, ReportWhen, ResourceKind, RuleId, Severity};

use super::acquire;
use super::ahead::Ahead;
use super::ctx::{Ctx, Record, Summaries};
use super::deadline;
use super::extract;
use super::fate::{Acquisition, Fate, Untracked};
use super::finding::{Confidence, Finding, Shape};
use super::given;
use super::handover;
use super::kept;
use super::limit::{self, PoolLimit};
use super::misuse;
use super::obligation::Duty;
use super::outcome;
use super::percall;
use super::site::{callee_text, handle};
use super::solve;
use super::standin;
use super::state::PathState;
use super::summary::Summary;
use super::trace::StepKind;
use super::unread;

/// What the analysis of one function says.
#[derive(Clone, Debug)]
pub struct FunctionReport {
    /// The function.
    pub function: FunctionId,
    /// Its path.
    pub path: FuncPath,
    /// How it looks from outside.
    pub summary: Summary,
    /// What became of its acquisitions, in source order.
    pub acquisitions: Vec<Acquisition>,
    /// What is wrong, in source order.
    pub findings: Vec<Finding>,
    /// Limits that it sets for pools, in source order.
    pub limits: Vec<PoolLimit>,
    /// The analysis gave up within its budget.
    pub gave_up: bool,
}

/// Rules that are not about a resource of their own.
#[derive(Clone, Copy, Debug)]
struct SharedRules {
    panic: Option<RuleId>,
    defer_in_loop: Option<RuleId>,
    before_error_check: Option<RuleId>,
    second_checkout: Option<RuleId>,
    checkout_in_transaction: Option<RuleId>,
    transaction: Option<RuleId>,
    /// Reports objects of the program that hold a resource.
    owner: Option<RuleId>,
    unread: Option<RuleId>,
    per_call: Option<RuleId>,
}

/// Who is there to ask what becomes of the inputs of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callers {
    /// Nothing under analysis calls it.
    None,
    /// Nothing does, but its summary is wanted all the same.
    Strangers,
    /// A function under analysis does.
    Known,
}

/// Analyses one function and its function literals. If it has no callers, the summary says nothing of what becomes of its
/// inputs: watching them costs, and nobody asks.
pub fn analyze_function(
    linked: &LinkedBody,
    catalog: &Catalog,
    summaries: &dyn Summaries,
    callers: Callers,
) -> FunctionReport {
    let mut ctx = Ctx::new(linked, catalog, summaries);
    let exits = run_region(&mut ctx, None, callers);
    let summary = extract::summary(&mut ctx, exits);
    let closures: Vec<ClosureId> = ctx.body.closures.ids().collect();
    for closure in closures {
        run_region(&mut ctx, Some(closure), Callers::None);
    }
    let (acquisitions, findings) = conclude(&mut ctx);
    FunctionReport {
        function: linked.id,
        path: linked.path,
        summary: if ctx.gave_up { unknown_summary(&ctx) } else { summary },
        acquisitions,
        findings,
        limits: limit::find(&ctx),
        gave_up: ctx.gave_up,
    }
}

/// A summary that keeps every parameter: nothing may be concluded from it.
fn unknown_summary(ctx: &Ctx<'_>) -> Summary {
    let effects = (0..ctx.body.params.len() as u32)
        .map(|param| super::summary::ParamEffect { param, done: Vec::new(), kept: true })
        .collect();
    let results = ctx.body.results.iter().map(|_| super::summary::ResultEffect::Unknown).collect();
    let case = super::summary::Case { effects, results, ..super::summary::Case::default() };
    Summary { cases: vec![case], checkouts: Vec::new() }
}

fn run_region(ctx: &mut Ctx<'_>, region: Option<ClosureId>, callers: Callers) -> Vec<PathState> {
    let mut state = PathState::default();
    if region.is_none() && callers != Callers::None {
        let params = ctx.body.params.clone();
        for local in params {
            if may_be_owed(&ctx.linked.local_types[local]) {
                acquire::watch_parameter(ctx, &mut state, local);
            }
        }
    }
    if region.is_none() && callers != Callers::Known && ctx.linked.language.has_owners() {
        given::begin(ctx, &mut state);
    }
    ctx.regions = vec![region];
    if callers == Callers::None && ctx.ahead.is_none() {
        ctx.ahead = Some(Ahead::new(ctx));
    }
    solve::run(ctx, region, vec![state])
}

/// Whether a parameter of this type can be, or hold, something that is released.
fn may_be_owed(ty: &Type) -> bool {
    if let Some(payload) = ty.payload() {
        return may_be_owed(&payload);
    }
    match ty {
        Type::Named(name, _) => !name.package.is_empty() || name.name.as_str() == "any",
        Type::Slice(_) | Type::Map(..) | Type::Chan(_) => false,
        Type::Unknown | Type::Param(_) | Type::Pointer(_) | Type::Func(_) | Type::Struct(_) | Type::Interface(_) => {
            true
        }
        Type::Tuple(_) => false,
    }
}

/// Turns the records of all exits into one fate an acquisition, and findings.
fn conclude(ctx: &mut Ctx<'_>) -> (Vec<Acquisition>, Vec<Finding>) {
    let rules = SharedRules {
        panic: ctx.catalog.rule_named("release-skipped-by-panic"),
        defer_in_loop: ctx.catalog.rule_named("release-deferred-in-loop"),
        before_error_check: ctx.catalog.rule_named("use-before-error-check"),
        second_checkout: ctx.catalog.rule_named("pool-self-deadlock"),
        checkout_in_transaction: ctx.catalog.rule_named("pool-used-inside-transaction"),
        transaction: ctx.catalog.rule_named("unfinished-transaction"),
        owner: ctx.catalog.rule_named("unclosed-resource"),
        unread: ctx.catalog.rule_named("query-used-as-exec"),
        per_call: ctx.catalog.rule_named("client-per-call"),
    };
    let mut sites: Vec<((InstrId, u8), Vec<Record>)> = std::mem::take(&mut ctx.records).into_iter().collect();
    sites.sort_by_key(|(site, _)| *site);
    let mut acquisitions = Vec::new();
    let mut findings = Vec::new();
    for ((site, output), mut records) in sites {
        records.sort_by(|left, right| {
            (left.span, left.fate.clone(), left.trace.len()).cmp(&(right.span, right.fate.clone(), right.trace.len()))
        });
        kept::settle(ctx, &mut records);
        let made = percall::find(ctx, site, &records);
        if made.as_ref().is_none_or(|made| !made.leaks) {
            soften(ctx, &mut records);
        }
        let Some(acquisition) = acquisition(ctx, site, output, &records) else {
            continue;
        };
        if !ctx.gave_up
            && let Some(found) = finding(ctx, &rules, &acquisition, &records, made)
        {
            findings.push(found);
        }
        acquisitions.push(acquisition);
    }
    // Two resources in one handle are one thing to release.
    findings.dedup_by(|later, earlier| {
        later.span == earlier.span && later.rule == earlier.rule && later.handle == earlier.handle
    });
    findings.extend(second_checkouts(ctx, &rules));
    findings.extend(misuse::findings(ctx));
    findings.extend(deadline::find(ctx));
    findings.extend(outcome::find(ctx));
    findings.sort_by_key(|finding| (finding.span, finding.rule));
    (acquisitions, findings)
}

/// Connections taken from a pool while one of it is held.
fn second_checkouts(ctx: &mut Ctx<'_>, rules: &SharedRules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for record in std::mem::take(&mut ctx.second_checkouts) {
        let (Some(resource), Some(site)) = (record.obligation.resource(), record.obligation.site()) else {
            continue;
        };
        let kind = ctx.catalog.resource(resource);
        let in_transaction = Some(kind.rule) == rules.transaction;
        let across = record.shape == Shape::HeldAcrossWait;
        let rule = match (across, in_transaction) {
            (true, _) => Some(kind.rule),
            (false, true) => rules.checkout_in_transaction,
            (false, false) => rules.second_checkout,
        };
        let Some(rule) = rule else {
            continue;
        };
        let Duty::Resource(_, output, _) = record.obligation.duty else {
            continue;
        };
        findings.push(Finding {
            rule,
            resource: Some(resource),
            function: ctx.linked.id,
            span: ctx.body.instrs[site].span,
            callee: callee_text(ctx.linked, site),
            handle: handle(ctx, site, output),
            instead: None,
            advice: None,
            shape: record.shape,
            steps: record.trace.steps(),
            released_elsewhere: true,
            ends_well_elsewhere: false,
            inside_an_object: record.obligation.is_inside_an_object(),
            confidence: if record.via.is_empty() { Confidence::High } else { Confidence::Medium },
            severity: if across { kind.severity } else { Severity::Warning },
        });
    }
    findings
}

/// Leaks that are none by the nature of the resource.
fn soften(ctx: &Ctx<'_>, records: &mut [Record]) {
    let Some(resource) = records.first().and_then(|record| record.obligation.resource()) else {
        return;
    };
    let kind = ctx.catalog.resource(resource);
    let ends_well = records.iter().any(|record| matches!(record.fate, Fate::Released | Fate::Returned | Fate::Stored));
    let released = records.iter().any(|record| record.fate == Fate::Released);
    let site = records.first().and_then(|record| record.obligation.site());
    let leaks = records.iter().any(|record| record.fate == Fate::Leaked);
    let stand_in = site.is_some_and(|site| leaks && standin::is_only_looked_at(ctx, site));
    let committed = records.iter().any(|record| record.fate == Fate::Released && record.obligation.undone.is_none());
    for record in records.iter_mut().filter(|record| record.fate == Fate::Leaked) {
        // What is undone in a function that never does it otherwise is lost for good.
        record.obligation.uncertain &= record.obligation.undone.is_none() || committed;
        // Something begun on what outlives the function is ended elsewhere, unless it is ended here too.
        if record.obligation.weak && !released || handover::is_meant(ctx, record) {
            record.fate = Fate::Stored;
        }
        if (kind.long_lived || record.obligation.helpless) && !ends_well {
            record.fate = Fate::Stored;
        }
        let tolerated = match kind.report {
            ReportWhen::Always => false,
            ReportWhen::Never => true,
            ReportWhen::NeverReleased => ends_well,
            // Found before, where it is.
            ReportWhen::MadePerCall => true,
            ReportWhen::ReleasedElsewhere => !released,
        };
        if stand_in {
            record.fate = Fate::Untracked(Untracked::StandIn);
        } else if tolerated {
            record.fate = Fate::Untracked(Untracked::LowValue);
        }
    }
}

/// The fate of an acquisition: the worst of its exits.
fn acquisition(ctx: &Ctx<'_>, site: InstrId, output: u8, records: &[Record]) -> Option<Acquisition> {
    let worst = records.iter().max_by_key(|record| record.fate.clone())?;
    let resource = worst.obligation.resource()?;
    let fate = if ctx.gave_up { Fate::Untracked(Untracked::Budget) } else { worst.fate.clone() };
    let first = records.iter().find(|record| record.fate == worst.fate)?;
    let released = records.iter().filter(|record| record.fate == Fate::Released);
    let mut releases: Vec<Span> = released.map(|record| record.span).collect();
    releases.dedup();
    Some(Acquisition {
        site,
        resource,
        span: given::parameter(ctx, output).map_or(ctx.body.instrs[site].span, |local| ctx.body.locals[local].span),
        callee: callee_text(ctx.linked, site),
        handle: handle(ctx, site, output),
        fate,
        fate_span: Some(first.span),
        releases,
    })
}

/// The finding of an acquisition, if there is one.
fn finding(
    ctx: &Ctx<'_>,
    rules: &SharedRules,
    acquisition: &Acquisition,
    records: &[Record],
    made: Option<percall::Made>,
) -> Option<Finding> {
    let kind = ctx.catalog.resource(acquisition.resource);
    let ends_well = |fate: &Fate| matches!(fate, Fate::Returned | Fate::Stored | Fate::Passed);
    let ends_well_elsewhere = records.iter().any(|record| ends_well(&record.fate));
    let released_elsewhere = records.iter().any(|record| record.fate == Fate::Released);
    let inferred = records.iter().any(|record| record.obligation.is_inside_an_object());
    let make = |record: &Record, rule: RuleId, shape: Shape, severity: Severity| Finding {
        rule,
        resource: Some(acquisition.resource),
        function: ctx.linked.id,
        span: acquisition.span,
        callee: acquisition.callee.clone(),
        handle: acquisition.handle,
        instead: None,
        advice: None,
        shape,
        steps: record.trace.steps(),
        released_elsewhere,
        ends_well_elsewhere,
        inside_an_object: record.obligation.is_inside_an_object(),
        confidence: match &record.obligation {
            owed if owed.uncertain => Confidence::Low,
            owed if owed.passed_on.is_some() => Confidence::Medium,
            _ => Confidence::High,
        },
        severity,
    };
    let rule = if inferred { rules.owner.unwrap_or(kind.rule) } else { kind.rule };
    if let Some((record, unread)) = unread::find(ctx, acquisition, records)
        && let Some(rule) = rules.unread
    {
        let found = make(record, rule, unread.shape, unread.severity.unwrap_or(kind.severity));
        return Some(Finding { instead: Some(unread.instead), steps: unread.steps(record), ..found });
    }
    let leaks = made.as_ref().is_some_and(|made| made.leaks);
    let found = if leaks { None } else { lost_or_late(ctx, rules, rule, kind, records, &make) };
    found.or_else(|| {
        let (made, rule) = made.zip(rules.per_call)?;
        let found = make(records.first()?, rule, made.shape, made.severity);
        Some(Finding { steps: made.steps, released_elsewhere: !made.leaks, ..found })
    })
}

/// Leaks first, then what is only about the manner of release.
fn lost_or_late(
    ctx: &Ctx<'_>,
    rules: &SharedRules,
    rule: RuleId,
    kind: &ResourceKind,
    records: &[Record],
    make: &dyn Fn(&Record, RuleId, Shape, Severity) -> Finding,
) -> Option<Finding> {
    let leaks: Vec<&Record> = records.iter().filter(|record| record.fate == Fate::Leaked).collect();
    let by_shape = |shape: Shape| records.iter().filter(move |record| record.shape == shape);
    let released_elsewhere = records.iter().any(|record| record.fate == Fate::Released);
    if let Some(record) =
        leaks.iter().copied().filter(|record| is_plain(record.shape)).min_by_key(|record| record.obligation.uncertain)
    {
        let shape = match record.shape {
            Shape::NeverReleased if released_elsewhere => Shape::EarlyReturn,
            other => other,
        };
        return Some(make(record, rule, shape, kind.severity));
    }
    // What does no harm when it is lost does none when it comes late.
    if kind.report == ReportWhen::Never {
        return None;
    }
    if let Some(record) = by_shape(Shape::BeforeErrorCheck).next() {
        return Some(make(record, rules.before_error_check?, Shape::BeforeErrorCheck, Severity::Warning));
    }
    if let Some(record) = by_shape(Shape::DeferInLoop).next() {
        return Some(make(record, rules.defer_in_loop?, Shape::DeferInLoop, kind.severity.min(Severity::Warning)));
    }
    if let Some(record) = leaks.iter().copied().find(|record| record.shape == Shape::AbnormalExit) {
        return abnormal(ctx, rules, kind, record, make);
    }
    panic_path(ctx, rules, kind, records, make)
}

/// Leaks that need no further argument.
fn is_plain(shape: Shape) -> bool {
    matches!(shape, Shape::EarlyReturn | Shape::NeverReleased | Shape::Discarded | Shape::Overwritten | Shape::Replaces)
}

/// The function panics, or the test ends, with the resource held.
fn abnormal(
    ctx: &Ctx<'_>,
    rules: &SharedRules,
    kind: &ResourceKind,
    record: &Record,
    make: &dyn Fn(&Record, RuleId, Shape, Severity) -> Finding,
) -> Option<Finding> {
    let ends_goroutine = record.trace.steps().last().is_some_and(|step| step.kind == StepKind::GoroutineEnds);
    if ends_goroutine {
        return Some(make(record, kind.rule, Shape::AbnormalExit, Severity::Info));
    }
    let severity = if ctx.recovers { Severity::Warning } else { Severity::Info };
    Some(make(record, rules.panic?, Shape::AbnormalExit, severity))
}

/// Released on every normal path, but only by plain calls, and something between may panic.
fn panic_path(
    ctx: &Ctx<'_>,
    rules: &SharedRules,
    kind: &ResourceKind,
    records: &[Record],
    make: &dyn Fn(&Record, RuleId, Shape, Severity) -> Finding,
) -> Option<Finding> {
    if records.iter().any(|record| !matches!(record.fate, Fate::Released | Fate::Void)) {
        return None;
    }
    let record = records.iter().find(|record| {
        let owed = &record.obligation;
        let plain = !record.deferred && owed.is_due && kept::is_still_owed(ctx, owed);
        record.fate == Fate::Released && plain && owed.may_panic.is_some()
    })?;
    let mut shown = record.clone();
    shown.trace = record.obligation.trace.clone();
    shown.trace.push(StepKind::MayPanic, record.obligation.may_panic?);
    shown.trace.push(StepKind::Released, record.span);
    let severity = if ctx.recovers && kind.severity == Severity::Error { Severity::Warning } else { Severity::Info };
    Some(make(&shown, rules.panic?, Shape::PanicPath, severity))
}
