//! The duty desk: takes events as they come, judges with the one judgement, warns before limits pass, never forgets.
//!
//! One thread owns the truth ([`Desk`](desk::Desk)): what it is told comes as an [`Order`](order::Order), what others may read stands on the
//! [`Board`](board::Board). An answer is given only once what it says is on disk.

pub mod access;
pub mod board;
pub mod clock;
pub mod desk;
pub mod exposition;
pub mod figures;
pub mod intake;
pub mod judging;
pub mod log;
pub mod order;
pub mod page;
pub mod plans;
pub mod programs;
pub mod reload;
pub mod routes;
pub mod run;
pub mod setting;
pub mod sink;
pub mod stage;
pub mod store;
pub mod text;
pub mod token;
