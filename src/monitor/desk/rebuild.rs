//! Everything judged anew from the store: at the start, under other plans, when the clock was set back. Readers go on seeing what
//! was, until all of it is there.

use super::Desk;
use super::warn::{Warner, Why};
use crate::monitor::board::{Held, Number, State};
use crate::monitor::judging::{Bench, lexicons};
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Change, Changes, Plans};
use crate::monitor::store::{AllSpoken, Texts, all_spoken, name};
use crate::time::Instant;
use std::collections::HashMap;

/// So many changes are told by name.
const TOLD: usize = 100;

impl Desk {
    /// Takes other plans into force: judges everything by them before anybody sees them.
    ///
    /// # Errors
    /// The store; the plans of before stay in force.
    pub fn swap(&mut self, plans: Plans) -> Result<Changes, Trouble> {
        self.tick()?;
        let now = self.now();
        self.rebuild(plans, now, Why::Entry)
    }

    pub(super) fn rebuild(&mut self, plans: Plans, now: Instant, why: Why) -> Result<Changes, Trouble> {
        let (records, changes) = self.judge_all(&plans, now, why).map_err(|error| self.store.trouble(&error))?;
        self.queue = records.iter().filter_map(|(number, held)| Some((held.next?, *number))).collect();
        let state = State::new(plans, now, records);
        let before = std::mem::replace(&mut *self.board.write(), state);
        // a large one is taken apart when nobody waits for the lock
        drop(before);
        Ok(changes)
    }

    fn judge_all(&mut self, plans: &Plans, now: Instant, why: Why) -> rusqlite::Result<(HashMap<Number, Held>, Changes)> {
        let mut warner = Warner::new(&self.routes, why, now);
        let lexicons = lexicons(plans);
        let mut bench = Bench::new(plans, &lexicons, now);
        let mut records: HashMap<Number, Held> = HashMap::new();
        let mut changes = Changes::default();
        let change = self.store.begin()?;
        let mut statement = all_spoken(&change)?;
        let mut spoken = AllSpoken::new(&mut statement)?;
        Texts::each(&change, |number, text| {
            let spoken = spoken.of(number)?;
            let judged = bench.judge(&text, &spoken);
            warner.warn(&change, number, &judged, &spoken)?;
            let state = self.board.read();
            if let Some(before) = state.records.get(&number) {
                changes.records += 1;
                compare(&change, number, (&state.plans, before), (plans, &judged.held), &mut changes)?;
            }
            records.insert(number, judged.held);
            Ok(true)
        })?;
        drop(spoken);
        drop(statement);
        change.commit()?;
        warner.count(&self.figures);
        Ok((records, changes))
    }
}

/// Counts what changed in the open verdicts of one record.
fn compare(
    connection: &rusqlite::Connection,
    number: Number,
    before: (&Plans, &Held),
    after: (&Plans, &Held),
    changes: &mut Changes,
) -> rusqlite::Result<()> {
    let keyed = |(plans, held): (&Plans, &Held)| {
        let plan = held.plan.and_then(|n| plans.list.get(usize::from(n)).cloned());
        let rule = move |place: u16| plan.as_ref().and_then(|plan| plan.policy.rules.get(usize::from(place)).map(|rule| rule.id.clone()));
        let key = |open: &crate::monitor::board::Open| {
            (rule(open.rule).unwrap_or_default(), open.on.clone(), open.to.clone(), open.period, open.bearer.clone())
        };
        held.open.iter().map(|open| (key(open), (open.status, open.light, open.due))).collect::<HashMap<_, _>>()
    };
    let (before, after) = (keyed(before), keyed(after));
    let mut tell = |rule: &str, before, after| -> rusqlite::Result<()> {
        *changes.sums.entry((rule.to_owned(), before, after)).or_default() += 1;
        if changes.first.len() < TOLD {
            let (_, record) = name(connection, number)?;
            changes.first.push(Change { record, rule: rule.to_owned(), before, after });
        }
        Ok(())
    };
    for (key, was) in &before {
        match after.get(key) {
            Some(is) if is != was => {
                changes.changed += 1;
                tell(&key.0, Some((was.0, was.1)), Some((is.0, is.1)))?;
            }
            Some(_) => {}
            None => {
                changes.closed += 1;
                tell(&key.0, Some((was.0, was.1)), None)?;
            }
        }
    }
    for (key, is) in after.iter().filter(|(key, _)| !before.contains_key(key)) {
        changes.opened += 1;
        tell(&key.0, None, Some((is.0, is.1)))?;
    }
    Ok(())
}
