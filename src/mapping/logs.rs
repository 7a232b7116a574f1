//! How an event log (XES) is read where no mapping says otherwise: a trace is a record, an activity is an event's type.

use super::guess::{key_of, quoted};
use super::written::Mapping;
use crate::diag::Faults;
use crate::policy::declare::Declared;
use crate::source::Sources;
use std::fmt::Write;

/// By the standard extensions of IEEE 1849. Not every log says who acts.
const LOG: &str = r#"[table.log]
files    = ["*.xes", "*.xes.gz", "*.xes.zst"]
rows     = "event"
sorted   = true
optional = true
id       = "case:concept:name"
[table.log.event]
type = "concept:name"
at   = "time:timestamp"
by   = "org:resource"
"#;

impl Mapping {
    /// The mapping of event logs: an attribute that the policies declare is taken from the trace's attribute of its name,
    /// and from the event's.
    pub fn of_logs(policies: &[&Declared]) -> Mapping {
        let mut text = LOG.to_owned();
        let mut names: Vec<&str> = policies.iter().flat_map(|p| &p.attributes).map(|a| a.name.value.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        // one that lies inside another cannot be told beside it
        let lies_inside = |name: &str| names.iter().any(|outer| name.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.')));
        let told: Vec<&str> = names.iter().copied().filter(|name| !lies_inside(name)).collect();
        let list = |prefix: &str| {
            let line = |name: &&str| format!("{} = {}\n", key_of(name), quoted(&format!("{prefix}{name}")));
            told.iter().map(line).collect::<String>()
        };
        let _ = write!(text, "[table.log.attributes]\n{}[table.log.event.attributes]\n{}", list("case:"), list(""));
        let (mut sources, mut faults) = (Sources::default(), Faults::default());
        let file = sources.add("XES", text.clone());
        let mut mapping = Mapping::read(file, &text, &mut faults);
        // where policies disagree about a type, values stay as the log has them
        mapping.settle(policies, &mut faults);
        mapping
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_have_a_mapping_of_their_own() {
        let mapping = Mapping::of_logs(&[]);
        let table = mapping.table("logs/fines.xes.gz", None).expect("a table");
        assert_eq!((table.id.columns[0].value.as_str(), table.events.len(), table.sorted), ("case:concept:name", 1, true));
        assert!(mapping.table("台账.csv", None).is_none());
    }
}
