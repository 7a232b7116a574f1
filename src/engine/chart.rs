//! What a record counts for in the charts that a policy asks for (catalogue HJ-12). Like lights, such a rule sees the
//! record at as-of and no event; a record of which it is not known whether the rule applies does not count.

use super::metric::key::shown;
use super::obligation::applies;
use super::view::View;
use crate::plan::Plan;
use crate::policy::shown::By;
use crate::record::scene::Found;
use crate::record::{Record, Truth};
use crate::time::Instant;
use crate::verdict::Light;

/// Calls `count` with the rule's place, which of its `by` it is, and the value there: none where the record does not tell
/// it. A place that holds several values counts once for each. `light` is the most urgent of the record's verdicts.
pub fn values(plan: &Plan, record: &Record<'_>, as_of: Instant, light: Option<Light>, count: &mut dyn FnMut(u16, usize, Option<&str>)) {
    if plan.charts().next().is_none() {
        return;
    }
    let view = View::new(plan, record, as_of);
    let day = plan.vocabulary().zone.day(as_of);
    for (rule, asked, chart) in plan.charts() {
        let kind = rule.judges(record.kind);
        let in_force = [rule.in_force, plan.policy.declared.head.in_force].iter().all(|days| days.covers(day));
        if !kind || !in_force || applies(&view, &asked.scope) != Truth::True {
            continue;
        }
        for (n, by) in chart.by.iter().enumerate() {
            match by {
                By::Light => count(rule.place, n, light.map(Light::word)),
                By::At(look) => {
                    let mut values = match view.lookup(look) {
                        Found::One(item) => vec![shown(&view, &item)],
                        Found::Many(items) | Found::Some(items) if !items.is_empty() => {
                            items.iter().map(|item| shown(&view, item)).collect()
                        }
                        _ => vec![None],
                    };
                    values.sort_unstable();
                    values.dedup();
                    values.iter().for_each(|value| count(rule.place, n, value.as_deref()));
                }
            }
        }
    }
}
