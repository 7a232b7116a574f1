//! The command line: arguments, wiring, exit status.

pub mod calendar;
pub mod check;
pub mod diff;
pub mod evaluate;
pub mod explain;
pub mod folder;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod map;
pub mod merge;
#[cfg(feature = "monitor")]
pub mod monitor;
pub mod new;
pub(crate) mod part;
pub mod schema;
pub(crate) mod terminal;
pub mod test;
#[cfg(feature = "monitor")]
pub mod user;

use crate::lang::Lang;
use crate::table;
use clap::{Parser, Subcommand, ValueEnum};
use std::io::IsTerminal;
use std::process::ExitCode;
use terminal::complain;

/// No violation, nothing wrong.
pub const OK: u8 = 0;
/// Violations, or failed tests.
pub const VIOLATIONS: u8 = 1;
/// A usage, policy or data error.
pub const FAULTY: u8 = 2;

/// 督办:按程序规定的方式和时限,逐案评判 · judges cases against the procedures that govern them
#[derive(Debug, Parser)]
#[command(name = "duban", version, max_term_width = 100, disable_help_subcommand = true)]
struct Arguments {
    /// 提示和报告的语言 · language of messages and reports [默认 default: 随系统 from the locale, else zh]
    #[arg(long, global = true, value_enum)]
    lang: Option<LangArgument>,
    /// 颜色 · colour
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangArgument {
    Zh,
    En,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

// Each runs to an exit status, or to what went wrong, which is said here.
//
// Of all commands only the one that is asked for is described. What its arguments have as a doc comment would then take
// the place of what is said here: they have none.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
enum Command {
    /// 评判案件导出 · judge case exports
    Evaluate(evaluate::Evaluate),
    /// 合并部分结果 · join partial results
    ///
    /// 合并各次 duban evaluate --partial 的部分结果,得出指标的结论和全部的汇总。各部分的政策、评判时刻、读法必须相同;
    /// 同一条记录若出现在两个部分里会计两次,无法发现:各次的导出不可重叠。
    ///
    /// Joins what several runs of duban evaluate --partial wrote: gives the verdicts of metrics and the summary of all.
    /// Policies, as-of and readings of the parts must be the same. A record that stands in two parts counts twice and
    /// cannot be noticed: the exports must not overlap.
    Merge(merge::Merge),
    /// 新建一个能检查、能测试的政策 · begin a policy that checks and passes its tests
    New(new::New),
    /// 检查政策文件 · check policy files
    Check(check::Check),
    /// 为导出的表格写一份映射的初稿 · write a first mapping for an exported table
    ///
    /// 看表头和前两千行,猜每一列是什么:编号、各种事件的时间、属性、单位。猜出的每一行都注明把握和例子,没有用上的列
    /// 列在末尾;再按它读一两条记录给人看。请逐行核对,再用 duban check --mapping 检查、duban evaluate --mapping 使用。
    ///
    /// Looks at the header and the first two thousand rows and guesses what each column is: the id, the times of events,
    /// attributes, parties. Each line says how sure it is, with examples; columns not used are listed at the end, and the
    /// first records are shown as they would be read. Check it line by line, then use it with duban evaluate --mapping.
    Map(map::Map),
    /// 运行政策旁边的测试 · run the tests beside the policies
    Test(test::Test),
    /// 比较政策的两个版本:哪些结论会变,为什么 · compare two versions of a policy: which verdicts change, and why
    ///
    /// 两个版本各是一个政策文件夹,或者 git 的“版本:路径”(HEAD~1:policies/x)。同一份导出按两版各评判一遍:按规则和变化计数,
    /// 逐条列出新旧结论,并指出改了哪一行、日历哪一天、推算从哪一步起不同。退出码:0 没有变化,1 有变化,2 出错。
    ///
    /// Each version is a policy's folder, or REV:path as git spells it (HEAD~1:policies/x). One export is judged under both:
    /// counts by rule and transition, the old and the new verdict side by side, and which line, which day of the calendar and
    /// which step of the count is another. Exit status: 0 nothing changes, 1 something does, 2 an error.
    Diff(diff::Diff),
    /// 讲清一条结论的来龙去脉 · tell the whole story of a verdict
    ///
    /// 条文、版本、读法;期限在日历上怎样一天天数;哪些办理不算数,为什么;怎样就算办到;换一种读法会怎样。规则没有结论的,
    /// 讲清为什么没有。
    ///
    /// Clause, version, reading; how the limit was counted over the calendar, day by day; which acts do not count, and why;
    /// what would have been enough; what other readings make of it. Of a rule without a verdict: why there is none.
    Explain(explain::Explain),
    /// 写出编辑器用的 JSON Schema · write the JSON Schema that editors read
    ///
    /// 政策第一行的 #:schema 指向它:编辑器据此补全、解释每一个键。--markdown 打印同样内容的参考手册。
    ///
    /// The first line of a policy, #:schema, points to it: editors complete and explain keys by it. --markdown prints the
    /// same as a reference for people.
    Schema(schema::Schema),
    /// 为编辑器服务:提示错误、补全、解释 · serve an editor: findings, completion, explanations
    #[cfg(feature = "lsp")]
    Lsp(lsp::Lsp),
    /// 查看工作日历、推算期限 · show a working calendar, count a limit
    Calendar(calendar::Calendar),
    /// 值班台:收事件、逐案评判、到期前提醒 · the duty desk: takes events, judges, warns before limits pass
    #[cfg(feature = "monitor")]
    Monitor(monitor::Monitor),
    /// 值班台网页的账户 · accounts for the duty desk's page
    #[cfg(feature = "monitor")]
    User(user::UserCommand),
    /// Reads a file for another process: rows as frames. For the program itself alone.
    #[command(name = table::apart::SUBCOMMAND, hide = true)]
    ReadApart,
}

/// How to speak to the person at the terminal.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    pub lang: Lang,
    /// Whether standard output, and standard error, take colour.
    pub colour: bool,
    pub error_colour: bool,
}

/// Runs the command line; the exit status is 0 (no violation), 1 (violations) or 2 (an error).
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { FAULTY } else { OK });
        }
    };
    let asked = arguments.lang.map(|lang| match lang {
        LangArgument::Zh => Lang::Zh,
        LangArgument::En => Lang::En,
    });
    let lang = asked.unwrap_or_else(locale);
    let colour = |terminal: bool| match arguments.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    };
    let manner = Manner { lang, colour: colour(std::io::stdout().is_terminal()), error_colour: colour(std::io::stderr().is_terminal()) };
    let done = match arguments.command {
        Command::Evaluate(command) => command.run(manner),
        Command::Merge(command) => command.run(manner),
        Command::New(command) => command.run(manner),
        Command::Check(command) => command.run(manner),
        Command::Map(command) => command.run(manner),
        Command::Test(command) => command.run(manner),
        Command::Diff(command) => command.run(manner),
        Command::Explain(command) => command.run(manner),
        Command::Schema(command) => command.run(manner),
        #[cfg(feature = "lsp")]
        Command::Lsp(command) => command.run(manner, asked),
        Command::Calendar(command) => command.run(manner),
        #[cfg(feature = "monitor")]
        Command::Monitor(command) => command.run(manner),
        #[cfg(feature = "monitor")]
        Command::User(command) => command.run(manner),
        Command::ReadApart => Ok(table::apart::child::run()),
    };
    ExitCode::from(done.unwrap_or_else(|message| {
        complain(manner, &message);
        FAULTY
    }))
}

/// The language of the locale: Chinese unless it says otherwise.
fn locale() -> Lang {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match set.as_deref() {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}
