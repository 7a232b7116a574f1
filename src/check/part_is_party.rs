//! `part-is-party`: a verdict's `to` shows the party or the part; one name for both cannot be told apart.

use super::Checked;
use super::written::rules;
use crate::diag::{Diagnostic, Faults};
use crate::policy::variant::named;
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let register = checked.policy.declared.register();
    for rule in rules(checked.trees) {
        for (part, _) in named(rule.table, "part") {
            let name = &part.key.value;
            if register.declared(name).is_some() {
                let title = say!("分项 {name} 与单位或职责同名"; "the part {name} is called like a party or role");
                faults.push(Diagnostic::warning("part-is-party", part.key.span, title).help(
                    say!("结论的 to 栏分不清指的是哪个:给分项另起名字"; "the to of a verdict cannot tell them apart: rename the part"),
                ));
            }
        }
    }
}
