//! What is said of a record that was judged, and what is taken back: rows of the outbox, in the transaction of the change.

use super::Voice;
use crate::monitor::board::Number;
use crate::monitor::figures::Figures;
use crate::monitor::judging::Judged;
use crate::monitor::routes::Routes;
use crate::monitor::stage::{Fate, IN_TIME, Said, fate};
use crate::monitor::store::{Spoken, State, end, message, put, recall, say};
use crate::time::Instant;
use rusqlite::Connection;
use serde_json::Value;

/// Why records are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Their instant has come, be it while the desk was down: every stage is said.
    Time,
    /// Something new is known, or other rules hold. Of several stages passed at once a party is told the gravest.
    Entry,
}

/// Writes what follows for people from judgements at one instant.
pub struct Warner<'d> {
    pub voice: &'d Voice,
    pub why: Why,
    pub now: Instant,
    /// How much was said, said late, taken back, not counted; told once it is durable.
    tally: [u64; 4],
}

impl<'d> Warner<'d> {
    pub fn new(voice: &'d Voice, why: Why, now: Instant) -> Warner<'d> {
        Warner { voice, why, now, tally: [0; 4] }
    }

    /// Writes what follows from one record; `spoken` is what was said of it before.
    pub fn warn(&mut self, change: &Connection, number: Number, judged: &Judged, spoken: &[Spoken]) -> rusqlite::Result<()> {
        let Voice::Warns(routes) = self.voice else { return Ok(()) };
        let now = self.now;
        self.tally[3] += judged.uncounted;
        // a clock set back has not seen yet what was said
        for warning in spoken.iter().filter(|warning| warning.state == State::Standing && warning.said_at <= now) {
            let outcome = judged.outcomes.iter().find(|outcome| outcome.instance == warning.instance);
            match fate(warning.due, warning.at, outcome) {
                Fate::Stands => {}
                Fate::Ended => end(change, warning.number, State::Ended)?,
                Fate::Withdrawn => self.withdraw(change, routes, warning)?,
            }
        }
        let new = &judged.reached;
        for (n, (said, round, body)) in new.iter().enumerate() {
            let same = |other: &Said| other.who == said.who && other.instance == said.instance;
            let graver = |(m, other): (usize, &Said)| (other.at, m) > (said.at, n);
            let passed = self.why == Why::Entry && new.iter().enumerate().any(|(m, (other, ..))| same(other) && graver((m, other)));
            let text = if passed { String::new() } else { body.to_string() };
            let warning = say(change, number, said, *round, passed, &text, now)?;
            if passed {
                continue;
            }
            self.tally[0] += 1;
            self.tally[1] += u64::from(now.0 - said.at.0 > IN_TIME);
            for route in routes.of(said) {
                put(change, warning, &route.sink, "warning", (&said.key(), *round), body, route.send_at(now))?;
            }
        }
        Ok(())
    }

    fn withdraw(&mut self, change: &Connection, routes: &Routes, warning: &Spoken) -> rusqlite::Result<()> {
        end(change, warning.number, State::Withdrawn)?;
        self.tally[2] += 1;
        let body: Value = serde_json::from_str(&message(change, warning.number)?).unwrap_or_default();
        for sink in recall(change, warning.number, self.now)? {
            let send_at = routes.named(&sink).map_or(self.now, |route| route.send_at(self.now));
            put(change, warning.number, &sink, "withdrawal", (&warning.key, warning.round), &body, send_at)?;
        }
        Ok(())
    }

    /// What was written is durable: it counts.
    pub fn count(&self, figures: &Figures) {
        let [said, late, withdrawn, uncounted] = self.tally;
        figures.said.add(said);
        figures.late.add(late);
        figures.withdrawn.add(withdrawn);
        figures.uncounted.add(uncounted);
    }
}
