//! Names that are never a policy's own (dialect section 1).

/// Starts of places, fields of events and records, and the language's words.
pub const RESERVED: [&str; 26] = [
    "trigger",
    "record",
    "last",
    "first",
    "count",
    "table",
    "user",
    "parameter", // starts of places
    "id",
    "type",
    "at",
    "date",
    "time",
    "by",
    "to",
    "kind",
    "attributes", // of an event or record
    "each",
    "all",
    "any",
    "off",
    "light",
    "bearer",
    "never",
    "else",
    "true", // words; false below
];

pub fn is_reserved(name: &str) -> bool {
    name == "false" || RESERVED.contains(&name)
}
