//! What a reader must know beside the verdicts: data errors with their places, notices, and metrics as tables.

use crate::report::closing::Closing;
use crate::report::escape::escape;
use crate::report::metric;
use crate::report::setting::Setting;
use crate::say;
use std::fmt::Write;

/// Data errors and notices; nothing where there are none.
pub fn write(setting: &Setting<'_>, closing: &Closing<'_>, out: &mut String) {
    if !closing.notices.is_empty() {
        let heading = setting.pick(say!("提示"; "Notices"));
        // writing to memory does not fail
        _ = writeln!(out, "<section class=\"notices\"><h2>{heading}</h2><ul>");
        closing.notices.iter().for_each(|line| _ = writeln!(out, "<li>{}</li>", escape(line)));
        out.push_str("</ul></section>\n");
    }
    if closing.complaints.is_empty() {
        return;
    }
    let n = closing.errors;
    let heading = setting.pick(say!("数据错误({n})"; "Data errors ({n})"));
    let (place, code, words) = (say!("位置"; "place"), say!("代码"; "code"), say!("说明"; "what is wrong"));
    let open = if closing.complaints.len() <= 20 { " open" } else { "" };
    _ = writeln!(
        out,
        "<section id=\"errors\"><details{open}><summary><h2>{heading}</h2></summary><table><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody>",
        setting.pick(place),
        setting.pick(code),
        setting.pick(words)
    );
    for complaint in closing.complaints {
        let (place, code, words) = (escape(&complaint.place), complaint.code, complaint.in_full(setting.lang));
        _ = writeln!(out, "<tr><td>{place}</td><td><code>{code}</code></td><td>{}</td></tr>", escape(&words));
    }
    out.push_str("</tbody></table></details></section>\n");
}

/// Every number of every metric; nothing where there are none.
pub fn metrics(setting: &Setting<'_>, closing: &Closing<'_>, out: &mut String) {
    let tables: Vec<metric::Table> =
        setting.plans.iter().zip(closing.metrics).flat_map(|(plan, metrics)| metric::tables(plan, metrics, setting.lang)).collect();
    if tables.is_empty() {
        return;
    }
    let heading = setting.pick(say!("指标"; "Metrics"));
    _ = writeln!(out, "<section class=\"metrics\"><h2>{heading}</h2>");
    for table in &tables {
        let lines = table.lines.len();
        let open = if lines <= 12 { " open" } else { "" };
        _ = writeln!(out, "<details{open}><summary>{}</summary><table><tbody>", escape(&table.title));
        for (name, cells) in &table.lines {
            let cells: String = cells.iter().map(|cell| format!("<td>{}</td>", escape(cell))).collect();
            _ = writeln!(out, "<tr><th scope=\"row\">{}</th>{cells}</tr>", escape(name));
        }
        out.push_str("</tbody></table>");
        if let Some(left_out) = &table.left_out {
            _ = writeln!(out, "<p>{}</p>", escape(left_out));
        }
        out.push_str("</details>\n");
    }
    out.push_str("</section>\n");
}
