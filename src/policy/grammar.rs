//! The small grammars of the dialect (its section 7): limits, due days, comparisons, recipients, places.
//! Texts become these trees; names in them are not looked up yet.

// Faults are rare and carry their words with them; boxing each would only hide them.
#![allow(clippy::result_large_err)]

mod compare;
mod count;
mod due_day;
mod due_slip;
mod light;
mod limit;
mod number;
pub mod place;
mod recipient;
mod scan;
mod slip;
#[cfg(test)]
mod tests;
pub mod units;
mod words;

pub use compare::compare;
pub use due_day::due_day;
pub use light::{LightAt, light_at, warning};
pub use limit::{counted, limit};
pub use number::numeral;
pub use place::{braced, place};
pub use recipient::recipient;

use crate::source::{Span, Spanned};
use crate::time::Day;
use crate::time::span::{Counted, Unit};

/// `trigger.by.level else record.level`: where to look, and where else.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub start: Start,
    /// The names after the start: `by`, `level`.
    pub path: Vec<String>,
    pub otherwise: Option<Box<Place>>,
    pub span: Span,
}

/// The first word of a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    Trigger,
    Record,
    /// The last such event up to the one judged.
    Last(String),
    First(String),
    /// How many such events up to the one judged.
    Count(String),
    /// A decision table's row, chosen by its `by`; the path is the cell.
    Table(String),
    User,
    Parameter,
}

/// A number in a limit: written, a parameter's, or one to look up.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    Fixed(u32),
    Parameter(Spanned<String>),
    Place(Place),
}

/// `within`, as written.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// 不限期: the clause sets none.
    None,
    /// 及时: the clause sets one that is not measured.
    Promptly,
    UntilEvent(Spanned<String>),
    /// Until the instant at a place; where it is absent, the count.
    UntilPlace(Place, Option<Counted<Amount>>),
    Counted(Counted<Amount>),
    /// So long before the instant at a place.
    Backward {
        amount: Amount,
        unit: Unit,
        place: Place,
        roll: bool,
    },
    /// A function of `policy.rhai`.
    Function {
        name: Spanned<String>,
        arguments: Vec<Argument>,
    },
    /// A table's cell holds the whole limit.
    Cell {
        table: Spanned<String>,
        cell: Spanned<String>,
    },
}

/// What a limit function is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    Trigger,
    Record,
    Place(Place),
}

/// The due day of a period.
#[derive(Clone, Debug, PartialEq)]
pub enum DueDay {
    PeriodEnd,
    /// 0 = Monday.
    Weekday(u32, Option<PeriodRoll>),
    /// Day `n` of the period's month, or of the month after the period.
    DayOfMonth {
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    /// A month and day of the year, or of the year after it.
    MonthDay {
        month: u32,
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    /// So long after the period's end.
    AfterPeriod(Counted<Amount>),
    /// 24:00 of the day of an event in the period.
    DayOf(Spanned<String>),
}

/// Where a due day goes that is no working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeriodRoll {
    pub back: bool,
    /// 期内: never out of the period; the other way if there is none that way.
    pub in_period: bool,
}

/// One end of a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    Number(f64),
    /// Microseconds since midnight.
    Clock(i64),
    Date(Day),
    MonthDay(u32, u32),
    Parameter(Spanned<String>),
    Place(Place),
}

/// A range; each end with whether the bound itself belongs to it. At least one end is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    pub low: Option<(Bound, bool)>,
    pub high: Option<(Bound, bool)>,
}

/// Who receives, or who bears.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient {
    pub each: bool,
    pub who: Who,
    pub level: LevelAsked,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    /// A party or role.
    Name(Spanned<String>),
    Place(Place),
}

#[derive(Clone, Debug, PartialEq)]
pub enum LevelAsked {
    Any,
    /// 同级: that of the trigger's `by`.
    Same,
    /// 上一级: the next one above it.
    OneUp,
    Named(Spanned<String>),
}

/// The value of a pattern that stands in braces, or the text itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Braced {
    Text(String),
    Parameter(Spanned<String>),
    Place(Place),
}
