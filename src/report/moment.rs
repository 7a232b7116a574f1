//! Instants as people and programs read them. A day ends at 24:00, not at the next day's 00:00.

use crate::lang::Lang;
use crate::tell;
use crate::time::instant::{DAY, Due, HOUR, MINUTE, SECOND};
use crate::time::{Day, Instant, When, Zone};
use chrono::Datelike;
use std::fmt::Write;

/// RFC 3339 with the zone's offset: `2022-05-15T20:00:00+08:00`.
pub fn rfc3339(at: Instant, zone: &Zone) -> String {
    let (day, clock) = zone.local(at);
    let mut out = String::with_capacity(25);
    push_day(&mut out, day);
    out.push('T');
    push_clock(&mut out, clock, true);
    let micros = clock % SECOND;
    if micros != 0 {
        let _ = write!(out, ".{micros:06}");
    }
    let offset = zone.offset(at) / SECOND;
    out.push(if offset < 0 { '-' } else { '+' });
    push_two(&mut out, offset.abs() / 3600);
    out.push(':');
    push_two(&mut out, offset.abs() / 60 % 60);
    out
}

/// `2022-05-15 20:00`, with seconds where there are any.
pub fn clock(at: Instant, zone: &Zone) -> String {
    let (day, clock) = zone.local(at);
    on_day(day, clock)
}

fn on_day(day: Day, clock: i64) -> String {
    let mut out = String::with_capacity(19);
    push_day(&mut out, day);
    out.push(' ');
    push_clock(&mut out, clock, clock % MINUTE >= SECOND);
    out
}

// Reports are mostly times: digits go straight into the text, not through the formatting machinery.

fn push_two(out: &mut String, n: i64) {
    let digit = |n: i64| char::from(b'0' + (n % 10) as u8);
    out.push(digit(n / 10));
    out.push(digit(n));
}

fn push_day(out: &mut String, day: Day) {
    let date = day.date();
    let year = i64::from(date.year());
    push_two(out, year / 100);
    push_two(out, year % 100);
    out.push('-');
    push_two(out, i64::from(date.month()));
    out.push('-');
    push_two(out, i64::from(date.day()));
}

fn push_clock(out: &mut String, clock: i64, seconds: bool) {
    push_two(out, clock / HOUR);
    out.push(':');
    push_two(out, clock % HOUR / MINUTE);
    if seconds {
        out.push(':');
        push_two(out, clock % MINUTE / SECOND);
    }
}

/// A due instant; at midnight it is 24:00 of the day that it ends.
pub fn due(due: Due, zone: &Zone) -> String {
    let (day, clock) = zone.local(due.at);
    if due.exclusive && clock == 0 { on_day(day.plus(-1), DAY) } else { on_day(day, clock) }
}

/// An as-of: midnight is 24:00 of the day that it ends.
pub fn as_of(at: Instant, zone: &Zone) -> String {
    due(Due { at, exclusive: true }, zone)
}

/// A time as well as it is known: an instant, a day, or from–to.
pub fn when(when: &When, zone: &Zone) -> String {
    match whole_day(when, zone) {
        _ if when.is_exact() => clock(when.earliest, zone),
        Some(day) => day,
        None => format!("{}~{}", clock(when.earliest, zone), clock(when.latest.at, zone)),
    }
}

/// The same for programs: RFC 3339, a date alone, or an interval `from/to`.
pub fn machine(when: &When, zone: &Zone) -> String {
    match whole_day(when, zone) {
        _ if when.is_exact() => rfc3339(when.earliest, zone),
        Some(day) => day,
        None => format!("{}/{}", rfc3339(when.earliest, zone), rfc3339(when.latest.at, zone)),
    }
}

fn whole_day(when: &When, zone: &Zone) -> Option<String> {
    let day = zone.day(when.earliest);
    let whole = when.latest.open && when.earliest == zone.start_of(day) && when.latest.at == zone.end_of(day);
    whole.then(|| {
        let mut out = String::with_capacity(10);
        push_day(&mut out, day);
        out
    })
}

/// A length of time in its two largest units: `16天4小时`, `16 d 4 h`.
pub fn length(micros: i64, lang: Lang) -> String {
    let (days, hours, minutes, seconds) = (micros / DAY, micros % DAY / HOUR, micros % HOUR / MINUTE, micros % MINUTE / SECOND);
    match (days, hours, minutes) {
        (1.., 0, _) => tell!(lang; "{days}天"; "{days} d"),
        (1.., _, _) => tell!(lang; "{days}天{hours}小时"; "{days} d {hours} h"),
        (_, 1.., 0) => tell!(lang; "{hours}小时"; "{hours} h"),
        (_, 1.., _) => tell!(lang; "{hours}小时{minutes}分"; "{hours} h {minutes} min"),
        (_, _, 1..) if seconds == 0 => tell!(lang; "{minutes}分钟"; "{minutes} min"),
        (_, _, 1..) => tell!(lang; "{minutes}分{seconds}秒"; "{minutes} min {seconds} s"),
        _ => tell!(lang; "{seconds}秒"; "{seconds} s"),
    }
}

/// The weekday of a day, 0 = Monday.
pub fn weekday(n: usize, lang: Lang) -> &'static str {
    const ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    const EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    match lang {
        Lang::Zh => ZH[n % 7],
        Lang::En => EN[n % 7],
    }
}
