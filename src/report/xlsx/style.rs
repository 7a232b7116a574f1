//! How cells look: one byte from a writer names one of these.

use crate::lang::Lang;
use crate::report::chart::Paint;
use crate::verdict::Light;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The look of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Style {
    Text,
    /// A status that is a violation.
    Bad,
    Red,
    Yellow,
    Blue,
    Green,
    Minute,
    Second,
    /// The last second of a day, shown as its 24:00.
    DayEnd,
    Day,
    Number,
    /// A number that stands where texts do.
    Left,
    Head,
    Title,
    Heading,
    Note,
    Strong,
}

impl Style {
    pub const ALL: [Style; 17] = [
        Style::Text,
        Style::Bad,
        Style::Red,
        Style::Yellow,
        Style::Blue,
        Style::Green,
        Style::Minute,
        Style::Second,
        Style::DayEnd,
        Style::Day,
        Style::Number,
        Style::Left,
        Style::Head,
        Style::Title,
        Style::Heading,
        Style::Note,
        Style::Strong,
    ];

    pub fn of(light: Light) -> Style {
        match light {
            Light::Red => Style::Red,
            Light::Yellow => Style::Yellow,
            Light::Blue => Style::Blue,
            Light::Green => Style::Green,
        }
    }
}

/// A paint as a spreadsheet has it: the colour without the pattern.
pub fn hex(paint: Paint) -> Color {
    Color::from(paint.colour())
}

fn colour(light: Light) -> Color {
    hex(Paint::Light(light))
}

/// Every [`Style`] as a workbook has it.
#[derive(Debug)]
pub struct Styles([Format; Style::ALL.len()]);

impl Styles {
    pub fn new(lang: Lang) -> Styles {
        Styles(Style::ALL.map(|style| format(style, lang)))
    }

    pub fn get(&self, style: Style) -> &Format {
        &self.0[style as usize]
    }

    /// The style that a writer's byte names.
    pub fn named(&self, byte: u8) -> &Format {
        self.0.get(usize::from(byte)).unwrap_or(&self.0[Style::Text as usize])
    }
}

fn format(style: Style, lang: Lang) -> Format {
    let font = if lang == Lang::Zh { "宋体" } else { "Calibri" };
    let plain = Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::Top);
    let cell = || plain.clone().set_text_wrap().set_border(FormatBorder::Hair);
    let lit = |light| {
        let lit = cell().set_background_color(colour(light)).set_align(FormatAlign::Center);
        if light == Light::Yellow { lit } else { lit.set_font_color(Color::White) }
    };
    let time = |form: &str| cell().set_num_format(form).set_align(FormatAlign::Left);
    match style {
        Style::Text => cell(),
        Style::Bad => cell().set_bold().set_font_color(colour(Light::Red)),
        Style::Red => lit(Light::Red).set_bold(),
        Style::Yellow => lit(Light::Yellow),
        Style::Blue => lit(Light::Blue),
        Style::Green => lit(Light::Green),
        Style::Minute => time("yyyy-mm-dd hh:mm"),
        Style::Second => time("yyyy-mm-dd hh:mm:ss"),
        Style::DayEnd => time("yyyy-mm-dd\" 24:00\""),
        Style::Day => time("yyyy-mm-dd"),
        Style::Number => cell().set_num_format("#,##0"),
        Style::Left => cell().set_num_format("#,##0").set_align(FormatAlign::Left),
        Style::Head => cell()
            .set_bold()
            .set_background_color(Color::RGB(0xDD_E3_EA))
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter),
        Style::Title => plain.set_bold().set_font_size(14),
        Style::Heading => plain.set_bold().set_font_size(11),
        Style::Note => plain.set_italic(),
        Style::Strong => cell().set_bold().set_num_format("#,##0"),
    }
}
