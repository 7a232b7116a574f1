//! A party in a record: who acts or receives, and which declared party or role that is.

use super::register::{LevelId, PartyId};
use std::borrow::Cow;

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

impl Party<'_> {
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
