//! Who saw and did what.

use super::{Answer, Ask, draw};
use crate::lang::Bilingual;
use crate::monitor::order::Trouble;
use crate::report::moment;
use minijinja::{Value, context};

/// Lines of one page.
const PAGE: usize = 100;

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let page = ask.asked("page").parse::<usize>().unwrap_or(1).clamp(1, 1_000_000);
    let notes = ask.pages.accounts.notes((page - 1) * PAGE, PAGE + 1).map_err(|error| Trouble(Bilingual::same(error.to_string())))?;
    let zone = ask.pages.reading.plans().first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
    let lines: Vec<Value> = notes
        .iter()
        .take(PAGE)
        .map(|note| {
            context! {
                at => moment::clock(note.at, &zone).to_string(), user => &note.user, address => &note.address,
                act => &note.act, object => &note.object, result => &note.result,
            }
        })
        .collect();
    let shown = context! { lines => lines, page => page, more => notes.len() > PAGE };
    Ok(Answer::Page(draw::page(ask, "audit.html", shown)))
}
