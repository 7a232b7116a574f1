//! From a request to an answer: who asks, whether the form is ours, whether the route is theirs; then the headers that
//! every answer has. The server around it only moves bytes.

use super::route::{Needs, find};
use super::{Answer, Ask, Pages, draw, sign_in};
use crate::lang::Bilingual;
use crate::lang::Lang;
use crate::monitor::access::{Scope, secret};
use crate::monitor::order::Trouble;
use std::sync::Arc;

/// A request, as far as it matters here.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub method: String,
    pub path: String,
    /// Fields of the address, and of the form.
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub address: String,
}

/// What goes back.
#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Instead of a body: changes of this scope as they come, while this session lasts.
    pub live: Option<(Arc<Scope>, String)>,
}

/// The cookie of a session.
pub const COOKIE: &str = "duban";

/// What browsers are told with every answer.
const HEADERS: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    // none at all would also take away what a form's origin is told by
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
];

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn cookie(&self, name: &str) -> Option<&str> {
        let all = self.headers.iter().filter(|(key, _)| key == "cookie").flat_map(|(_, value)| value.split(';'));
        all.filter_map(|pair| pair.trim().split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// Whether a page of another origin has sent it; a browser says so, in one header or the other.
    fn is_foreign(&self) -> bool {
        match (self.header("sec-fetch-site"), self.header("origin")) {
            (Some(site), _) => !matches!(site, "same-origin" | "none"),
            (None, Some(origin)) => {
                let host = origin.split_once("://").map(|(_, host)| host);
                host.is_none() || host != self.header("host")
            }
            (None, None) => false,
        }
    }
}

impl Pages {
    /// Answers one request. It reads the store, and waits for the desk where something is to be kept.
    pub fn answer(&self, request: &Request) -> Response {
        let now = self.clock.now();
        let cookie = request.cookie(COOKIE).filter(|cookie| cookie.len() == 64).map(str::to_owned);
        let session = match cookie.as_deref().map(|cookie| self.accounts.session(cookie, now)).transpose() {
            Ok(session) => session.flatten(),
            Err(error) => {
                let trouble = Trouble(Bilingual::same(error.to_string()));
                return respond(Answer::Trouble(trouble), None, self.lang, request);
            }
        };
        let ask = Ask {
            pages: self,
            scope: session.as_ref().map(|session| self.reading.scope(session)),
            session,
            lang: lang(request, self.lang),
            query: request.query.clone(),
            form: request.form.clone(),
            number: None,
            path: request.path.clone(),
            cookie,
            address: request.address.clone(),
            secure: request.header("x-forwarded-proto") == Some("https"),
            now,
        };
        let (answer, ask) = route(request, ask);
        respond(answer, Some(&ask), ask.lang, request)
    }
}

fn route<'a>(request: &Request, ask: Ask<'a>) -> (Answer, Ask<'a>) {
    let method = if request.method == "HEAD" { "GET" } else { request.method.as_str() };
    let Some((route, number)) = find(method, &request.path) else {
        let answer = if ask.session.is_some() { Answer::NotFound } else { to_sign_in() };
        return (answer, ask);
    };
    let ask = Ask { number, ..ask };
    let role = ask.session.as_ref().map(|session| session.user.role);
    if route.needs != Needs::Nothing && role.is_none() {
        return (to_sign_in(), ask);
    }
    if !route.needs.met(role) {
        let noted = ask.note("denied", &request.path, "role");
        return (noted.map_or_else(Answer::Trouble, |()| Answer::NotFound), ask);
    }
    if route.method == "POST" {
        let own = ask.session.as_ref().is_none_or(|session| secret::same(ask.given("form"), &session.form));
        if route.needs == Needs::Acts && ask.pages.standby.is_some() {
            return (Answer::Refused(draw::refused(&ask, &draw::standing_by())), ask);
        }
        if request.is_foreign() || !own {
            let noted = ask.note("denied", &request.path, "form");
            let refused = || Answer::Refused(draw::refused(&ask, &sign_in::old_form()));
            return (noted.map_or_else(Answer::Trouble, |()| refused()), ask);
        }
    }
    let answer = (route.answer)(&ask).unwrap_or_else(Answer::Trouble);
    (answer, ask)
}

fn to_sign_in() -> Answer {
    Answer::See("/sign-in".to_owned(), None)
}

/// The language asked for: by the page itself, else by the browser.
fn lang(request: &Request, usual: Lang) -> Lang {
    let chosen = request.query.iter().find(|(key, _)| key == "lang").map(|(_, value)| value.as_str()).or_else(|| request.cookie("lang"));
    let browser = request.header("accept-language").unwrap_or_default();
    match chosen {
        Some("zh") => Lang::Zh,
        Some("en") => Lang::En,
        _ if browser.starts_with("zh") => Lang::Zh,
        _ if browser.starts_with("en") => Lang::En,
        _ => usual,
    }
}

fn respond(answer: Answer, ask: Option<&Ask<'_>>, lang: Lang, request: &Request) -> Response {
    let mut headers: Vec<(&'static str, String)> = HEADERS.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let html = "text/html; charset=utf-8";
    let mut live = None;
    let (status, kind, body) = match answer {
        Answer::Page(page) => (200, html, page.into_bytes()),
        Answer::NotFound => (404, html, draw::not_found(ask, lang).into_bytes()),
        Answer::Refused(page) => (422, html, page.into_bytes()),
        Answer::Later(page) => {
            headers.push(("retry-after", "60".to_owned()));
            (429, html, page.into_bytes())
        }
        Answer::See(path, cookie) => {
            headers.push(("location", path));
            headers.extend(cookie.map(|cookie| ("set-cookie", cookie)));
            (303, html, Vec::new())
        }
        Answer::File { name, kind, bytes } => {
            headers.push(("content-disposition", format!("attachment; filename=\"{name}\"")));
            (200, kind, bytes)
        }
        Answer::Asset { kind, text } => (200, kind, text.into_bytes()),
        Answer::Live(scope, session) => {
            live = Some((scope, session));
            (200, "text/event-stream", Vec::new())
        }
        Answer::Trouble(trouble) => {
            crate::monitor::log::line("page", &[("path", &request.path), ("trouble", &trouble.0.en)]);
            (503, html, draw::trouble(ask, lang).into_bytes())
        }
    };
    headers.push(("content-type", kind.to_owned()));
    if let Some(chosen) = request.query.iter().find(|(key, value)| key == "lang" && matches!(value.as_str(), "zh" | "en")) {
        headers.push(("set-cookie", format!("lang={}; Path=/; SameSite=Strict; Max-Age=31536000", chosen.1)));
    }
    Response { status, headers, body, live }
}
