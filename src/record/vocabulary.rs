//! What ingest has to know of the policies: every name a rule may read, the zone, the register of offices.

use super::register::Register;
use crate::time::Zone;
use std::collections::HashMap;

/// An interned name: an event type, or the first name of an attribute's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NameId(pub u16);

/// What one policy makes of a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// It declares an event of this name.
    pub event: bool,
    /// It declares an attribute that starts with this name.
    pub attribute: bool,
    /// Some rule reads that attribute: ingest keeps it.
    pub read: bool,
}

/// The names of one policy, with its zone and its offices.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    names: HashMap<String, NameId>,
    list: Vec<String>,
    known: Vec<Known>,
    pub policy: String,
    pub kinds: Vec<String>,
    pub zone: Zone,
    /// So long after it happened, in microseconds, an event may be entered without a warning.
    pub late_entry: Option<i64>,
    pub register: Register,
}

impl Vocabulary {
    /// Interns a name; at most 65,536 of them.
    pub fn intern(&mut self, name: &str) -> NameId {
        if let Some(id) = self.names.get(name) {
            return *id;
        }
        let id = NameId(u16::try_from(self.list.len()).unwrap_or(u16::MAX));
        self.names.insert(name.to_owned(), id);
        self.list.push(name.to_owned());
        self.known.push(Known::default());
        id
    }

    pub fn find(&self, name: &str) -> Option<NameId> {
        self.names.get(name).copied()
    }

    pub fn name(&self, id: NameId) -> &str {
        self.list.get(usize::from(id.0)).map_or("", String::as_str)
    }

    pub fn known(&self, id: NameId) -> Known {
        self.known.get(usize::from(id.0)).copied().unwrap_or_default()
    }

    pub fn known_mut(&mut self, id: NameId) -> Option<&mut Known> {
        self.known.get_mut(usize::from(id.0))
    }

    /// What ingest must keep for two policies at once; none unless both give every name the same number and the same
    /// meaning. Two versions of a policy mostly do: then a record is read once for both.
    pub fn joined(&self, other: &Vocabulary) -> Option<Vocabulary> {
        let apart = |known: &Known| (known.event, known.attribute);
        let same = self.list == other.list
            && self.known.iter().map(apart).eq(other.known.iter().map(apart))
            && (&self.policy, &self.kinds, self.zone, self.late_entry) == (&other.policy, &other.kinds, other.zone, other.late_entry)
            && self.register == other.register;
        same.then(|| {
            let read = |(own, other): (&Known, &Known)| Known { read: own.read || other.read, ..*own };
            Vocabulary { known: self.known.iter().zip(&other.known).map(read).collect(), ..self.clone() }
        })
    }

    /// How many names there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
