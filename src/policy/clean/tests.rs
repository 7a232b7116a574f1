//! What is read in one pass is what the library reads, place by place.

use super::*;
use crate::policy::tree;
use proptest::prelude::*;
use toml::de::DeTable;

fn by_library(text: &str) -> (Table, bool) {
    let (root, errors) = DeTable::parse_recoverable(text);
    (tree::table(FileId::default(), root.get_ref()), errors.is_empty())
}

/// Whether it was read at all.
fn same(text: &str) -> bool {
    let Some(own) = read(FileId::default(), text) else { return false };
    let (library, good) = by_library(text);
    assert!(good, "the library finds errors in {text:?}");
    assert_eq!(format!("{own:#?}"), format!("{library:#?}"), "{text:?}");
    true
}

/// The policies, calendars, mappings and tests of this repository.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/policies"))];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|suffix| suffix == "toml") {
            texts.push((path.display().to_string(), std::fs::read_to_string(path).unwrap()));
        }
    }
    texts.sort();
    texts
}

#[test]
fn the_policies_are_read_in_one_pass() {
    let left: Vec<String> = texts().into_iter().filter(|(_, text)| !same(text)).map(|(path, _)| path).collect();
    assert!(left.is_empty(), "{left:#?}");
}

#[test]
fn what_is_not_certain_is_left_to_the_library() {
    let rare = [
        "a = \"\\n\"",
        "a = \"\"\"b\"\"\"",
        "[[a]]",
        "[a.b]\n[a]",
        "a = 1_000",
        "a = 0x1f",
        "a = 1e3",
        "a = 2024-05-01T09:00:00",
        "a = { b = 1, }",
        "a = -1.5",
    ];
    let broken = [
        "a = 1\na = 2",
        "[a]\n[a]",
        "a = {}\na.b = 1",
        "a = { b = 1 }\n[a.c]",
        "[a]\nb.c = 1\n[a.b]",
        "a = 1 b = 2",
        "a =",
        "[a",
        "a = [1",
        "a = 01",
        "a = \"b",
        "a = 2024-02-30",
        "a = 1 # \u{1}",
        "a = 1\rb = 2",
        "ü = 1",
    ];
    for text in rare.into_iter().chain(broken) {
        assert!(read(FileId::default(), text).is_none(), "{text}");
    }
    rare.iter().for_each(|text| assert!(by_library(text).1, "{text}"));
    broken.iter().for_each(|text| assert!(!by_library(text).1, "{text}"));
}

/// Pieces of which texts are put together that are right about as often as not.
fn piece() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["a", "b", "c", "\"a\"", "'x y'", "a-1", "0"]);
    let path = prop::collection::vec(name, 1..4).prop_map(|names| names.join("."));
    let plain = vec![
        "1",
        "-7",
        "0",
        "1.5",
        "00",
        "true",
        "false",
        "\"\"",
        "\"甲 乙\"",
        "'#'",
        "2024-05-06",
        "2024-02-29",
        "2023-02-29",
        "2024-2-6",
        "[]",
        "{}",
        "\"\\t\"",
        "x",
    ];
    let value = prop::sample::select(plain).prop_map(str::to_owned).prop_recursive(3, 12, 4, move |inner| {
        let keys = prop::sample::select(vec!["a", "b", "a.b", "a.c", " b "]);
        let pairs = prop::collection::vec((keys, inner.clone()), 0..4);
        let list = (prop::collection::vec(inner, 0..4), prop::sample::select(vec![", ", ",\n  # c\n", ",,"]));
        prop_oneof![
            pairs.prop_map(|pairs| format!("{{ {} }}", pairs.iter().map(|(k, v)| format!("{k} = {v}")).collect::<Vec<_>>().join(", "))),
            list.prop_map(|(items, comma)| format!("[{}]", items.join(comma))),
        ]
    });
    let end = prop::sample::select(vec!["\n", "\n", "\n\n", " # 注\n", "\r\n", " "]);
    let line = prop_oneof![
        2 => path.clone().prop_map(|path| format!("[{path}]")),
        4 => (path.clone(), value).prop_map(|(path, value)| format!("{path} = {value}")),
        1 => path.prop_map(|path| format!("[[{path}]]")),
    ];
    (line, end).prop_map(|(line, end)| line + end)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn put_together(pieces in prop::collection::vec(piece(), 0..8)) {
        same(&pieces.concat());
    }

    #[test]
    fn a_slip_of_the_pen(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), cut in 0..3_usize,
                         put in prop::sample::select(vec!["", "\"", "'", "[", "]", "{", "}", "=", ".", ",", "\n", "\r", "#", " ", "0", "\\", "\u{7f}", "年"])) {
        let (_, text) = which.get(&TEXTS).clone();
        // about a screen of it, from the start of a line
        let lines: Vec<&str> = text.lines().collect();
        let from = at.index(lines.len());
        let chars: Vec<char> = lines[from..].iter().take(12).flat_map(|line| line.chars().chain(['\n'])).collect();
        let place = at.index(chars.len());
        let slip: String = chars[..place].iter().copied().chain(put.chars()).chain(chars[place..].iter().copied().skip(cut)).collect();
        same(&slip);
    }
}

static TEXTS: std::sync::LazyLock<Vec<(String, String)>> = std::sync::LazyLock::new(texts);
