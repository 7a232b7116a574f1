//! A small writer of SVG: the frame of a picture with its words, texts that are cut to the room they have, numbers
//! written the same on every machine.

use super::{Chart, Paint};
use crate::report::escape::escape;
use crate::report::layout::{width, wrap};
use std::fmt::Write;

/// Faces that show Chinese come first that are good for both.
const FACES: &str = "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','Hiragino Sans GB','WenQuanYi Micro Hei',sans-serif";

pub const INK: &str = "#1f2933";
pub const PALE: &str = "#5a6672";

/// A picture in the making; the origin is at the top left, a unit is a CSS pixel.
pub struct Svg {
    pub body: String,
}

impl Svg {
    pub fn new() -> Svg {
        Svg { body: String::new() }
    }

    /// A line of text. `anchor` is `start`, `middle` or `end`.
    pub fn text(&mut self, (x, y): (f64, f64), size: u32, anchor: &str, colour: &str, weight: &str, text: &str) {
        let (x, y, text) = (number(x), number(y), escape(text));
        let weight = if weight.is_empty() { String::new() } else { format!(r#" font-weight="{weight}""#) };
        let anchor = if anchor == "start" { String::new() } else { format!(r#" text-anchor="{anchor}""#) };
        _ = writeln!(self.body, r#"<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{anchor}{weight}>{text}</text>"#);
    }

    /// An area; with a title for who points at it.
    pub fn rect(&mut self, (x, y): (f64, f64), (wide, high): (f64, f64), fill: &str, title: &str) {
        let (x, y, wide, high, title) = (number(x), number(y), number(wide), number(high), escape(title));
        let title = if title.is_empty() { "/>".to_owned() } else { format!("><title>{title}</title></rect>") };
        _ = writeln!(self.body, r#"<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="{fill}"{title}"#);
    }

    /// Two strokes across a bar that is longer than drawn.
    pub fn broken(&mut self, (x, y): (f64, f64), bar: f64) {
        let (from, to) = (number(y + bar / 2.0 + 2.0), number(y - bar / 2.0 - 2.0));
        for at in [x, x + 8.0] {
            let (left, right) = (number(at), number(at + 6.0));
            _ = writeln!(self.body, r##"<path d="M{left} {from}L{right} {to}" stroke="#fff" stroke-width="4"/>"##);
        }
    }

    /// The whole picture: `wide` by `high`, on white, with its words and the patterns it uses.
    pub fn finish(self, chart: &Chart, wide: f64, high: f64, paints: &[Paint]) -> String {
        let words = chart.words();
        let (name, title, words) = (escape(&chart.name), escape(&chart.title), escape(&words));
        let (wide, high) = (number(wide), number(high));
        let faces = FACES;
        let mut out = format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" role="img" aria-labelledby="{name}-title {name}-words" font-family="{faces}">
<title id="{name}-title">{title}</title>
<desc id="{name}-words">{words}</desc>
<defs>
"##
        );
        let mut seen: Vec<Paint> = Vec::new();
        for paint in paints.iter().filter(|paint| **paint != Paint::Plain) {
            if !seen.contains(paint) {
                paint.define(&chart.name, &mut out);
                seen.push(*paint);
            }
        }
        _ = writeln!(
            out,
            r##"</defs>
<rect class="paper" width="{wide}" height="{high}" fill="#fff"/>"##
        );
        out.push_str(&self.body);
        out.push_str("</svg>\n");
        out
    }
}

/// At most one decimal; no `-0`.
pub fn number(n: f64) -> String {
    let tenths = (n * 10.0).round() as i64;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, (tenths / 10).abs(), tenth.abs()),
    }
}

/// How wide a text of this size is at most, near enough: a Chinese character is a square.
pub fn measure(text: &str, size: u32) -> f64 {
    width(text) as f64 * f64::from(size) * 0.56
}

/// A label in at most two lines of the room; whether something was left out.
pub fn fold(text: &str, room: f64, size: u32) -> (Vec<String>, bool) {
    let columns = (room / (f64::from(size) * 0.56)) as usize;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines = wrap(&text, columns);
    let cut = lines.len() > 2 || lines.iter().any(|line| width(line) > columns);
    lines.truncate(2);
    let last = lines.len().saturating_sub(1);
    for (n, line) in lines.iter_mut().enumerate() {
        if width(line) > columns || (cut && n == last) {
            let mut short = String::new();
            for mark in line.chars() {
                if width(&short) + width(mark.encode_utf8(&mut [0; 4])) + 2 > columns {
                    break;
                }
                short.push(mark);
            }
            *line = short + "…";
        }
    }
    (lines, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_decimal() {
        for (n, wanted) in [(0.0, "0"), (-0.04, "0"), (1.25, "1.3"), (-2.5, "-2.5"), (-0.5, "-0.5"), (640.0, "640")] {
            assert_eq!(number(n), wanted);
        }
    }

    #[test]
    fn a_long_label_is_two_lines_and_says_that_it_was_cut() {
        let (lines, cut) = fold("香洲区党员干部醉酒驾驶机动车及其他严重违纪问题线索移送单位纪检监察组", 160.0, 13);
        assert!(cut && lines.len() == 2 && lines[1].ends_with('…'), "{lines:?}");
        assert!(lines.iter().all(|line| measure(line, 13) <= 160.0), "{lines:?}");
        let (lines, cut) = fold(&"x".repeat(200), 160.0, 13);
        assert!(cut && lines[0].ends_with('…') && measure(&lines[0], 13) <= 160.0, "{lines:?}");
        assert_eq!(fold("公安机关", 160.0, 13), (vec!["公安机关".to_owned()], false));
    }
}
