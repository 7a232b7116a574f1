//! duban 督办 judges whether public bodies handled their cases the way, and in the time, that their own
//! procedures demand.

pub mod cli;
pub mod diag;
pub mod lang;
pub mod policy;
pub mod source;
pub mod time;
