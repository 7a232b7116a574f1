//! `duban schema`: the JSON Schema of policies, calendars, tests, mappings and settings, and the reference.

use super::{FAULTY, Manner, OK, complain};
use crate::policy::schema::FILES;
use crate::reference::{json, markdown};
use crate::say;
use clap::{Args, ValueEnum};
use std::io::Write;
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
    pub fn run(&self, manner: Manner) -> u8 {
        if self.markdown {
            print(&markdown::reference(manner.lang));
            return OK;
        }
        let wanted = |name: &str| match self.kind {
            Some(kind) => kind.to_possible_value().is_some_and(|value| value.get_name() == name),
            None => self.output.is_some() || name == "policy",
        };
        for file in FILES.iter().filter(|file| wanted(file.name)) {
            let text = json::schema(file);
            let Some(folder) = &self.output else {
                print(&text);
                continue;
            };
            let path = folder.join(format!("{}.json", file.name));
            if let Err(error) = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)) {
                let shown = path.display();
                complain(manner, &say!("写不了 {shown}:{error}"; "cannot write {shown}: {error}"));
                return FAULTY;
            }
            println!("{}", path.display());
        }
        OK
    }
}

/// Nobody reads on: nothing to complain about.
fn print(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
