//! `never-true`: a condition that no record can meet: a named one, an event's, an alternative limit's, or what a
//! constraint demands of the very events that it applies to.

use super::Checked;
use super::asked::{Asked, asked};
use super::ways::{both, excluded};
use crate::diag::{Diagnostic, Faults};
use crate::lang::Bilingual;
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    for Asked { what, span, condition, beside, demanded } in asked(checked) {
        let own = excluded(checked, &both(checked, Some(condition), None));
        // That a rule's own when excludes itself is said of the rule.
        let with = || beside.filter(|when| excluded(checked, &both(checked, Some(when), None)).is_none());
        let together = || with().and_then(|when| excluded(checked, &both(checked, Some(when), Some(condition))));
        let (place, help) = match (own, together()) {
            (Some(place), _) => {
                let help = say!("{place} 不能同时符合这里的要求"; "{place} cannot meet what is asked for here all at once");
                (place, help)
            }
            (None, Some(place)) => {
                let help = say!("规则的 when 对 {place} 的要求与它相反"; "the rule's when asks the opposite of {place}");
                (place, help)
            }
            _ => continue,
        };
        let Bilingual { zh, en } = what;
        let title = say!("{zh}永远不成立"; "{en} can never hold");
        let fault = Diagnostic::warning("never-true", span, title);
        let label = match demanded {
            true => say!("凡适用的都算违反"; "whatever it applies to is a violation"),
            false => say!("看 {place}"; "see {place}"),
        };
        faults.push(fault.label(label).help(help));
    }
}
