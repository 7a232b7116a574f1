//! Diagnostics: what is wrong in a text that somebody wrote, where, and what to do. Never a Rust `Err`.

use crate::lang::Bilingual;
use crate::source::Span;
use std::collections::HashSet;

/// How bad it is. Only an error keeps a policy from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warning,
    /// For the person who signs: assumed numbers, limits that are not measured.
    Note,
}

/// One finding about a written text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Kebab-case, stable: people search for it.
    pub code: &'static str,
    pub level: Level,
    pub span: Span,
    /// What is wrong.
    pub title: Bilingual,
    /// What stands at the place itself, or the nearest known name.
    pub label: Option<Bilingual>,
    /// A line to type, or why it matters.
    pub help: Option<Bilingual>,
    /// A second place: where the same name was declared first.
    pub also: Option<(Span, Bilingual)>,
    /// What mends it, all of it together: the text that takes the place of each span. Empty where a person must decide.
    pub edits: Vec<(Span, String)>,
}

impl Diagnostic {
    pub fn new(level: Level, code: &'static str, span: Span, title: Bilingual) -> Self {
        Diagnostic { code, level, span, title, label: None, help: None, also: None, edits: Vec::new() }
    }

    pub fn error(code: &'static str, span: Span, title: Bilingual) -> Self {
        Self::new(Level::Error, code, span, title)
    }

    pub fn warning(code: &'static str, span: Span, title: Bilingual) -> Self {
        Self::new(Level::Warning, code, span, title)
    }

    pub fn note(code: &'static str, span: Span, title: Bilingual) -> Self {
        Self::new(Level::Note, code, span, title)
    }

    pub fn label(mut self, label: Bilingual) -> Self {
        self.label = Some(label);
        self
    }

    pub fn help(mut self, help: Bilingual) -> Self {
        self.help = Some(help);
        self
    }

    pub fn also(mut self, span: Span, label: Bilingual) -> Self {
        self.also = Some((span, label));
        self
    }

    pub fn edit(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push((span, text.into()));
        self
    }
}

/// Collects diagnostics; one finding at one place is kept once, however often a text is read.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    list: Vec<Diagnostic>,
    seen: HashSet<(&'static str, Span, String)>,
    muted: Vec<Span>,
}

impl Faults {
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let at = diagnostic.span;
        if self.muted.iter().any(|m| m.file == at.file && m.start <= at.start && at.start <= m.end) {
            return;
        }
        if self.seen.insert((diagnostic.code, at, diagnostic.title.zh.clone())) {
            self.list.push(diagnostic);
        }
    }

    /// Drops whatever is said from now on about a place that starts within `span`: a statement that could not be
    /// read is reported once, and nothing is concluded from what stands in its stead.
    pub fn mute(&mut self, span: Span) {
        if !self.muted.contains(&span) {
            self.muted.push(span);
        }
    }

    pub fn extend(&mut self, other: Faults) {
        if self.list.is_empty() && self.muted.is_empty() {
            *self = other;
            return;
        }
        for diagnostic in other.list {
            self.push(diagnostic);
        }
        other.muted.into_iter().for_each(|span| self.mute(span));
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.level == Level::Error)
    }

    pub fn count(&self, level: Level) -> usize {
        self.list.iter().filter(|d| d.level == level).count()
    }

    /// Every finding, by file and place.
    pub fn sorted(&self) -> Vec<&Diagnostic> {
        let mut list: Vec<&Diagnostic> = self.list.iter().collect();
        list.sort_by_key(|d| (d.span, d.level, d.code));
        list
    }

    /// Every finding, in the order found.
    pub fn all(&self) -> &[Diagnostic] {
        &self.list
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The known name nearest to `word`, if one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(word, name), name))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// The one known name that `word` misses by a letter: left out, put in, changed, or two of them in the wrong order.
/// Short words are a letter away from many.
pub fn one_off<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut near = known.into_iter().filter(|name| name.chars().count() >= 4 && strsim::damerau_levenshtein(word, name) == 1);
    let found = near.next()?;
    near.next().is_none().then_some(found)
}
