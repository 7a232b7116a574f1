//! All the tests of one policy: the files beside it and the examples in its script.

use super::run::{Plans, choices, run};
use super::{Outcome, Test, read};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::load::{LoadedPolicy, compile};
use crate::policy::load::{Calendars, tests};
use crate::policy::rules::Choice;
use crate::script::Example;
use crate::source::{FileId, Sources};
use std::io;

/// What became of them.
#[derive(Debug, Default)]
pub struct Ran<'p> {
    /// What is wrong with the test files themselves.
    pub faults: Faults,
    /// Each example, and why it does not hold.
    pub examples: Vec<(&'p Example, Option<Bilingual>)>,
    /// By file, in the order of names.
    pub files: Vec<(FileId, Vec<Outcome>)>,
}

impl Ran<'_> {
    /// The examples that do not hold, and why.
    pub fn broken(&self) -> impl Iterator<Item = (&Example, &Bilingual)> {
        self.examples.iter().filter_map(|(example, why)| Some((*example, why.as_ref()?)))
    }

    /// The tests that have failed.
    pub fn failed(&self) -> impl Iterator<Item = &Outcome> {
        self.files.iter().flat_map(|(_, outcomes)| outcomes).filter(|outcome| !outcome.failures.is_empty())
    }
}

/// Runs the examples and the tests that are wanted, each under the readings that it asks for.
///
/// # Errors
/// A test file that cannot be read.
pub fn all<'p>(policy: &LoadedPolicy, plan: &'p Plan, sources: &mut Sources, wanted: &dyn Fn(&Test) -> bool) -> io::Result<Ran<'p>> {
    let functions = &plan.policy.functions;
    let examples = functions.examples().iter().map(|example| (example, functions.run_example(example).err())).collect();
    let mut ran = Ran { examples, ..Ran::default() };
    let mut calendars = Calendars::default();
    for file in tests(&policy.folder.path, sources, &mut ran.faults)? {
        let text = sources.get(file).text.clone();
        let mut cases = read::file(file, &text, plan, &mut ran.faults);
        cases.retain(|case| wanted(case));
        let mut other: Vec<(Choice, Plan)> = Vec::new();
        for choice in choices(&cases) {
            let mut own = Faults::default();
            let plan = compile(&policy.folder, std::slice::from_ref(&choice), sources, &mut calendars, &mut own);
            ran.faults.extend(own);
            other.extend(plan.map(|plan| (choice, plan)));
        }
        let mut plans: Plans<'_> = Plans::from([(None, plan)]);
        plans.extend(other.iter().map(|(choice, plan)| (Some((choice.rule.clone(), choice.reading.clone())), plan)));
        ran.files.push((file, cases.iter().map(|case| run(case, &plans)).collect()));
    }
    Ok(ran)
}
