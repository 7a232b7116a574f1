//! The versions of the rules as written: from when on each holds, and until when.

use super::Checked;
use super::written::rules;
use crate::diag::Faults;
use crate::policy::common::in_force;
use crate::policy::condition::date;
use crate::policy::declare::InForce;
use crate::policy::reader::Reader;
use crate::policy::schema;
use crate::policy::tree::{Entry, Table};
use crate::policy::variant::{merge, named, without};
use crate::source::Spanned;
use crate::time::Day;

/// A rule with its versions, by date.
pub struct Versioned<'c> {
    pub id: &'c Spanned<String>,
    pub versions: Vec<Version<'c>>,
}

/// One version: the first has no key of its own.
pub struct Version<'c> {
    pub key: Option<&'c Entry>,
    /// From its own date up to the next one.
    pub dated: InForce,
    /// What the rule itself says, or this version in its place.
    pub own: InForce,
}

impl Version<'_> {
    /// The days that it governs; the first may lie after the last: none.
    pub fn days(&self) -> (Day, Day) {
        let from = self.dated.from.into_iter().chain(self.own.from).max();
        let until = self.dated.until.into_iter().chain(self.own.until).min();
        (from.unwrap_or(Day(i32::MIN)), until.unwrap_or(Day(i32::MAX)))
    }
}

/// Every rule that has several versions.
pub fn versioned<'c>(checked: &'c Checked<'_>) -> Vec<Versioned<'c>> {
    rules(checked.trees).filter_map(|rule| Some(Versioned { id: rule.id, versions: versions(rule.id, rule.table)? })).collect()
}

fn versions<'c>(id: &Spanned<String>, table: &'c Table) -> Option<Vec<Version<'c>>> {
    let base = without(table, &["from"]);
    let own = |table: &Table| {
        let mut reader = Reader::new(table, id.span, &schema::obligation::OBLIGATION);
        in_force(&mut reader, &mut Faults::default())
    };
    let mut dated: Vec<(Day, &Entry, &Table)> =
        named(table, "from").into_iter().filter_map(|(entry, table)| Some((date(&entry.key.value)?, entry, table))).collect();
    dated.sort_by_key(|(day, ..)| *day);
    let (first, ..) = dated.first()?;
    let mut versions = vec![Version { key: None, dated: InForce { from: None, until: Some(first.plus(-1)) }, own: own(&base) }];
    for (n, (day, entry, table)) in dated.iter().enumerate() {
        let until = dated.get(n + 1).map(|(next, ..)| next.plus(-1));
        versions.push(Version { key: Some(entry), dated: InForce { from: Some(*day), until }, own: own(&merge(&base, table)) });
    }
    Some(versions)
}
