//! Charts: what one shows, as data, and the two ways to draw it. Pictures are SVG that carries its own words: a title, a
//! description that lists every value, and the values printed beside what they belong to.

mod bar;
pub mod categories;
pub mod counts;
pub mod list;
mod paint;
mod pie;
#[cfg(feature = "png")]
pub mod png;
mod svg;

pub use paint::Paint;

use crate::lang::Lang;
use crate::policy::shown::Draw;
use crate::report::metric::percent;
use crate::tell;
use std::fmt::Write;

/// So many categories are drawn; those that are left come together as “others”.
pub const MOST: usize = 12;

/// One chart.
#[derive(Clone, Debug)]
pub struct Chart {
    /// A word for its file and its place in a page: letters, digits, `-`; no two charts of a run have the same.
    pub name: String,
    pub title: String,
    /// What is counted, in a sentence.
    pub note: String,
    pub draw: Draw,
    /// What the parts of a bar stand for; a single one needs no name.
    pub series: Vec<(String, Paint)>,
    pub slices: Vec<Slice>,
    pub lang: Lang,
}

/// One bar, or one part of a pie.
#[derive(Clone, Debug)]
pub struct Slice {
    pub label: String,
    /// By series; a pie shows their sum.
    pub counts: Vec<u64>,
    /// None: as its series, or its place in the pie, says.
    pub paint: Option<Paint>,
    /// What is left beyond the categories that are drawn: many together, and no measure for the others.
    pub rest: bool,
}

impl Slice {
    pub fn new(label: String, counts: Vec<u64>, paint: Option<Paint>) -> Slice {
        Slice { label, counts, paint, rest: false }
    }

    /// What is left.
    pub fn rest(label: String, counts: Vec<u64>, paint: Option<Paint>) -> Slice {
        Slice { label, counts, paint, rest: true }
    }

    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

impl Chart {
    /// The picture: one `<svg>` element, without a declaration before it.
    pub fn svg(&self) -> String {
        match self.draw {
            Draw::Bar => bar::draw(self),
            Draw::Pie => pie::draw(self),
        }
    }

    pub fn total(&self) -> u64 {
        self.slices.iter().map(Slice::total).sum()
    }

    /// Every value in words: what the picture says to who does not see it.
    pub fn words(&self) -> String {
        let (lang, note) = (self.lang, &self.note);
        let mut out = tell!(lang; "{note}。"; "{note}.");
        if self.total() == 0 {
            tell!(out, lang; "没有可画的。"; " There is nothing to show.");
            return out;
        }
        for (n, slice) in self.slices.iter().enumerate() {
            let (label, count) = (&slice.label, figure(slice.total(), self.total()));
            match (n, lang) {
                (0, Lang::Zh) => {}
                (0, Lang::En) => out.push(' '),
                _ => tell!(out, lang; ";"; "; "),
            }
            tell!(out, lang; "{label}:{count}"; "{label}: {count}");
            if self.series.len() > 1 {
                let parts = self.series.iter().zip(&slice.counts).filter(|(_, n)| **n > 0);
                let parts: Vec<String> = parts.map(|((name, _), n)| format!("{name} {n}")).collect();
                let list = parts.join(if lang == Lang::Zh { "、" } else { ", " });
                tell!(out, lang; ",其中{list}"; ", of these {list}");
            }
        }
        out.push_str(if lang == Lang::Zh { "。" } else { "." });
        out
    }
}

/// `12 (34.3%)`
fn figure(count: u64, total: u64) -> String {
    format!("{count} ({})", percent(count, total))
}
