//! What happens in a made-up case: who was caught when, and how the offices then dealt with it. About one duty in
//! eight is done late or not at all.

use crate::instant::{DAY, Day, HOUR, Instant, MINUTE, SECOND};
use crate::party::Party;
use crate::rng::Dice;
use crate::words::{AWKWARD_NOTES, EXPENSES, GIVEN, NOTES, PLACES, REASONS, STATUSES, SURNAMES, UNITS, VENUES};

/// A value of an attribute.
#[derive(Clone, Debug)]
pub enum Value {
    Text(String),
    Number(i64),
    Bool(bool),
    List(Vec<Value>),
    Object(Vec<(&'static str, Value)>),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }
}

#[derive(Clone, Debug)]
pub struct Happening {
    pub event_type: &'static str,
    pub at: Instant,
    pub by: Option<Party>,
    pub to: Vec<Party>,
    pub attributes: Vec<(&'static str, Value)>,
    pub retracted: bool,
    /// Place in the story of the event that this one corrects.
    pub corrects: Option<usize>,
}

pub struct Story {
    pub id: String,
    pub attributes: Vec<(&'static str, Value)>,
    pub events: Vec<Happening>,
}

/// A day that a clerk's machine would call “now” at the latest.
const LAST_DAY: (i32, u32, u32) = (2024, 5, 28);
const FIRST_DAY: (i32, u32, u32) = (2022, 2, 1);

pub fn tell(dice: &mut Dice, number: u64) -> Story {
    let day = |(year, month, day)| Day::from_ymd(year, month, day).map_or(0, |day| i64::from(day.0));
    let caught_on = Day(dice.between(day(FIRST_DAY), day(LAST_DAY)) as i32);
    let name = name(dice);
    let (member, official) =
        *dice.pick(&[(true, true), (true, false), (false, true), (false, true), (false, false), (false, false)]);
    let mut teller = Teller { dice, events: Vec::with_capacity(16) };
    let caught_at = teller.caught(caught_on);
    teller.notified(caught_at, &name);
    let replied_at = teller.compared(caught_on, member, official);
    if member || official {
        teller.transferred(replied_at);
    }
    teller.corrected();
    let Teller { events, dice } = teller;
    Story {
        id: format!("XZ-{}-{number:07}", caught_on.ymd().0),
        attributes: attributes(dice, name, member, official),
        events,
    }
}

fn name(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&SURNAMES), dice.pick(&GIVEN))
}

fn attributes(dice: &mut Dice, name: String, member: bool, official: bool) -> Vec<(&'static str, Value)> {
    let mut subject = vec![("name", Value::Text(name))];
    // what is false is often not filled in
    if member || dice.chance(700) {
        subject.push(("party_member", Value::Bool(member)));
    }
    if official || dice.chance(700) {
        subject.push(("public_official", Value::Bool(official)));
    }
    let mut attributes = vec![("subject", Value::Object(subject))];
    if dice.chance(930) {
        let level = if dice.chance(15) { 5 } else { dice.between(21, 240) };
        attributes.push(("bac_mg_per_100ml", Value::Number(level)));
    }
    if dice.chance(400) {
        attributes.push(("unit_code", Value::Text(format!("420607{:06}", dice.between(0, 999_999)))));
    }
    if dice.chance(150) {
        attributes.push(("note", Value::text(*dice.pick(&NOTES))));
    }
    attributes
}

struct Teller<'d> {
    dice: &'d mut Dice,
    events: Vec<Happening>,
}

impl Teller<'_> {
    fn add(
        &mut self,
        event_type: &'static str,
        at: Instant,
        by: Party,
        to: &[Party],
        attributes: Vec<(&'static str, Value)>,
    ) {
        let by = (!self.dice.chance(15)).then_some(by);
        self.events.push(Happening {
            event_type,
            at,
            by,
            to: to.to_vec(),
            attributes,
            retracted: false,
            corrects: None,
        });
    }

    /// `at`, and a while later, to the second.
    fn after(&mut self, at: Instant, low: i64, high: i64) -> Instant {
        at.plus(self.dice.between(low / SECOND, high / SECOND) * SECOND)
    }

    /// Adds a note to some attributes.
    fn noted(&mut self, per_mille: i64, mut attributes: Vec<(&'static str, Value)>) -> Vec<(&'static str, Value)> {
        if self.dice.chance(per_mille) {
            let notes = if self.dice.chance(60) { AWKWARD_NOTES.as_slice() } else { &NOTES };
            attributes.push(("note", Value::text(*self.dice.pick(notes))));
        }
        attributes
    }

    fn caught(&mut self, on: Day) -> Instant {
        let (from, to) =
            *self.dice.pick(&[(0, 2), (7, 17), (12, 15), (18, 21), (18, 21), (19, 23), (21, 24), (21, 24)]);
        let at = self.after(on.midnight(), from * HOUR, to * HOUR - SECOND);
        let place = self.dice.chance(400).then(|| ("place", Value::text(*self.dice.pick(&PLACES))));
        let attributes = self.noted(100, place.into_iter().collect());
        self.add("caught", at, Party::Police, &[], attributes);
        at
    }

    fn notified(&mut self, caught_at: Instant, name: &str) {
        let departments =
            if self.dice.chance(500) { [Party::OrgDept, Party::HrBureau] } else { [Party::HrBureau, Party::OrgDept] };
        if self.dice.chance(780) {
            self.notice(caught_at, name, &departments);
        } else {
            for department in departments {
                self.notice(caught_at, name, &[department]);
            }
        }
    }

    fn notice(&mut self, caught_at: Instant, name: &str, to: &[Party]) {
        let at = match self.dice.between(1, 100) {
            1..=3 => return,
            4..=14 => self.after(caught_at, 6 * HOUR, 4 * DAY),
            _ => self.after(caught_at, 10 * MINUTE, 170 * MINUTE),
        };
        let mut persons = vec![Value::text(name)];
        if self.dice.chance(300) {
            persons.push(Value::Text(self::name(self.dice)));
        }
        let attributes = if self.dice.chance(950) { vec![("persons", Value::List(persons))] } else { Vec::new() };
        let attributes = self.noted(100, attributes);
        self.add("persons_notified", at, Party::Police, to, attributes);
    }

    /// The comparison with the registers, by one department or both; gives when the last answer came.
    fn compared(&mut self, caught_on: Day, member: bool, official: bool) -> Instant {
        let departments: &[Party] = match (member, official, self.dice.chance(200)) {
            (_, _, true) => &[Party::OrgDept, Party::HrBureau],
            (true, _, _) => &[Party::OrgDept],
            _ => &[Party::HrBureau],
        };
        let mut last = caught_on.plus(1).midnight();
        for &department in departments {
            let morning = caught_on.plus(self.dice.between(1, 3) as i32).midnight();
            let received_at = self.after(morning, 8 * HOUR, 17 * HOUR);
            self.add("task_received", received_at, department, &[], Vec::new());
            let told_at = if self.dice.chance(100) {
                self.after(received_at, 4 * HOUR, 40 * HOUR)
            } else {
                self.after(received_at, 15 * MINUTE, 175 * MINUTE)
            };
            if self.dice.chance(970) {
                let answer = self.answer();
                self.add("oral_feedback", told_at, department, &[Party::Discipline], answer);
            }
            if self.dice.chance(300) {
                let recorded_at = self.after(told_at, MINUTE, DAY);
                self.add("feedback_recorded", recorded_at, Party::Discipline, &[], Vec::new());
            }
            if self.dice.chance(880) {
                let written_at =
                    if self.dice.chance(40) { told_at.plus(-20 * MINUTE) } else { self.after(told_at, 0, 2 * DAY) };
                let answer = self.answer();
                self.add("written_reply", written_at, department, &[Party::Police], answer);
                last = last.max(written_at);
            }
            last = last.max(told_at);
        }
        last
    }

    fn answer(&mut self) -> Vec<(&'static str, Value)> {
        let mut answer = Vec::new();
        match self.dice.between(1, 100) {
            1..=4 => answer.push(("political_status", Value::text(""))),
            5..=7 => {}
            _ => answer.push(("political_status", Value::text(*self.dice.pick(&STATUSES)))),
        }
        if self.dice.chance(940) {
            answer.push(("work_unit", Value::text(*self.dice.pick(&UNITS))));
        }
        self.noted(100, answer)
    }

    fn transferred(&mut self, replied_at: Instant) {
        if self.dice.chance(50) {
            return;
        }
        let completed_at = self.after(replied_at, 0, 2 * DAY);
        let attributes = self.noted(150, Vec::new());
        self.add("identity_completed", completed_at, Party::Police, &[], attributes);
        let Some(transferred_at) = self.within_two_working_days(completed_at) else {
            return;
        };
        let attributes = self.noted(200, Vec::new());
        self.add("evidence_transferred", transferred_at, Party::Police, &[Party::Discipline], attributes);
        if self.dice.chance(700) {
            let concluded_at = self.after(transferred_at, 10 * DAY, 60 * DAY);
            let findings = self.findings();
            self.add("verification_concluded", concluded_at, Party::Discipline, &[], findings);
        }
        if self.dice.chance(150) {
            self.prosecuted(transferred_at);
        }
    }

    fn within_two_working_days(&mut self, from: Instant) -> Option<Instant> {
        Some(match self.dice.between(1, 100) {
            1..=3 => return None,
            4..=12 => self.after(from, 5 * DAY, 15 * DAY),
            13 => from,
            _ => self.after(from, HOUR, 40 * HOUR),
        })
    }

    fn findings(&mut self) -> Vec<(&'static str, Value)> {
        let mut findings = Vec::new();
        for (field, words) in
            [("drinking_reason", REASONS.as_slice()), ("venue", &VENUES), ("expense_source", &EXPENSES)]
        {
            if self.dice.chance(970) {
                findings.push((field, Value::text(*self.dice.pick(words))));
            }
        }
        let participants = (0..self.dice.between(0, 30).min(4)).map(|_| Value::Text(name(self.dice))).collect();
        findings.push(("participants", Value::List(participants)));
        self.noted(200, findings)
    }

    fn prosecuted(&mut self, transferred_at: Instant) {
        let received_at = self.after(transferred_at, 5 * DAY, 30 * DAY);
        let to_court = self.dice.chance(600);
        let (organ, decided, effective) = if to_court {
            (Party::Court, "judgment_given", "judgment_effective")
        } else {
            (Party::Procuratorate, "non_prosecution_decided", "non_prosecution_effective")
        };
        if self.dice.chance(900) {
            self.add("case_received", received_at, organ, &[], Vec::new());
        }
        let decided_at = self.after(received_at, 20 * DAY, 60 * DAY);
        self.add(decided, decided_at, organ, &[], Vec::new());
        let effective_at = decided_at.plus(10 * DAY);
        self.add(effective, effective_at, organ, &[], Vec::new());
        if let Some(moved_at) = self.within_two_working_days(effective_at) {
            self.add("case_transferred", moved_at, organ, &[Party::Discipline], Vec::new());
            let filed_at = self.after(moved_at, DAY, 20 * DAY);
            self.add("case_filed", filed_at, Party::Discipline, &[], Vec::new());
        }
    }

    /// In some records an entry was taken back, or replaced by a corrected one.
    fn corrected(&mut self) {
        let place = self.dice.between(0, self.events.len() as i64 - 1) as usize;
        let mut entry = self.events[place].clone();
        if self.dice.chance(10) {
            entry.retracted = true;
            entry.at = self.after(entry.at, -2 * HOUR, 2 * HOUR);
        } else if self.dice.chance(10) {
            entry.corrects = Some(place);
            entry.at = self.after(entry.at, -HOUR, HOUR);
        } else {
            return;
        }
        self.events.push(entry);
    }
}
