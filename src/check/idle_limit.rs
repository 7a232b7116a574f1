//! `idle-limit`: an alternative that is never the later one, or an upper bound that is never the earlier one. Only
//! plain counts of one unit from one start are compared: of others it depends on the day.

use super::Checked;
use super::length::plain;
use super::written::variant;
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::{Alternative, Branch, Duty, Limit, LimitKind};
use crate::say;
use crate::source::Span;
use crate::time::span::{Counted, Unit};

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in &checked.policy.rules {
        let Duty::Obligation(obligation) = &rule.duty else { continue };
        for branch in &obligation.branches {
            let place = |key: &str, name: &str| variant(checked, rule, key, name);
            for (alternative, is_cap) in branch.may.iter().map(|a| (a, false)).chain(branch.caps.iter().map(|a| (a, true))) {
                if idle(branch, alternative, is_cap) {
                    let key = if is_cap { "cap" } else { "may" };
                    faults.push(never(&rule.id, place(key, &alternative.name), alternative, is_cap));
                }
            }
        }
    }
}

fn idle(branch: &Branch, alternative: &Alternative, is_cap: bool) -> bool {
    let (Some(own), Some(other)) = (count(&branch.limit), count(&alternative.limit)) else { return false };
    let alike = own.1 == other.1 && own.2 == other.2 && alternative.since == branch.since;
    alike && if is_cap { other.0 >= own.0 } else { other.0 <= own.0 }
}

/// Number, unit and the rest of a plain count; a later start cannot be compared.
fn count(limit: &Limit) -> Option<(u32, Unit, Counted<u32>)> {
    let LimitKind::Counted(counted) = &limit.kind else { return None };
    plain(counted)
}

fn never(id: &str, span: Span, alternative: &Alternative, is_cap: bool) -> Diagnostic {
    let (name, written) = (&alternative.name, &alternative.limit.written);
    let title = if is_cap {
        say!("{id} 的最迟期限 {name}(“{written}”)从不起作用"; "the cap {name} (\"{written}\") of {id} never decides")
    } else {
        say!("{id} 的可于期限 {name}(“{written}”)从不起作用"; "the alternative {name} (\"{written}\") of {id} never decides")
    };
    Diagnostic::warning("idle-limit", span, title).help(if is_cap {
        say!("cap 取较早的一个,它不比规则自己的期限早"; "of caps the earlier one counts, and this is not earlier than the rule's own limit")
    } else {
        say!("may 取较晚的一个,它不比规则自己的期限晚"; "of alternatives the later one counts, and this is not later than the rule's own limit")
    })
}
