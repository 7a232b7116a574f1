//! What a missing value would make of a verdict, if it were one of those that the policy knows.

use super::judge::Judge;
use crate::plan::Plan;
use crate::policy::declare::attribute::Type;
use crate::record::{Attributes, Record, Value};
use crate::time::Instant;
use crate::verdict::pair::Instance;
use crate::verdict::{Status, Verdict};
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
        let (of_record, path) = match place.split_once('.') {
            Some(("record", path)) => (true, path),
            Some(("trigger", path)) => (false, path),
            _ => continue,
        };
        let Some(attribute) = plan.policy.declared.attributes.iter().find(|attribute| attribute.name.value == path) else { continue };
        let values: Vec<Value<'static>> = match attribute.kind {
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            _ => attribute.values.iter().map(|(code, _)| Value::Text(Cow::Owned(code.value.clone()))).collect(),
        };
        for value in values.into_iter().take(TRIED) {
            let mut other = record.clone();
            let event = verdict.trigger.and_then(|n| other.events.get_mut(n)).map(|event| &mut event.attributes);
            let Some(attributes) = (if of_record { Some(&mut other.attributes) } else { event }) else { continue };
            let shown = value.shown();
            if set(plan, attributes, path, value).is_some() {
                found.push(Supposed { place: place.to_string(), value: shown, status: judged(plan, &other, verdict, as_of) });
            }
        }
    }
    found
}

/// The status of the same instance.
fn judged(plan: &Plan, record: &Record<'_>, verdict: &Verdict<'_>, as_of: Instant) -> Option<Status> {
    let mut status = None;
    Judge::new(plan, as_of, None).judge(record, &mut |other| {
        if other.tells() == verdict.tells() && status.is_none() {
            status = Some(other.status);
        }
    });
    status
}

/// Sets a path of dotted names.
fn set(plan: &Plan, attributes: &mut Attributes<'_>, path: &str, value: Value<'static>) -> Option<()> {
    let mut names = path.split('.');
    let first = plan.vocabulary().find(names.next()?)?;
    let below: Vec<&str> = names.collect();
    let at = attributes.iter().position(|(name, _)| *name == first).unwrap_or_else(|| {
        attributes.push((first, Value::Null));
        attributes.len() - 1
    });
    let mut place = &mut attributes.get_mut(at)?.1;
    for name in below {
        if !matches!(place, Value::Table(_)) {
            *place = Value::Table(Vec::new());
        }
        let Value::Table(entries) = place else { return None };
        let at = entries.iter().position(|(key, _)| key == name).unwrap_or_else(|| {
            entries.push((Cow::Owned(name.to_owned()), Value::Null));
            entries.len() - 1
        });
        place = &mut entries.get_mut(at)?.1;
    }
    *place = value;
    Some(())
}
