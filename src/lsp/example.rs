//! What a limit comes to: counted from instants that people meet, over the policy's own calendar and hours.

use crate::lang::Lang;
use crate::plan::Plan;
use crate::policy::grammar::{self, Amount, Limit};
use crate::policy::rule::{Duty, Rule};
use crate::report::moment;
use crate::source::{FileId, Span};
use crate::time::calendar::WorkCalendar;
use crate::time::due::Clock;
use crate::time::instant::{HOUR, MINUTE};
use crate::time::span::Counted;
use crate::time::step::Trace;
use crate::time::{Day, Moment, When};

/// Lines such as `查获 2026-05-15 21:30(周五)→ 2026-05-18 09:00(周一)`; none where the limit is not counted.
pub fn examples(limit: &str, rule: Option<&str>, plan: &Plan, lang: Lang) -> Vec<String> {
    let Some(counted) = counted(limit, plan) else { return Vec::new() };
    let rule = rule.and_then(|id| plan.policy.rules.iter().find(|rule| rule.id == id || rule.header == id));
    let usual = Clock { zone: plan.vocabulary().zone, calendar: &plan.calendar, hours: &plan.policy.declared.hours.usual, still: &[] };
    let clock = rule.map_or(usual, |rule| plan.clock(rule));
    let title = rule.and_then(|rule| trigger(rule, plan)).unwrap_or_default();
    let mut lines = Vec::new();
    for (day, time) in instants(&plan.calendar) {
        let at = clock.zone.start_of(day).plus(time);
        let Ok(due) = clock.due(Moment::exactly(at), &counted, &mut Trace::off()) else { continue };
        // the end of a day belongs to it
        let last = clock.zone.day(if due.exclusive { due.at.plus(-1) } else { due.at });
        let (from, to) = (moment::when(&When::exactly(at), &clock.zone), moment::due(due, &clock.zone));
        let (a, b) = (moment::weekday(day.weekday(), lang), moment::weekday(last.weekday(), lang));
        lines.push(match lang {
            Lang::Zh => format!("{title} {from}({a})→ {to}({b})").trim_start().to_owned(),
            Lang::En => format!("{title} {from} ({a}) → {to} ({b})").trim_start().to_owned(),
        });
    }
    lines
}

/// The title of the event that triggers a rule.
fn trigger(rule: &Rule, plan: &Plan) -> Option<String> {
    let event = match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.first()?.on.first()?,
        Duty::Burst(burst) => burst.on.first()?,
        Duty::Extension(extension) => extension.on.first()?,
        _ => return None,
    };
    Some(plan.policy.declared.event(*event).title.clone())
}

fn counted(limit: &str, plan: &Plan) -> Option<Counted<u32>> {
    let counted = match grammar::limit(limit, Span::new(FileId::default(), 0..limit.len())).ok()? {
        Limit::Counted(counted) | Limit::UntilPlace(_, Some(counted)) => counted,
        _ => return None,
    };
    counted.resolve(|amount| match amount {
        Amount::Fixed(n) => Some(*n),
        Amount::Parameter(name) => {
            let value = plan.policy.declared.find_parameter(&name.value)?.value.whole()?;
            u32::try_from(value).ok().filter(|n| *n >= 1)
        }
        Amount::Place(_) => None,
    })
}

/// A working day at ten, a Friday late in the evening, and the afternoon before days off: of the last year that the
/// calendar has, in the middle of it.
fn instants(calendar: &WorkCalendar) -> Vec<(Day, i64)> {
    let Some(year) = calendar.years().last().copied() else { return Vec::new() };
    let Some(from) = Day::from_ymd(year, 5, 11) else { return Vec::new() };
    let days = || (0..120).map(|n| from.plus(n));
    let works = |day: Day| calendar.is_working(day) == Ok(true);
    let midweek = days().find(|day| day.weekday() == 2 && works(*day) && works(day.plus(1)));
    let friday = days().find(|day| day.weekday() == 4 && works(*day) && !works(day.plus(1)));
    let before = days().find(|day| day.weekday() < 4 && works(*day) && !works(day.plus(1)));
    let times = [(midweek, 10 * HOUR), (friday, 21 * HOUR + 30 * MINUTE), (before.or(friday), 16 * HOUR)];
    times.into_iter().filter_map(|(day, time)| Some((day?, time))).collect()
}
