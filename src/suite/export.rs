//! A whole export as a test: `export` is read as `evaluate` reads one, `expected` holds a verdict a line, of which the
//! fields that stand there are compared. Both lie beside the test file.

use super::read::status;
use super::{Expectation, Test, Wanted, fault};
use crate::diag::Faults;
use crate::ingest::blocks::{Blocks, By, hint};
use crate::ingest::open::Pace;
use crate::ingest::{Inputs, Lexicon, Reader};
use crate::lang::Bilingual;
use crate::mapping::Mapping;
use crate::plan::Plan;
use crate::say;
use crate::source::{FileId, Shelf, Sources, Span, Spanned};
use bumpalo::Bump;
use serde_json::Value as Json;
use std::path::Path;
use std::sync::Arc;

/// What tells verdicts apart; the other fields are compared.
const KEY: [&str; 5] = ["record", "rule", "on", "to", "period"];

/// The files of a test, relative to its own.
#[derive(Clone, Debug)]
pub struct Files {
    pub export: Spanned<String>,
    pub mapping: Option<Spanned<String>>,
    pub expected: Option<Spanned<String>>,
}

/// Reads the files of a test that names some. Among files held in memory there are no exports: such a test is left out.
pub fn fill(test: &mut Test, folder: &Path, plan: &Plan, sources: &mut Sources, faults: &mut Faults) -> bool {
    let Some(files) = test.files.clone() else { return true };
    if matches!(sources.shelf(), Shelf::Held(_)) {
        return false;
    }
    let mappings = match &files.mapping {
        Some(name) => mapping(name, folder, plan, sources, faults),
        None => Vec::new(),
    };
    match records(&folder.join(&files.export.value), &mappings, plan) {
        Ok(records) => test.records = records,
        Err(why) => {
            faults.push(fault::bad_export(files.export.span, &files.export.value, why));
            return false;
        }
    }
    if let Some(name) = &files.expected {
        match std::fs::read_to_string(folder.join(&name.value)) {
            Ok(text) => {
                let file = sources.add(folder.join(&name.value).display().to_string(), text);
                let lines = sources.get(file).text.clone();
                test.expect.extend(expected(file, &lines, plan, faults));
            }
            Err(error) => faults.push(fault::bad_export(name.span, &name.value, unread(&error))),
        }
    }
    !test.expect.is_empty()
}

fn unread(error: &std::io::Error) -> Bilingual {
    match error.kind() {
        std::io::ErrorKind::NotFound => say!("没有这个文件;请核对路径"; "no such file; check the path"),
        _ => say!("{error}"; "{error}"),
    }
}

fn mapping(name: &Spanned<String>, folder: &Path, plan: &Plan, sources: &mut Sources, faults: &mut Faults) -> Vec<Mapping> {
    let text = match std::fs::read_to_string(folder.join(&name.value)) {
        Ok(text) => text,
        Err(error) => {
            faults.push(fault::bad_export(name.span, &name.value, unread(&error)));
            return Vec::new();
        }
    };
    let file = sources.add(folder.join(&name.value).display().to_string(), text);
    let mut mapping = Mapping::read(file, &sources.get(file).text, faults);
    if faults.has_errors() {
        return Vec::new();
    }
    mapping.settle(&[&plan.policy.declared], faults);
    vec![mapping]
}

/// Every record of an export as its text, by its id.
fn records(path: &Path, mappings: &[Mapping], plan: &Plan) -> Result<Vec<(String, String)>, Bilingual> {
    let (inputs, pace, lexicons) = (Inputs::default(), Arc::new(Pace::default()), [Lexicon::new(plan.vocabulary())]);
    let hints = |file: &str| hint(mappings, file);
    let files = [path.to_owned()];
    let by = By { inputs: &inputs, mappings, layouts: None };
    let mut blocks = Blocks::new(&files, by, &pace, &hints, [plan.vocabulary().zone]);
    let (mut reader, mut arena) = (Reader::new(&lexicons), Bump::new());
    let mut records = Vec::new();
    while let Some(block) = blocks.next(None) {
        let mut wrong = None;
        match block {
            Ok(block) => reader.records(&block, &arena, |entry, read| match (entry, read) {
                (Some(entry), Ok(taken)) => records.push((taken.record.id.to_string(), String::from_utf8_lossy(entry.bytes).into_owned())),
                (_, Err(error)) if wrong.is_none() => wrong = Some(error),
                _ => {}
            }),
            Err(error) => wrong = Some(error),
        }
        arena.reset();
        if let Some(error) = wrong {
            let Bilingual { zh, en } = error.fault.words();
            return Err(match error.place.line {
                0 => say!("{zh}"; "{en}"),
                line => say!("第{line}行:{zh}"; "line {line}: {en}"),
            });
        }
    }
    Ok(records)
}

/// An expectation for each line.
fn expected(file: FileId, text: &str, plan: &Plan, faults: &mut Faults) -> Vec<Expectation> {
    let mut list = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(file, at..at + line.trim_end().len());
        at += line.len();
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Json>(line) {
            Ok(Json::Object(fields)) => list.extend(expectation(span, fields, plan, faults)),
            Ok(_) => faults.push(fault::bad_expected(span, say!("不是一个对象"; "it is no object"))),
            Err(error) => faults.push(fault::bad_expected(span, say!("{error}"; "{error}"))),
        }
    }
    list
}

fn expectation(span: Span, mut fields: serde_json::Map<String, Json>, plan: &Plan, faults: &mut Faults) -> Option<Expectation> {
    let mut key = KEY.map(|key| match fields.remove(key) {
        None => None,
        Some(Json::String(text)) => Some(text),
        // null is a value to be met
        Some(_) => Some("—".to_owned()),
    });
    let [record, rule, on, to, period] = &mut key;
    let Some(rule) = rule.take() else {
        faults.push(fault::bad_expected(span, say!("没有写 rule"; "it has no rule")));
        return None;
    };
    let rule = Spanned::new(rule, span);
    let known = || plan.policy.rules.iter().map(|r| r.id.as_str());
    if !known().any(|id| id == rule.value) {
        faults.push(fault::unknown_rule(&rule, known()));
        return None;
    }
    let status = match fields.remove("status") {
        Some(Json::String(word)) => status(&Spanned::new(word, span), faults)?,
        _ => Wanted::Any,
    };
    let (record, on, to, period) = (record.take(), on.take(), to.take(), period.take());
    let raw = fields.into_iter().collect();
    Some(Expectation { span, rule, record, on, to, bearer: None, period, reading: None, status, fields: Vec::new(), raw })
}
