//! What a calendar is made of, as plain data: the week, the days off every year, the notices.

use super::{Day, YEARS};
use std::sync::Arc;

/// Where no calendar says otherwise.
pub const MONDAY_TO_FRIDAY: [bool; 7] = [true, true, true, true, true, false, false];

/// One calendar as written, without the ones beneath it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layer {
    /// Monday first; none: as beneath, else Monday to Friday.
    pub week: Option<[bool; 7]>,
    /// Years that need no table of their own.
    pub covers: Option<Covers>,
    pub yearly: Vec<Yearly>,
    /// In the order of issue: a later one overrides an earlier one.
    pub notices: Vec<Notice>,
}

/// Years that need no table: `2020..` has no end, `2020..2025` includes both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covers {
    pub from: i32,
    pub to: Option<i32>,
}

/// A day off every year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Yearly {
    pub month: u32,
    pub day: u32,
    pub name: Arc<str>,
}

/// One notice: the days off and the adjusted working days that it sets for a year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    pub year: i32,
    pub title: Option<String>,
    pub number: Option<String>,
    pub issued: Option<Day>,
    pub off: Vec<Marked>,
    pub work: Vec<Marked>,
}

/// Days, both ends included, and the holiday they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub first: Day,
    pub last: Day,
    pub name: Arc<str>,
}

impl Marked {
    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        (self.first.0..=self.last.0).map(Day)
    }
}

impl Layer {
    /// The years of its notices and those that need none, within [`YEARS`]; not in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + use<'_> {
        let covered = self.covers.map(|covers| {
            let from = covers.from.max(*YEARS.start());
            from..=covers.to.unwrap_or(i32::MAX).min(*YEARS.end())
        });
        let tabled = self.notices.iter().map(|notice| notice.year).filter(|year| YEARS.contains(year));
        covered.into_iter().flatten().chain(tabled)
    }

    pub(super) fn is_open_ended(&self) -> bool {
        matches!(self.covers, Some(Covers { to: None, .. }))
    }
}
