//! `/metrics` in the text format of Prometheus.

use super::board::Board;
use super::clock::Clock;
use super::figures::Figures;
use super::store::reader;
use crate::time::instant::SECOND;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// Everything that is counted.
pub fn text(board: &Board, figures: &Figures, folder: &Path, clock: &Arc<dyn Clock>) -> String {
    let mut out = String::new();
    let counts = [
        ("entries_taken_total", "New entries kept.", figures.taken.get()),
        ("entries_known_total", "Entries that were there already.", figures.known.get()),
        ("entries_rejected_total", "Entries that could not be read.", figures.rejected.get()),
        ("warnings_total", "Warnings said.", figures.said.get()),
        ("warnings_late_total", "Warnings said late.", figures.late.get()),
        ("warnings_withdrawn_total", "Warnings taken back.", figures.withdrawn.get()),
        ("deliveries_sent_total", "Messages that arrived at a sink.", figures.sent.get()),
        ("delivery_failures_total", "Attempts that failed.", figures.failed.get()),
        ("escalations_uncounted_total", "Stages that the working calendar is missing for.", figures.uncounted.get()),
        ("store_troubles_total", "Changes that the store did not take.", figures.troubles.get()),
    ];
    for (name, help, count) in counts {
        // writing to memory does not fail
        _ = writeln!(out, "# HELP duban_{name} {help}\n# TYPE duban_{name} counter\nduban_{name} {count}");
    }
    let (mut open, mut lights) = (Vec::new(), Vec::new());
    let (plans, as_of, records, unjudged) = {
        let state = board.read();
        for plan in 0..state.view.plans.list.len() {
            open.extend(state.tallies.statuses(plan).map(|(status, n)| (plan, status.word(), n)));
            lights.extend(state.tallies.lights(plan).map(|(light, n)| (plan, light.word(), n)));
        }
        (state.view.plans.clone(), state.view.as_of, state.view.records.len(), state.tallies.unjudged)
    };
    let id = |plan: usize| plans.list.get(plan).map_or("", |plan| plan.id());
    let mut gauge = |name: &str, help: &str, lines: Vec<(String, String)>| {
        _ = writeln!(out, "# HELP duban_{name} {help}\n# TYPE duban_{name} gauge");
        for (labels, value) in lines {
            _ = writeln!(out, "duban_{name}{labels} {value}");
        }
    };
    let plain = |value: String| vec![(String::new(), value)];
    gauge("records", "Records in the store.", plain(records.to_string()));
    gauge("records_unjudged", "Records whose policy is not in force.", plain(unjudged.to_string()));
    let by = |policy: &str, key: &str, word: &str| format!("{{policy=\"{}\",{key}=\"{word}\"}}", escaped(policy));
    gauge("open", "Open verdicts.", open.iter().map(|(plan, status, n)| (by(id(*plan), "status", status), n.to_string())).collect());
    gauge(
        "lights",
        "Open verdicts by light.",
        lights.iter().map(|(plan, light, n)| (by(id(*plan), "light", light), n.to_string())).collect(),
    );
    gauge("as_of_seconds", "The instant at which everything is judged.", plain((as_of.0 / SECOND).to_string()));
    let info =
        |plan: &Arc<crate::plan::Plan>| (format!("{{policy=\"{}\",digest=\"{}\"}}", escaped(plan.id()), plan.digest), "1".to_owned());
    gauge("policy_info", "Policies in force.", plans.list.iter().map(info).collect());
    gauge("outbox_waiting", "Messages that have not arrived.", waiting(folder, clock).unwrap_or_default());
    out
}

fn waiting(folder: &Path, clock: &Arc<dyn Clock>) -> Option<Vec<(String, String)>> {
    let store = reader(folder).ok()?;
    let mut select = store.prepare("SELECT sink, count(*) FROM delivery WHERE sent_at IS NULL AND next_at <= ?1 GROUP BY sink").ok()?;
    let rows = select.query_map([clock.now().0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))).ok()?;
    Some(rows.flatten().map(|(sink, n)| (format!("{{sink=\"{}\"}}", escaped(&sink)), n.to_string())).collect())
}

fn escaped(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
