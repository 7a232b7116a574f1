//! What charts are drawn from: every verdict and record of a run counted, shown or not. Parts add up in any order.

use super::categories::Categories;
use crate::plan::Plan;
use crate::report::words;
use crate::verdict::{Light, Status, Verdict};
use std::collections::BTreeMap;
use std::io;

/// Counts of a run, or of a part of it.
#[derive(Debug, Default)]
pub struct Counts {
    /// Open obligations by light, in the order of [`Light::ALL`].
    pub lights: [u64; Light::ALL.len()],
    /// Verdicts with a bearer, by its name: violations, what is open, the rest.
    pub bearers: Categories,
    /// Verdicts with a due instant by its month, counted from year 0: violations, what is open, the rest.
    pub months: BTreeMap<i32, [u64; 3]>,
    /// Records by policy, chart rule and which of its `by`.
    pub charts: BTreeMap<(u16, u16, usize), Categories>,
}

/// The series of a verdict: a violation, open, neither.
pub fn series(status: Status) -> usize {
    match status {
        _ if status.is_violation() => 0,
        _ if status.is_open() => 1,
        _ => 2,
    }
}

impl Counts {
    /// Counts one verdict.
    pub fn verdict(&mut self, plan: &Plan, verdict: &Verdict<'_>) {
        if let Some(n) = verdict.light.and_then(|light| self.lights.get_mut(light as usize)) {
            *n += 1;
        }
        let series = series(verdict.status);
        if let Some(bearer) = &verdict.bearer {
            if bearer.contains(',') {
                let names: Vec<&str> = bearer.split(',').map(|word| words::office(plan, word)).collect();
                self.bearers.count(Some(&names.join("、")), series);
            } else {
                self.bearers.count(Some(words::office(plan, bearer)), series);
            }
        }
        if let Some(due) = verdict.due {
            // 24:00 belongs to the day that it ends
            let within = crate::time::Moment { at: due.at, open: due.exclusive }.within();
            let (year, month, _) = plan.vocabulary().zone.day(within).ymd();
            let months = self.months.entry(year * 12 + i32::try_from(month).unwrap_or(1) - 1).or_default();
            if let Some(n) = months.get_mut(series) {
                *n += 1;
            }
        }
    }

    /// Counts one record for a chart rule.
    pub fn record(&mut self, policy: u16, rule: u16, by: usize, value: Option<&str>) {
        self.charts.entry((policy, rule, by)).or_default().count(value, 0);
    }

    /// Adds another part.
    ///
    /// # Errors
    /// The temporary file's, where there are more categories than memory holds.
    pub fn add(&mut self, other: &Counts) -> io::Result<()> {
        self.lights.iter_mut().zip(other.lights).for_each(|(n, more)| *n += more);
        self.bearers.add(&other.bearers)?;
        for (month, sums) in &other.months {
            let own = self.months.entry(*month).or_default();
            own.iter_mut().zip(sums).for_each(|(n, more)| *n += more);
        }
        for (key, categories) in &other.charts {
            self.charts.entry(*key).or_default().add(categories)?;
        }
        Ok(())
    }
}
