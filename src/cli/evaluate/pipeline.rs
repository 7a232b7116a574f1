//! The stream: blocks are read, judged on any number of threads, and written in order. Memory does not grow with
//! the input: a fixed number of blocks goes round.

use super::rejects::Rejects;
use super::summary::{Complaints, End};
use super::work::{Done, Worker};
use super::{Run, summary};
use crate::engine::Partial;
use crate::engine::contest::mark_groups;
use crate::ingest::blocks::{Blocks, By, hint};
use crate::ingest::open::Hints;
use crate::ingest::{Block, DataError, DataFault, Key, Keyring, Lexicon, Place, Reader, Seen, Warnings};
use crate::report::chart::list::charts;
use crate::report::format::{Judged, Out, Report};
use crate::verdict::Verdict;
use crate::verdict::group::Metrics;
use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, PoisonError};

/// Blocks in flight for each thread.
const BLOCKS_PER_THREAD: usize = 3;

/// Judges every input and writes the report.
///
/// # Errors
/// The report, or the file for ids that memory does not hold, cannot be written.
pub fn run(run: &Run<'_>, threads: usize, out: Out<'_>) -> io::Result<End> {
    let mut sink = Sink::new(run, out)?;
    let lexicons: Vec<Lexicon<'_>> = run.vocabularies.iter().map(Lexicon::new).collect();
    let keyring = Keyring::default();
    let worker = || Worker::new(run, Reader::new(&lexicons).as_known_at(run.setting.known_at), &keyring);
    let warnings = if threads <= 1 { alone(run, worker(), &mut sink)? } else { together(run, threads, &worker, &mut sink)? };
    sink.finish(warnings)
}

fn alone(run: &Run<'_>, mut worker: Worker<'_>, sink: &mut Sink<'_, '_>) -> io::Result<Warnings> {
    let mut seen = Seen::default();
    let hints = |file: &str| hint(run.mappings, file);
    let mut blocks = blocks_of(run, &hints);
    let (mut spare, mut text) = (None, Vec::new());
    while let Some(block) = blocks.next(spare.take()) {
        let done = match block {
            Ok(block) => {
                let done = worker.judge(&block, std::mem::take(&mut text), |keys| firsts(&mut seen, keys))?;
                spare = Some(block);
                done
            }
            Err(error) => unreadable(error, run.strict),
        };
        let (stop, used) = sink.take(done)?;
        text = used;
        if stop {
            break;
        }
    }
    Ok(worker.warnings())
}

fn blocks_of<'r>(run: &'r Run<'_>, hints: Hints<'r>) -> Blocks<'r> {
    let layouts = run.rejects.map(|(_, layouts)| layouts);
    let zones = run.setting.plans.iter().map(|plan| plan.vocabulary().zone);
    Blocks::new(run.files, By { inputs: &run.inputs, mappings: run.mappings, layouts }, &run.pace, hints, zones)
}

/// A block with its number, or an input that could not be opened; memory for what comes of it.
type Job = (u64, Result<Block, DataError>, Vec<u8>);

/// What came of a block, and the block itself for its memory.
type Answer = (u64, io::Result<Done>, Option<Block>);

fn together<'r>(run: &Run<'r>, threads: usize, worker: &(dyn Fn() -> Worker<'r> + Sync), sink: &mut Sink<'_, '_>) -> io::Result<Warnings> {
    let turn = Turn::default();
    let (jobs, todo) = channel::<Job>();
    let todo = Mutex::new(todo);
    let (answers, done) = channel::<Answer>();
    // what one thread made another would free: it goes round instead
    let (returned, spare) = channel::<(Block, Vec<u8>)>();
    for _ in 0..threads * BLOCKS_PER_THREAD {
        let _ = returned.send(Default::default());
    }
    let hints = |file: &str| hint(run.mappings, file);
    std::thread::scope(|scope| {
        let mut blocks = blocks_of(run, &hints);
        scope.spawn(move || {
            let mut number = 0;
            while let Ok((block, text)) = spare.recv() {
                let Some(block) = blocks.next(Some(block)) else { break };
                if jobs.send((number, block, text)).is_err() {
                    break;
                }
                number += 1;
            }
        });
        let strict = run.strict;
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let (answers, todo, turn) = (answers.clone(), &todo, &turn);
                scope.spawn(move || work(worker(), todo, &answers, turn, strict))
            })
            .collect();
        drop(answers);
        let written = write_in_order(&done, returned, sink);
        drop(done);
        turn.end();
        // a run that ends early does not wait for what a pipe may still bring
        run.pace.stop();
        let mut warnings = Warnings::default();
        for thread in threads {
            match thread.join() {
                Ok(own) => warnings.merge(own),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        written.map(|()| warnings)
    })
}

fn work(mut worker: Worker<'_>, todo: &Mutex<Receiver<Job>>, answers: &Sender<Answer>, turn: &Turn, strict: bool) -> Warnings {
    loop {
        let job = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, block, text)) = job else { return worker.warnings() };
        let answer = match block {
            Ok(block) => {
                let done = worker.judge(&block, text, |keys| turn.wait(number, |seen| firsts(seen, keys)));
                (number, done, Some(block))
            }
            Err(error) => {
                let _ = turn.wait(number, |_| Ok(()));
                (number, Ok(unreadable(error, strict)), None)
            }
        };
        if answers.send(answer).is_err() {
            return worker.warnings();
        }
    }
}

fn write_in_order(done: &Receiver<Answer>, returned: Sender<(Block, Vec<u8>)>, sink: &mut Sink<'_, '_>) -> io::Result<()> {
    let mut early: BTreeMap<u64, (io::Result<Done>, Option<Block>)> = BTreeMap::new();
    let mut next = 0;
    while let Ok((number, answer, block)) = done.recv() {
        early.insert(number, (answer, block));
        while let Some((answer, block)) = early.remove(&next) {
            next += 1;
            let (stop, text) = sink.take(answer?)?;
            if stop {
                return Ok(());
            }
            let _ = returned.send((block.unwrap_or_default(), text));
        }
    }
    Ok(())
}

/// Lets blocks through in order: which record stands twice does not depend on threads.
#[derive(Default)]
struct Turn {
    state: Mutex<(u64, Seen)>,
    moved: Condvar,
}

impl Turn {
    fn wait<T: Default>(&self, number: u64, work: impl FnOnce(&mut Seen) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.0 < number {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.0 == u64::MAX {
            return Ok(T::default());
        }
        let result = work(&mut state.1);
        state.0 = number + 1;
        self.moved.notify_all();
        result
    }

    /// The run ends early: nobody waits any longer.
    fn end(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = u64::MAX;
        self.moved.notify_all();
    }
}

fn firsts(seen: &mut Seen, keys: &[(Key, Place)]) -> io::Result<Vec<Option<Place>>> {
    keys.iter().map(|(key, place)| seen.insert(*key, *place)).collect()
}

fn unreadable(error: DataError, strict: bool) -> Done {
    let stop = strict || error.fault == DataFault::CutShort;
    Done { errors: vec![error], stop, ..Done::default() }
}

/// Takes what blocks gave, in order, and writes it.
pub struct Sink<'s, 'r> {
    run: &'s Run<'r>,
    report: Box<dyn Report + 's>,
    end: End,
    complaints: Complaints,
    rejects: Option<Rejects>,
}

impl<'s, 'r> Sink<'s, 'r> {
    pub fn new(run: &'s Run<'r>, out: Out<'s>) -> io::Result<Sink<'s, 'r>> {
        let report = (run.format.open)(&run.setting, out)?;
        Ok(Sink {
            run,
            report,
            end: End::default(),
            complaints: Complaints::default(),
            rejects: run.rejects.map(|(path, _)| Rejects::new(path)),
        })
    }

    /// Whether the run is to stop, and memory that is done with.
    pub fn take(&mut self, mut done: Done) -> io::Result<(bool, Vec<u8>)> {
        if !done.text.is_empty() {
            self.report.take(&done.text)?;
        }
        self.end.tally.add(&done.tally);
        self.end.counts.add(&done.counts)?;
        self.end.partials.resize_with(self.run.setting.plans.len(), Partial::default);
        for (sum, partial) in self.end.partials.iter_mut().zip(&done.partials) {
            sum.merge(partial);
        }
        self.end.reread.resize_with(done.reread.len().max(self.end.reread.len()), Vec::new);
        for (sums, partials) in self.end.reread.iter_mut().zip(&done.reread) {
            sums.resize_with(partials.len().max(sums.len()), Partial::default);
            sums.iter_mut().zip(partials).for_each(|(sum, partial)| sum.merge(partial));
        }
        if let Some(cut) = done.errors.iter().position(|error| error.fault == DataFault::CutShort) {
            self.end.cut_short = Some(done.errors.remove(cut).place);
        }
        self.end.errors += done.errors.len() as u64;
        self.complaints.take(self.run, &done.errors);
        self.run.progress.show(&self.run.pace, self.end.tally.records);
        self.complaints.note(self.run, done.notices);
        if let Some(rejects) = &mut self.rejects {
            done.rejected.iter().try_for_each(|rejected| rejects.take(self.run, rejected))?;
        }
        done.text.clear();
        Ok((done.stop, done.text))
    }

    /// Data errors that another run has shown.
    pub fn note_errors(&mut self, errors: u64) {
        self.end.errors += errors;
    }

    /// The verdicts of groups, after those of all records.
    fn groups(&mut self) -> io::Result<()> {
        let run = self.run;
        let mut done = Done::default();
        let mut writer = (run.format.writer)(&run.setting);
        for (policy, (plan, partial)) in (0..).zip(run.setting.plans.iter().zip(&self.end.partials)) {
            let metrics = partial.metrics(plan);
            let mut shown: Vec<Verdict<'_>> = Vec::new();
            for verdict in metrics.verdicts(&plan.policy) {
                done.tally.count(policy, verdict.rule.place, verdict.status);
                shown.push(verdict);
            }
            let readings = run.rereads.and_then(|all| all.get(usize::from(policy))).map_or(&[][..], Vec::as_slice);
            let partials = self.end.reread.get(usize::from(policy)).map_or(&[][..], Vec::as_slice);
            let others: Vec<Metrics> = readings.iter().zip(partials).map(|(reread, partial)| partial.metrics(&reread.plan)).collect();
            if others.len() == readings.len() {
                mark_groups(readings, plan, &others, &mut shown);
            }
            done.tally.contested += shown.iter().filter(|verdict| verdict.contested.is_some()).count() as u64;
            shown.retain(|verdict| verdict.is_shown(run.setting.show));
            for of_group in shown.chunk_by(|a, b| a.record == b.record) {
                writer.record(&Judged { plan, record: None, place: None, verdicts: of_group }, &mut done.text);
            }
            self.end.metrics.push(metrics);
        }
        self.take(done).map(|_| ())
    }

    pub fn finish(mut self, warnings: Warnings) -> io::Result<End> {
        self.run.progress.end();
        if !self.run.partial {
            self.groups()?;
        }
        if let Some(said) = self.rejects.take().map(|rejects| rejects.finish(self.run)).transpose()?.flatten() {
            eprintln!("{}", self.run.setting.pick(said));
        }
        if self.run.draws {
            self.end.charts = charts(self.run.setting.plans, &self.end.tally, &self.end.counts, self.run.setting.lang)?;
        }
        let closing = summary::closing(self.run, &self.end, &self.complaints, &warnings);
        self.report.close(&closing)?;
        summary::say_rest(self.run, &closing);
        Ok(self.end)
    }
}
