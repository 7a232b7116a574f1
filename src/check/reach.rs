//! What values meet a test, as stretches of a line: clock times, numbers, days. Of places that hold several values, or
//! text, nothing is said.

use super::Checked;
use crate::lang::Bilingual;
use crate::policy::declare::Type;
use crate::policy::rule::{Bound, Range, Wanted};
use crate::record::Value;
use crate::record::look::{Field, Look, Spot};
use crate::say;
use crate::time::Day;
use crate::time::instant::{DAY, HOUR, MINUTE};

/// The line that the values of a place lie on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Microseconds since midnight, 0:00 up to but not 24:00.
    Clock,
    Number,
    Whole,
    /// Whole numbers from 0: how many events there are.
    Count,
    /// Days since 1970.
    Day,
    /// 0 and 1.
    Boolean,
}

/// A cut of the line just before or just after a point.
pub type Cut = (f64, bool);

/// Stretches from a cut to a later one, in order, none touching the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Reach {
    pub line: Line,
    pub parts: Vec<(Cut, Cut)>,
}

const FIRST: Cut = (f64::NEG_INFINITY, false);
const LAST: Cut = (f64::INFINITY, true);

impl Line {
    /// The line of a place that holds one value at most.
    pub fn of(checked: &Checked<'_>, look: &Look) -> Option<Line> {
        if look.otherwise.is_some() {
            return None;
        }
        match &look.at {
            Spot::Trigger(field) | Spot::Record(field) | Spot::Last(_, field) | Spot::First(_, field) => match field {
                Field::Time => Some(Line::Clock),
                Field::Date => Some(Line::Day),
                Field::Attribute { id, .. } => match checked.policy.declared.attribute(*id).kind {
                    Type::Number => Some(Line::Number),
                    Type::Whole => Some(Line::Whole),
                    Type::Date => Some(Line::Day),
                    Type::Boolean => Some(Line::Boolean),
                    _ => None,
                },
                _ => None,
            },
            Spot::Count(_) => Some(Line::Count),
            _ => None,
        }
    }

    /// Every value there can be.
    pub fn all(self) -> Reach {
        let part = match self {
            Line::Clock => ((0.0, false), (as_float(DAY), false)),
            Line::Count => ((0.0, false), LAST),
            Line::Boolean => ((0.0, false), (2.0, false)),
            Line::Number | Line::Whole | Line::Day => (FIRST, LAST),
        };
        Reach { line: self, parts: vec![part] }
    }

    /// Whether only whole steps lie on it: nothing lies between 5 and 6.
    fn steps(self) -> bool {
        !matches!(self, Line::Clock | Line::Number)
    }

    /// A point as people write it.
    pub fn shown(self, at: f64) -> String {
        match self {
            Line::Clock => {
                let micros = at as i64;
                let (hour, minute, second) = (micros / HOUR, micros % HOUR / MINUTE, micros % MINUTE / 1_000_000);
                if second == 0 { format!("{hour}:{minute:02}") } else { format!("{hour}:{minute:02}:{second:02}") }
            }
            Line::Day => Day(at as i32).to_string(),
            _ => at.to_string(),
        }
    }
}

fn as_float(micros: i64) -> f64 {
    micros as f64
}

impl Reach {
    /// What meets one of `wanted`; none where that depends on the record, or is no stretch of the line.
    pub fn of(line: Line, wanted: &[Wanted]) -> Option<Reach> {
        let mut parts = Vec::new();
        for one in wanted {
            match one {
                Wanted::Value(Value::Boolean(flag)) if line == Line::Boolean => {
                    let at = f64::from(u8::from(*flag));
                    parts.push(((at, false), (at + 1.0, false)));
                }
                Wanted::Value(value) if line != Line::Boolean => {
                    let at = value.number()?;
                    parts.push(((at, false), (at, true)));
                }
                Wanted::Day(day) => parts.push(((f64::from(day.0), false), (f64::from(day.0), true))),
                Wanted::Range(range) => parts.extend(range_parts(line, range)?),
                _ => return None,
            }
        }
        Some(Reach { line, parts }.normal())
    }

    /// In order, joined where they touch, within what there is.
    fn normal(mut self) -> Reach {
        if self.line.steps() {
            let down = |cut: Cut| match cut {
                (at, true) if at.is_finite() => (at.floor() + 1.0, false),
                (at, _) if at.is_finite() => (at.ceil(), false),
                cut => cut,
            };
            self.parts.iter_mut().for_each(|(from, to)| (*from, *to) = (down(*from), down(*to)));
        }
        self.parts.retain(|(from, to)| before(*from, *to));
        self.parts.sort_by(|a, b| order(a.0, b.0));
        let mut joined: Vec<(Cut, Cut)> = Vec::new();
        for part in self.parts {
            match joined.last_mut() {
                Some(last) if !before(last.1, part.0) => {
                    if before(last.1, part.1) {
                        last.1 = part.1;
                    }
                }
                _ => joined.push(part),
            }
        }
        Reach { line: self.line, parts: joined }
    }

    pub fn and(&self, other: &Reach) -> Reach {
        let pairs = self.parts.iter().flat_map(|a| other.parts.iter().map(move |b| (a, b)));
        let later = |a: Cut, b: Cut| if before(a, b) { b } else { a };
        let earlier = |a: Cut, b: Cut| if before(a, b) { a } else { b };
        let parts = pairs.map(|(a, b)| (later(a.0, b.0), earlier(a.1, b.1))).collect();
        Reach { line: self.line, parts }.normal()
    }

    pub fn or(&self, other: &Reach) -> Reach {
        Reach { line: self.line, parts: self.parts.iter().chain(&other.parts).copied().collect() }.normal()
    }

    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Whether every value there can be belongs to it.
    pub fn is_all(&self) -> bool {
        self.and(&self.line.all()) == self.line.all().normal()
    }

    /// The stretches between its own.
    pub fn holes(&self) -> Vec<(Cut, Cut)> {
        self.parts.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect()
    }

    /// What there can be and does not belong to it.
    pub fn rest(&self) -> Vec<(Cut, Cut)> {
        let all = self.line.all().normal();
        let Some((first, last)) = all.parts.first().copied() else { return Vec::new() };
        let edges = [((f64::NEG_INFINITY, false), first), (last, (f64::INFINITY, true))];
        let with: Vec<(Cut, Cut)> = edges.into_iter().chain(self.and(&all).parts).collect();
        let mut with = with;
        with.sort_by(|a, b| order(a.0, b.0));
        let mut rest = Vec::new();
        let mut at = first;
        for (from, to) in with {
            if before(at, from) && before(from, last) || (before(at, from) && from == last) {
                rest.push((at, from));
            }
            if before(at, to) {
                at = to;
            }
        }
        // Midnight parts nothing.
        if self.line == Line::Clock && rest.len() > 1 && rest[0].0 == first && rest[rest.len() - 1].1 == last {
            let evening = rest.remove(rest.len() - 1);
            rest[0].0 = evening.0;
        }
        rest
    }

    /// A stretch in words: “21:00”, “20:59 到 21:00”, “超过5、不满6”.
    pub fn words(line: Line, (from, to): (Cut, Cut)) -> Bilingual {
        if from.0 == to.0 || (line.steps() && to == (from.0 + 1.0, false)) {
            let at = line.shown(from.0);
            return say!("{at}"; "{at}");
        }
        let last = if line.steps() { to.0 - 1.0 } else { to.0 };
        let (low, high) = (line.shown(from.0), line.shown(last));
        // of numbers with fractions it tells whether the ends belong to it
        let exact = line == Line::Number;
        let above = if exact && from.1 { say!("超过{low}"; "over {low}") } else { say!("{low}以上"; "{low} and more") };
        let below = if exact && !to.1 { say!("不满{high}"; "under {high}") } else { say!("{high}以下"; "{high} and less") };
        match (from.0.is_finite(), to.0.is_finite()) {
            (true, false) => above,
            (false, true) => below,
            _ if exact && (from.1 || !to.1) => {
                Bilingual { zh: format!("{}、{}", above.zh, below.zh), en: format!("{}, {}", above.en, below.en) }
            }
            _ => say!("{low} 到 {high}"; "{low} to {high}"),
        }
    }
}

/// The order of cuts: before a point, then after it.
fn order(a: Cut, b: Cut) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
}

fn before(a: Cut, b: Cut) -> bool {
    order(a, b).is_lt()
}

/// One stretch, or two where clock times pass midnight.
fn range_parts(line: Line, range: &Range) -> Option<Vec<(Cut, Cut)>> {
    let at = |bound: &Bound| match (bound, line) {
        (Bound::Number(n), Line::Number | Line::Whole | Line::Count) => Some(*n),
        (Bound::Clock(micros), Line::Clock) => Some(as_float(*micros)),
        (Bound::Day(day), Line::Day) => Some(f64::from(day.0)),
        _ => None,
    };
    let low = match &range.low {
        Some((bound, with)) => (at(bound)?, !with),
        None => FIRST,
    };
    let high = match &range.high {
        Some((bound, with)) => (at(bound)?, *with),
        None => LAST,
    };
    if line == Line::Clock && low.0.is_finite() && high.0.is_finite() && low.0 > high.0 {
        return Some(vec![(low, LAST), (FIRST, high)]);
    }
    Some(vec![(low, high)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: Option<(f64, bool)>, high: Option<(f64, bool)>) -> Wanted {
        let bound = |end: Option<(f64, bool)>| end.map(|(n, with)| (Bound::Number(n), with));
        Wanted::Range(Range { low: bound(low), high: bound(high), written: String::new() })
    }

    fn clock(low: i64, high: i64) -> Wanted {
        let bound = |hour: i64, with| Some((Bound::Clock(hour * HOUR), with));
        Wanted::Range(Range { low: bound(low, true), high: bound(high, false), written: String::new() })
    }

    #[test]
    fn between_whole_numbers_lies_nothing_between_numbers_there_is() {
        let wanted = [range(None, Some((5.0, true))), range(Some((6.0, true)), None)];
        assert!(Reach::of(Line::Whole, &wanted).unwrap().is_all());
        let holes = Reach::of(Line::Number, &wanted).unwrap().holes();
        assert_eq!(holes, [((5.0, true), (6.0, false))]);
        assert_eq!(Reach::words(Line::Number, holes[0]).zh, "超过5、不满6");
        let wanted = [range(None, Some((20.0, false))), range(Some((20.0, false)), None)];
        let holes = Reach::of(Line::Number, &wanted).unwrap().holes();
        assert_eq!(Reach::words(Line::Number, holes[0]).en, "20");
        assert!(Reach::of(Line::Count, &[range(Some((0.0, true)), None)]).unwrap().is_all());
        assert!(Reach::of(Line::Count, &[range(None, Some((0.0, false)))]).unwrap().and(&Line::Count.all()).is_empty());
    }

    #[test]
    fn a_day_passes_midnight() {
        let night = Reach::of(Line::Clock, &[clock(22, 6)]).unwrap();
        let day = Reach::of(Line::Clock, &[clock(6, 21)]).unwrap();
        assert!(night.and(&day).is_empty());
        let rest: Vec<String> = night.or(&day).rest().into_iter().map(|hole| Reach::words(Line::Clock, hole).en).collect();
        assert_eq!(rest, ["21:00 to 22:00"]);
        assert!(night.or(&day).or(&Reach::of(Line::Clock, &[clock(20, 23)]).unwrap()).is_all());
        let rest: Vec<String> = day.rest().into_iter().map(|hole| Reach::words(Line::Clock, hole).en).collect();
        assert_eq!(rest, ["21:00 to 6:00"]);
    }

    #[test]
    fn both_values_of_a_boolean_are_all() {
        let wanted = [Wanted::Value(Value::Boolean(true)), Wanted::Value(Value::Boolean(false))];
        assert!(Reach::of(Line::Boolean, &wanted).unwrap().is_all());
        assert_eq!(Reach::of(Line::Boolean, &wanted[..1]).unwrap().rest(), [((0.0, false), (1.0, false))]);
    }
}
