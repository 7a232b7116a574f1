//! The same stories without odd spellings, for programs that read one spelling only: entries that were taken back or
//! replaced are gone, events stand in judged order and are numbered from `e1`, times are RFC 3339 with +08:00, parties
//! are ids, `to` is a list. As NDJSON, and as a pair of CSV files that say the same.

use crate::form::{self, rfc3339};
use crate::story::{Happening, Story, Value};
use std::io::{self, Write};

const CASE_COLUMNS: [&str; 7] =
    ["record", "name", "party_member", "public_official", "bac_mg_per_100ml", "unit_code", "note"];
const EVENT_COLUMNS: [&str; 15] = [
    "record",
    "event",
    "type",
    "at",
    "by",
    "to",
    "persons",
    "political_status",
    "work_unit",
    "drinking_reason",
    "venue",
    "expense_source",
    "participants",
    "place",
    "note",
];

/// Where the three files go.
pub struct Plain<W> {
    pub records: W,
    pub cases: W,
    pub events: W,
}

impl<W: Write> Plain<W> {
    /// Writes the first lines of the CSV files.
    pub fn begin(&mut self) -> io::Result<()> {
        writeln!(self.cases, "{}", CASE_COLUMNS.join(","))?;
        writeln!(self.events, "{}", EVENT_COLUMNS.join(","))
    }

    /// Writes one record to each file.
    pub fn write(&mut self, story: &Story) -> io::Result<()> {
        let events: Vec<Vec<(&'static str, Value)>> = settled(story).into_iter().enumerate().map(fields).collect();
        let mut line = Vec::new();
        row(&mut line, &CASE_COLUMNS, &[("record", Value::text(&story.id))], &story.attributes);
        self.cases.write_all(&line)?;
        for event in &events {
            line.clear();
            row(&mut line, &EVENT_COLUMNS, &[("record", Value::text(&story.id))], event);
            self.events.write_all(&line)?;
        }
        line.clear();
        form::plain(&mut line, record(story, events));
        line.push(b'\n');
        self.records.write_all(&line)
    }
}

/// What counts in the end, in judged order.
fn settled(story: &Story) -> Vec<&Happening> {
    let replaced: Vec<usize> = story.events.iter().filter_map(|event| event.corrects).collect();
    let counts = |(place, event): &(usize, &Happening)| !event.retracted && !replaced.contains(place);
    let mut events: Vec<&Happening> = story.events.iter().enumerate().filter(counts).map(|(_, event)| event).collect();
    events.sort_by_key(|event| event.at);
    events
}

fn record(story: &Story, events: Vec<Vec<(&'static str, Value)>>) -> Value {
    let events = events.into_iter().map(|mut fields| {
        fields[0].0 = "id";
        Value::Object(fields)
    });
    Value::Object(vec![
        ("id", Value::text(&story.id)),
        ("attributes", Value::Object(story.attributes.clone())),
        ("events", Value::List(events.collect())),
    ])
}

fn fields((place, event): (usize, &Happening)) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("event", Value::Text(format!("e{}", place + 1))),
        ("type", Value::text(event.event_type)),
        ("at", Value::Text(rfc3339(event.at))),
    ];
    fields.extend(event.by.map(|by| ("by", Value::text(by.id()))));
    if !event.to.is_empty() {
        fields.push(("to", Value::List(event.to.iter().map(|to| Value::text(to.id())).collect())));
    }
    if !event.attributes.is_empty() {
        fields.push(("attributes", Value::Object(event.attributes.clone())));
    }
    fields
}

/// Appends one line of CSV: the first value of each column's name, however deep it stands; else an empty cell.
fn row(out: &mut Vec<u8>, columns: &[&str], first: &[(&str, Value)], rest: &[(&str, Value)]) {
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        if let Some(value) = find(first, column).or_else(|| find(rest, column)) {
            cell(out, &text(value));
        }
    }
    out.push(b'\n');
}

fn find<'v>(members: &'v [(&str, Value)], column: &str) -> Option<&'v Value> {
    members.iter().find_map(|(name, value)| match value {
        _ if *name == column => Some(value),
        Value::Object(inner) => find(inner, column),
        _ => None,
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::List(elements) => elements.iter().map(text).collect::<Vec<_>>().join(";"),
        Value::Object(_) => String::new(),
    }
}

fn cell(out: &mut Vec<u8>, text: &str) {
    if text.contains(['"', ',', '\n', '\r']) {
        out.extend_from_slice(format!("\"{}\"", text.replace('"', "\"\"")).as_bytes());
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::instant::Instant;
    use crate::{judge::Judge, rng::Dice, spelling, story, writer};

    fn written(story: &Story) -> [String; 3] {
        let mut plain = Plain { records: Vec::new(), cases: Vec::new(), events: Vec::new() };
        plain.write(story).unwrap();
        [plain.records, plain.cases, plain.events].map(|bytes| String::from_utf8(bytes).unwrap())
    }

    fn violations(line: &[u8]) -> String {
        let mut judge = Judge::new(Instant(i64::MAX / 2));
        let mut case = Case::default();
        case.read(line).unwrap();
        judge.settle(&mut case);
        let mut found = Vec::new();
        judge.judge(&case, |violation| writer::write(&mut found, &case, &violation));
        String::from_utf8(found).unwrap()
    }

    #[test]
    fn events_are_in_judged_order_and_what_was_taken_back_is_gone() {
        let mut dice = Dice::new(3);
        let mut fewer = 0;
        for number in 1..=500 {
            let told = story::tell(&mut dice, number);
            let [record, case, events] = written(&told);
            let kept = settled(&told);
            fewer += told.events.len() - kept.len();
            assert!(kept.iter().is_sorted_by_key(|event| event.at));
            assert_eq!(record.matches("\"type\":").count(), kept.len());
            assert_eq!(case.matches(told.id.as_str()).count(), 1);
            assert_eq!(events.matches(told.id.as_str()).count(), kept.len());
        }
        assert!(fewer > 0);
    }

    #[test]
    fn the_two_spellings_of_a_story_are_judged_alike_but_for_dates_alone() {
        let mut dice = Dice::new(4);
        let (mut same, mut other) = (0, 0);
        for number in 1..=500 {
            let told = story::tell(&mut dice, number);
            let [plain, ..] = written(&told);
            let mut odd = Vec::new();
            form::write(&mut odd, &mut dice, told);
            let count = |line: &[u8]| violations(line).lines().count();
            if count(plain.trim_end().as_bytes()) == count(odd.trim_ascii_end()) { same += 1 } else { other += 1 }
        }
        assert!(same > 480 && other < 20, "{same} alike, {other} not");
    }

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        let mut out = Vec::new();
        row(
            &mut out,
            &["record", "note", "to", "place"],
            &[("record", Value::text("r"))],
            &[
                ("attributes", Value::Object(vec![("note", Value::text("a \"b\"\nc"))])),
                ("to", Value::List(vec![Value::text("x"), Value::text("y")])),
            ],
        );
        assert_eq!(String::from_utf8(out).unwrap(), "r,\"a \"\"b\"\"\nc\",x;y,\n");
    }

    #[test]
    fn times_are_in_one_spelling() {
        let at = spelling::parse("2023年10月7日 6时5分".as_bytes()).unwrap().earliest;
        assert_eq!(rfc3339(at), "2023-10-07T06:05:00+08:00");
    }
}
