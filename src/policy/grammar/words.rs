//! Limits written back, as the dialect prefers to write them, in either language.

use super::units::{self, MODIFIERS, Modifier};
use super::{Amount, Argument, Limit, Place, Start};
use crate::lang::Lang;
use crate::time::instant::{HOUR, MINUTE};
use crate::time::span::{Anchor, Counted, Length};
use std::fmt;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.start {
            Start::Trigger => write!(f, "trigger")?,
            Start::Record => write!(f, "record")?,
            Start::Last(event) => write!(f, "last.{event}")?,
            Start::First(event) => write!(f, "first.{event}")?,
            Start::Count(event) => write!(f, "count.{event}")?,
            Start::Table(table) => write!(f, "table.{table}")?,
            Start::User => write!(f, "user")?,
            Start::Parameter => write!(f, "parameter")?,
        }
        for name in &self.path {
            write!(f, ".{name}")?;
        }
        match &self.otherwise {
            Some(other) => write!(f, " else {other}"),
            None => Ok(()),
        }
    }
}

impl Amount {
    /// `5`, `{days}`, `{trigger.days}`.
    pub fn words(&self) -> String {
        match self {
            Amount::Fixed(n) => n.to_string(),
            Amount::Parameter(name) => format!("{{{}}}", name.value),
            Amount::Place(place) => format!("{{{place}}}"),
        }
    }
}

impl Limit {
    /// The limit as a text that is read as this limit again.
    pub fn words(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Limit::None => if zh { "不限期" } else { "no limit" }.to_owned(),
            Limit::Promptly => if zh { "及时" } else { "promptly" }.to_owned(),
            Limit::UntilEvent(event) => format!("{} {}", until(lang), event.value),
            Limit::UntilPlace(place, None) => format!("{} {place}", until(lang)),
            Limit::UntilPlace(place, Some(count)) => {
                let otherwise = if zh { ",否则" } else { ", else " };
                format!("{} {place}{otherwise}{}", until(lang), count.words(lang))
            }
            Limit::Counted(count) => count.words(lang),
            Limit::Backward { amount, unit, place, roll } => {
                let one = *amount == Amount::Fixed(1);
                let length = units::measured(&amount.words(), one, *unit, lang);
                let modifier = if *roll { String::new() } else { modifier(Modifier::NoRoll, lang) };
                if zh { format!("{place} 前{length}{modifier}") } else { format!("{length} before {place}{modifier}") }
            }
            Limit::Function { name, arguments } => {
                let arguments: Vec<String> = arguments.iter().map(argument).collect();
                format!("{}({})", name.value, arguments.join(", "))
            }
            Limit::Cell { table, cell } => format!("{{table.{}.{}}}", table.value, cell.value),
        }
    }
}

impl Counted<Amount> {
    /// The count as a text that is read as this count again.
    pub fn words(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        let mut words = match &self.length {
            Length::SameDay => if zh { "当日内" } else { "same day" }.to_owned(),
            Length::SameMonth => if zh { "当月内" } else { "same month" }.to_owned(),
            Length::SameYear => if zh { "当年内" } else { "same year" }.to_owned(),
            Length::Of(amount, unit) => {
                let length = units::measured(&amount.words(), *amount == Amount::Fixed(1), *unit, lang);
                let anchor = self.anchor.map_or(String::new(), |a| anchor(a, lang));
                let same_day = if self.same_day && zh { "当日" } else { "" };
                if zh { format!("{anchor}{same_day}{length}内") } else { format!("{length}{anchor}") }
            }
        };
        for (here, which) in [
            (self.same_day && !zh, Modifier::SameDay),
            (self.by_close, Modifier::ByClose),
            (!self.roll, Modifier::NoRoll),
            (self.counting_the_day, Modifier::CountingTheDay),
        ] {
            if here {
                words.push_str(&modifier(which, lang));
            }
        }
        words
    }
}

impl Counted<u32> {
    /// The count as a text that is read as this count again.
    pub fn words(&self, lang: Lang) -> String {
        self.resolve(|n| Some(Amount::Fixed(*n))).map_or(String::new(), |c| c.words(lang))
    }
}

fn until(lang: Lang) -> &'static str {
    if lang == Lang::Zh { "至" } else { "until" }
}

fn argument(argument: &Argument) -> String {
    match argument {
        Argument::Trigger => "trigger".to_owned(),
        Argument::Record => "record".to_owned(),
        Argument::Place(place) => place.to_string(),
    }
}

fn anchor(anchor: Anchor, lang: Lang) -> String {
    match (anchor, lang) {
        (Anchor::Opening, Lang::Zh) => "上班后".to_owned(),
        (Anchor::Opening, Lang::En) => " after opening".to_owned(),
        (Anchor::NextDayOpening, Lang::Zh) => "次日上班后".to_owned(),
        (Anchor::NextDayOpening, Lang::En) => " after next-day opening".to_owned(),
        (Anchor::NextDay(at), _) => {
            let clock = format!("{}:{:02}", at / HOUR, at % HOUR / MINUTE);
            if lang == Lang::Zh { format!("次日{clock}后") } else { format!(" after {clock} next day") }
        }
    }
}

/// A modifier with its comma.
fn modifier(which: Modifier, lang: Lang) -> String {
    let (_, en, zh) = MODIFIERS.into_iter().find(|m| m.0 == which).unwrap_or(MODIFIERS[0]);
    if lang == Lang::Zh { format!(",{zh}") } else { format!(", {en}") }
}

#[cfg(test)]
mod tests {
    use super::super::{counted, limit, scan::tests::all};
    use super::*;
    use crate::time::span::Unit;
    use proptest::prelude::*;

    fn any_count() -> impl Strategy<Value = Counted<u32>> {
        let unit = prop::sample::select(units::UNITS.map(|u| u.0).to_vec());
        let anchor = prop_oneof![
            Just(None),
            Just(Some(Anchor::Opening)),
            Just(Some(Anchor::NextDayOpening)),
            (0..24i64, 0..60i64).prop_map(|(h, m)| Some(Anchor::NextDay(h * HOUR + m * MINUTE))),
        ];
        let whole = prop::sample::select(vec![Length::SameDay, Length::SameMonth, Length::SameYear]).prop_map(Counted::new);
        let of = (unit, 1..=1_000_000u32, anchor, any::<[bool; 4]>()).prop_map(|(unit, n, anchor, [day, close, stay, counting])| {
            let of: (Unit, u32) = (unit, (n - 1) % units::most(unit) + 1);
            Counted {
                length: Length::Of(of.1, of.0),
                anchor: anchor.filter(|_| units::takes_anchor(unit)),
                same_day: day && units::takes(unit, Modifier::SameDay),
                by_close: close && units::takes(unit, Modifier::ByClose),
                roll: !(stay && units::takes(unit, Modifier::NoRoll)),
                counting_the_day: counting && units::takes(unit, Modifier::CountingTheDay),
            }
        });
        prop_oneof![1 => whole, 9 => of]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(count in any_count()) {
            for lang in [Lang::Zh, Lang::En] {
                let words = count.words(lang);
                prop_assert_eq!(counted(&words, all(&words)).ok(), Some(count.clone()), "{}", words);
            }
        }
    }

    #[test]
    fn every_form_is_written_in_both_languages() {
        for (zh, en) in [
            ("不限期", "no limit"),
            ("及时", "promptly"),
            ("至 trigger.deadline", "until trigger.deadline"),
            ("至 concluded", "until concluded"),
            ("至 record.due_on,否则{days}个自然日内", "until record.due_on, else {days} calendar days"),
            ("trigger.hearing_on 前14个自然日,不顺延", "14 calendar days before trigger.hearing_on, no roll"),
            ("{table.business.within}", "{table.business.within}"),
            ("f(trigger, record.area)", "f(trigger, record.area)"),
            ("当日5个小时内", "5 hours, same day"),
            ("次日8:00后1个小时内", "1 hour after 8:00 next day"),
            ("{record.a else record.b}周内", "{record.a else record.b} weeks"),
        ] {
            for text in [zh, en] {
                let found = limit(text, all(text)).unwrap();
                assert_eq!((found.words(Lang::Zh), found.words(Lang::En)), (zh.to_owned(), en.to_owned()));
            }
        }
    }
}
