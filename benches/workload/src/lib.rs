//! What duban is measured with: records for the policy `xiangzhou-dui`, and a hand-written judge of three of
//! its rules that reads no policy. Shared by the programs in `bin/`.

pub mod calendar;
pub mod case;
pub mod form;
pub mod instant;
pub mod json;
pub mod judge;
pub mod lines;
pub mod party;
pub mod plain;
pub mod rng;
pub mod spelling;
pub mod story;
pub mod tables;
pub mod verdict;
pub mod words;
pub mod writer;
