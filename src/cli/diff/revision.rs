//! A version of a policy: a folder on the disk, or `REV:path` as git spells it. Of a revision the files are read from
//! git's store into memory; the work tree and the index are not touched.

use crate::lang::Bilingual;
use crate::say;
use crate::source::{Held, Sources};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// How far above a policy its calendars may lie, as for folders.
const HEIGHT: usize = 4;
/// A file beyond this is no policy text: 4 MiB.
const LARGEST: u64 = 4 << 20;
/// What a policy is made from.
const SUFFIXES: [&str; 4] = ["toml", "csv", "rhai", "ics"];

/// Where a version is read from, and its path there.
///
/// # Errors
/// git is not there, the revision is not known, or it has no such folder.
pub fn sources(given: &Path) -> Result<(Sources, PathBuf), Bilingual> {
    let text = given.to_string_lossy();
    match text.split_once(':') {
        Some((revision, path)) if !given.exists() && !revision.is_empty() => held(revision, path),
        _ if !given.exists() => Err(say!(
            "没有 {text}:写政策文件夹,或者 版本:路径,例如 HEAD~1:policies/x"; "there is no {text}: give a policy's folder, or REV:path such as HEAD~1:policies/x")),
        _ => Ok((Sources::default(), given.to_owned())),
    }
}

fn held(revision: &str, path: &str) -> Result<(Sources, PathBuf), Bilingual> {
    let commit = commit(revision)?;
    let path = from_top(path)?;
    let mut wanted: Vec<String> = vec![if path.is_empty() { ".".to_owned() } else { path.clone() }];
    let above = Path::new(&path).ancestors().skip(1).take(HEIGHT);
    wanted.extend(above.map(|up| up.join("calendars").to_string_lossy().replace('\\', "/") + "/"));
    let mut arguments = vec!["ls-tree", "-r", "-z", "-l", "--full-tree", commit.as_str(), "--"];
    arguments.extend(wanted.iter().map(String::as_str).filter(|path| *path != "."));
    let listed = git(&arguments, None)?;
    let blobs = blobs(&String::from_utf8_lossy(&listed))?;
    let below = |name: &str| path.is_empty() || name.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if !blobs.iter().any(|(_, name)| below(name)) {
        let shown = if path.is_empty() { "." } else { &path };
        return Err(say!("版本 {revision} 里的 {shown} 没有政策文件"; "revision {revision} has no policy files at {shown}"));
    }
    let root = root(revision, &path)?;
    let files = read(&blobs, &root)?;
    Ok((Sources::held(Arc::new(files)), root.join(&path)))
}

/// Under which folder held files stand: `HEAD:`, so that places read as git spells them. A policy that is the
/// repository itself needs the repository's name above it.
fn root(revision: &str, path: &str) -> Result<PathBuf, Bilingual> {
    let root = format!("{revision}:");
    if !path.is_empty() {
        return Ok(PathBuf::from(root));
    }
    let top = git(&["rev-parse", "--show-toplevel"], None)?;
    let top = String::from_utf8_lossy(&top).trim().to_owned();
    Ok(Path::new(&root).join(Path::new(&top).file_name().unwrap_or_default()))
}

/// The commit that a revision names.
fn commit(revision: &str) -> Result<String, Bilingual> {
    git(&["rev-parse", "--git-dir"], None)?;
    let object = format!("{revision}^{{commit}}");
    let found = git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &object], None);
    let unknown = || {
        say!("git 不知道版本 {revision};git log --oneline 列出已有的,浅克隆先 git fetch --unshallow";
             "git knows no revision {revision}; git log --oneline lists what there is, in a shallow clone git fetch --unshallow first")
    };
    let found = found.map_err(|_| unknown())?;
    Ok(String::from_utf8_lossy(&found).lines().last().unwrap_or_default().to_owned())
}

/// A path from the repository's top: git takes `./x` from the current folder.
fn from_top(path: &str) -> Result<String, Bilingual> {
    let mut whole = path.to_owned();
    if path.starts_with("./") || path.starts_with("../") {
        let prefix = git(&["rev-parse", "--show-prefix"], None)?;
        whole = format!("{}{path}", String::from_utf8_lossy(&prefix).trim());
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    if parts.last() == Some(&"policy.toml") {
        parts.pop();
    }
    Ok(parts.join("/"))
}

/// The blobs of policy files: object and path. Links and submodules are no texts.
fn blobs(listed: &str) -> Result<Vec<(String, String)>, Bilingual> {
    let mut found = Vec::new();
    for line in listed.split('\0') {
        let Some((facts, name)) = line.split_once('\t') else { continue };
        let facts: Vec<&str> = facts.split_whitespace().collect();
        let [mode, "blob", object, size] = facts[..] else { continue };
        let wanted = Path::new(name).extension().is_some_and(|e| SUFFIXES.iter().any(|suffix| e == *suffix));
        if !wanted || mode == "120000" {
            continue;
        }
        if size.parse::<u64>().is_ok_and(|size| size > LARGEST) {
            return Err(say!("{name} 有 {size} 字节,不会是政策文字"; "{name} has {size} bytes and is no policy text"));
        }
        found.push((object.to_owned(), name.to_owned()));
    }
    Ok(found)
}

/// The bytes of blobs, all through one process.
fn read(blobs: &[(String, String)], root: &Path) -> Result<Held, Bilingual> {
    let asked: String = blobs.iter().map(|(object, _)| format!("{object}\n")).collect();
    let out = git(&["cat-file", "--batch"], Some(asked))?;
    let mut rest = out.as_slice();
    let mut files = Held::new();
    for (object, name) in blobs {
        let torn = || say!("git 没有给出 {name} 的内容({object})"; "git did not give the content of {name} ({object})");
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or_else(torn)?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size: usize = head.rsplit(' ').next().and_then(|size| size.parse().ok()).ok_or_else(torn)?;
        let bytes = rest.get(end + 1..end + 1 + size).ok_or_else(torn)?;
        files.insert(root.join(name), bytes.to_owned());
        rest = rest.get(end + 2 + size..).unwrap_or_default();
    }
    Ok(files)
}

/// Runs git in the current folder and takes what it prints.
fn git(arguments: &[&str], input: Option<String>) -> Result<Vec<u8>, Bilingual> {
    let spawned = Command::new("git")
        .args(arguments)
        // never asks, never fetches, takes no lock
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() })
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            say!("读取历史版本要用 git,这里没有装;请改用两个文件夹"; "reading a revision takes git, which is not installed here; give two folders instead")
        }
        _ => say!("git 运行不了:{error}"; "git cannot be run: {error}"),
    })?;
    let feeder = input.zip(child.stdin.take()).map(|(text, mut stdin)| {
        std::thread::spawn(move || {
            // git that has gone says itself why
            let _ = stdin.write_all(text.as_bytes());
        })
    });
    let output = child.wait_with_output().map_err(|error| say!("git 运行不了:{error}"; "git cannot be run: {error}"))?;
    if let Some(feeder) = feeder {
        let _ = feeder.join();
    }
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().trim_start_matches("fatal: ").to_owned();
    Err(say!("git 报错:{said}"; "git says: {said}"))
}
