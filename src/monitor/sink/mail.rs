//! Sends messages by SMTP: each on its own, or what was collected in one letter to each party.

use super::Send;
use crate::lang::Lang;
use crate::monitor::setting::{Mail, Security};
use crate::monitor::store::Waiting;
use crate::tell;
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;

pub struct Post {
    mail: Mail,
    collected: bool,
    lang: Lang,
}

impl Post {
    pub fn new(mail: Mail, collected: bool, lang: Lang) -> Post {
        Post { mail, collected, lang }
    }

    fn transport(&self) -> Result<SmtpTransport, String> {
        let Mail { server, port, security, user, password, authority, .. } = &self.mail;
        let words = |error: lettre::transport::smtp::Error| error.to_string();
        let parameters = || -> Result<TlsParameters, String> {
            let mut builder = TlsParameters::builder(server.clone());
            if let Some(path) = authority {
                let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
                builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(words)?);
            }
            builder.build().map_err(words)
        };
        let (tls, usual) = match security {
            Security::Tls => (Tls::Wrapper(parameters()?), 465),
            Security::StartTls => (Tls::Required(parameters()?), 587),
            Security::None => (Tls::None, 25),
        };
        let mut builder =
            SmtpTransport::builder_dangerous(server).tls(tls).port(port.unwrap_or(usual)).timeout(Some(Duration::from_secs(20)));
        if let Some(user) = user {
            let password = match password {
                Some(path) => std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?.trim().to_owned(),
                None => String::new(),
            };
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(builder.build())
    }

    /// The addresses of a party.
    fn addresses(&self, who: &str) -> &[String] {
        let of = |wanted: &str| self.mail.to.iter().find(|(party, _)| party == wanted).map(|(_, list)| list.as_slice());
        of(who).or_else(|| of("*")).unwrap_or_default()
    }

    fn letter(&self, who: &str, messages: &[(&Waiting, Value)]) -> Result<Message, String> {
        let Some((first, body)) = messages.first() else { return Err("nothing to send".to_owned()) };
        let subject = match messages.len() {
            1 => headline(body, self.lang),
            n => tell!(self.lang; "督办:{n} 条提醒"; "duban: {n} warnings"),
        };
        let text: Vec<String> = messages.iter().map(|(_, body)| paragraph(body, self.lang)).collect();
        let mailbox = |text: &str| text.parse::<Mailbox>().map_err(|error| format!("{text}: {error}"));
        let host = self.mail.from.rsplit('@').next().unwrap_or("duban").trim_end_matches('>');
        let mut message =
            Message::builder().from(mailbox(&self.mail.from)?).subject(subject).message_id(Some(format!("<{}@{host}>", first.key)));
        for address in self.addresses(who) {
            message = message.to(mailbox(address)?);
        }
        message.header(ContentType::TEXT_PLAIN).body(text.join("\n\n")).map_err(|error| error.to_string())
    }

    fn post(&self, transport: &SmtpTransport, who: &str, messages: &[(&Waiting, Value)]) -> Result<(), String> {
        let letter = self.letter(who, messages)?;
        transport.send(&letter).map(drop).map_err(|error| error.to_string())
    }
}

impl Send for Post {
    fn send(&mut self, messages: &[Waiting]) -> Vec<Option<String>> {
        let transport = match self.transport() {
            Ok(transport) => transport,
            Err(why) => return messages.iter().map(|_| Some(why.clone())).collect(),
        };
        let mut letters: BTreeMap<(String, usize), Vec<(&Waiting, Value)>> = BTreeMap::new();
        for (n, message) in messages.iter().enumerate() {
            let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
            let who = body["who"].as_str().unwrap_or_default().to_owned();
            letters.entry((who, if self.collected { 0 } else { n })).or_default().push((message, body));
        }
        let mut failed: BTreeMap<i64, String> = BTreeMap::new();
        for ((who, _), letter) in &letters {
            if let Err(why) = self.post(&transport, who, letter) {
                failed.extend(letter.iter().map(|(message, _)| (message.number, why.clone())));
            }
        }
        messages.iter().map(|message| failed.remove(&message.number)).collect()
    }
}

fn headline(body: &Value, lang: Lang) -> String {
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    let (record, title) = (text("record"), text("title"));
    let light = match (body["what"].as_str(), body["stage"].as_str(), body["light"].as_str()) {
        (Some("withdrawal"), ..) => tell!(lang; "撤回"; "withdrawn"),
        (_, Some("past_due"), _) => tell!(lang; "逾期"; "past due"),
        (_, _, Some("red")) => tell!(lang; "红灯"; "red"),
        (_, _, Some("yellow")) => tell!(lang; "黄灯"; "yellow"),
        _ => tell!(lang; "蓝灯"; "blue"),
    };
    tell!(lang; "督办 [{light}] {record} {title}"; "duban [{light}] {record} {title}")
}

fn paragraph(body: &Value, lang: Lang) -> String {
    let text = |key: &str| body[key].as_str().unwrap_or_default().to_owned();
    let message = body["message"][if lang == Lang::Zh { "zh" } else { "en" }].as_str().unwrap_or_default().to_owned();
    let (head, rule, cite, due) = (headline(body, lang), text("rule"), text("cite"), text("due"));
    let late = if body["late"].as_bool() == Some(true) { tell!(lang; "\n(迟发)"; "\n(sent late)") } else { String::new() };
    let what = if body["what"].as_str() == Some("withdrawal") {
        tell!(lang; "先前的提醒作废:按现在的记录,它没有根据。"; "The warning sent before is withdrawn: as the record is now known, it had no cause.")
    } else {
        message
    };
    format!("{head}\n{what}\n{rule} {cite}\n{due}{late}")
}
