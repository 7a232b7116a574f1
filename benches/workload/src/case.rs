//! A record as far as the three rules read it.

use crate::instant::{Instant, When};
use crate::json::{Fault, Scanner, Text};
use crate::party::{Actor, Party, Recipients};
use crate::spelling;

/// The event types that the three rules read; `Other` may still supersede one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Caught,
    PersonsNotified,
    IdentityCompleted,
    EvidenceTransferred,
    OralFeedback,
    WrittenReply,
    Other,
}

impl Kind {
    fn of(event_type: &[u8]) -> Kind {
        match event_type {
            b"caught" => Kind::Caught,
            b"persons_notified" => Kind::PersonsNotified,
            b"identity_completed" => Kind::IdentityCompleted,
            b"evidence_transferred" => Kind::EvidenceTransferred,
            b"oral_feedback" => Kind::OralFeedback,
            b"written_reply" => Kind::WrittenReply,
            _ => Kind::Other,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Event<'a> {
    pub kind: Kind,
    pub when: When,
    pub by: Actor,
    pub to: Recipients,
    pub has_political_status: bool,
    pub has_work_unit: bool,
    /// Place in the file, from 0: the id of an event that has none.
    pub place: usize,
    pub id: Option<Text<'a>>,
    supersedes: Option<Text<'a>>,
    retracted: bool,
}

impl<'a> Event<'a> {
    fn at(place: usize) -> Event<'a> {
        Event {
            kind: Kind::Other,
            when: When::exactly(Instant(0)),
            by: Actor::Untold,
            to: Recipients::default(),
            has_political_status: false,
            has_work_unit: false,
            place,
            id: None,
            supersedes: None,
            retracted: false,
        }
    }

    fn read(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Fault> {
        let mut at = None;
        scanner.object(|scanner, key| {
            match key {
                b"type" => self.kind = Kind::of(&scanner.string()?.bytes()),
                b"at" => at = scanner.optional_string()?,
                b"by" => self.by = read_party(scanner)?,
                b"to" => read_recipients(scanner, &mut self.to)?,
                b"attributes" => read_attributes(scanner, self)?,
                b"id" => self.id = scanner.optional_string()?,
                b"supersedes" => self.supersedes = scanner.optional_string()?,
                b"retracted" => self.retracted = scanner.is_true()?,
                _ => scanner.skip()?,
            }
            Ok(())
        })?;
        if self.kind != Kind::Other {
            self.when = at.and_then(|at| spelling::parse(&at.bytes())).ok_or(Fault)?;
        }
        Ok(())
    }

    fn is_called(&self, name: &Text) -> bool {
        match &self.id {
            Some(id) => id.says(name),
            None => name.bytes().strip_prefix(b"#").is_some_and(|place| place == self.place.to_string().as_bytes()),
        }
    }
}

#[derive(Default)]
pub struct Case<'a> {
    pub id: Text<'a>,
    pub in_scope: bool,
    /// In judged order after `settle`.
    pub events: Vec<Event<'a>>,
}

impl<'a> Case<'a> {
    /// Becomes what the line says; fails with the byte, from 0, where the line is no record.
    pub fn read(&mut self, line: &'a [u8]) -> Result<(), usize> {
        self.id = Text::default();
        self.in_scope = false;
        self.events.clear();
        let mut scanner = Scanner::new(line);
        self.read_members(&mut scanner).map_err(|Fault| scanner.at())
    }

    fn read_members(&mut self, scanner: &mut Scanner<'a>) -> Result<(), Fault> {
        scanner.object(|scanner, key| match key {
            b"id" => scanner.string().map(|id| self.id = id),
            b"attributes" => read_scope(scanner).map(|in_scope| self.in_scope = in_scope),
            b"events" => scanner.array(|scanner| {
                self.events.push(Event::at(self.events.len()));
                self.events.last_mut().map_or(Ok(()), |event| event.read(scanner))
            }),
            _ => scanner.skip(),
        })?;
        if self.id.is_empty() { Err(Fault) } else { scanner.end() }
    }

    /// Leaves the events that count at `as_of`, in judged order.
    pub fn settle(&mut self, as_of: Instant) {
        if self.events.iter().any(|event| event.retracted || event.supersedes.is_some()) {
            self.drop_replaced();
        }
        self.events.retain(|event| event.kind != Kind::Other && event.when.earliest <= as_of);
        self.events.sort_by_key(|event| event.when.earliest);
    }

    /// A retracted event never happened and replaces nothing; both hold whatever as-of is.
    fn drop_replaced(&mut self) {
        self.events.retain(|event| !event.retracted);
        let replaced: Vec<Text> = self.events.iter().filter_map(|event| event.supersedes).collect();
        self.events.retain(|event| !replaced.iter().any(|name| event.is_called(name)));
    }
}

/// The subject is a party member or a public official; an absent attribute counts as false.
fn read_scope(scanner: &mut Scanner) -> Result<bool, Fault> {
    let mut in_scope = false;
    scanner.object(|scanner, key| {
        if key != b"subject" || scanner.peek()? != b'{' {
            return scanner.skip();
        }
        scanner.object(|scanner, key| {
            match key {
                b"party_member" | b"public_official" => in_scope |= scanner.is_true()?,
                _ => scanner.skip()?,
            }
            Ok(())
        })
    })?;
    Ok(in_scope)
}

fn read_attributes(scanner: &mut Scanner, event: &mut Event) -> Result<(), Fault> {
    if scanner.peek()? != b'{' {
        return scanner.skip();
    }
    scanner.object(|scanner, key| {
        match key {
            b"political_status" => event.has_political_status = scanner.is_present()?,
            b"work_unit" => event.has_work_unit = scanner.is_present()?,
            _ => scanner.skip()?,
        }
        Ok(())
    })
}

fn read_recipients(scanner: &mut Scanner, to: &mut Recipients) -> Result<(), Fault> {
    let mut add = |scanner: &mut Scanner| {
        if let Actor::Known(party) = read_party(scanner)? {
            to.add(party);
        }
        Ok(())
    };
    if scanner.peek()? == b'[' { scanner.array(add) } else { add(scanner) }
}

/// A bare word, or an object that is looked up by its id, then by its name.
fn read_party(scanner: &mut Scanner) -> Result<Actor, Fault> {
    if scanner.peek()? != b'{' {
        return Ok(scanner.optional_string()?.map_or(Actor::Untold, |word| known(Some(&word))));
    }
    let (mut id, mut name) = (None, None);
    scanner.object(|scanner, key| {
        match key {
            b"id" => id = scanner.optional_string()?,
            b"name" => name = scanner.optional_string()?,
            _ => scanner.skip()?,
        }
        Ok(())
    })?;
    Ok(match known(id.as_ref()) {
        Actor::Stranger => known(name.as_ref()),
        party => party,
    })
}

fn known(word: Option<&Text>) -> Actor {
    word.and_then(|word| Party::look_up(&word.bytes())).map_or(Actor::Stranger, Actor::Known)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LATE: Instant = Instant(i64::MAX);

    fn settled(line: &str) -> Case<'_> {
        let mut case = Case::default();
        case.read(line.as_bytes()).unwrap();
        case.settle(LATE);
        case
    }

    #[test]
    fn keys_in_any_order_and_parties_by_any_name() {
        let case = settled(
            r#"{"events":[{"to":["组织部",{"name":"区人社局"}],"by":{"id":"x","name":"区公安局","level":"county"},
                "attributes":{"note":"}"},"at":"2022-05-15 15:00","type":"persons_notified"}],
                "attributes":{"subject":{"public_official":true,"name":"梁某"}},"kind":"case","id":"r"}"#,
        );
        let event = &case.events[0];
        assert!(case.in_scope);
        assert_eq!(event.by, Actor::Known(Party::Police));
        assert!(event.to.include(Party::OrgDept) && event.to.include(Party::HrBureau));
        assert!(!event.to.include(Party::Discipline));
    }

    #[test]
    fn retracted_events_replace_nothing_and_superseded_ones_are_gone() {
        let case = settled(
            r##"{"id":"r","events":[{"type":"caught","at":"2022-05-15"},{"type":"caught","at":"2022-05-16","id":"a"},
                {"type":"note","supersedes":"#0"},{"type":"caught","at":"2022-05-17","supersedes":"a","retracted":true}]}"##,
        );
        let places: Vec<usize> = case.events.iter().map(|event| event.place).collect();
        assert_eq!(places, [1]);
    }

    #[test]
    fn judged_order_is_by_earliest_instant_then_place() {
        let case = settled(
            r#"{"id":"r","events":[{"type":"caught","at":"2022-05-15T09:00"},{"type":"written_reply","at":"2022-05-15T08:00"},
                {"type":"caught","at":"2022-05-15"},{"type":"caught","at":"2022-05-15T00:00"}]}"#,
        );
        let places: Vec<usize> = case.events.iter().map(|event| event.place).collect();
        assert_eq!(places, [2, 3, 1, 0]);
    }

    #[test]
    fn a_record_needs_an_id_and_a_time_that_can_be_read() {
        assert_eq!(Case::default().read(br#"{"events":[]}"#), Err(13));
        assert!(Case::default().read(br#"{"id":"r","events":[{"type":"caught","at":"soon"}]}"#).is_err());
        assert_eq!(Case::default().read(br#"{"id":"r"} x"#), Err(11));
    }
}
