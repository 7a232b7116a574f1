//! Charts of what the person sees: those of every report, and those that policies ask for.

use super::judged::{Many, many};
use super::{Answer, Ask, draw};
use crate::monitor::access::reading::Filter;
use crate::monitor::order::Trouble;
use crate::report::ndjson;
use crate::verdict::Show;
use minijinja::{Value, context};

pub fn show(ask: &Ask<'_>) -> Result<Answer, Trouble> {
    let Many { charts, records, left, .. } = many(ask, &ndjson::FORMAT, Show::Violations, &Filter::default())?;
    // drawn and escaped by the report
    let drawn: Vec<Value> = charts.iter().map(|chart| Value::from_safe_string(chart.svg())).collect();
    Ok(Answer::Page(draw::page(ask, "charts.html", context! { charts => drawn, records => records, left => left })))
}
