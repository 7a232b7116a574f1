//! A record that is not judged, as it stood: for whoever corrects it and has it read again.

use super::fault::Place;
use crate::lang::Bilingual;

/// A record that is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// What is wrong with it, each where it stands: one at least.
    pub faults: Vec<(Place, Bilingual)>,
    /// Another place that bears on the first of them.
    pub also: Option<Place>,
    pub was: Was,
}

impl Rejected {
    /// Where the first thing wrong stands.
    pub fn place(&self) -> Place {
        self.faults.first().map(|(place, _)| *place).unwrap_or_default()
    }
}

impl Rejected {
    /// The record as it stood, as text: rows as lines of CSV.
    pub fn text(&self) -> String {
        match &self.was {
            Was::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Was::Rows(rows) => rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// A record as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Was {
    /// JSON, or what was meant to be.
    Text(Vec<u8>),
    /// All the rows that tell of it.
    Rows(Vec<Kept>),
}

/// A row as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// By its number in the run's [`super::Layouts`].
    pub layout: u32,
    pub place: Place,
    /// Its cells as a line of CSV, without what ends a line.
    pub text: String,
}
