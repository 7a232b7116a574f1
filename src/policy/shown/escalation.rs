//! Reads `[escalation.ID]`: `warn.WHO = "red, 3整天"`.

use super::lights::fixed;
use super::{Warn, Who};
use crate::diag::Faults;
use crate::policy::condition::Conditions;
use crate::policy::fault;
use crate::policy::grammar;
use crate::policy::reader::{Reader, text};

pub fn read(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Vec<Warn> {
    if reader.required("warn").is_none() {
        return Vec::new();
    }
    let entries = reader.table("warn", faults).map(|(table, _)| table.entries.as_slice()).unwrap_or_default();
    let mut list = Vec::new();
    for entry in entries {
        let who = if entry.key.value == "bearer" { Some(Who::Bearer) } else { conditions.office(&entry.key, faults).map(Who::Office) };
        let Some(word) = text(&entry.node, faults) else { continue };
        let (light, lasting) = match grammar::warning(&word.value, entry.node.inner()) {
            Ok(found) => found,
            Err(list) => {
                list.into_iter().for_each(|fault| faults.push(fault));
                continue;
            }
        };
        let lasting = match lasting {
            Some(counted) => match counted.resolve(|amount| fixed(amount, conditions, faults)) {
                Some(counted) => Some(counted),
                None => continue,
            },
            None => None,
        };
        list.extend(who.map(|who| Warn { who, light, lasting, written: word.value }));
    }
    if entries.is_empty() {
        faults.push(fault::table::missing_key(reader.span(), &reader.what(), "warn.WHO"));
    }
    list
}
