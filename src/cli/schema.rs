//! `duban schema`: the JSON Schema of policies, calendars, tests, mappings and settings, and the reference.

use super::evaluate::output::unwritable;
use super::terminal::print;
use super::{Manner, OK};
use crate::lang::Bilingual;
use crate::policy::schema::FILES;
use crate::reference::{json, markdown};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

// Arguments of `duban schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// 哪种文件;不写且有 --output 时是全部 · which kind of file; all with --output
    #[arg(value_enum, value_name = "KIND")]
    kind: Option<Kind>,
    /// 写成这个文件夹里的 KIND.json,不打印 · write KIND.json into this folder instead of printing
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// 不写 JSON Schema,打印给人看的参考(Markdown)· print the reference for people instead
    #[arg(long, conflicts_with_all = ["kind", "output"])]
    markdown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Policy,
    Calendar,
    Test,
    Mapping,
    Monitor,
}

impl Schema {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        if self.markdown {
            return print(markdown::reference(manner.lang)).map(|()| OK);
        }
        let wanted = |name: &str| match self.kind {
            Some(kind) => kind.to_possible_value().is_some_and(|value| value.get_name() == name),
            None => self.output.is_some() || name == "policy",
        };
        for file in FILES.iter().filter(|file| wanted(file.name)) {
            let text = json::schema(file);
            let Some(folder) = &self.output else {
                print(&text)?;
                continue;
            };
            let path = folder.join(format!("{}.json", file.name));
            let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text));
            written.map_err(|error| unwritable(&path, &error))?;
            print(format!("{}\n", path.display()))?;
        }
        Ok(OK)
    }
}
