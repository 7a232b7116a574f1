//! How long a limit can be, at the shortest and at the longest, so that limits of different units compare. Where in
//! doubt the shortest is shorter and the longest longer: what is then still longer, always is.

use crate::policy::rule::{Amount, Limit, LimitKind};
use crate::time::span::{Counted, Length, Unit};

/// The longest run of days off that a roll can pass over, with room.
const LONGEST_REST: f64 = 13.0;

/// Whether `a` is longer than `b`, wherever on the calendar they are counted from one start.
pub fn longer(a: &Limit, b: &Limit) -> bool {
    let (LimitKind::Counted(a), LimitKind::Counted(b)) = (&a.kind, &b.kind) else { return false };
    if let (Some((n, unit, rest)), Some((m, other, same))) = (plain(a), plain(b))
        && unit == other
        && rest == same
    {
        return n > m;
    }
    matches!((shortest(a), longest(b)), (Some(a), Some(b)) if a > b)
}

/// The number, the unit, and everything else.
pub fn plain(counted: &Counted<Amount>) -> Option<(u32, Unit, Counted<u32>)> {
    let Length::Of(amount, unit) = &counted.length else { return None };
    let rest = counted.resolve(|_| Some(0))?;
    Some((fixed(amount)?, *unit, rest))
}

fn fixed(amount: &Amount) -> Option<u32> {
    match amount {
        Amount::Fixed(n) | Amount::Parameter { value: n, .. } => Some(*n),
        Amount::At(_) => None,
    }
}

/// Days that pass at least.
fn shortest(counted: &Counted<Amount>) -> Option<f64> {
    let Length::Of(amount, unit) = &counted.length else { return Some(0.0) };
    if counted.same_day {
        return Some(0.0);
    }
    let n = f64::from(fixed(amount)?);
    let days = match unit {
        Unit::Minutes => n / 1440.0,
        Unit::Hours => n / 24.0,
        // Opening hours may be around the clock.
        Unit::WorkingMinutes => n / 1440.0,
        Unit::WorkingHours => n / 24.0,
        Unit::WorkingDays | Unit::CalendarDays => n,
        Unit::Weeks => n * 7.0,
        Unit::FullDays => n,
        Unit::Months => n * 28.0,
        Unit::Years => n * 365.0,
    };
    Some(if counted.counting_the_day || counted.by_close { days - 1.0 } else { days })
}

/// Days that pass at most.
fn longest(counted: &Counted<Amount>) -> Option<f64> {
    let (amount, unit) = match &counted.length {
        Length::SameDay => return Some(1.0),
        Length::SameMonth => return Some(31.0),
        Length::SameYear => return Some(366.0),
        Length::Of(amount, unit) => (amount, unit),
    };
    if counted.same_day && counted.anchor.is_none() {
        return Some(1.0);
    }
    let n = f64::from(fixed(amount)?);
    let roll = if counted.roll { LONGEST_REST } else { 0.0 };
    let days = match unit {
        Unit::Minutes => n / 1440.0,
        Unit::Hours => n / 24.0,
        Unit::WorkingMinutes | Unit::WorkingHours => return None,
        // Two free days a week, and a long holiday in every four weeks: more than there are.
        Unit::WorkingDays => n * 2.0 + LONGEST_REST,
        Unit::CalendarDays => n + 1.0 + roll,
        Unit::Weeks => n * 7.0 + 1.0 + roll,
        Unit::FullDays => n,
        Unit::Months => n * 31.0 + 1.0 + roll,
        Unit::Years => n * 366.0 + 1.0 + roll,
    };
    counted.anchor.is_none().then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::grammar;
    use crate::source::{Sources, Span};

    fn limit(text: &str) -> Limit {
        let span = Span::new(Sources::default().add("p", text), 0..text.len());
        let Ok(grammar::Limit::Counted(counted)) = grammar::limit(text, span) else { panic!("{text}") };
        let amount = |amount: &grammar::Amount| match amount {
            grammar::Amount::Fixed(n) => Some(Amount::Fixed(*n)),
            _ => None,
        };
        Limit { kind: LimitKind::Counted(counted.resolve(amount).expect("a number")), written: text.to_owned() }
    }

    #[test]
    fn only_what_is_longer_on_every_calendar_is_longer() {
        let longer = |a, b| longer(&limit(a), &limit(b));
        assert!(longer("6个工作日内", "5个工作日内") && !longer("5个工作日内", "5个工作日内"));
        assert!(longer("48小时内", "1整天内") && longer("2年内", "12个月内") && longer("30个工作日内", "10个自然日内,不顺延"));
        // With the holidays between, five working days may be longer than ten calendar days.
        assert!(!longer("10个自然日内", "5个工作日内") && !longer("5个工作日内", "5个自然日内"));
        assert!(!longer("1个月内", "30个自然日内") && longer("8个工作小时内", "5小时内"));
        assert!(longer("2整天内", "当日5个小时内") && !longer("3小时内", "上班后1个小时内"));
    }
}
