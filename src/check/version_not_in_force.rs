//! `version-not-in-force`: a version of a rule that starts when the policy or the rule is over, or that was over before
//! it began.

use super::Checked;
use super::versions::versioned;
use crate::diag::{Diagnostic, Faults};
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let policy = checked.policy.declared.head.in_force;
    for rule in versioned(checked) {
        let id = &rule.id.value;
        for pair in rule.versions.windows(2) {
            let (Some(key), Some(day)) = (pair[1].key, pair[1].dated.from) else { continue };
            for (force, own) in [(policy, false), (pair[1].own, true)] {
                let Some(until) = force.until.filter(|until| *until < day) else { continue };
                let title = say!("{id} 自 {day} 起的版本用不上"; "the version of {id} from {day} is never used");
                let help = if own {
                    say!("规则 {until} 以后不再施行,见它的 in_force"; "the rule ends on {until}: see its in_force")
                } else {
                    say!("政策 {until} 以后不再施行,见 [policy] 的 in_force"; "the policy ends on {until}: see in_force in [policy]")
                };
                faults.push(Diagnostic::warning("version-not-in-force", key.key.span, title).help(help));
            }
            for (force, own) in [(policy, false), (pair[0].own, true)] {
                let Some(from) = force.from.filter(|from| day <= *from) else { continue };
                let title = say!("{id} 在 {day} 以前的版本用不上"; "the version of {id} before {day} is never used");
                let help = if own {
                    say!("规则 {from} 起才施行,见它的 in_force"; "the rule starts on {from}: see its in_force")
                } else {
                    say!("政策 {from} 起才施行,见 [policy] 的 in_force"; "the policy starts on {from}: see in_force in [policy]")
                };
                faults.push(Diagnostic::warning("version-not-in-force", key.key.span, title).help(help));
            }
        }
    }
}
