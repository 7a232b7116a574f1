//! `version-gap`: days between two versions of a rule on which none of them holds.

use super::Checked;
use super::versions::versioned;
use crate::diag::{Diagnostic, Faults};
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in versioned(checked) {
        let held: Vec<_> = rule.versions.iter().filter(|version| version.days().0 <= version.days().1).collect();
        for pair in held.windows(2) {
            let (first, last) = (pair[0].days().1.plus(1), pair[1].days().0.plus(-1));
            if let Some(key) = pair[1].key.filter(|_| first <= last) {
                let id = &rule.id.value;
                let title = say!("{id} 从 {first} 到 {last} 没有版本"; "{id} has no version from {first} to {last}");
                let help = say!("改正 in_force 或版本的日期;这些天确实不适用的,在 note 中写明"; "correct in_force or the version's date; where the rule does not hold on those days, say so in note");
                faults.push(Diagnostic::warning("version-gap", key.key.span, title).help(help));
            }
        }
    }
}
