//! The value of an attribute, borrowed from the line it stands in.

use super::several::Several;
use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use std::borrow::Cow;

/// What JSON can say. null and "" are absent everywhere.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Boolean(bool),
    Whole(i64),
    Number(f64),
    Text(Cow<'a, str>),
    List(Several<'a, Value<'a>>),
    Table(&'a [(&'a str, Value<'a>)]),
}

impl<'a> Value<'a> {
    /// null or "".
    pub fn is_absent(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Absent, [] or {}: what `filled` and `"*"` do not take for an answer.
    pub fn is_blank(&self) -> bool {
        match self {
            Value::List(items) => items.is_empty(),
            Value::Table(entries) => entries.is_empty(),
            _ => self.is_absent(),
        }
    }

    /// The value below a path of names.
    pub fn below(&self, path: &[String]) -> Option<&Value<'a>> {
        path.iter().try_fold(self, |value, name| match value {
            Value::Table(entries) => entries.iter().find(|(key, _)| key == name).map(|(_, inner)| inner),
            _ => None,
        })
    }

    /// A table with a value below a path of dotted names, in place of what stands there; what is no table becomes one. It is
    /// written anew into the arena: few tables have more than two or three entries.
    #[must_use]
    pub fn with(&self, path: &'a str, value: Value<'a>, arena: &'a Bump) -> Value<'a> {
        let (name, below) = path.split_once('.').map_or((path, None), |(name, below)| (name, Some(below)));
        let told = if let Value::Table(entries) = self { *entries } else { &[] };
        let mut entries = ArenaVec::with_capacity_in(told.len() + 1, arena);
        entries.extend_from_slice(told);
        let at = entries.iter().position(|(key, _)| *key == name).unwrap_or_else(|| {
            entries.push((name, Value::Null));
            entries.len() - 1
        });
        let (_, inner) = &mut entries[at];
        *inner = match below {
            None => value,
            Some(below) => inner.with(below, value, arena),
        };
        Value::Table(entries.into_bump_slice())
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        match self {
            Value::Whole(n) => Some(*n as f64),
            Value::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// A whole number, also where it is written 5.0.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Value::Whole(n) => Some(*n),
            Value::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Some(*n as i64),
            _ => None,
        }
    }

    /// Equal as data: 5 and 5.0 are one number, a text is never a number.
    pub fn same(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Null, Value::Null) => true,
            (Value::Boolean(a), Value::Boolean(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Whole(a), Value::Whole(b)) => a == b,
            (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(&**b).all(|(a, b)| a.same(b)),
            (Value::Table(a), Value::Table(b)) => {
                let holds = |(key, value): &(&str, Value<'_>)| b.iter().any(|(other, inner)| other == key && value.same(inner));
                a.len() == b.len() && a.iter().all(holds)
            }
            _ => matches!((self.number(), other.number()), (Some(a), Some(b)) if a == b),
        }
    }

    /// A list's items, or the value itself as the only one.
    pub fn items(&self) -> &[Value<'a>] {
        match self {
            Value::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// As shown to people.
    pub fn shown(&self) -> String {
        match self {
            Value::Null => "—".to_owned(),
            Value::Boolean(flag) => flag.to_string(),
            Value::Whole(n) => n.to_string(),
            Value::Number(n) => n.to_string(),
            Value::Text(text) => text.to_string(),
            Value::List(items) => items.iter().map(Value::shown).collect::<Vec<_>>().join("、"),
            Value::Table(entries) => entries.iter().map(|(key, value)| format!("{key}={}", value.shown())).collect::<Vec<_>>().join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_put_below_a_path() {
        let arena = Bump::new();
        let one = Value::Whole(1).with("a.b", Value::Whole(2), &arena).with("c", Value::Null, &arena);
        let two = one.with("a.d", Value::Boolean(true), &arena).with("a.b", Value::Whole(3), &arena);
        assert_eq!(one.shown(), "a=b=2 c=—");
        assert_eq!(two.shown(), "a=b=3 d=true c=—");
    }
}
