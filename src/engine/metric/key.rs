//! The groups that a record belongs to, by what it tells.

use super::super::view::View;
use crate::policy::metric::{Grouping, Metric};
use crate::record::scene::{Found, Item};
use crate::verdict::Light;

/// Every key of a record seen from one event: one, unless a place holds several values. What is not told is none.
pub fn keys<'s>(metric: &'s Metric, at: &View<'s>, light: Option<Light>) -> Vec<Vec<Option<String>>> {
    let mut keys: Vec<Vec<Option<String>>> = vec![Vec::new()];
    for grouping in &metric.group {
        let values = match grouping {
            Grouping::Light => vec![light.map(|light| light.word().to_owned())],
            Grouping::At { look, .. } => match at.lookup(look) {
                Found::One(item) => vec![shown(at, &item)],
                Found::Many(items) | Found::Some(items) if !items.is_empty() => items.iter().map(|item| shown(at, item)).collect(),
                _ => vec![None],
            },
        };
        let longer = |key: &Vec<Option<String>>| {
            values.iter().map(|value| [key.as_slice(), std::slice::from_ref(value)].concat()).collect::<Vec<_>>()
        };
        keys = keys.iter().flat_map(longer).collect();
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// A group's value: a party by the id it is declared with, else its own id, else its name.
pub fn shown(view: &View<'_>, item: &Item<'_>) -> Option<String> {
    let register = &view.plan.vocabulary().register;
    let declared = |id| register.office(id).id.clone();
    match item {
        Item::Value(value) => (!value.is_absent()).then(|| value.shown()),
        Item::Text(text) => Some((*text).to_owned()),
        Item::Party(party) => party.found.map(declared).or_else(|| party.shown().map(str::to_owned)),
        Item::Role(party) => party.role_found.map(declared).or_else(|| party.role.as_deref().map(str::to_owned)),
        Item::Level(party) => {
            let found = party.level_found.map(|id| register.levels()[usize::from(id.0)].id.clone());
            found.or_else(|| party.level.as_deref().map(str::to_owned))
        }
        Item::Day(day) => Some(day.to_string()),
        Item::Whole(n) => Some(n.to_string()),
        Item::At(when) => Some(view.plan.vocabulary().zone.day(when.earliest).to_string()),
        Item::Clock(_) => None,
    }
}
