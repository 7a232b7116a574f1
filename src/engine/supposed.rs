//! What a missing value would make of a verdict, if it were one of those that the policy knows.

use super::judge::Judge;
use crate::plan::Plan;
use crate::policy::declare::attribute::Type;
use crate::record::{Attributes, NameId, Record, Value};
use crate::time::Instant;
use crate::verdict::{Status, Verdict};
use bumpalo::Bump;
use std::borrow::Cow;

/// One value of one missing attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Supposed {
    /// The path as the rule writes it.
    pub place: String,
    pub value: String,
    /// None: the rule would not apply.
    pub status: Option<Status>,
}

/// So many values of one attribute are tried.
const TRIED: usize = 8;

/// Tries every value of what `verdict` misses: yes and no, or the codes that the policy lists. Others are not guessed.
pub fn supposed(plan: &Plan, record: &Record<'_>, verdict: &Verdict<'_>, as_of: Instant) -> Vec<Supposed> {
    let mut found = Vec::new();
    for place in &verdict.missing {
        let path = place.split_once('.').filter(|(head, _)| matches!(*head, "record" | "trigger")).map_or(place.as_ref(), |(_, path)| path);
        let Some(attribute) = plan.policy.declared.attributes.iter().find(|attribute| attribute.name.value == path) else { continue };
        let values: Vec<Value<'static>> = match attribute.kind {
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            _ => attribute.values.iter().map(|(code, _)| Value::Text(Cow::Owned(code.value.clone()))).collect(),
        };
        for value in values.into_iter().take(TRIED) {
            let shown = value.shown();
            if let Some(status) = with(plan, record, verdict, (place.as_ref(), path), value, as_of) {
                found.push(Supposed { place: place.to_string(), value: shown, status });
            }
        }
    }
    found
}

/// The status with a value on the record, or, where that is not what was missing, on the trigger; none where it is
/// neither.
fn with(
    plan: &Plan,
    record: &Record<'_>,
    verdict: &Verdict<'_>,
    (place, path): (&str, &str),
    value: Value<'static>,
    as_of: Instant,
) -> Option<Option<Status>> {
    for on_trigger in [false, true] {
        let mut events = record.events.to_vec();
        let attributes = match (on_trigger, verdict.trigger) {
            (false, _) => record.attributes,
            (true, Some(n)) => events.get(n)?.attributes,
            (true, None) => return None,
        };
        let arena = Bump::new();
        let changed = set(plan, attributes, path, value.clone(), &arena)?;
        let other = match verdict.trigger.filter(|_| on_trigger) {
            None => Record { attributes: &changed, ..*record },
            Some(n) => {
                events.get_mut(n)?.attributes = &changed;
                Record { events: &events, ..*record }
            }
        };
        let (status, still) = judged(plan, &other, verdict, place, as_of);
        if !still {
            return Some(status);
        }
    }
    None
}

/// The status of the same instance, and whether it still misses what stands at `place`.
fn judged(plan: &Plan, record: &Record<'_>, verdict: &Verdict<'_>, place: &str, as_of: Instant) -> (Option<Status>, bool) {
    let mut found = (None, false);
    Judge::new(plan, as_of, None).judge(record, &mut |other| {
        if (&other.rule.id, &other.on, other.period) != (&verdict.rule.id, &verdict.on, verdict.period) {
            return;
        }
        found.1 |= other.missing.iter().any(|missing| missing == place);
        // what was not known before may show its recipient now
        if found.0.is_none() && (other.to == verdict.to || verdict.to.is_none()) {
            found.0 = Some(other.status);
        }
    });
    found
}

/// The attributes with a value at a path of dotted names.
fn set<'s>(plan: &Plan, attributes: Attributes<'s>, path: &'s str, value: Value<'s>, arena: &'s Bump) -> Option<Vec<(NameId, Value<'s>)>> {
    let (first, below) = path.split_once('.').map_or((path, None), |(first, below)| (first, Some(below)));
    let first = plan.vocabulary().find(first)?;
    let mut attributes = attributes.to_vec();
    let at = attributes.iter().position(|(name, _)| *name == first).unwrap_or_else(|| {
        attributes.push((first, Value::Null));
        attributes.len() - 1
    });
    let (_, place) = attributes.get_mut(at)?;
    *place = match below {
        None => value,
        Some(below) => place.with(below, value, arena),
    };
    Some(attributes)
}
