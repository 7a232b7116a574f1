//! From when and until when a rule is in force, as instants: of most events that is known without a look at their day.

use crate::policy::declare::InForce;
use crate::time::instant::DAY;
use crate::time::{Instant, Zone};

/// One rule under its policy.
#[derive(Clone, Copy, Debug)]
pub struct Force {
    /// Where the rule and its policy begin and end; the last of all instants where they do not.
    pub bounds: [Instant; 4],
    /// There is none.
    pub is_always: bool,
    /// A day within all of them, for clocks may be put back at midnight.
    surely: (Instant, Instant),
}

impl Force {
    pub(super) fn new(own: InForce, policy: InForce, zone: &Zone) -> Force {
        let (mut bounds, mut surely) = ([Instant::MAX; 4], (Instant(i64::MIN), Instant::MAX));
        for (n, in_force) in [own, policy].into_iter().enumerate() {
            if let Some(from) = in_force.from.map(|from| zone.start_of(from)) {
                bounds[2 * n] = from;
                surely.0 = surely.0.max(from.plus(DAY));
            }
            if let Some(until) = in_force.until.map(|until| zone.end_of(until)) {
                bounds[2 * n + 1] = until;
                surely.1 = surely.1.min(until.plus(-DAY));
            }
        }
        Force { bounds, is_always: bounds == [Instant::MAX; 4], surely }
    }

    /// Whether both are in force at an instant, by far; else their days tell.
    #[inline]
    pub fn is_sure(&self, at: Instant) -> bool {
        self.surely.0 <= at && at < self.surely.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Day;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_sure_is_so(days in prop::array::uniform4(prop::option::of(19_000..19_040_i32)), at in 19_000 * 24..19_040 * 24_i64, beirut in any::<bool>()) {
            let zone = if beirut { Zone::named("Asia/Beirut").unwrap() } else { Zone::shanghai() };
            let [own, policy] = [(days[0], days[1]), (days[2], days[3])].map(|(from, until)| InForce { from: from.map(Day), until: until.map(Day) });
            let at = Instant(at * DAY / 24);
            let day = zone.day(at);
            if Force::new(own, policy, &zone).is_sure(at) {
                prop_assert!(own.covers(day) && policy.covers(day));
            } else {
                // within two days of a bound, or outside
                let far = |shift: i32| own.covers(Day(day.0 + shift)) && policy.covers(Day(day.0 + shift));
                prop_assert!(!(far(-2) && far(2)));
            }
        }
    }
}
