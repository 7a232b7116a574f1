//! What there is to decide in a policy: its rules, their branches, their conditions, each where it is written.

use super::{Item, Sort};
use crate::engine::marks::Mark;
use crate::plan::Plan;
use crate::policy::metric::{Measure, Share};
use crate::policy::rule::{Alternative, Branch, Condition, Constraint, Duty, LimitKind, Rule, Scope, Test};
use crate::policy::shown::{Form, Shown};
use crate::source::Span;
use std::collections::BTreeMap;

/// Both ways.
const BOTH: [Mark; 2] = [Mark::True, Mark::False];
const ONCE: [Mark; 1] = [Mark::True];

/// Every item of the plans of one policy, each place once.
pub fn items<'p>(plans: impl Iterator<Item = &'p Plan>) -> Vec<Item> {
    let mut items = Items::default();
    for plan in plans {
        items.plan(plan);
    }
    items.found.into_values().collect()
}

#[derive(Default)]
struct Items {
    found: BTreeMap<(Span, Sort), Item>,
}

impl Items {
    fn add(&mut self, span: Span, sort: Sort, of: &str, needs: &[Mark]) {
        let item = || Item { span, sort, of: of.to_owned(), needs: needs.to_vec(), never: Vec::new() };
        let own = self.found.entry((span, sort)).or_insert_with(item);
        // A reading may take a limit away, and with it the chance to be late.
        if own.needs.len() > needs.len() && sort == Sort::Rule {
            return;
        }
        own.needs = needs.to_vec();
    }

    fn plan(&mut self, plan: &Plan) {
        let policy = &plan.policy;
        for reading in &policy.readings {
            if policy.rules.iter().any(|rule| rule.header == reading.rule) {
                self.add(reading.name.span, Sort::Reading, &reading.rule, &ONCE);
            }
        }
        for (named, condition) in policy.declared.conditions.iter().zip(&policy.conditions) {
            self.condition(condition, &format!("conditions.{}", named.name.value));
        }
        for (event, condition) in policy.declared.events.iter().zip(&policy.event_conditions) {
            condition.iter().for_each(|condition| self.condition(condition, &format!("events.{}", event.name.value)));
        }
        for table in &policy.tables {
            table.rows.iter().for_each(|row| self.add(row.span, Sort::Row, &format!("table.{}", table.name), &ONCE));
        }
        policy.rules.iter().for_each(|rule| self.rule(rule));
    }

    fn rule(&mut self, rule: &Rule) {
        let id = rule.id.as_str();
        let first = rule.version_span == rule.span;
        let head = |of: Sort| if first { of } else { Sort::Version };
        match &rule.duty {
            Duty::Obligation(obligation) => {
                let timed = obligation.branches.iter().any(is_timed);
                self.add(rule.version_span, head(Sort::Rule), id, if timed { &BOTH } else { &ONCE });
                for branch in &obligation.branches {
                    self.scope(&branch.scope, id);
                    if branch.span != rule.span {
                        self.add(branch.span, if branch.part.is_some() { Sort::Part } else { Sort::Recipient }, id, &ONCE);
                    }
                    branch.to_spans.iter().for_each(|span| self.add(*span, Sort::Recipient, id, &ONCE));
                    branch.may.iter().chain(&branch.caps).for_each(|other| self.alternative(other, id));
                }
            }
            Duty::Constraint(constraint) => {
                self.add(rule.version_span, head(Sort::Rule), id, &BOTH);
                self.constraint(constraint, id);
            }
            Duty::Periodic(duty) => {
                self.add(rule.version_span, head(Sort::Rule), id, &BOTH);
                self.scope(&duty.scope, id);
                duty.to_spans.iter().for_each(|span| self.add(*span, Sort::Recipient, id, &ONCE));
            }
            Duty::Burst(burst) => {
                self.add(rule.version_span, head(Sort::Rule), id, &[Mark::False]);
                self.scope(&burst.scope, id);
            }
            Duty::Metric(metric) => {
                self.add(rule.version_span, head(Sort::Rule), id, if metric.judges() { &BOTH } else { &ONCE });
                self.scope(&metric.scope, id);
                if let Measure::Share(Share::Meets(condition)) = &metric.measure {
                    self.condition(condition, id);
                }
            }
            Duty::Suspension(suspension) => {
                self.add(rule.version_span, Sort::Mover, id, &ONCE);
                self.scope(&suspension.scope, id);
            }
            Duty::Extension(extension) => {
                let may_fail = extension.times.is_some() || extension.scope.when.is_some() || extension.scope.unless.is_some();
                self.add(rule.version_span, Sort::Mover, id, if may_fail { &BOTH } else { &ONCE });
                self.scope(&extension.scope, id);
            }
            Duty::Shown(Shown { form: Form::Lights(_), .. }) => self.add(rule.version_span, Sort::Mover, id, &ONCE),
            // Nothing that a test could expect.
            Duty::Shown(_) | Duty::Unjudged => {}
        }
    }

    fn constraint(&mut self, constraint: &Constraint, id: &str) {
        self.scope(&constraint.scope, id);
        for case in &constraint.cases {
            case.words.spans.iter().for_each(|span| self.add(*span, Sort::Word, id, &BOTH));
            case.words.expect.iter().chain(&case.words.reject).for_each(|condition| self.condition(condition, id));
        }
    }

    fn alternative(&mut self, other: &Alternative, id: &str) {
        self.add(other.span, Sort::Alternative, id, if other.when.is_some() { &BOTH } else { &ONCE });
        other.when.iter().for_each(|when| self.condition(when, id));
    }

    fn scope(&mut self, scope: &Scope, id: &str) {
        scope.when.iter().chain(&scope.unless).for_each(|condition| self.condition(condition, id));
    }

    fn condition(&mut self, condition: &Condition, of: &str) {
        match condition {
            Condition::Any(any) => any.iter().for_each(|one| self.condition(one, of)),
            Condition::Script(script) => self.add(script.span(), Sort::Condition, of, &BOTH),
            Condition::All(tests) => {
                for test in tests {
                    match test {
                        Test::Named { span, .. } => self.add(*span, Sort::Condition, of, &BOTH),
                        Test::Outcome { outcome, .. } => self.add(outcome.span, Sort::Condition, of, &BOTH),
                        Test::Place { span, spans, .. } => {
                            self.add(*span, Sort::Condition, of, &BOTH);
                            if spans.len() > 1 {
                                spans.iter().for_each(|value| self.add(*value, Sort::Value, of, &ONCE));
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether what a branch asks can be late.
fn is_timed(branch: &Branch) -> bool {
    let measured = |kind: &LimitKind| !matches!(kind, LimitKind::None | LimitKind::Promptly);
    measured(&branch.limit.kind) || branch.caps.iter().any(|cap| measured(&cap.limit.kind))
}
