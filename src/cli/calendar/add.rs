//! `duban calendar --add LIMIT WHEN`: one limit counted from one instant, step by step.

use crate::cli::Manner;
use crate::lang::Bilingual;
use crate::policy::grammar;
use crate::report::{moment, steps};
use crate::say;
use crate::source::{FileId, Span};
use crate::time::calendar::WorkCalendar;
use crate::time::due::Clock;
use crate::time::hours::{OpenSpan, OpeningHours};
use crate::time::instant::{HOUR, MINUTE};
use crate::time::step::Trace;
use crate::time::{Moment, Zone, spelling};
use std::fmt::Write;

/// What a limit is counted over.
pub struct Over {
    pub zone: Zone,
    pub hours: OpeningHours,
    pub calendar: WorkCalendar,
}

impl Over {
    /// A calendar with the hours that most offices keep: 08:00–12:00 and 14:30–17:30.
    pub fn assumed(calendar: WorkCalendar) -> Over {
        let spans =
            vec![OpenSpan { from: 8 * HOUR, to: 12 * HOUR }, OpenSpan { from: 14 * HOUR + 30 * MINUTE, to: 17 * HOUR + 30 * MINUTE }];
        Over { zone: Zone::default(), hours: OpeningHours { spans, ..OpeningHours::default() }, calendar }
    }
}

/// Counts `limit` from `when` and tells the steps.
///
/// # Errors
/// A limit or time that is none, a year without table.
pub fn add(limit: &str, when: &str, over: &Over, manner: Manner) -> Result<String, Bilingual> {
    let span = Span::new(FileId::default(), 0..limit.len());
    let counted = grammar::counted(limit, span).map_err(|faults| {
        let mut said = faults.into_iter().map(|fault| fault.title);
        said.next().unwrap_or_else(|| say!("“{limit}”不是期限"; "\"{limit}\" is no limit"))
    })?;
    let time = spelling::time(when, &over.zone).map_err(
        |_| say!("“{when}”不是时刻;写 2022-09-28T15:00 或 2022-09-28"; "\"{when}\" is no time; write 2022-09-28T15:00 or 2022-09-28"),
    )?;
    let clock = Clock { zone: over.zone, calendar: &over.calendar, hours: &over.hours, still: &[] };
    let mut trace = Trace::on();
    let missing = |year: i32| {
        let id = over.calendar.id();
        say!("日历 {id} 没有 {year} 年的表,无法推算"; "the calendar {id} has no table for {year}: it cannot be counted")
    };
    let earliest = clock.due(Moment::exactly(time.earliest), &counted, &mut Trace::off()).map_err(|gap| missing(gap.year))?;
    let latest = clock.due(time.latest, &counted, &mut trace).map_err(|gap| missing(gap.year))?;
    let mut out = String::new();
    let (from, a, b) = (moment::when(&time, &over.zone), moment::due(earliest, &over.zone), moment::due(latest, &over.zone));
    let result = if a == b {
        say!("{from} + “{limit}” → {b}"; "{from} + \"{limit}\" → {b}")
    } else {
        say!("{from} + “{limit}” → 最早 {a},最晚 {b}"; "{from} + \"{limit}\" → {a} at the earliest, {b} at the latest")
    };
    let _ = writeln!(out, "{}", result.get(manner.lang));
    for line in steps::counts(&over.zone, trace.take(), manner.lang) {
        let _ = writeln!(out, "  {line}");
    }
    if clock.is_provisional(latest) {
        let warning = say!(
            "注意:到期在日历最后一年的 12 月 20 日之后,次年的通知仍可能改动";
            "note: due after 20 December of the last covered year; the next notice may still change it"
        );
        let _ = writeln!(out, "  {}", warning.get(manner.lang));
    }
    Ok(out)
}
