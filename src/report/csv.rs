//! Verdicts as CSV: one row each, safe to open in a spreadsheet.

use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::line::Line;
use super::ndjson::Plain;
use super::setting::Setting;
use super::words;
use crate::verdict::{Light, Status};
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "csv",
    about: "每行一个结论的表 · a table, one verdict a row",
    suffixes: &["csv"],
    is_text: true,
    holds: Holds::Nothing,
    explains: false,
    draws: false,
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
            self.message.clear();
            words::message(judged.plan, verdict, self.setting.as_of, self.setting.lang, &mut self.message);
            let line = Line { plan: judged.plan, verdict, lang: self.setting.lang };
            // writing to memory does not fail
            _ = row(&line, &self.message, self.setting.readings, out);
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

fn row(line: &Line<'_>, message: &str, readings: bool, out: &mut impl io::Write) -> io::Result<()> {
    let text = |value: Option<&str>| safe(value.unwrap_or_default());
    let Line { plan, verdict, .. } = line;
    let measured = verdict.measured.as_ref();
    let cells = [
        safe(verdict.record),
        safe(verdict.kind),
        safe(plan.id()),
        safe(&verdict.rule.id),
        text(verdict.on.as_deref()),
        text(verdict.to.as_deref()),
        safe(&verdict.period.map(|period| period.to_string()).unwrap_or_default()),
        verdict.status.word().to_owned(),
        text(verdict.bearer.as_deref()),
        line.due().unwrap_or_default().to_string(),
        verdict.due.map(|due| due.exclusive.to_string()).unwrap_or_default(),
        text(verdict.done_by.as_deref()),
        line.done_at().unwrap_or_default().to_string(),
        verdict.late_s.map(|n| n.to_string()).unwrap_or_default(),
        verdict.light.map_or("", Light::word).to_owned(),
        safe(line.reading()),
        text(verdict.reason.as_deref()),
        measured.map(|measured| measured.value().to_string()).unwrap_or_default(),
        measured.map(|measured| measured.numerator.to_string()).unwrap_or_default(),
        measured.and_then(|measured| measured.denominator).map(|n| n.to_string()).unwrap_or_default(),
        safe(&verdict.missing.join(";")),
        verdict.rule.severity.word().to_owned(),
        safe(message),
        text(verdict.rule.cite.as_deref()),
    ];
    let more = readings.then(|| self::readings(line)).into_iter().flatten();
    write(out, cells.into_iter().chain(more))
}

/// `true` and `default=late;night-continues=fulfilled`, or nothing.
fn readings(line: &Line<'_>) -> [String; READINGS.len()] {
    let Some(contested) = &line.verdict.contested else { return Default::default() };
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

/// What a spreadsheet may take for the start of a formula; the wide forms are as good in East Asian versions.
const STARTS: [char; 8] = ['=', '+', '-', '@', '=', '+', '-', '@'];

/// Where another spreadsheet, or one told to, may see the next cell begin, quoted or not.
const SEPARATORS: [char; 5] = [',', ';', '\t', '\n', '\r'];

/// A text that no spreadsheet takes for a formula: wherever a cell may be seen to begin, an apostrophe stands before what would
/// start one. Blanks, quotes and marks without width do not hide it; a number with its sign stays a number.
fn safe(text: &str) -> String {
    if is_number(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 1);
    let mut begins = true;
    for c in text.chars() {
        if begins && STARTS.contains(&c) {
            out.push('\'');
        }
        begins = SEPARATORS.contains(&c) || begins && is_passed_over(c);
        out.push(c);
    }
    // some drop it and read on
    if text.starts_with(['\t', '\r', '\n']) {
        out.insert(0, '\'');
    }
    out
}

/// What is dropped or not seen at the start of a cell.
fn is_passed_over(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '"' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
}

/// `-5`, `+86.5`
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all(whole) && all(rest)
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn formulas_are_disarmed() {
        for (text, wanted) in [
            ("=1+1", "'=1+1"),
            ("@sum", "'@sum"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("=DDE(\"cmd\";\"/C calc\")", "'=DDE(\"cmd\";\"/C calc\")"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\n=1", "'\n'=1"),
            ("=1+1", "'=1+1"),
            ("+1+1", "'+1+1"),
            ("-甲", "'-甲"),
            ("@甲", "'@甲"),
            ("  =1+1", "  '=1+1"),
            ("\u{a0}\u{200b}\u{feff}=1+1", "\u{a0}\u{200b}\u{feff}'=1+1"),
            ("\"=1+1", "\"'=1+1"),
            ("x;=1+1", "x;'=1+1"),
            ("x,\"=1+1", "x,\"'=1+1"),
            ("x\t@y", "x\t'@y"),
            ("x\n-y", "x\n'-y"),
        ] {
            assert_eq!(safe(text), wanted, "{text:?}");
        }
    }

    #[test]
    fn everything_else_stays() {
        for text in ["", "案1", "-5", "+8.25", "a=b", "2022-10-09 24:00", "1-2;3", "期限 2022-10-09,迟 10小时", "#0", "--"] {
            let wanted = if text == "--" { "'--" } else { text };
            assert_eq!(safe(text), wanted);
        }
    }
}
