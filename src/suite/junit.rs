//! Tests as JUnit XML, in the shape of the report of that name: a suite a policy, a case for each test and each example.

use super::shown::{difference, place};
use super::whole::Ran;
use crate::lang::Lang;
use crate::plan::Plan;
use crate::report::junit::{Outcome, attribute, counted, xml};
use crate::source::{Sources, Span};

/// The cases of some policies.
#[derive(Debug, Default)]
pub struct Cases {
    suites: String,
    counts: [u64; Outcome::ALL.len()],
}

impl Cases {
    /// Adds the tests of one policy.
    pub fn add(&mut self, plan: &Plan, ran: &Ran<'_>, sources: &Sources, lang: Lang) {
        let mut counts = [0; Outcome::ALL.len()];
        let mut cases = String::new();
        for (example, why) in &ran.examples {
            let failed = why.as_ref().map(|why| (why.get(lang).to_owned(), String::new()));
            case(&example.text, example.span, failed, sources, &mut counts, &mut cases);
        }
        for outcome in ran.files.iter().flat_map(|(_, outcomes)| outcomes) {
            let failed = outcome.failures.first().map(|first| {
                let text: String = outcome.failures.iter().map(|failure| difference(failure, sources, lang)).collect();
                (format!("{}  {}", place(first.span, sources), first.which), text)
            });
            case(&format!("{} {}", outcome.name, outcome.title), outcome.span, failed, sources, &mut counts, &mut cases);
        }
        self.suites.push_str("  <testsuite");
        attribute("name", plan.id(), &mut self.suites);
        counted(&counts, &mut self.suites);
        self.suites.push_str(">\n    <properties>\n");
        for (name, value) in [("title", &plan.policy.declared.head.title), ("digest", &plan.digest)] {
            self.suites.push_str("      <property");
            attribute("name", name, &mut self.suites);
            attribute("value", value, &mut self.suites);
            self.suites.push_str("/>\n");
        }
        self.suites.push_str("    </properties>\n");
        self.suites.push_str(&cases);
        self.suites.push_str("  </testsuite>\n");
        self.counts.iter_mut().zip(counts).for_each(|(sum, n)| *sum += n);
    }

    /// The whole file.
    pub fn file(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"duban test\"");
        counted(&self.counts, &mut text);
        text.push_str(">\n");
        text.push_str(&self.suites);
        text.push_str("</testsuites>\n");
        text
    }
}

fn case(
    name: &str,
    span: Span,
    failed: Option<(String, String)>,
    sources: &Sources,
    counts: &mut [u64; Outcome::ALL.len()],
    out: &mut String,
) {
    let path = &sources.get(span.file).path;
    out.push_str("    <testcase");
    attribute("name", name, out);
    attribute("classname", path, out);
    attribute("file", path, out);
    attribute("line", &sources.place(span).0.to_string(), out);
    let outcome = if failed.is_some() { Outcome::Failure } else { Outcome::Pass };
    counts[outcome as usize] += 1;
    match failed {
        None => out.push_str("/>\n"),
        Some((message, text)) => {
            out.push_str(">\n      <failure");
            attribute("message", &message, out);
            attribute("type", "expectation", out);
            out.push('>');
            out.push_str(&xml(&text));
            out.push_str("</failure>\n    </testcase>\n");
        }
    }
}
