//! `untested`: a rule of which no test expects a verdict, in a policy that has tests. A note: a rule just written has
//! none yet, and `duban test --coverage` tells more.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::Duty;
use crate::policy::tree::{Node, Table};
use crate::say;
use std::collections::HashSet;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let mut seen: HashSet<&str> = HashSet::new();
    let expectations: Vec<&Table> = checked.tests.iter().flat_map(expectations).collect();
    for rule in expectations.iter().filter(|line| line.get("status").and_then(Node::text) != Some("none")) {
        seen.extend(rule.get("rule").and_then(Node::text));
    }
    if expectations.is_empty() {
        return;
    }
    let judged = checked.policy.rules.iter().filter(|rule| {
        matches!(rule.duty, Duty::Obligation(_) | Duty::Constraint(_) | Duty::Periodic(_) | Duty::Burst(_) | Duty::Metric(_))
    });
    for rule in judged.filter(|rule| !seen.contains(rule.id.as_str())) {
        let id = &rule.id;
        faults.push(Diagnostic::note("untested", rule.span, say!("没有测试写到规则 {id} 的结论"; "no test expects a verdict of {id}")));
    }
}

/// The lines of `expect` of every test of a file.
fn expectations(file: &Table) -> Vec<&Table> {
    let tests = file.get("test").and_then(Node::table).map(|tests| tests.entries.as_slice()).unwrap_or_default();
    let lists = tests.iter().filter_map(|test| test.node.table()?.get("expect"));
    lists.flat_map(Node::items).filter_map(Node::table).collect()
}
