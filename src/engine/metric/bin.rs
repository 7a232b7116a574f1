//! A metric's rule and a period as one number: nearly every record adds to one, and comparing it is all it takes to find it.

use crate::time::{Day, Period, period::Every};
use std::ops::RangeInclusive;

/// Sorts by rule, then no period, then periods in their own order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bin(u64);

/// Turns the sign of a day: the earliest is the least number.
const SIGN: u32 = 1 << 31;

impl Bin {
    pub fn new(rule: u16, period: Option<Period>) -> Bin {
        let of = |Period { every, first }| (every as u64 + 1) << 32 | u64::from(first.0 as u32 ^ SIGN);
        Bin(u64::from(rule) << 48 | period.map_or(0, of))
    }

    /// Every bin of one rule.
    pub fn all(rule: u16) -> RangeInclusive<Bin> {
        Bin::new(rule, None)..=Bin(u64::from(rule) << 48 | ((1 << 48) - 1))
    }

    pub fn rule(self) -> u16 {
        (self.0 >> 48) as u16
    }

    pub fn period(self) -> Option<Period> {
        let every = (self.0 >> 32 & 0xffff).checked_sub(1)?;
        let (.., every) = Every::ALL.get(every as usize)?;
        Some(Period { every: *every, first: Day((self.0 as u32 ^ SIGN) as i32) })
    }
}

#[cfg(test)]
mod tests {
    use super::Bin;
    use crate::time::{Day, Period, period::Every};
    use proptest::prelude::*;

    fn period() -> impl Strategy<Value = Option<Period>> {
        let some = (0..Every::ALL.len(), any::<i32>()).prop_map(|(n, day)| Period { every: Every::ALL[n].2, first: Day(day) });
        proptest::option::of(some)
    }

    proptest! {
        #[test]
        fn it_is_the_rule_and_the_period_in_their_order(a in (any::<u16>(), period()), b in (any::<u16>(), period())) {
            let (one, other) = (Bin::new(a.0, a.1), Bin::new(b.0, b.1));
            prop_assert_eq!((one.rule(), one.period()), a);
            prop_assert_eq!(one.cmp(&other), a.cmp(&b));
            prop_assert!(Bin::all(a.0).contains(&one) && (a.0 == b.0 || !Bin::all(a.0).contains(&other)));
        }
    }
}
