//! The judgement: pure, one record at a time. Nothing here reads a file, a clock or the environment.

pub mod absence;
pub mod access;
pub mod burst;
pub mod chart;
pub mod compared;
pub mod condition;
pub mod constraint;
pub mod contest;
pub mod discharge;
pub mod due;
pub mod enough;
pub mod escalation;
pub mod events;
pub mod glance;
pub mod judge;
pub mod light;
pub mod marks;
pub mod metric;
pub mod moved;
pub mod obligation;
pub mod outcome;
pub mod party;
pub mod passed;
pub mod periodic;
mod plain;
pub mod supposed;
pub mod unknown;
pub mod view;

pub use judge::Judge;
pub use metric::{Counter, Partial};
