//! The production `counted`: a number, a unit, where the count starts, and modifiers.

use super::Amount;
use super::number;
use super::scan::Scan;
use super::units::{self, MODIFIERS, Modifier, Taking};
use crate::diag::Diagnostic;
use crate::lang::{Bilingual, Lang};
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::time::instant::{HOUR, MINUTE};
use crate::time::span::{Anchor, Counted, Length};

/// Everything before the modifiers.
pub struct Head {
    pub length: Length<Amount>,
    pub lang: Lang,
    pub anchor: Option<(Anchor, usize, usize)>,
    /// 当日 before the number.
    same_day: Option<(usize, usize)>,
}

/// The lengths that have no number.
const WHOLE: [(Length<Amount>, &str, &str); 3] =
    [(Length::SameDay, "same day", "当日内"), (Length::SameMonth, "same month", "当月内"), (Length::SameYear, "same year", "当年内")];

/// Reads a count up to the end of the text.
pub fn counted(scan: &mut Scan) -> Result<Counted<Amount>, Vec<Diagnostic>> {
    let head = head(scan).map_err(|d| vec![d])?;
    finish(scan, head)
}

/// Takes a length, or a number and its unit, with the start of the count.
pub fn head(scan: &mut Scan) -> Result<Head, Diagnostic> {
    let from = scan.at();
    for (length, en, zh) in WHOLE {
        let found = if scan.phrase(en) {
            Some((Lang::En, zh))
        } else if scan.eat(zh) {
            Some((Lang::Zh, en))
        } else {
            None
        };
        if let Some((lang, meant)) = found {
            scan.speak(lang, from, scan.at(), meant)?;
            return Ok(Head { length, lang, anchor: None, same_day: None });
        }
    }
    let before = anchor_zh(scan)?;
    scan.blanks();
    let from = scan.at();
    let mut same_day = None;
    if scan.eat("当日") {
        same_day = Some((from, scan.at()));
        scan.speak(Lang::Zh, from, scan.at(), "same day")?;
        scan.blanks();
    }
    let Some(number) = number::number(scan)? else {
        let label = say!("这里应当是数字"; "a number is expected here");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
    };
    let (unit, lang) = units::unit(scan, &number)?;
    let length = Length::Of(number.amount.clone(), unit);
    let after = match lang {
        Lang::Zh => {
            units::within(scan);
            None
        }
        Lang::En => anchor_en(scan)?,
    };
    Ok(Head { length, lang, anchor: before.or(after), same_day })
}

/// 次日上班后, 上班后, 次日8:00后.
fn anchor_zh(scan: &mut Scan) -> Result<Option<(Anchor, usize, usize)>, Diagnostic> {
    let from = scan.at();
    let next_day = scan.eat("次日");
    scan.blanks();
    let (anchor, meant) = if scan.eat("上班后") {
        if next_day { (Anchor::NextDayOpening, "after next-day opening") } else { (Anchor::Opening, "after opening") }
    } else if next_day {
        let clock = clock(scan)?;
        scan.blanks();
        if !scan.eat("后") {
            let label = say!("“次日”后面应是“上班后”或“8:00后”"; "上班后 or a time such as 8:00后 follows 次日");
            return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
        }
        (Anchor::NextDay(clock), "after 8:00 next day")
    } else {
        scan.go(from);
        return Ok(None);
    };
    scan.speak(Lang::Zh, from, scan.at(), meant)?;
    Ok(Some((anchor, from, scan.at())))
}

/// `after opening`, `after next-day opening`, `after 8:00 next day`.
fn anchor_en(scan: &mut Scan) -> Result<Option<(Anchor, usize, usize)>, Diagnostic> {
    let before = scan.at();
    scan.blanks();
    let from = scan.at();
    if !scan.phrase("after") {
        scan.go(before);
        return Ok(None);
    }
    scan.blanks();
    if scan.eat("period") {
        scan.go(before);
        return Ok(None);
    }
    let anchor = if scan.phrase("next-day opening") {
        Anchor::NextDayOpening
    } else if scan.phrase("opening") {
        Anchor::Opening
    } else {
        let clock = clock(scan)?;
        if !(scan.blanks() && scan.phrase("next day")) {
            let label = say!("时刻后面应是 next day"; "next day follows the time");
            return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
        }
        Anchor::NextDay(clock)
    };
    Ok(Some((anchor, from, scan.at())))
}

/// A time of day, in microseconds since midnight.
fn clock(scan: &mut Scan) -> Result<i64, Diagnostic> {
    let from = scan.at();
    match scan.clock() {
        Some((hour, minute)) if hour < 24 && minute < 60 => Ok(i64::from(hour) * HOUR + i64::from(minute) * MINUTE),
        Some(_) => {
            let label = say!("没有这个时刻"; "there is no such time of day");
            Err(fault::bad_limit(scan.span(from, scan.at()), &scan.whole(), label))
        }
        None => {
            let label = say!("从什么时候起算:上班后、次日上班后、次日8:00后"; "the count can start after opening, after next-day opening, after 8:00 next day");
            Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label))
        }
    }
}

/// Reads the modifiers after `head`, to the end of the text.
pub fn finish(scan: &mut Scan, head: Head) -> Result<Counted<Amount>, Vec<Diagnostic>> {
    let taking = match head.length {
        Length::Of(_, unit) => Taking { unit: Some(unit), backward: false },
        _ => Taking { unit: None, backward: false },
    };
    let mut faults = Vec::new();
    if let Some((_, from, to)) = head.anchor
        && !taking.unit.is_some_and(units::takes_anchor)
    {
        let word = Bilingual::same(scan.written(from, to));
        faults.push(fault::modifier(scan.span(from, to), &word, taking, None));
    }
    let first = head.same_day.map(|(from, to)| (Modifier::SameDay, from, to));
    let found = modifiers(scan, head.lang, taking, first, &amount(&head.length), &mut faults);
    if !faults.is_empty() {
        return Err(faults);
    }
    let has = |modifier| found.contains(&modifier);
    Ok(Counted {
        anchor: head.anchor.map(|a| a.0),
        same_day: has(Modifier::SameDay),
        by_close: has(Modifier::ByClose),
        roll: !has(Modifier::NoRoll),
        counting_the_day: has(Modifier::CountingTheDay),
        length: head.length,
    })
}

/// The number in words, for proposals.
fn amount(length: &Length<Amount>) -> Option<Amount> {
    match length {
        Length::Of(amount, _) => Some(amount.clone()),
        _ => None,
    }
}

/// Takes the modifiers up to the end of the text; `first` is one met before.
pub fn modifiers(
    scan: &mut Scan,
    lang: Lang,
    taking: Taking,
    first: Option<(Modifier, usize, usize)>,
    amount: &Option<Amount>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Modifier> {
    let mut found = Vec::new();
    let mut next = first;
    loop {
        if let Some((modifier, from, to)) = next.take() {
            let span = scan.span(from, to);
            if found.contains(&modifier) {
                faults.push(fault::said_twice(span, scan.written(from, to)));
            } else if !taking.takes(modifier) {
                faults.push(fault::modifier(span, &named(modifier), taking, instead(modifier, taking, amount)));
            }
            found.push(modifier);
        }
        scan.blanks();
        if scan.done() {
            return found;
        }
        match modifier(scan, lang) {
            Ok(Some(met)) => next = Some(met),
            Ok(None) => {}
            Err(fault) => {
                faults.push(fault);
                return found;
            }
        }
    }
}

/// Takes one modifier with the comma before it; none where it is in the other language, which is noted.
fn modifier(scan: &mut Scan, lang: Lang) -> Result<Option<(Modifier, usize, usize)>, Diagnostic> {
    if !scan.eat(",") {
        let label = say!("这些不属于期限"; "this does not belong to a limit");
        return Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label));
    }
    scan.blanks();
    let from = scan.at();
    for (modifier, en, zh) in MODIFIERS {
        let (said, meant) = if scan.phrase(en) {
            (Lang::En, zh)
        } else if (modifier != Modifier::SameDay || lang == Lang::En) && scan.eat(zh) {
            (Lang::Zh, en)
        } else {
            continue;
        };
        scan.speak(said, from, scan.at(), meant)?;
        return Ok(Some((modifier, from, scan.at())));
    }
    let label = match lang {
        Lang::Zh => say!("逗号后面可以写:下班前、不顺延、当日计入"; "after the comma: 下班前, 不顺延, 当日计入"),
        Lang::En => {
            say!("逗号后面可以写:same day、by close、no roll、counting the day"; "after the comma: same day, by close, no roll, counting the day")
        }
    };
    Err(fault::bad_limit(scan.rest_span(), &scan.whole(), label))
}

/// A modifier's name in both languages.
pub fn named(modifier: Modifier) -> Bilingual {
    let (_, en, zh) = MODIFIERS.into_iter().find(|m| m.0 == modifier).unwrap_or(MODIFIERS[0]);
    say!("{zh}"; "{en}")
}

/// What to write in place of a modifier that its unit does not take.
fn instead(modifier: Modifier, taking: Taking, amount: &Option<Amount>) -> Option<Counted<Amount>> {
    let unit = taking.unit?;
    let mut meant = Counted::new(Length::Of(amount.clone()?, unit));
    match modifier {
        Modifier::SameDay if units::takes(unit, Modifier::CountingTheDay) => meant.counting_the_day = true,
        _ => return None,
    }
    (!taking.backward).then_some(meant)
}
