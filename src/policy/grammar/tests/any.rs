//! Texts of any kind: nothing panics, what is taken is written back.

use super::super::scan::tests::all;
use super::super::*;
use crate::lang::Lang;
use proptest::prelude::*;

/// Pieces that the grammars know, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "5",
        "０",
        "三",
        "百",
        "千",
        "{x}",
        "{",
        "}",
        "{{",
        "trigger.a",
        "last.",
        "else",
        "否则",
        "至",
        "until",
        " ",
        "\u{3000}",
        ",",
        "，",
        "个",
        "工作日",
        "日",
        "月",
        "半",
        "内",
        "前",
        "before",
        "after",
        "opening",
        "next day",
        "8:00",
        "25:61",
        "当日",
        "次日",
        "上班后",
        "same day",
        "by close",
        "working days",
        "hours",
        "days",
        "..",
        "<",
        "-",
        "以上",
        "超过",
        "at least",
        "01-31",
        "2022-02-30",
        "周五",
        "roll on",
        "遇非工作日提前",
        "day",
        "期后",
        "after period",
        "each",
        "同级",
        "f(",
        ")",
        "99999999999",
        ".",
        "𝟓",
        "é",
        "٣",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn nothing_panics(text in prop_oneof![pieces(), "\\PC{0,40}", any::<String>()], beyond in 0..9usize) {
        let span = Span { end: all(&text).end + beyond as u32, ..all(&text) };
        let _ = (limit(&text, span), counted(&text, span), place(&text, span), braced(&text, span));
        let _ = (compare(&text, span), recipient(&text, span), due_day(&text, span));
        for part in limit(&text, all(&text)).err().unwrap_or_default() {
            prop_assert!(text.get(part.span.range()).is_some(), "{:?} of {}", part.span, text);
            prop_assert!(part.code != "bad-limit" || part.help.is_some());
        }
    }

    #[test]
    fn what_is_taken_is_written_and_taken_again(text in pieces()) {
        if let Ok(found) = limit(&text, all(&text)) {
            for lang in [Lang::Zh, Lang::En] {
                let words = found.words(lang);
                let again = limit(&words, all(&words)).map(|l| l.words(lang));
                prop_assert_eq!(again, Ok(words));
            }
        }
    }
}
