//! JUnit XML for programs that know tests: a suite a policy, a case for each record and rule; violations fail, what
//! is not known is an error, what is not over yet is skipped. No clock, no chance: the same input gives the same bytes.

use super::closing::Closing;
use super::escape::escape;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::packed::{Packed, put, put_number};
use super::setting::Setting;
use super::{metric, moment, words};
use crate::say;
use crate::verdict::{Status, Verdict};
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

pub static FORMAT: Format = Format {
    name: "junit",
    about: "JUnit XML:每条记录的每条规则是一个用例 · a test case for each record and rule",
    suffixes: &["xml"],
    is_text: true,
    holds: Holds::Nothing,
    explains: false,
    draws: false,
    joins: true,
    writer: |setting| Box::new(Cases { setting, words: String::new(), case: String::new() }),
    open: |setting, out| Suites::open(setting, out).map(|suites| Box::new(suites) as Box<dyn Report>),
};

/// How a case ended, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Failure,
    Error,
    Pass,
    Skipped,
}

impl Outcome {
    pub const ALL: [Outcome; 4] = [Outcome::Failure, Outcome::Error, Outcome::Pass, Outcome::Skipped];

    fn of(status: Status) -> Outcome {
        match status {
            Status::Overdue | Status::Late | Status::Violated => Outcome::Failure,
            Status::Unknown => Outcome::Error,
            Status::Fulfilled | Status::Satisfied => Outcome::Pass,
            Status::Pending | Status::Suspended | Status::Lapsed => Outcome::Skipped,
        }
    }
}

struct Cases<'r> {
    setting: &'r Setting<'r>,
    words: String,
    case: String,
}

impl Writer for Cases<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        // versions of a rule are one: they never judge the same instance
        let same = |a: &Verdict<'_>, b: &Verdict<'_>| a.rule.id == b.rule.id && a.is_usual() == b.is_usual();
        for of_rule in judged.verdicts.chunk_by(same).filter(|chunk| chunk.first().is_some_and(Verdict::is_usual)) {
            let worst = of_rule.iter().map(|verdict| Outcome::of(verdict.status)).min().unwrap_or(Outcome::Pass);
            self.case.clear();
            self.case(judged, of_rule, worst);
            let policy = self.setting.plans.iter().position(|plan| std::ptr::eq(*plan, judged.plan)).unwrap_or(0);
            put_number(policy as i64, out);
            out.push(worst as u8);
            put(&self.case, out);
        }
    }
}

impl Cases<'_> {
    fn case(&mut self, judged: &Judged<'_>, of_rule: &[Verdict<'_>], worst: Outcome) {
        let Some(first) = of_rule.first() else { return };
        let lang = self.setting.lang;
        self.case.push_str("    <testcase");
        attribute("name", &format!("{} {}", first.rule.id, first.rule.title), &mut self.case);
        attribute("classname", first.record, &mut self.case);
        if let Some(place) = judged.place.filter(|place| place.file != "-") {
            attribute("file", place.file, &mut self.case);
            attribute("line", &place.line.to_string(), &mut self.case);
        }
        let element = match worst {
            Outcome::Pass => {
                self.case.push_str("/>\n");
                return;
            }
            Outcome::Failure => "failure",
            Outcome::Error => "error",
            Outcome::Skipped => "skipped",
        };
        let told: Vec<&Verdict<'_>> = of_rule.iter().filter(|verdict| Outcome::of(verdict.status) == worst).collect();
        let Some(gravest) = told.first() else { return };
        self.case.push_str(">\n      <");
        self.case.push_str(element);
        self.words.clear();
        words::message(judged.plan, gravest, self.setting.as_of, lang, &mut self.words);
        attribute("message", &format!("{}: {}", words::status(gravest.status, lang), self.words), &mut self.case);
        if worst != Outcome::Skipped {
            attribute("type", gravest.reason.as_deref().unwrap_or(gravest.status.word()), &mut self.case);
        }
        self.case.push('>');
        for verdict in told {
            let line = self.line(judged, verdict);
            self.case.push_str(&xml(&line));
            self.case.push('\n');
        }
        if let Some(cite) = &first.rule.cite {
            self.case.push_str(&xml(&self.setting.pick(say!("依据:{cite}"; "clause: {cite}"))));
        }
        self.case.push_str("</");
        self.case.push_str(element);
        self.case.push_str(">\n    </testcase>\n");
    }

    /// One verdict in words: what it is about, and what became of it.
    fn line(&mut self, judged: &Judged<'_>, verdict: &Verdict<'_>) -> String {
        let lang = self.setting.lang;
        self.words.clear();
        words::message(judged.plan, verdict, self.setting.as_of, lang, &mut self.words);
        let to = verdict.to.as_deref().map(|to| format!("→ {}", metric::named(judged.plan, verdict.rule, to, lang)));
        let period = verdict.period.map(|period| period.to_string());
        let on = verdict.on.as_deref().map(|on| format!("({on})"));
        let bearers = Some(words::bearers(judged.plan, verdict, lang)).filter(|names| !names.is_empty()).map(|names| format!("[{names}]"));
        let parts = [Some(words::status(verdict.status, lang).to_owned()), bearers, to, period, on, Some(self.words.clone())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// ` name="value"`
pub fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&xml(value));
    out.push('"');
}

/// A text in XML. Some readers of JUnit know no character by its number.
pub fn xml(text: &str) -> String {
    escape(text).replace("&#39;", "&apos;")
}

/// The cases of one policy, in a file until their number is known.
struct Suite {
    cases: BufWriter<File>,
    counts: [u64; Outcome::ALL.len()],
}

struct Suites<'r> {
    setting: &'r Setting<'r>,
    out: Out<'r>,
    suites: Vec<Suite>,
}

impl<'r> Suites<'r> {
    fn open(setting: &'r Setting<'r>, out: Out<'r>) -> io::Result<Suites<'r>> {
        let suite = |_| tempfile::tempfile().map(|file| Suite { cases: BufWriter::new(file), counts: Default::default() });
        let suites = setting.plans.iter().map(suite).collect::<io::Result<_>>()?;
        Ok(Suites { setting, out, suites })
    }
}

/// ` tests="3" failures="1" errors="0" skipped="1"`
pub fn counted(counts: &[u64; Outcome::ALL.len()], out: &mut String) {
    let [failures, errors, _, skipped] = counts;
    attribute("tests", &counts.iter().sum::<u64>().to_string(), out);
    attribute("failures", &failures.to_string(), out);
    attribute("errors", &errors.to_string(), out);
    attribute("skipped", &skipped.to_string(), out);
}

impl Report for Suites<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut packed = Packed(bytes);
        while !packed.is_empty() {
            let policy = usize::try_from(packed.number()).unwrap_or(0);
            let outcome = usize::from(packed.byte());
            let case = packed.text();
            let Some(suite) = self.suites.get_mut(policy) else { continue };
            if let Some(count) = suite.counts.get_mut(outcome) {
                *count += 1;
            }
            suite.cases.write_all(case.as_bytes())?;
        }
        Ok(())
    }

    fn close(mut self: Box<Self>, _: &Closing<'_>) -> io::Result<()> {
        let mut all = [0; Outcome::ALL.len()];
        for suite in &self.suites {
            all.iter_mut().zip(suite.counts).for_each(|(sum, n)| *sum += n);
        }
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"duban\"");
        counted(&all, &mut text);
        text.push_str(">\n");
        let as_of = moment::rfc3339(self.setting.as_of, &self.setting.zone());
        for (plan, suite) in self.setting.plans.iter().zip(&mut self.suites) {
            text.push_str("  <testsuite");
            attribute("name", plan.id(), &mut text);
            counted(&suite.counts, &mut text);
            text.push_str(">\n    <properties>\n");
            let head = &plan.policy.declared.head;
            for (name, value) in [("title", head.title.as_str()), ("digest", &plan.digest), ("as_of", &as_of)] {
                text.push_str("      <property");
                attribute("name", name, &mut text);
                attribute("value", value, &mut text);
                text.push_str("/>\n");
            }
            text.push_str("    </properties>\n");
            self.out.write_all(text.as_bytes())?;
            suite.cases.flush()?;
            let cases = suite.cases.get_mut();
            cases.seek(SeekFrom::Start(0))?;
            io::copy(cases, &mut self.out)?;
            text.clear();
            text.push_str("  </testsuite>\n");
        }
        text.push_str("</testsuites>\n");
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
