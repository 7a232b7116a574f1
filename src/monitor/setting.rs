//! `monitor.toml`: where warnings go. Read as policies are, so that a mistake points at its line.

use super::routes::{Collected, Route};
use crate::diag::{Diagnostic, Faults};
use crate::policy::fault;
use crate::policy::reader::{Reader, text};
use crate::policy::schema;
use crate::policy::tree::{self, Entry, Table};
use crate::say;
use crate::source::{FileId, Spanned};
use crate::time::Zone;
use crate::time::spelling::clock;
use std::path::PathBuf;

/// Where one sink sends to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// One JSON object a line, appended.
    File(PathBuf),
    Webhook {
        url: String,
        /// Holds what is sent as a bearer token.
        secret: Option<PathBuf>,
    },
    Mail(Mail),
}

/// How a mail server is reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    #[default]
    Tls,
    StartTls,
    /// In the clear: for a server on this machine.
    None,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub server: String,
    pub port: Option<u16>,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<PathBuf>,
    /// Certificates of an authority of one's own, PEM.
    pub authority: Option<PathBuf>,
    pub from: String,
    /// Addresses by party; `*` is everybody else.
    pub to: Vec<(String, Vec<String>)>,
}

/// One sink.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    pub route: Route,
    pub form: Form,
}

/// The sinks of a desk that is told of none: a file in its folder.
pub fn usual() -> Vec<Sink> {
    vec![Sink { route: Route { sink: "file".to_owned(), ..Route::default() }, form: Form::File(PathBuf::from("warnings.ndjson")) }]
}

const STAGES: [&str; 4] = ["blue", "yellow", "red", "past_due"];

const DAYS: [(&str, &str); 7] = [
    ("monday", "周一"),
    ("tuesday", "周二"),
    ("wednesday", "周三"),
    ("thursday", "周四"),
    ("friday", "周五"),
    ("saturday", "周六"),
    ("sunday", "周日"),
];

/// Reads the sinks; clocks are in `zone`.
pub fn sinks(file: FileId, source: &str, zone: Zone, faults: &mut Faults) -> Vec<Sink> {
    let root = tree::parse(file, source, faults);
    let span = crate::source::Span::new(file, 0..0);
    let mut reader = Reader::new(&root, span, &schema::monitor::FILE);
    let entries = reader.table("sinks", faults).map(|(table, _)| table.entries.as_slice()).unwrap_or_default();
    let list = entries.iter().filter_map(|entry| sink(entry, zone, faults)).collect();
    reader.finish(faults);
    list
}

fn sink(entry: &Entry, zone: Zone, faults: &mut Faults) -> Option<Sink> {
    let Some(table) = entry.node.table() else {
        faults.push(fault::table::wrong_type(&entry.node, say!("表"; "a table")));
        return None;
    };
    let mut reader = Reader::new(table, entry.key.span, &schema::monitor::SINK);
    let form = form(&mut reader, faults);
    let stages = reader.node("stages").is_some().then(|| words(&mut reader, "stages", faults));
    for word in stages.iter().flatten().filter(|word| !STAGES.contains(&word.value.as_str())) {
        faults.push(fault::name::not_one_of(word, &STAGES));
    }
    let whom = reader.node("whom").is_some().then(|| words(&mut reader, "whom", faults));
    let collected = reader.text("collect", faults).and_then(|word| collected(&word, zone, faults));
    reader.finish(faults);
    let plain = |list: Option<Vec<Spanned<String>>>| list.map(|words| words.into_iter().map(|word| word.value).collect());
    let mut route = Route { sink: entry.key.value.clone(), stages: plain(stages), whom: plain(whom), collected };
    let form = form?;
    if let (Form::Mail(mail), None) = (&form, &route.whom)
        && !mail.to.iter().any(|(party, _)| party == "*")
    {
        // a party without an address is not written to
        route.whom = Some(mail.to.iter().map(|(party, _)| party.clone()).collect());
    }
    Some(Sink { route, form })
}

fn words(reader: &mut Reader<'_>, key: &'static str, faults: &mut Faults) -> Vec<Spanned<String>> {
    reader.texts(key, faults)
}

fn form(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Form> {
    let kind = reader.required_text("kind", faults)?;
    let path = |text: Option<Spanned<String>>| text.map(|text| PathBuf::from(text.value));
    match kind.value.as_str() {
        "file" => reader.required_text("path", faults).map(|path| Form::File(PathBuf::from(path.value))),
        "webhook" => {
            let secret = path(reader.text("secret_file", faults));
            let url = reader.required_text("url", faults)?;
            if !url.value.starts_with("https://") && !url.value.starts_with("http://") {
                faults.push(Diagnostic::error(
                    "bad-url",
                    url.span,
                    say!("网址须以 https:// 或 http:// 开头"; "a URL begins with https:// or http://"),
                ));
            }
            Some(Form::Webhook { url: url.value, secret })
        }
        "mail" => mail(reader, faults).map(Form::Mail),
        _ => {
            faults.push(fault::name::not_one_of(&kind, &["file", "webhook", "mail"]));
            None
        }
    }
}

fn mail(reader: &mut Reader<'_>, faults: &mut Faults) -> Option<Mail> {
    let path = |text: Option<Spanned<String>>| text.map(|text| PathBuf::from(text.value));
    let server = reader.required_text("server", faults);
    let from = reader.required_text("from", faults);
    let port = reader.whole("port", faults).and_then(|port| match u16::try_from(port.value) {
        Ok(number @ 1..) => Some(number),
        _ => {
            faults.push(Diagnostic::error("bad-port", port.span, say!("端口须在 1 和 65535 之间"; "a port lies between 1 and 65535")));
            None
        }
    });
    let security = match reader.text("security", faults) {
        None => Security::Tls,
        Some(word) => match word.value.as_str() {
            "tls" => Security::Tls,
            "starttls" => Security::StartTls,
            "none" => Security::None,
            _ => {
                faults.push(fault::name::not_one_of(&word, &["tls", "starttls", "none"]));
                Security::Tls
            }
        },
    };
    let user = reader.text("user", faults).map(|user| user.value);
    let password = path(reader.text("password_file", faults));
    let authority = path(reader.text("ca_file", faults));
    reader.required("to");
    let to = reader.table("to", faults).map(|(table, _)| addresses(table, faults)).unwrap_or_default();
    let (server, from) = (server?.value, from?);
    address(&from, faults);
    Some(Mail { server, port, security, user, password, authority, from: from.value, to })
}

fn addresses(table: &Table, faults: &mut Faults) -> Vec<(String, Vec<String>)> {
    let mut of = |entry: &Entry| {
        let list: Vec<Spanned<String>> = entry.node.items().iter().filter_map(|item| text(item, faults)).collect();
        list.iter().for_each(|one| address(one, faults));
        (entry.key.value.clone(), list.into_iter().map(|one| one.value).collect())
    };
    table.entries.iter().map(&mut of).collect()
}

fn address(text: &Spanned<String>, faults: &mut Faults) {
    if text.value.parse::<lettre::message::Mailbox>().is_err() {
        faults.push(Diagnostic::error("bad-address", text.span, say!("不是电子邮件地址"; "this is no e-mail address")));
    }
}

/// `"friday 16:00"`, `"周一 9:00"`, `"08:30"` for every day.
fn collected(word: &Spanned<String>, zone: Zone, faults: &mut Faults) -> Option<Collected> {
    let mut parts = word.value.split_whitespace();
    let (first, second, rest) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let weekday = DAYS.iter().position(|(en, zh)| first.eq_ignore_ascii_case(en) || first == *zh);
    let time = if weekday.is_some() { second } else { Some(first).filter(|_| second.is_none()) };
    match time.and_then(clock).filter(|_| rest.is_none()) {
        Some(clock) => Some(Collected { weekday, clock, zone }),
        None => {
            let wrong = say!("看不懂的发送时间"; "it does not say when to send");
            let help = say!("写 \"friday 16:00\"、\"周五 16:00\",或每天的 \"08:30\""; "write \"friday 16:00\", or \"08:30\" for every day");
            faults.push(Diagnostic::error("bad-time", word.span, wrong).help(help));
            None
        }
    }
}
