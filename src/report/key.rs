//! What makes an instance of a rule the same one in every run: a word that other programs can hold on to.

use crate::plan::Plan;
use crate::policy::rule::{Bearer, Duty};
use crate::verdict::Verdict;
use sha2::{Digest, Sha256};

/// 32 hexadecimal digits, made of policy, kind, record, rule, trigger, recipient and period; of the bearer only where each of
/// several has an instance of its own, for a case that changes hands stays the same one.
pub fn key(plan: &Plan, verdict: &Verdict<'_>) -> String {
    let each = match &verdict.rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().any(|branch| branch.bearer == Some(Bearer::EachTriggerTo)),
        _ => false,
    };
    let period = verdict.period.map(|period| period.to_string());
    let parts = [
        Some(plan.id()),
        Some(verdict.kind),
        Some(verdict.record),
        Some(verdict.rule.id.as_str()),
        verdict.on.as_deref(),
        verdict.to.as_deref(),
        period.as_deref(),
        verdict.bearer.as_deref().filter(|_| each),
    ];
    let mut hash = Sha256::new();
    for part in parts {
        // its length keeps `a`, `bc` and `ab`, `c` apart
        hash.update(part.map_or(u64::MAX, |part| part.len() as u64).to_le_bytes());
        hash.update(part.unwrap_or_default());
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
