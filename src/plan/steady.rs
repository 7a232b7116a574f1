//! Named conditions that ask nothing but the record's own attributes: they are the same at every event, and asked once a
//! record.

use crate::policy::Policy;
use crate::policy::rule::{Bound, Condition, Duty, Rule, Scope, Test, Wanted};
use crate::record::look::{ConditionId, Field, Look, Spot};

/// One bit for each of the first conditions of a policy; most policies have no more.
pub type Bits = u64;

/// The bit of a condition, none beyond the first.
pub fn bit(id: ConditionId) -> Bits {
    1_u64.checked_shl(u32::from(id.0)).unwrap_or(0)
}

/// Which conditions of a policy are steady. Conditions make no circle: reading has seen to it.
pub(super) fn steady(policy: &Policy) -> Bits {
    let ids = (0..policy.conditions.len().min(64)).filter_map(|n| u16::try_from(n).ok()).map(ConditionId);
    ids.filter(|id| is_steady(policy, &policy.conditions[usize::from(id.0)])).fold(0, |bits, id| bits | bit(id))
}

/// Which conditions decide whether a rule applies.
pub(super) fn asked(rule: &Rule) -> Bits {
    match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().fold(0, |bits, branch| bits | of_scope(&branch.scope)),
        Duty::Constraint(constraint) => of_scope(&constraint.scope),
        Duty::Periodic(periodic) => of_scope(&periodic.scope),
        Duty::Burst(burst) => of_scope(&burst.scope),
        Duty::Metric(metric) => of_scope(&metric.scope),
        Duty::Suspension(_) | Duty::Extension(_) | Duty::Shown(_) | Duty::Unjudged => 0,
    }
}

fn of_scope(scope: &Scope) -> Bits {
    scope.when.iter().chain(&scope.unless).fold(0, |bits, condition| bits | named(condition))
}

fn named(condition: &Condition) -> Bits {
    match condition {
        Condition::Any(any) => any.iter().fold(0, |bits, one| bits | named(one)),
        Condition::All(tests) => tests.iter().fold(0, |bits, test| match test {
            Test::Named { id, .. } => bits | bit(*id),
            Test::Place { .. } | Test::Outcome { .. } => bits,
        }),
        Condition::Script(_) => 0,
    }
}

fn is_steady(policy: &Policy, condition: &Condition) -> bool {
    match condition {
        Condition::Any(any) => any.iter().all(|one| is_steady(policy, one)),
        Condition::All(tests) => tests.iter().all(|test| match test {
            Test::Named { id, .. } => is_steady(policy, &policy.conditions[usize::from(id.0)]),
            Test::Place { look, wanted, .. } => is_of_record(look) && wanted.iter().all(wants_of_record),
            Test::Outcome { .. } => false,
        }),
        Condition::Script(_) => false,
    }
}

fn wants_of_record(wanted: &Wanted) -> bool {
    let end = |end: &Option<(Bound, bool)>| match end {
        Some((Bound::At(look), _)) => is_of_record(look),
        _ => true,
    };
    match wanted {
        Wanted::At(look) => is_of_record(look),
        Wanted::Range(range) => end(&range.low) && end(&range.high),
        Wanted::Present | Wanted::Value(_) | Wanted::Office(_) | Wanted::Level(_) | Wanted::Day(_) => true,
    }
}

fn is_of_record(look: &Look) -> bool {
    let own = matches!(look.at, Spot::Record(Field::Id | Field::Type | Field::Attribute { .. }));
    own && look.otherwise.as_deref().is_none_or(is_of_record)
}
