//! `calendar-ends`: the policy stays in force, and its limits count working days, when the calendar's years are over.
//! Next year's holidays are not published yet: a note, once for each calendar.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::policy::rule::{Duty, Limit, LimitKind, PeriodDue};
use crate::say;
use crate::time::span::{Counted, Length, Unit};

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let Some(loaded) = checked.calendar.filter(|loaded| !loaded.calendar.is_open_ended()) else { return };
    let (Some(last), Some(span)) = (loaded.calendar.years().last(), loaded.last_year) else { return };
    // An end beyond the calendar is `calendar-missing`; one within it leaves only the limits that run past the year.
    let until = checked.policy.declared.head.in_force.until.map(|day| day.year());
    if until.is_some_and(|year| year != *last) || !checked.policy.rules.iter().any(|rule| counts_days(&rule.duty)) {
        return;
    }
    let title = say!("日历到 {last} 年为止,期限会数到 {last} 年以后"; "the calendar ends with {last}, and limits run beyond it");
    let next = last + 1;
    faults.push(Diagnostic::note("calendar-ends", span, title).label(
        say!("{next} 年的安排公布以前,那时到期的为“无法判定”"; "until the holidays of {next} are out, what falls due then is unknown"),
    ));
}

/// Whether a rule has a limit that must know which days are worked.
fn counts_days(duty: &Duty) -> bool {
    match duty {
        Duty::Obligation(obligation) => obligation.branches.iter().any(|b| {
            let others = b.may.iter().chain(&b.caps).map(|a| &a.limit);
            std::iter::once(&b.limit).chain(others).any(|limit| needs(&limit.kind))
        }),
        Duty::Constraint(constraint) => constraint.cases.iter().any(|case| {
            let words = &case.words;
            let limits: [&Option<Limit>; 3] = [&words.within, &words.wait, &words.grace];
            limits.into_iter().flatten().any(|limit| needs(&limit.kind))
        }),
        Duty::Periodic(periodic) => match &periodic.due {
            PeriodDue::Weekday(_, roll) | PeriodDue::DayOfMonth { roll, .. } | PeriodDue::MonthDay { roll, .. } => roll.is_some(),
            PeriodDue::AfterPeriod(counted) => rolls(counted),
            PeriodDue::End | PeriodDue::DayOf(_) => false,
        },
        Duty::Burst(burst) => needs(&burst.window.kind),
        _ => false,
    }
}

fn needs(kind: &LimitKind) -> bool {
    match kind {
        LimitKind::Counted(counted) | LimitKind::Until(_, Some(counted)) => rolls(counted),
        LimitKind::Backward { unit, roll, .. } => *unit == Unit::WorkingDays || *roll,
        LimitKind::Cell { rows, .. } => rows.iter().flatten().any(needs),
        LimitKind::Function { .. } => true,
        LimitKind::None | LimitKind::Promptly | LimitKind::UntilEvent(_) | LimitKind::Until(_, None) => false,
    }
}

/// Whether which days are worked decides where a count ends.
fn rolls<N>(counted: &Counted<N>) -> bool {
    let around_the_clock = matches!(counted.length, Length::Of(_, Unit::Minutes | Unit::Hours | Unit::FullDays))
        || matches!(counted.length, Length::SameDay | Length::SameMonth | Length::SameYear);
    let days_that_stay =
        matches!(counted.length, Length::Of(_, Unit::CalendarDays | Unit::Weeks | Unit::Months | Unit::Years)) && !counted.roll;
    counted.anchor.is_some() || !(around_the_clock || days_that_stay)
}
