//! `duban map`: looks at an export and writes a first mapping for it.

use super::evaluate::output::{spares, unwritable};
use super::folder::load;
use super::terminal::{print, speak};
use super::{Manner, OK};
use crate::diag::Faults;
use crate::ingest::open::{Content, Hint, Opened, Opening};
use crate::ingest::{DataError, Inputs};
use crate::lang::Bilingual;
use crate::mapping::guess::{Sheet, guess};
use crate::mapping::{Mapping, preview};
use crate::plan::load::Loaded;
use crate::policy::declare::Declared;
use crate::say;
use crate::table::{Row, Rows, Step};
use clap::Args;
use std::path::PathBuf;

// Arguments of `duban map`.
#[derive(Debug, Args)]
pub struct Map {
    /// 导出的表格 · the export
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 政策文件夹,用来认列名 · policy folders, whose names and titles are looked for in the headers
    #[arg(long, value_name = "PATH", num_args = 1..)]
    policy: Vec<PathBuf>,
    /// 映射写到这里;不写则写到标准输出 · where the mapping goes; else to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// So many rows of a sheet are looked at, of so many sheets.
const ROWS: usize = 2_000;
const SHEETS: usize = 20;

/// What was looked at.
#[derive(Default)]
struct Export {
    sheets: Vec<Sheet>,
    encoding: Option<&'static str>,
    /// What could not be read.
    faults: Vec<String>,
    /// It holds records, not tables.
    records: bool,
}

impl Map {
    pub fn run(&self, manner: Manner) -> Result<u8, Bilingual> {
        spares(&[self.output.as_deref()], &[std::slice::from_ref(&self.file)])?;
        let loaded = self.loaded()?;
        let declared: Vec<&Declared> = loaded.policies.iter().filter_map(|p| p.plan.as_ref()).map(|plan| &plan.policy.declared).collect();
        if declared.len() < loaded.policies.len() {
            return Err(say!("政策有错误;先用 duban check 改正"; "a policy has errors; correct them with `duban check` first"));
        }
        let export = self.export(manner);
        export.faults.iter().for_each(|fault| speak(fault));
        if export.sheets.is_empty() {
            return Err(match export.records {
                true => say!("这里面是 JSON 记录,不用映射"; "these are JSON records: they need no mapping"),
                false => say!("没有读到表格"; "no table was found"),
            });
        }
        let file = self.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let guessed = guess(&file, export.encoding, &export.sheets, &declared, manner.lang);
        let shown = self.shown(&guessed.text, &file, &export.sheets, &declared, manner);
        match &self.output {
            Some(path) => {
                std::fs::write(path, &guessed.text).map_err(|error| unwritable(path, &error))?;
                print(&shown)?;
                let (used, columns, name) = (guessed.used, guessed.columns, path.display());
                speak(say!("{columns} 列中用上了 {used} 列,映射写在 {name};请逐行核对"; "{used} of {columns} columns used, the mapping is in {name}: check it line by line").get(manner.lang));
            }
            None => {
                print(&guessed.text)?;
                speak(shown.trim_end_matches('\n'));
            }
        }
        Ok(OK)
    }

    fn loaded(&self) -> Result<Loaded, Bilingual> {
        if self.policy.is_empty() {
            return Ok(Loaded::default());
        }
        load(&self.policy, &[])
    }

    /// What the mapping makes of the first rows.
    fn shown(&self, text: &str, file: &str, sheets: &[Sheet], declared: &[&Declared], manner: Manner) -> String {
        let mut sources = crate::source::Sources::default();
        let mut faults = Faults::default();
        let id = sources.add("mapping.toml", text);
        let mut mapping = Mapping::read(id, text, &mut faults);
        mapping.settle(declared, &mut faults);
        let mut shown = preview(&mapping, file, sheets, manner.lang);
        for fault in faults.sorted() {
            shown.push_str(&crate::report::excerpt::excerpt(fault, &sources, manner.lang, false));
            shown.push('\n');
        }
        shown
    }

    fn export(&self, manner: Manner) -> Export {
        let inputs = Inputs::default();
        let hints = |_: &str| Hint::default();
        let mut export = Export::default();
        let told =
            |DataError { place, fault }: DataError| format!("{}: {}", inputs.shown(place, manner.lang), fault.words().get(manner.lang));
        let opening = Opening::new(std::slice::from_ref(&self.file), &inputs, Default::default(), &hints);
        for opened in opening {
            match opened {
                Ok(Opened { content: Content::Table(mut rows), noted, .. }) => {
                    sheets(rows.as_mut(), &mut export, manner);
                    export.encoding = noted.assumed().or(export.encoding);
                }
                Ok(Opened { content: Content::Records(_) | Content::Lines(_), .. }) => export.records = true,
                Err(error) => export.faults.push(told(error)),
            }
        }
        export
    }
}

/// Reads the first rows of every sheet.
fn sheets(rows: &mut dyn Rows, export: &mut Export, manner: Manner) {
    let (mut sheet, mut row) = (Sheet::default(), Row::default());
    loop {
        match rows.next(&mut row) {
            Ok(Step::Row) if sheet.rows.len() < ROWS => sheet.rows.push(row.clone()),
            // what follows in a file without further sheets says nothing new
            Ok(Step::Row) if sheet.name.is_none() => break,
            Ok(Step::Row | Step::Notice(_)) => {}
            Ok(Step::Sheet(name)) => {
                let named = Sheet { name: Some(name), ..Sheet::default() };
                keep(std::mem::replace(&mut sheet, named), rows, export);
                if export.sheets.len() >= SHEETS {
                    return;
                }
            }
            Ok(Step::Fault(fault)) => export.faults.push(format!("{}: {}", fault.line, fault.words.get(manner.lang))),
            Ok(Step::End) => break,
            Err(error) => {
                export.faults.push(error.to_string());
                break;
            }
        }
    }
    keep(sheet, rows, export);
}

fn keep(mut sheet: Sheet, rows: &dyn Rows, export: &mut Export) {
    if !sheet.rows.is_empty() {
        sheet.named = rows.columns().map(<[String]>::to_owned);
        export.sheets.push(sheet);
    }
}
