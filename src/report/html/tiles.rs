//! The summary as tiles: a number, what it counts, and where the table shows just those.

use crate::report::closing::Closing;
use crate::report::setting::Setting;
use crate::say;
use crate::verdict::{Light, Status};
use std::fmt::Write;

/// Writes the tiles.
pub fn write(setting: &Setting<'_>, closing: &Closing<'_>, out: &mut String) {
    let tally = closing.tally;
    let total = |status| tally.total(status);
    let light = |light: Light| {
        let chart = closing.charts.iter().find(|chart| chart.name == "light");
        chart.and_then(|chart| chart.slices.get(light as usize)).map_or(0, |slice| slice.total())
    };
    out.push_str("<ul class=\"tiles\">");
    let mut tile = |class: &str, n: u64, words: crate::lang::Bilingual, filter: &str| {
        let class = if n == 0 { "none" } else { class };
        let words = words.get(setting.lang);
        let body = format!("<b>{n}</b> {words}");
        // writing to memory does not fail
        _ = match filter {
            "" => writeln!(out, "<li class=\"{class}\"><span>{body}</span></li>"),
            filter => writeln!(out, "<li class=\"{class}\"><a href=\"#{filter}\">{body}</a></li>"),
        };
    };
    tile("plain", tally.records, say!("条记录"; "records"), "");
    tile("plain", tally.verdicts(), say!("个结论"; "verdicts"), "");
    tile("red", total(Status::Overdue), say!("逾期未办"; "overdue"), "status=overdue");
    tile("bad", total(Status::Late), say!("迟办"; "late"), "status=late");
    tile("bad", total(Status::Violated), say!("违反"; "violated"), "status=violated");
    tile("yellow", light(Light::Yellow), say!("黄灯,将到期"; "yellow: due soon"), "light=yellow");
    tile("blue", light(Light::Blue), say!("蓝灯,临近"; "blue: coming up"), "light=blue");
    tile("unknown", total(Status::Unknown), say!("无法判定"; "unknown"), "status=unknown");
    if setting.readings {
        tile("unknown", tally.contested, say!("取决于读法"; "depend on the reading"), setting.pick(say!("q=读法"; "q=reading")).as_str());
    }
    tile("bad", closing.errors, say!("处数据错误"; "data errors"), if closing.errors > 0 { "errors" } else { "" });
    out.push_str("</ul>\n");
}
