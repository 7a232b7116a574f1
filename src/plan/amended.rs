//! What differs between the texts of two versions of a policy, value by value, and which of it a rule rests on: its own
//! table, and whatever that names, and whatever that names in turn. By names only: it shows where to look, and proves
//! nothing.

mod flat;

use super::Plan;
use super::load::Loaded;
use crate::policy::rule::Rule;
use crate::policy::rules::kind_words;
use crate::source::FileId;
use flat::{Flat, Leaf};
use std::collections::{BTreeMap, BTreeSet};

/// A line of a policy's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Without the blanks around it.
    pub text: String,
}

/// One value that is there in one version alone, or not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// `obligation.XZ-04.within`; of other files their name and what stands in them.
    pub path: String,
    pub old: Option<Line>,
    pub new: Option<Line>,
    entry: Entry,
}

/// The table that a value stands in, and its name: `obligation`, `XZ-04`.
type Entry = (String, String);

/// Every amendment, in the order of the new text.
#[derive(Clone, Debug, Default)]
pub struct Amended {
    pub list: Vec<Amendment>,
    /// The words in each entry, of both versions.
    words: BTreeMap<Entry, BTreeSet<String>>,
}

/// Keys that say something about a rule and are not judged by.
const SAID: [&str; 10] = ["title", "cite", "note", "source", "severity", "assumed", "why", "published", "number", "issued"];

/// Tables that bear on every rule.
const ALL: [&str; 2] = ["policy", "opening_hours"];

/// The table of what stands in calendars.
const CALENDAR: &str = "calendar file";

impl Amended {
    /// Compares all that two policies were read from.
    pub fn new(old: &Loaded, new: &Loaded) -> Amended {
        let (before, after) = (flatten(old), flatten(new));
        let mut amended = Amended::default();
        for flat in [&before, &after] {
            for (entry, words) in &flat.words {
                amended.words.entry(entry.clone()).or_default().extend(words.iter().cloned());
            }
        }
        for leaf in in_order(&before).filter(|leaf| !after.leaves.contains_key(&leaf.path)) {
            amended.push(leaf, (Some(leaf), None), (&before, &after));
        }
        for leaf in in_order(&after) {
            match before.leaves.get(&leaf.path) {
                Some(was) if was.value == leaf.value => {}
                was => amended.push(leaf, (was, Some(leaf)), (&after, &before)),
            }
        }
        amended
    }

    /// Adds one; of an entry that the other version has nothing of, its head alone.
    fn push(&mut self, leaf: &Leaf, (old, new): (Option<&Leaf>, Option<&Leaf>), (own, other): (&Flat, &Flat)) {
        let whole = (old.is_none() || new.is_none()) && !other.words.contains_key(&leaf.entry);
        let (table, name) = &leaf.entry;
        let path = if whole && table != CALENDAR && !name.is_empty() { format!("{table}.{name}") } else { leaf.path.clone() };
        let path = path.split(" “").next().unwrap_or(&path).to_owned();
        let head = own.heads.get(&leaf.entry).filter(|_| whole);
        let line = |leaf: Option<&Leaf>| leaf.map(|leaf| head.unwrap_or(&leaf.line).clone());
        // of a list one item gone and one come are one item changed
        if old.is_none()
            && leaf.path.contains(" “")
            && let Some(half) = self.list.iter_mut().find(|half| half.path == path && half.new.is_none() && half.old.is_some())
        {
            half.new = line(new);
            return;
        }
        let amendment = Amendment { path, old: line(old), new: line(new), entry: leaf.entry.clone() };
        // several values of one line, and the values of one entry, are told once
        let told = |known: &Amendment| {
            (known.old == amendment.old && known.new == amendment.new)
                || (whole && known.path == amendment.path && known.entry == amendment.entry)
        };
        if !self.list.iter().any(told) {
            self.list.push(amendment);
        }
    }

    /// The amendments that a rule rests on, its own first; by their places in the list. Those of calendars are not
    /// among them: see [`Amended::of_year`].
    pub fn of_rule(&self, rule: &Rule) -> Vec<usize> {
        let mut named = self.own(rule);
        let moves = |(table, _): &Entry| matches!(table.as_str(), "suspension" | "extension" | "lights");
        let tells = |words: &BTreeSet<String>| words.contains(&rule.id) || words.contains(&rule.header);
        named.extend(
            self.words.iter().filter(|(entry, words)| moves(entry) && (entry.0 == "lights" || tells(words))).map(|(e, _)| e.clone()),
        );
        named.extend(self.words.keys().filter(|(table, _)| ALL.contains(&table.as_str())).cloned());
        let mut at = 0;
        while let Some(entry) = named.get(at).cloned() {
            at += 1;
            let Some(words) = self.words.get(&entry) else { continue };
            // what the policy says of itself names no rule's words
            if ALL.contains(&entry.0.as_str()) {
                continue;
            }
            let is_named =
                |(table, name): &Entry| table != CALENDAR && !name.is_empty() && flat::words(name).all(|word| words.contains(word));
            let more: Vec<Entry> = self.words.keys().filter(|entry| is_named(entry) && !named.contains(entry)).cloned().collect();
            named.extend(more);
        }
        // a reading that was not chosen bears on nothing
        let chosen = |path: &str| match path.split_once(".reading.") {
            Some((_, reading)) => rule.reading.as_deref().is_some_and(|own| reading == own || reading.starts_with(&format!("{own}."))),
            None => true,
        };
        let judged = |amendment: &Amendment| chosen(&amendment.path) && !amendment.path.split('.').any(|key| SAID.contains(&key));
        let rank = |n: &usize| named.iter().position(|entry| *entry == self.list[*n].entry).unwrap_or(usize::MAX);
        let mut found: Vec<usize> = (0..self.list.len()).filter(|n| judged(&self.list[*n]) && rank(n) < usize::MAX).collect();
        found.sort_by_key(|n| (rank(n), *n));
        found
    }

    /// The amendments of calendars that speak of a year.
    pub fn of_year(&self, year: i32) -> Vec<usize> {
        let year = year.to_string();
        let speaks = |amendment: &Amendment| {
            let lines = amendment.old.iter().chain(&amendment.new);
            amendment.entry.0 == CALENDAR && (amendment.path.contains(&year) || lines.into_iter().any(|line| line.text.contains(&year)))
        };
        (0..self.list.len()).filter(|n| speaks(&self.list[*n])).collect()
    }

    fn own(&self, rule: &Rule) -> Vec<Entry> {
        let own = |(table, name): &&Entry| *name == rule.header && kind_words().any(|kind| kind == table);
        self.words.keys().filter(own).cloned().collect()
    }
}

fn in_order(flat: &Flat) -> impl Iterator<Item = &Leaf> {
    let mut leaves: Vec<&Leaf> = flat.leaves.values().collect();
    leaves.sort_by_key(|leaf| leaf.order);
    leaves.into_iter()
}

/// Every value of every file that was read.
fn flatten(loaded: &Loaded) -> Flat {
    let mut flat = Flat::default();
    let several = loaded.policies.len() > 1;
    let mut taken: Vec<FileId> = Vec::new();
    for policy in &loaded.policies {
        let files = &policy.folder.files;
        let id = policy.plan.as_ref().map_or(files.folder.as_str(), Plan::id);
        let of = if several { format!("{id}: ") } else { String::new() };
        for file in std::iter::once(&files.policy).chain(&files.rules) {
            flat.toml(&of, None, *file, &loaded.sources);
        }
        files.parties.iter().for_each(|file| flat.rows(&of, *file, &loaded.sources));
        files.script.iter().for_each(|file| flat.functions(&of, *file, &loaded.sources));
        taken.extend(std::iter::once(files.policy).chain(files.rules.iter().copied()).chain(files.parties).chain(files.script));
    }
    // what else was read for judging are calendars
    for (file, source) in loaded.sources.files().filter(|(file, _)| !taken.contains(file)) {
        let name = source.path.rsplit(['/', '\\']).next().unwrap_or(&source.path).to_owned();
        if name.ends_with(".toml") {
            flat.toml("", Some(&name), file, &loaded.sources);
        } else {
            flat.lines(&name, file, &loaded.sources);
        }
    }
    flat
}
