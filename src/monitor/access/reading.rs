//! Everything that pages read of the board and of the store. Each question comes with a [`Scope`] and is answered from
//! what that admits: lists, counts, single records, what a reload changed. The board itself is not to be had from here.

mod rows;
mod told;

pub use rows::{Came, Warning};

use super::Role;
use super::accounts::Session;
use super::scope::{Face, Scope, Scopes};
use crate::monitor::board::tally::place;
use crate::monitor::board::{Board, Number, Open, View};
use crate::monitor::order::Trouble;
use crate::monitor::plans::{Change, Changes};
use crate::monitor::store;
use crate::plan::Plan;
use crate::time::Instant;
use crate::verdict::Light;
use rows::{entries, ids_with, numbers_of, warnings};
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use told::{Asked, Sorted, Told, first, fits, sorted};

/// The read side, for pages.
#[derive(Debug)]
pub struct Reading {
    board: Arc<Board>,
    folder: PathBuf,
    /// Connections at rest.
    connections: Mutex<Vec<Connection>>,
    scopes: Scopes,
    told: Told,
}

/// What is asked of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
        Reading { board, folder, connections: Mutex::default(), scopes: Scopes::default(), told: Told::default() }
    }

    pub fn scope(&self, session: &Session) -> Arc<Scope> {
        self.scopes.of(session)
    }

    /// The policies in force; they tell nothing of any record.
    pub fn plans(&self) -> Vec<Arc<Plan>> {
        self.board.read().view.plans.list.to_vec()
    }

    /// At which instant the board stands, nor does it.
    pub fn as_of(&self) -> Instant {
        self.board.read().view.as_of
    }

    /// How many open verdicts the person sees of each light; nothing is counted for it.
    ///
    /// # Errors
    /// The store.
    pub fn counts(&self, scope: &Scope) -> Result<Counts, Trouble> {
        let sum = || {
            let state = self.board.read();
            scope.turn(&state.view);
            scope.sum(&state.tallies)
        };
        loop {
            if let Some(sums) = sum() {
                let mut counts = Counts::default();
                sums.values().for_each(|tally| counts.iter_mut().zip(tally.lights).for_each(|(count, more)| *count += more));
                return Ok(counts);
            }
            // somebody who looks for the first time, or a face that is new
            self.asked(scope, |view| ((), scope.each(view, |_, _| {}).owned()))?;
        }
    }

    /// A part of the ledger: `skip` lines left out, at most `most` told. While the board stands still, what was told once is told again.
    ///
    /// # Errors
    /// The store.
    pub fn ledger(&self, scope: &Scope, filter: &Filter, skip: usize, most: usize) -> Result<Ledger, Trouble> {
        let asked = Asked { user: scope.user().clone(), filter: filter.clone(), skip, most };
        let now = {
            let state = self.board.read();
            (state.view.version, scope.turn(&state.view))
        };
        if let Some(told) = self.told.get(&asked, now) {
            return Ok(told);
        }
        let named = match filter.search.is_empty() {
            true => None,
            false => Some(self.read(|texts| ids_with(texts, &filter.search))?),
        };
        let mut ledger = self.asked(scope, |view| {
            let mut found: Vec<(Sorted, Number, &Open, &Arc<Plan>)> = Vec::new();
            let mut ledger = Ledger::default();
            let mut plans: Vec<u16> = Vec::new();
            let unmet = scope.each(view, |number, held| {
                ledger.records += 1;
                let Some((n, plan)) = held.plan.and_then(|n| Some((n, view.plans.list.get(usize::from(n))?))) else { return };
                if !plans.contains(&n) {
                    plans.push(n);
                }
                let by_id = named.as_ref().is_some_and(|ids| ids.contains(&number));
                for open in held.open.iter().filter(|open| fits(filter, plan, open, by_id)) {
                    if let Some(count) = ledger.counts.get_mut(place(open.light)) {
                        *count += 1;
                    }
                    if filter.light.is_none_or(|light| open.light == Some(light)) {
                        ledger.fitting += 1;
                        found.push((sorted(filter, n, number, open), number, open, plan));
                        if found.len() >= 4 * (skip + most).max(1_000) {
                            first(&mut found, skip + most);
                        }
                    }
                }
            });
            plans.sort_unstable();
            let titles = plans.iter().filter_map(|n| view.plans.list.get(usize::from(*n)));
            ledger.policies = titles.map(|plan| (plan.id().to_owned(), plan.policy.declared.head.title.clone())).collect();
            first(&mut found, skip + most);
            let line = |(_, number, open, plan): (Sorted, Number, &Open, &Arc<Plan>)| {
                let (kind, id) = (String::new(), String::new());
                Line { number, kind, id, plan: Arc::clone(plan), open: open.clone() }
            };
            ledger.lines = found.into_iter().skip(skip).map(line).collect();
            (ledger, unmet.owned())
        })?;
        self.read(|texts| {
            for line in &mut ledger.lines {
                (line.kind, line.id) = store::name(texts, line.number)?;
            }
            Ok(())
        })?;
        self.told.keep(asked, now, &ledger);
        Ok(ledger)
    }

    /// The records that a person sees, at most so many of them, with their texts: for charts and exports. With a filter, those of which
    /// the ledger shows something.
    ///
    /// # Errors
    /// The store.
    pub fn texts(
        &self,
        scope: &Scope,
        filter: Option<&Filter>,
        most: usize,
        take: &mut dyn FnMut(&Arc<Plan>, &str),
    ) -> Result<u64, Trouble> {
        let named = match filter {
            Some(filter) if !filter.search.is_empty() => self.read(|texts| ids_with(texts, &filter.search))?,
            _ => HashSet::new(),
        };
        let seen: Vec<(Number, Arc<Plan>)> = self.asked(scope, |view| {
            let mut seen = Vec::new();
            let unmet = scope.each(view, |number, held| {
                let Some(plan) = held.plan.and_then(|n| view.plans.list.get(usize::from(n))) else { return };
                let shown = |filter: &Filter, open: &Open| {
                    filter.light.is_none_or(|light| open.light == Some(light)) && fits(filter, plan, open, named.contains(&number))
                };
                if filter.is_none_or(|filter| held.open.iter().any(|open| shown(filter, open))) {
                    seen.push((number, Arc::clone(plan)));
                }
            });
            (seen, unmet.owned())
        })?;
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
                let view = &self.board.read().view;
                scope.turn(view);
                let Some(held) = view.records.get(number) else { return Ok(None) };
                let Some(plan) = held.plan.and_then(|n| view.plans.list.get(usize::from(n))) else { return Ok(None) };
                match scope.admits(held) {
                    Some(true) => return Ok(Some((Arc::clone(plan), view.as_of))),
                    Some(false) => return Ok(None),
                    None => (held.face, Arc::clone(plan), view.as_of),
                }
            };
            self.learn(scope, &[(face, plan, number)], as_of)?;
        }
        Ok(None)
    }

    /// Asks a picture of the board until every face is known. The desk goes on meanwhile.
    fn asked<T>(&self, scope: &Scope, ask: impl Fn(&View) -> (T, Vec<(Face, Arc<Plan>, Number)>)) -> Result<T, Trouble> {
        loop {
            let view = self.board.view();
            scope.turn(&view);
            let (answer, unmet) = ask(&view);
            if unmet.is_empty() {
                return Ok(answer);
            }
            self.learn(scope, &unmet, view.as_of)?;
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
