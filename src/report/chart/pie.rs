//! A pie: each part has a number that stands at it and in the list beside it, so that it can be read without colours.

use super::bar::{head, nothing};
use super::svg::{INK, Svg, fold, number};
use super::{Chart, Paint, figure};
use crate::report::escape::escape;
use std::f64::consts::TAU;
use std::fmt::Write;

const WIDE: f64 = 640.0;
const RADIUS: f64 = 100.0;
const LIST: f64 = 290.0;

pub fn draw(chart: &Chart) -> String {
    let mut svg = Svg::new();
    let y = head(chart, &mut svg, WIDE);
    let total = chart.total();
    if total == 0 {
        return nothing(chart, svg, y, WIDE);
    }
    let there: Vec<(usize, &super::Slice)> = chart.slices.iter().enumerate().filter(|(_, slice)| slice.total() > 0).collect();
    let rows: Vec<(Vec<String>, bool)> = chart.slices.iter().map(|slice| fold(&slice.label, WIDE - LIST - 140.0, 13)).collect();
    let list_high: f64 = rows.iter().map(|(lines, _)| row_high(lines)).sum();
    let high = list_high.max(2.0 * RADIUS + 44.0);
    let (cx, cy) = (16.0 + 28.0 + RADIUS, y + high / 2.0);
    let mut paints = Vec::new();
    let mut from = 0.0;
    for (n, slice) in &there {
        let paint = slice.paint.unwrap_or(Paint::Nth(*n));
        paints.push(paint);
        let share = slice.total() as f64 / total as f64;
        part(&mut svg, (cx, cy), from, share, &paint.fill(&chart.name), &format!("{} {}", slice.label, figure(slice.total(), total)));
        let middle = TAU * (from + share / 2.0);
        // numbers of slivers would lie on each other
        if share >= 0.02 {
            let at = RADIUS + 14.0;
            svg.text((cx + at * middle.sin(), cy - at * middle.cos() + 4.0), 12, "middle", INK, "600", &(n + 1).to_string());
        }
        from += share;
    }
    let mut y = y + (high - list_high) / 2.0;
    for ((n, slice), (lines, cut)) in chart.slices.iter().enumerate().zip(&rows) {
        let high = row_high(lines);
        let middle = y + high / 2.0;
        let paint = slice.paint.unwrap_or(Paint::Nth(n));
        svg.text((LIST, middle + 4.5), 12, "end", INK, "600", &(n + 1).to_string());
        svg.rect((LIST + 7.0, middle - 7.0), (14.0, 14.0), &paint.fill(&chart.name), "");
        for (m, line) in (0i32..).zip(lines) {
            let at = middle + 4.5 + if lines.len() > 1 { f64::from(m) * 15.0 - 7.5 } else { 0.0 };
            svg.text((LIST + 29.0, at), 13, "start", INK, "", line);
        }
        if *cut {
            svg.rect((LIST, y), (WIDE - LIST - 110.0, high), "none", &slice.label);
        }
        svg.text((WIDE - 16.0, middle + 4.5), 13, "end", INK, "", &figure(slice.total(), total));
        y += high;
    }
    svg.finish(chart, WIDE, cy + high / 2.0 + 10.0, &paints)
}

fn row_high(lines: &[String]) -> f64 {
    if lines.len() > 1 { 38.0 } else { 24.0 }
}

/// One part, clockwise from the top; a circle where it is all there is.
fn part(svg: &mut Svg, (cx, cy): (f64, f64), from: f64, share: f64, fill: &str, title: &str) {
    let title = escape(title);
    // writing to memory does not fail
    if share > 0.9999 {
        let (cx, cy) = (number(cx), number(cy));
        _ = writeln!(svg.body, r##"<circle cx="{cx}" cy="{cy}" r="{RADIUS}" fill="{fill}"><title>{title}</title></circle>"##);
        return;
    }
    let at = |turn: f64| (number(cx + RADIUS * (TAU * turn).sin()), number(cy - RADIUS * (TAU * turn).cos()));
    let ((ax, ay), (bx, by)) = (at(from), at(from + share));
    let large = u8::from(share > 0.5);
    let (cx, cy) = (number(cx), number(cy));
    _ = writeln!(
        svg.body,
        r##"<path d="M{cx} {cy}L{ax} {ay}A{RADIUS} {RADIUS} 0 {large} 1 {bx} {by}Z" fill="{fill}" stroke="#fff" stroke-width="1.5"><title>{title}</title></path>"##
    );
}
