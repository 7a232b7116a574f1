//! Policies as written: files become typed rules, every fault is reported with its place.

pub mod calendar;
pub mod fault;
pub mod grammar;
pub mod reader;
pub mod tree;
