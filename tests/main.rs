//! Every integration test, one binary.

#[cfg(feature = "monitor")]
mod access;
mod calendar;
mod check;
mod conformance;
mod docs;
mod evaluate;
mod help;
mod html;
mod known;
mod layers;
mod merge;
mod metrics;
#[cfg(feature = "monitor")]
mod monitor;
mod next;
mod policies;
mod readings;
mod readme;
#[cfg(feature = "monitor")]
mod reload;
mod shown;
mod support;
mod versions;
