//! The words of units and modifiers in both languages, and which unit takes which modifier.

use super::Amount;
use super::number::Number;
use super::scan::Scan;
use crate::diag::Diagnostic;
use crate::lang::{Bilingual, Lang};
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::time::span::Unit;

/// Whether 个 stands before a Chinese unit.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    Never,
    May,
    Must,
}

/// Every unit: singular in English; longer Chinese words before those they end with.
pub const UNITS: [(Unit, &str, &str, Measure); 11] = [
    (Unit::WorkingHours, "working hour", "工作小时", Measure::May),
    (Unit::WorkingMinutes, "working minute", "工作分钟", Measure::Never),
    (Unit::WorkingDays, "working day", "工作日", Measure::May),
    (Unit::CalendarDays, "calendar day", "自然日", Measure::May),
    (Unit::CalendarDays, "calendar day", "日历日", Measure::May),
    (Unit::Hours, "hour", "小时", Measure::May),
    (Unit::Minutes, "minute", "分钟", Measure::Never),
    (Unit::FullDays, "full day", "整天", Measure::Never),
    (Unit::Weeks, "week", "周", Measure::May),
    (Unit::Months, "month", "月", Measure::Must),
    (Unit::Years, "year", "年", Measure::Never),
];

/// The unit's row of [`UNITS`].
fn row(unit: Unit) -> (Unit, &'static str, &'static str, Measure) {
    UNITS.into_iter().find(|r| r.0 == unit).unwrap_or(UNITS[0])
}

/// The unit with its number before it, as the dialect prefers to write it.
pub fn measured(number: &str, one: bool, unit: Unit, lang: Lang) -> String {
    let (_, en, zh, measure) = row(unit);
    match lang {
        Lang::En if one => format!("{number} {en}"),
        Lang::En => format!("{number} {en}s"),
        Lang::Zh if measure == Measure::Never || unit == Unit::Weeks => format!("{number}{zh}"),
        Lang::Zh => format!("{number}个{zh}"),
    }
}

/// The unit's name in running text.
pub fn name(unit: Unit) -> Bilingual {
    let (_, en, zh, _) = row(unit);
    say!("{zh}"; "{en}s")
}

/// The largest number a unit takes, so that no arithmetic runs over.
pub fn most(unit: Unit) -> u32 {
    match unit {
        Unit::Minutes | Unit::WorkingMinutes => 1_000_000,
        Unit::Hours | Unit::WorkingHours => 100_000,
        Unit::WorkingDays | Unit::CalendarDays | Unit::FullDays => 36_600,
        Unit::Weeks => 5_200,
        Unit::Months => 1_200,
        Unit::Years => 100,
    }
}

/// What may be said of a count besides its number and unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modifier {
    SameDay,
    ByClose,
    NoRoll,
    CountingTheDay,
}

/// The modifiers after a comma. 当日 stands before the number in Chinese.
pub const MODIFIERS: [(Modifier, &str, &str); 4] = [
    (Modifier::CountingTheDay, "counting the day", "当日计入"),
    (Modifier::SameDay, "same day", "当日"),
    (Modifier::ByClose, "by close", "下班前"),
    (Modifier::NoRoll, "no roll", "不顺延"),
];

/// The table of the dialect's section 7: which unit takes which modifier.
pub fn takes(unit: Unit, modifier: Modifier) -> bool {
    use Unit::*;
    match modifier {
        Modifier::SameDay => takes_anchor(unit),
        Modifier::ByClose => unit == WorkingDays,
        Modifier::NoRoll => matches!(unit, CalendarDays | Weeks | Months | Years),
        Modifier::CountingTheDay => matches!(unit, WorkingDays | CalendarDays | Weeks),
    }
}

/// Whether the count may start at an opening or a clock time.
pub fn takes_anchor(unit: Unit) -> bool {
    matches!(unit, Unit::Minutes | Unit::Hours | Unit::WorkingMinutes | Unit::WorkingHours)
}

/// Whether the unit can be counted back from a place.
pub fn counts_back(unit: Unit) -> bool {
    !matches!(unit, Unit::WorkingMinutes | Unit::WorkingHours)
}

/// What modifiers are asked of.
#[derive(Clone, Copy)]
pub struct Taking {
    pub unit: Option<Unit>,
    pub backward: bool,
}

impl Taking {
    pub fn takes(self, modifier: Modifier) -> bool {
        let plain = self.unit.is_some_and(|unit| takes(unit, modifier));
        plain && (!self.backward || modifier == Modifier::NoRoll)
    }
}

/// Takes the unit after `number`, in either language, and checks the number against it.
pub fn unit(scan: &mut Scan, number: &Number) -> Result<(Unit, Lang), Diagnostic> {
    let apart = scan.blanks();
    let from = scan.at();
    let found = match chinese(scan, number)? {
        Some(found) => Some((found, Lang::Zh)),
        None => english(scan, number, apart)?.map(|found| (found, Lang::En)),
    };
    let Some((unit, lang)) = found else {
        let label = say!("数字后面应是单位:工作日、自然日、小时、周、个月……"; "a unit is expected after the number: working days, calendar days, hours, weeks, months …");
        let span = if scan.done() { scan.span(number.from, number.to) } else { scan.rest_span() };
        return Err(fault::bad_limit(span, &scan.whole(), label));
    };
    let other = name(unit);
    scan.speak(lang, from, scan.at(), if lang == Lang::Zh { &other.en } else { &other.zh })?;
    match number.amount {
        Amount::Fixed(n) if n > most(unit) => {
            let span = scan.span(number.from, scan.at());
            Err(fault::number_too_large(span, scan.written(number.from, number.to), Some((n, unit))))
        }
        _ => Ok((unit, lang)),
    }
}

fn chinese(scan: &mut Scan, number: &Number) -> Result<Option<Unit>, Diagnostic> {
    let from = scan.at();
    let measured = scan.eat("个");
    scan.blanks();
    for (unit, _, zh, measure) in UNITS {
        let fits = if measured { measure != Measure::Never } else { measure != Measure::Must };
        if fits && scan.eat(zh) {
            return Ok(Some(unit));
        }
    }
    let bare_day = scan.eat("日") || scan.eat("天");
    if bare_day && ends(scan) {
        return Err(which_days(scan, number));
    }
    if !bare_day && !measured && scan.eat("月") && ends(scan) {
        within(scan);
        let (from, to) = (number.from, scan.at());
        return Err(fault::month_or_months(scan.span(from, to), scan.written(from, to), &number.amount.words()));
    }
    scan.go(from);
    Ok(None)
}

fn english(scan: &mut Scan, number: &Number, apart: bool) -> Result<Option<Unit>, Diagnostic> {
    if !apart {
        return Ok(None);
    }
    for (unit, en, _, _) in UNITS {
        if scan.phrase(en) || scan.phrase(&format!("{en}s")) {
            return Ok(Some(unit));
        }
    }
    if scan.phrase("days") || scan.phrase("day") {
        return Err(which_days(scan, number));
    }
    Ok(None)
}

fn which_days(scan: &mut Scan, number: &Number) -> Diagnostic {
    within(scan);
    let (from, to) = (number.from, scan.at());
    let found = scan.written(from, to).trim_end_matches(['内', '以', '之']);
    fault::which_days(scan.span(from, to), found, &number.amount)
}

/// Takes 内, 以内 or 之内.
pub fn within(scan: &mut Scan) -> bool {
    let from = scan.at();
    scan.blanks();
    let here = scan.eat("内") || scan.eat("以内") || scan.eat("之内");
    if !here {
        scan.go(from);
    }
    here
}

/// Nothing that would make another word of the unit follows.
fn ends(scan: &Scan) -> bool {
    !scan.peek().is_some_and(|c| c.is_alphanumeric() && !matches!(c, '内' | '以' | '之'))
}
