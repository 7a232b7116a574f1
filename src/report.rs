//! What people and programs see: diagnostics, verdicts, summaries.

pub mod excerpt;
pub mod findings;
