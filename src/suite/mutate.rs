//! Mutants put to the tests, on all cores: which of them does no test notice? Everything is made from the texts that
//! were read at the start, the changed one among them; the disk may change meanwhile.

use super::mutant::{Mutant, mutants};
use super::run::{Named, holds};
use super::{Equivalent, Test};
use crate::check;
use crate::diag::Faults;
use crate::plan::Plan;
use crate::plan::load::{LoadedPolicy, compile};
use crate::policy::load::Calendars;
use crate::policy::rules::Choice;
use crate::policy::tree;
use crate::source::Sources;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A test notices it.
    Killed,
    /// It does not compile, or `check` finds an error in it.
    NotViable,
    /// No test notices it.
    Survived,
    /// No test notices it, and the file of tests says why: which of its reasons.
    Accepted(usize),
}

/// The mutants of one policy, each with its fate, in the order of the text.
#[derive(Clone, Debug, Default)]
pub struct Mutated {
    pub mutants: Vec<(Mutant, Fate)>,
    /// Reasons that no surviving mutant needs any more.
    pub stale: Vec<Equivalent>,
}

impl Mutated {
    pub fn count(&self, fate: &Fate) -> usize {
        self.mutants.iter().filter(|(_, own)| std::mem::discriminant(own) == std::mem::discriminant(fate)).count()
    }

    /// Those that no test notices and no reason explains.
    pub fn survivors(&self) -> impl Iterator<Item = &Mutant> {
        self.mutants.iter().filter(|(_, fate)| *fate == Fate::Survived).map(|(mutant, _)| mutant)
    }
}

/// Makes every mutant of a policy whose tests pass, and runs the tests on it. `chosen` leaves some out.
pub fn mutate(
    policy: &LoadedPolicy,
    plan: &Plan,
    sources: &Sources,
    tests: &[&Test],
    accepted: &[Equivalent],
    chosen: &(dyn Fn(usize) -> bool + Sync),
) -> Mutated {
    let files = &policy.folder.files;
    let texts = std::iter::once(files.policy).chain(files.rules.iter().copied());
    let trees: Vec<_> = texts.map(|file| (file, tree::parse(file, &sources.get(file).text, &mut Faults::default()))).collect();
    let list: Vec<Mutant> =
        mutants(&plan.policy, files, &trees, sources).into_iter().enumerate().filter(|(n, _)| chosen(*n)).map(|(_, m)| m).collect();
    // Calendars are read once, by the policy itself.
    let mut calendars = Calendars::default();
    let mut held = sources.clone();
    compile(&policy.folder, &[], &mut held, &mut calendars, &mut Faults::default());
    let trial = Trial { policy, sources: &held, calendars: &calendars, tests };
    let fates = Mutex::new(vec![Fate::Survived; list.len()]);
    let next = AtomicUsize::new(0);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores.min(list.len()) {
            scope.spawn(|| {
                while let Some((n, mutant)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, list.get(n)?))) {
                    let fate = trial.fate(mutant);
                    if let Ok(mut fates) = fates.lock() {
                        fates[n] = fate;
                    }
                }
            });
        }
    });
    let fates = fates.into_inner().unwrap_or_default();
    settle(list.into_iter().zip(fates).collect(), accepted)
}

/// Survivors that are explained are accepted; explanations that explain nothing are stale.
fn settle(mut mutants: Vec<(Mutant, Fate)>, accepted: &[Equivalent]) -> Mutated {
    let mut used: Vec<Vec<&str>> = vec![Vec::new(); accepted.len()];
    for (mutant, fate) in mutants.iter_mut().filter(|(_, fate)| *fate == Fate::Survived) {
        if let Some(n) = accepted.iter().position(|reason| explains(reason, mutant)) {
            used[n].extend(accepted[n].to.iter().filter(|to| **to == mutant.to).map(String::as_str));
            if accepted[n].to.is_empty() {
                used[n].push("");
            }
            *fate = Fate::Accepted(n);
        }
    }
    let mut stale = Vec::new();
    for (reason, used) in accepted.iter().zip(used) {
        let left: Vec<String> = reason.to.iter().filter(|to| !used.contains(&to.as_str())).cloned().collect();
        if used.is_empty() || !left.is_empty() {
            stale.push(Equivalent { to: left, ..reason.clone() });
        }
    }
    Mutated { mutants, stale }
}

fn explains(reason: &Equivalent, mutant: &Mutant) -> bool {
    reason.at == mutant.at
        && reason.from.as_ref().is_none_or(|from| *from == mutant.from)
        && (reason.to.is_empty() || reason.to.contains(&mutant.to))
}

/// What a mutant is put to.
struct Trial<'t> {
    policy: &'t LoadedPolicy,
    sources: &'t Sources,
    calendars: &'t Calendars,
    tests: &'t [&'t Test],
}

impl Trial<'_> {
    fn fate(&self, mutant: &Mutant) -> Fate {
        // What this program cannot bear is noticed by any test.
        catch_unwind(AssertUnwindSafe(|| self.judge(mutant))).unwrap_or(Fate::Killed)
    }

    fn judge(&self, mutant: &Mutant) -> Fate {
        let mut text = self.sources.get(mutant.span.file).text.clone();
        text.replace_range(mutant.span.range(), &mutant.text);
        let mut sources = self.sources.with(mutant.span.file, text);
        let mut calendars = self.calendars.clone();
        let mut compiled = |choices: &[Choice]| {
            let mut faults = Faults::default();
            let plan = compile(&self.policy.folder, choices, &mut sources, &mut calendars, &mut faults);
            plan.filter(|_| !faults.has_errors())
        };
        let Some(plan) = compiled(&[]) else { return Fate::NotViable };
        let functions = &plan.policy.functions;
        if functions.examples().iter().any(|example| functions.run_example(example).is_err()) {
            return Fate::Killed;
        }
        // The tests that name the rule first: they are likely to notice.
        let rule = mutant.at.split('.').next().unwrap_or_default();
        let own = |test: &&Test| test.expect.iter().any(|e| e.rule.value.starts_with(rule));
        let (near, far): (Vec<&Test>, Vec<&Test>) = self.tests.iter().copied().partition(own);
        let noticed = |choice: Option<&Named>, plan: &Plan| near.iter().chain(&far).any(|test| !holds(test, choice, plan));
        if noticed(None, &plan) {
            return Fate::Killed;
        }
        for choice in super::run::choices(self.tests.iter().copied()) {
            let Some(plan) = compiled(std::slice::from_ref(&choice)) else { return Fate::NotViable };
            if noticed(Some(&(choice.rule, choice.reading)), &plan) {
                return Fate::Killed;
            }
        }
        let mut faults = Faults::default();
        let beside = check::Beside { cited: None, calendar: None, tests: &[] };
        check::policy(&plan.policy, &self.policy.folder.files, beside, &sources, &mut faults);
        if faults.has_errors() { Fate::NotViable } else { Fate::Survived }
    }
}
