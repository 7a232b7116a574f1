//! `version-not-in-force`: a version of a rule that starts when the policy is over, or that was over before it began.

use super::written::rules;
use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::condition::date;
use crate::policy::variant::named;
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let force = checked.policy.declared.head.in_force;
    for rule in rules(checked.trees) {
        for (version, _) in named(rule.table, "from") {
            let Some(day) = date(&version.key.value) else { continue };
            let id = &rule.id.value;
            if let Some(until) = force.until.filter(|until| *until < day) {
                let title = say!("{id} 自 {day} 起的版本用不上"; "the version of {id} from {day} is never used");
                let help = say!("政策 {until} 以后不再施行,见 [policy] 的 in_force"; "the policy ends on {until}: see in_force in [policy]");
                faults.push(Diagnostic::warning("version-not-in-force", version.key.span, title).help(help));
            } else if let Some(from) = force.from.filter(|from| day <= *from) {
                let title = say!("{id} 在 {day} 以前的版本用不上"; "the version of {id} before {day} is never used");
                let help = say!("政策 {from} 起才施行,见 [policy] 的 in_force"; "the policy starts on {from}: see in_force in [policy]");
                faults.push(Diagnostic::warning("version-not-in-force", version.key.span, title).help(help));
            }
        }
    }
}
