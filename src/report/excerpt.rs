//! Diagnostics with an excerpt of the text and the place underlined. The only file that names the renderer crate.

use crate::diag::{Diagnostic, Level};
use crate::lang::{Bilingual, Lang};
use crate::source::{Source, Sources, Span};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level as Shown, Renderer, Snippet};
use std::ops::Range;

/// Places further apart than this are shown as two excerpts.
const FAR: usize = 1 << 16;

/// The words for a level.
pub fn level(level: Level, lang: Lang) -> &'static str {
    match (level, lang) {
        (Level::Error, Lang::Zh) => "错误",
        (Level::Error, Lang::En) => "error",
        (Level::Warning, Lang::Zh) => "警告",
        (Level::Warning, Lang::En) => "warning",
        (Level::Note, Lang::Zh) => "提示",
        (Level::Note, Lang::En) => "note",
    }
}

/// Renders one finding.
pub fn excerpt(diagnostic: &Diagnostic, sources: &Sources, lang: Lang, colour: bool) -> String {
    let shown = match diagnostic.level {
        Level::Error => Shown::ERROR,
        Level::Warning => Shown::WARNING,
        Level::Note => Shown::NOTE,
    };
    let source = sources.get(diagnostic.span.file);
    let first = Place::of(source, diagnostic.span);
    let other =
        diagnostic.also.as_ref().map(|(span, label)| (sources.get(span.file), Place::of(sources.get(span.file), *span), span.file, label));
    let beside =
        other.as_ref().filter(|(_, place, file, _)| *file == diagnostic.span.file && place.line.start.abs_diff(first.line.start) < FAR);
    let window =
        beside.map_or(first.line.clone(), |(_, place, ..)| first.line.start.min(place.line.start)..first.line.end.max(place.line.end));
    let mut snippet =
        snippet(source, &window).annotation(first.annotation(AnnotationKind::Primary, &window, diagnostic.label.as_ref(), lang));
    if let Some((_, place, _, label)) = beside {
        snippet = snippet.annotation(place.annotation(AnnotationKind::Context, &window, Some(label), lang));
    }
    let title = shown.with_name(Some(level(diagnostic.level, lang))).primary_title(diagnostic.title.get(lang)).id(diagnostic.code);
    let mut group: Group<'_> = title.element(snippet);
    if let Some((source, place, _, label)) = other.as_ref().filter(|_| beside.is_none()) {
        group = group.element(self::snippet(source, &place.line).annotation(place.annotation(
            AnnotationKind::Context,
            &place.line,
            Some(label),
            lang,
        )));
    }
    if let Some(help) = &diagnostic.help {
        let word = if lang == Lang::Zh { "帮助" } else { "help" };
        group = group.element(Shown::HELP.with_name(Some(word)).message(help.get(lang)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.render(&[group]).to_string();
    // A line that ends in CR and LF is no fault.
    text.lines().map(|line| line.trim_end().trim_end_matches('␍').trim_end()).collect::<Vec<_>>().join("\n")
}

/// A place within its line; of a longer one, the part in its first line.
struct Place {
    at: Range<usize>,
    line: Range<usize>,
}

impl Place {
    fn of(source: &Source, span: Span) -> Place {
        let text = source.text.as_str();
        let start = boundary(text, span.range().start);
        let line_start = text[..start].rfind('\n').map_or(0, |n| n + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |n| start + n);
        let end = boundary(text, span.range().end).clamp(start, line_end.max(start));
        Place { at: start..end, line: line_start..line_end }
    }

    fn annotation<'l>(&self, kind: AnnotationKind, window: &Range<usize>, label: Option<&'l Bilingual>, lang: Lang) -> Annotation<'l> {
        let annotation = kind.span(self.at.start - window.start..self.at.end - window.start);
        match label {
            Some(label) => annotation.label(label.get(lang)),
            None => annotation,
        }
    }
}

/// The lines of `window`, numbered as in the file.
fn snippet<'s>(source: &'s Source, window: &Range<usize>) -> Snippet<'s, Annotation<'s>> {
    let before = source.text[..window.start].bytes().filter(|b| *b == b'\n').count();
    Snippet::source(&source.text[window.clone()]).line_start(before + 1).path(source.path.as_str())
}

/// The nearest boundary of a character at or before `at`.
fn boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
