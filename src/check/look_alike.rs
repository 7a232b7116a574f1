//! `look-alike`: two names that look the same and are not, and words with letters of another script in them.

use super::Checked;
use crate::diag::{Diagnostic, Faults};
use crate::lang::Bilingual;
use crate::policy::letters::{difference, latin, looks};
use crate::say;
use crate::source::{FileId, Span};
use std::collections::HashMap;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    names(checked, faults);
    for file in &checked.files {
        words(*file, &checked.sources.get(*file).text, faults);
    }
}

/// Every declared name, whatever its kind, and the names of offices, which records use.
fn names(checked: &Checked<'_>, faults: &mut Faults) {
    let declared = &checked.policy.declared;
    let mut seen: HashMap<String, (&str, Span)> = HashMap::new();
    let plain = declared.events.iter().map(|e| &e.name);
    let plain = plain.chain(declared.attributes.iter().map(|a| &a.name)).chain(declared.parameters.iter().map(|p| &p.name));
    let plain = plain.chain(declared.conditions.iter().map(|c| &c.name)).chain(declared.tables.iter().map(|t| &t.name));
    let mut list: Vec<(&str, Span)> = plain.map(|name| (name.value.as_str(), name.span)).collect();
    list.extend(checked.policy.rules.iter().map(|rule| (rule.id.as_str(), rule.span)));
    for (office, span) in declared.register().offices().iter().zip(&declared.office_spans) {
        let Some(span) = span else { continue };
        list.push((office.id.as_str(), *span));
        list.push((office.name.as_str(), *span));
    }
    for (name, span) in list {
        match seen.get(&looks(name)) {
            Some((other, first)) if *other != name && *first != span => {
                let Bilingual { zh, en } = difference(name, other);
                faults.push(
                    Diagnostic::warning("look-alike", span, say!("{name} 与 {other} 看起来一样,其实不同"; "{name} looks like {other} and is another name"))
                        .label(say!("{zh}"; "{en}"))
                        .also(*first, say!("另一个在这里"; "the other one"))
                        .help(say!("是同一个的,写成一样;不同的,改一个看得出区别的名字"; "if they are one, write them alike; if not, rename one so that people see it")),
                );
            }
            Some(_) => {}
            None => _ = seen.insert(looks(name), (name, span)),
        }
    }
    for attribute in &declared.attributes {
        for (n, (code, _)) in attribute.values.iter().enumerate() {
            if let Some((other, _)) = attribute.values[..n].iter().find(|(other, _)| looks(&other.value) == looks(&code.value)) {
                let (name, other_name) = (&code.value, &other.value);
                let Bilingual { zh, en } = difference(name, other_name);
                faults.push(
                    Diagnostic::warning(
                        "look-alike",
                        code.span,
                        say!("{name} 与 {other_name} 看起来一样,其实不同"; "{name} looks like {other_name} and is another value"),
                    )
                    .label(say!("{zh}"; "{en}"))
                    .also(other.span, say!("另一个在这里"; "the other one")),
                );
            }
        }
    }
}

/// Letters of another script inside words of Latin letters.
fn words(file: FileId, text: &str, faults: &mut Faults) {
    if text.bytes().all(|byte| !matches!(byte, 0xcd..=0xd4)) {
        return;
    }
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || latin(c).is_some();
    let mut from = 0;
    while let Some(start) = text[from..].find(part).map(|n| from + n) {
        let end = text[start..].find(|c| !part(c)).map_or(text.len(), |n| start + n);
        let word = &text[start..end];
        let odd = word.char_indices().find(|(_, c)| latin(*c).is_some());
        if let Some((at, c)) = odd.filter(|_| word.contains(|c: char| c.is_ascii_alphabetic()))
            && !faults.all().iter().any(|d| d.span.file == file && d.span.range().contains(&(start + at)))
        {
            let meant: String = word.chars().map(|c| latin(c).map_or(c, |(plain, _)| plain)).collect();
            let Bilingual { zh, en } = difference(word, &meant);
            let span = Span::new(file, start..end);
            faults.push(
                Diagnostic::warning("look-alike", span, say!("{word} 里混进了 {c}"; "{word} has {c} in it"))
                    .label(say!("{zh}"; "{en}"))
                    .help(say!("改写为 {meant}"; "write {meant}"))
                    .edit(span, meant),
            );
        }
        from = end;
    }
}
