//! All the tests of one policy: the files beside it and the examples in its script.

use super::coverage::Seen;
use super::run::{Plans, choices, run};
use super::{Equivalent, Outcome, Test, export, read};
use crate::diag::Faults;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::load::{LoadedPolicy, compile};
use crate::policy::load::{Calendars, tests};
use crate::policy::rules::Choice;
use crate::script::Example;
use crate::source::{FileId, Sources};
use std::io;

/// The tests of one policy as written.
#[derive(Debug, Default)]
pub struct Suite {
    /// What is wrong with the test files themselves.
    pub faults: Faults,
    /// By file, in the order of names.
    pub files: Vec<(FileId, Vec<Test>)>,
    /// The mutants that no test can tell from the policy.
    pub accepted: Vec<Equivalent>,
    /// The policy under each other reading that the tests ask for.
    pub readings: Vec<(Choice, Plan)>,
}

impl Suite {
    /// Reads the test files beside a policy.
    ///
    /// # Errors
    /// A test file that cannot be read.
    pub fn read(policy: &LoadedPolicy, plan: &Plan, sources: &mut Sources) -> io::Result<Suite> {
        let mut suite = Suite::default();
        for file in tests(&policy.folder.path, sources, &mut suite.faults)? {
            let text = sources.get(file).text.clone();
            let (mut tests, accepted) = read::file(file, &text, plan, &mut suite.faults);
            let folder = policy.folder.path.join("tests");
            tests.retain_mut(|test| export::fill(test, &folder, plan, sources, &mut suite.faults));
            suite.files.push((file, tests));
            suite.accepted.extend(accepted);
        }
        Ok(suite)
    }

    pub fn tests(&self) -> impl Iterator<Item = &Test> {
        self.files.iter().flat_map(|(_, tests)| tests)
    }

    /// Keeps the tests that are wanted.
    pub fn retain(&mut self, wanted: &dyn Fn(&Test) -> bool) {
        self.files.iter_mut().for_each(|(_, tests)| tests.retain(|test| wanted(test)));
        self.files.retain(|(_, tests)| !tests.is_empty());
    }

    /// Compiles the policy under the readings that the tests ask for.
    pub fn compile(&mut self, policy: &LoadedPolicy, sources: &mut Sources) {
        let mut calendars = Calendars::default();
        for choice in choices(self.tests()) {
            let mut own = Faults::default();
            let plan = compile(&policy.folder, std::slice::from_ref(&choice), sources, &mut calendars, &mut own);
            self.faults.extend(own);
            self.readings.extend(plan.map(|plan| (choice, plan)));
        }
    }

    /// The policy under no reading, and under each that the tests ask for.
    pub fn plans<'p>(&'p self, plan: &'p Plan) -> Plans<'p> {
        let others = self.readings.iter().map(|(choice, plan)| (Some((choice.rule.clone(), choice.reading.clone())), plan));
        std::iter::once((None, plan)).chain(others).collect()
    }

    /// Runs the examples and the tests.
    /// What they decide is added to `seen`.
    pub fn run<'p>(&self, plan: &'p Plan, mut seen: Option<&mut Seen>) -> Ran<'p> {
        let functions = &plan.policy.functions;
        let examples = functions.examples().iter().map(|example| (example, functions.run_example(example).err())).collect();
        let plans = self.plans(plan);
        let mut files = Vec::new();
        for (file, tests) in &self.files {
            files.push((*file, tests.iter().map(|test| run(test, &plans, seen.as_deref_mut())).collect()));
        }
        Ran { faults: self.faults.clone(), examples, files }
    }
}

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

    /// Whether nothing has failed and nothing is wrong with the files.
    pub fn passed(&self) -> bool {
        !self.faults.has_errors() && self.broken().next().is_none() && self.failed().next().is_none()
    }
}

/// Reads and runs every example and test beside a policy, each under the readings that it asks for.
///
/// # Errors
/// A test file that cannot be read.
pub fn all<'p>(policy: &LoadedPolicy, plan: &'p Plan, sources: &mut Sources) -> io::Result<Ran<'p>> {
    let mut suite = Suite::read(policy, plan, sources)?;
    suite.compile(policy, sources);
    Ok(suite.run(plan, None))
}
