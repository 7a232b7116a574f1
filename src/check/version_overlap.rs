//! `version-overlap`: two versions of a rule from the same day on; only the later one in the text is used.

use super::Checked;
use super::versions::versioned;
use crate::diag::{Diagnostic, Faults};
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for rule in versioned(checked) {
        for pair in rule.versions.windows(2) {
            let (Some(first), Some(second)) = (pair[0].key, pair[1].key) else { continue };
            if let Some(day) = pair[0].dated.from.filter(|day| pair[1].dated.from == Some(*day)) {
                let id = &rule.id.value;
                let title = say!("{id} 有两个自 {day} 起的版本"; "{id} has two versions from {day} on");
                let help = say!("合成一个,或者改正日期"; "join them, or correct a date");
                faults.push(
                    Diagnostic::error("version-overlap", second.key.span, title)
                        .also(first.key.span, say!("前一个"; "the first"))
                        .help(help),
                );
            }
        }
    }
}
