//! How policies stand, for programs: JSON, and lines of metrics.

use super::{Standings, State};
use crate::diag::Level;
use crate::lang::Lang;
use crate::report::moment;
use crate::time::Instant;
use serde_json::{Value, json};
use std::fmt::Write;

/// Every policy with its state, digest and what was found in the edition last tried. Of records it tells numbers only.
pub fn json(standings: &Standings, lang: Lang) -> Value {
    let policies = standings.list.iter().map(|standing| {
        let zone = standing.plan.as_ref().map(|plan| plan.vocabulary().zone).unwrap_or_default();
        let at = |at: Instant| moment::rfc3339(at, &zone).to_string();
        let findings = standing.findings.iter().map(|finding| {
            let level = match finding.level {
                Level::Error => "error",
                Level::Warning => "warning",
                Level::Note => "note",
            };
            json!({ "code": finding.code, "level": level, "place": finding.place, "title": finding.title.get(lang), "text": finding.text.get(lang) })
        });
        json!({
            "policy": standing.name,
            "state": standing.state.word(),
            "in_force": standing.plan.is_some(),
            "digest": standing.plan.as_ref().map(|plan| plan.digest.as_str()),
            "since": standing.plan.as_ref().map(|_| at(standing.since)),
            "edition": standing.edition.as_ref().map(|edition| edition.digest.as_str()),
            "tried": standing.tried,
            "tried_at": at(standing.tried_at),
            "findings": findings.collect::<Vec<_>>(),
        })
    });
    let last = standings.last.as_ref().map(|(at, changes)| {
        let at = moment::rfc3339(*at, &crate::time::Zone::default()).to_string();
        json!({ "at": at, "records": changes.records, "changed": changes.changed, "opened": changes.opened, "closed": changes.closed })
    });
    let large: Vec<&str> = standings.findings.iter().map(|finding| finding.title.get(lang)).collect();
    json!({ "policies": policies.collect::<Vec<_>>(), "findings": large, "last": last })
}

/// The same in the text format of Prometheus.
pub fn metrics(standings: &Standings) -> String {
    let mut out = String::new();
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&super::Standing) -> usize| {
        // writing to memory does not fail
        _ = writeln!(out, "# HELP duban_{name} {help}\n# TYPE duban_{name} gauge");
        for standing in &standings.list {
            let policy = standing.name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            _ = writeln!(out, "duban_{name}{{policy=\"{policy}\"}} {}", value(standing));
        }
    };
    gauge("policy_as_on_disk", "Whether what is on the disk is in force.", &|standing| usize::from(standing.state == State::InForce));
    gauge("policy_errors", "Errors in the edition last tried.", &super::Standing::errors);
    out
}
