//! Laws for any bytes: nothing panics, nothing depends on how they come, JSON is what `serde_json` says it is.

use super::super::*;
use super::{one, read_in};
use crate::record::Value;
use bumpalo::Bump;
use proptest::prelude::*;

proptest! {
    #[test]
    fn no_bytes_panic_and_no_division_matters(bytes in near_json(), step in 1_usize..40) {
        let whole = read_in(&bytes, BLOCK, 60);
        prop_assert_eq!(read_in(&bytes, step, 60), whole);
    }

    #[test]
    fn no_bytes_at_all_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), step in 1_usize..40) {
        read_in(&bytes, step, 60);
    }

    #[test]
    fn json_is_what_serde_says_it_is(text in near_json()) {
        let Ok(text) = std::str::from_utf8(&text) else { return Ok(()) };
        let arena = Bump::new();
        let (mut read, mut passed) = (cursor::Cursor::new(text, &arena), cursor::Cursor::new(text, &arena));
        let value = read.value().and_then(|value| read.end().map(|()| value));
        let pass = passed.pass().and_then(|()| passed.end());
        prop_assert_eq!(pass.is_ok(), serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{:?}", pass);
        match (value, serde_json::from_str::<serde_json::Value>(text)) {
            (Ok(value), Ok(serde)) => prop_assert!(alike(&value, &from_serde(&serde, &arena)), "{value:?} {serde:?}"),
            (Err(flaw), Ok(_)) => prop_assert!(matches!(flaw.fault, DataFault::DuplicateKey { .. }), "{:?}", flaw),
            (Ok(value), Err(error)) => prop_assert!(false, "{value:?} {error}"),
            (Err(flaw), Err(_)) => prop_assert!(flaw.at <= text.len()),
        }
    }

    #[test]
    fn the_order_of_keys_does_not_matter(order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle(), inner in Just((0..6_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let of = |order: &[usize], inner: &[usize]| {
            let fields = [r#""id":"e""#, r#""type":"caught""#, r#""at":"2022/5/15 15:00""#, r#""by":{"name":"公安"}"#, r#""to":["法院","人社局"]"#, r#""attributes":{"venue":[1,2]}"#];
            let event = inner.iter().map(|n| fields[*n]).collect::<Vec<_>>().join(",");
            let events = format!(r#""events":[{{{event}}},{{"type":"caught","at":"2022-05-14"}}]"#);
            let fields = [r#""id":"r""#, r#""kind":"unit""#, r#""policy":"xiangzhou-dui""#, r#""attributes":{"subject":{"name":"a"}}"#, events.as_str()];
            let line = format!("{{{}}}", order.iter().map(|n| fields[*n]).collect::<Vec<_>>().join(","));
            one(&line, |record, warnings| (format!("{record:?}"), warnings))
        };
        prop_assert_eq!(of(&order, &inner), of(&[0, 1, 2, 3, 4], &[0, 1, 2, 3, 4, 5]));
    }
}

/// Bytes that are often JSON, or nearly so.
fn near_json() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(vec![
            "{", "}", "[", "]", ",", ":", "\"", " ", "\n", "\r\n", "\\", "\\n", "\\u0041", "\\ud83d", "\\ude00", "null", "true", "false", "0", "-1", "1.5", "2e3", "01",
            "\"id\":1", "\"id\":\"梁\"", "\"events\":[", "\"type\":\"caught\"", "\"at\":\"2022-05-15\"", "\"attributes\":{", "\"venue\":", "{\"id\":2}", "{\"id\":3},\n", "\u{FEFF}", "\0",
            "\"supersedes\":\"#0\"", "\"retracted\":true", "{\"a\":[1,{\"b\":null}]}", "[[],{}]", "12345678901234567890", "\"a\"",
        ]).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

/// `Value::same`, but for the last digit of floats, which `serde_json` reads a little off.
fn alike(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() <= a.abs() * 1e-15,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| alike(a, b)),
        (Value::Table(a), Value::Table(b)) => {
            a.len() == b.len() && a.iter().all(|(key, value)| b.iter().any(|(other, inner)| other == key && alike(value, inner)))
        }
        _ => a.same(b),
    }
}

fn from_serde<'s>(value: &'s serde_json::Value, arena: &'s Bump) -> Value<'s> {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Boolean(*flag),
        serde_json::Value::Number(n) => n.as_i64().map_or_else(|| Value::Number(n.as_f64().unwrap_or_default()), Value::Whole),
        serde_json::Value::String(text) => Value::Text(text.into()),
        serde_json::Value::Array(items) => Value::List(items.iter().map(|item| from_serde(item, arena)).collect()),
        serde_json::Value::Object(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, value)| (key.as_str(), from_serde(value, arena))).collect();
            Value::Table(arena.alloc_slice_clone(&entries))
        }
    }
}
