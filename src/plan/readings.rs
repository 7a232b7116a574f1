//! A policy under every reading of every rule, one rule at a time, the others as in the run: compiled once.

use super::Plan;
use super::load::{Loaded, LoadedPolicy, compile};
use crate::diag::Faults;
use crate::policy::load::Calendars;
use crate::policy::rules::Choice;
use crate::record::{NameId, Vocabulary};
use crate::source::Sources;

/// A policy under another reading of one rule.
#[derive(Debug)]
pub struct Reread {
    /// The rule as its header names it.
    pub rule: String,
    /// The reading; `default` where the run chose another one.
    pub reading: String,
    /// `RULE=READING`, for the verdicts of other rules that it bears on.
    pub long: String,
    /// What the policy calls it.
    pub title: Option<String>,
    pub plan: Plan,
}

/// The name of the reading that a rule's own header gives.
pub const DEFAULT: &str = "default";

/// Every other reading of the policies loaded under the readings `chosen`: a list for each policy that has a plan.
/// What is wrong with one is added to the faults; `sources` are those of the policies.
pub fn rereads(loaded: &Loaded, chosen: &[Choice], sources: &mut Sources, faults: &mut Faults) -> Vec<Vec<Reread>> {
    let mut calendars = Calendars::default();
    loaded.policies.iter().filter(|p| p.plan.is_some()).map(|policy| of_policy(policy, chosen, sources, &mut calendars, faults)).collect()
}

fn of_policy(
    policy: &LoadedPolicy,
    chosen: &[Choice],
    sources: &mut Sources,
    calendars: &mut Calendars,
    faults: &mut Faults,
) -> Vec<Reread> {
    let Some(plan) = &policy.plan else { return Vec::new() };
    let rules = &plan.policy.rules;
    let mut list: Vec<Reread> = Vec::new();
    let mut add = |rule: &str, reading: &str, title: Option<&String>, faults: &mut Faults| {
        if list.iter().any(|other| other.rule == rule && other.reading == reading) {
            return;
        }
        let own = |choice: &&Choice| choice.rule == rule || rules.iter().any(|r| r.header == rule && r.id == choice.rule);
        let mut choices: Vec<Choice> = chosen.iter().filter(|choice| !own(choice)).cloned().collect();
        if reading != DEFAULT {
            choices.push(Choice { rule: rule.to_owned(), reading: reading.to_owned() });
        }
        let before: Vec<&Choice> = chosen.iter().filter(own).collect();
        if before.iter().map(|choice| choice.reading.as_str()).eq([reading]) || (before.is_empty() && reading == DEFAULT) {
            return;
        }
        let mut own_faults = Faults::default();
        let plan = compile(&policy.folder, &choices, sources, calendars, &mut own_faults);
        faults.extend(own_faults);
        list.extend(plan.map(|plan| Reread {
            rule: rule.to_owned(),
            reading: reading.to_owned(),
            long: format!("{rule}={reading}"),
            title: title.cloned(),
            plan,
        }));
    };
    for offered in &plan.policy.readings {
        // A reading is offered for the rows of a rule too: for all of them at once it is one way to read the clause.
        if rules.iter().any(|rule| rule.header == offered.rule) {
            add(&offered.rule, DEFAULT, None, faults);
            add(&offered.rule, &offered.name.value, offered.title.as_ref(), faults);
        }
    }
    list
}

/// What ingest must keep for a plan and all its readings. They declare the same names in the same order: only what
/// their rules read differs.
pub fn vocabulary(plan: &Plan, rereads: &[Reread]) -> Vocabulary {
    let mut all = plan.vocabulary().clone();
    for other in rereads.iter().map(|reread| reread.plan.vocabulary()) {
        for id in (0..other.len()).filter_map(|n| u16::try_from(n).ok()).map(NameId) {
            if let Some(known) = all.known_mut(id).filter(|_| other.known(id).read) {
                known.read = true;
            }
        }
    }
    all
}
