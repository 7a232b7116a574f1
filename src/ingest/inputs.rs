//! The inputs of a run by number, and how a place in one of them is shown: as an editor or a spreadsheet finds it.
//!
//! A member of an archive and a sheet of a workbook are inputs of their own. The reading thread adds them in order,
//! so that their numbers do not depend on threads.

use super::fault::Place;
use crate::lang::Lang;
use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How places of an input are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// Lines and columns from 1, columns in characters: `cases.ndjson:3:14`.
    #[default]
    Text,
    /// Lines of a table whose columns have no place of their own: `log.xes:120`.
    Lines,
    /// Rows (of a text: the line a row starts at) from 1 and columns by letter, 1 = A: `台账.xlsx 案件!C7`.
    Grid,
}

/// What an input is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputName {
    /// As the command line has it; `-` is standard input.
    pub file: PathBuf,
    /// The archive's member that it is.
    pub member: Option<String>,
    /// The workbook's sheet that it is.
    pub sheet: Option<String>,
    pub form: Form,
}

impl InputName {
    pub fn new(file: &Path) -> InputName {
        InputName { file: file.to_owned(), ..InputName::default() }
    }

    /// The file and the member of it, without the sheet: `导出.zip/案件.csv`.
    pub fn shown(&self, lang: Lang) -> String {
        let standard = match lang {
            Lang::Zh => "标准输入",
            Lang::En => "standard input",
        };
        if self.file.as_os_str() == "-" { InputName { file: standard.into(), ..self.clone() }.path() } else { self.path() }
    }

    /// The file, and the member of it, as the command line has it.
    pub fn path(&self) -> String {
        let mut text = self.file.display().to_string();
        if let Some(member) = &self.member {
            text.push('/');
            text.push_str(member);
        }
        text
    }

    /// The name that tells what a file holds: the member's, else the file's.
    pub fn last(&self) -> String {
        self.member.clone().unwrap_or_else(|| self.file.display().to_string())
    }
}

/// What an input is read from where another program holds it.
pub struct Given {
    pub read: Box<dyn Read + Send>,
    /// It holds a record a line, in UTF-8, whatever its first bytes look like; else it is what a file of such bytes is.
    pub lines: bool,
}

/// Every input of a run, by number.
#[derive(Default)]
pub struct Inputs {
    names: Mutex<Vec<InputName>>,
    given: Mutex<BTreeMap<PathBuf, Given>>,
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inputs").field(&*self.names()).finish()
    }
}

impl Inputs {
    /// From now on a path stands for a stream and no file: records that another program holds.
    pub fn give(&self, path: PathBuf, given: Given) {
        self.given().insert(path, given);
    }

    /// Whether a path stands for a stream.
    pub fn is_given(&self, path: &Path) -> bool {
        self.given().contains_key(path)
    }

    /// What a path stands for; it can be read once.
    pub(super) fn take(&self, path: &Path) -> Option<Given> {
        self.given().remove(path)
    }

    fn given(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Given>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds one; its number is that of every [`Place`] in it.
    pub fn add(&self, name: InputName) -> u32 {
        let mut names = self.names();
        names.push(name);
        u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
    }

    /// Names the sheet that follows in the file of an input: the first sheet takes the input's own number.
    pub fn sheet(&self, input: u32, sheet: String) -> u32 {
        let mut names = self.names();
        match names.get_mut(input as usize) {
            Some(name) if name.sheet.is_none() => {
                (name.sheet, name.form) = (Some(sheet), Form::Grid);
                input
            }
            other => {
                let of = other.map(|name| name.clone()).unwrap_or_default();
                drop(names);
                self.add(InputName { sheet: Some(sheet), form: Form::Grid, ..of })
            }
        }
    }

    /// What an input is called.
    pub fn name(&self, input: u32) -> InputName {
        self.names().get(input as usize).cloned().unwrap_or_default()
    }

    /// The files that inputs stand in.
    pub fn files(&self) -> Vec<PathBuf> {
        self.names().iter().map(|name| name.file.clone()).collect()
    }

    /// Some input is a table.
    pub fn has_grid(&self) -> bool {
        self.names().iter().any(|name| name.form != Form::Text)
    }

    /// A place as an editor or a spreadsheet finds it. Line 0 is the whole input, column 0 the whole line or row.
    pub fn shown(&self, place: Place, lang: Lang) -> String {
        let name = self.name(place.input);
        let mut text = name.shown(lang);
        let Place { line, column, .. } = place;
        // writing to memory does not fail
        let _ = match name.form {
            _ if line == 0 => name.sheet.iter().try_for_each(|sheet| write!(text, " {sheet}")),
            Form::Text if column == 0 => write!(text, ":{line}"),
            Form::Lines => write!(text, ":{line}"),
            Form::Text => write!(text, ":{line}:{column}"),
            Form::Grid if column == 0 => {
                let sheet = name.sheet.map(|sheet| format!("{sheet} ")).unwrap_or_default();
                match lang {
                    Lang::Zh => write!(text, " {sheet}第{line}行"),
                    Lang::En => write!(text, " {sheet}row {line}"),
                }
            }
            Form::Grid => {
                let sheet = name.sheet.map(|sheet| quoted(&sheet) + "!").unwrap_or_default();
                write!(text, " {sheet}{}{line}", letters(column))
            }
        };
        text
    }

    fn names(&self) -> MutexGuard<'_, Vec<InputName>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The letters of a column from 1: A, Z, AA.
pub fn letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    while left > 0 {
        left -= 1;
        letters.insert(0, char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    letters.into_iter().collect()
}

/// A sheet's name as formulas write it before `!`.
fn quoted(sheet: &str) -> String {
    if sheet.contains([' ', '!', '\'', '-']) { format!("'{}'", sheet.replace('\'', "''")) } else { sheet.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        assert_eq!([1, 3, 26, 27, 52, 53, 702, 703].map(letters), ["A", "C", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!(letters(u32::MAX), "MWLQKWU");
    }

    #[test]
    fn places_are_shown_as_editors_and_spreadsheets_find_them() {
        let inputs = Inputs::default();
        let text = inputs.add(InputName::new(Path::new("cases.ndjson")));
        let grid = inputs.add(InputName { form: Form::Grid, ..InputName::new(Path::new("cases.csv")) });
        let log = inputs.add(InputName { form: Form::Lines, ..InputName::new(Path::new("log.xes")) });
        let member = inputs.add(InputName { member: Some("一月.json".into()), ..InputName::new(Path::new("导出.zip")) });
        let book = inputs.add(InputName::new(Path::new("台账.xlsx")));
        assert_eq!(inputs.sheet(book, "案件".into()), book);
        let second = inputs.sheet(book, "人 员".into());
        let standard = inputs.add(InputName::new(Path::new("-")));
        let at = |input, line, column, lang| inputs.shown(Place { input, line, column }, lang);
        assert_eq!(at(text, 3, 14, Lang::Zh), "cases.ndjson:3:14");
        assert_eq!(at(log, 120, 3, Lang::Zh), "log.xes:120");
        assert_eq!((at(text, 3, 0, Lang::Zh), at(text, 0, 0, Lang::Zh)), ("cases.ndjson:3".into(), "cases.ndjson".into()));
        assert_eq!(at(grid, 7, 3, Lang::Zh), "cases.csv C7");
        assert_eq!((at(grid, 7, 0, Lang::Zh), at(grid, 7, 0, Lang::En)), ("cases.csv 第7行".into(), "cases.csv row 7".into()));
        assert_eq!(at(member, 1, 1, Lang::En), "导出.zip/一月.json:1:1");
        assert_eq!((at(book, 7, 28, Lang::Zh), at(book, 0, 0, Lang::Zh)), ("台账.xlsx 案件!AB7".into(), "台账.xlsx 案件".into()));
        assert_eq!(
            (at(second, 7, 1, Lang::Zh), at(second, 7, 0, Lang::En)),
            ("台账.xlsx '人 员'!A7".into(), "台账.xlsx 人 员 row 7".into())
        );
        assert_eq!((at(standard, 1, 2, Lang::Zh), at(standard, 1, 2, Lang::En)), ("标准输入:1:2".into(), "standard input:1:2".into()));
    }
}
