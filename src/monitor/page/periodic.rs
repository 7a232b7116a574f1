//! What is owed in every period, by the unit that owes it.

use super::{Answer, Ask, draw, ledger};
use crate::monitor::access::reading::{Filter, Line, Order};
use crate::monitor::order::Trouble;
use minijinja::{Value, context};

/// So many open periods at most.
const MOST: usize = 2_000;

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Some(scope) = &ask.scope else { return Ok(Answer::NotFound) };
    let filter = Filter { periodic: true, order: Order::Record, ..Filter::default() };
    let mut found = ask.pages.reading.ledger(scope, &filter, 0, MOST)?;
    // by unit, then rule, then due instant
    found.lines.sort_by_key(|line| (line.number, line.open.rule, line.open.due.map(|due| due.at)));
    let units: Vec<Value> = found
        .lines
        .chunk_by(|a, b| a.number == b.number)
        .map(|unit| {
            let duties: Vec<Value> = unit
                .chunk_by(|a, b| a.open.rule == b.open.rule)
                .map(|duty| {
                    let periods: Vec<Value> = duty.iter().map(|line| ledger::told(line, ask.lang)).collect();
                    context! { first => periods.first().cloned(), periods => periods }
                })
                .collect();
            context! { number => unit.first().map(number), id => unit.first().map(|line| line.id.as_str()), duties => duties }
        })
        .collect();
    let left = found.fitting.saturating_sub(MOST as u64);
    Ok(Answer::Page(draw::page(ask, "periodic.html", context! { units => units, left => left })))
}

fn number(line: &Line) -> u32 {
    line.number.0
}
