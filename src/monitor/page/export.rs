//! What is shown, as a file: the open verdicts that the ledger's filter lets through.

use super::judged::{Many, many};
use super::{Answer, Ask, ledger};
use crate::monitor::order::Trouble;
use crate::report::format::Format;
use crate::report::{ics, xlsx};
use crate::verdict::Show;

pub fn workbook(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    file(ask, &xlsx::FORMAT, "duban.xlsx", kind)
}

pub fn calendar(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    file(ask, &ics::FORMAT, "duban.ics", "text/calendar; charset=utf-8")
}

fn file(ask: &Ask<'_>, format: &Format, name: &'static str, kind: &'static str) -> Result<Answer, Trouble> {
    ask.looked("export", name);
    let Many { bytes, .. } = many(ask, format, Show::Open, &ledger::filter(ask))?;
    Ok(Answer::File { name, kind, bytes })
}
