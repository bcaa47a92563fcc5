//! What is wrong in the dealings with what has ended: the findings.

use crate::rule::{RuleId, Severity};

use super::ctx::Ctx;
use super::ended::Misuse;
use super::finding::{Confidence, Finding, Shape};
use super::obligation::Duty;
use super::site::{callee_text, handle};

/// The findings of a function, one for each acquisition and kind.
pub fn findings(ctx: &mut Ctx<'_>) -> Vec<Finding> {
    let mut misuses = std::mem::take(&mut ctx.misuses);
    if ctx.gave_up {
        return Vec::new();
    }
    misuses.sort_by_key(|misuse| (misuse.shape, misuse.owed.duty, !is_certain(ctx, misuse), misuse.at));
    misuses.dedup_by_key(|misuse| (misuse.shape, misuse.owed.duty));
    misuses.iter().filter_map(|misuse| finding(ctx, misuse)).collect()
}

/// Whether every path to the place is wrong, or nothing lies between that could decide otherwise.
fn is_certain(ctx: &Ctx<'_>, misuse: &Misuse) -> bool {
    let live = misuse.at.zip(misuse.owed.site()).is_some_and(|use_of| ctx.live_uses.contains(&use_of));
    misuse.straight || !live
}

fn finding(ctx: &Ctx<'_>, misuse: &Misuse) -> Option<Finding> {
    let (Duty::Resource(site, output, resource) | Duty::Older(site, output, resource)) = misuse.owed.duty else {
        return None;
    };
    let (rule, severity) = rule(ctx, misuse.shape)?;
    // Once more by something deferred does no harm but that the answer is taken for the error of the function.
    let deferred = misuse.at.is_some_and(|at| ctx.body.blocks[ctx.flow.block_of[at]].closure.is_some());
    let only_answers =
        misuse.shape == Shape::DoubleRelease && deferred && !ctx.catalog.resource(resource).double_release_harmful;
    let severity = if only_answers { severity.min(Severity::Info) } else { severity };
    Some(Finding {
        rule,
        resource: Some(resource),
        function: ctx.linked.id,
        span: ctx.body.instrs[site].span,
        callee: callee_text(ctx.linked, site),
        handle: handle(ctx, site, output),
        shape: misuse.shape,
        steps: misuse.owed.trace.steps(),
        released_elsewhere: true,
        ends_well_elsewhere: false,
        inside_an_object: false,
        confidence: if is_certain(ctx, misuse) && !misuse.owed.uncertain { Confidence::High } else { Confidence::Low },
        severity,
        instead: None,
        advice: None,
    })
}

fn rule(ctx: &Ctx<'_>, shape: Shape) -> Option<(RuleId, Severity)> {
    let (name, severity) = match shape {
        Shape::UseAfterRelease | Shape::ReturnedReleased => ("use-after-release", Severity::Warning),
        Shape::DoubleRelease => ("double-finish", Severity::Warning),
        Shape::UnaskedError => ("rows-err-unchecked", Severity::Info),
        // What a test loses it notices.
        Shape::UncheckedRelease if ctx.linked.is_test => return None,
        Shape::UncheckedRelease => ("unchecked-close", Severity::Info),
        _ => return None,
    };
    Some((ctx.catalog.rule_named(name)?, severity))
}
