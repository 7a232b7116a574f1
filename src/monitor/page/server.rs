//! Between sockets and pages: reads a request whole, answers it on a thread that may wait, and keeps streams going until
//! the desk stops.

use super::Pages;
use super::answer::{Request, Response};
use crate::monitor::access::Scope;
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request as Received, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response as Sent};
use futures_core::Stream;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, watch};

/// A form is at most so long.
const LARGEST: usize = 64 << 10;

/// So many people may watch at once.
const WATCHING: usize = 200;

/// How often a stream looks for changes, and how often it says that it is there still.
const LOOK: Duration = Duration::from_secs(2);
const SIGN_OF_LIFE: u32 = 10;

#[derive(Clone)]
struct Shared {
    pages: Arc<Pages>,
    /// True once the desk stops.
    closing: watch::Receiver<bool>,
    watching: Arc<Semaphore>,
}

/// Answers everything that no other route takes.
pub fn router(pages: Arc<Pages>, closing: watch::Receiver<bool>) -> Router {
    let shared = Shared { pages, closing, watching: Arc::new(Semaphore::new(WATCHING)) };
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Shared>, ConnectInfo(peer): ConnectInfo<SocketAddr>, received: Received) -> Sent {
    let (parts, body) = received.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let headers: Vec<(String, String)> =
        parts.headers.iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect();
    // the server before us says whom it speaks for; what a browser claimed stands before that
    let forwarded = headers.iter().rev().find(|(name, _)| name == "x-forwarded-for").map(|(_, list)| list.as_str());
    let address = forwarded.and_then(|list| list.rsplit(',').next()).map(|last| last.trim().to_owned());
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: fields(parts.uri.query().unwrap_or_default().as_bytes()),
        form: fields(&body),
        headers,
        address: address.unwrap_or_else(|| peer.ip().to_string()),
    };
    let pages = Arc::clone(&shared.pages);
    let head = request.method == "HEAD";
    match tokio::task::spawn_blocking(move || pages.answer(&request)).await {
        Ok(response) => send(response, head, shared),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn send(response: Response, head: bool, shared: Shared) -> Sent {
    let mut sent = Sent::builder().status(response.status);
    for (name, value) in &response.headers {
        sent = sent.header(*name, value);
    }
    let body = match response.live {
        _ if head => Body::empty(),
        Some((scope, session)) => match Arc::clone(&shared.watching).try_acquire_owned() {
            Ok(place) => {
                let (out, lines) = mpsc::channel(4);
                tokio::spawn(async move {
                    watch(shared, scope, session, out).await;
                    drop(place);
                });
                Body::from_stream(Lines(lines))
            }
            Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        None => Body::from(response.body),
    };
    // a header that cannot be sent is one that we made
    sent.body(body).unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// Tells what changes until the session ends, nobody listens any more, or the desk stops.
async fn watch(shared: Shared, scope: Arc<Scope>, session: String, out: mpsc::Sender<Bytes>) {
    let mut closing = shared.closing.clone();
    let mut told = String::new();
    let mut still = 0;
    loop {
        let (pages, scope, session) = (Arc::clone(&shared.pages), Arc::clone(&scope), session.clone());
        let found = tokio::task::spawn_blocking(move || pages.live(&scope, &session)).await;
        let Ok(Some(found)) = found else { return };
        let line = if found != told {
            still = 0;
            Some(format!("data: {found}\n\n"))
        } else {
            still += 1;
            (still % SIGN_OF_LIFE == 0).then(|| ":\n\n".to_owned())
        };
        told = found;
        if let Some(line) = line
            && out.send(Bytes::from(line)).await.is_err()
        {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = out.closed() => return,
            changed = closing.wait_for(|closing| *closing) => {
                _ = changed;
                return;
            }
        }
    }
}

struct Lines(mpsc::Receiver<Bytes>);

impl Stream for Lines {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|line| line.map(Ok))
    }
}

/// The fields of an address or a form; what is no UTF-8 is replaced.
fn fields(text: &[u8]) -> Vec<(String, String)> {
    let pair = |part: &[u8]| {
        let at = part.iter().position(|byte| *byte == b'=').unwrap_or(part.len());
        let (name, value) = part.split_at_checked(at).unwrap_or((part, &[]));
        (decoded(name), decoded(value.get(1..).unwrap_or_default()))
    };
    text.split(|byte| *byte == b'&').filter(|part| !part.is_empty()).map(pair).collect()
}

fn decoded(text: &[u8]) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, digit(after.first()), digit(after.get(1))) {
            (b'+', ..) => out.push(b' '),
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => out.push(*first),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_as_browsers_write_them() {
        let read = |text: &str| fields(text.as_bytes());
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(read("a=1&b=%E7%9D%A3+%26&c"), [pair("a", "1"), pair("b", "督 &"), pair("c", "")]);
        assert_eq!(read("%=%4&=x&&"), [pair("%", "%4"), pair("", "x")]);
    }
}
