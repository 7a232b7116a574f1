//! `duban lsp`: serves an editor over standard input and output.

use super::{Manner, OK};
use crate::lang::{Bilingual, Lang};
use crate::say;
use clap::Args;

// Arguments of `duban lsp`.
#[derive(Debug, Args)]
pub struct Lsp {
    /// 只为兼容各种编辑器:总是标准输入输出 · for editors that insist: it is always standard input and output
    #[arg(long)]
    stdio: bool,
}

impl Lsp {
    /// `asked` is the language of the command line, if one was given.
    pub fn run(&self, manner: Manner, asked: Option<Lang>) -> Result<u8, Bilingual> {
        let served = crate::lsp::serve(asked, manner.lang);
        served.map(|()| OK).map_err(|error| say!("与编辑器的连接中断:{error}"; "the editor is gone: {error}"))
    }
}
