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

    /// What went wrong, and whether the other side answered at all.
    fn post(&self, message: &Waiting) -> Result<(), (String, bool)> {
        let mut request = self.agent.post(&self.url).header("Content-Type", "application/json").header("Idempotency-Key", &message.key);
        if let Some(path) = &self.secret {
            // read each time: a secret that is replaced needs no restart
            let secret = std::fs::read_to_string(path).map_err(|error| (format!("{}: {error}", path.display()), false))?;
            request = request.header("Authorization", format!("Bearer {}", secret.trim()));
        }
        match request.send(message.body.as_str()) {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err((format!("HTTP {}", answer.status().as_u16()), true)),
            // it has been there
            Err(ureq::Error::StatusCode(409)) => Ok(()),
            Err(ureq::Error::StatusCode(code)) => Err((format!("HTTP {code}"), true)),
            Err(error) => Err((error.to_string(), false)),
        }
    }
}

impl Send for Webhook {
    fn send(&mut self, messages: &[Waiting]) -> Vec<Option<String>> {
        let mut silent: Option<String> = None;
        let mut one = |message: &Waiting| {
            // where nobody answers the rest need not be tried
            if let Some(why) = &silent {
                return Some(why.clone());
            }
            let (why, answered) = self.post(message).err()?;
            if !answered {
                silent = Some(why.clone());
            }
            Some(why)
        };
        messages.iter().map(&mut one).collect()
    }
}
