//! The events of a record, as they stand in the file.

use super::cursor::{Read, flaw};
use super::fault::{DataFault, Expected, Shape, Whole, cut};
use super::keys::Keys;
use super::ndjson::Line;
use super::standing::{Mark, standing};
use super::warning::WarningKind;
use crate::record::{Event, NameId};
use crate::time::{When, spelling};

impl<'a> Line<'a, '_> {
    /// The events that stand, in judged order.
    pub fn events(&mut self) -> Read<Vec<Event<'a>>> {
        match self.cursor.shape()? {
            Shape::List => self.cursor.open()?,
            Shape::Null => return self.cursor.word().map(|_| Vec::new()),
            found => return self.wrong("events", Expected::ListOfEvents, found),
        }
        let (mut events, mut marks, mut started) = (Vec::new(), Vec::new(), false);
        while self.cursor.item(&mut started)? {
            let position = u32::try_from(events.len()).unwrap_or(u32::MAX);
            events.push(self.event(position, &mut marks)?);
        }
        Ok(standing(self, events, marks))
    }

    fn event(&mut self, position: u32, marks: &mut Vec<Mark<'a>>) -> Read<Event<'a>> {
        let start = self.cursor.here();
        self.starts.push(start);
        match self.cursor.shape()? {
            Shape::Object => self.cursor.open()?,
            found => return self.wrong("events", Expected::ListOfEvents, found),
        }
        let (mut name, mut at) = (None, None);
        let mut event = Event {
            position, id: None, name: None, when: When::exactly(crate::time::Instant(0)), by: None,
            to: Vec::new(), attributes: Vec::new(), recorded_at: None,
        };
        let mut mark = Mark { event: position, retracted: false, supersedes: None };
        let (mut started, mut seen, mut others) = (false, 0, Keys::default());
        while let Some(key) = self.cursor.key(&mut started)? {
            match key.as_ref() {
                "id" => {
                    self.once(&mut seen, 1, "id")?;
                    event.id = self.text_or_integer("id")?;
                }
                "type" => {
                    self.once(&mut seen, 2, "type")?;
                    name = self.event_type()?;
                }
                "at" => {
                    self.once(&mut seen, 4, "at")?;
                    at = self.time("at")?;
                }
                "by" => {
                    self.once(&mut seen, 8, "by")?;
                    event.by = self.party("by", Expected::Party)?;
                }
                "to" => {
                    self.once(&mut seen, 16, "to")?;
                    event.to = self.parties()?;
                }
                "attributes" => {
                    self.once(&mut seen, 32, "attributes")?;
                    event.attributes = self.attributes()?;
                }
                "recorded_at" => {
                    self.once(&mut seen, 64, "recorded_at")?;
                    event.recorded_at = self.time("recorded_at")?.map(|when| when.earliest);
                }
                "retracted" => {
                    self.once(&mut seen, 128, "retracted")?;
                    mark.retracted = self.flag("retracted")?;
                }
                "supersedes" => {
                    self.once(&mut seen, 256, "supersedes")?;
                    let at = self.cursor.here();
                    mark.supersedes = self.text_or_integer("supersedes")?.map(|id| (id, at));
                }
                _ => self.other(&mut others, &key, WarningKind::EventField)?,
            }
        }
        let missing = |field| flaw(start, DataFault::MissingField { of: Whole::Event(position), field });
        let Some(name) = name else { return missing("type") };
        let Some(when) = at else { return missing("at") };
        (event.name, event.when) = (name, when);
        if mark.retracted || mark.supersedes.is_some() {
            marks.push(mark);
        }
        Ok(event)
    }

    /// The event's type: none if it is absent, `Some(None)` if the policy does not declare it.
    fn event_type(&mut self) -> Read<Option<Option<NameId>>> {
        let at = self.cursor.here();
        let Some(text) = self.text("type")? else { return Ok(None) };
        match self.lexicon.name(&text) {
            Some((name, known)) if known.event => Ok(Some(Some(name))),
            _ => {
                self.warn(at, WarningKind::UnknownEvent, &text);
                Ok(Some(None))
            }
        }
    }

    /// A time in one of its spellings, local ones in the policy's zone; null and "" are none.
    fn time(&mut self, field: &'static str) -> Read<Option<When>> {
        let at = self.cursor.here();
        match self.cursor.shape()? {
            Shape::Text | Shape::Null => {}
            found => return self.wrong(field, Expected::Time, found),
        }
        let Some(text) = self.text(field)? else { return Ok(None) };
        match spelling::time(&text, &self.lexicon.vocabulary.zone) {
            Ok(when) => Ok(Some(when)),
            Err(why) => flaw(at, DataFault::BadTime { field, text: cut(&text), why }),
        }
    }

    /// true or false; null is false.
    fn flag(&mut self, field: &'static str) -> Read<bool> {
        match self.cursor.shape()? {
            Shape::Boolean | Shape::Null => self.cursor.word().map(|flag| flag == Some(true)),
            found => self.wrong(field, Expected::Boolean, found),
        }
    }
}
