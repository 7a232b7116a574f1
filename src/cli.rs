//! The command line: wiring and what people see.

pub mod calendar;
