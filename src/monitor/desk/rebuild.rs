//! Everything judged anew from the store: at the start, under other plans, when the clock was set back. Readers go on seeing what
//! was, until all of it is there.

use super::Desk;
use super::compare::Compared;
use super::warn::{Warner, Why};
use crate::monitor::board::{Number, State, View};
use crate::monitor::judging::{Bench, Judged, lexicons};
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Changes, Plans};
use crate::monitor::store::{AllSpoken, Parts, Spoken, Store, Texts, all_spoken, reader};
use crate::time::Instant;
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

/// So many records are judged by one thread at a time, and so many times that are on their way at most.
const CHUNK: usize = 512;
const AHEAD: u64 = 16;

/// So many records that concern people are kept in memory before they are written.
const WAITING: usize = 10_000;

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
        let before = self.board.view();
        let source = reader(self.store.folder())?;
        let (state, changes) = self.judge_all(&source, &before, plans, now, why).map_err(|error| self.store.trouble(&error))?;
        self.queue = state.view.records.iter().filter_map(|(number, held)| Some((held.next?, number))).collect();
        let old = std::mem::replace(&mut *self.board.write(), state);
        // a large one is taken apart while nobody waits
        std::thread::spawn(move || drop((old, before)));
        Ok(changes)
    }

    /// Nobody else writes entries or warnings meanwhile. The lock of the store is taken for what is to be said, at the end if that is
    /// little: who signs in or looks at a record has a line to write too, and must not wait until a million are judged.
    fn judge_all(
        &mut self,
        source: &Connection,
        before: &View,
        plans: Plans,
        now: Instant,
        why: Why,
    ) -> rusqlite::Result<(State, Changes)> {
        let mut warner = Warner::new(&self.voice, why, now);
        let mut state = State::new(plans.clone(), now, before.version + 1);
        let mut changes = Changes::default();
        // one state of the store for both questions
        source.execute_batch("BEGIN")?;
        let (mut store, mut change, mut waiting) = (Some(&mut self.store), None, Vec::new());
        let mut statement = all_spoken(source)?;
        let mut spoken = AllSpoken::new(&mut statement)?;
        let mut finish = |(list, compared): (Vec<Done>, Compared<'_>)| -> rusqlite::Result<()> {
            for mut done in list {
                state.put(done.number, std::mem::take(&mut done.judged.held));
                if done.concerns_people() {
                    waiting.push(done);
                }
            }
            if waiting.len() > WAITING {
                let change = begun(&mut store, &mut change)?;
                for Done { number, spoken, judged } in waiting.drain(..) {
                    warner.warn(change, number, &judged, &spoken)?;
                }
            }
            compared.join(source, &mut changes)
        };
        let (lexicons, plans) = (lexicons(&plans), &plans);
        std::thread::scope(|scope| -> rusqlite::Result<()> {
            let mut judges = Judges::start(scope, &|| (Bench::new(plans, &lexicons, now), (before, plans)));
            let mut chunk = Vec::with_capacity(CHUNK);
            Texts::parts(source, |number, parts| {
                chunk.push(Todo { number, parts, spoken: spoken.of(number)? });
                if chunk.len() == CHUNK {
                    judges.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)));
                    judges.receive(AHEAD, &mut finish)?;
                }
                Ok(true)
            })?;
            judges.send(chunk);
            judges.receive(0, &mut finish)
        })?;
        for Done { number, spoken, judged } in waiting {
            warner.warn(begun(&mut store, &mut change)?, number, &judged, &spoken)?;
        }
        change.map_or(Ok(()), Transaction::commit)?;
        warner.count(&self.figures);
        Ok((state, changes))
    }
}

/// The change, begun where it has not been yet.
fn begun<'c, 's>(store: &mut Option<&'s mut Store>, change: &'c mut Option<Transaction<'s>>) -> rusqlite::Result<&'c Transaction<'s>> {
    if let Some(store) = store.take() {
        *change = Some(store.begin()?);
    }
    change.as_ref().ok_or(rusqlite::Error::InvalidQuery)
}

/// A record as it stands in the store.
struct Todo {
    number: Number,
    parts: Parts,
    spoken: Vec<Spoken>,
}

/// What it came to.
struct Done {
    number: Number,
    spoken: Vec<Spoken>,
    judged: Judged,
}

impl Done {
    /// Whether something is to be said of it, or was said and may have to be taken back.
    fn concerns_people(&self) -> bool {
        !self.spoken.is_empty() || !self.judged.reached.is_empty() || self.judged.uncounted > 0
    }
}

/// Some of them, and what they change.
type Chunk<'s> = (Vec<Done>, Compared<'s>);

/// Threads that judge; what comes back is in the order in which it was sent, so that how many there are changes nothing.
struct Judges<'s> {
    jobs: Sender<(u64, Vec<Todo>)>,
    answers: Receiver<(u64, Chunk<'s>)>,
    early: BTreeMap<u64, Chunk<'s>>,
    sent: u64,
    next: u64,
}

impl<'s> Judges<'s> {
    fn start<'scope, 'env, 'p: 'scope>(
        scope: &'scope Scope<'scope, 'env>,
        bench: &(dyn Fn() -> (Bench<'p>, (&'s View, &'s Plans)) + Sync),
    ) -> Judges<'s>
    where
        's: 'scope,
    {
        let (jobs, todo) = channel::<(u64, Vec<Todo>)>();
        let todo = Arc::new(Mutex::new(todo));
        let (send, answers) = channel();
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (todo, send, (mut bench, (before, after))) = (Arc::clone(&todo), send.clone(), bench());
            scope.spawn(move || {
                loop {
                    let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((n, list)) = job else { return };
                    let mut compared = Compared::new(before, after);
                    let judge = |Todo { number, parts, spoken }| {
                        let judged = bench.judge(&parts.merged(), &spoken);
                        compared.add(number, &judged.held);
                        Done { number, judged, spoken }
                    };
                    let done = list.into_iter().map(judge).collect();
                    if send.send((n, (done, compared))).is_err() {
                        return;
                    }
                }
            });
        }
        Judges { jobs, answers, early: BTreeMap::new(), sent: 0, next: 0 }
    }

    fn send(&mut self, list: Vec<Todo>) {
        if self.jobs.send((self.sent, list)).is_ok() {
            self.sent += 1;
        }
    }

    /// Takes what has come back, in order, until no more than `ahead` are on their way.
    fn receive(&mut self, ahead: u64, finish: &mut dyn FnMut(Chunk<'s>) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
        while self.sent - self.next > ahead {
            // only a panic ends them early, and it goes on when they are joined
            let Ok((n, list)) = self.answers.recv() else { return Ok(()) };
            self.early.insert(n, list);
            while let Some(list) = self.early.remove(&self.next) {
                self.next += 1;
                finish(list)?;
            }
        }
        Ok(())
    }
}
