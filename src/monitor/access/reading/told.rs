//! Which open verdicts a ledger shows and in which order; and what it told last, for as long as the board stands still.

use super::{Filter, Ledger, Order};
use crate::monitor::access::User;
use crate::monitor::board::tally::place;
use crate::monitor::board::{Number, Open};
use crate::plan::Plan;
use crate::time::Instant;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Whether a verdict is among what a filter lets through, but for its light; `by_id` where its record's id holds what is searched for.
pub fn fits(filter: &Filter, plan: &Plan, open: &Open, by_id: bool) -> bool {
    let Some(rule) = plan.policy.rules.get(usize::from(open.rule)) else { return false };
    let found = || {
        let search = filter.search.to_lowercase();
        let has = |text: &str| text.to_lowercase().contains(&search);
        let bearer = |word: &str| word.split(',').any(|word| has(word) || has(crate::report::words::office(plan, word)));
        has(&rule.id) || has(&rule.title) || open.bearer.as_deref().is_some_and(bearer)
    };
    filter.policy.as_ref().is_none_or(|policy| policy == plan.id())
        && filter.rule.as_ref().is_none_or(|id| *id == rule.id)
        && (!filter.periodic || open.period.is_some())
        && (filter.search.is_empty() || by_id || found())
}

/// Where a line stands: less comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sorted {
    Forwards(Place),
    Backwards(Reverse<Place>),
}

/// What a line is sorted by; number and rule last, so that no two are alike.
type Place = (usize, u16, Instant, Number, u16);

pub fn sorted(filter: &Filter, plan: u16, number: Number, open: &Open) -> Sorted {
    let due = open.due.map_or(Instant::MAX, |due| due.at);
    let place: Place = match filter.order {
        Order::Urgency => (place(open.light), 0, due, number, open.rule),
        Order::Due => (0, 0, due, number, open.rule),
        Order::Rule => (usize::from(plan), open.rule, due, number, open.rule),
        Order::Record => (0, 0, Instant::MIN, number, open.rule),
    };
    if filter.backwards { Sorted::Backwards(Reverse(place)) } else { Sorted::Forwards(place) }
}

/// Keeps the first so many, sorted.
pub fn first<T>(found: &mut Vec<(Sorted, Number, T, &std::sync::Arc<Plan>)>, many: usize) {
    if many < found.len() && many > 0 {
        found.select_nth_unstable_by_key(many - 1, |(sorted, ..)| *sorted);
    }
    found.truncate(many);
    found.sort_by_key(|(sorted, ..)| *sorted);
}

/// What somebody asked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    pub user: User,
    pub filter: Filter,
    pub skip: usize,
    pub most: usize,
}

/// The version of the board, and how often what this person sees has been found out anew.
type When = (u64, u64);

/// Ledgers as they were told.
#[derive(Debug, Default)]
pub struct Told(Mutex<HashMap<Asked, (When, Ledger)>>);

/// So many are kept; a longer part of a ledger is not.
const MOST: usize = 200;
const LONGEST: usize = 100;

impl Told {
    pub fn get(&self, asked: &Asked, now: When) -> Option<Ledger> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(asked).filter(|(when, _)| *when == now).map(|(_, ledger)| ledger.clone())
    }

    pub fn keep(&self, asked: Asked, now: When, ledger: &Ledger) {
        if ledger.lines.len() > LONGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(asked, (now, ledger.clone()));
    }
}
