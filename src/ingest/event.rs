//! The events of a record, as they stand in the file.

use super::cursor::{Read, flaw};
use super::fault::{DataFault, Expected, Shape, Whole, cut};
use super::field::{Field, Fields, Names};
use super::keys::Keys;
use super::ndjson::Line;
use super::standing::{Mark, standing};
use super::warning::WarningKind;
use crate::record::{Event, NameId};
use crate::time::{When, spelling, usual};
use bumpalo::collections::Vec as ArenaVec;

const NAMES: Names<9> = Names::new(["type", "at", "by", "to", "attributes", "id", "recorded_at", "retracted", "supersedes"]);
const TYPE: usize = 0;
const AT: usize = 1;
const BY: usize = 2;
const TO: usize = 3;
const ATTRIBUTES: usize = 4;
const ID: usize = 5;
const RECORDED_AT: usize = 6;
const RETRACTED: usize = 7;

impl<'a> Line<'a, '_> {
    /// The events that stand, in judged order.
    #[inline(never)] // asked for at two places
    pub fn events(&mut self) -> Read<&'a [Event<'a>]> {
        match self.cursor.shape()? {
            Shape::List => self.cursor.open()?,
            Shape::Null => return self.cursor.word().map(|_| Default::default()),
            found => return self.wrong("events", Expected::ListOfEvents, found),
        }
        let (mut marks, mut started) = (Vec::new(), false);
        let mut events = ArenaVec::with_capacity_in(*self.usual_events, self.cursor.arena);
        while self.cursor.item(&mut started)? {
            let position = u32::try_from(events.len()).unwrap_or(u32::MAX);
            events.push(Event::to_fill(position));
            // filled where it stands: events are large
            if let Some(event) = events.last_mut() {
                self.event(event, &mut marks)?;
            }
        }
        // somewhat more than the last few had: room that lacks is dearer than room to spare
        *self.usual_events = ((3 * *self.usual_events + events.len()) / 4 + 1).min(64);
        Ok(standing(self, events, marks))
    }

    fn event(&mut self, event: &mut Event<'a>, marks: &mut Vec<Mark<'a>>) -> Read<()> {
        let position = event.position;
        let start = self.cursor.here();
        self.starts.push(start);
        match self.cursor.shape()? {
            Shape::Object => self.cursor.open()?,
            found => return self.wrong("events", Expected::ListOfEvents, found),
        }
        let (mut name, mut at) = (None, None);
        let mut mark = Mark { event: position, retracted: false, supersedes: None };
        let (mut fields, mut others) = (Fields::default(), Keys::default());
        // as most begin
        if self.cursor.comes(&NAMES, &mut fields, ID) {
            event.id = self.text_or_integer("id")?;
        }
        if self.cursor.comes(&NAMES, &mut fields, TYPE) {
            name = self.event_type()?;
        }
        if self.cursor.comes(&NAMES, &mut fields, AT) {
            at = self.time("at")?;
        }
        if self.cursor.comes(&NAMES, &mut fields, BY) {
            event.by = self.party("by", Expected::Party)?;
        }
        if self.cursor.comes(&NAMES, &mut fields, TO) {
            event.to = self.parties()?;
        }
        if self.cursor.comes(&NAMES, &mut fields, ATTRIBUTES) {
            event.attributes = self.attributes()?;
        }
        while let Some(field) = self.cursor.field(&NAMES, &mut fields)? {
            match field {
                Field::Known(TYPE) => name = self.event_type()?,
                Field::Known(AT) => at = self.time("at")?,
                Field::Known(BY) => event.by = self.party("by", Expected::Party)?,
                Field::Known(TO) => event.to = self.parties()?,
                Field::Known(ATTRIBUTES) => event.attributes = self.attributes()?,
                Field::Known(ID) => event.id = self.text_or_integer("id")?,
                Field::Known(RECORDED_AT) => event.recorded_at = self.time("recorded_at")?.map(|when| when.earliest),
                Field::Known(RETRACTED) => mark.retracted = self.flag("retracted")?,
                Field::Known(_) => {
                    let at = self.cursor.here();
                    mark.supersedes = self.text_or_integer("supersedes")?.map(|id| (id, at));
                }
                Field::Other(key) => self.other(&mut others, key, WarningKind::EventField)?,
            }
        }
        let missing = |field| flaw(start, DataFault::MissingField { of: Whole::Event(position), field });
        let Some(name) = name else { return missing("type") };
        let Some(when) = at else { return missing("at") };
        (event.name, event.when) = (name, when);
        if mark.retracted || mark.supersedes.is_some() {
            marks.push(mark);
        }
        Ok(())
    }

    /// The event's type: none if it is absent, `Some(None)` if the policy does not declare it.
    fn event_type(&mut self) -> Read<Option<Option<NameId>>> {
        let at = self.cursor.here();
        let Some(text) = self.text("type")? else { return Ok(None) };
        match self.lexicon.name(text) {
            Some((name, known)) if known.event => Ok(Some(Some(name))),
            _ => {
                self.warn(at, WarningKind::UnknownEvent, text);
                Ok(Some(None))
            }
        }
    }

    /// A time in one of its spellings, local ones in the policy's zone; null and "" are none.
    #[inline]
    fn time(&mut self, field: &'static str) -> Read<Option<When>> {
        match self.usual_time() {
            Some(when) => Ok(Some(when)),
            None => self.any_time(field),
        }
    }

    #[inline(never)]
    fn any_time(&mut self, field: &'static str) -> Read<Option<When>> {
        let at = self.cursor.here();
        match self.cursor.shape()? {
            Shape::Text | Shape::Null => {}
            found => return self.wrong(field, Expected::Time, found),
        }
        let Some(text) = self.text(field)? else { return Ok(None) };
        match spelling::time(text, &self.lexicon.vocabulary.zone) {
            Ok(when) => Ok(Some(when)),
            Err(why) => flaw(at, DataFault::BadTime { field, text: cut(text), why }),
        }
    }

    /// A time with an offset, as most exports write it; else nothing is read. All of it is looked at, so that the
    /// quote behind it is the end of the text.
    #[inline(always)]
    fn usual_time(&mut self) -> Option<When> {
        let [b'"', text @ .., b'"'] = self.cursor.rest().first_chunk::<27>()? else { return None };
        let at = usual::instant(text.first_chunk()?)?;
        self.cursor.at += 27;
        Some(When::exactly(at))
    }

    /// true or false; null is false.
    fn flag(&mut self, field: &'static str) -> Read<bool> {
        match self.cursor.shape()? {
            Shape::Boolean | Shape::Null => self.cursor.word().map(|flag| flag == Some(true)),
            found => self.wrong(field, Expected::Boolean, found),
        }
    }
}
