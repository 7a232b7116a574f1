//! Instants as people and programs read them. A day ends at 24:00, not at the next day's 00:00.

use crate::lang::Lang;
use crate::time::instant::{DAY, Due, HOUR, MINUTE, SECOND};
use crate::time::{Day, Digits, Instant, When, Zone};
use std::fmt;

/// RFC 3339 with the zone's offset: `2022-05-15T20:00:00+08:00`.
pub fn rfc3339(at: Instant, zone: &Zone) -> Digits {
    let (day, clock, offset) = zone.local_and_offset(at);
    let mut out = day.digits();
    out.put(b'T');
    out.clock((clock / SECOND) as u32, true);
    let micros = clock % SECOND;
    if micros != 0 {
        out.put(b'.');
        out.six(micros);
    }
    out.put(if offset < 0 { b'-' } else { b'+' });
    out.clock((offset.abs() / SECOND) as u32, false);
    out
}

/// `2022-05-15 20:00`, with seconds where there are any.
pub fn clock(at: Instant, zone: &Zone) -> Digits {
    let (day, clock) = zone.local(at);
    on_day(day, clock)
}

fn on_day(day: Day, clock: i64) -> Digits {
    let mut out = day.digits();
    out.put(b' ');
    out.clock((clock / SECOND) as u32, clock % MINUTE >= SECOND);
    out
}

/// A due instant; at midnight it is 24:00 of the day that it ends.
pub fn due(due: Due, zone: &Zone) -> Digits {
    let (day, clock) = zone.local(due.at);
    if due.exclusive && clock == 0 { on_day(day.plus(-1), DAY) } else { on_day(day, clock) }
}

/// An as-of: midnight is 24:00 of the day that it ends.
pub fn as_of(at: Instant, zone: &Zone) -> Digits {
    due(Due { at, exclusive: true }, zone)
}

/// A time as well as it is known: an instant, a day, or from–to.
pub fn when(when: &When, zone: &Zone) -> Digits {
    if when.is_exact() {
        return clock(when.earliest, zone);
    }
    whole_day(when, zone).unwrap_or_else(|| from_to(clock(when.earliest, zone), b'~', clock(when.latest.at, zone)))
}

/// The same for programs: RFC 3339, a date alone, or an interval `from/to`.
pub fn machine(when: &When, zone: &Zone) -> Digits {
    if when.is_exact() {
        return rfc3339(when.earliest, zone);
    }
    whole_day(when, zone).unwrap_or_else(|| from_to(rfc3339(when.earliest, zone), b'/', rfc3339(when.latest.at, zone)))
}

fn from_to(mut from: Digits, mark: u8, to: Digits) -> Digits {
    from.put(mark);
    from.text(&to);
    from
}

fn whole_day(when: &When, zone: &Zone) -> Option<Digits> {
    let day = zone.day(when.earliest);
    let whole = when.latest.open && when.earliest == zone.start_of(day) && when.latest.at == zone.end_of(day);
    whole.then(|| day.digits())
}

/// A length of time in its two largest units: `16天4小时`, `16 d 4 h`.
#[derive(Clone, Copy, Debug)]
pub struct Length {
    pub micros: i64,
    pub lang: Lang,
}

impl Length {
    pub fn digits(self) -> Digits {
        let Length { micros, lang } = self;
        let (days, hours, minutes, seconds) = (micros / DAY, micros % DAY / HOUR, micros % HOUR / MINUTE, micros % MINUTE / SECOND);
        let mut out = Digits::default();
        let mut say = |n: i64, zh: &str, en: &str| {
            out.whole(n);
            out.text(if lang == Lang::Zh { zh } else { en });
        };
        match (days, hours, minutes) {
            (1.., 0, _) => say(days, "天", " d"),
            (1.., _, _) => {
                say(days, "天", " d ");
                say(hours, "小时", " h");
            }
            (_, 1.., 0) => say(hours, "小时", " h"),
            (_, 1.., _) => {
                say(hours, "小时", " h ");
                say(minutes, "分", " min");
            }
            (_, _, 1..) if seconds == 0 => say(minutes, "分钟", " min"),
            (_, _, 1..) => {
                say(minutes, "分", " min ");
                say(seconds, "秒", " s");
            }
            _ => say(seconds, "秒", " s"),
        }
        out
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
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
