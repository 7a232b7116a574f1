//! A party in a record: who acts or receives, and which declared party or role that is.

use super::register::{LevelId, PartyId};
use std::borrow::Cow;
use std::ops::Deref;

/// A party as told by an event, looked up in the policy's register.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party<'a> {
    pub id: Option<Cow<'a, str>>,
    pub name: Option<Cow<'a, str>>,
    pub role: Option<Cow<'a, str>>,
    pub level: Option<Cow<'a, str>>,
    /// The declared party that its id, name or alias finds.
    pub found: Option<PartyId>,
    /// The declared role it has, told or by the register.
    pub role_found: Option<PartyId>,
    pub level_found: Option<LevelId>,
}

/// Who acts, or who receives: read as a list.
#[derive(Clone, Debug, Default)]
pub enum Parties<'a> {
    #[default]
    Nobody,
    /// One that the policy declares: most are.
    Declared(&'a Party<'a>),
    Told(Vec<Party<'a>>),
}

impl<'a> Parties<'a> {
    /// Adds others behind these.
    pub fn join(&mut self, others: Parties<'a>) {
        *self = match (std::mem::take(self), others) {
            (Parties::Nobody, all) | (all, Parties::Nobody) => all,
            (some, others) => {
                let mut all = some.told();
                all.append(&mut others.told());
                Parties::Told(all)
            }
        }
    }

    fn told(self) -> Vec<Party<'a>> {
        match self {
            Parties::Nobody => Vec::new(),
            Parties::Declared(party) => {
                // another is coming
                let mut told = Vec::with_capacity(2);
                told.push(party.borrowed());
                told
            }
            Parties::Told(told) => told,
        }
    }
}

impl<'a> Deref for Parties<'a> {
    type Target = [Party<'a>];

    #[inline]
    fn deref(&self) -> &[Party<'a>] {
        match self {
            Parties::Nobody => &[],
            Parties::Declared(party) => std::slice::from_ref(*party),
            Parties::Told(parties) => parties,
        }
    }
}

impl<'a> From<Party<'a>> for Parties<'a> {
    fn from(party: Party<'a>) -> Parties<'a> {
        Parties::Told(vec![party])
    }
}

impl Party<'_> {
    /// The same, borrowed.
    pub fn borrowed(&self) -> Party<'_> {
        let Party { id, name, role, level, found, role_found, level_found } = self;
        let [id, name, role, level] = [id, name, role, level].map(|text| text.as_deref().map(Cow::Borrowed));
        Party { id, name, role, level, found: *found, role_found: *role_found, level_found: *level_found }
    }

    /// Whether a rule that names `wanted` (a party or a role) means this one.
    pub fn is(&self, wanted: PartyId) -> bool {
        self.found == Some(wanted) || self.role_found == Some(wanted)
    }

    /// The same party: the one found, else the id, else the name.
    pub fn same(&self, other: &Party<'_>) -> bool {
        match (self.found, other.found) {
            (Some(a), Some(b)) => a == b,
            (None, None) => match (&self.id, &other.id) {
                (Some(a), Some(b)) => a == b,
                _ => matches!((&self.name, &other.name), (Some(a), Some(b)) if a == b),
            },
            _ => false,
        }
    }

    /// As told in the record: its id, else its name, else its role.
    pub fn shown(&self) -> Option<&str> {
        self.id.as_deref().or(self.name.as_deref()).or(self.role.as_deref())
    }

    /// For people: its name before its id.
    pub fn shown_name(&self) -> Option<&str> {
        self.name.as_deref().or(self.id.as_deref()).or(self.role.as_deref())
    }

    /// The same level: as declared, else as written.
    pub fn same_level(&self, other: &Party<'_>) -> Option<bool> {
        match (self.level_found, other.level_found) {
            (Some(a), Some(b)) => Some(a == b),
            _ => Some(self.level.as_deref()? == other.level.as_deref()?),
        }
    }
}
