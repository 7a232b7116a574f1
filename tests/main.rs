//! Every integration test, one binary.

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
mod next;
mod policies;
mod readings;
mod readme;
mod shown;
mod support;
mod tables;
mod versions;
mod workbook;
mod worlds;
