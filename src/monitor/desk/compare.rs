//! What other rules change in open verdicts: compared record by record on the threads that judge, summed by rule and transition.

use crate::monitor::board::{Held, Number, Open, View};
use crate::monitor::plans::{Change, Changes, Plans, Told};
use crate::monitor::store::name;
use crate::time::Period;
use rusqlite::Connection;
use std::collections::HashMap;

/// So many changes are told by name.
const TOLD: usize = 100;

/// What one instance goes by from one edition to the next.
type Key<'s> = (&'s str, Option<&'s str>, Option<&'s str>, Option<Period>, Option<&'s str>);

/// Changes of some records, in their order.
#[derive(Debug)]
pub struct Compared<'s> {
    before: &'s View,
    after: &'s Plans,
    records: u64,
    changed: u64,
    opened: u64,
    closed: u64,
    /// Few: rules times transitions.
    sums: Vec<(&'s str, Told, Told, u64)>,
    first: Vec<(Number, &'s str, Told, Told)>,
}

impl<'s> Compared<'s> {
    /// Nothing compared yet; records are compared with what `before` holds of them.
    pub fn new(before: &'s View, after: &'s Plans) -> Compared<'s> {
        Compared { before, after, records: 0, changed: 0, opened: 0, closed: 0, sums: Vec::new(), first: Vec::new() }
    }

    /// Compares one record as it is judged now.
    pub fn add(&mut self, number: Number, held: &Held) {
        let Some(before) = self.before.records.get(number) else { return };
        self.records += 1;
        let (was, is) = (Side::new(&self.before.plans, before), Side::new(self.after, held));
        // nearly always the same instances in the same order, of the same rules
        let alike = was.open.len() == is.open.len() && was.open.iter().zip(is.open).all(|(a, b)| was.key(a) == is.key(b));
        if alike {
            for (a, b) in was.open.iter().zip(is.open).filter(|(a, b)| said(a) != said(b)) {
                self.changed += 1;
                self.tell(number, was.rule(a), Some(told(a)), Some(told(b)));
            }
            return;
        }
        let mut left: HashMap<Key<'_>, &Open> = is.open.iter().map(|open| (is.key(open), open)).collect();
        for open in was.open {
            match left.remove(&was.key(open)) {
                Some(now) if said(now) == said(open) => {}
                Some(now) => {
                    self.changed += 1;
                    self.tell(number, was.rule(open), Some(told(open)), Some(told(now)));
                }
                None => {
                    self.closed += 1;
                    self.tell(number, was.rule(open), Some(told(open)), None);
                }
            }
        }
        for open in is.open.iter().filter(|open| left.contains_key(&is.key(open))) {
            self.opened += 1;
            self.tell(number, is.rule(open), None, Some(told(open)));
        }
    }

    fn tell(&mut self, number: Number, rule: &'s str, before: Told, after: Told) {
        match self.sums.iter_mut().find(|(id, was, is, _)| (*id, *was, *is) == (rule, before, after)) {
            Some((.., sum)) => *sum += 1,
            None => self.sums.push((rule, before, after, 1)),
        }
        if self.first.len() < TOLD {
            self.first.push((number, rule, before, after));
        }
    }

    /// Adds these to those of earlier records.
    ///
    /// # Errors
    /// The disk.
    pub fn join(self, connection: &Connection, changes: &mut Changes) -> rusqlite::Result<()> {
        changes.records += self.records;
        changes.changed += self.changed;
        changes.opened += self.opened;
        changes.closed += self.closed;
        for (rule, before, after, sum) in self.sums {
            *changes.sums.entry((rule.to_owned(), before, after)).or_default() += sum;
        }
        for (number, rule, before, after) in self.first {
            if changes.first.len() == TOLD {
                break;
            }
            let (_, record) = name(connection, number)?;
            changes.first.push(Change { record, rule: rule.to_owned(), before, after });
        }
        Ok(())
    }
}

/// A record under one set of plans.
struct Side<'p, 'h> {
    plans: &'p Plans,
    plan: Option<u16>,
    open: &'h [Open],
}

impl<'p, 'h> Side<'p, 'h> {
    fn new(plans: &'p Plans, held: &'h Held) -> Side<'p, 'h> {
        Side { plans, plan: held.plan, open: &held.open }
    }

    fn rule(&self, open: &Open) -> &'p str {
        let plan = self.plan.and_then(|n| self.plans.list.get(usize::from(n)));
        plan.and_then(|plan| plan.policy.rules.get(usize::from(open.rule))).map_or("", |rule| rule.id.as_str())
    }

    fn key<'k>(&self, open: &'k Open) -> Key<'k>
    where
        'p: 'k,
    {
        (self.rule(open), open.on.as_deref(), open.to.as_deref(), open.period, open.bearer.as_deref())
    }
}

fn told(open: &Open) -> (crate::verdict::Status, Option<crate::verdict::Light>) {
    (open.status, open.light)
}

fn said(open: &Open) -> impl PartialEq + use<> {
    (open.status, open.light, open.due)
}
