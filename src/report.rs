//! What people and programs see: diagnostics, verdicts, summaries.

pub mod closing;
pub mod contest;
pub mod csv;
pub mod excerpt;
pub mod findings;
pub mod format;
pub mod json;
pub mod layout;
pub mod line;
pub mod metric;
pub mod moment;
pub mod ndjson;
pub mod setting;
pub mod steps;
pub mod tally;
pub mod text;
pub mod words;

use format::Format;

/// Every format of reports, in the order of the help; the first is the usual one.
pub static FORMATS: [&Format; 4] = [&text::FORMAT, &json::FORMAT, &ndjson::FORMAT, &csv::FORMAT];
