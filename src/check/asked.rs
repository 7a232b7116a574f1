//! Every condition of a policy that stands for itself: named ones, those of events and alternative limits, and what
//! constraints demand. When a rule applies is looked at with the rule.

use super::Checked;
use super::written::{key, variant};
use crate::lang::Bilingual;
use crate::policy::rule::{Condition, Constraint, Duty, Obligation, Rule};
use crate::say;
use crate::source::Span;

/// A condition, and what it is asked beside.
pub struct Asked<'c> {
    /// Whose condition it is, in words.
    pub what: Bilingual,
    pub span: Span,
    pub condition: &'c Condition,
    /// What holds whenever it is asked: `when` of its rule.
    pub beside: Option<&'c Condition>,
    /// Whether it is a violation where it does not hold.
    pub demanded: bool,
}

/// Each of them, those of one rule together.
pub fn asked<'c>(checked: &'c Checked<'_>) -> Vec<Asked<'c>> {
    let policy = checked.policy;
    let mut list = Vec::new();
    for (named, condition) in policy.declared.conditions.iter().zip(&policy.conditions) {
        let name = &named.name.value;
        let what = say!("条件 {name} "; "the condition {name}");
        list.push(Asked { what, span: named.name.span, condition, beside: None, demanded: false });
    }
    for (event, condition) in policy.declared.events.iter().zip(&policy.event_conditions) {
        if let Some(condition) = condition {
            let name = &event.name.value;
            let what = say!("事件 {name} 的 when "; "the when of the event {name}");
            list.push(Asked { what, span: event.name.span, condition, beside: None, demanded: false });
        }
    }
    for rule in &policy.rules {
        match &rule.duty {
            Duty::Obligation(obligation) => alternatives(checked, rule, obligation, &mut list),
            Duty::Constraint(constraint) => demands(checked, rule, constraint, &mut list),
            _ => {}
        }
    }
    list
}

fn alternatives<'c>(checked: &Checked<'_>, rule: &Rule, obligation: &'c Obligation, list: &mut Vec<Asked<'c>>) {
    for branch in &obligation.branches {
        for (alternative, word) in branch.may.iter().map(|a| (a, "may")).chain(branch.caps.iter().map(|a| (a, "cap"))) {
            let Some(condition) = &alternative.when else { continue };
            let (id, name) = (&rule.id, &alternative.name);
            let what = say!("{id} 的 {word}.{name} "; "{word}.{name} of {id}");
            let span = variant(checked, rule, word, name);
            list.push(Asked { what, span, condition, beside: branch.scope.when.as_ref(), demanded: false });
        }
    }
}

fn demands<'c>(checked: &Checked<'_>, rule: &Rule, constraint: &'c Constraint, list: &mut Vec<Asked<'c>>) {
    for case in &constraint.cases {
        for (condition, word) in [(&case.words.expect, "expect"), (&case.words.reject, "reject")] {
            let Some(condition) = condition else { continue };
            let id = &rule.id;
            let what = say!("{id} 的 {word} "; "{word} of {id}");
            let (span, beside) = (key(checked, rule, word), constraint.scope.when.as_ref());
            list.push(Asked { what, span, condition, beside, demanded: word == "expect" });
        }
    }
}
