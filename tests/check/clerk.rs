//! Mistakes of people who write policies and don't program: what each is told, in both languages, and what `--fix`
//! would write. One line of the snapshot a finding and language: place, code, what is wrong (what stands there) → what to do.

use super::{checked, edited, folder, snapshot};
use duban::diag::{Diagnostic, Level};
use duban::lang::Lang;
use duban::plan::load::Checks;
use std::fmt::Write;

const WITHIN: &str = "within = \"5个工作日内\"\n\n";
const WHEN: &str = "when   = { local = true, trigger.pages = \"1..20\" }";
const FROM: &str = "from = 2020-01-01";
const FILLED: &str = "filled = [\"trigger.papers\", \"trigger.hearing_on\"]";
const BEARER: &str = "bearer = \"office\"\nact    = \"answered\"";
const TITLE: &str = "title  = \"五个工作日内答复\"";

/// A group of mistakes: what stands in the policy, and what instead.
type Group = (&'static str, &'static [(&'static str, &'static str)]);

const GROUPS: [Group; 9] = [
    (
        "marks",
        &[
            (WITHIN, "within ＝ “5个工作日内”\n\n"),
            (WITHIN, "within = “5个工作日内“\n\n"),
            (WITHIN, "within：‘5个工作日内’\n\n"),
            (WITHIN, "ｗｉｔｈｉｎ = \"5个工作日内\"\n\n"),
            ("{ local = true, trigger", "{ local = true，trigger"),
            (FILLED, "filled = [“trigger.papers”、“trigger.hearing_on”]"),
            ("[obligation.A-1]", "【obligation。A-1】"),
            ("desk = 1", "desk = １"),
        ],
    ),
    (
        "unseen",
        &[
            (WITHIN, "\u{3000}within = \"5个工作日内\"\n\n"),
            (WITHIN, "within\u{a0}= \"5个工作日内\"\n\n"),
            (WITHIN, "wi\u{200b}thin = \"5个工作日内\"\n\n"),
            (BEARER, "bearer = \"office\u{200b}\"\nact    = \"answered\""),
            (BEARER, "bearer = \"оffice\"\nact    = \"answered\""),
            (TITLE, "title  = \"五个工作日内\u{202e}答复\""),
        ],
    ),
    (
        "quotes",
        &[
            (WITHIN, "within = \"5个工作日内\n\n"),
            (WITHIN, "within = 5个工作日内\"\n\n"),
            (WITHIN, "within = 5个工作日内\n\n"),
            (TITLE, "title  = \"五个\"工作日\"内答复\""),
            (TITLE, "title  = \"五个\\工作日内答复\""),
            (TITLE, "title  = \"五个工作日\n内答复\""),
            ("value = 3", "value = 30%"),
            ("value = 3", "value = 1,000"),
        ],
    ),
    (
        "notation",
        &[
            (WITHIN, "within \"5个工作日内\"\n\n"),
            (WITHIN, "within: \"5个工作日内\"\n\n"),
            (WITHIN, "within == \"5个工作日内\"\n\n"),
            (WITHIN, "within = \"5个工作日内\";\n\n"),
            (WITHIN, "within = \"5个工作日内\" // 原文\n\n"),
            (WITHIN, "within =\n\n"),
            (WITHIN, "期限 = \"5个工作日内\"\n\n"),
            (WITHIN, "\"期限\" = \"5个工作日内\"\n\n"),
        ],
    ),
    (
        "headers",
        &[
            ("[obligation.A-1]", "[obligation A-1]"),
            ("[obligation.A-1]", "[obligation.A-1"),
            ("[obligation.A-1]", "obligation.A-1]"),
            ("[obligation.A-1]", "[[obligation.A-1]]"),
            ("[obligation.A-1]", "[obligation]"),
            ("[obligation.A-1]", "[义务.A-1]"),
            ("[obligation.A-1]", "[A-1]"),
            ("[obligation.A-1]", "[Obligation.A-1]"),
            ("[constraint.A-3]", "[constraint.A-4]"),
        ],
    ),
    (
        "conditions",
        &[
            (WHEN, "when   = { local = true trigger.pages = \"1..20\" }"),
            (WHEN, "when   = { local = True }"),
            (WHEN, "when   = { local = 是 }"),
            (WHEN, "when   = { trigger.pages > 20 }"),
            (WHEN, "when   = { trigger.pages = \"1-20\" }"),
            (WHEN, "when   = { trigger.topic = \"道路\" }"),
            (WHEN, "when   = { local = true, trigger.pages = \"1..20\""),
            (WHEN, "when   = 'trigger.pages ＞ 3'"),
            (WHEN, "when   = 'local and trigger.pages > 3'"),
            (WHEN, "when   = 'trigger.pages = 3'"),
        ],
    ),
    (
        "limits",
        &[
            (WITHIN, "within = 5\n\n"),
            (WITHIN, "within = \"5天\"\n\n"),
            (WITHIN, "within = \"1O个工作日内\"\n\n"),
            (WITHIN, "within = \"5至7个工作日\"\n\n"),
            (WITHIN, "within = \"收到后5个工作日内\"\n\n"),
            (WITHIN, "within = \"次日\"\n\n"),
            (WITHIN, "within = \"2025-12-31前\"\n\n"),
            (WITHIN, "within = \"不超过5个工作日\"\n\n"),
            (WITHIN, "within = \"5 working days内\"\n\n"),
        ],
    ),
    (
        "dates",
        &[
            (FROM, "from = 2020-1-1"),
            (FROM, "from = 2020年1月1日"),
            (FROM, "from = 2020/1/1"),
            (FROM, "from = 20200101"),
            (FROM, "from = 2020-02-30"),
            (FROM, "from = '2020-01-01"),
            (FROM, "from = “2020－01－01”"),
        ],
    ),
    (
        "names",
        &[
            (BEARER, "bearer = \"信访办\"\nact    = \"answered\""),
            (BEARER, "bearer = \"office\"\nact    = \"答复\""),
            (BEARER, "bearr = \"office\"\nact    = \"answered\""),
            ("calendar = \"cn\"", "calendar = \"中国\""),
            ("id       = \"base\"", "id       = \"Base\""),
            ("trigger.pages", "triger.pages"),
            ("trigger.pages", "pages"),
            ("\"police, 同级\"", "\"police 同级\""),
        ],
    ),
];

/// What one language says of a finding.
fn told(diagnostic: &Diagnostic, lang: Lang) -> String {
    let part = |text: &Option<duban::lang::Bilingual>| text.as_ref().map(|text| text.get(lang).to_owned());
    let label = part(&diagnostic.label).map_or_else(String::new, |label| format!(" ({label})"));
    let help: String = part(&diagnostic.help).unwrap_or_default().chars().take(110).collect();
    let help = if help.is_empty() { help } else { format!(" → {help}") };
    format!("{}{label}{help}", diagnostic.title.get(lang))
}

/// The lines that the edits of a finding touch, as they would be.
fn mended(diagnostic: &Diagnostic, text: &str) -> Option<String> {
    let (first, last) = (diagnostic.edits.first()?.0.range().start, diagnostic.edits.last()?.0.range().end);
    let from = text[..first].rfind('\n').map_or(0, |n| n + 1);
    let to = text[last..].find('\n').map_or(text.len(), |n| last + n);
    let mut line = text[from..to].to_owned();
    for (span, new) in diagnostic.edits.iter().rev() {
        line.replace_range(span.range().start - from..span.range().end - from, new);
    }
    Some(line)
}

fn list(checks: &Checks, out: &mut String) {
    let findings = checks.faults.sorted().into_iter().filter(|d| d.level != Level::Note);
    for diagnostic in findings {
        let (line, column) = checks.sources.place(diagnostic.span);
        let place = format!("{line}:{column} {}", diagnostic.code);
        let _ = writeln!(out, "  {place}  {}", told(diagnostic, Lang::Zh));
        let _ = writeln!(out, "  {}  {}", " ".repeat(place.len()), told(diagnostic, Lang::En));
        if let Some(line) = mended(diagnostic, &checks.sources.get(diagnostic.span.file).text) {
            let _ = writeln!(out, "  --fix: {}", line.trim());
        }
    }
}

fn seen(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() || duban::policy::letters::invisible(c).is_some() { format!("<U+{:04X}>", u32::from(c)) } else { c.to_string() }
    };
    text.trim_end().replace('\n', " ⏎ ").chars().map(shown).collect()
}

#[test]
fn each_mistake_is_told_what_to_do() {
    for (group, mistakes) in GROUPS {
        let mut out = String::new();
        for (old, new) in mistakes {
            let folder = folder(edited(&[(old, new)]).as_bytes(), &[]);
            let checks = checked(folder.path());
            assert!(!checks.faults.is_empty(), "{new}");
            let _ = writeln!(out, "{}", seen(new));
            list(&checks, &mut out);
        }
        snapshot(&format!("clerk-{group}"), &out);
    }
}

#[test]
fn encodings_are_told_and_turned() {
    let text = edited(&[]);
    let wide = |mark: &[u8]| mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect::<Vec<u8>>();
    let gb18030 = encoding_rs::GB18030.encode(&text).0.into_owned();
    let mut out = String::new();
    for (name, bytes) in [("GB18030", gb18030), ("UTF-16", wide(&[0xff, 0xfe])), ("UTF-16, no mark", wide(&[]))] {
        let folder = folder(&bytes, &[]);
        let _ = writeln!(out, "{name}");
        list(&checked(folder.path()), &mut out);
        let (said, error, status) = super::duban(folder.path(), &["base", "--fix", "--lang", "en"]);
        let _ = writeln!(out, "{}[{}]", (said + error.as_str()).replace('\n', "\n  "), status.unwrap_or(-1));
        assert_eq!(std::fs::read_to_string(folder.path().join("base/policy.toml")).expect("UTF-8 now"), text);
    }
    snapshot("clerk-encodings", &out);
}

#[test]
fn files_in_the_wrong_place() {
    let mut out = String::new();
    for (path, arguments) in [
        ("base/policy.toml.txt", &["base"][..]),
        ("base/政策.toml", &["base"]),
        ("base/Policy.toml", &["base"]),
        ("policy.toml", &["."]),
        ("base/policy/policy.toml", &["base"]),
        ("base/policy.toml", &["base/polcy.toml"]),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, edited(&[])).expect("written");
        for lang in ["zh", "en"] {
            let (said, error, status) = super::duban(folder.path(), &[arguments, &["--lang", lang]].concat());
            let name = folder.path().canonicalize().expect("there").file_name().expect("a name").to_string_lossy().into_owned();
            let _ = writeln!(
                out,
                "{path}: duban check {}\n{}[{}]",
                arguments.join(" "),
                (said + error.as_str()).replace(&name, "FOLDER"),
                status.unwrap_or(-1)
            );
        }
    }
    snapshot("clerk-files", &out);
}
