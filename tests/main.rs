//! Every integration test, one binary.

mod calendar;
