//! The JSON Schema of a kind of file, for editors: draft 7 with `definitions`, which Taplo (Even Better TOML) and Tombi
//! both read. It says the shape alone. What a text may say is left to `duban check`: no pattern here may refuse what
//! duban takes.

use super::example;
use super::ordered::Json;
use crate::policy::schema::{File, Key, Of, Shape, Table, Words, tables};

/// The schema of a kind of file, as it is committed.
pub fn schema(file: &File) -> String {
    let mut definitions = Vec::new();
    let mut loose: Vec<&'static Table> = Vec::new();
    for table in tables(file.root).into_iter().skip(1) {
        definitions.push((table.name.to_owned(), object(table, false)));
        variants_of(table, &mut loose);
    }
    if tables(file.root).into_iter().any(has_condition) {
        definitions.push(("condition".to_owned(), condition()));
    }
    let mut done = 0;
    while let Some(table) = loose.get(done).copied() {
        definitions.push((format!("{}.variant", table.name), object(table, true)));
        named_within(table, &mut loose);
        done += 1;
    }
    let mut root = Json::object([
        ("$schema", Json::text("http://json-schema.org/draft-07/schema#")),
        ("$id", Json::text(format!("https://duban.example/schema/{}.json", file.name))),
        ("title", Json::text(format!("duban: {} · {}", file.name, file.place))),
        ("x-tombi-toml-version", Json::text("v1.0.0")),
    ]);
    if let (Json::Object(root), Json::Object(entries)) = (&mut root, object(file.root, false)) {
        root.extend(entries);
        root.push(("definitions".to_owned(), Json::Object(definitions)));
    }
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn has_condition(table: &Table) -> bool {
    let mut found = false;
    let mut look = |shape: &Shape| found |= matches!(shape, Shape::Condition);
    table.keys().for_each(|key| visit(&key.shape, &mut look));
    table.names.iter().for_each(|(_, shape)| visit(shape, &mut look));
    found
}

/// The tables that variants in this one are made of.
fn variants_of(table: &'static Table, found: &mut Vec<&'static Table>) {
    for key in table.keys() {
        visit(&key.shape, &mut |shape| {
            if let Shape::Variants(inner) = shape {
                add(inner, found);
            }
        });
    }
}

/// The named tables in a variant are variants too: they may be changed key by key.
fn named_within(table: &'static Table, found: &mut Vec<&'static Table>) {
    for key in table.keys() {
        visit(&key.shape, &mut |shape| match shape {
            Shape::Variants(inner) | Shape::Named(inner) => add(inner, found),
            _ => {}
        });
    }
}

fn add(table: &'static Table, found: &mut Vec<&'static Table>) {
    if !found.iter().any(|known| known.name == table.name) {
        found.push(table);
    }
}

fn visit(shape: &Shape, with: &mut dyn FnMut(&Shape)) {
    with(shape);
    match shape {
        Shape::Several(inner) => visit(inner, with),
        Shape::Either(several) => several.iter().for_each(|one| visit(one, with)),
        _ => {}
    }
}

/// A table; a loose one is a variant, where nothing is required and everything may be `"off"`.
fn object(table: &'static Table, loose: bool) -> Json {
    let mut out = Json::object([("type", Json::text("object")), ("description", both(table.means))]);
    let keys: Vec<(String, Json)> = table.keys().map(|key| (key.name.to_owned(), property(key, loose))).collect();
    if !keys.is_empty() {
        out = out.with("properties", Json::Object(keys));
    }
    out = match &table.names {
        Some((what, shape)) => {
            out.with("additionalProperties", self::shape(shape, loose)).with("x-tombi-additional-key-label", Json::text(what.1))
        }
        None => out.with("additionalProperties", Json::Flag(false)).with("x-tombi-table-keys-order", Json::text("schema")),
    };
    if loose {
        return out;
    }
    let required: Vec<&str> = table.keys().filter(|key| key.required).map(|key| key.name).collect();
    if table.find("row").is_some_and(|key| matches!(key.shape, Shape::Variants(_))) {
        return rule(out, table, &required);
    }
    if required.is_empty() { out } else { out.with("required", Json::texts(required.iter().copied())).with("x-taplo", init(&required)) }
}

/// What a rule must have stands in it, unless rows, parts or recipients have it.
fn rule(out: Json, table: &Table, required: &[&str]) -> Json {
    let has = |key: &str| allowing([("required", Json::texts([key]))]);
    let elsewhere = ["row", "part"].into_iter().filter(|key| table.find(key).is_some()).map(has);
    let mut elsewhere: Vec<Json> = elsewhere.collect();
    if table.find("to").is_some_and(|key| matches!(key.shape, Shape::Either(_))) {
        let to = Json::object([("type", Json::text("object"))]);
        elsewhere.push(has("to").with("properties", Json::object([("to", to)])));
    }
    let clause = Json::List(vec![has("cite"), has("assumed")]);
    let whole = allowing([("required", Json::texts(required.iter().copied())), ("anyOf", clause)]);
    let mut usual: Vec<&str> = required.to_vec();
    usual.insert(1, "cite");
    out.with("if", allowing([("not", allowing([("anyOf", Json::List(elsewhere))]))])).with("then", whole).with("x-taplo", init(&usual))
}

/// Part of a schema that forbids no key: Tombi wants to be told so.
fn allowing<const N: usize>(entries: [(&str, Json); N]) -> Json {
    Json::object(entries).with("additionalProperties", Json::Flag(true))
}

/// The keys that Taplo writes where such a table is begun.
fn init(keys: &[&str]) -> Json {
    Json::object([("initKeys", Json::texts(keys.iter().copied()))])
}

fn property(key: &Key, loose: bool) -> Json {
    let (zh, en) = key.means;
    let shown = format!("{}:{zh}\n\n{en}\n\n```toml\n{}\n```", key.short.0, key.example);
    let mut out = Json::object([("description", Json::text(shown))]);
    if let (Json::Object(out), Json::Object(entries)) = (&mut out, shape(&key.shape, loose)) {
        let reference = entries.iter().any(|(name, _)| name == "$ref");
        // beside `$ref` draft 7 reads nothing
        match reference {
            true => out.push(("allOf".to_owned(), Json::List(vec![Json::Object(entries)]))),
            false => out.extend(entries),
        }
    }
    match example(key) {
        Some(example) => out.with("examples", Json::List(vec![example])),
        None => out,
    }
}

fn both((zh, en): Words) -> Json {
    Json::text(format!("{zh}\n\n{en}"))
}

fn of_type(name: &str) -> Json {
    Json::object([("type", Json::text(name))])
}

fn any_of(list: Vec<Json>) -> Json {
    match <[Json; 1]>::try_from(list) {
        Ok([one]) => one,
        Err(list) => Json::object([("anyOf", Json::List(list))]),
    }
}

fn off() -> Json {
    Json::object([("const", Json::text("off"))])
}

/// In a variant whatever does not take a text anyway may be `"off"`.
fn shape(shape: &Shape, loose: bool) -> Json {
    let strict = plain(shape, loose);
    if loose && !takes_text(shape) { any_of(vec![strict, off()]) } else { strict }
}

fn takes_text(shape: &Shape) -> bool {
    match shape {
        Shape::OneOf(_) | Shape::Boolean | Shape::Whole | Shape::Table(_) | Shape::Named(_) | Shape::Variants(_) => false,
        Shape::Several(inner) => takes_text(inner),
        Shape::Either(several) => several.iter().any(takes_text),
        _ => true,
    }
}

fn plain(shape: &Shape, loose: bool) -> Json {
    let text = || of_type("string");
    let formatted = |formats: &[&str]| {
        let one = |format: &&str| text().with("format", Json::text(*format));
        any_of(formats.iter().map(one).chain([text()]).collect())
    };
    match shape {
        Shape::Date => formatted(&["date"]),
        Shape::Instant => formatted(&["date", "date-time", "date-time-local"]),
        Shape::Boolean => of_type("boolean"),
        Shape::Whole => of_type("integer"),
        Shape::Number => any_of(vec![of_type("integer"), text()]),
        Shape::Fraction => any_of(vec![of_type("number"), text()]),
        Shape::Constant => any_of(vec![
            text(),
            of_type("number"),
            of_type("boolean"),
            of_type("array"),
            text().with("format", Json::text("date")),
            text().with("format", Json::text("date-time-local")),
            text().with("format", Json::text("time-local")),
        ]),
        Shape::Limit | Shape::Length => text().with("pattern", Json::text("[^0-9\\s]")),
        Shape::Condition => Json::object([("$ref", Json::text("#/definitions/condition"))]),
        Shape::OneOf(words) => text().with("enum", Json::texts(words.iter().copied())),
        Shape::Several(inner) => {
            let one = plain(inner, loose);
            any_of(vec![one.clone(), of_type("array").with("items", one)])
        }
        Shape::Table(table) => reference(table, false),
        Shape::Named(table) => named(table, loose, loose),
        Shape::Variants(table) => named(table, true, true),
        Shape::Either(several) => any_of(several.iter().map(|one| plain(one, loose)).collect()),
        // what is not forbidden is allowed, which Tombi wants to be told
        Shape::Anything => Json::object([("additionalProperties", Json::Flag(true))]),
        Shape::Name(of) => text().with("x-duban-name", Json::text(name_of(*of))),
        _ => text(),
    }
}

fn name_of(of: Of) -> &'static str {
    of.words().1
}

fn reference(table: &Table, loose: bool) -> Json {
    let variant = if loose { ".variant" } else { "" };
    Json::object([("$ref", Json::text(format!("#/definitions/{}{variant}", table.name)))])
}

/// Names of the author's own, each such a table.
fn named(table: &'static Table, loose: bool, may_be_off: bool) -> Json {
    let one = reference(table, loose);
    let value = if may_be_off { any_of(vec![one, off()]) } else { one };
    of_type("object").with("additionalProperties", value)
}

/// A pattern with the places it may begin with, several of them, or Rhai.
fn condition() -> Json {
    const STARTS: [(&str, &str); 7] = [
        ("trigger", "触发事件(所判的事件)· the event judged"),
        ("record", "记录 · the record"),
        ("last", "到此为止最后一个这样的事件 · the last such event so far"),
        ("first", "第一个这样的事件 · the first such event"),
        ("count", "到此为止有几个这样的事件 · how many such events so far"),
        ("table", "判定表 · a decision table"),
        ("user", "看的人(权限规则)· who looks (access)"),
    ];
    let start = |(name, means): (&str, &str)| {
        (name.to_owned(), Json::object([("description", Json::text(means)), ("additionalProperties", Json::Flag(true))]))
    };
    let places = Json::Object(STARTS.map(start).into());
    let pattern =
        of_type("object").with("properties", places).with("additionalProperties", Json::Flag(true)).with("minProperties", Json::Number(1));
    let several = of_type("array")
        .with("items", any_of(vec![of_type("object").with("additionalProperties", Json::Flag(true)), of_type("string")]))
        .with("minItems", Json::Number(1));
    any_of(vec![pattern, of_type("string"), several])
}
