//! What all verdicts of one rule say alike, as JSON: escaped once, copied ever after.

use super::object::{key, member, perhaps};
use crate::plan::Plan;
use crate::policy::rule::Rule;
use crate::report::line::reading;
use std::io::Write;

/// The parts of an object that its rule decides, one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Stamp {
    text: Vec<u8>,
    /// Where each part but the last ends.
    ends: [usize; 4],
}

impl Stamp {
    pub fn new(policy: &str, rule: &Rule) -> Stamp {
        let mut text = Vec::new();
        let out = &mut text;
        member(key!("policy"), policy, out);
        member(key!("rule"), &rule.id, out);
        let first = out.len();
        member(key!("reading"), reading(rule), out);
        let second = out.len();
        if let Some(version) = rule.version {
            out.extend_from_slice(key!("version"));
            match version.from {
                // writing to memory does not fail
                Some(day) => _ = write!(out, "\"{day}\""),
                None => out.extend_from_slice(b"null"),
            }
        }
        let third = out.len();
        member(key!("severity"), rule.severity.word(), out);
        out.extend_from_slice(key!("message"));
        let fourth = out.len();
        perhaps(key!("cite"), rule.cite.as_deref(), out);
        out.extend_from_slice(key!("explain"));
        Stamp { text, ends: [first, second, third, fourth] }
    }

    /// `policy` and `rule`.
    pub fn rule(&self) -> &[u8] {
        &self.text[..self.ends[0]]
    }

    /// `reading`, and what [`Stamp::version`] is.
    pub fn reading(&self) -> &[u8] {
        &self.text[self.ends[0]..self.ends[2]]
    }

    /// `version`, where the rule has several: from when on this one holds, if that is known.
    pub fn version(&self) -> &[u8] {
        &self.text[self.ends[1]..self.ends[2]]
    }

    /// `severity`, and what comes before the message.
    pub fn severity(&self) -> &[u8] {
        &self.text[self.ends[2]..self.ends[3]]
    }

    /// `cite`, and what comes before the explanation.
    pub fn cite(&self) -> &[u8] {
        &self.text[self.ends[3]..]
    }
}

/// The stamps of a run's rules, each made when it is first needed.
#[derive(Debug, Default)]
pub struct Stamps<'r> {
    plans: &'r [&'r Plan],
    /// By plan and the rule's place.
    made: Vec<Vec<Option<Stamp>>>,
    other: Stamp,
}

impl<'r> Stamps<'r> {
    pub fn new(plans: &'r [&'r Plan]) -> Stamps<'r> {
        Stamps { plans, made: plans.iter().map(|plan| vec![None; plan.policy.rules.len()]).collect(), other: Stamp::default() }
    }

    /// The stamp of a rule.
    pub fn of(&mut self, plan: &Plan, rule: &Rule) -> &Stamp {
        let place = usize::from(rule.place);
        let known = self.plans.iter().position(|known| std::ptr::eq(*known, plan));
        // another reading has other rules at the same places
        let known = known.filter(|n| self.plans[*n].policy.rules.get(place).is_some_and(|known| std::ptr::eq(known, rule)));
        match known {
            Some(n) => self.made[n][place].get_or_insert_with(|| Stamp::new(plan.id(), rule)),
            None => {
                self.other = Stamp::new(plan.id(), rule);
                &self.other
            }
        }
    }
}
