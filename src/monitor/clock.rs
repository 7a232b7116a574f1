//! What time it is on the wall. Only here does the desk ask.

use crate::time::Instant;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tells the time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Instant;
}

/// The machine's clock: it may be set, and it stands while the machine sleeps.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wall;

impl Clock for Wall {
    #[allow(clippy::disallowed_methods, reason = "the desk lives in real time; everything else is told the instant")]
    fn now(&self) -> Instant {
        Instant(chrono::Utc::now().timestamp_micros())
    }
}

/// A clock that is set by hand.
#[derive(Clone, Debug, Default)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn set(&self, at: Instant) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn now(&self) -> Instant {
        Instant(self.0.load(Ordering::SeqCst))
    }
}
