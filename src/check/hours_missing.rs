//! `hours-missing`: a limit in working hours, or from an opening, where the policy writes no opening hours. It is never
//! open then, the limit never ends, and every verdict of the rule would be unknown.

use super::Checked;
use super::written::{key, variant};
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::{Duty, Limit, LimitKind, Rule};
use crate::say;
use crate::source::Span;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let hours = &checked.policy.declared.hours;
    for rule in &checked.policy.rules {
        let own = rule.hours.and_then(|set| hours.sets.get(usize::from(set))).map_or(&hours.usual, |(_, own)| own);
        if own.is_empty() {
            limits(checked, rule, &mut |limit, span| {
                if needs(&limit.kind) {
                    faults.push(missing(rule, limit, span));
                }
            });
        }
    }
}

/// Every limit of a rule, and where it stands.
fn limits(checked: &Checked<'_>, rule: &Rule, see: &mut dyn FnMut(&Limit, Span)) {
    match &rule.duty {
        Duty::Obligation(obligation) => {
            for branch in &obligation.branches {
                see(&branch.limit, key(checked, rule, "within"));
                branch.may.iter().for_each(|may| see(&may.limit, variant(checked, rule, "may", &may.name)));
                branch.caps.iter().for_each(|cap| see(&cap.limit, variant(checked, rule, "cap", &cap.name)));
            }
        }
        Duty::Constraint(constraint) => {
            for words in constraint.cases.iter().map(|case| &case.words) {
                words.within.iter().for_each(|limit| see(limit, key(checked, rule, "within")));
                words.wait.iter().for_each(|limit| see(limit, key(checked, rule, "wait")));
            }
        }
        _ => {}
    }
}

fn needs(kind: &LimitKind) -> bool {
    match kind {
        LimitKind::Counted(counted) | LimitKind::Until(_, Some(counted)) => counted.needs_hours(),
        LimitKind::Cell { rows, .. } => rows.iter().flatten().any(needs),
        _ => false,
    }
}

fn missing(rule: &Rule, limit: &Limit, span: Span) -> Diagnostic {
    let (id, written) = (&rule.id, &limit.written);
    Diagnostic::error("hours-missing", span, say!("{id} 的“{written}”要按作息时间数,这里没有写"; "\"{written}\" of {id} counts opening hours, and none are written"))
        .help(say!("写 [opening_hours] 和 hours = [\"08:30-12:00\", \"14:00-17:30\"];原文没有写的,加 assumed = true 和 why";
                   "write [opening_hours] with hours = [\"08:30-12:00\", \"14:00-17:30\"]; where the source has none, add assumed = true and why"))
}
