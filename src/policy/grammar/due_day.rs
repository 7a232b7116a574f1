//! The due day of a period: `期末`, `周五,遇非工作日期内提前`, `day 5 after period`.

use super::count;
use super::due_slip;
use super::number::{self, Number};
use super::scan::Scan;
use super::units::{self, Modifier, Taking};
use super::{Amount, DueDay, PeriodRoll, place};
use crate::diag::Diagnostic;
use crate::lang::Lang;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::Span;
use crate::time::Day;
use crate::time::span::{Counted, Length};

pub(super) const WEEKDAYS: [(&str, &str); 7] = [
    ("Monday", "周一"),
    ("Tuesday", "周二"),
    ("Wednesday", "周三"),
    ("Thursday", "周四"),
    ("Friday", "周五"),
    ("Saturday", "周六"),
    ("Sunday", "周日"),
];

/// The ways to write a roll; the longer before those they begin with.
const ROLLS: [(&str, Lang, bool, bool); 8] = [
    ("roll back in period", Lang::En, true, true),
    ("roll on in period", Lang::En, false, true),
    ("roll back", Lang::En, true, false),
    ("roll on", Lang::En, false, false),
    ("遇非工作日期内提前", Lang::Zh, true, true),
    ("遇非工作日期内顺延", Lang::Zh, false, true),
    ("遇非工作日提前", Lang::Zh, true, false),
    ("遇非工作日顺延", Lang::Zh, false, false),
];

/// A whole text that is a due day.
pub fn due_day(text: &str, span: Span) -> Result<DueDay, Diagnostic> {
    let mut scan = Scan::new(text, span);
    parse(&mut scan).map_err(|fault| due_slip::due_day(&scan, span, fault))
}

/// Reads a due day without guessing at slips.
pub(super) fn parse(scan: &mut Scan) -> Result<DueDay, Diagnostic> {
    let whole = scan.whole();
    if matches!(whole.as_str(), "period end" | "期末") {
        return Ok(DueDay::PeriodEnd);
    }
    if let Some(event) = own_day(scan) {
        return Ok(event);
    }
    let from = scan.at();
    for (n, (en, zh)) in (0..).zip(WEEKDAYS) {
        let (lang, meant) = if scan.phrase(en) {
            (Lang::En, zh)
        } else if scan.eat(zh) {
            (Lang::Zh, en)
        } else {
            continue;
        };
        scan.speak(lang, from, scan.at(), meant)?;
        return Ok(DueDay::Weekday(n, roll(scan)?));
    }
    if scan.phrase("day of") && scan.blanks() {
        return event(scan);
    }
    scan.go(from);
    if scan.phrase("day") && scan.blanks() {
        scan.speak(Lang::En, from, from + 3, "每月")?;
        let day = whole_number(scan)?;
        let day = in_month(scan, day)?;
        let after = after_period(scan);
        return Ok(DueDay::DayOfMonth { day, after, roll: roll(scan)? });
    }
    scan.go(from);
    if scan.eat("期后") {
        scan.speak(Lang::Zh, from, scan.at(), "after period")?;
        scan.blanks();
        let number = whole_number(scan)?;
        return after_period_count(scan, number);
    }
    if let Some(prefix) = ["每月", "本期", "次期"].into_iter().find(|word| scan.eat(word)) {
        scan.speak(Lang::Zh, from, scan.at(), "day")?;
        return of_month(scan, prefix);
    }
    if let Some(day) = iso_month_day(scan)? {
        let after = after_period(scan);
        return Ok(DueDay::MonthDay { month: day.0, day: day.1, after, roll: roll(scan)? });
    }
    let number = whole_number(scan)?;
    scan.blanks();
    if scan.eat("月") {
        return month_day(scan, number, false);
    }
    if scan.eat("日") && (scan.done() || scan.peek() == Some(',')) {
        let n = number.amount.words();
        let why = say!("哪个月的{n}日?"; "day {n} of which month?");
        let help = say!("写“每月{n}日”“次期{n}日”(期后那个月)或“期后{n}个工作日内”"; "write \"day {n}\", \"day {n} after period\" or \"{n} working days after period\"");
        return Err(fault::bad_due_day(scan.span(number.from, scan.at()), &scan.whole(), why, Some(help)));
    }
    scan.go(number.to);
    after_period_count(scan, number)
}

/// `EVENT 当日`, as all of the text.
fn own_day(scan: &mut Scan) -> Option<DueDay> {
    let from = scan.at();
    if !scan.whole().ends_with("当日") || scan.peek().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let end = scan.stop_at(scan.end().saturating_sub(2));
    let found = event(scan).ok();
    scan.stop_at(end);
    scan.go(from);
    found
}

/// An event, to the end of the text.
fn event(scan: &mut Scan) -> Result<DueDay, Diagnostic> {
    let from = scan.at();
    let name = scan.name();
    let word = scan.folded(from, scan.at());
    scan.blanks();
    match name {
        Some(name) if scan.done() && !place::STARTS.contains(&word.as_str()) => Ok(DueDay::DayOf(name)),
        _ => {
            let why = say!("这里应当是一个事件"; "one event is expected here");
            Err(fault::bad_due_day(scan.span(from, scan.end()), &scan.whole(), why, None))
        }
    }
}

/// A number; where none stands, the text is no due day.
fn whole_number(scan: &mut Scan) -> Result<Number, Diagnostic> {
    match number::number(scan)? {
        Some(number) => Ok(number),
        None => {
            let why = say!("到期日不这样写"; "due days are not written like this");
            Err(fault::bad_limit(scan.rest_span(), &scan.whole(), why))
        }
    }
}

/// A written day of a month, 1 to 31.
fn in_month(scan: &Scan, number: Number) -> Result<u32, Diagnostic> {
    match number.amount {
        Amount::Fixed(day @ 1..=31) => Ok(day),
        _ => {
            let why = say!("日子是 1 到 31 的数字"; "a day is a number from 1 to 31");
            Err(fault::bad_due_day(scan.span(number.from, number.to), &scan.whole(), why, None))
        }
    }
}

/// `每月5日`, `次期15日`, `次期3月31日`; the cursor stands behind the first word.
fn of_month(scan: &mut Scan, prefix: &str) -> Result<DueDay, Diagnostic> {
    scan.blanks();
    let number = whole_number(scan)?;
    scan.blanks();
    let after = prefix == "次期";
    if after && scan.eat("月") {
        return month_day(scan, number, true);
    }
    let day = in_month(scan, number)?;
    if !scan.eat("日") {
        let why = say!("这里应当是“日”"; "日 is expected here");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), why));
    }
    Ok(DueDay::DayOfMonth { day, after, roll: roll(scan)? })
}

/// `3月31日` behind its 月.
fn month_day(scan: &mut Scan, month: Number, after: bool) -> Result<DueDay, Diagnostic> {
    scan.speak(Lang::Zh, month.from, scan.at(), "03-31")?;
    scan.blanks();
    let day = whole_number(scan)?;
    let to = day.to;
    let Amount::Fixed(month_number) = month.amount else {
        let why = say!("月份是 1 到 12 的数字"; "a month is a number from 1 to 12");
        return Err(fault::bad_due_day(scan.span(month.from, month.to), &scan.whole(), why, None));
    };
    let day = in_month(scan, day)?;
    scan.blanks();
    if !scan.eat("日") {
        let why = say!("这里应当是“日”"; "日 is expected here");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), why));
    }
    exists(scan, (month_number, day), month.from, to)?;
    Ok(DueDay::MonthDay { month: month_number, day, after, roll: roll(scan)? })
}

/// `03-31`
fn iso_month_day(scan: &mut Scan) -> Result<Option<(u32, u32)>, Diagnostic> {
    let from = scan.at();
    let two = |scan: &mut Scan| scan.digits().filter(|d| d.len() == 2).and_then(|d| d.parse::<u32>().ok());
    let month = two(scan);
    let dash = scan.eat("-");
    match (month, two(scan)) {
        (Some(month), Some(day)) if dash => {
            scan.speak(Lang::En, from, scan.at(), "3月31日")?;
            exists(scan, (month, day), from, scan.at())?;
            Ok(Some((month, day)))
        }
        _ => {
            scan.go(from);
            Ok(None)
        }
    }
}

/// Whether some year has this day.
fn exists(scan: &Scan, (month, day): (u32, u32), from: usize, to: usize) -> Result<(), Diagnostic> {
    if Day::from_ymd(2024, month, day).is_some() {
        return Ok(());
    }
    let why = say!("没有这一天"; "there is no such day");
    Err(fault::bad_due_day(scan.span(from, to), &scan.whole(), why, None))
}

/// Takes ` after period`.
fn after_period(scan: &mut Scan) -> bool {
    let from = scan.at();
    let here = scan.blanks() && scan.phrase("after period");
    if !here {
        scan.go(from);
    }
    here
}

/// The unit and modifiers of a count after the period.
fn after_period_count(scan: &mut Scan, number: Number) -> Result<DueDay, Diagnostic> {
    let (unit, lang) = units::unit(scan, &number)?;
    let chinese = scan.folded(0, number.from).contains("期后");
    let complete = match lang {
        Lang::Zh => {
            units::within(scan);
            chinese
        }
        Lang::En => after_period(scan),
    };
    if !complete {
        let n = units::measured(&number.amount.words(), false, unit, Lang::Zh);
        let en = units::measured(&number.amount.words(), number.amount == Amount::Fixed(1), unit, Lang::En);
        let why = say!("从什么时候起算?"; "counted from when?");
        let help = say!("写“期后{n}内”"; "write \"{en} after period\"");
        return Err(fault::bad_due_day(scan.span(number.from, scan.end()), &scan.whole(), why, Some(help)));
    }
    let mut faults = Vec::new();
    let amount = Some(number.amount.clone());
    let taking = Taking { unit: Some(unit), backward: false };
    let found = count::modifiers(scan, lang, taking, None, &amount, &mut faults);
    if let Some(fault) = faults.into_iter().next() {
        return Err(fault);
    }
    let has = |modifier| found.contains(&modifier);
    Ok(DueDay::AfterPeriod(Counted {
        same_day: has(Modifier::SameDay),
        by_close: has(Modifier::ByClose),
        roll: !has(Modifier::NoRoll),
        counting_the_day: has(Modifier::CountingTheDay),
        ..Counted::new(Length::Of(number.amount, unit))
    }))
}

/// Takes the roll, to the end of the text.
fn roll(scan: &mut Scan) -> Result<Option<PeriodRoll>, Diagnostic> {
    scan.blanks();
    if scan.done() {
        return Ok(None);
    }
    let comma = scan.eat(",");
    scan.blanks();
    let from = scan.at();
    for (word, lang, back, in_period) in ROLLS {
        if comma && (if lang == Lang::En { scan.phrase(word) } else { scan.eat(word) }) {
            let same = |r: &&(&str, Lang, bool, bool)| r.1 != lang && (r.2, r.3) == (back, in_period);
            scan.speak(lang, from, scan.at(), ROLLS.iter().find(same).map_or("", |r| r.0))?;
            scan.blanks();
            if scan.done() {
                return Ok(Some(PeriodRoll { back, in_period }));
            }
            break;
        }
    }
    let why = say!("后面只能是“,遇非工作日顺延”“,遇非工作日提前”,可以加“期内”"; "only \", roll on\" or \", roll back\" may follow, with \"in period\"");
    Err(fault::bad_limit(scan.rest_span(), &scan.whole(), why))
}
