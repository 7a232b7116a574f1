//! What people and programs see: diagnostics, verdicts, summaries.

pub mod chart;
pub mod contest;
pub mod csv;
pub mod escape;
pub mod excerpt;
pub mod findings;
pub mod json;
pub mod layout;
pub mod line;
pub mod metric;
pub mod moment;
pub mod steps;
pub mod tally;
pub mod text;
pub mod words;
