//! What blocks gave, added up in order, and said as it comes where it cannot wait.

use super::Run;
use super::work::{Done, count};
use crate::cli::evaluate::progress::Progress;
use crate::cli::evaluate::summary;
use crate::cli::terminal::speak;
use crate::engine::Partial;
use crate::ingest::DataFault;
use crate::plan::Plan;
use crate::report::closing::Complaint;
use crate::report::diff::{Counts, Told};
use crate::say;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

/// What blocks gave, added up.
#[derive(Default)]
pub struct Sum {
    pub counts: Counts,
    pub shown: Vec<Told>,
    partials: [Vec<Partial>; 2],
    pub complaints: Vec<Complaint>,
    pub notices: Vec<String>,
    pub errors: u64,
    /// Where the run was asked to stop; what follows was not read.
    pub cut_short: Option<String>,
}

impl Sum {
    /// Adds what a block gave; whether the run is to stop.
    pub fn take(&mut self, run: &Run<'_>, mut done: Done, progress: &Progress) -> bool {
        self.counts.add(&done.counts);
        let room = usize::try_from(run.limit).unwrap_or(usize::MAX).saturating_sub(self.shown.len());
        self.shown.extend(done.shown.into_iter().take(room));
        run.told.store(self.shown.len() as u64, Ordering::Relaxed);
        for (sums, partials) in self.partials.iter_mut().zip(&done.partials) {
            sums.resize_with(partials.len().max(sums.len()), Partial::default);
            sums.iter_mut().zip(partials).for_each(|(sum, partial)| sum.merge(partial));
        }
        if let Some(cut) = done.errors.iter().position(|error| error.fault == DataFault::CutShort) {
            self.cut_short = Some(run.inputs.shown(done.errors.remove(cut).place, run.lang));
        }
        self.errors += done.errors.len() as u64;
        for error in done.errors.iter().take(summary::SHOWN.saturating_sub(self.complaints.len())) {
            let complaint = summary::complaint(&run.inputs, error, run.lang);
            progress.aside(|| speak(&complaint.said(run.lang)));
            self.complaints.push(complaint);
        }
        for notice in done.notices {
            let (code, place, words) = (notice.code, run.inputs.shown(notice.place, run.lang), notice.words.get(run.lang).to_owned());
            self.notices.push(say!("提示[{code}]: {place}:{words}"; "notice[{code}]: {place}: {words}").get(run.lang).to_owned());
        }
        done.stop
    }

    /// The verdicts of groups, after those of all records.
    pub fn groups(&mut self, run: &Run<'_>) {
        let metrics = |plans: &[&Plan], partials: &[Partial]| {
            plans.iter().zip(partials).map(|(plan, partial)| partial.metrics(plan)).collect::<Vec<_>>()
        };
        let (old, new) = (metrics(run.old, &self.partials[0]), metrics(run.new, &self.partials[1]));
        for (policy, (old, new)) in old.iter().zip(&new).enumerate() {
            let mut of_group: BTreeMap<&str, (Vec<Verdict<'_>>, Vec<Verdict<'_>>)> = BTreeMap::new();
            for verdict in old.verdicts(&run.old[policy].policy) {
                of_group.entry(verdict.record).or_default().0.push(verdict);
            }
            for verdict in new.verdicts(&run.new[policy].policy) {
                of_group.entry(verdict.record).or_default().1.push(verdict);
            }
            for (before, after) in of_group.values() {
                self.counts.old += before.len() as u64;
                self.counts.new += after.len() as u64;
                if count((policy, before), (policy, after), &mut self.counts) {
                    self.shown.extend(run.both(policy, policy).tell(None, None, before, after));
                }
            }
        }
    }

    /// What is told last: how many records could not be read, and where the run was cut short.
    pub fn end(&mut self, run: &Run<'_>) {
        if self.errors > 0 {
            let n = self.errors;
            self.notices.push(
                say!("{n} 处数据错误,相应的记录没有比较(见上)"; "{n} data errors: those records were not compared (see above)")
                    .get(run.lang)
                    .to_owned(),
            );
        }
        self.notices.extend(summary::unlisted(self.errors).map(|words| words.get(run.lang).to_owned()));
        if let Some(at) = &self.cut_short {
            self.notices.insert(
                0,
                say!("运行被中断:{at} 起没有读,也没有比较"; "the run was cut short: nothing was read or compared from {at} on")
                    .get(run.lang)
                    .to_owned(),
            );
        }
    }
}
