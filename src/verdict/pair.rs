//! Two lists of verdicts of one record, put side by side instance by instance: what a policy said, and what it says
//! once it was changed. The duty desk sums up an edit by it, `duban diff` is made of it.

use super::Verdict;
use crate::time::Period;
use std::collections::HashMap;

/// What tells an instance apart: rule, trigger, recipient, period; and, where there are several so far, who owes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Telling<'v> {
    pub rule: &'v str,
    pub on: Option<&'v str>,
    pub to: Option<&'v str>,
    pub period: Option<Period>,
}

/// An instance as one of the two lists has it.
pub trait Instance {
    fn tells(&self) -> Telling<'_>;
    fn bearer(&self) -> Option<&str>;
}

impl Instance for Verdict<'_> {
    fn tells(&self) -> Telling<'_> {
        Telling { rule: &self.rule.id, on: self.on.as_deref(), to: self.to.as_deref(), period: self.period }
    }

    fn bearer(&self) -> Option<&str> {
        self.bearer.as_deref()
    }
}

/// Where an instance stands in the first and in the second list; one of the two at least.
pub type Pair = (Option<usize>, Option<usize>);

/// Every instance of both lists once: those of the first in their order, then those that only the second has.
pub fn pairs<A: Instance, B: Instance>(before: &[A], after: &[B]) -> Vec<Pair> {
    let same = |(a, b): (&A, &B)| a.tells() == b.tells() && a.bearer() == b.bearer();
    // nearly always: nothing to look for
    if before.len() == after.len() && before.iter().zip(after).all(same) {
        return (0..before.len()).map(|n| (Some(n), Some(n))).collect();
    }
    let mut free: HashMap<Telling<'_>, Vec<usize>> = HashMap::new();
    for (n, instance) in after.iter().enumerate() {
        free.entry(instance.tells()).or_default().push(n);
    }
    let mut found: Vec<Option<usize>> = vec![None; before.len()];
    // those owed by the same first, so that one owed by another now does not take their place
    for by_bearer in [true, false] {
        for (instance, partner) in before.iter().zip(&mut found).filter(|(_, partner)| partner.is_none()) {
            let Some(like) = free.get_mut(&instance.tells()) else { continue };
            let at = like.iter().position(|n| !by_bearer || after[*n].bearer() == instance.bearer());
            *partner = at.map(|at| like.remove(at));
        }
    }
    let mut taken = vec![false; after.len()];
    found.iter().flatten().for_each(|n| taken[*n] = true);
    let only = (0..after.len()).filter(|n| !taken[*n]).map(|n| (None, Some(n)));
    found.iter().enumerate().map(|(n, partner)| (Some(n), *partner)).chain(only).collect()
}

/// What changed of an instance, the weightiest alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    Status,
    /// When it is due.
    Due,
    /// What discharged it, or when.
    Done,
    Bearer,
    /// The reason, or what is missing.
    Reason,
    Light,
    /// What a metric came to.
    Measured,
}

impl Change {
    pub const ALL: [Change; 7] =
        [Change::Status, Change::Due, Change::Done, Change::Bearer, Change::Reason, Change::Light, Change::Measured];

    pub fn word(self) -> &'static str {
        match self {
            Change::Status => "status",
            Change::Due => "due",
            Change::Done => "done",
            Change::Bearer => "bearer",
            Change::Reason => "reason",
            Change::Light => "light",
            Change::Measured => "measured",
        }
    }
}

/// What changed between two verdicts on one instance; none where they say the same.
pub fn change(before: &Verdict<'_>, after: &Verdict<'_>) -> Option<Change> {
    let differs = |change: &Change| match change {
        Change::Status => before.status != after.status,
        Change::Due => (before.due, before.due_earliest) != (after.due, after.due_earliest),
        Change::Done => (&before.done_by, before.done_at) != (&after.done_by, after.done_at),
        Change::Bearer => before.bearer != after.bearer,
        Change::Reason => (&before.reason, &before.missing) != (&after.reason, &after.missing),
        Change::Light => before.light != after.light,
        Change::Measured => before.measured != after.measured,
    };
    Change::ALL.into_iter().find(differs)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(&'static str, Option<&'static str>);

    impl Instance for One {
        fn tells(&self) -> Telling<'_> {
            Telling { rule: self.0, on: None, to: None, period: None }
        }

        fn bearer(&self) -> Option<&str> {
            self.1
        }
    }

    #[test]
    fn bearers_tell_apart_where_they_can() {
        let before = [One("A", Some("x")), One("A", Some("y")), One("B", None)];
        let after = [One("A", Some("z")), One("A", Some("x")), One("C", None)];
        assert_eq!(pairs(&before, &after), [(Some(0), Some(1)), (Some(1), Some(0)), (Some(2), None), (None, Some(2))]);
        assert_eq!(pairs(&before, &before), [(Some(0), Some(0)), (Some(1), Some(1)), (Some(2), Some(2))]);
    }
}
