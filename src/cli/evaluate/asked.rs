//! What is asked of a run beside policies and cases: options of the command, and of programs that judge through
//! [`embed`](crate::embed).

use super::{choices, instant, now};
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::policy::rules::Choice;
use crate::report::FORMATS;
use crate::report::format::Format;
use crate::say;
use crate::time::instant::DAY;
use crate::time::{Instant, spelling};
use crate::verdict::Show;
use clap::{Args, ValueEnum};

// Options of a run, as people write them.
#[derive(Clone, Debug, Default, Args)]
pub struct Asked {
    /// 评判的时刻,之后的事件不看;只写日期的指当日24时 · judge at this instant; a date alone means 24:00 [默认 default: now]
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// 只看到这一时刻为止录入的事件(recorded_at),照当时的记录评判 · leave out what was entered (`recorded_at`) later
    #[arg(long, value_name = "TIME")]
    pub as_known_at: Option<String>,
    /// 简报的本期从哪一天起 · the first day of a briefing's period [默认 default: 评判时刻之前7天 7 days before as-of]
    #[arg(long, value_name = "DAY")]
    pub since: Option<String>,
    /// 显示哪些结论 · which verdicts to show [默认 default: 终端上的 text 为 violations,其余 all]
    #[arg(long, value_enum)]
    pub show: Option<ShowArgument>,
    /// 结论附推算步骤 · verdicts with the steps that lead to them
    #[arg(long, value_enum, default_value_t = Explain::Shown)]
    pub explain: Explain,
    /// 采用某条规则的另一读法 · take another reading of a rule
    #[arg(long, value_name = "RULE=READING")]
    pub reading: Vec<String>,
    /// 每条规则的每种读法都评判一遍,标出因读法而异的结论 · judge under every reading, mark verdicts that depend on it
    #[arg(long, conflicts_with = "partial")]
    pub all_readings: bool,
    /// 线程数,0 为全部核心;结果不因此改变 · threads, 0 for every core; the output is the same
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub threads: usize,
    /// 遇到第一条数据错误即停止 · stop at the first data error
    #[arg(long)]
    pub strict: bool,
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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Explain {
    /// 显示的结论都附 · every verdict shown
    #[default]
    Shown,
    /// 不附 · none
    Never,
}

impl Asked {
    /// The readings that are taken.
    ///
    /// # Errors
    /// One is not written `RULE=READING`.
    pub fn choices(&self) -> Result<Vec<Choice>, Bilingual> {
        choices(&self.reading)
    }

    pub(super) fn as_of(&self, plans: &[&Plan]) -> Result<Instant, Bilingual> {
        self.as_of.as_ref().map_or_else(|| Ok(now()), |text| instant("--as-of", text, plans))
    }

    pub(super) fn as_known_at(&self, plans: &[&Plan]) -> Result<Option<Instant>, Bilingual> {
        self.as_known_at.as_ref().map(|text| instant("--as-known-at", text, plans)).transpose()
    }

    pub(super) fn since(&self, as_of: Instant, plans: &[&Plan]) -> Result<Instant, Bilingual> {
        let Some(text) = &self.since else { return Ok(as_of.plus(-7 * DAY)) };
        let zone = plans.first().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        match spelling::time(text, &zone) {
            Ok(when) if when.earliest < as_of => Ok(when.earliest),
            Ok(_) => Err(say!("--since {text}:应在评判时刻之前"; "--since {text}: must lie before the as-of")),
            Err(_) => Err(say!("--since {text}:不是日期;写 2024-06-01"; "--since {text}: no day; write 2024-06-01")),
        }
    }

    pub(crate) fn threads(&self) -> usize {
        threads(self.threads)
    }
}

/// So many threads as were asked for; 0 is one a core.
pub(crate) fn threads(asked: usize) -> usize {
    if asked == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { asked }
}

/// Which verdicts are shown: violations on a terminal, else all.
pub(crate) fn shown(asked: Option<ShowArgument>, format: &Format, to_terminal: bool) -> Show {
    match asked {
        Some(ShowArgument::Violations) => Show::Violations,
        Some(ShowArgument::Open) => Show::Open,
        Some(ShowArgument::All) => Show::All,
        None if format.name == FORMATS[0].name && to_terminal => Show::Violations,
        None => Show::All,
    }
}
