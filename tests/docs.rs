//! The documentation says what the program does.

use crate::support::root;
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
