//! Bars that lie: names to the left take any length, and the list grows downwards.

use super::svg::{INK, PALE, Svg, fold, measure};
use super::{Chart, Paint, figure};
use crate::tell;

const WIDE: f64 = 640.0;
const SIZE: u32 = 13;
const LABELS: f64 = 190.0;
const BAR: f64 = 18.0;

pub fn draw(chart: &Chart) -> String {
    let mut svg = Svg::new();
    let mut paints: Vec<Paint> = Vec::new();
    let mut y = head(chart, &mut svg, WIDE);
    let total = chart.total();
    if total == 0 {
        return nothing(chart, svg, y, WIDE);
    }
    if chart.series.len() > 1 {
        y = legend(chart, &mut svg, y, &mut paints);
    }
    let largest = |rest: bool| chart.slices.iter().filter(|slice| slice.rest == rest).map(|slice| slice.total()).max().unwrap_or(0);
    // what is left may be far more than any of those that are drawn: its bar is then broken off
    let most = if largest(false) > 0 { largest(false) } else { largest(true) }.max(1);
    let figures = chart.slices.iter().map(|slice| measure(&figure(slice.total(), total), SIZE)).fold(0.0, f64::max);
    let room = WIDE - 32.0 - LABELS - figures;
    for slice in &chart.slices {
        let (lines, cut) = fold(&slice.label, LABELS - 12.0, SIZE);
        let high = if lines.len() > 1 { 36.0 } else { 26.0 };
        let middle = y + high / 2.0;
        for (n, line) in (0i32..).zip(&lines) {
            let at = middle + 4.5 + if lines.len() > 1 { f64::from(n) * 15.0 - 7.5 } else { 0.0 };
            svg.text((16.0 + LABELS - 10.0, at), SIZE, "end", INK, "", line);
        }
        if cut {
            svg.rect((16.0, y), (LABELS, high), "none", &slice.label);
        }
        let mut x = 16.0 + LABELS;
        let scale = most.max(slice.total()) as f64;
        for (n, count) in slice.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let named = chart.series.get(n);
            let paint = slice.paint.or(named.map(|(_, paint)| *paint)).unwrap_or(Paint::Plain);
            paints.push(paint);
            // what is there is seen
            let wide = (room * *count as f64 / scale).max(1.5);
            let name = named.map_or_else(String::new, |(name, _)| format!(" {name}"));
            svg.rect((x, middle - BAR / 2.0), (wide, BAR), &paint.fill(&chart.name), &format!("{}{name} {count}", slice.label));
            x += wide;
        }
        if slice.total() > most {
            svg.broken((x - 0.25 * room, middle), BAR);
        }
        svg.text((x + 6.0, middle + 4.5), SIZE, "start", INK, "", &figure(slice.total(), total));
        y += high;
    }
    svg.finish(chart, WIDE, y + 10.0, &paints)
}

/// The title and what is counted; returns where the picture goes on.
pub fn head(chart: &Chart, svg: &mut Svg, wide: f64) -> f64 {
    let (lines, _) = fold(&chart.title, wide - 32.0, 16);
    let mut y = 28.0;
    for line in lines {
        svg.text((16.0, y), 16, "start", INK, "600", &line);
        y += 20.0;
    }
    for line in fold(&chart.note, wide - 32.0, 12).0 {
        svg.text((16.0, y), 12, "start", PALE, "", &line);
        y += 16.0;
    }
    y
}

pub fn nothing(chart: &Chart, mut svg: Svg, y: f64, wide: f64) -> String {
    let words = tell!(chart.lang; "没有可画的"; "nothing to show");
    svg.text((wide / 2.0, y + 36.0), 14, "middle", PALE, "", &words);
    svg.finish(chart, wide, y + 64.0, &[])
}

fn legend(chart: &Chart, svg: &mut Svg, y: f64, paints: &mut Vec<Paint>) -> f64 {
    let mut x = 16.0 + LABELS;
    for (name, paint) in &chart.series {
        paints.push(*paint);
        svg.rect((x, y - 2.0), (14.0, 12.0), &paint.fill(&chart.name), name);
        svg.text((x + 19.0, y + 9.0), 12, "start", INK, "", name);
        x += 36.0 + measure(name, 12);
    }
    y + 20.0
}
