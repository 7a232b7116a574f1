//! `calendar-missing`: the policy is in force in years that its calendar does not know. No clock is asked: only the
//! days that the policy itself names.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::fault::calendar::missing_year;
use crate::say;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let Some(loaded) = checked.calendar else { return };
    let head = &checked.policy.declared.head;
    let years = loaded.calendar.years();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
    if let Some(year) = head.in_force.until.map(|day| day.year()).filter(|year| year > last && !loaded.calendar.covers(*year))
        && let Some(span) = loaded.last_year
    {
        let mut fault = missing_year(span, last + 1);
        fault.level = crate::diag::Level::Warning;
        faults.push(fault.also(head.calendar.span, say!("政策施行到 {year} 年"; "the policy is in force until {year}")));
    }
    if let Some(year) = head.in_force.from.map(|day| day.year()).filter(|year| year < first && !loaded.calendar.covers(*year)) {
        let id = &head.calendar.value;
        let title = say!("政策自 {year} 年施行,日历 {id} 从 {first} 年才有"; "the policy is in force from {year}, the calendar {id} starts in {first}");
        faults.push(
            Diagnostic::note("calendar-starts-later", head.calendar.span, title)
                .help(say!("{first} 年以前要数工作日的结论为“无法判定”"; "before {first}, verdicts that count working days are unknown")),
        );
    }
}
