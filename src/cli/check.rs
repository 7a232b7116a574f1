//! `duban check`: every fault of every policy file, in one run.

use super::{FAULTY, Manner, OK, complain};
use crate::diag::Level;
use crate::plan::load::load;
use crate::report::excerpt::excerpt;
use crate::say;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `duban check`.
#[derive(Debug, Args)]
pub struct Check {
    /// 政策文件夹,或者它们的上级 · policy folders, or a folder above them
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl Check {
    pub fn run(&self, manner: Manner) -> u8 {
        let loaded = match load(&self.paths, &[]) {
            Ok(loaded) => loaded,
            Err(error) => {
                complain(manner, &say!("{error}"; "{error}"));
                return FAULTY;
            }
        };
        let mut out = std::io::stdout().lock();
        for diagnostic in loaded.faults.sorted() {
            if diagnostic.level != Level::Note {
                let _ = writeln!(out, "{}\n", excerpt(diagnostic, &loaded.sources, manner.lang, manner.colour));
            }
        }
        if loaded.faults.has_errors() { FAULTY } else { OK }
    }
}
