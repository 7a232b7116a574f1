//! `never-applies`: what a rule asks for excludes itself: `unless` repeats `when`, or one place must be two things.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::declare::Type;
use crate::policy::rule::{Bound, Condition, Duty, Range, Scope, Test, Wanted};
use crate::record::Value;
use crate::record::look::{Field, Look, Spot};
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in &checked.policy.rules {
        let scopes: Vec<&Scope> = match &rule.duty {
            Duty::Obligation(obligation) => obligation.branches.iter().map(|b| &b.scope).collect(),
            Duty::Constraint(constraint) => vec![&constraint.scope],
            Duty::Periodic(periodic) => vec![&periodic.scope],
            Duty::Burst(burst) => vec![&burst.scope],
            Duty::Suspension(suspension) => vec![&suspension.scope],
            Duty::Extension(extension) => vec![&extension.scope],
            _ => Vec::new(),
        };
        let id = &rule.id;
        for scope in scopes {
            let when = scope.when.as_ref().map_or_else(|| vec![Vec::new()], |when| ways(checked, when, 0));
            let excluded = |tests: &Vec<&Test>| scope.unless.as_ref().is_some_and(|unless| implied(unless, tests));
            let title = say!("规则 {id} 永远不会适用"; "rule {id} never applies");
            if scope.unless.is_some() && when.iter().all(excluded) {
                let help = say!("符合 when 的,unless 都排除了"; "whatever meets when is excluded by unless");
                faults.push(Diagnostic::warning("never-applies", rule.span, title).help(help));
            } else if let Some(place) =
                when.iter().map(|tests| contradiction(checked, tests)).collect::<Option<Vec<_>>>().and_then(|l| l.first().cloned())
            {
                let help = say!("{place} 不能同时符合这里的两个要求"; "{place} cannot meet both of what is asked for here");
                faults.push(Diagnostic::warning("never-applies", rule.span, title).help(help));
            }
        }
    }
}

/// The tests that must hold together, for each way in which a condition can hold; named conditions are opened where
/// they are patterns without alternatives.
fn ways<'c>(checked: &'c Checked<'_>, condition: &'c Condition, depth: usize) -> Vec<Vec<&'c Test>> {
    match condition {
        Condition::All(tests) => {
            let mut all: Vec<&Test> = tests.iter().collect();
            for test in tests {
                if let Test::Named { id, wanted: true, .. } = test
                    && let Some(named @ Condition::All(_)) = checked.policy.conditions.get(usize::from(id.0)).filter(|_| depth < 8)
                {
                    all.extend(ways(checked, named, depth + 1).into_iter().flatten());
                }
            }
            vec![all]
        }
        Condition::Any(list) => list.iter().flat_map(|condition| ways(checked, condition, depth)).collect(),
        Condition::Script(_) => vec![Vec::new()],
    }
}

/// Whether `unless` holds whenever these tests do, as far as the words go.
fn implied(unless: &Condition, tests: &[&Test]) -> bool {
    match unless {
        Condition::All(all) => all.iter().all(|test| tests.iter().any(|other| same(test, other))),
        Condition::Any(list) => list.iter().any(|condition| implied(condition, tests)),
        Condition::Script(_) => false,
    }
}

fn same(a: &Test, b: &Test) -> bool {
    match (a, b) {
        (Test::Named { id, wanted, .. }, Test::Named { id: other, wanted: wish, .. }) => id == other && wanted == wish,
        (Test::Place { look, wanted, .. }, Test::Place { look: other, wanted: wish, .. }) => look == other && wanted == wish,
        _ => false,
    }
}

/// A place that is asked to be two things at once.
fn contradiction(checked: &Checked<'_>, tests: &[&Test]) -> Option<String> {
    for (n, test) in tests.iter().enumerate() {
        for other in &tests[..n] {
            match (test, other) {
                (Test::Named { id, wanted, .. }, Test::Named { id: first, wanted: wish, .. }) if id == first && wanted != wish => {
                    return checked.policy.declared.conditions.get(usize::from(id.0)).map(|c| c.name.value.clone());
                }
                (Test::Place { look, wanted, .. }, Test::Place { look: first, wanted: wish, .. })
                    if look == first && single(checked, look) && wanted.iter().all(|a| wish.iter().all(|b| apart(a, b))) =>
                {
                    return Some(look.shown.clone());
                }
                _ => {}
            }
        }
    }
    None
}

/// Whether a place holds one value at most: of several, each may meet another demand.
fn single(checked: &Checked<'_>, look: &Look) -> bool {
    match &look.at {
        Spot::Trigger(Field::Attribute { id, .. }) | Spot::Record(Field::Attribute { id, .. }) => {
            !matches!(checked.policy.declared.attribute(*id).kind, Type::List | Type::Any) && look.otherwise.is_none()
        }
        Spot::Trigger(Field::Time | Field::Date | Field::At) | Spot::Count(_) => true,
        _ => false,
    }
}

/// Whether no value is both.
fn apart(a: &Wanted, b: &Wanted) -> bool {
    match (a, b) {
        (Wanted::Value(a), Wanted::Value(b)) if a.number().is_some() => a.number() != b.number(),
        (Wanted::Value(a), Wanted::Value(b)) => a != b,
        (Wanted::Range(a), Wanted::Range(b)) => before(a, b) || before(b, a),
        (Wanted::Value(value), Wanted::Range(range)) | (Wanted::Range(range), Wanted::Value(value)) => outside(value, range),
        _ => false,
    }
}

/// Whether `a` ends before `b` starts.
fn before(a: &Range, b: &Range) -> bool {
    match (&a.high, &b.low) {
        (Some((Bound::Number(high), with)), Some((Bound::Number(low), too))) => high < low || (high == low && !(*with && *too)),
        _ => false,
    }
}

fn outside(value: &Value<'_>, range: &Range) -> bool {
    let Some(n) = value.number() else { return false };
    let above = matches!(&range.high, Some((Bound::Number(high), with)) if n > *high || (n == *high && !with));
    above || matches!(&range.low, Some((Bound::Number(low), with)) if n < *low || (n == *low && !with))
}
