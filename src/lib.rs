//! duban 督办 judges whether public bodies handled their cases the way, and in the time, that their own
//! procedures demand.

// what is printed by these panics where nobody reads: see cli/terminal.rs
#![warn(clippy::print_stdout, clippy::print_stderr)]

pub mod check;
pub mod cli;
pub mod diag;
pub mod embed;
pub mod engine;
pub mod ingest;
pub mod lang;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod mapping;
#[cfg(feature = "monitor")]
pub mod monitor;
pub mod plan;
pub mod policy;
pub mod record;
pub mod reference;
pub mod report;
pub mod script;
pub mod source;
pub mod suite;
pub mod table;
pub mod time;
pub mod verdict;
pub mod watch;
