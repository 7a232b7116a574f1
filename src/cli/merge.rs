//! `duban merge`: join the partial results of several runs.

use super::evaluate::asked::{ShowArgument, shown};
use super::evaluate::basis::{Refused, no_faults};
use super::evaluate::output::{Output, format, spares};
use super::evaluate::pipeline::Sink;
use super::evaluate::progress::Progress;
use super::evaluate::summary::End;
use super::evaluate::work::Done;
use super::evaluate::{Run, check_choices, check_ids, choices, columns, status};
use super::folder::load;
use super::part::{Made, Part};
use super::{Manner, OK};
use crate::engine::Partial;
use crate::ingest::{Inputs, Warnings};
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::load::Loaded;
use crate::report::format::{Format, Out};
use crate::report::setting::Setting;
use crate::report::tally::Tally;
use crate::say;
use crate::suite::read::as_of;
use crate::time::Instant;
use crate::time::instant::DAY;
use crate::verdict::Show;
use clap::Args;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::Arc;

// Arguments of `duban merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// 政策文件夹,与各部分评判时相同 · the policy folders that the parts were judged by
    #[arg(long = "policy", required = true, value_name = "PATH")]
    policies: Vec<PathBuf>,
    /// 显示哪些结论 · which verdicts to show [默认 default: 终端上的 text 为 violations,其余 all]
    #[arg(long, value_enum)]
    show: Option<ShowArgument>,
    /// 报告格式 · format of the report [默认 default: 随 --output 的后缀 from the suffix of --output,否则 else text]
    #[arg(long, value_enum)]
    format: Option<&'static Format>,
    /// 写到文件 · write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 部分结果 · partial results
    #[arg(required = true, value_name = "PART")]
    parts: Vec<PathBuf>,
}

impl Merge {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        spares(&[self.output.as_deref()], &[&self.parts])?;
        let parts = self.read()?;
        let Some((_, first)) = parts.first() else { return Ok(OK) };
        let loaded = load(&self.policies, &choices(&first.readings)?)?;
        let format = format(self.format, self.output.as_deref())?;
        let joined = Joined::new(&parts, &loaded, manner).map_err(Refused::shown)?;
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        let coloured = Manner { colour: manner.colour && self.output.is_none(), ..manner };
        let mut run = joined.run(format, shown(self.show, format, to_terminal), coloured)?;
        run.setting.columns = columns(to_terminal);
        let mut output = Output::open(self.output.as_deref(), format)?;
        let end = joined.report(&run, output.writer(&run.progress));
        status(end, output)
    }

    /// Every part.
    fn read(&self) -> Result<Vec<(String, Part)>, Bilingual> {
        let mut parts: Vec<(String, Part)> = Vec::new();
        for (n, path) in self.parts.iter().enumerate() {
            let shown = path.display();
            if self.parts[..n].contains(path) {
                return Err(say!("{shown} 给了两次"; "{shown} is given twice"));
            }
            let text = std::fs::read_to_string(path).map_err(|error| say!("读不了 {shown}:{error}"; "{shown} cannot be read: {error}"))?;
            parts.push((shown.to_string(), part(&shown.to_string(), &text)?));
        }
        Ok(parts)
    }
}

/// A part of that name.
///
/// # Errors
/// It is none.
pub(crate) fn part(name: &str, text: &str) -> Result<Part, Bilingual> {
    Part::read(text).map_err(|Bilingual { zh, en }| say!("{name}:{zh}"; "{name}: {en}"))
}

/// Parts that belong together, beside the policies that they were judged by.
pub(crate) struct Joined<'l> {
    pub plans: Vec<&'l Plan>,
    as_of: Instant,
    known_at: Option<Instant>,
    /// Data errors and counts, by part.
    counted: Vec<(u64, Tally, Vec<Partial>)>,
}

impl<'l> Joined<'l> {
    /// Joins what has names, for messages; `loaded` must have been loaded under the readings of the first.
    ///
    /// # Errors
    /// Parts that do not belong together, or to the policies.
    pub fn new(parts: &[(String, Part)], loaded: &'l Loaded, manner: Manner) -> Result<Joined<'l>, Refused> {
        no_faults(loaded, manner)?;
        let Some((name, first)) = parts.first() else {
            return Err(say!("没有部分结果可合并"; "there are no partial results to join").into());
        };
        for (other, part) in parts {
            together((name, first), (other, part))?;
        }
        let known: Vec<&Plan> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).collect();
        check_ids(&known)?;
        let plans = plans(first, &known)?;
        check_choices(&choices(&first.readings)?, &plans)?;
        let zone = plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        let known_at = first
            .as_known_at
            .as_ref()
            .map(|at| as_of(at, &zone).ok_or_else(|| say!("--as-known-at {at} 读不出"; "the --as-known-at {at} cannot be read")));
        let at = &first.as_of;
        let as_of = as_of(at, &zone).ok_or_else(|| say!("评判时刻 {at} 读不出"; "the as-of {at} cannot be read"))?;
        let mut counted = Vec::new();
        for (name, part) in parts {
            let (tally, partials) = part.counts(&plans).map_err(|Bilingual { zh, en }| say!("{name}:{zh}"; "{name}: {en}"))?;
            counted.push((part.errors, tally, partials));
        }
        Ok(Joined { plans, as_of, known_at: known_at.transpose()?, counted })
    }

    /// A run of no records.
    ///
    /// # Errors
    /// The format lists records.
    pub fn run(&self, format: &'static Format, show: Show, manner: Manner) -> Result<Run<'_>, Bilingual> {
        if !format.joins {
            let name = format.name;
            return Err(
                say!("{name} 逐条列出记录,部分结果里没有记录;用 text、json"; "{name} lists records, and partial results hold none; take text or json"),
            );
        }
        Ok(Run {
            setting: Setting {
                plans: &self.plans,
                as_of: self.as_of,
                since: self.as_of.plus(-7 * DAY),
                known_at: self.known_at,
                show,
                readings: false,
                lang: manner.lang,
                colour: manner.colour,
                columns: columns(false),
            },
            rereads: None,
            vocabularies: &[],
            explain: None,
            format,
            strict: false,
            partial: false,
            files: &[],
            inputs: Inputs::default(),
            pace: Arc::default(),
            progress: Progress::new(manner.lang),
            mappings: &[],
            layouts: None,
            rejects: None,
            draws: false,
            hears: None,
        })
    }

    /// Adds all up and writes the report.
    ///
    /// # Errors
    /// The output's.
    pub fn report(&self, run: &Run<'_>, out: Out<'_>) -> io::Result<End> {
        let mut sink = Sink::new(run, out)?;
        for (errors, tally, partials) in &self.counted {
            sink.take(Done { tally: tally.clone(), partials: partials.clone(), ..Done::default() })?;
            sink.note_errors(*errors);
        }
        sink.finish(Warnings::default())
    }
}

/// The plans in the order of the parts, made from the same bytes.
fn plans<'p>(part: &Part, known: &[&'p Plan]) -> Result<Vec<&'p Plan>, Bilingual> {
    let find = |Made { id, digest }: &Made| match known.iter().find(|plan| plan.id() == id) {
        None => Err(say!("--policy 里没有政策 {id}"; "--policy does not hold the policy {id}")),
        Some(plan) if plan.digest != *digest => Err(say!(
            "政策 {id} 在评判之后改动过(或者换了日历):摘要不同;用评判时的文件,或者重新评判各部分";
            "the policy {id} (or its calendar) was changed after judging: the digests differ; use the files of then, or judge the parts again")),
        Some(plan) => Ok(*plan),
    };
    part.policies.iter().map(find).collect()
}

/// Numbers of different policies, instants or readings do not add up.
fn together((first, wanted): (&str, &Part), (path, part): (&str, &Part)) -> Result<(), Bilingual> {
    if part.as_of != wanted.as_of {
        let (a, b) = (&wanted.as_of, &part.as_of);
        return Err(
            say!("评判时刻不同,不能合并:{first} 是 {a},{path} 是 {b}"; "the parts are judged at different instants: {first} at {a}, {path} at {b}"),
        );
    }
    if part.as_known_at != wanted.as_known_at {
        return Err(
            say!("--as-known-at 不同,不能合并:{first}、{path}"; "the parts judge what was known at different instants (--as-known-at): {first}, {path}"),
        );
    }
    if part.readings != wanted.readings {
        let list = |part: &Part| if part.readings.is_empty() { "default".to_owned() } else { part.readings.join(" ") };
        let (a, b) = (list(wanted), list(part));
        return Err(say!("读法不同,不能合并:{first} 是 {a},{path} 是 {b}"; "the parts take different readings: {first} {a}, {path} {b}"));
    }
    if part.policies != wanted.policies {
        let list = |part: &Part| {
            part.policies.iter().map(|p| format!("{} {}", p.id, p.digest.get(..12).unwrap_or(&p.digest))).collect::<Vec<_>>().join(" ")
        };
        let (a, b) = (list(wanted), list(part));
        return Err(
            say!("政策不同,不能合并:{first} 是 {a},{path} 是 {b}"; "the parts are judged by different policies: {first} by {a}, {path} by {b}"),
        );
    }
    Ok(())
}
