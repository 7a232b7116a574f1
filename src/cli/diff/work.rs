//! One block under both versions: every record judged twice, its verdicts put side by side, what differs counted. Only
//! what will be shown is judged again for its explanation.

use super::Run;
use crate::cli::evaluate::stream::{Twice, Work};
use crate::engine::{Counter, Judge, Partial};
use crate::ingest::{Block, DataError, DataFault, Key, Keyring, Notice, Place, Reader, Taken, Warnings};
use crate::record::Record;
use crate::report::diff::{Both, Counts, Told, Transition};
use crate::verdict::pair::{change, pairs};
use crate::verdict::{Show, Verdict};
use bumpalo::Bump;
use std::sync::atomic::Ordering;

/// What one block gave.
#[derive(Debug, Default)]
pub struct Done {
    pub counts: Counts,
    pub shown: Vec<Told>,
    /// What the records add to metrics, by policy, in each version.
    pub partials: [Vec<Partial>; 2],
    pub errors: Vec<DataError>,
    pub notices: Vec<Notice>,
    pub stop: bool,
}

/// One version on one thread.
struct Half<'r> {
    judges: Vec<Judge<'r>>,
    /// The same, with explanations.
    tellers: Vec<Judge<'r>>,
    counters: Vec<Counter<'r>>,
}

/// One thread's workplace.
pub struct Compare<'r> {
    run: &'r Run<'r>,
    /// The second reads records for the new version where it calls things otherwise.
    reader: Reader<'r>,
    other: Option<Reader<'r>>,
    halves: [Half<'r>; 2],
    keyring: &'r Keyring,
}

impl<'r> Compare<'r> {
    pub fn new(run: &'r Run<'r>, reader: Reader<'r>, other: Option<Reader<'r>>, keyring: &'r Keyring) -> Compare<'r> {
        let half = |plans: &'r [&'r crate::plan::Plan]| Half {
            judges: plans.iter().map(|plan| Judge::new(plan, run.as_of, None)).collect(),
            tellers: plans.iter().map(|plan| Judge::new(plan, run.as_of, Some(Show::All))).collect(),
            counters: plans.iter().map(|plan| Counter::new(plan, run.as_of)).collect(),
        };
        Compare { run, reader, other, halves: [half(run.old), half(run.new)], keyring }
    }

    /// The records of a block as each version reads them; an error under one of them is an error.
    fn records<'b>(&mut self, block: &'b Block, arena: &'b Bump, errors: &mut Vec<DataError>) -> Vec<(Taken<'b>, Option<Taken<'b>>)>
    where
        'r: 'b,
    {
        let mut first: Vec<Result<Taken<'b>, DataError>> = Vec::new();
        self.reader.taken(block, arena, |_, read| first.push(read));
        let mut second = Vec::new();
        if let Some(other) = &mut self.other {
            other.taken(block, arena, |_, read| second.push(read));
        }
        let mut second = second.into_iter();
        let mut records = Vec::with_capacity(first.len());
        for read in first {
            match (read, second.next()) {
                (Err(error), _) | (_, Some(Err(error))) => errors.push(error),
                (Ok(taken), None) => records.push((taken, None)),
                (Ok(taken), Some(Ok(other))) => records.push((taken, Some(other))),
            }
        }
        records
    }

    fn compare<'s>(&mut self, old: &'s Taken<'s>, new: &'s Taken<'s>, done: &mut Done)
    where
        'r: 's,
    {
        let mut verdicts: [Vec<Verdict<'s>>; 2] = Default::default();
        for (n, taken) in [old, new].into_iter().enumerate() {
            let (half, list) = (&mut self.halves[n], &mut verdicts[n]);
            half.judges[taken.policy].judge(&taken.record, &mut |verdict| list.push(verdict));
            let light = list.iter().filter_map(|verdict| verdict.light).min();
            half.counters[taken.policy].count(&taken.record, light, &mut done.partials[n][taken.policy]);
        }
        let [before, after] = &verdicts;
        done.counts.records += 1;
        done.counts.old += before.len() as u64;
        done.counts.new += after.len() as u64;
        if count((old.policy, before), (new.policy, after), &mut done.counts) {
            done.counts.changed += 1;
            let told = self.run.told.load(Ordering::Relaxed) + done.shown.len() as u64;
            if told < self.run.limit {
                done.shown.extend(self.tell(old, new));
            }
        }
    }

    fn tell<'s>(&mut self, old: &'s Taken<'s>, new: &'s Taken<'s>) -> Option<Told>
    where
        'r: 's,
    {
        let mut explained = |n: usize, taken: &'s Taken<'s>| {
            let mut list: Vec<Verdict<'s>> = Vec::new();
            self.halves[n].tellers[taken.policy].judge(&taken.record, &mut |verdict| list.push(verdict));
            list
        };
        let (before, after) = (explained(0, old), explained(1, new));
        let place = self.run.inputs.shown(old.place, self.run.lang);
        let record: &Record<'_> = &new.record;
        self.run.both(old.policy, new.policy).tell(Some(record), Some(place), &before, &after)
    }
}

impl Run<'_> {
    /// What records of a policy are told with.
    pub fn both(&self, old: usize, new: usize) -> Both<'_> {
        Both { old: self.old[old], new: self.new[new], amended: self.amended, as_of: self.as_of, lang: self.lang }
    }
}

/// Counts what differs; whether anything does. Each side with its policy.
pub fn count(before: (usize, &[Verdict<'_>]), after: (usize, &[Verdict<'_>]), counts: &mut Counts) -> bool {
    let ((old, before), (new, after)) = (before, after);
    let place = |policy: usize, verdict: &Verdict<'_>| (u16::try_from(policy).unwrap_or(u16::MAX), verdict.rule.place);
    let mut any = false;
    for pair in pairs(before, after) {
        let (was, is) = (pair.0.map(|n| &before[n]), pair.1.map(|n| &after[n]));
        let change = match (was, is) {
            (Some(was), Some(is)) => match change(was, is) {
                Some(change) => Some(change),
                None => continue,
            },
            _ => None,
        };
        any = true;
        let transition = Transition {
            old: was.map(|verdict| place(old, verdict)),
            new: is.map(|verdict| place(new, verdict)),
            before: was.map(|verdict| verdict.status),
            after: is.map(|verdict| verdict.status),
            change,
        };
        *counts.transitions.entry(transition).or_default() += 1;
    }
    any
}

impl Work for Compare<'_> {
    type Done = Done;
    type Memory = ();

    fn block(&mut self, block: &Block, arena: &Bump, (): (), twice: Twice<'_>) -> std::io::Result<Done> {
        let partials = |half: &Half<'_>| vec![Partial::default(); half.counters.len()];
        let mut done = Done {
            partials: [partials(&self.halves[0]), partials(&self.halves[1])],
            notices: block.notices().to_owned(),
            ..Done::default()
        };
        let mut errors = Vec::new();
        let records = self.records(block, arena, &mut errors);
        let key = |taken: &Taken<'_>| (self.keyring.key(taken.record.kind, taken.record.id), taken.place);
        let keys: Vec<(Key, Place)> = records.iter().map(|(taken, _)| key(taken)).collect();
        let firsts = twice(&keys)?;
        for ((old, new), first) in records.iter().zip(firsts) {
            match first {
                Some(first) => errors.push(old.repeats(first)),
                None => self.compare(old, new.as_ref().unwrap_or(old), &mut done),
            }
        }
        errors.sort_by_key(|error| error.place);
        done.stop = errors.iter().any(|error| error.fault == DataFault::CutShort);
        done.errors = errors;
        Ok(done)
    }

    fn unreadable(error: DataError, _: bool) -> Done {
        Done { stop: error.fault == DataFault::CutShort, errors: vec![error], ..Done::default() }
    }

    /// Of the new version, where records are read for each: what it does not know is what matters.
    fn warnings(&mut self) -> Warnings {
        std::mem::take(&mut self.other.as_mut().unwrap_or(&mut self.reader).warnings)
    }
}
