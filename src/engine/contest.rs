//! Every reading of every rule, one at a time: which verdicts depend on how the clause is read (spec section 5).

use super::judge::Judge;
use super::metric::{Counter, Partial};
use crate::plan::Plan;
use crate::plan::readings::{DEFAULT, Reread};
use crate::record::Record;
use crate::time::{Instant, Period};
use crate::verdict::group::Metrics;
use crate::verdict::{Contested, Other, Verdict};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Judges records under every reading but the one of the run.
pub struct Contest<'p> {
    readings: &'p [Reread],
    judges: Vec<Judge<'p>>,
    counters: Vec<Counter<'p>>,
}

impl<'p> Contest<'p> {
    pub fn new(readings: &'p [Reread], as_of: Instant) -> Contest<'p> {
        let judges = readings.iter().map(|reread| Judge::new(&reread.plan, as_of, None)).collect();
        let counters = readings.iter().map(|reread| Counter::new(&reread.plan, as_of)).collect();
        Contest { readings, judges, counters }
    }

    /// Marks the verdicts of a record, given in order as `usual` gives them, whose status another reading changes; adds
    /// those that are there under another reading only, each behind the verdicts of its rule and trigger. What the record
    /// adds to metrics under each reading goes to `partials`, in the order of the readings.
    pub fn mark<'s>(&mut self, usual: &'s Plan, record: &'s Record<'s>, verdicts: &mut Vec<Verdict<'s>>, partials: &mut Vec<Partial>)
    where
        'p: 's,
    {
        let Contest { readings, judges, counters } = self;
        partials.resize_with(readings.len(), Partial::default);
        compare(readings, usual, verdicts, |n, found| {
            judges[n].judge(record, &mut |verdict| found.push(verdict));
            let light = found.iter().filter_map(|verdict| verdict.light).min();
            counters[n].count(record, light, &mut partials[n]);
        });
    }
}

/// Marks the verdicts of groups; `metrics` are what each reading came to.
pub fn mark_groups<'s>(readings: &'s [Reread], usual: &'s Plan, metrics: &'s [Metrics], verdicts: &mut Vec<Verdict<'s>>) {
    compare(readings, usual, verdicts, |n, found| found.extend(metrics[n].verdicts(&readings[n].plan.policy)));
}

/// Compares the verdicts of a run with those that `judge` finds under each of the other readings.
fn compare<'s, 'p: 's>(
    readings: &'p [Reread],
    usual: &'s Plan,
    verdicts: &mut Vec<Verdict<'s>>,
    mut judge: impl FnMut(usize, &mut Vec<Verdict<'s>>),
) {
    let mut instances = Instances::default();
    for verdict in verdicts.iter() {
        instances.add(verdict);
    }
    let count = verdicts.len();
    for (n, reread) in readings.iter().enumerate() {
        let mut found = Vec::new();
        judge(n, &mut found);
        instances.open();
        for mut verdict in found {
            let other = other(reread, &verdict, Some(&verdict));
            match instances.find(&verdict, verdicts) {
                Some(at) => push(&mut verdicts[at], other),
                None => {
                    instances.add(&verdict);
                    let before = readings[..n].iter().filter(|own| own.rule == verdict.rule.header);
                    let mut others: Vec<Other<'s>> = before.map(|own| self::other(own, &verdict, None)).collect();
                    others.push(other);
                    verdict.contested = Some(Box::new(Contested { usual: None, usual_reading: reading_of(usual, &verdict), others }));
                    verdicts.push(verdict);
                }
            }
        }
        for at in instances.absent() {
            let other = other(reread, &verdicts[at], None);
            push(&mut verdicts[at], other);
        }
    }
    settle(verdicts);
    reorder(usual, verdicts, count);
}

/// Moves the verdicts from `count` on, which the run itself does not give, to where they belong.
fn reorder<'s>(usual: &Plan, verdicts: &mut Vec<Verdict<'s>>, count: usize) {
    let place = |verdict: &Verdict<'_>| {
        let own = usual.policy.rules.iter().find(|rule| rule.id == verdict.rule.id);
        let rule = own.or_else(|| usual.policy.rules.iter().rfind(|rule| rule.header == verdict.rule.header));
        (rule.map_or(u16::MAX, |rule| rule.place), verdict.trigger)
    };
    let added = verdicts.split_off(count);
    for verdict in added {
        let at = verdicts.partition_point(|other| (place(other).0, other.trigger) <= place(&verdict));
        verdicts.insert(at, verdict);
    }
}

/// How the run reads the rule of an instance that it does not give.
fn reading_of<'s>(usual: &'s Plan, instance: &Verdict<'_>) -> &'s str {
    let rule = usual.policy.rules.iter().find(|rule| rule.header == instance.rule.header);
    rule.and_then(|rule| rule.reading.as_deref()).unwrap_or(DEFAULT)
}

/// What another reading makes of an instance: no verdict, or one.
fn other<'s>(reread: &'s Reread, instance: &Verdict<'_>, verdict: Option<&Verdict<'_>>) -> Other<'s> {
    let own = instance.rule.header == reread.rule;
    let reading = if own { &reread.reading } else { &reread.long };
    Other { reading, title: reread.title.as_deref(), own, status: verdict.map(|v| v.status) }
}

fn push<'s>(verdict: &mut Verdict<'s>, other: Other<'s>) {
    let usual = Some(verdict.status);
    // Another rule's reading is worth telling only where it matters; the rule's own are told together.
    let stands = verdict.contested.as_ref().map_or(usual, |contested| contested.usual);
    if other.own || other.status != stands {
        let usual_reading = verdict.rule.reading.as_deref().unwrap_or(DEFAULT);
        let blank = || Box::new(Contested { usual, usual_reading, others: Vec::new() });
        verdict.contested.get_or_insert_with(blank).others.push(other);
    }
}

/// Where every reading agrees, nothing is contested.
fn settle(verdicts: &mut [Verdict<'_>]) {
    for verdict in verdicts {
        verdict.contested.take_if(|contested| contested.others.iter().all(|other| other.status == contested.usual));
    }
}

/// The instances known so far, by what tells them apart: rule, trigger, recipient, period; and the bearer, where there
/// are several.
#[derive(Default)]
struct Instances {
    known: HashMap<u64, Vec<usize>>,
    /// Of each, whether the reading that is looked at gives it.
    given: Vec<bool>,
}

impl Instances {
    /// Adds an instance; those of one run come in the order of their verdicts.
    fn add(&mut self, verdict: &Verdict<'_>) {
        self.known.entry(hash(verdict)).or_default().push(self.given.len());
        self.given.push(true);
    }

    /// Another reading is looked at.
    fn open(&mut self) {
        self.given.fill(false);
    }

    fn find(&mut self, verdict: &Verdict<'_>, verdicts: &[Verdict<'_>]) -> Option<usize> {
        let same = |at: &&usize| tells(&verdicts[**at]) == tells(verdict);
        let like: Vec<usize> = self.known.get(&hash(verdict))?.iter().filter(same).copied().collect();
        let by_bearer = like.iter().find(|at| verdicts[**at].bearer == verdict.bearer);
        let only = || like.first().filter(|at| like.len() == 1 && !self.given[**at]);
        let found = by_bearer.or_else(only).copied()?;
        self.given[found] = true;
        Some(found)
    }

    /// Those that the reading does not give.
    fn absent(&self) -> Vec<usize> {
        (0..self.given.len()).filter(|at| !self.given[*at]).collect()
    }
}

type Telling<'v> = (&'v str, &'v str, Option<&'v str>, Option<&'v str>, Option<Period>);

fn tells<'v>(verdict: &'v Verdict<'_>) -> Telling<'v> {
    (verdict.record, &verdict.rule.id, verdict.on.as_deref(), verdict.to.as_deref(), verdict.period)
}

fn hash(verdict: &Verdict<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    tells(verdict).hash(&mut hasher);
    hasher.finish()
}
