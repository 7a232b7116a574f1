//! What of a policy is native, what runs in Rhai and why, and what is asked once a record: `duban check --plan`.

use super::steady::{self, bit};
use crate::diag::Diagnostic;
use crate::policy::Policy;
use crate::policy::metric::Measure;
use crate::policy::rule::{Alternative, Condition, Duty, Limit, LimitKind, Rule, Scope};
use crate::record::look::ConditionId;
use crate::say;
use crate::script::Script;
use crate::script::kept::Kept;
use crate::source::Span;

/// The code under which places that stay in Rhai are shown.
const CODE: &str = "in-rhai";

/// How a condition or limit is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table: native from the start.
    Pattern,
    /// Rhai, become native.
    Lowered,
    /// Rhai, and it runs there.
    Interpreted,
}

/// A condition or limit.
#[derive(Clone, Debug)]
pub struct Part {
    /// The key it stands under, or the name of a condition.
    pub name: String,
    pub form: Form,
    /// Asked once a record, whatever its events.
    pub steady: bool,
    /// The Rhai, as written.
    pub text: Option<String>,
    pub span: Option<Span>,
    /// What keeps it in Rhai, each with its remedy.
    pub kept: Vec<Diagnostic>,
}

/// A rule and what it asks.
#[derive(Clone, Debug)]
pub struct OfRule {
    pub id: String,
    pub parts: Vec<Part>,
}

/// A policy seen so.
#[derive(Clone, Debug)]
pub struct Lowered {
    pub policy: String,
    /// Its named conditions.
    pub conditions: Vec<Part>,
    /// Every rule, in the policy's order.
    pub rules: Vec<OfRule>,
}

impl Lowered {
    pub fn of(policy: &Policy) -> Lowered {
        let bits = steady::steady(policy);
        let named = policy.declared.conditions.iter().zip(&policy.conditions).zip(0..);
        let steady = |n: u16| bits & bit(ConditionId(n)) != 0;
        let conditions = named.map(|((named, condition), n)| Part { steady: steady(n), ..of_condition(&named.name.value, condition) });
        Lowered {
            policy: policy.declared.head.id.value.clone(),
            conditions: conditions.collect(),
            rules: policy.rules.iter().map(|rule| OfRule { id: rule.id.clone(), parts: of_rule(rule, policy) }).collect(),
        }
    }

    /// Every part, rule by rule, named conditions first.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.conditions.iter().chain(self.rules.iter().flat_map(|rule| &rule.parts))
    }
}

fn of_rule(rule: &Rule, policy: &Policy) -> Vec<Part> {
    let mut parts = Vec::new();
    match &rule.duty {
        Duty::Obligation(obligation) => {
            for branch in &obligation.branches {
                scope(&branch.scope, &mut parts);
                limit("within", &branch.limit, policy, &mut parts);
                for Alternative { name, when, limit: other, .. } in branch.may.iter().chain(&branch.caps) {
                    parts.extend(when.as_ref().map(|condition| of_condition(&format!("{name}.when"), condition)));
                    limit(&format!("{name}.within"), other, policy, &mut parts);
                }
            }
        }
        Duty::Constraint(constraint) => {
            scope(&constraint.scope, &mut parts);
            for words in constraint.cases.iter().map(|case| &case.words) {
                let patterns = [("expect", &words.expect), ("reject", &words.reject)];
                parts.extend(patterns.into_iter().filter_map(|(name, one)| Some(of_condition(name, one.as_ref()?))));
                for (name, one) in [("within", &words.within), ("wait", &words.wait), ("grace", &words.grace)] {
                    one.iter().for_each(|one| limit(name, one, policy, &mut parts));
                }
                parts.extend(words.check.as_ref().map(|script| of_script("check", script)));
            }
        }
        Duty::Periodic(periodic) => scope(&periodic.scope, &mut parts),
        Duty::Burst(burst) => scope(&burst.scope, &mut parts),
        Duty::Metric(metric) => {
            scope(&metric.scope, &mut parts);
            if let Measure::Share(crate::policy::metric::Share::Meets(condition)) = &metric.measure {
                parts.push(of_condition("share", condition));
            }
        }
        Duty::Suspension(_) | Duty::Extension(_) | Duty::Shown(_) | Duty::Unjudged => {}
    }
    // Branches of one rule say the same but for what differs.
    let mut seen: Vec<(String, Option<Span>, Form)> = Vec::new();
    parts.retain(|part| {
        let key = (part.name.clone(), part.span, part.form);
        let known = seen.contains(&key);
        seen.push(key);
        !known
    });
    parts
}

fn scope(scope: &Scope, parts: &mut Vec<Part>) {
    let both = [("when", &scope.when), ("unless", &scope.unless)];
    parts.extend(both.into_iter().filter_map(|(name, one)| Some(of_condition(name, one.as_ref()?))));
}

/// Only a function of `policy.rhai` is anything else than native.
fn limit(name: &str, limit: &Limit, policy: &Policy, parts: &mut Vec<Part>) {
    let LimitKind::Function { name: function, .. } = &limit.kind else { return };
    let kept = policy.functions.kept(function);
    let form = if kept.is_none() { Form::Lowered } else { Form::Interpreted };
    let (text, span) = (Some(limit.written.clone()), policy.functions.span(function));
    parts.push(Part { name: name.to_owned(), form, steady: false, text, span, kept: kept.iter().map(shown).collect() });
}

fn of_condition(name: &str, condition: &Condition) -> Part {
    match condition {
        Condition::Script(script) => of_script(name, script),
        Condition::All(_) => Part { name: name.to_owned(), form: Form::Pattern, steady: false, text: None, span: None, kept: Vec::new() },
        // A list of patterns may hold Rhai: the part that costs most says what all of it is.
        Condition::Any(any) => {
            let inner: Vec<Part> = any.iter().map(|one| of_condition(name, one)).collect();
            let kept = inner.iter().flat_map(|part| part.kept.clone()).collect();
            let rank = |part: &Part| [Form::Pattern, Form::Lowered, Form::Interpreted].iter().position(|form| *form == part.form);
            let most = inner.into_iter().max_by_key(rank);
            let (form, text, span) = most.map_or((Form::Pattern, None, None), |part| (part.form, part.text, part.span));
            Part { name: name.to_owned(), form, steady: false, text, span, kept }
        }
    }
}

fn of_script(name: &str, script: &Script) -> Part {
    let form = if script.kept().is_empty() { Form::Lowered } else { Form::Interpreted };
    let kept = script.kept().iter().map(shown).collect();
    Part { name: name.to_owned(), form, steady: false, text: Some(script.text().to_owned()), span: Some(script.span()), kept }
}

/// A place that stays in Rhai, in the manner of a finding.
fn shown(kept: &Kept) -> Diagnostic {
    let found = Diagnostic::note(CODE, kept.span, kept.why.title()).label(say!("在 Rhai 中运行"; "runs in Rhai"));
    match kept.why.remedy() {
        Some(remedy) => found.help(remedy),
        None => found,
    }
}
