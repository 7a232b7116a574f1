//! Three rules of `xiangzhou-dui` (catalogue section 1), written out by hand: what a policy compiles to at best.

use crate::calendar::WorkingDays;
use crate::case::{Case, Event, Kind};
use crate::instant::{HOUR, Instant, SECOND};
use crate::party::Party;

/// A due instant; at 24:00 (`exclusive`) the instant itself is too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Instant,
    pub exclusive: bool,
}

impl Due {
    fn is_past(&self, instant: Instant) -> bool {
        instant > self.at || (self.exclusive && instant == self.at)
    }
}

/// What is wrong, of one instance of one rule.
#[derive(Debug)]
pub struct Violation<'e, 'a> {
    pub rule: &'static str,
    pub on: &'e Event<'a>,
    pub to: Option<Party>,
    pub finding: Finding<'e, 'a>,
}

#[derive(Debug)]
pub enum Finding<'e, 'a> {
    Late { due: Due, done_by: &'e Event<'a>, late_s: i64 },
    Overdue { due: Due, late_s: i64 },
    Missing { political_status: bool, work_unit: bool },
}

pub struct Judge {
    working_days: WorkingDays,
    as_of: Instant,
    /// Instances judged so far, whatever came out.
    pub judged: u64,
}

impl Judge {
    pub fn new(as_of: Instant) -> Judge {
        Judge { working_days: WorkingDays::china(), as_of, judged: 0 }
    }

    /// Leaves in the record what counts at as-of.
    pub fn settle(&self, case: &mut Case) {
        case.settle(self.as_of);
    }

    /// Hands out the violations of a settled record, in the order of the policy's rules, then of triggers and
    /// recipients.
    #[inline]
    pub fn judge<'c, 'a>(&mut self, case: &'c Case<'a>, mut violation: impl FnMut(Violation<'c, 'a>)) {
        self.notified(case, &mut violation);
        if case.in_scope {
            self.filled(case, &mut violation);
            self.transferred(case, &mut violation);
        }
    }

    /// XZ-01: everyone caught is reported to both departments, within 5 hours of the same day; after nine in the
    /// evening the first hour of the next working day will do.
    fn notified<'c, 'a>(&mut self, case: &'c Case<'a>, violation: &mut impl FnMut(Violation<'c, 'a>)) {
        for trigger in events(case, Kind::Caught) {
            let due = (self.due_notified(trigger.when.earliest), self.due_notified(trigger.when.latest));
            for to in [Party::OrgDept, Party::HrBureau] {
                if let Some(finding) = self.obligation(case, trigger, due, Kind::PersonsNotified, to) {
                    violation(Violation { rule: "XZ-01", on: trigger, to: Some(to), finding });
                }
            }
        }
    }

    /// XZ-09: a reply tells political status and work unit.
    fn filled<'c, 'a>(&mut self, case: &'c Case<'a>, violation: &mut impl FnMut(Violation<'c, 'a>)) {
        for on in case.events.iter().filter(|event| matches!(event.kind, Kind::OralFeedback | Kind::WrittenReply)) {
            self.judged += 1;
            let (political_status, work_unit) = (!on.has_political_status, !on.has_work_unit);
            if political_status || work_unit {
                let finding = Finding::Missing { political_status, work_unit };
                violation(Violation { rule: "XZ-09", on, to: None, finding });
            }
        }
    }

    /// XZ-04: the evidence follows within 2 working days.
    fn transferred<'c, 'a>(&mut self, case: &'c Case<'a>, violation: &mut impl FnMut(Violation<'c, 'a>)) {
        for trigger in events(case, Kind::IdentityCompleted) {
            let to = Party::Discipline;
            let due = (self.due_transferred(trigger.when.earliest), self.due_transferred(trigger.when.latest));
            if let Some(finding) = self.obligation(case, trigger, due, Kind::EvidenceTransferred, to) {
                violation(Violation { rule: "XZ-04", on: trigger, to: Some(to), finding });
            }
        }
    }

    /// None: the calendar does not reach so far.
    fn due_notified(&self, caught_at: Instant) -> Option<Due> {
        let day = caught_at.day();
        if caught_at.time_of_day() >= 21 * HOUR {
            let next = self.working_days.nth_after(day, 1)?;
            return Some(Due { at: Instant::local(next, 9 * HOUR), exclusive: false });
        }
        let (end_of_day, in_5_hours) = (day.plus(1).midnight(), caught_at.plus(5 * HOUR));
        let exclusive = in_5_hours >= end_of_day;
        Some(Due { at: in_5_hours.min(end_of_day), exclusive })
    }

    fn due_transferred(&self, completed_at: Instant) -> Option<Due> {
        let last = self.working_days.nth_after(completed_at.day(), 2)?;
        Some(Due { at: last.plus(1).midnight(), exclusive: true })
    }

    /// What is wrong with an act that police owe. Nothing is, if it may have been in time.
    fn obligation<'c, 'a>(
        &mut self,
        case: &'c Case<'a>,
        trigger: &Event<'a>,
        due: (Option<Due>, Option<Due>),
        act: Kind,
        to: Party,
    ) -> Option<Finding<'c, 'a>> {
        self.judged += 1;
        let (Some(_), Some(due)) = due else {
            return None;
        };
        let done_by = events(case, act).find(|event| {
            event.when.may_follow(&trigger.when) && event.by.may_be(Party::Police) && event.to.include(to)
        });
        let ended_at = done_by.map_or(self.as_of, |event| event.when.earliest);
        if !due.is_past(ended_at) {
            return None;
        }
        let late_s = (ended_at.0 - due.at.0).div_euclid(SECOND);
        Some(match done_by {
            Some(done_by) => Finding::Late { due, done_by, late_s },
            None => Finding::Overdue { due, late_s },
        })
    }
}

fn events<'c, 'a>(case: &'c Case<'a>, kind: Kind) -> impl Iterator<Item = &'c Event<'a>> {
    case.events.iter().filter(move |event| event.kind == kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{spelling, writer};

    /// The violations at the end of 2022, a line each: rule, on, to, status, due, exclusive or not, by, late or missing.
    fn violations(attributes: &str, events: &str) -> Vec<String> {
        let line = format!(r#"{{"id":"r","attributes":{{"subject":{{{attributes}}}}},"events":[{events}]}}"#);
        let as_of = spelling::parse(b"2022-12-31T00:00:00+08:00").unwrap().earliest;
        let mut judge = Judge::new(as_of);
        let mut case = Case::default();
        case.read(line.as_bytes()).unwrap();
        judge.settle(&mut case);
        let mut found = Vec::new();
        judge.judge(&case, |violation| {
            let mut out = Vec::new();
            writer::write(&mut out, &case, &violation);
            let values: String = String::from_utf8(out).unwrap().replace("\"record\":\"r\",", "");
            found.push(values.trim_end().replace('"', ""));
        });
        found
    }

    fn caught(at: &str) -> String {
        format!(r#"{{"type":"caught","at":"{at}","by":"police"}}"#)
    }

    fn due_of(caught_at: &str) -> String {
        let found = violations("", &caught(caught_at));
        assert_eq!(found.len(), 2, "{found:?}");
        let (_, rest) = found[0].split_once("due:").unwrap();
        rest.split_once(",done_by").unwrap().0.to_owned()
    }

    #[test]
    fn xz_01_is_due_in_5_hours_of_the_same_day_or_next_morning() {
        assert_eq!(due_of("2022-05-15T15:00:00+08:00"), "2022-05-15T20:00:00+08:00,due_exclusive:false");
        assert_eq!(due_of("2022-05-15T19:00:00+08:00"), "2022-05-16T00:00:00+08:00,due_exclusive:true");
        assert_eq!(due_of("2022-05-15T20:59:59+08:00"), "2022-05-16T00:00:00+08:00,due_exclusive:true");
        assert_eq!(due_of("2022-05-15T21:00:00+08:00"), "2022-05-16T09:00:00+08:00,due_exclusive:false");
        assert_eq!(due_of("2022-05-20T23:59:59+08:00"), "2022-05-23T09:00:00+08:00,due_exclusive:false");
        assert_eq!(due_of("2022-09-30T21:00:00+08:00"), "2022-10-08T09:00:00+08:00,due_exclusive:false");
    }

    #[test]
    fn xz_01_each_recipient_for_itself() {
        let told = r#",{"type":"persons_notified","at":"2022-05-15T20:00:00+08:00","to":"org_dept"}
            ,{"type":"persons_notified","at":"2022-05-15T20:00:01+08:00","by":"区公安局","to":["hr_bureau","org_dept"],"id":"n"}"#;
        assert_eq!(
            violations("", &(caught("2022-05-15T15:00:00+08:00") + told)),
            [
                "{rule:XZ-01,on:#0,to:hr_bureau,status:late,due:2022-05-15T20:00:00+08:00,due_exclusive:false,done_by:n,late_s:1}"
            ]
        );
    }

    #[test]
    fn xz_01_only_police_fulfil_it_and_only_towards_somebody() {
        let told = r#",{"type":"persons_notified","at":"2022-05-15T16:00","by":"court","to":["hr_bureau","org_dept"]}
            ,{"type":"persons_notified","at":"2022-05-15T16:00","by":"police"}"#;
        let found = violations("", &(caught("2022-05-15T15:00:00+08:00") + told));
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|line| line.contains("status:overdue")), "{found:?}");
    }

    #[test]
    fn xz_01_at_24_00_it_is_too_late() {
        let told = |at: &str| {
            let told = format!(r#",{{"type":"persons_notified","at":"{at}","to":["hr_bureau","org_dept"]}}"#);
            violations("", &(caught("2022-05-15T19:00:00+08:00") + &told)).len()
        };
        assert_eq!(told("2022-05-15T23:59:59+08:00"), 0);
        assert_eq!(told("2022-05-16T00:00:00+08:00"), 2);
    }

    #[test]
    fn xz_01_known_to_the_day_it_is_late_only_if_late_in_every_case() {
        let told = |at: &str| {
            let told = format!(r#",{{"type":"persons_notified","at":"{at}","to":["hr_bureau","org_dept"]}}"#);
            violations("", &(caught("2022-05-15") + &told))
        };
        assert!(told("2022-05-15").is_empty());
        assert!(told("2022-05-16T09:00:00+08:00").is_empty());
        assert!(
            told("2022-05-16T09:00:01+08:00")[0]
                .contains("due:2022-05-16T09:00:00+08:00,due_exclusive:false,done_by:#1,late_s:1")
        );
    }

    #[test]
    fn xz_04_two_working_days_in_scope_only() {
        let events = |done: &str| {
            format!(
                r#"{{"type":"identity_completed","at":"2022-09-30T10:00","by":"police"}},
                {{"type":"evidence_transferred","at":"{done}","by":"police","to":"案件监督管理室"}}"#
            )
        };
        let member = r#""party_member":true"#;
        assert!(violations("", &events("2022-10-20")).is_empty());
        assert!(violations(member, &events("2022-10-09")).is_empty());
        assert_eq!(
            violations(member, &events("2022-10-10T00:00:00+08:00")),
            [
                "{rule:XZ-04,on:#0,to:discipline,status:late,due:2022-10-10T00:00:00+08:00,due_exclusive:true,done_by:#1,late_s:0}"
            ]
        );
    }

    #[test]
    fn xz_04_an_act_before_the_trigger_is_none() {
        let events = r#"{"type":"identity_completed","at":"2022-09-28T10:00"},
            {"type":"evidence_transferred","at":"2022-09-28T09:59","to":"discipline"}"#;
        let found = violations(r#""public_official":true"#, events);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].contains("status:overdue,due:2022-10-01T00:00:00+08:00,due_exclusive:true,done_by:null"),
            "{found:?}"
        );
    }

    #[test]
    fn xz_09_names_what_is_missing() {
        let events = r#"{"type":"oral_feedback","at":"2022-05-16T09:00","attributes":{"political_status":"中共党员","work_unit":""}},
            {"type":"written_reply","at":"2022-05-16T10:00","id":"w"},
            {"type":"written_reply","at":"2022-05-16T11:00","attributes":{"work_unit":"某局","political_status":"群众"}}"#;
        assert!(violations("", events).is_empty());
        let nothing = "due:null,due_exclusive:null,done_by:null,late_s:null";
        assert_eq!(
            violations(r#""public_official":true"#, events),
            [
                format!("{{rule:XZ-09,on:#0,to:null,status:violated,{nothing},missing:[work_unit]}}"),
                format!("{{rule:XZ-09,on:w,to:null,status:violated,{nothing},missing:[political_status,work_unit]}}"),
            ]
        );
    }

    #[test]
    fn what_comes_after_as_of_is_not_seen() {
        assert!(violations("", &caught("2022-12-31T00:00:01+08:00")).is_empty());
        assert!(violations("", &caught("2022-12-30T21:00:00+08:00")).is_empty(), "due after as-of");
    }
}
