//! Open due instants as a calendar to subscribe to or import: one event each. Events and not to-dos, because the
//! calendars of offices and telephones show no to-dos of others. Nothing depends on the clock: stamps are the as-of.

use super::closing::Closing;
use super::format::{Format, Holds, Judged, Out, Report, Writer};
use super::key::key;
use super::setting::Setting;
use super::{metric, moment, words};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::say;
use crate::time::instant::{DAY, HOUR, MINUTE, SECOND};
use crate::time::{Day, Digits, Instant};
use crate::verdict::{Light, Status, Verdict};
use icalendar::Property;
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "ics",
    about: "日历:未了结的每个期限一条,亮黄灯、红灯时提醒 · a calendar of open due instants, with alarms",
    suffixes: &["ics"],
    is_text: true,
    holds: Holds::Nothing,
    explains: false,
    draws: false,
    joins: false,
    writer: |setting| Box::new(Events { setting, message: String::new() }),
    open: |setting, out| Calendar::open(setting, out).map(|calendar| Box::new(calendar) as Box<dyn Report>),
};

/// Octets of a line, without its end.
const LONGEST: usize = 75;

struct Events<'r> {
    setting: &'r Setting<'r>,
    message: String,
}

impl Writer for Events<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts.iter().filter(|v| v.is_usual() && matches!(v.status, Status::Pending | Status::Overdue)) {
            self.event(judged.plan, verdict, out);
        }
    }
}

impl Events<'_> {
    fn event(&mut self, plan: &Plan, verdict: &Verdict<'_>, out: &mut Vec<u8>) {
        let Some(due) = verdict.due else { return };
        let (lang, zone, rule) = (self.setting.lang, &plan.vocabulary().zone, verdict.rule);
        let light = verdict.light.map(|light| words::light(light, lang)).unwrap_or_default();
        let bearers = words::bearers(plan, verdict, lang);
        self.message.clear();
        words::message(plan, verdict, self.setting.as_of, lang, &mut self.message);
        let (id, title, record, message) = (&rule.id, &rule.title, verdict.record, &self.message);
        let by = if bearers.is_empty() { String::new() } else { format!(" · {bearers}") };
        let what = format!("{record} {title}{by}");
        let summary = self.setting.pick(say!("【{light}】{what}"; "[{light}] {what}"));
        let mut lines = vec![message.clone(), format!("{id} {title}")];
        if !bearers.is_empty() {
            lines.push(self.setting.pick(say!("承办:{bearers}"; "owed by {bearers}")));
        }
        if let Some(to) = &verdict.to {
            let to = metric::named(plan, rule, to, lang);
            lines.push(self.setting.pick(say!("对象:{to}"; "to: {to}")));
        }
        if let Some(cite) = &rule.cite {
            lines.push(self.setting.pick(say!("依据:{cite}"; "clause: {cite}")));
        }
        let key = key(plan, verdict);
        line("BEGIN", "VEVENT", out);
        line("UID", &format!("{key}@duban"), out);
        line("DTSTAMP", &utc(self.setting.as_of), out);
        let (day, clock) = zone.local(due.at);
        if due.exclusive && clock == 0 {
            // midnight would show it on the day after: the whole day until its 24:00
            property(Property::new("DTSTART", compact(day.plus(-1))).add_parameter("VALUE", "DATE"), out);
        } else {
            line("DTSTART", &utc(due.at), out);
        }
        line("SUMMARY", &summary, out);
        line("DESCRIPTION", &lines.join("\n"), out);
        line("CATEGORIES", light, out);
        line("PRIORITY", if verdict.status == Status::Overdue { "1" } else { "5" }, out);
        line("TRANSP", "TRANSPARENT", out);
        // a light that never comes before its time stands beyond what can be shown
        for (light, at) in [(Light::Yellow, verdict.turns.yellow), (Light::Red, verdict.turns.red)] {
            if at > self.setting.as_of && at < Instant::MAX {
                let light = words::light(light, lang);
                alarm(&self.setting.pick(say!("【转{light}】{what}"; "[turns {light}] {what}")), at, out);
            }
        }
        line("END", "VEVENT", out);
    }
}

fn alarm(words: &str, at: Instant, out: &mut Vec<u8>) {
    line("BEGIN", "VALARM", out);
    line("ACTION", "DISPLAY", out);
    line("DESCRIPTION", words, out);
    property(Property::new("TRIGGER", utc(at)).add_parameter("VALUE", "DATE-TIME"), out);
    line("END", "VALARM", out);
}

/// One line, escaped and folded.
fn line(key: &str, value: &str, out: &mut Vec<u8>) {
    // control characters have no form in a calendar
    let clean: String = value.replace("\r\n", "\n").chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    property(&mut Property::new(key, clean), out);
}

fn property(property: &mut Property, out: &mut Vec<u8>) {
    let text: Result<String, _> = property.done().try_into();
    // the library escapes; what it folds is an octet too long
    let whole = text.unwrap_or_default().replace("\r\n ", "");
    let mut used = 0;
    for c in whole.trim_end_matches("\r\n").chars() {
        if used + c.len_utf8() > LONGEST {
            out.extend_from_slice(b"\r\n ");
            used = 1;
        }
        used += c.len_utf8();
        out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// `20221009`
fn compact(day: Day) -> String {
    day.digits().replace('-', "")
}

/// `20221009T010000Z`
fn utc(at: Instant) -> String {
    let (days, clock) = (at.0.div_euclid(DAY), at.0.rem_euclid(DAY));
    let mut time = Digits::default();
    [clock / HOUR, clock % HOUR / MINUTE, clock % MINUTE / SECOND].into_iter().for_each(|n| time.two(n));
    format!("{}T{}Z", compact(Day(0).plus(days)), &*time)
}

/// Events as they come.
struct Calendar<'r> {
    out: Out<'r>,
}

impl<'r> Calendar<'r> {
    fn open(setting: &'r Setting<'r>, mut out: Out<'r>) -> io::Result<Calendar<'r>> {
        let titles: Vec<&str> = setting.plans.iter().map(|plan| plan.policy.declared.head.title.as_str()).collect();
        let (as_of, titles) = (moment::as_of(setting.as_of, &setting.zone()), titles.join(" "));
        let name = setting.pick(say!("督办期限"; "duban due dates"));
        let mut head = Vec::new();
        line("BEGIN", "VCALENDAR", &mut head);
        line("VERSION", "2.0", &mut head);
        let lang = if setting.lang == Lang::Zh { "ZH" } else { "EN" };
        line("PRODID", &format!("-//duban//duban//{lang}"), &mut head);
        line("CALSCALE", "GREGORIAN", &mut head);
        line("METHOD", "PUBLISH", &mut head);
        line("NAME", &name, &mut head);
        line("X-WR-CALNAME", &name, &mut head);
        line("DESCRIPTION", &setting.pick(say!("{titles};截至 {as_of}"; "{titles}; as of {as_of}")), &mut head);
        out.write_all(&head)?;
        Ok(Calendar { out })
    }
}

impl Report for Calendar<'_> {
    fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    fn close(mut self: Box<Self>, _: &Closing<'_>) -> io::Result<()> {
        self.out.write_all(b"END:VCALENDAR\r\n")?;
        self.out.flush()
    }
}
