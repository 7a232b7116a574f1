//! Sinks: each on a thread of its own, sends what waits for it in the outbox, in order, at least once, and tells the desk. A message has the
//! same key however often it is sent; what cannot be sent is tried again, ever more rarely, and never given up.

use crate::time::instant::{HOUR, SECOND};

/// How long to wait before a delivery that failed `attempts` times before is tried again: 1 s, doubling, at most an hour.
pub fn pause(attempts: i64) -> i64 {
    (SECOND << attempts.clamp(0, 12)).min(HOUR)
}
