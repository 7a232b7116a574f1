//! `duban check`: every fault of every policy file, in one run.

mod fix;
mod watch;
pub(crate) mod whole;

use super::terminal::print;
use super::{FAULTY, Manner, OK, folder};
use crate::diag::Level;
use crate::lang::Bilingual;
use crate::plan::load::Checks;
use crate::report::{findings, lowered};
use crate::source::Sources;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

// Arguments of `duban check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 政策文件夹,或者它们的上级 · policy folders, or a folder above them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 另外要检查的映射 · mappings to check beside the policies' own
    #[arg(long = "mapping", value_name = "FILE")]
    mappings: Vec<PathBuf>,
    /// 列出假定的数值、不计的“及时” · list assumed values and limits that are not measured
    #[arg(long)]
    notes: bool,
    /// 逐条规则列出条件怎样判断:表格、转为原生的 Rhai、在 Rhai 中运行的及其原因 · show of every rule how its conditions are judged: tables, Rhai made native, Rhai that stays and why
    #[arg(long, conflicts_with_all = ["watch", "fix"])]
    plan: bool,
    /// 有警告也算不合格 · warnings count as errors
    #[arg(long)]
    deny_warnings: bool,
    /// 所引原文的文件夹 · folder of the texts that are quoted [默认 default: sources/ beside the policies]
    #[arg(long, value_name = "DIR")]
    sources: Option<PathBuf>,
    /// 保存就重查,Ctrl-C 结束 · check again on every save, until Ctrl-C
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    watch: bool,
    /// 改正可以放心改的地方:全角标点、看不见的字符、编码、拼错一个字母的键 · mend what is safe: full-width marks, invisible letters, encodings, keys a letter off
    #[arg(long)]
    fix: bool,
    /// 只显示要改什么,不写入 · show what would be mended, write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// 输出格式 · output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Check {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let paths = self.policies()?;
        if self.watch {
            return Ok(watch::run(self, &paths, manner));
        }
        let checks = self.checked(&paths, manner)?;
        let shown = match self.format {
            // What is broken has no plan: then the findings are shown.
            Format::Text if self.plan && !checks.faults.has_errors() => {
                lowered::text(&checks.lowered, &checks.sources, manner.lang, manner.colour)
            }
            Format::Json if self.plan && !checks.faults.has_errors() => lowered::json(&checks.lowered, &checks.sources, manner.lang),
            Format::Text => findings::text(&checks, manner.lang, manner.colour, self.notes),
            Format::Json => findings::json(&checks, manner.lang),
        };
        print(&shown)?;
        Ok(status(&checks, self.deny_warnings))
    }

    /// The policies as they are, or as they are once mended.
    fn checked(&self, paths: &[PathBuf], manner: Manner) -> Result<Checks, Bilingual> {
        if self.fix {
            let mended = fix::run(self, paths, manner)?;
            if !self.dry_run {
                return Ok(mended);
            }
        }
        whole::whole(paths, self.sources.as_deref(), &self.mappings, Sources::default()).map_err(|error| folder::unreadable(&error))
    }

    /// The folders meant: a file of a policy stands for its folder.
    fn policies(&self) -> Result<Vec<PathBuf>, Bilingual> {
        folder::of_texts(self.sources.as_deref())?;
        folder::meant(&self.paths)
    }
}

/// The exit status that findings give.
fn status(checks: &Checks, deny_warnings: bool) -> u8 {
    let warned = deny_warnings && checks.faults.count(Level::Warning) > 0;
    if checks.faults.has_errors() || warned { FAULTY } else { OK }
}
