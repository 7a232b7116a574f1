//! `[opening_hours]`: spans, seasons, weekdays, further sets (dialect section 3.1).

use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{Node, Table};
use crate::say;
use crate::source::{Span, Spanned};
use crate::time::hours::{OpenSpan, OpeningHours, Season};
use crate::time::instant::DAY;
use crate::time::spelling::clock;

/// The opening hours of a policy: the usual ones, and sets that rules name.
#[derive(Clone, Debug, Default)]
pub struct Hours {
    pub usual: OpeningHours,
    pub sets: Vec<(Spanned<String>, OpeningHours)>,
}

const WEEKDAYS: [[&str; 3]; 7] = [
    ["Monday", "周一", "星期一"],
    ["Tuesday", "周二", "星期二"],
    ["Wednesday", "周三", "星期三"],
    ["Thursday", "周四", "星期四"],
    ["Friday", "周五", "星期五"],
    ["Saturday", "周六", "星期六"],
    ["Sunday", "周日", "星期日"],
];

pub fn read(table: &Table, span: Span, faults: &mut Faults) -> Hours {
    let mut reader = Reader::new(table, span, &schema::hours::OPENING_HOURS);
    let usual = opening_hours(&mut reader, faults);
    let mut sets = Vec::new();
    if let Some((named, _)) = reader.table("set", faults) {
        for entry in &named.entries {
            let Some(table) = entry.node.table() else {
                faults.push(fault::table::wrong_type(&entry.node, say!("{{ hours }} 表"; "a table {{ hours }}")));
                continue;
            };
            let mut inner = Reader::new(table, entry.key.span, &schema::hours::HOURS_SET);
            sets.push((entry.key.clone(), opening_hours(&mut inner, faults)));
            inner.finish(faults);
        }
    }
    if reader.boolean("assumed", faults) == Some(true) {
        let why = reader.text("why", faults).map(|t| t.value);
        let hours = table.get("hours").map(|n| n.items().iter().filter_map(Node::text).collect::<Vec<_>>().join("、")).unwrap_or_default();
        faults.push(fault::rule::assumed(span, &say!("作息时间"; "opening hours"), &hours, why.as_deref()));
    } else {
        reader.text("why", faults);
    }
    reader.finish(faults);
    Hours { usual, sets }
}

fn opening_hours(reader: &mut Reader<'_>, faults: &mut Faults) -> OpeningHours {
    let mut hours =
        OpeningHours { spans: reader.required("hours").map(|n| spans(n, faults)).unwrap_or_default(), ..OpeningHours::default() };
    if let Some((seasons, _)) = reader.table("season", faults) {
        for entry in &seasons.entries {
            let Some(table) = entry.node.table() else {
                faults.push(fault::table::wrong_type(&entry.node, say!("{{ dates, hours }} 表"; "a table {{ dates, hours }}")));
                continue;
            };
            let mut inner = Reader::new(table, entry.key.span, &schema::hours::SEASON);
            let dates = inner.required_text("dates", faults);
            let spans = inner.required("hours").map(|n| spans(n, faults)).unwrap_or_default();
            inner.finish(faults);
            if let Some(dates) = dates {
                match range(&dates.value) {
                    Some((from, to)) => hours.seasons.push(Season { from, to, spans }),
                    None => faults.push(fault::name::bad_month_days(&dates)),
                }
            }
        }
    }
    if let Some((days, _)) = reader.table("day", faults) {
        for entry in &days.entries {
            match WEEKDAYS.iter().position(|names| names.contains(&entry.key.value.as_str())) {
                Some(n) => hours.weekdays[n] = Some(spans(&entry.node, faults)),
                None => faults.push(fault::name::not_one_of(&entry.key, &WEEKDAYS.map(|names| names[0]))),
            }
        }
    }
    hours
}

fn spans(node: &Node, faults: &mut Faults) -> Vec<OpenSpan> {
    let mut spans: Vec<OpenSpan> = Vec::new();
    for item in node.items() {
        let Some(written) = text(item, faults) else { continue };
        let read = written.value.split_once('-').and_then(|(from, to)| Some((clock(from.trim())?, clock(to.trim())?)));
        match read {
            Some((from, to)) if from != to && from < DAY => {
                let to = if to < from { to + DAY } else { to };
                // what runs past midnight lies in the morning of the next day
                let meets = |shift: i64| spans.iter().any(|s| s.from + shift < to && from < s.to + shift);
                if [0, DAY, -DAY].into_iter().any(meets) {
                    faults.push(fault::name::overlapping_hours(&written));
                }
                spans.push(OpenSpan { from, to });
            }
            _ => faults.push(fault::name::bad_hours(&written)),
        }
    }
    spans.sort_by_key(|s| s.from);
    spans
}

/// `05-01..09-30`
fn range(text: &str) -> Option<((u32, u32), (u32, u32))> {
    let (from, to) = text.split_once("..")?;
    Some((month_day(from)?, month_day(to)?))
}

fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.trim().split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    crate::time::Day::from_ymd(2024, month, day).map(|_| (month, day))
}
