//! A record that is not judged, as it stood: for whoever corrects it and has it read again.

use super::fault::Place;
use crate::lang::Bilingual;

/// A record that is not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where what is wrong with it stands, and another place that bears on it.
    pub place: Place,
    pub also: Option<Place>,
    pub words: Bilingual,
    pub was: Was,
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
