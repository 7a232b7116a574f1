//! Every integration test, one binary.

mod calendar;
mod conformance;
mod evaluate;
mod help;
mod layers;
mod next;
mod policies;
mod readme;
mod support;
mod check;
