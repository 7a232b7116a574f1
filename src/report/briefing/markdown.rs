//! The briefing as Markdown, with tables as most renderers take them. What records and policies say is never markup.

use super::Briefing;
use super::gather::Gathered;
use super::item::Items;
use super::page::{Block, Table};
use crate::report::format::{Format, Holds, Out};
use crate::report::setting::Setting;
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "briefing",
    about: "例会简报(Markdown):逾期、将到期、新增、迟办、所缺数据 · the briefing for the weekly meeting, as Markdown",
    suffixes: &["md"],
    is_text: true,
    holds: Holds::Everything,
    explains: true,
    draws: false,
    joins: false,
    writer: |setting| Box::new(Items { setting }),
    open: |setting, out| Ok(Box::new(Briefing { setting, out, gathered: Gathered::default(), set })),
};

fn set(blocks: &[Block], _: &Setting<'_>, out: &mut Out<'_>) -> io::Result<()> {
    for (n, block) in blocks.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        match block {
            Block::Title(text) => writeln!(out, "# {}", escaped(text))?,
            Block::Heading(text) => writeln!(out, "## {}", escaped(text))?,
            Block::Line(text) => writeln!(out, "{}", escaped(text))?,
            Block::Table(table) => set_table(table, out)?,
            Block::NewPage => writeln!(out, "---")?,
        }
    }
    Ok(())
}

fn set_table(table: &Table, out: &mut Out<'_>) -> io::Result<()> {
    let row = |cells: &[String]| format!("| {} |", cells.iter().map(|cell| escaped(cell)).collect::<Vec<_>>().join(" | "));
    writeln!(out, "{}", row(&table.heads))?;
    let rule = |n: usize| if n >= table.numbers_from { "---:" } else { "---" };
    writeln!(out, "| {} |", (0..table.heads.len()).map(rule).collect::<Vec<_>>().join(" | "))?;
    table.rows.iter().try_for_each(|cells| writeln!(out, "{}", row(cells)))
}

/// A text that no renderer takes for markup; lines become one.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '$' | '!' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn cells_hold_no_markup() {
        assert_eq!(escaped("a|b\nc<img src=x>**d**"), r"a\|b c\<img src=x\>\*\*d\*\*");
        assert_eq!(escaped("[x](y) `z`"), r"\[x\](y) \`z\`");
    }
}
