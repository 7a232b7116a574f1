//! The counts that charts show, each as a table with a chart of the spreadsheet's own beside it, which follows the
//! table where somebody changes it.

use super::cells::{lines, points};
use super::fitting;
use super::style::{Style, Styles, hex};
use crate::policy::shown::Draw;
use crate::report::chart::{Chart, Paint};
use rust_xlsxwriter::{Chart as Drawing, ChartDataLabel, ChartSolidFill, ChartType, Worksheet, XlsxError};

/// Where pictures stand.
const BESIDE: u16 = 6;
const WIDE: u32 = 440;
const HIGH: u32 = 270;

/// Rows that a picture covers, and the one between two.
const COVERED: u32 = 15;

/// So many pictures on a printed page.
const ON_A_PAGE: usize = 3;

/// Writes every chart that has something to show, from `row` on; returns the next free row.
pub fn write(sheet: &mut Worksheet, name: &str, charts: &[Chart], styles: &Styles, row: u32) -> Result<u32, XlsxError> {
    let mut row = row;
    let mut breaks = Vec::new();
    for (n, chart) in charts.iter().filter(|chart| chart.total() > 0).enumerate() {
        if n % ON_A_PAGE == 0 {
            breaks.push(row);
        }
        let end = table(sheet, chart, styles, row)?;
        sheet.insert_chart(row, BESIDE, &drawing(name, chart, end))?;
        row = end.max(row + COVERED) + 1;
    }
    sheet.set_page_breaks(&breaks)?;
    Ok(row)
}

/// The series in their order, one without a name where there is but one.
fn series(chart: &Chart) -> Vec<(&str, Paint)> {
    if chart.series.is_empty() {
        vec![("", Paint::Plain)]
    } else {
        chart.series.iter().map(|(name, paint)| (name.as_str(), *paint)).collect()
    }
}

/// The table, its title in `row`; returns the row after it.
fn table(sheet: &mut Worksheet, chart: &Chart, styles: &Styles, row: u32) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(row, 0, fitting(&chart.title), styles.get(Style::Heading))?;
    sheet.write_string_with_format(row + 1, 0, fitting(&chart.note), styles.get(Style::Note))?;
    for (column, (name, _)) in (2u16..).zip(series(chart)).filter(|_| chart.series.len() > 1) {
        sheet.write_string_with_format(row + 1, column, name, styles.get(Style::Head))?;
    }
    let mut at = row + 2;
    for slice in &chart.slices {
        sheet.merge_range(at, 0, at, 1, "", styles.get(Style::Text))?;
        sheet.write_string_with_format(at, 0, fitting(&slice.label), styles.get(Style::Text))?;
        sheet.set_row_height(at, points(lines(&slice.label, 54)))?;
        for (column, count) in (2u16..).zip(&slice.counts) {
            sheet.write_number_with_format(at, column, *count as f64, styles.get(Style::Number))?;
        }
        at += 1;
    }
    Ok(at)
}

/// The chart of the table that ends before row `end`.
fn drawing(sheet: &str, chart: &Chart, end: u32) -> Drawing {
    let pie = chart.draw == Draw::Pie;
    let stacked = chart.series.len() > 1;
    let mut drawing = Drawing::new(match (pie, stacked) {
        (true, _) => ChartType::Pie,
        (false, true) => ChartType::BarStacked,
        (false, false) => ChartType::Bar,
    });
    let (first, last) = (end.saturating_sub(chart.slices.len() as u32), end.saturating_sub(1));
    for (column, (name, paint)) in (2u16..).zip(series(chart)) {
        let drawn = drawing.add_series().set_categories((sheet, first, 0, last, 0)).set_values((sheet, first, column, last, column));
        // a nought says nothing
        drawn.set_gap(40).set_data_label(ChartDataLabel::new().show_value().set_num_format("#,##0;;"));
        if stacked {
            drawn.set_name(name).set_overlap(100);
        }
        if stacked || !pie && chart.slices.iter().all(|slice| slice.paint.is_none()) {
            drawn.set_format(ChartSolidFill::new().set_color(hex(paint)));
        } else {
            let paint = |(n, paint): (usize, Option<Paint>)| hex(paint.unwrap_or(if pie { Paint::Nth(n) } else { Paint::Plain }));
            let colours: Vec<_> = chart.slices.iter().map(|slice| slice.paint).enumerate().map(paint).collect();
            drawn.set_point_colors(&colours);
        }
    }
    if !pie {
        // spreadsheets draw the first bar at the bottom; the numbers stand on the bars
        drawing.y_axis().set_reverse();
        drawing.x_axis().set_hidden(true).set_major_gridlines(false);
    }
    if !pie && !stacked {
        drawing.legend().set_hidden();
    }
    drawing.title().set_name(&chart.title);
    drawing.set_width(WIDE).set_height(HIGH).set_alt_text(fitting(&chart.words()).chars().take(250).collect::<String>());
    drawing
}
