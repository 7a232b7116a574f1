//! Every integration test, one binary.

mod calendar;
mod check;
