//! Faults of calendars in iCalendar form; the place is the event's first line.

use crate::diag::Diagnostic;
use crate::say;
use crate::source::Span;

pub fn unreadable(span: Span) -> Diagnostic {
    Diagnostic::error("ics-unreadable", span, say!("这个 .ics 日历读不出来"; "this .ics calendar cannot be read"))
        .label(say!("读到这里"; "read up to here"))
        .help(say!("请重新下载或导出;也可以把日期写成 TOML 日历"; "fetch or export it again, or write its dates as a TOML calendar"))
}

/// An event at a time of day, or without a date.
pub fn not_a_day(span: Span, name: &str, start: &str) -> Diagnostic {
    Diagnostic::error("ics-not-a-day", span, say!("“{name}”不是整天的日程:{start}"; "\"{name}\" is not a whole day: {start}"))
        .help(say!("节假日要写成整天:DTSTART;VALUE=DATE:20261001"; "a holiday is a whole day: DTSTART;VALUE=DATE:20261001"))
}

pub fn bad_end(span: Span, name: &str) -> Diagnostic {
    Diagnostic::error("ics-bad-end", span, say!("“{name}”结束得不对"; "\"{name}\" ends wrongly"))
        .help(say!("DTEND 是假期之后的第一天,写成日期,晚于 DTSTART"; "DTEND is the first day after it, a date later than DTSTART"))
}

/// More than "every year on this day".
pub fn recurrence(span: Span, name: &str, rule: &str) -> Diagnostic {
    Diagnostic::error("ics-recurrence", span, say!("“{name}”的重复规则不支持:{rule}"; "the recurrence of \"{name}\" is not supported: {rule}"))
        .help(say!("只认每年同一天的假日 FREQ=YEARLY;其余请逐年写出日期"; "only a day off every year (FREQ=YEARLY) is; write the other dates out, year by year"))
}
