//! `duban test`: the tests beside the policies.

use super::{FAULTY, Manner};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `duban test`.
#[derive(Debug, Args)]
pub struct Test {
    /// 政策文件夹,或者它们的上级 · policy folders, or a folder above them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Test {
    pub fn run(&self, _manner: Manner) -> u8 {
        let _ = &self.paths;
        FAULTY
    }
}
