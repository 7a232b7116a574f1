//! Text one can point at: files with an id, spans of bytes, lines and columns.

mod shelf;

pub use shelf::{Held, Shelf};
use std::ops::Range;

/// Which file of [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { file, start: clamp(range.start), end: clamp(range.end) }
    }

    pub fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The part of this span `from..to` bytes after its start, cut to the span.
    pub fn part(&self, from: usize, to: usize) -> Span {
        let at = |n: usize| self.start.saturating_add(u32::try_from(n).unwrap_or(u32::MAX)).min(self.end);
        Span { file: self.file, start: at(from), end: at(to).max(at(from)) }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    pub fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

/// One file: its path as shown to people, and its text.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// Every file a run has read, in the order of reading, and where it reads more from.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    shelf: Shelf,
}

impl Sources {
    /// Sources that read from files held in memory, never from the disk.
    pub fn held(files: std::sync::Arc<Held>) -> Self {
        Sources { files: Vec::new(), shelf: Shelf::Held(files) }
    }

    /// Sources that read from the disk, but for the texts that an editor holds, by whole path.
    pub fn edited(files: std::sync::Arc<Held>) -> Self {
        Sources { files: Vec::new(), shelf: Shelf::Edited(files) }
    }

    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source { path: path.into(), text: text.into() });
        id
    }

    /// Every file, in the order of reading.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The same files, one of them with another text.
    #[must_use]
    pub fn with(&self, id: FileId, text: String) -> Sources {
        let mut changed = self.clone();
        if let Some(file) = changed.files.get_mut(id.0 as usize) {
            file.text = text;
        }
        changed
    }

    pub fn get(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Line and column of a span's start, both from 1, columns counted in characters.
    pub fn place(&self, span: Span) -> (usize, usize) {
        let text = &self.get(span.file).text;
        let mut start = (span.start as usize).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}
