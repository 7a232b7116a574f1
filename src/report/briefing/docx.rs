//! The briefing as a document: A4, headings that a table of contents finds, tables whose header rows repeat, the fonts of
//! official papers, numbered pages.

use super::Briefing;
use super::gather::Gathered;
use super::item::Items;
use super::page::{Block, Table};
use crate::lang::Lang;
use crate::report::format::{Format, Holds, Out};
use crate::report::moment;
use crate::report::setting::Setting;
use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, NumPages, PageMargin, PageNum, Paragraph, Run, RunFonts, Shading, Style, StyleType,
    Table as Grid, TableCell, TableLayoutType, TableRow, VMergeType, WidthType,
};
use std::io::{self, Cursor, Write};

pub static FORMAT: Format = Format {
    name: "briefing-docx",
    about: "例会简报(Word 文档) · the briefing as a document",
    suffixes: &["docx"],
    is_text: false,
    holds: Holds::Everything,
    explains: true,
    draws: false,
    joins: false,
    writer: |setting| Box::new(Items { setting }),
    open: |setting, out| Ok(Box::new(Briefing { setting, out, gathered: Gathered::default(), set })),
};

/// Twentieths of a point: A4, and what its margins leave.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_134;
const WIDTH: u32 = PAGE.0 - 2 * MARGIN as u32;

/// Sizes in half points.
const BODY: usize = 21;
const CELL: usize = 18;

/// What a header row's properties are, and what they are to be: the library has no word for a row that repeats.
const HEADER_ROW: (&str, &str) = ("<w:trPr><w:cantSplit /></w:trPr>", "<w:trPr><w:cantSplit /><w:tblHeader /></w:trPr>");

fn set(blocks: &[Block], setting: &Setting<'_>, out: &mut Out<'_>) -> io::Result<()> {
    // the clock's date would make two runs differ
    let stamp = moment::rfc3339(setting.as_of, &setting.zone());
    let mut docx = Docx::new()
        .created_at(&stamp)
        .updated_at(&stamp)
        .page_size(PAGE.0, PAGE.1)
        .page_margin(PageMargin { top: 1_000, left: MARGIN, right: MARGIN, bottom: 1_000, header: 700, footer: 700, gutter: 0 })
        .default_fonts(fonts("仿宋"))
        .default_size(BODY)
        .add_style(heading("Title", "Title", 36, None))
        .add_style(heading("Heading1", "heading 1", 24, Some(0)))
        .footer(footer(setting.lang));
    let mut on_new_page = false;
    for block in blocks {
        match block {
            Block::NewPage => on_new_page = true,
            Block::Title(text) => {
                let title = Paragraph::new().style("Title").align(AlignmentType::Center).add_run(run(text));
                docx = docx.add_paragraph(title.page_break_before(std::mem::take(&mut on_new_page)));
            }
            Block::Heading(text) => docx = docx.add_paragraph(Paragraph::new().style("Heading1").keep_next(true).add_run(run(text))),
            Block::Line(text) => docx = docx.add_paragraph(Paragraph::new().line_spacing(LineSpacing::new().after(40)).add_run(run(text))),
            Block::Table(table) => docx = docx.add_table(grid(table)).add_paragraph(Paragraph::new().size(6)),
        }
    }
    let mut parts = docx.build();
    parts.document = String::from_utf8_lossy(&parts.document).replace(HEADER_ROW.0, HEADER_ROW.1).into_bytes();
    let mut packed = Cursor::new(Vec::new());
    parts.pack(&mut packed).map_err(io::Error::other)?;
    out.write_all(packed.get_ref())
}

fn fonts(chinese: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").cs("Times New Roman").east_asia(chinese)
}

fn heading(id: &str, name: &str, size: usize, level: Option<usize>) -> Style {
    let style = Style::new(id, StyleType::Paragraph).name(name).size(size).bold().fonts(fonts("黑体")).q_format(true);
    let style = style.line_spacing(LineSpacing::new().before(100).after(40));
    match level {
        Some(level) => style.outline_lvl(level),
        None => style,
    }
}

fn footer(lang: Lang) -> Footer {
    let words = if lang == Lang::Zh { ["第 ", " 页,共 ", " 页"] } else { ["page ", " of ", ""] };
    let [before, between, after] = words.map(|text| Run::new().add_text(text));
    let line = Paragraph::new().align(AlignmentType::Center).add_run(before).add_page_num(PageNum::new());
    Footer::new().add_paragraph(line.add_run(between).add_num_pages(NumPages::new()).add_run(after))
}

/// A text as a run; what a document cannot hold is left out.
fn run(text: &str) -> Run {
    Run::new().add_text(text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect::<String>())
}

fn grid(table: &Table) -> Grid {
    let widths: Vec<usize> = table.widths.iter().map(|share| (WIDTH * u32::from(*share) / 100) as usize).collect();
    let cell = |n: usize, text: &str, bold: bool| {
        let run = run(text).size(CELL);
        let run = if bold { run.bold() } else { run };
        let align = if n >= table.numbers_from { AlignmentType::Right } else { AlignmentType::Left };
        let cell = TableCell::new().add_paragraph(Paragraph::new().align(align).add_run(run));
        cell.width(widths.get(n).copied().unwrap_or(1_000), WidthType::Dxa)
    };
    let heads = table.heads.iter().enumerate().map(|(n, head)| cell(n, head, true).shading(Shading::new().fill("DDE3EA"))).collect();
    let mut rows = vec![TableRow::new(heads).cant_split()];
    // numbers stand for themselves; names of bearers over several rows stand once
    let groups = table.numbers_from == usize::MAX;
    for (n, row) in table.rows.iter().enumerate() {
        let name = |n: usize| table.rows.get(n).and_then(|row| row.first());
        let as_before = n > 0 && name(n - 1) == name(n);
        let as_after = name(n + 1) == name(n);
        let cells = row.iter().enumerate().map(|(column, text)| {
            let merge = match (column == 0 && groups, as_before, as_after) {
                (true, true, _) => VMergeType::Continue,
                (true, false, true) => VMergeType::Restart,
                _ => return cell(column, text, false),
            };
            cell(column, if merge == VMergeType::Continue { "" } else { text }, false).vertical_merge(merge)
        });
        rows.push(TableRow::new(cells.collect()));
    }
    Grid::new(rows).set_grid(widths.clone()).layout(TableLayoutType::Fixed).width(WIDTH as usize, WidthType::Dxa)
}
