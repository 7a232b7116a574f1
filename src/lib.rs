//! duban 督办 judges whether public bodies handled their cases the way, and in the time, that their own
//! procedures demand.

pub mod diag;
pub mod lang;
pub mod policy;
pub mod record;
pub mod source;
pub mod time;
