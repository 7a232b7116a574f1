//! Reads test files: records written compactly become the JSON that an export would hold.

use super::export::Files;
use super::fault;
use super::{Equivalent, Expectation, Test, Wanted};
use crate::diag::Faults;
use crate::plan::Plan;
use crate::policy::fault as policy_fault;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{self, Entry, Node, Table, Value};
use crate::say;
use crate::source::{FileId, Span, Spanned};
use crate::time::{Instant, Zone, spelling};
use crate::verdict::Status;
use serde_json::{Map, Value as Json, json};

/// Keys of an event that are not attributes.
const OF_EVENT: [&str; 8] = ["id", "at", "type", "by", "to", "retracted", "supersedes", "recorded_at"];

/// The fields an expectation may compare, besides `status`.
pub const FIELDS: [&str; 15] = [
    "due",
    "due_earliest",
    "done_by",
    "done_at",
    "late_s",
    "left_s",
    "warned",
    "light",
    "reason",
    "missing",
    "severity",
    "value",
    "numerator",
    "denominator",
    "message",
];

/// So many records of one shape at most.
const MOST_COPIES: i64 = 1000;

/// Every test of one file, and the mutants that it accepts.
pub fn file(file: FileId, source: &str, plan: &Plan, faults: &mut Faults) -> (Vec<Test>, Vec<Equivalent>) {
    let root = tree::parse(file, source, faults);
    let mut reader = Reader::new(&root, Span::new(file, 0..0), &schema::suite::FILE);
    let tests = reader.table("test", faults);
    let accepted = reader.table("equivalent", faults);
    reader.finish(faults);
    if tests.is_none() && accepted.is_none() {
        faults.push(fault::no_test(Span::new(file, 0..0)));
    }
    let entries = |table: Option<(&'_ Table, Span)>| table.map(|(t, _)| t.entries.clone()).unwrap_or_default();
    let tests = entries(tests).iter().filter_map(|entry| test(entry, plan, faults)).collect();
    let accepted = entries(accepted).iter().filter_map(|entry| equivalent(entry, faults)).collect();
    (tests, accepted)
}

fn equivalent(entry: &Entry, faults: &mut Faults) -> Option<Equivalent> {
    let Some(table) = entry.node.table() else {
        faults.push(policy_fault::table::wrong_type(&entry.node, say!("[equivalent.名字] 表"; "a table [equivalent.NAME]")));
        return None;
    };
    let mut reader = Reader::new(table, entry.key.span, &schema::suite::EQUIVALENT);
    let at = reader.required_text("at", faults);
    let from = reader.text("from", faults).map(|from| from.value);
    let to = reader.texts("to", faults).into_iter().map(|to| to.value).collect();
    let why = reader.required_text("why", faults);
    reader.finish(faults);
    why?; // for whoever reads the file
    Some(Equivalent { name: entry.key.clone(), at: at?.value, from, to })
}

fn test(entry: &Entry, plan: &Plan, faults: &mut Faults) -> Option<Test> {
    let Some(table) = entry.node.table() else {
        faults.push(policy_fault::table::wrong_type(&entry.node, say!("[test.名字] 表"; "a table [test.NAME]")));
        return None;
    };
    let zone = plan.vocabulary().zone;
    let mut reader = Reader::new(table, entry.key.span, &schema::suite::TEST);
    let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
    let as_of = reader.text("as_of", faults).and_then(|written| {
        let found = as_of(&written.value, &zone);
        if found.is_none() {
            faults.push(policy_fault::rule::bad_date(written.span, &written.value));
        }
        found
    });
    let mut records = Vec::new();
    let single = reader.table("record", faults).map(|(t, _)| t);
    let events = reader.node("events");
    if single.is_some() || events.is_some() {
        records.push(("test".to_owned(), record("test", single, events, plan)));
    }
    if let Some((several, _)) = reader.table("records", faults) {
        for record_entry in &several.entries {
            let id = &record_entry.key.value;
            let table = record_entry.node.table();
            let mut one = |id: &str| records.push((id.to_owned(), record(id, table, table.and_then(|t| t.get("events")), plan)));
            match table.and_then(|t| t.get("copies")) {
                Some(node) => (1..=copies(node, faults)).for_each(|n| one(&format!("{id}-{n}"))),
                None => one(id),
            }
        }
    }
    let (mapping, expected) = (reader.text("mapping", faults), reader.text("expected", faults));
    let files = reader.text("export", faults).map(|export| Files { export, mapping, expected });
    let expect: Vec<Expectation> = match reader.node("expect") {
        Some(node) => node.items().iter().filter_map(|item| expectation(item, plan, faults)).collect(),
        None => Vec::new(),
    };
    let written = table.get("expect").is_some_and(|node| !node.items().is_empty());
    if !written && files.as_ref().is_none_or(|files| files.expected.is_none()) {
        faults.push(fault::no_expectation(entry.key.span));
    }
    reader.finish(faults);
    // Without anything to compare it could not fail: it is none.
    if expect.is_empty() && files.is_none() {
        return None;
    }
    Some(Test { name: entry.key.value.clone(), span: entry.key.span, title, as_of, records, expect, files })
}

/// How many records of one shape: shares are told apart by many.
fn copies(node: &Node, faults: &mut Faults) -> i64 {
    match node.value {
        Value::Whole(n) if (1..=MOST_COPIES).contains(&n) => n,
        _ => {
            faults.push(policy_fault::table::wrong_type(node, say!("1 到 {MOST_COPIES} 的整数"; "a whole number from 1 to {MOST_COPIES}")));
            1
        }
    }
}

/// An as-of as people write it; a date alone is 24:00 of that day.
pub fn as_of(text: &str, zone: &Zone) -> Option<Instant> {
    let when = spelling::time(text, zone).ok()?;
    Some(if when.latest.open { when.latest.at } else { when.earliest })
}

fn record(id: &str, table: Option<&Table>, events: Option<&Node>, plan: &Plan) -> String {
    let mut attributes = Map::new();
    let mut kind = "case".to_owned();
    for entry in table.map(|t| t.entries.as_slice()).unwrap_or_default() {
        match entry.key.value.as_str() {
            "kind" => kind = entry.node.text().unwrap_or("case").to_owned(),
            "events" | "copies" => {}
            key => {
                attributes.insert(key.to_owned(), json_of(&entry.node));
            }
        }
    }
    let events: Vec<Json> = events.map(|n| n.items().iter().filter_map(Node::table).map(event).collect()).unwrap_or_default();
    json!({ "id": id, "kind": kind, "policy": plan.id(), "attributes": attributes, "events": events }).to_string()
}

fn event(table: &Table) -> Json {
    let mut event = Map::new();
    let mut attributes = Map::new();
    for entry in &table.entries {
        let key = entry.key.value.as_str();
        match &entry.node.value {
            Value::Table(inner) if key == "attributes" => {
                attributes.extend(inner.entries.iter().map(|e| (e.key.value.clone(), json_of(&e.node))));
            }
            _ if OF_EVENT.contains(&key) => {
                event.insert(key.to_owned(), json_of(&entry.node));
            }
            _ => {
                attributes.insert(key.to_owned(), json_of(&entry.node));
            }
        }
    }
    event.insert("attributes".to_owned(), Json::Object(attributes));
    Json::Object(event)
}

fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Text(text) | Value::Date(text) => Json::from(text.as_str()),
        Value::Whole(n) => Json::from(*n),
        Value::Number(n) => Json::from(*n),
        Value::Boolean(flag) => Json::from(*flag),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Table(table) => table.entries.iter().map(|e| (e.key.value.clone(), json_of(&e.node))).collect::<Map<_, _>>().into(),
    }
}

fn expectation(node: &Node, plan: &Plan, faults: &mut Faults) -> Option<Expectation> {
    let Some(table) = node.table() else {
        faults.push(policy_fault::table::wrong_type(node, say!("{{ rule, status }} 表"; "a table {{ rule, status }}")));
        return None;
    };
    let mut reader = Reader::new(table, node.span, &schema::suite::EXPECTATION);
    let rule = reader.required_text("rule", faults);
    let word = |reader: &mut Reader<'_>, key: &'static str, faults: &mut Faults| reader.text(key, faults).map(|t| t.value);
    let record = word(&mut reader, "record", faults);
    let on = word(&mut reader, "on", faults);
    let to = word(&mut reader, "to", faults);
    let bearer = word(&mut reader, "bearer", faults);
    let period = word(&mut reader, "period", faults);
    let reading = reader.text("reading", faults);
    let status = reader.required_text("status", faults).and_then(|word| status(&word, faults))?;
    let mut fields = Vec::new();
    for name in FIELDS {
        if let Some(node) = reader.node(name) {
            let wanted = match &node.value {
                Value::List(items) => items.iter().filter_map(|item| text(item, faults)).map(|t| t.value).collect::<Vec<_>>().join(", "),
                _ => json_of(node).as_str().map_or_else(|| json_of(node).to_string(), str::to_owned),
            };
            fields.push((name, wanted));
        }
    }
    reader.finish(faults);
    let rule = rule?;
    let known = || plan.policy.rules.iter().map(|r| r.id.as_str());
    if !known().any(|id| id == rule.value) {
        faults.push(fault::unknown_rule(&rule, known()));
        return None;
    }
    let expectation = Expectation { span: node.span, rule, record, on, to, bearer, period, reading, status, fields, raw: Vec::new() };
    if let (Some(choice), Some(written)) = (expectation.choice(), &expectation.reading) {
        let offered = plan.policy.readings.iter().filter(|r| r.rule == choice.rule);
        if !offered.clone().any(|r| r.name.value == choice.reading) {
            let names = offered.map(|r| r.name.value.as_str());
            faults.push(policy_fault::rule::unknown_reading(&choice.rule, &choice.reading, written.span, names));
        }
    }
    Some(expectation)
}

pub fn status(word: &Spanned<String>, faults: &mut Faults) -> Option<Wanted> {
    let mut wanted = Status::ALL.iter().copied().map(Wanted::Verdict).chain([Wanted::Nothing, Wanted::Summary]);
    let found = wanted.clone().find(|wanted| wanted.word() == word.value);
    if found.is_none() {
        let words: Vec<&str> = wanted.by_ref().map(Wanted::word).collect();
        faults.push(policy_fault::name::not_one_of(word, &words));
    }
    found
}
