//! What the export says and what is meant: value maps, hashed; yes and no; what is blank.

use crate::mapping::part;
use crate::mapping::written::Field;
use crate::record::Value;
use crate::time::spelling::fold;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

const YES: [&str; 15] = ["是", "√", "✓", "✔", "☑", "有", "对", "真", "已", "true", "yes", "y", "t", "1", "on"];
const NO: [&str; 16] = ["否", "×", "✗", "✘", "☐", "无", "没有", "错", "假", "未", "false", "no", "n", "f", "0", "off"];

/// Yes or no, as people write it.
pub fn boolean(text: &str) -> Option<bool> {
    let folded = fold(text);
    let is = |words: &[&str]| words.iter().any(|word| folded.eq_ignore_ascii_case(word));
    match (is(&YES), is(&NO)) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

/// The value map of a field.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// To JSON, by the words with their full-width characters folded.
    map: HashMap<String, String>,
    /// Others than those stand for themselves.
    open: bool,
    otherwise: Option<String>,
    ignored: Vec<String>,
    blank: Arc<[String]>,
    /// Longer texts are not blank, nor those whose first byte, by its last six bits, has none of these.
    longest_blank: usize,
    first_of_blank: u64,
}

/// What a word stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meant<'w> {
    Json(&'w str),
    /// Says nothing.
    Nothing,
    /// The mapping does not know it.
    Unknown,
}

impl Words {
    pub fn new(field: &Field) -> Words {
        let folded = |text: &str| fold(text.trim()).into_owned();
        let values = field.values.iter().map(|(word, value)| (folded(&word.value), json(&value.value)));
        let numbers = field.numbers.iter().map(|number| (number.clone(), number.clone()));
        Words {
            map: values.chain(numbers).collect(),
            open: field.values.is_empty(),
            otherwise: field.otherwise.as_ref().map(|value| json(&value.value)),
            ignored: field.ignore.iter().map(|word| folded(&word.value)).collect(),
            longest_blank: field.blank.iter().map(String::len).max().unwrap_or(0),
            first_of_blank: field.blank.iter().fold(0, |bits, blank| bits | first_of(blank)),
            blank: field.blank.clone(),
        }
    }

    /// Whether texts are looked up at all.
    pub fn is_empty(&self) -> bool {
        self.map.is_empty() && self.ignored.is_empty()
    }

    /// Whether others than the words known may be told.
    pub fn may_ignore(&self) -> bool {
        !self.ignored.is_empty()
    }

    /// Whether a trimmed text says as much as an empty cell.
    pub fn is_blank(&self, text: &str) -> bool {
        let may_be = text.len() <= self.longest_blank && first_of(text) & self.first_of_blank != 0;
        text.is_empty() || (may_be && self.blank.iter().any(|blank| blank.eq_ignore_ascii_case(text)))
    }

    /// What a trimmed text stands for, where [`Words::is_empty`] is not so.
    pub fn look_up(&self, text: &str) -> Meant<'_> {
        if let Some(json) = self.map.get(text) {
            return Meant::Json(json);
        }
        let folded = fold(text);
        match folded {
            Cow::Owned(ref folded) if self.map.contains_key(folded) => {
                self.map.get(folded).map_or(Meant::Unknown, |json| Meant::Json(json))
            }
            _ if self.is_blank(text) || self.ignored.iter().any(|word| *word == folded) => Meant::Nothing,
            // a list of what is ignored, without values, lets everything else pass
            _ => match &self.otherwise {
                Some(json) => Meant::Json(json),
                None => Meant::Unknown,
            },
        }
    }

    /// The known word nearest to one that is not.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        crate::diag::nearest(&fold(text), self.map.keys().map(String::as_str))
    }

    /// Whether words that are not known are taken as they stand.
    pub fn is_open(&self) -> bool {
        self.open || self.map.is_empty()
    }
}

/// A bit for the first byte of a text, the same for large and small letters.
fn first_of(text: &str) -> u64 {
    text.as_bytes().first().map_or(0, |byte| 1 << (byte.to_ascii_lowercase() & 63))
}

/// A constant as JSON.
pub fn json(value: &Value<'_>) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value<'_>, out: &mut String) {
    match value {
        Value::Null | Value::Table(_) => out.push_str("null"),
        Value::Boolean(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Whole(n) => out.push_str(&n.to_string()),
        Value::Number(n) if n.is_finite() => out.push_str(&n.to_string()),
        Value::Number(_) => out.push_str("null"),
        Value::Text(text) => part::text(text, out),
        Value::List(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
    }
}
