//! Every block of the pages in `docs/` is held by a test. Here the pages that tell a story are played from beginning to
//! end in an empty folder: files are written, changed and added to, commands run, and what they print is compared.
//!
//! ```` ```toml file=PATH ```` writes a file, `append=PATH` adds to it, ```` ```diff edit=PATH ```` replaces its `-` lines by
//! the `+` lines; ```` ```console ```` holds commands after `$ `, each with what it prints; a line `…` stands for any
//! number of lines. With `DOCS=write` in the environment the pages are written anew with what is printed now.

use crate::support::{duban, root};
use std::fmt::Write;
use std::path::Path;

/// The pages that are played.
const STORIES: [&str; 5] = ["ambiguity.en.md", "ambiguity.zh.md", "guide.en.md", "guide.zh.md", "rhai.md"];

/// Pages whose blocks another test holds, with that test.
const HELD: [(&str, &str); 7] = [
    ("diff-and-explain.md", "docs::the_samples_of_diff_and_explain_are_what_they_print"),
    ("editor.md", "docs::the_settings_of_editors_start_the_server"),
    ("mapping.md", "docs::the_examples_of_mappings_read_as_shown"),
    ("monitor.md", "commands_and_their_flags_are_there"),
    ("python.md", "integrations/test.sh: its examples are doctests"),
    ("spark.md", "integrations/spark/tests: test_the_page_is_true"),
    ("testing.md", "docs::the_page_on_tests_shows_what_is_printed"),
];

/// A fenced block: the words behind the fence, the line it starts on, and what it holds.
struct Block<'p> {
    info: &'p str,
    line: usize,
    text: &'p str,
}

fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut list = Vec::new();
    // Where the open block began: its fence's words, its line, and the byte after them.
    let mut open: Option<(&str, usize, usize)> = None;
    let mut at = 0;
    for (n, line) in page.split_inclusive('\n').enumerate() {
        if let Some(info) = line.strip_prefix("```") {
            open = match open {
                None => Some((info.trim(), n + 1, at + line.len())),
                Some((info, line, from)) => {
                    list.push(Block { info, line, text: page[from..at].trim_end_matches('\n') });
                    None
                }
            };
        }
        at += line.len();
    }
    list
}

/// The words of a command line; quotes hold blanks.
fn words(line: &str) -> Vec<String> {
    let mut list = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => list.push(String::new()),
            _ => list.last_mut().expect("a word").push(c),
        }
    }
    list.into_iter().filter(|word| !word.is_empty()).collect()
}

/// What a command prints, standard output before standard error.
fn ran(folder: &Path, command: &str) -> String {
    let words = words(command);
    let arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["duban", arguments @ ..] => {
            let output = duban().args(arguments).current_dir(folder).output().expect("the program starts");
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
            text(output.stdout) + text(output.stderr).as_str()
        }
        ["cp", "-r", from, to] => {
            copy(&folder.join(from), &folder.join(to));
            String::new()
        }
        _ => panic!("a page runs {command:?}"),
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a folder").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        std::fs::copy(from, to).expect("a file");
    }
}

/// Whether the lines printed are those shown, `…` standing for any.
fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=printed.len()).any(|n| fits(rest, &printed[n..])),
        ([a, rest @ ..], [b, more @ ..]) => a.trim_end() == b.trim_end() && fits(rest, more),
        _ => false,
    }
}

/// Plays a console block; the block as it would be if it showed what is printed now.
fn console(folder: &Path, block: &Block<'_>, wrong: &mut String) -> String {
    let mut now = String::new();
    for part in format!("\n{}", block.text).split("\n$ ").skip(1) {
        let (command, shown) = part.split_once('\n').unwrap_or((part, ""));
        let printed = ran(folder, command);
        let printed: Vec<&str> = printed.trim_end().lines().collect();
        let shown: Vec<&str> = shown.trim_end().lines().collect();
        if fits(&shown, &printed) {
            let _ = writeln!(now, "$ {command}\n{}", shown.join("\n"));
        } else {
            let _ = writeln!(wrong, "line {}: $ {command}\n{}", block.line, printed.join("\n"));
            let _ = writeln!(now, "$ {command}\n{}", printed.join("\n"));
        }
        now.truncate(now.trim_end().len());
        now.push_str("\n\n");
    }
    now.trim_end().to_owned()
}

fn write(folder: &Path, block: &Block<'_>) -> Option<()> {
    let at = |key: &str| block.info.split(' ').find_map(|word| word.strip_prefix(key)).map(|path| folder.join(path));
    if let Some(path) = at("file=").or_else(|| at("append=")) {
        std::fs::create_dir_all(path.parent()?).expect("a folder");
        let before =
            if block.info.contains("append=") { std::fs::read_to_string(&path).expect("a file to add to") + "\n" } else { String::new() };
        std::fs::write(&path, format!("{before}{}\n", block.text)).expect("written");
        return Some(());
    }
    let path = at("edit=")?;
    let text = std::fs::read_to_string(&path).expect("a file to change");
    let lines = |sign: char| block.text.lines().filter_map(|line| line.strip_prefix(sign)).collect::<Vec<_>>().join("\n");
    let (old, new) = (lines('-'), lines('+'));
    assert!(text.contains(&old), "{}: line {}: {old:?} is not there", path.display(), block.line);
    std::fs::write(&path, text.replacen(&old, &new, 1)).expect("written");
    Some(())
}

#[test]
fn the_pages_that_tell_a_story_come_true() {
    let mut wrong = String::new();
    for name in STORIES {
        let path = root().join("docs").join(name);
        let page = std::fs::read_to_string(&path).expect("a page");
        let folder = tempfile::tempdir().expect("a folder");
        let mut anew = page.clone();
        let mut said = String::new();
        for block in blocks(&page) {
            if block.info.starts_with("console") {
                anew = anew.replacen(block.text, &console(folder.path(), &block, &mut said), 1);
            } else {
                assert!(write(folder.path(), &block).is_some(), "{name}:{}: a block that does nothing: {}", block.line, block.info);
            }
        }
        if !said.is_empty() {
            let _ = writeln!(wrong, "docs/{name} shows something else than\n{said}");
        }
        if std::env::var("DOCS").is_ok_and(|word| word == "write") {
            std::fs::write(&path, anew).expect("written");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_page_is_held_by_a_test() {
    for entry in std::fs::read_dir(root().join("docs")).expect("a folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(page) = std::fs::read_to_string(entry.path()).ok().filter(|_| name.ends_with(".md")) else { continue };
        let held = STORIES.contains(&name.as_str()) || HELD.iter().any(|(page, _)| *page == name);
        assert!(held || blocks(&page).is_empty(), "docs/{name} has blocks that no test holds");
    }
}

/// In pages that only show commands, the commands and their flags are those of the program.
#[test]
fn commands_and_their_flags_are_there() {
    for (name, _) in HELD {
        let page = std::fs::read_to_string(root().join("docs").join(name)).expect("a page");
        for line in page.lines() {
            let Some(command) = line.rsplit("| ").next().and_then(|part| part.strip_prefix("duban ")) else { continue };
            let words: Vec<&str> = command.split_whitespace().collect();
            let named: Vec<&str> = words.iter().copied().take_while(|word| word.chars().all(|c| c.is_ascii_lowercase())).take(1).collect();
            let help = crate::support::run(&[named.as_slice(), &["--help"]].concat());
            assert_eq!(help.code, 0, "{name}: {line}");
            let more = words.get(1).filter(|_| help.out.contains("Commands:"));
            let help = more.map_or(help.out, |word| crate::support::run(&[named[0], word, "--help"]).out);
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                assert!(help.contains(flag), "{name}: {line}: {flag}");
            }
        }
    }
}
