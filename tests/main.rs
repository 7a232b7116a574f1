//! Every integration test, one binary.

mod calendar;
mod check;
mod conformance;
mod docs;
mod evaluate;
mod formats;
mod help;
mod html;
mod known;
mod layers;
mod merge;
mod metrics;
mod next;
mod policies;
mod readings;
mod readme;
mod shown;
mod support;
mod versions;
