//! Posts messages as JSON, one a request. The key goes along as `Idempotency-Key`: who honours it has every message once.

use super::Send;
use crate::monitor::store::Waiting;
use std::path::PathBuf;
use std::time::Duration;

pub struct Webhook {
    agent: ureq::Agent,
    url: String,
    secret: Option<PathBuf>,
}

impl Webhook {
    pub fn new(url: String, secret: Option<PathBuf>) -> Webhook {
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(15))).max_redirects(0).build();
        Webhook { agent: config.into(), url, secret }
    }

    fn post(&self, message: &Waiting) -> Result<(), String> {
        let mut request = self.agent.post(&self.url).header("Content-Type", "application/json").header("Idempotency-Key", &message.key);
        if let Some(path) = &self.secret {
            // read each time: a secret that is replaced needs no restart
            let secret = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
            request = request.header("Authorization", format!("Bearer {}", secret.trim()));
        }
        match request.send(message.body.as_str()) {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("HTTP {}", answer.status().as_u16())),
            // it has been there
            Err(ureq::Error::StatusCode(409)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Send for Webhook {
    fn send(&mut self, messages: &[Waiting]) -> Vec<Option<String>> {
        let mut failed: Option<String> = None;
        let mut one = |message: &Waiting| {
            // when the other side does not answer, the rest waits too
            if failed.is_none() || message.attempts == 0 && !failed.as_ref().is_some_and(|why| !why.starts_with("HTTP ")) {
                failed = self.post(message).err();
            }
            failed.clone()
        };
        messages.iter().map(&mut one).collect()
    }
}
