//! `duban test`: the tests beside the policies, differences side by side.

use super::{FAULTY, Manner, OK, VIOLATIONS, complain};
use crate::diag::Faults;
use crate::lang::Lang;
use crate::plan::load::load;
use crate::report::excerpt::excerpt;
use crate::say;
use crate::source::Sources;
use crate::suite::mutate::mutate;
use crate::suite::shown::{difference, mutants, place};
use crate::suite::whole::Suite;
use crate::suite::{Outcome, Test as Case};
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
    /// 逐处改动政策,看测试能否发现 · change the policy one place at a time and see whether the tests notice
    #[arg(long)]
    mutate: bool,
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
        for policy in &loaded.policies {
            let Some(plan) = &policy.plan else { continue };
            let wanted = |case: &Case| self.only.as_ref().is_none_or(|part| case.name.contains(part.as_str()));
            let mut suite = match Suite::read(policy, plan, &mut loaded.sources) {
                Ok(suite) => suite,
                Err(error) => {
                    complain(manner, &say!("{error}"; "{error}"));
                    return FAULTY;
                }
            };
            suite.retain(&wanted);
            suite.compile(policy, &mut loaded.sources);
            let ran = suite.run(plan);
            count.passed += ran.examples.len();
            for (example, why) in ran.broken() {
                (count.passed, count.failed) = (count.passed - 1, count.failed + 1);
                println!("{}  {}\n    {}", place(example.span, &loaded.sources), example.text, why.get(manner.lang));
            }
            for (file, outcomes) in ran.files.iter().filter(|(_, outcomes)| !outcomes.is_empty()) {
                println!("{}", loaded.sources.get(*file).path);
                outcomes.iter().for_each(|outcome| self.report(outcome, &loaded.sources, manner, &mut count));
            }
            show_errors(&ran.faults, &loaded.sources, manner, &mut count);
            if self.mutate && ran.passed() {
                let tests: Vec<&Case> = suite.tests().collect();
                let found = mutate(policy, plan, &loaded.sources, &tests, &suite.accepted, &|_| true);
                print!("{}", mutants(&found, plan.id(), &loaded.sources, manner.lang));
            }
        }
        finish(&count, manner)
    }

    fn report(&self, outcome: &Outcome, sources: &Sources, manner: Manner, count: &mut Count) {
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
        println!("  {} {} {}", painted(word, colour, manner), outcome.name, outcome.title);
        for failure in &outcome.failures {
            print!("{}", difference(failure, sources, manner.lang));
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
