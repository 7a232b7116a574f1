//! `duban test`: the tests beside the policies, differences side by side.

use super::{FAULTY, Manner, OK, VIOLATIONS, complain};
use crate::diag::Faults;
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::load::{compile, load};
use crate::policy::load::{Calendars, tests};
use crate::policy::rules::Choice;
use crate::report::excerpt::excerpt;
use crate::report::layout::{left, width};
use crate::say;
use crate::source::{Sources, Span};
use crate::suite::run::{Plans, choices, run};
use crate::suite::{Failure, Outcome, Test as Case, Why, read};
use anstyle::{AnsiColor, Style};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `duban test`.
#[derive(Debug, Args)]
pub struct Test {
    /// 政策文件夹,或者它们的上级 · policy folders, or a folder above them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// 只运行名字里有这段文字的测试 · only tests whose name contains this
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// 只列出没有通过的 · list failures only
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
    faulty: bool,
}

impl Test {
    pub fn run(&self, manner: Manner) -> u8 {
        let mut loaded = match load(&self.paths, &[]) {
            Ok(loaded) => loaded,
            Err(error) => {
                complain(manner, &say!("{error}"; "{error}"));
                return FAULTY;
            }
        };
        let mut count = Count::default();
        show_errors(&loaded.faults, &loaded.sources, manner, &mut count);
        let mut calendars = Calendars::default();
        for policy in &loaded.policies {
            let Some(plan) = &policy.plan else { continue };
            examples(plan, &loaded.sources, manner, &mut count);
            let mut faults = Faults::default();
            let files = match tests(&policy.folder.path, &mut loaded.sources, &mut faults) {
                Ok(files) => files,
                Err(error) => {
                    complain(manner, &say!("{error}"; "{error}"));
                    return FAULTY;
                }
            };
            for file in files {
                let text = loaded.sources.get(file).text.clone();
                let mut cases = read::file(file, &text, plan, &mut faults);
                cases.retain(|case| self.only.as_ref().is_none_or(|part| case.name.contains(part.as_str())));
                let readings = choices(&cases);
                let other: Vec<(Choice, Option<Plan>)> = readings
                    .into_iter()
                    .map(|choice| {
                        let mut own = Faults::default();
                        let plan = compile(&policy.folder, std::slice::from_ref(&choice), &mut loaded.sources, &mut calendars, &mut own);
                        faults.extend(own);
                        (choice, plan)
                    })
                    .collect();
                let mut plans: Plans<'_> = Plans::from([(None, plan)]);
                plans.extend(
                    other.iter().filter_map(|(choice, plan)| Some((Some((choice.rule.clone(), choice.reading.clone())), plan.as_ref()?))),
                );
                if !cases.is_empty() {
                    println!("{}", loaded.sources.get(file).path);
                }
                for case in &cases {
                    self.report(&run(case, &plans), case, &loaded.sources, manner, &mut count);
                }
            }
            show_errors(&faults, &loaded.sources, manner, &mut count);
        }
        finish(&count, manner)
    }

    fn report(&self, outcome: &Outcome, case: &Case, sources: &Sources, manner: Manner, count: &mut Count) {
        count.skipped += outcome.skipped;
        let passed = outcome.failures.is_empty();
        if passed {
            count.passed += 1
        } else {
            count.failed += 1
        }
        if passed && self.quiet {
            return;
        }
        let (word, colour) = match (passed, manner.lang) {
            (true, Lang::Zh) => ("通过", AnsiColor::Green),
            (true, Lang::En) => ("ok  ", AnsiColor::Green),
            (false, Lang::Zh) => ("失败", AnsiColor::Red),
            (false, Lang::En) => ("FAIL", AnsiColor::Red),
        };
        println!("  {} {} {}", painted(word, colour, manner), outcome.name, case.title);
        for failure in &outcome.failures {
            print!("{}", difference(failure, sources, manner));
        }
    }
}

/// The examples above the functions of `policy.rhai`: each holds as written.
fn examples(plan: &Plan, sources: &Sources, manner: Manner, count: &mut Count) {
    let functions = &plan.policy.functions;
    for example in functions.examples() {
        match functions.run_example(example) {
            Ok(()) => count.passed += 1,
            Err(why) => {
                count.failed += 1;
                println!("{}  {}\n    {}", place(example.span, sources), example.text, why.get(manner.lang));
            }
        }
    }
}

fn painted(word: &str, colour: AnsiColor, manner: Manner) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    if manner.colour { format!("{style}{word}{style:#}") } else { word.to_owned() }
}

fn show_errors(faults: &Faults, sources: &Sources, manner: Manner, count: &mut Count) {
    for fault in faults.sorted() {
        if fault.level == crate::diag::Level::Error {
            eprintln!("{}\n", excerpt(fault, sources, manner.lang, manner.error_colour));
            count.faulty = true;
        }
    }
}

/// One failed expectation: where it stands, and expected beside found.
fn difference(failure: &Failure, sources: &Sources, manner: Manner) -> String {
    let mut out = format!("       {}  {}\n", place(failure.span, sources), failure.which);
    let pick = |text: Bilingual| text.get(manner.lang).to_owned();
    match &failure.why {
        Why::Differs(fields) => {
            let (expected, found) = (pick(say!("预期"; "expected")), pick(say!("实得"; "found")));
            let names = fields.iter().map(|(name, _, _)| width(name)).max().unwrap_or(0);
            let wide = fields.iter().map(|(_, wanted, _)| width(wanted)).max().unwrap_or(0).max(width(&expected));
            out.push_str(&format!("         {}  {}  {found}\n", left("", names), left(&expected, wide)));
            for (name, wanted, got) in fields {
                out.push_str(&format!("         {}  {}  {got}\n", left(name, names), left(wanted, wide)));
            }
        }
        Why::NoVerdict { others } if others.is_empty() => {
            out.push_str(&pick(say!("         这条规则没有给出结论\n"; "         this rule gives no verdict\n")));
        }
        Why::NoVerdict { others } => {
            out.push_str(&pick(say!("         没有这样的结论;这条规则的结论:\n"; "         no such verdict; this rule's verdicts:\n")));
            others.iter().for_each(|line| out.push_str(&format!("           {line}\n")));
        }
        Why::Several { found } => {
            out.push_str(&pick(
                say!("         不止一个结论符合,请写明 on、to 或 record:\n"; "         several verdicts fit; say on, to or record:\n"),
            ));
            found.iter().for_each(|line| out.push_str(&format!("           {line}\n")));
        }
        Why::Unwanted { found } => {
            out.push_str(&pick(say!("         预期没有结论,实得:{found}\n"; "         no verdict expected, found: {found}\n")));
        }
        Why::BadRecord { message } => {
            let (zh, en) = (&message.zh, &message.en);
            out.push_str(&pick(say!("         记录读不出:{zh}\n"; "         the record cannot be read: {en}\n")));
        }
    }
    out
}

fn place(span: Span, sources: &Sources) -> String {
    let (line, _) = sources.place(span);
    format!("{}:{line}", sources.get(span.file).path)
}

fn finish(count: &Count, manner: Manner) -> u8 {
    let (passed, failed, skipped) = (count.passed, count.failed, count.skipped);
    if passed + failed == 0 {
        complain(manner, &say!("没有测试可运行"; "there is no test to run"));
        return FAULTY;
    }
    println!("\n{}", say!("{passed} 个通过,{failed} 个失败"; "{passed} passed, {failed} failed").get(manner.lang));
    if skipped > 0 {
        let line = say!("{skipped} 条预期未核对:这一版还不评判那些规则"; "{skipped} expectations were not compared: this version does not judge those rules yet");
        println!("{}", line.get(manner.lang));
    }
    match (count.faulty, failed) {
        (true, _) => FAULTY,
        (false, 1..) => VIOLATIONS,
        _ => OK,
    }
}
