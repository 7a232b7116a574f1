//! Everything that pages read of the board and of the store. Each question comes with a [`Scope`] and is answered from
//! what that admits: lists, counts, single records, what a reload changed. The board itself is not to be had from here.

mod rows;

pub use rows::{Came, Warning};

use super::Role;
use super::accounts::Session;
use super::scope::{Face, Scope, Scopes};
use crate::monitor::board::{Board, Held, Number, Open, State};
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Change, Changes};
use crate::monitor::store;
use crate::plan::Plan;
use crate::time::Instant;
use crate::verdict::Light;
use rows::{entries, ids_with, numbers_of, warnings};
use rusqlite::Connection;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// The read side, for pages.
#[derive(Debug)]
pub struct Reading {
    board: Arc<Board>,
    folder: PathBuf,
    /// Connections at rest.
    connections: Mutex<Vec<Connection>>,
    scopes: Scopes,
}

/// What is asked of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// None: every light.
    pub light: Option<Light>,
    /// A policy's id.
    pub policy: Option<String>,
    pub rule: Option<String>,
    /// Part of a record's id, of a rule's id or title, of a bearer.
    pub search: String,
    /// Duties of calendar periods only.
    pub periodic: bool,
    pub order: Order,
    pub backwards: bool,
}

/// What the ledger is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The most urgent first: by light, then by due instant.
    #[default]
    Urgency,
    Due,
    Rule,
    Record,
}

/// One open verdict, with whose it is.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: Number,
    pub kind: String,
    pub id: String,
    pub plan: Arc<Plan>,
    pub open: Open,
}

/// Open verdicts by light: red, yellow, blue, green, none.
pub type Counts = [u64; 5];

/// A part of the ledger.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub lines: Vec<Line>,
    /// How many there are in all that fit.
    pub fitting: u64,
    /// What fits but for the light, by light.
    pub counts: Counts,
    /// How many records the person sees at all, open or not.
    pub records: u64,
    pub as_of: Option<Instant>,
    /// Policies of which the person sees something, by id and title.
    pub policies: Vec<(String, String)>,
}

/// One record, whole.
#[derive(Clone, Debug)]
pub struct Whole {
    pub number: Number,
    pub kind: String,
    pub id: String,
    pub plan: Arc<Plan>,
    pub text: String,
    pub as_of: Instant,
    pub warnings: Vec<Warning>,
    pub entries: Vec<Came>,
}

impl Reading {
    pub fn new(board: Arc<Board>, folder: PathBuf) -> Reading {
        Reading { board, folder, connections: Mutex::default(), scopes: Scopes::default() }
    }

    pub fn scope(&self, session: &Session) -> Arc<Scope> {
        self.scopes.of(session)
    }

    /// The policies in force; they tell nothing of any record.
    pub fn plans(&self) -> Vec<Arc<Plan>> {
        self.board.read().plans.list.to_vec()
    }

    /// At which instant the board stands, nor does it.
    pub fn as_of(&self) -> Instant {
        self.board.read().as_of
    }

    /// A part of the ledger: `skip` lines left out, at most `most` told.
    ///
    /// # Errors
    /// The store.
    pub fn ledger(&self, scope: &Scope, filter: &Filter, skip: usize, most: usize) -> Result<Ledger, Trouble> {
        let named = match filter.search.is_empty() {
            true => None,
            false => Some(self.read(|texts| ids_with(texts, &filter.search))?),
        };
        self.asked(scope, |state| {
            let mut found: Vec<(Number, &Held, &Open, &Arc<Plan>)> = Vec::new();
            let mut ledger = Ledger { as_of: Some(state.as_of), ..Ledger::default() };
            let mut plans: Vec<u16> = Vec::new();
            let unmet = scope.each(state, |number, held| {
                ledger.records += 1;
                let Some((n, plan)) = held.plan.and_then(|n| Some((n, state.plans.list.get(usize::from(n))?))) else { return };
                if !plans.contains(&n) {
                    plans.push(n);
                }
                let by_id = named.as_ref().is_some_and(|ids| ids.contains(&number));
                for open in held.open.iter().filter(|open| fits(filter, plan, open, by_id)) {
                    if let Some(count) = ledger.counts.get_mut(open.light.map_or(4, |light| light as usize)) {
                        *count += 1;
                    }
                    if filter.light.is_none_or(|light| open.light == Some(light)) {
                        found.push((number, held, open, plan));
                    }
                }
            });
            plans.sort_unstable();
            let titles = plans.iter().filter_map(|n| state.plans.list.get(usize::from(*n)));
            ledger.policies = titles.map(|plan| (plan.id().to_owned(), plan.policy.declared.head.title.clone())).collect();
            ledger.fitting = found.len() as u64;
            found.sort_by(|a, b| {
                let due = |open: &Open| open.due.map_or(Instant::MAX, |due| due.at);
                let light = |open: &Open| open.light.map_or(4, |light| light as u8);
                let (number, other) = ((a.0, a.2.rule), (b.0, b.2.rule));
                let order = match filter.order {
                    Order::Urgency => (light(a.2), due(a.2)).cmp(&(light(b.2), due(b.2))),
                    Order::Due => due(a.2).cmp(&due(b.2)),
                    Order::Rule => (a.3.id(), a.2.rule, due(a.2)).cmp(&(b.3.id(), b.2.rule, due(b.2))),
                    Order::Record => std::cmp::Ordering::Equal,
                };
                let order = order.then(number.cmp(&other));
                if filter.backwards { order.reverse() } else { order }
            });
            let told = found.into_iter().skip(skip).take(most);
            ledger.lines = told
                .map(|(number, _, open, plan)| Line {
                    number,
                    kind: String::new(),
                    id: String::new(),
                    plan: Arc::clone(plan),
                    open: open.clone(),
                })
                .collect();
            (ledger, unmet.0.into_iter().map(|(face, plan, number)| (face, Arc::clone(plan), number)).collect())
        })
        .and_then(|mut ledger| {
            self.read(|texts| {
                for line in &mut ledger.lines {
                    (line.kind, line.id) = store::name(texts, line.number)?;
                }
                Ok(())
            })?;
            Ok(ledger)
        })
    }

    /// The records that a person sees, at most so many of them, with their texts: for charts and exports.
    ///
    /// # Errors
    /// The store.
    pub fn texts(&self, scope: &Scope, most: usize, take: &mut dyn FnMut(&Arc<Plan>, &str)) -> Result<u64, Trouble> {
        let mut seen: Vec<(Number, Arc<Plan>)> = self.asked(scope, |state| {
            let mut seen = Vec::new();
            let unmet = scope.each(state, |number, held| {
                seen.extend(held.plan.and_then(|n| state.plans.list.get(usize::from(n))).map(|plan| (number, Arc::clone(plan))));
            });
            (seen, unmet.0.into_iter().map(|(face, plan, number)| (face, Arc::clone(plan), number)).collect())
        })?;
        seen.sort_unstable_by_key(|(number, _)| *number);
        let left = seen.len().saturating_sub(most) as u64;
        self.read(|texts| {
            for (number, plan) in seen.iter().take(most) {
                take(plan, &store::present(texts, *number)?);
            }
            Ok(())
        })?;
        Ok(left)
    }

    /// One record; none where it is not there or not to be seen: which of the two is not told.
    ///
    /// # Errors
    /// The store.
    pub fn record(&self, scope: &Scope, number: Number) -> Result<Option<Whole>, Trouble> {
        let Some((plan, as_of)) = self.admitted(scope, number)? else { return Ok(None) };
        self.read(|texts| {
            let (kind, id) = store::name(texts, number)?;
            let text = store::present(texts, number)?;
            let (warnings, entries) = (warnings(texts, number)?, entries(texts, number)?);
            Ok(Some(Whole { number, kind, id, plan, text, as_of, warnings, entries }))
        })
    }

    /// What a reload changed, as far as the person may know: the records named that they see, and numbers over all
    /// records only where they see all, or none.
    ///
    /// # Errors
    /// The store.
    pub fn changes(&self, scope: &Scope, changes: &Changes) -> Result<Changes, Trouble> {
        let mut seen: Vec<Change> = Vec::new();
        for change in &changes.first {
            let numbers = self.read(|texts| numbers_of(texts, &change.record))?;
            let mut all = !numbers.is_empty();
            for number in numbers {
                all &= self.admitted(scope, number)?.is_some();
            }
            if all {
                seen.push(change.clone());
            }
        }
        let numbers = match scope.user().role {
            Role::MainLeader | Role::PolicyEditor | Role::Admin => changes.clone(),
            Role::LeaderInCharge | Role::Section => Changes::default(),
        };
        Ok(Changes { first: seen, ..numbers })
    }

    /// The plan of a record, if the person may see it.
    fn admitted(&self, scope: &Scope, number: Number) -> Result<Option<(Arc<Plan>, Instant)>, Trouble> {
        // the second time its face has been learned
        for _ in 0..3 {
            let (face, plan, as_of) = {
                let state = self.board.read();
                scope.turn(&state);
                let Some(held) = state.records.get(&number) else { return Ok(None) };
                let Some(plan) = held.plan.and_then(|n| state.plans.list.get(usize::from(n))) else { return Ok(None) };
                match scope.admits(held) {
                    Some(true) => return Ok(Some((Arc::clone(plan), state.as_of))),
                    Some(false) => return Ok(None),
                    None => (held.face, Arc::clone(plan), state.as_of),
                }
            };
            self.learn(scope, &[(face, plan, number)], as_of)?;
        }
        Ok(None)
    }

    /// Asks the board until every face is known. The desk does not wait while texts are read.
    fn asked<T>(&self, scope: &Scope, ask: impl Fn(&State) -> (T, Vec<(Face, Arc<Plan>, Number)>)) -> Result<T, Trouble> {
        loop {
            let (answer, unmet, as_of) = {
                let state = self.board.read();
                scope.turn(&state);
                let (answer, unmet) = ask(&state);
                (answer, unmet, state.as_of)
            };
            if unmet.is_empty() {
                return Ok(answer);
            }
            self.learn(scope, &unmet, as_of)?;
        }
    }

    fn learn(&self, scope: &Scope, unmet: &[(Face, Arc<Plan>, Number)], as_of: Instant) -> Result<(), Trouble> {
        self.read(|texts| {
            for (face, plan, number) in unmet {
                scope.learn(*face, plan, &store::present(texts, *number)?, as_of);
            }
            Ok(())
        })
    }

    /// Reads with a connection at rest, or a new one.
    fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Trouble> {
        let resting = self.connections.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match resting {
            Some(connection) => connection,
            None => store::reader(&self.folder)?,
        };
        let found = read(&connection).map_err(|error| store::trouble(&self.folder, &error))?;
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        Ok(found)
    }
}

fn fits(filter: &Filter, plan: &Plan, open: &Open, by_id: bool) -> bool {
    let Some(rule) = plan.policy.rules.get(usize::from(open.rule)) else { return false };
    let search = filter.search.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&search);
    let bearer = |word: &str| has(word) || has(crate::report::words::office(plan, word));
    filter.policy.as_ref().is_none_or(|policy| policy == plan.id())
        && filter.rule.as_ref().is_none_or(|id| *id == rule.id)
        && (!filter.periodic || open.period.is_some())
        && (search.is_empty() || by_id || has(&rule.id) || has(&rule.title) || open.bearer.as_deref().is_some_and(bearer))
}
