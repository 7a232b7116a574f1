//! Lints: what is well formed and still wrong. One lint a file, named by its code; the list is here.

pub mod codes;

mod alternatives;
mod always_true;
mod asked;
mod calendar_ends;
mod calendar_missing;
mod cite_not_found;
mod cite_number;
mod hours_missing;
mod idle_limit;
mod idle_variant;
mod invisible;
mod length;
mod limits_clash;
mod look_alike;
mod mentions;
mod never_applies;
mod never_true;
mod nobody_can;
mod part_is_party;
mod reach;
mod short_cite;
mod simplified;
mod untested;
mod unused;
mod version_gap;
mod version_not_in_force;
mod version_overlap;
mod versions;
mod ways;
mod written;

use crate::diag::Faults;
use crate::policy::calendar::Loaded;
use crate::policy::tree::{self, Table};
use crate::policy::{Files, Policy};
use crate::source::{FileId, Sources};

/// A policy under the eyes of the lints.
pub struct Checked<'c> {
    /// As read, under no reading.
    pub policy: &'c Policy,
    /// As written: `policy.toml`, then `rules/*.toml`.
    pub trees: &'c [Table],
    pub sources: &'c Sources,
    /// The text that the clauses are quoted from, if it is at hand.
    pub cited: Option<FileId>,
    /// `policy.rhai`.
    pub script: Option<FileId>,
    pub calendar: Option<&'c Loaded>,
    /// `tests/*.toml`, as written.
    pub tests: &'c [Table],
    /// Every text of the policy's own: TOML, `policy.rhai`, `parties.csv`.
    pub files: Vec<FileId>,
}

/// A lint, and whether it needs a policy without errors: a misspelt name would make the right one look unused.
struct Lint {
    sound: bool,
    run: fn(&Checked<'_>, &mut Faults),
}

const LINTS: [Lint; 22] = [
    Lint { sound: false, run: short_cite::lint },
    Lint { sound: false, run: cite_not_found::lint },
    Lint { sound: false, run: cite_number::lint },
    Lint { sound: false, run: part_is_party::lint },
    Lint { sound: false, run: version_gap::lint },
    Lint { sound: false, run: version_not_in_force::lint },
    Lint { sound: false, run: version_overlap::lint },
    Lint { sound: true, run: alternatives::lint },
    Lint { sound: true, run: always_true::lint },
    Lint { sound: true, run: calendar_ends::lint },
    Lint { sound: true, run: calendar_missing::lint },
    Lint { sound: true, run: hours_missing::lint },
    Lint { sound: true, run: idle_limit::lint },
    Lint { sound: true, run: idle_variant::lint },
    Lint { sound: true, run: limits_clash::lint },
    Lint { sound: true, run: never_applies::lint },
    Lint { sound: true, run: never_true::lint },
    Lint { sound: true, run: nobody_can::lint },
    Lint { sound: true, run: untested::lint },
    Lint { sound: true, run: unused::lint },
    // Last: of what is told already they say nothing.
    Lint { sound: false, run: look_alike::lint },
    Lint { sound: false, run: invisible::lint },
];

/// What lies beside a policy and is looked at with it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'b> {
    /// The text that the clauses are quoted from.
    pub cited: Option<FileId>,
    pub calendar: Option<&'b Loaded>,
    /// `tests/*.toml`, as written.
    pub tests: &'b [Table],
}

/// Runs every lint on a policy.
pub fn policy(policy: &Policy, files: &Files, beside: Beside<'_>, sources: &Sources, faults: &mut Faults) {
    let texts = std::iter::once(&files.policy).chain(&files.rules);
    let trees: Vec<Table> = texts.map(|file| tree::parse(*file, &sources.get(*file).text, &mut Faults::default())).collect();
    let Beside { cited, calendar, tests } = beside;
    let own = std::iter::once(files.policy).chain(files.rules.iter().copied()).chain(files.script).chain(files.parties).collect();
    let checked = Checked { policy, trees: &trees, sources, cited, script: files.script, calendar, tests, files: own };
    let broken = faults.has_errors();
    for lint in LINTS.iter().filter(|lint| !lint.sound || !broken) {
        (lint.run)(&checked, faults);
    }
}
