//! Verdicts in the format asked for, as bytes.

use super::{Format, Run};
use crate::plan::Plan;
use crate::report::line::Line;
use crate::report::text::{self, Setting};
use crate::report::{csv, json};
use crate::verdict::Verdict;

/// Writes the verdicts of records in one format.
pub struct Writer<'r> {
    run: &'r Run<'r>,
    setting: Setting,
    /// Memory for a message.
    message: String,
    /// Memory for a text that is being made.
    text: String,
}

impl<'r> Writer<'r> {
    pub fn new(run: &'r Run<'r>) -> Writer<'r> {
        Writer { run, setting: setting(run), message: String::new(), text: String::new() }
    }

    /// The verdicts of one record, in order.
    pub fn record(&mut self, plan: &Plan, verdicts: &[Verdict<'_>], out: &mut Vec<u8>) {
        if self.run.format == Format::Text {
            self.text.clear();
            text::record(plan, verdicts, &self.setting, &mut self.text);
            out.extend_from_slice(self.text.as_bytes());
            return;
        }
        for verdict in verdicts {
            let line = Line::new(plan, verdict, self.run.as_of, self.run.manner.lang, &mut self.message);
            match self.run.format {
                // Writing to memory does not fail.
                Format::Csv => _ = csv::row(&line, self.run.rereads.is_some(), out),
                Format::Json => {
                    out.extend_from_slice(if out.is_empty() { b"    " } else { b",\n    " });
                    json::object(&line, &mut self.text, out);
                }
                Format::Ndjson | Format::Text => {
                    json::object(&line, &mut self.text, out);
                    out.push(b'\n');
                }
            }
        }
    }
}

/// How a text report of this run is set.
pub fn setting(run: &Run<'_>) -> Setting {
    Setting { lang: run.manner.lang, colour: run.manner.colour, columns: run.columns, as_of: run.as_of, show: run.show }
}
