//! One month as a block of lines, all [`WIDTH`] columns wide: Monday first, marks under the days that have one.

use crate::lang::{Bilingual, Lang};
use crate::say;
use crate::time::Day;
use crate::time::calendar::{DayNote, WorkCalendar};
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Seven days of two columns and the blanks between them.
pub const WIDTH: usize = 20;

const HOLIDAY: Style = AnsiColor::Red.on_default().bold();
const WORKED: Style = AnsiColor::Blue.on_default().bold();
const WEEKEND: Style = Style::new().dimmed();

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

pub struct Month {
    pub lines: Vec<String>,
}

impl Month {
    /// None for a month that is none.
    pub fn draw(calendar: &WorkCalendar, year: i32, month: u32, lang: Lang, colour: bool) -> Option<Month> {
        let first = Day::from_ymd(year, month, 1)?;
        let days = first.plus_months(1).0 - first.0;
        let title = match lang {
            Lang::Zh => format!("{month}月"),
            Lang::En => (*MONTHS.get(month.checked_sub(1)? as usize)?).to_owned(),
        };
        let week = say!("一 二 三 四 五 六 日"; "Mo Tu We Th Fr Sa Su");
        let mut lines = vec![centred(&title), week.get(lang).to_owned()];
        let monday = first.plus(-(first.weekday() as i64));
        for start in (monday.0..first.0 + days).step_by(7).map(Day) {
            let of_month = (0..7).map(|n| Some(start.plus(n)).filter(|d| (first.0..first.0 + days).contains(&d.0)));
            let week: Vec<Option<Day>> = of_month.collect();
            lines.push(row(&week, |day| Some((number(first, day), style(calendar.note(day)).0)), colour));
            if week.iter().flatten().any(|day| style(calendar.note(*day)).1.is_some()) {
                let mark = |day: Day| {
                    let (style, mark) = style(calendar.note(day));
                    mark.map(|mark| (mark.get(lang).to_owned(), style))
                };
                lines.push(row(&week, mark, colour));
            }
        }
        Some(Month { lines })
    }
}

fn number(first: Day, day: Day) -> String {
    (day.0 - first.0 + 1).to_string()
}

/// The mark of a day off.
pub fn off() -> Bilingual {
    say!("休"; "H")
}

/// The mark of an adjusted working day.
pub fn worked() -> Bilingual {
    say!("班"; "W")
}

fn style(note: DayNote<'_>) -> (Style, Option<Bilingual>) {
    match note {
        DayNote::Off(_) => (HOLIDAY, Some(off())),
        DayNote::Worked(_) => (WORKED, Some(worked())),
        DayNote::Weekend => (WEEKEND, None),
        DayNote::Weekday | DayNote::Uncovered => (Style::new(), None),
    }
}

/// Seven cells of two columns, right-aligned.
fn row(week: &[Option<Day>], cell: impl Fn(Day) -> Option<(String, Style)>, colour: bool) -> String {
    let cells = week.iter().map(|day| match day.and_then(&cell) {
        None => "  ".to_owned(),
        Some((text, style)) => {
            let pad = " ".repeat(2_usize.saturating_sub(text.width()));
            match colour {
                true => format!("{pad}{style}{text}{style:#}"),
                false => format!("{pad}{text}"),
            }
        }
    });
    cells.collect::<Vec<_>>().join(" ")
}

fn centred(title: &str) -> String {
    let left = WIDTH.saturating_sub(title.width()) / 2;
    let right = WIDTH.saturating_sub(title.width() + left);
    format!("{}{title}{}", " ".repeat(left), " ".repeat(right))
}
