//! The sheet that sums up: what was judged by what and when, counts by rule and status, and what the
//! charts show.

use super::cells::{lines, points};
use super::style::Style;
use super::{Book, charts, fitting, for_print};
use crate::report::closing::{Closing, Line};
use crate::report::setting::Setting;
use crate::report::tally::{Counts, Tally};
use crate::report::{moment, words};
use crate::say;
use crate::verdict::Status;
use rust_xlsxwriter::XlsxError;

/// The last column of what stands beside a name above the table.
const FACT_COLUMNS: u16 = 5;

/// Adds the sheet.
pub fn write(book: &mut Book<'_>, closing: &Closing<'_>) -> Result<(), XlsxError> {
    let setting = book.setting;
    let facts = facts(setting, closing, book.ledgers);
    let Book { workbook, styles, .. } = book;
    let sheet = workbook.add_worksheet();
    let title = setting.pick(say!("汇总"; "Summary"));
    sheet.set_name(&title)?;
    sheet.set_column_width(0, 16.0)?;
    sheet.set_column_width(1, 40.0)?;
    for column in 2..=Status::ALL.len() as u16 + 2 {
        sheet.set_column_width(column, 9.0)?;
    }
    sheet.write_string_with_format(0, 0, setting.pick(say!("督办台账汇总"; "Summary of the ledger")), styles.get(Style::Title))?;
    let mut row = 2;
    for (name, value) in &facts {
        sheet.write_string_with_format(row, 0, name, styles.get(Style::Head))?;
        sheet.merge_range(row, 1, row, FACT_COLUMNS, "", styles.get(Style::Text))?;
        match value {
            Fact::Text(text) => {
                sheet.write_string_with_format(row, 1, fitting(text), styles.get(Style::Text))?;
                sheet.set_row_height(row, points(lines(text, 74)))?;
            }
            Fact::Number(number) => _ = sheet.write_number_with_format(row, 1, *number as f64, styles.get(Style::Left))?,
        }
        row += 1;
    }
    row += 1;
    let statuses: Vec<Status> = Status::ALL.into_iter().filter(|status| closing.tally.total(*status) > 0).collect();
    let heads = [say!("规则"; "rule"), say!("事项"; "what is owed")].map(|head| setting.pick(head));
    let heads = heads.into_iter().chain(statuses.iter().map(|status| words::status(*status, setting.lang).to_owned()));
    let heads = heads.chain([setting.pick(say!("合计"; "total"))]);
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_string_with_format(row, column, head, styles.get(Style::Head))?;
    }
    row += 1;
    let total = Line { id: &setting.pick(say!("合计"; "total")), title: "", counts: totals(closing.tally) };
    let rules = closing.by_rule(setting);
    for (line, style) in rules.iter().map(|line| (line, Style::Number)).chain([(&total, Style::Strong)]) {
        let Line { id, title, counts } = line;
        sheet.write_string_with_format(row, 0, *id, styles.get(Style::Text))?;
        sheet.write_string_with_format(row, 1, fitting(title), styles.get(Style::Text))?;
        sheet.set_row_height(row, points(lines(title, 40)))?;
        let shown = statuses.iter().map(|status| counts[*status as usize]);
        for (column, count) in (2u16..).zip(shown.chain([counts.iter().sum()])) {
            match count {
                0 => sheet.write_blank(row, column, styles.get(style))?,
                count => sheet.write_number_with_format(row, column, count as f64, styles.get(style))?,
            };
        }
        row += 1;
    }
    row = charts::write(sheet, &title, closing.charts, styles, row + 1)?;
    for notice in &closing.notices {
        sheet.write_string(row, 0, fitting(notice))?;
        row += 1;
    }
    for_print(sheet, &title, setting.lang);
    Ok(())
}

enum Fact {
    Text(String),
    Number(u64),
}

fn facts(setting: &Setting<'_>, closing: &Closing<'_>, ledgers: usize) -> Vec<(String, Fact)> {
    let mut list = Vec::new();
    for plan in setting.plans {
        let (title, id, digest) = (&plan.policy.declared.head.title, plan.id(), &plan.digest);
        list.push((say!("政策"; "policy"), Fact::Text(format!("{title} ({id})"))));
        list.push((say!("摘要"; "digest"), Fact::Text(digest.clone())));
    }
    let zone = setting.zone();
    let zone_name = zone.name();
    let at = |at| Fact::Text(format!("{} ({zone_name})", &*moment::as_of(at, &zone)));
    list.push((say!("截至"; "as of"), at(setting.as_of)));
    list.extend(setting.known_at.map(|known| (say!("所知截至"; "known at"), at(known))));
    list.push((say!("记录"; "records"), Fact::Number(closing.tally.records)));
    list.push((say!("结论"; "verdicts"), Fact::Number(closing.tally.verdicts())));
    list.push((say!("其中违反"; "violations"), Fact::Number(closing.tally.violations())));
    list.push((say!("数据错误"; "data errors"), Fact::Number(closing.errors)));
    if ledgers > 1 {
        let words = say!("一张表放不下,台账分为 {ledgers} 张表"; "the ledger does not fit on one sheet: it goes on over {ledgers}");
        list.push((say!("台账"; "ledger"), Fact::Text(setting.pick(words))));
    }
    list.into_iter().map(|(name, fact)| (setting.pick(name), fact)).collect()
}

fn totals(tally: &Tally) -> Counts {
    Status::ALL.map(|status| tally.total(status))
}
