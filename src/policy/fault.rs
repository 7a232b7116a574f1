//! Every fault of a written policy: one function a code, the facts as arguments, the words in both languages.

pub mod calendar;
pub mod grammar;
pub mod ics;
pub mod metric;
pub mod name;
pub mod rule;
pub mod shown;
pub mod table;
pub mod toml;
