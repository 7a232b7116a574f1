//! `duban evaluate`: judge case exports.

pub(crate) mod asked;
pub(crate) mod basis;
mod charts;
pub(super) mod mappings;
pub(super) mod output;
pub(crate) mod pipeline;
pub(crate) mod progress;
mod rejects;
pub(super) mod stream;
pub(crate) mod summary;
pub(super) mod work;

use super::folder::load;
use super::part::Part;
use super::terminal::{complain, speak, unwritten};
use super::{Manner, OK};
use crate::ingest::open::Pace;
use crate::ingest::{Inputs, Layouts};
use crate::lang::Bilingual;
use crate::mapping::Mapping;
use crate::plan::Plan;
use crate::plan::readings::Reread;
use crate::policy::rules::Choice;
use crate::record::Vocabulary;
use crate::report::closing::Complaint;
use crate::report::format::Format;
use crate::report::setting::Setting;
use crate::say;
use crate::suite::read::as_of;
use crate::time::Instant;
use crate::verdict::Show;
use asked::{Asked, shown};
use basis::{Basis, Refused};
use clap::Args;
use output::{Output, format, unwritable};
use progress::Progress;
use serde_json::Value;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use summary::End;

// Arguments of `duban evaluate`.
#[derive(Debug, Args)]
pub struct Evaluate {
    /// 政策文件夹,可以多个 · policy folders; several are allowed
    #[arg(long = "policy", required = true, value_name = "PATH")]
    policies: Vec<PathBuf>,
    #[command(flatten)]
    asked: Asked,
    /// 报告格式 · format of the report [默认 default: 随 --output 的后缀 from the suffix of --output,否则 else text]
    #[arg(long, value_enum)]
    format: Option<&'static Format>,
    /// 写到文件 · write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 只写指标的部分结果,由 duban merge 合并 · write the partial results of metrics, for duban merge
    #[arg(long, value_name = "FILE")]
    partial: Option<PathBuf>,
    /// 每张图各写一个 SVG 文件(编译时带 png 功能的另写 PNG) · write each chart as SVG into this folder (and PNG, if built with it)
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
    /// 表格怎样读成记录(mapping.toml);不写则用政策文件夹 mappings/ 里仅有的一份 · how tables are read as records; none: the only one in the policy's `mappings` folder
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,
    /// 未能评判的记录按原样写到文件,改正后可再读 · write records that could not be judged as they stood, to be corrected and read again
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// 案件导出:NDJSON、JSON、表格、XES,gz、zst、zip 亦可,可用通配符;- 或不写为标准输入 · case exports, packed ones and patterns too; - or none: standard input
    #[arg(value_name = "CASES")]
    cases: Vec<PathBuf>,
}

/// A program that judges through the library.
pub trait Hears: Sync {
    /// A data error as it comes, and its record as it stood.
    fn error(&self, complaint: Complaint, record: Option<String>);
    /// The end of the run: see [`told`](crate::report::json::told).
    fn end(&self, told: Value);
}

/// What a run needs to know.
pub struct Run<'p> {
    pub setting: Setting<'p>,
    /// For `--all-readings`: the other readings of each plan.
    pub rereads: Option<&'p [Vec<Reread>]>,
    /// What ingest keeps, for each plan.
    pub vocabularies: &'p [Vocabulary],
    pub explain: Option<Show>,
    pub format: &'static Format,
    pub strict: bool,
    /// Metrics give no verdicts: their partial results are kept apart.
    pub partial: bool,
    /// As the command line has them.
    pub files: &'p [PathBuf],
    /// What is read of them, by number.
    pub inputs: Inputs,
    pub pace: Arc<Pace>,
    pub progress: Progress,
    pub mappings: &'p [Mapping],
    /// How the rows of rejected records stood; none where those are not kept.
    pub layouts: Option<&'p Layouts>,
    /// Where they go.
    pub rejects: Option<&'p Path>,
    /// Whether charts are drawn.
    pub draws: bool,
    /// Who hears what the report does not hold; else it is said on standard error.
    pub hears: Option<&'p dyn Hears>,
}

impl Run<'_> {
    /// Says something on standard error, if a person runs this.
    pub fn say(&self, line: &str) {
        if self.hears.is_none() {
            self.progress.aside(|| speak(line));
        }
    }
}

impl Evaluate {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let asked = &self.asked;
        let outputs = [&self.output, &self.rejects, &self.partial].map(Option::as_deref);
        output::spares(&outputs, &[&self.cases, &self.mappings])?;
        let loaded = load(&self.policies, &asked.choices()?)?;
        let basis = Basis::new(&loaded, asked, &self.mappings, manner).map_err(Refused::shown)?;
        let format = format(self.format, self.output.as_deref())?;
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        let standard = [PathBuf::from("-")];
        let layouts = Layouts::default();
        let coloured = Manner { colour: manner.colour && self.output.is_none(), ..manner };
        let mut run = Run {
            partial: self.partial.is_some(),
            files: if self.cases.is_empty() { &standard } else { self.cases.as_slice() },
            layouts: self.rejects.is_some().then_some(&layouts),
            rejects: self.rejects.as_deref(),
            draws: self.charts.is_some() || format.draws,
            ..basis.run(asked, format, shown(asked.show, format, to_terminal), coloured)?
        };
        run.setting.columns = columns(to_terminal);
        let mut output = Output::open(self.output.as_deref(), format)?;
        progress::heed(&run.pace, &run.progress);
        let end = pipeline::run(&run, asked.threads(), output.writer(&run.progress));
        if let Some(own) = basis.mappings.own.as_ref().filter(|_| run.inputs.has_grid()) {
            let own = own.display();
            let said = say!("表格按政策文件夹里的映射读:{own}"; "tables were read by the mapping in the policy's folder: {own}");
            speak(said.get(manner.lang));
        }
        match (&self.partial, &end) {
            (Some(path), Ok(End { cut_short: Some(_), .. })) => complain(manner, &not_whole(path)),
            (Some(path), Ok(end)) => self.write_part(path, &run, end)?,
            _ => {}
        }
        if let (Some(folder), Ok(end)) = (&self.charts, &end) {
            charts::write(folder, &end.charts, manner).map_err(|error| unwritable(folder, &error))?;
        }
        status(end, output)
    }

    fn write_part(&self, path: &Path, run: &Run<'_>, end: &End) -> Result<(), Bilingual> {
        let part = Part::of(run, &self.asked.reading, end);
        let write = || -> io::Result<()> {
            let mut out = io::BufWriter::new(std::fs::File::create(path)?);
            serde_json::to_writer(&mut out, &part)?;
            out.write_all(b"\n")?;
            out.flush()
        };
        write().map_err(|error| unwritable(path, &error))
    }
}

/// The readings that `--reading` names.
pub(super) fn choices(readings: &[String]) -> Result<Vec<Choice>, Bilingual> {
    let one = |text: &String| match text.split_once('=') {
        Some((rule, reading)) if !rule.is_empty() && !reading.is_empty() => {
            Ok(Choice { rule: rule.to_owned(), reading: reading.to_owned() })
        }
        _ => Err(
            say!("--reading {text}:写 规则=读法,例如 XZ-01=duty-roster"; "--reading {text}: write RULE=READING, such as XZ-01=duty-roster"),
        ),
    };
    readings.iter().filter(|text| !text.ends_with("=default")).map(one).collect()
}

/// The exit status of a run, once its report stands where it belongs.
pub(super) fn status(end: io::Result<End>, output: Output) -> Result<u8, Bilingual> {
    match end {
        Ok(end) => {
            output.finish()?;
            Ok(end.status())
        }
        // The reader of a pipe has gone: nothing is left to say.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(OK),
        Err(error) => Err(unwritten(&error)),
    }
}

/// An instant as the command line gives it; a date alone is 24:00 of that day.
pub(super) fn instant(option: &str, text: &str, plans: &[&Plan]) -> Result<Instant, Bilingual> {
    let zone = plans.first().map(|p| p.vocabulary().zone).unwrap_or_default();
    as_of(text, &zone).ok_or_else(|| {
        say!("{option} {text}:不是时刻;写 2024-06-01T00:00:00+08:00、\"2024-06-01 09:00\" 或 2024-06-01";
             "{option} {text}: no time; write 2024-06-01T00:00:00+08:00, \"2024-06-01 09:00\" or 2024-06-01")
    })
}

/// The only clock of the command line.
#[allow(clippy::disallowed_methods, reason = "as-of defaults to now, here and nowhere else")]
pub(super) fn now() -> Instant {
    Instant(chrono::Utc::now().timestamp() * 1_000_000)
}

pub(super) fn columns(to_terminal: bool) -> usize {
    let set = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let width = if to_terminal { set.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))) } else { None };
    width.unwrap_or(100).clamp(60, 140)
}

/// The partial results of a part of the records would be taken for those of all.
fn not_whole(path: &Path) -> Bilingual {
    let path = path.display();
    say!("运行被中断,没有写 {path}:部分结果要有全部的记录"; "the run was cut short and {path} was not written: it must hold all records")
}

pub(super) fn check_choices(choices: &[Choice], plans: &[&Plan]) -> Result<(), Bilingual> {
    for (n, choice) in choices.iter().enumerate() {
        let (rule, reading) = (&choice.rule, &choice.reading);
        let offered: Vec<&str> =
            plans.iter().flat_map(|p| &p.policy.readings).filter(|r| r.rule == *rule).map(|r| r.name.value.as_str()).collect();
        let list = offered.join(" ");
        if offered.is_empty() {
            return Err(
                say!("--reading:没有规则 {rule},或者它没有别的读法"; "--reading: there is no rule {rule}, or it has no other reading"),
            );
        }
        if !offered.contains(&reading.as_str()) {
            return Err(
                say!("--reading:规则 {rule} 没有读法 {reading};它的读法:{list}"; "--reading: rule {rule} has no reading {reading}; its readings: {list}"),
            );
        }
        if choices[..n].contains(choice) {
            return Err(say!("--reading:{rule}={reading} 写了两次"; "--reading: {rule}={reading} is given twice"));
        }
    }
    Ok(())
}

pub(super) fn check_ids(plans: &[&Plan]) -> Result<(), Bilingual> {
    for (n, plan) in plans.iter().enumerate() {
        let id = plan.id();
        if plans[..n].iter().any(|other| other.id() == id) {
            return Err(say!("政策 {id} 给了两次"; "the policy {id} is given twice"));
        }
    }
    Ok(())
}
