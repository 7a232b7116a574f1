//! A record's present text: its entries put together in the order in which they came.
//!
//! Attributes of later entries replace earlier ones, events are appended. An event that is there already, word for word, is the same
//! one: of equal events there are as many as the entry with most of them has, so that a full export fed every day adds what is new.
//! Everything here is JSON that the reader has accepted; nothing is interpreted but its outline.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;

/// What an officer wrote beside what was entered: kept with the entry, no part of the record's text.
pub const BESIDE: &str = "desk:words";

/// A compact entry without what stands beside it.
pub fn bare(json: &str) -> Cow<'_, str> {
    if !json.contains(BESIDE) {
        return Cow::Borrowed(json);
    }
    let kept = parts(json).into_iter().filter(|part| split(part).and_then(|(name, _)| text(name)).as_deref() != Some(BESIDE));
    Cow::Owned(format!("{{{}}}", kept.collect::<Vec<_>>().join(",")))
}

/// One line without blanks between tokens.
pub fn compact(json: &str) -> String {
    let mut out = Vec::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for byte in json.bytes() {
        if quoted {
            (quoted, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
        } else if matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
            continue;
        } else {
            quoted = byte == b'"';
        }
        out.push(byte);
    }
    // only ASCII was left out
    String::from_utf8(out).unwrap_or_default()
}

/// The parts of a compact object or list, without its brackets.
fn parts(json: &str) -> Vec<&str> {
    let inner = json.get(1..json.len().saturating_sub(1)).unwrap_or_default();
    let (mut list, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    let (mut quoted, mut escaped) = (false, false);
    for (n, byte) in inner.bytes().enumerate() {
        if quoted {
            (quoted, escaped) = (escaped || byte != b'"', !escaped && byte == b'\\');
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                list.extend(inner.get(start..n));
                start = n + 1;
            }
            _ => {}
        }
    }
    list.extend(inner.get(start..).filter(|rest| !rest.is_empty()));
    list
}

/// Name, as it is written, and value of one field of a compact object.
fn split(part: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let mut bytes = part.bytes().enumerate().skip(1);
    let at = bytes.find_map(|(n, byte)| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends.then_some(n + 1)
    })?;
    Some((part.get(..at)?, part.get(at + 1..)?))
}

/// Name (unescaped, without quotes) and value of each field of a compact object.
fn fields(json: &str) -> Vec<(String, &str)> {
    let field = |part| split(part).and_then(|(name, value)| Some((text(name)?, value)));
    parts(json).into_iter().filter_map(field).collect()
}

/// The text that a JSON string says.
fn text(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text at a name of a compact object; a number as it is written.
pub fn field(json: &str, name: &str) -> Option<String> {
    let is_name = |written: &str| match written.get(1..written.len().saturating_sub(1)) {
        Some(plain) if !plain.contains('\\') => plain == name,
        _ => text(written).is_some_and(|known| known == name),
    };
    let value = parts(json).into_iter().filter_map(split).find(|(written, _)| is_name(written)).map(|(_, value)| value)?;
    match value.as_bytes().first()? {
        b'"' => text(value).filter(|text| !text.is_empty()),
        b'-' | b'0'..=b'9' => Some(value.to_owned()),
        _ => None,
    }
}

/// The same object with one more field.
fn with_field(json: &str, name: &str, value: &str) -> String {
    let open = json.strip_suffix('}').unwrap_or(json);
    let comma = if open.len() > 1 { "," } else { "" };
    format!("{open}{comma}{}:{}}}", quoted(name), quoted(value))
}

/// The same value with the fields of every object in order of their names: what is equal is spelt alike.
fn in_order(json: &str, out: &mut String) {
    match json.as_bytes().first() {
        Some(b'{') => {
            let mut fields = fields(json);
            fields.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (name, value) in fields {
                // writing to memory does not fail
                _ = write!(out, "{}:", quoted(&name));
                in_order(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Some(b'[') => {
            out.push('[');
            for part in parts(json) {
                in_order(part, out);
                out.push(',');
            }
            out.push(']');
        }
        Some(b'"') => out.push_str(&text(json).map(|text| quoted(&text)).unwrap_or_else(|| json.to_owned())),
        _ => out.push_str(json),
    }
}

/// Puts the compact texts of one record together, in the order in which they came. `policy` is added where none names one.
pub fn merged(entries: &[String], policy: &str) -> String {
    if let [only] = entries {
        let only = &*bare(only);
        return if field(only, "policy").is_some() { only.to_owned() } else { with_policy(only, policy) };
    }
    let mut others: Vec<(String, &str)> = Vec::new();
    let mut attributes: Vec<(String, &str)> = Vec::new();
    let mut events: Vec<&str> = Vec::new();
    let mut there: HashMap<String, usize> = HashMap::new();
    for entry in entries {
        for (name, value) in fields(entry) {
            match (name.as_str(), value) {
                ("attributes", object) if object.starts_with('{') => {
                    fields(object).into_iter().for_each(|field| put(&mut attributes, field))
                }
                ("events", list) if list.starts_with('[') => {
                    let mut own: HashMap<String, usize> = HashMap::new();
                    for event in parts(list) {
                        let mut same = String::with_capacity(event.len() + 16);
                        in_order(event, &mut same);
                        let nth = own.entry(same.clone()).or_default();
                        *nth += 1;
                        let known = there.entry(same).or_default();
                        if *nth > *known {
                            *known = *nth;
                            events.push(event);
                        }
                    }
                }
                ("attributes" | "events" | BESIDE, _) => {}
                // the first names the record; later entries have the same id, perhaps in another spelling
                ("id" | "kind", _) if others.iter().any(|(known, _)| *known == name) => {}
                (_, "null" | "\"\"") => {}
                _ => put(&mut others, (name, value)),
            }
        }
    }
    let mut out = String::with_capacity(entries.iter().map(String::len).sum());
    out.push('{');
    for (name, value) in &others {
        _ = write!(out, "{}:{value},", quoted(name));
    }
    if !others.iter().any(|(name, _)| name == "policy") && !policy.is_empty() {
        _ = write!(out, "\"policy\":{},", quoted(policy));
    }
    out.push_str("\"attributes\":{");
    for (n, (name, value)) in attributes.iter().enumerate() {
        _ = write!(out, "{}{}:{value}", if n > 0 { "," } else { "" }, quoted(name));
    }
    _ = write!(out, "}},\"events\":[{}]}}", events.join(","));
    out
}

/// The same text with a policy, where it names none.
pub fn with_policy(only: &str, policy: &str) -> String {
    if policy.is_empty() {
        return only.to_owned();
    }
    // a name that is there and says nothing would be there twice
    let named = fields(only).into_iter().any(|(name, _)| name == "policy");
    if named { merged(&[only.to_owned(), "{}".to_owned()], policy) } else { with_field(only, "policy", policy) }
}

fn put<'e>(list: &mut Vec<(String, &'e str)>, (name, value): (String, &'e str)) {
    match list.iter_mut().find(|(known, _)| *known == name) {
        Some(known) => known.1 = value,
        None => list.push((name, value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put_together(entries: &[&str]) -> String {
        merged(&entries.iter().map(|entry| compact(entry)).collect::<Vec<_>>(), "p")
    }

    #[test]
    fn later_attributes_replace_and_events_are_appended_once() {
        let first =
            r#"{"id": "甲,\"1", "attributes": {"a": 1, "b": {"c": [1, 2]}}, "events": [{"id": "e1", "type": "x", "at": "2024-01-01"}]}"#;
        let second = r#"{"id":"甲,\"1","attributes":{"a":2},"events":[{"at":"2024-01-01","type":"x","id":"e1"},{"type":"y"}]}"#;
        let whole = put_together(&[first, second]);
        assert_eq!(
            whole,
            r#"{"id":"甲,\"1","policy":"p","attributes":{"a":2,"b":{"c":[1,2]}},"events":[{"id":"e1","type":"x","at":"2024-01-01"},{"type":"y"}]}"#
        );
        assert_eq!(put_together(&[first, second, first]), whole.replace("\"a\":2", "\"a\":1"));
    }

    #[test]
    fn what_stands_beside_an_entry_is_no_part_of_the_record() {
        let entry = r#"{"id":"1","policy":"p","desk:words":"a, \"b\"","events":[{"type":"x"}]}"#;
        let bare = r#"{"id":"1","policy":"p","events":[{"type":"x"}]}"#;
        assert_eq!((&*super::bare(entry), put_together(&[entry])), (bare, bare.to_owned()));
        assert!(!put_together(&[bare, entry]).contains("desk:words"));
        let said = r#"{"id":"desk:words","events":[]}"#;
        assert_eq!(super::bare(said), said);
    }

    #[test]
    fn of_equal_events_there_are_as_many_as_one_entry_has() {
        let two = r#"{"id":"1","events":[{"type":"x"},{"type":"x"}]}"#;
        let three = r#"{"id":"1","events":[{"type":"x"},{"type":"x"},{"type":"x"}]}"#;
        assert_eq!(put_together(&[two, two]).matches("{\"type\":\"x\"}").count(), 2);
        assert_eq!(put_together(&[two, three, two]).matches("{\"type\":\"x\"}").count(), 3);
    }

    #[test]
    fn the_policy_is_the_last_that_is_named() {
        assert_eq!(field(&put_together(&[r#"{"id":1,"policy":""}"#]), "policy").as_deref(), Some("p"));
        assert_eq!(field(&put_together(&[r#"{"id":1}"#]), "policy").as_deref(), Some("p"));
        assert_eq!(
            field(&put_together(&[r#"{"id":1,"policy":"a"}"#, r#"{"id":"1","policy":"b"}"#, r#"{"id":1}"#]), "policy").as_deref(),
            Some("b")
        );
        assert_eq!(field(r#"{"id":17}"#, "id").as_deref(), Some("17"));
    }
}
