//! A place to look in a record, with its names looked up: what `trigger.by.level` means.

use super::vocabulary::NameId;

/// A declared event of a policy, told or standing for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u16);

/// A declared attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AttributeId(pub u16);

/// A decision table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableId(pub u16);

/// A named condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConditionId(pub u16);

/// Where to look, and where else if nothing is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub at: Spot,
    pub otherwise: Option<Box<Look>>,
    /// As the rule writes it, without `trigger.` or `record.`: what `missing` lists.
    pub shown: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Spot {
    Trigger(Field),
    Record(Field),
    /// The last such event up to the one judged.
    Last(EventId, Field),
    First(EventId, Field),
    /// How many such events up to the one judged.
    Count(EventId),
    /// The cell of the row that the table's `by` chooses.
    Cell(TableId, u16),
    /// The person who looks: access rules only.
    User(String),
}

/// What of an event or record.
#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    Id,
    /// An event's type, a record's kind.
    Type,
    At,
    Date,
    Time,
    By(Of),
    To(Of),
    Attribute {
        id: AttributeId,
        name: NameId,
        below: Vec<String>,
    },
}

/// What of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    Party,
    Id,
    Name,
    Role,
    Level,
}
