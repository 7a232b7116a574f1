//! One block of an input: read, checked for records that stand twice, judged, written. The same on every thread.

use super::Run;
use super::stream::{Twice, Work};
use crate::engine::contest::Contest;
use crate::engine::glance::Glance;
use crate::engine::passed::Passed;
use crate::engine::{Counter, Judge, Partial, chart};
use crate::ingest::{Block, DataError, DataFault, Key, Keyring, Notice, Place, Reader, Rejected, Taken};
use crate::report::chart::counts::Counts;
use crate::report::format::{self, Judged, Writer};
use crate::report::tally::Tally;
use crate::verdict::{Light, Verdict};
use bumpalo::Bump;

/// What one block gave.
#[derive(Debug, Default)]
pub struct Done {
    pub text: Vec<u8>,
    pub tally: Tally,
    /// For charts, where any are drawn.
    pub counts: Counts,
    /// What the records add to metrics, by policy.
    pub partials: Vec<Partial>,
    /// The same under each of the other readings, where they are asked for.
    pub reread: Vec<Vec<Partial>>,
    pub errors: Vec<DataError>,
    pub notices: Vec<Notice>,
    /// Records that are not judged, if they are asked for.
    pub rejected: Vec<Rejected>,
    /// `--strict`: a data error ends the run here.
    pub stop: bool,
}

/// One thread's workplace.
pub struct Worker<'r> {
    run: &'r Run<'r>,
    reader: Reader<'r>,
    judges: Vec<Judge<'r>>,
    counters: Vec<Counter<'r>>,
    /// For `--all-readings`: by policy.
    contests: Vec<Contest<'r>>,
    keyring: &'r Keyring,
    writer: Box<dyn Writer + 'r>,
    /// How many records the last block had: the next may have as many.
    usual: usize,
    /// The last input, and what it is called.
    file: (Option<u32>, String),
}

impl<'r> Worker<'r> {
    pub fn new(run: &'r Run<'r>, reader: Reader<'r>, keyring: &'r Keyring) -> Worker<'r> {
        let (plans, as_of) = (run.setting.plans, run.setting.as_of);
        // charts and other readings look at every verdict
        let all = run.draws || run.rereads.is_some_and(|readings| !readings.is_empty());
        let judge = |plan| {
            let judge = Judge::new(plan, as_of, run.explain);
            if all { judge } else { judge.counting(run.setting.show) }
        };
        let judges = plans.iter().map(|plan| judge(*plan)).collect();
        let counters = plans.iter().map(|plan| Counter::new(plan, as_of)).collect();
        let contests = run.rereads.into_iter().flatten().map(|readings| Contest::new(readings, as_of)).collect();
        let writer = (run.format.writer)(&run.setting);
        Worker { run, reader, judges, counters, contests, keyring, writer, usual: 0, file: Default::default() }
    }
}

/// So many records are glanced at before the first is judged, judged before they are counted, and counted before they are
/// written: what one step runs stays close to the processor. (More hold more verdicts in memory.)
const AT_ONCE: usize = 32;

/// What judging one record gave.
struct Ruling<'s> {
    /// What a first look left, and what it settled.
    glance: Glance,
    /// Those that are shown, or that another reading may change.
    verdicts: Vec<Verdict<'s>>,
    /// The most urgent.
    light: Option<Light>,
}

impl<'r> Worker<'r> {
    /// The first look at a record.
    fn glance<'s>(&self, taken: &'s Taken<'s>, done: &mut Done) -> Ruling<'s>
    where
        'r: 's,
    {
        done.tally.records += 1;
        let judge = &self.judges[taken.policy];
        let glance = judge.glance(&taken.record);
        Ruling { glance, verdicts: Vec::new(), light: judge.passed().and_then(Passed::light) }
    }

    /// Judges what that has left.
    fn judge<'s>(&mut self, taken: &'s Taken<'s>, ruling: &mut Ruling<'s>, done: &mut Done)
    where
        'r: 's,
    {
        if !ruling.glance.is_open() {
            return;
        }
        let (tally, show, all) = (&mut done.tally, self.run.setting.show, !self.contests.is_empty());
        let (number, plan) = (number(taken), self.run.setting.plans[taken.policy]);
        let Ruling { glance, verdicts, light } = ruling;
        let mut counts = self.run.draws.then_some(&mut done.counts);
        let judge = &mut self.judges[taken.policy];
        judge.rest(&taken.record, glance, &mut |verdict| {
            *light = light.iter().copied().chain(verdict.light).min();
            tally.count(number, verdict.rule.place, verdict.status);
            if let Some(counts) = &mut counts {
                counts.verdict(plan, &verdict);
            }
            verdict.warnings.iter().for_each(|code| tally.warn(code, verdict.record));
            if all || show.admits(verdict.status) {
                verdicts.push(verdict);
            }
        });
        *light = light.iter().copied().chain(judge.passed().and_then(Passed::light)).min();
    }

    fn count<'s>(&mut self, taken: &'s Taken<'s>, ruling: &mut Ruling<'s>, done: &mut Done)
    where
        'r: 's,
    {
        let (number, plan, record) = (number(taken), self.run.setting.plans[taken.policy], &taken.record);
        if self.run.draws {
            let count = &mut |rule, by, value: Option<&str>| done.counts.record(number, rule, by, value);
            chart::values(plan, record, self.run.setting.as_of, ruling.light, count);
        }
        self.counters[taken.policy].knowing(ruling.glance.settled).count(record, ruling.light, &mut done.partials[taken.policy]);
        if let Some(contest) = self.contests.get_mut(taken.policy) {
            contest.mark(plan, record, &mut ruling.verdicts, &mut done.reread[taken.policy]);
            done.tally.contested += ruling.verdicts.iter().filter(|verdict| verdict.contested.is_some()).count() as u64;
            ruling.verdicts.retain(|verdict| verdict.is_shown(self.run.setting.show));
        }
    }

    fn write(&mut self, taken: &Taken<'_>, ruling: &Ruling<'_>, text: &mut Vec<u8>) {
        if self.file.0 != Some(taken.place.input) {
            self.file = (Some(taken.place.input), self.run.inputs.name(taken.place.input).path());
        }
        let place = format::Place { file: &self.file.1, line: taken.place.line, column: taken.place.column };
        let plan = self.run.setting.plans[taken.policy];
        let judged = Judged { plan, record: Some(&taken.record), place: Some(place), verdicts: &ruling.verdicts };
        self.writer.record(&judged, text);
    }
}

/// The policy of a record, as tallies have it.
fn number(taken: &Taken<'_>) -> u16 {
    u16::try_from(taken.policy).unwrap_or(u16::MAX)
}

impl Work for Worker<'_> {
    type Done = Done;
    /// For the report's text.
    type Memory = Vec<u8>;

    fn block(&mut self, block: &Block, arena: &Bump, text: Vec<u8>, twice: Twice<'_>) -> std::io::Result<Done> {
        let mut done = Done {
            text,
            partials: vec![Partial::default(); self.counters.len()],
            reread: vec![Vec::new(); self.contests.len()],
            notices: block.notices().to_owned(),
            ..Done::default()
        };
        let mut records: Vec<Taken<'_>> = Vec::with_capacity(self.usual);
        let mut errors: Vec<DataError> = Vec::new();
        let strict = self.run.strict;
        let mut rejected = Vec::new();
        let mut entries = Vec::new();
        let rejects = self.run.layouts.is_some();
        if rejects {
            rejected.extend_from_slice(block.rejected());
        }
        self.reader.taken(block, arena, |entry, read| match read {
            _ if strict && !errors.is_empty() => {}
            Ok(taken) => {
                entries.extend(entry.filter(|_| rejects));
                records.push(taken);
            }
            Err(error) => {
                rejected.extend(entry.filter(|_| rejects).map(|entry| entry.rejected(&error)));
                errors.push(error);
            }
        });
        let keys: Vec<(Key, Place)> = records.iter().map(|t| (self.keyring.key(t.record.kind, t.record.id), t.place)).collect();
        let firsts = twice(&keys)?;
        let mut once = Vec::with_capacity(records.len());
        for (n, (taken, first)) in records.iter().zip(firsts).enumerate() {
            let Some(first) = first else {
                once.push(taken);
                continue;
            };
            let error = taken.repeats(first);
            rejected.extend(entries.get(n).map(|entry| entry.rejected(&error)));
            errors.push(error);
            if strict {
                break;
            }
        }
        let mut judged = Vec::new();
        for some in once.chunks(AT_ONCE) {
            judged.clear();
            judged.extend(some.iter().map(|taken| self.glance(taken, &mut done)));
            for (taken, ruling) in some.iter().zip(&mut judged) {
                self.judge(taken, ruling, &mut done);
            }
            for (taken, ruling) in some.iter().zip(&mut judged) {
                self.count(taken, ruling, &mut done);
            }
            for (taken, ruling) in some.iter().zip(&judged) {
                self.write(taken, ruling, &mut done.text);
            }
        }
        for (policy, judge) in (0..).zip(&self.judges) {
            let tally = &mut done.tally;
            judge.passed().into_iter().for_each(|passed| passed.drain(|rule, status, n| tally.count_so_many(policy, rule, status, n)));
        }
        self.usual = records.len();
        errors.sort_by_key(|error| error.place);
        done.stop = errors.iter().any(|error| strict || error.fault == DataFault::CutShort);
        rejected.sort_by_key(Rejected::place);
        // a record that stands twice is known only once all of the block is read, and what comes after it too
        if let Some(first) = errors.first().map(|error| error.place).filter(|_| strict) {
            errors.truncate(1);
            rejected.retain(|rejected| rejected.place() <= first);
        }
        (done.errors, done.rejected) = (errors, rejected);
        Ok(done)
    }

    fn unreadable(error: DataError, strict: bool) -> Done {
        let stop = strict || error.fault == DataFault::CutShort;
        Done { errors: vec![error], stop, ..Done::default() }
    }

    fn warnings(&mut self) -> crate::ingest::Warnings {
        std::mem::take(&mut self.reader.warnings)
    }
}
