//! What a column's values are in the policy's words: value maps, units, lists, offices.

use super::LEAST;
use super::likeness;
use super::seen::Seen;
use super::write::{Line, Note, dates, quoted};
use crate::mapping::unit;
use crate::policy::declare::{Attribute, Declared, Type};

/// Signs that stand between several offices or items in one cell.
const BETWEEN: [char; 5] = ['、', ';', ';', ',', ','];

/// `"列"`, or a table with what else must be said; what was not understood.
fn field(seen: &Seen, more: &[String]) -> String {
    if more.is_empty() { quoted(&seen.key) } else { format!("{{ column = {}, {} }}", quoted(&seen.key), more.join(", ")) }
}

/// A time.
pub fn time(seen: &Seen) -> (String, Option<Note>) {
    let Some(times) = seen.times else { return (quoted(&seen.key), None) };
    let more: Vec<String> = dates(times.dates, false).map(|word| format!("dates = {}", quoted(word))).into_iter().collect();
    (field(seen, &more), times.ambiguous.then_some(Note::DayOrMonth))
}

/// The line of an attribute; none where its values cannot be what is declared.
pub fn attribute(seen: &Seen, known: &Attribute, sure: f64) -> Option<Line> {
    let mut more = Vec::new();
    let mut note = None;
    match known.kind {
        Type::Boolean if !seen.boolean => {
            let (map, unsure) = booleans(seen, &known.title)?;
            more.push(map);
            note = Some(Note::Values(unsure)).filter(|note| *note != Note::Values(Vec::new()));
        }
        Type::Number | Type::Whole => {
            if seen.filled > 0 && seen.numbers < 0.5 && units(seen).is_none() {
                return None;
            }
            more.extend(unit_of(seen, known));
        }
        Type::Date | Type::Instant => {
            if seen.filled > 0 && seen.times.is_none() {
                return None;
            }
            let (value, ambiguous) = time(seen);
            return Some(Line { note: ambiguous, ..Line::new(&known.name.value, value, sure, seen) });
        }
        Type::Text | Type::List | Type::Any if !known.values.is_empty() => {
            let (map, unsure) = codes(seen, known);
            more.extend(map);
            note = (!unsure.is_empty()).then_some(Note::Values(unsure));
        }
        _ => {}
    }
    Some(Line { note, ..Line::new(&known.name.value, field(seen, &more), sure, seen) })
}

/// Words for yes: what the title says. All others are no; none of them: nothing is known.
fn booleans(seen: &Seen, title: &str) -> Option<(String, Vec<String>)> {
    let title = likeness::bare(title);
    let yes = |value: &str| {
        let bare = likeness::bare(value);
        !bare.starts_with(['非', '不', '未', '无', '否']) && likeness::between(&bare, &title) >= 0.6
    };
    if seen.filled == 0 {
        return Some(("values = { \"是\" = true, \"否\" = false }".to_owned(), Vec::new()));
    }
    if seen.values.len() > 20 || !seen.values.iter().any(|(value, _)| yes(value)) {
        return None;
    }
    let one = |value: &String| format!("{} = {}", quoted(value), yes(value));
    let list: Vec<String> = seen.values.iter().map(|(value, _)| one(value)).collect();
    let unsure = seen.values.iter().map(|(value, _)| value).filter(|value| !yes(value)).cloned().collect();
    Some((format!("values = {{ {} }}", list.join(", ")), unsure))
}

/// Titles in place of codes; values that are neither stay as they are.
fn codes(seen: &Seen, known: &Attribute) -> (Option<String>, Vec<String>) {
    let split = |text: &str| -> Vec<String> {
        if known.kind == Type::List { text.split(BETWEEN).map(|item| item.trim().to_owned()).collect() } else { vec![text.to_owned()] }
    };
    let mut items: Vec<String> = seen.values.iter().flat_map(|(text, _)| split(text)).filter(|item| !item.is_empty()).collect();
    items.sort();
    items.dedup();
    let is_code = |item: &String| known.values.iter().any(|(code, _)| code.value == *item);
    if items.len() > 60 || items.iter().all(is_code) {
        return (None, Vec::new());
    }
    let mut unsure = Vec::new();
    let mut one = |item: &String| {
        let bare = likeness::bare(item);
        let like = |title: &str| likeness::between(&bare, &likeness::bare(title));
        let best = known.values.iter().map(|(code, title)| (like(title), code)).max_by(|a, b| a.0.total_cmp(&b.0));
        let code = match best {
            _ if is_code(item) => item,
            Some((sure, code)) if sure >= LEAST => &code.value,
            _ => {
                unsure.push(item.clone());
                item
            }
        };
        format!("{} = {}", quoted(item), quoted(code))
    };
    let list: Vec<String> = items.iter().map(&mut one).collect();
    (Some(format!("values = {{ {} }}", list.join(", "))), unsure)
}

/// The unit that most cells end with.
fn units(seen: &Seen) -> Option<String> {
    let suffix = |text: &str| text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,-".contains(c)).trim().to_owned();
    let (first, _) = seen.values.first()?;
    let first = suffix(first);
    (unit::find(&first).is_some() && seen.values.iter().all(|(text, _)| suffix(text) == first)).then_some(first)
}

/// The unit of a column, where it is not the one of the title.
fn unit_of(seen: &Seen, known: &Attribute) -> Vec<String> {
    let Some(own) = likeness::bracketed(&seen.name).filter(|unit| unit::find(unit).is_some()).or_else(|| units(seen)) else {
        return Vec::new();
    };
    let target = likeness::bracketed(&known.title).filter(|unit| unit::find(unit).is_some());
    let (Some((measure, _)), other) = (unit::find(&own), target.as_deref().and_then(unit::find)) else { return Vec::new() };
    match (other, target) {
        (Some((wanted, _)), Some(target)) if wanted == measure && target != own => {
            vec![format!("unit = {}", quoted(&own)), format!("as = {}", quoted(&target))]
        }
        (Some(_), _) if units(seen).is_some() => vec![format!("unit = {}", quoted(&own)), format!("as = {}", quoted(&own))],
        (None, _) if measure.base().is_some() && measure != unit::Measure::Count => vec![format!("unit = {}", quoted(&own))],
        _ => Vec::new(),
    }
}

/// A column of offices: the share of its items that the register knows, and whether several stand in a cell.
pub fn offices(seen: &Seen, policy: &Declared) -> (f64, bool) {
    let register = policy.register();
    let (mut known, mut all, mut several) = (0_usize, 0_usize, false);
    for (text, _) in &seen.values {
        let items: Vec<&str> = text.split(BETWEEN).map(str::trim).filter(|item| !item.is_empty()).collect();
        let whole = register.find(text).is_some();
        several |= !whole && items.len() > 1;
        all += if whole { 1 } else { items.len() };
        known += if whole { 1 } else { items.iter().filter(|item| register.find(item).is_some()).count() };
    }
    (known as f64 / all.max(1) as f64, several)
}

/// A party: the column, split where several stand in a cell.
pub fn party(seen: &Seen, several: bool) -> String {
    let signs: String = BETWEEN.iter().filter(|c| seen.values.iter().any(|(text, _)| text.contains(**c))).collect();
    let more: Vec<String> = several.then(|| format!("split = {}", quoted(&signs))).into_iter().collect();
    field(seen, &more)
}
