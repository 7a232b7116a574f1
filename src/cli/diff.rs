//! `duban diff`: which verdicts change between two versions of a policy, and why.

mod revision;
mod work;

use super::evaluate::basis::{Refused, no_faults};
use super::evaluate::stream::{self, Stream};
use super::evaluate::{
    self, check_choices, check_ids, choices, columns, output::Output, output::unwritable, progress, progress::Progress, summary,
};
use super::terminal::{speak, unwritten};
use super::{FAULTY, Manner, OK, VIOLATIONS};
use crate::engine::Partial;
use crate::ingest::open::Pace;
use crate::ingest::{DataFault, Inputs, Keyring, Lexicon, Reader};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::amended::Amended;
use crate::plan::load::{Loaded, load_from};
use crate::policy::rules::Choice;
use crate::record::Vocabulary;
use crate::report::closing::Complaint;
use crate::report::diff::{Comparison, Counts, Told, Version, html, json, text};
use crate::say;
use crate::time::Instant;
use crate::verdict::Verdict;
use clap::{Args, ValueEnum};
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use work::{Compare, Done, count};

// Arguments of `duban diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// 旧的:政策文件夹,或者 git 的 版本:路径 · the old version: a policy folder, or REV:path as git spells it
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// 新的,写法相同 · the new version, written likewise
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// 案件导出,格式与 duban evaluate 相同 · case exports, of every kind that duban evaluate reads; - for standard input
    #[arg(long, required = true, num_args = 1.., value_name = "CASES")]
    cases: Vec<PathBuf>,
    /// 评判的时刻,之后的事件不看;只写日期的指当日24时 · judge at this instant; a date alone means 24:00 [默认 default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 采用某条规则的另一读法;只有一版有的读法只用于那一版 · take another reading of a rule; one that a single version has holds for that one
    #[arg(long, value_name = "RULE=READING")]
    reading: Vec<String>,
    /// 报告格式 · format of the report [默认 default: 随 --output 的后缀 from the suffix of --output,否则 else text]
    #[arg(long, value_enum)]
    format: Option<Form>,
    /// 写到文件 · write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 列出多少条记录,其余只计数 · how many records are shown; the others are counted [默认 default: text 20,其余 else 1000]
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// 表格怎样读成记录(mapping.toml);不写则用新的一版 mappings/ 里仅有的一份 · how tables are read; none: the only one in the new version's `mappings` folder
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,
    /// 线程数,0 为全部核心;结果不因此改变 · threads, 0 for every core; the output is the same
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// 给人看 · for people
    Text,
    /// 一个对象 · one object
    Json,
    /// 一个网页文件,可筛选 · one web page, with filters
    Html,
}

/// What a run needs to know.
pub struct Run<'p> {
    pub old: &'p [&'p Plan],
    pub new: &'p [&'p Plan],
    pub amended: &'p Amended,
    pub as_of: Instant,
    pub lang: Lang,
    pub inputs: Inputs,
    /// So many records are shown, and so many are ready.
    pub limit: u64,
    pub told: AtomicU64,
}

/// What blocks gave, added up.
#[derive(Default)]
struct Sum {
    counts: Counts,
    shown: Vec<Told>,
    partials: [Vec<Partial>; 2],
    complaints: Vec<Complaint>,
    notices: Vec<String>,
    errors: u64,
    cut_short: Option<String>,
}

impl Diff {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let form = self.form()?;
        let choices = choices(&self.reading)?;
        let old = version(&self.old, &choices, manner)?;
        let new = version(&self.new, &choices, manner)?;
        self.check_readings(&choices, &old, &new)?;
        let amended = Amended::new(&old, &new);
        let mappings = {
            let mut sources = new.sources.clone();
            evaluate::mappings::read(&self.mappings, &new, &mut sources, manner).map_err(Refused::shown)?
        };
        let (before, after) = (plans(&old), plans(&new));
        check_pairs(&before, &after)?;
        let as_of = self.as_of.as_ref().map_or_else(|| Ok(evaluate::now()), |text| evaluate::instant("--as-of", text, &after))?;
        let limit = self.limit.unwrap_or(if form == Form::Text { 20 } else { 1_000 });
        let run = Run {
            old: &before,
            new: &after,
            amended: &amended,
            as_of,
            lang: manner.lang,
            inputs: Inputs::default(),
            limit,
            told: AtomicU64::new(0),
        };
        let mut output = Output::open(self.output.as_deref(), &crate::report::text::FORMAT)?;
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        let mut sum = self.compare(&run, &mappings.list, manner)?;
        sum.groups(&run);
        if let Some(own) = mappings.own.filter(|_| run.inputs.has_grid()) {
            // of a revision, as git spells it
            let own = own.display().to_string().replacen(":/", ":", 1);
            sum.notices.push(
                say!("表格按新版政策文件夹里的映射读:{own}"; "tables were read by the mapping in the new version's folder: {own}")
                    .get(manner.lang)
                    .to_owned(),
            );
        }
        let shown = |path: &Path| path.display().to_string();
        let comparison = Comparison {
            old: Version { shown: shown(&self.old), plans: before.clone() },
            new: Version { shown: shown(&self.new), plans: after.clone() },
            as_of,
            amended: &amended,
            counts: sum.counts,
            shown: sum.shown,
            complaints: sum.complaints,
            errors: sum.errors,
            notices: sum.notices,
            lang: manner.lang,
            colour: manner.colour && self.output.is_none(),
            columns: columns(to_terminal),
        };
        let page = match form {
            Form::Text => text::report(&comparison),
            Form::Json => json::report(&comparison),
            Form::Html => html::report(&comparison),
        };
        let written = {
            let mut out = output.writer(&Progress::new(manner.lang));
            out.write_all(page.as_bytes()).and_then(|()| out.flush())
        };
        match written {
            // the reader of a pipe has gone: nothing is left to say
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(OK),
            Err(error) => return Err(self.output.as_deref().map_or_else(|| unwritten(&error), |path| unwritable(path, &error))),
            Ok(()) => output.finish()?,
        }
        Ok(match (comparison.errors, comparison.is_empty()) {
            _ if sum.cut_short.is_some() => FAULTY,
            (1.., _) => FAULTY,
            (0, true) => OK,
            (0, false) => VIOLATIONS,
        })
    }

    fn form(&self) -> Result<Form, Bilingual> {
        let suffix = self.output.as_deref().and_then(Path::extension).map(|suffix| suffix.to_string_lossy().to_ascii_lowercase());
        let named = match suffix.as_deref() {
            Some("json") => Some(Form::Json),
            Some("html" | "htm") => Some(Form::Html),
            _ => None,
        };
        match (self.format, named) {
            (Some(asked), Some(named)) if asked != named => {
                let suffix = suffix.unwrap_or_default();
                Err(
                    say!("--format 与 --output 的后缀 .{suffix} 矛盾:改其中之一"; "--format contradicts the suffix .{suffix} of --output: change one of them"),
                )
            }
            (asked, named) => Ok(asked.or(named).unwrap_or(Form::Text)),
        }
    }

    /// A reading that neither version has is a slip; one that a version lacks was not chosen there.
    fn check_readings(&self, choices: &[Choice], old: &Loaded, new: &Loaded) -> Result<(), Bilingual> {
        let (old, new) = (plans(old), plans(new));
        check_choices(choices, &new).or_else(|error| check_choices(choices, &old).map_err(|_| error))
    }

    fn compare(&self, run: &Run<'_>, mappings: &[crate::mapping::Mapping], manner: Manner) -> Result<Sum, Bilingual> {
        let vocabularies = |plans: &[&Plan]| plans.iter().map(|plan| plan.vocabulary().clone()).collect::<Vec<Vocabulary>>();
        let joined: Option<Vec<Vocabulary>> = (run.old.len() == run.new.len())
            .then(|| run.old.iter().zip(run.new).map(|(old, new)| old.vocabulary().joined(new.vocabulary())).collect())
            .flatten();
        let once = joined.is_some();
        let (first, second) = (joined.unwrap_or_else(|| vocabularies(run.old)), vocabularies(run.new));
        let lexicons: Vec<Lexicon<'_>> = first.iter().map(Lexicon::new).collect();
        let others: Vec<Lexicon<'_>> = second.iter().map(Lexicon::new).collect();
        let keyring = Keyring::default();
        let worker = || Compare::new(run, Reader::new(&lexicons), (!once).then(|| Reader::new(&others)), &keyring);
        let pace: Arc<Pace> = Arc::default();
        let stream = Stream {
            files: &self.cases,
            inputs: &run.inputs,
            mappings,
            layouts: None,
            pace: &pace,
            zones: run.new.iter().map(|plan| plan.vocabulary().zone).collect(),
            strict: false,
        };
        let threads = if self.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { self.threads };
        let shown = Progress::new(manner.lang);
        progress::heed(&pace, &shown);
        let mut sum = Sum::default();
        let ended = stream::run(&stream, threads, &worker, &mut |done| {
            let stop = sum.take(run, done, &shown);
            shown.show(&pace, sum.counts.records);
            Ok((stop, ()))
        });
        shown.end();
        let warnings = ended.map_err(|error| say!("读不下去:{error}"; "it cannot be read on: {error}"))?;
        sum.notices.extend(warnings.iter().map(|warning| summary::warned(run.new, &run.inputs, &warning, run.lang)));
        if sum.errors > 0 {
            let n = sum.errors;
            sum.notices.push(
                say!("{n} 处数据错误,相应的记录没有比较(见上)"; "{n} data errors: those records were not compared (see above)")
                    .get(run.lang)
                    .to_owned(),
            );
        }
        if let Some(at) = &sum.cut_short {
            sum.notices.insert(
                0,
                say!("运行被中断:{at} 起没有读,也没有比较"; "the run was cut short: nothing was read or compared from {at} on")
                    .get(run.lang)
                    .to_owned(),
            );
        }
        Ok(sum)
    }
}

impl Sum {
    /// Adds what a block gave; whether the run is to stop.
    fn take(&mut self, run: &Run<'_>, mut done: Done, progress: &Progress) -> bool {
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
    fn groups(&mut self, run: &Run<'_>) {
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
}

/// One version, without errors.
fn version(given: &Path, choices: &[Choice], manner: Manner) -> Result<Loaded, Bilingual> {
    let (sources, path) = revision::sources(given)?;
    // a reading that this version does not offer is not chosen in it
    let mut loaded = load_from(sources.clone(), std::slice::from_ref(&path), &[]).map_err(|error| say!("{error}"; "{error}"))?;
    let offered = |choice: &&Choice| {
        plans(&loaded).iter().flat_map(|plan| &plan.policy.readings).any(|r| r.rule == choice.rule && r.name.value == choice.reading)
    };
    let own: Vec<Choice> = choices.iter().filter(offered).cloned().collect();
    if !own.is_empty() {
        loaded = load_from(sources, &[path], &own).map_err(|error| say!("{error}"; "{error}"))?;
    }
    no_faults(&loaded, manner).map_err(Refused::shown)?;
    check_ids(&plans(&loaded))?;
    Ok(loaded)
}

fn plans(loaded: &Loaded) -> Vec<&Plan> {
    loaded.policies.iter().filter_map(|policy| policy.plan.as_ref()).collect()
}

/// Of several policies each has its counterpart, in the same order.
fn check_pairs(old: &[&Plan], new: &[&Plan]) -> Result<(), Bilingual> {
    let ids = |plans: &[&Plan]| plans.iter().map(|plan| plan.id().to_owned()).collect::<Vec<_>>();
    let (before, after) = (ids(old), ids(new));
    if before == after || (old.len() == 1 && new.len() == 1) {
        return Ok(());
    }
    let (before, after) = (before.join(" "), after.join(" "));
    Err(say!("两版里的政策不同,不能逐一比较:旧 {before};新 {after}"; "the two versions hold different policies: old {before}; new {after}"))
}
