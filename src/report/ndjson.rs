//! Verdicts as NDJSON: one object a line, nothing else.

use super::closing::Closing;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::json::object::Pen;
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "ndjson",
    about: "每行一个结论 · one verdict a line",
    suffixes: &["ndjson", "jsonl"],
    is_text: true,
    holds: Holds::Nothing,
    explains: true,
    draws: false,
    joins: true,
    writer: |setting| Box::new(Lines { pen: Pen::new(setting.plans, setting.as_of, setting.lang) }),
    open: |_, out| Ok(Box::new(Plain { out })),
};

struct Lines<'r> {
    pen: Pen<'r>,
}

impl Writer for Lines<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts {
            self.pen.write(judged.plan, verdict, out);
            out.push(b'\n');
        }
    }
}

/// A report that is what its writers wrote.
pub(super) struct Plain<'r> {
    pub out: Out<'r>,
}

impl Report for Plain<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn close(mut self: Box<Self>, _: &Closing<'_>) -> io::Result<()> {
        self.out.flush()
    }
}
