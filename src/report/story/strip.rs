//! A strip of the calendar, week by week, over which a limit was counted: days off 休, rest days worked 班, each day
//! that counted with its number, and where the trigger, the act and the due instant lie. Weeks without any of these fold.

use crate::lang::Lang;
use crate::plan::Plan;
use crate::report::layout::{left, width};
use crate::report::moment;
use crate::say;
use crate::time::calendar::DayNote;
use crate::time::step::Step as Count;
use crate::time::{Day, Instant, Zone};
use crate::verdict::Verdict;
use crate::verdict::step::Step;
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What lies on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    Trigger,
    Done,
    Due,
    AsOf,
}

impl Mark {
    fn word(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Mark::Trigger => ("触发", "trigger"),
            Mark::Done => ("完成", "done"),
            Mark::Due => ("到期", "due"),
            Mark::AsOf => ("截至", "as of"),
        };
        if lang == Lang::Zh { zh } else { en }
    }

    fn name(self) -> &'static str {
        match self {
            Mark::Trigger => "trigger",
            Mark::Done => "done",
            Mark::Due => "due",
            Mark::AsOf => "as_of",
        }
    }
}

/// A strip is not drawn over more days than these: a limit of ten years is told by its steps.
const LONGEST: i32 = 4_000;
/// An as-of further behind everything else is not drawn.
const NEAR: i32 = 60;
/// So many columns a day takes.
const CELL: usize = 9;
/// So many columns stand before the first.
const YEAR: usize = 6;
/// So many weeks are drawn without folding.
const WEEKS: usize = 8;

/// The days of one verdict.
#[derive(Clone, Debug)]
pub struct Strip<'s> {
    plan: &'s Plan,
    first: Day,
    last: Day,
    marks: BTreeMap<Day, Vec<Mark>>,
    /// Days that counted, by number.
    numbers: BTreeMap<Day, u32>,
}

impl<'s> Strip<'s> {
    /// None where no day is known, or too many are.
    pub fn of(plan: &'s Plan, verdict: &Verdict<'_>, trigger: Option<Instant>, as_of: Instant) -> Option<Strip<'s>> {
        let zone = plan.vocabulary().zone;
        let mut marks: BTreeMap<Day, Vec<Mark>> = BTreeMap::new();
        let mut mark = |day: Day, mark: Mark| marks.entry(day).or_default().push(mark);
        let start = trigger.map(|at| zone.day(at)).or(verdict.period.map(|period| period.first))?;
        if trigger.is_some() {
            mark(start, Mark::Trigger);
        }
        let due = verdict.due.map(|due| zone.day(if due.exclusive { due.at.plus(-1) } else { due.at }))?;
        if let Some(done) = verdict.done_at {
            mark(zone.day(done.earliest), Mark::Done);
        }
        mark(due, Mark::Due);
        let as_of = zone.day(as_of.plus(-1));
        if verdict.status.is_open() && as_of.0 - due.0.max(start.0) <= NEAR && as_of >= start {
            mark(as_of, Mark::AsOf);
        }
        let numbers = numbers(plan, &verdict.explain, due, &zone);
        let days = || marks.keys().chain(numbers.keys()).copied().chain([start]);
        let (first, last) = (days().min()?, days().max()?);
        (last.0 - first.0 <= LONGEST).then_some(Strip { plan, first, last, marks, numbers })
    }

    /// The strip as lines, at most 80 columns wide.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let heading: String = (0..7).map(|n| left(moment::weekday(n, lang), CELL)).collect();
        let mut lines = vec![format!("{}{heading}", " ".repeat(YEAR)).trim_end().to_owned()];
        let weeks = self.weeks();
        let mut folded: Vec<Day> = Vec::new();
        let mut year = None;
        for (n, monday) in weeks.iter().enumerate() {
            if weeks.len() > WEEKS && !self.is_drawn(&weeks, n) {
                folded.push(*monday);
                continue;
            }
            let after_fold = self.fold(&mut folded, lang, &mut lines);
            let own = (*monday).max(self.first).year();
            let label = if year == Some(own) { String::new() } else { own.to_string() };
            year = Some(own);
            let first = if after_fold || n == 0 { (*monday).max(self.first) } else { Day(i32::MIN) };
            lines.push(format!("{}{}", left(&label, YEAR), self.row(*monday, |day| self.day(day, first, lang))).trim_end().to_owned());
            let below: Vec<Vec<String>> = (0..7).map(|n| self.below(monday.plus(n), lang)).collect();
            for row in 0..below.iter().map(Vec::len).max().unwrap_or(0) {
                let cells: String = below.iter().map(|cell| left(cell.get(row).map_or("", String::as_str), CELL)).collect();
                lines.push(format!("{}{cells}", " ".repeat(YEAR)).trim_end().to_owned());
            }
        }
        self.fold(&mut folded, lang, &mut lines);
        lines
    }

    /// One line in place of the weeks folded, if there are any.
    fn fold(&self, folded: &mut Vec<Day>, lang: Lang, lines: &mut Vec<String>) -> bool {
        let n = folded.len();
        if n > 0 {
            let counted =
                folded.iter().flat_map(|monday| (0..7).map(|day| monday.plus(day))).filter(|day| self.numbers.contains_key(day)).count();
            let said = match counted {
                0 => say!("…… {n} 周 ……"; "… {n} weeks …"),
                _ => say!("…… {n} 周,其中计入 {counted} 天 ……"; "… {n} weeks, {counted} days of which count …"),
            };
            lines.push(format!("{}{}", " ".repeat(YEAR), said.get(lang)));
        }
        folded.clear();
        n > 0
    }

    fn weeks(&self) -> Vec<Day> {
        let monday = self.first.plus(-(i64::try_from(self.first.weekday()).unwrap_or(0)));
        (monday.0..=self.last.0).step_by(7).map(Day).collect()
    }

    /// A week with a mark, or beside one.
    fn is_drawn(&self, weeks: &[Day], n: usize) -> bool {
        let marked = |monday: &Day| self.marks.range(*monday..monday.plus(7)).next().is_some();
        weeks[n.saturating_sub(1)..(n + 2).min(weeks.len())].iter().any(marked)
    }

    fn row(&self, monday: Day, cell: impl Fn(Day) -> String) -> String {
        let days = (0..7).map(|n| monday.plus(n));
        days.map(|day| if (self.first..=self.last).contains(&day) { left(&cell(day), CELL) } else { " ".repeat(CELL) }).collect()
    }

    /// `1休`; with its month where that is not plain from the day before.
    fn day(&self, day: Day, first: Day, lang: Lang) -> String {
        let (month, n) = (day.date().month(), day.date().day());
        let n = if day == first || n == 1 { format!("{month}-{n}") } else { n.to_string() };
        let mark = match self.plan.calendar.note(day) {
            DayNote::Off(_) => say!("休"; "H").get(lang).to_owned(),
            DayNote::Worked(_) => say!("班"; "W").get(lang).to_owned(),
            _ => String::new(),
        };
        format!("{n}{mark}")
    }

    /// What stands under a day, as few lines as it takes.
    fn below(&self, day: Day, lang: Lang) -> Vec<String> {
        let number = self.numbers.get(&day).map(|n| format!("#{n}"));
        let marks = self.marks.get(&day).into_iter().flatten().map(|mark| mark.word(lang).to_owned());
        let mut lines: Vec<String> = Vec::new();
        for word in number.into_iter().chain(marks) {
            match lines.last_mut() {
                Some(line) if width(line) + width(&word) + 1 < CELL => line.push_str(&format!(" {word}")),
                _ => lines.push(word),
            }
        }
        lines
    }

    /// The same for programs: every day that is marked, counted, off or worked.
    pub fn json(&self) -> Value {
        let day = |day: Day| {
            let note = match self.plan.calendar.note(day) {
                DayNote::Off(name) => Some(("off", name)),
                DayNote::Worked(name) => Some(("worked", name)),
                _ => None,
            };
            let marks: Vec<&str> = self.marks.get(&day).into_iter().flatten().map(|mark| mark.name()).collect();
            let number = self.numbers.get(&day);
            (note.is_some() || !marks.is_empty() || number.is_some())
                .then(|| json!({ "day": day.to_string(), "note": note.map(|(note, _)| note), "holiday": note.map(|(_, name)| name), "n": number, "marks": marks }))
        };
        (self.first.0..=self.last.0).filter_map(|n| day(Day(n))).collect()
    }
}

/// The days that counted, numbered: of the count that led to the due day. Where suspensions lie between, the numbers
/// might not come out; then there are none.
fn numbers(plan: &Plan, steps: &[Step<'_>], due: Day, zone: &Zone) -> BTreeMap<Day, u32> {
    let counts = || steps.iter().filter_map(|step| if let Step::Count(count) = step { Some(count) } else { None });
    let still: Vec<(Day, Day)> = counts()
        .filter_map(|count| if let Count::Still { from, to } = count { Some((zone.day(*from), zone.day(to.plus(-1)))) } else { None })
        .collect();
    let rolled = counts().find_map(|count| if let Count::Rolled { from, to, .. } = count { (*to == due).then_some(*from) } else { None });
    let end = rolled.unwrap_or(due);
    let free = |day: &Day| !still.iter().any(|(from, to)| (from..=to).contains(&day));
    let mut counted = counts().filter_map(|count| match count {
        Count::WorkingDays { first, last, n, .. } if *last == end => Some((true, *first, *last, *n)),
        Count::CalendarDays { first, last, n, unit } if *last == end && *unit == crate::time::span::Unit::CalendarDays => {
            Some((false, *first, *last, *n))
        }
        _ => None,
    });
    let Some((working, first, last, n)) = counted.next_back() else { return BTreeMap::new() };
    let counts = |day: &Day| !working || plan.calendar.is_working(*day) == Ok(true);
    let days: Vec<Day> = (first.0..=last.0).map(Day).filter(counts).filter(free).collect();
    match days.len() == usize::try_from(n).unwrap_or(0) {
        true => days.into_iter().zip(1..).collect(),
        false => BTreeMap::new(),
    }
}
