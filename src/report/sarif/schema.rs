//! The part of SARIF 2.1.0 that is used, by its own names.

use serde::Serialize;
use std::collections::BTreeMap;

/// Where the form is written down.
pub const ADDRESS: &str = "https://json.schemastore.org/sarif-2.1.0.json";

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    None,
    Note,
    Warning,
    Error,
}

#[derive(Debug, Serialize)]
pub struct Message {
    pub text: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

impl Driver {
    pub fn new(rules: Vec<Rule>) -> Driver {
        let version = env!("CARGO_PKG_VERSION");
        Driver { name: "duban", version, semantic_version: version, rules }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    id: String,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Debug, Serialize)]
struct Configuration {
    level: Level,
}

impl Rule {
    pub fn new(id: String, title: &str, clause: &str, help: &str, level: Level) -> Rule {
        let message = |text: &str| Message { text: text.to_owned() };
        Rule {
            id,
            short_description: message(title),
            full_description: message(clause),
            help: message(help),
            default_configuration: Configuration { level },
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Result {
    pub rule_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_index: Option<usize>,
    /// `fail`; `open` where too little is known to decide.
    pub kind: &'static str,
    pub level: Level,
    pub message: Message,
    pub locations: Vec<Location>,
    pub partial_fingerprints: BTreeMap<&'static str, String>,
    pub properties: BTreeMap<&'static str, String>,
}

#[derive(Debug, Serialize)]
pub struct Location {
    #[serde(rename = "physicalLocation", skip_serializing_if = "Option::is_none")]
    pub physical: Option<Physical>,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Vec::is_empty")]
    pub logical: Vec<Logical>,
}

#[derive(Debug, Serialize)]
pub struct Logical {
    pub name: String,
    #[serde(rename = "fullyQualifiedName")]
    pub full: String,
    pub kind: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Physical {
    artifact_location: Artifact,
    region: Region,
}

impl Physical {
    pub fn new(file: &str, region: Region) -> Physical {
        Physical { artifact_location: Artifact { uri: uri(file) }, region }
    }
}

#[derive(Debug, Serialize)]
struct Artifact {
    uri: String,
}

/// Line and column from 1; columns count characters.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    pub start_line: u64,
    pub start_column: u32,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    pub execution_successful: bool,
    #[serde(rename = "toolExecutionNotifications", skip_serializing_if = "Vec::is_empty")]
    pub notifications: Vec<Notification>,
}

#[derive(Debug, Serialize)]
pub struct Notification {
    pub descriptor: Descriptor,
    pub level: Level,
    pub message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
}

#[derive(Debug, Serialize)]
pub struct Descriptor {
    pub id: &'static str,
}

/// What the run was about, and what it came to.
#[derive(Debug, Serialize)]
pub struct Facts {
    pub as_of: String,
    /// The digest of each policy.
    pub policies: BTreeMap<String, String>,
    pub records: u64,
    pub verdicts: u64,
    pub violations: u64,
    pub errors: u64,
}

/// A path as a relative reference, or `file:///…`; every byte that an address cannot hold is written as %XX.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut out = String::with_capacity(path.len());
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with('/') {
        out.push_str("file://");
    } else if drive {
        out.push_str("file:///");
    }
    for (n, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if drive && n == 1 => out.push(':'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("examples/cases.ndjson"), "examples/cases.ndjson");
        assert_eq!(uri("/tmp/a b#1.ndjson"), "file:///tmp/a%20b%231.ndjson");
        assert_eq!(uri("案.csv"), "%E6%A1%88.csv");
        assert_eq!(uri(r"C:\导出\a.csv"), "file:///C:/%E5%AF%BC%E5%87%BA/a.csv");
    }
}
