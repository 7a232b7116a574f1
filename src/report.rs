//! What people and programs see: diagnostics, verdicts, summaries.

pub mod briefing;
pub mod chart;
pub mod closing;
pub mod contest;
pub mod csv;
pub mod diff;
pub mod escape;
pub mod excerpt;
pub mod findings;
pub mod format;
pub mod html;
pub mod ics;
pub mod json;
pub mod junit;
mod key;
pub mod layout;
pub mod line;
pub mod lowered;
pub mod metric;
pub mod moment;
pub mod ndjson;
mod packed;
pub mod sarif;
pub mod setting;
pub mod steps;
pub mod story;
pub mod tally;
pub mod text;
pub mod words;
pub mod xlsx;

use format::Format;

/// Every format of reports, in the order of the help; the first is the usual one.
#[rustfmt::skip]
pub static FORMATS: &[&Format] = &[
    &text::FORMAT,
    &json::FORMAT,
    &ndjson::FORMAT,
    &csv::FORMAT,
    &xlsx::FORMAT,
    &html::FORMAT,
    &ics::FORMAT,
    &junit::FORMAT,
    &sarif::FORMAT,
    &briefing::MARKDOWN,
    &briefing::DOCX,
];
