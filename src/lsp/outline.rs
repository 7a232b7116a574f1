//! The outline of a file: its tables, and in those of rules each rule with its title.

use super::position::range;
use crate::diag::Faults;
use crate::policy::tree::{self, Entry};
use crate::source::Sources;
use lsp_types::{DocumentSymbol, SymbolKind};
use std::ops::Range;

/// The symbols of a TOML text; a broken line hides itself alone.
pub fn outline(text: &str) -> Vec<DocumentSymbol> {
    let mut sources = Sources::default();
    let file = sources.add("outline.toml", text);
    let root = tree::parse(file, text, &mut Faults::default());
    let mut starts: Vec<usize> = Vec::new();
    for entry in &root.entries {
        starts.push(entry.key.span.range().start);
        starts.extend(entry.node.table().iter().flat_map(|table| &table.entries).map(|inner| inner.key.span.range().start));
    }
    starts.sort_unstable();
    let until = |from: usize| starts.iter().copied().find(|start| *start > from).unwrap_or(text.len());
    root.entries
        .iter()
        .map(|entry| {
            let inner = entry.node.table().map(|table| table.entries.as_slice()).unwrap_or_default();
            let children: Vec<DocumentSymbol> =
                inner.iter().map(|one| symbol(text, one, until(one.key.span.range().start), Vec::new())).collect();
            let end = inner.iter().map(|one| until(one.key.span.range().start)).max();
            symbol(text, entry, end.unwrap_or_else(|| until(entry.key.span.range().start)), children)
        })
        .collect()
}

fn symbol(text: &str, entry: &Entry, end: usize, children: Vec<DocumentSymbol>) -> DocumentSymbol {
    let key: Range<usize> = entry.key.span.range();
    let title = match entry.node.table() {
        Some(table) => ["title", "name"].iter().find_map(|key| table.get(key)).and_then(|node| node.text()).unwrap_or_default(),
        None => entry.node.text().unwrap_or_default(),
    };
    let name = if entry.key.value.is_empty() { "?".to_owned() } else { entry.key.value.clone() };
    #[allow(deprecated)] // the shape has the field, and no way around it
    DocumentSymbol {
        name,
        detail: Some(title.to_owned()).filter(|title| !title.is_empty()),
        kind: if children.is_empty() { SymbolKind::KEY } else { SymbolKind::NAMESPACE },
        tags: None,
        deprecated: None,
        range: range(text, key.start..end.max(key.end)),
        selection_range: range(text, key),
        children: Some(children).filter(|children| !children.is_empty()),
    }
}
