//! How like two names are: a header and a title that a policy declares.

use crate::mapping::columns;

/// What headers of times end with, longer words first.
const TIMES: [&str; 13] = ["发生时间", "时间", "日期", "时刻", "年月日", "timestamp", "datetime", "time", "date", "日", "时", "_at", "at"];

/// What headers of parties end with, and whether it is who receives.
pub const PARTIES: [(&str, bool); 22] = [
    ("接收单位", true),
    ("对象", true),
    ("接收人", true),
    ("收件人", true),
    ("主送", true),
    ("抄送", true),
    ("至", true),
    ("承办单位", false),
    ("经办单位", false),
    ("承办人", false),
    ("经办人", false),
    ("责任人", false),
    ("操作人", false),
    ("单位", false),
    ("部门", false),
    ("机关", false),
    ("主体", false),
    ("人", false),
    ("resource", false),
    ("actor", false),
    ("_by", false),
    ("_to", true),
];

/// A name without blanks, marks and what stands in brackets at its end.
pub fn bare(name: &str) -> String {
    let name = columns::bare(name);
    let cut = name.find('(').filter(|at| *at > 0).map_or(name.as_str(), |at| name.get(..at).unwrap_or(&name));
    cut.chars().filter(|c| c.is_alphanumeric() || *c == '_' || *c == ':').collect()
}

/// What stands in brackets at the end of a name: a unit, perhaps.
pub fn bracketed(name: &str) -> Option<String> {
    let folded = crate::time::spelling::fold(name.trim()).into_owned();
    let (_, rest) = folded.split_once('(')?;
    rest.trim().strip_suffix(')').map(|unit| unit.trim().to_owned())
}

/// A header of a time without the word for time.
pub fn event_stem(name: &str) -> String {
    let bare = bare(name);
    let stem = TIMES.iter().find_map(|word| bare.strip_suffix(word)).filter(|stem| !stem.is_empty()).unwrap_or(&bare);
    stem.trim_end_matches(['_', ':', '的']).to_owned()
}

/// A header of a party without the word for it, and whether it is who receives.
pub fn party_stem(name: &str) -> Option<(String, bool)> {
    let bare = bare(name);
    let (stem, to) = PARTIES.iter().find_map(|(word, to)| bare.strip_suffix(word).map(|stem| (stem, *to)))?;
    Some((stem.trim_end_matches(['_', '的']).to_owned(), to))
}

/// From 0 to 1. Both are bare.
pub fn between(header: &str, title: &str) -> f64 {
    if header.is_empty() || title.is_empty() {
        return 0.0;
    }
    if header == title {
        return 1.0;
    }
    let count = |text: &str| text.chars().count();
    let (short, long) = if count(header) < count(title) { (header, title) } else { (title, header) };
    if count(short) >= 2 && long.contains(short) {
        let share = count(short) as f64 / count(long) as f64;
        // what a title starts with says more than what it holds
        return 0.6 + 0.35 * share + if long.starts_with(short) { 0.04 } else { 0.0 };
    }
    let edits = strsim::normalized_damerau_levenshtein(header, title);
    if short.is_ascii() {
        // letters, unlike characters, are in every word
        return if edits >= 0.75 { edits } else { edits * 0.6 };
    }
    if count(short) >= 3 && within(short, long) {
        return 0.55 + 0.3 * count(short) as f64 / count(long) as f64;
    }
    let shared = short.chars().filter(|c| long.contains(*c)).count() as f64 * 2.0 / (count(short) + count(long)) as f64;
    edits.max(shared * 0.85)
}

/// Whether the characters of one stand in the other in their order: 收到案件, 收到移送的醉驾案件.
fn within(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// How like a header is to a declared name or its title.
pub fn declared(header: &str, name: &str, title: &str) -> f64 {
    let last = name.rsplit('.').next().unwrap_or(name);
    let plain = |text: &str| bare(text).replace(['_', ':'], "");
    let header_plain = plain(header);
    let by_name = if header_plain == plain(name) || header_plain == plain(last) { 1.0 } else { 0.0 };
    between(&bare(header), &bare(title)).max(by_name)
}

/// How like a header of a time is to an event.
pub fn event(header: &str, name: &str, title: &str) -> f64 {
    declared(header, name, title)
        .max(declared(&event_stem(header), name, title) * 0.99)
        .max(between(&event_stem(header), &event_stem(title)) * 0.98)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_event_is_nearest() {
        let events = [
            ("caught", "查获酒驾醉驾人员"),
            ("persons_notified", "通报涉案人员信息"),
            ("case_filed", "立案"),
            ("case_received", "收到移送的醉驾案件"),
        ];
        for (header, expected) in [
            ("查获时间", "caught"),
            ("通报时间", "persons_notified"),
            ("立案日期", "case_filed"),
            ("case_filed_at", "case_filed"),
            ("收到案件时间", "case_received"),
        ] {
            let best = events.iter().max_by(|a, b| event(header, a.0, a.1).total_cmp(&event(header, b.0, b.1))).unwrap();
            assert_eq!(best.0, expected, "{header}");
            assert!(event(header, best.0, best.1) >= super::super::LEAST, "{header} {}", event(header, best.0, best.1));
        }
        assert!(event("备注", "caught", "查获酒驾醉驾人员") < super::super::LEAST);
    }

    #[test]
    fn stems() {
        assert_eq!(event_stem("查获时间"), "查获");
        assert_eq!(event_stem("时间"), "时间");
        assert_eq!(party_stem("通报对象"), Some(("通报".to_owned(), true)));
        assert_eq!(party_stem("移送证据单位"), Some(("移送证据".to_owned(), false)));
        assert_eq!(bracketed("酒精含量(mg/100ml)").as_deref(), Some("mg/100ml"));
        assert_eq!(bare("酒精含量(mg/100ml)"), "酒精含量");
    }
}
