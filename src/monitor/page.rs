//! The page of the desk: drawn on the server, with nothing from outside, for who is signed in. What each request may
//! reach stands in one table, [`ROUTES`](route::ROUTES); what it may read, its `Scope` says.

mod act;
pub mod answer;
mod assets;
mod audit;
mod charts;
mod draw;
mod export;
mod judged;
mod ledger;
pub mod live;
mod offer;
mod periodic;
mod policies;
mod record;
pub mod route;
pub mod server;
mod sign_in;

use super::access::accounts::{Accounts, Session};
use super::access::audit::Note;
use super::access::rate::Rate;
use super::access::{Reading, Scope};
use super::clock::Clock;
use super::order::{Order, Trouble};
use super::reload::Standings;
use crate::lang::Lang;
use crate::time::Instant;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// Tells the desk; false where it does not listen any more.
pub type Tell = Box<dyn Fn(Order) -> bool + Send + Sync>;

/// What every page is made from.
pub struct Pages {
    pub reading: Reading,
    pub accounts: Accounts,
    pub standings: Arc<ArcSwap<Standings>>,
    pub tell: Tell,
    pub clock: Arc<dyn Clock>,
    pub rate: Rate,
    /// Of a standby: when the last entry of its backup came, where there is any.
    pub standby: Option<Option<Instant>>,
    /// The language where a browser asks for none.
    pub lang: Lang,
}

/// One request, with who asks.
pub struct Ask<'a> {
    pub pages: &'a Pages,
    pub session: Option<Session>,
    pub scope: Option<Arc<Scope>>,
    pub lang: Lang,
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    /// The record that the path names.
    pub number: Option<u32>,
    pub path: String,
    pub cookie: Option<String>,
    pub address: String,
    /// Whether it came over TLS: then its cookies travel no other way.
    pub secure: bool,
    pub now: Instant,
}

/// What is answered.
#[derive(Debug)]
pub enum Answer {
    Page(String),
    /// What was asked for is not there, or not for this person: the two look the same.
    NotFound,
    /// A page that says what was wrong in what was sent.
    Refused(String),
    /// Too many attempts.
    Later(String),
    /// Elsewhere, with a cookie set where there is one.
    See(String, Option<String>),
    File {
        name: &'static str,
        kind: &'static str,
        bytes: Vec<u8>,
    },
    Asset {
        kind: &'static str,
        text: String,
    },
    /// A stream of what changes in this scope, as long as this session lasts.
    Live(Arc<Scope>, String),
    Trouble(Trouble),
}

impl Ask<'_> {
    /// The value of a field of the address.
    pub fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// The value of a field of the form.
    pub fn given(&self, name: &str) -> &str {
        self.form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Notes in the audit log that something was looked at. While the store takes nothing it stands in the log of the desk, and is noted later.
    pub fn looked(&self, act: &str, object: &str) {
        let note = self.noted(act, object, "done");
        if !self.pages.accounts.glance(&note) || self.pages.standby.is_some() {
            logged(&note);
        }
    }

    fn noted(&self, act: &str, object: &str, result: &str) -> Note {
        let user = self.session.as_ref().map(|session| session.user.name.clone()).unwrap_or_default();
        Note { at: self.now, user, address: self.address.clone(), act: act.into(), object: object.into(), result: result.into() }
    }

    /// Notes in the audit log; what cannot be noted is not done.
    ///
    /// # Errors
    /// The store.
    pub fn note(&self, act: &str, object: &str, result: &str) -> Result<(), Trouble> {
        let note = self.noted(act, object, result);
        if self.pages.standby.is_some() {
            // what is written to the copy ends with it
            logged(&note);
        }
        self.pages.accounts.note(&note).map_err(|error| crate::monitor::order::Trouble(crate::lang::Bilingual::same(error.to_string())))
    }
}

fn logged(Note { user, address, act, object, result, .. }: &Note) {
    super::log::line("audit", &[("user", user), ("address", address), ("act", act), ("object", object), ("result", result)]);
}
