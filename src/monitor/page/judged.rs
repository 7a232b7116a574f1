//! Records judged once more for who looks: with every explanation, or for an export of many.

use super::Ask;
use crate::engine::{Counter, Judge, Partial, chart};
use crate::ingest::{Lexicon, Place, Reader};
use crate::lang::{Bilingual, Lang};
use crate::monitor::access::reading::Filter;
use crate::monitor::order::Trouble;
use crate::plan::Plan;
use crate::record::Record;
use crate::report::chart::counts::Counts;
use crate::report::chart::{Chart, list};
use crate::report::closing::Closing;
use crate::report::format::{Format, Judged, Report, Writer};
use crate::report::setting::Setting;
use crate::report::tally::Tally;
use crate::report::words;
use crate::say;
use crate::time::Instant;
use crate::time::instant::DAY;
use crate::verdict::{Show, Verdict};
use bumpalo::Bump;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// So many records go into one export or chart; beyond that it says how many are left out.
const MOST: usize = 100_000;

/// How reports are set for who looks.
pub fn setting<'r>(plans: &'r [&'r Plan], as_of: Instant, show: Show, lang: Lang) -> Setting<'r> {
    Setting { plans, as_of, known_at: None, show, readings: false, since: as_of.plus(-7 * DAY), lang, colour: false, columns: 100 }
}

/// Judges one record with every explanation; open verdicts first. None where its text cannot be read any more.
pub fn one<T>(plan: &Plan, text: &str, as_of: Instant, take: impl FnOnce(&Record<'_>, &[Verdict<'_>]) -> T) -> Option<T> {
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let taken = reader.record(Place::start(0), text.as_bytes(), &arena).ok()?;
    let mut verdicts = Vec::new();
    Judge::new(plan, as_of, Some(Show::All)).judge(&taken.record, &mut |verdict| verdicts.push(verdict));
    verdicts.sort_by_key(|verdict| !verdict.status.is_open());
    Some(take(&taken.record, &verdicts))
}

/// What many records came to.
pub struct Many {
    pub bytes: Vec<u8>,
    pub charts: Vec<Chart>,
    pub records: u64,
    /// How many were left out.
    pub left: u64,
}

/// Writes what the person sees, and the filter lets through, as a report.
///
/// # Errors
/// The store.
pub fn many(ask: &Ask<'_>, format: &Format, show: Show, filter: &Filter) -> Result<Many, Trouble> {
    let Some(scope) = &ask.scope else { return Ok(Many { bytes: Vec::new(), charts: Vec::new(), records: 0, left: 0 }) };
    let (plans, as_of) = (ask.pages.reading.plans(), ask.pages.reading.as_of());
    let list: Vec<&Plan> = plans.iter().map(Arc::as_ref).collect();
    let setting = setting(&list, as_of, show, ask.lang);
    let disk = |error: io::Error| Trouble(Bilingual::same(error.to_string()));
    let out = Shared::default();
    let lexicons: Vec<Vec<Lexicon<'_>>> = list.iter().map(|plan| vec![Lexicon::new(plan.vocabulary())]).collect();
    let mut sum = Sum {
        setting: &setting,
        filter,
        lexicons: &lexicons,
        judges: list.iter().map(|plan| Judge::new(plan, as_of, format.explains.then_some(show))).collect(),
        counters: list.iter().map(|plan| Counter::new(plan, as_of)).collect(),
        report: (format.open)(&setting, Box::new(out.clone())).map_err(disk)?,
        writer: (format.writer)(&setting),
        partials: vec![Partial::default(); list.len()],
        tally: Tally::default(),
        counts: Counts::default(),
    };
    let mut written = Ok(());
    // what is exported is what is open; charts count everything
    let open = (show == Show::Open).then_some(filter);
    let left = ask.pages.reading.texts(scope, open, MOST, &mut |of, text| {
        let policy = plans.iter().position(|plan| plan.id() == of.id());
        if let (Some(policy), Ok(())) = (policy, &written) {
            written = sum.take(policy, text);
        }
    })?;
    written.and_then(|()| sum.close(left)).map(|(charts, records)| Many { bytes: out.take(), charts, records, left }).map_err(disk)
}

/// What is written of many records, and what they add up to.
struct Sum<'s> {
    setting: &'s Setting<'s>,
    filter: &'s Filter,
    /// These, and what follows, by policy.
    lexicons: &'s [Vec<Lexicon<'s>>],
    judges: Vec<Judge<'s>>,
    counters: Vec<Counter<'s>>,
    partials: Vec<Partial>,
    report: Box<dyn Report + 's>,
    writer: Box<dyn Writer + 's>,
    tally: Tally,
    counts: Counts,
}

impl Sum<'_> {
    /// Judges one record of a policy. A text that cannot be read any more counts for nothing.
    fn take(&mut self, n: usize, text: &str) -> io::Result<()> {
        let (plan, Setting { as_of, show, .. }) = (self.setting.plans[n], *self.setting);
        let (mut reader, arena) = (Reader::new(&self.lexicons[n]), Bump::new());
        let Ok(taken) = reader.record(Place::start(0), text.as_bytes(), &arena) else { return Ok(()) };
        let policy = u16::try_from(n).unwrap_or(u16::MAX);
        let mut verdicts: Vec<Verdict<'_>> = Vec::new();
        let mut light = None;
        let (tally, counts) = (&mut self.tally, &mut self.counts);
        self.judges[n].judge(&taken.record, &mut |verdict| {
            light = light.into_iter().chain(verdict.light).min();
            if !fits(self.filter, plan, &verdict) {
                return;
            }
            tally.count(policy, verdict.rule.place, verdict.status);
            counts.verdict(plan, &verdict);
            verdict.warnings.iter().for_each(|code| tally.warn(code, verdict.record));
            if show.admits(verdict.status) {
                verdicts.push(verdict);
            }
        });
        tally.records += 1;
        chart::values(plan, &taken.record, as_of, light, &mut |rule, by, value| counts.record(policy, rule, by, value));
        self.counters[n].count(&taken.record, light, &mut self.partials[n]);
        if verdicts.is_empty() {
            return Ok(());
        }
        let mut bytes = Vec::new();
        self.writer.record(&Judged { plan, record: Some(&taken.record), place: None, verdicts: &verdicts }, &mut bytes);
        if bytes.is_empty() { Ok(()) } else { self.report.take(&bytes) }
    }

    /// Ends the report, `left` records left out; the charts, and how many records there were.
    fn close(self, left: u64) -> io::Result<(Vec<Chart>, u64)> {
        let (setting, tally) = (self.setting, &self.tally);
        let charts = list::charts(setting.plans, tally, &self.counts, setting.lang)?;
        let metrics: Vec<_> = self.partials.iter().zip(setting.plans).map(|(partial, plan)| partial.metrics(plan)).collect();
        let more = say!("另有 {left} 条记录没有列入"; "{left} more records are left out");
        self.report.close(&Closing {
            tally,
            metrics: &metrics,
            charts: &charts,
            complaints: &[],
            errors: 0,
            remarks: Vec::new(),
            notices: if left > 0 { vec![setting.pick(more)] } else { Vec::new() },
            not_judged: Vec::new(),
            cut_short: None,
        })?;
        Ok((charts, tally.records))
    }
}

/// Whether a verdict is among what the ledger's filter shows.
fn fits(filter: &Filter, plan: &Plan, verdict: &Verdict<'_>) -> bool {
    let search = filter.search.to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&search);
    let bearer = |word: &str| word.split(',').any(|word| has(word) || has(words::office(plan, word)));
    filter.light.is_none_or(|light| verdict.light == Some(light))
        && filter.policy.as_ref().is_none_or(|policy| policy == plan.id())
        && filter.rule.as_ref().is_none_or(|id| *id == verdict.rule.id)
        && (!filter.periodic || verdict.period.is_some())
        && (search.is_empty()
            || has(verdict.record)
            || has(&verdict.rule.id)
            || has(&verdict.rule.title)
            || verdict.bearer.as_deref().is_some_and(bearer))
}

/// Bytes that a report writes and we read afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
