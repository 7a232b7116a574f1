//! Faults of calendar files.
