//! The page and the charts as their readers get them: what stands there in words, that nothing a record says becomes
//! markup, that threads change nothing.

use crate::support::{Written, conformance, run, run_with};
use flate2::read::GzDecoder;
use insta::assert_snapshot;
use std::io::Read;

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter("[0-9a-f]{64}", "DIGEST");
    settings
}

/// What stands between `from` and the next `to`.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is not there")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not there")).0
}

/// Markup as a reader sees it: a line for each block, nothing of what is only drawn.
fn words(markup: &str) -> String {
    let mut out = String::new();
    let mut rest = markup;
    while let Some((text, after)) = rest.split_once('<') {
        out.push_str(text);
        let (tag, after) = after.split_once('>').expect("a tag ends");
        if ["/h1", "/h2", "/h3", "/p", "/li", "/tr", "/td", "/th", "/blockquote", "/summary"].contains(&tag) {
            out.push(if tag == "/td" || tag == "/th" { '|' } else { '\n' });
        }
        if tag == "/b" {
            out.push(' ');
        }
        rest = if tag.starts_with("svg") { after.split_once("</svg>").expect("a picture ends").1 } else { after };
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| line.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// What is packed in the elements of a class: the items of their lists.
fn packed(page: &str, class: &str) -> Vec<serde_json::Value> {
    let start = format!("<script type=\"text/plain\" class=\"{class}\"");
    let mut all = Vec::new();
    for part in page.split(start.as_str()).skip(1) {
        let bytes = decoded(between(part, ">", "</script>"));
        let mut json = String::new();
        GzDecoder::new(&bytes[..]).read_to_string(&mut json).expect("packed as it should be");
        all.extend(serde_json::from_str::<Vec<serde_json::Value>>(&json).expect("a list"));
    }
    all
}

fn decoded(letters: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in letters.trim().as_bytes().chunks(4) {
        let bits = four.iter().fold(0u32, |bits, letter| bits << 6 | u32::from(value(*letter) & 63));
        let count = four.iter().filter(|letter| **letter != b'=').count() - 1;
        out.extend_from_slice(&bits.to_be_bytes()[1..1 + count]);
    }
    out
}

fn page(lang: &str) -> String {
    let ran = run(&[
        "evaluate",
        "--policy",
        "policies/xiangzhou-dui",
        "--as-of",
        "2024-01-01",
        "--format",
        "html",
        "--lang",
        lang,
        "examples/xiangzhou.ndjson",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    ran.out
}

#[test]
fn the_page_in_words() {
    settings().bind(|| {
        for lang in ["zh", "en"] {
            let page = page(lang);
            let head = words(between(&page, "<header>", "</header>"));
            let tiles = words(between(&page, "<ul class=\"tiles\">", "</ul>"));
            let table = between(&page, "<table class=\"verdicts\">", "</table>");
            let rows: Vec<String> = words(table).lines().take(3).map(str::to_owned).collect();
            assert_snapshot!(format!("html-page-{lang}"), format!("{head}\n\n{tiles}\n\n{}", rows.join("\n")));
            let panels = packed(&page, "panels");
            let rows = packed(&page, "rows");
            assert_eq!((panels.len(), rows.len()), (5, 5));
            let late = panels.iter().filter_map(|panel| panel.as_str()).find(|panel| panel.contains("XZ-2022-0930-02")).unwrap();
            assert_snapshot!(format!("html-panel-{lang}"), words(late));
        }
    });
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    let page = page("zh");
    for word in ["http:", "https:", "src=", "@import", "url(h", "<link", "<iframe"] {
        assert!(!page.replace("http://www.w3.org/2000/svg", "").contains(word), "{word}");
    }
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
    // what the policy admits is what stands there
    let digest = |text: &str| {
        let bytes = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
        let admitted: Vec<&str> = policy.split("'sha256-").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
        admitted.iter().any(|letters| decoded(letters) == bytes[..])
    };
    assert!(digest(between(&page, "<style>", "</style>")));
    assert!(digest(between(&page, "<script>", "</script>")));
}

#[test]
fn nothing_that_a_record_says_becomes_markup() {
    let policy = Written::new("letters", LETTERS);
    let bad = r#"</script></noscript><img src=x onerror=alert(1)>\u0000\u202e"'&"#;
    let record = format!(
        r#"{{"id":"{bad}","kind":"case","attributes":{{"area":"{bad}"}},"events":[{{"id":"{bad}","type":"received","at":"2022-05-20 16:00","by":"{bad}"}},{{"type":"{bad}","at":"2022-05-21"}}]}}"#
    )
    .replace("\"'&\"", "\\\"'&\"");
    let ran = run_with(
        &["evaluate", "--policy", policy.path(), "--as-of", "2022-06-01", "--format", "html", "--lang", "en"],
        format!("{record}\n{record}\n").as_bytes(),
    );
    assert_eq!(ran.code, 2, "{}", ran.err);
    let page = &ran.out;
    // the whole page, and what the script puts into it as markup
    let panels = packed(page, "panels");
    let panels: Vec<&str> = panels.iter().filter_map(|panel| panel.as_str()).collect();
    assert_eq!(panels.len(), 1, "{}", ran.err);
    for text in [page.as_str(), panels[0]] {
        assert!(!text.contains("<img") && !text.contains('\0') && !text.contains('\u{202e}'));
        assert!(text.contains("&lt;img src=x onerror=alert(1)&gt;"));
    }
    assert_eq!(page.matches("</script>").count(), 4, "words, script, rows, panels, and none of the record's");
    assert!(page.contains("<title>&lt;/script&gt;"), "the charts of a bad name");
}

const LETTERS: &str = r#"
[policy]
id       = "letters"
title    = "来信"
calendar = "cn"

[opening_hours]
hours = ["08:00-12:00", "14:00-18:00"]

[attributes]
area = "片区"
how  = { title = "来信方式", values = { post = "邮寄", web = "网上", visit = "来访" } }

[records]
case   = { title = "来信", has = ["area", "how"] }
person = "来信人"

[events]
received = "来信"
answered = "答复"

[obligation.L-1]
title  = "四个工作小时内答复"
cite   = "四个工作小时内答复来信人"
on     = "received"
bearer = "trigger.by"
act    = "answered"
within = "4个工作小时内"

[chart.L-5]
title = "分布"
cite  = "以柱状图、饼状图的形式呈现"
kind  = "case"
given = "record.area"
draw  = ["bar", "pie"]
by    = ["light", "record.area", "record.how"]
"#;

#[test]
fn charts_stand_in_files() {
    let policy = Written::new("letters", LETTERS);
    let folder = tempfile::tempdir().unwrap();
    let record = |id: u32, area: &str, how: &str, kind: &str| {
        format!(
            r#"{{"id":"{id}","kind":"{kind}","attributes":{{{area}{how}}},"events":[{{"type":"received","at":"2022-05-20 16:00","by":"{}科"}}]}}"#,
            id % 20
        ) + "\n"
    };
    let mut cases = String::new();
    for id in 0..60 {
        // every area of its own, some without; two ways, one of them not declared
        let area = if id < 50 { format!(r#""area":"第{}片区","#, id % 15) } else { String::new() };
        let how = if id % 3 == 0 { r#""how":["web","fax"]"# } else { r#""how":"web""# };
        cases.push_str(&record(id, &area, how, if id < 45 { "case" } else { "person" }));
    }
    let outcome = |threads: &str| {
        let path = folder.path().join(threads);
        let charts = path.to_str().unwrap();
        let ran = run_with(
            &[
                "evaluate",
                "--policy",
                policy.path(),
                "--as-of",
                "2022-05-23 09:30",
                "--format",
                "csv",
                "--show",
                "violations",
                "--charts",
                charts,
                "--threads",
                threads,
            ],
            cases.as_bytes(),
        );
        assert_eq!(ran.code, 0, "{}", ran.err);
        let mut files: Vec<(String, String)> = std::fs::read_dir(&path)
            .unwrap()
            .flatten()
            .filter(|file| file.path().extension().is_some_and(|suffix| suffix == "svg"))
            .map(|file| (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap()))
            .collect();
        files.sort();
        files
    };
    let files = outcome("1");
    assert_eq!(files, outcome("3"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let asked = ["light", "area", "how"].map(|by| ["bar", "pie"].map(|draw| format!("letters-L-5-{by}-{draw}.svg")));
    assert!(asked.iter().flatten().all(|name| names.contains(&name.as_str())), "{names:?}");
    if cfg!(feature = "png") {
        let png = std::fs::read(folder.path().join("1").join("light.png")).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
    }
    let told = |name: &str| {
        let svg = &files.iter().find(|(own, _)| own == name).unwrap().1;
        between(svg, "<desc", "</desc>").split_once('>').unwrap().1.to_owned()
    };
    // what is shown or not makes no difference; areas beyond twelve come together; who is no case does not count
    let said = [
        told("light.svg"),
        told("bearer.svg"),
        told("month.svg"),
        told("letters-L-5-light-pie.svg"),
        told("letters-L-5-area-bar.svg"),
        told("letters-L-5-how-pie.svg"),
    ];
    settings().bind(|| assert_snapshot!("charts-in-words", said.join("\n\n")));
    settings().bind(|| assert_snapshot!("chart-pie", files.iter().find(|(name, _)| name == "letters-L-5-how-pie.svg").unwrap().1));
    settings().bind(|| assert_snapshot!("chart-bar", files.iter().find(|(name, _)| name == "light.svg").unwrap().1));
}

#[test]
fn any_number_of_threads_gives_the_same_page() {
    let cases = std::fs::read_to_string(conformance("hangjin-three-ones", "cases.ndjson")).unwrap();
    let many: String = (0..3).map(|n| cases.replace("-public-", &format!("-{n}-")) + "\n{\"id\":\"broken\"\n").collect();
    let page = |threads: &str| {
        let ran = run_with(
            &["evaluate", "--policy", "policies/hangjin-three-ones", "--as-of", "2023-06-30", "--format", "html", "--threads", threads],
            many.as_bytes(),
        );
        assert_eq!(ran.code, 2);
        ran.out
    };
    let alone = page("1");
    assert!(alone == page("3"), "three threads give another page");
    assert_eq!(packed(&alone, "rows").len(), packed(&alone, "panels").len());
    assert!(alone.contains("id=\"errors\"") && alone.matches("<code>bad-json</code>").count() == 3);
}

/// Opens a page in a browser without a window, and returns what its script made of it; none where no browser is.
fn opened(page: &str, at: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    std::fs::write(&path, page).unwrap();
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    let address = format!("file://{}{at}", path.display());
    for browser in ["chromium", "chromium-browser", "google-chrome"] {
        let more = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
        ];
        let asked = ["--disable-sync", "--disable-quic", "--virtual-time-budget=20000", "--dump-dom", &profile, &address];
        let Ok(output) = std::process::Command::new(browser).args(more).args(asked).stdin(std::process::Stdio::null()).output() else {
            continue;
        };
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        return dom.contains("data-ready").then_some(dom);
    }
    None
}

#[test]
fn a_browser_filters_and_opens_records() {
    let page = page("en");
    // no browser, or one that cannot start here: nothing to see
    let Some(all) = opened(&page, "") else { return };
    assert!(words(between(&all, "<p class=\"count\"", "<div class=\"wide\"")).contains("34 verdicts in 5 records"));
    assert!(all.contains("<div id=\"plain\" hidden"));
    let late = opened(&page, "#status=late&sort=-due").expect("it started before");
    let table = between(&late, "<div class=\"wide\"", "</table>");
    let rows: Vec<String> = words(table).lines().filter(|line| line.contains("XZ-20")).map(str::to_owned).collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].contains("XZ-2022-0930-02") && rows[1].contains("XZ-2022-0612-07"), "{rows:?}");
    assert!(table.contains("data-by=\"due\" aria-sort=\"descending\""));
    let panel = opened(&page, "#record=XZ-2022-0930-02&v=1").expect("it started before");
    assert!(between(&panel, "<section id=\"record\"", "</section>").contains("XZ-2022-0930-02"));
    assert!(panel.contains("class=\"verdict bad marked\" id=\"v1\""));
}
