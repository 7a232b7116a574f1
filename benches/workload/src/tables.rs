//! The same records as an office exports tables: `cases.csv`, a row a record, and `events.csv`, a row an event, both in the
//! order of the records, with the mapping that reads them.

use crate::rng::Dice;
use crate::story::Value;
use std::io::{self, Write};

/// Columns of a record: its header, and what it says by its path.
const CASE: [(&str, &[&str]); 7] = [
    ("案件编号", &["id"]),
    ("姓名", &["attributes", "subject", "name"]),
    ("党员", &["attributes", "subject", "party_member"]),
    ("公职", &["attributes", "subject", "public_official"]),
    ("酒精含量", &["attributes", "bac_mg_per_100ml"]),
    ("单位代码", &["attributes", "unit_code"]),
    ("备注", &["attributes", "note"]),
];

/// The same of an event, behind the id of its record.
const EVENT: [(&str, &[&str]); 17] = [
    ("环节", &["type"]),
    ("时间", &["at"]),
    ("经办", &["by"]),
    ("送交", &["to"]),
    ("流水号", &["id"]),
    ("录入时间", &["recorded_at"]),
    ("作废", &["retracted"]),
    ("替换", &["supersedes"]),
    ("涉案人员", &["attributes", "persons"]),
    ("政治面貌", &["attributes", "political_status"]),
    ("工作单位", &["attributes", "work_unit"]),
    ("地点", &["attributes", "place"]),
    ("饮酒事由", &["attributes", "drinking_reason"]),
    ("饮酒场所", &["attributes", "venue"]),
    ("费用来源", &["attributes", "expense_source"]),
    ("参加人", &["attributes", "participants"]),
    ("备注", &["attributes", "note"]),
];

/// How these tables are read.
pub const MAPPING: &str = r#"policy = "xiangzhou-dui"

[table.cases]
files  = "cases*.csv"
rows   = "record"
id     = "案件编号"
ignore = ["单位代码", "备注"]

[table.cases.attributes]
"subject.name"            = "姓名"
"subject.party_member"    = "党员"
"subject.public_official" = "公职"
bac_mg_per_100ml          = "酒精含量"

[table.events]
files  = "events*.csv"
rows   = "event"
id     = "案件编号"
ignore = ["地点", "备注"]

[table.events.event]
type        = "环节"
at          = "时间"
by          = "经办"
to          = { column = "送交", split = "、" }
id          = "流水号"
recorded_at = "录入时间"
retracted   = "作废"
supersedes  = "替换"
attributes  = { persons = "涉案人员", political_status = "政治面貌", work_unit = "工作单位", drinking_reason = "饮酒事由", venue = "饮酒场所", expense_source = "费用来源", participants = "参加人" }
"#;

/// The rows of both tables, the headers first.
pub struct Tables<C, E> {
    cases: C,
    events: E,
    /// Rows of events that are still to be shuffled, each with the number of its record.
    shuffled: Option<Vec<(usize, Vec<u8>)>>,
    row: Vec<u8>,
    number: usize,
}

impl<C: Write, E: Write> Tables<C, E> {
    /// # Errors
    /// The headers cannot be written.
    pub fn new(mut cases: C, mut events: E, shuffled: bool) -> io::Result<Tables<C, E>> {
        let header = |columns: &[(&str, &[&str])]| columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(",");
        writeln!(cases, "{}", header(&CASE))?;
        writeln!(events, "{},{}", CASE[0].0, header(&EVENT))?;
        Ok(Tables { cases, events, shuffled: shuffled.then(Vec::new), row: Vec::new(), number: 0 })
    }

    /// Adds a record.
    ///
    /// # Errors
    /// Its rows cannot be written.
    pub fn add(&mut self, record: &Value) -> io::Result<()> {
        self.number += 1;
        self.row.clear();
        cells(&mut self.row, record, &CASE);
        self.cases.write_all(&self.row)?;
        let Some(Value::List(events)) = at(record, &["events"]) else { return Ok(()) };
        for event in events {
            self.row.clear();
            cell(&mut self.row, at(record, &["id"]));
            self.row.push(b',');
            cells(&mut self.row, event, &EVENT);
            match &mut self.shuffled {
                Some(rows) => rows.push((self.number, self.row.clone())),
                None => self.events.write_all(&self.row)?,
            }
        }
        Ok(())
    }

    /// Writes what is left: shuffled rows of events, those of one record in their order.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn finish(mut self, dice: &mut Dice) -> io::Result<(C, E)> {
        let rows = self.shuffled.take().unwrap_or_default();
        let mut order: Vec<usize> = rows.iter().map(|(number, _)| *number).collect();
        dice.shuffle(&mut order);
        let mut next = vec![0; self.number + 2];
        rows.iter().for_each(|(number, _)| next[number + 1] += 1);
        for number in 1..next.len() {
            next[number] += next[number - 1];
        }
        for number in order {
            self.events.write_all(&rows[next[number]].1)?;
            next[number] += 1;
        }
        self.cases.flush()?;
        self.events.flush()?;
        Ok((self.cases, self.events))
    }
}

fn cells(out: &mut Vec<u8>, value: &Value, columns: &[(&str, &[&str])]) {
    for (n, (_, path)) in columns.iter().enumerate() {
        if n > 0 {
            out.push(b',');
        }
        cell(out, at(value, path));
    }
    out.push(b'\n');
}

/// A value as a cell; of a party its id, else its name.
fn cell(out: &mut Vec<u8>, value: Option<&Value>) {
    let text = value.map_or_else(String::new, shown);
    if text.contains([',', '"', '\n']) {
        out.push(b'"');
        out.extend_from_slice(text.replace('"', "\"\"").as_bytes());
        out.push(b'"');
    } else {
        out.extend_from_slice(text.as_bytes());
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => if *truth { "是" } else { "否" }.to_owned(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join("、"),
        Value::Object(_) => at(value, &["id"]).or(at(value, &["name"])).map_or_else(String::new, shown),
    }
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, name| match value {
        Value::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{form, story};

    fn tables(shuffled: bool) -> (Vec<String>, Vec<String>) {
        let mut dice = Dice::new(7);
        let mut tables = Tables::new(Vec::new(), Vec::new(), shuffled).unwrap();
        for number in 1..=500 {
            let told = story::tell(&mut dice, number);
            tables.add(&form::told(&mut dice, told).record).unwrap();
        }
        let lines = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect();
        let (cases, events) = tables.finish(&mut dice).unwrap();
        (lines(cases), lines(events))
    }

    #[test]
    fn both_tables_tell_of_the_same_records_in_the_same_order() {
        let (cases, events) = tables(false);
        // a note of two lines continues in one that starts otherwise
        let ids = |rows: &[String]| {
            let mut ids: Vec<String> =
                rows[1..].iter().filter(|row| row.starts_with("XZ-")).map(|row| row[..15].to_owned()).collect();
            ids.dedup();
            ids
        };
        assert_eq!(cases.len(), 501);
        assert_eq!(ids(&cases), ids(&events));
        assert!(cases[0].starts_with("案件编号,姓名") && events[0].starts_with("案件编号,环节,时间"));
    }

    #[test]
    fn shuffled_rows_of_one_record_keep_their_order() {
        let ((cases, sorted), (same, mut shuffled)) = (tables(false), tables(true));
        assert_eq!(cases, same);
        assert!(shuffled != sorted);
        shuffled[1..].sort_by_key(|row| row.get(8..15).map(str::to_owned));
        let plain = |rows: Vec<String>| rows.into_iter().filter(|row| row.starts_with("XZ-")).collect::<Vec<_>>();
        assert_eq!(plain(shuffled), plain(sorted));
    }
}
