//! The documentation says what the program does.

use crate::support::{root, run};
use duban::script::host::HOSTS;

fn table() -> String {
    let cell = |text: &str| text.replace('|', "\\|");
    let mut table = String::from("| 写法 form | 意思 | meaning | 例子,原样成立 example that holds |\n| --- | --- | --- | --- |\n");
    for host in HOSTS {
        let example = if host.example.is_empty() { String::new() } else { format!("`{}`", cell(host.example)) };
        table.push_str(&format!("| `{}` | {} | {} | {example} |\n", cell(host.signature), host.zh, host.en));
    }
    table
}

#[test]
fn the_table_of_host_functions_is_complete() {
    let page = std::fs::read_to_string(root().join("docs/rhai.md")).unwrap();
    assert!(page.contains(&table()), "docs/rhai.md should hold\n{}", table());
}

/// The blocks of a page by language, in order.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    page.split(&format!("```{language}\n")).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[test]
fn the_examples_of_mappings_read_as_shown() {
    let page = std::fs::read_to_string(root().join("docs/mapping.md")).unwrap();
    let (tables, mappings, records) = (blocks(&page, "csv"), blocks(&page, "toml"), blocks(&page, "json"));
    assert_eq!((tables.len(), mappings.len(), records.len()), (2, 2, 2));
    for (name, ((table, mapping), records)) in ["ledger.csv", "log.csv"].into_iter().zip(tables.iter().zip(mappings).zip(records)) {
        let folder = tempfile::tempdir().unwrap();
        let path = |file: &str| folder.path().join(file).to_str().unwrap().to_owned();
        std::fs::write(path(name), table).unwrap();
        std::fs::write(path("mapping.toml"), mapping).unwrap();
        std::fs::write(path("records.ndjson"), records).unwrap();
        let policy = "policies/xiangzhou-dui";
        let checked = run(&["check", policy, "--mapping", &path("mapping.toml"), "--deny-warnings"]);
        assert_eq!(checked.code, 0, "{}", checked.out);
        let judged = |file: &str| {
            let ran = run(&[
                "evaluate",
                "--policy",
                policy,
                "--mapping",
                &path("mapping.toml"),
                "--as-of",
                "2022-07-01",
                "--format",
                "ndjson",
                &path(file),
            ]);
            assert!(ran.code < 2 && !ran.out.is_empty() && !ran.err.contains("数据"), "{}", ran.err);
            ran.out
        };
        assert_eq!(judged(name), judged("records.ndjson"), "{name}");
    }
}

#[test]
fn every_format_is_described() {
    let page = std::fs::read_to_string(root().join("docs/reports.md")).unwrap();
    for format in duban::report::FORMATS {
        let suffixes: Vec<String> = format.suffixes.iter().map(|suffix| format!("`.{suffix}`")).collect();
        let line = page.lines().find(|line| line.starts_with(&format!("| `{}` |", format.name)));
        let line = line.unwrap_or_else(|| panic!("docs/reports.md says nothing of {}", format.name));
        assert!(suffixes.iter().any(|suffix| line.contains(suffix)) || suffixes.is_empty(), "{line}");
        let merged = page.lines().any(|line| line.starts_with("`duban merge`") && line.contains(&format!("`{}`", format.name)));
        assert_eq!(format.joins, !merged && !format.name.starts_with("briefing"), "{}", format.name);
    }
}

#[test]
fn the_samples_of_diff_and_explain_are_what_they_print() {
    let page = std::fs::read_to_string(root().join("docs/diff-and-explain.md")).unwrap();
    let bench = crate::diff::Bench::new("xiangzhou-dui", "examples/xiangzhou.ndjson");
    bench.edit("within = \"2个工作日内\"", "within = \"1个工作日内\"");
    let diff = bench.diff(&["--limit", "1"]).out;
    let told = run(&[
        "explain",
        "--policy",
        "policies/xiangzhou-dui",
        "--as-of",
        "2023-01-01",
        "--record",
        "XZ-2022-0930-02",
        "--rule",
        "XZ-04",
        "examples/xiangzhou.ndjson",
    ])
    .out;
    let printed = [diff.trim_end(), told.trim_end()];
    assert_eq!(blocks(&page, "text"), printed, "docs/diff-and-explain.md should show\n{}", printed.join("\n\n"));
}

#[test]
fn the_page_on_tests_shows_what_is_printed() {
    let page = std::fs::read_to_string(root().join("docs/testing.md")).unwrap();
    let printed = |name: &str| std::fs::read_to_string(root().join("tests/snapshots").join(name)).unwrap();
    let shown = [("test-fails-zh.snap", "FOLDER/"), ("test-coverage-zh.snap", "policies/"), ("test-mutate-zh.snap", "policies/")];
    let blocks_of_text = blocks(&page, "text");
    assert_eq!(blocks_of_text.len(), shown.len());
    for (block, (name, folder)) in blocks_of_text.into_iter().zip(shown) {
        assert!(printed(name).contains(&block.replace("policies/", folder)), "{name} does not hold\n{block}");
    }
    let home = tempfile::tempdir().unwrap();
    let tests = home.path().join("xiangzhou-dui/tests");
    std::fs::create_dir_all(&tests).unwrap();
    std::fs::copy(root().join("policies/xiangzhou-dui/policy.toml"), home.path().join("xiangzhou-dui/policy.toml")).unwrap();
    for (n, block) in blocks(&page, "toml").into_iter().enumerate() {
        std::fs::write(tests.join(format!("{n}.toml")), block).unwrap();
    }
    let ran = run(&["test", home.path().join("xiangzhou-dui").to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("nine-in-the-evening"), "{}", ran.out);
}

#[test]
fn every_field_of_an_expectation_is_described() {
    let page = std::fs::read_to_string(root().join("docs/testing.md")).unwrap();
    for field in duban::suite::read::FIELDS {
        assert!(page.contains(field), "docs/testing.md says nothing of {field}");
    }
}

#[test]
#[cfg(feature = "lsp")]
fn the_settings_of_editors_start_the_server() {
    let page = std::fs::read_to_string(root().join("docs/editor.md")).unwrap();
    let settings: serde_json::Value = serde_json::from_str(blocks(&page, "json")[0]).unwrap();
    assert_eq!((&settings["glspc.server.command"], &settings["glspc.server.commandArguments"][0]), (&"duban".into(), &"lsp".into()));
    let tables = blocks(&page, "toml");
    let helix: toml::Table = tables[0].parse().unwrap();
    let server = &helix["language-server"]["duban"];
    assert_eq!((server["command"].as_str(), server["args"][0].as_str()), (Some("duban"), Some("lsp")));
    let named = tables[1].trim().strip_prefix("#:schema ../../").unwrap();
    assert!(root().join(named).is_file(), "{named}");
    for language in ["lua", "elisp"] {
        let block = blocks(&page, language)[0];
        assert!(block.find("\"duban\"").is_some_and(|at| block[at..].contains("\"lsp\"")), "{block}");
    }
    assert_eq!(run(&["lsp", "--help"]).code, 0);
    let hover = crate::lsp::hover(&root().join("policies/xiangzhou-dui/policy.toml"), "within = \"当日5个小时内");
    assert_eq!(blocks(&page, "text"), [hover.trim_end()], "docs/editor.md");
}
