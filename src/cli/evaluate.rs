//! `duban evaluate`: judge case exports.

mod charts;
pub(super) mod mappings;
pub(super) mod output;
pub(super) mod pipeline;
pub(super) mod progress;
mod rejects;
pub(super) mod stream;
pub(super) mod summary;
pub(super) mod work;

use super::part::Part;
use super::{FAULTY, Manner, OK, VIOLATIONS, complain};
use crate::ingest::open::Pace;
use crate::ingest::{Inputs, Layouts};
use crate::lang::Bilingual;
use crate::mapping::Mapping;
use crate::plan::Plan;
use crate::plan::load::{Loaded, load};
use crate::plan::readings::{Reread, rereads, vocabulary};
use crate::policy::rules::Choice;
use crate::record::Vocabulary;
use crate::report::excerpt::excerpt;
use crate::report::format::Format;
use crate::report::setting::Setting;
use crate::report::{FORMATS, moment};
use crate::say;
use crate::suite::read::as_of;
use crate::time::instant::DAY;
use crate::time::{Instant, spelling};
use crate::verdict::Show;
use clap::{Args, ValueEnum};
use output::{Output, format, unwritable};
use progress::Progress;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use summary::End;

/// Arguments of `duban evaluate`.
#[derive(Debug, Args)]
pub struct Evaluate {
    /// 政策文件夹,可以多个 · policy folders; several are allowed
    #[arg(long = "policy", required = true, value_name = "PATH")]
    policies: Vec<PathBuf>,
    /// 评判的时刻,之后的事件不看;只写日期的指当日24时 · judge at this instant; a date alone means 24:00 [默认 default: now]
    #[arg(long, value_name = "TIME")]
    as_of: Option<String>,
    /// 只看到这一时刻为止录入的事件(recorded_at),照当时的记录评判 · leave out what was entered (`recorded_at`) later
    #[arg(long, value_name = "TIME")]
    as_known_at: Option<String>,
    /// 简报的本期从哪一天起 · the first day of a briefing's period [默认 default: 评判时刻之前7天 7 days before as-of]
    #[arg(long, value_name = "DAY")]
    since: Option<String>,
    /// 显示哪些结论 · which verdicts to show [默认 default: 终端上的 text 为 violations,其余 all]
    #[arg(long, value_enum)]
    show: Option<ShowArgument>,
    /// 报告格式 · format of the report [默认 default: 随 --output 的后缀 from the suffix of --output,否则 else text]
    #[arg(long, value_enum)]
    format: Option<&'static Format>,
    /// 结论附推算步骤 · verdicts with the steps that lead to them
    #[arg(long, value_enum, default_value_t = Explain::Shown)]
    explain: Explain,
    /// 采用某条规则的另一读法 · take another reading of a rule
    #[arg(long, value_name = "RULE=READING")]
    reading: Vec<String>,
    /// 每条规则的每种读法都评判一遍,标出因读法而异的结论 · judge under every reading, mark verdicts that depend on it
    #[arg(long, conflicts_with = "partial")]
    all_readings: bool,
    /// 写到文件 · write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// 只写指标的部分结果,由 duban merge 合并 · write the partial results of metrics, for duban merge
    #[arg(long, value_name = "FILE")]
    partial: Option<PathBuf>,
    /// 每张图各写一个 SVG 文件(编译时带 png 功能的另写 PNG) · write each chart as SVG into this folder (and PNG, if built with it)
    #[arg(long, value_name = "DIR")]
    charts: Option<PathBuf>,
    /// 线程数,0 为全部核心;结果不因此改变 · threads, 0 for every core; the output is the same
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,
    /// 遇到第一条数据错误即停止 · stop at the first data error
    #[arg(long)]
    strict: bool,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ShowArgument {
    /// 迟办、逾期、违反 · late, overdue, violated
    Violations,
    /// 未了结的 · pending, overdue, unknown
    Open,
    /// 全部 · every verdict
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Explain {
    /// 显示的结论都附 · every verdict shown
    Shown,
    /// 不附 · none
    Never,
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
    /// Where rejected records go, and how their rows stood.
    pub rejects: Option<(&'p Path, &'p Layouts)>,
    /// Whether charts are drawn.
    pub draws: bool,
}

impl Evaluate {
    pub fn run(&self, manner: Manner) -> u8 {
        match self.evaluate(manner) {
            Ok(code) => code,
            Err(message) => {
                complain(manner, &message);
                FAULTY
            }
        }
    }

    fn evaluate(&self, manner: Manner) -> Result<u8, Bilingual> {
        let choices = choices(&self.reading)?;
        let mut loaded = load(&self.policies, &choices).map_err(|error| say!("{error}"; "{error}"))?;
        report_faults(&loaded, manner)?;
        let plans: Vec<&Plan> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).collect();
        check_choices(&choices, &plans)?;
        check_ids(&plans)?;
        let rereads = if self.all_readings { Some(rereads(&mut loaded, &choices)) } else { None };
        report_faults(&loaded, manner)?;
        let mappings = mappings::read(&self.mappings, &mut loaded, manner)?;
        let plans: Vec<&Plan> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).collect();
        let others = |n: usize| rereads.as_ref().and_then(|all| all.get(n)).map_or(&[][..], Vec::as_slice);
        let vocabularies: Vec<Vocabulary> = plans.iter().enumerate().map(|(n, plan)| vocabulary(plan, others(n))).collect();
        let format = format(self.format, self.output.as_deref())?;
        let to_terminal = self.output.is_none() && io::stdout().is_terminal();
        let show = shown(self.show, format, to_terminal);
        let standard = [PathBuf::from("-")];
        let layouts = Layouts::default();
        let as_of = self.as_of(&plans)?;
        let run = Run {
            setting: Setting {
                plans: &plans,
                as_of,
                since: self.since(as_of, &plans)?,
                known_at: self.as_known_at.as_ref().map(|text| instant("--as-known-at", text, &plans)).transpose()?,
                show,
                readings: self.all_readings,
                lang: manner.lang,
                colour: manner.colour && self.output.is_none(),
                columns: columns(to_terminal),
            },
            rereads: rereads.as_deref(),
            vocabularies: &vocabularies,
            explain: (self.explain == Explain::Shown && format.explains).then_some(show),
            format,
            strict: self.strict,
            partial: self.partial.is_some(),
            files: if self.cases.is_empty() { &standard } else { self.cases.as_slice() },
            inputs: Inputs::default(),
            pace: Arc::default(),
            progress: Progress::new(manner.lang),
            mappings: &mappings.list,
            rejects: self.rejects.as_deref().map(|path| (path, &layouts)),
            draws: self.charts.is_some() || format.draws,
        };
        let mut output = Output::open(self.output.as_deref(), format)?;
        let threads = if self.threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { self.threads };
        progress::heed(&run.pace, &run.progress);
        let end = pipeline::run(&run, threads, output.writer(&run.progress));
        if let Some(own) = mappings.own.filter(|_| run.inputs.has_grid()) {
            let own = own.display();
            eprintln!(
                "{}",
                say!("表格按政策文件夹里的映射读:{own}"; "tables were read by the mapping in the policy's folder: {own}").get(manner.lang)
            );
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
        let zone = run.setting.zone();
        let shown = |at| moment::rfc3339(at, &zone).to_string();
        let instants = (shown(run.setting.as_of), run.setting.known_at.map(shown));
        let part = Part::new(run.setting.plans, instants, &self.reading, &end.tally, end.errors, &end.partials);
        let write = || -> io::Result<()> {
            let mut out = io::BufWriter::new(std::fs::File::create(path)?);
            serde_json::to_writer(&mut out, &part)?;
            out.write_all(b"\n")?;
            out.flush()
        };
        write().map_err(|error| unwritable(path, &error))
    }

    fn since(&self, as_of: Instant, plans: &[&Plan]) -> Result<Instant, Bilingual> {
        let Some(text) = &self.since else { return Ok(as_of.plus(-7 * DAY)) };
        let zone = plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        match spelling::time(text, &zone) {
            Ok(when) if when.earliest < as_of => Ok(when.earliest),
            Ok(_) => Err(say!("--since {text}:应在评判时刻之前"; "--since {text}: must lie before the as-of")),
            Err(_) => Err(say!("--since {text}:不是日期;写 2024-06-01"; "--since {text}: no day; write 2024-06-01")),
        }
    }

    fn as_of(&self, plans: &[&Plan]) -> Result<Instant, Bilingual> {
        self.as_of.as_ref().map_or_else(|| Ok(now()), |text| instant("--as-of", text, plans))
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

/// Which verdicts are shown: violations on a terminal, else all.
pub(super) fn shown(asked: Option<ShowArgument>, format: &Format, to_terminal: bool) -> Show {
    match asked {
        Some(ShowArgument::Violations) => Show::Violations,
        Some(ShowArgument::Open) => Show::Open,
        Some(ShowArgument::All) => Show::All,
        None if format.name == FORMATS[0].name && to_terminal => Show::Violations,
        None => Show::All,
    }
}

/// The exit status of a run, once its report stands where it belongs.
pub(super) fn status(end: io::Result<End>, output: Output) -> Result<u8, Bilingual> {
    match end {
        Ok(end) => {
            output.finish()?;
            Ok(match (end.errors, end.tally.violations()) {
                _ if end.cut_short.is_some() => FAULTY,
                (1.., _) => FAULTY,
                (_, 1..) => VIOLATIONS,
                _ => OK,
            })
        }
        // The reader of a pipe has gone: nothing is left to say.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(OK),
        Err(error) => Err(say!("写不出报告:{error}"; "the report cannot be written: {error}")),
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

/// A policy with errors judges nothing: they are shown as `check` shows them.
pub(super) fn report_faults(loaded: &Loaded, manner: Manner) -> Result<(), Bilingual> {
    if !loaded.faults.has_errors() {
        return Ok(());
    }
    for fault in loaded.faults.sorted() {
        if fault.level == crate::diag::Level::Error {
            eprintln!("{}\n", excerpt(fault, &loaded.sources, manner.lang, manner.error_colour));
        }
    }
    Err(
        say!("政策有错误,没有评判;改正后用 duban check 查看"; "the policy has errors and nothing was judged; correct them, duban check shows them"),
    )
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
