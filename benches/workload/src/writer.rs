//! Violations as NDJSON, with those fields of `duban evaluate --format ndjson` (spec section 5) that need no policy.

use crate::case::{Case, Event};
use crate::instant::{Instant, SECOND};
use crate::json::Text;
use crate::judge::{Due, Finding, Violation};
use std::io::Write;

pub fn write(out: &mut Vec<u8>, case: &Case, violation: &Violation) {
    out.extend_from_slice(b"{\"record\":");
    text(out, &case.id);
    out.extend_from_slice(b",\"rule\":\"");
    out.extend_from_slice(violation.rule.as_bytes());
    out.extend_from_slice(b"\",\"on\":");
    event_id(out, violation.on);
    out.extend_from_slice(b",\"to\":");
    match violation.to {
        None => out.extend_from_slice(b"null"),
        Some(party) => {
            out.push(b'"');
            out.extend_from_slice(party.id().as_bytes());
            out.push(b'"');
        }
    }
    match &violation.finding {
        Finding::Late { due, done_by, late_s } => {
            out.extend_from_slice(b",\"status\":\"late\"");
            due_fields(out, due);
            event_id(out, done_by);
            late(out, *late_s);
        }
        Finding::Overdue { due, late_s } => {
            out.extend_from_slice(b",\"status\":\"overdue\"");
            due_fields(out, due);
            out.extend_from_slice(b"null");
            late(out, *late_s);
        }
        Finding::Missing { political_status, work_unit } => {
            out.extend_from_slice(b",\"status\":\"violated\",\"due\":null,\"due_exclusive\":null");
            out.extend_from_slice(b",\"done_by\":null,\"late_s\":null,\"missing\":");
            out.extend_from_slice(match (political_status, work_unit) {
                (true, true) => b"[\"political_status\",\"work_unit\"]".as_slice(),
                (true, false) => b"[\"political_status\"]",
                (false, _) => b"[\"work_unit\"]",
            });
        }
    }
    out.extend_from_slice(b"}\n");
}

/// Up to and with the key of `done_by`, whose value comes next.
fn due_fields(out: &mut Vec<u8>, due: &Due) {
    out.extend_from_slice(b",\"due\":\"");
    instant(out, due.at);
    out.extend_from_slice(if due.exclusive { b"\",\"due_exclusive\":true" } else { b"\",\"due_exclusive\":false" });
    out.extend_from_slice(b",\"done_by\":");
}

fn late(out: &mut Vec<u8>, seconds: i64) {
    out.extend_from_slice(b",\"late_s\":");
    decimal(out, seconds);
}

fn event_id(out: &mut Vec<u8>, event: &Event) {
    match &event.id {
        Some(id) => text(out, id),
        None => {
            out.extend_from_slice(b"\"#");
            decimal(out, event.place as i64);
            out.push(b'"');
        }
    }
}

/// Escapes what JSON demands, and no more.
fn text(out: &mut Vec<u8>, text: &Text) {
    out.push(b'"');
    for &byte in text.bytes().iter() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            8 => out.extend_from_slice(b"\\b"),
            12 => out.extend_from_slice(b"\\f"),
            ..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// RFC 3339 with the policy's offset; a fraction of a second only where there is one.
pub fn instant(out: &mut Vec<u8>, at: Instant) {
    let (year, month, day) = at.day().ymd();
    let seconds = (at.time_of_day() / SECOND) as u32;
    let fraction = at.time_of_day() % SECOND;
    two_digits(out, year as u32 / 100);
    two_digits(out, year as u32 % 100);
    for (mark, number) in
        [(b'-', month), (b'-', day), (b'T', seconds / 3600), (b':', seconds / 60 % 60), (b':', seconds % 60)]
    {
        out.push(mark);
        two_digits(out, number);
    }
    if fraction != 0 {
        let digits = format!(".{fraction:06}");
        out.extend_from_slice(digits.trim_end_matches('0').as_bytes());
    }
    out.extend_from_slice(b"+08:00");
}

fn two_digits(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
}

fn decimal(out: &mut Vec<u8>, number: i64) {
    write!(out, "{number}").expect("memory takes every write");
}
