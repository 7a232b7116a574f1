//! Who receives, or who bears: `police, 同级`, `each trigger.to`.

use super::scan::Scan;
use super::{LevelAsked, Recipient, Who, place};
use crate::diag::Diagnostic;
use crate::policy::fault::grammar as fault;
use crate::say;
use crate::source::Span;

/// A whole text that names a party.
pub fn recipient(text: &str, span: Span) -> Result<Recipient, Diagnostic> {
    let mut scan = Scan::new(text, span);
    let from = scan.at();
    let each = scan.phrase("each") && scan.blanks();
    if !each {
        scan.go(from);
    }
    let who = who(&mut scan)?;
    scan.blanks();
    let level = if scan.eat(",") {
        scan.blanks();
        level(&mut scan)?
    } else {
        LevelAsked::Any
    };
    scan.blanks();
    if scan.done() {
        return Ok(Recipient { each, who, level });
    }
    let why = if scan.peek() == Some(',') {
        say!("级别只能写一个;几个受理者写成列表"; "one level only; several parties are a list")
    } else {
        say!("名称里没有空格和标点:在 [parties] 里起一个编号"; "a name has no blanks or marks: give the party an id in [parties]")
    };
    Err(fault::bad_recipient(scan.rest_span(), &scan.whole(), why))
}

fn who(scan: &mut Scan) -> Result<Who, Diagnostic> {
    let from = scan.at();
    if place::starts_here(scan) {
        return place::chain(scan, true).map(Who::Place);
    }
    let Some(name) = scan.name() else {
        let why = say!("这里应当是名称或位置"; "a name or a place is expected here");
        return Err(fault::bad_recipient(scan.rest_span(), &scan.whole(), why));
    };
    let word = scan.folded(from, scan.at());
    if word == "each" {
        let why = say!("each 后面要有名称或位置"; "a name or a place follows each");
        return Err(fault::bad_recipient(name.span, &scan.whole(), why));
    }
    if scan.peek() == Some('.') || place::STARTS.contains(&word.as_str()) {
        scan.go(from);
        return place::chain(scan, true).map(Who::Place);
    }
    Ok(Who::Name(name))
}

fn level(scan: &mut Scan) -> Result<LevelAsked, Diagnostic> {
    if scan.phrase("same level") {
        return Ok(LevelAsked::Same);
    }
    if scan.phrase("one level up") {
        return Ok(LevelAsked::OneUp);
    }
    match scan.name() {
        Some(name) if name.value == "同级" => Ok(LevelAsked::Same),
        Some(name) if name.value == "上一级" => Ok(LevelAsked::OneUp),
        Some(name) => Ok(LevelAsked::Named(name)),
        None => {
            let why = say!("逗号后面应是级别:同级、上一级,或 [levels] 中的一个"; "a level follows the comma: same level, one level up, or one of [levels]");
            Err(fault::bad_recipient(scan.rest_span(), &scan.whole(), why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scan::tests::all;
    use super::*;

    fn read(text: &str) -> (bool, String, String) {
        let found = recipient(text, all(text)).unwrap();
        let who = match found.who {
            Who::Name(name) => name.value,
            Who::Place(place) => place.to_string(),
        };
        let level = match found.level {
            LevelAsked::Any => String::new(),
            LevelAsked::Same => "=".to_owned(),
            LevelAsked::OneUp => "+".to_owned(),
            LevelAsked::Named(name) => name.value,
        };
        (found.each, who, level)
    }

    #[test]
    fn every_form() {
        for (text, each, who, level) in [
            ("police", false, "police", ""),
            ("市住建局", false, "市住建局", ""),
            ("一大队", false, "一大队", ""),
            ("police, 同级", false, "police", "="),
            ("police,同级", false, "police", "="),
            ("government, 上一级", false, "government", "+"),
            ("police, same level", false, "police", "="),
            ("police, one level up", false, "police", "+"),
            ("police,county", false, "police", "county"),
            ("each trigger.to", true, "trigger.to", ""),
            ("record.a else record.b, 同级", false, "record.a else record.b", "="),
        ] {
            assert_eq!(read(text), (each, who.to_owned(), level.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_names_no_party() {
        for (text, code) in [
            ("", "bad-recipient"),
            ("each", "bad-recipient"),
            ("Ufficio Tecnico", "bad-recipient"),
            ("police,", "bad-recipient"),
            ("police, 同级, 同级", "bad-recipient"),
            ("trigger", "bad-place"),
            ("triger.to", "bad-place"),
        ] {
            assert_eq!(recipient(text, all(text)).unwrap_err().code, code, "{text}");
        }
    }
}
