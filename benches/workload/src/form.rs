//! How a clerk's system writes a story down: mostly plain, in a few per cent with other spellings of time and party,
//! other key order, escapes and spaces.

use crate::instant::{DAY, Instant};
use crate::party::Party;
use crate::rng::Dice;
use crate::story::{Happening, Story, Value};
use crate::writer;

/// Habits of the system that a record comes from.
struct Style {
    shuffled_keys: bool,
    ascii_only: bool,
    spaced: bool,
    numbered_events: bool,
}

/// A record as it is about to be written.
pub struct Told {
    style: Style,
    /// An object.
    pub record: Value,
}

/// Appends the story as one line.
pub fn write(out: &mut Vec<u8>, dice: &mut Dice, story: Story) {
    let told = told(dice, story);
    line(out, dice, told);
}

/// What the record of a story says.
pub fn told(dice: &mut Dice, story: Story) -> Told {
    let style = Style {
        shuffled_keys: dice.chance(30),
        ascii_only: dice.chance(20),
        spaced: dice.chance(20),
        numbered_events: dice.chance(400),
    };
    let events = in_file_order(dice, story.events);
    let list = events.iter().map(|(_, event)| event_value(dice, &style, event, &events)).collect();
    let mut record = vec![("id", Value::Text(story.id))];
    if dice.chance(900) {
        record.push(("kind", Value::text("case")));
    }
    if dice.chance(300) {
        record.push(("policy", Value::text("xiangzhou-dui")));
    }
    record.push(("attributes", Value::Object(story.attributes)));
    record.push(("events", Value::List(list)));
    Told { style, record: Value::Object(record) }
}

/// Appends a record as one line.
pub fn line(out: &mut Vec<u8>, dice: &mut Dice, Told { style, record }: Told) {
    value(out, dice, &style, record);
    out.push(b'\n');
}

/// Events with their places in the story. Systems write them as they come in; a few export them in any order.
fn in_file_order(dice: &mut Dice, events: Vec<Happening>) -> Vec<(usize, Happening)> {
    let mut events: Vec<(usize, Happening)> = events.into_iter().enumerate().collect();
    if dice.chance(30) {
        dice.shuffle(&mut events);
    } else {
        events.sort_by_key(|(_, event)| event.at);
    }
    events
}

fn event_value(dice: &mut Dice, style: &Style, event: &Happening, all: &[(usize, Happening)]) -> Value {
    let id = |place: usize| format!("e{}", place + 1);
    let mut fields = Vec::with_capacity(8);
    if style.numbered_events {
        let place = all.iter().position(|(_, other)| std::ptr::eq(other, event)).unwrap_or_default();
        fields.push(("id", Value::Text(id(place))));
    }
    fields.push(("type", Value::text(event.event_type)));
    fields.push(("at", Value::Text(spell(dice, event.at))));
    if dice.chance(40) {
        fields.push(("recorded_at", Value::Text(rfc3339(event.at.plus(DAY)))));
    }
    if let Some(by) = event.by {
        fields.push(("by", party(dice, by)));
    }
    match event.to.as_slice() {
        [] => {}
        [only] if dice.chance(900) => fields.push(("to", party(dice, *only))),
        several => fields.push(("to", Value::List(several.iter().map(|to| party(dice, *to)).collect()))),
    }
    if let Some(corrected) = event.corrects {
        let place = all.iter().position(|(place, _)| *place == corrected).unwrap_or_default();
        let name = if style.numbered_events { id(place) } else { format!("#{place}") };
        fields.push(("supersedes", Value::Text(name)));
    }
    if event.retracted {
        fields.push(("retracted", Value::Bool(true)));
    }
    if !event.attributes.is_empty() || dice.chance(50) {
        fields.push(("attributes", Value::Object(event.attributes.clone())));
    }
    Value::Object(fields)
}

fn party(dice: &mut Dice, party: Party) -> Value {
    match dice.between(1, 100) {
        1..=3 => Value::text(party.name()),
        4 if party == Party::Discipline => Value::text("案件监督管理室"),
        5 => Value::Object(vec![("id", Value::text(party.id())), ("name", Value::text(party.name()))]),
        6 => Value::Object(vec![("name", Value::text(party.name())), ("level", Value::text("county"))]),
        _ => Value::text(party.id()),
    }
}

pub fn rfc3339(at: Instant) -> String {
    let mut out = Vec::with_capacity(25);
    writer::instant(&mut out, at);
    String::from_utf8(out).unwrap_or_default()
}

/// One time in fifty is written otherwise, one in a hundred and twenty as a date alone.
fn spell(dice: &mut Dice, at: Instant) -> String {
    let plain = rfc3339(at);
    let (year, month, day) = at.day().ymd();
    let (date, clock) = (&plain[..10], &plain[11..16]);
    let (hour, minute) = (&plain[11..13], &plain[14..16]);
    match dice.between(1, 600) {
        1..=3 => date.to_owned(),
        4 => format!("{year}/{month}/{day}"),
        5 => format!("{year}年{month}月{day}日"),
        6..=7 => format!("{date} {clock}"),
        8 => format!("{date}T{clock}"),
        9 => plain[..19].to_owned(),
        10 => format!("{year}/{month}/{day} {clock}"),
        11 => format!("{year}年{month}月{day}日 {hour}时{minute}分"),
        12 => utc(at),
        _ => plain,
    }
}

fn utc(at: Instant) -> String {
    rfc3339(at.plus(-DAY / 3)).replace("+08:00", "Z")
}

/// Appends a value in the plainest spelling.
pub fn plain(out: &mut Vec<u8>, plain_value: Value) {
    let style = Style { shuffled_keys: false, ascii_only: false, spaced: false, numbered_events: true };
    value(out, &mut Dice::new(0), &style, plain_value);
}

fn value(out: &mut Vec<u8>, dice: &mut Dice, style: &Style, value_: Value) {
    match value_ {
        Value::Text(text) => string(out, style, &text),
        Value::Number(number) => out.extend_from_slice(number.to_string().as_bytes()),
        Value::Bool(truth) => out.extend_from_slice(if truth { b"true" } else { b"false" }),
        Value::List(list) => {
            out.push(b'[');
            for (index, element) in list.into_iter().enumerate() {
                comma(out, style, index);
                value(out, dice, style, element);
            }
            out.push(b']');
        }
        Value::Object(mut members) => {
            if style.shuffled_keys {
                dice.shuffle(&mut members);
            }
            out.push(b'{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                comma(out, style, index);
                string(out, style, key);
                out.extend_from_slice(if style.spaced { b": " } else { b":" });
                value(out, dice, style, member);
            }
            out.push(b'}');
        }
    }
}

fn comma(out: &mut Vec<u8>, style: &Style, index: usize) {
    if index > 0 {
        out.extend_from_slice(if style.spaced { b", " } else { b"," });
    }
}

fn string(out: &mut Vec<u8>, style: &Style, text: &str) {
    out.push(b'"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend_from_slice(&[b'\\', letter as u8]),
            '\n' => out.extend_from_slice(b"\\n"),
            _ if style.ascii_only && !letter.is_ascii() => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
            _ => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{case::Case, spelling, story};

    #[test]
    fn every_record_can_be_read_and_the_seed_fixes_them() {
        let generate = |seed| {
            let (mut out, mut dice) = (Vec::new(), Dice::new(seed));
            for number in 1..=2_000 {
                let told = story::tell(&mut dice, number);
                write(&mut out, &mut dice, told);
            }
            out
        };
        let text = generate(7);
        assert!(text == generate(7) && text != generate(8));
        let lines: Vec<&[u8]> = crate::lines::lines(&text).collect();
        assert_eq!(lines.len(), 2_000);
        for line in lines {
            assert!(Case::default().read(line).is_ok(), "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn every_spelling_says_its_instant_or_its_day() {
        let at = spelling::parse(b"2023-10-07T06:05:00+08:00").unwrap().earliest;
        let mut dice = Dice::new(1);
        for _ in 0..5_000 {
            let text = spell(&mut dice, at);
            let when = spelling::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert!(when.earliest <= at && at <= when.latest, "{text}");
        }
    }
}
