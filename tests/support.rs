//! What tests share: running the program as its users do.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program, run in the project's folder without colour or locale.
pub fn duban() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duban"));
    command.current_dir(root()).env_remove("LC_ALL").env_remove("LC_MESSAGES").env_remove("LANG").env("NO_COLOR", "1");
    command
}

/// What a run printed, and its exit status.
#[derive(Debug)]
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().expect("ended by itself") }
    }
}

/// Runs the program with arguments.
pub fn run(arguments: &[&str]) -> Ran {
    duban().args(arguments).stdin(Stdio::null()).output().expect("the program starts").into()
}

/// Runs the program with bytes on standard input.
pub fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child =
        duban().args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut stdin = child.stdin.take().expect("standard input is a pipe");
    let input = input.to_owned();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the program ends");
    feeder.join().expect("the input is written");
    output.into()
}

/// A file of the conformance records of one policy.
pub fn conformance(policy: &str, file: &str) -> PathBuf {
    root().join("tests/conformance").join(policy).join(file)
}

/// One object a line.
pub fn objects(text: &str) -> Vec<serde_json::Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
}

/// A policy written for one test, in a folder of its own beside the shipped calendars.
pub struct Written {
    _home: tempfile::TempDir,
    path: String,
}

impl Written {
    pub fn new(id: &str, policy: &str) -> Written {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join(id);
        std::fs::create_dir(&folder).expect("a folder in it");
        std::fs::write(folder.join("policy.toml"), policy).expect("the policy is written");
        let path = folder.to_str().expect("its name is UTF-8").to_owned();
        Written { _home: home, path }
    }

    pub fn path(&self) -> &str {
        &self.path
    }
}
