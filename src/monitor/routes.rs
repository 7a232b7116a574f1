//! Which sink takes which warning, and when it sends: at once, or collected for a day and time of the week.

use super::stage::Said;
use crate::time::instant::DAY;
use crate::time::zone::Local;
use crate::time::{Instant, Zone};

/// When collected messages go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collected {
    /// 0 = Monday … 6 = Sunday; none: every day.
    pub weekday: Option<usize>,
    /// Microseconds since midnight.
    pub clock: i64,
    pub zone: Zone,
}

impl Collected {
    /// The first such time after `now`.
    pub fn after(&self, now: Instant) -> Instant {
        let today = self.zone.day(now);
        let days = (0..=8).map(|n| today.plus(n)).filter(|day| self.weekday.is_none_or(|weekday| day.weekday() == weekday));
        let at = |day| match self.zone.at(day, self.clock) {
            Local::Once(at) | Local::Twice(at, _) => at,
            Local::Never => self.zone.start_of(day).plus(self.clock),
        };
        days.map(at).find(|at| *at > now).unwrap_or(now.plus(7 * DAY))
    }
}

/// What one sink takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The sink's name.
    pub sink: String,
    /// Words of lights, or `past_due`; none: all.
    pub stages: Option<Vec<String>>,
    /// Parties; none: all.
    pub whom: Option<Vec<String>>,
    pub collected: Option<Collected>,
}

impl Route {
    fn takes(&self, said: &Said) -> bool {
        let stage = |word: &String| *word == said.stage || (word == said.light.word() && said.stage != "past_due");
        let listed = self.stages.as_ref().is_none_or(|words| words.iter().any(stage));
        listed && self.whom.as_ref().is_none_or(|whom| whom.contains(&said.who))
    }

    /// When a message of now is sent.
    pub fn send_at(&self, now: Instant) -> Instant {
        self.collected.map_or(now, |collected| collected.after(now))
    }
}

/// What every sink takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routes(pub Vec<Route>);

impl Routes {
    pub fn of(&self, said: &Said) -> impl Iterator<Item = &Route> {
        self.0.iter().filter(|route| route.takes(said))
    }

    pub fn named(&self, sink: &str) -> Option<&Route> {
        self.0.iter().find(|route| route.sink == sink)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;
    use crate::time::instant::MINUTE;

    #[test]
    fn collected_messages_wait_for_their_day() {
        let zone = Zone::default();
        let friday = Collected { weekday: Some(4), clock: 16 * 60 * MINUTE, zone };
        let at = |day: u32, hour: i64| zone.start_of(Day::from_ymd(2024, 3, day).unwrap()).plus(hour * 60 * MINUTE);
        assert_eq!(friday.after(at(11, 9)), at(15, 16));
        assert_eq!(friday.after(at(15, 16)), at(22, 16));
        let daily = Collected { weekday: None, ..friday };
        assert_eq!(daily.after(at(15, 15)), at(15, 16));
        assert_eq!(daily.after(at(15, 17)), at(16, 16));
    }
}
