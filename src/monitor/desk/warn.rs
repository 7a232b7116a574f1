//! What is said of a record that was judged, and what is taken back: rows of the outbox, in the transaction of the change.

use crate::monitor::board::Number;
use crate::monitor::figures::Figures;
use crate::monitor::judging::Judged;
use crate::monitor::routes::Routes;
use crate::monitor::stage::{Fate, IN_TIME, Said, fate};
use crate::monitor::store::{Standing, end, put, recall, round, say};
use crate::time::Instant;
use rusqlite::Connection;
use serde_json::Value;

/// Why a record is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its instant has come, be it while the desk was down: every stage is said.
    Time,
    /// Something new is known, or other rules hold. Of several stages passed at once a party is told the gravest.
    Entry,
}

/// Writes what follows for the people from one judgement.
#[expect(clippy::too_many_arguments, reason = "one transaction, one record, and where things go")]
pub fn warn(
    change: &Connection,
    number: Number,
    judged: &Judged,
    standing: &[Standing],
    why: Why,
    now: Instant,
    routes: &Routes,
    figures: &Figures,
) -> rusqlite::Result<()> {
    figures.uncounted.add(judged.uncounted);
    // a clock set back has not seen yet what was said
    for warning in standing.iter().filter(|warning| warning.said_at <= now) {
        let outcome = judged.outcomes.iter().find(|outcome| outcome.instance == warning.instance);
        match fate(warning.due, warning.at, outcome) {
            Fate::Stands => {}
            Fate::Ended => end(change, warning.number, "ended")?,
            Fate::Withdrawn => withdraw(change, warning, now, routes, figures)?,
        }
    }
    let mut new: Vec<(&Said, &Value, i64)> = Vec::new();
    for (said, body) in &judged.reached {
        if let Some(round) = round(change, &said.key())? {
            new.push((said, body, round));
        }
    }
    for (n, (said, body, round)) in new.iter().enumerate() {
        let same = |other: &Said| other.who == said.who && other.instance == said.instance;
        let graver = |(m, other): (usize, &Said)| (other.at, m) > (said.at, n);
        let passed = why == Why::Entry && new.iter().enumerate().any(|(m, (other, _, _))| same(other) && graver((m, other)));
        let text = if passed { String::new() } else { body.to_string() };
        let warning = say(change, number, said, *round, passed, &text, now)?;
        if passed {
            continue;
        }
        figures.said.add(1);
        figures.late.add(u64::from(now.0 - said.at.0 > IN_TIME));
        for route in routes.of(said) {
            put(change, warning, &route.sink, "warning", (&said.key(), *round), body, route.send_at(now))?;
        }
    }
    Ok(())
}

fn withdraw(change: &Connection, warning: &Standing, now: Instant, routes: &Routes, figures: &Figures) -> rusqlite::Result<()> {
    end(change, warning.number, "withdrawn")?;
    figures.withdrawn.add(1);
    let body: Value = serde_json::from_str(&warning.body).unwrap_or_default();
    for sink in recall(change, warning.number, now)? {
        let send_at = routes.named(&sink).map_or(now, |route| route.send_at(now));
        put(change, warning.number, &sink, "withdrawal", (&warning.key, warning.round), &body, send_at)?;
    }
    Ok(())
}
