//! Policies as written: files become typed rules, every fault is reported with its place.

pub mod calendar;
pub mod common;
pub mod condition;
pub mod constraint;
pub mod decision;
pub mod declare;
pub mod fault;
pub mod grammar;
pub mod held;
pub mod letters;
pub mod limit;
pub mod load;
pub mod metric;
pub mod moving;
pub mod obligation;
pub mod owed;
pub mod periodic;
pub mod place;
pub mod read;
pub mod reader;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod shown;
pub mod statement;
pub mod syntax;
pub mod tree;
pub mod variant;

pub use read::{Files, Policy};
pub use rules::Choice;
