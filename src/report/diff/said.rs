//! One record that differs, in words: each verdict under both versions, what of the policy's text it rests on differs,
//! on which days the calendars differ, and from which step on the counts do.

use crate::lang::Lang;
use crate::plan::Plan;
use crate::plan::amended::Amended;
use crate::policy::rule::Rule;
use crate::record::Record;
use crate::report::json::object::Pen;
use crate::report::steps::Steps;
use crate::report::{metric, words};
use crate::say;
use crate::time::calendar::DayNote;
use crate::time::{Day, Instant};
use crate::verdict::pair::{Change, change, pairs};
use crate::verdict::{Status, Verdict};
use chrono::Datelike;

/// So many amendments, days and steps are told of one verdict.
const TOLD: usize = 4;
/// A limit is not looked through for days further than this.
const DAYS: i32 = 3_700;

/// One record, or one group of a metric, that differs.
#[derive(Clone, Debug)]
pub struct Told {
    pub record: String,
    pub kind: String,
    /// Where it stands in the export; none for a group.
    pub place: Option<String>,
    pub differing: Vec<Differing>,
}

/// One verdict that differs.
#[derive(Clone, Debug)]
pub struct Differing {
    pub rule: String,
    pub title: String,
    /// Trigger, recipient and period, as reports show them.
    pub instance: String,
    pub before: Option<Said>,
    pub after: Option<Said>,
    /// None where one of them is no verdict.
    pub change: Option<Change>,
    /// The amendments it may come from, by their places.
    pub amendments: Vec<usize>,
    pub days: Vec<DayChanged>,
    /// From the first step on that differs.
    pub steps: (Vec<String>, Vec<String>),
}

/// A verdict in words, and whole for programs.
#[derive(Clone, Debug)]
pub struct Said {
    pub status: Status,
    pub message: String,
    /// As `evaluate --format ndjson` writes it.
    pub object: String,
}

impl Said {
    /// `late: due …, done …`; of what needs no more words the status alone.
    pub fn in_full(&self, lang: Lang) -> String {
        let (status, message) = (words::status(self.status, lang), &self.message);
        if message == status || message.is_empty() {
            return status.to_owned();
        }
        say!("{status}:{message}"; "{status}: {message}").get(lang).to_owned()
    }
}

/// A day that counts under one version alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChanged {
    pub day: Day,
    pub old: String,
    pub new: String,
}

/// What records are told with.
#[derive(Clone, Copy, Debug)]
pub struct Both<'d> {
    pub old: &'d Plan,
    pub new: &'d Plan,
    pub amended: &'d Amended,
    pub as_of: Instant,
    pub lang: Lang,
}

impl Both<'_> {
    /// Tells a record whose verdicts, explained, are `before` and `after`; none where nothing differs.
    pub fn tell(&self, record: Option<&Record<'_>>, place: Option<String>, before: &[Verdict<'_>], after: &[Verdict<'_>]) -> Option<Told> {
        let mut differing = Vec::new();
        for pair in pairs(before, after) {
            let (was, is) = (pair.0.map(|n| &before[n]), pair.1.map(|n| &after[n]));
            match (was, is) {
                (Some(was), Some(is)) => {
                    if let Some(change) = change(was, is) {
                        differing.extend(self.differing(record, (Some(was), Some(is)), Some(change)));
                    }
                }
                one => differing.extend(self.differing(record, one, None)),
            }
        }
        let first = before.first().or(after.first())?;
        let plan = if before.is_empty() { self.new } else { self.old };
        let kind = plan.policy.declared.find_kind(first.kind).map_or(first.kind, |kind| kind.title.as_str());
        let name = if first.measured.is_some() { metric::heading(plan, first, self.lang) } else { first.record.to_owned() };
        (!differing.is_empty()).then(|| Told { record: name, kind: kind.to_owned(), place, differing })
    }

    fn differing(
        &self,
        record: Option<&Record<'_>>,
        (was, is): (Option<&Verdict<'_>>, Option<&Verdict<'_>>),
        change: Option<Change>,
    ) -> Option<Differing> {
        let (one, plan) = is.map(|is| (is, self.new)).or(was.map(|was| (was, self.old)))?;
        let rule: &Rule = one.rule;
        let days = self.days(record, was, is);
        let mut amendments = self.amended.of_rule(rule);
        amendments.truncate(TOLD);
        for day in &days {
            let more: Vec<usize> = self.amended.of_year(day.day.date().year()).into_iter().filter(|n| !amendments.contains(n)).collect();
            amendments.extend(more.into_iter().take(TOLD));
        }
        let steps = match (was, is) {
            (Some(was), Some(is)) => apart(self.steps(self.old, was), self.steps(self.new, is)),
            _ => (Vec::new(), Vec::new()),
        };
        Some(Differing {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            instance: self.instance(plan, one),
            before: was.map(|verdict| self.said(self.old, verdict)),
            after: is.map(|verdict| self.said(self.new, verdict)),
            change,
            amendments,
            days,
            steps,
        })
    }

    fn instance(&self, plan: &Plan, verdict: &Verdict<'_>) -> String {
        let to = verdict.to.as_deref().map(|to| format!(" → {}", metric::named(plan, verdict.rule, to, self.lang))).unwrap_or_default();
        let period = verdict.period.map(|period| format!(" {period}")).unwrap_or_default();
        let on = verdict.on.as_deref().map(|on| format!(" ({on})")).unwrap_or_default();
        format!("{to}{period}{on}").trim_start().to_owned()
    }

    fn said(&self, plan: &Plan, verdict: &Verdict<'_>) -> Said {
        let (mut message, mut object) = (String::new(), Vec::new());
        Pen::new(&[], self.as_of, self.lang).write(plan, verdict, &mut object);
        words::message(plan, verdict, self.as_of, self.lang, &mut message);
        Said { status: verdict.status, message, object: String::from_utf8(object).unwrap_or_default() }
    }

    fn steps(&self, plan: &Plan, verdict: &Verdict<'_>) -> Vec<String> {
        let mut lines = Vec::new();
        Steps { plan, list: &verdict.explain, lang: self.lang }.each(&mut String::new(), |line| lines.push(line.to_owned()));
        lines
    }

    /// The days from the trigger through the later due on which one calendar works and the other does not.
    fn days(&self, record: Option<&Record<'_>>, was: Option<&Verdict<'_>>, is: Option<&Verdict<'_>>) -> Vec<DayChanged> {
        if self.old.calendar == self.new.calendar {
            return Vec::new();
        }
        let zone = &self.new.vocabulary().zone;
        let both = || was.into_iter().chain(is);
        let start = |verdict: &Verdict<'_>| {
            let event = verdict.trigger.and_then(|n| record?.events.get(n)).map(|event| zone.day(event.when.earliest));
            event.or(verdict.period.map(|period| period.first))
        };
        let Some(first) = both().filter_map(start).min() else { return Vec::new() };
        let Some(last) = both().filter_map(|verdict| Some(zone.day(verdict.due?.at))).max() else { return Vec::new() };
        let differs = |day: &Day| self.old.calendar.is_working(*day) != self.new.calendar.is_working(*day);
        let days = (first.0..=last.0.min(first.0 + DAYS)).map(Day).filter(differs);
        days.take(TOLD).map(|day| DayChanged { day, old: noted(self.old, day, self.lang), new: noted(self.new, day, self.lang) }).collect()
    }
}

/// What a calendar makes of a day: `国庆节 休`, `working day`.
fn noted(plan: &Plan, day: Day, lang: Lang) -> String {
    let (zh, en) = match plan.calendar.note(day) {
        DayNote::Weekday => ("上班".to_owned(), "working day".to_owned()),
        DayNote::Weekend => ("周末休息".to_owned(), "weekend".to_owned()),
        DayNote::Off(name) => (format!("{name}休"), format!("off for {name}")),
        DayNote::Worked(name) => (format!("{name}调休上班"), format!("worked for {name}")),
        DayNote::Uncovered => ("没有这一年的表".to_owned(), "no table for its year".to_owned()),
    };
    if lang == Lang::Zh { zh } else { en }
}

/// The steps from the first that differs, without those that are the same at the end.
fn apart(mut old: Vec<String>, mut new: Vec<String>) -> (Vec<String>, Vec<String>) {
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (mut old, mut new) = (old.split_off(same), new.split_off(same));
    while old.last().is_some() && old.last() == new.last() {
        old.pop();
        new.pop();
    }
    old.truncate(TOLD);
    new.truncate(TOLD);
    (old, new)
}
