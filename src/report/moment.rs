//! Instants as people and programs read them. A day ends at 24:00, not at the next day's 00:00.

use crate::lang::{Bilingual, Lang};
use crate::say;
use crate::time::instant::{DAY, Due, HOUR, MINUTE, SECOND};
use crate::time::{Instant, When, Zone};
use std::fmt::Write;

/// RFC 3339 with the zone's offset: `2022-05-15T20:00:00+08:00`.
pub fn rfc3339(at: Instant, zone: &Zone) -> String {
    let mut out = String::with_capacity(32);
    write_rfc3339(&mut out, at, zone);
    out
}

/// Appends [`rfc3339`].
pub fn write_rfc3339(out: &mut String, at: Instant, zone: &Zone) {
    let (day, clock) = zone.local(at);
    let (hour, minute, second) = (clock / HOUR, clock % HOUR / MINUTE, clock % MINUTE / SECOND);
    let _ = write!(out, "{day}T{hour:02}:{minute:02}:{second:02}");
    let micros = clock % SECOND;
    if micros != 0 {
        let _ = write!(out, ".{micros:06}");
    }
    let offset = zone.offset(at) / SECOND;
    let sign = if offset < 0 { '-' } else { '+' };
    let minutes = offset.abs() / 60;
    let _ = write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60);
}

/// `2022-05-15 20:00`, with seconds where there are any.
pub fn clock(at: Instant, zone: &Zone) -> String {
    let (day, clock) = zone.local(at);
    format!("{day} {}", time_of_day(clock))
}

fn time_of_day(clock: i64) -> String {
    let (hour, minute, second) = (clock / HOUR, clock % HOUR / MINUTE, clock % MINUTE / SECOND);
    if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
}

/// A due instant; at midnight it is 24:00 of the day that it ends.
pub fn due(due: Due, zone: &Zone) -> String {
    let (day, clock) = zone.local(due.at);
    if due.exclusive && clock == 0 { format!("{} 24:00", day.plus(-1)) } else { format!("{day} {}", time_of_day(clock)) }
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
    whole.then(|| day.to_string())
}

/// A length of time in its two largest units: `16天4小时`, `16 d 4 h`.
pub fn length(micros: i64) -> Bilingual {
    let (days, hours, minutes, seconds) = (micros / DAY, micros % DAY / HOUR, micros % HOUR / MINUTE, micros % MINUTE / SECOND);
    match (days, hours, minutes) {
        (1.., 0, _) => say!("{days}天"; "{days} d"),
        (1.., _, _) => say!("{days}天{hours}小时"; "{days} d {hours} h"),
        (_, 1.., 0) => say!("{hours}小时"; "{hours} h"),
        (_, 1.., _) => say!("{hours}小时{minutes}分"; "{hours} h {minutes} min"),
        (_, _, 1..) if seconds == 0 => say!("{minutes}分钟"; "{minutes} min"),
        (_, _, 1..) => say!("{minutes}分{seconds}秒"; "{minutes} min {seconds} s"),
        _ => say!("{seconds}秒"; "{seconds} s"),
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
