//! The desk: one state machine, told by orders and by the clock. What it changes is durable before anybody sees it.
//!
//! An order becomes one transaction: the entries, and every warning that follows from them. Only when it is committed does the board
//! change and an answer go out; when it fails nothing has changed. Kept in memory is what can be had again from the store.

mod compare;
mod rebuild;
mod take;
mod warn;

use super::board::{Board, Held, Number};
use super::clock::Clock;
use super::figures::Figures;
use super::judging::{Bench, lexicons};
use super::order::{Delivered, Entry, Receipt, TakenFile, Trouble, Write};
use super::plans::Plans;
use super::routes::Routes;
use super::store::{Spoken, Store, attempts, delivered, keep_file, present, spoken_of};
use crate::ingest::Warnings;
use crate::time::Instant;
use crate::time::instant::SECOND;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use take::{Taken, take_one};
use warn::{Warner, Why};

/// A clock that is set back by less is waited for; by more, everything is judged again.
const SET_BACK: i64 = 60 * SECOND;

/// So many oddities are told by name.
const TOLD: usize = 1_000;

/// So many records are judged in one transaction of a tick.
const AT_ONCE: usize = 2_000;

/// What records came to.
type Judgements = Vec<(Number, Held)>;

/// Whether a desk says anything.
#[derive(Debug)]
pub enum Voice {
    /// Every warning, to the sinks that take it.
    Warns(Routes),
    /// A standby: nothing; what is stored was said by another.
    Mute,
}

/// The one that owns the truth.
pub struct Desk {
    store: Store,
    board: Arc<Board>,
    clock: Box<dyn Clock>,
    voice: Voice,
    figures: Arc<Figures>,
    /// Which record changes by itself when.
    queue: BTreeSet<(Instant, Number)>,
    /// What was odd about entries and has been told.
    odd: BTreeSet<(&'static str, String)>,
}

impl Desk {
    /// A desk over a store: everything in it is judged, and what was to be said meanwhile is said. Where the policies may have been
    /// `edited` since the store was written, what other rules bring is told at its gravest, as after any edit.
    ///
    /// # Errors
    /// The store.
    pub fn start(
        store: Store,
        plans: Plans,
        voice: Voice,
        clock: Box<dyn Clock>,
        board: Arc<Board>,
        edited: bool,
    ) -> Result<Desk, Trouble> {
        let figures = Arc::new(Figures::default());
        let mut desk = Desk { store, board, clock, voice, figures, queue: BTreeSet::new(), odd: BTreeSet::new() };
        let now = desk.clock.now();
        desk.rebuild(plans, now, if edited { Why::Entry } else { Why::Time })?;
        Ok(desk)
    }

    pub fn board(&self) -> Arc<Board> {
        Arc::clone(&self.board)
    }

    pub fn figures(&self) -> Arc<Figures> {
        Arc::clone(&self.figures)
    }

    /// When it wants to be woken.
    pub fn next(&self) -> Option<Instant> {
        self.queue.first().map(|(at, _)| *at)
    }

    /// Now, as it is judged: a clock that was set back a little stands still meanwhile.
    fn now(&self) -> Instant {
        self.clock.now().max(self.board.read().view.as_of)
    }

    /// Looks at the clock: judges what has come due.
    ///
    /// # Errors
    /// The store; nothing is lost, the next tick tries again.
    pub fn tick(&mut self) -> Result<(), Trouble> {
        let (now, latest) = (self.clock.now(), self.board.read().view.as_of);
        if now.0 < latest.0 - SET_BACK {
            super::log::line("clock-set-back", &[("by_s", &((latest.0 - now.0) / SECOND))]);
            let plans = self.board.read().view.plans.clone();
            return self.rebuild(plans, now, Why::Time).map(drop);
        }
        let now = now.max(latest);
        loop {
            let due: Vec<Number> = self.queue.iter().take_while(|(at, _)| *at <= now).take(AT_ONCE).map(|(_, number)| *number).collect();
            if due.is_empty() {
                self.board.write().view.as_of = now;
                return Ok(());
            }
            self.judge_again(&due, now)?;
        }
    }

    /// Judges records whose instant has come.
    fn judge_again(&mut self, due: &[Number], now: Instant) -> Result<(), Trouble> {
        let plans = self.board.read().view.plans.clone();
        let mut warner = Warner::new(&self.voice, Why::Time, now);
        let lexicons = lexicons(&plans);
        let mut bench = Bench::new(&plans, &lexicons, now);
        let mut judged = Vec::with_capacity(due.len());
        let mut work = |store: &mut Store| -> rusqlite::Result<()> {
            let change = store.begin()?;
            for number in due {
                judged.push((*number, judge(&change, &mut bench, *number, &mut warner)?));
            }
            change.commit()
        };
        work(&mut self.store).map_err(|error| self.store.trouble(&error))?;
        warner.count(&self.figures);
        self.show(judged, now);
        Ok(())
    }

    /// Keeps entries; the answer says what is durable.
    ///
    /// # Errors
    /// The store: nothing of it was kept.
    pub fn take(&mut self, entries: Vec<Entry>, file: Option<&TakenFile>) -> Result<Receipt, Trouble> {
        self.take_all(vec![(entries, file.cloned())]).pop().unwrap_or_else(|| Ok(Receipt::default()))
    }

    /// Keeps what several orders bring in one transaction: one wait for the disk.
    pub fn take_all(&mut self, orders: Vec<(Vec<Entry>, Option<TakenFile>)>) -> Vec<Result<Receipt, Trouble>> {
        // what has come due by now is said before anything new is known
        if let Err(trouble) = self.tick() {
            return orders.iter().map(|_| Err(trouble.clone())).collect();
        }
        let now = self.now();
        let plans = self.board.read().view.plans.clone();
        let lexicons = lexicons(&plans);
        let mut bench = Bench::new(&plans, &lexicons, now);
        let mut warner = Warner::new(&self.voice, Why::Entry, now);
        let count = orders.len();
        let work = |store: &mut Store| -> rusqlite::Result<(Vec<Receipt>, Judgements)> {
            let change = store.begin()?;
            let mut touched: BTreeMap<Number, Option<String>> = BTreeMap::new();
            let mut receipts = Vec::with_capacity(orders.len());
            for (entries, file) in orders {
                let mut receipt = Receipt::default();
                for entry in entries {
                    match take_one(&change, &mut bench, &plans, entry, now)? {
                        Ok(Taken::New { number, alone }) => {
                            receipt.taken += 1;
                            // of what is all there is of a record nothing need be read back
                            touched.entry(number).and_modify(|text| *text = None).or_insert(alone);
                        }
                        Ok(Taken::Known) => receipt.known += 1,
                        Err(error) => receipt.rejected.push(error),
                    }
                }
                if let Some(file) = file {
                    keep_file(&change, &file, now)?;
                }
                receipts.push(receipt);
            }
            let mut judged = Vec::with_capacity(touched.len());
            for (number, alone) in touched {
                let held = match alone {
                    Some(text) => judge_text(&change, &mut bench, number, &text, &[], &mut warner)?,
                    None => judge(&change, &mut bench, number, &mut warner)?,
                };
                judged.push((number, held));
            }
            change.commit()?;
            Ok((receipts, judged))
        };
        let done = work(&mut self.store);
        let warnings = bench.warnings();
        match done {
            Ok((receipts, judged)) => {
                warner.count(&self.figures);
                self.tell_odd(&warnings);
                for receipt in &receipts {
                    self.figures.took(receipt);
                }
                self.show(judged, now);
                receipts.into_iter().map(Ok).collect()
            }
            Err(error) => {
                let trouble = self.store.trouble(&error);
                (0..count).map(|_| Err(trouble.clone())).collect()
            }
        }
    }

    /// Says what is odd about entries, of each name once: what no rule knows is not dropped in silence.
    fn tell_odd(&mut self, warnings: &Warnings) {
        for warning in warnings.iter() {
            let (code, name) = (warning.code(), warning.name.unwrap_or_default().to_owned());
            if self.odd.len() < TOLD && self.odd.insert((code, name.clone())) {
                super::log::line(
                    "data-warning",
                    &[("code", &code), ("name", &name), ("count", &warning.count), ("why", &warning.words().en)],
                );
            }
        }
    }

    /// Notes what sinks have done.
    ///
    /// # Errors
    /// The store: the sinks will do it again, with the same keys.
    pub fn delivered(&mut self, list: &[Delivered]) -> Result<(), Trouble> {
        let now = self.clock.now();
        let work = |store: &mut Store| -> rusqlite::Result<()> {
            let change = store.begin()?;
            for Delivered { delivery, failed } in list {
                let again = now.plus(super::sink::pause(attempts(&change, *delivery)?));
                delivered(&change, *delivery, failed.as_deref().map(|why| (why, again)), now)?;
            }
            change.commit()
        };
        work(&mut self.store).map_err(|error| self.store.trouble(&error))
    }

    /// Writes something of somebody else's.
    ///
    /// # Errors
    /// The store.
    pub fn write(&mut self, write: Write) -> Result<(), Trouble> {
        let work = |store: &mut Store| -> rusqlite::Result<()> {
            let change = store.begin()?;
            (write.0)(&change)?;
            change.commit()
        };
        work(&mut self.store).map_err(|error| self.store.trouble(&error))
    }

    /// Puts on the board what is durable.
    fn show(&mut self, judged: Judgements, now: Instant) {
        let mut state = self.board.write();
        for (number, held) in judged {
            if let Some(at) = held.next {
                self.queue.insert((at, number));
            }
            let next = held.next;
            if let Some(before) = state.put(number, held)
                && let Some(at) = before.next
                && before.next != next
            {
                self.queue.remove(&(at, number));
            }
        }
        state.view.as_of = now;
        state.view.version += 1;
    }
}

/// Judges one record as it stands in the store, and writes what is to be said of it.
fn judge(change: &Connection, bench: &mut Bench<'_>, number: Number, warner: &mut Warner<'_>) -> rusqlite::Result<Held> {
    let (text, spoken) = (present(change, number)?, spoken_of(change, number)?);
    judge_text(change, bench, number, &text, &spoken, warner)
}

/// The same by its text, and by what was said of it.
fn judge_text(
    change: &Connection,
    bench: &mut Bench<'_>,
    number: Number,
    text: &str,
    spoken: &[Spoken],
    warner: &mut Warner<'_>,
) -> rusqlite::Result<Held> {
    let judged = bench.judge(text, spoken);
    warner.warn(change, number, &judged, spoken)?;
    Ok(judged.held)
}
