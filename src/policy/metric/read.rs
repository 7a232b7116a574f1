//! Reads `[metric.ID]`.

use super::{Counts, Fraction, Grouping, Held, Measure, Metric, Quota, Share};
use crate::diag::Faults;
use crate::policy::common::{event_list, outcomes, scope};
use crate::policy::condition::Conditions;
use crate::policy::fault;
use crate::policy::grammar::{self, Braced};
use crate::policy::periodic;
use crate::policy::place::Names;
use crate::policy::reader::Reader;
use crate::policy::rule::attribute_of;
use crate::policy::tree::{Node, Value as Written};
use crate::record::Value;
use crate::record::look::{EventId, Look};
use crate::say;
use crate::script::Functions;

/// The keys that say what is measured: one of them stands in a metric, or none.
const MEASURES: [&str; 3] = ["share", "count", "quota"];

/// Reads a metric; none where it asks for what is not judged yet, or is faulty.
pub fn metric(reader: &mut Reader<'_>, names: Names<'_>, functions: &Functions, faults: &mut Faults) -> Option<Metric> {
    one_measure(reader, faults);
    let share = reader.node("share");
    let outcome = share.map(outcomes).unwrap_or_default().into_iter().next();
    let on_node = reader.node("on");
    let on_outcome = on_node.is_some_and(|node| !outcomes(node).is_empty());
    let on = on_node.filter(|_| !on_outcome).map(|node| event_list(node, &names, faults)).unwrap_or_default();
    let count = reader.node("count").map(|node| event_list(node, &names, faults));
    let triggers: Vec<EventId> = if on_node.is_some() { on.clone() } else { count.clone().unwrap_or_default() };
    let names = Names { triggers: &triggers, anywhere: outcome.is_some() || on_outcome, ..names };
    let mut conditions = Conditions { names, functions };
    let scope = scope(reader, &mut conditions, faults);
    let every = reader.text("every", faults).and_then(|word| periodic::every(&word, faults));
    let counts = counts(reader, faults);
    let quota = reader.node("quota");
    let held = held(reader, faults);
    let measure = match (share, count, quota) {
        (Some(_), ..) if outcome.is_some() => outcome.map(|outcome| Measure::Share(Share::Outcome(outcome))),
        (Some(node), ..) => part(node, &mut conditions, faults).map(Measure::Share),
        (None, Some(events), _) => Some(Measure::Count(events)),
        (None, None, Some(node)) => self::quota(node, held, &conditions, faults).map(Measure::Quota),
        (None, None, None) => Some(Measure::All),
    };
    let group = group(reader, &conditions, faults);
    let mut threshold = |key| threshold(key, share.is_some(), reader, &conditions, faults);
    let (at_least, at_most) = (threshold("at_least"), threshold("at_most"));
    if let (Some(least), Some(most), Some(node)) = (&at_least, &at_most, reader.node("at_most"))
        && least.exceeds(most)
    {
        faults.push(fault::metric::thresholds_cross(node.span, &least.to_string(), &most.to_string()));
    }
    if on_outcome {
        return None;
    }
    let metric = Metric { scope, on, every, counts, measure: measure?, group, at_least, at_most };
    idle_keys(&metric, reader, faults);
    Some(metric)
}

fn one_measure(reader: &mut Reader<'_>, faults: &mut Faults) {
    let written: Vec<_> = MEASURES.iter().filter_map(|key| reader.entry(key)).collect();
    if let [first, more @ ..] = written.as_slice() {
        for second in more {
            faults.push(fault::metric::two_measures(second.key.span, &first.key.value, &second.key.value));
        }
    }
}

fn counts(reader: &mut Reader<'_>, faults: &mut Faults) -> Counts {
    let Some(word) = reader.text("counts", faults) else { return Counts::Records };
    match word.value.as_str() {
        "records" => Counts::Records,
        "events" => Counts::Events,
        _ => {
            faults.push(fault::name::not_one_of(&word, &["records", "events"]));
            Counts::Records
        }
    }
}

fn held(reader: &mut Reader<'_>, faults: &mut Faults) -> Held {
    let Some(word) = reader.text("quota_is", faults) else { return Held::Exactly };
    let found = Held::ALL.iter().find(|(name, _)| *name == word.value);
    if found.is_none() {
        faults.push(fault::name::not_one_of(&word, &Held::ALL.map(|(name, _)| name)));
    }
    found.map_or(Held::Exactly, |(_, held)| *held)
}

/// `share`: an event or several (any), or a pattern.
fn part(node: &Node, conditions: &mut Conditions<'_>, faults: &mut Faults) -> Option<Share> {
    if node.items().iter().any(|item| item.table().is_some()) {
        return conditions.read(node, faults).map(Share::Meets);
    }
    let events = event_list(node, &conditions.names, faults);
    (!events.is_empty()).then_some(Share::Has(events))
}

/// `{ trigger.grade = { model = "40%" } }`: the dotted key nests; the innermost table holds the values.
fn quota(node: &Node, is: Held, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Quota> {
    let mut path = Vec::new();
    let mut place = node.span;
    let mut table = node.table();
    while let Some([entry]) = table.map(|t| t.entries.as_slice())
        && let Some(inner) = entry.node.table()
    {
        path.push(entry.key.value.as_str());
        place = entry.key.span;
        table = Some(inner);
    }
    let Some(values) = table.filter(|table| path.join(".").contains('.') && !table.entries.is_empty()) else {
        faults.push(fault::metric::not_a_quota(node.span));
        return None;
    };
    let look = conditions.names.place(&path.join("."), place, faults)?;
    let known = declared_values(&look, conditions);
    let mut shares = Vec::new();
    for entry in &values.entries {
        let value = &entry.key.value;
        if !known.is_empty() && !known.contains(value) {
            faults.push(fault::rule::unknown_value(entry.key.span, &look.shown, value, known.iter().map(|code| (code.as_str(), ""))));
        }
        if let Some(share) = fraction("quota", true, &entry.node, conditions, faults) {
            shares.push((value.clone(), share));
        }
    }
    let sum = shares.iter().try_fold(Fraction::parse("0%")?, |sum, (_, share)| sum.plus(*share));
    if let Some(sum) = sum.filter(|sum| sum.exceeds(&Fraction::ONE)) {
        faults.push(fault::metric::quotas_over(place, &sum.to_string()));
    }
    Some(Quota { look, is, shares })
}

fn group(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Vec<Grouping> {
    let mut list = Vec::new();
    for word in reader.texts("group", faults) {
        if word.value == "light" {
            list.push(Grouping::Light);
        } else if !word.value.contains('.') {
            faults.push(fault::name::not_one_of(&word, &["light", "record.…", "trigger.…"]));
        } else if let Some(look) = conditions.names.place(&word.value, word.span, faults) {
            let values = declared_values(&look, conditions);
            list.push(Grouping::At { look, values });
        }
    }
    list
}

/// The values that the attribute at a place declares.
fn declared_values(look: &Look, conditions: &Conditions<'_>) -> Vec<String> {
    let attribute = attribute_of(look).map(|id| conditions.names.declared.attribute(id));
    attribute.map(|attribute| attribute.values.iter().map(|(code, _)| code.value.clone()).collect()).unwrap_or_default()
}

fn threshold(
    key: &'static str,
    share: bool,
    reader: &mut Reader<'_>,
    conditions: &Conditions<'_>,
    faults: &mut Faults,
) -> Option<Fraction> {
    fraction(key, share, reader.node(key)?, conditions, faults)
}

/// A number, a percentage, or a parameter that is one; of a share it lies between 0 and 1.
fn fraction(key: &str, share: bool, node: &Node, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Fraction> {
    let text = match &node.value {
        Written::Whole(n) => n.to_string(),
        Written::Number(n) => n.to_string(),
        Written::Text(text) => match grammar::braced(text, node.inner()) {
            Ok(Braced::Text(text)) => text,
            Ok(Braced::Parameter(name)) => conditions.parameter(&name, faults).filter(|value| *value != Value::Null)?.shown(),
            Ok(Braced::Place(_)) => text.clone(),
            Err(fault) => {
                faults.push(fault);
                return None;
            }
        },
        _ => {
            faults.push(fault::table::wrong_type(node, say!("数或百分比"; "a number or a percentage")));
            return None;
        }
    };
    let Some(found) = Fraction::parse(&text) else {
        faults.push(fault::metric::not_a_threshold(node.span, key));
        return None;
    };
    if share && found.exceeds(&Fraction::ONE) {
        faults.push(fault::metric::threshold_outside(node.span, key, &found.to_string()));
    }
    Some(found)
}

/// Keys that are read and change nothing are slips.
fn idle_keys(metric: &Metric, reader: &mut Reader<'_>, faults: &mut Faults) {
    let mut idle = |key: &'static str, why_zh: &str, why_en: &str| {
        if let Some(entry) = reader.entry(key) {
            faults.push(fault::metric::idle_key(entry.key.span, key, why_zh, why_en));
        }
    };
    if metric.outcome().is_some() {
        for key in ["on", "counts"] {
            idle(key, "统计的是那条规则的各项结果", "the instances of that rule are counted");
        }
    } else if metric.on.is_empty() && !matches!(metric.measure, Measure::Count(_)) {
        for key in ["every", "counts"] {
            idle(key, "没有 on:每条记录只计一次,不属于任何周期", "without on every record counts once, in no period");
        }
    }
    if let Measure::Quota(_) = metric.measure {
        for key in ["at_least", "at_most"] {
            idle(key, "名额本身就是要求", "the quotas are what is demanded");
        }
    } else {
        idle("quota_is", "没有 quota", "there is no quota");
    }
}
