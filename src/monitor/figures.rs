//! What is counted of the desk's work, for `/metrics`.

use super::order::Receipt;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Since the start.
#[derive(Debug, Default)]
pub struct Figures {
    pub taken: Count,
    pub known: Count,
    pub rejected: Count,
    /// Warnings said, of them late, and taken back.
    pub said: Count,
    pub late: Count,
    pub withdrawn: Count,
    /// Deliveries that arrived, attempts that failed.
    pub sent: Count,
    pub failed: Count,
    /// Stages of an escalation that the calendar is missing for.
    pub uncounted: Count,
    /// Changes that the store did not take.
    pub troubles: Count,
}

impl Figures {
    pub fn took(&self, receipt: &Receipt) {
        self.taken.add(receipt.taken);
        self.known.add(receipt.known);
        self.rejected.add(receipt.rejected.len() as u64);
    }
}
