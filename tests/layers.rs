//! Imports point down: what each module may use, as a table.

use crate::support::root;
use std::path::{Path, PathBuf};

/// A module, and the modules it may import, besides itself.
const LAYERS: [(&str, &[&str]); 22] = [
    ("lang", &[]),
    ("source", &[]),
    ("diag", &["lang", "source"]),
    ("time", &["lang"]),
    ("record", &["time"]),
    ("script", &["lang", "source", "diag", "time", "record"]),
    ("policy", &["lang", "source", "diag", "time", "record", "script"]),
    ("watch", &["source", "policy"]),
    ("check", &["lang", "source", "diag", "time", "record", "script", "policy"]),
    ("table", &["lang", "time"]),
    ("mapping", &["lang", "source", "diag", "time", "record", "policy", "table"]),
    ("ingest", &["lang", "diag", "time", "record", "table", "mapping"]),
    ("plan", &["lang", "source", "diag", "time", "record", "script", "policy", "check", "mapping"]),
    ("verdict", &["time", "record", "policy"]),
    ("engine", &["source", "time", "record", "script", "policy", "plan", "verdict"]),
    ("report", &["lang", "source", "diag", "time", "record", "policy", "plan", "verdict"]),
    ("reference", &["lang", "source", "diag", "policy", "script", "check", "verdict", "report"]),
    (
        "suite",
        &[
            "lang", "source", "diag", "time", "record", "script", "policy", "check", "mapping", "ingest", "plan", "verdict", "engine",
            "report",
        ],
    ),
    (
        "monitor",
        &[
            "lang", "source", "diag", "time", "record", "policy", "table", "mapping", "ingest", "plan", "verdict", "engine", "report",
            "suite", "watch",
        ],
    ),
    ("lsp", &["lang", "source", "diag", "time", "policy", "script", "mapping", "plan", "report", "suite", "monitor"]),
    (
        "cli",
        &[
            "lang",
            "source",
            "diag",
            "time",
            "record",
            "policy",
            "check",
            "table",
            "mapping",
            "ingest",
            "plan",
            "verdict",
            "engine",
            "report",
            "reference",
            "suite",
            "monitor",
            "watch",
            "lsp",
        ],
    ),
    ("embed", &["lang", "source", "policy", "table", "ingest", "plan", "report", "cli"]),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn imports_point_down() {
    let src = root().join("src");
    let mut paths = Vec::new();
    files(&src, &mut paths);
    let mut wrong = Vec::new();
    for path in paths {
        let relative = path.strip_prefix(&src).unwrap();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if ["lib", "main", "bin"].contains(&module.as_str()) || relative.to_string_lossy().contains("tests") {
            continue;
        }
        let allowed = LAYERS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("{module} has no layer")).1;
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (n, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for rest in line.split("crate::").skip(1) {
                let target: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if target != module && target != "say" && target != "tell" && !target.is_empty() && !allowed.contains(&target.as_str()) {
                    wrong.push(format!("{}:{}: {module} uses {target}", relative.display(), n + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let mut paths = Vec::new();
    files(&root().join("src"), &mut paths);
    let silent: Vec<_> = paths.iter().filter(|p| !std::fs::read_to_string(p).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
