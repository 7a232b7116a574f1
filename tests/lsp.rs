//! `duban lsp`, over its pipes, as an editor speaks to it.

use crate::support::{duban, root};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// One editor and its server.
struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    asked: i64,
    /// The last findings of each file.
    told: BTreeMap<String, Vec<Value>>,
    uri: String,
    text: String,
}

impl Editor {
    fn new(locale: &str) -> Editor {
        let mut child = duban().arg("lsp").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("starts");
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Editor { child, to, from, asked: 0, told: BTreeMap::new(), uri: String::new(), text: String::new() };
        let params = json!({ "processId": null, "rootUri": null, "capabilities": {}, "locale": locale });
        let answer = editor.ask("initialize", params);
        assert_eq!(answer["serverInfo"]["name"], "duban");
        editor.say("initialized", json!({}));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.to.flush().unwrap();
    }

    fn say(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn hear(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server is gone");
            if line == "\r\n" {
                break;
            }
            if let Some(n) = line.to_lowercase().strip_prefix("content-length:") {
                length = n.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.from.read_exact(&mut body).unwrap();
        let message: Value = serde_json::from_slice(&body).unwrap();
        if message["method"] == "textDocument/publishDiagnostics" {
            let list = message["params"]["diagnostics"].as_array().unwrap().clone();
            self.told.insert(message["params"]["uri"].as_str().unwrap().to_owned(), list);
        }
        message
    }

    /// The whole answer to a question.
    fn answer(&mut self, method: &str, params: Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.hear();
            if message["id"] == id {
                return message;
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{answer}");
        answer["result"].clone()
    }

    fn open(&mut self, path: &Path, text: &str) {
        self.uri = uri(path);
        self.text = text.to_owned();
        let document = json!({ "uri": self.uri, "languageId": "toml", "version": 1, "text": text });
        self.say("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Types `new` in the place of `old`.
    fn replace(&mut self, old: &str, new: &str) {
        let at = self.text.find(old).expect("there");
        let range = json!({ "start": position(&self.text, at), "end": position(&self.text, at + old.len()) });
        self.text.replace_range(at..at + old.len(), new);
        let change = json!({ "range": range, "text": new });
        let params = json!({ "textDocument": { "uri": self.uri, "version": 2 }, "contentChanges": [change] });
        self.say("textDocument/didChange", params);
    }

    /// The findings once the server has looked: it looks before it waits for the next message.
    fn findings(&mut self) -> Vec<String> {
        loop {
            let message = self.hear();
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == self.uri.as_str() {
                break;
            }
        }
        let list = self.told.get(&self.uri).cloned().unwrap_or_default();
        let shown = |d: &&Value| d["severity"] != 4;
        let line = |d: &Value| d["range"]["start"]["line"].as_u64().unwrap() + 1;
        list.iter().filter(shown).map(|d| format!("{}:{}", line(d), d["code"].as_str().unwrap())).collect()
    }

    /// Asks about the place just after the first `needle`.
    fn at(&mut self, method: &str, needle: &str) -> Value {
        let at = self.text.find(needle).expect("there") + needle.len();
        let position = position(&self.text, at);
        let params = json!({ "textDocument": { "uri": self.uri }, "position": position });
        self.ask(method, params)
    }

    fn offers(&mut self, needle: &str) -> Vec<String> {
        let list = self.at("textDocument/completion", needle);
        let items = list["items"].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
    }

    fn hover(&mut self, needle: &str) -> String {
        self.at("textDocument/hover", needle)["contents"]["value"].as_str().unwrap_or_default().to_owned()
    }

    /// The text that a definition points at, in the file that is open.
    fn definition(&mut self, needle: &str) -> String {
        let found = self.at("textDocument/definition", needle);
        let line = found["range"]["start"]["line"].as_u64().map(|n| usize::try_from(n).unwrap());
        line.and_then(|n| self.text.lines().nth(n)).unwrap_or_default().to_owned()
    }

    fn bye(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.say("exit", Value::Null);
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

fn uri(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let encoded: String = path
        .to_str()
        .unwrap()
        .bytes()
        .map(|b| match b {
            b'/' | b'.' | b'-' | b'_' => char::from(b).to_string(),
            b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect();
    format!("file://{encoded}")
}

/// Lines and UTF-16 units.
fn position(text: &str, at: usize) -> Value {
    let before = &text[..at];
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({ "line": line, "character": character })
}

/// A copy of the check cases' policy, in a folder of its own.
fn base() -> (tempfile::TempDir, PathBuf, String) {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("base");
    std::fs::create_dir(&base).unwrap();
    let text = include_str!("check/base.toml");
    std::fs::write(base.join("policy.toml"), text).unwrap();
    std::fs::write(base.join("base.txt"), include_str!("check/base.txt")).unwrap();
    let path = base.join("policy.toml");
    (folder, path, text.to_owned())
}

#[test]
fn findings_are_those_of_check_and_follow_the_text() {
    let (folder, path, text) = base();
    let mut editor = Editor::new("zh-cn");
    // what is wrong is not on the disk
    editor.open(&path, &text.replacen("bearer = \"office\"", "bearr = \"𠮷office\"", 1));
    let found = editor.findings();
    let line = text.lines().position(|line| line.starts_with("bearer = \"office\"")).unwrap() + 1;
    assert_eq!(found, [format!("{line}:unknown-key")]);
    let message = editor.told[&editor.uri].iter().find(|d| d["code"] == "unknown-key").unwrap()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("义务规则没有 bearr 这个键\n是不是 bearer(承办人)?"), "{message}");
    // the fix, taken from where the cursor stands
    let at = position(&editor.text, editor.text.find("bearr").unwrap());
    let params = json!({ "textDocument": { "uri": editor.uri }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
    let fixes = editor.ask("textDocument/codeAction", params);
    let edit = &fixes[0]["edit"]["changes"][&editor.uri][0];
    assert_eq!((edit["newText"].as_str(), &edit["range"]["start"]), (Some("bearer"), &at), "{fixes}");
    // typed in place, past a character of two units
    editor.replace("bearr = \"𠮷office\"", "bearer = \"𠮷ofice\"");
    assert_eq!(editor.findings(), [format!("{line}:unknown-party")]);
    editor.replace("𠮷ofice", "office");
    assert_eq!(editor.findings(), [""; 0]);
    // saved as it stands, check says the same
    editor.replace("within = \"5个工作日内\"", "within = \"5日内\"");
    let found = editor.findings();
    std::fs::write(&path, &editor.text).unwrap();
    let output = duban().args(["check", "--format", "json"]).arg(folder.path()).output().unwrap();
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes = |value: &Value| serde_json::to_string(value).unwrap().matches("which-days").count();
    assert!(found.len() == 1 && found[0].ends_with(":which-days") && codes(&checked) == 1, "{found:?} {checked}");
    editor.bye();
}

#[test]
fn a_test_and_a_calendar_are_looked_at_too() {
    let (folder, path, text) = base();
    let mut editor = Editor::new("en");
    editor.open(&path, &text);
    editor.at("textDocument/completion", "[obligation.A-1]");
    let tests = path.parent().unwrap().join("tests/a.toml");
    editor
        .open(&tests, "[test.a]\ntitle = \"x\"\nexpect = [{ rule = \"A-1\", status = \"none\" }, { rule = \"A-9\", status = \"lat\" }]\n");
    assert_eq!(editor.findings(), ["3:unknown-word"]);
    assert_eq!(editor.offers("A-9\", status = \"")[..3], ["overdue", "late", "violated"]);
    assert!(editor.offers("rule = \"").contains(&"A-1".to_owned()));
    let calendar = folder.path().join("calendars/own.toml");
    editor.open(&calendar, "[calendar]\ntitle = \"x\"\nweek = [\"Mondey\"]\ncovers = \"2020..\"\n");
    assert_eq!(editor.findings(), ["3:unknown-weekday"]);
    editor.bye();
}

#[test]
fn completion_in_broken_text() {
    let (_folder, path, text) = base();
    let mut editor = Editor::new("zh");
    editor.open(&path, &text);
    editor.at("textDocument/completion", "[obligation.A-1]");
    let ends = [
        ("\n[obligation.N]\nbea", "bearer"),
        ("\n[obligation.N]\non = \"", "received"),
        ("\n[obligation.N]\nto = [\"office\", \"", "police"),
        ("\n[obligation.N]\nseverity = ", "minor"),
        ("\n[obligation.N]\nwhen = { ", "local"),
        ("\n[obligation.N]\nwhen = { trigger.", "pages"),
        ("\n[obligation.N]\nwhen = { trigger.topic = \"", "road"),
        ("\n[obligation.N]\nwhen = 'co", "count"),
        ("\n[obligation.N]\nwhen = 'record.", "record.sender.local"),
        ("\n[obligation.N]\nwithin = \"{", "ask_days"),
        ("\n[obligation.N]\ncalendar = \"", "cn"),
        ("\n[obligation.N]\nkey = [ \"open\n[obligation.M]\nact = \"", "answered"),
        ("\n[const", "constraint"),
        ("\n[suspension.S]\nrules = [\"", "A-1"),
        ("\n[obligation.N]\non = \"A", "A-1.past_due"),
    ];
    for (end, wanted) in ends {
        editor.open(&path, &format!("{text}{end}"));
        let offers = editor.offers(end);
        assert!(offers.contains(&wanted.to_owned()), "{end:?}: {offers:?}");
    }
    editor.bye();
}

#[test]
fn hover_definition_and_outline() {
    let path = root().join("policies/example/policy.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut editor = Editor::new("zh-cn");
    editor.open(&path, &text);
    let mut shown = String::new();
    for needle in [
        "[obligation.EX-01]\ntitle",
        "bearer = \"letters_",
        "act    = \"letter_ans",
        "within = \"4 work",
        "by        = \"trigger.amo",
        "cite   = \"自收到",
    ] {
        shown.push_str(&format!("── {}\n{}\n", needle.replace('\n', " "), editor.hover(needle)));
    }
    insta::with_settings!({ snapshot_path => "snapshots/lsp", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("hover", shown);
    });
    assert!(editor.definition("act    = \"letter_ans").starts_with("letter_answered"));
    assert!(editor.definition("bearer = \"letters_").starts_with("letters_office"));
    assert!(editor.definition("within = \"{reply_").starts_with("reply_days"));
    assert_eq!(editor.definition("rules  = [\"EX-").as_str(), "[obligation.EX-01]");
    assert!(editor.definition("by        = \"trigger.amo").starts_with("amount"));
    let outline = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": editor.uri } }));
    let rules = outline.as_array().unwrap().iter().find(|one| one["name"] == "obligation").unwrap();
    assert_eq!((rules["children"][0]["name"].as_str(), rules["children"][0]["detail"].as_str()), (Some("EX-01"), Some("15个工作日内答复")));
    editor.bye();
}

#[test]
fn what_it_cannot_answer_it_says() {
    let mut editor = Editor::new("en");
    let nowhere = json!({ "textDocument": { "uri": "file:///nowhere/policy.toml" }, "position": { "line": 9, "character": 9 } });
    assert_eq!(editor.ask("textDocument/hover", nowhere.clone()), Value::Null);
    assert_eq!(editor.ask("textDocument/completion", nowhere), Value::Null);
    assert_eq!(editor.answer("textDocument/rename", json!({}))["error"]["code"], -32601);
    assert_eq!(editor.answer("textDocument/hover", json!({ "position": 1 }))["error"]["code"], -32602);
    editor.say("textDocument/didChange", json!({ "textDocument": { "uri": "untitled:1", "version": 1 }, "contentChanges": [] }));
    editor.say("$/setTrace", json!({ "value": "off" }));
    editor.say("textDocument/didOpen", json!(7));
    editor.bye();
}

/// What a limit comes to, as an editor shows it.
pub fn hover(path: &Path, needle: &str) -> String {
    let mut editor = Editor::new("zh-cn");
    editor.open(path, &std::fs::read_to_string(path).unwrap());
    let shown = editor.hover(needle);
    editor.bye();
    shown
}
