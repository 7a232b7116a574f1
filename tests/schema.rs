//! `duban schema`: what is committed is what the program writes, it takes what duban takes, and refuses what is of shape.

use crate::check::cases::{CASES, Case};
use crate::support::{root, run};
use boon::{Compiler, SchemaIndex, Schemas};
use duban::lang::Lang;
use duban::policy::schema::FILES;
use duban::reference::{json, markdown};
use serde_json::Value;
use std::path::{Path, PathBuf};

const BASE: &str = include_str!("check/base.toml");

/// The compiled schema of each kind of file.
struct Compiled {
    schemas: Schemas,
    by_name: Vec<(&'static str, SchemaIndex)>,
}

fn compiled() -> Compiled {
    let mut schemas = Schemas::new();
    let by_name = FILES.iter().map(|file| {
        let mut compiler = Compiler::new();
        let schema: Value = serde_json::from_str(&json::schema(file)).expect("JSON");
        let id = schema["$id"].as_str().expect("an id").to_owned();
        compiler.add_resource(&id, schema).expect("a resource");
        (file.name, compiler.compile(&id, &mut schemas).expect("a schema"))
    });
    let by_name = by_name.collect();
    Compiled { schemas, by_name }
}

impl Compiled {
    /// What the schema says against a text; none where TOML itself does.
    fn refuses(&self, name: &str, text: &str) -> Option<String> {
        let table: toml::Table = text.parse().ok()?;
        let (_, index) = self.by_name.iter().find(|(known, _)| *known == name).expect("a schema");
        Some(self.schemas.validate(&json_of(&toml::Value::Table(table)), *index).map_err(|e| e.to_string()).err().unwrap_or_default())
    }
}

fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(n) => Value::from(*n),
        toml::Value::Float(n) => Value::from(*n),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => items.iter().map(json_of).collect(),
        toml::Value::Table(table) => Value::Object(table.iter().map(|(key, value)| (key.clone(), json_of(value))).collect()),
    }
}

fn kind(path: &Path) -> &'static str {
    let folder = path.parent().and_then(Path::file_name).map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    match folder.as_str() {
        "tests" => "test",
        "mappings" => "mapping",
        "calendars" => "calendar",
        _ => "policy",
    }
}

fn toml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            toml_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "toml") {
            found.push(path);
        }
    }
}

fn shipped() -> Vec<PathBuf> {
    let mut found = Vec::new();
    toml_files(&root().join("policies"), &mut found);
    found.sort();
    assert!(found.len() > 20);
    found
}

#[test]
fn what_is_committed_is_what_the_program_writes() {
    for file in &FILES {
        let path = root().join("schema").join(format!("{}.json", file.name));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == json::schema(file), "{}: run duban schema --output schema", path.display());
    }
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let path = root().join("docs").join(format!("reference.{name}.md"));
        let committed = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == markdown::reference(lang), "{}: run duban schema --markdown --lang {name}", path.display());
    }
}

#[test]
fn the_schema_takes_every_file_that_comes_along() {
    let compiled = compiled();
    for path in shipped() {
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(compiled.refuses(kind(&path), &text).as_deref(), Some(""), "{}", path.display());
    }
    assert_eq!(compiled.refuses("policy", BASE).as_deref(), Some(""));
}

/// Each file that comes along names its schema in its first line, and the schema is there.
#[test]
fn every_file_names_its_schema() {
    for path in shipped() {
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let named = first.strip_prefix("#:schema ").unwrap_or_else(|| panic!("{} begins with {first}", path.display()));
        let schema = path.parent().unwrap().join(named);
        assert!(schema.is_file(), "{}: {named}", path.display());
        assert_eq!(schema.file_stem().unwrap(), kind(&path), "{}", path.display());
    }
}

/// Codes whose cases a schema can see: keys, types, what is missing, words of a fixed list.
const OF_SHAPE: [&str; 16] = [
    "bad-limit",
    "double-brackets",
    "empty-file",
    "empty-pattern",
    "header-missing",
    "id-with-dot",
    "mapping-empty",
    "missing-key",
    "no-clause",
    "no-id",
    "no-limit",
    "unknown-key",
    "unknown-kind-of-rule",
    "unknown-word",
    "unquoted-path",
    "wrong-type",
];

/// What looks like shape and is not, and why.
const NOT_OF_SHAPE: [(&str, &str); 9] = [
    ("column-or-value", "two keys that exclude each other"),
    ("event-or-events", "which of them may stand depends on rows"),
    ("not-a-list", "the type is declared elsewhere"),
    ("not-a-quota", "a dotted place nests to any depth"),
    ("two-lengths", "two keys that exclude each other"),
    ("two-measures", "two keys that exclude each other"),
    ("unknown-value", "the values are declared elsewhere"),
    ("wrong-constant", "the type is declared elsewhere"),
    ("wrong-parameter", "wrong only where it is used"),
];

#[test]
fn the_schema_refuses_what_is_of_shape_and_nothing_else() {
    let compiled = compiled();
    let mut refused = Vec::new();
    for Case { code, edits, files } in CASES {
        let policy = edits.iter().fold(BASE.to_owned(), |text, (old, new)| text.replacen(old, new, 1));
        let texts = std::iter::once(("policy.toml", policy.as_str())).chain(files.iter().map(|(path, text)| (*path, *text)));
        let toml = texts.filter(|(path, _)| path.ends_with(".toml"));
        let told: Vec<String> = toml.filter_map(|(path, text)| compiled.refuses(kind(Path::new(path)), text)).collect();
        if told.iter().any(|told| !told.is_empty()) {
            refused.push(*code);
        }
    }
    refused.sort_unstable();
    assert_eq!(refused, OF_SHAPE);
    assert!(NOT_OF_SHAPE.iter().all(|(code, why)| CASES.iter().any(|case| case.code == *code) && !why.is_empty()));
}

#[test]
fn the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("schema");
    let ran = run(&["schema", "--output", out.to_str().unwrap()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), FILES.len());
    let printed = run(&["schema", "test"]);
    assert_eq!(printed.out, std::fs::read_to_string(root().join("schema/test.json")).unwrap());
    assert_eq!(run(&["schema", "--markdown", "--lang", "en"]).out, markdown::reference(Lang::En));
    assert_eq!(run(&["schema", "verdict"]).code, 2);
    std::fs::write(folder.path().join("file"), "").unwrap();
    let ran = run(&["schema", "--lang", "en", "--output", folder.path().join("file").to_str().unwrap()]);
    assert!(ran.code == 2 && ran.err.contains("cannot be written"), "{}", ran.err);
}
