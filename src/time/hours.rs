//! Opening hours: of a weekday, else of a season, else of every day (dialect section 3.1).

use super::instant::{DAY, Day};
use chrono::Datelike;

/// An open stretch of a day, microseconds since its midnight; `to` lies past 24:00 where it runs into the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpan {
    pub from: i64,
    pub to: i64,
}

/// Hours of a stretch of every year, both days inclusive; it may pass the year's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Season {
    pub from: (u32, u32),
    pub to: (u32, u32),
    pub spans: Vec<OpenSpan>,
}

/// One set of opening hours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningHours {
    pub spans: Vec<OpenSpan>,
    pub seasons: Vec<Season>,
    /// Monday … Sunday, where a weekday has its own.
    pub weekdays: [Option<Vec<OpenSpan>>; 7],
}

impl OpeningHours {
    /// Nobody wrote any: it is never open.
    pub fn is_empty(&self) -> bool {
        let own = self.weekdays.iter().flatten().all(Vec::is_empty);
        self.spans.is_empty() && own && self.seasons.iter().all(|season| season.spans.is_empty())
    }

    /// 00:00-24:00 runs every day, working day or not.
    pub fn around_the_clock(&self) -> bool {
        self.spans == [OpenSpan { from: 0, to: DAY }]
    }

    /// The spans of `day`, whether or not it is a working day.
    pub fn on(&self, day: Day) -> &[OpenSpan] {
        if let Some(own) = &self.weekdays[day.weekday()] {
            return own;
        }
        let date = day.date();
        let today = (date.month(), date.day());
        let season =
            self.seasons.iter().find(|s| if s.from <= s.to { s.from <= today && today <= s.to } else { today >= s.from || today <= s.to });
        season.map_or(&self.spans, |s| &s.spans)
    }

    /// The longest time a span of any day runs into the next.
    pub fn runs_past_midnight(&self) -> bool {
        let own = self.weekdays.iter().flatten().flatten();
        let seasons = self.seasons.iter().flat_map(|s| &s.spans);
        self.spans.iter().chain(own).chain(seasons).any(|s| s.to > DAY)
    }
}
