//! Every integration test, one binary.

#[cfg(feature = "monitor")]
mod access;
mod book;
mod calendar;
mod check;
mod conformance;
mod docs;
mod evaluate;
mod formats;
mod help;
mod html;
mod inputs;
mod known;
mod layers;
mod mapping;
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
mod tables;
mod versions;
mod workbook;
mod worlds;
