//! The two versions of a policy: each read under the readings that it offers, and whether they can be compared.

use super::revision;
use crate::cli::Manner;
use crate::cli::evaluate::basis::{Refused, no_faults};
use crate::cli::evaluate::{check_choices, check_ids};
use crate::cli::folder::unreadable;
use crate::lang::Bilingual;
use crate::plan::Plan;
use crate::plan::load::{Loaded, load_from};
use crate::policy::rules::Choice;
use crate::say;
use std::path::Path;

/// One version.
///
/// # Errors
/// It cannot be read, or has errors: they are shown.
pub fn version(given: &Path, choices: &[Choice], manner: Manner) -> Result<Loaded, Bilingual> {
    let (sources, path) = revision::sources(given)?;
    // a reading that this version does not offer is not chosen in it
    let mut loaded = load_from(sources.clone(), std::slice::from_ref(&path), &[]).map_err(|error| unreadable(&error))?;
    let offered = |choice: &&Choice| {
        plans(&loaded).iter().flat_map(|plan| &plan.policy.readings).any(|r| r.rule == choice.rule && r.name.value == choice.reading)
    };
    let own: Vec<Choice> = choices.iter().filter(offered).cloned().collect();
    if !own.is_empty() {
        loaded = load_from(sources, &[path], &own).map_err(|error| unreadable(&error))?;
    }
    no_faults(&loaded, manner).map_err(Refused::shown)?;
    check_ids(&plans(&loaded))?;
    Ok(loaded)
}

pub fn plans(loaded: &Loaded) -> Vec<&Plan> {
    loaded.policies.iter().filter_map(|policy| policy.plan.as_ref()).collect()
}

/// Of several policies each has its counterpart, in the same order.
///
/// # Errors
/// One has none.
pub fn check_pairs(old: &[&Plan], new: &[&Plan]) -> Result<(), Bilingual> {
    let ids = |plans: &[&Plan]| plans.iter().map(|plan| plan.id().to_owned()).collect::<Vec<_>>();
    let (before, after) = (ids(old), ids(new));
    if before == after || (old.len() == 1 && new.len() == 1) {
        return Ok(());
    }
    let (before, after) = (before.join(" "), after.join(" "));
    Err(say!("两版里的政策不同,不能逐一比较:旧 {before};新 {after}"; "the two versions hold different policies: old {before}; new {after}"))
}

/// A reading that neither version has is a slip; one that a version lacks was not chosen there.
///
/// # Errors
/// The slip.
pub fn check_readings(choices: &[Choice], old: &Loaded, new: &Loaded) -> Result<(), Bilingual> {
    let (old, new) = (plans(old), plans(new));
    check_choices(choices, &new).or_else(|error| check_choices(choices, &old).map_err(|_| error))
}
