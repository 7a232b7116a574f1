//! Verdicts as CSV: one row each, safe to open in a spreadsheet.

use super::line::Line;
use std::io;

const COLUMNS: [&str; 24] = [
    "record", "kind", "policy", "rule", "on", "to", "period", "status", "bearer", "due", "due_exclusive", "done_by", "done_at", "late_s", "light",
    "reading", "reason", "value", "numerator", "denominator", "missing", "severity", "message", "cite",
];

/// The header row.
///
/// # Errors
/// The writer's.
pub fn header(out: &mut impl io::Write) -> io::Result<()> {
    write(out, COLUMNS.map(str::to_owned))
}

/// One verdict.
///
/// # Errors
/// The writer's.
pub fn row(line: &Line<'_>, out: &mut impl io::Write) -> io::Result<()> {
    let text = |value: Option<&str>| safe(value.unwrap_or_default());
    write(out, [
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
    ])
}

fn write(out: &mut impl io::Write, cells: [String; COLUMNS.len()]) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(&cells).map_err(io::Error::other)?;
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
