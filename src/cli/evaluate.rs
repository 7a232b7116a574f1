//! `duban evaluate`: judge case exports.

use super::{FAULTY, Manner};
use clap::Args;

/// Arguments of `duban evaluate`.
#[derive(Debug, Args)]
pub struct Evaluate {}

impl Evaluate {
    pub fn run(&self, _manner: Manner) -> u8 {
        FAULTY
    }
}
