//! What a text holds: records as JSON, an event log, or rows of a table.

use super::head::Head;
use super::{Content, Fault, Hint, Stream};
use crate::ingest::encoding::{Decoded, Noted, utf_32};
use crate::ingest::fault::DataFault;
use crate::ingest::inputs::Form;
use crate::table::{csv, xes};

/// So much text is looked at.
const LOOK: usize = 64 << 10;

/// Looks at a text and decides. `name` is what the file is called.
pub(super) fn of(read: Stream, name: &str, hint: &Hint, noted: &Noted) -> Result<(Form, Content), Fault> {
    let head = Head::of(read, super::kind::LOOK);
    if let Some(encoding) = utf_32(head.first()) {
        return Err(DataFault::WrongEncoding { encoding }.into());
    }
    if xes::is_xml(head.first()) {
        return Ok((Form::Lines, Content::Table(Box::new(xes::open(head)))));
    }
    let mut text = Head::of(Decoded::new(head, hint.encoding, noted.clone()), LOOK);
    if let Some(error) = text.failure() {
        return Err(error.into());
    }
    if !is_table(text.first(), name, hint) {
        return Ok((Form::Text, Content::Records(Box::new(text))));
    }
    let tabs = extension(name) == "tsv";
    let separator = hint.separator.or_else(|| csv::separator(text.first(), hint.header, tabs));
    let settings = csv::Settings { separator, header: hint.header, ..csv::Settings::default() };
    Ok((Form::Grid, Content::Table(Box::new(csv::open(text, settings)))))
}

/// Whether a text is a table. JSON is told by how it starts, whatever the mapping and the name say.
fn is_table(head: &[u8], name: &str, hint: &Hint) -> bool {
    let text = head.trim_ascii_start();
    let second = || text.get(1..).unwrap_or_default().trim_ascii_start().first();
    let json = match text.first() {
        None => return false,
        Some(b'{') => matches!(second(), None | Some(b'"' | b'}')),
        Some(b'[') => matches!(second(), None | Some(b'{' | b'[' | b']')),
        _ => false,
    };
    let named = || matches!(extension(name).as_str(), "csv" | "tsv" | "tab" | "txt");
    !json && (hint.table || named() || (!matches!(text.first(), Some(b'{' | b'[')) && has_columns(text)))
}

/// Whether the first line has separators, and no line looks like a record.
fn has_columns(text: &[u8]) -> bool {
    let first = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let outside = first.split(|byte| *byte == b'"').step_by(2);
    let separated = outside.flatten().any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'));
    separated && !text.split(|byte| *byte == b'\n').any(|line| line.trim_ascii_start().starts_with(b"{"))
}

/// What a name ends with, in small letters, the packing aside.
fn extension(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    let plain = [".gz", ".zst"].iter().find_map(|packed| name.strip_suffix(packed)).unwrap_or(&name);
    plain.rsplit_once('.').map(|(_, extension)| extension.to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_and_records_are_told_apart() {
        let table = |text: &str, name: &str, told: bool| is_table(text.as_bytes(), name, &Hint { table: told, ..Hint::default() });
        for json in ["{\"id\":1}", "{}", "[{\"id\":1}]", "[ ]", "", " \n", "{"] {
            assert!(!table(json, "a.csv", true), "{json}");
        }
        assert!(table("编号,时间\n", "-", false) && table("编号\t时间", "-", false) && table("\"编,号\";时间", "-", false));
        assert!(!table("broken\n", "-", false) && !table("\"编,号\"\n", "-", false) && !table("x,y\n{\"id\":1}\n", "-", false));
        assert!(table("编号\n1\n", "一月.CSV.gz", false) && table("编号\n1\n", "-", true));
        assert!(table("[编号],[时间]\n", "a.csv", false) && !table("{broken,\n", "a.ndjson", false));
    }
}
