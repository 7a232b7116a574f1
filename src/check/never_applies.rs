//! `never-applies`: what a rule asks for excludes itself: `unless` repeats `when`, `unless` asks for what `given` wants,
//! or one place must be two things.

use super::Checked;
use super::ways::{both, excluded, implied};
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::{Condition, Duty, Rule, Scope, Test, Wanted};
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in &checked.policy.rules {
        let id = &rule.id;
        for scope in scopes(rule) {
            let ways = both(checked, scope.when.as_ref(), None);
            let is_excluded = |tests: &Vec<&Test>| scope.unless.as_ref().is_some_and(|unless| implied(unless, tests));
            let title = say!("规则 {id} 永远不会适用"; "rule {id} never applies");
            if scope.unless.is_some() && ways.iter().all(is_excluded) {
                let help = say!("符合 when 的,unless 都排除了"; "whatever meets when is excluded by unless");
                faults.push(Diagnostic::warning("never-applies", rule.span, title).help(help));
            } else if let Some(place) = excluded(checked, &ways) {
                let help = say!("{place} 不能同时符合这里的两个要求"; "{place} cannot meet both of what is asked for here");
                faults.push(Diagnostic::warning("never-applies", rule.span, title).help(help));
            } else if let Some(place) = given_and_not(scope) {
                let help =
                    say!("given 要有 {place},unless 又排除有 {place} 的"; "given wants {place}, and unless excludes whatever has it");
                faults.push(Diagnostic::warning("never-applies", rule.span, title).help(help));
            }
        }
    }
}

/// Where a rule says when it applies: once, or for each part and recipient.
pub fn scopes(rule: &Rule) -> Vec<&Scope> {
    match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().map(|b| &b.scope).collect(),
        Duty::Constraint(constraint) => vec![&constraint.scope],
        Duty::Periodic(periodic) => vec![&periodic.scope],
        Duty::Burst(burst) => vec![&burst.scope],
        Duty::Suspension(suspension) => vec![&suspension.scope],
        Duty::Extension(extension) => vec![&extension.scope],
        _ => Vec::new(),
    }
}

/// A place that must be there and must not.
fn given_and_not(scope: &Scope) -> Option<&str> {
    let Some(Condition::All(tests)) = &scope.unless else { return None };
    let [Test::Place { look, wanted, .. }] = tests.as_slice() else { return None };
    (wanted.contains(&Wanted::Present) && scope.given.contains(look)).then_some(look.shown.as_str())
}
