//! What the cursor stands on, in words: a key's meaning, a name's title, what a limit comes to.

use super::example::examples;
use super::folder::Seen;
use super::known::Name;
use super::meant::along;
use super::spot::{At, Spot};
use super::words::{named, word_at};
use crate::lang::Lang;
use crate::policy::schema::{File, Key, Shape};
use crate::report::words::reason;
use crate::script::host;
use std::fmt::Write;
use std::ops::Range;

/// The words, and the bytes that they are about.
pub fn hover(file: &File, seen: &Seen, text: &str, spot: &Spot, at: usize, lang: Lang) -> Option<(String, Range<usize>)> {
    let pick = |(zh, en): (&'static str, &'static str)| if lang == Lang::Zh { zh } else { en };
    let mut path = spot.path.clone();
    if spot.at != (At::Value { quoted: true }) && spot.at != (At::Value { quoted: false }) {
        path.push(text.get(spot.token.clone())?.trim_matches(['"', '\'']).to_owned());
    }
    let meant = along(file, &path);
    let mut out = String::new();
    if matches!(spot.at, At::Key | At::Header) {
        if let Some(key) = meant.key {
            about(key, lang, &mut out);
            if matches!(key.shape, Shape::Limit)
                && let Some(limit) = value_after(text, spot.token.end)
            {
                counted(limit, &path, seen, lang, &mut out);
            }
            return Some((out, spot.token.clone()));
        }
        let above = along(file, &spot.path);
        let word = word_at(text, at)?;
        let name = named(&word, &above, &seen.known)?;
        title(name, pick(name.sort.words()), &mut out);
        return Some((out, word.range));
    }
    let value = text.get(spot.token.clone())?;
    if meant.place.is_empty() && meant.shapes.iter().any(|shape| matches!(shape, Shape::Limit)) {
        counted(value, &path, seen, lang, &mut out);
    }
    if path.last().is_some_and(|key| key == "cite")
        && let Some((title, published)) = &seen.known.source
    {
        let day = published.as_deref().unwrap_or_default();
        let _ = match lang {
            Lang::Zh => writeln!(out, "引自《{title}》 {day}"),
            Lang::En => writeln!(out, "quoted from {title} {day}"),
        };
    }
    let word = word_at(text, at);
    if let Some(word) = &word {
        let function = host::find(word.whole.rsplit('.').next().unwrap_or_default());
        if let Some(host) = function.filter(|_| meant.shapes.iter().any(|shape| matches!(shape, Shape::Condition | Shape::Script))) {
            let _ = writeln!(out, "`{}` — {}", host.signature, pick((host.zh, host.en)));
        } else if let Some(name) = named(word, &meant, &seen.known) {
            title(name, pick(name.sort.words()), &mut out);
        } else if reason(value, lang) != value {
            let _ = writeln!(out, "{}", reason(value, lang));
        } else if let Some((.., title)) = seen.known.values.iter().find(|(of, code, _)| code == value && meant.place.ends_with(&dotted(of)))
        {
            let _ = writeln!(out, "{title}");
        }
    }
    if out.is_empty() {
        about(meant.key?, lang, &mut out);
    }
    Some((out, spot.token.clone()))
}

fn dotted(path: &str) -> Vec<String> {
    path.split('.').map(str::to_owned).collect()
}

fn about(key: &Key, lang: Lang, out: &mut String) {
    let (zh, en) = key.shape.words();
    let _ = match lang {
        Lang::Zh => write!(out, "**{}** — {}\n\n{}\n\n值:{zh}\n\n", key.name, key.short.0, key.means.0),
        Lang::En => write!(out, "**{}** — {}\n\n{}\n\nHolds: {en}\n\n", key.name, key.short.1, key.means.1),
    };
    let _ = writeln!(out, "```toml\n{}\n```", key.example);
}

fn title(name: &Name, sort: &str, out: &mut String) {
    let _ = writeln!(out, "{sort} **{}** {}", name.id, name.title);
}

fn counted(limit: &str, path: &[String], seen: &Seen, lang: Lang, out: &mut String) {
    let Some(plan) = &seen.plan else { return };
    let lines = examples(limit, path.get(1).map(String::as_str), plan, lang);
    if lines.is_empty() {
        return;
    }
    let _ = match lang {
        Lang::Zh => writeln!(out, "例如:\n"),
        Lang::En => writeln!(out, "For example:\n"),
    };
    lines.iter().for_each(|line| {
        let _ = writeln!(out, "- {line}");
    });
}

/// The text that a key on this line has.
fn value_after(text: &str, key_end: usize) -> Option<&str> {
    let line = text.get(key_end..)?.lines().next()?;
    let rest = line.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next()
}
