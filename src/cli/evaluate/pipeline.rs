//! What `evaluate` makes of the stream: what blocks gave is added up and written, in order.

use super::rejects::Rejects;
use super::stream::{self, Stream};
use super::summary::{Complaints, End};
use super::work::{Done, Worker};
use super::{Run, summary};
use crate::engine::Partial;
use crate::engine::contest::mark_groups;
use crate::ingest::{DataFault, Keyring, Lexicon, Reader, Warnings};
use crate::report::chart::list::charts;
use crate::report::format::{Judged, Out, Report};
use crate::report::json;
use crate::verdict::Verdict;
use crate::verdict::group::Metrics;
use std::io;

/// Judges every input and writes the report.
///
/// # Errors
/// The report, or the file for ids that memory does not hold, cannot be written.
pub fn run(run: &Run<'_>, threads: usize, out: Out<'_>) -> io::Result<End> {
    let mut sink = Sink::new(run, out)?;
    let lexicons: Vec<Lexicon<'_>> = run.vocabularies.iter().map(Lexicon::new).collect();
    let keyring = Keyring::default();
    let worker = || Worker::new(run, Reader::new(&lexicons).as_known_at(run.setting.known_at), &keyring);
    let zones = run.setting.plans.iter().map(|plan| plan.vocabulary().zone).collect();
    let stream = Stream {
        files: run.files,
        inputs: &run.inputs,
        mappings: run.mappings,
        layouts: run.layouts,
        pace: &run.pace,
        zones,
        strict: run.strict,
    };
    let warnings = stream::run(&stream, threads, &worker, &mut |done| sink.take(done))?;
    sink.finish(warnings)
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
        Ok(Sink { run, report, end: End::default(), complaints: Complaints::default(), rejects: run.rejects.map(Rejects::new) })
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
        self.complaints.take(self.run, &done.errors, &done.rejected);
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
        self.end.of_records = self.end.tally.clone();
        if !self.run.partial {
            self.groups()?;
        }
        if let Some(said) = self.rejects.take().map(|rejects| rejects.finish(self.run)).transpose()?.flatten() {
            self.run.say(&self.run.setting.pick(said));
        }
        if self.run.draws {
            self.end.charts = charts(self.run.setting.plans, &self.end.tally, &self.end.counts, self.run.setting.lang)?;
        }
        let closing = summary::closing(self.run, &self.end, &self.complaints, &warnings);
        self.report.close(&closing)?;
        match self.run.hears {
            Some(hears) => hears.end(json::told(&self.run.setting, &closing)),
            None => summary::say_rest(self.run, &closing),
        }
        Ok(self.end)
    }
}
