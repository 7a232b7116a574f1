//! Diagnostics with an excerpt of the text and the place underlined. The only file that names the renderer crate.

use crate::diag::{Diagnostic, Level};
use crate::lang::Lang;
use crate::source::Sources;
use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};

/// Renders one finding.
pub fn excerpt(diagnostic: &Diagnostic, sources: &Sources, lang: Lang, colour: bool) -> String {
    let zh = lang == Lang::Zh;
    let level = match diagnostic.level {
        Level::Error => Shown::ERROR.with_name(Some(if zh { "错误" } else { "error" })),
        Level::Warning => Shown::WARNING.with_name(Some(if zh { "警告" } else { "warning" })),
        Level::Note => Shown::NOTE.with_name(Some(if zh { "提示" } else { "note" })),
    };
    let source = sources.get(diagnostic.span.file);
    let clip = |range: std::ops::Range<usize>| range.start.min(source.text.len())..range.end.min(source.text.len());
    let mut place = AnnotationKind::Primary.span(clip(diagnostic.span.range()));
    if let Some(label) = &diagnostic.label {
        place = place.label(label.get(lang));
    }
    let mut snippet = Snippet::source(source.text.as_str()).path(source.path.as_str()).annotation(place);
    let mut others = Vec::new();
    if let Some((span, label)) = &diagnostic.also {
        let other = sources.get(span.file);
        if span.file == diagnostic.span.file {
            snippet = snippet.annotation(AnnotationKind::Context.span(clip(span.range())).label(label.get(lang)));
        } else {
            let start = span.range().start.min(other.text.len())..span.range().end.min(other.text.len());
            others.push(Snippet::source(other.text.as_str()).path(other.path.as_str()).annotation(AnnotationKind::Context.span(start).label(label.get(lang))));
        }
    }
    let title = level.primary_title(diagnostic.title.get(lang)).id(diagnostic.code);
    let mut group: Group<'_> = title.element(snippet);
    for other in others {
        group = group.element(other);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Shown::HELP.with_name(Some(if zh { "帮助" } else { "help" })).message(help.get(lang)));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]).to_string()
}
