//! What other rules change in open verdicts: compared record by record on the threads that judge, summed by rule and transition.

use crate::monitor::board::{Held, Number, Open, View};
use crate::monitor::plans::{Change, Changes, Plans, Told};
use crate::monitor::store::name;
use crate::verdict::pair::{Instance, Telling, pairs};
use rusqlite::Connection;

/// So many changes are told by name.
const TOLD: usize = 100;

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
        let (was, is) = (was.named(), is.named());
        for (before, after) in pairs(&was, &is) {
            let (before, after) = (before.map(|n| &was[n]), after.map(|n| &is[n]));
            match (before, after) {
                (Some(was), Some(is)) if said(was.open) == said(is.open) => continue,
                (Some(_), Some(_)) => self.changed += 1,
                (Some(_), None) => self.closed += 1,
                _ => self.opened += 1,
            }
            let rule = before.or(after).map_or("", |one| one.rule);
            self.tell(number, rule, before.map(|one| told(one.open)), after.map(|one| told(one.open)));
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

    fn named(&self) -> Vec<Named<'p, 'h>> {
        self.open.iter().map(|open| Named { rule: self.rule(open), open }).collect()
    }
}

/// An open verdict by the id of its rule.
struct Named<'p, 'h> {
    rule: &'p str,
    open: &'h Open,
}

impl Instance for Named<'_, '_> {
    fn tells(&self) -> Telling<'_> {
        let Open { on, to, period, .. } = self.open;
        Telling { rule: self.rule, on: on.as_deref(), to: to.as_deref(), period: *period }
    }

    fn bearer(&self) -> Option<&str> {
        self.open.bearer.as_deref()
    }
}

fn told(open: &Open) -> (crate::verdict::Status, Option<crate::verdict::Light>) {
    (open.status, open.light)
}

fn said(open: &Open) -> impl PartialEq + use<'_> {
    (open.status, open.light, open.due, open.bearer.as_deref())
}
