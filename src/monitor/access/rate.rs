//! How often somebody may try to sign in: five times a minute an account, twenty times a minute an address.

use crate::time::Instant;
use crate::time::instant::MINUTE;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

const OF_ACCOUNT: usize = 5;
const OF_ADDRESS: usize = 20;
/// Beyond so many names the oldest attempts are forgotten: memory does not grow with whoever knocks.
const MOST: usize = 10_000;

/// The attempts of the last minute.
#[derive(Debug, Default)]
pub struct Rate(Mutex<HashMap<(bool, String), Vec<Instant>>>);

impl Rate {
    /// Notes an attempt; false where there were too many before it.
    pub fn admits(&self, account: &str, address: &str, now: Instant) -> bool {
        let mut attempts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = |at: &Instant| (now.0 - MINUTE..=now.0).contains(&at.0);
        if attempts.len() > MOST {
            attempts.retain(|_, list| list.iter().any(recent));
        }
        if attempts.len() > MOST {
            return false;
        }
        let mut fits = true;
        // a name of any length is one key
        let account: String = account.chars().take(64).collect();
        for (key, most) in [((true, account), OF_ACCOUNT), ((false, address.to_owned()), OF_ADDRESS)] {
            let list = attempts.entry(key).or_default();
            list.retain(recent);
            fits &= list.len() < most;
            if list.len() < most {
                list.push(now);
            }
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_attempts_a_minute() {
        let rate = Rate::default();
        let at = |second: i64| Instant(second * 1_000_000);
        assert!((0..5).all(|n| rate.admits("wang", "10.0.0.1", at(n))));
        assert!(!rate.admits("wang", "10.0.0.2", at(6)));
        assert!(rate.admits("li", "10.0.0.1", at(6)));
        assert!(rate.admits("wang", "10.0.0.1", at(61)));
        assert_eq!((0..40).filter(|n| rate.admits(&n.to_string(), "10.0.0.9", at(100))).count(), 20);
    }
}
