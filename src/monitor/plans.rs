//! The policies in force: immutable, shared, swapped as a whole.

use crate::plan::Plan;
use crate::policy::shown::Light;
use crate::verdict::Status;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every policy in force, ready to judge. Two of one id do not occur.
#[derive(Clone, Debug, Default)]
pub struct Plans {
    pub list: Arc<[Arc<Plan>]>,
}

impl Plans {
    pub fn new(list: impl IntoIterator<Item = Arc<Plan>>) -> Plans {
        Plans { list: list.into_iter().collect() }
    }

    pub fn get(&self, id: &str) -> Option<&Arc<Plan>> {
        self.list.iter().find(|plan| plan.id() == id)
    }
}

/// What a swap changed in open verdicts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub records: u64,
    /// How many verdicts are open under both and changed in status, due instant or light.
    pub changed: u64,
    /// How many are open that were not, and the other way round.
    pub opened: u64,
    pub closed: u64,
    /// How many of each rule went from what to what.
    pub sums: BTreeMap<(String, Told, Told), u64>,
    /// The first of them, for people.
    pub first: Vec<Change>,
}

/// An open verdict in two words; none: it is not open. The same before and after: its due instant moved.
pub type Told = Option<(Status, Option<Light>)>;

/// One open verdict that a swap changed; none: it was, or is, not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub record: String,
    pub rule: String,
    pub before: Told,
    pub after: Told,
}
