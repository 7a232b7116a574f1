//! Reads `[access.ID]`: `see.ROLE = "all"`, or a pattern with `{user.…}`.

use super::See;
use crate::diag::Faults;
use crate::policy::condition::Conditions;
use crate::policy::fault;
use crate::policy::reader::Reader;
use crate::say;

pub fn read(reader: &mut Reader<'_>, conditions: &mut Conditions<'_>, faults: &mut Faults) -> Vec<See> {
    if reader.required("see").is_none() {
        return Vec::new();
    }
    let entries = reader.table("see", faults).map(|(table, _)| table.entries.as_slice()).unwrap_or_default();
    let mut list = Vec::new();
    for entry in entries {
        let role = conditions.office(&entry.key, faults);
        let records = match entry.node.text() {
            Some("all") => Some(None),
            Some(_) => {
                faults.push(fault::table::wrong_type(
                    &entry.node,
                    say!("“all” 或条件 {{ 取值之处 = 值 }}"; "\"all\" or a pattern {{ place = value }}"),
                ));
                None
            }
            None => conditions.read(&entry.node, faults).map(Some),
        };
        if let (Some(role), Some(records)) = (role, records) {
            list.push(See { role, records });
        }
    }
    if entries.is_empty() {
        faults.push(fault::table::missing_key(reader.span(), &reader.what(), "see.WHO"));
    }
    list
}
