//! Verdicts as CSV: one row each, safe to open in a spreadsheet.

use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::line::Line;
use super::ndjson::Plain;
use super::setting::Setting;
use crate::verdict::Status;
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "csv",
    about: "每行一个结论的表 · a table, one verdict a row",
    suffixes: &["csv"],
    is_text: true,
    holds: Holds::Nothing,
    explains: false,
    joins: true,
    writer: |setting| Box::new(Rows { setting, message: String::new() }),
    open: |setting, out| open(setting, out),
};

struct Rows<'r> {
    setting: &'r Setting<'r>,
    message: String,
}

impl Writer for Rows<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts {
            let line = Line::new(judged.plan, verdict, self.setting.as_of, self.setting.lang, &mut self.message);
            // writing to memory does not fail
            _ = row(&line, self.setting.readings, out);
        }
    }
}

fn open<'r>(setting: &'r Setting<'r>, mut out: Out<'r>) -> io::Result<Box<dyn Report + 'r>> {
    // Excel takes a file without the mark for the local encoding.
    out.write_all("\u{feff}".as_bytes())?;
    header(setting.readings, &mut out)?;
    Ok(Box::new(Plain { out }))
}

const COLUMNS: [&str; 24] = [
    "record",
    "kind",
    "policy",
    "rule",
    "on",
    "to",
    "period",
    "status",
    "bearer",
    "due",
    "due_exclusive",
    "done_by",
    "done_at",
    "late_s",
    "light",
    "reading",
    "reason",
    "value",
    "numerator",
    "denominator",
    "missing",
    "severity",
    "message",
    "cite",
];

/// Columns that are there where every reading was asked for.
const READINGS: [&str; 2] = ["contested", "readings"];

fn header(readings: bool, out: &mut impl io::Write) -> io::Result<()> {
    let more: &[&str] = if readings { &READINGS } else { &[] };
    write(out, COLUMNS.iter().chain(more).map(|name| (*name).to_owned()))
}

fn row(line: &Line<'_>, readings: bool, out: &mut impl io::Write) -> io::Result<()> {
    let text = |value: Option<&str>| safe(value.unwrap_or_default());
    let cells = [
        safe(line.record),
        safe(line.kind),
        safe(line.policy),
        safe(line.rule),
        text(line.on),
        text(line.to),
        text(line.period.as_deref()),
        line.status.to_owned(),
        text(line.bearer),
        line.due.unwrap_or_default().to_string(),
        line.due_exclusive.map(|e| e.to_string()).unwrap_or_default(),
        text(line.done_by),
        line.done_at.unwrap_or_default().to_string(),
        line.late_s.map(|n| n.to_string()).unwrap_or_default(),
        line.light.unwrap_or_default().to_owned(),
        safe(line.reading),
        text(line.reason),
        line.value.map(|n| n.to_string()).unwrap_or_default(),
        line.numerator.map(|n| n.to_string()).unwrap_or_default(),
        line.denominator.map(|n| n.to_string()).unwrap_or_default(),
        safe(&line.missing.join(";")),
        line.severity.to_owned(),
        safe(line.message),
        text(line.cite),
    ];
    let more = readings.then(|| self::readings(line)).into_iter().flatten();
    write(out, cells.into_iter().chain(more))
}

/// `true` and `default=late;night-continues=fulfilled`, or nothing.
fn readings(line: &Line<'_>) -> [String; READINGS.len()] {
    let Some(contested) = line.contested else { return Default::default() };
    let word = |status: Option<Status>| status.map_or("none", Status::word);
    let usual = (contested.usual_reading, contested.usual);
    let all = std::iter::once(usual).chain(contested.others.iter().map(|other| (other.reading, other.status)));
    let list: Vec<String> = all.map(|(reading, status)| format!("{reading}={}", word(status))).collect();
    ["true".to_owned(), safe(&list.join(";"))]
}

fn write(out: &mut impl io::Write, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells.map(String::into_bytes)).map_err(io::Error::other)?;
    writer.flush()
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe.
fn safe(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn formulas_are_disarmed() {
        assert_eq!(safe("=1+1"), "'=1+1");
        assert_eq!(safe("@sum"), "'@sum");
        assert_eq!(safe("案1"), "案1");
        assert_eq!(safe(""), "");
    }
}
