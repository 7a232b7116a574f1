//! The rows of the ledger: one verdict each, as cells. Writers pack them, the workbook takes them.

use super::cells::Cells;
use super::style::Style;
use crate::lang::{Bilingual, Lang};
use crate::plan::Plan;
use crate::report::format::{Judged, Writer};
use crate::report::setting::Setting;
use crate::report::{contest, metric, moment, words};
use crate::say;
use crate::time::instant::{DAY, Due, MINUTE, SECOND};
use crate::time::{Instant, When, Zone};
use crate::verdict::{Status, Verdict};

/// A column: its heading, and its width in characters.
pub type Column = (Bilingual, u16);

/// The columns, in order.
pub fn columns(setting: &Setting<'_>) -> Vec<Column> {
    let mut list = vec![
        (say!("记录"; "record"), 16),
        (say!("规则"; "rule"), 8),
        (say!("事项"; "what is owed"), 20),
        (say!("承办"; "owed by"), 11),
        (say!("对象"; "to"), 11),
        (say!("状态"; "status"), 9),
        (say!("灯"; "light"), 7),
        (say!("期限"; "due"), 17),
        (say!("完成"; "done"), 17),
        (say!("迟"; "late by"), 12),
        (say!("迟(秒)"; "late (s)"), 10),
        (say!("原因"; "reason"), 15),
        (say!("说明"; "in words"), 28),
        (say!("触发"; "trigger"), 8),
        (say!("期间"; "period"), 9),
        (say!("轻重"; "severity"), 8),
        (say!("依据"; "clause"), 32),
    ];
    if setting.plans.len() > 1 {
        list.push((say!("政策"; "policy"), 18));
    }
    if setting.readings {
        list.push((say!("各读法"; "readings"), 30));
    }
    list
}

/// One thread's rows.
pub struct Rows<'r> {
    setting: &'r Setting<'r>,
    widths: Vec<u16>,
    words: String,
}

impl Writer for Rows<'_> {
    fn record(&mut self, judged: &Judged<'_>, out: &mut Vec<u8>) {
        for verdict in judged.verdicts {
            self.row(judged.plan, verdict, out);
        }
    }
}

impl<'r> Rows<'r> {
    pub fn new(setting: &'r Setting<'r>) -> Rows<'r> {
        let widths = columns(setting).iter().map(|(_, width)| *width).collect();
        Rows { setting, widths, words: String::new() }
    }

    fn row(&mut self, plan: &Plan, verdict: &Verdict<'_>, out: &mut Vec<u8>) {
        let (rule, lang, zone) = (verdict.rule, self.setting.lang, &plan.vocabulary().zone);
        let mut cells = Cells::new(&self.widths, out);
        match verdict.measured {
            Some(_) => cells.text(&metric::heading(plan, verdict, lang)),
            None => cells.text(verdict.record),
        }
        cells.text(&rule.id);
        cells.text(&rule.title);
        cells.text(&words::bearers(plan, verdict, lang));
        cells.text(&verdict.to.as_deref().map(|to| metric::named(plan, rule, to, lang)).unwrap_or_default());
        // what only another reading gives is told with the readings
        let status = verdict.is_usual().then_some(verdict.status);
        let style = if status.is_some_and(Status::is_violation) { Style::Bad } else { Style::Text };
        cells.styled(contest::status(status, lang), style);
        match verdict.light {
            Some(light) => cells.styled(words::light(light, lang), Style::of(light)),
            None => cells.blank(),
        }
        match verdict.due {
            Some(at) => due(at, zone, &mut cells),
            None => cells.blank(),
        }
        match verdict.done_at {
            Some(when) => done(&when, zone, &mut cells),
            None => cells.blank(),
        }
        match verdict.late_s {
            Some(seconds) => {
                cells.text(&moment::Length { micros: seconds.saturating_mul(SECOND), lang }.to_string());
                cells.number(seconds as f64, Style::Number);
            }
            None => {
                cells.blank();
                cells.blank();
            }
        }
        self.words.clear();
        words::why(plan, verdict, lang, &mut self.words);
        cells.text(&self.words);
        self.words.clear();
        words::message(plan, verdict, self.setting.as_of, lang, &mut self.words);
        cells.text(&self.words);
        cells.text(verdict.on.as_deref().unwrap_or_default());
        cells.text(&verdict.period.map(|period| period.to_string()).unwrap_or_default());
        cells.text(words::severity(rule.severity, lang));
        cells.text(rule.cite.as_deref().unwrap_or_default());
        if self.setting.plans.len() > 1 {
            cells.text(&plan.policy.declared.head.title);
        }
        if self.setting.readings {
            cells.text(&readings(verdict, lang));
        }
        cells.end();
    }
}

/// A due instant as a date of the workbook. 24:00 of a day stands as its last second, which sorts and filters with that
/// day and is shown as 24:00; midnight would be shown as the day after.
fn due(due: Due, zone: &Zone, cells: &mut Cells<'_>) {
    let (_, clock) = zone.local(due.at);
    match serial(due.at, zone) {
        Some(serial) if due.exclusive && clock == 0 => cells.number(serial - SECOND as f64 / DAY as f64, Style::DayEnd),
        Some(serial) => cells.number(serial, minute_or_second(clock)),
        None => cells.text(&moment::due(due, zone)),
    }
}

/// When it was done: a date where that is known, else from–to in words.
fn done(when: &When, zone: &Zone, cells: &mut Cells<'_>) {
    let shown = moment::when(when, zone);
    match serial(when.earliest, zone) {
        Some(serial) if when.is_exact() => cells.number(serial, minute_or_second(zone.local(when.earliest).1)),
        Some(serial) if shown.len() == "2022-05-15".len() => cells.number(serial, Style::Day),
        _ => cells.text(&shown),
    }
}

fn minute_or_second(clock: i64) -> Style {
    if clock % MINUTE >= SECOND { Style::Second } else { Style::Minute }
}

/// Local time as spreadsheets count it: days since 1899-12-30. None before March 1900, where they count a day that never
/// was, and from the year 10,000 on.
fn serial(at: Instant, zone: &Zone) -> Option<f64> {
    let (day, clock) = zone.local(at);
    let days = i64::from(day.0) + 25_569;
    (61..=2_958_465).contains(&days).then_some(days as f64 + clock as f64 / DAY as f64)
}

fn readings(verdict: &Verdict<'_>, lang: Lang) -> String {
    let Some(contested) = &verdict.contested else { return String::new() };
    let usual = (contested.usual_reading, contested.usual);
    let all = std::iter::once(usual).chain(contested.others.iter().map(|other| (other.reading, other.status)));
    let list: Vec<String> = all.map(|(reading, status)| format!("{reading}: {}", contest::status(status, lang))).collect();
    list.join("\n")
}
