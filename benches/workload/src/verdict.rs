//! Verdict lines, as far as the floor writes them: what `same` compares.

use crate::json::{Fault, Scanner};

/// The fields that the floor writes, in its order.
pub const FIELDS: [&str; 10] =
    ["record", "rule", "on", "to", "status", "due", "due_exclusive", "done_by", "late_s", "missing"];

const RULES: [&str; 3] = ["XZ-01", "XZ-04", "XZ-09"];
const VIOLATIONS: [&str; 3] = ["late", "overdue", "violated"];

/// The values of `FIELDS`, in one spelling each; one that is absent is `null`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict(pub [String; FIELDS.len()]);

impl Verdict {
    /// None if the line is about something the floor does not judge, or no violation; fails with the byte, from 0,
    /// where the line is no verdict.
    pub fn read(line: &[u8]) -> Result<Option<Verdict>, usize> {
        let mut values = [const { String::new() }; FIELDS.len()];
        values.fill("null".to_owned());
        let mut scanner = Scanner::new(line);
        let read = scanner.object(|scanner, key| {
            match FIELDS.iter().position(|field| field.as_bytes() == key) {
                Some(index) => values[index] = canonical(scanner)?,
                None => scanner.skip()?,
            }
            Ok(())
        });
        read.and_then(|()| scanner.end()).map_err(|Fault| scanner.at())?;
        let verdict = Verdict(values);
        let of_interest = RULES.contains(&verdict.value("rule")) && VIOLATIONS.contains(&verdict.value("status"));
        Ok(of_interest.then_some(verdict))
    }

    /// What tells this verdict from every other of the run.
    pub fn key(&self) -> [&str; 4] {
        ["record", "rule", "on", "to"].map(|field| self.value(field))
    }

    pub fn value(&self, field: &str) -> &str {
        FIELDS.iter().position(|name| *name == field).map_or("null", |index| &self.0[index])
    }

    /// The names of the fields in which two verdicts differ.
    pub fn differences(&self, other: &Verdict) -> Vec<&'static str> {
        (0..FIELDS.len()).filter(|&index| self.0[index] != other.0[index]).map(|index| FIELDS[index]).collect()
    }
}

/// A value without escapes and spaces that mean nothing.
fn canonical(scanner: &mut Scanner) -> Result<String, Fault> {
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(match scanner.peek()? {
        b'"' => said(&scanner.string()?.bytes()),
        b'[' => {
            let mut names = Vec::new();
            scanner.array(|scanner| {
                names.push(canonical(scanner)?);
                Ok(())
            })?;
            format!("[{}]", names.join(","))
        }
        _ => said(scanner.value()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_verdict_in_another_spelling() {
        let floor = br#"{"record":"r","rule":"XZ-09","on":"e1","to":null,"status":"violated","due":null,"missing":["work_unit"]}"#;
        let duban = br#"{"kind":"case", "record":"\u0072", "status":"violated", "on":"e1","rule":"XZ-09","missing":[ "work_unit" ],"cite":"x"}"#;
        let (floor, duban) = (Verdict::read(floor).unwrap().unwrap(), Verdict::read(duban).unwrap().unwrap());
        assert_eq!(floor, duban);
        assert_eq!(floor.key(), ["r", "XZ-09", "e1", "null"]);
    }

    #[test]
    fn other_rules_and_other_statuses_are_left_out() {
        for line in
            [r#"{"rule":"XZ-02","status":"late"}"#, r#"{"rule":"XZ-01","status":"unknown"}"#, r#"{"summary":{}}"#]
        {
            assert_eq!(Verdict::read(line.as_bytes()), Ok(None), "{line}");
        }
    }
}
