//! Every integration test, one binary.

#[cfg(feature = "monitor")]
mod access;
mod allocation;
mod book;
mod calendar;
mod check;
mod conformance;
mod diff;
mod docs;
mod embed;
mod evaluate;
mod explain;
mod formats;
mod gone;
mod help;
mod html;
mod inputs;
mod known;
mod layers;
mod ledgers;
#[cfg(feature = "lsp")]
mod lsp;
mod mapping;
mod merge;
mod metrics;
#[cfg(feature = "monitor")]
mod monitor;
mod new;
mod next;
#[cfg(feature = "parquet")]
mod parquet;
mod plain;
mod policies;
mod readings;
mod readme;
#[cfg(feature = "monitor")]
mod reload;
mod schema;
mod shown;
mod suite;
mod support;
mod tables;
mod versions;
mod workbook;
mod worlds;
