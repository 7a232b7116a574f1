//! Colours that tell apart without colour: beside each goes a pattern or a number, and all differ in lightness, so that
//! they hold in grey and for who does not tell red from green. No category is painted in the colour of a light.

use crate::verdict::Light;
use std::fmt::Write;

/// What an area is painted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Light(Light),
    /// Violations, what is open, the rest.
    Series(usize),
    /// A category of a pie by its place.
    Nth(usize),
    /// A bar that stands alone.
    Plain,
    /// What is left.
    Others,
}

/// Categories: lightness goes up and down between neighbours.
const WHEEL: [&str; 12] =
    ["#332288", "#88ccee", "#882255", "#ddcc77", "#44788a", "#e9a3b4", "#5b4a1f", "#a8b8c8", "#7a5cc0", "#c9b28f", "#0f5f6e", "#d98a5b"];

const SERIES: [&str; 3] = ["#7d2248", "#5f97a8", "#c3ced8"];

impl Paint {
    /// The colour below the pattern.
    pub fn colour(self) -> &'static str {
        match self {
            Paint::Light(Light::Red) => "#c62828",
            Paint::Light(Light::Yellow) => "#f2b705",
            Paint::Light(Light::Blue) => "#1f6fc4",
            Paint::Light(Light::Green) => "#2e8b57",
            Paint::Series(n) => SERIES.get(n % SERIES.len()).copied().unwrap_or("#c3ced8"),
            Paint::Nth(n) => WHEEL.get(n % WHEEL.len()).copied().unwrap_or("#332288"),
            Paint::Plain => "#3f5f86",
            Paint::Others => "#c4c4c4",
        }
    }

    /// The pattern that lies over it, if any.
    fn lines(self) -> Option<&'static str> {
        match self {
            Paint::Light(Light::Yellow) => Some("M0 8L8 0M-2 2L2 -2M6 10L10 6"),
            Paint::Light(Light::Blue) => Some("M0 4H8"),
            Paint::Light(Light::Green) => Some("M4 0V8"),
            Paint::Series(1) => Some("M0 8L8 0M-2 2L2 -2M6 10L10 6"),
            Paint::Others => Some("M0 0L8 8M-2 6L2 10M6 -2L10 2"),
            _ => None,
        }
    }

    fn word(self) -> String {
        match self {
            Paint::Light(light) => light.word().to_owned(),
            Paint::Series(n) => format!("series{n}"),
            Paint::Nth(n) => format!("nth{n}"),
            Paint::Plain => "plain".to_owned(),
            Paint::Others => "others".to_owned(),
        }
    }

    /// What a `fill` says, inside the picture `name`.
    pub fn fill(self, name: &str) -> String {
        match self.lines() {
            Some(_) => format!("url(#{name}-{})", self.word()),
            None => self.colour().to_owned(),
        }
    }

    /// The pattern that [`Paint::fill`] names.
    pub fn define(self, name: &str, out: &mut String) {
        let Some(lines) = self.lines() else { return };
        let (word, colour) = (self.word(), self.colour());
        // writing to memory does not fail
        _ = writeln!(
            out,
            r##"<pattern id="{name}-{word}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="{colour}"/><path d="{lines}" stroke="#fff" stroke-opacity=".55" stroke-width="1.4" fill="none"/></pattern>"##
        );
    }
}
