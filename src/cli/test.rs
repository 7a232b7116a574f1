//! `duban test`: the tests beside the policies, what they decide, and what they would notice.

use super::evaluate::output::unwritable;
use super::folder::{load, unreadable};
use super::terminal::{print, speak};
use super::{FAULTY, Manner, OK, VIOLATIONS};
use crate::diag::{Faults, Level};
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::plan::load::LoadedPolicy;
use crate::report::excerpt::excerpt;
use crate::say;
use crate::source::Sources;
use crate::suite::coverage::{self, Coverage, Figure, Seen};
use crate::suite::junit::Cases;
use crate::suite::mutate::mutate;
use crate::suite::shown::{difference, mutants, place};
use crate::suite::whole::{Ran, Suite};
use crate::suite::{Outcome, Test as Case};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

// Arguments of `duban test`.
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
    /// 把结果另写成 JUnit XML · write the results as JUnit XML too
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// 列出测试从未判断过的规则、分支、条件 · list the rules, branches and conditions that the tests never decide
    #[arg(long)]
    coverage: bool,
    /// 把覆盖情况写成网页 · write the coverage as a page
    #[arg(long, value_name = "FILE")]
    coverage_html: Option<PathBuf>,
    /// 到这一级(规则、分支、条件)为止都要判断到,否则不合格 · fail unless everything up to this is decided
    #[arg(long, value_enum, value_name = "WHAT")]
    floor: Option<Floor>,
    /// 逐处改动政策,列出测试没有发现的改动 · change the policy one place at a time, list what the tests do not notice
    #[arg(long)]
    mutate: bool,
}

/// Up to where everything must be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Floor {
    Rules,
    Branches,
    Conditions,
}

impl Floor {
    fn figures(self) -> &'static [Figure] {
        match self {
            Floor::Rules => &Figure::ALL[..1],
            Floor::Branches => &Figure::ALL[..2],
            Floor::Conditions => &Figure::ALL,
        }
    }
}

#[derive(Default)]
struct Count {
    passed: usize,
    failed: usize,
    skipped: usize,
    faulty: bool,
    /// Policies whose coverage is below the floor, or whose mutants survive.
    wanting: bool,
}

impl Test {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        let mut count = Count::default();
        self.all(manner, &mut count)?;
        finish(&count, manner)
    }

    fn all(&self, manner: Manner, count: &mut Count) -> Result<(), Bilingual> {
        let mut loaded = load(&self.paths, &[])?;
        show_errors(&loaded.faults, &loaded.sources, manner, count);
        let mut cases = Cases::default();
        let mut covered: Vec<(&Plan, Coverage)> = Vec::new();
        for policy in &loaded.policies {
            let Some(plan) = &policy.plan else { continue };
            let mut suite = Suite::read(policy, plan, &mut loaded.sources).map_err(|error| unreadable(&error))?;
            suite.retain(&|case: &Case| self.only.as_ref().is_none_or(|part| case.name.contains(part.as_str())));
            suite.compile(policy, &mut loaded.sources);
            let mut seen = self.covers().then(Seen::new);
            let ran = suite.run(plan, seen.as_mut());
            self.report(&ran, &loaded.sources, manner, count)?;
            cases.add(plan, &ran, &loaded.sources, manner.lang);
            if let Some(seen) = seen {
                let coverage = Coverage::of(suite.plans(plan).into_values(), &seen);
                self.cover(&coverage, plan, &loaded.sources, manner, count)?;
                covered.push((plan, coverage));
            }
            if self.mutate {
                mutation(policy, plan, &suite, ran.passed(), &loaded.sources, manner, count)?;
            }
        }
        if let Some(path) = &self.junit {
            write(path, &cases.file())?;
        }
        if let Some(path) = &self.coverage_html {
            let borrowed: Vec<(&Plan, &Coverage)> = covered.iter().map(|(plan, coverage)| (*plan, coverage)).collect();
            let page = coverage::page::page(&borrowed, &loaded.sources, manner.lang);
            write(path, &page.map_err(|error| say!("{error}"; "{error}"))?)?;
        }
        Ok(())
    }

    fn covers(&self) -> bool {
        self.coverage || self.coverage_html.is_some() || self.floor.is_some()
    }

    fn report(&self, ran: &Ran<'_>, sources: &Sources, manner: Manner, count: &mut Count) -> Result<(), Bilingual> {
        count.passed += ran.examples.len();
        for (example, why) in ran.broken() {
            (count.passed, count.failed) = (count.passed - 1, count.failed + 1);
            print(format!("{}  {}\n    {}\n", place(example.span, sources), example.text, why.get(manner.lang)))?;
        }
        for (file, outcomes) in ran.files.iter().filter(|(_, outcomes)| !outcomes.is_empty()) {
            let silent = self.quiet && outcomes.iter().all(|outcome| outcome.failures.is_empty());
            if !silent {
                print(format!("{}\n", sources.get(*file).path))?;
            }
            outcomes.iter().try_for_each(|outcome| self.outcome(outcome, sources, manner, count))?;
        }
        show_errors(&ran.faults, sources, manner, count);
        Ok(())
    }

    fn outcome(&self, outcome: &Outcome, sources: &Sources, manner: Manner, count: &mut Count) -> Result<(), Bilingual> {
        count.skipped += outcome.skipped;
        let passed = outcome.failures.is_empty();
        if passed {
            count.passed += 1
        } else {
            count.failed += 1
        }
        if passed && self.quiet {
            return Ok(());
        }
        let (word, colour) = match (passed, manner.lang) {
            (true, Lang::Zh) => ("通过", AnsiColor::Green),
            (true, Lang::En) => ("ok  ", AnsiColor::Green),
            (false, Lang::Zh) => ("失败", AnsiColor::Red),
            (false, Lang::En) => ("FAIL", AnsiColor::Red),
        };
        print(format!("  {} {} {}\n", painted(word, colour, manner), outcome.name, outcome.title))?;
        outcome.failures.iter().try_for_each(|failure| print(difference(failure, sources, manner.lang)))
    }

    fn cover(&self, coverage: &Coverage, plan: &Plan, sources: &Sources, manner: Manner, count: &mut Count) -> Result<(), Bilingual> {
        print(format!("{}\n", coverage::shown::figures(coverage, plan.id(), manner.lang)))?;
        if self.coverage || self.floor.is_some() {
            print(coverage::shown::gaps(coverage, sources, manner.lang))?;
        }
        count.wanting |= self.floor.is_some_and(|floor| !coverage.is_full(floor.figures()));
        Ok(())
    }
}

/// Mutants of a policy whose own tests pass: of one that fails them nothing could be told.
fn mutation(
    policy: &LoadedPolicy,
    plan: &Plan,
    suite: &Suite,
    passed: bool,
    sources: &Sources,
    manner: Manner,
    count: &mut Count,
) -> Result<(), Bilingual> {
    let id = plan.id();
    if !passed {
        let line = say!("{id}:测试没有全部通过,没有做变异"; "{id}: its tests do not all pass, so it is not mutated");
        return print(format!("{}\n", line.get(manner.lang)));
    }
    let tests: Vec<&Case> = suite.tests().collect();
    let found = mutate(policy, plan, sources, &tests, &suite.accepted, &|_| true);
    count.wanting |= found.survivors().next().is_some() || !found.stale.is_empty();
    print(mutants(&found, id, sources, manner.lang))
}

fn write(path: &Path, text: &str) -> Result<(), Bilingual> {
    std::fs::write(path, text).map_err(|error| unwritable(path, &error))
}

fn painted(word: &str, colour: AnsiColor, manner: Manner) -> String {
    let style = Style::new().fg_color(Some(colour.into()));
    if manner.colour { format!("{style}{word}{style:#}") } else { word.to_owned() }
}

fn show_errors(faults: &Faults, sources: &Sources, manner: Manner, count: &mut Count) {
    for fault in faults.sorted() {
        if fault.level == Level::Error {
            speak(&format!("{}\n", excerpt(fault, sources, manner.lang, manner.error_colour)));
            count.faulty = true;
        }
    }
}

fn finish(count: &Count, manner: Manner) -> Result<u8, Bilingual> {
    let (passed, failed, skipped) = (count.passed, count.failed, count.skipped);
    if passed + failed == 0 {
        return Err(say!("没有测试可运行"; "there is no test to run"));
    }
    print(say!("\n{passed} 个通过,{failed} 个失败\n"; "\n{passed} passed, {failed} failed\n").get(manner.lang))?;
    if skipped > 0 {
        let line = say!("{skipped} 条预期未核对:这一版还不评判那些规则"; "{skipped} expectations were not compared: this version does not judge those rules yet");
        print(format!("{}\n", line.get(manner.lang)))?;
    }
    Ok(match (count.faulty, failed > 0 || count.wanting) {
        (true, _) => FAULTY,
        (false, true) => VIOLATIONS,
        _ => OK,
    })
}
