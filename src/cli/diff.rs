//! `duban diff`: which verdicts change between two versions of a policy, and why.

mod revision;
mod sum;
mod version;
mod work;

use super::evaluate::asked::threads;
use super::evaluate::basis::Refused;
use super::evaluate::output::{Output, spares};
use super::evaluate::progress::Progress;
use super::evaluate::stream::{self, Stream};
use super::evaluate::{self, choices, columns, progress, summary};
use super::{FAULTY, Manner, OK, VIOLATIONS};
use crate::ingest::open::Pace;
use crate::ingest::{Inputs, Keyring, Lexicon, Reader};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::amended::Amended;
use crate::record::Vocabulary;
use crate::report::diff::{Comparison, Version, html, json, text};
use crate::say;
use crate::time::Instant;
use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use sum::Sum;
use version::{check_pairs, check_readings, plans, version};
use work::Compare;

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

impl Diff {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let form = self.form()?;
        spares(&[self.output.as_deref()], &[&self.cases, &self.mappings])?;
        let choices = choices(&self.reading)?;
        let old = version(&self.old, &choices, manner)?;
        let new = version(&self.new, &choices, manner)?;
        check_readings(&choices, &old, &new)?;
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
        let output = Output::open(self.output.as_deref(), &crate::report::text::FORMAT)?;
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
        output.put(page.as_bytes())?;
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
        let shown = Progress::new(manner.lang);
        progress::heed(&pace, &shown);
        let mut sum = Sum::default();
        let ended = stream::run(&stream, threads(self.threads), &worker, &mut |done| {
            let stop = sum.take(run, done, &shown);
            shown.show(&pace, sum.counts.records);
            Ok((stop, ()))
        });
        shown.end();
        let warnings = ended.map_err(|error| say!("读不下去:{error}"; "it cannot be read on: {error}"))?;
        sum.notices.extend(warnings.iter().map(|warning| summary::warned(run.new, &run.inputs, &warning, run.lang)));
        sum.end(run);
        Ok(sum)
    }
}
