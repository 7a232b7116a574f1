//! Why something is not known: the causes of one instance, and the reason that its verdict gives.

use crate::record::scene::Cause;
use crate::verdict::step::Step;
use std::borrow::Cow;

/// Every cause noted while one instance was judged.
#[derive(Clone, Debug, Default)]
pub struct Causes {
    list: Vec<Cause>,
}

impl Causes {
    pub fn note(&mut self, cause: Cause) {
        if !self.list.contains(&cause) {
            self.list.push(cause);
        }
    }

    pub fn drain(&mut self) -> impl Iterator<Item = Cause> {
        std::mem::take(&mut self.list).into_iter()
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The machine word of the gravest cause.
    pub fn reason(&self) -> &'static str {
        self.gravest().map_or("imprecise-time", word)
    }

    /// The attributes that are missing, by the path the rule uses.
    pub fn missing<'r>(&self) -> Vec<Cow<'r, str>> {
        let shown = |cause: &Cause| match cause {
            Cause::Missing(path) => Some(Cow::Owned(path.clone())),
            _ => None,
        };
        self.list.iter().filter_map(shown).collect()
    }

    /// The causes as a step of the explanation.
    pub fn step<'s>(&self) -> Step<'s> {
        let detail = match self.gravest() {
            Some(Cause::Calendar(gap)) => gap.year.to_string(),
            Some(Cause::Missing(_)) => self.missing().join("、"),
            Some(Cause::InvalidValue(what) | Cause::ScriptLimit(what) | Cause::ScriptError(what)) => what.clone(),
            _ => String::new(),
        };
        Step::Unknown { reason: self.reason(), detail }
    }

    fn gravest(&self) -> Option<&Cause> {
        self.list.iter().min_by_key(|cause| match cause {
            Cause::Calendar(_) => 0,
            Cause::ScriptLimit(_) => 1,
            Cause::ScriptError(_) => 2,
            Cause::Missing(_) => 3,
            Cause::NoRow => 4,
            Cause::InvalidValue(_) => 5,
            Cause::Imprecise => 6,
        })
    }
}

fn word(cause: &Cause) -> &'static str {
    match cause {
        Cause::Missing(_) => "missing-field",
        Cause::Imprecise => "imprecise-time",
        Cause::Calendar(_) => "calendar-missing",
        Cause::NoRow => "no-limit-defined",
        Cause::InvalidValue(_) => "invalid-value",
        Cause::ScriptLimit(_) => "script-limit",
        Cause::ScriptError(_) => "script-error",
    }
}
