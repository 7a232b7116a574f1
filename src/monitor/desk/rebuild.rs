//! Everything judged anew from the store: at the start, under other plans, when the clock was set back. Readers go on seeing what
//! was, until all of it is there.

use super::Desk;
use super::warn::{Warner, Why};
use crate::monitor::board::{Held, Number, Open, State};
use crate::monitor::judging::{Bench, Judged, lexicons};
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Change, Changes, Plans};
use crate::monitor::store::{AllSpoken, Spoken, Texts, all_spoken, name};
use crate::plan::Plan;
use crate::time::Instant;
use crate::verdict::pair::{Instance, Telling, pairs};
use std::collections::{BTreeMap, HashMap};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

/// So many records are judged by one thread at a time, and so many times that are on their way at most.
const CHUNK: usize = 512;
const AHEAD: u64 = 16;

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
        let mut records: HashMap<Number, Held> = HashMap::new();
        let mut changes = Changes::default();
        let change = self.store.begin()?;
        let mut statement = all_spoken(&change)?;
        let mut spoken = AllSpoken::new(&mut statement)?;
        let mut finish = |Done { number, spoken, judged }: Done| -> rusqlite::Result<()> {
            warner.warn(&change, number, &judged, &spoken)?;
            let state = self.board.read();
            if let Some(before) = state.records.get(&number) {
                changes.records += 1;
                compare(&change, number, (&state.plans, before), (plans, &judged.held), &mut changes)?;
            }
            records.insert(number, judged.held);
            Ok(())
        };
        let lexicons = lexicons(plans);
        std::thread::scope(|scope| -> rusqlite::Result<()> {
            let mut judges = Judges::start(scope, &|| Bench::new(plans, &lexicons, now));
            let mut chunk = Vec::with_capacity(CHUNK);
            Texts::each(&change, |number, text| {
                chunk.push(Todo { number, text, spoken: spoken.of(number)? });
                if chunk.len() == CHUNK {
                    judges.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)));
                    judges.receive(AHEAD, &mut finish)?;
                }
                Ok(true)
            })?;
            judges.send(chunk);
            judges.receive(0, &mut finish)
        })?;
        drop(spoken);
        drop(statement);
        change.commit()?;
        warner.count(&self.figures);
        Ok((records, changes))
    }
}

/// A record as it stands in the store.
struct Todo {
    number: Number,
    text: String,
    spoken: Vec<Spoken>,
}

/// What it came to.
struct Done {
    number: Number,
    spoken: Vec<Spoken>,
    judged: Judged,
}

/// Threads that judge; what comes back is in the order in which it was sent, so that how many there are changes nothing.
struct Judges {
    jobs: Sender<(u64, Vec<Todo>)>,
    answers: Receiver<(u64, Vec<Done>)>,
    early: BTreeMap<u64, Vec<Done>>,
    sent: u64,
    next: u64,
}

impl Judges {
    fn start<'scope, 'env, 'p: 'scope>(scope: &'scope Scope<'scope, 'env>, bench: &(dyn Fn() -> Bench<'p> + Sync)) -> Judges {
        let (jobs, todo) = channel::<(u64, Vec<Todo>)>();
        let todo = Arc::new(Mutex::new(todo));
        let (send, answers) = channel();
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (todo, send, mut bench) = (Arc::clone(&todo), send.clone(), bench());
            scope.spawn(move || {
                loop {
                    let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((n, list)) = job else { return };
                    let judge = |Todo { number, text, spoken }| Done { number, judged: bench.judge(&text, &spoken), spoken };
                    if send.send((n, list.into_iter().map(judge).collect())).is_err() {
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
    fn receive(&mut self, ahead: u64, finish: &mut dyn FnMut(Done) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
        while self.sent - self.next > ahead {
            // only a panic ends them early, and it goes on when they are joined
            let Ok((n, list)) = self.answers.recv() else { return Ok(()) };
            self.early.insert(n, list);
            while let Some(list) = self.early.remove(&self.next) {
                self.next += 1;
                list.into_iter().try_for_each(&mut *finish)?;
            }
        }
        Ok(())
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
    if same(before, after) {
        return Ok(());
    }
    let (was, is) = (plan(before), plan(after));
    let (before, after) = (named(was.as_deref(), before.1), named(is.as_deref(), after.1));
    for pair in pairs(&before, &after) {
        let (was, is) = (pair.0.map(|n| &before[n]), pair.1.map(|n| &after[n]));
        let said = |open: &Open| (open.status, open.light, open.due);
        match (was, is) {
            (Some(was), Some(is)) if said(was.open) == said(is.open) && was.open.bearer == is.open.bearer => continue,
            (Some(_), Some(_)) => changes.changed += 1,
            (Some(_), None) => changes.closed += 1,
            _ => changes.opened += 1,
        }
        let rule = was.or(is).map_or("", |one| one.rule);
        let told = |one: Option<&Named<'_>>| one.map(|one| (one.open.status, one.open.light));
        let (before, after) = (told(was), told(is));
        *changes.sums.entry((rule.to_owned(), before, after)).or_default() += 1;
        if changes.first.len() < TOLD {
            let (_, record) = name(connection, number)?;
            changes.first.push(Change { record, rule: rule.to_owned(), before, after });
        }
    }
    Ok(())
}

/// An open verdict by the id of its rule.
struct Named<'o> {
    rule: &'o str,
    open: &'o Open,
}

impl Instance for Named<'_> {
    fn tells(&self) -> Telling<'_> {
        let Open { on, to, period, .. } = self.open;
        Telling { rule: self.rule, on: on.as_deref(), to: to.as_deref(), period: *period }
    }

    fn bearer(&self) -> Option<&str> {
        self.open.bearer.as_deref()
    }
}

fn named<'o>(plan: Option<&'o Plan>, held: &'o Held) -> Vec<Named<'o>> {
    let rule = |place: u16| plan.and_then(|plan| plan.policy.rules.get(usize::from(place))).map_or("", |rule| rule.id.as_str());
    held.open.iter().map(|open| Named { rule: rule(open.rule), open }).collect()
}

fn plan((plans, held): (&Plans, &Held)) -> Option<Arc<Plan>> {
    held.plan.and_then(|n| plans.list.get(usize::from(n)).cloned())
}

/// Whether the open verdicts are the same, of rules of the same ids: nearly always, so asking has to cost little.
fn same(before: (&Plans, &Held), after: (&Plans, &Held)) -> bool {
    let (Some(was), Some(is)) = (plan(before), plan(after)) else { return false };
    fn id<'p>(plan: &'p Plan, open: &Open) -> Option<&'p str> {
        plan.policy.rules.get(usize::from(open.rule)).map(|rule| rule.id.as_str())
    }
    let said = |open: &Open| (open.status, open.light, open.due, open.period);
    let of =
        |(a, b): (&Open, &Open)| said(a) == said(b) && a.on == b.on && a.to == b.to && a.bearer == b.bearer && id(&was, a) == id(&is, b);
    before.1.open.len() == after.1.open.len() && before.1.open.iter().zip(&after.1.open).all(of)
}
